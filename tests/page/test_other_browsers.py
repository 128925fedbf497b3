"""The page and the saved map in Firefox and WebKit: they open, a drag counts anew, a row opens its incident."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.browser import PHONE, saved_mission
from support.driven import Driven
from support.examples import ALL
from support.firefox import WIDE, Firefox, firefox, firefox_path
from support.webkit import WebKit, webkit, webkit_paths

ROOTS = "[document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)]"
FIND = f"(name) => {ROOTS}.map((one) => one.querySelector(name)).find(Boolean)"
LOST = "no Firefox is here: make test installs it where it may, or set MAPKIT_FIREFOX"
NO_WEBKIT = "no WebKit is here: make test-all installs it where it may"


@pytest.fixture(scope="module")
def fox() -> Iterator[Firefox]:
    """A Firefox for the tests of this module."""
    path = firefox_path()
    if path is None:
        assert not ALL, LOST
        pytest.skip(LOST)
    with firefox(path) as opened:
        yield opened
        assert opened.errors == []


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    """A WebKit for the tests of this module; its language is none, as on a bare system."""
    paths = webkit_paths()
    if paths is None:
        pytest.skip(NO_WEBKIT)
    with webkit(*paths, tmp_path_factory.mktemp("home")) as opened:
        yield opened


def text(fox: Driven, name: str) -> str:
    """What an element of the map says."""
    return str(fox.evaluate(f"({FIND})('{name}')?.innerText ?? ''"))


def middle(fox: Driven, name: str) -> tuple[float, float]:
    """The middle of an element of the map, in pixels of the page."""
    box = fox.evaluate(f"({FIND})('{name}').getBoundingClientRect().toJSON()")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def used(fox: Driven) -> None:
    """Drag the window's end, see fewer, open the first of what is left."""
    fox.wait_for(f"(({FIND})('.mk-shown')?.innerText || '').startsWith('28 ')")
    x, y = middle(fox, ".mk-handle-end .mk-knob")
    fox.drag((x, y), (x - 400, y))
    shown = fox.wait_for(f"/^(?!28 )\\d+ shown/.exec(({FIND})('.mk-shown').innerText)?.[0]")
    count = int(str(shown).split()[0])
    assert 0 < count < 28
    fox.wait_for(f"({FIND})('.mk-item')?.ariaSetSize === '{count}'")
    title = text(fox, ".mk-item-title")
    fox.click(middle(fox, ".mk-item-button"))
    fox.wait_for(f"(({FIND})('.mk-incident')?.innerText || '').includes({title!r})")


def test_a_saved_map_works_in_firefox(fox: Firefox, tmp_path: Path) -> None:
    """The map in one file opens from disk with the network cut, its clock counts and its list opens an incident."""
    fox.open(saved_mission(tmp_path).as_uri())
    used(fox)


def test_sheet_and_dialogs_work_in_firefox(fox: Firefox, tmp_path: Path) -> None:
    """On a phone's screen a drag brings up the sheet and a press its incident; a dialog opens, fits and closes."""
    try:
        fox.resize(PHONE)
        fox.open(saved_mission(tmp_path).as_uri())
        fox.wait_for(f"(({FIND})('.mk-shown')?.innerText || '').startsWith('28 ')")
        x, y = middle(fox, ".mk-grabber")
        fox.drag((x, y), (x, y - 250))
        fox.wait_for(f"({FIND})('.mk-item-button').getBoundingClientRect().bottom < {PHONE['height']}")
        title = text(fox, ".mk-item-title")
        fox.click(middle(fox, ".mk-item-button"))
        fox.wait_for(f"({FIND})('.mk-panel-title').innerText === {title!r}")
        fox.click(middle(fox, ".mk-share-button"))
        fox.wait_for(f"({FIND})('.mk-share')?.open")
        box = fox.evaluate(f"({FIND})('.mk-share').getBoundingClientRect().toJSON()")
        assert box["left"] >= 0
        assert box["right"] <= PHONE["width"]
        assert box["bottom"] <= PHONE["height"]
        fox.click(middle(fox, ".mk-share .mk-button"))
        fox.wait_for(f"!({FIND})('.mk-share')")
    finally:
        fox.resize(WIDE)


@pytest.mark.slow
def test_the_page_works_in_firefox(fox: Firefox, app: str) -> None:
    """The app opens, its clock counts, its list opens an incident, and the address says what is shown."""
    fox.open(app)
    used(fox)
    fox.wait_for("location.search.includes('incident=')")
    assert "when=2020-11-01/" in str(fox.evaluate("location.search"))


def test_a_saved_map_works_in_webkit(kit: WebKit, tmp_path: Path) -> None:
    """The map in one file opens from disk in WebKit too, in a browser whose language is not one."""
    kit.open(saved_mission(tmp_path).as_uri())
    used(kit)


@pytest.mark.slow
def test_the_page_works_in_webkit(kit: WebKit, app: str) -> None:
    """The app opens in WebKit, its clock counts, its list opens an incident, and the address says what is shown."""
    kit.open(app)
    used(kit)
    kit.wait_for("location.search.includes('incident=')")
