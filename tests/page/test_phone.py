"""The map on a phone: a sheet with three heights, dates in words, names inside the map, and fingers that zoom."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from support.browser import PHONE, ROOT, Visit, open_map, pixel_of, quiet, unfold
from support.waiting import after, drawn

FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
FARUKH = (46.80111, 40.01639)
HEIGHTS = ["folded", "half", "whole"]


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    """A phone without a network asks for nothing and raises no error."""
    with quiet(browser, offline=True, **FINGER) as opened:
        yield opened


def high(root: Locator) -> float:
    """How high the sheet stands, in pixels."""
    found: float = root.locator(".mk-panel").evaluate("one => one.getBoundingClientRect().height")
    return found


def stands(root: Locator, height: str) -> None:
    """The handle says how high the sheet stands."""
    expect(root.locator(".mk-grabber")).to_have_attribute("aria-label", f"Height of the list: {height}")


def drag(root: Locator, by: float) -> None:
    """Drag the handle up by so many pixels, slowly, and let go."""
    box = root.locator(".mk-grabber").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    root.page.mouse.move(x, y)
    root.page.mouse.down()
    for step in range(1, 9):
        root.page.mouse.move(x, y - by * step / 8)
        drawn(root.page, 1)
    after(root.page, 100)  # who has come to rest throws nothing
    root.page.mouse.move(x, y - by)
    root.page.mouse.up()


def test_the_sheet_has_three_heights(seen: Visit, saved: Path) -> None:
    """A press on the handle, arrows on it and a drag bring the sheet to each of its three heights."""
    root = open_map(seen.page, saved.as_uri())
    handle, heights = root.locator(".mk-grabber"), []
    for height in [*HEIGHTS, "folded"]:
        stands(root, height)
        expect(handle).to_have_attribute("aria-expanded", str(height != "folded").lower())
        heights.append(high(root))
        handle.click()
    assert heights[0] < heights[1] < heights[2] > heights[3] == heights[0]
    for key, height in (
        ("ArrowUp", "whole"),
        ("ArrowUp", "whole"),
        ("Home", "folded"),
        ("End", "whole"),
        ("ArrowDown", "half"),
    ):
        handle.press(key)
        stands(root, height)
    drag(root, heights[2] - heights[1] - 10)
    stands(root, "whole")
    drag(root, heights[0] - heights[2] + 20)
    stands(root, "folded")
    expect(root.locator(".mk-panel-body")).to_be_hidden()
    assert high(root) == heights[0]


def test_a_drag_by_the_bar_presses_nothing(seen: Visit, saved: Path) -> None:
    """A drag that begins and ends on the name of a list moves the sheet, and shows no other list."""
    root = open_map(seen.page, saved.as_uri())
    box = root.locator("[data-face=chapters]").bounding_box()
    assert box
    seen.page.mouse.move(box["x"] + 20, box["y"] + 20)
    seen.page.mouse.down()
    for step in range(1, 9):
        seen.page.mouse.move(box["x"] + 20, box["y"] + 20 - 35 * step)
        drawn(seen.page, 1)
    after(seen.page, 100)
    seen.page.mouse.up()
    stands(root, "half")
    expect(root.locator("[data-face=incidents]")).to_have_attribute("aria-pressed", "true")
    after(seen.page, 0)  # the press that a drag ends with is none, and over
    root.locator("[data-face=chapters]").click()
    expect(root.locator("[data-face=chapters]")).to_have_attribute("aria-pressed", "true")


def test_the_sheet_opens_on_the_incident(seen: Visit, saved: Path) -> None:
    """A tap on a mark of one incident brings the sheet half up with its title in sight."""
    root = open_map(seen.page, saved.as_uri() + "#when=2022-03-01/2022-03-31&map=11/40.02/46.8")
    mark = pixel_of(seen.page, *FARUKH)
    seen.page.touchscreen.tap(*mark)
    stands(root, "half")
    title = root.locator(".mk-panel-title").filter(has_text="three servicemen killed").last
    expect(title).to_be_in_viewport()


def test_a_tap_on_a_mark_is_for_it(seen: Visit, saved: Path) -> None:
    """Who taps the middle of a mark gets its place or incident alone, whatever line or site passes near it."""
    marks = mk.read(ROOT / "geo").rows().groupby("site")[["lon", "lat"]].first()
    for site in ("height-2054", "rtjmc", "sarsang-reservoir", "shusha-junction"):
        seen.page.goto("about:blank")  # a card that opened before has moved the map
        root = open_map(seen.page, saved.as_uri())
        seen.page.touchscreen.tap(*pixel_of(seen.page, *marks.loc[site]))
        stands(root, "half")
        expect(root.locator(".mk-panel-title"), site).not_to_contain_text("places here")


def test_dates_and_map_have_room(seen: Visit, saved: Path) -> None:
    """The window's dates stand whole in the clock, in words, and the map has most of the screen by a folded sheet."""
    root = open_map(seen.page, saved.as_uri())
    expect(root.locator(".mk-window")).to_have_text(re.compile("Nov 2020 . Oct 2023"))
    assert root.locator(".mk-window").evaluate("one => one.clientHeight") < 24  # in one line, where they fit
    for when, words in (
        ("2023-03-01/2023-04-30", "Mar – Apr 2023"),
        ("2022-12-12/2023-09-18", "12 Dec 2022 – 18 Sept 2023"),
    ):
        seen.page.goto("about:blank")
        open_map(seen.page, saved.as_uri() + f"#when={when}")
        window = root.locator(".mk-window")
        expect(window).to_have_text(re.compile(words.replace("–", "."), re.DOTALL))
        expect(window).to_be_in_viewport(ratio=1)
        assert window.evaluate("one => one.scrollWidth <= one.clientWidth")
        said, step = root.locator(".mk-counted").bounding_box(), root.locator(".mk-back").bounding_box()
        assert said
        assert step
        assert said["x"] + said["width"] <= step["x"]
    share = root.locator(".mk-map").evaluate("one => one.clientHeight") / PHONE["height"]
    assert share > 0.5
    clock = root.locator(".mk-clock").bounding_box()
    assert clock
    assert clock["y"] + clock["height"] <= PHONE["height"]
    unfold(root)
    expect(root.locator(".mk-date").first).to_be_visible()


