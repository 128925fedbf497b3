"""What no checker sees: the way with Tab, the ring around what has the focus, spoken words, fingers, calm motion."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from support.browser import PHONE, open_map, unfold, visit, window_texts
from support.waiting import after, drawn, until

FINGER = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
DATE = re.compile(
    r"\d{1,2} (January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
# Everything that a key should reach. Ticks of chapters are for the pointer: the list of chapters in the panel has them.
CONTROLS = """root => {
  const all = [...root.querySelectorAll('button, select, input, summary, a, [role=slider], [tabindex]')];
  window.controls = all
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true }));
  return window.controls.length;
}"""
# The ring around what has the focus: its width, how it stands out from the ground, how many sides nothing cuts off.
RING = """() => {
  const active = document.activeElement, ring = active.querySelector('.mk-knob') || active;
  const style = getComputedStyle(ring), box = ring.getBoundingClientRect();
  const width = parseFloat(style.outlineWidth), grown = parseFloat(style.outlineOffset) + width;
  const edge = [box.left - grown, box.top - grown, -box.right - grown, -box.bottom - grown];
  let free = [true, true, true, true];
  for (let one = ring.parentElement; one; one = one.parentElement) {
    if (getComputedStyle(one).overflow === 'visible') continue;
    const clip = one.getBoundingClientRect(), edges = [clip.left, clip.top, -clip.right, -clip.bottom];
    free = free.map((known, i) => known && edge[i] >= edges[i] - 0.5);
  }
  const key = window.controls.indexOf(active);
  const name = active.className || active.localName, sides = free.filter(Boolean).length;
  return { key, name, style: style.outlineStyle, width, sides };
}"""
SMALL = """root => [...root.querySelectorAll('button, select, input, summary, [role=slider], .leaflet-bar a')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.matches('.mk-segment, .mk-tick, .mk-skip'))
  .map((one) => [one, (one.closest('label') || one).getBoundingClientRect()])
  .filter(([, box]) => box.width < 43.9 || box.height < 43.9)
  .map(([one, box]) => `${one.className || one.localName}: ${one.textContent} ${box.width} x ${box.height}`)"""
NOTE_STARTS = """root => {
  const handle = root.querySelector('.mk-handle-start');
  root.days = [];
  new MutationObserver(() => root.days.push(handle.getAttribute('aria-valuetext')))
    .observe(handle, { attributeFilter: ['aria-valuetext'] });
}"""
LISTEN = """root => {
  root.said = [];
  new MutationObserver((changes) => root.said.push(...changes.map(({ target }) => target.textContent)))
    .observe(root.querySelector('.mk-voice'), { childList: true, characterData: true, subtree: true });
}"""


def walk(page: Page, steps: int) -> list[dict[str, Any]]:
    """What gets the focus, and its ring, at each press of Tab."""
    found = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.append(page.evaluate(RING))
    return found


def swipe(page: Page, place: Locator) -> None:
    """A finger put on a place moves aslant, up and to the right, and is lifted."""
    box = place.bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    for step in range(13):
        point = {"x": box["x"] + 6 + 6 * step, "y": box["y"] + 6 - 14 * step}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove" if step else "touchStart", "touchPoints": [point]})
        drawn(page, 1)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    drawn(page)


def set_window(root: Locator, first: str, last: str) -> None:
    """Type both days of the window."""
    for field, day in ((root.locator(".mk-date").first, first), (root.locator(".mk-date").last, last)):
        field.fill(day)
        field.press("Enter")


def focused(root: Locator) -> Locator:
    """What has the focus."""
    return root.locator(":focus")


@pytest.mark.parametrize("settings", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_tab_reaches_every_control(browser: Browser, mission: str, settings: dict[str, Any]) -> None:
    """Tab goes through every control of map, panel and clock once, in the order of the page, each with a ring."""
    with visit(browser, **settings) as seen:
        root = open_map(seen.page, mission)
        unfold(root)
        wanted = root.evaluate(CONTROLS)
        steps = walk(seen.page, wanted)
    assert [step["key"] for step in steps] == [*range(wanted)]
    assert wanted > 25
    faint = [s for s in steps if s["style"] == "none" or s["width"] < 2 or s["sides"] < 3]
    assert faint == []


def test_handles_say_dates_in_words(browser: Browser, mission: str) -> None:
    """Both handles say their day as words, after a key too, and are named."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        root.get_by_role("slider", name="Window start").press("PageUp")
        assert all(DATE.fullmatch(words) for words in window_texts(root))


