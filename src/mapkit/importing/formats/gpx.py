"""GPX 1.1 (https://www.topografix.com/GPX/1/1/) as a table: a waypoint is a row, and so is a track or a route.

Entities and document types are refused, and no link is followed.
"""

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from mapkit.errors import AtlasError, MissingExtra, Problem
from mapkit.files.tables import Row
from mapkit.importing.formats.limits import MAX_ROWS, refusal
from mapkit.importing.formats.sheet import Rows, Sheet, counted

try:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse
except ImportError:
    iterparse = None

_TEXTS = ("name", "desc", "cmt", "type", "sym", "src")
_LINES = {"trk": "trkpt", "rte": "rtept"}
RowCells = dict[str, str]


def read_waypoints(file: BinaryIO, name: str) -> Sheet:
    """Read the waypoints, tracks and routes of an open GPX file. Raises AtlasError, MissingExtra.

    Columns, where they are used: `name` and the other texts; `lat`, `lon` in degrees, `height` in metres and `time` of
    a waypoint; `wkt` of a track or a route, with the times of its first and last point as `start` and `end`.
    """
    if iterparse is None:
        raise MissingExtra("xlsx", "defusedxml")
    found: list[tuple[str, RowCells]] = []
    problems: list[Problem] = []
    try:
        for place, element in _elements(file, name):
            _take(f"{name}:{place}", element, found, problems)
            element.clear()
    except DefusedXmlException as error:
        raise refusal(name, "xml-entities", "it declares a document type or entities: save it again without") from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, AtlasError):
            raise
        raise refusal(name, "gpx-unreadable", f"{error}: save it as GPX again") from error
    if not (found or problems):
        raise refusal(name, "file-empty", "no waypoint, track or route is in it")
    columns = tuple(dict.fromkeys(column for _, cells in found for column in cells))
    rows = Rows(len(found), lambda index: Row(found[index][0], dict.fromkeys(columns, "") | found[index][1]))
    said = f"GPX, {counted(len(found) + len(problems), 'row')}"
    return Sheet(name, columns, rows, (said,), tuple(problems))


def _elements(file: BinaryIO, name: str) -> Iterator[tuple[str, Any]]:
    """The waypoints, tracks and routes, each with what it is and its number."""
    counts = dict.fromkeys(("wpt", *_LINES), 0)
    is_first = True
    for event, element in iterparse(file, ("start", "end"), forbid_dtd=True):
        tag = _tag(element)
        if is_first and tag != "gpx":
            raise refusal(name, "file-kind", f"its outermost element is {tag[:50]!a}, not gpx: this is no GPX")
        is_first = False
        if event == "end" and tag in counts:
            counts[tag] += 1
            if sum(counts.values()) > MAX_ROWS:
                raise refusal(name, "table-too-long", f"more than {MAX_ROWS:,} waypoints: split it")
            yield f"{tag} {counts[tag]}", element


def _take(place: str, element: Any, found: list[tuple[str, RowCells]], problems: list[Problem]) -> None:
    cells = {tag: text for tag in _TEXTS if (text := _text(element, tag))}
    if _tag(element) == "wpt":
        at = {"lat": element.get("lat", ""), "lon": element.get("lon", "")}
        more = {"height": _text(element, "ele"), "time": _text(element, "time")}
        found.append((place, cells | at | {column: text for column, text in more.items() if text}))
        return
    points = [one for one in element.iter() if _tag(one) == _LINES[_tag(element)]]
    try:
        line = [(float(one.get("lon", "")), float(one.get("lat", ""))) for one in points]
    except ValueError:
        problems.append(Problem(place, "coordinates-unreadable", "a point has no latitude and longitude in degrees"))
        return
    found.append((place, cells | _line_cells(line, [_text(one, "time") for one in points])))


def _line_cells(line: Sequence[tuple[float, float]], times: Sequence[str]) -> RowCells:
    known = [time for time in times if time]
    ends = {"start": known[0], "end": known[-1]} if known else {}
    written = ", ".join(f"{lon!r} {lat!r}" for lon, lat in (line if len(line) > 1 else [*line, *line]))
    return ({"wkt": f"LINESTRING ({written})"} if line else {}) | ends


def _text(element: Any, tag: str) -> str:
    return next((child.text or "" for child in element if _tag(child) == tag), "").strip()


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
