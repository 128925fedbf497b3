"""deck.gl and swiftmap in a browser with as many points as they stand: first marks, zooms, steps of time, memory.

Run `python bench/large_peers.py`; `--counts` and `--peers` choose. Every point lies in the window at first and is in
viewport. Time is taken until the graphics have drawn, which is known by reading a pixel back. A zoom is timed from the
wheel's own time stamp to the next picture, a step of time (its end goes back four weeks) from the call that moves it;
swiftmap waits 50 ms before it draws one. The network is cut but for 127.0.0.1. What a peer could not do is told in
words. kepler.gl draws its points with deck.gl and filters time with the same extension.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from frames import StoppedError, heap
from large_peer_page import folder_served, write_deck_page
from make_incidents import FIRST, LAST, Incidents, made, write
from measuring import blank_page, chromium, facts
from peers import add_no_peers, peers_at_hand
from playwright.sync_api import Error, Page
from playwright.sync_api import TimeoutError as LateError
from scrub_contenders import Case, saved

COUNTS = (100_000, 1_000_000, 3_000_000, 10_000_000)
FEWEST, BUDGET_S, QUIET_MS = 2, 20, 700
NEEDS = {"deck.gl": ("npm",), "swiftmap": ("swiftmap",)}
MIDDLE = (640, 450)
EPOCH = date(1970, 1, 1).toordinal()
HEAD = """\
| peer | points | data or file, MB | first marks, s | points drawn | zoom, median / slowest, ms | step of time, ms |\
 memory of script / of the browser, MB | stopped |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |"""

# A picture is known by its draw calls; a pixel read back in the frame after them comes when the graphics are done.
CLOCK = """
(() => {
  const bench = { draws: 0, points: 0, began: null, took: null, broken: '', gl: null };
  globalThis.bench = bench;
  const counted = (name, points) => {
    for (const kind of [globalThis.WebGLRenderingContext, globalThis.WebGL2RenderingContext]) {
      const draw = kind?.prototype[name];
      if (draw) kind.prototype[name] = function (...given) {
        if (points(given) > 1) { bench.draws += 1; bench.points = points(given); bench.gl = this; }
        return draw.apply(this, given);
      };
    }
  };
  counted('drawArrays', ([mode, , count]) => mode === 0 ? count : 0);
  counted('drawArraysInstanced', (given) => given[3]);
  addEventListener('wheel', (event) => { bench.began ??= event.timeStamp; }, { capture: true, passive: true });
  addEventListener('webglcontextlost', () => { bench.broken ||= 'the browser took its WebGL away'; }, true);
  addEventListener('error', (event) => { bench.broken ||= String(event.message ?? 'an error'); });
  addEventListener('unhandledrejection', (event) => { bench.broken ||= String(event.reason); });
  bench.picture = (began) => {
    const before = bench.draws;
    bench.began = began; bench.took = null;
    const look = () => requestAnimationFrame(() => {
      if (bench.draws === before) { look(); return; }
      bench.gl.readPixels(0, 0, 1, 1, bench.gl.RGBA, bench.gl.UNSIGNED_BYTE, new Uint8Array(4));
      bench.took = performance.now() - bench.began;
    });
    look();
  };
  bench.picture(0);
})();
"""
DECK_STEP = "(k) => benchWindow(benchLast - 28 * (k + 1))"
SWIFT_STEP = """(k) => {
  const slider = document.querySelector('.swiftmap-time-slider');
  globalThis.benchFrom ??= Number(slider.value);
  slider.value = benchFrom - 4 * (k + 1);
  slider.dispatchEvent(new Event('input', { bubbles: true }));
}"""


@dataclass
class Figures:
    """Bytes of the data, seconds to the first picture, points of it, milliseconds of zooms and steps, megabytes."""

    size: int = 0
    first: float | None = None
    points: int | None = None
    zooms: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    script: float | None = None
    browser: float | None = None
    stopped: str = ""


@contextmanager
def deck_page(one: Incidents, folder: Path, found: Figures, _making: float) -> Iterator[str]:
    """deck.gl's page, served."""
    found.size = write_deck_page(one, folder / "deck")
    with folder_served(folder / "deck") as address:
        yield address


@contextmanager
def swift_page(one: Incidents, folder: Path, found: Figures, making: float) -> Iterator[str]:
    """swiftmap's saved file; StoppedError if it is not made in time."""
    data, days = folder / "incidents.parquet", [date.fromordinal(EPOCH + day) for day in (FIRST, LAST)]
    write(one, data)
    with saved("swiftmap")(Case(one, 1, False, False, data, "all", *days), making) as address:
        found.size = (folder / "swiftmap.html").stat().st_size
        yield address


PEERS: dict[str, tuple[Callable[[Incidents, Path, Figures, float], AbstractContextManager[str]], str]] = {
    "deck.gl": (deck_page, DECK_STEP),
    "swiftmap": (swift_page, SWIFT_STEP),
}


