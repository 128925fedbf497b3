"""A made atlas in which one party says every kind of thing: what it speaks of, denies, takes back, puts elsewhere."""

from pathlib import Path
from typing import Any

from mapkit.atlas import Atlas
from mapkit.files import read
from support.made import LAYERS, SOURCES, feature, write_folder

LAND = {"type": "Polygon", "coordinates": [[[44.1, 38.1], [48.9, 38.1], [48.9, 41.9], [44.1, 41.9], [44.1, 38.1]]]}
MOVED_FROM, MOVED_TO = (47.5, 40.5), (48.0, 40.9)
# Each incident: its place, its kind, and what the south says of it, if anything.
SAID: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "several-reported": ("hilltown", "attack", ("reports",)),
    "several-denied": ("hilltown", "attack", ("denies",)),
    "several-silent": ("hilltown", "meeting", ()),
    "denied-attack": ("dale", "attack", ("denies",)),
    "denied-meeting": ("dale", "meeting", ("denies",)),
    "disputed": ((46.3, 39.3), "attack", ("disputes",)),
    "withdrawn": ((45.5, 40.0), "attack", ("reports", "withdraws")),
    "silent": ((45.0, 41.0), "attack", ()),
    "moved": (MOVED_FROM, "attack", ("reports",)),
    "contradicted": ((48.5, 38.6), "meeting", ("reports", "denies")),
    "region-reported": ("land", "attack", ("reports",)),
    "region-denied": ("land", "attack", ("denies",)),
    "region-silent": ("land", "meeting", ()),
}
LATER = ("several-denied", "silent")  # in 2022, all others in 2021


def said_atlas(path: Path) -> Atlas:
    """The atlas, written into a folder and read."""
    layers = {"towns": [*LAYERS["towns"], feature("land", LAND, names={"en": ["The land"]})]}
    incidents = [_incident(name, place, kind) for name, (place, kind, _) in SAID.items()]
    told = [{"incident": name, "source": "herald", "stance": "reports", "says": ""} for name in SAID]
    told += [_claim(name, stance) for name, (_, _, stances) in SAID.items() for stance in stances]
    return read(
        write_folder(path, layers=layers, incidents=incidents, claims=told, sources=SOURCES, states=[]),
    )


def _incident(name: str, place: Any, kind: str) -> dict[str, Any]:
    at = {"site": place} if isinstance(place, str) else {"lon": place[0], "lat": place[1]}
    return {"id": name, "when": f"{2022 if name in LATER else 2021}-03-01", "kind": kind, "title": name, **at}


def _claim(name: str, stance: str) -> dict[str, Any]:
    lon, lat = MOVED_TO if name == "moved" else ("", "")
    return {"incident": name, "source": "ministry", "stance": stance, "says": "", "lon": lon, "lat": lat}
