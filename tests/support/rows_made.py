"""Made rows like those of an atlas, for the tests of what counts many of them."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from mapkit.mercator import grid
from mapkit.store.incident_table import incident_table
from mapkit.timeindex import NAMES
from mapkit.viewcube import Rows
from support.cubes import EVER, KINDS


def made(count: int, seed: int = 1, kinds: int = KINDS, lasts: float = 0.3, disputed: float = 0.1) -> Rows:
    """Incidents around some places over ten years: most of a day, some longer, open, undated or unplaced.

    A share `lasts` of them lasted, a fourth of that with doubtful ends; all others are one day of theirs. A share
    `disputed` is disputed.
    """
    lot = np.random.default_rng(seed)
    place = lot.integers(0, max(count // 20, 1), count)
    lon, lat = lot.normal(46, 0.7, count)[place], lot.normal(40, 0.4, count)[place]
    start = lot.integers(16_000, 19_650, count)
    length = np.where(lot.random(count) < 0.8, 1, lot.integers(1, 90, count))
    end = np.where(lot.random(count) < 0.002, EVER[1], start + length)
    start = np.where(lot.random(count) < 0.001, EVER[0], start)
    sure_start, sure_end = end - 1, start + 1
    lasting = lot.random(count) < lasts
    sure_start, sure_end = np.where(lasting, start, sure_start), np.where(lasting, end, sure_end)
    doubtful = lot.random(count) < lasts / 4
    sure_start = np.where(doubtful, lot.integers(start, end), sure_start)
    sure_end = np.where(doubtful, lot.integers(start, end) + 1, sure_end)
    x, y = grid(lon, lat)
    kind = lot.integers(0, kinds, count).astype(np.uint16)
    days = (one.astype(np.int32) for one in (start, sure_start, sure_end, end))
    dated, placed = lot.random(count) < 0.97, lot.random(count) < 0.98
    return Rows(x, y, *days, kind, dated, placed, lot.random(count) < disputed)


def split(rows: Rows, parts: int) -> list[Rows]:
    """The rows in so many parts."""
    return [rows[lines] for lines in np.array_split(np.arange(len(rows)), parts)]


def files(folder: Path) -> list[bytes]:
    """The bytes of an index."""
    return [(folder / name).read_bytes() for name in NAMES]


def table_of(rows: list[tuple[tuple[float, float] | None, int | None]], first: int = 0) -> pa.Table:
    """Rows of the store's table, of a point and a first day each, numbered from `first` on."""
    lon, lat = (pa.array([point and point[axis] for point, _ in rows], pa.float64()) for axis in (0, 1))
    x, y = grid(*(axis.to_numpy(zero_copy_only=False) for axis in (lon, lat)))
    given = {
        "row": range(first, first + len(rows)),
        "id": [f"i{first + number}" for number in range(len(rows))],
        "start": [start for _, start in rows],
        "sure_start": [start for _, start in rows],
        "sure_end": [start if start is None else start + 1 for _, start in rows],
        "end": [start if start is None else start + 1 for _, start in rows],
        "lon": lon,
        "lat": lat,
        "cell_x": x,
        "cell_y": y,
    }
    schema = incident_table([], {}, []).schema
    columns = {one.name: given.get(one.name, pa.nulls(len(rows), one.type)) for one in schema}
    return pa.table({one.name: pa.array(columns[one.name], one.type) for one in schema}, schema)
