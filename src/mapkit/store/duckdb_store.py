"""A store over DuckDB, which answers over Arrow tables in memory and over Parquet files alike.

It is opened with external access off and its configuration locked, so that no text of the data, and no bug of ours, can
make it open a file or a socket.
"""

import glob
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from queue import LifoQueue
from typing import Any

import duckdb
import pyarrow as pa

from mapkit.records import CLAIM_LATE
from mapkit.store.incident_table import SCHEMA, stored_name
from mapkit.store.store import GEOMETRY, Run, Store, Stream
from mapkit.store.where_clause import quoted

AT_ONCE = 6  # questions; more wait
BLOCK = 100_000  # rows of an answer that are held at once
Asker = duckdb.DuckDBPyConnection
# No name of a Python variable is a table.
CONFIG: dict[str, str | bool | int | float | list[str]] = {"python_enable_replacements": False}


def duckdb_store(
    incidents: pa.Table | Path | Sequence[Path], claims: pa.Table | Path | Sequence[Path], *, inner_days: bool = True
) -> Store:
    """A store over DuckDB: incidents, and claims with their parties, as Arrow tables in memory or as Parquet files.

    Several files are one table; each has the columns of the first, but for those that claims came to have later. Files
    without `inner_days` are of before there were four days: each incident was one of its days.
    """
    parts = {"incidents": incidents, "claims": claims}
    tables = {name: one for name, one in parts.items() if isinstance(one, pa.Table)}
    files = {name: _paths(one) for name, one in parts.items()}
    shared = None if any(files.values()) else _shared(os.getpid())
    if shared:
        return Store(*_run_and_stream([lambda: _shown(shared.cursor(), tables)] * AT_ONCE))
    return Store(*_run_and_stream([_shown(asker, tables) for asker in _over_files(files, inner_days)]))


def _shown(asker: Asker, tables: Mapping[str, pa.Table]) -> Asker:
    """An asker that sees these tables; no other does."""
    for name, table in tables.items():
        asker.register(name, table)
    return asker


@cache
def _shared(_process: int) -> Asker | None:
    """What answers over tables in memory, once for a process: to make it costs more than to read a small atlas.

    Each store has askers of its own, which see no tables but those that they are given. A process that was forked needs
    another, for the threads of this one stayed behind. None where DuckDB draws bars, which what is locked cannot stop.
    """
    made = _locked(duckdb.connect(":memory:", config=CONFIG))
    return None if _draws_bars(made.cursor()) else made


def _over_files(files: Mapping[str, Mapping[str, str]], inner_days: bool) -> list[Asker]:
    """Askers of these files, which can open no other."""
    connection = duckdb.connect(":memory:", config=CONFIG)
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    allowed = sorted({path for one in files.values() for pair in one.items() for path in pair})
    if allowed:
        connection.execute(f"SET allowed_paths = [{', '.join('?' for _ in allowed)}]", allowed)
    for name, paths in files.items():
        if paths:
            late = CLAIM_LATE if name == "claims" else ()
            table = connection.read_parquet(list(paths.values()), hive_partitioning=False, union_by_name=bool(late))
            table = _with(late, _without_points(table))
            (table if inner_days or name != "incidents" else _with_days(table)).create_view(name)
    askers = [connection, *(connection.cursor() for _ in range(AT_ONCE - 1))]
    for asker in filter(_draws_bars, askers):
        asker.execute("SET enable_progress_bar = false")
    _locked(connection)
    return askers


def _locked(connection: Asker) -> Asker:
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET GLOBAL {setting}")
    return connection


def _draws_bars(asker: Asker) -> bool:
    """DuckDB does in notebooks that can draw them; in others it refuses even to be told not to."""
    return asker.sql("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]


def _without_points(table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """A table without the points that it holds for other programs; a user's own column of that name is a text."""
    held = GEOMETRY in table.columns and table.types[table.columns.index(GEOMETRY)].id == "struct"
    return table.project(f"* EXCLUDE ({GEOMETRY})") if held else table


def _with(late: Sequence[str], table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """A table with these columns of texts, empty where files were written before there were any."""
    for name in late:
        called = quoted(name)
        there = name in table.columns
        table = table.project(f"* REPLACE (coalesce({called}, '') AS {called})" if there else f"*, '' AS {called}")
    return table


def _with_days(table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """A table with the inner days; a user's own column of such a name gets the name that it has in a store."""
    days = {"sure_start": '"end" - 1 AS sure_start', "sure_end": '"start" + 1 AS sure_end'}
    ours = [days.get(name) or quoted(name) for name in SCHEMA.names]
    own = [name for name in table.columns if name not in SCHEMA.names or name in days]
    return table.project(", ".join([*ours, *(f"{quoted(name)} AS {quoted(stored_name(name))}" for name in own)]))


def _paths(files: pa.Table | Path | Sequence[Path]) -> dict[str, str]:
    """Paths, and each as the pattern that means it: DuckDB reads a path as a pattern."""
    paths = [] if isinstance(files, pa.Table) else [files] if isinstance(files, Path) else files
    return {str(path): glob.escape(str(path)) for path in paths}


def _run_and_stream(askers: Sequence[Asker | Callable[[], Asker]]) -> tuple[Run, Stream]:
    """Each question takes an asker that is free, or waits for one: a long question does not hold up the others.

    One that was taken before is taken first; one that is still to be made is made when there is no other.
    """
    free: LifoQueue[Asker | Callable[[], Asker]] = LifoQueue()
    for asker in askers:
        free.put(asker)

    @contextmanager
    def taken() -> Iterator[Asker]:
        asker = free.get()
        try:
            asker = asker() if callable(asker) else asker
            yield asker
        finally:
            free.put(asker)

    def run(sql: str, values: Sequence[Any]) -> pa.Table:
        with taken() as asker:
            return asker.sql(sql, params=list(values)).to_arrow_table()

    def stream(sql: str, values: Sequence[Any]) -> Iterator[pa.Table]:
        with taken() as asker:
            for batch in asker.sql(sql, params=list(values)).to_arrow_reader(BLOCK):
                yield pa.Table.from_batches([batch])

    return run, stream
