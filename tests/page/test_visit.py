"""A page that is handed from test to test: who visits it finds nothing of the visit before."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.browser import PHONE, WIDE, visit

NOTE = "() => { sessionStorage.note = document.cookie = 'note=1'; }"
FOUND = """() => [sessionStorage.length, document.cookie.includes('note'), innerWidth,
  matchMedia('(prefers-color-scheme: dark)').matches]"""


def test_a_visit_finds_nothing_of_the_one_before(browser: Browser, app: str) -> None:
    """Listeners, routes, cookies, what is kept for a session, size and theme of a visit end with it."""
    heard: list[str] = []
    with visit(browser, color_scheme="dark", viewport=PHONE) as first:
        page = first.page
        page.goto(app)
        page.evaluate(NOTE)
        page.on("request", lambda request: heard.append(request.url))
        page.route("**/_stcore/host-config", lambda route: route.abort())
    left = len(heard)
    with visit(browser) as second:
        assert second.page is page
        with second.page.expect_response("**/_stcore/host-config") as answer:
            second.page.goto(app)
        assert answer.value.ok
        assert second.page.evaluate(FOUND) == [0, False, WIDE["width"], False]
    assert len(heard) == left


@pytest.mark.parametrize("give", ["add_init_script", "expose_function"])
def test_what_a_page_keeps_for_good_ends_it(browser: Browser, tmp_path: Path, give: str) -> None:
    """A page with an initial script or an exposed function is not handed on."""
    (tmp_path / "page.html").write_text("<!doctype html><title>A page</title>", "utf-8")
    with visit(browser, offline=True) as first:
        page = first.page
        if give == "expose_function":
            page.expose_function("given", lambda: 1)
        else:
            page.add_init_script("globalThis.given = 1;")
        page.goto((tmp_path / "page.html").as_uri())
        assert page.evaluate("() => 'given' in globalThis")
    assert page.is_closed()
    with visit(browser, offline=True) as second:
        second.page.goto((tmp_path / "page.html").as_uri())
        assert not second.page.evaluate("() => 'given' in globalThis")
