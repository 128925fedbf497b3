"""What others need for the same screens of the same file: DuckDB, polars, and datashader for one frame of points."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from make_incidents import KINDS
from scale import Step, framed, timed, window_of_index

from mapkit.mercator import grid
from mapkit.store.cubes import cube_of_store
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.store import Run
from mapkit.timeindex import TimeIndex
from mapkit.view import View
from mapkit.viewcube import Frame
from mapkit.when import Window, day_number

if TYPE_CHECKING:
    from polars import LazyFrame

PIXELS = (1280, 704)


def asked_of_duckdb(path: Path, index: TimeIndex, asked: list[Step], cubes: list[Step]) -> None:
    """The rows of the table for DuckDB, whose cubes are compared with those of the index."""
    run = _run(path)
    for step in cubes[:10]:
        frame = framed(index, step)
        if cube_of_store(run, View(), frame, KINDS) != index.cube(frame):
            raise SystemExit(f"the table and the index differ: {frame}")
    timed("cube, DuckDB by mapkit, ms", lambda step: cube_of_store(run, View(), framed(index, step), KINDS), cubes)
    timed("window count, DuckDB alone, ms", lambda step: window_of_duckdb(run, framed(index, step), step.window), asked)


def asked_of_peers(path: Path, index: TimeIndex, asked: list[Step], peers: list[str]) -> None:
    """The rows of the table for these peers."""
    if "polars" in peers:
        asked_of_polars(path, index, asked)
    if "datashader" in peers:
        table = points_of(path)
        for step in asked[:3]:
            window_of_index(index, step), frame_of_points(table, step)  # compiles
        timed("frame of points, datashader, ms", lambda step: frame_of_points(table, step), asked)


def asked_of_polars(path: Path, index: TimeIndex, asked: list[Step]) -> None:
    """The row of the table for polars, whose counts are compared with DuckDB's."""
    import polars as pl  # noqa: PLC0415 - of the extra `bench`

    scan, run = pl.scan_parquet(path), _run(path)
    for step in asked[:10]:
        frame = framed(index, step)
        if window_of_duckdb(run, frame, step.window) != window_of_polars(scan, frame, step.window):
            raise SystemExit(f"polars and DuckDB differ: {frame}")
    timed("window count, polars, ms", lambda step: window_of_polars(scan, framed(index, step), step.window), asked)


def _run(path: Path) -> Run:
    claims = pa.table({name: pa.array([], pa.string()) for name in ("incident", "source", "party")})
    return duckdb_store(path, claims).run


def edges(frame: Frame, window: Window) -> tuple[list[int], list[int]]:
    """West, east, north, south of a frame without the antimeridian in cells of zoom 24, and the window's days."""
    (columns,), shift = frame.columns, 24 - frame.zoom
    return [edge << shift for edge in (*columns, *frame.rows)], [day_number(window.end), day_number(window.start)]


def window_of_duckdb(run: Run, frame: Frame, window: Window) -> dict[tuple[int, int], int]:
    """DuckDB alone counts a window by cell."""
    shift = 24 - frame.zoom
    sql = (
        f"SELECT cell_x >> {shift}, cell_y >> {shift}, count(*) FROM incidents WHERE cell_x >= ? AND cell_x < ? AND "  # noqa: S608 - numbers of ours
        'cell_y >= ? AND cell_y < ? AND "start" < ? AND "end" > ? GROUP BY 1, 2'
    )
    cells, days = edges(frame, window)
    x, y, count = (column.to_pylist() for column in run(sql, [*cells, *days]).columns)
    return dict(zip(zip(x, y, strict=True), count, strict=True))


def window_of_polars(scan: "LazyFrame", frame: Frame, window: Window) -> dict[tuple[int, int], int]:
    """Polars counts a window by cell."""
    import polars as pl  # noqa: PLC0415 - of the extra `bench`

    (west, east, north, south), (end, start) = edges(frame, window)
    x, y, size = pl.col("cell_x"), pl.col("cell_y"), 1 << (24 - frame.zoom)
    held = (x >= west) & (x < east) & (y >= north) & (y < south) & (pl.col("start") < end) & (pl.col("end") > start)
    found = scan.filter(held).group_by((x // size).alias("x"), (y // size).alias("y")).len().collect()
    places = zip(found["x"].to_list(), found["y"].to_list(), strict=True)
    return dict(zip(places, found["len"].to_list(), strict=True))


def points_of(path: Path) -> pd.DataFrame:
    """Every incident as a point of the grid, in memory, as datashader wants them."""
    table = pq.read_table(path, columns=["cell_x", "cell_y", "start", "end"])
    columns = {"x": table["cell_x"].to_numpy().astype(np.float32), "y": table["cell_y"].to_numpy().astype(np.float32)}
    return pd.DataFrame({**columns, "start": table["start"].to_numpy(), "end": table["end"].to_numpy()}, copy=False)


def frame_of_points(table: pd.DataFrame, step: Step) -> object:
    """One frame: the points of the window, counted by pixel and shaded."""
    import datashader as ds  # noqa: PLC0415 - of the extra `bench`

    (west, east), (north, south) = grid((step.box.west, step.box.east), (step.box.north, step.box.south))
    kept = table[
        (table["start"].to_numpy() < day_number(step.window.end))
        & (table["end"].to_numpy() > day_number(step.window.start))
    ]
    canvas = ds.Canvas(*PIXELS, x_range=(float(west), float(east)), y_range=(float(north), float(south)))
    return ds.transfer_functions.shade(canvas.points(kept, "x", "y"))
