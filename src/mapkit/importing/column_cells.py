"""What the cells of a column are: the first rows of a table, parted into columns once, and each column read once."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from itertools import islice

from mapkit.errors import ParseError
from mapkit.importing.cells.angles import read_angle
from mapkit.importing.cells.date_columns import OPEN_CELL
from mapkit.importing.cells.date_parts import PARTS, part_of
from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.points import read_pairs
from mapkit.importing.cells.tolls import read_toll
from mapkit.importing.cells.vocabulary import not_known, trimmed
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import DATE_PARTS

EXAMPLES = 3
_TRIED = 12  # cells of a column whose name says nothing: if they are no dates, the others are not looked at
# A date that cannot be read as it stands is a date all the same.
_DATE_CODES = frozenset(
    (
        "when-ambiguous",
        "when-order",
        "when-no-such-day",
        "when-short-year",
        "when-two-years",
        "when-two-readings",
        "when-weekday",
        "when-open",
        "when-early",
        "when-digits",
        "when-serial",
    )
)
_PAIR_CODES = frozenset(
    (
        "coordinates-srid",
        "coordinates-empty",
        "coordinates-order",
        "coordinates-zero",
        "coordinates-swapped",
        "coordinates-range",
    )
)
_ANGLE_CODES = frozenset(("coordinates-range", "coordinates-hemisphere", "coordinates-decimal"))
# What looks like a date to a person: three groups of figures, or a year and a month, or a word beside a figure.
_LIKE_A_DATE = re.compile(r"\d+[-./ ]\d+[-./ ]\d+.*|\d{4}-\d\d|(?=.*\d).*[^\W\d_]{3}.*", re.DOTALL)
_LIKE_A_PLACE = re.compile(r"\s*(?:SRID|POINT|[\[({]|[-+NSEWnsew]?\s*\d).*\d.*", re.DOTALL | re.IGNORECASE)


class Column:
    """A column of the sample: its cells that hold a value, and how many of them can be read as what."""

    def __init__(self, name: str, texts: Sequence[str], tag: str = "") -> None:
        self.name = name
        self.tag = tag  # of HXL
        self._texts = texts

    @cached_property
    def cells(self) -> list[str]:
        """The trimmed cells that hold a value."""
        return [text for text in map(trimmed, self._texts) if text and not not_known(text)]

    @property
    def rows(self) -> int:
        """How many rows the sample has."""
        return len(self._texts)

    @property
    def is_told(self) -> bool:
        """Whether any cell holds something, and be it that the value is not known."""
        return any(map(trimmed, self._texts))

    @property
    def examples(self) -> tuple[str, ...]:
        """Some cells, each once."""
        return tuple(dict.fromkeys(self.cells))[:EXAMPLES]

    def fits(self, field: str) -> int | None:
        """How many cells can be read as the field; None for a field that any text is."""
        kind = "toll" if field.startswith(("killed", "injured")) else _KINDS.get(field, "")
        return None if not kind else self._dates if kind == "date" else self._count(kind)

    @cached_property
    def years(self) -> int:
        """How many cells are four figures, which may be a year or a time of day."""
        return sum(len(cell) == len("2020") and cell.isdecimal() for cell in self.cells)

    @property
    def is_key(self) -> bool:
        """Whether every row has a value that no other row has."""
        return bool(self._texts) and len(set(self.cells)) == len(self._texts)

    @cached_property
    def looks_like_dates(self) -> bool:
        """Whether a person would see dates here, whatever the name is: no bare numbers."""
        return any(map(_is_date, self._look(_LIKE_A_DATE))) and self._share(self._dates)

    @cached_property
    def looks_like_points(self) -> bool:
        """Whether a person would see pairs of coordinates here."""
        return bool(self._look(_LIKE_A_PLACE)) and self._share(self._count("point"))

    @cached_property
    def _tried(self) -> list[str]:
        told = (text for text in map(trimmed, self._texts[: 4 * _TRIED]) if text and not not_known(text))
        return list(islice(told, _TRIED))

    def _look(self, pattern: re.Pattern[str]) -> list[str]:
        """Two of the first cells, if all of the first look so at a glance: most columns need no more than these."""
        return self._tried[:2] if all(map(pattern.fullmatch, self._tried)) else []

    def _share(self, count: int) -> bool:
        return bool(self.cells) and count >= _ALMOST_ALL * len(self.cells)

    @cached_property
    def _dates(self) -> int:
        readings, _ = read_days([cell for cell in self.cells if cell != OPEN_CELL])
        return sum(one.when is not None or one.code in _DATE_CODES for one in readings)

    def _count(self, kind: str) -> int:
        return _COUNTERS[kind](self.cells)


_ALMOST_ALL = 0.95
_KINDS = {"when": "date", "start": "date", "end": "date", "lat": "angle", "lon": "angle", "point": "point"}
_KINDS |= {"precision_m": "number"}
_KINDS |= {part: part.removeprefix("end_") for part in DATE_PARTS}


def _is_date(cell: str) -> bool:
    (reading,), _ = read_days([cell])
    return reading.when is not None or reading.code in _DATE_CODES


def _angles(cells: Sequence[str]) -> int:
    return sum(map(_is_angle, cells))


def _is_angle(cell: str) -> bool:
    try:
        read_angle(cell)
    except ParseError as error:
        return error.code in _ANGLE_CODES
    return True


def _points(cells: Sequence[str]) -> int:
    readings, _ = read_pairs(cells)
    return sum(one.point is not None or one.code in _PAIR_CODES for one in readings)


def _numbers(cells: Sequence[str]) -> int:
    return sum(cell.replace(".", "", 1).isdecimal() for cell in cells)


def _tolls(cells: Sequence[str]) -> int:
    return sum(read_toll(cell) is not None for cell in cells)


def _parts(part: str, cells: Sequence[str]) -> int:
    return sum(part_of(cell, part) is not None for cell in cells)


_COUNTERS: dict[str, Callable[[Sequence[str]], int]] = {
    **{part: partial(_parts, part) for part in PARTS},
    "angle": _angles,
    "point": _points,
    "number": _numbers,
    "toll": _tolls,
}


def columns_of(sheet: Sheet) -> dict[str, Column]:
    """The columns of a table's first rows, by name."""
    rows = sheet.first
    return {name: Column(name, [row[name] for row in rows], sheet.tags.get(name, "")) for name in sheet.columns}
