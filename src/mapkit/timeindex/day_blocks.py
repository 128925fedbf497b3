"""Lines of whole blocks of days beside those of days, for groups of many lines: what cubes of wide bins read.

A block is 8 or 64 days and begins at a multiple of that, as the bins of a frame do. A line counts the incidents of a
group that begin in one block and end in another. Groups have such lines where they are at most a third of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.levels import Grown, Level
from mapkit.timeindex.pools import Pool, summed
from mapkit.timeindex.ranges import Numbers, begins, sliced

BLOCKS = (64, 8)  # days
FINEST_THINNED = 14  # cells of 2.4 km: on finer ones a screen shows few incidents
FEWEST_LINES = 48
GAIN = 3


@dataclass(frozen=True, eq=False)
class Days:
    """The different blocks of days (uint16 ranks): of each day rank as a start, and as the day after an incident."""

    first: NDArray[np.uint64]
    last: NDArray[np.uint64]

    @classmethod
    def of(cls, days: NDArray[np.int32], block: int) -> "Days":
        """The blocks of sorted days."""
        ranks = (np.unique(one // block, return_inverse=True)[1] for one in (days, days - 1))
        return cls(*(rank.astype(np.uint64) for rank in ranks))


def blocks_of(days: NDArray[np.int32], block: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """For each rank of `Days` the first day of its block, as a start and as a last day."""
    return np.unique(days // block) * block, np.unique((days - 1) // block) * block


def thinned(grown: Grown, level: Level, days: NDArray[np.int32], block: int) -> dict[str, NDArray[Any]]:
    """The groups of a level that have lines of blocks (`group`, `size`), and the lines (`start`, `end`, `count`)."""
    ranks = Days.of(days, block)
    heavy = [_thin(grown, level, counted, ranks) for counted in (False, True)]
    group, size, key, count = (np.concatenate(columns) for columns in zip(*heavy, strict=True))
    order = np.argsort(group)
    first = (np.cumsum(size) - size)[order]
    key, count = sliced(key, first, size[order]), sliced(count, first, size[order])
    start, end = (key >> np.uint64(16)).astype(np.uint16), key.astype(np.uint16)
    return {"group": group[order], "size": size[order], "start": start, "end": end, "count": count.astype(np.uint32)}


def _thin(grown: Grown, level: Level, counted: bool, days: Days) -> Sequence[Any]:
    """Groups, how many lines of blocks each has, the lines (start << 16 | end), and how many incidents each counts."""
    pool = grown.counted if counted else grown.plain
    heavy = np.flatnonzero((level.groups.counted == counted) & (level.groups.size >= FEWEST_LINES))
    at, size = level.groups.at[heavy], level.groups.size[heavy]
    start, end = days.first[sliced(pool.start, at, size)], days.last[sliced(pool.end, at, size)]
    number = np.repeat(np.arange(len(heavy), dtype=np.uint64), size)
    key, count = summed(number << np.uint64(32) | start << np.uint64(16) | end, _counts(pool, at, size))
    number = key >> np.uint64(32)
    found = begins(number)
    lines = np.diff(found, append=len(key))
    gains = lines * GAIN <= size
    within = np.repeat(gains, lines)
    return heavy[gains], lines[gains], key[within] & np.uint64(0xFFFFFFFF), count[within]


def _counts(pool: Pool, at: Numbers, size: Numbers) -> Numbers | None:
    """How many incidents each line of these groups stands for, None for one each."""
    return unrun(sliced(pool.start_run, at, size), size) if len(pool.start_run) else None


def unrun(run: NDArray[np.uint32], size: Numbers) -> Numbers:
    """The counts of which running counts were made that begin anew in each group."""
    total = run.astype(np.int64)
    count = np.diff(total, prepend=0)
    first = (np.cumsum(size) - size)[size > 0]
    count[first] = total[first]
    return count