def test_the_sheet_of_filters_says_what_it_is(seen: Visit, saved: Path) -> None:
    """The sheet with the filters has a heading beside the button that closes it; closed, the focus is where it was."""
    root = open_map(seen.page, saved.as_uri())
    press = root.get_by_role("button", name="Filters")
    press.tap()
    heading, close = root.get_by_role("heading", name="Filters"), root.get_by_role("button", name="Close").first
    expect(heading).to_be_in_viewport(ratio=1)
    expect(close).to_be_focused()
    boxes = [one.bounding_box() for one in (heading, close)]
    assert boxes[0]
    assert boxes[1]
    assert abs(boxes[0]["y"] + boxes[0]["height"] / 2 - boxes[1]["y"] - boxes[1]["height"] / 2) < 3
    close.tap()
    expect(heading).to_be_hidden()
    expect(press).to_be_focused()


def test_a_saved_page_can_be_pinched(seen: Visit, saved: Path) -> None:
    """Neither `draw(...).save` nor an export forbids readers to zoom the page."""
    mk.snapshot(mk.read(ROOT / "geo"), saved.with_name("export.html"))
    for name in (saved.name, "export.html"):
        text = saved.with_name(name).read_text("utf-8")
        assert re.findall(r'<meta name="viewport"[^>]*>', text) == [
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
        ]
    open_map(seen.page, saved.as_uri())
    content = seen.page.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "user-scalable" not in content
    assert "maximum-scale" not in content
