"""Windows of a cube: two look-ups a cell after one running sum.

A window runs from edge i to edge j > i of the bins; edge 0 is the start of the span. As nothing ends before it begins,

    shown(i, j)   = #(first <= j) - #(last <= i)
    certain(i, j) = #(first <= j) - #(last <= i) + #(last <= i and first > j)

the one over the outer days of the lines (`lines`), the other over the inner. Both are exact. A line overlaps the window
unless it begins after it or has ended before it. Of outer days never both holds; inner days may cross, and where a
window lies between them both do: what is taken away twice is given back. Of one day of several the inner days are the
outer ones, crossed. So only lines whose days cross by more than j - i bins are looked at: none, once the window is
longer than the longest of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapkit.viewcube.lines import CORE, ONE_OF, OUTER

Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers, Numbers, Numbers]


@dataclass(frozen=True, eq=False)
class Running:
    """For each cell and bin, how many lines begin up to it and end up to it: (cells, bins + 2), of two sorts of days.

    `begun` and `ended` are of the outer days, `sure` and `over` of the inner. `crossed` holds the pairs whose inner
    days cross, those by most bins first: cell, first, last, count.
    """

    begun: NDArray[np.uint32]
    ended: NDArray[np.uint32]
    sure: NDArray[np.uint32]
    over: NDArray[np.uint32]
    crossed: Pairs

    @classmethod
    def of(cls, shape: tuple[int, int], pairs: Pairs, classes: NDArray[np.uint8]) -> "Running":
        """The sums of pairs (cell, bin of the first day, bin of the last, how many) and their classes.

        `shape` is (cells, bins + 2).
        """
        cell, first, last, count = pairs
        crossing = classes == ONE_OF
        inner = np.where(crossing, last, first), np.where(crossing, first, last)
        outer = _sums(shape, cell, (first, last), count, classes != CORE)
        sums = outer[::-1] if crossing.all() else _sums(shape, cell, inner, count, classes != OUTER)
        crossed = np.flatnonzero((inner[0] > inner[1]) & (classes != OUTER))
        crossed = crossed[np.argsort(inner[1][crossed] - inner[0][crossed], kind="stable")]
        return cls(*outer, *sums, (cell[crossed], inner[0][crossed], inner[1][crossed], count[crossed]))

    def shown(self, low: int, high: int) -> Numbers:
        """For each cell, how many incidents may have been in the window between two edges, low < high."""
        return self.begun[:, high].astype(np.int64) - self.ended[:, low]

    def certain(self, low: int, high: int) -> Numbers:
        """For each cell, how many incidents were in the window between two edges for certain, low < high."""
        found = self.sure[:, high].astype(np.int64) - self.over[:, low]
        cell, first, last, count = self.crossed
        longer = slice(0, int(np.searchsorted(last - first, low - high)))
        between = (last[longer] <= low) & (first[longer] > high)
        np.add.at(found, cell[longer][between], count[longer][between])
        return found


def _sums(
    shape: tuple[int, int], cell: Numbers, days: tuple[Numbers, Numbers], count: Numbers, kept: NDArray[np.bool_]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """The running sums of the lines that are kept, by each of their two days."""
    if not kept.all():
        cell, days, count = cell[kept], (days[0][kept], days[1][kept]), count[kept]
    first, last = (_sum(cell * shape[1] + day, count, shape) for day in days)
    return first, last


def _sum(place: Numbers, count: Numbers, shape: tuple[int, int]) -> NDArray[np.uint32]:
    flat = np.bincount(place, count, shape[0] * shape[1]).reshape(shape)
    running: NDArray[np.uint32] = np.cumsum(flat, axis=1, out=flat).astype(np.uint32)
    return running
