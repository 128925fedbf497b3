"""Time: windows of calendar days, and the single dates that people write.

A date is a window too: "2021-01" is 31 days wide, so imprecision is width and not a special case. Windows are
half-open, naive, and made of whole days. Dates are read as EDTF (ISO 8601-2:2019) with two refusals, because both would
need a guess: seasons ("2021-21": which hemisphere?) and years outside 0001 to 9999. What an incident's date says beyond
its window stands in `edtf`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from mapkit.errors import ParseError

Unit = Literal["day", "week", "month", "year"]
Precision = Literal["day", "month", "year", "decade", "century"]

EPOCH = date(1970, 1, 1)
OPEN_START = date.min
OPEN_END = date.max
ONE_DAY = timedelta(days=1)
DECEMBER = 12
_MONTHS = "January February March April May June July August September October November December"
MONTHS = tuple(_MONTHS.split(" "))


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
        """The window of a date, all of its days, or of an interval; "none" is the empty one. Raises ParseError."""
        return EMPTY if text == "none" else _read_window(text)

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
class Written:
    """A single date as written: its days, how precise it is, and whether the writer called it so or doubted it."""

    window: Window
    precision: Precision
    approximate: bool = False
    uncertain: bool = False


_DATE = re.compile(r"(\d{4}|\d{3}X|\d{2}XX)(?:-(\d\d|\dX|XX)(?:-(\d\d|\dX|XX))?)?([?~%]?)", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
HINT = "write 2020-12-08, 2020-12, 2020, 2020-12-08/2021-01-10 or 2022-12-12/.. (EDTF)"


def ends_of(text: str) -> tuple[str, str] | None:
    """The ends of an interval, ".." or nothing where one is open or not known; None for a date. Raises ParseError."""
    first, slash, last = text.partition("/")
    if not slash or _NUMBERS.fullmatch(text):
        return None
    check_names_a_date(text, first, last)
    return first, last


def check_names_a_date(text: str, first: str, last: str) -> None:
    """Raises ParseError for an interval or a set that names no date at all; "../.." is all time."""
    if not first.strip(".") and not last.strip(".") and text != "../..":
        raise ParseError("when-unreadable", f"{text!r} names no date: {HINT}")


def reversed_dates(text: str) -> ParseError:
    """What is said of a span that ends before it starts."""
    return ParseError("when-reversed", f"{text!r} ends before it starts: write the earlier date first")


def _read_window(text: str) -> Window:
    if text.startswith(("[", "{")):
        span = text.strip("[]{}").replace("..", "/").split(",")[0]
        text = f"{text!r} is one of several dates, and this is a span: write it like {span}"
        raise ParseError("when-no-window", text)
    if (ends := ends_of(text)) is None:
        return read_date(text).window
    start, end = (None if one in ("", "..") else read_date(one).window for one in ends)
    first, after = start.start if start else OPEN_START, end.end if end else OPEN_END
    if after <= first:
        raise reversed_dates(text)
    return Window(first, after)


def read_date(text: str) -> Written:
    """Read one EDTF date. Raises ParseError; a date with two readings is refused with both named.

    >>> read_date("202X").window, read_date("2020-1X").window
    (Window('2020-01-01/2029-12-31'), Window('2020-10-01/2020-12-31'))
    >>> read_date("10/11/2020")
    Traceback (most recent call last):
    mapkit.errors.ParseError: 10/11/2020 is 10 November 2020 or 11 October 2020: write 2020-11-10 or 2020-10-11
    """
    match = _DATE.fullmatch(text)
    if match is None:
        raise _unreadable(text)
    year, month, day, mark = match.groups()
    return Written(*_days(text, year, month, day), approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _days(text: str, year: str, month: str | None, day: str | None) -> tuple[Window, Precision]:
    """The days of a date, and its precision: that of the smallest part of which something is written."""
    if ("X" in year and month not in (None, "XX")) or ("X" in (month or "") and day not in (None, "XX")):
        raise ParseError("when-unreadable", f"{text!r} leaves a larger unit open than a smaller one: {HINT}")
    try:
        if "X" in year or month in (None, "XX"):
            first, last = _bounds(year, 0, OPEN_END.year)
            window = Window(date(first, 1, 1), _next(date(last, 1, 1), "year"))
            return window, ("century" if "XX" in year else "decade") if "X" in year else "year"
        first, last = _bounds(month, 1, DECEMBER)
        window = Window(date(int(year), first, 1), _next(date(int(year), last, 1), "month"))
        if day in (None, "XX"):
            return window, "month"
        first, last = _bounds(day, 1, window.last.day)
        if window.start.replace(day=first) == OPEN_END:  # this day stands for an open end
            raise ValueError
        return Window(window.start.replace(day=first), _next(window.start.replace(day=last), "day")), "day"
    except ValueError:
        raise _no_such_day(text, month) from None


def _bounds(part: str, least: int, most: int) -> tuple[int, int]:
    """The least and the greatest number that a part of a date may be."""
    first, last = int(part.replace("X", "0")), int(part.replace("X", "9"))
    return (first, last) if "X" not in part else (max(first, least), min(last, most))


def _no_such_day(text: str, month: str | None) -> ParseError:
    if month in ("21", "22", "23", "24"):
        return ParseError(
            "when-season",
            f"{text!r} is a season, which lies elsewhere in the year on the other "
            "hemisphere: write its months, such as [2021-03..2021-05] for one day of them",
        )
    return ParseError("when-no-such-day", f"{text!r} is not in the calendar: {HINT}")


def _unreadable(text: str) -> ParseError:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return ParseError("when-unreadable", f"{text!r} is not a date mapkit reads: {HINT}")
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
