"""Ranges of lines, and a search in many of them at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


def lines(starts: Numbers, sizes: Numbers) -> Numbers:
    """All line numbers of ranges, one range after the other.

    A running number, moved in each range by how far the range begins from where the numbers before it end.

    >>> lines(np.array([10, 3]), np.array([2, 3])).tolist()
    [10, 11, 3, 4, 5]
    """
    total = int(sizes.sum())
    before = np.cumsum(sizes) - sizes
    numbers: Numbers = np.repeat(starts - before, sizes) + np.arange(total)
    return numbers


def ranks(values: Any, starts: Numbers, sizes: Numbers, limits: Numbers) -> Numbers:
    """For each range, sorted in itself, how many of its values are below its limit: bisection, all ranges together.

    Every range takes the same steps, halved each time, from the largest power of two that the longest range holds: a
    step forward is kept where the value there is still below the limit, and refused where it would leave the range. So
    twenty numpy calls search a hundred thousand ranges of up to a million lines, where a loop would bisect each.

    >>> ranks(np.array([1, 4, 9, 2, 2]), np.array([0, 3]), np.array([3, 2]), np.array([5, 3])).tolist()
    [2, 2]
    """
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
    """The lines on which sorted values change, the first one included.

    >>> begins(np.array([7, 7, 8, 9, 9], np.uint64)).tolist()
    [0, 2, 3]
    """
    return np.flatnonzero(np.concatenate([np.ones(min(len(values), 1), bool), values[1:] != values[:-1]]))
