"""KML 2.2 (OGC 07-147r2) as a table: a placemark is a row, its texts as they stand.

Not by GDAL, which makes the first of a month of `<when>2020-11</when>` and drops the zone of a time. Entities and
document types are refused, and no link is followed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from mapkit.errors import AtlasError, MissingExtra, Problem
from mapkit.files.tables import Row
from mapkit.importing.formats.limits import MAX_COLUMNS, MAX_ROWS, refusal
from mapkit.importing.formats.sheet import Rows, Sheet, counted

try:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse
except ImportError:
    iterparse = None

_DEEPEST = 100  # elements in one another
_ROOT = "kml"
_TIMES = {"TimeStamp": ("when",), "TimeSpan": ("begin", "end")}
_GEOMETRIES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_LEFT = {"Style", "StyleMap", "styleUrl", "LookAt", "Camera", "Region", "visibility", "open"}  # looks, not facts
_NOT_READ = {"NetworkLink", "GroundOverlay", "ScreenOverlay", "PhotoOverlay", "NetworkLinkControl"}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_POSITION = (2, 3)

RowCells = dict[str, str]


class _UnreadableError(ValueError):
    """A placemark that is no row; code and text."""


def read_placemarks(file: BinaryIO, name: str) -> Sheet:
    """Read the placemarks of an open KML file. Raises AtlasError, MissingExtra.

    Columns, where they are used: `id`, `name` and the other plain elements, `when` or `begin` and `end`, the names of
    the extended data, `folder` (names of the folders, outermost first), `lon`, `lat` in degrees and `height` in metres
    of a point, `wkt` of another geometry.
    """
    if iterparse is None:
        raise MissingExtra("xlsx", "defusedxml")
    reading = _Reading(name)
    try:
        for event, element in iterparse(file, ("start", "end"), forbid_dtd=True):
            reading.take(event, element)
    except DefusedXmlException as error:
        raise refusal(name, "xml-entities", "it declares a document type or entities: save it again without") from error
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, AtlasError):
            raise
        raise refusal(name, "kml-unreadable", f"{error}: save it as KML again") from error
    return reading.sheet()


class _Reading:
    """One pass over a KML file."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.open: list[str] = []  # elements around the present one
        self.folders: list[str] = []
        self.found: list[tuple[str, RowCells]] = []
        self.problems: list[Problem] = []
        self.left: Counter[str] = Counter()
        self.columns: dict[str, None] = {}

    def take(self, event: str, element: Any) -> None:
        """The next start or end of an element."""
        tag = _tag(element)
        if event == "start":
            self._start(tag)
            return
        self.open.pop()
        inside = self.open[-1] if self.open else ""
        if tag == "Placemark":
            self._placemark(element)
            element.clear()
        elif tag in ("Folder", "Document"):
            self.folders.pop()
        elif tag == "name" and inside in ("Folder", "Document"):
            self.folders[-1] = element.text or ""
        if "Placemark" not in self.open and tag not in ("Folder", "Document"):
            element.clear()

    def _start(self, tag: str) -> None:
        if not self.open and tag != _ROOT:
            raise refusal(self.name, "file-kind", f"its outermost element is {tag[:50]!a}, not kml: this is no KML")
        if len(self.open) >= _DEEPEST:
            raise refusal(self.name, "kml-unreadable", f"elements are nested more than {_DEEPEST} deep")
        if tag in ("Folder", "Document"):
            self.folders.append("")
        self.left[tag] += tag in _NOT_READ
        self.open.append(tag)

    def _placemark(self, element: Any) -> None:
        number = len(self.found) + len(self.problems) + 1
        place = f"{self.name}:placemark {number}"
        if number > MAX_ROWS:
            raise refusal(self.name, "table-too-long", f"more than {MAX_ROWS:,} placemarks: split it")
        try:
            cells = dict(_cells(element, " / ".join(filter(None, self.folders))))
        except _UnreadableError as error:
            self.problems.append(Problem(place, *error.args))
            return
        self.columns |= dict.fromkeys(cells)
        if len(self.columns) > MAX_COLUMNS:
            raise refusal(self.name, "table-too-wide", f"more than {MAX_COLUMNS:,} names of data")
        self.found.append((place, cells))

    def sheet(self) -> Sheet:
        """The whole table; raises AtlasError if no placemark is in it."""
        count = len(self.found) + len(self.problems)
        left = [f"{counted(times, tag)} not read, and not followed" for tag, times in self.left.items() if times]
        if not count:
            raise refusal(self.name, "file-empty", "; ".join(["no placemark is in it", *left]))
        columns = tuple(self.columns)
        rows = Rows(len(self.found), lambda index: _row(*self.found[index], columns))
        return Sheet(self.name, columns, rows, (f"KML, {counted(count, 'row')}", *left), tuple(self.problems))


