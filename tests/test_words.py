import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given

from mapkit.atlas import Atlas
from mapkit.edtf import read as read_when
from mapkit.errors import ParseError
from mapkit.files import read
from mapkit.records import BASES, BOUNDS, STANCES
from mapkit.when import EMPTY, MONTHS, Window
from mapkit.words import (
    BASIS_WORDS,
    STANCE_WORDS,
    day_words,
    number_words,
    precision_words,
    sentence,
    toll_words,
    when_words,
    window_words,
)
from support.made import INCIDENTS, changed
from support.strategies import dates, near_days, windows

WINDOWS = {
    "2020-12-08": "8 December 2020",
    "2020-12": "December 2020",
    "2020": "2020",
    "../..": "all dates",
    "none": "no date at all",
    "2020-12-01/2020-12-15": "1-15 December 2020",
    "2022-12-12/2023-09-19": "12 December 2022 to 19 September 2023",
    "2022-12-12/..": "from 12 December 2022",
    "../2022-08-30": "until 30 August 2022",
    "2020-12-31/2021-01-01": "31 December 2020 to 1 January 2021",
}


@pytest.mark.parametrize(("text", "words"), WINDOWS.items())
def test_a_window_in_words_names_both_ends(text: str, words: str) -> None:
    """A window reads as its year, month or day, or as its first and last day."""
    assert window_words(Window.parse(text)) == words


DATES = {
    "": "undated",
    "2020-12-08": "8 December 2020",
    "2021-10": "October 2021",
    "2020": "2020",
    "2021-01~": "about January 2021",
    "2021-01?": "January 2021 (uncertain)",
    "2021%": "about 2021 (uncertain)",
    "202X": "2020s",
    "202X~": "about 2020s",
    "20XX": "2000 to 2099",
    "2020-12-XX": "December 2020",
    "2020-XX-XX": "2020",
    "2020-XX": "2020",
    "2022-12-12/2023-09-19": "12 December 2022 to 19 September 2023",
    "2022-09-01/..": "from 1 September 2022, still going on",
    "2022-09-01/": "from 1 September 2022, end not known",
    "../2022-08-30": "until 30 August 2022, no start given",
    "/2022-08-30": "until 30 August 2022, start not known",
    "2021~/2022": "about 2021 to 2022",
    "2020-12/2021-01~": "December 2020 to about January 2021",
    "../..": "no start and no end given",
    "2021?/2022": "2021 to 2022 (uncertain)",
    "200X/2020": "2000s to 2020",
    "2020-12-01/2020-12-31": "1 to 31 December 2020",
    "[2020-12-09..2020-12-12]": "some time from 9 to 12 December 2020",
    "[2020-12-30..2021-01]": "some time from 30 December 2020 to 31 January 2021",
    "[..2020-12-12]": "some time up to 12 December 2020",
    "[2020-12-12~..]": "some time from about 12 December 2020 on",
    "[2020..2021?]": "some time from 1 January 2020 to 31 December 2021 (uncertain)",
    "2020-1X": "1 October 2020 to 31 December 2020",
}


@pytest.mark.parametrize(("text", "words"), DATES.items())
def test_a_date_in_words_is_no_more_precise_than_written(text: str, words: str) -> None:
    """Every form of a date has its words, doubt included (law 8)."""
    assert when_words(text) == words


@given(dates())
def test_every_date_has_words(text: str) -> None:
    """A date that reads has words, which name a day only if the date does and keep every doubt."""
    words, found = when_words(text), read_when(text)
    assert words
    assert ("about" in words) == found.approximate
    assert ("uncertain" in words or "not known" in words) == found.uncertain
    days = re.findall(rf"(\d+(?:-\d+)?) (?:{'|'.join(MONTHS)}) \d+", words)
    assert not days or re.search(r"\d{4}-\d\d-\d\d", text) or set(text) & set("/[X")


@given(windows())
def test_every_window_has_words(window: Window) -> None:
    """Any window has words, and only the empty one is no date at all."""
    assert (window_words(window) == "no date at all") == (window == EMPTY)


@given(near_days)
def test_a_day_is_in_words_what_it_is(day: date) -> None:
    """A day reads day, month, year."""
    assert day_words(day) == f"{day.day} {day:%B} {day.year}"


