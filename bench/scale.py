"""A million incidents and more: building the time index, and what a pan, a zoom or a step of the clock asks of it.

Run `python bench/scale.py 1000000 10000000`. Made incidents (bench/make_incidents.py) are written as Parquet, sorted by
cell, without ever holding all of them; from that file the index is built by a process of its own, and the peers of
bench/scale_peers.py answer beside it. Steps are screens of 1,280 x 704 pixels around incidents drawn by lot, with
windows of 1 to 90 days. Times are of this machine, in one run; with them the load is printed, and the processor's time
beside the clock's, since it grows less with what else runs.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from make_incidents import FIRST, KINDS, LAST, Incidents, chunks
from peers import add_no_peers, peers_at_hand

from mapkit.mercator import grid
from mapkit.timeindex import TimeIndex, build, morton
from mapkit.viewcube import Frame, Rows, bins_for, packed
from mapkit.when import Window, day_of
from mapkit.where import BBox

GROUP = 1 << 17  # incidents in a row group of the Parquet file
STRETCH = 8  # row groups in a part of the build
BUCKETS = 1 << 6
SCREEN = (5.0, 2.75)  # tiles of 256 pixels across and down
PEERS = {"polars": ("polars",), "datashader": ("datashader",)}
COLUMNS = ("cell_x", "cell_y", "start", "end", "kind")
RECORD = np.dtype(
    [
        ("code", "u8"),
        ("start", "i4"),
        ("end", "i4"),
        ("lon", "f8"),
        ("lat", "f8"),
        ("cell_x", "u4"),
        ("cell_y", "u4"),
        ("kind", "u1"),
    ]
)


@dataclass(frozen=True)
class Step:
    """A screen, as a box and a zoom, and a window."""

    box: BBox
    zoom: int
    window: Window


def written(pieces: Iterator[Incidents], path: Path) -> None:
    """Write the incidents as a Parquet file of the store's columns, cells of zoom 20 together."""
    edges = None
    files = [path.with_suffix(f".{number}").open("w+b") for number in range(BUCKETS)]
    for one in pieces:
        records = _records(one)
        if edges is None:
            edges = np.quantile(records["code"], np.arange(1, BUCKETS) / BUCKETS).astype(np.uint64)
        bucket = np.searchsorted(edges, records["code"])
        for number, file in enumerate(files):
            records[bucket == number].tofile(file)
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, _table(np.zeros(0, RECORD)).schema) as writer:
        for file in files:
            file.seek(0)
            if len(records := np.fromfile(file, RECORD)):  # a few incidents leave some buckets empty
                writer.write_table(_table(records), row_group_size=GROUP)
            file.close()
            Path(file.name).unlink()
    part.replace(path)


def _records(one: Incidents) -> Any:
    records = np.empty(len(one), RECORD)
    records["cell_x"], records["cell_y"] = grid(one.lon, one.lat)
    records["code"] = morton.code(records["cell_x"] >> np.uint32(4), records["cell_y"] >> np.uint32(4))
    for name in ("start", "end", "lon", "lat", "kind"):
        records[name] = getattr(one, name)
    return records


def _table(records: Any) -> pa.Table:
    records = records[np.lexsort((records["start"], records["code"]))]
    columns = {name: records[name] for name in ("start", "end", "lon", "lat", "cell_x", "cell_y")}
    columns |= {"sure_start": records["end"] - 1, "sure_end": records["start"] + 1}  # each is one day of its span
    columns["disputed"] = np.zeros(len(records), bool)
    kind = pa.DictionaryArray.from_arrays(pa.array(records["kind"]), pa.array(KINDS))
    return pa.table(columns).append_column("kind", kind)


def part(path: Path, groups: int | list[int]) -> Rows:
    """A row group, or some, as rows."""
    some = [groups] if isinstance(groups, int) else groups
    table = pq.ParquetFile(path, read_dictionary=["kind"]).read_row_groups(some, list(COLUMNS))
    x, y, start, end = (table[name].to_numpy() for name in COLUMNS[:-1])
    known = pa.array(KINDS)
    kinds = [pa.compute.index_in(one.dictionary, known).take(one.indices).to_numpy() for one in table["kind"].chunks]
    yes = np.ones(len(x), bool)
    return Rows.one_of(x, y, start, end, np.concatenate(kinds).astype(np.uint8), yes, yes)


def parts(path: Path) -> list[partial[Rows]]:
    """The parts of a build: about a million incidents each."""
    groups = range(pq.ParquetFile(path).num_row_groups)
    return [partial(part, path, list(groups[first : first + STRETCH])) for first in range(0, len(groups), STRETCH)]


