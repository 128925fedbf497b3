"""Counting in the page: what moves with the window is added and taken, and always equals a count from nothing."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from mapkit.files import read
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island
from mapkit.when import Window, day_number
from support.examples import examples
from support.made import INCIDENTS, SETTINGS
from support.modules import load_modules

KINDS, MARKS, CELLS = 3, 4, 5
# Counts a walk of windows step by step; a cell of the density is a mark's number, so that what is summed can be told.
# Lines from `n` on only count as certain. Where somebody is `asked`, the number of a kind is that of what they say.
WALK = """({ incidents, n = incidents.length, kinds, marks, colours, walk, oneDay = false, asked = false }) => {
  const column = (at, type) => type.from(incidents, (one) => one[at]);
  const model = parts.finished({
    n, size: incidents.length, marks: { n: marks }, kinds, oneDay, start: column(0, Int32Array).subarray(0, n),
    end: column(1, Int32Array).subarray(0, n), kind: column(2, Uint8Array), mark: column(3, Uint32Array),
    sureStart: column(5, Int32Array), sureEnd: column(6, Int32Array), colours: Uint8Array.from(colours), filter: 1,
    verdict: asked ? column(2, Uint8Array) : undefined,
  });
  model.passes = column(4, Uint8Array);
  for (let m = 0; m < marks; m++) model.grid.cell[m] = m - 1;          // the first is out of sight
  const counts = parts.newCounts(model);
  counts.dense = new Uint32Array(5 * marks);
  counts.past = Object.assign(parts.newBag(model), { filter: 0, until: 0 });
  return walk.map(([start, end, certainOnly]) => {
    parts.tally(model, counts, [start, end], certainOnly);
    const { mark, sure, kind, certain, possible, shown, visible, dense, past, said } = counts;
    const touched = [...counts.touched.subarray(0, counts.places)].sort((a, b) => a - b);
    return { mark: [...mark], sure: [...sure], kind: [...kind], certain, possible, shown, visible, touched,
      dense: [...dense], past: [...past.mark], over: past.size,
      said: said && [...said].slice(0, kinds) };
  });
}"""

# How often a second step reads whether an incident passes, or its kind: the typed arrays of bytes are watched.
LOOKS = """(given) => {
  const from = Uint8Array.from;
  let looks = 0;
  const watched = (bytes) => new Proxy(bytes, { get: (target, key) => { looks++; return target[key]; } });
  Uint8Array.from = function (...of) {
    const bytes = from.apply(this, of);
    return bytes.length < 10000 ? bytes : watched(bytes);
  };
  try {
    const walk = (WALK);
    walk({ ...given, walk: [[100, 5000, false]] });
    const first = looks;
    walk({ ...given, walk: [[100, 5000, false], [101, 5001, false]] });
    return looks - 2 * first;
  } finally { Uint8Array.from = from; }
}"""

days = st.integers(-20, 20)
windows = st.tuples(days, st.integers(1, 30), st.booleans())
Incident = tuple[int, int, int, int, bool, int, int]  # outer days, kind, mark, whether it passes, sure days


@st.composite
def lines(draw: st.DrawFn, shapes: tuple[str, ...]) -> Incident:
    """An incident that is one day of several, lasted or has doubtful ends."""
    start = draw(days)
    end = start + draw(st.integers(1, 30))
    sure = {
        "one of": (end - 1, start + 1),
        "lasting": (start, end),
        "doubtful": (draw(st.integers(start, end - 1)), draw(st.integers(start + 1, end))),
    }
    rest = draw(st.tuples(st.integers(0, KINDS - 1), st.integers(0, MARKS - 1), st.booleans()))
    return (start, end, *rest, *sure[draw(st.sampled_from(shapes))])


any_lines = st.lists(lines(("one of", "lasting", "doubtful")), max_size=25)
one_days = st.lists(lines(("one of",)), max_size=25)


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that count."""
    opened = browser.new_page()
    load_modules(opened, "data/model", "data/tally")
    yield opened
    opened.close()


