"""The lines of an atlas's basemap for the first answer of a server, in a few kB, drawn where the map will draw them.

Nothing of mapkit that reads an atlas is loaded for it, so what cannot be read here is left out: the map tells of it.
"""

import json
import math
import tomllib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from mapkit.assets import asset

SETTINGS = "atlas.toml"  # as `files.settings` has it, which would load what reads an atlas
LAYERS = ("land", "lakes", "borders")
MAX_BYTES = 2_000_000  # of a layer that is read so early
MOST = 3_500  # bytes of lines
UNITS = 600  # along the longer side of the box that the map opens with
AROUND = 1.6  # of that side, how far lines go on each side of its middle
STEPS = (1.5, 3.0, 6.0, 12.0, 24.0)  # units between two points, the first that makes the lines short enough
ODD = (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, ArithmeticError, RecursionError)

Point = tuple[float, float]


def early_lines(path: str) -> str:
    """An SVG of the lines around the box that the map of the atlas folder at `path` opens with; "" where none is told.

    Its middle is that of this box. `first.js` lays it as the map will lie, by `data-box`: how wide and how high the box
    is in its units, and how wide the whole world.
    """
    try:
        return _drawn(path, *_versions(Path(path)))
    except ODD:
        return ""


def _versions(folder: Path) -> tuple[int, ...]:
    """The times of change of all that is read."""
    files = [folder / SETTINGS, *(one for name in LAYERS if (one := _file(folder, name)).exists())]
    return tuple(one.stat().st_mtime_ns for one in files)


def _file(folder: Path, layer: str) -> Path:
    return folder / "context" / f"{layer}.geojson"


@lru_cache(8)
def _drawn(path: str, *_versions: int) -> str:
    folder = Path(path)
    west, south, east, north = map(float, tomllib.loads((folder / SETTINGS).read_text("utf-8"))["home"])
    (left, top), (right, bottom) = _world(west, north), _world(east + 360 * (east < west), south)
    unit = UNITS / max(right - left, bottom - top)
    middle, reach = ((left + right) / 2, (top + bottom) / 2), AROUND * UNITS
    lines = [
        [((x - middle[0]) * unit, (y - middle[1]) * unit) for x, y in (_world(*point[:2]) for point in line)]
        for line in _lines(folder)
    ]
    text = next((text for step in STEPS if len(text := "".join(_paths(lines, step, reach))) <= MOST), "")
    wide, high = (right - left) * unit, (bottom - top) * unit
    box = " ".join(f"{one:.1f}" for one in (wide, high, unit))
    return f'<svg class="mk-first-lines" data-box="{box}" aria-hidden="true"><path d="{text}"/></svg>'


def _world(lon: float, lat: float) -> Point:
    """A point in degrees in the web-mercator square, 0 to 1."""
    held = math.radians(max(-85.0, min(85.0, lat)))
    return lon / 360 + 0.5, 0.5 - math.log(math.tan(math.pi / 4 + held / 2)) / (2 * math.pi)


def _lines(folder: Path) -> Iterator[Sequence[Sequence[float]]]:
    """The lines of the basemap that hold at any time; those of the plain world where the atlas has none of its own."""
    files = [one for name in LAYERS if (one := _file(folder, name)).exists()]
    for text in [one.read_text("utf-8") for one in files if one.stat().st_size <= MAX_BYTES] or [
        asset("world.geojson")
    ]:
        for feature in json.loads(text)["features"]:
            if not (feature["properties"] or {}).get("valid"):
                yield from _parts(feature["geometry"]["coordinates"])


def _parts(coordinates: Any) -> Iterator[Sequence[Sequence[float]]]:
    if coordinates and isinstance(coordinates[0][0], list):
        for inner in coordinates:
            yield from _parts(inner)
    elif coordinates:
        yield coordinates


def _paths(lines: Sequence[Sequence[Point]], step: float, reach: float) -> Iterator[str]:
    """Lines as paths of whole units: points nearer to each other than a step are left out, and all far outside."""
    for line in lines:
        run: list[tuple[int, int]] = []
        for at, (x, y) in enumerate(line, 1):
            if max(abs(x), abs(y)) > reach:
                yield from _path(run)
                run = []
            elif not run or at == len(line) or math.dist(run[-1], (x, y)) >= step:
                run.append((round(x), round(y)))
        yield from _path(run)


def _path(run: Sequence[tuple[int, int]]) -> Iterator[str]:
    if len(run) > 1:
        steps = [f"{x - a} {y - b}" for (a, b), (x, y) in pairwise(run)]
        yield f"M{run[0][0]} {run[0][1]}l{' '.join(steps)}".replace(" -", "-")