@dataclass(frozen=True)
class Built:
    """What a build took: seconds of the processor by stage, of the clock, and the most memory, in GB."""

    stages: tuple[float, float, float]
    wall: float
    peak: float


def built(path: Path, target: Path) -> Built:
    """Build the index."""
    begun, told = time.perf_counter(), [(0.0, time.process_time())]
    build(
        parts(path), target, len(KINDS), progress=lambda done, total: told.append((done / total, time.process_time()))
    )
    ends = [max(clock for share, clock in told if share <= end) for end in (0, 0.25, 0.75, 1)]
    leaves, bands, rest = (after - before for before, after in pairwise(ends))
    return Built((leaves, bands, rest), time.perf_counter() - begun, peak())


def peak() -> float:
    """GB that this process held at most. Linux says it in a file; elsewhere the figure begins with the parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def steps(one: Incidents, count: int, seed: int = 5) -> Iterator[Step]:
    """Screens around incidents at zooms 6 to 14, where people look, each with a window."""
    lot = np.random.default_rng(seed)
    for line, zoom in zip(lot.integers(0, len(one), count), lot.integers(6, 15, count), strict=True):
        across = 360 / 2.0**zoom * np.array(SCREEN) / 2
        lon, lat = one.lon[line], one.lat[line]
        first = int(lot.integers(FIRST, LAST - 90))
        window = Window(day_of(first), day_of(first + int(lot.integers(1, 91))))
        down = across[1] * np.cos(np.radians(lat))
        yield Step(BBox(lon - across[0], lat - down, lon + across[0], lat + down), int(zoom), window)


def framed(index: TimeIndex, step: Step) -> Frame:
    """The frame of a screen, with as many bins as its groups allow; finding those is part of asking."""
    span = Window(day_of(FIRST), day_of(LAST))
    wide = Frame.of(step.box, step.zoom, span)
    return Frame.of(step.box, step.zoom, span, bins_for(index.groups(wide)))


def timed(name: str, ask: Callable[[Step], Any], asked: list[Step]) -> None:
    """A row of the table: milliseconds of the steps on the clock and of the processor."""
    clock, processor = [], []
    for step in asked:
        begun = time.perf_counter(), time.process_time()
        ask(step)
        clock.append((time.perf_counter() - begun[0]) * 1e3)
        processor.append((time.process_time() - begun[1]) * 1e3)
    line(name, clock, processor)


def line(name: str, *columns: list[float]) -> None:
    """A row of the table: median and p95 of each column, one value as both; a dash where nothing was asked."""
    print(f"| {name} |", " | ".join(_both(one) for one in columns), "|", flush=True)


def _both(values: list[float]) -> str:
    if not values:
        return "–"
    high = quantiles(values, n=20)[-1] if len(values) > 1 else values[0]
    return f"{median(values):.2f} / {high:.2f}"


class Counted:
    """An array that counts the bytes that are taken from it."""

    def __init__(self, array: Any, total: list[int]) -> None:
        self._array, self._total, self.dtype = array, total, array.dtype

    def __len__(self) -> int:
        return len(self._array)

    def __getitem__(self, chosen: Any) -> Any:
        return self._seen(self._array[chosen])

    def take(self, numbers: Any, mode: Any = "clip") -> Any:
        """The values at these places."""
        return self._seen(self._array.take(numbers, mode=mode))

    def searchsorted(self, values: Any) -> Any:
        """Where values would stand: as many are looked at as bisection does."""
        self._total[0] += len(values) * len(self).bit_length() * self.dtype.itemsize
        return self._array.searchsorted(values)

    def _seen(self, found: Any) -> Any:
        self._total[0] += found.nbytes
        return found


def touched(index: TimeIndex, ask: Callable[[Step], Any], asked: list[Step]) -> list[float]:
    """MB of the index that each step reads."""
    plain: Mapping[str, Any] = index._arrays
    total, found = [0], []
    index._arrays = {name: Counted(array, total) for name, array in plain.items()}  # type: ignore[assignment]
    for step in asked:
        total[0] = 0
        ask(step)
        found.append(total[0] / 1e6)
    index._arrays = plain  # type: ignore[assignment]
    return found


def bandwidth() -> float:
    """GB a second that the memory gives and takes while numpy copies."""
    source = np.ones(1 << 25)
    target = np.empty_like(source)
    seconds = []
    for _ in range(5):
        begun = time.perf_counter()
        np.copyto(target, source)
        seconds.append(time.perf_counter() - begun)
    return 2 * source.nbytes / min(seconds) / 1e9


def asked_of_index(index: TimeIndex, asked: list[Step]) -> None:
    """The rows of the table for the index."""
    frames = [framed(index, step) for step in asked]
    timed("window count, index, ms", lambda step: window_of_index(index, step), asked)
    timed("window count of each cell, index, ms", lambda step: cells_of_index(index, step), asked)
    timed("cube, index, ms", lambda step: index.cube(framed(index, step)), asked)
    timed("cube of one kind, index, ms", lambda step: index.cube(framed(index, step), {1}), asked)
    line("cube compressed, MB", [len(packed(index.cube(frame))) / 1e6 for frame in frames])
    line("pairs of a cell and a kind on screen", [float(index.groups(frame)) for frame in frames])
    line("MB read for a window count", touched(index, lambda step: window_of_index(index, step), asked))
    line("MB read for a cube", touched(index, lambda step: index.cube(framed(index, step)), asked))


def window_of_index(index: TimeIndex, step: Step) -> int:
    """How many incidents a step shows."""
    return index.total(Frame.of(step.box, step.zoom, step.window), step.window)


def cells_of_index(index: TimeIndex, step: Step) -> Any:
    """How many incidents a step shows in each cell."""
    return index.shown(Frame.of(step.box, step.zoom, step.window), step.window)


def opened(target: Path, step: Step) -> TimeIndex:
    """The index, opened as a server does; prints how long that, the first marks and checking all of it take."""
    clock = [time.perf_counter()]
    index = TimeIndex(target)
    clock.append(time.perf_counter())
    index.cube(framed(index, step))
    clock.append(time.perf_counter())
    index.check()
    clock.append(time.perf_counter())
    spans = [f"{(after - before) * 1e3:.0f} ms" for before, after in pairwise(clock)]
    print("opened in {}, the first cube of everything in {}, the rest checked in {}".format(*spans))
    return index


def measured(count: int, folder: Path, options: argparse.Namespace) -> None:
    """Make, build, ask, print."""
    path, target = (options.data or folder) / f"incidents-{count}{'-alone' * options.alone}.parquet", folder / "index"
    if not path.exists():
        written(chunks(count, alone=options.alone), path)
    some = next(chunks(count, alone=options.alone))
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        took = pool.submit(built, path, target).result()
    size = sum(file.stat().st_size for file in target.iterdir()) / count
    stages = " + ".join(f"{stage:.1f}" for stage in took.stages)
    print(
        f"\n## {count:,} incidents, load {os.getloadavg()[0]:.1f}\n\nbuilt in {sum(took.stages):.1f} s of CPU "
        f"(leaves, bands, file: {stages}; clock {took.wall:.1f} s) and {took.peak:.2f} GB, {size:.1f} bytes each "
        f"(Parquet: {path.stat().st_size / count:.1f})"
    )
    box = BBox(some.lon.min(), some.lat.min(), some.lon.max(), some.lat.max())
    index = opened(target, Step(box, 7, Window(day_of(FIRST), day_of(LAST))))
    asked = list(steps(some, options.steps))
    print("\n| | clock: median / p95 | processor: median / p95 |\n| --- | --- | --- |")
    asked_of_index(index, asked)
    if not options.alone:
        from scale_peers import asked_of_duckdb, asked_of_peers  # noqa: PLC0415 - it measures with what stands here

        slow = asked[: options.slow_steps]
        peers = list(options.peers)
        if "datashader" in peers and count > options.points:
            peers.remove("datashader")
            print(f"| frame of points, datashader, ms | more than {options.points:,} points |")
        asked_of_duckdb(path, index, slow, slow[: options.slow_cubes])
        asked_of_peers(path, index, slow, peers)


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="+")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--slow-steps", type=int, default=60, help="steps that the peers are asked")
    parser.add_argument("--slow-cubes", type=int, default=60, help="steps for which DuckDB makes cubes")
    parser.add_argument("--points", type=int, default=30_000_000, help="most incidents that are drawn as points")
    parser.add_argument("--data", type=Path, help="a folder in which Parquet files stay for the next run")
    parser.add_argument("--only-write", action="store_true", help="write the files into --data, and measure nothing")
    parser.add_argument("--alone", action="store_true", help="each incident at a point of its own; without peers")
    add_no_peers(parser)
    options = parser.parse_args()
    if options.only_write:
        for count in options.counts:
            written(chunks(count, alone=options.alone), options.data / f"incidents-{count}.parquet")
        return
    options.peers = peers_at_hand(PEERS, beside=options.beside)
    print(f"memory bandwidth {bandwidth():.1f} GB/s")
    for count in options.counts:
        with TemporaryDirectory() as folder:
            measured(count, Path(folder), options)


if __name__ == "__main__":
    main()
