"""What was read from a person's file: rows of texts, how they were read, and the rows that could not be."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from typing import overload

from mapkit.errors import Problem
from mapkit.files.tables import Row
from mapkit.importing.formats.limits import MAX_COLUMNS, refusal

_DATUM = re.compile(r"[+-]?\d+[.,]\d+|\d{4}-\d\d?-\d\d?([T ].*)?|\d{1,2}[./-]\d{1,2}[./-]\d{4}", re.ASCII)
_DATA = 2  # cells of a header that may not look like data
FIRST = 2_000  # rows by which columns are recognised and shown


@dataclass(frozen=True)
class Sheet:
    """A table as it stands in a file.

    Each cell is the text of the file, unchanged; a value of a typed format is its canonical text (ISO 8601 for dates,
    a number with all of its digits, empty for nothing). `problems` has one entry for each row that could not be read.
    """

    name: str  # of the file, for messages
    columns: tuple[str, ...]
    rows: Sequence[Row]
    notes: tuple[str, ...]  # how it was read, for people
    problems: tuple[Problem, ...]
    tags: Mapping[str, str] = field(default_factory=dict)  # HXL tags of columns
    lines_above: int = 1  # lines of a text table before its data

    @cached_property
    def first(self) -> tuple[Row, ...]:
        """The first rows, parted from their file once."""
        return tuple(self.rows[number] for number in range(min(len(self.rows), FIRST)))

    @property
    def rows_in(self) -> int:
        """How many rows the file has: those that were read and those that are reported."""
        return len(self.rows) + len(self.problems)


class Rows(Sequence[Row]):
    """Rows that are made when somebody asks for one, so that a large table does not lie in memory twice."""

    def __init__(self, count: int, make: Callable[[int], Row]) -> None:
        self._count = count
        self._make = make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self._make(one) for one in range(*index.indices(self._count)))
        if not -self._count <= index < self._count:
            raise IndexError(index)
        return self._make(index % self._count)


def renamed(sheet: Sheet, old: str, new: str) -> Sheet:
    """The table with another name for its file, in the places of its rows and problems too."""
    rows = sheet.rows

    def place(text: str) -> str:
        return new + text[len(old) :] if text.startswith(old) else text

    def row(number: int) -> Row:
        found = rows[number]
        return replace(found, place=place(found.place))

    problems = tuple(replace(one, place=place(one.place)) for one in sheet.problems)
    return replace(sheet, name=new, rows=Rows(len(rows), row), problems=problems)


def named_columns(place: str, header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The columns of a header, those without a name named by their position, and the notes on it.

    Of several columns of one name each but the first gets a number. Raises AtlasError for a header with more columns
    than a table may have.
    """
    if len(header) > MAX_COLUMNS:
        raise refusal(place, "table-too-wide", f"{len(header):,} columns: a table may have {MAX_COLUMNS:,}")
    columns = tuple(name or f"column {number}" for number, name in enumerate(header, 1))
    bare = [number for number, name in enumerate(header, 1) if not name]
    notes = [f"columns without a name are named by their position: {_listed(bare)}"] if bare else []
    if len({*columns}) < len(columns):
        columns, told = _numbered(columns)
        notes += told
    return columns, notes


def _numbered(columns: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The columns, each with a name of its own, and a note for each name that several have."""
    found: dict[str, str] = dict.fromkeys(columns, "")
    given: list[str] = []
    renamed: dict[str, list[str]] = {}
    for name in columns:
        own = name
        if name in given:
            own = next(one for number in count(2) if (one := f"{name} ({number})") not in found)
            found[own] = ""
            renamed.setdefault(name, []).append(own)
        given.append(own)
    return tuple(given), [
        f"several columns are called {name!r}: the others are {_names(more)}" for name, more in renamed.items()
    ]


def refuse_data(place: str, header: Sequence[str]) -> None:
    """Raise AtlasError for a header that is a row of data: two of its cells are days or decimal numbers.

    Years and whole numbers are names of columns often enough, decimals and days are not.
    """
    if sum(bool(_DATUM.fullmatch(cell.strip())) for cell in header) >= _DATA:
        shown = ", ".join(repr(cell[:40]) for cell in header[:4])
        words = f"the first row looks like data ({shown}): write a header line above it"
        raise refusal(place, "header-missing", f"{words}, or name the columns as header in a mapping")


def _names(names: Sequence[str], most: int = 10) -> str:
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most:,} more"


def _listed(numbers: Sequence[int], most: int = 10) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most:,} more"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,000 rows"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
