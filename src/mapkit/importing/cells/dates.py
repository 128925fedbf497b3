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
from dataclasses import dataclass
from datetime import date, timedelta

from mapkit import edtf
from mapkit.edtf import When, as_one_of
from mapkit.errors import ParseError
from mapkit.importing.cells.date_cell import HINT, SERIAL_BASES, Count, Ends, Numbers, read_cell
from mapkit.importing.cells.vocabulary import not_known, trimmed
from mapkit.importing.mapping.table_map import LASTED
from mapkit.when import MONTHS

ORDERS = ("dmy", "mdy", "ymd")
PLAUSIBLE = (date(1950, 1, 1), date(2099, 12, 31))  # a number in this span may count as a day without being told
_YEAR_DIGITS = 4
_ONE_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIRST = {"dmy": "the day", "mdy": "the month"}


@dataclass(frozen=True)
class Reading:
    """What a cell says: a When; or a problem, as code and text; or neither, for a cell without a date.

    `basis` says how it was read where that is not plain from the cell. `spans`: it names two days, of which the table
    must say whether it lasted from the one to the other.
    """

    when: When | None = None
    code: str = ""
    text: str = ""
    basis: str = ""
    spans: bool = False


@dataclass(frozen=True)
class Evidence:
    """The first cell (`index` from 0) that the calendar has in one order alone, and how many cells say the same."""

    order: str
    separator: str
    index: int
    cell: str
    count: int


@dataclass(frozen=True)
class Order:
    """The order of day and month in a column: as told ("" if it was not), and what the cells say of it."""

    told: str = ""
    evidence: tuple[Evidence, ...] = ()

    def of(self, separator: str) -> str:
        """The order of dates with this separator; "" if it is open, or if the cells contradict each other."""
        found = self.speaking(separator)
        return self.told or (found[0].order if len(found) == 1 else "")

    def speaking(self, separator: str) -> tuple[Evidence, ...]:
        """The evidence of the cells with this separator: one for each order that some cell has."""
        return tuple(one for one in self.evidence if one.separator == separator)


@dataclass(frozen=True)
class _Column:
    """What the cells of a column are read by."""

    order: Order
    epoch: str
    offset: timedelta
    stray: str  # a serial number that is no plausible day
    dates: str


_Parsed = Reading | tuple[Count | Ends, str]


def read_days(
    cells: Sequence[str], *, order: str = "", epoch: str = "", offset: timedelta = timedelta(0), dates: str = ""
) -> tuple[list[Reading], Order]:
    """A reading for each cell of a column, and the order of day and month that was used.

    `order` is one of ORDERS if the user tells it: it wins, and a cell that contradicts it is a problem. `epoch` is
    "1900" or "1904" if the user tells that numbers are serial days of that date system; untold, numbers of five digits
    are days of the 1900 system if all of them lie in PLAUSIBLE. `offset` from UTC tells the days of epoch seconds and
    milliseconds (10 and 13 digits). `dates` is one of table_map.DATES, or "" if nobody said it. Codes of problems:
    when-ambiguous, when-order, when-serial, and those of `numerals.read_cell`. Raises ParseError for another order or
    epoch.

    >>> readings, order = read_days(["10/11/2020", "30/01/2021"])
    >>> readings[0].when.text, order.of("/")
    ('2020-11-10', 'dmy')
    """
    if order not in ("", *ORDERS):
        raise ParseError("order-unknown", f"{order!r} is no order of day, month and year: write {', '.join(ORDERS)}")
    if epoch not in ("", *SERIAL_BASES):
        raise ParseError("epoch-unknown", f"{epoch!r} is no date system of spreadsheets: write 1900 or 1904")
    parsed = _parse_all(cells)
    column = _Column(_order(cells, parsed, order), epoch, offset, "" if epoch else _stray(parsed), dates)
    readings = {cell: _reading(trimmed(cell), found, column) for cell, found in parsed.items()}
    return [readings[cell] for cell in cells], column.order


def _parse_all(cells: Sequence[str]) -> dict[str, _Parsed]:
    """Each different cell, read once."""
    return {cell: _parse(trimmed(cell)) for cell in dict.fromkeys(cells)}


def _parse(text: str) -> _Parsed:
    if not text:
        return Reading()
    if not_known(text):
        return Reading(basis=f"{text} means that there is no value")
    try:
        return read_cell(text)
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


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
    if not isinstance(parsed, Reading) and isinstance(parsed[0], tuple):
        yield from {(end.separator, end.only_order) for end in parsed[0] if isinstance(end, Numbers) and end.only_order}


def _stray(parsed: Mapping[str, _Parsed]) -> str:
    """The first serial number of a column that is no plausible day in the 1900 system; "" if there is none."""
    for cell, found in parsed.items():
        if not isinstance(found, Reading) and isinstance(found[0], Count) and found[0].sort == "serial":
            day = found[0].day("1900", timedelta(0))
            if day is None or not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]:
                return trimmed(cell)
    return ""


