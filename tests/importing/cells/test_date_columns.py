"""Dates from two columns, and from codes that say how wide they are."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit import edtf
from mapkit.files.tables import Row
from mapkit.importing.cells.date_columns import read_dates, widened
from mapkit.importing.mapping.table_map import WIDTHS, TableMap

ENDS = TableMap(columns={"start": ("start",), "end": ("end",)})
CODED = TableMap(columns={"when": ("start",)}, width_code="end", width={"1": "day", "2": "week", "3": "month"})


def rows(*cells: tuple[str, str]) -> list[Row]:
    """Rows of two cells."""
    return [Row(f"some.csv:{line}", {"start": start, "end": end}) for line, (start, end) in enumerate(cells, 2)]


@pytest.mark.parametrize(
    ("start", "end", "text", "code"),
    [
        ("2020-11-10", "2020-11-10", "2020-11-10", ""),
        ("2020-11-10", "2020-11-12", "[2020-11-10..2020-11-12]", ""),
        ("2020-11", "2020-12", "[2020-11..2020-12]", ""),
        ("2020-11-10", "", "2020-11-10", ""),
        ("", "", "", ""),
        ("", "2020-11-10", "", "when-start-missing"),
        ("2020-11-12", "2020-11-10", "", "when-reversed"),
        ("2020-11-10/2020-11-12", "2020-12", "", "when-ends"),
        ("soon", "2020-12", "", "when-unreadable"),
        ("2020-11-10", "..", "[2020-11-10..]", ""),
        ("..", "2020-11-10", "[..2020-11-10]", ""),
        ("..", "..", "", ""),
    ],
)
def test_two_ends_are_one_date(start: str, end: str, text: str, code: str) -> None:
    """The window reaches from the first day of the start to the last of the end, or the pair is a problem."""
    for mapping in (ENDS, replace(ENDS, dates="one-of")):
        readings, _ = read_dates(rows((start, end)), mapping)
        assert (readings[0].when.text if readings[0].when else "", readings[0].code) == (text, code)


@pytest.mark.parametrize(
    ("start", "end", "text", "code"),
    [
        ("2020-11-10", "2020-11-10", "2020-11-10", ""),
        ("2020-11-10", "2020-11-12", "2020-11-10/2020-11-12", ""),
        ("2020-11", "2020-11", "2020-11/2020-11", ""),
        ("2020-11-10~", "2020-12", "2020-11-10~/2020-12", ""),
        ("2020-11-10", "", "2020-11-10", ""),
        ("2020-11-10", "..", "2020-11-10/..", ""),
        ("..", "2020-11-10", "../2020-11-10", ""),
        ("[2020-11-10..2020-11-12]", "", "[2020-11-10..2020-11-12]", ""),
        ("[2020-11-10..2020-11-12]", "2020-12", "", "when-ends"),
        ("2020-11-12", "2020-11-10", "", "when-reversed"),
    ],
)
def test_two_ends_lasted_if_that_is_told(start: str, end: str, text: str, code: str) -> None:
    """With `dates` "lasted" a row lasted from its start to its end; without an end it is the start alone."""
    readings, _ = read_dates(rows((start, end)), replace(ENDS, dates="lasted"))
    assert (readings[0].when.text if readings[0].when else "", readings[0].code) == (text, code)


@given(st.lists(st.dates().filter(lambda day: 2 < day.year < 9998), min_size=2, max_size=2))
def test_what_two_days_mean_moves_no_day(days: list[date]) -> None:
    """Told or not, a row may be on the same days; it was there for certain only where somebody says that it lasted."""
    first, last = sorted(days)
    row = rows((str(first), str(last)))
    (one,), (lasted,) = (read_dates(row, replace(ENDS, dates=dates))[0] for dates in ("", "lasted"))
    assert one.when
    assert lasted.when
    assert one.when.window == lasted.when.window
    assert one.spans == lasted.spans == (first != last)
    assert lasted.when.lasting == (first != last)
    assert (lasted.when.latest_start, lasted.when.earliest_end) == (first, last)
    assert (one.when.latest_start, one.when.earliest_end) == (last, first)


def test_a_code_makes_a_day_wide() -> None:
    """A day that stands for a week or a month is read as wide; a code that is not known is a problem."""
    found, _ = read_dates(rows(*(("2020-11-10", code) for code in "1239")), CODED)
    assert [one.when.text if one.when else one.code for one in found] == [
        "2020-11-10",
        "[2020-11-04..2020-11-16]",
        "2020-11",
        "width-unknown",
    ]


@given(st.dates().filter(lambda day: 2 < day.year < 9998), st.sampled_from(WIDTHS))
def test_widening_never_loses_a_day(day: object, width: str) -> None:
    """The wide window holds the day, and every day of any week, month or year that has it."""
    date = edtf.read(str(day))
    wide = widened(date, width)
    assert date.window.inside(wide.window)
    if width == "week":
        assert wide.window.days == 13


def test_no_date_column_is_said() -> None:
    """A table without a date is undated, and the notes say so."""
    readings, notes = read_dates(rows(("2020", "2021")), TableMap())
    assert readings[0].when is None
    assert "undated" in notes[0]
