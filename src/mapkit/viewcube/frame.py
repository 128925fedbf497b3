"""What a cube is asked for: which cells, and which bins of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import ParseError
from mapkit.mercator import grid
from mapkit.viewcube.lines import LOW_BITS
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import GRID_ZOOM, BBox

MAX_CELLS, MAX_BINS = 2000, 1024
MAX_PAIRS = 130_000  # what travels in 0.3 MB: docs/scale.md
FINEST = 20  # cells of 38 m at the equator; below that, incidents are looked at one by one
STEP = 2  # cells have every second zoom
FINER = 4  # how many zooms cells may be finer than the map: 16 pixels
FEWEST_BINS = 16
TWO = 2  # fewer bins than that cannot hold every span: one that crosses 1970-01-01 has days of two
DAY_BITS, KIND_BITS = 11, 16  # of a key; cells take the 11 bits above
CODE_BITS = KIND_BITS + LOW_BITS

Spans = tuple[tuple[int, int], ...]
Whole = NDArray[Any]


@dataclass(frozen=True)
class Frame:
    """A block of cells of one zoom, and `bins` bins of `width` days from day number `start` on.

    `columns` holds one or two half-open spans of cell columns in ascending order (two across the antimeridian),
    `rows` one of cell rows. Bin 0 is everything before the span, bin `bins` + 1 everything after it.
    """

    zoom: int
    columns: Spans
    rows: tuple[int, int]
    start: int
    width: int
    bins: int

    @classmethod
    def of(cls, box: BBox, zoom: int, span: Window, bins: int = MAX_BINS) -> "Frame":
        """All cells that touch the box (degrees) on a map of this zoom, and at most `bins` bins that hold the span.

        Bins are 1, 2, 4, 8 ... days wide and begin at multiples of that, so that bins of different cubes nest.
        The cells are the finest of an even zoom of which 2,000 cover the box, and not smaller than 16 pixels. Raises
        ParseError for an empty span, and for a number of bins that is not in 2 to 1,024.

        >>> Frame.of(BBox(46, 39, 47, 40), 8, Window.parse("2020/2023"), 400)
        Frame(zoom=12, columns=((2571, 2583),), rows=(1550, 1566), start=18260, width=4, bins=366)
        """
        if span.empty or not TWO <= bins <= MAX_BINS:
            text = f"{bins} bins over {span}: write a span of days and {TWO} to {MAX_BINS} bins"
            raise ParseError("frame-empty", text)
        finest = max(0, min(FINEST, zoom + FINER)) // STEP * STEP
        blocks = (_block(box, level) for level in range(finest, -1, -STEP))
        level, columns, rows = next(block for block in blocks if _area(*block[1:]) <= MAX_CELLS)
        return cls(level, columns, rows, *_binned(day_number(span.start), day_number(span.end), bins))

    @property
    def cells(self) -> int:
        """How many cells the block has, empty ones included."""
        return _area(self.columns, self.rows)

    def edges(self, window: Window) -> tuple[int, int]:
        """The edges (i, j), i < j, nearest outside the window, as far as the span goes.

        A window that starts or ends between edges is widened to them: what is shown then is that of `window(i, j)`.
        """
        first, last = day_number(window.start) - self.start, day_number(window.end) - self.start
        low = min(max(first // self.width, 0), self.bins - 1)
        return low, min(max(-(-last // self.width), low + 1), self.bins)

    def window(self, low: int, high: int) -> Window:
        """The window between two edges, 0 <= low < high <= bins; as far as the calendar goes."""
        first = max(self.start + low * self.width, day_number(OPEN_START))
        return Window(day_of(first), day_of(min(self.start + high * self.width, day_number(OPEN_END))))

    def bin(self, days: Whole) -> Whole:
        """The bin of each day number, as int64."""
        number: Whole = np.clip(1 + (days.astype(np.int64) - self.start) // self.width, 0, self.bins + 1)
        return number

    def holds(self, x: Whole, y: Whole) -> Whole:
        """Whether each cell of the frame's zoom lies in the block."""
        inside = (y >= self.rows[0]) & (y < self.rows[1])
        held: Whole = inside & np.logical_or.reduce([(x >= low) & (x < high) for low, high in self.columns])
        return held

    def numbers(self, x: Whole, y: Whole) -> Whole:
        """The place of each cell in the block, by row and then column, as int64; the cells must lie in it."""
        widths = [high - low for low, high in self.columns]
        column = x.astype(np.int64) - self.columns[0][0]
        if len(widths) > 1:
            column = np.where(column < widths[0], column, column - self.columns[1][0] + self.columns[0][1])
        place: Whole = (y.astype(np.int64) - self.rows[0]) * sum(widths) + column
        return place

    def cells_of(self, numbers: Whole) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """Columns and rows of the cells at these places: the way back of `numbers`."""
        across = np.concatenate([np.arange(low, high, dtype=np.uint32) for low, high in self.columns])
        row, column = np.divmod(numbers, len(across))
        return across[column], (row + self.rows[0]).astype(np.uint32)


def keys(cell: Whole, code: Whole, first: Whole, last: Whole) -> NDArray[np.uint64]:
    """One number for each cell (its place in the block), code of the kind and class (`lines`), bin of the first day and
    bin of the last, in this order.
    """
    high = (cell.astype(np.uint64) << np.uint64(CODE_BITS)) | code.astype(np.uint64)
    high = (high << np.uint64(DAY_BITS)) | first.astype(np.uint64)
    key: NDArray[np.uint64] = (high << np.uint64(DAY_BITS)) | last.astype(np.uint64)
    return key


def bins_for(groups: int) -> int:
    """How many bins keep a cube of so many pairs of a cell and a kind under 0.3 MB: 1,024, fewer for many."""
    return max(FEWEST_BINS, min(MAX_BINS, MAX_PAIRS // max(groups, 1)))


def _block(box: BBox, zoom: int) -> tuple[int, Spans, tuple[int, int]]:
    """The cells of a zoom that touch a box, as spans of columns and one of rows."""
    columns, rows = grid((box.west, box.east), (box.north, box.south))
    west, east = (int(column) >> (GRID_ZOOM - zoom) for column in columns)
    north, south = (int(row) >> (GRID_ZOOM - zoom) for row in rows)
    if not box.crosses_antimeridian:
        return zoom, ((west, east + 1),), (north, south + 1)
    around = ((0, 2**zoom),) if west <= east + 1 else ((0, east + 1), (west, 2**zoom))
    return zoom, around, (north, south + 1)


def _binned(first: int, end: int, bins: int) -> tuple[int, int, int]:
    """The start, width and number of bins over days: the narrowest of a power of two that are not too many."""
    width = 1
    while (count := -(-end // width) - first // width) > bins:
        width *= 2
    return first // width * width, width, count


def _area(columns: Sequence[tuple[int, int]], rows: tuple[int, int]) -> int:
    return sum(high - low for low, high in columns) * (rows[1] - rows[0])
