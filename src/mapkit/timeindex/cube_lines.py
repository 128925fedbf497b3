"""The lines of groups on screen, read into a tally: those of blocks of days where they serve, else a group's own."""

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.day_blocks import BLOCKS, FINEST_THINNED, blocks_of, unrun
from mapkit.timeindex.pools import POOLS, Groups
from mapkit.timeindex.ranges import Numbers, sliced
from mapkit.timeindex.tally import Tally
from mapkit.timeindex.visible import Arrays
from mapkit.viewcube import Frame


def own(arrays: Arrays, frame: Frame, groups: Groups, left: NDArray[np.bool_], tally: Tally) -> None:
    """Count the groups that are left to count by their own lines, in the order of the file: most follow each other."""
    days = arrays["days"][:]
    firsts, lasts = frame.bin(days), frame.bin(days - 1)
    for name, counted in POOLS:
        picked = np.flatnonzero(left & (groups.counted == counted))
        picked = picked[np.argsort(groups.at[picked])]
        at, size, run = groups.at[picked], groups.size[picked], arrays[f"{name}.run"]
        first = firsts.take(sliced(arrays[f"{name}.search"], at, size))
        last = lasts.take(sliced(arrays[f"{name}.end"], at, size))
        tally.add(picked, size, (first, last, unrun(sliced(run, at, size), size) if len(run) else None))


def blocks(arrays: Arrays, frame: Frame, numbers: Numbers, tally: Tally) -> NDArray[np.bool_]:
    """Count the groups that have lines of blocks which the frame's bins hold whole; says which are left to count."""
    fitting = (block for block in BLOCKS if not (frame.width % block or frame.start % block))
    block = next(fitting, None) if frame.zoom <= FINEST_THINNED else None
    if block is None:
        return np.ones(len(numbers), bool)
    names = ("group", "size", "start", "end", "count")
    group, size, start, end, count = (arrays[f"{frame.zoom}.{block}.{name}"] for name in names)
    group, size = group[:], size[:]
    place = np.searchsorted(group, numbers.astype(group.dtype))
    here = place < len(group)
    here[here] = group[place[here]] == numbers[here]
    ends = np.cumsum(size, dtype=np.int64)
    sizes = size[place[here]].astype(np.int64)
    at = ends[place[here]] - sizes
    firsts, lasts = (frame.bin(days) for days in blocks_of(arrays["days"][:], block))
    first, last = firsts.take(sliced(start, at, sizes)), lasts.take(sliced(end, at, sizes))
    tally.add(np.flatnonzero(here), sizes, (first, last, sliced(count, at, sizes).astype(np.int64)))
    return ~here
