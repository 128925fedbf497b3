"""Windows of a cube: two look-ups a cell after one running sum.

A window runs from edge i to edge j > i of the bins; edge 0 is the start of the span. As no incident ends before it
begins,

    shown(i, j)   = #(first <= j) - #(last <= i)
    certain(i, j) = #(last <= j) - #(first <= i) + #(first <= i and last > j)

Both are exact. An incident overlaps the window unless it begins after it or has ended before it, and never both. It
lies inside unless it begins before it or ends after it; what does both is taken away twice and given back. What is
given back is longer than the window, so that only pairs of more than j - i bins are looked at: none, once the window
is longer than the longest incident.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers, Numbers, Numbers]


@dataclass(frozen=True, eq=False)
class Running:
    """For each cell and bin, how many incidents begin up to it (`begun`) and end up to it (`ended`): (cells, bins + 2).

    `long` holds the pairs of more than one bin, those of most bins first: cell, first, last, count.
    """

    begun: NDArray[np.uint32]
    ended: NDArray[np.uint32]
    long: Pairs

    @classmethod
    def of(cls, shape: tuple[int, int], pairs: Pairs) -> "Running":
        """The sums of pairs (cell, bin of the first day, bin of the last, how many) for (cells, bins + 2)."""
        cell, first, last, count = pairs
        begun, ended = (_sum(cell * shape[1] + day, count, shape) for day in (first, last))
        long = np.flatnonzero(last > first)
        long = long[np.argsort(first[long] - last[long], kind="stable")]
        return cls(begun, ended, (cell[long], first[long], last[long], count[long]))

    def shown(self, low: int, high: int) -> Numbers:
        """For each cell, how many overlap the window between two edges, low < high."""
        return self.begun[:, high].astype(np.int64) - self.ended[:, low]

    def certain(self, low: int, high: int) -> Numbers:
        """For each cell, how many lie inside the window between two edges, low < high."""
        inside = self.ended[:, high].astype(np.int64) - self.begun[:, low]
        cell, first, last, count = self.long
        longer = slice(0, int(np.searchsorted(first - last, low - high)))
        around = (first[longer] <= low) & (last[longer] > high)
        np.add.at(inside, cell[longer][around], count[longer][around])
        return inside


def _sum(place: Numbers, count: Numbers, shape: tuple[int, int]) -> NDArray[np.uint32]:
    flat = np.bincount(place, count, shape[0] * shape[1]).reshape(shape)
    running: NDArray[np.uint32] = np.cumsum(flat, axis=1, out=flat).astype(np.uint32)
    return running
