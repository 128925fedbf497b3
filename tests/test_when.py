from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.when import ALWAYS, EMPTY, OPEN_END, Window, day_number, day_of, read
from support.made import attempt
from support.strategies import near_days, windows

days = st.dates()

FORMS = {
    "2020-12-08": ("2020-12-08", "2020-12-09"),
    "2020-12": ("2020-12-01", "2021-01-01"),
    "2020": ("2020-01-01", "2021-01-01"),
    "2020-02-29": ("2020-02-29", "2020-03-01"),
    "2020-12-08?": ("2020-12-08", "2020-12-09"),
    "2021-01~": ("2021-01-01", "2021-02-01"),
    "2021%": ("2021-01-01", "2022-01-01"),
    "2020-12-XX": ("2020-12-01", "2021-01-01"),
    "2020-XX-XX": ("2020-01-01", "2021-01-01"),
    "2020-XX": ("2020-01-01", "2021-01-01"),
    "202X": ("2020-01-01", "2030-01-01"),
    "20XX": ("2000-01-01", "2100-01-01"),
    "2020-12-08/2021-01-10": ("2020-12-08", "2021-01-11"),
    "2020-12/2021-01": ("2020-12-01", "2021-02-01"),
    "2020-12-08/2020": ("2020-12-08", "2021-01-01"),
    "2020/2021-06-30": ("2020-01-01", "2021-07-01"),
    "2021~/2022?": ("2021-01-01", "2023-01-01"),
    "2022-12-12/..": ("2022-12-12", "9999-12-31"),
    "../2022-08-30": ("0001-01-01", "2022-08-31"),
    "2022-12-12/": ("2022-12-12", "9999-12-31"),
    "/2022-08-30": ("0001-01-01", "2022-08-31"),
    "../..": ("0001-01-01", "9999-12-31"),
    "9999": ("9999-01-01", "9999-12-31"),
    "0001-01-01": ("0001-01-01", "0001-01-02"),
}


@pytest.mark.parametrize(("text", "ends"), FORMS.items())
def test_every_form_has_its_window(text: str, ends: tuple[str, str]) -> None:
    """Each form of a date means exactly its days, the end excluded."""
    assert read(text).window == Window(*map(date.fromisoformat, ends))
    assert read(text).text == text


@pytest.mark.parametrize(
    ("text", "approximate", "uncertain"),
    [
        ("2021", False, False),
        ("2021~", True, False),
        ("2021?", False, True),
        ("2021%", True, True),
        ("2021~/2022", True, False),
        ("2021/2022?", False, True),
        ("2021~/2022?", True, True),
        ("2021/..", False, False),
        ("2021/", False, True),
        ("/2021", False, True),
    ],
)
def test_marks_of_doubt_are_kept(text: str, approximate: bool, uncertain: bool) -> None:
    """~ is approximate, ? is uncertain, % is both, and an empty end of an interval is not known."""
    found = read(text)
    assert (found.approximate, found.uncertain) == (approximate, uncertain)


REFUSED = {
    "10/11/2020": "when-ambiguous",
    "10.11.2020": "when-ambiguous",
    "1-2-2020": "when-ambiguous",
    "13/11/2020": "when-unreadable",
    "11/11/2020": "when-unreadable",
    "31/31/2020": "when-unreadable",
    "": "when-unreadable",
    " ": "when-unreadable",
    "2020 ": "when-unreadable",
    "December 2020": "when-unreadable",
    "2020-1": "when-unreadable",
    "20201208": "when-unreadable",
    "2020-12-8": "when-unreadable",
    "20": "when-unreadable",
    "2020-12-08T10:00": "when-unreadable",
    "-2020": "when-unreadable",
    "Y17000": "when-unreadable",
    "٢٠٢٠": "when-unreadable",
    "2020−12": "when-unreadable",
    "2020-12-08\n": "when-unreadable",
    "XXXX": "when-unreadable",
    "2XXX": "when-unreadable",
    "none": "when-unreadable",
    "today": "when-unreadable",
    "2020-XX-08": "when-unreadable",
    "202X-12": "when-unreadable",
    "20XX-XX-01": "when-unreadable",
    "/": "when-unreadable",
    "..": "when-unreadable",
    "/..": "when-unreadable",
    "../": "when-unreadable",
    "2020/2021/2022": "when-unreadable",
    "2020/...": "when-unreadable",
    "2020/.": "when-unreadable",
    "2020-02-30": "when-no-such-day",
    "2021-02-29": "when-no-such-day",
    "2020-13": "when-no-such-day",
    "2020-00": "when-no-such-day",
    "2020-12-00": "when-no-such-day",
    "0000": "when-no-such-day",
    "00XX": "when-no-such-day",
    "2020-12-32": "when-no-such-day",
    "9999-12-31": "when-no-such-day",
    "2021-21": "when-season",
    "2021-24": "when-season",
    "2021/2020": "when-reversed",
    "2020-12-08/2020-12-07": "when-reversed",
    "2021-01/2020-12": "when-reversed",
}


@pytest.mark.parametrize(("text", "code"), REFUSED.items())
def test_a_guess_is_refused(text: str, code: str) -> None:
    """A text that would need a guess is refused with its code, and the part that cannot be read is named."""
    with pytest.raises(ParseError) as caught:
        read(text)
    assert caught.value.code == code
    assert repr(text) in str(caught.value) or text.partition("/")[2] in str(caught.value)


def test_an_ambiguous_date_names_both_readings() -> None:
    """10/11/2020 is refused with both days in words and as they are to be written."""
    with pytest.raises(ParseError, match="10 November 2020 or 11 October 2020") as caught:
        read("10/11/2020")
    assert "2020-11-10" in str(caught.value)
    assert "2020-10-11" in str(caught.value)


def test_a_day_that_has_one_reading_is_told() -> None:
    """A date in another order that can be only one day is refused with that day."""
    with pytest.raises(ParseError, match="write 2020-11-13"):
        read("11/13/2020")


def test_the_last_day_is_refused_in_an_interval_too() -> None:
    """The day that stands for an open end is no date, wherever it is written."""
    for text in ("9999-12-31/..", "2020/9999-12-31", "../9999-12-31"):
        with pytest.raises(ParseError):
            read(text)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever stands in a date cell, it is a date that holds a day or a ParseError."""
    found = attempt(read, text)
    assert found.code.startswith("when-") if isinstance(found, ParseError) else not found.window.empty


@given(st.text("0123456789X-/.?~% ", max_size=12))
def test_what_looks_like_a_date_is_read_or_refused(text: str) -> None:
    """Texts made of the characters of dates are read or refused, never anything else."""
    test_any_text_is_read_or_refused.hypothesis.inner_test(text)  # type: ignore[attr-defined]


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
