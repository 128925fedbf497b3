"""The date of a row whose year, month and day stand in columns of their own; 0 or nothing where one is not known."""

import re
from collections.abc import Iterator, Sequence

from mapkit import edtf
from mapkit.errors import ParseError
from mapkit.files.tables import Row
from mapkit.importing.cells.date_readings import Reading
from mapkit.importing.cells.vocabulary import folded, month_number, not_known, trimmed
from mapkit.importing.mapping.table_map import TableMap

ENDS = ("", "end_")
PARTS = ("year", "month", "day")
_WHOLE = re.compile(r"(\d{1,4})(?:\.0*)?", re.ASCII)
_YEAR_DIGITS = 4
_MOST = {"year": 9999, "month": 12, "day": 31}
_HINT = {"year": "a year such as 2020", "month": "1 to 12, or the month's name", "day": "1 to 31"}
_LEFT_OFF = "the day is left off, for its month is not known"


def part_of(text: str, part: str) -> int | None:
    """The number that a trimmed cell holds as "year", "month" or "day", 0 if it is not known; None for another cell.

    >>> part_of("Sept.", "month"), part_of("2020.0", "year"), part_of("0", "day"), part_of("20", "year")
    (9, 2020, 0, None)
    """
    if not text or not_known(text):
        return 0
    if part == "month" and (named := month_number(folded(text))):
        return named
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    number = int(found[1])
    if part == "year" and number and len(found[1]) != _YEAR_DIGITS:
        return None
    return number if number <= _MOST[part] else None


def has_end(mapping: TableMap) -> bool:
    """Whether a mapping has a column for the year, the month or the day of an end."""
    return any(mapping.column(f"end_{part}") for part in PARTS)


def read_parts(rows: Sequence[Row], mapping: TableMap, end: str = "") -> list[Reading]:
    """A reading for each row of the columns year, month and day, or of those of the end (`end` is "end_").

    A date is as wide as what is known of it. An end without a column for its year has that of the start. Codes of
    problems: when-part, when-no-year, when-no-such-day.
    """
    return [_reading(row, mapping, end) for row in rows]


def _reading(row: Row, mapping: TableMap, end: str) -> Reading:
    columns = dict(_columns(mapping, end))
    found = {part: part_of(trimmed(row[column]), part) for part, column in columns.items()}
    if wrong := [part for part, number in found.items() if number is None]:
        said = "; ".join(f"{columns[part]} is {row[columns[part]]!r}: write {_HINT[part]}" for part in wrong)
        return Reading(code="when-part", text=f"{said}, or leave it empty")
    year, month, day = (found.get(part) or 0 for part in PARTS)
    shared = end and not mapping.column("end_year")
    if not (month or day if shared else year):
        text = f"{columns['year']} is empty, but there is a month or a day: write the year too"
        return Reading(code="when-no-year", text=text) if month or day else Reading()
    numbers = (year, month, day) if month else (year,)
    written = "-".join(f"{one:0{width}}" for one, width in zip(numbers, (4, 2, 2), strict=False) if one)
    try:
        return Reading(edtf.read(written), basis=_LEFT_OFF if day and not month else "")
    except ParseError as error:
        return Reading(code="when-no-such-day", text=f"{', '.join(columns.values())}: {error}")


def _columns(mapping: TableMap, end: str) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        column = mapping.column(f"{end}{part}") or (mapping.column("year") if end and part == "year" else "")
        if column:
            yield part, column
