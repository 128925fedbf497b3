"""What of a level a frame shows: its cells and their groups, found by one range a row.

A level that has nearly as many cells as the next finer one is not stored: its cells are put together from those.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.pools import Groups
from mapkit.timeindex.ranges import Numbers, lines
from mapkit.viewcube import FINEST, STEP, Frame

Arrays = Mapping[str, Any]  # as `pages.Arrays` has them


@dataclass(frozen=True, eq=False)
class Screen:
    """`x`, `y` (uint32): the cells of a frame that hold something, by row and column; their groups, by cell.

    `number` is each group's line in the level, `groups.cell` its place in `x` and `y`. A cell and a kind have several
    groups where the level is `finer` than the frame.
    """

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    number: Numbers
    groups: Groups
    finer: bool


def screen(arrays: Arrays, frame: Frame, only: Collection[int] | None) -> Screen:
    """What a frame shows of these kinds (None: of all)."""
    zoom = next(zoom for zoom in range(frame.zoom, FINEST + 1, STEP) if f"{zoom}.cell" in arrays)
    cells, first, kind = (arrays[f"{zoom}.{name}"] for name in ("cell", "first", "kind"))
    at = _cells(cells, frame, zoom - frame.zoom)
    begin = first[at].astype(np.int64)
    sizes = first[at + 1] - begin
    number, cell = lines(begin, sizes), np.repeat(np.arange(len(at)), sizes)
    if only is not None:
        kept = np.isin(kind[number], list(only))
        number = number[kept]
        held, cell = np.unique(cell[kept], return_inverse=True)
        at = at[held]
    x, y = (cells[at] & np.uint64((1 << zoom) - 1)).astype(np.uint32), (cells[at] >> np.uint64(zoom)).astype(np.uint32)
    if zoom > frame.zoom:
        x, y, cell, number = _coarser(x, y, cell, number, zoom - frame.zoom)
    where, size = (arrays[f"{zoom}.{name}"][number].astype(np.int64) for name in ("at", "size"))
    plain = len(arrays["plain.end"])  # lines are counted through both pools, the plain one first
    counted = where >= plain
    groups = Groups(cell, kind[number], counted, where - plain * counted, size)
    return Screen(x, y, number, groups, zoom > frame.zoom)


def _coarser(
    x: NDArray[np.uint32], y: NDArray[np.uint32], cell: Numbers, number: Numbers, shift: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], Numbers, Numbers]:
    """The cells of a finer level as those of the frame, and the groups in their order; a kind may have several then."""
    column, row = x.astype(np.uint64) >> np.uint64(shift), y.astype(np.uint64) >> np.uint64(shift)
    found, place = np.unique(row << np.uint64(32) | column, return_inverse=True)
    cell = place[cell]
    order = np.argsort(cell, kind="stable")
    return found.astype(np.uint32), (found >> np.uint64(32)).astype(np.uint32), cell[order], number[order]


def _cells(cells: Any, frame: Frame, finer: int) -> Numbers:
    """The lines of the cells in a frame, `finer` zooms finer: in each row, one range for each span of columns."""
    shift = np.uint64(finer)
    first, end = frame.rows
    rows = np.arange(first << finer, end << finer, dtype=np.uint64) << np.uint64(frame.zoom + finer)
    lows, highs = np.array(frame.columns, np.uint64).T << shift
    low, high = (cells.searchsorted((rows[:, None] + edges).ravel()) for edges in (lows, highs))
    return lines(low, high - low)
