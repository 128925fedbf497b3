"""A store over DuckDB, which answers over Arrow tables in memory and over Parquet files alike.

It is opened with external access off and its configuration locked, so that no text of the data, and no bug of ours, can
make it open a file or a socket.
"""

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import duckdb
import pyarrow as pa

from mapkit.store.store import GEOMETRY, Run, Store, Stream

AT_ONCE = 6  # questions; more wait
BLOCK = 100_000  # rows of an answer that are held at once
# No name of a Python variable is a table.
CONFIG: dict[str, str | bool | int | float | list[str]] = {"python_enable_replacements": False}


def duckdb_store(incidents: pa.Table | Path | Sequence[Path], claims: pa.Table | Path | Sequence[Path]) -> Store:
    """A store over DuckDB: incidents, and claims with their parties, as Arrow tables in memory or as Parquet files.

    Several files are one table; each has the columns of the first.
    """
    files = {name: _paths(one) for name, one in (("incidents", incidents), ("claims", claims))}
    shared = None if any(files.values()) else _shared(os.getpid())
    askers = [shared.cursor() for _ in range(AT_ONCE)] if shared else _over_files(files)
    for asker in askers:
        for name, one in (("incidents", incidents), ("claims", claims)):
            if isinstance(one, pa.Table):
                asker.register(name, one)  # seen by this asker alone
    return Store(*_run_and_stream(askers))


@cache
def _shared(_process: int) -> duckdb.DuckDBPyConnection | None:
    """What answers over tables in memory, once for a process: to make it costs more than to read a small atlas.

    Each store has askers of its own, which see no tables but those that they are given. A process that was forked needs
    another, for the threads of this one stayed behind. None where DuckDB draws bars, which what is locked cannot stop.
    """
    made = _locked(duckdb.connect(":memory:", config=CONFIG))
    return None if _draws_bars(made.cursor()) else made


def _over_files(files: Mapping[str, Mapping[str, str]]) -> list[duckdb.DuckDBPyConnection]:
    """Askers of these files, which can open no other."""
    connection = duckdb.connect(":memory:", config=CONFIG)
    connection.execute("SET GLOBAL parquet_metadata_cache = true")
    allowed = sorted({path for one in files.values() for pair in one.items() for path in pair})
    if allowed:
        connection.execute(f"SET allowed_paths = [{', '.join('?' for _ in allowed)}]", allowed)
    for name, paths in files.items():
        if paths:
            _without_points(connection.read_parquet(list(paths.values()), hive_partitioning=False)).create_view(name)
    askers = [connection, *(connection.cursor() for _ in range(AT_ONCE - 1))]
    for asker in filter(_draws_bars, askers):
        asker.execute("SET enable_progress_bar = false")
    _locked(connection)
    return askers


def _locked(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    for setting in ("enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET GLOBAL {setting}")
    return connection


def _draws_bars(asker: duckdb.DuckDBPyConnection) -> bool:
    """DuckDB does in notebooks that can draw them; in others it refuses even to be told not to."""
    return asker.sql("SELECT current_setting('enable_progress_bar')").fetchall() == [(True,)]


def _without_points(table: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """A table without the points that it holds for other programs; a user's own column of that name is a text."""
    held = GEOMETRY in table.columns and table.types[table.columns.index(GEOMETRY)].id == "struct"
    return table.project(f"* EXCLUDE ({GEOMETRY})") if held else table


def _paths(files: pa.Table | Path | Sequence[Path]) -> dict[str, str]:
    """Paths, and each as the pattern that means it: DuckDB reads a path as a pattern."""
    paths = [] if isinstance(files, pa.Table) else [files] if isinstance(files, Path) else files
    return {str(path): glob.escape(str(path)) for path in paths}


def _run_and_stream(askers: Sequence[duckdb.DuckDBPyConnection]) -> tuple[Run, Stream]:
    """Each question takes a connection that is free, or waits for one: a long question does not hold up the others."""
    free: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
    for asker in askers:
        free.put(asker)

    def run(sql: str, values: Sequence[Any]) -> pa.Table:
        asker = free.get()
        try:
            return asker.sql(sql, params=list(values)).to_arrow_table()
        finally:
            free.put(asker)

    def stream(sql: str, values: Sequence[Any]) -> Iterator[pa.Table]:
        asker = free.get()
        try:
            for batch in asker.sql(sql, params=list(values)).to_arrow_reader(BLOCK):
                yield pa.Table.from_batches([batch])
        finally:
            free.put(asker)

    return run, stream
