"""What hypothesis draws from in several tests: windows, boxes and views, the odd ones among them."""

from datetime import date
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st
from made import attempt

from mapkit.view import IDS, View
from mapkit.when import OPEN_END, OPEN_START, When, Window, read
from mapkit.where import BBox

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
near_days = st.dates(date(2020, 1, 1), date(2021, 12, 31))


@st.composite
def windows(draw: st.DrawFn, days: st.SearchStrategy[date] | None = None) -> Window:
    """Any window, the empty one and open ends among them."""
    days = st.dates() if days is None else days
    first, second = draw(st.one_of(days, st.just(OPEN_START))), draw(st.one_of(days, st.just(OPEN_END)))
    return Window(min(first, second), max(first, second))


@st.composite
def boxes(draw: st.DrawFn) -> BBox:
    """Any box, those across the antimeridian among them."""
    south, north = sorted((draw(lats), draw(lats)))
    return BBox(draw(lons), south, draw(lons), north)


@st.composite
def views(
    draw: st.DrawFn,
    ids: dict[str, st.SearchStrategy[str]] | st.SearchStrategy[str],
    words: st.SearchStrategy[str],
    days: st.SearchStrategy[date] | None = None,
) -> View:
    """Any view: each part asked or not, ids narrowed once or twice, alternatives of none included."""
    of = ids if isinstance(ids, dict) else dict.fromkeys(IDS, ids)
    parts: dict[str, Any] = {"when": draw(windows(days))} if draw(st.booleans()) else {}
    parts["where"] = frozenset(draw(st.lists(boxes(), max_size=2)))
    for name in draw(st.sets(st.sampled_from(IDS), max_size=2)):
        parts[name] = frozenset(draw(st.lists(st.frozensets(of[name], max_size=3), min_size=1, max_size=2)))
    view = View(**parts, certain=draw(st.booleans()))
    return view & View.of(text=draw(st.lists(words, max_size=2).map(" ".join)))


@st.composite
def dates(draw: st.DrawFn) -> str:
    """The text of a date or an interval that reads, with any mark of doubt."""
    years = st.sampled_from(["0002", "1999", "2020", "2021", "9998", "202X", "20XX"])
    forms = st.one_of(
        st.builds(lambda day, mark: f"{day}{mark}", near_days, st.sampled_from(["", "?", "~", "%"])),
        st.builds(
            lambda day, mark: f"{day.isoformat()[:7]}{mark}", near_days, st.sampled_from(["", "?", "~", "-XX", "-XX%"])
        ),
        st.builds(lambda year, mark: f"{year}{mark}", years, st.sampled_from(["", "?", "~", "%"])),
    )
    text = draw(forms)
    if draw(st.booleans()):
        ends = st.one_of(forms, st.sampled_from(["", ".."]))
        text = f"{draw(ends)}/{draw(ends)}"
    assume(isinstance(attempt(read, text), When))
    return text
