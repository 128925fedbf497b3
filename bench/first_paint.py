"""The app beside a plain streamlit-folium page with the same incidents: first mark, scrub step, details of a click.

Run `python bench/first_paint.py` at the root of the repository; it needs the `dev` extra and Chromium; for the other
page the `bench` extra, and npm for the files that it asks of the network. How it measures and what it printed:
docs/benchmarks.md.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from math import asinh, pi, radians, tan
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

import pandas as pd
from measuring import ROOT, UNPACED, Server, blank_page, chromium, facts, in_turn, p95, rest, serving, watch, watched
from network import fetch_packages, keep_local
from peers import add_no_peers, peers_at_hand
from playwright.sync_api import Browser, Page

import mapkit as mk
from mapkit.when import day_of

SWEEP = 33  # steps of the window's end before it turns round; the atlas spans 36 months
TARGETS = 4
REGION_M = 40_000  # what is known no better is of a region, which our map shows beside its places
DIGITS = {"s": 2, "ms": 1}  # decimals of a figure in the table
OUR_MARK = """() => {
  const canvas = benchMap()?.querySelector('.leaflet-mk-marks-pane canvas');
  if (!canvas?.width) return false;
  return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean);
}"""
OUR_FRAME = """() => [document, ...[...document.querySelectorAll('*')].map((one) => one.shadowRoot).filter(Boolean)]
  .some((one) => one.querySelector('.mk-first-title, .mk-root'))"""
OUR_STATE = """() => [benchMap().querySelector('.mk-handle-end').getAttribute('aria-valuenow'),
  benchMap().querySelector('.mk-shown').textContent]"""
OUR_STEP = f"(before) => ({OUR_STATE})()[0] !== before[0]"
OUR_CARD = """(title) => [...benchMap().querySelectorAll('.mk-panel-title, .mk-item-title')]
  .some((one) => one.checkVisibility() && one.textContent.includes(title))"""
PEER_HANDLE = """[data-testid="stSlider"] :is([role=slider], input)"""
PEER_FRAME = "() => Boolean(document.querySelector('.stMain h1, .stMain .stSlider'))"
PEER_MARK = "() => benchCircles().some((circles) => circles.length)"
PEER_STATE = """() => {
  const words = document.querySelector('.st-key-count').innerText;
  return [words, words.split(' ')[0]];
}"""
PEER_STEP = f"""(before) => {{
  const [words, count] = ({PEER_STATE})();
  return words !== before[0] && benchCircles().some((circles) => circles.length === Number(count));
}}"""
PEER_CARD = "(title) => Boolean(document.querySelector('.st-key-details')?.innerText.includes(title))"


@dataclass(frozen=True)
class Target:
    """A place to click: degrees, the title of an incident there, and the incident's position in the peer's page."""

    lon: float
    lat: float
    title: str
    position: int


@dataclass(frozen=True)
class Contender:
    """A page and how to tell in it, in JavaScript, that there is a mark, a new window, the details of a click.

    `frame` tells that there is anything of the page's own. `state` gives what the window is and how many incidents it
    holds, `at` the pixel of a place.
    """

    page: str
    frame: str
    mark: str
    handle: str
    state: str
    step: str
    card: str
    at: Callable[[Page, Target], tuple[float, float]]


@dataclass
class Figures:
    """What was measured of one page: seconds up to the first mark, milliseconds of everything else."""

    answer: list[float] = field(default_factory=list)
    frame: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    unchanged: list[float] = field(default_factory=list)
    details: list[float] = field(default_factory=list)


def same_incidents(path: Path) -> list[Target]:
    """Write the dated and placed incidents as the peer's page reads them; returns the places to click."""
    atlas = mk.read(ROOT / "geo")
    colours = {kind.id: kind.colour for kind in atlas.meta.kinds}
    rows = atlas.rows()
    table = pd.DataFrame(
        {
            "title": rows["title"],
            "text": rows["text"],
            "start": [day_of(int(day)) for day in rows["start"]],
            "end": [day_of(int(day)) for day in rows["end"]],
            "lon": rows["lon"],
            "lat": rows["lat"],
            "colour": [colours[kind] for kind in rows["kind"]],
        }
    )
    table.to_csv(path, index=False)
    return _lonely(table[~rows["precision_m"].ge(REGION_M)])


