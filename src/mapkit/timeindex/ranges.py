"""Ranges of lines, and a search in many of them at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def lines(starts: Numbers, sizes: Numbers) -> Numbers:
    """All line numbers of ranges, one range after the other."""
    total = int(sizes.sum())
    before = np.cumsum(sizes) - sizes
    numbers: Numbers = np.repeat(starts - before, sizes) + np.arange(total)
    return numbers


def ranks(values: Any, starts: Numbers, sizes: Numbers, limits: Numbers) -> Numbers:
    """For each range, sorted in itself, how many of its values are below its limit: bisection, all ranges together."""
    before = starts - 1  # the line ahead of each range; `at` is its last line that is known to be below
    at, last, ends = before.copy(), before + sizes, limits.astype(np.uint32)
    step = 1 << max(int(sizes.max(initial=0)).bit_length() - 1, 0)
    while step:
        tried = at + step
        below = values.take(tried, mode="clip") < ends
        below &= tried <= last
        np.copyto(at, tried, where=below)
        step >>= 1
    return at - before


def sliced(values: Any, starts: Numbers, sizes: Numbers) -> NDArray[Any]:
    """The values of ranges, one range after the other; ranges that follow each other are copied as one."""
    parted = np.flatnonzero(starts[1:] != starts[:-1] + sizes[:-1]) + 1
    begin = starts[np.concatenate([np.zeros(min(len(starts), 1), np.int64), parted])]
    end = (starts + sizes)[np.concatenate([parted, np.full(min(len(starts), 1), len(starts))]) - 1]
    pieces = [values[low:high] for low, high in zip(begin.tolist(), end.tolist(), strict=True)]
    return np.concatenate([values[:0], *pieces])


def begins(values: NDArray[np.uint64]) -> Numbers:
    """The lines on which sorted values change, the first one included."""
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), bool), values[1:] != values[:-1]]))
