"""Data that arrive broken: cut short, of another version, or not at all. The map's place says so."""

import gzip
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from mapkit.webmap.island import VERSION
from support.browser import ROOT, open_map, saved_mission, served, visit
from support.examples import alike

HEAD = 12  # the magic word and the length of the JSON
MEDIA = r"^http://127\.0\.0\.1:\d+/media/[0-9a-f]+\."  # where Streamlit keeps the island and the script
ISLAND, SCRIPT = re.compile(MEDIA + "gz$"), re.compile(MEDIA + r"(?!gz)\w+$")


@pytest.fixture(scope="module")
def page_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The text of a saved map."""
    return saved_mission(tmp_path_factory.mktemp("saved")).read_text("utf-8")


def cut_json(text: str) -> str:
    """The page with the second half of its JSON taken out of the script element."""
    start = text.index(">", text.index('<script type="application/json"')) + 1
    end = text.index("</script>", start)
    return text[: (start + end) // 2] + text[end:]


def cut_file(text: str) -> str:
    """The page as far as the middle of its JSON: a download that broke off."""
    start = text.index('<script type="application/json"')
    return text[: (start + text.index("</script>", start)) // 2]


def cut_column(text: str) -> str:
    """The page with a piece of one column of numbers missing."""
    start = text.index('"data":"') + len('"data":"')
    return text[:start] + text[start + 8 :]


BROKEN = {
    "cut JSON": (cut_json, "Its data cannot be read"),
    "cut file": (cut_file, "Its file is cut short"),
    "cut column": (cut_column, "is cut short"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_page_is_told(browser: Browser, page_text: str, tmp_path: Path, name: str) -> None:
    """A saved page that lost a part says in the map's place that it cannot be shown, and why."""
    change, why = BROKEN[name]
    path = tmp_path / "broken.html"
    path.write_text(change(page_text), "utf-8")
    with visit(browser, offline=True) as seen:
        seen.page.goto(path.as_uri())
        expect(seen.page.get_by_role("alert")).to_contain_text("This map cannot be shown")
        expect(seen.page.get_by_role("alert")).to_contain_text(why)
        assert in_sight(seen.page)
    assert seen.errors == []


def in_sight(page: Page) -> bool:
    """Whether the message stands in the upper half of the page's first screen."""
    box = page.get_by_role("alert").bounding_box()
    return box is not None and 0 <= box["y"] < 430 and box["height"] > 20


def half(body: bytes) -> bytes:
    """The first half of what was sent."""
    return body[: len(body) // 2]


def shorter_columns(body: bytes) -> bytes:
    """A sound archive of an island whose last columns are missing."""
    return gzip.compress(gzip.decompress(body)[:-400])


def other_version(body: bytes) -> bytes:
    """An island of version 9."""
    whole = gzip.decompress(body)
    own = b'"version":%d' % VERSION
    assert whole[HEAD:].count(own) == 1
    return gzip.compress(whole.replace(own, b'"version":9'))


def no_archive(_body: bytes) -> bytes:
    """A page of words, as a server between may send it."""
    return b"<html>Sign in to the network</html>"


CHANGES = {
    "half the archive": (half, "they are cut short or damaged"),
    "no archive": (no_archive, "they are cut short or damaged"),
    "shorter columns": (shorter_columns, "cut short"),
    "another version": (other_version, f"they are version 9, this page reads version {VERSION}"),
}


@pytest.fixture(scope="module")
def fetching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The app that fetches its island, as it does for one too large to come with the page."""
    script = tmp_path_factory.mktemp("fetching") / "app.py"
    words = f"from mapkit.app import component, show\n\ncomponent.MAX_INLINE = 0\nshow({str(ROOT / 'geo')!r})\n"
    script.write_text(words, "utf-8")
    with served(script) as address:
        yield address


def test_a_small_island_comes_with_the_page(browser: Browser, app: str, fetching: str) -> None:
    """The island of a small atlas is no request of its own, that of a large one is."""
    for address, count in ((app, 0), (fetching, 1)):
        with visit(browser) as seen:
            asked: list[str] = []
            seen.page.on("request", lambda request, asked=asked: asked.append(request.url))
            open_map(seen.page, address)
            assert len([url for url in asked if ISLAND.match(url)]) == count


@pytest.mark.parametrize("name", alike(CHANGES, "shorter columns"))
def test_a_broken_island_is_told_in_the_app(browser: Browser, fetching: str, name: str) -> None:
    """An island that arrives broken is told in the map's place, while headline and tables stay."""
    change, why = CHANGES[name]

    def broken(route: Route) -> None:
        body = route.fetch().body()
        route.fulfill(status=200, content_type="application/gzip", body=change(body))

    with visit(browser) as seen:
        seen.page.route(ISLAND, broken)
        told(seen.page, fetching, why)
    assert seen.errors == []


MISSING: dict[str, tuple[Callable[[Route], None], str]] = {
    "500": (lambda route: route.fulfill(status=500), "the server answered 500"),
    "no answer": (lambda route: route.abort(), "the server cannot be reached"),
}


@pytest.mark.parametrize("name", alike(MISSING))
def test_a_missing_island_is_told_in_the_app(browser: Browser, fetching: str, name: str) -> None:
    """An island that does not arrive is told in the map's place with what the server answered."""
    answer, why = MISSING[name]
    with visit(browser) as seen:
        seen.page.route(ISLAND, answer)
        told(seen.page, fetching, why)
        rerun(seen.page)
    assert seen.errors == []


def test_a_missing_script_is_told_in_the_app(browser: Browser, app: str) -> None:
    """A script that does not arrive is told in the map's place; the rest stays, and a run of it does no harm."""
    with visit(browser) as seen:
        seen.page.route(SCRIPT, lambda route: route.fulfill(status=404))
        told(seen.page, app, "its script did not arrive")
        rerun(seen.page)
    assert seen.errors == []


def rerun(page: Page) -> None:
    """A run of the page without a map does no harm: what opens data opens."""
    page.get_by_role("button", name="Open your data").click()
    expect(page.get_by_role("heading", name="Open your data")).to_be_visible()


def told(page: Page, address: str, why: str) -> None:
    """The page opens with the message in the map's place and the rest as ever."""
    page.goto(address)
    alert = page.locator(".mk-app").get_by_role("alert")
    expect(alert).to_contain_text("This map cannot be shown")
    expect(alert).to_contain_text(why)
    expect(page.get_by_role("tab", name="About")).to_be_visible()
    expect(page.locator(".mk-app .leaflet-container:visible")).to_have_count(0)