def _lonely(table: pd.DataFrame) -> list[Target]:
    """The places with the most room around them, so that a click there can mean nothing else."""
    places = list(dict.fromkeys(zip(table["lon"], table["lat"], strict=True)))
    room = {one: min(abs(one[0] - two[0]) + abs(one[1] - two[1]) for two in places if two != one) for one in places}
    last = {(row.lon, row.lat): (row.title, int(row.Index)) for row in table.itertuples()}
    return [Target(*one, *last[one]) for one in sorted(places, key=lambda one: -room[one])[:TARGETS]]


def our_pixel(page: Page, target: Target) -> tuple[float, float]:
    """Where a place is on our map; the page's address tells zoom and centre."""
    zoom, lat, lon = (float(part) for part in parse_qs(urlsplit(page.url).query)["map"][0].split("/"))
    x, y = _middle(page.locator(".mk-map .folium-map").bounding_box())
    scale = 256 * 2**zoom
    return x + (target.lon - lon) / 360 * scale, y + (_north(lat) - _north(target.lat)) * scale


def _north(lat: float) -> float:
    return asinh(tan(radians(lat))) / (2 * pi)


def peer_pixel(page: Page, target: Target) -> tuple[float, float]:
    """Where a place is on the peer's map."""
    circle = page.frame_locator("iframe").locator("path.leaflet-interactive").nth(target.position)
    circle.scroll_into_view_if_needed()
    return _middle(circle.bounding_box())


def _middle(box: Mapping[str, float] | None) -> tuple[float, float]:
    if box is None:
        raise RuntimeError("what is to be clicked is not on the page")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


OURS = Contender("geo", OUR_FRAME, OUR_MARK, ".mk-handle", OUR_STATE, OUR_STEP, OUR_CARD, our_pixel)
CONTENDERS = {
    "mapkit": OURS,  # as `make app` serves it
    "script": replace(OURS, page="app.py"),  # as `streamlit run app.py` does
    "peer": Contender(
        "bench/peer_page.py", PEER_FRAME, PEER_MARK, PEER_HANDLE, PEER_STATE, PEER_STEP, PEER_CARD, peer_pixel
    ),
}


def first_mark(page: Page, server: Server, one: Contender, figures: Figures) -> None:
    """Open the page and wait for the first frame of anything, and for its first mark."""
    page.goto(server.address, wait_until="commit")
    watch(page, one.frame)
    watched(page)
    figures.frame.append(time.perf_counter() - server.spawned)
    watch(page, one.mark)
    watched(page)
    figures.first.append(time.perf_counter() - server.spawned)
    figures.answer.append(server.ready - server.spawned)


def scrub(page: Page, one: Contender, figures: Figures, wanted: int) -> None:
    """Step the end of the window by key until as many steps as wanted have changed what is shown."""
    page.locator(one.handle).last.focus()
    for key in islice(cycle(["ArrowLeft"] * SWEEP + ["ArrowRight"] * SWEEP), 10 * SWEEP):
        before = page.evaluate(one.state)
        watch(page, one.step, before)
        page.keyboard.press(key)
        took = watched(page)
        changed = page.evaluate(one.state)[1] != before[1]
        (figures.steps if changed else figures.unchanged).append(took)
        rest(page)
        wanted -= changed
        if wanted <= 0:
            break
    page.keyboard.press("End")
    rest(page)


def click(page: Page, one: Contender, figures: Figures, targets: Sequence[Target]) -> None:
    """Click each place and wait for its details."""
    for target in targets:
        x, y = one.at(page, target)
        page.mouse.move(x, y)
        rest(page)
        watch(page, one.card, target.title)
        page.mouse.click(x, y)
        figures.details.append(watched(page))
        rest(page)


@contextmanager
def opened(browser: Browser, one: Contender, incidents: Path, figures: Figures) -> Iterator[Page]:
    """The page of a server started for it, with its first mark on it. RuntimeError if ours asks the network."""
    with blank_page(browser) as page, serving(one.page, str(incidents)) as server:
        asked = keep_local(page)
        first_mark(page, server, one, figures)
        rest(page)
        yield page
        if asked and one is not CONTENDERS["peer"]:
            raise RuntimeError(f"mapkit asked the network for {asked}")


