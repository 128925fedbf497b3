"""The map in a frame of somebody else's page: how it is laid out, what folds, what it tells the page around it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from support.browser import CATCH, ROOT, Visit, open_map, quiet, visit, window_texts
from support.waiting import after, drawn, until

OFFLINE = True  # what is seen here has no network

# From the smallest frame that is promised to a wide one; 55 % of each is the map's.
SIZES = [
    (320, 400),
    (320, 480),
    (360, 640),
    (390, 500),
    (480, 400),
    (640, 420),
    (640, 480),
    (768, 432),
    (800, 600),
    (1024, 400),
    (1024, 576),
    (1280, 720),
]
LEAST = 0.55
CUT = """root => ['.mk-title', '.mk-window', '.mk-play', '.mk-unfold', '.mk-places-button', '.mk-legend > summary',
  '.mk-track', '.mk-handle-start', '.mk-handle-end', '.mk-story']
  .map((name) => [name, root.querySelector(name).getBoundingClientRect()])
  .filter(([, box]) => !box.width || !box.height || box.left < 0 || box.top < 0 || box.right > innerWidth + 0.5
    || box.bottom > innerHeight + 0.5)
  .map(([name, box]) => [name, box.left, box.top, box.right, box.bottom])"""
# What covers what in the clock's row: no text, button or handle lies on another.
COVERED = """root => {
  const boxes = ['.mk-play', '.mk-now-shown', '.mk-unfold', '.mk-track'].map((name) => root.querySelector(name))
    .map((one) => [one.className, one.getBoundingClientRect()]);
  return boxes.flatMap(([name, a], k) => boxes.slice(k + 1)
    .filter(([, b]) => a.left < b.right - 1 && a.right > b.left + 1 && a.top < b.bottom - 1 && a.bottom > b.top + 1)
    .map(([other]) => [name, other]));
}"""
# Marks, by where they are, on which a button, a badge or a folded list lies.
MARKS_UNDER = """() => {
  const { model: { grid, marks, total }, sites, layers } = caught, area = layers.marks.canvas.getBoundingClientRect();
  const over = ['.mk-region-count', '.mk-story', '.mk-seek', '.mk-places-button', '.mk-legend > summary'].map((name) =>
    [name, document.querySelector(name).getBoundingClientRect()]).filter(([, box]) => box.width);
  return Array.from({ length: marks.n }, (_, m) => [m, sites[marks.site[m]], area.left + grid.x[m],
    area.top + grid.y[m]]).filter(([m, site]) => total[m] && !site?.region && grid.cell[m] >= 0)
    .flatMap(([m, site, x, y]) => over.filter(([, box]) => x > box.left - 6 && x < box.right + 6 && y > box.top - 6
      && y < box.bottom + 6).map(([name]) => [site?.id ?? m, name]));
}"""
LISTENED = """<!doctype html><title>A newsroom</title><script>
  const heard = []; addEventListener('message', ({ data }) => heard.push(data));
</script><iframe src="%s" style="width: 640px; height: 420px; border: 0"></iframe>"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported page, which carries a policy that allows nothing outside."""
    path = tmp_path_factory.mktemp("saved") / "mission.html"
    mk.snapshot(mk.read(ROOT / "geo"), path)
    return path


@pytest.fixture
def framed(seen: Visit, saved: Path) -> Locator:
    """The root of a map in a frame of usual size."""
    seen.page.set_viewport_size({"width": 640, "height": 420})
    return open_map(seen.page, saved.as_uri() + "#frame=1")


def test_the_map_has_most_of_a_frame(seen: Visit, saved: Path) -> None:
    """In twelve sizes the map has 55 % of the height or more, and nothing of title and clock is cut or covered."""
    root = open_map(seen.page, saved.as_uri() + "#frame=1")
    found: dict[tuple[int, int], Any] = {}
    for wide, high in SIZES:
        seen.page.set_viewport_size({"width": wide, "height": high})
        expect(root).to_have_attribute("data-size", "phone" if wide < 640 else "medium")
        drawn(seen.page, 3)
        share = root.locator(".mk-map").evaluate("one => one.clientHeight") / high
        bad = root.evaluate(CUT) + root.evaluate(COVERED)
        bad += ["title"] if root.locator(".mk-title").evaluate("one => one.scrollHeight > one.clientHeight + 1") else []
        if share < LEAST or bad:
            found[wide, high] = (share, bad)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= wide
    assert found == {}


