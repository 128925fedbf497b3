"""The four days of a date, against plain loops over days and against another reader of EDTF."""

import random
from datetime import date, timedelta

import edtf as other_reader
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mapkit.edtf import LATEST, When, as_one_of, read, read_span
from mapkit.errors import ParseError
from mapkit.when import ALWAYS, Window, day_number, day_of
from support.examples import examples
from support.made import attempt
from support.strategies import dates, near_days, windows

AS_OF = date(2023, 9, 30)

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
    "2020-1X": ("2020-10-01", "2021-01-01"),
    "2020-0X": ("2020-01-01", "2020-10-01"),
    "2020-12-1X": ("2020-12-10", "2020-12-20"),
    "2020-02-2X": ("2020-02-20", "2020-03-01"),
    "2020-12-3X?": ("2020-12-30", "2021-01-01"),
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
    "[2020-12-09..2020-12-12]": ("2020-12-09", "2020-12-13"),
    "[2020-12..2021-01]": ("2020-12-01", "2021-02-01"),
    "[2020-12-09]": ("2020-12-09", "2020-12-10"),
    "[2021,2020]": ("2020-01-01", "2022-01-01"),
    "[2020-12-09,2020-12-10..2020-12-12~]": ("2020-12-09", "2020-12-13"),
    "[..2020-12-12]": ("0001-01-01", "2020-12-13"),
    "[2020-12-12..]": ("2020-12-12", "9999-12-31"),
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
    "[..]": "when-unreadable",
    "[]": "when-unreadable",
    "[2020": "when-unreadable",
    "[2020..2021]/2022": "when-unreadable",
    "{2020,2021}": "when-set",
    "{2020..2021}": "when-set",
    "[2020-12-09,2020-12-12]": "when-set",
    "[2021..2020]": "when-reversed",
    "[2021-21]": "when-season",
    "2020-4X": "when-no-such-day",
    "2020-02-3X": "when-no-such-day",
    "2020-1X-01": "when-unreadable",
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


# Text: earliest and latest first day, earliest and latest last day.
SHAPES = {
    "2021-10-13": ("2021-10-13", "2021-10-13", "2021-10-13", "2021-10-13"),
    "2021-10": ("2021-10-01", "2021-10-31", "2021-10-01", "2021-10-31"),
    "[2020-12-09..2020-12-12]": ("2020-12-09", "2020-12-12", "2020-12-09", "2020-12-12"),
    "2022-12-12/2023-09-23": ("2022-12-12", "2022-12-12", "2023-09-23", "2023-09-23"),
    "2022-08/2023-09-23": ("2022-08-01", "2022-08-31", "2023-09-23", "2023-09-23"),
    "2022-08-15/2022-08": ("2022-08-15", "2022-08-15", "2022-08-15", "2022-08-31"),
    "2022-12-12/..": ("2022-12-12", "2022-12-12", "2023-09-30", "9999-12-30"),
    "2024/..": ("2024-01-01", "2024-12-31", "2024-01-01", "9999-12-30"),
    "2022-12-12/": ("2022-12-12", "2022-12-12", "2022-12-12", "9999-12-30"),
    "../2022-12-12": ("0001-01-01", "2022-12-12", "2022-12-12", "2022-12-12"),
    "/2022-12-12": ("0001-01-01", "2022-12-12", "2022-12-12", "2022-12-12"),
    "../..": ("0001-01-01", "9999-12-30", "0001-01-01", "9999-12-30"),
    "[..2020-12-12]": ("0001-01-01", "2020-12-12", "0001-01-01", "2020-12-12"),
    "[2020-12-12..]": ("2020-12-12", "9999-12-30", "2020-12-12", "9999-12-30"),
    "2022-12-12~/2023-09-23": ("2022-12-12", "2023-01-12", "2023-09-23", "2023-09-23"),
    "2022-12-12/2023-09-23?": ("2022-12-12", "2022-12-12", "2023-08-23", "2023-09-23"),
    "2022-01-31~/2023-03-31%": ("2022-01-31", "2022-02-28", "2023-02-28", "2023-03-31"),
    "2022-08~/2025": ("2022-08-01", "2023-08-31", "2025-01-01", "2025-12-31"),
    "2022~/2023-09-23": ("2022-01-01", "2023-09-23", "2023-09-23", "2023-09-23"),
    "2021-10-13~": ("2021-10-13", "2021-10-13", "2021-10-13", "2021-10-13"),
    "201X": ("2010-01-01", "2019-12-31", "2010-01-01", "2019-12-31"),
    "2020-1X": ("2020-10-01", "2020-12-31", "2020-10-01", "2020-12-31"),
    "0001~/9998~": ("0001-01-01", "0011-12-31", "9988-01-01", "9998-12-31"),
}


@pytest.mark.parametrize(("text", "days"), SHAPES.items())
def test_every_shape_has_its_four_days(text: str, days: tuple[str, str, str, str]) -> None:
    """First and last day each lie in a span; what goes on does so up to the day of which the atlas knows."""
    start, sure_start, sure_end, end = read(text).days(AS_OF)
    found = [day_of(day).isoformat() for day in (start, sure_start, sure_end - 1, end - 1)]
    assert found == list(days)