def _reading(text: str, parsed: _Parsed, column: _Column) -> Reading:
    """The reading of a cell in its column."""
    if isinstance(parsed, Reading):
        return parsed
    found, basis = parsed
    try:
        if isinstance(found, Count):
            return _counted(text, found, column)
        if column.epoch and text.isdecimal() and len(text) == _YEAR_DIGITS:
            raise ParseError("when-serial", _year_or_serial(text, column.epoch))
        ends = [end if isinstance(end, str) else _resolved(text, end, column.order) for end in found]
        reasons = dict.fromkeys(_reason(end, column.order) for end in found if isinstance(end, Numbers))
        return spanned(text, "/".join(dict.fromkeys(ends)), column.dates, "; ".join(filter(None, (*reasons, basis))))
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


def spanned(text: str, written: str, dates: str, basis: str = "") -> Reading:
    """What an EDTF text says; an interval lasted only if that is told. Raises ParseError.

    From a day to the same day is that day; a problem names the cell `text` too.
    """
    first, _, last = written.partition("/")
    days = as_one_of(written)
    spans = days != written and first != last
    lasted = dates == LASTED and not (first == last and _ONE_DAY.fullmatch(first))
    return Reading(_when(text, written if lasted else days), basis=basis, spans=spans)


def _when(text: str, written: str) -> When:
    """The date of an EDTF text; a problem names the cell too. Raises ParseError."""
    try:
        return edtf.read(written)
    except ParseError as error:
        if error.code == "when-reversed" and text != written:
            hint = "write the earlier date first, each with its year"
            raise ParseError(error.code, f"{text!r} is {written}, which ends before it starts: {hint}") from None
        raise ParseError(error.code, str(error) if text == written else f"{text!r}: {error}") from None


def _resolved(text: str, end: Numbers, order: Order) -> str:
    """The day of a date in figures under the order of its column. Raises ParseError."""
    readings, known = end.readings(), order.of(end.separator)
    if not readings:
        raise ParseError("when-no-such-day", f"{text!r} is not in the calendar, whichever is the month: {HINT}")
    if known == "ymd":
        raise ParseError("when-order", f"{text!r} does not begin with the year, but the order is ymd: {_ask(readings)}")
    if known in readings:
        return readings[known]
    if known:
        month = end.second if known == "dmy" else end.first
        raise ParseError("when-order", f"{text!r} has {month} as a month in the order {known}: {_ask(readings)}")
    if len(set(readings.values())) == 1:
        return next(iter(readings.values()))
    raise ParseError("when-ambiguous", _ambiguous(text, end, order))


def _ask(readings: Mapping[str, str]) -> str:
    return f"write {' or '.join(dict.fromkeys(readings.values()))}, or set another order"


def _ambiguous(text: str, end: Numbers, order: Order) -> str:
    days = [date.fromisoformat(day) for day in end.readings().values()]
    spoken = " or ".join(f"{day.day} {MONTHS[day.month - 1]}" for day in days)
    alone = end.separator.join(map(str, (f"{end.first:02}", f"{end.second:02}", end.year)))
    shown = text if text.count(str(end.year)) == 1 else f"{alone} in {text!r}"
    written = " or ".join(map(str, days))
    return f"{shown} is {spoken} {end.year}{_contradiction(end, order)}: write {written}, or set the order"


def _contradiction(end: Numbers, order: Order) -> str:
    both = [f"{one.cell!r} has {_FIRST[one.order]} first" for one in order.speaking(end.separator)]
    return f" ({' but '.join(both)})" if both else ""


def _reason(end: Numbers, order: Order) -> str:
    """Why a date in figures was read as it was; "" if only one day fits it."""
    if order.told:
        return f"{order.told}, as told"
    if found := order.speaking(end.separator)[:1] if order.of(end.separator) else ():
        return f"{_FIRST[found[0].order]} first, as {found[0].cell!r} shows"
    return "" if end.only_order else "day and month are the same number"


def _counted(text: str, count: Count, column: _Column) -> Reading:
    """The reading of a number that counts days or seconds. Raises ParseError."""
    if column.stray and count.sort == "serial":
        odd = "it" if column.stray == text else f"{column.stray!r} in the same column"
        years = f"{PLAUSIBLE[0].year} to {PLAUSIBLE[1].year}"
        raise ParseError(
            "when-serial",
            f"{text!r} may be the serial day of a spreadsheet, but {odd} is no day of {years}: {HINT}, "
            "or tell the date system (1900 or 1904)",
        )
    day = count.day(column.epoch or "1900", column.offset)
    if day is None or (count.sort != "serial" and not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]):
        raise ParseError("when-unreadable", f"{text!r} counts to no plausible day: {HINT}")
    return Reading(_when(text, day.isoformat()), basis=_count_basis(count, column))


def _count_basis(count: Count, column: _Column) -> str:
    if count.sort == "serial":
        why = "as told" if column.epoch else "as every such number of the column is a plausible day"
        return f"serial day of the {column.epoch or '1900'} date system, {why}"
    return f"{count.sort} since 1970-01-01, the day at {_offset_text(column.offset)}"


def _offset_text(offset: timedelta) -> str:
    minutes = round(abs(offset).total_seconds() / 60)
    return f"UTC{'-' if offset < timedelta(0) else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _year_or_serial(text: str, epoch: str) -> str:
    day = SERIAL_BASES[epoch] + timedelta(int(text))
    return f"{text!r} is the year {text} or the serial day of {day}: write {text}-XX-XX for the year, or {day}"
