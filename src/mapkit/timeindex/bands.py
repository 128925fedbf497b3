"""Which rows of cells are built together: bands of about the same number of incidents, whatever the parts were."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.checkpoints import Checkpoint
from mapkit.timeindex.leaves import Leaf

BAND_INCIDENTS = 1 << 21  # about 400 MB while it is built
MAX_DAYS = 1 << 16


@dataclass(frozen=True, eq=False)
class Band:
    """What one gathering needs: slices (file, first line, line after the last) of all leaves, and the days of all."""

    slices: tuple[tuple[Checkpoint, int, int], ...]
    days: NDArray[np.int32]


def scatter(leaves: Sequence[Leaf], most: int = BAND_INCIDENTS) -> tuple[Band, ...]:
    """Bands of rows from north to south, of `most` incidents unless one row alone has more.

    They follow from the sums over all leaves, so that any division into parts gives the same. Raises AtlasError for
    more than 65,536 different days.
    """
    days = np.unique(np.concatenate([leaf.days for leaf in leaves]))
    if len(days) > MAX_DAYS:
        text = f"{len(days)} different days, {MAX_DAYS} at most: ask the tables, or index a part of the time"
        raise AtlasError([Problem("time index", "index-days", text)])
    edges = _edges(np.sum([leaf.rows for leaf in leaves], axis=0), most)
    before = [np.concatenate([np.zeros(1, np.int64), np.cumsum(leaf.rows)]) for leaf in leaves]
    pairs = list(zip(leaves, before, strict=True))
    return tuple(
        Band(tuple((leaf.kept, int(ahead[low]), int(ahead[high])) for leaf, ahead in pairs), days)
        for low, high in pairwise(edges)
    )


def _edges(rows: NDArray[np.int64], most: int) -> list[int]:
    """Rows at which bands begin, and the end; bands without incidents are left out of none."""
    edges, held = [0], 0
    for row, count in enumerate(rows.tolist()):
        if held and held + count > most:
            edges.append(row)
            held = 0
        held += count
    return [*edges, len(rows)]
