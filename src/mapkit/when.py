"""Time: windows of calendar days, and the dates that people write.

A date is a window too: "2021-01" is 31 days wide, so imprecision is width and not a special case. Windows are
half-open, naive, and made of whole days. Dates are read as EDTF level 1 (ISO 8601-2:2019) with two refusals, because
both would need a guess: seasons ("2021-21": which hemisphere?) and years outside 0001 to 9999.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from mapkit.errors import ParseError

Unit = Literal["day", "week", "month", "year"]

EPOCH = date(1970, 1, 1)
OPEN_START = date.min
OPEN_END = date.max
ONE_DAY = timedelta(days=1)
DECEMBER = 12
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def day_number(day: date) -> int:
    """Days from 1970-01-01 to `day`, negative before it.

    >>> day_number(date(1970, 1, 2)), day_number(OPEN_START), day_number(OPEN_END)
    (1, -719162, 2932896)
    """
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The calendar day of a day number."""
    return EPOCH + timedelta(days=number)


@dataclass(frozen=True, order=True)
class Window:
    """A half-open span of days: `start` is in it, `end` is not.

    `date.min` as start and `date.max` as end stand for "open". A window of no days is `Window.EMPTY`, whatever its
    ends were. Raises ParseError if it ends before it starts.

    >>> Window.parse("2020-12") & Window.parse("2020-12-20/2021-02")
    Window('2020-12-20/2020-12-31')
    >>> Window.parse("2022-12-12/..") & Window.parse("../2023-01")
    Window('2022-12-12/2023-01-31')
    >>> Window.parse("2020-12") & Window.parse("2021")
    Window('none')
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ParseError("when-reversed", f"{self.end} comes before {self.start}: write the earlier date first")
        if self.start == self.end:
            object.__setattr__(self, "start", OPEN_START)
            object.__setattr__(self, "end", OPEN_START)

    @classmethod
    def parse(cls, text: str) -> "Window":
        """The window of a date or an interval; "none" is the empty one. Raises ParseError."""
        return EMPTY if text == "none" else read(text).window

    @property
    def empty(self) -> bool:
        """Whether no day is in it."""
        return self.start == self.end

    @property
    def days(self) -> int:
        """How many days are in it.

        >>> Window.parse("2020-02").days, EMPTY.days
        (29, 0)
        """
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day in it (for an open end, `date.max`).

        >>> Window.parse("2020-12").last.isoformat()
        '2020-12-31'
        """
        return self.end if self.end == OPEN_END else self.end - ONE_DAY

    def __and__(self, other: "Window") -> "Window":
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Window(start, end) if start < end else EMPTY

    def overlaps(self, other: "Window") -> bool:
        """Whether some day is in both."""
        return not (self & other).empty

    def inside(self, other: "Window") -> bool:
        """Whether every day of this window is in the other; the empty window is inside none.

        >>> december = Window.parse("2020-12")
        >>> Window.parse("2020-12-08").inside(december), december.inside(december), EMPTY.inside(ALWAYS)
        (True, True, False)
        """
        return not self.empty and other.start <= self.start and self.end <= other.end

    def steps(self, unit: Unit) -> Iterator["Window"]:
        """Consecutive windows of one unit each (weeks start on Monday) that together are this one.

        >>> [str(step) for step in Window.parse("2020-12-30/2021-02").steps("month")]
        ['2020-12-30/2020-12-31', '2021-01', '2021-02']
        """
        start = self.start
        while start < self.end:
            end = min(_next(start, unit), self.end)
            yield Window(start, end)
            start = end

    def __str__(self) -> str:
        if self.empty:
            return "none"
        return _short(self) or f"{_end_text(self.start, OPEN_START)}/{_end_text(self.last, OPEN_END)}"

    def __repr__(self) -> str:
        return f"Window('{self}')"


EMPTY = Window(OPEN_START, OPEN_START)
ALWAYS = Window(OPEN_START, OPEN_END)


def _end_text(day: date, unbounded: date) -> str:
    return ".." if day == unbounded else day.isoformat()


def _short(window: Window) -> str | None:
    """ "2020", "2020-12" or "2020-12-08" if the window is just that."""
    if window.end == OPEN_END:
        return None
    for unit, width in (("day", 10), ("month", 7), ("year", 4)):
        if _floor(window.start, unit) == window.start and _next(window.start, unit) == window.end:
            return window.start.isoformat()[:width]
    return None


def _floor(day: date, unit: str) -> date:
    if unit == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if unit == "month" else day


