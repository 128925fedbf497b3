"""A page of deck.gl that draws made incidents, as a folder: the library, the columns as binary files, a few lines.

The columns go to the graphics memory as they lie in the files; a window of time is a filter range of deck.gl's
DataFilterExtension, so that a step of it sends two numbers and reads no row. No base map, nothing to click.
"""

import json
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
from make_incidents import CENTRE, COLOURS, FIRST, LAST, ZOOM, Incidents
from network import CACHE
from numpy.typing import NDArray

DECK = "deck.gl@9.4.0"
# Degrees as 32-bit numbers are right to half a metre here; half-open days become closed ranges of whole numbers.
PAGE = """<!doctype html>
<meta charset="utf-8">
<title>Incidents</title>
<style>html, body { margin: 0; height: 100%; }</style>
<script src="deck.js"></script>
<script type="module">
const read = async (name) => (await fetch(name)).arrayBuffer();
const about = await (await fetch('about.json')).json();
const [places, colours, days] = await Promise.all(['places', 'colours', 'days'].map(read));
const data = { length: about.count, attributes: {
  getPosition: { value: new Float32Array(places), size: 2 },
  getFillColor: { value: new Uint8Array(colours), size: 4 },
  getFilterValue: { value: new Float32Array(days), size: 2 },
} };
const extensions = [new deck.DataFilterExtension({ filterSize: 2 })];
const layers = (first, last) => [new deck.ScatterplotLayer({
  id: 'incidents', data, extensions, positionFormat: 'XY', getRadius: 4, radiusUnits: 'pixels',
  filterRange: [[about.first, last - 1], [first + 1, about.last]],
})];
const board = new deck.Deck({
  initialViewState: about.view, controller: true, useDevicePixels: false, layers: layers(about.first, about.last),
});
globalThis.benchWindow = (last) => board.setProps({ layers: layers(about.first, last) });
globalThis.benchLast = about.last;
</script>
"""


def fetched_deck() -> Path:
    """The library's script, as npm gives it out, kept for the next time; SystemExit if it cannot be had."""
    CACHE.mkdir(exist_ok=True)
    archive = CACHE / f"{DECK.replace('@', '-')}.tgz"
    if not archive.exists():
        command = ["npm", "pack", "--silent", "--ignore-scripts", DECK]
        try:
            subprocess.run(command, cwd=CACHE, check=True, capture_output=True, timeout=300)
        except (OSError, subprocess.SubprocessError) as error:
            raise SystemExit(f"{DECK} cannot be had: {error}; install npm, or name other --peers") from None
    with tarfile.open(archive) as packed:
        packed.extract("package/dist.min.js", archive.with_suffix(""), filter="data")
    return archive.with_suffix("") / "package" / "dist.min.js"


def write_deck_page(one: Incidents, folder: Path) -> int:
    """Write the page into a folder; returns the bytes of its columns, 20 for each incident."""
    rgb = np.array([[int(colour[at : at + 2], 16) for at in (1, 3, 5)] + [204] for colour in COLOURS], np.uint8)
    columns: dict[str, NDArray[Any]] = {
        "places": np.column_stack((one.lon, one.lat)).astype(np.float32),
        "colours": rgb[one.kind],
        "days": np.column_stack((one.start, one.end)).astype(np.float32),
    }
    folder.mkdir()
    for name, column in columns.items():
        (folder / name).write_bytes(column.tobytes())
    view = {"latitude": CENTRE[0], "longitude": CENTRE[1], "zoom": ZOOM - 1}  # its tiles are twice as wide
    about = {"count": len(one), "first": FIRST, "last": LAST, "view": view}
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    (folder / "index.html").write_text(PAGE, "utf-8")
    shutil.copy(fetched_deck(), folder / "deck.js")
    return sum(column.nbytes for column in columns.values())


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def folder_served(folder: Path) -> Iterator[str]:
    """The address of a folder's index, at the loopback address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/index.html"
        finally:
            server.shutdown()
            thread.join()
