"""What hypothesis draws from in several tests: windows, boxes and views, the odd ones among them."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from mapkit.edtf import When, read
from mapkit.number_range import NOTHING, Range
from mapkit.records import STANCES
from mapkit.view import IDS, View
from mapkit.when import OPEN_END, OPEN_START, Window
from mapkit.where import FARTHEST_M, BBox
from support.made import attempt

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
people = st.one_of(st.integers(0, 8), st.integers(0, 10**9 - 1))
metres = st.one_of(st.sampled_from((0.0, 49.5, 50.0, 600.0)), st.floats(0, FARTHEST_M))
near_days = st.dates(date(2020, 1, 1), date(2021, 12, 31))
MADE_IDS = {
    "kind": st.sampled_from(["attack", "meeting"]),
    "site": st.sampled_from(["hilltown", "pocket", "dale", "nowhere"]),
    "source": st.sampled_from(["herald", "ministry"]),
    "party": st.sampled_from(["north", "south"]),
    "layer": st.sampled_from(["towns", "roads"]),
}


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
def ranges(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> Range:
    """Any range of numbers, open ones, single ones and that of nothing among them."""
    low, high = sorted((draw(numbers), draw(numbers)))
    return draw(st.sampled_from((Range(low, high), Range(low), Range(high=high), Range(low, low), NOTHING)))


@st.composite
def views(
    draw: st.DrawFn,
    ids: dict[str, st.SearchStrategy[str]] | st.SearchStrategy[str],
    words: st.SearchStrategy[str],
    days: st.SearchStrategy[date] | None = None,
    own: st.SearchStrategy[tuple[str, str]] | None = None,
) -> View:
    """Any view: each part asked or not, ids narrowed once or twice, alternatives of none included.

    Values in columns of the user's own are asked for if `own` draws a column and a value.
    """
    of = ids if isinstance(ids, dict) else dict.fromkeys(IDS, ids)
    parts: dict[str, Any] = {"when": draw(windows(days))} if draw(st.booleans()) else {}
    parts["where"] = frozenset(draw(st.lists(boxes(), max_size=2)))
    for name in draw(st.sets(st.sampled_from(IDS), max_size=2)):
        parts[name] = frozenset(draw(st.lists(st.frozensets(of[name], max_size=3), min_size=1, max_size=2)))
    if draw(st.booleans()):
        pairs = st.tuples(st.sampled_from(STANCES), st.one_of(st.just(""), of["party"]))
        parts["stance"] = frozenset(draw(st.lists(st.frozensets(pairs, max_size=3), max_size=2)))
    if own is not None and draw(st.booleans()):
        parts["own"] = frozenset(draw(st.lists(st.frozensets(own, max_size=3), max_size=2)))
    for name in draw(st.sets(st.sampled_from(("killed", "injured", "precision")), max_size=1)):
        parts[name] = draw(ranges(metres if name == "precision" else people))
    view = View(**parts, certain=draw(st.booleans()), disputed=draw(st.booleans()))
    return view & View.of(text=draw(st.lists(words, max_size=2).map(" ".join)))


_YEARS = st.sampled_from(["0002", "1999", "2020", "2021", "9998", "202X", "20XX"])
_DATES = st.one_of(
    st.builds(lambda day, mark: f"{day}{mark}", near_days, st.sampled_from(["", "?", "~", "%"])),
    st.builds(
        lambda day, mark: f"{day.isoformat()[:7]}{mark}", near_days, st.sampled_from(["", "?", "~", "-XX", "-XX%"])
    ),
    st.builds(lambda year, mark: f"{year}{mark}", _YEARS, st.sampled_from(["", "?", "~", "%"])),
    st.sampled_from(["2020-1X", "2020-12-0X", "2021-01-3X~"]),
)
_INTERVALS = st.builds("{}/{}".format, *[st.one_of(_DATES, st.sampled_from(["", ".."])) for _ in range(2)])
_SETS = st.builds("[{}..{}]".format, *[st.one_of(_DATES, st.just("")) for _ in range(2)])


def _read(texts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return texts.filter(lambda text: isinstance(attempt(read, text), When))


def dates() -> st.SearchStrategy[str]:
    """The text of the date of an incident that reads, of every shape, with any mark of doubt."""
    return st.one_of(_read(_DATES), _read(_INTERVALS), _read(_SETS))
