"""Dates as people type them into the clock: read where they mean one thing, else what to write instead."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from support.examples import examples
from support.modules import load_modules

EPOCH = date(1970, 1, 1)
NAMES = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
    "hy": "հունվարի փետրվարի մարտի ապրիլի մայիսի հունիսի հուլիսի օգոստոսի սեպտեմբերի հոկտեմբերի նոյեմբերի դեկտեմբերի",
}
MONTHS = {language: names.split() for language, names in NAMES.items()}
SHAPES = ["{day} {name} {year:04}", "{name} {day}, {year:04}", "{year:04} {name} {day}", "{day}. {name} {year:04}"]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that reads dates."""
    opened = browser.new_page()
    load_modules(opened, "data/typed")
    yield opened
    opened.close()


def read(page: Page, text: str) -> tuple[date, date] | str:
    """The first and the last day of a typed text, or what is wrong with it."""
    found = page.evaluate("text => parts.readTyped(text)", text)
    if "problem" in found:
        return str(found["problem"])
    return EPOCH + timedelta(found["start"]), EPOCH + timedelta(found["end"] - 1)


@given(day=st.dates(), language=st.sampled_from(sorted(MONTHS)), shape=st.sampled_from(SHAPES))
@settings(max_examples=examples(200), deadline=None)
def test_a_named_day_is_that_day(page: Page, day: date, language: str, shape: str) -> None:
    """A day with its month's name, in seven languages and four orders, is read as that day."""
    name = MONTHS[language][day.month - 1]
    assert read(page, shape.format(day=day.day, name=name, year=day.year)) == (day, day)


@given(day=st.dates(), written=st.sampled_from(["{:%m}/{:04}", "{:%m}.{:04}", "{:%b} {:04}", "{:%B} {:04}"]))
@settings(max_examples=examples(100), deadline=None)
def test_a_month_is_all_of_it(page: Page, day: date, written: str) -> None:
    """A month by number or name is its first to its last day."""
    start = day.replace(day=1)
    end = (start + timedelta(32)).replace(day=1) - timedelta(1) if (day.year, day.month) != (9999, 12) else date.max
    assert read(page, written.format(day, day.year)) == (start, end)


@given(first=st.integers(1, 12), second=st.integers(1, 12), year=st.integers(1000, 9999), sign=st.sampled_from("./-"))
@settings(max_examples=examples(60), deadline=None)
def test_what_could_be_two_days_is_none(page: Page, first: int, second: int, year: int, sign: str) -> None:
    """Two numbers and a year are refused with both readings."""
    told = read(page, f"{first}{sign}{second}{sign}{year}")
    assert isinstance(told, str)
    assert f"{year}-{first:02}-{second:02}" in told
    assert f"{year}-{second:02}-{first:02}" in told


@pytest.mark.parametrize(
    "text", ["", "ju 2020", "ma 2021", "13/2022", "31 Feb 2020", "8 Foo 2020", "2020-02-30", "0000", "8 December", "5"]
)
def test_what_is_no_date_is_refused(page: Page, text: str) -> None:
    """What is no date, or the beginning of several months' names, is refused with what to write instead."""
    told = read(page, text)
    assert isinstance(told, str)
    assert "Write it as 2020-12-31." in told


@given(day=st.dates(), cut=st.sampled_from([4, 7, 10]))
@settings(max_examples=examples(60), deadline=None)
def test_a_link_has_one_way_to_say_a_day(page: Page, day: date, cut: int) -> None:
    """A link's dates are year, month and day in numbers and nothing else."""
    found = page.evaluate("text => parts.readIso(text)", day.isoformat()[:cut])
    assert EPOCH + timedelta(found["start"]) == date.fromisoformat((day.isoformat()[:cut] + "-01-01")[:10])
    assert page.evaluate("text => parts.readIso(text)", f"{day.day} May {day.year}") is None
