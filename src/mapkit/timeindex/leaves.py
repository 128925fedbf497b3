"""A part of the incidents, read once: what is dated and placed goes to a file, sorted by row; the rest is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.checkpoints import Checkpoint, found, kept
from mapkit.timeindex.morton import code
from mapkit.timeindex.ranges import Numbers
from mapkit.viewcube import CODE_BITS, FINEST, Lines, Rows
from mapkit.viewcube.lines import CORE, class_of
from mapkit.when import OPEN_END, OPEN_START, day_number
from mapkit.where import GRID_ZOOM

BAND_ZOOM = 10  # bands are made of rows of this zoom
FIRST_DAY, LAST_DAY = day_number(OPEN_START), day_number(OPEN_END)

Part = Rows | Callable[[], Rows]


@dataclass(frozen=True, eq=False)
class Leaf:
    """What is known of a part: its file, how many lines are in each row of zoom 10, its days, what is not in it.

    `inner` is how many of the lines only count as certain (class CORE); all others are incidents. The file has `place`,
    `start` and `end` as `Placed` do, by row, with days as numbers.
    """

    kept: Checkpoint
    rows: Numbers
    inner: Numbers
    days: NDArray[np.int32]
    undated: Numbers
    unplaced: Numbers

    @classmethod
    def of(cls, one: Checkpoint) -> "Leaf":
        """A leaf that is finished."""
        columns = (np.array(one.array(name)) for name in ("rows", "inner", "days", "undated", "unplaced"))
        return cls(one, *columns)


def leaf(part: Part, path: Path, kinds: int) -> Leaf:
    """Read a part, columns or what gives them, into a file of its own; a leaf that is there whole is taken as it is.

    Raises AtlasError for windows that hold no day or leave the calendar, and for kinds that there are not.
    """
    if there := found(path):
        return Leaf.of(there)
    rows = part() if callable(part) else part
    undated, unplaced = rows.apart(kinds)
    _check(rows, kinds)
    lines = Lines.of(rows)
    band = (lines.y >> np.uint32(GRID_ZOOM - BAND_ZOOM)).astype(np.uint16)
    counts = np.bincount(band, minlength=1 << BAND_ZOOM).astype(np.int64)
    inner = np.array([(class_of(lines.code) == CORE).sum()])
    known: dict[str, NDArray[Any]] = {"rows": counts, "inner": inner, "undated": undated, "unplaced": unplaced}
    return Leaf.of(kept(path, {**_placed(lines[np.argsort(band, kind="stable")]), "days": _days(lines), **known}))


def _placed(lines: Lines) -> dict[str, NDArray[Any]]:
    shift = np.uint32(GRID_ZOOM - FINEST)
    place = code(lines.x >> shift, lines.y >> shift) << np.uint64(CODE_BITS) | lines.code.astype(np.uint64)
    return {"place": place, "start": lines.start.astype(np.int32), "end": lines.end.astype(np.int32)}


def _days(lines: Lines) -> NDArray[np.int32]:
    """The different days on which something starts or has ended, sorted."""
    if not len(lines):
        return np.zeros(0, np.int32)
    seen = np.zeros(LAST_DAY - FIRST_DAY + 1, bool)
    seen[lines.start.astype(np.int64) - FIRST_DAY] = seen[lines.end.astype(np.int64) - FIRST_DAY] = True
    return (np.flatnonzero(seen) + FIRST_DAY).astype(np.int32)


def _check(rows: Rows, kinds: int) -> None:
    dated = rows[rows.dated]
    wrong = (dated.start > dated.sure_start) | (dated.sure_start >= dated.end) | (dated.start < FIRST_DAY)
    wrong |= (dated.start >= dated.sure_end) | (dated.sure_end > dated.end) | (dated.end > LAST_DAY)
    problems = []
    if wrong.any():
        at = int(np.flatnonzero(wrong)[0])
        text = f"{int(wrong.sum())} windows such as {dated.start[at]} to {dated.end[at]}"
        advice = f"give days {FIRST_DAY} to {LAST_DAY}, the end after the start"
        problems.append(Problem("time index", "index-window", f"{text}: {advice}"))
    if len(rows) and int(rows.kind.max()) >= kinds:
        problems.append(Problem("time index", "index-kind", f"kind {int(rows.kind.max())}: give 0 to {kinds - 1}"))
    if (np.maximum(rows.x, rows.y)[rows.placed] >> np.uint32(GRID_ZOOM)).any():
        problems.append(Problem("time index", "index-place", f"a cell beyond zoom {GRID_ZOOM}: give grid(lon, lat)"))
    if problems:
        raise AtlasError(problems)
