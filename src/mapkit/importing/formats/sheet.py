"""What was read from a person's file: rows of texts, how they were read, and the rows that could not be."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

from mapkit.errors import AtlasError, Problem
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


def named_columns(place: str, header: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The columns of a header, those without a name named by their position, and the notes on it.

    Raises AtlasError for a header with the same name twice, or with more columns than a table may have.
    """
    if len(header) > MAX_COLUMNS:
        raise refusal(place, "table-too-wide", f"{len(header):,} columns: a table may have {MAX_COLUMNS:,}")
    columns = tuple(name or f"column {number}" for number, name in enumerate(header, 1))
    bare = [number for number, name in enumerate(header, 1) if not name]
    times = Counter(columns)
    if double := [name for name in times if times[name] > 1]:
        raise AtlasError(Problem(place, "column-double", _double(name, columns)) for name in double)
    notes = [f"columns without a name are named by their position: {_listed(bare)}"] if bare else []
    return columns, notes


def refuse_data(place: str, header: Sequence[str]) -> None:
    """Raise AtlasError for a header that is a row of data: two of its cells are days or decimal numbers.

    Years and whole numbers are names of columns often enough, decimals and days are not.
    """
    if sum(bool(_DATUM.fullmatch(cell.strip())) for cell in header) >= _DATA:
        shown = ", ".join(repr(cell[:40]) for cell in header[:4])
        words = f"the first row looks like data ({shown}): write a header line above it"
        raise refusal(place, "header-missing", f"{words}, or name the columns as header in a mapping")


def _double(name: str, columns: Sequence[str]) -> str:
    positions = [number for number, other in enumerate(columns, 1) if other == name]
    return f"{name!r} is the name of columns {_listed(positions)}: rename all but one"


def _listed(numbers: Sequence[int], most: int = 10) -> str:
    shown = ", ".join(map(str, numbers[:most]))
    return shown if len(numbers) <= most else f"{shown} and {len(numbers) - most:,} more"


def counted(number: int, noun: str) -> str:
    """A number with its noun: "1 row", "1,000 rows"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
