"""The page of a large atlas: cubes come in, marks go out, and scrubbing asks for nothing."""

import base64
import json
import math
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, Route, expect

import mapkit as mk
from mapkit import atlas as nouns
from mapkit.assets import leaflet_script, map_styles, scrub_script
from mapkit.atlas import Atlas
from mapkit.exporting.snapshot import render
from mapkit.mercator import grid
from mapkit.view import View
from mapkit.viewcube import Frame, Rows, ViewCube, cube_of_rows, packed
from mapkit.webmap.island import VERSION
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import BBox
from support.browser import PHONE, pixel_of, quiet, share, show_list
from support.cubes import KINDS as SOME_KINDS
from support.cubes import LATS, LONS, frames, some_rows, windowed
from support.examples import alike, examples
from support.incidents_made import incidents
from support.made import write_folder
from support.modules import load_modules
from support.waiting import after, drawn, until

FINGER = {"viewport": PHONE, "color_scheme": "dark", "has_touch": True, "is_mobile": True}
ONE_LINE = {
    "width": 1800,
    "height": 800,
}  # any sentence of these incidents is one line, so that none makes the map lower
SERVER = "http://127.0.0.1:9"  # nobody is asked: the browser takes it for a safe place, where pictures are sealed
ADDRESS = f"{SERVER}/map"
KINDS = (("attack", "#b3362b", "circle"), ("statement", "#2f6fb0", "square"), ("shelling", "#d08a1d", "triangle"))
FIRST, DAYS = 18_262, 1461  # 2020-01-01, four years
MOUNT = """(island) => {
  const settings = { attributionControl: false, zoomSnap: 0.25, minZoom: 1, maxZoom: 18 };
  const map = L.map(document.querySelector('#map'), settings);
  L.control.scale({ imperial: false }).addTo(map);
  const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const answered = async (name, asked) => {
    const found = await window[name](asked);
    if (!found) return;
    for (const part of found) {
      for (const of of ['cube', 'whole']) if (part[of] && part[of].bytes) part[of].bytes = bytesOf(part[of].bytes);
      window.handle.update(part);
    }
  };
  window.handle = null;
  window.handle = mapkit.mount({ L, map, island, container: document.body, options: { page: true,
    requestCube: (asked) => setTimeout(() => answered('answerCube', asked)),
    requestPage: (asked) => answered('answerPage', asked),
    onChange: (state) => { window.told = state; } } });
}"""
# An exposed function stays with a page for good, which is then of no use to the next test.
ASK = """(server) => ['answerCube', 'answerPage'].forEach((name) => {
  globalThis[name] = (asked) =>
    fetch(`${server}/${name}`, { method: 'POST', body: JSON.stringify(asked) }).then((found) => found.json());
})"""
GIVE = """([number, text]) => {
  handle.update({ cube: { number, bytes: Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)) } });
}"""
# Where the map stood whenever it asked.
LOG = """() => {
  const ask = globalThis.answerCube, stands = () => document.querySelector('.mk-root').dataset.position;
  globalThis.asks = [];
  globalThis.answerCube = (wanted) => { asks.push(stands()); return ask(wanted); };
}"""
# A key moves the window's end, and the host says something of its own before the hand rests.
MOVE_AND_ANSWER = """() => {
  globalThis.told = null;
  const handle = document.querySelectorAll('[role=slider]')[1];
  handle.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, cancelable: true }));
  globalThis.handle.update({ texts: {} });
}"""
# The track is zoomed, and an answer to what was asked for before comes in while the hand still rests.
ZOOM_AND_ANSWER = """async ([number, text]) => {
  const root = document.querySelector('.mk-root'), bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const key = new KeyboardEvent('keydown', { key: '+', bubbles: true, cancelable: true });
  for (let times = 0; times < 5; times += 1) root.querySelector('[role=slider]').dispatchEvent(key);
  const end = Date.now() + 2000;        // on a busy machine the hand has rested before, and the answer is an old one
  handle.update({ cube: { number, bytes } });
  while (root.dataset.cube !== String(number) && Date.now() < end) await new Promise((done) => setTimeout(done));
  return 'counting' in root.dataset;
}"""
# All windows between edges of a cube, counted in the page: of each cell the shown and the certain.
COUNT = """async ({ bytes, kinds, windows, certainOnly }) => {
  const domain = [parts.OPEN_START, parts.OPEN_END], raw = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
  const model = parts.cubeModel(await parts.readCube(raw), kinds, domain), counts = parts.newCounts(model);
  model.filter = 1;
  return windows.map((window) => {
    parts.tally(model, counts, window, certainOnly);
    const disputed = [...counts.mark].map((_, m) => parts.disputedAt({ model, state: { window, certainOnly } }, m));
    return { mark: [...counts.mark], sure: [...counts.sure], possible: counts.possible, certain: counts.certain,
      disputed };
  });
}"""