def test_escape_closes_a_menu(browser: Browser, mission: str) -> None:
    """Escape folds an open menu and gives the focus back to what unfolded it."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        for name in (".mk-options", ".mk-labels"):
            root.locator(f"{name} > summary").focus()
            seen.page.keyboard.press("Enter")
            seen.page.keyboard.press("Tab")
            assert focused(root).evaluate("one => one.localName") == "input"
            seen.page.keyboard.press("Escape")
            expect(root.locator(f"{name} > summary")).to_be_focused()
            expect(root.locator(f"{name} .mk-sheet")).to_be_hidden()


def test_escape_closes_a_card(browser: Browser, mission: str) -> None:
    """A card opened by key takes the focus to its title; Escape closes it and gives the focus back."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        for opener in (root.locator(".mk-item-button").nth(1), root.locator("button.mk-undated")):
            opener.focus()
            seen.page.keyboard.press("Enter")
            expect(root.locator(".mk-panel-title")).to_be_focused()
            seen.page.keyboard.press("Escape")
            expect(opener).to_be_focused()
            expect(root.locator(".mk-incident")).to_have_count(0)


def test_escape_closes_the_sheet_of_a_phone(browser: Browser, mission: str) -> None:
    """On a phone Escape closes list and card alike, and the focus is on the handle of the sheet."""
    with visit(browser, viewport=PHONE) as seen:
        root = open_map(seen.page, mission)
        root.locator(".mk-grabber").focus()
        seen.page.keyboard.press("ArrowUp")
        root.locator(".mk-item-button").first.focus()
        seen.page.keyboard.press("Enter")
        expect(root.locator(".mk-incident").first).to_be_visible()
        seen.page.keyboard.press("Escape")
        expect(root.locator(".mk-grabber")).to_be_focused()
        expect(root.locator(".mk-panel-body")).to_be_hidden()


def test_a_drag_is_said_once(browser: Browser, mission: str) -> None:
    """The live region is silent while a handle is dragged and says the window once when it has come to rest."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        box = root.get_by_role("slider", name="Window end").bounding_box()
        assert box
        x, y = box["x"] + 2, box["y"] + 20
        root.evaluate(LISTEN)
        seen.page.mouse.move(x, y)
        seen.page.mouse.down()
        for place in range(1, 16):
            seen.page.mouse.move(x - 12 * place, y)
            drawn(seen.page, 1)
        during = root.evaluate("root => root.said.length")
        seen.page.mouse.up()
        expect(root.locator(".mk-voice")).to_contain_text(window_texts(root)[1])
        after(seen.page, 350)
        assert (during, len(set(root.evaluate("root => root.said")))) == (0, 1)


def test_a_held_drag_is_not_said(browser: Browser, mission: str) -> None:
    """A handle held still in the midst of a drag is not at rest: nothing is said before it is let go."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        box = root.get_by_role("slider", name="Window end").bounding_box()
        assert box
        root.evaluate(LISTEN)
        seen.page.mouse.move(box["x"] + 2, box["y"] + 20)
        seen.page.mouse.down()
        seen.page.mouse.move(box["x"] - 150, box["y"] + 20)
        after(seen.page, 500)
        assert root.evaluate("root => root.said") == []
        seen.page.mouse.up()


