"""What a cell of dates says in its column: under the order of day and month, the zone and what two days mean there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from mapkit import edtf
from mapkit.edtf import When, as_one_of
from mapkit.errors import ParseError
from mapkit.importing.cells.date_cell import HINT, End, Said
from mapkit.importing.cells.date_figures import SERIAL_BASES, Count, Numbers, YearPair
from mapkit.importing.cells.moments import NAMES_OF_DAYS
from mapkit.records import LASTED
from mapkit.when import MONTHS

PLAUSIBLE = (date(1950, 1, 1), date(2099, 12, 31))  # a number in this span may count as a day without being told
_YEAR_DIGITS = 4
_ONE_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR_AND_TWO = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_FIRST = {"dmy": "the day", "mdy": "the month"}


@dataclass(frozen=True)
class Reading:
    """What a cell says: a When; or a problem, as code and text; or neither, for a cell without a date.

    `basis` says how it was read where that is not plain from the cell. `spans`: it names two days, of which the table
    must say whether it lasted from the one to the other. `instant` is its moment in UTC, where the cell tells a time of
    day and its zone; `moved`: its day is another than the written one, for the atlas has another zone.
    """

    when: When | None = None
    code: str = ""
    text: str = ""
    basis: str = ""
    spans: bool = False
    instant: datetime | None = None
    moved: bool = False


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
class Column:
    """What the cells of a column are read by."""

    order: Order
    epoch: str
    zone: tzinfo | None
    stray: str  # a serial number that is no plausible day
    dates: str
    facts: frozenset[str]  # what its figures can only be: "months", "years" of two digits; with the "year last"


def reading_of(text: str, said: Said, column: Column) -> Reading:
    """The reading of a trimmed cell in its column."""
    try:
        if isinstance(said.found, Count):
            return _counted(text, said.found, column)
        if column.epoch and text.isdecimal() and len(text) == _YEAR_DIGITS:
            raise ParseError("when-serial", _year_or_serial(text, column.epoch))
        _check_years(text, column)
        found = said.found
        ends = [_end(text, end, column) for end in found]
        reasons = dict.fromkeys(_reason(end, column.order) for end in found if isinstance(end, Numbers))
        written = "/".join(dict.fromkeys(ends)) + said.mark
        reading = spanned(text, written, column.dates, "; ".join(filter(None, (*reasons, said.basis))))
        return _at_its_moment(text, reading, said, column) if len(ends) == 1 else reading
    except ParseError as error:
        return Reading(code=error.code, text=str(error))


def _check_years(text: str, column: Column) -> None:
    """Raise ParseError for a year with two digits that may be a month or a later year, if the column has such years."""
    found = _YEAR_AND_TWO.fullmatch(text)
    if found and "years" in column.facts and not column.order.told:
        pair = YearPair(*map(int, found.groups()))
        if pair.may_be_years and pair.may_be_month:
            raise ParseError("when-two-readings", _two_readings(text, pair))


def _two_readings(text: str, pair: YearPair) -> str:
    month = f"{MONTHS[pair.second - 1]} {pair.year}"
    written = f"write {pair.year}-{pair.second:02} or {pair.year}/{pair.last}"
    return f"{text!r} is {month}, or {pair.year} to {pair.last}: {written}"


def _end(text: str, end: End, column: Column) -> str:
    if isinstance(end, str):
        return end
    return _resolved(text, end, column) if isinstance(end, Numbers) else _of_pair(text, end, column)


def _of_pair(text: str, pair: YearPair, column: Column) -> str:
    """The month of a pair, where it cannot be two years. Raises ParseError."""
    if not pair.may_be_month:
        raise ParseError("when-two-years", f"{text!r} seems to be two years: write {pair.year}/{pair.last}")
    if pair.may_be_years and ("months" not in column.facts or "years" in column.facts):
        raise ParseError("when-two-readings", _two_readings(text, pair))
    return f"{pair.year}-{pair.second:02}"


def _at_its_moment(text: str, reading: Reading, said: Said, column: Column) -> Reading:
    """A day with what its cell tells beside it: the day of the week must be its own, and a zone may move it."""
    if reading.when is None or not _ONE_DAY.fullmatch(reading.when.text):
        return reading
    day = reading.when.window.start
    if said.weekday is not None and said.weekday != day.weekday():
        told, own = NAMES_OF_DAYS[said.weekday], NAMES_OF_DAYS[day.weekday()]
        words = f"{text!r} says {told}, but {day} is a {own}: write the day that is meant"
        return Reading(code="when-weekday", text=words)
    instant = said.moment.instant(day) if said.moment else None
    if instant is None or column.zone is None:
        return replace(reading, instant=instant)
    here = instant.astimezone(column.zone).date()
    if here == day:
        return replace(reading, instant=instant)
    basis = "moved to the day in the zone that is told"
    return replace(reading, when=_when(text, here.isoformat()), basis=basis, instant=instant, moved=True)


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


def _resolved(text: str, end: Numbers, column: Column) -> str:
    """The day of a date in figures under the order of its column. Raises ParseError."""
    order = column.order
    readings, known = end.readings(), order.of(end.separator)
    if end.century and known == "ymd" and end.year_first:
        return end.year_first
    if end.century and end.year_first and not order.told and "year last" not in column.facts:
        both = " or ".join(dict.fromkeys((*readings.values(), end.year_first)))
        raise ParseError("when-ambiguous", f"{text!r} may have its year first or last: write {both}, or set the order")
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


def _counted(text: str, count: Count, column: Column) -> Reading:
    """The reading of a number that counts days or seconds. Raises ParseError."""
    if column.stray and count.sort == "serial":
        odd = "it" if column.stray == text else f"{column.stray!r} in the same column"
        years = f"{PLAUSIBLE[0].year} to {PLAUSIBLE[1].year}"
        raise ParseError(
            "when-serial",
            f"{text!r} may be the serial day of a spreadsheet, but {odd} is no day of {years}: {HINT}, "
            "or tell the date system (1900 or 1904)",
        )
    day = count.day(column.epoch or "1900", column.zone or UTC)
    if day is None or (count.sort != "serial" and not PLAUSIBLE[0] <= day <= PLAUSIBLE[1]):
        raise ParseError("when-unreadable", f"{text!r} counts to no plausible day: {HINT}")
    instant = count.instant() if count.sort != "serial" else None
    return Reading(_when(text, day.isoformat()), basis=_count_basis(count, column), instant=instant)


def _count_basis(count: Count, column: Column) -> str:
    if count.sort == "serial":
        why = "as told" if column.epoch else "as every such number of the column is a plausible day"
        return f"serial day of the {column.epoch or '1900'} date system, {why}"
    zone = f"in {column.zone}" if column.zone else "at UTC+00:00"
    return f"{count.sort} since 1970-01-01, the day {zone}"


def _year_or_serial(text: str, epoch: str) -> str:
    day = SERIAL_BASES[epoch] + timedelta(int(text))
    return f"{text!r} is the year {text} or the serial day of {day}: write {text}-XX-XX for the year, or {day}"
