"""What is disputed is in sight: how many at a mark, by the page's script; the legend, the list and the mark itself."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

import mapkit as mk
from support.browser import Visit, open_map, show_list
from support.examples import examples
from support.made import CLAIMS, write_folder
from support.modules import load_modules
from support.waiting import drawn

MARKS = 3
COUNT = """({ incidents, marks, window, certainOnly }) => {
  const column = (at, type) => type.from(incidents, (one) => one[at]);
  const model = parts.finished({
    n: incidents.length, size: incidents.length, marks: { n: marks }, kinds: 1,
    start: column(0, Int32Array), end: column(1, Int32Array),
    kind: new Uint8Array(incidents.length), mark: column(2, Uint32Array), disputed: column(3, Uint8Array),
  });
  model.passes = column(4, Uint8Array);
  const app = { model, state: { window, certainOnly } };
  return Array.from({ length: marks }, (_, m) => parts.disputedAt(app, m));
}"""
LOOK = "canvas => canvas.toDataURL()"
SIDE, EVERY = 40, 25  # so many places along a square, of which every so manyth is disputed
CORNER_PX = 4  # of a cell of the density
WHITE = """canvas => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Uint32Array(data.buffer).filter((pixel) => pixel === 0xffffffff).length;
}"""

days = st.integers(-20, 20)
incident = st.tuples(days, st.integers(1, 30), st.integers(0, MARKS - 1), st.booleans(), st.booleans())


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that knows the incidents of a mark."""
    opened = browser.new_page()
    load_modules(opened, "data/model")
    yield opened
    opened.close()


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(incident, max_size=20).map(sorted), days, st.integers(1, 30))
def test_a_mark_counts_its_disputed(page: Page, made_up: list[Any], start: int, wide: int) -> None:
    """How many of a mark's incidents in the window are disputed is what a plain loop finds."""
    end, rows = start + wide, [[first, first + length, *rest] for first, length, *rest in made_up]
    asked = {"incidents": rows, "marks": MARKS, "window": [start, end], "certainOnly": False}
    inside = [row for row in rows if row[0] < end and row[1] > start and row[3] and row[4]]
    assert page.evaluate(COUNT, asked) == [sum(row[2] == mark for row in inside) for mark in range(MARKS)]


def test_a_page_marks_what_is_disputed(seen: Visit, tmp_path: Path) -> None:
    """Legend, list and marks of a page show what some source denies, and do not where nobody does."""
    looks = {}
    for stance in ("denies", "confirms"):
        claims = [{**one, "stance": stance} if one["stance"] == "denies" else one for one in CLAIMS]
        path = tmp_path / f"{stance}.html"
        mk.snapshot(mk.read(write_folder(tmp_path / stance, claims=claims)), path, labels="en")
        root = open_map(seen.page, path.as_uri())
        said, times = root.locator(".mk-legend").get_by_text("notched: some source"), int(stance == "denies")
        expect(said).to_have_count(times)
        expect(root.locator(".mk-item").filter(has_text="disputed")).to_have_count(times)
        show_list(root, "places")
        expect(root.locator(".mk-place").filter(has_text="1 disputed")).to_have_count(times)
        looks[stance] = root.locator(".leaflet-mk-marks-pane canvas").evaluate(LOOK)
    assert looks["denies"] != looks["confirms"]


def test_thousands_of_marks_lack_a_corner_where_disputed(seen: Visit, tmp_path: Path) -> None:
    """Of a density each cell that shows something disputed lacks a corner, and no other does."""
    incidents = [
        {
            "id": f"i{n}",
            "when": "2021-01-05",
            "lon": 45.8 + n % SIDE / SIDE * 1.6,
            "lat": 39.2 + n // SIDE / SIDE * 1.2,
            "kind": "attack",
            "title": "One",
        }
        for n in range(SIDE**2)
    ]
    claims = [{**CLAIMS[0], "incident": f"i{n}", "stance": "denies"} for n in range(0, SIDE**2, EVERY)]
    whites = []
    for some in (claims, []):
        path = tmp_path / f"{len(some)}.html"
        mk.snapshot(mk.read(write_folder(tmp_path / str(len(some)), incidents=incidents, claims=some, states=[])), path)
        root = open_map(seen.page, path.as_uri())
        expect(root.locator(".mk-headline")).to_contain_text("1,600 shown")
        drawn(seen.page)
        whites.append(root.locator(".leaflet-mk-marks-pane canvas").evaluate(WHITE))
    assert whites == [CORNER_PX * len(claims), 0]