def test_an_unreadable_date_has_no_words() -> None:
    """Words are made of dates only."""
    with pytest.raises(ParseError):
        when_words("10/11/2020")


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (600, "within 600 m"),
        (6000.0, "within 6 km"),
        (1500, "within 1.5 km"),
        (999.5, "within 999.5 m"),
        (None, "precision not stated"),
        (float("nan"), "precision not stated"),
        (pd.NA, "precision not stated"),
    ],
)
def test_precision_in_words(metres: float | None, words: str) -> None:
    """A precision reads in metres below a kilometre, in kilometres from there, and is never invented."""
    assert precision_words(metres) == words


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((None, None, None), ""),
        ((None, 1, None), "1 killed"),
        ((1, 1, 1), "1 killed"),
        ((1, 2, 3), "2 killed (1 to 3)"),
        ((2, None, 5), "2 to 5 killed"),
        ((2, None, 2), "2 killed"),
        ((3, None, None), "at least 3 killed"),
        ((None, None, 4), "at most 4 killed"),
        ((0, 0, 0), "0 killed"),
        ((None, 2, 3), "2 killed (? to 3)"),
        ((1, 2, None), "2 killed (1 to ?)"),
        ((pd.NA, 2, pd.NA), "2 killed"),
    ],
)
def test_a_toll_says_what_is_known(bounds: tuple[int | None, ...], words: str) -> None:
    """A toll gives the best number with its range, or the bounds that are known, or nothing."""
    row = {f"killed_{bound}": value for bound, value in zip(BOUNDS, bounds, strict=True)}
    assert toll_words(row, "killed") == words


def test_numbers_agree_with_their_noun() -> None:
    """One is singular, everything else plural, thousands are parted."""
    assert [number_words(number, "place") for number in (0, 1, 2, 12345)] == [
        "0 places",
        "1 place",
        "2 places",
        "12,345 places",
    ]
    assert number_words(2, "party", "parties") == "2 parties"


def test_every_basis_and_stance_has_words() -> None:
    """No word of the format is without words for people."""
    assert set(BASIS_WORDS) == set(BASES)
    assert set(STANCE_WORDS) == set(STANCES)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "All dates: 3 incidents at 3 places; 1 disputed. 1 undated, 2 unplaced."),
        ("when=2020-12", "December 2020: 2 incidents at 2 places; 1 disputed. 1 undated, 0 unplaced."),
        ("site=hilltown", "Any date; only at Hilltown: 1 incident at 1 place; 1 disputed. 1 undated, 0 unplaced."),
        (
            "when=2021-01-15",
            "15 January 2021: 1 incident at 1 place, all at Dale; 1 may have been at another time. "
            "1 undated, 1 unplaced.",
        ),
        ("when=2021-01-15&certain=1", "15 January 2021; only what is certain: 0 incidents. 1 undated, 0 unplaced."),
        (
            "when=2020-12-15&certain=1",
            "15 December 2020; only what is certain: 1 incident at 1 place. 1 undated, 0 unplaced.",
        ),
        (
            "when=2019",
            "2019: 0 incidents; no reports; nobody is known to have been watching. 1 undated, 0 unplaced.",
        ),
        ("when=2019&kind=attack", "2019; only of the kind Attack: 0 incidents. 1 undated, 0 unplaced."),
    ],
)
def test_the_sentence_says_the_view(made: Atlas, asked: str, words: str) -> None:
    """The sentence names the time, what is shown, where most is, what is disputed, and what is not on the map."""
    assert sentence(made.filter(asked)) == words


def test_most_is_more_than_half(folder: Callable[..., Path]) -> None:
    """A place is said to have most of what is shown only if it has more than half of it."""
    rows = [
        {**row, "when": "2021", "lon": "", "lat": "", "site": site}
        for row, site in zip(INCIDENTS, ["dale"] * 3 + ["hilltown"] * 3, strict=True)
    ]
    assert "most" not in sentence(read(folder(incidents=rows)))
    assert "at 2 places, most at Dale" in sentence(read(folder(incidents=changed(rows, 5, site="dale"))))


def test_a_name_in_the_sentence_is_text(folder: Callable[..., Path]) -> None:
    """The name of a place stands in the sentence as it was written."""
    name = "<b>{{7*7}}</b> & Co"
    site = {
        "type": "Feature",
        "id": "x",
        "geometry": {"type": "Point", "coordinates": [46, 39]},
        "properties": {"names": {"en": [name]}},
    }
    incidents = [{**row, "site": "x", "lon": "", "lat": ""} for row in changed(INCIDENTS, 0)]
    atlas = read(folder(layers={"towns": [site]}, incidents=incidents, states=[]))
    assert f"all at {name};" in sentence(atlas)
