"""What the benchmarks share: facts of the machine, servers started and stopped, a browser, a clock in the page."""

import http.client
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser, Page

import mapkit as mk

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "tests"))

from support.chromium import chromium  # noqa: E402, F401 - the browser of the tests

# Frames as soon as the last one is drawn, not 60 a second.
UNPACED = ("--disable-frame-rate-limit", "--disable-gpu-vsync", "--run-all-compositor-stages-before-draw")
SIZE = {"width": 1280, "height": 900}
PATIENCE_S = 60
QUIET_MS = 300  # what a page is left alone for before the next press
IDLE = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'"""

# Runs in the page and in each of its frames. A press is timed from the event's own time stamp; what it leads to is
# looked for after each frame, and has been shown once the frame after it begins.
CLOCK = """
(() => {
  const press = (event) => { top.benchBegan ??= performance.timeOrigin + event.timeStamp; };
  for (const type of ['keydown', 'click']) addEventListener(type, press, true);
  const channel = new MessageChannel();
  const look = () => requestAnimationFrame(() => channel.port2.postMessage(null));
  globalThis.benchUntil = (done) => new Promise((resolve, reject) => {
    const late = performance.now() + PATIENCE;
    channel.port1.onmessage = () => {
      if (!done()) {
        if (performance.now() > late) reject(new Error('nothing came of a press')); else look();
        return;
      }
      requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now() - top.benchBegan));
    };
    look();
  });
  let root = null;
  globalThis.benchMap = () => {
    if (!root?.isConnected) {
      const roots = [...document.querySelectorAll('*')].map((one) => one.shadowRoot?.querySelector('.mk-root'));
      root = document.querySelector('.mk-root') ?? roots.find(Boolean);
    }
    return root ?? null;
  };
  globalThis.benchCircles = () => [...document.querySelectorAll('iframe')].filter((one) => one.offsetHeight)
    .map((one) => [...(one.contentDocument?.querySelectorAll('path.leaflet-interactive') ?? [])]
      .filter((path) => path.getBoundingClientRect().width));
})();
""".replace("PATIENCE", str(PATIENCE_S * 1000))


@dataclass(frozen=True)
class Server:
    """A Streamlit server: its address, its process, when it was spawned and first answered (s of `perf_counter`)."""

    address: str
    process: int
    spawned: float
    ready: float


def free_port() -> int:
    """A port of the loopback address that nothing listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def serving(page: str, *arguments: str) -> Iterator[Server]:
    """Run a Streamlit page of this repository, or a folder as `mapkit serve` does; it is stopped at the end."""
    port = free_port()
    if (ROOT / page).is_dir():
        command = [sys.executable, "-m", "mapkit", "serve", page, f"--port={port}", "--no-browser"]
    else:
        command = [sys.executable, "-m", "streamlit", "run", page, f"--server.port={port}", "--", *arguments]
    spawned = time.perf_counter()
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, cwd=ROOT, env=usual, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Server(f"http://127.0.0.1:{port}/", process.pid, spawned, time.perf_counter())
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


@contextmanager
def serving_counts(path: Path) -> Iterator[Server]:
    """Run the app on a large atlas, shown as counts: as `mapkit serve` does, unless it is too small for it."""
    atlas = mk.read(path)
    if atlas.time_index is None:
        raise SystemExit(f"{path} is no large atlas")
    if not atlas.large:
        print(f"{atlas.time_index.count:,} incidents are few: shown as counts by bench/counted_page.py")
    folder = str(path.resolve())
    with serving(folder) if atlas.large else serving("bench/counted_page.py", folder) as server:
        yield server


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.perf_counter() + PATIENCE_S
    while not _healthy(port):
        if process.poll() is not None or time.perf_counter() > until:
            raise RuntimeError(f"the server did not start: {process.args!r}")
        time.sleep(0.01)


def _healthy(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    with suppress(OSError, http.client.HTTPException):
        line.request("GET", "/_stcore/health")
        return line.getresponse().status == http.client.OK
    return False


@contextmanager
def blank_page(browser: Browser) -> Iterator[Page]:
    """A page with nothing cached, with the clock in it."""
    context = browser.new_context(viewport=SIZE, device_scale_factor=1)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_S * 1000)
    context.add_init_script(CLOCK)
    try:
        yield context.new_page()
    finally:
        context.close()


def rest(page: Page) -> None:
    """Wait until Streamlit has nothing to run, and a little more."""
    page.wait_for_timeout(QUIET_MS)
    page.wait_for_function(IDLE)
    page.wait_for_timeout(QUIET_MS)


def watch(page: Page, done: str, given: Any = None) -> None:
    """Look from now on for what a press is to lead to; `done` is a JavaScript function of `given`."""
    page.evaluate(
        f"(given) => {{ benchBegan = null; globalThis.benchResult = benchUntil(() => ({done})(given)); }}", given
    )


def watched(page: Page) -> float:
    """Milliseconds from the press to the beginning of the frame after the one that shows what `watch` looks for.

    playwright's Error if that does not come for a minute.
    """
    return float(page.evaluate("() => benchResult"))


def p95(values: Sequence[float]) -> float:
    """The 95th percentile, between the values nearest to it; of one value that value."""
    return quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]


def in_turn(names: Iterable[str], rounds: int) -> Iterator[tuple[int, str]]:
    """(round, name), one of each in every round, so that what else the machine does meets all alike."""
    return ((number, name) for number in range(rounds) for name in names)


def facts(browser: Browser | None = None) -> str:
    """Date, processors, load, Python and browser, in one line."""
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"{os.cpu_count()} processors ({platform.machine()}), load {os.getloadavg()[0]:.1f}",
        f"Python {platform.python_version()}",
    ]
    return "; ".join(parts + ([f"Chromium {browser.version}, no GPU"] if browser else []))
