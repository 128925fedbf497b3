"""The lines of groups (a cell and the code of a kind and a class, `viewcube.lines`) as sorted day ranks.

A group is stored in one of two pools, whichever takes less. Plain: a line an incident, sorted by start and then end
(6 bytes); the number of lines below a day is the count. Counted: a line each different pair of start and end, with a
running count (14 bytes). Beside the pairs lie the ends alone, sorted; in one array after all starts, so that one search
serves both. Lines that only count as certain may end before they begin: nothing here minds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.ranges import Numbers, begins

POOLS = (("plain", False), ("counted", True))  # names of their arrays, and what a group says of its own
PLAIN_BYTES, COUNTED_BYTES = 6, 14
WORD_BITS, PAIR_BITS, DAY_BITS = 64, 32, 16
DAY_MASK = np.uint64((1 << DAY_BITS) - 1)

Keys = NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups in order: `cell` (a number), `code`; where they lie: `counted` (which pool), `at` (first line), `size`."""

    cell: Numbers
    code: NDArray[np.uint32]
    counted: NDArray[np.bool_]
    at: Numbers
    size: Numbers

    def __getitem__(self, chosen: Any) -> "Groups":
        columns = (self.cell, self.code, self.counted, self.at, self.size)
        return Groups(*(column[chosen] for column in columns))


@dataclass(frozen=True, eq=False)
class Pool:
    """Lines of groups: ranks of start and end (uint16) in pairs, of the ends alone, and the running counts or none."""

    start: NDArray[np.uint16]
    end: NDArray[np.uint16]
    done: NDArray[np.uint16]
    start_run: NDArray[np.uint32]
    done_run: NDArray[np.uint32]


def keys(cell: Numbers, code: NDArray[np.uint32], pair: NDArray[np.uint32], code_bits: int) -> Keys:
    """One number a line: cell, code, and its pair of day ranks. Raises AtlasError if 64 bits are too few."""
    if len(cell) and int(cell.max()).bit_length() + code_bits + PAIR_BITS > WORD_BITS:
        text = f"{int(cell.max())} cells x codes of {code_bits} bits in one band are too many: use fewer kinds"
        raise AtlasError([Problem("time index", "index-too-wide", text)])
    group = cell.astype(np.uint64) << np.uint64(code_bits) | code.astype(np.uint64)
    key: Keys = group << np.uint64(PAIR_BITS) | pair.astype(np.uint64)
    return key


def summed(key: Keys, weight: Numbers | None) -> tuple[Keys, Numbers]:
    """The different keys, sorted, and how many incidents each stands for."""
    if weight is None:
        key = np.sort(key)
        found = begins(key)
        return key[found], np.diff(found, append=len(key))
    order = np.argsort(key, kind="stable")
    key, weight = key[order], weight[order]
    found = begins(key)
    return key[found], np.add.reduceat(weight, found) if len(found) else np.zeros(0, np.int64)


def pooled(key: Keys, count: Numbers, code_bits: int) -> tuple[Groups, Pool, Pool]:
    """The groups of sorted different keys, with their lines in the plain and in the counted pool."""
    group = key >> np.uint64(PAIR_BITS)
    first = begins(group)
    pairs = np.diff(first, append=len(key))
    incidents = np.add.reduceat(count, first) if len(first) else np.zeros(0, np.int64)
    counted = pairs * COUNTED_BYTES < incidents * PLAIN_BYTES
    size = np.where(counted, pairs, incidents)
    at = np.where(counted, _before(pairs * counted), _before(incidents * ~counted))
    named = group[first]
    cell = (named >> np.uint64(code_bits)).astype(np.int64)
    code = (named & np.uint64((1 << code_bits) - 1)).astype(np.uint32)
    within = np.repeat(counted, pairs)
    plain = _pool(np.repeat(key[~within], count[~within]), None, size[~counted])
    return Groups(cell, code, counted, at, size), plain, _pool(key[within], count[within], size[counted])


def together(some: Sequence[Groups]) -> Groups:
    """Groups, those of one after those of the other."""
    names = ("cell", "code", "counted", "at", "size")
    return Groups(*(np.concatenate([getattr(one, name) for one in some]) for name in names))


def joined(pools: Sequence[Pool]) -> Pool:
    """Pools, one after the other."""
    names = ("start", "end", "done", "start_run", "done_run")
    return Pool(*(np.concatenate([getattr(pool, name) for pool in pools]) for name in names))


def _before(sizes: Numbers) -> Numbers:
    ahead: Numbers = np.cumsum(sizes) - sizes
    return ahead


def _pool(key: Keys, count: Numbers | None, sizes: Numbers) -> Pool:
    """A pool of sorted keys; groups of these many lines each."""
    start, end = (key >> np.uint64(DAY_BITS)).astype(np.uint16), (key & DAY_MASK).astype(np.uint16)
    number = np.repeat(np.arange(len(sizes), dtype=np.uint64) << np.uint64(DAY_BITS), sizes)
    none = np.zeros(0, np.uint32)
    if count is None:
        number |= end
        number.sort()
        return Pool(start, end, number.astype(np.uint16), none, none)
    order = np.argsort(number | end, kind="stable")
    return Pool(start, end, end[order], _running(count, sizes), _running(count[order], sizes))


def _running(count: Numbers, sizes: Numbers) -> NDArray[np.uint32]:
    """Running counts that begin anew in each group."""
    total = np.cumsum(count)
    ahead = np.concatenate([np.zeros(1, np.int64), total])[_before(sizes)]
    running: NDArray[np.uint32] = (total - np.repeat(ahead, sizes)).astype(np.uint32)
    return running
