"""JSON that is a table: a list of objects, or an object with one such list in it. An object is a row.

Nested values become their JSON text; nothing of them is read into. Numbers stand in the row's place from 0, as in JSON
paths: "x.json[3]", "x.json:events[3]".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapkit.importing.formats.cell_text import text_of
from mapkit.importing.formats.limits import refusal

RowCells = dict[str, str]
GEOJSON = (
    "FeatureCollection",
    "Feature",
    "GeometryCollection",
    "Topology",
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
)
_MAX_NAMED = 10


@dataclass(frozen=True)
class Listed:
    """The members of a list, the place of the list in its file, and the notes on what stands beside it."""

    members: Sequence[Any]
    place: str
    notes: tuple[str, ...] = ()


def listed_objects(document: Any, name: str) -> Listed | None:
    """The list of objects that a document is or has; None for one that has none, and for GeoJSON of any type.

    Raises AtlasError for a document with several lists of objects.
    """
    if isinstance(document, list):
        return Listed(document, name)
    if not isinstance(document, dict) or document.get("type") in GEOJSON or "features" in document:
        return None
    lists = [key for key, value in document.items() if _is_objects(value)]
    if not lists:
        return None
    if len(lists) > 1:
        text = f"has {len(lists)} lists of objects ({_shown(lists)}): keep the one with the incidents"
        raise refusal(name, "json-lists", text)
    others = [key for key in document if key != lists[0]]
    notes = (f"left out of {name}: {_shown(others)}",) if others else ()
    place = lists[0] if lists[0].isprintable() else ascii(lists[0])
    return Listed(document[lists[0]], f"{name}:{place}", notes)


def object_cells(member: Any) -> tuple[RowCells, RowCells] | list[tuple[str, str]]:
    """The cells of an object, and none of a feature; or the code and text of what is wrong with another member."""
    if not isinstance(member, dict):
        return [("json-row", "this is no object: write the row's columns and values in braces")]
    return _cells(member), {}


def _cells(member: Mapping[str, Any]) -> RowCells:
    return {key: text_of(value) for key, value in member.items()}


def _is_objects(value: Any) -> bool:
    """Whether a value is a list with an object in it; members that are none are reported as rows."""
    return isinstance(value, list) and any(isinstance(one, dict) for one in value)


def _shown(keys: Sequence[str]) -> str:
    more = ", ..." if len(keys) > _MAX_NAMED else ""
    return ", ".join(map(ascii, keys[:_MAX_NAMED])) + more
