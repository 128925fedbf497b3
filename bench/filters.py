"""Filters that the time index does not answer, at millions of incidents: the first answer and the pans after it.

Run `python bench/filters.py 10000000`. Made incidents with texts, layers, sources and parties are written as a large
atlas has them: Parquet, sorted by cell and day. Each filter is asked by `mapkit.store.cubes.Cubes` on the screens of
bench/scale.py: first, for all it lets through, on 200 pans, and for pages of a cell's incidents. Beside it DuckDB alone
and polars group the same screens by cell, kind and days over the same files. Times are of this machine in one run, with
its load; the processor's time stands beside the clock's.
"""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from make_incidents import ACTORS, FIRST, KINDS, LAST, Incidents, made, texts
from peers import add_no_peers, peers_at_hand
from scale import Step, line, parts, steps, timed

from mapkit.mercator import grid
from mapkit.store.cubes import Cubes
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import SCHEMA
from mapkit.timeindex import TimeIndex, build, morton
from mapkit.view import View
from mapkit.viewcube import Frame
from mapkit.when import Window, day_of

GROUP = 131_072  # rows of a group, as a large atlas is written
BATCH = 1 << 20
WORDS, SAID = 5000, 9  # different words, words of a text
SOURCES, PARTIES = 300, ("north", "south", "observers", "others")
COLUMNS = pa.schema([*SCHEMA, ("actor", pa.string())])
LAYERS = ("towns", "roads", "posts", "corridor", "rivers", "fields")
PAGES = 60
SPAN = Window(day_of(FIRST), day_of(LAST))


@dataclass(frozen=True)
class Filter:
    """One condition: a part of a view and its value."""

    part: str
    value: str

    @property
    def view(self) -> View:
        """The condition as a view."""
        return View.of(**{self.part: self.value})

    @property
    def plain(self) -> str | int:
        """What the peers compare with."""
        return 10 if self.part == "killed" else self.value.removeprefix("actor:")


FILTERS = tuple(
    Filter(*one)
    for one in (
        ("layer", "roads"),
        ("text", "word4321"),
        ("text", "word0"),
        ("source", "source-200"),
        ("party", "others"),
        ("party", "south"),
        ("own", "actor:Group 7"),
        ("killed", "10.."),
    )
)


def written(one: Incidents, folder: Path) -> None:
    """The incidents and the claims on them as Parquet files."""
    x, y = grid(one.lon, one.lat)
    order = np.lexsort((one.start, morton.code(x >> np.uint32(8), y >> np.uint32(8))))
    with pq.ParquetWriter(folder / "incidents.parquet", COLUMNS, compression="zstd", store_schema=False) as writer:
        for first in range(0, len(one), BATCH):
            writer.write_table(_table(one, x, y, order[first : first + BATCH]), row_group_size=GROUP)
    _claims(len(one), folder / "claims.parquet")


def _table(one: Incidents, x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], rows: np.ndarray[Any, Any]) -> pa.Table:
    """Some rows with all columns of the store's table."""
    number, kind = pa.array(rows.astype(np.int32)), pa.array(KINDS).take(pa.array(one.kind[rows]))
    said, lot = _said(len(rows), int(rows[0])), np.random.default_rng(int(rows[0]))
    layer = pa.array(LAYERS).take(pa.array(((x[rows] >> 13) + (y[rows] >> 13)) % len(LAYERS)))
    title = pc.binary_join_element_wise("Incident ", pc.cast(number, pa.string()), "")
    known: dict[str, Any] = {
        "row": number,
        "id": _ids(number),
        "when": pc.cast(pa.array(one.start[rows]).cast(pa.date32()), pa.string()),
        "start": one.start[rows],
        "sure_start": one.end[rows] - 1,  # each is one day of its span
        "sure_end": one.start[rows] + 1,
        "end": one.end[rows],
        "when_basis": pa.repeat("stated", len(rows)),
        "layer": layer,
        "lon": one.lon[rows],
        "lat": one.lat[rows],
        "kind": kind,
        "title": title,
        "text": said,
        "disputed": pa.repeat(pa.scalar(False), len(rows)),
        "cell_x": x[rows],
        "cell_y": y[rows],
        "haystack": pc.binary_join_element_wise(pc.utf8_lower(title), said, "\n"),
        "actor": texts("Group ", ACTORS).take(pa.array((ACTORS * lot.random(len(rows)) ** 2).astype(int))),
        "killed_best": lot.geometric(0.4, len(rows)) - 1,
    }
    none = {"site": "", "part_of": "", "quote": "", "spot": ""}
    empty = {field.name: pa.repeat(pa.scalar(none.get(field.name), field.type), len(rows)) for field in COLUMNS}
    return pa.table({**empty, **known}, COLUMNS)


