"""A saved map seen through a lens: what a change of party or of the known-on day takes, and frames of a drag after it.

`python bench/lens_page.py` prints a table for docs/benchmarks.md: milliseconds of script in the page of the change and
the frame that shows it, the time of that frame, a drag of the clock through the lens, and what the claims weigh.
"""

import argparse
import gzip
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from frames import LEAD, Frames, first_mark, profiled, stepped, watch_frames
from made_claims import with_claims
from make_atlas import made_atlas
from make_incidents import made
from measuring import blank_page, chromium, facts, p95
from playwright.sync_api import CDPSession, Page
from scrub_contenders import GRIP, OUR_DRIVE, OUR_MARK

import mapkit as mk
from mapkit.webmap.columns import encode, pack
from mapkit.webmap.folium_map import TimeLayer
from mapkit.webmap.island import island

SIZES = [200_000, 1_000_000]
WINDOW = "2018-01-01/2018-03-31"
KNOWN = (
    17_950  # the first day that is asked for, since 1970-01-01: in February 2019, so that its handle is out of the way
)
GOAL_MS, REST_MS = 150, 1000
FILLED = "() => benchMap().querySelectorAll('.mk-lens input[type=radio]').length > 1"
OPEN = "(open) => { benchMap().querySelector('.mk-lens').open = open; }"
# Each step asks another party, voices and anybody in turn, or the next day; it returns what the page says is asked.
PARTY = """() => {
  const root = benchMap(), asked = [...root.querySelectorAll('.mk-lens input[type=radio]')].slice(1);
  return (k) => { asked[k % asked.length].click(); return root.querySelector('.mk-lens summary').textContent; };
}"""
DAY = """({ known }) => {
  const root = benchMap(), field = root.querySelector('.mk-lens input[type=date]');
  return (k) => {
    field.value = new Date((known + k) * 86400000).toISOString().slice(0, 10);
    field.dispatchEvent(new Event('change'));
    return root.querySelector('.mk-known-day').textContent;
  };
}"""
Row = tuple[str, Frames, float]


@contextmanager
def opened(count: int, options: argparse.Namespace) -> Iterator[Page]:
    """The saved map of so many incidents with claims, in a browser of its own; prints what the claims weigh."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser, blank_page(browser) as page:
        path = Path(folder) / "map.html"
        _save(count, path, options)
        watch_frames(page, OUR_MARK)
        page.on("pageerror", lambda error: print(f"The page broke: {error.stack}", flush=True))
        first_mark(page, path.as_uri(), options.patience)
        page.evaluate(OPEN, True)
        page.wait_for_function(FILLED)
        page.evaluate(OPEN, False)
        yield page


def _save(count: int, path: Path, options: argparse.Namespace) -> None:
    incidents, atlas = made(count, options.seed), made_atlas(count, options.seed).filter(when=WINDOW)
    told = with_claims(island(atlas), incidents, options.claims, options.seed)
    _weigh(count, told)
    drawn = mk.draw(atlas)
    layer = next(one for one in drawn._children.values() if isinstance(one, TimeLayer))
    layer.island = encode(told)
    drawn.save(str(path))


def _weigh(count: int, told: dict[str, Any]) -> None:
    for words, one in (("with claims", told), ("of these without the lens", {**told, "lens": None})):
        size, packed = len(encode(one)), len(gzip.compress(pack(one), 6))
        print(
            f"{count:,} incidents, {words}: {size / 1e6:.1f} MB in a page ({size / count:.1f} bytes an incident), "
            f"{packed / 1e6:.1f} MB compressed ({packed / count:.1f})",
            flush=True,
        )


def measured(page: Page, options: argparse.Namespace) -> Iterator[Row]:
    """What is done, with its frames: another party, another known-on day, both, and a drag of the clock."""
    steps, budget = options.steps, options.patience
    changes = {
        "another party": (PARTY, {}),
        "the next known-on day, of a party": (DAY, {"known": KNOWN}),
        "another party, on a day": (PARTY, {}),
    }
    for words, (drive, given) in changes.items():
        yield _taken(page, words, partial(stepped, page, drive, given, steps, budget), options)
    page.wait_for_timeout(REST_MS)
    given = {"days": 7, **_held(page)}
    yield _taken(page, "a frame of a drag", partial(stepped, page, OUR_DRIVE, given, options.frames, budget), options)
    page.mouse.up()


def _taken(page: Page, words: str, take: Callable[[], Frames], options: argparse.Namespace) -> Row:
    """The frames, and milliseconds of processor that the page's own thread had for each, whatever else ran then."""
    wire = page.context.new_cdp_session(page)
    wire.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(wire)
    took = take()
    spent = (_busy(wire) - before) * 1000 / (len(took.frames) + LEAD)
    wire.detach()
    if options.profile:
        print(f"\n{words}\n{profiled(page, take)}\n", flush=True)
    return words, took, spent


def _busy(wire: CDPSession) -> float:
    """Seconds of processor that tasks of the page have had."""
    found = {one["name"]: one["value"] for one in wire.send("Performance.getMetrics")["metrics"]}
    return float(found["TaskDuration"])


def _held(page: Page) -> dict[str, float]:
    """Press the window as a hand does; where it was pressed."""
    box = page.locator(GRIP).bounding_box()
    if box is None:
        raise SystemExit("the clock has nothing to take hold of")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return {"x": x, "y": y}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--claims", type=int, default=3, help="on each incident")
    parser.add_argument("--steps", type=int, default=24, help="changes of a lens, and of a day")
    parser.add_argument("--frames", type=int, default=120, help="of a drag")
    parser.add_argument("--patience", type=float, default=120, help="seconds for a load, or for some changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="print where the script's time goes")
    options = parser.parse_args()
    with chromium() as browser:
        print(facts(browser))
    three = "least / median / p95 ms"
    heads = ("incidents", "what", "processor, mean ms", f"script, {three}", f"frame, {three}")
    lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
    for count in options.sizes:
        with opened(count, options) as page:
            for words, took, spent in measured(page, options):
                both = took.scripts, took.frames
                told = [" / ".join(f"{of(one):.1f}" for of in (min, median, p95)) for one in both]
                lines.append(f"| {count:,} | {words} | {spent:.1f} | {' | '.join(told)} |")
                print(lines[-1], flush=True)
    print(f"\nGoal: a change within {GOAL_MS} ms, a frame of a drag within 16.7 ms.\n\n" + "\n".join(lines))


if __name__ == "__main__":
    main()
