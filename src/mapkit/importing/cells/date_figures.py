"""What figures of a cell may be: day and month in an order that is not known, a year and a number, a count of days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

# Day 0 of the two date systems of spreadsheets (ECMA-376-1:2016, 18.17.4.1), right from 1 March 1900 on: the 1900
# system counts a 29 February 1900 that never was.
SERIAL_BASES = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
_HUNDRED, _MONTHS = 100, 12
_LONGEST_SPAN = 20  # years that a span such as 1998/05 may have, if it is one


def full_year(short: int, century: str) -> int:
    """The year that two digits are in the hundred years from `century` on.

    >>> full_year(20, "2000"), full_year(97, "1930"), full_year(20, "1930")
    (2020, 1997, 2020)
    """
    first = int(century)
    year = first - first % _HUNDRED + short
    return year + _HUNDRED * (year < first)


def iso_day(year: int, month: int, day: int) -> str:
    """A day as ISO text; "" if the calendar does not have it."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


@dataclass(frozen=True)
class Numbers:
    """Day and month in an order that is not yet known, a separator between them, and a year."""

    first: int
    second: int
    year: int
    separator: str
    century: str = ""  # of a year that was written with two digits

    @property
    def only_order(self) -> str:
        """The order "dmy" or "mdy" if the calendar has this day in one of them alone, else ""."""
        found = self.readings()
        return next(iter(found)) if len(found) == 1 else ""

    @property
    def year_first(self) -> str:
        """The day if a year of two digits stands first; "" if there is none, or the calendar does not have it."""
        if not self.century:
            return ""
        return iso_day(full_year(self.first, self.century), self.second, self.year % _HUNDRED)

    def readings(self) -> dict[str, str]:
        """The days it can be as ISO texts, by order."""
        orders = {"dmy": (self.second, self.first), "mdy": (self.first, self.second)}
        return {order: text for order, (month, day) in orders.items() if (text := iso_day(self.year, month, day))}


@dataclass(frozen=True)
class Count:
    """A number of days ("serial"), "seconds" or "milliseconds" since a beginning."""

    sort: str
    value: float

    def day(self, base: str, zone: tzinfo) -> date | None:
        """Its day: in the date system `base` ("1900" or "1904"), or in a zone; None past the calendar."""
        try:
            if self.sort == "serial":
                return SERIAL_BASES[base] + timedelta(int(self.value))
            moment = self.instant()
            return moment and moment.astimezone(zone).date()
        except (OverflowError, ValueError):
            return None

    def instant(self) -> datetime | None:
        """The moment of a number of seconds or milliseconds; None past the calendar."""
        try:
            seconds = self.value / (1000 if self.sort == "milliseconds" else 1)
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        except OverflowError:
            return None


@dataclass(frozen=True)
class YearPair:
    """A year and two more digits, such as 1904/05: a month of the year, or a later year."""

    year: int
    second: int

    @property
    def last(self) -> int:
        """The last year, if it is a span of years."""
        return full_year(self.second, str(self.year + 1))

    @property
    def may_be_years(self) -> bool:
        """Whether the two digits may be a later year."""
        return self.last - self.year <= _LONGEST_SPAN

    @property
    def may_be_month(self) -> bool:
        """Whether the two digits may be a month."""
        return 1 <= self.second <= _MONTHS
