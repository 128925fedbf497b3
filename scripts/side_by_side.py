"""Draws docs/side-by-side.png: one view as the live map in a browser, and as the picture that is drawn without one.

Both show the same box of the bundled atlas, so that what looks different can be seen. Run
`python scripts/side_by_side.py` at the root of the repository; it needs the extra `dev` and a Chromium.
"""

import io
import math
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

import mapkit
from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look
from mapkit.film.gif import indexed, palette_of
from mapkit.picture import png
from mapkit.where import BBox

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.browser import open_map  # noqa: E402 - what the tests do with pages
from support.chromium import chromium  # noqa: E402 - where the tests find their browser

WINDOW = "2020-11-10/2022-08-30"
LOOK = Look()
SCALE = LOOK.resolution / 96  # device pixels a CSS pixel: letters and marks are as large in both
WIDTH, HEIGHT = 1200, 760  # CSS pixels of the browser's window: its map is as wide as the drawn one
GAP = 32
EXACT = 120  # colours that stay as they are
TILE = 256


def live(atlas: Atlas, folder: Path) -> tuple[Image.Image, BBox]:
    """The live map with its clock, without the cards beside it, and the box that it shows."""
    path = folder / "map.html"
    mapkit.draw(atlas).save(str(path))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=SCALE, locale="en-GB")
        root = open_map(page, path.as_uri())
        root.locator(".mk-legend").evaluate("(legend) => { legend.open = false; }")  # it would cover a third of the map
        root.evaluate("() => new Promise((done) => setTimeout(done, 500))")  # names are placed after the marks
        area = root.locator(".mk-map").bounding_box()
        if area is None:
            raise RuntimeError("the page shows no map")
        image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        return image.crop((0, 0, round((area["x"] + area["width"]) * SCALE), image.height)), box_of(page)


def box_of(page: Page) -> BBox:
    """The box of the map in a page, from the zoom and the middle that it tells (web mercator, 256 pixels at zoom 0)."""
    zoom, lat, lon = map(float, str(page.locator(".mk-root").get_attribute("data-position")).split("/"))
    area = page.locator(".mk-root .leaflet-container").bounding_box()
    if area is None:
        raise RuntimeError("the page shows no map")
    world = TILE * 2**zoom
    half = area["width"] / world * 180
    middle = math.asinh(math.tan(math.radians(lat)))
    south, north = (
        math.degrees(math.atan(math.sinh(middle + side * area["height"] / world * math.pi))) for side in (-1, 1)
    )
    return BBox(lon - half, south, lon + half, north)


def small(image: Image.Image) -> Image.Image:
    """The image in 256 colours, the most frequent ones as they are, so that no mark and no tint changes."""
    colours = np.asarray(image)
    packed = colours.astype(np.uint32) @ np.array([1 << 16, 1 << 8, 1], np.uint32)
    found, counts = np.unique(packed, return_counts=True)
    frequent = found[np.argsort(-counts.astype(int))][:EXACT]
    return indexed(colours, palette_of([colours], [f"#{colour:06x}" for colour in frequent]))


def main() -> None:
    """Draw both and put them beside each other."""
    atlas = mapkit.read(ROOT / "geo").filter(when=WINDOW)
    with tempfile.TemporaryDirectory() as folder:
        left, box = live(atlas, Path(folder))
    right = Image.open(io.BytesIO(png(atlas, replace(LOOK, box=box)))).convert("RGB")
    both = Image.new("RGB", (left.width + GAP + right.width, max(left.height, right.height)), "white")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + GAP, 0))
    path = ROOT / "docs" / "side-by-side.png"
    small(both).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {both.width} x {both.height}, {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
