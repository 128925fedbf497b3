"""What of a level a frame shows: its cells and their groups, found by one range a row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.pools import Groups
from mapkit.timeindex.ranges import Numbers, lines
from mapkit.viewcube import Frame

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Screen:
    """`x`, `y` (uint32): the cells of a frame that hold something, by row and column; their groups, by cell and kind.

    `number` is each group's line in the level, `groups.cell` its place in `x` and `y`.
    """

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    number: Numbers
    groups: Groups


def screen(arrays: Arrays, frame: Frame, only: Collection[int] | None) -> Screen:
    """What a frame shows of these kinds (None: of all)."""
    zoom = frame.zoom
    cells, first, kind = (arrays[f"{zoom}.{name}"] for name in ("cell", "first", "kind"))
    at = _cells(cells, frame)
    begin = first[at].astype(np.int64)
    sizes = first[at + 1] - begin
    number, cell = lines(begin, sizes), np.repeat(np.arange(len(at)), sizes)
    if only is not None:
        kept = np.isin(kind[number], list(only))
        number = number[kept]
        held, cell = np.unique(cell[kept], return_inverse=True)
        at = at[held]
    where, size = (arrays[f"{zoom}.{name}"][number].astype(np.int64) for name in ("at", "size"))
    x = (cells[at] & np.uint64((1 << zoom) - 1)).astype(np.uint32)
    groups = Groups(cell, kind[number], arrays[f"{zoom}.counted"][number], where, size)
    return Screen(x, (cells[at] >> np.uint64(zoom)).astype(np.uint32), number, groups)


def _cells(cells: NDArray[np.uint64], frame: Frame) -> Numbers:
    """The lines of the cells in a frame: in each row, one range for each span of columns."""
    rows = np.arange(*frame.rows, dtype=np.uint64) << np.uint64(frame.zoom)
    lows, highs = np.array(frame.columns, np.uint64).T
    low, high = (np.searchsorted(cells, (rows[:, None] + edges).ravel()) for edges in (lows, highs))
    return lines(low, high - low)
