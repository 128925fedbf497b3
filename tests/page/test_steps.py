"""Steps and play say what they come to: what has just begun is named and lit; buttons that do nothing are off."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from support.browser import Visit, open_map
from support.examples import examples
from support.modules import load_modules

BEGUN = """({ days, passes, from, to, ahead }) =>
  parts.begunIn({ start: Int32Array.from(days), passes: Uint8Array.from(passes) }, from, to, ahead)"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that finds what has begun."""
    opened = browser.new_page()
    load_modules(opened, "data/listing")
    yield opened
    opened.close()


@given(
    made=st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=12).map(sorted),
    start=st.integers(0, 30),
    wide=st.integers(0, 30),
    ahead=st.booleans(),
)
@settings(max_examples=examples(100), deadline=None)
def test_what_has_begun_is_found(page: Page, made: list[tuple[int, bool]], start: int, wide: int, ahead: bool) -> None:
    """Of what begins in the days that came in and passes the filters, the last is named; backwards the first."""
    asked = {"days": [day for day, _ in made], "passes": [int(one) for _, one in made], "ahead": ahead}
    found = page.evaluate(BEGUN, {**asked, "from": start, "to": start + wide})
    inside = [place for place, (day, one) in enumerate(made) if one and start <= day < start + wide]
    assert found == (inside or [-1])[-1 if ahead else 0]


def test_a_step_names_what_it_comes_to(seen: Visit, mission: str) -> None:
    """A step to the next incident names it, lights its row, and a press on the name opens it."""
    root = open_map(seen.page, f"{mission}#when=2020-11-01/2020-12-01&step=incident")
    root.get_by_role("button", name="Step forward").click()
    begun = root.locator(".mk-begun")
    expect(begun).to_contain_text("One killed and one injured near Hadrut")
    expect(begun).to_contain_text("8 December 2020")
    expect(root.locator(".mk-lit")).to_contain_text("One killed and one injured near Hadrut")
    begun.click()
    expect(root.locator(".mk-incident")).to_contain_text("One killed and one injured near Hadrut")


def test_buttons_that_do_nothing_are_off(seen: Visit, mission: str) -> None:
    """In the midst of time all steps are on; with the whole of it shown none is, nor the button that shows it."""
    root = open_map(seen.page, f"{mission}#when=2021-01-01/2021-01-31")
    buttons = [root.get_by_role("button", name=name) for name in ("Step back", "Step forward", "Whole time span")]
    for button in buttons:
        expect(button).to_have_attribute("aria-disabled", "false")
    buttons[-1].click()
    for button in buttons:
        expect(button).to_have_attribute("aria-disabled", "true")


def test_keys_are_listed(seen: Visit, mission: str) -> None:
    """`?` lists the keys, Escape closes the list; in a field it is a character."""
    root = open_map(seen.page, mission)
    field = root.locator(".mk-date").first
    field.focus()
    seen.page.keyboard.press("?")
    expect(root.locator(".mk-keys")).to_have_count(0)
    root.get_by_role("button", name="Play", exact=True).focus()
    seen.page.keyboard.press("?")
    expect(root.locator(".mk-keys")).to_be_visible()
    seen.page.keyboard.press("Escape")
    expect(root.locator(".mk-keys")).to_be_hidden()


def test_one_key_leads_to_the_clock(seen: Visit, mission: str) -> None:
    """Before the map a link leads over it and the list to the clock."""
    root = open_map(seen.page, mission)
    skip = root.get_by_role("button", name="Skip to the clock")
    skip.focus()
    expect(skip).to_be_in_viewport()
    seen.page.keyboard.press("Enter")
    expect(root.get_by_role("button", name="Play", exact=True)).to_be_focused()
