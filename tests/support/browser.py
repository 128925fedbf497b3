"""What the browser tests share: pages that go from test to test, the served app, places on a map."""

import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urljoin, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, Request, expect
from playwright.sync_api import Error as PlaywrightError

import mapkit as mk
from support.repository import ROOT
from support.runs import RESTING, watch_runs
from support.waiting import drawn

HEALTH = "/_stcore/health"  # where a server says that it is there
TILE = 256
STILL = 4  # frames
OPENINGS = 5  # of a list that the page closes because it still runs
WIDE = {"width": 1280, "height": 860}
# Keeps the sealed object of the map at hand as `caught`, for tests alone.
CATCH = """() => {
  const seal = Object.seal;
  Object.seal = (given) => { if (given && given.timedSites) globalThis.caught = given; return seal(given); };
}"""
PHONE = {"width": 390, "height": 844}

expect.set_options(timeout=20_000)  # as long as a context waits: a machine may be busy


@dataclass
class Visit:
    """A page with what it asked for and what went wrong in it."""

    page: Page
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


@dataclass(eq=False)
class _Pooled:
    """A page that one test after the other takes up, and what a test has given it for longer than its own visit."""

    page: Page
    heard: list[tuple[Any, Any]] = field(default_factory=list)
    spoilt: bool = False

    def __post_init__(self) -> None:
        """Note what is given to the page: what listens is taken away again, what cannot be taken away spoils it."""
        hear = self.page.on

        def on(event: Any, listener: Any) -> None:
            self.heard.append((event, listener))
            hear(event, listener)

        self.page.on = on  # type: ignore[method-assign]
        for name in ("add_init_script", "expose_binding", "expose_function"):
            setattr(self.page, name, self._spoiling(getattr(self.page, name)))

    def _spoiling(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def spoiling(*given: Any, **named: Any) -> Any:
            self.spoilt = True
            return do(*given, **named)

        return spoiling

    def dress(self, viewport: Any, media: dict[str, Any]) -> None:
        """Give the page its size, and what it is told of the reader's wishes."""
        self.page.set_viewport_size(viewport)
        self.page.emulate_media(**media)

    def leave(self) -> bool:
        """Leave what the page shows; whether the next test finds it as if it were new."""
        while self.heard:
            self.page.remove_listener(*self.heard.pop())
        if self.spoilt or self.page.is_closed() or len(self.page.context.pages) > 1:
            return False
        self.page.context.clear_cookies()
        with suppress(PlaywrightError):
            self.page.evaluate("() => { sessionStorage.clear(); localStorage.clear(); }")
        away = ["about:blank"] * 2  # the first may be interrupted by what tells that a server has ended
        if self.page.url.startswith("http"):  # within one server Chromium need not begin a process anew
            away.insert(0, urljoin(self.page.url, HEALTH))
        for address in away:
            with suppress(PlaywrightError):
                self.page.goto(address, timeout=5_000)
                self.page.unroute_all(behavior="ignoreErrors")
                return True
        return False


# Pages that nobody uses, by browser and settings. A page made anew costs half a second of processor, and one that opens
# the app for the first time two: Chromium makes a window and a process, and compiles all scripts.
_FREE: dict[tuple[Browser, str], list[_Pooled]] = {}


@contextmanager
def _page(browser: Browser, settings: dict[str, Any]) -> Iterator[Page]:
    """A page of these settings that nobody else uses meanwhile."""
    look, made = {"color_scheme": "light", **settings}, {"accept_downloads": True}
    media = {name: look.pop(name) for name in ("color_scheme", "reduced_motion")}
    viewport = look.pop("viewport")
    free = _FREE.setdefault((browser, repr(sorted(look.items()))), [])
    pooled = free.pop() if free else _Pooled(browser.new_context(viewport=viewport, **made, **look).new_page())
    pooled.page.context.set_default_timeout(20_000)
    pooled.dress(viewport, media)
    try:
        yield pooled.page
    finally:
        if pooled.leave():
            free.append(pooled)
        else:
            pooled.page.context.close()


@contextmanager
def visit(browser: Browser, **settings: Any) -> Iterator[Visit]:
    """A page that shows nothing yet, whose requests to anywhere but here are noted; none leaves here."""
    asked = {"viewport": WIDE, "reduced_motion": "reduce", "locale": "en-GB", **settings}
    with _page(browser, asked) as page:
        opened = Visit(page)

        def note(request: Request) -> None:
            if not _is_local(request.url):
                opened.foreign.append(request.url)

        page.context.on("request", note)
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.on("dialog", lambda dialog: (opened.dialogs.append(dialog.message), dialog.dismiss()))
        try:
            yield opened
        finally:
            page.context.remove_listener("request", note)


@contextmanager
def quiet(browser: Browser, **settings: Any) -> Iterator[Visit]:
    """A visit that must ask for nothing off this machine and raise no error."""
    with visit(browser, **settings) as opened:
        yield opened
    assert opened.foreign == []
    assert opened.errors == [], opened.errors


def saved_mission(folder: Path) -> Path:
    """The atlas of the repository as a saved folium map in this folder."""
    path = folder / "mission.html"
    mk.draw(mk.read(ROOT / "geo")).save(str(path))
    return path


def _is_local(address: str) -> bool:
    return address.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "file:", "data:", "blob:", "about:"))


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(script: Path, folder: Path = ROOT) -> Iterator[str]:
    """The address of a Streamlit server that runs `script` in `folder`; it ends with the block."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.fileWatcherType",
        "none",
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    server = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{HEALTH}", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(60)  # a machine may be busy


def wait_for(address: str, server: "subprocess.Popen[bytes]", seconds: float = 60) -> None:
    """Wait until a server answers at an address. RuntimeError if it ends, or is silent for so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urlopen(address, timeout=1):  # noqa: S310 - our own server
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer at {address}")