def _next(day: date, unit: str) -> date:
    """The first day of the unit after the one that holds `day`; past the calendar's end, `date.max`."""
    try:
        if unit == "year":
            return date(day.year + 1, 1, 1)
        if unit == "month":
            return date(day.year + day.month // DECEMBER, day.month % DECEMBER + 1, 1)
        return day + timedelta(days=7 - day.weekday() if unit == "week" else 1)
    except (ValueError, OverflowError):
        return OPEN_END


@dataclass(frozen=True)
class When:
    """A date as written: its text, its window, and whether the writer called it approximate or uncertain."""

    text: str
    window: Window
    approximate: bool = False
    uncertain: bool = False


_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|XX)(?:-(\d\d|XX))?)?([?~%]?)", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_HINT = "write 2020-12-08, 2020-12, 2020, 2020-12-08/2021-01-10 or 2022-12-12/.. (EDTF)"


def read(text: str) -> When:
    """Read one EDTF date or interval. Raises ParseError; a date with two readings is refused with both named.

    >>> read("2021-01~").window.days
    31
    >>> read("202X").window
    Window('2020-01-01/2029-12-31')
    >>> read("10/11/2020")
    Traceback (most recent call last):
    mapkit.errors.ParseError: 10/11/2020 is 10 November 2020 or 11 October 2020: write 2020-11-10 or 2020-10-11
    """
    first, slash, second = text.partition("/")
    if not slash or _NUMBERS.fullmatch(text):
        return _read_date(text)
    if not first.strip(".") and not second.strip(".") and text != "../..":
        raise ParseError("when-unreadable", f"{text!r} names no date: {_HINT}")
    start, end = _read_end(first, OPEN_START), _read_end(second, OPEN_END)
    if end.window.end <= start.window.start:
        raise ParseError("when-reversed", f"{text!r} ends before it starts: write the earlier date first")
    window = Window(start.window.start, end.window.end)
    return When(text, window, start.approximate or end.approximate, start.uncertain or end.uncertain)


def _read_end(text: str, unbounded: date) -> When:
    """One end of an interval; ".." is open and an empty end is unknown, both without a bound."""
    if text in ("", ".."):
        window = Window(OPEN_START, OPEN_START + ONE_DAY) if unbounded == OPEN_START else Window(OPEN_START, OPEN_END)
        return When(text, window, uncertain=text == "")
    return _read_date(text)


def _read_date(text: str) -> When:
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year, month, day, mark = match.groups()
    return When(text, _window(text, year, month, day), approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _window(text: str, year: str, month: str | None, day: str | None) -> Window:
    if ("X" in year and (month or day)) or (month == "XX" and day not in (None, "XX")):
        raise ParseError("when-unreadable", f"{text!r} leaves a larger unit open than a smaller one: {_HINT}")
    try:
        if "X" in year:
            return _years(year)
        if month in (None, "XX"):
            return Window(date(int(year), 1, 1), _next(date(int(year), 1, 1), "year"))
        unit = "month" if day in (None, "XX") else "day"
        start = date(int(year), int(month or 1), 1 if unit == "month" else int(day or 1))
        if start == OPEN_END:  # this day stands for an open end
            raise ValueError
        return Window(start, _next(start, unit))
    except ValueError:
        raise _no_such_day(text, month) from None


def _years(text: str) -> Window:
    first, last = int(text.replace("X", "0")), int(text.replace("X", "9"))
    return Window(date(first, 1, 1), _next(date(last, 1, 1), "year"))


def _no_such_day(text: str, month: str | None) -> ParseError:
    if month in ("21", "22", "23", "24"):
        return ParseError(
            "when-season",
            f"{text!r} is a season, which lies elsewhere in the year on the other "
            "hemisphere: write its months, such as 2021-03/2021-05",
        )
    return ParseError("when-no-such-day", f"{text!r} is not in the calendar: {_HINT}")


def _unreadable(text: str) -> ParseError:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return ParseError("when-unreadable", f"{text!r} is not a date mapkit reads: {_HINT}")
    first, _, second, year = match.groups()
    readings = [reading for reading in (_try(year, second, first), _try(year, first, second)) if reading]
    if len(set(readings)) > 1:
        named = " or ".join(f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in readings)
        return ParseError("when-ambiguous", f"{text} is {named}: write {' or '.join(map(str, readings))}")
    written = str(readings[0]) if readings else "2020-12-08"
    return ParseError("when-unreadable", f"{text!r} is not a date mapkit reads: write {written}")


def _try(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
