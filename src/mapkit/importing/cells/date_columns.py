"""The date of each row: from one column or from two ends, never narrower than a code beside it allows.

Two days of a row are one of these days, or what lasted from the one to the other: the mapping says it for the table.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from mapkit import edtf
from mapkit.edtf import When
from mapkit.errors import ParseError
from mapkit.files.tables import Row
from mapkit.importing.cells.date_parts import has_end, read_parts
from mapkit.importing.cells.date_readings import Reading, spanned
from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.vocabulary import not_known, trimmed
from mapkit.importing.formats.sheet import counted
from mapkit.importing.mapping.clock_zone import zone_of
from mapkit.importing.mapping.table_map import TableMap
from mapkit.report import UNDATED
from mapkit.when import day_number, day_of

_PLAIN = re.compile(r"\d{4}(-\d\d){0,2}[~?%]?", re.ASCII)  # an EDTF date that can be an end of an interval
_WEEK = timedelta(days=6)  # a day lies in seven weeks, which together reach so far to both sides
OPEN_CELL = ".."
SORTS = ("lasted", "one of several days", "of one day", UNDATED)
_OPEN = Reading(basis="an end that is open")


def read_dates(rows: Sequence[Row], mapping: TableMap) -> tuple[list[Reading], list[str]]:
    """A reading for each row, and notes on how the columns were read.

    The date is that of the column `when`, or reaches from `start` to `end`, of which `..` is an open end and an empty
    cell none at all: then the start stands alone; or it is made of `year`, `month` and `day`, and of those of an end
    where there are such. Where `width_code` says that the day stands for a week or a month,
    the window is that wide. Codes of problems: those of `days.read_days`, when-start-missing, when-reversed,
    width-unknown, and those of
    `date_parts.read_parts`.
    """
    if mapping.column("when"):
        readings, notes = _column(rows, mapping, mapping.column("when"))
    elif mapping.column("start"):
        readings, notes = _column(rows, mapping, mapping.column("start"))
        if mapping.column("end"):
            ends, more = _column(rows, mapping, mapping.column("end"))
            readings = [_between(*pair, mapping.dates) for pair in zip(readings, ends, strict=True)]
            notes += more
    elif mapping.column("year"):
        readings, notes = _parts(rows, mapping)
    else:
        return [Reading()] * len(rows), ["no column is a date: every incident is undated"]
    if mapping.width_code:
        readings = [_wide(one, row, mapping) for one, row in zip(readings, rows, strict=True)]
    return readings, notes


def _parts(rows: Sequence[Row], mapping: TableMap) -> tuple[list[Reading], list[str]]:
    starts = read_parts(rows, mapping)
    notes = bases(mapping.column("year"), (one.basis for one in starts))
    if not has_end(mapping):
        return starts, notes
    ends = read_parts(rows, mapping, "end_")
    return [_between(*pair, mapping.dates) for pair in zip(starts, ends, strict=True)], notes


def _column(rows: Sequence[Row], mapping: TableMap, column: str) -> tuple[list[Reading], list[str]]:
    cells = [row[column] for row in rows]
    is_open = [column != mapping.column("when") and trimmed(cell) == OPEN_CELL for cell in cells]
    known = ["" if skipped else cell for cell, skipped in zip(cells, is_open, strict=True)]
    told = {"order": mapping.day_order, "epoch": mapping.epoch, "dates": mapping.dates, "century": mapping.century}
    readings, _ = read_days(known, **told, zone=zone_of(mapping.zone))
    readings = [_OPEN if skipped else one for one, skipped in zip(readings, is_open, strict=True)]
    return readings, bases(column, (one.basis for one in readings))


def bases(column: str, found: Iterable[str], most: int = 5) -> list[str]:
    """How the cells of a column were read, the most frequent ways first."""
    ways = Counter(basis for basis in found if basis).most_common(most)
    return [f"{column}: {counted(count, 'cell')}: {basis}" for basis, count in ways]


def _between(start: Reading, end: Reading, dates: str) -> Reading:
    """One date from its two ends."""
    if start.code or end.code:
        return start if start.code else end
    first, last = _end(start), _end(end)
    if last and not first:
        text = f"there is an end, {last}, but no start: write both (.. for a start that is open), or the start alone"
        return Reading(code="when-start-missing", text=text)
    if not last or (first == last and not _PLAIN.fullmatch(first)):
        return start
    if not all(_PLAIN.fullmatch(text) or text == OPEN_CELL for text in (first, last)):
        text = f"{first!r} and {last!r} are not two dates: write one date in each column"
        return Reading(code="when-ends", text=text)
    text = f"{first}/{last}"
    try:
        return spanned(text, text, dates)
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


def _end(reading: Reading) -> str:
    """An end as EDTF writes it; "" where there is none."""
    return OPEN_CELL if reading is _OPEN else reading.when.text if reading.when else ""


def sort_of(date: When | None) -> str:
    """Which of SORTS a date is."""
    if date is None:
        return SORTS[-1]
    return SORTS[0] if date.lasting else SORTS[2] if date.window.days == 1 else SORTS[1]


def sorts_told(counts: Mapping[str, int], within: int) -> str:
    """How many dates of each sort were read, in words; `within` of those of several days are told so."""
    sorts = ", ".join(f"{counts[sort]:,} {sort}" for sort in SORTS if counts.get(sort)) or "none"
    return f"Dates: {sorts}{f'; {within:,} of these told as within several days' if within else ''}"


def _wide(reading: Reading, row: Row, mapping: TableMap) -> Reading:
    """The reading, as wide as the row's code says."""
    code = trimmed(row[mapping.width_code])
    if reading.when is None or not code or not_known(code):
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