def test_nothing_lies_on_marks(browser: Browser, saved: Path) -> None:
    """In frames from the smallest on neither the badge of a region nor a button lies on a mark of the opened map."""
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        for wide, high in ((320, 400), (390, 500), (640, 420), (1024, 400)):
            opened.page.set_viewport_size({"width": wide, "height": high})
            opened.page.goto("about:blank")
            root = open_map(opened.page, saved.as_uri() + "#frame=1")
            expect(root.locator(".mk-region-count")).to_be_visible()
            assert opened.page.evaluate(MARKS_UNDER) == [], (wide, high)


def test_a_low_page_is_a_frame(seen: Visit, saved: Path) -> None:
    """A page lower than 480 pixels is laid out as a frame without being asked; a higher one is not."""
    root = open_map(seen.page, saved.as_uri())
    expect(root).not_to_have_attribute("data-frame", "asked")
    for high, frame in ((479, "low"), (481, None), (400, "low")):
        seen.page.set_viewport_size({"width": 1024, "height": high})
        if frame:
            expect(root).to_have_attribute("data-frame", frame)
        else:
            expect(root.locator(".mk-lanes")).to_be_visible()
        expect(root).to_have_attribute("data-size", "medium" if frame else "wide")


def test_a_frame_stays_one(framed: Locator) -> None:
    """The address of a frame keeps saying so after the reader has moved time."""
    framed.get_by_role("slider", name="Window start").press("PageUp")
    framed.page.wait_for_url("**when=**frame=1**")
    framed.page.reload()
    expect(framed).to_have_attribute("data-frame", "asked")
    assert window_texts(framed)[0] != "1 November 2020"


def test_lanes_list_and_legend_unfold(framed: Locator) -> None:
    """Lanes, list and legend are folded in a frame and come by a button each; unfolded they lie over the map."""
    before = framed.locator(".mk-map").bounding_box()
    for opener, shown in (
        (".mk-unfold", ".mk-lanes"),
        (".mk-legend > summary", ".mk-kinds"),
        (".mk-places-button", ".mk-item-button"),
    ):
        expect(framed.locator(shown).first).to_be_hidden()
        framed.locator(opener).click()
        expect(framed.locator(shown).first).to_be_visible()
        assert framed.locator(".mk-map").bounding_box() == before
        if opener != ".mk-places-button":
            framed.locator(opener).click()
    close = framed.locator(".mk-close").bounding_box()
    faces = [one.bounding_box() for one in framed.locator(".mk-face:visible").all()]
    assert close
    assert all(one and one["x"] + one["width"] < close["x"] for one in faces)
    framed.page.keyboard.press("Escape")
    expect(framed.locator(".mk-item-button").first).to_be_hidden()


def test_what_lies_outside_is_not_scrolled_to(framed: Locator) -> None:
    """The folded list lies beside the frame: whatever scrolls there, the map stays in its place."""
    place = framed.locator(".mk-map").bounding_box()
    assert framed.locator(".mk-panel").evaluate("one => one.getBoundingClientRect().left > innerWidth - 1")
    framed.locator(".mk-panel").evaluate("one => one.scrollIntoView()")
    assert framed.locator(".mk-map").bounding_box() == place


def test_a_frame_is_searched(framed: Locator) -> None:
    """A button on the map of a frame, or `/`, brings the search in place of the title until what is found opens."""
    field = framed.get_by_role("combobox", name="Search")
    expect(field).to_be_hidden()
    framed.get_by_role("button", name="Search and filters").click()
    expect(field).to_be_focused()
    field.fill("Stepanakert HQ")
    framed.locator(".mk-hit").first.wait_for()
    for _ in ("what is found", "the words", "the search"):
        field.press("Escape")
    expect(framed.get_by_role("button", name="Search and filters")).to_be_focused()
    expect(field).to_be_hidden()
    framed.page.keyboard.press("/")
    field.fill("Hadrut")
    framed.locator(".mk-hit").first.wait_for()
    field.press("Enter")
    expect(field).to_be_hidden()
    expect(framed.locator(".mk-panel-body")).to_contain_text("Hadrut")


