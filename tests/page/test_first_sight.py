"""The first sight of the page: something at once, and nothing jumps when the rest comes."""

import re

from playwright.sync_api import Browser, Route, expect

from support.browser import visit
from support.first_sight import MOST_SHIFT, SHIFTS
from support.runs import idle
from support.waiting import until

SCRIPT = re.compile(r".*/media/[0-9a-f]+\.(?!gz)\w+$")  # the map's own, which is a file of the server
TITLE = "The Russian peacekeeping mission in Nagorno-Karabakh, 2020-2023"


def test_the_title_comes_before_the_script(browser: Browser, app: str) -> None:
    """Before the map's script is here the page shows the title and where map, list and clock will be."""
    held: list[Route] = []
    with visit(browser) as seen:
        seen.page.route(SCRIPT, lambda route: held.append(route))  # noqa: PLW0108 - a method takes no mark
        seen.page.goto(app)
        first = seen.page.locator(".mk-first")
        expect(first.get_by_text(TITLE)).to_be_visible()
        expect(first).to_have_attribute("aria-busy", "true")
        room = first.locator(".mk-first-map").bounding_box()
        assert room
        until(seen.page, lambda: held, bool)[0].continue_()
        expect(seen.page.locator(".mk-root .mk-shown")).to_have_text("28 shown")
        expect(first).to_have_count(0)
        found = seen.page.locator(".mk-map").bounding_box()
        assert found
        assert abs(found["x"] - room["x"]) < 2
        assert abs(found["y"] - room["y"]) < 24
    assert seen.errors == []


def test_nothing_jumps(browser: Browser, app: str) -> None:
    """From the first frame on nothing of the page moves when its other parts come."""
    with visit(browser) as seen:
        seen.page.add_init_script(f"({SHIFTS})()")
        seen.page.goto(app)
        seen.page.locator(".mk-root .mk-shown").wait_for()
        idle(seen.page)
        assert seen.page.evaluate("() => globalThis.shifts()") < MOST_SHIFT
