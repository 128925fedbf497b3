"""A part of the incidents, read once: what is dated and placed goes to a file, sorted by row; the rest is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.codes import code
from mapkit.timeindex.growing import KIND_BITS
from mapkit.timeindex.ranges import Numbers
from mapkit.viewcube import FINEST, Rows
from mapkit.when import OPEN_END, OPEN_START, day_number
from mapkit.where import GRID_ZOOM

BAND_ZOOM = 10  # bands are made of rows of this zoom
FIRST_DAY, LAST_DAY = day_number(OPEN_START), day_number(OPEN_END)
RECORD = np.dtype([("place", "<u8"), ("start", "<i4"), ("end", "<i4")])

Part = Rows | Callable[[], Rows]


@dataclass(frozen=True, eq=False)
class Leaf:
    """What is known of a part: its file, how many incidents are in each row of zoom 10, its days, what is not in it."""

    path: Path
    rows: Numbers
    days: NDArray[np.int32]
    undated: Numbers
    unplaced: Numbers


def leaf(part: Part, path: Path, kinds: int) -> Leaf:
    """Read a part, columns or what gives them, and write its file.

    Raises AtlasError for windows that hold no day or leave the calendar, and for kinds that there are not.
    """
    rows = part() if callable(part) else part
    undated, unplaced = rows.apart(kinds)
    _check(rows, kinds)
    rows = rows[rows.dated & rows.placed]
    band = (rows.y >> np.uint32(GRID_ZOOM - BAND_ZOOM)).astype(np.uint16)
    np.save(path, _records(rows)[np.argsort(band, kind="stable")])
    counts = np.bincount(band, minlength=1 << BAND_ZOOM).astype(np.int64)
    return Leaf(path, counts, _days(rows), undated, unplaced)


def _records(rows: Rows) -> NDArray[Any]:
    records = np.empty(len(rows), RECORD)
    shift = np.uint32(GRID_ZOOM - FINEST)
    records["place"] = code(rows.x >> shift, rows.y >> shift) << np.uint64(KIND_BITS) | rows.kind.astype(np.uint64)
    records["start"], records["end"] = rows.start, rows.end
    return records


def _days(rows: Rows) -> NDArray[np.int32]:
    """The different days on which something starts or has ended, sorted."""
    if not len(rows):
        return np.zeros(0, np.int32)
    seen = np.zeros(LAST_DAY - FIRST_DAY + 1, bool)
    seen[rows.start.astype(np.int64) - FIRST_DAY] = seen[rows.end.astype(np.int64) - FIRST_DAY] = True
    return (np.flatnonzero(seen) + FIRST_DAY).astype(np.int32)


def _check(rows: Rows, kinds: int) -> None:
    dated = rows[rows.dated]
    wrong = (dated.start >= dated.end) | (dated.start < FIRST_DAY) | (dated.end > LAST_DAY)
    problems = []
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        text = f"{int(wrong.sum())} windows such as {dated.start[at]} to {dated.end[at]}"
        advice = f"give days {FIRST_DAY} to {LAST_DAY}, the end after the start"
        problems.append(Problem("time index", "index-window", f"{text}: {advice}"))
    if len(rows) and int(rows.kind.max()) >= kinds:
        problems.append(Problem("time index", "index-kind", f"kind {int(rows.kind.max())}: give 0 to {kinds - 1}"))
    if len(rows) and max(int(rows.x.max()), int(rows.y.max())) >> GRID_ZOOM:
        problems.append(Problem("time index", "index-place", f"a cell beyond zoom {GRID_ZOOM}: give grid(lon, lat)"))
    if problems:
        raise AtlasError(problems)
