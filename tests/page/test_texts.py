"""The one-file map where no script runs, in a frame, and under the browser's own search."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

import mapkit as mk
from support.browser import visit

CLAIM = "The two villages and the monastery became a holdout during the war."


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the whole atlas, exported once, and a page that frames it."""
    folder = tmp_path_factory.mktemp("texts")
    (folder / "host.html").write_text('<!doctype html><iframe src="a.html" width="900" height="600"></iframe>')
    return mk.snapshot(mk.read("geo"), folder / "a.html").path


def test_texts_are_read_without_javascript(browser: Browser, saved: Path) -> None:
    """Where no script runs, the sentence, every claim and the licence are to be seen."""
    with visit(browser, offline=True, java_script_enabled=False) as seen:
        seen.page.goto(saved.as_uri())
        for text in (CLAIM, "Licence: CC BY 4.0", "28 incidents at 12 places and on the whole region"):
            expect(seen.page.get_by_text(text).first).to_be_visible()


def test_texts_are_hidden_until_they_are_found(browser: Browser, saved: Path) -> None:
    """With scripts the map has the page to itself, until a search finds something in the texts."""
    with visit(browser, offline=True) as seen:
        seen.page.goto(saved.as_uri())
        texts = seen.page.locator("#mapkit-texts")
        expect(seen.page.locator(".mk-shown")).to_have_text("28 shown")
        assert texts.evaluate("node => node.getBoundingClientRect().height") == 0
        seen.page.goto("about:blank")
        seen.page.goto(saved.as_uri() + "#:~:text=the%20monastery%20became%20a%20holdout")
        expect(texts.get_by_text(CLAIM)).to_be_in_viewport()
        assert seen.errors == seen.foreign == []


def test_the_map_stands_in_a_frame(browser: Browser, saved: Path) -> None:
    """Inside an iframe the map works as it does alone."""
    with visit(browser, offline=True) as seen:
        seen.page.goto(saved.with_name("host.html").as_uri())
        expect(seen.page.frame_locator("iframe").locator(".mk-shown")).to_have_text("28 shown")
        assert seen.errors == seen.foreign == []