def test_playing_is_said_at_its_end(browser: Browser, mission: str) -> None:
    """The live region is silent while the window plays and says where it has stopped."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        set_window(root, "2021-01-01", "2021-03-31")
        after(seen.page, 350)
        root.evaluate(LISTEN)
        root.get_by_role("button", name="Play", exact=True).click()
        after(seen.page, 700)
        during = root.evaluate("root => root.said.length")
        root.get_by_role("button", name="Pause", exact=True).click()
        expect(root.locator(".mk-voice")).to_contain_text(window_texts(root)[1])
        assert during == 0


def test_play_has_room(browser: Browser, mission: str) -> None:
    """Play from a window of nearly all of time begins anew with a month, and does not stop after a step or two."""
    with visit(browser) as seen:
        root = open_map(seen.page, mission)
        root.get_by_label("Speed", exact=True).select_option("4")
        root.get_by_role("button", name="Play", exact=True).click()
        after(seen.page, 900)
        root.get_by_role("button", name="Pause", exact=True).click()
        assert window_texts(root)[1].endswith("2020") or window_texts(root)[1].endswith("2021")


def test_calm_playing_steps_by_whole_months(browser: Browser, mission: str) -> None:
    """For a reader who wants less motion playing goes in steps of the chosen unit, not smoothly."""
    with visit(browser, reduced_motion="reduce") as seen:
        root = open_map(seen.page, mission)
        root.get_by_label("Speed", exact=True).select_option("4")
        set_window(root, "2021-01-01", "2021-03-31")
        drawn(seen.page)
        root.evaluate(NOTE_STARTS)
        root.get_by_role("button", name="Play", exact=True).click()
        days = until(
            seen.page, lambda: list(dict.fromkeys(root.evaluate("root => root.days"))), lambda days: len(days) > 1
        )
    assert [day for day in days if not day.startswith("1 ")] == []
    assert days[:2] == ["1 February 2021", "1 March 2021"]


def too_small(root: Locator) -> set[str]:
    """The controls that are too small for a finger, once all that was asked for is drawn."""
    drawn(root.page)
    return set(root.evaluate(SMALL))


def test_fingers_have_room(browser: Browser, mission: str) -> None:
    """On a touch screen every control is at least 44 pixels wide and high, whatever is open.

    Not the segments of lanes and the ticks of chapters: they are as wide as time makes them, and the same states and
    chapters are reached by buttons in the panel. Nor links in running text, nor the way to skip the map, for keys.
    """
    small: set[str] = set()
    with visit(browser, **FINGER) as seen:
        root = open_map(seen.page, mission)
        openers = (
            ".mk-grabber",
            "[data-face=chapters]",
            "[data-face=overview]",
            ".mk-place",
            ".mk-facts > summary",
        )
        for opener in openers:
            root.locator(opener).first.click()
            small |= too_small(root)
        root.locator(".mk-close").click()
        unfold(root)
        for opener in (".mk-options", ".mk-labels", ".mk-legend", ".mk-credits"):
            root.locator(f"{opener} > summary").click()
            small |= too_small(root)
            root.locator(f"{opener} > summary").press("Escape" if "menu" in opener else "Enter")
        root.get_by_role("slider").first.press("+")
        small |= too_small(root)
        root.locator("button.mk-undated").click()
        small |= too_small(root)
    assert small == set()


def test_a_finger_on_the_track_does_not_scroll(browser: Browser, mission: str) -> None:
    """A finger that drags on the track moves the window, even aslant, not the page; beside it the page scrolls."""
    with visit(browser, **FINGER) as seen:
        root = open_map(seen.page, mission)
        seen.page.add_style_tag(content="html.mk-host body { height: 3000px !important; }")
        before = window_texts(root)
        swipe(seen.page, root.locator(".mk-handle-start .mk-knob"))
        assert seen.page.evaluate("window.scrollY") == 0
        assert window_texts(root)[0] != before[0]
        swipe(seen.page, root.locator(".mk-shown"))
        assert seen.page.evaluate("window.scrollY") > 50
