"""Incidents sorted by place and then by day, out of core: sorted runs on the disk, then bands of all runs, one by one.

What is dated and placed comes in the order of its cells of zoom 16 (`timeindex.morton`) and, in a cell, by its first
day; what is not comes after it. Equal ones keep the order in which they came. Memory holds a run or a band, and twice
that while it is put in order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mapkit.timeindex.morton import code
from mapkit.when import OPEN_START, day_number
from mapkit.where import GRID_ZOOM

ZOOM = 16  # of the cells, 600 m at the equator
TILE_ZOOM = 4
DAY_BITS = 22  # all days of the calendar
LAST = (1 << 64) - 1  # greater than any key
APART = 1 << 63  # keys from here on are of what is on no map
MAX_BYTES = 1 << 27  # of a run and of a band
BATCH = 4096  # rows that are read from a run at once
SAMPLE = 64  # one key of so many decides where bands end

Keys = NDArray[np.uint64]


def keys_of(table: pa.Table) -> Keys:
    """The place of each row of the store's table in the order, as a number."""
    on_map = pc.and_(pc.is_valid(table["start"]), pc.is_valid(table["lon"])).to_numpy()
    shift = np.uint32(GRID_ZOOM - ZOOM)
    cells = code(*(table[name].to_numpy() >> shift for name in ("cell_x", "cell_y")))
    start = pc.fill_null(table["start"], day_number(OPEN_START)).to_numpy().astype(np.int64)
    days = (start - day_number(OPEN_START)).astype(np.uint64)
    keys: Keys = np.where(on_map, cells, np.uint64(APART >> DAY_BITS)) << np.uint64(DAY_BITS) | days
    return keys


def tiles_of(keys: Keys) -> NDArray[np.int64]:
    """The tile of each key: the Morton number of its cell of zoom 4, -1 for what is on no map."""
    tiles = (keys >> np.uint64(DAY_BITS + 2 * (ZOOM - TILE_ZOOM))).astype(np.int64)
    found: NDArray[np.int64] = np.where(keys >= np.uint64(APART), -1, tiles)
    return found


@dataclass(frozen=True)
class _Run:
    """A sorted run on the disk: its rows, and its keys beside them."""

    path: Path
    keys: Keys

    def slice(self, low: int, high: int) -> pa.Table:
        """Rows from `low` to before `high`."""
        with pa.OSFile(str(self.path)) as file:
            reader = pa.ipc.open_file(file)
            batches = [reader.get_batch(number) for number in range(low // BATCH, -(-high // BATCH))]
            return pa.Table.from_batches(batches, reader.schema).slice(low % BATCH, high - low)


class Sorter:
    """Tables are added, then given back in order. What does not fit into memory lies in `scratch`, the caller's."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.rows = self._bytes = 0
        self._tables: list[pa.Table] = []
        self._held = 0  # bytes of the tables
        self._runs: list[_Run] = []

    def add(self, table: pa.Table) -> None:
        """Add rows of the store's table of incidents."""
        self.rows += len(table)
        self._tables.append(table)
        self._held += table.nbytes
        self._bytes += table.nbytes
        if self._held >= MAX_BYTES:
            self._spill()

    def bands(self) -> Iterator[tuple[Keys, pa.Table]]:
        """Everything in order, with its keys, in pieces that fit into memory."""
        if not self._runs:
            yield from [_sorted(self._tables)] if self._tables else []
            return
        self._spill()
        for low, high in _bands([run.keys for run in self._runs], max(1, self.rows * MAX_BYTES // self._bytes)):
            spans = [np.searchsorted(run.keys, np.array([low, high], np.uint64)).tolist() for run in self._runs]
            slices = (run.slice(*span) for run, span in zip(self._runs, spans, strict=True) if span[0] < span[1])
            if high - low == 1:  # one key, however many rows
                yield from ((keys_of(one), one) for one in slices)
            elif held := list(slices):
                yield _sorted(held)

    def _spill(self) -> None:
        if not self._tables:
            return
        keys, table = _sorted(self._tables)
        self._tables, self._held = [], 0
        self.scratch.mkdir(exist_ok=True)
        stem = self.scratch / f"run-{len(self._runs)}"
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.OSFile(f"{stem}.arrow", "wb") as file, pa.ipc.new_file(file, table.schema, options=options) as writer:
            writer.write_table(table, BATCH)
        np.save(f"{stem}.npy", keys)
        self._runs.append(_Run(stem.with_suffix(".arrow"), np.load(f"{stem}.npy", mmap_mode="r")))


def _sorted(tables: Sequence[pa.Table]) -> tuple[Keys, pa.Table]:
    table = pa.concat_tables(tables).combine_chunks()
    keys = keys_of(table)
    order = np.argsort(keys, kind="stable")
    return keys[order], table.take(pa.array(order))


def _bands(keys: Sequence[Keys], most: int) -> list[tuple[int, int]]:
    """Ranges of keys that hold about `most` rows each; a key that alone has more has a range of its own."""
    sample = np.sort(np.concatenate([one[::SAMPLE] for one in keys]))
    values, times = np.unique(sample[:: max(1, most // SAMPLE)], return_counts=True)
    after = values[times > 1] + np.uint64(1)
    edges: list[int] = np.unique(np.concatenate([values, after, np.array([0, LAST], np.uint64)])).tolist()
    return list(pairwise(edges))
