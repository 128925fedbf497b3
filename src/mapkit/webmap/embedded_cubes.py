"""Counts that a file of a large atlas carries: cubes of one box at a few zooms, since nobody can be asked from a file.

Each level has cells four times finer than the one before, over the same box; its bins are as wide as its share of the
file wants. A map looks at the level next to its zoom, and between the edges of its bins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import atan, degrees, floor, log2, pi, sinh

import numpy as np
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.store.cubes import Cubes
from mapkit.view import View
from mapkit.viewcube import FINEST, STEP, Frame, ViewCube, keys, packed
from mapkit.where import HALF_TURN, WORLD, BBox

SHARES = (2_000_000, 2_000_000, 1_500_000)  # bytes of each level, coarsest first: 7.3 MB in base64
TILES = (1, 3, 4)  # of each level, zooms from a tile to its cells: the smaller a question, the finer the bins
MAX_TILES = 400  # questions a level is put together from
MAX_FILLED = 60_000  # cells of a level: a cube numbers them in two bytes
MAX_PAIRS = 3_000_000  # of a level before its bins are made wider
FINER = 4  # zooms from a map to the cells it would like
WIDE, TALL, PIXELS = 1280, 640, 256  # a common screen, and the world at zoom 0
FEWEST = 16  # bins
WITHIN = 1e-9  # how far inside a tile its box stays, of the world's width: 4 cm

Ask = Callable[[BBox, int], ViewCube]


@dataclass(frozen=True)
class Carried:
    """Cubes of the cells of a box by zoom, coarsest first, packed (`viewcube.packed`); `whole` is the world in one."""

    box: BBox
    levels: dict[int, bytes]
    whole: bytes


def carried(atlas: Atlas) -> Carried:
    """The cubes of the view's box, else of the atlas's home, else of all it shows."""
    kinds = [one.id for one in atlas.meta.kinds]
    box, counting = _box(atlas), atlas.cubes or Cubes(atlas.store, kinds, atlas.time_index)
    whole, ask = packed(counting.whole(atlas.view)), partial(_asked, counting, atlas.view)
    levels: dict[int, bytes] = {}
    cube = ask(box, _zoom(box))
    edges = _edges(cube.frame)
    for share, tile in zip(SHARES, TILES, strict=True):
        finer = _tiled(ask, cube, STEP if levels else 0, tile)
        fitting = None if finer is None else _fitting(finer, share)
        if finer is None or fitting is None:
            break
        levels[finer.frame.zoom], cube = fitting, finer
    return Carried(edges, levels, whole)


def _box(atlas: Atlas) -> BBox:
    """Of several boxes the first by its west: only what lies in all of them is counted anyway."""
    return next(iter(sorted(atlas.view.where)), None) or atlas.meta.home or atlas.extent or WORLD


def _edges(frame: Frame) -> BBox:
    """The box of a frame's cells."""
    size = 2**frame.zoom
    west, east = _lon(frame.columns[-1][0] / size), _lon(frame.columns[0][1] / size)
    return BBox(west, _lat(frame.rows[1] / size), east, _lat(frame.rows[0] / size))


def _asked(cubes: Cubes, view: View, box: BBox, zoom: int) -> ViewCube:
    return cubes.cube(view, box, zoom, cubes.span)


def _zoom(box: BBox) -> int:
    """The zoom at which a box fills a common screen."""
    across = (box.east - box.west) % (2 * HALF_TURN) or 2 * HALF_TURN
    down = max(box.north - box.south, 1e-6)
    return max(0, floor(min(log2(2 * HALF_TURN * WIDE / PIXELS / across), log2(HALF_TURN * TALL / PIXELS / down))))


def _fitting(cube: ViewCube, share: int) -> bytes | None:
    """A cube packed into so many bytes, with wider bins if it must; None where too few would be left."""
    while len(data := packed(cube)) > share:
        if cube.frame.bins // 2 < FEWEST:
            return None
        cube = _rebinned(cube, 2 * cube.frame.width)
    return data


def _tiled(ask: Ask, cube: ViewCube, finer: int, tile: int) -> ViewCube | None:
    """A cube's block in cells some zooms finer, from tiles where it holds something; None where that is too much."""
    frame, by = cube.frame, 1 << finer
    columns = tuple((by * low, by * high) for low, high in frame.columns)
    block = replace(frame, zoom=frame.zoom + finer, columns=columns, rows=(by * frame.rows[0], by * frame.rows[1]))
    zoom = max(0, block.zoom - tile)
    tiles = sorted(set(zip(*((cells >> (frame.zoom - zoom)).tolist() for cells in (cube.x, cube.y)), strict=True)))
    if block.zoom > FINEST or len(tiles) > MAX_TILES:
        return None
    found = [_limited(_tile(ask, zoom, one, block.zoom), MAX_PAIRS // len(tiles)) for one in tiles]
    return _joined(found, block) if found and sum(len(one.x) for one in found) <= MAX_FILLED else None


def _tile(ask: Ask, zoom: int, tile: tuple[int, int], finer: int) -> ViewCube:
    """The cube of one cell of a zoom, in cells of a finer one."""
    edges = [((place + WITHIN) / 2**zoom, (place + 1 - WITHIN) / 2**zoom) for place in tile]
    west, east = map(_lon, edges[0])
    north, south = map(_lat, edges[1])
    return ask(BBox(west, south, east, north), finer - FINER)


def _lon(x: float) -> float:
    return 2 * HALF_TURN * x - HALF_TURN


def _lat(y: float) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * y))))


def _limited(cube: ViewCube, pairs: int) -> ViewCube:
    """A cube of at most so many pairs, with wider bins if it must, or of the fewest bins."""
    while len(cube.count) > pairs and cube.frame.bins // 2 >= FEWEST:
        cube = _rebinned(cube, 2 * cube.frame.width)
    return cube


def _rebinned(cube: ViewCube, width: int) -> ViewCube:
    """The same counts in wider bins, of a multiple of their width."""
    return _joined([cube], cube.frame, width)


def _joined(cubes: Sequence[ViewCube], block: Frame, least: int = 1) -> ViewCube:
    """The counts of cubes of different cells in the widest of their bins, or of `least` days: what lies in a block."""
    width = max(least, *(one.frame.width for one in cubes))
    narrow = min((one.frame for one in cubes), key=lambda one: one.width)
    start = narrow.start // width * width
    bins = -(-(narrow.start + narrow.bins * narrow.width) // width) - start // width
    frame = replace(block, start=start, width=width, bins=bins)
    parts = [_keyed(one, frame) for one in cubes]
    key, count = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return ViewCube.of(frame, key, count, cubes[0].undated, cubes[0].unplaced)


def _keyed(cube: ViewCube, frame: Frame) -> tuple[NDArray[np.uint64], NDArray[np.uint32]]:
    """Keys and counts of the pairs that lie in a frame, whose bins are as wide or wider."""
    held = frame.holds(cube.x, cube.y)[cube.cell]
    cell = cube.cell[held]
    first, last = (_moved(bins[held], cube.frame, frame) for bins in (cube.first, cube.last))
    return keys(frame.numbers(cube.x[cell], cube.y[cell]), cube.codes[held], first, last), cube.count[held]


def _moved(bins: NDArray[np.uint16], one: Frame, other: Frame) -> NDArray[np.int64]:
    """The bins of another frame that bins lie in; what is before all or after all stays so."""
    number = bins.astype(np.int64)
    moved = 1 + (one.start + (number - 1) * one.width - other.start) // other.width
    return np.where(number == 0, 0, np.where(number > one.bins, other.bins + 1, moved))
