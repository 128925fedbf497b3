"""A saved map in a real browser, opened from disk with the network cut; and hostile data, which must stay text."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

import mapkit as mk
from mapkit.webmap.island import VERSION
from support.browser import PHONE, Visit, click_place, open_map, visit, window_texts
from support.waiting import after, until

OFFLINE = True  # what is seen here has no network

# Whether a canvas has a pixel of a kind's colour.
PAINTED = """root => [...root.querySelectorAll('canvas')].some((canvas) => {
  if (!canvas.width || !canvas.height) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < data.length; i += 4)
    if ([0xD5, 0x5E, 0x00, 255].every((value, k) => data[i + k] === value)) return true;
  return false;
})"""


def test_a_saved_folium_map_works_offline(seen: Visit, saved: Path) -> None:
    """`draw(atlas).save(path)` writes one file whose map, clock and cards work from disk with the network cut."""
    root = open_map(seen.page, saved.as_uri())
    expect(root.locator(".mk-shown")).to_have_text("28 shown")
    handle = root.get_by_role("slider", name="Window end")
    handle.focus()
    handle.press("Home")
    expect(root.locator(".mk-shown")).not_to_have_text("28 shown")


def test_a_click_lists_all_of_the_spot(seen: Visit, saved: Path) -> None:
    """A click on the region's badge lists every one of its eleven incidents, a row each."""
    root = open_map(seen.page, saved.as_uri())
    root.locator(".mk-region-count").click()
    expect(root.locator(".mk-rows .mk-item-button")).to_have_count(11)


def test_a_line_is_clicked(seen: Visit, saved: Path) -> None:
    """A click on the corridor's line opens its incidents and the states it went through."""
    root = open_map(seen.page, saved.as_uri())
    click_place(seen.page, 46.623, 39.673)
    panel = root.locator(".mk-panel")
    expect(panel.get_by_text("Motion of the Dutch parliament on the Lachin corridor")).to_be_visible()
    expect(panel.get_by_text("Limited traffic").first).to_be_visible()


def test_the_window_plays(seen: Visit, saved: Path) -> None:
    """Play moves the window on by itself, and pausing stops it."""
    root = open_map(seen.page, saved.as_uri())
    end = root.get_by_role("slider", name="Window end")
    end.focus()
    end.press("Home")
    before = window_texts(root)
    root.get_by_role("button", name="Play").click()
    seen.page.wait_for_function(
        "([root, before]) => root.querySelectorAll('[role=slider]')[1].getAttribute('aria-valuetext') !== before",
        arg=[root.element_handle(), before[1]],
    )
    root.get_by_role("button", name="Pause").click()
    paused = window_texts(root)
    after(seen.page, 400)
    assert window_texts(root) == paused


def test_a_typed_date_moves_the_window(seen: Visit, saved: Path) -> None:
    """A typed date sets the end of the window; nonsense gets a sentence at the field and keeps the last good one."""
    root = open_map(seen.page, saved.as_uri())
    first = root.locator("input.mk-date, .mk-date input").first
    first.fill("2022-12-12")
    first.press("Enter")
    assert window_texts(root)[0] == "12 December 2022"
    first.fill("10/11/2020")
    first.press("Enter")
    expect(root.locator(".mk-error").filter(has_text="2020")).to_be_visible()
    assert window_texts(root)[0] == "12 December 2022"


@pytest.mark.parametrize("settings", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}], ids=["wide", "dark", "phone"])
def test_marks_are_painted(browser: Browser, saved: Path, settings: dict[str, Any]) -> None:
    """In every theme and size the marks' canvas holds the colours of the kinds."""
    with visit(browser, offline=True, **settings) as opened:
        root = open_map(opened.page, saved.as_uri())
        until(opened.page, lambda: root.evaluate(PAINTED))


def test_a_broken_island_is_told(seen: Visit, saved: Path, tmp_path: Path) -> None:
    """A page whose data were cut short shows a message in the map's place."""
    broken = tmp_path / "broken.html"
    broken.write_text(saved.read_text("utf-8").replace(f'"version":{VERSION}', '"version":99'), "utf-8")
    seen.page.goto(broken.as_uri())
    expect(seen.page.get_by_role("alert")).to_contain_text("This map cannot be shown")


def test_without_javascript_the_table_is_read(browser: Browser, tmp_path: Path) -> None:
    """The exported page shows what it holds as a plain table where JavaScript is off."""
    path = tmp_path / "map.html"
    mk.snapshot(mk.read("geo").filter(when="2022-12-12/2023-09-19"), path)
    with visit(browser, offline=True, java_script_enabled=False) as opened:
        opened.page.goto(path.as_uri())
        expect(opened.page.get_by_role("table")).to_contain_text("Ordinary traffic on the Lachin road ends")
