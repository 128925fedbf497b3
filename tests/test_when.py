from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.when import ALWAYS, EMPTY, OPEN_END, Window, day_number, day_of
from support.strategies import near_days, windows

days = st.dates()


@given(windows())
def test_a_window_is_its_text(window: Window) -> None:
    """Parsing what a window writes gives the window back."""
    assert Window.parse(str(window)) == window


@given(windows(), windows(), windows())
def test_and_is_intersection(one: Window, other: Window, third: Window) -> None:
    """Intersection commutes, associates, has the neutral and the empty window."""
    assert one & other == other & one
    assert one & (other & third) == (one & other) & third
    assert one & one == one == one & ALWAYS
    assert (one & EMPTY) == EMPTY


@given(windows(near_days), windows(near_days), near_days)
def test_a_day_is_in_both_or_not(one: Window, other: Window, day: date) -> None:
    """A day is in the intersection exactly if it is in both windows."""
    both = one & other
    assert (both.start <= day < both.end) == (one.start <= day < one.end and other.start <= day < other.end)


@given(windows(near_days), windows(near_days))
def test_inside_and_overlap_agree_with_intersection(one: Window, other: Window) -> None:
    """A window lies inside another if the intersection is all of it, and overlaps if the intersection has a day."""
    assert one.inside(other) == (not one.empty and one & other == one)
    assert one.overlaps(other) == ((one & other).days > 0)


@given(near_days, st.integers(0, 900), st.sampled_from(["day", "week", "month", "year"]))
def test_steps_tile_the_window(start: date, width: int, unit: str) -> None:
    """Steps start at its start, end at its end, leave no gap, and break only where the unit does."""
    window = Window(start, start + timedelta(days=width))
    steps = list(window.steps(unit))  # type: ignore[arg-type]
    assert sum(step.days for step in steps) == window.days
    assert not steps or (steps[0].start, steps[-1].end) == (window.start, window.end)
    for before, after in pairwise(steps):
        assert before.end == after.start
        assert {
            "day": True,
            "week": after.start.weekday() == 0,
            "month": after.start.day == 1,
            "year": (after.start.month, after.start.day) == (1, 1),
        }[unit]


def test_steps_end_with_the_calendar() -> None:
    """Steps of a window without an end stop at the calendar's end."""
    assert [str(step) for step in Window.parse("9998-07/..").steps("year")] == [
        "9998-07-01/9998-12-31",
        "9999-01-01/..",
    ]


@given(days)
def test_a_day_is_its_number(day: date) -> None:
    """Day numbers count from 1970-01-01 and lead back to the day."""
    assert day_of(day_number(day)) == day
    assert day_number(date(1970, 1, 2)) == 1


def test_a_window_cannot_end_before_it_starts() -> None:
    """A reversed window is refused with both days named."""
    with pytest.raises(ParseError, match="2020-01-01 comes before 2020-02-01"):
        Window(date(2020, 2, 1), date(2020, 1, 1))


def test_there_is_one_empty_window() -> None:
    """A window of no days is the empty one, whatever its ends were."""
    assert Window(date(2020, 2, 1), date(2020, 2, 1)) == EMPTY == Window.parse("none")
    assert (EMPTY.days, EMPTY.empty, str(EMPTY), repr(EMPTY)) == (0, True, "none", "Window('none')")
    assert not EMPTY.inside(ALWAYS)


@pytest.mark.parametrize(
    "text", ["2020", "2020-12", "2020-12-08", "2020-12-08/2020-12-09", "2020-12-08/..", "../2020-12-08"]
)
def test_a_window_writes_itself_shortly(text: str) -> None:
    """A whole year, month or day is written as such, anything else by its first and last day."""
    assert str(Window.parse(text)) == text


def test_the_last_day_is_in_the_window() -> None:
    """`last` is the last day in it; for an open end it is the calendar's last."""
    assert Window.parse("2020-02").last == date(2020, 2, 29)
    assert Window.parse("2020/..").last == OPEN_END