def _row(place: str, cells: RowCells, columns: tuple[str, ...]) -> Row:
    return Row(place, dict.fromkeys(columns, "") | cells)


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _cells(element: Any, folder: str) -> Iterator[tuple[str, str]]:
    """Column and cell of all that a placemark holds. Raises _UnreadableError."""
    found: RowCells = {}
    for column, text in _pairs(element):
        if column in found:
            raise _UnreadableError("kml-double", f"{column!r} stands twice in the placemark: rename one")
        found[column] = text
    yield from found.items()
    if folder and "folder" not in found:
        yield "folder", folder


def _pairs(element: Any) -> Iterator[tuple[str, str]]:
    if element.get("id"):
        yield "id", element.get("id")
    for child in element:
        tag = _tag(child)
        if tag in _TIMES:
            yield from ((_tag(one), one.text or "") for one in child if _tag(one) in _TIMES[tag])
        elif tag == "ExtendedData":
            yield from _data(child)
        elif tag in _GEOMETRIES:
            yield from _places(child)
        elif len(child):
            if tag not in _LEFT:
                raise _UnreadableError("kml-element", f"a {tag[:50]!a} cannot be a cell: take it out")
        elif tag not in _LEFT:
            yield tag, child.text or ""


def _data(element: Any) -> Iterator[tuple[str, str]]:
    for one in element.iter():
        if _tag(one) == "SimpleData":
            yield one.get("name", ""), one.text or ""
        elif _tag(one) == "Data":
            yield one.get("name", ""), next((value.text or "" for value in one if _tag(value) == "value"), "")


def _places(element: Any) -> Iterator[tuple[str, str]]:
    if _tag(element) != "Point":
        yield "wkt", _wkt(element)
        return
    positions = _positions(element)
    if len(positions) != 1:
        raise _UnreadableError("coordinates-unreadable", f"a point has {len(positions)} positions: write one")
    yield from zip(("lon", "lat", "height"), positions[0], strict=False)


def _wkt(element: Any) -> str:
    """A geometry as WKT, its numbers as they stand in the file."""
    tag = _tag(element)
    if tag == "MultiGeometry":
        inner = ", ".join(_wkt(child) for child in element if _tag(child) in _GEOMETRIES)
        return f"GEOMETRYCOLLECTION ({inner})" if inner else "GEOMETRYCOLLECTION EMPTY"
    if tag == "Polygon":
        sides = [side for wanted in ("outerBoundaryIs", "innerBoundaryIs") for side in element if _tag(side) == wanted]
        return f"POLYGON ({', '.join(_line(ring) for side in sides for ring in side)})"
    return f"{'POINT' if tag == 'Point' else 'LINESTRING'} {_line(element)}"


def _line(element: Any) -> str:
    return f"({', '.join(' '.join(position) for position in _positions(element))})"


def _positions(element: Any) -> list[list[str]]:
    """The positions of a simple geometry, each as its two or three numbers. Raises _UnreadableError."""
    text = next((child.text or "" for child in element if _tag(child) == "coordinates"), "")
    positions = [one.split(",") for one in text.split()]
    for position in positions:
        if len(position) not in _POSITION or not all(map(_NUMBER.fullmatch, position)):
            wrong = ",".join(position)[:100]
            text = f"{wrong!a} is no position: write longitude,latitude in degrees"
            raise _UnreadableError("coordinates-unreadable", text)
    if not positions or len({len(position) for position in positions}) > 1:
        raise _UnreadableError("coordinates-unreadable", "positions are missing, or only some have a height")
    return positions
