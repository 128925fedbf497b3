"""The link: the page's script and mapkit.link write and read the same, and a saved page keeps its state in it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Browser, Error, Locator, Page, expect

import mapkit as mk
from mapkit.link import Link
from mapkit.view import View
from mapkit.webmap.opening import opening
from support.browser import Visit
from support.examples import examples
from support.links import links
from support.modules import load_modules
from support.repository import ROOT

USUAL = {"mode": "window", "step": "month", "speed": 1, "over": False}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the part of the script that writes and reads links."""
    opened = browser.new_page()
    load_modules(opened, "link")
    yield opened
    opened.close()


def state_of(link: Link) -> dict[str, Any]:
    """What the page's script holds when it shows what a link says."""
    held = ("window", "center", "zoom", "site", "incident", "labels", "track", "beside")
    return {**dict.fromkeys(held), **opening(link), "view": str(link.view.without("when"))}


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links())
def test_the_script_writes_what_python_reads(page: Page, link: Link) -> None:
    """A state that the page's script writes as a link is read by Python as that state, filters and all."""
    text = page.evaluate("(state) => parts.linkText(state)", state_of(link))
    read = Link.parse(text)
    assert opening(read) == opening(link)
    assert read.view.without("when") == link.view.without("when")


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links())
def test_the_script_reads_what_python_writes(page: Page, link: Link) -> None:
    """The text of any link opens the same in the page's script as in Python, and so does what it writes."""
    found = page.evaluate("(text) => parts.readLink(text)", f"#{link}")
    assert {**USUAL, **found} == opening(link)
    again = page.evaluate("(state) => parts.readLink(parts.linkText(state))", state_of(link))
    assert {**USUAL, **again} == opening(link)


@pytest.mark.parametrize("text", ["#map=9/95/1&mode=back&speed=3&track=x&when=none&labels=%zz", "#", "#wen=1&&=&%"])
def test_what_is_no_link_opens_nothing(page: Page, text: str) -> None:
    """What cannot be read of a link is left out, and the page opens as without it."""
    assert page.evaluate("(text) => parts.readLink(text)", text) == {}


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The atlas of the repository as a page of its own, with English names, opened by a link."""
    path = tmp_path_factory.mktemp("link") / "map.html"
    link = "when=2020-12&map=9/39.9/46.7&over=1&step=week&party=azerbaijan&labels=en"
    mk.snapshot(mk.read(ROOT / "geo"), path, link=link)
    return path


def linked(visited: Visit) -> Link:
    """The link in the address of a saved page."""
    return Link.parse(urlsplit(visited.page.url).fragment)


def opened(visited: Visit, address: str) -> Page:
    """A saved page at an address, with its map."""
    visited.page.goto("about:blank")
    visited.page.goto(address)
    expect(visited.page.locator(".mk-shown")).to_be_visible()
    return visited.page


def test_a_saved_page_opens_as_it_was_shown(seen: Visit, saved: Path) -> None:
    """Window, place, labels, step and what is over of a saved page are those of the link it was made with."""
    page = opened(seen, saved.as_uri())
    expect(page.locator(".mk-window")).to_have_text(re.compile("^1.*31 December 2020$"))
    expect(page.locator(".mk-over")).to_contain_text("over")
    expect(page.locator(".mk-asked")).to_have_text("only what Azerbaijan says something of")
    expect(page.locator(".mk-voice")).to_contain_text("only what Azerbaijan says something of")
    assert page.locator(".mk-unit").input_value() == "week"
    assert page.locator(".mk-root").get_attribute("data-position") == "9/39.9/46.7"
    assert page.locator(".mk-labels input:checked").evaluate_all("(all) => all.map((one) => one.value)") == ["en"]


def test_a_saved_page_keeps_its_state_in_its_address(seen: Visit, saved: Path) -> None:
    """What a reader sets stands after the #, is there again when that address is opened, and can be taken back."""
    page = opened(seen, saved.as_uri())
    page.locator(".mk-mode").select_option("start")
    page.locator(".mk-speed").select_option("4")
    page.wait_for_function("() => location.hash.includes('speed=4')")
    first = linked(seen)
    assert (first.mode, first.speed, first.step, first.over, first.labels) == ("start", 4, "week", True, ("en",))
    assert first.view == View(when=first.view.when)
    page = opened(seen, seen.page.url)
    assert (page.locator(".mk-mode").input_value(), page.locator(".mk-speed").input_value()) == ("start", "4")
    page.locator(".mk-options summary").click()
    page.get_by_role("button", name="Zoom in").last.click()
    page.wait_for_function("() => location.hash.includes('track=')")
    second = linked(seen)
    assert second.track is not None


def taken(link: Locator, note: Locator) -> None:
    """Press a link until the page says that it was taken: on a busy machine a press may span a rebuild of the card."""
    for _ in range(5):
        link.click()
        try:
            note.wait_for(timeout=5_000)
        except Error:
            continue
        return
    pytest.fail("the page never says that the link was taken")


def test_a_link_opens_one_incident(seen: Visit, saved: Path) -> None:
    """A card links to each of its incidents; that address opens the card at the incident, whatever the window."""
    page = opened(seen, f"{saved.as_uri()}#incident=hadrut-0")
    assert page.locator(".mk-incident").count() == 0
    atlas = mk.read(ROOT / "geo").filter(party="azerbaijan")
    for wanted in [atlas.rows()["id"].iloc[0], atlas.rows()["id"].iloc[-1], *atlas.rows("undated")["id"][:1]]:
        page = opened(seen, f"{saved.as_uri()}#incident={wanted}")
        article = page.locator(".mk-incident")
        expect(article).to_have_attribute("data-id", wanted)
        expect(article).to_be_in_viewport()
        link = page.get_by_role("link", name="Link to this")
        link.hover()
        assert Link.parse(urlsplit(str(link.get_attribute("href"))).fragment).incident == wanted
        taken(link, page.locator(".mk-note"))
        page.wait_for_function("(id) => location.hash.includes(`incident=${id}`)", arg=wanted)