@given(dates(), near_days)
def test_the_inner_days_lie_between_the_outer_ones(text: str, as_of: date) -> None:
    """No first day is before the earliest or after the latest last one, and every incident may have had a day."""
    start, sure_start, sure_end, end = read(text).days(as_of)
    assert start <= sure_start < end
    assert start < sure_end <= end


LONG = 60  # days that are tried one by one


def says_what_every_choice_meets(text: str, window: Window) -> None:
    """Certain: whichever first and last day it had, it meets the window. Possible: some choice does."""
    found = read(text)
    start, sure_start, sure_end, end = found.days(AS_OF)
    low, high = day_number(window.start), day_number(window.end)
    met = [
        not window.empty and first < high and last >= low
        for first in range(start, sure_start + 1)
        for last in range(sure_end - 1, end)
        if (first <= last if found.lasting else first == last)
    ]
    assert met
    assert (sure_start < high and sure_end > low) == all(met)
    assert (start < high and end > low) == any(met)


@given(dates(), windows(near_days))
@settings(max_examples=examples(100))
@example("2022-08-15/2022-08", Window.parse("2022-08-15"))
@example("2022-08/2022-09-23", Window.parse("2022-08-31"))
def test_certain_is_what_every_choice_of_days_meets(text: str, window: Window) -> None:
    """Of any shape of date and any window, certain and possible are what a plain loop over its days finds."""
    days = read(text).days(AS_OF)
    assume(days.end - days.start <= LONG)
    says_what_every_choice_meets(text, window)


def test_ten_thousand_dates_and_windows() -> None:
    """The same of 10,000 dates and windows drawn by lot, within some weeks of each other."""
    draw = random.Random(1)  # noqa: S311 - test data
    first = date(2022, 7, 20)

    def some_date() -> str:
        day = first + timedelta(draw.randrange(40))
        return str(day)[: draw.choice((7, 10, 10, 10))] + draw.choice(("", "", "", "~", "?"))

    for _ in range(10_000):
        form = draw.choice(("{}", "{}/{}", "{}/{}", "[{}..{}]"))
        text = form.format(some_date(), some_date())
        start = first + timedelta(draw.randrange(-10, 50))
        if isinstance(attempt(read, text), When):
            says_what_every_choice_meets(text, Window(start, start + timedelta(draw.randrange(30))))


@given(dates(), near_days)
def test_in_all_dates_everything_is_certain(text: str, as_of: date) -> None:
    """A window that is open on both sides leaves nothing to doubt."""
    _, sure_start, sure_end, _ = read(text).days(as_of)
    assert sure_start < day_number(ALWAYS.end)
    assert sure_end > day_number(ALWAYS.start)


KNOWN = st.one_of(
    st.builds(str, near_days),
    st.builds(lambda day: str(day)[:7], near_days),
    st.sampled_from(["2020", "2021", "1984"]),
)


@given(st.one_of(KNOWN, st.builds("{}/{}".format, KNOWN, KNOWN), st.builds("[{}..{}]".format, KNOWN, KNOWN)))
def test_another_reader_of_edtf_finds_the_same_days(text: str) -> None:
    """Where no end is open or in doubt, `edtf` gives the same first and last day."""
    found = attempt(read, text)
    assume(not isinstance(found, ParseError))
    parsed = other_reader.parse_edtf(text, fail_silently=True)
    assume(parsed is not None)  # it reads no set of dates that are not equally precise
    ends = [date(*moment[:3]) for moment in (parsed.lower_strict(), parsed.upper_strict())]
    assert [found.window.start, found.window.last] == ends


@given(dates())
def test_a_span_as_one_of_its_days_has_the_same_days(text: str) -> None:
    """The same days may be touched, and none for certain that was not."""
    found, several = read(text), read(as_one_of(text))
    assert several.window == found.window
    assert not several.lasting or text == "../.."


@given(dates())
def test_what_holds_a_window_holds_all_days_of_a_date(text: str) -> None:
    """A state of "2021-10" holds on each day of October; one of several days is refused with the span to write."""
    if text.startswith("["):
        with pytest.raises(ParseError, match="write"):
            read_span(text)
        return
    found = read_span(text)
    assert found.window == read(text).window == Window.parse(text)
    if "/" not in text:
        assert (found.latest_start, found.earliest_end) == (found.window.start, min(found.window.last, LATEST))


def test_a_refused_set_says_what_to_write() -> None:
    """A list with gaps is refused with the span that holds all of it."""
    with pytest.raises(ParseError, match=r"\[2020-12-09\.\.2020-12-12\]"):
        read("[2020-12-12,2020-12-09]")
    with pytest.raises(ParseError, match="an incident for each"):
        read("{2020,2021}")
    with pytest.raises(ParseError, match=r"2021-03\.\.2021-05"):
        read("2021-21")
    with pytest.raises(ParseError, match="write it like 2020/2021"):
        Window.parse("[2020..2021]")
