"""CellReader of a table as values; every cell that cannot be read leaves a problem at its row."""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from itertools import pairwise
from types import MappingProxyType

from mapkit import edtf
from mapkit.errors import ParseError, Problem
from mapkit.files.tables import Row
from mapkit.records import BOUNDS, TOLLS
from mapkit.where import FARTHEST_M, number

DIGITS = 9  # of a number of people


class CellReader:
    """Reads the cells of one table and gathers the problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, row: Row, code: str, text: str, *columns: str, here: str = "") -> None:
        """Note a problem at a row, in the cells of these columns; `here` is what to say in a cell, if not the same."""
        self.problems.append(Problem(row.place, code, text, tuple((column, here or text) for column in columns)))

    def refuse(self, row: Row, column: str, error: ParseError) -> None:
        """Note what is wrong with the text of a cell."""
        self.add(row, error.code, f"{column}: {error}", column, here=str(error))

    def id(self, row: Row, seen: set[str]) -> str:
        """The row's id, checked against those seen."""
        text = row["id"]
        if not text.strip():
            self.add(row, "id-missing", "the id is empty: give each row its own", "id")
        elif text in seen:
            self.add(row, "id-double", f"{text!r} stands in an earlier row: give each row its own id", "id")
        seen.add(text)
        return text

    def one_of(self, row: Row, column: str, known: Collection[str], *, empty: bool = True, called: str = "") -> str:
        """A cell that must hold one of the known ids; empty is allowed or not. `called` is what one of them is."""
        text = row[column]
        if text and text not in known:
            words = f"{text!r} is no {called or column} of this atlas{_nearest(text, known)}"
            self.add(row, f"{column}-unknown", words, column)
        if not text and not empty:
            self.add(row, f"{column}-missing", f"{column} is empty: write one of {_listed(known)}", column)
        return text

    def when(self, row: Row, column: str = "when", read: Callable[[str], edtf.When] = edtf.read) -> edtf.When | None:
        """A date cell, of an incident or as `read` takes it; empty is undated."""
        if not row[column]:
            return None
        try:
            return read(row[column])
        except ParseError as error:
            self.refuse(row, column, error)
            return None

    def number(self, row: Row, column: str) -> float | None:
        """A number cell; empty is None."""
        if not row[column]:
            return None
        try:
            return number(row[column])
        except ParseError as error:
            self.refuse(row, column, error)
            return None

    def metres(self, row: Row, column: str) -> float | None:
        """A number cell that holds a distance on earth; empty is None."""
        value = self.number(row, column)
        if value is not None and not 0 <= value <= FARTHEST_M:
            metres = f"{row[column]}: write metres, 0 to {FARTHEST_M}"
            self.add(row, "number-range", f"{column} is {metres}", column, here=f"this is {metres}")
            return None
        return value

    def whole(self, row: Row, column: str, called: str = "") -> int | None:
        """A cell that counts people; empty is None. `called` is what a problem calls the column, if not by its name."""
        text = row[column]
        if text and not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
            self.add(
                row,
                "number-unreadable",
                f"{called or column} is {text!r}: write a whole number such as 3, or leave it empty",
                column,
                here=f"{text!r} is no whole number: write one such as 3, or leave it empty",
            )
            return None
        return int(text) if text else None

    def tolls(self, row: Row, called: Mapping[str, str] = MappingProxyType({})) -> dict[str, int | None]:
        """The tolls of an incident, each with low <= best <= high; problems call columns as `called` has it."""
        found: dict[str, int | None] = {}
        for toll in TOLLS:
            columns = [f"{toll}_{bound}" for bound in BOUNDS]
            numbers = {column: self.whole(row, column, called.get(column, "")) for column in columns}
            known = [(column, value) for column, value in numbers.items() if value is not None]
            for (smaller, less), (larger, more) in pairwise(known):
                if less > more:
                    above = f"{called.get(smaller, smaller)} {less} is above {called.get(larger, larger)} {more}"
                    self.add(row, "toll-order", f"{above}: low <= best <= high", smaller, larger)
            found |= numbers
        return found

    def day(self, row: Row, column: str) -> str:
        """A date kept as text, of a source: any EDTF date, or empty."""
        self.when(row, column)
        return row[column]


def _nearest(text: str, known: Collection[str]) -> str:
    """Says what to write instead: the closest known id, else the known ones."""
    near = get_close_matches(text, known, 1)
    return f": write {near[0]!r}?" if near else f": write one of {_listed(known)}"


def _listed(known: Collection[str], most: int = 8) -> str:
    shown = ", ".join(map(repr, sorted(known)[:most])) or "(none yet)"
    return f"{shown}, ..." if len(known) > most else shown
