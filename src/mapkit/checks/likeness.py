"""Rules about two things that are, or look, the same."""

import colorsys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import normalize

import pandas as pd

from mapkit.checks.whole import Findings, Whole, claim_place, incident_place, site_place
from mapkit.drawing.patterns import looks_of
from mapkit.records import CLAIM_TEXTS

GREY = 0.2  # saturation below which a colour has no hue to speak of
HUE_DEGREES = 12


def likely_double(whole: Whole) -> Findings:
    """Two incidents have the same kind, the same window and the same place."""
    seen: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in whole.incidents:
        placed = bool(row["site"]) or not pd.isna(row["lon"])
        if placed and not pd.isna(row["start"]):
            spot = (row["site"], None, None) if pd.isna(row["lon"]) else (row["site"], row["lon"], row["lat"])
            seen[row["kind"], row["start"], row["end"], *spot].append(row["id"])
    for ids in seen.values():
        for again in ids[1:]:
            words = f"kind, window and place are those of {ids[0]!r}: perhaps they are one incident"
            yield f"incidents.csv {again}", words


def claim_double(whole: Whole) -> Findings:
    """A claim stands twice, word for word."""
    seen = set()
    for claim in whole.atlas.claim_list:
        key = (claim.incident, claim.source.id, *(getattr(claim, name) for name in CLAIM_TEXTS))
        if key in seen:
            yield claim_place(claim), "this claim stands twice: take one out"
        seen.add(key)


def id_alike(whole: Whole) -> Findings:
    """Two ids of incidents, of sites or of sources differ only in capitals, blanks or the form of their characters."""
    yield from _alike((row["id"], incident_place(row)) for row in whole.incidents)
    yield from _alike((site.id, site_place(site)) for site in whole.atlas.places.values())
    yield from _alike((source.id, f"sources.csv {source.id}") for source in whole.atlas.source_list)


def look_alike(whole: Whole) -> Findings:
    """Two kinds have the same colour and shape, two states the same colour and pattern, or a state a kind's hue."""
    meta = whole.atlas.meta
    looks = [("kinds", kind.id, f"{kind.colour.lower()} {kind.shape}") for kind in meta.kinds]
    looks += [
        ("states", name, f"{look.colour.lower() or 'slate'} {look.pattern}")
        for name, look in looks_of(meta.states).items()
    ]
    first: dict[tuple[str, str], str] = {}
    for table, name, look in looks:
        if (table, look) in first:
            yield f"atlas.toml {table} {name}", f"{look} is how {first[table, look]!r} looks too: change one of them"
        first.setdefault((table, look), name)
    for state in meta.states:
        if kind := next((kind for kind in meta.kinds if _same_hue(state.colour, kind.colour)), None):
            words = f"{state.colour.lower()} has the hue of the kind {kind.id!r}: leave the colour out, for slate"
            yield f"atlas.toml states {state.id}", words


def _same_hue(one: str, other: str) -> bool:
    """Whether two colours #rrggbb may be taken for each other by their hue; a grey has none, and is another's equal."""
    if not one or not other:
        return False
    (hue, _, strong), (beside, _, loud) = (colorsys.rgb_to_hls(*_parts(colour)) for colour in (one, other))
    if min(strong, loud) < GREY:
        return one.lower() == other.lower()
    return abs((hue - beside + 0.5) % 1 - 0.5) * 360 < HUE_DEGREES


def _parts(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _alike(ids: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for name, place in ids:
        key = "".join(normalize("NFKC", name).casefold().split())
        if key in first:
            yield place, f"its id reads like {first[key]!r}: change one of them"
        first.setdefault(key, name)
