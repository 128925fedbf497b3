"""How long pictures and films take: the bundled atlas as PNG beside folium's own way, the camera, large atlases, films.

Folium's own way (`folium.Map._to_png`) is a headless browser's screenshot of the saved map: a browser is started, the
file opened, then folium sleeps for three seconds to let the map settle. The screenshot is measured without that sleep,
taken as soon as the map is drawn; both ratios are printed.
The camera of a saved page is measured inside it, from the click until the whole file is handed to the download.
Run `python bench/snapshot.py` at the root of the repository. What is printed is described in docs/benchmarks.md.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from make_atlas import made_atlas
from measuring import ROOT, chromium, facts, p95

import mapkit
from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.film import gif, mp4, webm
from mapkit.film.times import windows
from mapkit.picture import pdf, png, svg
from mapkit.webmap.document import page as html_page

FOLIUM_SLEEP_S = 3  # the default of its argument `delay`
WIDTH, HEIGHT = 1600, 1000
GOALS = {
    "png": "under 1 s",
    "times": "at least 5 times faster",
    "many": "under 3 s",
    "html": "under 700 kB",
    "film": "under 20 s",
    "camera": "under 0.3 s",
}
FILM_FIRST = date(2020, 11, 2)  # a Monday
SHOT = """(button) => new Promise((done) => {
  const give = URL.createObjectURL, began = performance.now();
  URL.createObjectURL = (file) => {
    URL.createObjectURL = give;
    done([(performance.now() - began) / 1000, file.size]);
    return give.call(URL, file);
  };
  button.click();
})"""


def seconds(work: Callable[[], object], rounds: int, *, warm: bool = True) -> list[float]:
    """How long some work takes, after one round that is not counted if `warm`."""
    took = []
    for number in range(rounds + warm):
        began = time.perf_counter()
        work()
        if number or not warm:
            took.append(time.perf_counter() - began)
    return took


def screenshot(path: Path) -> bytes:
    """The saved map in a browser started for it, when its first marks are drawn."""
    with chromium() as browser:
        sheet = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        sheet.goto(path.as_uri())
        sheet.wait_for_selector(".mk-root canvas")
        sheet.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return sheet.screenshot()


def line(what: str, took: Sequence[float], goal: str = "") -> str:
    """One line of the report."""
    return f"{what:44} median {median(took):6.2f} s   p95 {p95(took):6.2f} s   {goal}"


def pictures(atlas: Atlas, rounds: int, few: int) -> None:
    """PNG beside the browser in turn, then the vector formats."""
    with tempfile.TemporaryDirectory() as folder:
        saved = Path(folder) / "map.html"
        mapkit.draw(atlas).save(saved)
        png(atlas)
        ours, theirs = list[float](), list[float]()
        for _ in range(rounds):
            ours += seconds(lambda: png(atlas), 1, warm=False)
            theirs += seconds(lambda: screenshot(saved), 1, warm=False)
    print(line(f"PNG {WIDTH} x {HEIGHT}", ours, f"goal: {GOALS['png']}"))
    print(line("screenshot of the saved map, cold browser", theirs))
    for what, wait in (
        ("times faster than folium's way", FOLIUM_SLEEP_S),
        ("times faster, if folium did not sleep", 0),
    ):
        goal = f"goal: {GOALS['times']}" if wait else ""
        print(f"{what:44} {(median(theirs) + wait) / median(ours):13.1f}     {goal}")
    print(line("PNG A3, 200 dpi", seconds(lambda: png(atlas, Look(size="a3")), few)))
    print(line("SVG", seconds(lambda: svg(atlas), few)))
    print(line("PDF A4", seconds(lambda: pdf(atlas, Look(size="a4")), few)))
    print(line("PDF dossier", seconds(lambda: pdf(atlas, Look(size="a4", dossier=True)), 1)))


def camera(atlas: Atlas, shots: int) -> None:
    """The camera of the saved page, in a warm browser; each picture is twice as fine as the window."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        saved = Path(folder) / "map.html"
        saved.write_text(html_page(atlas), "utf-8")
        sheet = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        sheet.goto(saved.as_uri())
        sheet.wait_for_selector(".mk-root .mk-shown")
        sheet.locator(".mk-share-button").click()
        button = sheet.locator(".mk-camera")
        button.evaluate(SHOT)
        taken = [button.evaluate(SHOT) for _ in range(shots)]
    took, size = [one for one, _ in taken], taken[0][1] / 1000
    print(line(f"camera, a window of {WIDTH} x {HEIGHT}, {size:,.0f} kB", took, f"goal: {GOALS['camera']}"))


def films(atlas: Atlas, frames: int) -> None:
    """Films of an atlas by weeks."""
    look = FilmLook(step="week", width=4)
    view = atlas.filter(when=f"{FILM_FIRST}/{FILM_FIRST + timedelta(weeks=frames, days=-1)}")
    print(f"film of {len(windows(view, look))} frames, {look.size}   goal: {GOALS['film']}")
    for make in (gif, mp4, webm):
        made = list[bytes]()
        took = seconds(lambda make=make, made=made: made.append(make(view, look)), 1, warm=False)
        print(line(f"  {make.__name__}, {len(made[0]) / 1000:,.0f} kB", took))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=["pictures", "camera", "many", "html", "films"])
    parser.add_argument("--atlas", type=Path, default=ROOT / "geo")
    parser.add_argument("--rounds", type=int, default=7, help="pictures beside the browser's")
    parser.add_argument("--few-rounds", type=int, default=3, help="pictures of the other kinds")
    parser.add_argument("--shots", type=int, default=20, help="pictures by the camera")
    parser.add_argument("--many", type=int, default=100_000, help="incidents of the large picture")
    parser.add_argument("--frames", type=int, default=60, help="weeks of a film")
    options = parser.parse_args()
    only = options.only
    print(facts())
    atlas = mapkit.read(options.atlas)
    if only in (None, "pictures"):
        pictures(atlas, options.rounds, options.few_rounds)
    if only in (None, "camera"):
        camera(atlas, options.shots)
    if only in (None, "html"):
        print(f"{'one-file HTML':44} {len(html_page(atlas).encode()) / 1000:11,.0f} kB    goal: {GOALS['html']}")
    if only in (None, "many"):
        many = made_atlas(options.many)
        took = seconds(lambda: png(many), options.few_rounds)
        print(line(f"PNG of {options.many:,} incidents", took, f"goal: {GOALS['many']}"))
    if only in (None, "films"):
        films(atlas, options.frames)


if __name__ == "__main__":
    main()
