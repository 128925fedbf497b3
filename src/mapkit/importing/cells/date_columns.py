"""The date of each row: from one column or from two ends, never narrower than a code beside it allows."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from mapkit import edtf
from mapkit.edtf import When, as_one_of
from mapkit.errors import ParseError
from mapkit.files.tables import Row
from mapkit.importing.cells.dates import Reading, read_days
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.when import day_number, day_of

_PLAIN = re.compile(r"\d{4}(-\d\d){0,2}[~?%]?", re.ASCII)  # an EDTF date that can be an end of an interval
_WEEK = timedelta(days=6)  # a day lies in seven weeks, which together reach so far to both sides


def read_dates(rows: Sequence[Row], mapping: TableMap) -> tuple[list[Reading], list[str]]:
    """A reading for each row, and notes on how the columns were read.

    The date is that of the column `when`, or reaches from the earliest day of `start` to the latest of `end`. Where
    `width_code` says that the day stands for a week or a month, the window is that wide. Codes of problems: those of
    `days.read_days`, when-start-missing, when-reversed, width-unknown.
    """
    if mapping.column("when"):
        readings, notes = _column(rows, mapping, mapping.column("when"))
    elif mapping.column("start"):
        starts, notes = _column(rows, mapping, mapping.column("start"))
        ends, more = _column(rows, mapping, mapping.column("end")) if mapping.column("end") else (starts, [])
        readings, notes = [_between(*pair) for pair in zip(starts, ends, strict=True)], notes + more
    else:
        return [Reading()] * len(rows), ["no column is a date: every incident is undated"]
    if mapping.width_code:
        readings = [_wide(one, row, mapping) for one, row in zip(readings, rows, strict=True)]
    return readings, notes


def _column(rows: Sequence[Row], mapping: TableMap, column: str) -> tuple[list[Reading], list[str]]:
    readings, _ = read_days([row[column] for row in rows], order=mapping.day_order, epoch=mapping.epoch)
    return readings, bases(column, (one.basis for one in readings))


def bases(column: str, found: Iterable[str], most: int = 5) -> list[str]:
    """How the cells of a column were read, the most frequent ways first."""
    ways = Counter(basis for basis in found if basis).most_common(most)
    return [f"{column}: {count:,} cells: {basis}" for basis, count in ways]


def _between(start: Reading, end: Reading) -> Reading:
    """One date from its two ends."""
    if start.code or end.code:
        return start if start.code else end
    if start.when is None and end.when is not None:
        text = f"there is an end, {end.when.text}, but no start: write both, or the start alone"
        return Reading(code="when-start-missing", text=text)
    if start.when is None or end.when is None or start.when.text == end.when.text:
        return start
    if not (_PLAIN.fullmatch(start.when.text) and _PLAIN.fullmatch(end.when.text)):
        text = f"{start.when.text!r} and {end.when.text!r} are not two dates: write one date in each column"
        return Reading(code="when-ends", text=text)
    return _read(as_one_of(f"{start.when.text}/{end.when.text}"))


def _read(text: str) -> Reading:
    try:
        return Reading(edtf.read(text))
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


def _wide(reading: Reading, row: Row, mapping: TableMap) -> Reading:
    """The reading, as wide as the row's code says."""
    code = trimmed(row[mapping.width_code])
    if reading.when is None or not code or missing(code):
        return reading
    width = mapping.width.get(code)
    if width is None:
        known = ", ".join(mapping.width)
        return Reading(code="width-unknown", text=f"{mapping.width_code} is {code!r}: write one of {known}")
    return replace(reading, when=widened(reading.when, width))


def widened(date: When, width: str) -> When:
    """A day as the week, month or year it stands for ("day" leaves it); a date that is wider already stays.

    A day of a week that is not known lies in every week that holds it: six days before it to six after it.
    """
    window = date.window
    if width == "day" or window.days != 1:
        return date
    if width == "week":
        first, last = (day_of(day_number(window.start) + step) for step in (-_WEEK.days, _WEEK.days))
        return edtf.read(f"[{first}..{last}]")
    return edtf.read(str(window.start)[: {"month": 7, "year": 4}[width]])
