"""The dates of a column of cells, by a grammar of our own: nothing is guessed, and no date gets finer than its cell.

Read are EDTF (as `mapkit.when` takes it), 20201110, a year first with / . - or spaces, day and month in either order
before a year, month and year, a year, words in six languages (`mapkit.importing.cells.vocabulary`), ranges of these,
serial days of spreadsheets, and epoch seconds or milliseconds. A time of day and its zone are left off: the day stays
the one that is written, and is never moved into UTC. Only an epoch has no day of its own; it gets the one at a stated
offset.

Whether 10/11/2020 is in November or October is for the whole column to say, for each separator apart: one cell such as
30/01/2021 settles it. Where nothing does, or where cells contradict each other, every such cell is refused with both
of its readings, until an order is told. A number of four digits is a year and never a serial day.

Whether what names two days lasted, or was on one of them, no cell says: it is told for the table (`dates`), and one of
these days until then. Square brackets are one of these days, whatever is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, tzinfo

from mapkit.errors import ParseError
from mapkit.importing.cells.date_cell import Said, read_cell
from mapkit.importing.cells.date_figures import SERIAL_BASES, Count, Numbers, YearPair
from mapkit.importing.cells.date_readings import PLAUSIBLE, Column, Evidence, Order, Reading, reading_of
from mapkit.importing.cells.vocabulary import not_known, trimmed

ORDERS = ("dmy", "mdy", "ymd")
_CENTURY = re.compile(r"[1-9]\d{3}", re.ASCII)
_HYPHEN_PAIR = re.compile(r"(\d{4})-(\d\d)", re.ASCII)

_VARIED = 8  # different first figures of short dates that show them to be days or months, where the years vary less
_Parsed = Reading | Said


def read_days(  # noqa: PLR0913 - what a column does not say of itself
    cells: Sequence[str],
    *,
    order: str = "",
    epoch: str = "",
    zone: tzinfo | None = None,
    dates: str = "",
    century: str = "",
) -> tuple[list[Reading], Order]:
    """A reading for each cell of a column, and the order of day and month that was used.

    `order` is one of ORDERS if the user tells it: it wins, and a cell that contradicts it is a problem. `epoch` is
    "1900" or "1904" if the user tells that numbers are serial days of that date system; untold, numbers of five digits
    are days of the 1900 system if all of them lie in PLAUSIBLE. `zone` is that of the atlas, in which the days of
    stamps with a zone and of epoch seconds and milliseconds (10 and 13 digits) are; untold, a stamp keeps its day, and
    an epoch has that of UTC. `dates` is one of table_map.DATES, or "" if nobody said it; `century` the first year of
    the hundred that years of two digits are in. Codes of problems: when-ambiguous, when-order, when-serial,
    when-weekday, when-two-readings, when-two-years, and those of `date_cell.read_cell`. Raises ParseError for another
    order, epoch or century.

    >>> readings, order = read_days(["10/11/2020", "30/01/2021"])
    >>> readings[0].when.text, order.of("/")
    ('2020-11-10', 'dmy')
    """
    if order not in ("", *ORDERS):
        raise ParseError("order-unknown", f"{order!r} is no order of day, month and year: write {', '.join(ORDERS)}")
    if epoch not in ("", *SERIAL_BASES):
        raise ParseError("epoch-unknown", f"{epoch!r} is no date system of spreadsheets: write 1900 or 1904")
    if century and not _CENTURY.fullmatch(century):
        raise ParseError("century-unknown", f"{century!r} is no year: write the first of a hundred, such as 2000")
    parsed = {cell: _parse(trimmed(cell), century) for cell in dict.fromkeys(cells)}
    stray = "" if epoch else _stray(parsed)
    column = Column(_order(cells, parsed, order), epoch, zone, stray, dates, _facts(parsed))
    readings = {
        cell: one if isinstance(one, Reading) else reading_of(trimmed(cell), one, column)
        for cell, one in parsed.items()
    }
    return [readings[cell] for cell in cells], column.order


def _parse(text: str, century: str) -> _Parsed:
    if not text:
        return Reading()
    if not_known(text):
        return Reading(basis=f"{text} means that there is no value")
    try:
        return read_cell(text, century)
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


def _facts(parsed: Mapping[str, _Parsed]) -> frozenset[str]:
    """What figures of a column can only be, as `Column.facts` has it, of those that can be one thing alone."""
    found = {fact for cell, said in parsed.items() if (fact := _of_pair(trimmed(cell), said))}
    said = [one.found for one in parsed.values() if isinstance(one, Said) and isinstance(one.found, tuple)]
    short = [end for ends in said for end in ends if isinstance(end, Numbers) and end.century]
    firsts, years = {end.first for end in short}, {end.year for end in short}
    return frozenset(found | ({"year last"} if len(firsts) >= max(_VARIED, 2 * len(years)) else set()))


def _of_pair(text: str, said: _Parsed) -> str:
    """What a year with two digits can only be: "months" or "years"; "" for all other cells."""
    hyphen = _HYPHEN_PAIR.fullmatch(text)
    pair: object = YearPair(*map(int, hyphen.groups())) if hyphen else None
    if not hyphen and isinstance(said, Said) and isinstance(said.found, tuple):
        pair = said.found[0]
    if not isinstance(pair, YearPair) or pair.may_be_years == pair.may_be_month:
        return ""
    return "years" if pair.may_be_years else "" if hyphen else "months"


def _order(cells: Sequence[str], parsed: Mapping[str, _Parsed], told: str) -> Order:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    speaking = {cell: list(_speaking(one)) for cell, one in parsed.items()}
    for index, cell in enumerate(cells):
        for key in speaking[cell]:
            first, count = found.get(key, (index, 0))
            found[key] = first, count + 1
    evidence = (Evidence(order, between, at, cells[at], count) for (between, order), (at, count) in found.items())
    return Order(told, tuple(evidence))


def _speaking(parsed: _Parsed) -> Iterator[tuple[str, str]]:
    """Separator and order for each end that the calendar has in one order alone."""
    if isinstance(parsed, Said) and isinstance(parsed.found, tuple):
        numbers = [end for end in parsed.found if isinstance(end, Numbers)]
        yield from {(end.separator, end.only_order) for end in numbers if end.only_order}


def _stray(parsed: Mapping[str, _Parsed]) -> str:
    """The first serial number of a column that is no plausible day in the 1900 system; "" if there is none."""
    for cell, found in parsed.items():
        if isinstance(found, Said) and isinstance(found.found, Count) and found.found.sort == "serial":
            day = found.found.day("1900", UTC)
            if day is None or not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]:
                return trimmed(cell)
    return ""
