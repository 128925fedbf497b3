"""One band, built from its slices of all leaves; and the crown, the levels above all bands.

Both leave their arrays as files in a file of their own, so that a worker hands back a path and not the arrays.
"""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.bands import Band
from mapkit.timeindex.checkpoints import Checkpoint, found, kept
from mapkit.timeindex.day_blocks import BLOCKS, FINEST_THINNED, thinned
from mapkit.timeindex.leaves import BAND_ZOOM
from mapkit.timeindex.levels import Grown, Placed, coarser, grown
from mapkit.timeindex.pools import DAY_BITS, Pool
from mapkit.viewcube import FINEST, STEP

CROWN_ZOOM = BAND_ZOOM - STEP


def gather(band: Band, path: Path, code_bits: int) -> Checkpoint:
    """The levels of a band, in a file of its own; the order of leaves, and of incidents in them, makes no difference.

    A band that is there whole is taken as it is.
    """
    if there := found(path):
        return there
    placed = _placed(band)
    above = coarser(placed, FINEST - CROWN_ZOOM, code_bits)
    arrays = {f"above.{field.name}": getattr(above, field.name) for field in fields(Placed)}
    return kept(path, {**arrays, **_arrays(grown(placed, FINEST, BAND_ZOOM, code_bits), band.days)})


def _placed(band: Band) -> Placed:
    slices = [one for one in band.slices if one[2] > one[1]]
    place, start, end = (
        np.concatenate([np.zeros(0, kind), *(kept.array(name)[low:high] for kept, low, high in slices)])
        for name, kind in (("place", np.uint64), ("start", np.int32), ("end", np.int32))
    )
    return Placed.sorted(place, _ranks(band.days, start) << np.uint32(DAY_BITS) | _ranks(band.days, end))


def crown(bands: Sequence[Checkpoint], path: Path, days: NDArray[np.int32], code_bits: int) -> Checkpoint:
    """The levels above the bands, from zoom 8 to the whole world, in a file of their own."""
    place, pair, weight = (
        np.concatenate([band.array(f"above.{field.name}") for band in bands]) for field in fields(Placed)
    )
    return kept(path, _arrays(grown(Placed.sorted(place, pair, weight), CROWN_ZOOM, 0, code_bits), days))


def _arrays(grown: Grown, days: NDArray[np.int32]) -> dict[str, NDArray[Any]]:
    """All arrays by name: "plain.start", "20.cell", "20.code", ..."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, pool in (("plain", grown.plain), ("counted", grown.counted)):
        arrays |= {f"{name}.{field.name}": getattr(pool, field.name) for field in fields(Pool)}
    for level in grown.levels:
        groups, zoom = level.groups, level.zoom
        arrays |= {f"{zoom}.cell": level.cell, f"{zoom}.groups": np.diff(level.first), f"{zoom}.code": groups.code}
        arrays |= {f"{zoom}.{name}": getattr(groups, name) for name in ("counted", "at", "size")}
        for block in BLOCKS if zoom <= FINEST_THINNED else ():
            thin = thinned(grown, level, days, block)
            arrays |= {f"{zoom}.{block}.{name}": array for name, array in thin.items()}
    return arrays


def _ranks(days: NDArray[np.int32], values: NDArray[np.int32]) -> NDArray[np.uint32]:
    """The place of each day among all days, by a table as long as the time between the first and the last."""
    if not len(days):
        return values.astype(np.uint32)
    table = np.zeros(int(days[-1]) - int(days[0]) + 1, np.uint32)
    table[days - days[0]] = np.arange(len(days), dtype=np.uint32)
    ranked: NDArray[np.uint32] = table[values - days[0]]
    return ranked