def measured(browser: Browser, options: argparse.Namespace) -> dict[str, Figures]:
    """Figures of the pages; a round before the first is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        incidents = Path(folder) / "incidents.csv"
        targets = same_incidents(incidents)
        took = {name: Figures() for name in options.contenders}
        for number, name in in_turn(took, options.rounds + 1):
            figures = took[name] if number else Figures()
            with opened(browser, CONTENDERS[name], incidents, figures) as page:
                if options.pictures and not number:
                    page.screenshot(path=options.pictures / f"{name}.png")
                if number and name != "script" and number <= options.steppings:
                    scrub(page, CONTENDERS[name], figures, options.steps)
                    click(page, CONTENDERS[name], figures, targets)
            print(f"round {number}, {name}: first mark {figures.first[-1]:.2f} s", flush=True)
    return took


def unpaced(options: argparse.Namespace) -> dict[str, Figures]:
    """Scrub steps in a browser that shows a frame as soon as it is drawn: what a page does, without the screen's beat.

    At 60 frames a second a step that is ready at once is shown half a frame and a frame later, 25 ms, whoever drew it.
    """
    took = {name: Figures() for name in options.contenders if name != "script"}
    with tempfile.TemporaryDirectory() as folder, chromium(*UNPACED) as browser:
        incidents = Path(folder) / "incidents.csv"
        same_incidents(incidents)
        for name, figures in took.items():
            with opened(browser, CONTENDERS[name], incidents, figures) as page:
                scrub(page, CONTENDERS[name], figures, options.steppings * options.steps)
    return took


def line(what: str, unit: str, ours: Sequence[float], peer: Sequence[float], goal: str = "") -> str:
    """A row of the table: median and p95 of both, how many, the ratio of the medians; dashes for what was not asked."""
    times = f"{median(peer) / median(ours):.1f}" if ours and peer else "–"
    return f"| {what} | {_cell(ours, unit)} | {_cell(peer, unit)} | {times} | {goal} |"


def _cell(values: Sequence[float], unit: str) -> str:
    digits = DIGITS[unit]
    return f"{median(values):.{digits}f} / {p95(values):.{digits}f} {unit} ({len(values)})" if values else "–"


def table(took: Mapping[str, Figures], free: Mapping[str, Figures]) -> str:
    """All figures as a Markdown table."""
    ours, script, peer = (took.get(name, Figures()) for name in CONTENDERS)
    return "\n".join(
        [
            "| | mapkit: median / p95 (n) | streamlit-folium: median / p95 (n) | times faster | goal |",
            "|---|---|---|---|---|",
            line("server start to first mark, `make app`", "s", ours.first, peer.first, "at least 1.18"),
            line(
                "to the first frame of anything, beside the other's first mark",
                "s",
                ours.frame,
                peer.first,
                "at least 2",
            ),
            line("to the first frame of anything, both", "s", ours.frame, peer.frame),
            line("the same, `streamlit run app.py`", "s", script.first, peer.first),
            line("of which until the server answers", "s", ours.answer, peer.answer),
            line(
                "scrub step that changes what is shown, frames unpaced",
                "ms",
                free["mapkit"].steps,
                free.get("peer", Figures()).steps,
                "at least 20",
            ),
            line("the same at 60 frames a second", "ms", ours.steps, peer.steps),
            line("scrub step that leaves it as it is", "ms", ours.unchanged, peer.unchanged),
            line("click to its details", "ms", ours.details, peer.details, "more than 2"),
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="servers of each page that are started")
    parser.add_argument("--steppings", type=int, default=2, help="rounds in which steps and clicks are measured too")
    parser.add_argument("--steps", type=int, default=8, help="steps a round that change what is shown")
    parser.add_argument("--pictures", type=Path, help="folder for a picture of each page")
    add_no_peers(parser)
    options = parser.parse_args()
    options.contenders = list(CONTENDERS)
    if peers_at_hand({"streamlit-folium": ("streamlit_folium", "npm")}, beside=options.beside):
        fetch_packages()
    else:
        options.contenders.remove("peer")
    with chromium() as browser:
        print(facts(browser))
        took = measured(browser, options)
    print(table(took, unpaced(options)))


if __name__ == "__main__":
    main()
