from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.formats.cell_text import hides_year, shown_date, text_of

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("", ""),
        (" Շուշի ", " Շուշի "),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (39.85, "39.85"),
        (1e300, "1e+300"),
        (date(2020, 11, 10), "2020-11-10"),
        (time(12, 30), "12:30:00"),
        (datetime(2020, 11, 10, 12, tzinfo=UTC), "2020-11-10T12:00:00+00:00"),
        (timedelta(hours=36), "PT129600.0S"),
        (b"\x01\xff", "01ff"),
        ([1, None, "é"], '[1, null, "é"]'),
        ({"a": date(2020, 1, 1)}, '{"a": "2020-01-01"}'),
        (Decimal("1.10"), "1.10"),
    ],
)
def test_values_have_one_text(value: Any, text: str) -> None:
    """A value of a typed format has one text: nothing, ISO 8601, all digits, JSON."""
    assert text_of(value) == text


@given(st.floats(allow_nan=False) | st.integers())
def test_numbers_lose_nothing(value: float) -> None:
    """The text of a number is read back as the same number."""
    assert type(value)(text_of(value)) == value


@pytest.mark.parametrize(
    ("when", "shown", "text"),
    [
        (at("2020-11-10"), "dd.mm.yyyy", "2020-11-10"),
        (at("2020-11-01"), "mmm yyyy", "2020-11"),
        (at("2020-11-01"), r"mmm\-yy;@", "2020-11"),
        (at("2020-11-01"), '[$-419]mmmm "days" yyyy', "2020-11"),
        (at("2020-11-02"), "mmm yyyy", "2020-11-02"),
        (at("2020-01-01"), "yyyy", "2020"),
        (at("2020-02-01"), "yyyy", "2020-02-01"),
        (at("2020-11-01"), "d mmm", "2020-11-01"),
        (at("2020-11-01 12:30"), "mmm yyyy", "2020-11-01T12:30:00"),
    ],
)
def test_a_date_cell_is_as_precise_as_it_is_shown(when: datetime, shown: str, text: str) -> None:
    """A date cell whose format shows a month or a year is one, unless that would lose what is stored."""
    assert shown_date(when, shown) == text


def test_a_format_without_a_year_is_known() -> None:
    """A format of day and month shows no year; one with a year, or of months alone, is not meant."""
    assert [hides_year(one) for one in ("d mmm", "d-m-yy", "mmm", "general")] == [True, False, False, False]
