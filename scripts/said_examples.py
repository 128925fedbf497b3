"""Draws the pictures of the worked examples in docs/claims.md, each of the page as it shows the example.

Run `python scripts/said_examples.py` at the root of the repository; it needs the extra `dev` and a Chromium. What is
drawn without a page, an empty window with its sentence, is drawn as any picture is.
"""

import io
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

import mapkit
import mapkit.picture
from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.browser import open_map  # noqa: E402 - what the tests do with pages
from support.chromium import chromium  # noqa: E402 - where the tests find their browser

FOLDER = ROOT / "docs" / "said-examples"
WIDTH, HEIGHT = 1180, 700  # CSS pixels of the browser's window
COLOURS = 48
SETTLED_MS = 800  # names are placed after the marks
# What the page opens with, by the name of the picture.
LINKS = {
    "toll": "according=south&incident=toll",
    "day": "according=south&when=2021-05&incident=day",
    "village": "according=south&incident=village",
    "correction": "known=2021-06-02&incident=correction",
    "retraction": "according=any-undenied&incident=retraction",
    "itself": "incident=itself",
    "wire": "incident=wire",
    "absent": "according=south&incident=absent",
    "rumour": "incident=rumour",
}
EMPTY = "silence"


def shown(page: Page, address: str) -> Image.Image:
    """The map and the card beside it, without what stands above and below them."""
    root = open_map(page, address)
    root.evaluate(f"() => new Promise((done) => setTimeout(done, {SETTLED_MS}))")
    area = root.locator(".mk-map").bounding_box()
    if area is None:
        raise RuntimeError("the page shows no map")
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return image.crop((0, round(area["y"]), WIDTH, round(area["y"] + area["height"])))


def empty(atlas: Atlas) -> Image.Image:
    """A window in which nothing is, with what it says of its silence."""
    data = mapkit.picture.png(atlas.filter(when="2021-08"), replace(Look(), size="1180x560"))
    return Image.open(io.BytesIO(data)).convert("RGB")


def main() -> None:
    """Draw all of them."""
    atlas = mapkit.read(FOLDER)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        path = Path(folder) / "map.html"
        mapkit.draw(atlas).save(str(path))
        pictures = {EMPTY: empty(atlas)}
        for name, link in LINKS.items():
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB")
            pictures[name] = shown(page, f"{path.as_uri()}#{link}")
            page.close()
    for name, picture in pictures.items():
        file = FOLDER / f"{name}.png"
        picture.quantize(COLOURS).save(file, optimize=True)
        print(f"{file.relative_to(ROOT)}: {picture.width} x {picture.height}, {file.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    main()