def measured(peer: str, count: int, options: argparse.Namespace) -> Figures:
    """Everything of one peer with so many points, in a browser of its own; what it could not do is kept as words."""
    found, (opened, step) = Figures(), PEERS[peer]
    with tempfile.TemporaryDirectory() as folder:
        try:
            with (
                opened(made(count), Path(folder), found, options.making) as address,
                chromium() as browser,
                blank_page(browser) as page,
            ):
                page.add_init_script(CLOCK)
                visited(page, address, step, found, options)
        except (StoppedError, MemoryError) as error:
            found.stopped = str(error) or "this program had no memory left for its data"
    return found


def visited(page: Page, address: str, step: str, found: Figures, options: argparse.Namespace) -> None:
    """Open, zoom in and out by turns, move the end of the window back, weigh."""
    with broken_to_words("the page was not opened"):
        page.goto(address, wait_until="commit", timeout=options.patience * 1000)
    found.first = picture(page, options.patience, "first marks") / 1000
    with broken_to_words("the page broke"):
        found.points = page.evaluate("() => bench.points")
        if options.pictures:
            page.screenshot(path=options.pictures / f"{found.points}-{found.size}.png", timeout=options.patience * 1000)
        page.mouse.move(*MIDDLE)
    for turn in repeated(options.tries):
        found.zooms.append(zoom(page, 100 if turn % 2 else -100, options.patience))
    for turn in repeated(options.tries):
        found.steps.append(stepped(page, f"({step})({turn})", options.patience))
    with broken_to_words("the page broke"):
        found.script, found.browser = heap(page), memory_of_browser()


def repeated(most: int) -> Iterator[int]:
    """Numbers of tries, fewer where they take long."""
    until = time.perf_counter() + BUDGET_S
    return (turn for turn in range(most) if turn < FEWEST or time.perf_counter() < until)


def zoom(page: Page, turned: int, patience: float) -> float:
    """Milliseconds from a turn of the wheel to the next picture."""
    with broken_to_words("a zoom broke the page"):
        page.wait_for_timeout(QUIET_MS)
        page.evaluate("() => bench.picture(null)")
        page.mouse.wheel(0, turned)
    return picture(page, patience, "picture after a zoom")


def stepped(page: Page, call: str, patience: float) -> float:
    """Milliseconds from a step of time to its picture."""
    with broken_to_words("a step of time broke the page"):
        page.wait_for_timeout(QUIET_MS)
        page.evaluate(f"() => {{ bench.picture(performance.now()); {call}; }}")
    return picture(page, patience, "picture after a step of time")


def picture(page: Page, patience: float, what: str) -> float:
    """Milliseconds to the picture that is waited for; StoppedError says why there is none."""
    try:
        page.wait_for_function("() => bench.took || bench.broken", polling=100, timeout=patience * 1000)
        took, broken = page.evaluate("() => [bench.took, bench.broken]")
    except LateError:
        raise StoppedError(f"no {what} within {patience:g} s") from None
    except Error as error:
        raise StoppedError(f"no {what}, the page broke: {str(error).splitlines()[0]}") from None
    if broken:
        raise StoppedError(f"no {what}: {broken}")
    return float(took)


@contextmanager
def broken_to_words(what: str) -> Iterator[None]:
    """A browser that broke or hangs, as StoppedError."""
    try:
        yield
    except Error as error:
        raise StoppedError(f"{what}: {str(error).splitlines()[0]}") from None


def memory_of_browser() -> float:
    """Megabytes of the processes of Chromium that come of this one, what they share counted once."""
    parents, total = {}, 0
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(status.parent.name)] = int(status.read_text().rpartition(")")[2].split()[1])
    for process in parents:
        with suppress(OSError):
            if is_below(process, os.getpid(), parents) and b"chrom" in Path(f"/proc/{process}/cmdline").read_bytes():
                total += int(Path(f"/proc/{process}/smaps_rollup").read_text().split("Pss:")[1].split()[0])
    return total / 1024


def is_below(process: int, other: int, parents: dict[int, int]) -> bool:
    """Whether a process comes of another."""
    while process not in (0, other):
        process = parents.get(process, 0)
    return process == other


def row(peer: str, count: int, found: Figures) -> str:
    """A row of the table; a stop is told in the last column."""
    cells = [
        f"{found.size / 1e6:,.0f}" if found.size else "",
        f"{found.first:.1f}" if found.first is not None else "",
        f"{found.points:,}" if found.points is not None else "",
        *(f"{median(times):,.0f} / {max(times):,.0f}" if times else "" for times in (found.zooms, found.steps)),
        f"{found.script:,.0f} / {found.browser:,.0f}" if found.script and found.browser else "",
        found.stopped,
    ]
    return f"| {peer} | {count:,} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--patience", type=float, default=60, help="seconds that a picture is waited for")
    parser.add_argument("--making", type=float, default=300, help="seconds that a file may take to be made")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the pages")
    parser.add_argument("--tries", type=int, default=9, help="zooms and steps at most")
    add_no_peers(parser)
    options = parser.parse_args()
    peers = peers_at_hand({name: NEEDS[name] for name in options.peers}, beside=options.beside)
    with chromium() as browser:
        print(facts(browser))
    print(HEAD)
    for peer in peers:
        for count in sorted(options.counts):
            found = measured(peer, count, options)
            print(row(peer, count, found), flush=True)
            if found.stopped and found.first is None:
                break  # more points would not help


if __name__ == "__main__":
    main()
