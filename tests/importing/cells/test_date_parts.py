"""Dates whose year, month and day stand in columns of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.files.tables import Row
from mapkit.importing.cells.date_columns import read_dates
from mapkit.importing.cells.date_parts import PARTS, part_of
from mapkit.importing.mapping.table_map import DATE_PARTS, TableMap

PLAIN = TableMap(columns={part: (part,) for part in PARTS})
ENDS = TableMap(columns={part: (part,) for part in DATE_PARTS})


def row(*cells: str) -> Row:
    """A row of year, month and day, and of those of an end."""
    return Row("some.csv:2", dict.fromkeys(DATE_PARTS, "") | dict(zip(DATE_PARTS, cells, strict=False)))


def told(mapping: TableMap, *cells: str) -> str:
    """The date of a row, or the code of what is wrong with it."""
    (reading,), _ = read_dates([row(*cells)], mapping)
    return reading.code or (reading.when.text if reading.when else "")


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("2020", "9", "27"), "2020-09-27"),
        (("2020.0", "09", "27.0"), "2020-09-27"),
        (("2020", "сентября", "27"), "2020-09-27"),
        (("2020", "Sept.", "0"), "2020-09"),
        (("2020", "0", ""), "2020"),
        (("2020", "unknown", "27"), "2020"),
        (("", "", ""), ""),
        (("0", "0", "0"), ""),
        (("", "9", "27"), "when-no-year"),
        (("2020", "13", "1"), "when-part"),
        (("2020", "9.5", "1"), "when-part"),
        (("20", "9", "27"), "when-part"),
        (("2020", "2", "30"), "when-no-such-day"),
    ],
)
def test_a_date_is_as_wide_as_what_is_known_of_it(cells: tuple[str, ...], text: str) -> None:
    """0, nothing, or a word for "not known" leaves a part open; what is no part of a date is reported."""
    assert told(PLAIN, *cells) == text


def test_a_day_without_a_month_is_told() -> None:
    """A day of a month that is not known says nothing, and that it is left off is noted."""
    _, notes = read_dates([row("2020", "", "27")], PLAIN)
    assert notes == ["year: 1 cell: the day is left off, for its month is not known"]


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("2020", "9", "27", "2020", "11", "10"), "[2020-09-27..2020-11-10]"),
        (("2020", "9", "", "2020", "11", ""), "[2020-09..2020-11]"),
        (("2020", "9", "27"), "2020-09-27"),
        (("", "", "", "2020", "11", "10"), "when-start-missing"),
        (("2020", "9", "27", "", "11", "10"), "when-no-year"),
        (("2020", "11", "27", "2020", "9", "10"), "when-reversed"),
    ],
)
def test_an_end_has_parts_of_its_own(cells: tuple[str, ...], text: str) -> None:
    """Two dates in parts are two ends, as two columns of dates are."""
    assert told(ENDS, *cells) == text


def test_an_end_without_a_column_for_its_year_has_the_start_s() -> None:
    """A table with a year once has both ends in it; a row that names no end has none."""
    mapping = TableMap(columns={part: (part,) for part in DATE_PARTS if part != "end_year"})
    assert told(mapping, "2020", "9", "27", "", "11", "10") == "[2020-09-27..2020-11-10]"
    assert told(mapping, "2020", "9", "27", "", "", "") == "2020-09-27"


@given(st.dates().filter(lambda day: day.year > 0), st.sampled_from(["", "0", "n/a"]))
def test_no_part_is_made_up(day: object, nothing: str) -> None:
    """What is written is read back, and what is not written stays open."""
    year, month, number = str(day).split("-")
    assert told(PLAIN, year, month, number) == str(day)
    assert told(PLAIN, year, month, nothing) == f"{year}-{month}"
    assert told(PLAIN, year, nothing, nothing) == year


def test_a_mapping_without_a_year_does_not_fit() -> None:
    """A month or a day alone is no date, which is said before anything is read."""
    mapping = TableMap(columns={"month": ("month",), "lat": ("lat",), "lon": ("lon",)})
    assert [code for code, _ in mapping.misfits(["month", "lat", "lon"])] == ["year-missing"]


def test_a_word_is_no_year() -> None:
    """Only figures are a year, and only the word of a month a month."""
    assert (part_of("May", "year"), part_of("May", "month"), part_of("May", "day")) == (None, 5, None)
