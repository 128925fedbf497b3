"""One contender at one size and window: opened, clicked, scrubbed. What it could not do is kept as words."""

import gzip
import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from math import asinh, pi, radians, tan
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import numpy as np
from first_paint import PEER_HANDLE
from frames import Frames, StoppedError, answered, first_mark, heap, profiled, stepped, watch_frames
from measuring import blank_page, chromium, rest, watch
from network import keep_local
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as LateError
from scrub_contenders import GRIP, HANDLE_END, Case, Contender

CLICKS = 5
AGAIN_S = 10  # a page that takes longer to open is opened once
QUIET_MS, CLICK_PATIENCE_MS = 600, 10_000
HEADER = 12  # bytes of a packed island before its JSON; the last four tell the JSON's length
# The server hands out the island and, since it no longer travels with each answer, the map's script.
MEDIA = """() => performance.getEntriesByType('resource').map((one) => one.name)
  .filter((name) => new URL(name).pathname.startsWith('/media/'))"""
ISLAND = "application/gzip"
MARGIN = 60  # pixels of the map's edge where buttons and legend stand


@dataclass
class Figures:
    """What was measured: seconds to the first mark (a new browser, the same again), milliseconds, bytes, megabytes."""

    load: float | None = None
    again: float | None = None
    took: Frames | None = None
    cards: list[float] = field(default_factory=list)
    words: list[float] = field(default_factory=list)
    raw: int = 0
    packed: int = 0
    columns: int = 0
    heap: float | None = None
    profile: str = ""
    note: str = ""
    stopped: str = ""


@dataclass(frozen=True)
class Visit:
    """Who is visited with what, where, and how its pictures are called."""

    one: Contender
    case: Case
    options: Namespace
    address: str
    picture: str


def measured(one: Contender, case: Case, options: Namespace, picture: str) -> Figures:
    """Everything of one contender, each with its own server and browser, so that a broken one leaves the next alone."""
    found = Figures()
    if case.count > one.most and not options.uncapped:
        found.stopped = f"not asked beyond {one.most:,}"
        return found
    try:
        with one.opened(case, options.patience) as address:
            if one.served:
                with browsing(one) as page, or_stop(f"no first mark within {options.patience:g} s"):
                    first_mark(page, address, options.patience)  # the visit that warms the server
            with browsing(one) as page:
                _used(page, Visit(one, case, options, address, picture), found)
    except StoppedError as error:
        found.stopped = str(error)
    return found


@contextmanager
def browsing(one: Contender) -> Iterator[Page]:
    """A page of a new browser that tells its frames and gets what it asks of the network from local files."""
    with chromium() as browser, blank_page(browser) as page:
        keep_local(page)
        watch_frames(page, one.mark)
        yield page


@contextmanager
def or_stop(words: str) -> Iterator[None]:
    """Say in our words what did not come in time, or that the page broke."""
    try:
        yield
    except LateError:
        raise StoppedError(words) from None
    except Error as error:
        raise StoppedError(f"the page broke: {str(error).splitlines()[0]}") from None


def _used(page: Page, visit: Visit, found: Figures) -> None:
    """Open, weigh, click and scrub, in this order, so that each finds the page as the one before left it."""
    one, case, options, address = visit.one, visit.case, visit.options, visit.address
    arrived = _arriving(page)
    with or_stop(f"no first mark within {options.patience:g} s"):
        found.load = first_mark(page, address, options.patience)
        quiet(page, one)
        if found.load < AGAIN_S:
            found.again = first_mark(page, address, options.patience)
    quiet(page, one)
    with or_stop("it could not be set to its window"):
        page.evaluate(one.ready, {"last": int(np.datetime64(case.last, "ms").astype(int))})
        quiet(page, one)
        _weigh(page, one, address, arrived, found)
    _pictured(page, options, f"{visit.picture}-opened")
    try:
        _clicked(page, one, case, found)
    except Error:
        found.note = f"{len(found.cards)} of {CLICKS} clicks showed a card"
    with or_stop(f"a step took over {options.step_patience:g} s"):
        _scrubbed(page, one, case, options, found)
    _pictured(page, options, f"{visit.picture}-scrubbed")


def quiet(page: Page, one: Contender) -> None:
    """Wait until nothing is under way."""
    if one.served:
        rest(page)
    page.wait_for_timeout(QUIET_MS)


def _pictured(page: Page, options: Namespace, name: str) -> None:
    if options.pictures:
        options.pictures.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=options.pictures / f"{re.sub('[^a-z0-9]+', '-', name.lower())}.png")


def _arriving(page: Page) -> list[bytes]:
    """What comes through the page's sockets from now on."""
    frames: list[bytes] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda one: frames.append(_bytes(one))))
    return frames


def _bytes(payload: bytes | str) -> bytes:
    return payload if isinstance(payload, bytes) else payload.encode()


