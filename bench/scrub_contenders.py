"""What bench/scrub.py measures: the app's page, mapkit's saved file, and the peers, each with how its clock is moved.

Everything that is known of a page's inside (classes, roles, globals) stands in this module.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from first_paint import PEER_MARK, PEER_STATE, PEER_STEP
from frames import StoppedError
from make_incidents import CENTRE, ZOOM, Incidents
from measuring import ROOT, serving

BENCH = Path(__file__).resolve().parent
WEEK = 7
HANDLE_START, HANDLE_END, GRIP, TRACK = ".mk-handle-start", ".mk-handle-end", ".mk-grip", ".mk-track"

# Steps go a year and more to one side and back, so that no end of time stops them.
TURN = "const turn = (k) => { const at = k % 120; return at < 60 ? at : 120 - at; };"
OUR_MARK = """() => {
  const canvas = benchMap()?.querySelector('.leaflet-mk-marks-pane canvas');
  if (!canvas?.width) return false;
  const pen = canvas.getContext('2d');
  return pen ? pen.getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean) : benchDraws > 0;
}"""
OUR_CARD = "() => Boolean(benchMap().querySelector('.mk-spot, .mk-incident')?.checkVisibility())"
OUR_WORDS = """() => [...benchMap().querySelectorAll('.mk-panel-title, .mk-rows .mk-item-title')]
  .some((one) => one.checkVisibility() && one.textContent.includes('Incident'))"""
OUR_PLACE = """() => {
  const root = benchMap(), box = root.querySelector('.folium-map').getBoundingClientRect();
  return [box.left, box.top, box.width, box.height, ...root.dataset.position.split('/').map(Number)];
}"""
# The press is a real one; the moves are events of the same pointer, one a frame, which no driver from outside can do.
OUR_DRIVE = f"""({{ x, y, days }}) => {{
  {TURN}
  const root = benchMap(), track = root.querySelector('{TRACK}');
  const [start, end] = ['{HANDLE_START}', '{HANDLE_END}'].map((one) => root.querySelector(one));
  const span = end.getAttribute('aria-valuemax') - start.getAttribute('aria-valuemin');
  const step = days * track.getBoundingClientRect().width / span;
  return (k) => {{
    const hand = {{ pointerId: 1, pointerType: 'mouse', isPrimary: true, buttons: 1, bubbles: true, composed: true }};
    const clientX = x + turn(k) * step;
    track.dispatchEvent(new PointerEvent('pointermove', {{ ...hand, clientX, clientY: y }}));
    return end.getAttribute('aria-valuenow');
  }};
}}"""
PLACE = f"""() => {{
  const inside = (root) => root.querySelector('.leaflet-container, .folium-map')?.getBoundingClientRect();
  const frames = [...document.querySelectorAll('iframe')];
  const frame = frames.find((one) => one.offsetHeight && inside(one.contentDocument));
  const outer = frame?.getBoundingClientRect() ?? {{ left: 0, top: 0 }};
  const box = inside(frame?.contentDocument ?? document);
  return [outer.left + box.left, outer.top + box.top, box.width, box.height, {ZOOM}, {CENTRE[0]}, {CENTRE[1]}];
}}"""
POPUP = "() => Boolean(document.querySelector('.leaflet-popup-content')?.innerText.includes('Incident'))"
CLOSE_POPUP = "() => document.querySelector('.leaflet-popup-close-button')?.click()"
DETAILS = """(before) => {
  const words = document.querySelector('.st-key-details')?.innerText ?? '';
  return words !== before && words.includes('Incident');
}"""
FOLIUM_TIME = "Object.values(globalThis).find((one) => one instanceof L.Map).timeDimension"
FOLIUM_READY = f"""({{ last }}) => {{
  const time = {FOLIUM_TIME}, after = time.getAvailableTimes().findIndex((one) => one >= last);
  time.setCurrentTimeIndex(after < 0 ? time.getAvailableTimes().length - 1 : after);
}}"""
FOLIUM_DRIVE = f"""({{ days }}) => {{
  {TURN}
  const time = {FOLIUM_TIME}, from = time.getCurrentTimeIndex();
  return (k) => {{
    time.setCurrentTimeIndex(from + Math.round(days / {WEEK}) * turn(k));
    return time.getCurrentTimeIndex();
  }};
}}"""
SWIFT_DRIVE = f"""({{ days }}) => {{
  {TURN}
  const slider = document.querySelector('.swiftmap-time-slider'), from = Number(slider.value);
  return (k) => {{
    slider.value = from + Math.round(days / {WEEK}) * turn(k);
    slider.dispatchEvent(new Event('input', {{ bubbles: true }}));
    return benchDraws;
  }};
}}"""


@dataclass(frozen=True, eq=False)
class Case:
    """Made incidents and the window that they are seen through, half-open; `whole` is a window of everything."""

    incidents: Incidents
    seed: int
    alone: bool
    lasting: bool
    data: Path
    window: str
    first: date
    last: date

    @property
    def count(self) -> int:
        """How many incidents."""
        return len(self.incidents)

    @property
    def whole(self) -> bool:
        """Whether the window is everything: then its end moves, where others slide."""
        return self.window == "all"


@dataclass(frozen=True)
class Contender:
    """A page and how it is used: JavaScript functions for its first mark, its card, its map's place, its steps.

    Pages that answer from the browser have `drive`, of which a step in each frame is taken, or, if they draw later and
    `shown` tells when, a step after each answer; others have a slider that is pressed, with `state` and `step` as in
    bench/first_paint.py.
    """

    about: str
    opened: Callable[[Case, float], AbstractContextManager[str]]
    mark: str
    place: str
    card: str
    close: str
    words: str = ""
    ready: str = "() => {}"
    drive: str = ""
    shown: str = ""
    state: str = ""
    step: str = ""
    served: bool = False
    most: int = 10**9
    needs: tuple[str, ...] = ()  # packages, or npm; ours need none


@contextmanager
def our_page(case: Case, _patience: float) -> Iterator[str]:
    """The app, at the window that its address names."""
    words = [*["alone"] * case.alone, *["lasting"] * case.lasting]
    when = "" if case.whole else f"when={case.first}/{date.fromordinal(case.last.toordinal() - 1)}&"
    with serving("bench/scrub_page.py", str(case.count), str(case.seed), *words) as server:
        yield f"{server.address}?{when}map={ZOOM}/{CENTRE[0]:g}/{CENTRE[1]:g}"


def peer_page(how: str) -> Callable[[Case, float], AbstractContextManager[str]]:
    """A page of streamlit-folium that draws in this way."""

    @contextmanager
    def opened(case: Case, _patience: float) -> Iterator[str]:
        with serving("bench/scrub_peer_page.py", str(case.data), how, str(case.first), str(case.last)) as server:
            yield server.address

    return opened


def saved(maker: str) -> Callable[[Case, float], AbstractContextManager[str]]:
    """A file that bench/scrub_files.py makes; StoppedError if that takes too long."""

    @contextmanager
    def opened(case: Case, patience: float) -> Iterator[str]:
        out = case.data.with_name(f"{maker}.html")
        flags = ["--whole"] * case.whole + ["--alone"] * case.alone
        given = [maker, case.data, case.first, case.last, out, f"--count={case.count}", f"--seed={case.seed}", *flags]
        command = [sys.executable, "-W", "ignore", str(BENCH / "scrub_files.py"), *map(str, given)]
        try:
            subprocess.run(command, cwd=ROOT, check=True, timeout=patience, capture_output=True)
        except subprocess.TimeoutExpired:
            raise StoppedError(f"its file was not made within {patience:g} s") from None
        except subprocess.CalledProcessError as error:
            raise StoppedError(f"its file was not made: {error.stderr.decode().strip().splitlines()[-1]}") from None
        yield out.as_uri()

    return opened


OURS = "mapkit"
CONTENDERS = {
    OURS: Contender(
        "the app's page on a warm server",
        our_page,
        OUR_MARK,
        OUR_PLACE,
        OUR_CARD,
        "",
        OUR_WORDS,
        drive=OUR_DRIVE,
        served=True,
    ),
    "mapkit file": Contender(
        "the atlas saved as one HTML file",
        saved("mapkit"),
        OUR_MARK,
        OUR_PLACE,
        OUR_CARD,
        "",
        OUR_WORDS,
        drive=OUR_DRIVE,
        most=10_000,
    ),
    "st_folium": Contender(
        "a Streamlit page whose map is made again at each step",
        peer_page("rebuild"),
        PEER_MARK,
        PLACE,
        DETAILS,
        "",
        state=PEER_STATE,
        step=PEER_STEP,
        served=True,
        needs=("streamlit_folium", "npm"),
    ),
    "st_folium group": Contender(
        "the same with `feature_group_to_add`: the map stays",
        peer_page("group"),
        PEER_MARK,
        PLACE,
        DETAILS,
        "",
        state=PEER_STATE,
        step=PEER_STEP,
        served=True,
        needs=("streamlit_folium", "npm"),
    ),
    "TimestampedGeoJson": Contender(
        "folium's plugin in a saved file; it knows starts only",
        saved("timestamped"),
        "() => document.querySelectorAll('path.leaflet-interactive').length > 0",
        PLACE,
        POPUP,
        CLOSE_POPUP,
        ready=FOLIUM_READY,
        drive=FOLIUM_DRIVE,
        needs=("npm",),
    ),
    "swiftmap": Contender(
        "WebGL circles on a time layer in a saved file; it draws 50 ms after the last move, so a step is taken when "
        "the one before is drawn",
        saved("swiftmap"),
        "() => benchDraws > 0",
        PLACE,
        POPUP,
        CLOSE_POPUP,
        drive=SWIFT_DRIVE,
        shown="() => benchDraws",
        needs=("swiftmap",),
    ),
}