def open_map(page: Page, address: str) -> Locator:
    """Open a page with a map and wait until its clock has counted; returns the map's root."""
    page.goto(address)
    root = page.locator(".mk-root:not(.mk-companion)")
    root.locator(".mk-shown").first.wait_for()
    if address.startswith("http"):
        _lie_still(page)
    return root


def _lie_still(page: Page) -> None:
    """Wait until the map stays where it is: the page's text above it may come later, and move it down."""
    page.locator(RESTING).wait_for(timeout=30_000)
    watch_runs(page)
    place = None
    while place != (place := page.evaluate(_POSITION)):
        drawn(page, STILL)


def pixel_of(page: Page, lon: float, lat: float) -> tuple[float, float]:
    """Where a point (degrees) lies on the page, from the zoom and centre that the map tells."""
    told = page.evaluate(_POSITION)
    scale = TILE * 2 ** told["zoom"]
    x = (lon - told["lon"]) / 360 * scale
    y = -(_mercator(lat) - _mercator(told["lat"])) / (2 * math.pi) * scale
    return told["left"] + told["width"] / 2 + x, told["top"] + told["height"] / 2 + y


def click_place(page: Page, lon: float, lat: float) -> None:
    """Click the map at a point in degrees."""
    page.mouse.click(*pixel_of(page, lon, lat))


def only(root: Locator, kind: str) -> str:
    """Press the row of a kind in the legend, which leaves only its incidents; returns the row's whole text."""
    root.locator(".mk-legend").evaluate("legend => { legend.open = true; }")
    row = root.locator(".mk-legend .mk-kind").filter(has_text=kind)
    row.click()
    whole: str = row.evaluate("element => element.textContent")
    return whole


def sheet(root: Locator, name: str) -> Locator:
    """The sheet of a menu of filters, opened."""
    menu = root.locator(".mk-filter-menu").filter(has=root.page.locator(f"summary:text-is({name!r})"))
    if menu.get_attribute("open") is None:
        menu.locator("summary").first.click()
    return menu.locator(".mk-sheet")


def query(visited: Visit) -> dict[str, list[str]]:
    """The query of the page's address, read."""
    return parse_qs(urlsplit(visited.page.url).query)


def headline(visited: Visit) -> Locator:
    """The title of the atlas with the sentence of what the window shows."""
    return visited.page.locator(".mk-head")


def unfold(root: Locator) -> None:
    """Unfold what a small clock hides: steps, typed dates and lanes."""
    button = root.locator(".mk-unfold")
    if button.is_visible() and button.get_attribute("aria-expanded") == "false":
        button.dispatch_event("click")  # which leaves the focus where it is


def share(root: Locator) -> Locator:
    """The dialog of sharing, opened."""
    if not root.locator(".mk-share").is_visible():
        root.locator(".mk-share-button").click()
    return root.locator(".mk-share")


def show_list(root: Locator, name: str) -> None:
    """Show one of the lists of the panel: incidents, places, chapters or about. On a phone its sheet comes up."""
    root.locator(f".mk-face[data-face={'overview' if name == 'places' else name}]").click()


def _mercator(lat: float) -> float:
    return math.asinh(math.tan(math.radians(lat)))


_POSITION = """() => {
  const shadows = [...document.querySelectorAll('*')].map((one) => one.shadowRoot);
  const found = [document, ...shadows].map((one) => one && one.querySelector('.mk-root')).find(Boolean);
  const box = found.querySelector('.leaflet-container').getBoundingClientRect();
  const [zoom, lat, lon] = found.dataset.position.split('/').map(Number);
  return { zoom, lat, lon, left: box.left, top: box.top, width: box.width, height: box.height };
}"""


def window_texts(root: Locator) -> tuple[str, str]:
    """The words that the two handles say for a screen reader, once what was asked for is drawn."""
    root.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    sliders = root.get_by_role("slider")
    return tuple(sliders.nth(place).get_attribute("aria-valuetext") or "" for place in (0, 1))  # type: ignore[return-value]
