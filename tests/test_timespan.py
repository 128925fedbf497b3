from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.edtf import read
from mapkit.timespan import span_of
from mapkit.when import ALWAYS, Window, day_number

DAYS = st.dates(date(1, 1, 2), date(9999, 12, 29))


def spanned(*texts: str, opening: str = "") -> str:
    """The span of dates, and of an atlas's window if there is one, as text; "" for none."""
    found = [read(text).window for text in texts]
    start, end = (np.array([day_number(getattr(one, name)) for one in found], np.int64) for name in ("start", "end"))
    window = span_of(start, end, read(opening).window if opening else None)
    return str(window) if window else ""


@pytest.mark.parametrize(
    ("texts", "opening", "span"),
    [
        (["2020-12-08"], "", "2020-12-08"),
        (["2020-12", "2023"], "", "2020-12-01/2023-12-31"),
        (["2022-12-12/.."], "", "2022-12-12"),
        (["../2020-12-31"], "", "2020-12-31"),
        (["../2020-12-31", "2021-02-03/.."], "", "2020-12-31/2021-02-03"),
        (["../.."], "", ""),
        ([], "", ""),
        (["2020-12-08"], "2020-11-01/2020-11-30", "2020-11-01/2020-12-08"),
        (["2020-12-08"], "2020-11/..", "2020-11-01/2020-12-08"),
        ([], "2020-11", "2020-11"),
        (["../.."], "2020", "2020"),
    ],
)
def test_open_ends_do_not_stretch_a_span(texts: list[str], opening: str, span: str) -> None:
    """A span goes from the first known day to the last, and an end that is open counts for nothing."""
    assert spanned(*texts, opening=opening) == span


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), min_size=1, max_size=8))
def test_a_span_holds_every_window_and_no_day_more(pairs: list[list[date]]) -> None:
    """Of closed windows a span is the smallest that holds them all, and open ones beside them change nothing."""
    windows = [Window(first, date.fromordinal(last.toordinal() + 1)) for first, last in pairs]
    start, end = (np.array([day_number(getattr(one, name)) for one in windows], np.int64) for name in ("start", "end"))
    found = span_of(start, end)
    assert found == Window(min(one.start for one in windows), max(one.end for one in windows))
    always = [day_number(day) for day in (ALWAYS.start, ALWAYS.end)]
    assert span_of(np.append(start, always[0]), np.append(end, always[1])) == found
