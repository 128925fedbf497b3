"""What of a level a frame shows: its cells and their groups, found by one range a row.

A level that has nearly as many cells as the next finer one is not stored: its cells are put together from those.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.cover import Block, covering
from mapkit.timeindex.pools import Groups, together
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
    """What a frame shows of these codes (None: of all)."""
    zoom = _stored(arrays, frame.zoom)
    cells, code = (arrays[f"{zoom}.{name}"] for name in ("cell", "code"))
    at = _cells(cells, zoom, [(frame.zoom, columns, frame.rows) for columns in frame.columns])
    at.sort()  # by row, where there are two spans of columns
    number, sizes = _groups(arrays, zoom, at)
    cell = np.repeat(np.arange(len(at)), sizes)
    if only is not None:
        kept = np.isin(code[number], list(only))
        number = number[kept]
        held, cell = np.unique(cell[kept], return_inverse=True)
        at = at[held]
    x, y = (cells[at] & np.uint64((1 << zoom) - 1)).astype(np.uint32), (cells[at] >> np.uint64(zoom)).astype(np.uint32)
    if zoom > frame.zoom:
        x, y, cell, number = _coarser(x, y, cell, number, zoom - frame.zoom)
    return Screen(x, y, number, _lying(arrays, zoom, cell, number), zoom > frame.zoom)


def whole(arrays: Arrays, frame: Frame, only: Collection[int] | None) -> Groups:
    """The groups of all that a frame holds, of these codes (None: of all), in as few cells as can be; all of cell 0."""
    blocks = defaultdict(list)
    for block in covering(frame):
        blocks[_stored(arrays, block[0])].append(block)
    found = []
    for zoom, some in blocks.items():
        number, _ = _groups(arrays, zoom, _cells(arrays[f"{zoom}.cell"], zoom, some))
        if only is not None:
            number = number[np.isin(arrays[f"{zoom}.code"][number], list(only))]
        found.append(_lying(arrays, zoom, np.zeros(len(number), np.int64), number))
    return together(found)


def _stored(arrays: Arrays, zoom: int) -> int:
    """The coarsest level that is stored and not coarser than this."""
    return next(zoom for zoom in range(zoom, FINEST + 1, STEP) if f"{zoom}.cell" in arrays)


def _groups(arrays: Arrays, zoom: int, at: Numbers) -> tuple[Numbers, Numbers]:
    """The lines of the groups of cells, and how many each cell has."""
    first = arrays[f"{zoom}.first"]
    begin = first[at].astype(np.int64)
    sizes = first[at + 1] - begin
    return lines(begin, sizes), sizes


def _lying(arrays: Arrays, zoom: int, cell: Numbers, number: Numbers) -> Groups:
    """Groups by their lines, with where their own lines lie."""
    where, size = (arrays[f"{zoom}.{name}"][number].astype(np.int64) for name in ("at", "size"))
    plain = len(arrays["plain.end"])  # lines are counted through both pools, the plain one first
    counted = where >= plain
    return Groups(cell, arrays[f"{zoom}.code"][number], counted, where - plain * counted, size)


def _coarser(
    x: NDArray[np.uint32], y: NDArray[np.uint32], cell: Numbers, number: Numbers, shift: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32], Numbers, Numbers]:
    """The cells of a finer level as those of the frame, and the groups in their order; a kind may have several then."""
    column, row = x.astype(np.uint64) >> np.uint64(shift), y.astype(np.uint64) >> np.uint64(shift)
    found, place = np.unique(row << np.uint64(32) | column, return_inverse=True)
    cell = place[cell]
    order = np.argsort(cell, kind="stable")
    return found.astype(np.uint32), (found >> np.uint64(32)).astype(np.uint32), cell[order], number[order]


def _cells(cells: Any, zoom: int, blocks: Sequence[Block]) -> Numbers:
    """The lines of the cells in blocks of this zoom or coarser: in each row of a block, one range."""
    lows: list[Any] = []
    highs: list[Any] = []
    for own, columns, rows in blocks:
        shift = zoom - own
        row = np.arange(rows[0] << shift, rows[1] << shift, dtype=np.uint64) << np.uint64(zoom)
        for found, column in ((lows, columns[0]), (highs, columns[1])):
            found.append(row + np.uint64(column << shift))
    low, high = (cells.searchsorted(np.concatenate(one)) for one in (lows, highs))
    return lines(low, high - low)
