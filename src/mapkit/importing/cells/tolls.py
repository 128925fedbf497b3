"""How many people one cell says were killed or injured: a number, about a number, a bound, or a range.

Nothing is made up: "at least 3" has no best figure, and "5-7" none between. What else than a number a cell says stays
beside the incident as it was written.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from mapkit.files.cells import DIGITS
from mapkit.files.tables import Row
from mapkit.importing.cells.vocabulary import folded, not_known, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.names import fold
from mapkit.records import BOUNDS, TOLLS
from mapkit.report import Fault

LONGEST = 60  # characters of a cell that may be a number of people

HINT = "write a whole number such as 3, or leave it empty"
_GROUPED = re.compile(r"\d{1,3}(?:(?:,\d{3})+|(?:[ '’\u00a0\u202f\u2009]\d{3})+)(?:\.0+)?")
_WHOLE = re.compile(r"(\d+)(?:\.0*)?", re.ASCII)
_NUMBER = r"\d{1,3}(?:(?:,\d{3})+|(?:[ ']\d{3})+)(?!\d)|\d+"


def _any(words: str) -> str:
    return "|".join(re.escape(fold(word.replace("_", " "))) for word in words.split())


_ABOUT = _any(
    "~ ≈ c. c ca ca. circa about around approx approx. approximately some nearly около примерно приблизительно"
)
_ABOUT += "|" + _any("təxminən մոտ մոտավորապես yaklaşık environ")
_LEAST = _any(">= ≥ at_least min min. minimum не_менее по_меньшей_мере минимум ən_azı առնվազն en_az au_moins")
_MORE = _any("> more_than over above более больше свыше daha_çox ավելի_քան fazla plus_de")
_MOST = _any("<= ≤ at_most up_to max max. maximum не_более до ən_çoxu մինչև en_fazla jusqu'à au_plus")
_LESS = _any("< less_than fewer_than under below менее меньше moins_de")
_BETWEEN = _any("to and bis до и ilə və և ve à et")
_RANGE = re.compile(
    rf"(?:(?:between|from|от|entre|de)\s+)?({_NUMBER})\s*(?:-|/|\.\.|(?<=\s)(?:{_BETWEEN})(?=\s))\s*({_NUMBER})"
)


class Toll(NamedTuple):
    """What a cell says: each bound as far as it is stated. `plain`: it is a number and nothing else."""

    low: int | None = None
    best: int | None = None
    high: int | None = None
    plain: bool = False


_FORMS: tuple[tuple[re.Pattern[str], Callable[[int], Toll]], ...] = (
    (re.compile(rf"(?:{_ABOUT})\s*({_NUMBER})"), lambda n: Toll(best=n)),
    (re.compile(rf"(?:{_LEAST})\s*({_NUMBER})|({_NUMBER})\s*\+"), lambda n: Toll(low=n)),
    (re.compile(rf"(?:{_MORE})\s*({_NUMBER})"), lambda n: Toll(low=n + 1)),
    (re.compile(rf"(?:{_MOST})\s*({_NUMBER})"), lambda n: Toll(high=n)),
    (re.compile(rf"(?:{_LESS})\s*({_NUMBER})"), lambda n: Toll(high=max(0, n - 1))),
)

NOTHING = Toll(plain=True)


def read_toll(cell: str) -> Toll | None:
    """What a cell says of a number of people; None where it cannot be read.

    >>> read_toll("1,200"), read_toll("at least 3").low, read_toll("5–7")[:3]
    (Toll(low=None, best=1200, high=None, plain=True), 3, (5, None, 7))
    """
    text = trimmed(cell)
    if not text or not_known(text):
        return NOTHING
    if len(text) > LONGEST:
        return None
    if found := _WHOLE.fullmatch(text):
        return Toll(best=int(found[1]), plain=True)
    if _GROUPED.fullmatch(text):
        return Toll(best=_number(text.partition(".")[0]), plain=True)
    return _in_words(folded(text))


def _in_words(text: str) -> Toll | None:
    for form, make in _FORMS:
        if found := form.fullmatch(text):
            return make(_number(next(filter(None, found.groups()))))
    if found := _RANGE.fullmatch(text):
        low, high = map(_number, found.groups())
        return Toll(low=low, high=high) if low <= high else None
    return None


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


class Tolls(NamedTuple):
    """The tolls of a row, what its cells say beside numbers, and whether these contradict each other."""

    numbers: dict[str, int | None]
    written: str = ""
    contradicts: bool = False


def read_tolls(row: Row, mapping: TableMap, found: list[Fault]) -> Tolls:
    """The tolls of a row; what cannot be read is added to `found`.

    Numbers that contradict each other stay as the outer two, without a best one: who is right is not ours to say.
    """
    numbers: dict[str, int | None] = {}
    written, contradicts = [], False
    for toll in TOLLS:
        columns = {bound: column for bound in BOUNDS if (column := mapping.column(f"{toll}_{bound}"))}
        cells = {bound: _cell(row, column, found) for bound, column in columns.items()}
        stated, in_order = _stated(cells)
        numbers |= {f"{toll}_{bound}": stated.get(bound) for bound in BOUNDS}
        contradicts |= not in_order
        if not in_order or not all(one.plain for one in cells.values()):
            written += [f"{column}: {text}" for column in columns.values() if (text := trimmed(row[column]))]
    return Tolls(numbers, "; ".join(written), contradicts)


def _cell(row: Row, column: str, found: list[Fault]) -> Toll:
    toll = read_toll(row[column])
    if toll is None or any(number >= 10**DIGITS for number in toll[:3] if number is not None):
        found.append(("number-unreadable", f"{column} is {row[column]!r}: {HINT}", column))
        return NOTHING
    return toll


def _stated(cells: Mapping[str, Toll]) -> tuple[dict[str, int | None], bool]:
    """The bounds that the columns of one toll state, a column's own first; and whether they are in order."""
    stated: dict[str, int | None] = {}
    for bound, cell in cells.items():
        own = getattr(cell, bound)
        stated[bound] = cell.best if own is None else own
    for cell in cells.values():
        for bound in ("low", "high"):
            if stated.get(bound) is None:
                stated[bound] = getattr(cell, bound)
    known = [number for bound in BOUNDS if (number := stated.get(bound)) is not None]
    if known == sorted(known):
        return stated, True
    return {"low": min(known), "high": max(known)}, False


def plain_number(cell: str) -> str:
    """A number of people as an atlas writes it; what is no whole number stays as it is, for the error."""
    text = trimmed(cell)
    if not_known(text):
        return ""
    head, point, tail = text.partition(".")
    return head if point and head.isdecimal() and not tail.strip("0") else text
