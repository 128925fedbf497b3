"""Circa, decades, quarters, weeks, early, mid and late: wide dates that stay as wide as they are told."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.cells.dates import read_days

years = st.integers(1000, 9000)


def told(cell: str) -> str:
    """The EDTF text of a cell, or the code of what is wrong with it."""
    (found,), _ = read_days([cell])
    return found.code or (found.when.text if found.when else "")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("c. 1890", "1890~"),
        ("ca 1890", "1890~"),
        ("circa May 1890", "1890-05~"),
        ("About 9 August 1990", "1990-08-09~"),
        ("около 1890 г.", "1890~"),
        ("təxminən 1890", "1890~"),
        ("մոտ 1890", "1890~"),
        ("yaklaşık 1890", "1890~"),
        ("vers 1890", "1890~"),
        ("1890s", "189X"),
        ("1830's", "183X"),
        ("the 1890s", "189X"),
        ("1890-е годы", "189X"),
        ("1890-ci illər", "189X"),
        ("1890'lar", "189X"),
        ("1890-ականներ", "189X"),
        ("les années 1890".removeprefix("les "), "189X"),
        ("c. 1890s", "189X~"),
        ("III квартал 2020", "[2020-07..2020-09]"),
        ("H2 2020", "[2020-07..2020-12]"),
        ("mid-September 2020", "2020-09"),
        ("late 1890s", "189X"),
        ("в начале 2020 года", "2020"),
        ("2020-ci ilin əvvəli", "2020"),
        ("Eylül 2020 sonu", "2020-09"),
        ("2020 թ. սեպտեմբերի վերջին", "2020-09"),
        ("début septembre 2020", "2020-09"),
        ("1900s", "when-two-readings"),
        ("2000s", "when-two-readings"),
        ("early 1904–05", "when-two-readings"),
        ("c. 1890-1895", "when-unreadable"),
        ("late 27 September 2020", "when-unreadable"),
        ("week 54 of 2020", "when-no-such-day"),
        ("Q5 2020", "when-unreadable"),
        ("before 2020", "when-unreadable"),
    ],
)
def test_a_wide_date_stays_wide(cell: str, text: str) -> None:
    """What is early or late in a month is the month, a decade is ten years; what may be two things is neither."""
    assert told(cell) == text


@given(
    years, st.integers(1, 4), st.sampled_from(["Q{q} {y}", "{y} Q{q}", "{y}-Q{q}", "{q}. quarter of {y}", "T{q} {y}"])
)
def test_a_quarter_is_its_three_months(year: int, number: int, form: str) -> None:
    """A quarter is one day of its months, however it is written."""
    (found,), _ = read_days([form.format(q=number, y=year)])
    assert found.when
    assert found.when.window.start == date(year, 3 * number - 2, 1)
    assert found.when.text == f"[{year}-{3 * number - 2:02}..{year}-{3 * number:02}]"
    assert not found.spans


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_a_week_has_every_day_that_it_may_have(day: date) -> None:
    """An ISO week is seven days; a numbered one is as wide as the ways to count weeks differ; a day of one is sharp."""
    year, number, weekday = day.isocalendar()
    monday = day - timedelta(weekday - 1)
    assert told(f"{year}-W{number:02}") == f"[{monday}..{monday + timedelta(6)}]"
    assert told(f"{year}-W{number:02}-{weekday}") == str(day)
    (loose,), _ = read_days([f"week {number}, {year}"])
    assert loose.when
    assert loose.when.window.start <= monday
    assert loose.when.window.end >= monday + timedelta(7)
    assert loose.when.window.days <= 4 * 7


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)))
def test_a_week_by_one_of_its_days(day: date) -> None:
    """The week of a day may begin six days before it, one beginning on it does not."""
    first, last = day - timedelta(6), day + timedelta(6)
    assert told(f"week of {day}") == f"[{first}..{last}]"
    assert told(f"week beginning {day}") == f"[{day}..{last}]"
    assert told(f"week ending {day}") == f"[{first}..{day}]"