def _said(count: int, seed: int) -> pa.Array:
    """Texts of some words, of which a few are common and most are rare."""
    lot = np.random.default_rng(seed)
    words = texts("word", WORDS)
    drawn = (words.take(pa.array((WORDS * lot.random(count) ** 4).astype(int))) for _ in range(SAID))
    return pc.binary_join_element_wise(*drawn, " ")


def _ids(numbers: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise("2014-", pc.cast(numbers, pa.string()), "")


def _claims(count: int, path: Path) -> None:
    """A claim on each incident, and a second one on every third."""
    lot = np.random.default_rng(7)
    parties = pa.array(PARTIES).take(pa.array(lot.choice(len(PARTIES), SOURCES, p=(0.5, 0.3, 0.15, 0.05))))
    sources = texts("source-", SOURCES)
    names = ("number", "incident", "source", "party", "stance", "says", "locator")
    schema = pa.schema([(name, pa.string() if place else pa.int64()) for place, name in enumerate(names)])
    with pq.ParquetWriter(path, schema, compression="zstd", store_schema=False) as writer:
        at = 0
        for first in range(0, count, BATCH):
            incident = np.arange(first, min(first + BATCH, count))
            incident = np.sort(np.concatenate([incident, incident[::3]]))
            source = pa.array((SOURCES * lot.random(len(incident)) ** 2).astype(int))
            ids, empty = _ids(pa.array(incident)), pa.repeat("", len(incident))
            number = pa.array(np.arange(at, at + len(incident)))
            stance = pa.repeat("reports", len(incident))
            columns = (number, ids, sources.take(source), parties.take(source), stance, empty, empty)
            writer.write_table(pa.table(list(columns), schema=schema), row_group_size=GROUP)
            at += len(incident)


def asked_of_cubes(cubes: Cubes, view: View, asked: list[Step]) -> None:
    """First answer, everything, pans, pages."""
    for name, ask in (
        ("first answer", lambda: cubes.cube(view, asked[0].box, asked[0].zoom, SPAN)),
        ("all of it in one cell", lambda: cubes.whole(view)),
    ):
        begun = perf_counter(), process_time()
        ask()
        times = perf_counter() - begun[0], process_time() - begun[1]
        print(f"| {name}, ms | {times[0] * 1e3:.0f} | {times[1] * 1e3:.0f} |", flush=True)
    timed("pans, ms", lambda step: cubes.cube(view, step.box, step.zoom, SPAN), asked)
    seen = [cubes.cube(view, step.box, step.zoom, SPAN) for step in asked]
    line("incidents on screen", [float(cube.total) for cube in seen])
    line("bins", [float(cube.frame.bins) for cube in seen])
    cells = {step: _cell(cube) for step, cube in zip(asked, seen, strict=True) if cube.total}
    timed("page of a cell, ms", lambda step: cubes.page(view, cells[step], step.window), list(cells)[:PAGES])


def _cell(cube: Any) -> Any:
    """A cell drawn by lot among the incidents on screen."""
    lot = np.random.default_rng(cube.total)
    place = cube.cell[lot.choice(len(cube.cell), p=cube.count / cube.count.sum())]
    x, y = int(cube.x[place]), int(cube.y[place])
    return cube.frame.zoom, (x, x + 1), (y, y + 1)


def asked_of_duckdb(folder: Path, one: Filter, asked: list[Step]) -> None:
    """DuckDB alone: one plain question."""
    tables = duckdb.connect()
    for name in ("incidents", "claims"):
        tables.read_parquet(str(folder / f"{name}.parquet")).create_view(name)
    columns = {"layer": "layer = ?", "text": "contains(haystack, ?)", "own": "actor = ?", "killed": "killed_best >= ?"}
    condition = columns.get(
        one.part,
        f"id IN (SELECT incident FROM claims WHERE {one.part} = ?)",  # noqa: S608 - names of ours
    )

    def ask(step: Step) -> Any:
        frame, shift = _framed(step)
        bounds = [edge << shift for span in (*frame.columns, frame.rows) for edge in span]
        sql = (
            f'SELECT cell_x >> {shift}, cell_y >> {shift}, kind, start, "end", count(*) FROM incidents WHERE '  # noqa: S608 - numbers of ours
            f"cell_x >= ? AND cell_x < ? AND cell_y >= ? AND cell_y < ? AND {condition} GROUP BY ALL"
        )
        return tables.sql(sql, params=[*bounds, one.plain]).to_arrow_table()

    timed("DuckDB alone, ms", ask, asked)


def asked_of_polars(folder: Path, one: Filter, asked: list[Step]) -> None:
    """polars: the same question, lazily over the same files."""
    import polars as pl  # noqa: PLC0415 - of the extra `bench`

    incidents, claims = (pl.scan_parquet(folder / f"{name}.parquet") for name in ("incidents", "claims"))

    def ask(step: Step) -> Any:
        frame, shift = _framed(step)
        (low, high), (top, bottom) = (tuple(edge << shift for edge in span) for span in (*frame.columns, frame.rows))
        x, y = pl.col("cell_x"), pl.col("cell_y")
        rows = incidents.filter((x >= low) & (x < high) & (y >= top) & (y < bottom))
        if one.part == "layer":
            rows = rows.filter(pl.col("layer") == one.value)
        elif one.part == "text":
            rows = rows.filter(pl.col("haystack").str.contains(one.value, literal=True))
        elif one.part == "own":
            rows = rows.filter(pl.col("actor") == one.plain)
        elif one.part == "killed":
            rows = rows.filter(pl.col("killed_best") >= one.plain)
        else:
            said = claims.filter(pl.col(one.part) == one.value)
            rows = rows.join(said, left_on="id", right_on="incident", how="semi")
        return rows.group_by(x // 2**shift, y // 2**shift, "kind", "start", "end").len().collect()

    timed("polars, ms", ask, asked)


def _framed(step: Step) -> tuple[Frame, int]:
    frame = Frame.of(step.box, step.zoom, SPAN)
    return frame, 24 - frame.zoom


def measured(count: int, folder: Path, options: argparse.Namespace) -> None:
    """Make, ask, print."""
    one = made(count)
    asked = list(steps(one, options.steps))
    if not (folder / "claims.parquet").exists():
        written(one, folder)
    del one
    if not (folder / "index").exists():
        build(parts(folder / "incidents.parquet"), folder / "index", len(KINDS))
    index = TimeIndex(folder / "index")
    for one in FILTERS:
        store = duckdb_store(folder / "incidents.parquet", folder / "claims.parquet")
        cubes = Cubes(store, KINDS, index)
        shown, load = store.counts(one.view).shown, os.getloadavg()[0]
        print(
            f"\n{count:,} incidents, {one.view}: {shown:,} shown; load {load:.1f}"
            "\n\n| | clock: median / p95 | processor: median / p95 |\n| --- | --- | --- |"
        )
        asked_of_cubes(cubes, one.view, asked)
        asked_of_duckdb(folder, one, asked[: options.slow_steps])
        if "polars" in options.peers:
            asked_of_polars(folder, one, asked[: options.slow_steps])


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--slow-steps", type=int, default=20, help="steps that the peers are asked")
    parser.add_argument("--data", type=Path, help="an existing folder in which the files stay for the next run")
    add_no_peers(parser)
    options = parser.parse_args()
    options.peers = peers_at_hand({"polars": ("polars",)}, beside=options.beside)
    with TemporaryDirectory() as folder:
        measured(options.count, options.data or Path(folder), options)


if __name__ == "__main__":
    main()