def made_rows(n: int, seed: int = 1) -> Rows:
    """Incidents around some towns, most of a day, some lasting, imprecise or both, some undated, some unplaced."""
    draw = np.random.default_rng(seed)
    towns = draw.uniform((40, 36), (56, 46), (40, 2))
    lon, lat = (towns[np.minimum(draw.geometric(0.08, n) - 1, 39)] + draw.normal(0, 0.35, (n, 2))).T
    x, y = grid(lon, lat)
    start = FIRST + np.minimum(draw.beta(2, 2, n) * DAYS, DAYS - 1).astype(np.int32)
    long = draw.choice((1, 1, 1, 1, 1, 2, 5, 31, 200), n)
    end = np.minimum(start + long, FIRST + DAYS).astype(np.int32)
    kind = draw.choice(len(KINDS), n, p=(0.6, 0.25, 0.15)).astype(np.uint8)
    sure_start, sure_end = np.where(long == 5, start, end - 1), np.where(long == 5, end, start + 1)
    sure_start[long == 31] -= 10
    days = (start, sure_start.astype(np.int32), sure_end.astype(np.int32), end)
    disputed = np.random.default_rng(seed + 1).random(n) < 0.0005  # a lot of its own: the rest stays as it was
    return Rows(x, y, *days, kind, draw.random(n) > 0.01, draw.random(n) > 0.02, disputed)


def island_of_cubes() -> dict[str, Any]:
    """The island of a large atlas without any site."""
    return {
        "version": VERSION,
        "title": "Made incidents",
        "description": "Made by lot.",
        "licence": "CC0-1.0",
        "credits": [],
        "digest": "0" * 64,
        "mapkit": "0",
        "all": 20_000,
        "view": "",
        "asked": [],
        "facets": {"count": 0, "sources": [], "more": 0, "own": {}},
        "home": [38, 35, 58, 47],
        "span": [FIRST, FIRST + DAYS],
        "window": [FIRST + 300, FIRST + 400],
        "languages": ["en"],
        "labels": ["en"],
        "parties": [],
        "layers": [],
        "stateKinds": [],
        "kinds": [{"id": one, "label": one.title(), "colour": colour, "shape": shape} for one, colour, shape in KINDS],
        "chapters": [{"label": "The first year", "window": [FIRST, FIRST + 366], "box": None}],
        "sites": [],
        "states": [],
        "context": {},
        "marks": {"count": 0},
        "incidents": {"count": 0},
        "texts": None,
        "undated": [],
        "unplaced": [],
        "unplaced_days": [],
        "cubes": True,
    }