def test_next_tells_the_story(framed: Locator) -> None:
    """*Next* on the map of a frame goes from chapter to chapter, each with its text, to the last, and back."""
    chapters = mk.read(ROOT / "geo").meta.chapters
    story, onward = framed.locator(".mk-story"), framed.get_by_role("button", name="Next chapter")
    expect(story).to_contain_text(f"{len(chapters)} chapters")
    expect(framed.get_by_role("button", name="Previous chapter")).to_be_disabled()
    for place, chapter in enumerate(chapters, 1):
        onward.click()
        expect(story.locator("summary")).to_have_text(f"{place} of {len(chapters)}: {chapter.label}")
        expect(story.locator("p")).to_have_text(chapter.text)
        expect(story.locator("p")).to_be_visible(visible=place <= 3)
        if place == 3:
            story.locator("summary").click()
    expect(onward).to_be_disabled()
    framed.get_by_role("button", name="Previous chapter").click()
    expect(story.locator("summary")).to_contain_text(chapters[-2].label)


def test_a_story_lies_on_none_of_its_marks(browser: Browser, saved: Path) -> None:
    """A chapter's text stands beside what the chapter shows, for the map makes room for it; once folded it stays so."""
    shown = MARKS_UNDER.replace("total[m]", "caught.counts.mark[m]")
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        for wide, high in ((640, 420), (1024, 400)):
            opened.page.set_viewport_size({"width": wide, "height": high})
            opened.page.goto("about:blank")
            root = open_map(opened.page, saved.as_uri() + "#frame=1")
            for chapter in mk.read(ROOT / "geo").meta.chapters:
                root.get_by_role("button", name="Next chapter").click()
                expect(root.locator(".mk-story p")).to_have_text(chapter.text)
                expect(root.locator(".mk-story p")).to_be_visible()
                drawn(opened.page, 2)
                assert opened.page.evaluate(shown) == [], (wide, chapter.label)


def test_an_open_card_hides_its_place_by_nothing(browser: Browser, saved: Path) -> None:
    """Where a card is opened beside a chapter's text, the text makes room and the mark is seen; then it is back."""
    chosen = MARKS_UNDER.replace("total[m]", "caught.chosenMarks.has(m)").replace("['.mk-r", "['.mk-panel', '.mk-r")
    with quiet(browser) as opened:
        opened.page.add_init_script(f"({CATCH})()")
        opened.page.set_viewport_size({"width": 720, "height": 450})
        root = open_map(opened.page, saved.as_uri() + "#frame=1")
        for _ in range(6):
            root.get_by_role("button", name="Next chapter").click()
        expect(root.locator(".mk-headline")).to_contain_text("2 possible")  # in a word, where more would be cut
        root.locator(".mk-places-button").click()
        root.locator(".mk-item-button").first.click()
        expect(root.locator(".mk-panel-title")).to_have_text("Ordinary traffic on the Lachin road ends")
        until(opened.page, lambda: opened.page.evaluate(chosen), lambda found: found == [])
        assert opened.page.evaluate("() => [...caught.chosenMarks].map((m) => caught.model.grid.cell[m] >= 0)") == [
            True
        ]
        root.locator(".mk-close").click()
        expect(root.locator(".mk-story p")).to_be_visible()


def test_a_frame_tells_its_height(seen: Visit, saved: Path) -> None:
    """The page around a frame is told a height, which follows from the width alone, and nothing else."""
    around = saved.parent / "around.html"
    around.write_text(LISTENED % f"{saved.name}#frame=1", "utf-8")
    seen.page.goto(around.as_uri())
    seen.page.wait_for_function("heard.length > 0")
    for style in ("height: 600px", "width: 400px"):
        seen.page.evaluate("style => { document.querySelector('iframe').style.cssText += style; }", style)
        after(seen.page.frames[1], 300)
    heard = seen.page.evaluate("heard")
    assert [sorted(one) for one in heard] == [["height", "mapkit"]] * 2
    assert {one["mapkit"] for one in heard} == {"height"}
    assert [300 < one["height"] < 700 for one in heard] == [True, True]


def test_a_served_frame_is_the_map_alone(browser: Browser, app: str) -> None:
    """A frame of a served page has the map and nothing else that keys would reach; its address keeps asking for it."""
    with visit(browser, viewport={"width": 640, "height": 420}) as seen:
        root = open_map(seen.page, app + "?embed=true&frame=1&when=2023")
        expect(root).to_have_attribute("data-frame", "asked")
        box = root.bounding_box()
        assert box == {"x": 0, "y": 0, "width": 640, "height": 420}
        expect(seen.page.get_by_role("tab")).to_have_count(0)
        root.get_by_role("slider", name="Window start").press("PageUp")
        seen.page.wait_for_url("**when=2023-1**frame=1**")
    assert seen.errors == []
