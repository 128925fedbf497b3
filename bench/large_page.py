"""The page of a large atlas in Chromium: from the server's start to the first marks, then pans, zooms and clicks.

Run `python bench/large_page.py world.parquet`. A step is a key on the map (arrows pan by 80 pixels, plus and minus
zoom); it is timed from the key to the frame in which the new counts stand, Leaflet's quarter second of motion included,
and from the end of that motion. A click is timed to the card that lists the square's incidents. Frames are those of the
clock playing, in which nothing is asked.
"""

import argparse
import random
import time
from pathlib import Path
from statistics import median
from typing import Any

from measuring import chromium, facts, p95, serving_counts
from playwright.sync_api import Page

KEYS = ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "+", "+", "-")
PATIENCE_MS = 60_000
ROOT = """globalThis.benchRoot = () => {
  const roots = [...document.querySelectorAll('*')].map((one) => one.shadowRoot?.querySelector('.mk-root'));
  return document.querySelector('.mk-root') ?? roots.find(Boolean) ?? null;
};"""
FIRST = "() => { const root = benchRoot(); return root && root.dataset.cube !== undefined; }"
SETTLED = "() => { const { cube, counting } = benchRoot().dataset; return cube > 0 && counting === undefined; }"
# Begun before a key is pressed. A step is milliseconds from then to the new counts, and from the map's last move to
# them, or null where none came; a card is those until it lists incidents.
CLOCK = """
const benchFrames = (done, patience) => new Promise((resolve) => {
  const begun = performance.now();
  const look = () => {
    const found = done(begun);
    if (found) requestAnimationFrame(() => resolve(found()));
    else if (performance.now() - begun > patience) resolve(null);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
globalThis.benchStep = () => {
  const root = benchRoot(), before = root.dataset.cube;
  let last = root.dataset.position, moved = performance.now();
  return benchFrames((begun) => {
    if (root.dataset.position !== last) { last = root.dataset.position; moved = performance.now(); }
    if (root.dataset.cube !== before) return () => [performance.now() - begun, performance.now() - moved];
    return root.dataset.counting === undefined && performance.now() - begun > 1500 ? () => null : undefined;
  }, 20000);
};
globalThis.benchCard = () => benchFrames((begun) => benchRoot().querySelector('.mk-panel .mk-rows .mk-item-button')
  ? () => [performance.now() - begun] : undefined, 20000);
"""
FRAMES = """(count) => new Promise((resolve) => {
  const times = [];
  let before = performance.now();
  const look = () => {
    const now = performance.now();
    times.push(now - before);
    before = now;
    if (times.length < count) requestAnimationFrame(look); else resolve(times);
  };
  requestAnimationFrame(look);
})"""


def line(name: str, times: list[float]) -> None:
    """A row of the table."""
    both = f"{median(times):.0f} | {p95(times):.0f}" if times else "– | –"
    print(f"| {name} | {len(times)} | {both} |")


def timed(page: Page, name: str, key: str) -> Any:
    """What a clock of the page says of a key."""
    page.evaluate(f"() => {{ globalThis.benchDone = {name}(); }}")
    page.keyboard.press(key)
    return page.evaluate("() => globalThis.benchDone")


def steps(page: Page, count: int, lot: random.Random) -> None:
    """Pan and zoom where people look."""
    found = []
    page.evaluate("() => benchRoot().querySelector('.leaflet-container').focus()")
    for _ in range(count):
        found += [times] if (times := timed(page, "benchStep", lot.choice(KEYS))) else []
        page.wait_for_timeout(200)
    line("pan or zoom, key to new marks", [one[0] for one in found])
    line("after the map's last move", [one[1] for one in found])


def clicks(page: Page, count: int, lot: random.Random) -> None:
    """Open squares from the list by a key, which does what a click on the map does."""
    found = []
    for _ in range(count):
        squares = page.locator(".mk-panel [data-spot]")
        while not squares.count():  # the steps have led to where nothing is
            page.evaluate("() => benchRoot().querySelector('.leaflet-container').focus()")
            timed(page, "benchStep", "-")
        squares.nth(lot.randrange(min(20, squares.count()))).focus()
        found += timed(page, "benchCard", "Enter") or []
        page.keyboard.press("Escape")
        page.wait_for_timeout(300)
    line("click to the card's first page", found)


def main() -> None:
    """Serve, look, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("atlas", type=Path)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--clicks", type=int, default=20)
    options = parser.parse_args()
    lot = random.Random(3)  # noqa: S311 - where somebody looks is no secret
    with chromium() as browser, serving_counts(options.atlas) as server:
        print(facts(browser))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.add_init_script(ROOT + CLOCK)
        page.goto(server.address)
        page.wait_for_function(FIRST, timeout=PATIENCE_MS)
        print(f"from the server's start to the first marks: {time.perf_counter() - server.spawned:.2f} s")
        page.wait_for_function(SETTLED, timeout=PATIENCE_MS)
        page.wait_for_timeout(1000)
        print("| | count | median, ms | p95, ms |\n| --- | --- | --- | --- |")
        steps(page, options.steps, lot)
        clicks(page, options.clicks, lot)
        page.locator(".mk-play").click()
        line("frame while playing", page.evaluate(FRAMES, 200))


if __name__ == "__main__":
    main()
