"""Many lines counted into the pairs of bins of a cube: a table for pairs a few bins apart, a list for the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.ranges import Numbers
from mapkit.viewcube import DAY_BITS

NEAR = 4  # pairs of fewer bins are counted in the table

Lines = tuple[Numbers, Numbers, Numbers | None]


@dataclass(frozen=True, eq=False)
class Tally:
    """Counts of a frame's groups: `near` by group, bin of the first day, and how many bins farther the last day lies.

    What lies NEAR bins farther or more, or before the first, is in `far`: place in (group, first), bins farther, count.
    """

    near: NDArray[np.float64]  # whole numbers, as weighted counting gives them: exact to 2 ** 53
    far: list[tuple[Numbers, Numbers, Numbers]]

    @classmethod
    def of(cls, bins: int, groups: int) -> "Tally":
        """Nothing counted yet, for so many bins and groups."""
        return cls(np.zeros((groups, bins + 2, NEAR + 1)), [])

    def add(self, groups: Numbers, sizes: Numbers, lines: Lines) -> None:
        """Count the lines of groups, so many of each: bins of the first and the last day, incidents (None: one each).

        The two columns of bins are used up.
        """
        first, length, count = lines
        if not len(first):
            return
        length -= first
        first += np.repeat(groups * self.near.shape[1], sizes)
        long = np.flatnonzero((length >= NEAR) | (length < 0))  # days of class CORE may cross
        self.far.append((first[long], length[long], np.ones(len(long), np.int64) if count is None else count[long]))
        first *= NEAR + 1
        length[long] = NEAR
        first += length
        flat = self.near.reshape(-1)
        flat += np.bincount(first, count, len(flat))

    def keyed(self, heads: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], Numbers]:
        """The keys of all pairs and their counts, from the key of each group; those of the table come sorted."""
        self.near[:, :, NEAR] = 0
        flat = self.near.reshape(-1)
        filled = np.flatnonzero(flat != 0)
        near = (*np.divmod(filled, NEAR + 1), flat[filled].astype(np.int64))
        place, length, count = (np.concatenate(columns) for columns in zip(near, *self.far, strict=True))
        group, first = np.divmod(place, self.near.shape[1])
        return heads[group] | (first << DAY_BITS | first + length).astype(np.uint64), count
