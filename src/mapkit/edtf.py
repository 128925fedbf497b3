"""The dates of incidents, as EDTF (ISO 8601-2:2019) says them: one day of several, or lasting from one day to another.

An incident has a first and a last day, and each may be known or only lie in a span. So it has four days, as in Linked
Places and PeriodO: earliest start, latest start, earliest end, latest end. What may be lies between the outer two, what
must be between the inner two: its core. Of one unknown day of several there is no core: the inner two cross.

    text                       means                          first day in       last day in
    2021-10                    one day of the month           October            the same day
    [2020-12-09..2020-12-12]   one day of these               9 to 12 December   the same day
    2022-08/2023-09-23         lasted                         August             23 September
    2022-12-12/..              goes on                        12 December        as_of or later
    2022-12-12/                began; the end is not known    12 December        12 December or later
    [..2020-12-12]             one day up to that             any to the 12th    the same day

A mark (~ ? %) belongs to the end it stands on. It leaves the outer days as they are written; the inner one is doubtful
by the next larger unit: a day by a month, a month by a year, a year by a decade. That is mapkit's own rule.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from mapkit.errors import ParseError
from mapkit.when import (
    DECEMBER,
    ONE_DAY,
    OPEN_END,
    OPEN_START,
    Precision,
    Window,
    Written,
    check_names_a_date,
    day_number,
    ends_of,
    read_date,
    reversed_dates,
)

LATEST = OPEN_END - ONE_DAY  # the last day that a date can name
DOUBT_MONTHS: dict[Precision, int] = {"day": 1, "month": 12, "year": 120, "decade": 1200, "century": 12000}


class Days(NamedTuple):
    """The four days of an incident as day numbers, half-open.

    `start` is the earliest first day, `sure_start` the latest; `sure_end` is the day after the earliest last day, `end`
    that after the latest. It is possible in a window [a, b) where start < b and end > a, and certain where
    sure_start < b and sure_end > a.
    """

    start: int
    sure_start: int
    sure_end: int
    end: int


@dataclass(frozen=True)
class When:
    """A date as written: its text, the window of all days that it may touch, and what is known of both of its ends.

    `latest_start` and `earliest_end` are days, both included. `lasting`: it went on from one day to another, where
    otherwise it was one day of several. `goes_on`: it still does. Approximate and uncertain are the writer's marks; an
    end that is not known is uncertain too.
    """

    text: str
    window: Window
    latest_start: date
    earliest_end: date
    lasting: bool = False
    goes_on: bool = False
    approximate: bool = False
    uncertain: bool = False

    def days(self, as_of: date) -> Days:
        """The four days; what still goes on does so for certain up to `as_of`.

        >>> read("2022-12-12/..").days(date(2023, 9, 1)) == read("2022-12-12/2023-09-01").days(date.min)._replace(
        ...     end=day_number(OPEN_END)
        ... )
        True
        """
        last = max(as_of, self.earliest_end) if self.goes_on else self.earliest_end
        return Days(
            day_number(self.window.start),
            day_number(self.latest_start),
            day_number(last) + 1,
            day_number(self.window.end),
        )


def read(text: str) -> When:
    """Read the date of an incident. Raises ParseError; what cannot be carried is refused with what to write instead.

    >>> read("2021-01~").window.days, read("2021-01").lasting
    (31, False)
    >>> found = read("2022-08/2023-09-23")
    >>> found.lasting, found.latest_start.isoformat(), found.earliest_end.isoformat()
    (True, '2022-08-31', '2023-09-23')
    >>> read("[2020-12-09..2020-12-12]").window
    Window('2020-12-09/2020-12-12')
    """
    if text.startswith("{"):
        text_of = "name dates that all hold: write an incident for each, or a/b if it lasted"
        raise ParseError("when-set", f"{text!r}: braces {text_of}")
    if text.startswith("["):
        return _one_of(text)
    if ends := ends_of(text):
        return _lasting(text, *ends)
    written = read_date(text)
    return _one_day(text, written.window, written.approximate, written.uncertain)


def as_one_of(text: str) -> str:
    """An interval as one of its days; any other date as it stands.

    >>> as_one_of("2020-12-09/2020-12-12"), as_one_of("2022-12-12/.."), as_one_of("2020-12"), as_one_of("../..")
    ('[2020-12-09..2020-12-12]', '[2022-12-12..]', '2020-12', '../..')
    """
    first, slash, last = (end.strip(".") for end in text.partition("/"))
    if not slash or not (first or last) or first == last:
        return first or text
    return f"[{first}..{last}]"


def is_closed_set(text: str) -> bool:
    """Whether a date is one day of several from one day to another, both known.

    >>> is_closed_set("[2020-12-09..2020-12-12]"), is_closed_set("[2020-12-09..]"), is_closed_set("2020-12")
    (True, False, False)
    """
    return text.startswith("[") and not (text.startswith("[..") or text.endswith("..]"))


def meant_otherwise(when: When) -> bool:
    """Whether a date said something else when a slash meant "some days of these"."""
    other = read(as_one_of(when.text))
    return when.goes_on or (other.latest_start, other.earliest_end) != (when.latest_start, when.earliest_end)


def read_span(text: str) -> When:
    """The same, of what holds a window and does not happen: a state, the days on which a place was there.

    A date without a slash is all of its days. Raises ParseError for one of several days too.
    """
    window = Window.parse(text)
    found = read(text)
    if found.lasting:
        return found
    return When(text, window, window.start, window.last, True, approximate=found.approximate, uncertain=found.uncertain)


def _one_day(text: str, window: Window, approximate: bool, uncertain: bool) -> When:
    """One day of a window, nobody knows which."""
    return When(text, window, min(window.last, LATEST), window.start, approximate=approximate, uncertain=uncertain)


def _one_of(text: str) -> When:
    """One day of a set in square brackets, which must leave no day out between its first and its last."""
    if not text.endswith("]"):
        raise ParseError("when-unreadable", f"{text!r} has no closing bracket: write [2020-12-09..2020-12-12]")
    parts = [_part(text, part) for part in text[1:-1].split(",")]
    parts.sort(key=lambda part: part[0].start)
    reached = parts[0][0].end
    for window, _ in parts[1:]:
        if window.start > reached:
            whole = f"[{parts[0][0].start}..{max(window.last for window, _ in parts)}]"
            advice = f"write {whole}, which holds them too, or an incident for each"
            raise ParseError("when-set", f"{text!r} leaves days out between its dates: {advice}")
        reached = max(reached, window.end)
    dates = [date for _, dates in parts for date in dates]
    window = Window(parts[0][0].start, reached)
    return _one_day(text, window, any(one.approximate for one in dates), any(one.uncertain for one in dates))


def _part(text: str, part: str) -> tuple[Window, list[Written]]:
    """A date of a set, or all from one date to another, an open end to the end of time."""
    first, dots, last = part.partition("..")
    if not dots:
        date = read_date(part)
        return date.window, [date]
    check_names_a_date(text, first, last)
    dates = [read_date(one) for one in (first, last) if one]
    start = dates[0].window.start if first else OPEN_START
    end = dates[-1].window.end if last else OPEN_END
    if end <= start:
        raise reversed_dates(text)
    return Window(start, end), dates


def _lasting(text: str, first: str, last: str) -> When:
    """What went on from one date to another; inner days are held between the outer ones."""
    began, ended = (None if end in ("", "..") else read_date(end) for end in (first, last))
    start, until = began.window.start if began else OPEN_START, ended.window.end if ended else OPEN_END
    if until <= start:
        raise reversed_dates(text)
    window = Window(start, until)
    latest = _moved(began.window.last, _doubt(began)) if began else LATEST
    earliest = _moved(ended.window.start, -_doubt(ended)) if ended else start
    dates = [one for one in (began, ended) if one]
    return When(
        text,
        window,
        latest_start=min(latest, window.last, LATEST),
        earliest_end=max(earliest, start),
        lasting=True,
        goes_on=last == ".." and began is not None,
        approximate=any(one.approximate for one in dates),
        uncertain=any(one.uncertain for one in dates) or "" in (first, last),
    )


def _doubt(written: Written) -> int:
    """By how many months an end is doubtful."""
    return DOUBT_MONTHS[written.precision] if written.approximate or written.uncertain else 0


def _moved(day: date, months: int) -> date:
    """A day so many months later, the last of a shorter month; as far as the calendar goes."""
    if months == 0:
        return day
    month = day.year * DECEMBER + day.month - 1 + months
    if month < DECEMBER:
        return OPEN_START
    if month // DECEMBER > LATEST.year:
        return LATEST
    following = Window.parse(f"{month // DECEMBER:04}-{month % DECEMBER + 1:02}")
    return following.start.replace(day=min(day.day, following.days))
