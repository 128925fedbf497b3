"""A million incidents and more: building the time index, and what a pan, a zoom or a step of the clock asks of it.

Run `python bench/scale.py 10000000`. Made incidents (bench/make_incidents.py) are written as Parquet, sorted by cell;
from that file the index is built, and DuckDB answers beside it. Steps are screens of 1,280 x 704 pixels around
incidents drawn by lot, with windows of 1 to 90 days. Times are of this machine, in one run; with them the load is
printed, and the processor's time beside the clock's, since it grows less with what else runs.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from make_incidents import FIRST, KINDS, LAST, Incidents, made

from mapkit.cubing import cube_of_store
from mapkit.store import Run, duckdb_store
from mapkit.timeindex import TimeIndex, build, codes
from mapkit.view import View
from mapkit.viewcube import Frame, Rows, bins_for, packed
from mapkit.when import Window, day_of
from mapkit.where import BBox, grid

GROUP = 1 << 20  # incidents in a row group of the Parquet file, and in a part of the build
SCREEN = (5.0, 2.75)  # tiles of 256 pixels across and down
COLUMNS = ("cell_x", "cell_y", "start", "end", "kind")


@dataclass(frozen=True)
class Step:
    """A screen, as a box and a zoom, and a window."""

    box: BBox
    zoom: int
    window: Window


def written(one: Incidents, path: Path) -> None:
    """The incidents as a Parquet file of the store's columns, cells of zoom 10 together."""
    x, y = grid(one.lon, one.lat)
    order = np.argsort(codes.code(x >> np.uint32(14), y >> np.uint32(14)), kind="stable")
    columns: dict[str, Any] = {"start": one.start, "end": one.end, "lon": one.lon, "lat": one.lat}
    columns |= {"cell_x": x, "cell_y": y}
    table = pa.table({name: column[order] for name, column in columns.items()})
    kind = pa.DictionaryArray.from_arrays(pa.array(one.kind[order]), pa.array(KINDS))
    pq.write_table(table.append_column("kind", kind), path, row_group_size=GROUP)


def part(path: Path, group: int) -> Rows:
    """One row group as rows."""
    table = pq.ParquetFile(path).read_row_group(group, COLUMNS)
    x, y, start, end = (table[name].to_numpy() for name in COLUMNS[:-1])
    kinds = table["kind"].combine_chunks()
    kind = kinds.indices.to_numpy() if isinstance(kinds, pa.DictionaryArray) else _numbered(kinds)
    yes = np.ones(len(x), bool)
    return Rows(x, y, start, end, kind.astype(np.uint8), yes, yes)


def _numbered(kinds: pa.Array) -> np.ndarray[Any, Any]:
    return pa.compute.index_in(kinds, pa.array(KINDS)).to_numpy()


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


def window_of_tables(run: Run, frame: Frame, window: Window) -> int:
    """The peer: DuckDB alone counts a window by cell over the same file."""
    shift, rows, (columns,) = 24 - frame.zoom, frame.rows, frame.columns
    days = [int(np.datetime64(day).astype(int)) for day in (window.end, window.start)]
    sql = (
        f"SELECT cell_x >> {shift}, cell_y >> {shift}, count(*) FROM incidents WHERE cell_x >= ? AND cell_x < ? AND "  # noqa: S608 - numbers of ours
        'cell_y >= ? AND cell_y < ? AND "start" < ? AND "end" > ? GROUP BY 1, 2'
    )
    return len(run(sql, [*(edge << shift for edge in (*columns, *rows)), *days]))


def timed(name: str, ask: Callable[[Step], Any], asked: list[Step]) -> None:
    """A row of the table: milliseconds of the steps, on the clock and of the processor."""
    clock, processor = [], []
    for step in asked:
        begun = time.perf_counter(), time.process_time()
        ask(step)
        clock.append((time.perf_counter() - begun[0]) * 1e3)
        processor.append((time.process_time() - begun[1]) * 1e3)
    line(name, clock, processor)


def line(name: str, *columns: list[float]) -> None:
    """A row of the table: median and p95 of each column."""
    print(f"| {name} |", " | ".join(f"{median(one):.2f} / {quantiles(one, n=20)[-1]:.2f}" for one in columns), "|")


def asked_of_index(index: TimeIndex, asked: list[Step]) -> None:
    """The rows of the table for the index."""
    frames = [framed(index, step) for step in asked]
    timed("window count, ms", lambda step: window_of_index(index, step), asked)
    timed("cube, ms", lambda step: index.cube(framed(index, step)), asked)
    timed("cube of one kind, ms", lambda step: index.cube(framed(index, step), {1}), asked)
    line("cube compressed, MB", [len(packed(index.cube(frame))) / 1e6 for frame in frames])
    line("pairs of a cell and a kind on screen", [float(index.groups(frame)) for frame in frames])


def window_of_index(index: TimeIndex, step: Step) -> int:
    """How many incidents a step shows."""
    return int(index.shown(Frame.of(step.box, step.zoom, step.window), step.window).count.sum())


def asked_of_tables(path: Path, index: TimeIndex, asked: list[Step]) -> None:
    """The rows of the table for DuckDB over the Parquet file; its cubes are compared with those of the index."""
    claims = pa.table({name: pa.array([], pa.string()) for name in ("incident", "source", "party")})
    run = duckdb_store(path, claims).run
    for step in asked[:10]:
        frame = framed(index, step)
        if cube_of_store(run, View(), frame, KINDS) != index.cube(frame):
            raise SystemExit(f"the tables and the index differ: {frame}")
    timed("cube from DuckDB, ms", lambda step: cube_of_store(run, View(), framed(index, step), KINDS), asked)
    timed("window count, DuckDB alone, ms", lambda step: window_of_tables(run, framed(index, step), step.window), asked)


def main() -> None:
    """Make, build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--slow-steps", type=int, default=60, help="steps that DuckDB is asked")
    options = parser.parse_args()
    one = made(options.count)
    asked = list(steps(one, options.steps))
    with TemporaryDirectory() as folder:
        path, target = Path(folder) / "incidents.parquet", Path(folder) / "index"
        written(one, path)
        del one
        clocks = time.process_time(), time.perf_counter()
        build([partial(part, path, group) for group in range(pq.ParquetFile(path).num_row_groups)], target, len(KINDS))
        cpu, wall = time.process_time() - clocks[0], time.perf_counter() - clocks[1]
        size = sum(file.stat().st_size for file in target.iterdir()) / options.count
        begun = time.perf_counter()
        index = TimeIndex(target)
        opened = time.perf_counter() - begun
        print(f"{options.count} incidents, load {os.getloadavg()[0]:.1f}: built in {cpu:.1f} s of CPU ({wall:.1f} s), "
              f"{size:.1f} bytes an incident, opened and checked in {opened * 1e3:.0f} ms")  # fmt: skip
        print("| | clock: median / p95 | processor: median / p95 |\n| --- | --- | --- |")
        asked_of_index(index, asked)
        asked_of_tables(path, index, asked[: options.slow_steps])


if __name__ == "__main__":
    main()