@dataclass
class Answers:
    """The server's side: what was asked, and its answers from rows in memory."""

    rows: Rows
    bins: int = 1024
    asked: list[dict[str, Any]] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    cubes: list[ViewCube] = field(default_factory=list)

    def cube(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """The cube of a box, and with the first the one of the whole world."""
        self.asked.append(asked)
        self.cubes.append(self.cube_of(BBox(*asked["box"]), int(asked["zoom"]), asked["span"], self.bins))
        parts = [{"cube": {"number": asked["number"], "bytes": coded(self.cubes[-1])}}]
        whole = self.cube_of(BBox(-180, -90, 180, 90), -4, (FIRST, FIRST + DAYS), 1024)
        return parts + ([{"whole": {"bytes": coded(whole)}}] if len(self.asked) == 1 else [])

    def cube_of(self, box: BBox, zoom: int, span: Any, bins: int) -> ViewCube:
        """The cube of these rows."""
        frame = Frame.of(box, zoom, Window(day_of(span[0]), day_of(span[1])), bins)
        return cube_of_rows(self.rows, frame, len(KINDS))

    def page(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """A page of a block of cells."""
        self.pages.append(asked)
        rows, cell, (start, end) = self.rows, asked["cell"], asked["window"]
        x, y = rows.x >> (24 - cell["zoom"]), rows.y >> (24 - cell["zoom"])
        inside = (x >= cell["columns"][0]) & (x < cell["columns"][1]) & (y >= cell["rows"][0]) & (y < cell["rows"][1])
        found = np.flatnonzero(inside & rows.dated & rows.placed & (rows.start < end) & (rows.end > start))
        found = found[np.argsort(rows.start[found], kind="stable")]
        titles = [(int(row), f"Incident {row}") for row in (found[::-1] if asked["newest"] else found)]
        kept = [row for row, title in titles if asked["text"] in title]
        shown = kept[asked["from"] : asked["from"] + asked["size"]]
        told = {"total": len(kept), "incidents": [self.entry(row) for row in shown]}
        return [{"page": {"number": asked["number"], "from": asked["from"], **told}}]

    def entry(self, row: int) -> dict[str, Any]:
        """What a card says of a row."""
        start, end = int(self.rows.start[row]), int(self.rows.end[row])
        return {
            "row": row,
            "start": start,
            "end": end,
            "id": f"i{row}",
            "title": f"Incident {row}",
            "text": "Words.",
            "when": "",
            "quote": "",
            "when_basis": "stated",
            "when_words": str(day_of(start)),
            "basis_words": "",
            "kind": int(self.rows.kind[row]),
            "disputed": False,
            "site": None,
            "precision_m": None,
            "precision_words": "",
            "tolls": {},
            "toll_words": [],
            "own": {},
            "claims": [],
        }


class Held(Answers):
    """Answers that can be kept back, and let go one by one; and odd ones."""

    hold: bool = False
    odd: dict[str, Any] | None = None

    def cube(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """As ever; while `hold` is set, none; while `odd` is set, that one."""
        found = super().cube(asked)
        if self.odd is not None:
            return [{"cube": {"number": asked["number"], **self.odd}}]
        return [] if self.hold else found

    def page(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """As ever; while `hold` is set, none."""
        found = super().page(asked)
        return [] if self.hold else found

    def let_go(self, page: Page, later: int) -> None:
        """Give the last answer but one (0), or the last (1)."""
        at = len(self.asked) - 2 + later
        page.evaluate(GIVE, [self.asked[at]["number"], coded(self.cubes[at])])


def coded(cube: ViewCube) -> str:
    """A cube on its way through JSON."""
    return base64.b64encode(packed(cube)).decode()


@pytest.fixture(scope="module")
def parts(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that count."""
    page = browser.new_page()
    load_modules(page, "constants", "data/cube", "data/model", "data/tally", "map/cells")
    yield page
    page.close()


def map_page() -> str:
    """A page with Leaflet and the map's script."""
    head = "<meta charset=utf-8><title>Made</title><meta name=viewport content='width=device-width'>"
    styles = f"<style>{map_styles()}</style>"
    scripts = f"<script>{leaflet_script()}</script><script>{scrub_script()}</script>"
    body = f"<div id=map style='height:100%'></div>{scripts}"
    return f"<!doctype html><html lang=en class=mk-host><head>{head}{styles}</head><body>{body}</body></html>"


def responding(answers: Any) -> Callable[[Route], None]:
    """The server of a map that is answered so: its page, and what the page asks by `ASK`."""
    asked = {"/answerCube": answers.cube, "/answerPage": answers.page}

    def respond(route: Route) -> None:
        if answer := asked.get(urlsplit(route.request.url).path):
            route.fulfill(json=answer(route.request.post_data_json))
        else:
            route.fulfill(body=map_page() if route.request.url == ADDRESS else "", content_type="text/html")

    return respond


@contextmanager
def opened(browser: Browser, answers: Any, **wanted: Any) -> Iterator[Locator]:
    """The root of a map that is answered so, once the first cube is in; `wanted` are settings of the page."""
    with quiet(browser, **wanted) as seen:
        seen.page.route(f"{SERVER}/**", responding(answers))
        seen.page.goto(ADDRESS)
        seen.page.evaluate(ASK, SERVER)
        seen.page.evaluate(MOUNT, island_of_cubes())
        root = seen.page.locator(".mk-root[data-cube]")
        root.wait_for()
        settled(seen.page)
        yield root


def settled(page: Page) -> None:
    """Wait until what is shown is what was asked for last."""
    drawn(page)
    page.locator(".mk-root[data-cube]:not([data-counting])").wait_for()


def headline(root: Locator) -> tuple[int, int]:
    """Shown and certain, as the clock's headline says them."""
    words = root.locator(".mk-headline").inner_text().replace(",", "")
    shown, doubtful = re.search(r"(\d+) shown", words), re.search(r"(\d+) may have been", words)
    assert shown
    return int(shown[1]), int(shown[1]) - (int(doubtful[1]) if doubtful else 0)


def window_of(root: Locator) -> tuple[int, int]:
    """The window's days, from the handles."""
    root.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    start, end = (int(root.get_by_role("slider").nth(k).get_attribute("aria-valuenow") or "") for k in (0, 1))
    return start, end


def type_window(root: Locator, first: str, last: str) -> None:
    """Type both days of the window, which may be far from the one before."""
    for place, text in ((1, "2023-12-31"), (0, first), (1, last)):
        box = root.locator(".mk-date").nth(place)
        box.fill(text)
        box.press("Enter")


def counted(cube: ViewCube, window: tuple[int, int]) -> tuple[int, int]:
    """What a cube shows in a window, by its running sums; the window must end at edges."""
    frame, running = cube.frame, cube.running()
    edges = frame.edges(Window(day_of(window[0]), day_of(window[1])))
    return int(running.shown(*edges).sum()), int(running.certain(*edges).sum())


def disputed_in(rows: Rows, frame: Frame, window: tuple[int, int]) -> int:
    """How many of what the squares of a frame show is disputed, by a loop over the rows."""
    return sum(windowed(rows[rows.disputed], frame, Window(day_of(window[0]), day_of(window[1])), None)[0].values())


def first_day(text: str) -> date:
    """The date of a day."""
    return Window.parse(text).start


def fullest(root: Locator) -> tuple[str, int]:
    """Name and count of the fullest square."""
    place = root.locator(".mk-place").first
    return place.locator(".mk-place-name").inner_text(), int(place.locator(".mk-number").inner_text().replace(",", ""))


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the web-mercator square, in 0 to 1."""
    return (x - 0.5) * 360, math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def receipt_of(png: bytes) -> dict[str, Any]:
    """The receipt in a picture."""
    at = png.index(b"tEXtmapkit:receipt-json\0")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    found: dict[str, Any] = json.loads(png[at + 4 : at + 4 + length].partition(b"\0")[2])
    return found


def click_fullest(root: Locator) -> None:
    """Press the fullest square of the list."""
    root.locator(".mk-place").first.click()


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(some_rows(), frames(), st.data(), st.booleans())
def test_every_window_is_counted_as_the_sums_of_the_cube(
    parts: Page, rows: Rows, frame: Frame, data: st.DataObject, only_certain: bool
) -> None:
    """A walk of windows counts in each cell what the running sums of the same cube say, what is disputed as a loop."""
    cube = cube_of_rows(rows, frame, SOME_KINDS)
    cells = list(zip(cube.x.tolist(), cube.y.tolist(), strict=True))
    lows = data.draw(st.lists(st.integers(0, frame.bins - 1), min_size=1, max_size=6))
    walk = [(low, data.draw(st.integers(low + 1, frame.bins))) for low in lows]
    windows = [[frame.start + low * frame.width, frame.start + high * frame.width] for low, high in walk]
    asked = {"bytes": coded(cube), "kinds": SOME_KINDS, "windows": windows, "certainOnly": only_certain}
    running = cube.running()
    for found, edges in zip(parts.evaluate(COUNT, asked), walk, strict=True):
        shown, certain = running.shown(*edges), running.certain(*edges)
        assert found["sure"] == certain.tolist()
        assert found["mark"] == (certain if only_certain else shown).tolist()
        assert (found["possible"], found["certain"]) == (shown.sum(), certain.sum())
        against = windowed(rows[rows.disputed], frame, frame.window(*edges), None)[int(only_certain)]
        assert found["disputed"] == [against[cell] for cell in cells]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.tuples(st.sampled_from(LONS), st.sampled_from(LATS)),
    st.tuples(st.sampled_from(LONS), st.sampled_from(LATS)),
    st.integers(0, 18),
)
def test_the_page_knows_the_cells_of_a_box(
    parts: Page, one: tuple[float, float], other: tuple[float, float], zoom: int
) -> None:
    """The page tells the cells of a box as `Frame.of` does, so that it need not ask twice for the same."""
    box = BBox(one[0], min(one[1], other[1]), other[0], max(one[1], other[1]))
    frame = Frame.of(box, zoom, Window(day_of(0), day_of(1)))
    asked = [[box.west, box.south, box.east, box.north], zoom]
    found = parts.evaluate("([box, zoom]) => parts.cellsOf(box, zoom)", asked)
    assert found == [frame.zoom, [list(span) for span in frame.columns], list(frame.rows)]


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(frames(), st.data())
def test_the_box_of_a_picture_holds_what_its_squares_hold(parts: Page, frame: Frame, data: st.DataObject) -> None:
    """A point on the edge of the counted squares, or near it, lies in the box of the view just if it is counted."""
    size, columns = 2**frame.zoom, [list(span) for span in frame.columns]
    told = {"frame": {"zoom": frame.zoom, "columns": columns, "rows": list(frame.rows)}, "cube": {}}
    box = BBox(*parts.evaluate("(model) => parts.frameBox(model)", told))
    for _ in range(8):
        x = data.draw(st.sampled_from(frame.columns[-1] + frame.columns[0])) / size
        y = data.draw(st.sampled_from(frame.rows)) / size
        across, down = (data.draw(st.sampled_from((0.0, 1e-7, -1e-7)[n:])) for n in (0, int(y != 1 / 2)))
        lon, lat = degrees(x, y)
        lon, lat = min(180.0, max(-180.0, lon + across)), lat + down
        column, row = (one >> (24 - frame.zoom) for one in grid([lon], [lat]))
        assert box.contains(lon, lat) == frame.holds(column, row)[0]


def test_what_is_shown_is_what_the_cube_counts(browser: Browser) -> None:
    """Headline and window agree with the cube for whatever window is typed, and no window asks for anything."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers, viewport=ONE_LINE) as root:
        asked = len(answers.asked)
        for first, last in (("2020-03-01", "2020-03-03"), ("2021-01-07", "2022-05-20"), ("2020-01-01", "2023-12-31")):
            type_window(root, first, last)
            window = window_of(root)
            assert window[0] <= day_number(first_day(first)) <= day_number(first_day(last)) < window[1]
            assert headline(root) == counted(answers.cubes[-1], window)
            against = disputed_in(answers.rows, answers.cubes[-1].frame, window)
            expect(root.locator(".mk-only-disputed")).to_have_text(f"{against} disputed" if against else [])
        assert len(answers.asked) == asked
        undated, unplaced = (int(getattr(answers.cubes[-1], name).sum()) for name in ("undated", "unplaced"))
        expect(root.locator(".mk-undated")).to_have_text(f"{undated} undated")
        expect(root.locator(".mk-unplaced")).to_have_text(f"{unplaced} unplaced")


def drag_window(root: Locator, pixels: Sequence[int]) -> None:
    """Take the window by its grip and move it, a frame at each place; it is not let go."""
    page, grip = root.page, root.locator(".mk-grip").bounding_box()
    assert grip
    page.mouse.move(grip["x"] + 16, grip["y"] + 8)
    page.mouse.down()
    for by in pixels:
        page.mouse.move(grip["x"] + 16 + by, grip["y"] + 8)
        drawn(page, 1)


def test_scrubbing_asks_for_nothing(browser: Browser) -> None:
    """Dragging the window, its handles and keys, steps and playing leave the server alone."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        page, asked = root.page, len(answers.asked)
        drag_window(root, [20 * step for step in range(12)])
        page.mouse.up()
        root.get_by_role("slider").first.press("PageUp")
        root.get_by_role("button", name="Step forward").click()
        root.get_by_role("button", name="Play").click()
        before = window_of(root)
        until(page, lambda: window_of(root) > before)
        root.get_by_role("button", name="Pause").click()
        drawn(page)
        assert headline(root) == counted(answers.cubes[-1], window_of(root))
        settled(page)
        assert len(answers.asked) == asked


def test_a_move_is_asked_for_once_and_before_it_ends(browser: Browser) -> None:
    """A zoom, and a pan by a key, ask for where the map will be while it is on its way, and not once it is there."""
    with opened(browser, Answers(made_rows(5_000))) as root:
        page = root.page
        page.evaluate(LOG)
        before = root.get_attribute("data-position")
        for act in (
            lambda: root.locator(".leaflet-control-zoom-in").click(),
            lambda: root.locator(".leaflet-container").press("ArrowRight"),
            lambda: root.locator(".leaflet-container").press("-"),
        ):
            act()
            until(page, lambda before=before: root.get_attribute("data-position") != before)
            settled(page)
            after(page, 300)
            log = page.evaluate("() => asks.splice(0)")
            assert log == [before]
            before = root.get_attribute("data-position")


def test_windows_end_at_the_edges_of_bins(browser: Browser) -> None:
    """Where bins are 64 days wide the clock says so, and typed days, steps, keys and drags give whole bins."""
    answers = Answers(made_rows(5_000), bins=24)
    with opened(browser, answers) as root:
        frame = answers.cubes[-1].frame
        assert frame.width == 64
        expect(root.locator(".mk-steps")).to_contain_text("in steps of 64 days")
        root.get_by_label("Step", exact=True).select_option("day")
        moves: list[Callable[[], None]] = [
            lambda: type_window(root, "2021-03-01", "2021-03-01"),
            lambda: root.get_by_role("button", name="Step forward").click(),
            lambda: root.get_by_role("slider").last.press("ArrowRight"),
            lambda: root.get_by_role("slider").last.press("ArrowLeft"),
            lambda: root.get_by_role("slider").first.press("ArrowLeft"),
            lambda: root.get_by_label("Mode", exact=True).select_option("instant"),
            lambda: root.get_by_role("button", name="Step forward").click(),
            lambda: root.get_by_label("Mode", exact=True).select_option("start"),
        ]
        seen = []
        for move in moves:
            move()
            seen.append(window_of(root))
            assert headline(root) == counted(answers.cubes[-1], seen[-1])
        bins = [((start - frame.start) / 64, (end - frame.start) / 64) for start, end in seen]
        low = (day_number(first_day("2021-03-01")) - frame.start) // 64
        assert bins[:4] == [(low, low + 1), (low + 1, low + 2), (low + 1, low + 3), (low + 1, low + 2)]
        assert bins[4:7] == [(low, low + 2), (low, low + 1), (low + 1, low + 2)]
        assert seen[7] == (FIRST, frame.start + 64 * (low + 2))


def test_an_answer_does_not_keep_a_window_from_being_told(browser: Browser) -> None:
    """What the reader did last is told when the hand rests, though the host speaks in between."""
    with opened(browser, Answers(made_rows(5_000))) as root:
        after(root.page, 300)  # what the first counts made of the window has been told
        before = window_of(root)
        root.page.evaluate(MOVE_AND_ANSWER)
        until(root.page, lambda: root.page.evaluate("() => told") is not None)
        assert root.page.evaluate("() => told.window") == list(window_of(root)) != list(before)


def test_zooming_the_track_makes_the_steps_finer(browser: Browser) -> None:
    """A zoomed track asks for a cube of its own span, in which a typed window is narrower; all of time is as before."""
    answers = Answers(made_rows(5_000), bins=24)
    with opened(browser, answers) as root:
        type_window(root, "2021-03-01", "2021-03-10")
        coarse = window_of(root)
        for _ in range(5):
            root.get_by_role("slider").first.press("+")
        settled(root.page)
        fine = answers.cubes[-1].frame
        start, end = answers.asked[-1]["span"]
        assert FIRST < start <= day_number(first_day("2021-03-01")) < end < FIRST + DAYS
        assert fine.width <= 8
        finer = fine.window(*fine.edges(Window.parse("2021-03-01/2021-03-10")))
        assert window_of(root) == (day_number(finer.start), day_number(finer.end)) != coarse
        assert headline(root) == counted(answers.cubes[-1], window_of(root))
        root.get_by_role("slider").first.press("0")
        settled(root.page)
        assert answers.asked[-1]["span"] == [FIRST, FIRST + DAYS]
        assert window_of(root) == coarse


def test_a_window_beyond_the_cube_waits_for_its_own(browser: Browser) -> None:
    """On a zoomed track a window far away, typed or reached by steps, comes with the cube that can count it."""
    answers = Answers(made_rows(5_000), bins=64)
    with opened(browser, answers) as root:
        type_window(root, "2021-03-01", "2021-03-20")
        for _ in range(5):
            root.get_by_role("slider").first.press("+")
        settled(root.page)
        type_window(root, "2022-06-01", "2022-06-20")
        settled(root.page)
        window = window_of(root)
        assert window[0] <= day_number(first_day("2022-06-01")) < day_number(first_day("2022-06-20")) < window[1]
        assert headline(root) == counted(answers.cubes[-1], window)
        for months in range(1, 5):
            root.get_by_role("button", name="Step forward").click()
            until(root.page, lambda months=months: window_of(root)[0] > window[0] + 28 * months)
            settled(root.page)
        assert headline(root) == counted(answers.cubes[-1], window_of(root))


def test_the_newest_answer_wins(browser: Browser) -> None:
    """Old marks stay while an answer is awaited, a sign says so, and an answer to an older question is thrown away."""
    answers = Held(made_rows(5_000))
    with opened(browser, answers) as root:
        shown, asked = headline(root), len(answers.asked)
        answers.hold = True
        for more in (asked + 1, asked + 2):
            before = root.get_attribute("data-position")
            root.locator(".leaflet-control-zoom-in").click()
            until(root.page, lambda before=before: root.get_attribute("data-position") != before)
            until(root.page, lambda more=more: len(answers.asked) == more)
        assert headline(root) == shown
        expect(root.locator(".mk-busy")).to_be_visible()
        answers.let_go(root.page, 0)
        drawn(root.page)
        assert headline(root) == shown
        answers.let_go(root.page, 1)
        expect(root.locator(".mk-busy")).to_be_hidden()
        assert headline(root) == counted(answers.cubes[-1], window_of(root)) != shown


def test_it_counts_until_the_last_question_is_answered(browser: Browser) -> None:
    """A page that is to ask once more still says that it counts when the answer to its last question is shown."""
    answers = Held(made_rows(500), bins=24)
    with opened(browser, answers) as root:
        answers.hold, asked, before = True, len(answers.asked), root.get_attribute("data-position")
        root.locator(".leaflet-control-zoom-in").click()
        until(root.page, lambda: root.get_attribute("data-position") != before and len(answers.asked) > asked)
        assert root.page.evaluate(ZOOM_AND_ANSWER, [answers.asked[-1]["number"], coded(answers.cubes[-1])])


def test_a_cube_that_cannot_be_given_leaves_the_old(browser: Browser) -> None:
    """A failure and damaged bytes are said in a note; counts are those of before, and the next move asks again."""
    answers = Held(made_rows(5_000))
    with opened(browser, answers) as root:
        shown = headline(root)
        damaged = base64.b64encode(b"MAPCUBE1no").decode()
        for odd in ({"failed": "the server is busy"}, {"bytes": damaged}, {"bytes": ""}):
            answers.odd = odd
            root.locator(".leaflet-control-zoom-in").click()
            expect(root.locator(".mk-note")).to_be_visible()
            expect(root.locator(".mk-note")).to_contain_text("No new counts for this part of the map")
            assert headline(root) == shown
            answers.odd = None
            root.locator(".leaflet-control-zoom-out").click()
            expect(root.locator(".mk-note")).to_be_hidden()
            settled(root.page)
            assert headline(root) == shown


def test_a_square_lists_its_incidents(browser: Browser) -> None:
    """A press on a square opens its card, which gives all of its incidents of the window, twenty-five at a time."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        name, count = fullest(root)
        click_fullest(root)
        expect(root.locator(".mk-panel-title")).to_have_text(name)
        expect(root.locator(".mk-counts")).to_contain_text(f"{count:,} in this window")
        expect(root.locator(".mk-pager").first).to_contain_text(f"1–25 of {count:,}")
        titles = list(root.locator(".mk-item-title").all_text_contents())
        while (more := root.locator(".mk-pager").first.get_by_text("Next")).count():
            more.click()
            expect(root.locator(".mk-pager").first).to_contain_text(f"{len(titles) + 1}–")
            titles += root.locator(".mk-item-title").all_text_contents()
        assert len(titles) == len(set(titles)) == count
        dates = answers.rows.start[[int(title.split()[1]) for title in titles]].tolist()
        assert dates == sorted(dates, reverse=True)
        root.locator(".mk-pager").first.get_by_text("Previous").click()
        expect(root.locator(".mk-item-title").first).to_have_text(titles[-(len(titles) % 25 or 25) - 25])


def test_a_row_of_a_square_opens_its_incident(browser: Browser) -> None:
    """A row opens the same card as anywhere; it steps through its page, and Back leads to that page and that row."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        _, count = fullest(root)
        click_fullest(root)
        pager = root.locator(".mk-pager").first
        pager.get_by_text("Next").click()
        expect(pager).to_contain_text("26–")
        titles = root.locator(".mk-item-title").all_text_contents()
        root.locator(".mk-item-button").nth(1).press("Enter")
        card = root.locator(".mk-panel-title")
        expect(card).to_have_text(titles[1])
        expect(card).to_be_focused()
        expect(root.locator(".mk-position")).to_have_text(f"27 of {count:,} listed")
        root.get_by_role("button", name="Next incident").click()
        expect(card).to_have_text(titles[2])
        root.locator(".mk-back-to").press("Enter")
        expect(pager).to_contain_text("26–")
        expect(root.locator(".mk-item-button").nth(2)).to_be_focused()


def test_the_list_of_a_square_is_searched_and_turned(browser: Browser) -> None:
    """Order, dates and words ask anew from the first page; the field keeps focus and words while answers come."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        click_fullest(root)
        pager, first = root.locator(".mk-pager").first, root.locator(".mk-item-title").first
        pager.get_by_text("Next").click()
        expect(pager).to_contain_text("26–")
        before = first.inner_text()
        root.get_by_text("Order: newest first").click()
        expect(first).not_to_have_text(before)
        expect(pager).to_contain_text("1–25")
        root.get_by_text("Dates: this window").click()
        until(root.page, lambda: answers.pages[-1]["window"] == [day_number(OPEN_START), day_number(OPEN_END)])
        field = root.get_by_role("searchbox")
        field.press_sequentially("77", delay=40)
        until(root.page, lambda: answers.pages[-1]["text"] == "77")
        expect(first).to_contain_text("77")
        expect(field).to_be_focused()
        field.press_sequentially("x")
        expect(root.locator(".mk-panel-body")).to_contain_text("Nothing here matches.")
        expect(field).to_have_value("77x")
        assert {page["from"] for page in answers.pages if page["text"]} == {0}


def test_what_is_in_sight_is_listed_by_pages(browser: Browser) -> None:
    """The list of a large atlas is of what the map shows: asked for when it is opened, and when the map moves."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        page = root.page
        assert answers.pages == []
        show_list(root, "incidents")
        until(page, lambda: len(answers.pages) == 1)
        expect(root.locator(".mk-item-button")).to_have_count(25)
        whole, asked = in_sight(answers), answers.pages[0]
        assert whole > 25
        root.locator(".leaflet-control-zoom-in").click()
        settled(page)
        until(page, lambda: answers.pages[-1]["cell"] != asked["cell"])
        expect(root.locator(".mk-pager").first).to_contain_text(f"of {in_sight(answers):,}")
        assert in_sight(answers) < whole
        show_list(root, "places")
        expect(root.locator(".mk-place").first).to_be_visible()


def in_sight(answers: Answers) -> int:
    """How many incidents the last page that was asked for is one of."""
    total: int = answers.page(dict(answers.pages[-1]))[0]["page"]["total"]
    answers.pages.pop()
    return total


def test_a_moved_window_asks_for_its_list_once(browser: Browser) -> None:
    """While the window is dragged the open list is left alone; once it is let go it is asked for, as by new filters."""
    answers = Answers(made_rows(20_000))
    with opened(browser, answers) as root:
        page = root.page
        click_fullest(root)
        until(page, lambda: len(answers.pages) == 1)
        drag_window(root, [9 * step for step in range(10)])
        assert len(answers.pages) == 1
        page.mouse.up()
        until(page, lambda: len(answers.pages) == 2)
        assert tuple(answers.pages[-1]["window"]) == window_of(root)
        expect(root.locator(".mk-pager").first).to_be_visible()
        title = root.locator(".mk-panel-title").inner_text()
        root.locator(".leaflet-control-zoom-in").click()
        settled(page)
        expect(root.locator(".mk-panel-title")).to_have_text(title)
        assert len(answers.pages) == 2
        page.evaluate("() => handle.update({ view: 'kind=attack' })")
        until(page, lambda: len(answers.pages) == 3)
        settled(page)
        assert answers.pages[-1]["cell"] == answers.pages[0]["cell"]


def test_a_list_that_cannot_be_given_says_so(browser: Browser) -> None:
    """A sign tells of a page that is late, a sentence of one that failed; an answer to an older question is dropped."""
    answers = Held(made_rows(5_000))
    with opened(browser, answers) as root:
        answers.hold = True
        click_fullest(root)
        expect(root.locator(".mk-working")).to_have_text("Working")
        answers.hold = False
        root.get_by_text("Order: newest first").click()
        expect(root.locator(".mk-working")).to_have_count(0)
        number = answers.pages[-1]["number"]
        expect(root.locator(".mk-pager").first).to_be_visible()
        answers.hold = True  # what failed is asked for again when the hand rests
        told = "(page) => handle.update({ page })"
        root.page.evaluate(told, {"number": number, "failed": "the table is being compacted"})
        expect(root.locator(".mk-panel-body")).to_contain_text("could not be loaded: the table is being compacted.")
        root.page.evaluate(told, {"number": number - 1, "from": 0, "total": 0, "incidents": []})
        expect(root.locator(".mk-panel-body")).to_contain_text("The list could not be loaded")
        answers.hold = False
        root.get_by_text("Order: oldest first").click()
        expect(root.locator(".mk-panel-body")).not_to_contain_text("The list could not be loaded")


def test_squares_are_reached_by_keyboard(browser: Browser) -> None:
    """The list of squares is a way in without a pointer: Enter opens a card, Escape gives the focus back."""
    with opened(browser, Answers(made_rows(5_000))) as root:
        item = root.locator(".mk-place").nth(2)
        item.focus()
        item.press("Enter")
        expect(root.locator(".mk-panel-title")).to_be_focused()
        expect(root.locator(".mk-item-title").first).to_be_visible()
        root.page.keyboard.press("Escape")
        expect(root.locator(".mk-place").nth(2)).to_be_focused()


def test_a_click_on_the_map_opens_the_square_under_it(browser: Browser) -> None:
    """A click anywhere in a square that holds something opens it, and beside them all closes it."""
    answers = Answers(made_rows(5_000))
    with opened(browser, answers) as root:
        cube = answers.cubes[-1]
        start, end = window_of(root)
        counts = cube.running().shown(*cube.frame.edges(Window(day_of(start), day_of(end))))
        place, side = int(np.argmax(counts)), 2.0**cube.frame.zoom
        x, y = int(cube.x[place]), int(cube.y[place])
        root.page.mouse.click(*pixel_of(root.page, *degrees((x + 0.12) / side, (y + 0.88) / side)))
        until(root.page, lambda: len(answers.pages) == 1)
        assert answers.pages[0]["cell"] == {"zoom": cube.frame.zoom, "columns": [x, x + 1], "rows": [y, y + 1]}
        expect(root.locator(".mk-counts")).to_contain_text(f"{counts[place]:,} in this window")
        box = root.locator(".mk-map").bounding_box()
        assert box
        root.page.mouse.click(box["x"] + 8, box["y"] + box["height"] / 2)
        expect(root.locator(".mk-counts")).to_have_count(0)


def test_the_picture_says_that_it_counts_squares(browser: Browser) -> None:
    """The sentence names the squares, and the receipt's view their box, in which the atlas counts the same."""
    answers = Answers(made_rows(5_000))
    with opened(browser, answers) as root:
        window = window_of(root)
        with root.page.expect_download() as found:
            share(root).locator(".mk-camera").click()
        data = found.value.path().read_bytes()
        expect(root.locator(".mk-voice")).to_contain_text(re.compile(r"incidents in \d+ squares of 120 km"))
        expect(root.locator(".mk-squares")).to_have_text("Counts by squares of 120 km")
        receipt = receipt_of(data)
        view = View.parse(receipt["view"])
        (box,) = view.where
        rows, held = answers.rows, answers.rows.dated & answers.rows.placed
        (west, east), (north, south) = grid((box.west, box.east), (box.north, box.south))
        held &= (rows.x >= west) & (rows.x < east) & (rows.y >= north) & (rows.y < south)
        shown = held & (rows.start < window[1]) & (rows.end > window[0])
        assert receipt["counts"]["shown"] == shown.sum() == headline(root)[0]
        assert "squares of 120 km" in receipt["sentence"]


@pytest.fixture(scope="module")
def carried_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Atlas]]:
    """The address of the one-file map of a large atlas, and the atlas."""
    folder = tmp_path_factory.mktemp("file")
    rows = incidents()
    claims = [{"incident": one["id"], "source": "ministry", "stance": "denies", "says": ""} for one in rows[::7]]
    small = write_folder(folder / "small", incidents=rows, claims=claims)
    mk.write(mk.read(small), folder / "world.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nouns, "MAX_WHOLE", 100)
        atlas = mk.read(folder / "world.parquet")
        (folder / "map.html").write_bytes(render(atlas, ".html"))
        yield (folder / "map.html").as_uri(), atlas


def test_a_file_answers_itself(browser: Browser, carried_file: tuple[str, Atlas]) -> None:
    """The one-file map of a large atlas counts at every zoom from what it carries, and says so and where that ends."""
    address, atlas = carried_file
    with quiet(browser, offline=True) as seen:
        seen.page.goto(address)
        root = seen.page.locator(".mk-root[data-cube]")
        expect(root.locator(".mk-panel-body")).to_contain_text("This file holds counts, by squares and days")
        expect(root.locator(".mk-head")).to_contain_text(re.compile(r"; [1-9]\d* disputed;"))
        expect(root.locator(".mk-only-disputed")).to_have_count(0)  # since it holds no such view
        counted_at: dict[str, str] = {}
        for button in ("out", "out", "in", "in", "in", "in", "in", "in", "out", "out"):
            settled(seen.page)
            zoom = (root.get_attribute("data-position") or "").split("/")[0]
            if zoom not in counted_at:  # to be counted once is enough
                assert headline(root) == in_view(seen.page, atlas, window_of(root))
            counted_at[zoom] = root.locator(".mk-squares").inner_text()
            root.locator(f".leaflet-control-zoom-{button}").click()
            until(seen.page, lambda zoom=zoom: not (root.get_attribute("data-position") or "").startswith(f"{zoom}/"))
        assert len({*counted_at.values()}) > 2
        click_fullest(root)
        expect(root.locator(".mk-panel-body")).to_contain_text("The texts of these incidents are not in this file")
        root.locator(".leaflet-container").focus()
        for _ in range(40):
            seen.page.keyboard.press("Shift+ArrowRight")
            after(seen.page, 150)
            if "this file holds none there" in root.locator(".mk-note").inner_text():
                break
        else:
            pytest.fail("the file does not say where its counts end")


def in_view(page: Page, atlas: Atlas, window: tuple[int, int]) -> tuple[int, int]:
    """Shown and certain in the squares that the page says it counts, by the store."""
    with page.expect_download() as found:
        share(page.locator(".mk-root")).locator(".mk-camera").click()
    page.keyboard.press("Escape")
    view = View.parse(receipt_of(found.value.path().read_bytes())["view"])
    counts = atlas.filter(view).counts
    assert (day_number(view.when.start), day_number(view.when.end)) == window
    return counts.shown, counts.certain


@pytest.mark.parametrize("size", alike(["phone", "wide"]))
def test_squares_are_accessible(browser: Browser, size: str) -> None:
    """Axe finds nothing serious in the page, with a card open, light and dark, wide and on a phone."""
    look = FINGER if size == "phone" else {}
    with opened(browser, Answers(made_rows(5_000)), **look) as root:
        show_list(root, "places")  # the sheet of a phone comes up
        click_fullest(root)
        expect(root.locator(".mk-item-title").first).to_be_visible()
        found = Axe().run(root.page, options={"resultTypes": ["violations"]}).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave] == []
