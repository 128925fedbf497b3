"""The place of each row: coordinates with how precisely they are known, and names that a person has confirmed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from mapkit.errors import ParseError
from mapkit.files.tables import Row
from mapkit.importing.cells.date_columns import bases
from mapkit.importing.cells.points import Choices, Point, PointReading, read_pairs, read_points
from mapkit.importing.cells.vocabulary import not_known, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.report import Fault
from mapkit.where import FARTHEST_M, HALF_TURN, QUARTER_TURN, BBox, number

_NO_COLUMN = {
    False: "no column has coordinates: every incident is unplaced",
    True: "no column has coordinates: only the places that the mapping confirms are placed",
}
_HINT = "write the id of a site, or lon,lat or lon,lat,precision_m such as 46.75,39.85,2000"
_PARTS = (2, 3)


@dataclass(frozen=True)
class Named:
    """What a person has confirmed of a name: a site by its id, or a point with its precision in metres."""

    site: str = ""
    point: Point | None = None
    precision_m: float | None = None


NOWHERE = Named()


def read_named(text: str, sites: Collection[str]) -> Named:
    """The place that a mapping gives for a name: the id of a site, or "lon,lat" or "lon,lat,precision_m".

    Degrees and metres. A site that is called like a pair of numbers is the site. Raises ParseError: site-unknown,
    coordinates-range, number-range.
    """
    if text in sites:
        return Named(text)
    try:
        numbers = [number(part.strip()) for part in text.split(",")]
    except ParseError:
        numbers = []
    if len(numbers) not in _PARTS:
        raise ParseError("site-unknown", f"{text!r} is no site of the atlas and no coordinates: {_HINT}")
    lon, lat = numbers[:2]
    if abs(lon) > HALF_TURN or abs(lat) > QUARTER_TURN:
        raise ParseError("coordinates-range", f"{text!r} leaves the world, the longitude comes first: {_HINT}")
    metres = numbers[2] if len(numbers) > len(("lon", "lat")) else None
    if metres is not None and not 0 <= metres <= FARTHEST_M:
        raise ParseError("number-range", f"{text!r} has a precision of {metres}: write metres, 0 to {FARTHEST_M}")
    return Named(point=Point(lon, lat), precision_m=metres)


def read_places(rows: Sequence[Row], mapping: TableMap, home: BBox | None) -> tuple[list[PointReading], list[str]]:
    """The point of each row, and notes on how the columns were read. `home` is where most rows are expected.

    Coordinates in two columns go before those in one, row by row.
    """
    choices = Choices(mapping.swap, mapping.zero == "place", home, mapping.decimal, mapping.pair_order)
    column, lat, lon = (mapping.column(name) for name in ("point", "lat", "lon"))
    if lat and lon and column:
        return _either(rows, mapping, choices)
    if column:
        readings, _ = read_pairs([row[column] for row in rows], choices)
        return _told(readings, column, mapping)
    if not (lat and lon):
        return [PointReading()] * len(rows), [_NO_COLUMN[bool(mapping.column("place") and mapping.places)]]
    readings, _ = read_points([row[lat] for row in rows], [row[lon] for row in rows], choices)
    return _told(readings, f"{lat}, {lon}", mapping)


def _either(rows: Sequence[Row], mapping: TableMap, choices: Choices) -> tuple[list[PointReading], list[str]]:
    """Two columns of coordinates, and for the rows without any there the one column with both, or with a geometry."""
    column, lat, lon = (mapping.column(name) for name in ("point", "lat", "lon"))
    axes, _ = read_points([row[lat] for row in rows], [row[lon] for row in rows], choices)
    empty = [one.point is None and not one.code for one in axes]
    cells = [row[column] if is_empty else "" for row, is_empty in zip(rows, empty, strict=True)]
    pairs, _ = read_pairs(cells, choices)
    found = [pair if is_empty else one for one, pair, is_empty in zip(axes, pairs, empty, strict=True)]
    return _told(found, f"{lat}, {lon}, {column}", mapping)


def _told(readings: Sequence[PointReading], column: str, mapping: TableMap) -> tuple[list[PointReading], list[str]]:
    """The readings, with 0, 0 as no place where the mapping says so, and notes on them."""
    nowhere = PointReading(basis="0, 0 means unknown, as told")
    unknown = mapping.zero == "unknown"
    found = [nowhere if unknown and one.code == "coordinates-zero" else one for one in readings]
    return found, bases(column, (one.basis for one in found))


def read_precision(row: Row, mapping: TableMap, found: list[Fault]) -> float | None:
    """How precisely the place of a row is known, in metres; what is wrong with it is added to `found`."""
    if mapping.precision_code:
        return _coded(row, mapping, found)
    column = mapping.column("precision_m")
    text = trimmed(row[column]) if column else ""
    if not text or not_known(text):
        return None
    try:
        metres = number(text)
    except ParseError as error:
        found.append((error.code, f"{column}: {error}", column))
        return None
    if not 0 <= metres <= FARTHEST_M:
        found.append(("number-range", f"{column} is {text}: write metres, 0 to {FARTHEST_M}", column))
        return None
    return metres


def _coded(row: Row, mapping: TableMap, found: list[Fault]) -> float | None:
    code = trimmed(row[mapping.precision_code])
    if not code or not_known(code):
        return None
    if code not in mapping.precision:
        known = ", ".join(mapping.precision)
        found.append(
            ("precision-unknown", f"{mapping.precision_code} is {code!r}: write one of {known}", mapping.precision_code)
        )
        return None
    return float(mapping.precision[code])


def placed(reading: PointReading, named: Named, precision_m: float | None) -> dict[str, Any]:
    """Where an incident is: the site that its name was confirmed as, else its own point, else the confirmed point."""
    if named.site:
        return {"site": named.site, "lon": None, "lat": None, "precision_m": None}
    point, metres = (reading.point, precision_m) if reading.point else (named.point, named.precision_m)
    if point is None:
        return {"site": "", "lon": None, "lat": None, "precision_m": None}
    reach = max(filter(None, (metres, reading.reach_m if reading.point else None)), default=metres)
    return {"site": "", "lon": point.lon, "lat": point.lat, "precision_m": reach}
