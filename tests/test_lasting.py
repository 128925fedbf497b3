from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from mapkit.edtf import read_span
from mapkit.errors import ParseError
from mapkit.lasting import Standing, chosen, standing
from mapkit.when import Window, day_number, day_of

FIRST, LAST = day_number(date(2020, 1, 1)), day_number(date(2020, 4, 30))
days = st.integers(FIRST, LAST).map(lambda number: date(1970, 1, 1) + timedelta(days=number))
dates = days.flatmap(lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7]]))
ends = st.one_of(dates, dates, st.just(".."))
texts = st.one_of(dates, st.builds("{}/{}".format, dates, ends), st.builds("{}/{}".format, ends, dates))


def edges(text: str) -> range:
    """The days of a date as numbers; of an open end those that are near."""
    if text == "..":
        return range(FIRST, LAST + 1)
    window = Window.parse(text)
    return range(day_number(window.start), day_number(window.end))


def histories(text: str) -> Iterator[tuple[int, int]]:
    """Every first and last day that what lasts may have had, both in it."""
    first, slash, last = text.partition("/")
    if not slash:
        yield edges(text)[0], edges(text)[-1]
        return
    begins = edges(first) if first != ".." else [FIRST - 1]
    finishes = edges(last) if last != ".." else [LAST + 1]
    yield from ((one, other) for one, other in product(begins, finishes) if one <= other)


@given(texts, st.integers(FIRST, LAST), st.integers(0, 60))
@example("2020-02-15/2020-02", FIRST + 45, 0)
@example("2020-02/2020-02-15", FIRST + 45, 3)
def test_what_lasts_stands_as_a_loop_over_days_says(text: str, last: int, wide: int) -> None:
    """It holds on a day if every first and last day that it may have had spans it, possibly if some does."""
    try:
        made = read_span(text).days(day_of(LAST + 1))
    except ParseError:
        assume(False)
    assume(not text.startswith("../"))  # an open start leaves nothing sure but the last day: see below
    first, found = last - wide, list(histories(text))
    there = [begin <= last <= finish for begin, finish in found]
    ended = max(finish for _, finish in found)
    expected = Standing.OVER if first <= ended < last else Standing.ABSENT
    if any(there):
        expected = Standing.HOLDS if all(there) else Standing.POSSIBLY
    assert standing(made, first, last) == expected


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("2022-12-12/..", ("2022-12-12", "2024-06-30")),
        ("2022-12-12/", ("2022-12-12", "2022-12-12")),
        ("../2022-12-12", ("2022-12-12", "2022-12-12")),
        ("2022-12-12~/2023-09-23", ("2023-01-12", "2023-09-23")),
        ("2022-12-12/2023-09?", ("2022-12-12", "2022-12-12")),
        ("2022~", ("2022-01-01", "2022-12-31")),
        ("../..", None),
        ("2022-12", ("2022-12-01", "2022-12-31")),
        ("2022-12-12/2023-09", ("2022-12-12", "2023-09-01")),
    ],
)
def test_only_what_is_written_is_sure(text: str, sure: tuple[str, str] | None) -> None:
    """Open ends, ends that are not known, and marks leave what is sure as the date's own end says."""
    made = read_span(text).days(date(2024, 6, 30))
    if sure is None:
        assert made.sure_end <= made.sure_start
    else:
        first, last = (day_number(date.fromisoformat(day)) for day in sure)
        assert (made.sure_start, made.sure_end) == (first, last + 1)


@given(st.lists(texts, max_size=5), st.integers(FIRST, LAST), st.integers(0, 60))
def test_the_one_shown_is_the_best_of_all(written: list[str], last: int, wide: int) -> None:
    """What holds goes before what possibly does, that before what is over; then what began or ended last."""
    times = []
    for text in written:
        try:
            times.append(read_span(text).days(day_of(LAST + 1)))
        except ParseError:
            assume(False)
    standings = [standing(one, last - wide, last) for one in times]
    found = chosen(times, last - wide, last)
    if not any(standings):
        assert found is None
        return
    assert found is not None
    assert found[1] == max(standings) == standings[found[0]]
    rivals = [one for one, its in zip(times, standings, strict=True) if its == found[1]]
    late = "end" if found[1] == Standing.OVER else "start"
    assert getattr(times[found[0]], late) == max(getattr(one, late) for one in rivals)