def counted(
    incidents: list[Incident], start: int, end: int, only_certain: bool, inner: tuple[Incident, ...] = ()
) -> dict[str, Any]:
    """What the page should count, by a plain loop; `inner` lines count as certain alone."""
    passing = [one for one in incidents if one[4]]
    possible = [one for one in passing if one[0] < end and one[1] > start]
    sure = [one for one in (*passing, *inner) if one[5] < end and one[6] > start]
    drawn = sure if only_certain else possible
    over = Counter(one[3] for one in passing if one[1] <= start)
    by_mark, by_sure = (Counter(one[3] for one in some) for some in (drawn, sure))
    by_kind = Counter((one[3], one[2]) for one in drawn)
    return {
        "mark": [by_mark[m] for m in range(MARKS)],
        "sure": [by_sure[m] for m in range(MARKS)],
        "kind": [by_kind[m, k] for m in range(MARKS) for k in range(KINDS)],
        "certain": len(sure),
        "possible": len(possible),
        "shown": len(drawn),
        "visible": sum(1 for m in by_mark if m),
        "touched": sorted(by_mark),
        "dense": [n for m in range(1, MARKS) for n in (by_mark[m], 0, 0, 0, by_sure[m])] + [0] * 5,
        "past": [over[m] for m in range(MARKS)],
        "over": sum(over.values()),
        "said": [sum(1 for one in drawn if one[2] == verdict) for verdict in range(KINDS)],
    }


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(any_lines, any_lines, st.lists(windows, min_size=1, max_size=12))
def test_a_walk_counts_as_a_loop_does(
    page: Page, made: list[Incident], inner: list[Incident], walk: list[tuple[int, int, bool]]
) -> None:
    """After every step of any walk of windows everything that is counted is what a loop counts."""
    incidents, inner = sorted(made), [(*one[:4], True, *one[5:]) for one in inner]
    steps = [(start, start + width, certain) for start, width, certain in walk]
    asked = {"incidents": [*incidents, *inner], "n": len(incidents), "kinds": KINDS, "marks": MARKS, "walk": steps}
    found = page.evaluate(WALK, {**asked, "colours": [0] * (3 * KINDS), "asked": True})
    assert found == [counted(incidents, *step, tuple(inner)) for step in steps]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(one_days, st.lists(windows, min_size=1, max_size=12))
def test_one_day_of_several_counts_without_orders_of_its_own(
    page: Page, made: list[Incident], walk: list[tuple[int, int, bool]]
) -> None:
    """Where every incident is one day of several, the orders of the outer days serve the sure ones too."""
    incidents, steps = sorted(made), [(start, start + width, certain) for start, width, certain in walk]
    asked = {"incidents": incidents, "kinds": KINDS, "marks": MARKS, "walk": steps, "oneDay": True}
    found = page.evaluate(WALK, {**asked, "colours": [0] * (3 * KINDS), "asked": True})
    assert found == [counted(incidents, *step) for step in steps]


def test_colours_of_a_cell_are_summed(page: Page) -> None:
    """A cell of the density holds the count, the sums of red, green and blue, and how many are certain."""
    colours = [200, 10, 5, 1, 2, 3, 0, 0, 7]
    incidents = [(0, 1, 0, 2, True, 0, 1), (0, 9, 1, 2, True, 8, 1), (5, 6, 2, 3, True, 5, 6)]
    asked = {"incidents": incidents, "kinds": KINDS, "marks": MARKS, "colours": colours}
    both, after = page.evaluate(WALK, {**asked, "walk": [(0, 9, False), (1, 9, False)]})
    assert both["dense"][5:15] == [2, 201, 12, 8, 2, 1, 0, 0, 7, 1]
    assert after["dense"][5:15] == [1, 1, 2, 3, 0, 1, 0, 0, 7, 1]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.integers(-719162, 2932896) | st.integers(0, 40), max_size=40))
def test_days_are_sorted_and_keep_their_order(page: Page, values: list[int]) -> None:
    """The order by end is that of a stable sort, whatever days there are."""
    found = page.evaluate("(values) => [...parts.sortedBy(Int32Array.from(values))]", values)
    assert found == sorted(range(len(values)), key=values.__getitem__)


def test_a_small_move_looks_at_little(page: Page) -> None:
    """A step of a day among ten thousand incidents adds and takes only those that begin or end on it."""
    incidents = [(day, day + 1, 0, day % MARKS, True, day, day + 1) for day in range(10_000)]
    asked = {"incidents": incidents, "kinds": KINDS, "marks": MARKS, "colours": [0] * 9}
    assert page.evaluate(LOOKS.replace("WALK", WALK), asked) < 100


# The counts of each window over the data that a page gets.
COUNTED = """([text, windows]) => {
  const model = parts.readModel(JSON.parse(text));
  parts.applyFilter(model, null);
  const counts = parts.newCounts(model);
  return windows.map((window) => {
    parts.tally(model, counts, window, false);
    return [counts.certain, counts.possible];
  });
}"""


def test_the_page_tells_the_four_shapes_of_a_span_apart(page: Page, folder: Callable[..., Path]) -> None:
    """What lasted, one day of several, an unknown end and what goes on count in the page as in the store."""
    shapes = ("2022-12-12/2023-09-23", "[2022-12-12..2023-09-23]", "2022-12-12/", "2022-12-12/..", "2022-08~/2023")
    rows = [{**INCIDENTS[0], "id": when, "when": when, "kind": "attack"} for when in shapes]
    atlas = read(folder(incidents=rows, claims=[], settings={**SETTINGS, "as_of": "2023-12-31"}))
    asked = (
        "2022-12-12",
        "2023-04",
        "2022-12-12/2023-09-23",
        "2022-12-12/2023-09-22",
        "2023-10/2023-12",
        "2024",
        "2022",
    )
    windows = [Window.parse(when) for when in asked]
    days = [[day_number(window.start), day_number(window.end)] for window in windows]
    expected = [atlas.filter(when=window).counts for window in windows]
    found = page.evaluate(COUNTED, [json.dumps(json.loads(encode(island(atlas)))), days])
    assert found == [[one.certain, one.possible] for one in expected]
    assert len({tuple(one) for one in found}) > 4
