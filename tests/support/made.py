"""A small made atlas as plain Python, and the means to write it as a folder; a test changes the thing it is about."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from mapkit.errors import AtlasError, MapkitError, Problem
from mapkit.files import read

T = TypeVar("T")

SETTINGS: dict[str, Any] = {
    "format": 2,
    "slash": "lasted",
    "title": "A made atlas",
    "description": "Nobody was there.",
    "calendar": "UTC+04:00",
    "licence": "CC0",
    "home": [44.0, 38.0, 49.0, 42.0],
    "window": "2020-11-01/2023-10-31",
    "labels": ["hy", "az"],
    "credits": ["made by a test"],
    "layers": [{"id": "towns", "label": "Towns"}, {"id": "roads", "label": "Roads"}],
    "kinds": [
        {"id": "attack", "label": "Attack", "colour": "#D55E00", "shape": "triangle"},
        {"id": "meeting", "label": "Meeting", "colour": "#0072B2", "shape": "circle"},
    ],
    "parties": [{"id": "north", "label": "North"}, {"id": "south", "label": "South"}],
    "states": [
        {"id": "open", "label": "Open", "pattern": "pale"},
        {"id": "blocked", "label": "Blocked", "pattern": "barred"},
    ],
    "chapters": [
        {"label": "The winter", "when": "2020-12/2021-02", "box": [46.0, 39.0, 47.0, 40.0], "text": "Snow <b>lies</b>."}
    ],
}


def feature(id: str, geometry: Any, **properties: Any) -> dict[str, Any]:  # noqa: A002 - the field's own word
    """A GeoJSON feature."""
    return {"type": "Feature", "id": id, "geometry": geometry, "properties": properties}


def point(lon: Any, lat: Any) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [lon, lat]}


LAYERS: dict[str, list[Any]] = {
    "towns": [
        feature(
            "hilltown",
            point(46.75, 39.76),
            precision_m=600,
            sort="town",
            part_of="pocket",
            coordinate_source="a map",
            names={"en": ["Hilltown", "Hillton"], "hy": ["Շուշի"], "az": ["Şuşa"], "ru": ["Шуша"]},
            rivals=[{"lon": 46.76, "lat": 39.77, "source": "another map", "note": "north of it"}],
        ),
        feature("dale", point(46.9, 39.5), precision_m=5000, part_of="pocket", names={"en": ["Dale"]}),
        feature("nowhere", None, names={"en": ["Nowhere"]}, note="known by name only"),
    ],
    "roads": [
        feature(
            "road",
            {"type": "LineString", "coordinates": [[46.4, 39.6], [46.6, 39.7]]},
            valid="../2022-08",
            names={"en": ["The road"]},
        ),
        feature(
            "lake",
            {"type": "Polygon", "coordinates": [[[46.5, 40.1], [46.7, 40.1], [46.7, 40.3], [46.5, 40.1]]]},
            names={"en": ["The lake"]},
        ),
    ],
}

INCIDENTS: list[dict[str, Any]] = [
    {
        "id": "a",
        "when": "2020-12-08",
        "when_basis": "stated",
        "site": "hilltown",
        "kind": "attack",
        "title": "First",
        "text": "Shots near the town.",
        "killed_low": 1,
        "killed_best": 2,
        "killed_high": 3,
        "quote": "“shots”",
        "weather": "fog",
    },
    {"id": "b", "when": "2021-01~", "site": "dale", "kind": "meeting", "title": "Second"},
    {
        "id": "c",
        "when": "2020-12-12/2020-12-20",
        "lon": 46.8,
        "lat": 39.9,
        "precision_m": 50,
        "kind": "attack",
        "title": "Third",
        "injured_best": 4,
    },
    {"id": "undated", "when": "", "site": "hilltown", "kind": "attack", "title": "Fourth"},
    {"id": "unplaced", "when": "2021", "kind": "meeting", "title": "Fifth"},
    {"id": "by-name", "when": "2022-12-12/..", "site": "nowhere", "kind": "meeting", "title": "Sixth"},
]
SOURCES: list[dict[str, Any]] = [
    {
        "id": "herald",
        "title": "The Herald",
        "publisher": "Herald House",
        "party": "north",
        "url": "https://example.org/herald",
        "archive_url": "https://example.org/archive",
        "published": "2024-01-02",
        "accessed": "2024-01-03",
    },
    {
        "id": "ministry",
        "title": "A statement",
        "publisher": "The ministry",
        "party": "south",
        "url": "",
        "archive_url": "",
        "published": "2020-12",
        "accessed": "",
    },
]
CLAIMS: list[dict[str, Any]] = [
    {"incident": "a", "source": "herald", "stance": "reports", "says": "There were shots.", "locator": "page 3"},
    {"incident": "a", "source": "ministry", "stance": "denies", "says": "There were none.", "locator": ""},
    {"incident": "b", "source": "herald", "stance": "reports", "says": "They met.", "locator": ""},
    {"incident": "c", "source": "ministry", "stance": "confirms", "says": "It happened.", "locator": ""},
    *(
        {"incident": one, "source": "herald", "stance": "reports", "says": "", "locator": ""}
        for one in ("undated", "unplaced", "by-name")
    ),
]
STATES: list[dict[str, Any]] = [
    {"site": "road", "when": "2020-11-10/2022-08-30", "state": "open", "source": "herald", "note": ""},
    {"site": "road", "when": "2022-12-12/..", "state": "blocked", "source": "", "note": "by nobody"},
]
COLUMNS = {
    "incidents": (
        "id",
        "when",
        "when_basis",
        "site",
        "lon",
        "lat",
        "precision_m",
        "kind",
        "title",
        "text",
        "killed_low",
        "killed_best",
        "killed_high",
        "injured_low",
        "injured_best",
        "injured_high",
        "quote",
    ),
    "sources": ("id", "title", "publisher", "party", "url", "archive_url", "published", "accessed"),
    "claims": ("incident", "source", "stance", "says", "locator"),
    "states": ("site", "when", "state", "source", "note"),
}
SOUND: dict[str, Any] = {
    "settings": SETTINGS,
    "layers": LAYERS,
    "incidents": INCIDENTS,
    "sources": SOURCES,
    "claims": CLAIMS,
    "states": STATES,
    "context": {},
    "files": {},
}


def write_folder(path: Path, **changes: Any) -> Path:
    """Write the sound atlas with changes: rows, features, a document, or a file's whole text or bytes; None is no file.

    `files` maps more names to texts or bytes; `layers` and `context` map names to lists of features.
    """
    parts = {**SOUND, **changes}
    path.mkdir(parents=True, exist_ok=True)
    put(path / "atlas.toml", parts["settings"], toml)
    for name, columns in COLUMNS.items():
        put(path / f"{name}.csv", parts[name], lambda rows, columns=columns: table(rows, columns))
    for name, features in {**LAYERS, **parts["layers"]}.items():
        put(path / f"{name}.geojson", features, collection)
    for name, features in parts["context"].items():
        put(path / "context" / f"{name}.geojson", features, collection)
    for name, content in parts["files"].items():
        put(path / name, content, str)
    return path


def put(path: Path, content: Any, written: Any) -> None:
    """Write bytes and texts as they are, anything else as `written` says, and nothing for None."""
    if content is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str | bytes) else written(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def collection(features: Any) -> str:
    """Features as a FeatureCollection; a mapping is the document itself."""
    document = features if isinstance(features, dict) else {"type": "FeatureCollection", "features": features}
    return json.dumps(document)


def table(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> str:
    """Rows as CSV; keys that are no column of the format become columns of the user's own."""
    own = dict.fromkeys(key for row in rows for key in row if key not in columns)
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, [*columns, *own], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def toml(settings: dict[str, Any]) -> str:
    """Settings as TOML: plain entries first, then the lists of tables."""
    plain = {key: value for key, value in settings.items() if not _tables(value)}
    text = "".join(f"{_toml(key)} = {_toml(value)}\n" for key, value in plain.items())
    for key in settings.keys() - plain.keys():
        for row in settings[key]:
            text += f"[[{_toml(key)}]]\n" + "".join(f"{_toml(name)} = {_toml(value)}\n" for name, value in row.items())
    return text


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _toml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def changed(rows: list[dict[str, Any]], number: int, **cells: Any) -> list[dict[str, Any]]:
    """Rows with some cells of one of them changed."""
    return [{**row, **cells} if place == number else row for place, row in enumerate(rows)]


def attempt(do: Callable[..., T], *values: Any) -> T | MapkitError:
    """What `do` makes of the values, or the error with which mapkit refuses them; any other failure passes through."""
    try:
        return do(*values)
    except MapkitError as error:
        return error


def problems(path: Path) -> tuple[Problem, ...]:
    """The problems that reading the folder tells, which must be at least one."""
    found = attempt(read, path)
    assert isinstance(found, AtlasError), "the folder was read"
    assert found.problems
    return found.problems
