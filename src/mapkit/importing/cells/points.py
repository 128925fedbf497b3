"""The coordinates of a table's rows: from two columns, or from one that holds pairs or WKT points.

Nothing is swapped, filled in or dropped in silence. Each row is a point, empty, or a problem. Whether a latitude column
holds longitudes is for the whole column to say; where it does, its rows are refused until the user says `swap`. The
number of decimals is never taken for a precision.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mapkit.errors import ParseError
from mapkit.importing.cells.angles import AXES, LIMITS, Angle, read_angle
from mapkit.importing.cells.geometries import read_geometry
from mapkit.importing.cells.pairs import read_pair
from mapkit.importing.cells.vocabulary import not_known, trimmed
from mapkit.where import BBox

ORDERS = ("lat lon", "lon lat")
_CALLED = {"lat": "latitude", "lon": "longitude"}
_HINT = "write the latitude and the longitude in degrees, or leave both empty"


@dataclass(frozen=True)
class Point:
    """A place in degrees."""

    lon: float
    lat: float


@dataclass(frozen=True)
class PointReading:
    """What a row says: a Point; or a problem, as code and text; or neither, for a row without coordinates.

    `basis` says how it was read where that is not plain from the row; `axis` is "lat" or "lon" where a problem is about
    one of the two alone. `reach_m` is how far in metres what the row names reaches from the point: a line, an area, the
    accuracy of a measurement.
    """

    point: Point | None = None
    code: str = ""
    text: str = ""
    basis: str = ""
    axis: str = ""
    reach_m: float | None = None


class _AxisError(ParseError):
    """A cell that cannot be read, of one of two columns."""

    def __init__(self, code: str, text: str, axis: str) -> None:
        super().__init__(code, text)
        self.axis = axis


@dataclass(frozen=True)
class Choices:
    """What the user has said of a table's coordinates; each is left open until then.

    `swap`: the axes are the other way round (True), or are as they stand (False). `zero`: 0, 0 is a place. `home`: the
    box where most rows are expected. `decimal`: the character before decimals, "." or ",". `order` of pairs in one
    column: one of ORDERS.
    """

    swap: bool | None = None
    zero: bool = False
    home: BBox | None = None
    decimal: str = ""
    order: str = ""


OPEN = Choices()


@dataclass(frozen=True)
class Axes:
    """What the rows say of their axes: how many can only stand as they do, and how many only the other way round.

    `first` is the first row (from 0) of the latter and `why` its reason; -1 and "" if there is none.
    """

    straight: int = 0
    swapped: int = 0
    first: int = -1
    why: str = ""

    @property
    def looks_swapped(self) -> bool:
        """Whether some rows fit only the other way round, and none only as it stands."""
        return self.swapped > 0 and self.straight == 0


@dataclass(frozen=True)
class _Row:
    """Two numbers as their row has them; `letters` is "straight" or "swapped" where hemispheres tell the axes."""

    lat: float
    lon: float
    letters: str = ""
    basis: str = ""
    open_order: bool = False

    def says(self, home: BBox | None) -> tuple[str, str]:
        """ "straight" or "swapped", and why; or two empty texts."""
        if self.letters:
            return self.letters, "its hemispheres say so"
        fits, fits_swapped = (abs(value) <= LIMITS["lat"] for value in (self.lat, self.lon))
        if fits != fits_swapped:
            return ("straight", "") if fits else ("swapped", f"{self.lat:.10g} is no latitude")
        if home and fits and home.contains(self.lon, self.lat) != home.contains(self.lat, self.lon):
            inside = home.contains(self.lon, self.lat)
            return ("straight", "") if inside else ("swapped", f"only so it lies in the home box {home}")
        return "", ""

    def turned(self) -> "_Row":
        """The row with its axes the other way round."""
        letters = {"straight": "swapped", "swapped": "straight"}.get(self.letters, "")
        return replace(self, lat=self.lon, lon=self.lat, letters=letters)


_Parsed = PointReading | _Row


def read_points(lats: Sequence[str], lons: Sequence[str], choices: Choices = OPEN) -> tuple[list[PointReading], Axes]:
    """A reading for each row of a latitude and a longitude column, and what the rows say of their axes.

    Codes of problems: coordinates-half (one of the two is empty), coordinates-swapped, coordinates-zero,
    coordinates-range, and those of `angles.read_angle`. Raises ValueError for columns of different lengths.

    >>> read_points(["39,85"], ["46,75"])[0][0].point
    Point(lon=46.75, lat=39.85)
    """
    return _judge(_columns(lats, lons, choices), choices)


def read_pairs(cells: Sequence[str], choices: Choices = OPEN) -> tuple[list[PointReading], Axes]:
    """A reading for each cell of a column with both coordinates, and what the cells say of their axes.

    A cell is a geometry (`geometries.read_geometry`), a WKT POINT (longitude first; a height is left off), or two
    coordinates with a comma, semicolon or space between them. Their order is that of `choices`, or what hemispheres or
    the column say; where nothing settles it the cell is a problem, coordinates-order. Other codes are those of
    `pairs.read_pair` and `read_points`. Raises ParseError for another order.

    >>> read_pairs(["POINT (46.75 39.85)", "39°51′N 46°45′E"])[0][1].point
    Point(lon=46.75, lat=39.85)
    """
    if choices.order not in ("", *ORDERS):
        raise ParseError("order-unknown", f"{choices.order!r} is no order of coordinates: write {' or '.join(ORDERS)}")
    parsed = _each(lambda cell: _cell(cell, choices.decimal), ((cell,) for cell in cells))
    return _judge(list(_ordered(parsed, choices)), choices)


def _columns(lats: Sequence[str], lons: Sequence[str], choices: Choices) -> list[_Parsed]:
    return _each(lambda lat, lon: _two(lat, lon, choices.decimal), zip(lats, lons, strict=True))


def _each(read: Callable[..., _Parsed], rows: Iterator[tuple[str, ...]]) -> list[_Parsed]:
    """Each row read, equal ones once; what cannot be read is a reading with a problem."""
    known: dict[tuple[str, ...], _Parsed] = {}
    found = []
    for row in rows:
        cells = tuple(map(trimmed, row))
        if cells not in known:
            known[cells] = _safely(read, cells)
        found.append(known[cells])
    return found


def _safely(read: Callable[..., _Parsed], cells: tuple[str, ...]) -> _Parsed:
    blank = [not cell or not_known(cell) for cell in cells]
    if all(blank):
        words = " and ".join(dict.fromkeys(filter(None, cells)))
        return PointReading(basis=f"{words} means that there is no value" if words else "")
    try:
        return read(*("" if empty else cell for empty, cell in zip(blank, cells, strict=True)))
    except ParseError as error:
        axis = error.axis if isinstance(error, _AxisError) else ""
        return PointReading(code=error.code, text=str(error), axis=axis)


def _two(lat: str, lon: str, decimal: str) -> _Row:
    """The row of two cells. Raises ParseError."""
    if not (lat and lon):
        axis = "lon" if lat else "lat"
        raise _AxisError("coordinates-half", f"there is no {_CALLED[axis]}: {_HINT}", axis)
    return _row(_named("lat", lat, decimal), _named("lon", lon, decimal), f"{lat}, {lon}")


def _named(axis: str, text: str, decimal: str) -> Angle:
    try:
        return read_angle(text, decimal)
    except ParseError as error:
        raise _AxisError(error.code, f"{_CALLED[axis]}: {error}", axis) from None


def _row(first: Angle, second: Angle, text: str) -> _Row:
    """The row of a latitude and a longitude, as far as their hemispheres do not say otherwise. Raises ParseError."""
    if first.axis and first.axis == second.axis:
        raise ParseError("coordinates-hemisphere", f"{text!r} has two values of {AXES[first.axis]}: {_HINT}")
    found = first.axis or {"lon": "lat", "lat": "lon"}.get(second.axis, "")  # the axis of the first
    letters = {"lat": "straight", "lon": "swapped"}.get(found, "")
    return _Row(first.degrees, second.degrees, letters, "; ".join(filter(None, (first.basis, second.basis))))


def _cell(text: str, decimal: str) -> _Parsed:
    """A cell with both coordinates, taken as latitude and longitude where it does not say. Raises ParseError."""
    if spread := read_geometry(text):
        if spread.lon == spread.lat == 0:
            return _Row(0, 0)
        basis = f"a {spread.kind}, by a point of it that is known as far as it reaches" if spread.reach_m else ""
        return PointReading(Point(spread.lon, spread.lat), basis=basis, reach_m=spread.reach_m or None)
    pair = read_pair(text, decimal)
    if pair is None:
        return PointReading(basis="an empty point")
    if pair.order == "lon lat":
        return _Row(pair.second.degrees, pair.first.degrees)
    row = _row(pair.first, pair.second, text)
    return replace(row.turned() if row.letters == "swapped" else row, open_order=not row.letters)


def _ordered(rows: Sequence[_Parsed], choices: Choices) -> Iterator[_Parsed]:
    """Rows as latitude and longitude; a pair whose order nothing settles is a problem."""
    axes = _axes([row for row in rows if isinstance(row, _Row) and row.open_order], choices.home)
    found = [order for order, count in zip(ORDERS, (axes.straight, axes.swapped), strict=True) if count]
    order = choices.order or (found[0] if len(found) == 1 else "")
    basis = f"{order}, as {'told' if choices.order else 'the column shows'}"
    for row in rows:
        if isinstance(row, PointReading) or not row.open_order or row.lat == row.lon:
            yield row
        elif order:
            yield replace(row.turned() if order == "lon lat" else row, basis=basis)
        else:
            yield PointReading(code="coordinates-order", text=_either(row, axes))


def _either(row: _Row, axes: Axes) -> str:
    why = ", and the column has both" if axes.straight and axes.swapped else ""
    first, second = f"{row.lat:.10g}", f"{row.lon:.10g}"
    ways = f"latitude {first}, longitude {second} or longitude {first}, latitude {second}"
    return f"{first}, {second} is {ways}{why}: say the order ({' or '.join(ORDERS)}), or write N and E"


def _axes(rows: Sequence[_Parsed], home: BBox | None) -> Axes:
    said = [row.says(home) if isinstance(row, _Row) else ("", "") for row in rows]
    counts = Counter(axis for axis, _ in said)
    first = next((index for index, (axis, _) in enumerate(said) if axis == "swapped"), -1)
    return Axes(counts["straight"], counts["swapped"], first, said[first][1] if first >= 0 else "")


def _judge(rows: Sequence[_Parsed], choices: Choices) -> tuple[list[PointReading], Axes]:
    axes = _axes(rows, choices.home)
    return [row if isinstance(row, PointReading) else _placed(row, axes, choices) for row in rows], axes


def _placed(row: _Row, axes: Axes, choices: Choices) -> PointReading:
    """The point of a row, or what is wrong with it in its column."""
    if row.lat == row.lon == 0 and not choices.zero:
        hint = "write the coordinates, leave both empty, or say that zero is a place"
        return PointReading(code="coordinates-zero", text=f"0, 0 stands for unknown in many tables: {hint}")
    if why := _suspicion(row, axes, choices):
        ways = f"write latitude {row.lon:.10g}, longitude {row.lat:.10g}, or say whether the columns are swapped"
        text = f"latitude {row.lat:.10g}, longitude {row.lon:.10g} looks swapped, for {why}: {ways}"
        return PointReading(code="coordinates-swapped", text=text)
    final = row.turned() if choices.swap and row.letters != "straight" else row
    if abs(final.lat) > LIMITS["lat"] or abs(final.lon) > LIMITS["lon"]:
        text = f"latitude {final.lat:.10g}, longitude {final.lon:.10g} is not on earth"
        return PointReading(code="coordinates-range", text=f"{text}: write latitude -90 to 90, longitude -180 to 180")
    basis = (row.basis, "swapped, as told" if final is not row else "")
    return PointReading(Point(final.lon, final.lat), basis="; ".join(filter(None, basis)))


def _suspicion(row: _Row, axes: Axes, choices: Choices) -> str:
    """Why a row may have its axes the other way round, where the user has not said so; else ""."""
    axis, why = row.says(choices.home)
    if axis == "swapped" and (choices.swap is None or (choices.swap is False and row.letters)):
        fits = max(abs(row.lat), abs(row.lon)) <= LIMITS["lon"]
        return why if fits else ""
    if choices.swap is None and axes.looks_swapped and not axis and row.lat != row.lon:
        return f"another row of the column fits only the other way round ({axes.why})"
    return ""