def _weigh(page: Page, one: Contender, address: str, arrived: list[bytes], found: Figures) -> None:
    """The data's weight: of our island, of a saved file as a whole, of what a peer's server sent."""
    found.heap = heap(page)
    if one.served and one.words:
        packed = _island(page)
        raw = gzip.decompress(packed)
        found.columns = len(raw) - HEADER - int.from_bytes(raw[8:HEADER], "little")
    else:
        raw = b"".join(arrived) if one.served else _file(address)
        packed = gzip.compress(raw, 6)
    found.raw, found.packed = len(raw), len(packed)


def _island(page: Page) -> bytes:
    """What our page fetched of its atlas, as it travelled."""
    answers = (page.request.get(address) for address in page.evaluate(MEDIA))
    packed = next((one.body() for one in answers if one.headers["content-type"] == ISLAND), None)
    if packed is None:
        raise StoppedError("the page fetched no data of its atlas")
    return packed


def _file(address: str) -> bytes:
    return Path(unquote(urlsplit(address).path)).read_bytes()


def _clicked(page: Page, one: Contender, case: Case, found: Figures) -> None:
    """Click some incidents; the card, and the words in it where the server brings them later."""
    for lon, lat in _targets(page, one, case):
        x, y = _pixel(page.evaluate(one.place), lon, lat)
        page.mouse.move(x, y)
        quiet(page, one)
        before = page.evaluate("() => document.querySelector('.st-key-details')?.innerText ?? ''")
        watch(page, one.card, before)
        page.mouse.click(x, y)
        found.cards.append(_answer(page, "benchResult"))
        if one.words:
            found.words.append(_answer(page, f"benchUntil({one.words})"))
        _closed(page, one)
        quiet(page, one)


def _answer(page: Page, promise: str, patience_ms: float = CLICK_PATIENCE_MS) -> float:
    """Milliseconds that a promise of the page gives; an Error of the browser if it does not within a time."""
    page.evaluate(f"() => {{ globalThis.benchGiven = 0; {promise}.then((took) => {{ benchGiven = took; }}); }}")
    page.wait_for_function("() => benchGiven", polling=50, timeout=patience_ms)
    return float(page.evaluate("() => benchGiven"))


def _closed(page: Page, one: Contender) -> None:
    if one.close:
        page.evaluate(one.close)
    elif one.words:
        page.keyboard.press("Escape")


def _targets(page: Page, one: Contender, case: Case) -> list[tuple[float, float]]:
    """Places of incidents that start in the window, away from the map's edge."""
    start, days = case.incidents.start, [int(np.datetime64(day).astype(int)) for day in (case.first, case.last)]
    inside = np.flatnonzero((start > days[0]) & (start < days[1]))
    left, top, width, height, *_ = place = page.evaluate(one.place)
    found = []
    for row in np.random.default_rng(case.seed).permutation(inside)[:200]:
        spot = float(case.incidents.lon[row]), float(case.incidents.lat[row])
        x, y = _pixel(place, *spot)
        if 4 * MARGIN < x - left < width - 2 * MARGIN and MARGIN < y - top < height - MARGIN:
            found.append(spot)
    return found[:CLICKS]


def _pixel(place: list[float], lon: float, lat: float) -> tuple[float, float]:
    """Where a place is on the page, of a map at left, top, width, height, zoom, latitude and longitude."""
    left, top, width, height, zoom, middle_lat, middle_lon = place
    scale = 256 * 2**zoom
    x = left + width / 2 + (lon - middle_lon) / 360 * scale
    return x, top + height / 2 + (_north(middle_lat) - _north(lat)) * scale


def _north(lat: float) -> float:
    return asinh(tan(radians(lat))) / (2 * pi)


def _scrubbed(page: Page, one: Contender, case: Case, options: Namespace, found: Figures) -> None:
    if not one.drive:
        found.took = _pressed(page, one, case, options)
        return
    given = {"days": -options.days if case.whole else options.days, **_held(page, one, case)}
    if one.shown:
        found.took = answered(page, (one.drive, one.shown), given, options.frames, options.budget)
    else:
        found.took = stepped(page, one.drive, given, options.frames, options.budget)
    if max(found.took.frames) > options.step_patience * 1000:
        raise LateError("a step took too long")
    if options.profile and one.words and one.served:
        take = partial(stepped, page, one.drive, given, options.frames, options.budget)
        found.profile = profiled(page, take)


def _held(page: Page, one: Contender, case: Case) -> dict[str, Any]:
    """Press our window, or its end where it is everything, as a hand does; where it was pressed."""
    if not one.words:
        return {}
    box = page.locator(HANDLE_END if case.whole else GRIP).bounding_box()
    if box is None:
        raise StoppedError("the clock has nothing to take hold of")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return {"x": x, "y": y}


def _pressed(page: Page, one: Contender, case: Case, options: Namespace) -> Frames:
    """Steps of a slider by key, each until the map shows it; what is script and what is not cannot be told apart."""
    took = []
    for _ in range(options.presses):
        page.locator(PEER_HANDLE).last.focus()
        before = page.evaluate(one.state)
        watch(page, one.step, before)
        page.keyboard.press("ArrowLeft" if case.whole else "ArrowRight")
        took.append(_answer(page, "benchResult", options.step_patience * 1000))
        rest(page)
    return Frames(took, [])
