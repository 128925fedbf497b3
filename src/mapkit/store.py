"""The engine behind an atlas: answers a View in SQL, through one function `run(sql, values)`.

DuckDB runs it over Arrow tables (an atlas folder) and over a Parquet file (millions). The SQL is written here and never
holds a value: values are bound. DuckDB is opened with external access off and its configuration locked, so that no
text of the data, and no bug of ours, can make it open a file or a socket.
"""

import glob
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import duckdb
import pandas as pd
import pyarrow as pa

from mapkit.errors import ParseError
from mapkit.view import IDS, View
from mapkit.when import day_number
from mapkit.where import GRID_ZOOM, BBox

Run = Callable[[str, Sequence[Any]], pa.Table]
Status = Literal["shown", "undated", "unplaced", "outside"]

NO_LIMIT = 2**62
NUMBERS = ("row", "start", "end", "kind", "lon", "lat", "cell_x", "cell_y", "spot", "precision_m")
HIDDEN = ("haystack", "spot", "cell_x", "cell_y")  # columns that only the store uses


@dataclass(frozen=True)
class Counts:
    """How many incidents an answer holds, so that none vanishes: shown + outside + undated + unplaced = all.

    `certain` lie inside the view's window, `possible` at least overlap it: certain <= shown <= possible.
    """

    shown: int
    certain: int
    possible: int
    outside: int
    undated: int
    unplaced: int
    all: int


@dataclass(frozen=True)
class Summary:
    """What is shown, in a few numbers: places, disputed incidents, and the site with most of them as (id, count)."""

    places: int
    disputed: int
    busiest: tuple[str, int] | None


@dataclass(frozen=True)
class Condition:
    """A piece of SQL with the values to bind, in order."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


TRUE = Condition("TRUE")


class Store:
    """Answers views over one table of incidents and one of claims with their parties. Never changes."""

    def __init__(self, run: Run) -> None:
        self.run = run  # answers SQL, for what is asked in other words than a view's
        self.columns = tuple(run("SELECT * FROM incidents LIMIT 0", ()).column_names)

    def rows(self, view: View, status: Status | None = "shown", limit: int | None = None) -> pd.DataFrame:
        """Incidents of one status (None: of every one), by start and then as in the file; `certain` says how sure."""
        inside, state = _inside(view), status_of(view)
        picked = ", ".join(f"i.{_quoted(name)}" for name in self.columns if name not in HIDDEN)
        where = "WHERE status = ?" if status else ""
        sql = (
            f"SELECT * FROM (SELECT {picked}, {inside.sql} AS certain, {state.sql} AS status FROM incidents i) "  # noqa: S608 - names are ours or quoted, values bound
            f'{where} ORDER BY "start" NULLS LAST, "row" LIMIT ?'
        )
        asked = (status,) if status else ()
        return _frame(self.run(sql, [*inside.values, *state.values, *asked, NO_LIMIT if limit is None else limit]))

    def numbers(self, view: View, status: Status = "shown") -> pa.Table:
        """The columns that drawing needs, of one status, in the order of `rows`: NUMBERS and `certain`.

        `spot` is the site whose point an incident stands on, "" for one with coordinates of its own; `cell_x` and
        `cell_y` are its place in the grid of zoom 24.
        """
        inside, state = _inside(view), status_of(view)
        picked = ", ".join(f"i.{_quoted(name)}" for name in NUMBERS)
        sql = (
            f"SELECT {picked}, {inside.sql} AS certain FROM incidents i WHERE {state.sql} = ? "  # noqa: S608 - names are ours or quoted, values bound
            'ORDER BY "start" NULLS LAST, "row"'
        )
        return self.run(sql, [*inside.values, *state.values, status])

    def find(self, id: str) -> pd.DataFrame:  # noqa: A002 - the field's own word
        """The incident of this id as a frame of one row, or of none; whatever any view asks."""
        picked = ", ".join(_quoted(name) for name in self.columns if name not in HIDDEN)
        return _frame(self.run(f"SELECT {picked} FROM incidents WHERE id = ?", [id]))  # noqa: S608 - names are ours or quoted, values bound

    def at(self, rows: Sequence[int]) -> pd.DataFrame:
        """The incidents of these row numbers, whatever any view asks; numbers that there are not are left out."""
        picked = ", ".join(_quoted(name) for name in self.columns if name not in HIDDEN)
        return _frame(self.run(f'SELECT {picked} FROM incidents WHERE list_contains(?, "row")', [list(rows)]))  # noqa: S608 - names are ours or quoted, values bound

    def counts(self, view: View) -> Counts:
        """How many incidents are shown, certain, possible, outside, undated and unplaced."""
        inside, wide, state = _inside(view), status_of(view.without("certain")), status_of(view)
        sql = (
            "SELECT count(*) FILTER (status = 'shown'), count(*) FILTER (wide = 'shown' AND inside), "  # noqa: S608 - names are ours or quoted, values bound
            "count(*) FILTER (wide = 'shown'), count(*) FILTER (status = 'outside'), "
            "count(*) FILTER (status = 'undated'), count(*) FILTER (status = 'unplaced'), count(*) FROM "
            f"(SELECT {state.sql} AS status, {wide.sql} AS wide, {inside.sql} AS inside FROM incidents i)"
        )
        answer = self.run(sql, [*state.values, *wide.values, *inside.values])
        return Counts(*(column[0].as_py() for column in answer.columns))

    def summary(self, view: View) -> Summary:
        """Places, disputed incidents and the busiest site of what is shown."""
        state = status_of(view)
        shown = f"FROM incidents i WHERE {state.sql} = 'shown'"
        sql = f"SELECT count(DISTINCT (i.cell_x, i.cell_y, i.spot)), count(*) FILTER (i.disputed) {shown}"
        places, disputed = (column[0].as_py() for column in self.run(sql, state.values).columns)
        sql = f"SELECT i.site, count(*) AS n {shown} AND i.site <> '' GROUP BY i.site ORDER BY n DESC, i.site LIMIT 1"
        sites, numbers = (column.to_pylist() for column in self.run(sql, state.values).columns)
        return Summary(places, disputed, (sites[0], numbers[0]) if sites else None)

    def count(self, view: View, by: Sequence[str]) -> "pd.Series[int]":
        """Shown incidents counted by columns, "year", "month", "day" or "cell:<zoom>"; one level of the index each.

        An incident whose window is wider than the unit counts under the missing value: it has no one month or day.
        """
        keys, state = [_key(name, self.columns) for name in by], status_of(view)
        picked = ", ".join(f"{sql} AS {_quoted(f'k{place}')}" for place, sql in enumerate(keys))
        groups = ", ".join(str(place + 1) for place in range(len(keys)))
        sql = (
            f"SELECT {picked}, count(*) AS n FROM incidents i WHERE {state.sql} = 'shown' "  # noqa: S608 - names are ours or quoted, values bound
            f"GROUP BY {groups} ORDER BY {groups}"
        )
        return _series(self.run(sql, state.values), by)

    def whole(self) -> pa.Table:
        """Every incident with every column, in the order of the file."""
        return self.run('SELECT * FROM incidents ORDER BY "row"', ())

    def claim_count(self) -> int:
        """How many claims there are."""
        found: int = self.run("SELECT count(*) FROM claims", ()).column(0)[0].as_py()
        return found

    def claims_between(self, first: int, last: int) -> pa.Table:
        """The claims with numbers from `first` to before `last`, in their order; for a store of Parquet files."""
        return self.run("SELECT * FROM claims WHERE number >= ? AND number < ? ORDER BY number", [first, last])

    def claims_on(self, incidents: Sequence[str]) -> pa.Table:
        """The claims on these incidents, in their order; for a store of Parquet files."""
        sql = "SELECT * FROM claims WHERE list_contains(?, incident) ORDER BY number"
        return self.run(sql, [list(incidents)])

    def incidents_claimed(self) -> list[str]:
        """The ids of the incidents that somebody says something of."""
        found: list[str] = self.run("SELECT DISTINCT incident FROM claims", ()).column(0).to_pylist()
        return found

    def extent(self, view: View) -> BBox | None:
        """The smallest box in degrees that holds what is shown (not across the antimeridian), or None if nothing is."""
        state = status_of(view)
        sql = f"SELECT min(lon), min(lat), max(lon), max(lat) FROM incidents i WHERE {state.sql} = 'shown'"  # noqa: S608 - names are ours or quoted, values bound
        west, south, east, north = (column[0].as_py() for column in self.run(sql, state.values).columns)
        return None if west is None else BBox(west, south, east, north)


def _quoted(name: str) -> str:
    """A column name as an SQL identifier; a user's own columns may be called anything."""
    return '"' + name.replace('"', '""') + '"'


def status_of(view: View) -> Condition:
    """Where an incident stands: each falls under exactly one status, so nothing vanishes."""
    asked, timed, boxed = _asked(view), _timed(view), _boxed(view)
    sql = (
        f"CASE WHEN NOT ({asked.sql}) THEN 'outside' WHEN i.\"start\" IS NULL THEN 'undated' "
        f"WHEN NOT ({timed.sql}) THEN 'outside' WHEN i.lon IS NULL THEN 'unplaced' "
        f"WHEN NOT ({boxed.sql}) THEN 'outside' ELSE 'shown' END"
    )
    return Condition(sql, asked.values + timed.values + boxed.values)


def _asked(view: View) -> Condition:
    """Everything a view asks but time and place."""
    condition = TRUE
    for name in IDS:
        for ids in sorted(map(sorted, getattr(view, name))):
            condition &= _one_of(name, ids)
    for word in sorted(view.text):
        condition &= Condition("contains(i.haystack, ?)", (word,))
    return condition


def _one_of(name: str, ids: Sequence[str]) -> Condition:
    marks = ", ".join("?" for _ in ids)
    if not ids:
        return Condition("FALSE")
    if name in ("source", "party"):
        sql = f"EXISTS (SELECT 1 FROM claims c WHERE c.incident = i.id AND c.{name} IN ({marks}))"  # noqa: S608 - names are ours or quoted, values bound
        return Condition(sql, tuple(ids))
    if name == "site":
        return Condition(f"i.site IN ({marks}) OR i.part_of IN ({marks})", (*ids, *ids))
    return Condition(f"i.{name} IN ({marks})", tuple(ids))


def _timed(view: View) -> Condition:
    start, end = day_number(view.when.start), day_number(view.when.end)
    overlaps = Condition('i."start" < ? AND i."end" > ?', (end, start))
    return _inside(view) if view.certain else overlaps


def _inside(view: View) -> Condition:
    bounds = (day_number(view.when.start), day_number(view.when.end))
    return Condition('coalesce(i."start" >= ? AND i."end" <= ?, FALSE)', bounds)


def _boxed(view: View) -> Condition:
    condition = TRUE
    for box in sorted(view.where):
        joint = "OR" if box.crosses_antimeridian else "AND"
        sql = f"i.lat BETWEEN ? AND ? AND (i.lon >= ? {joint} i.lon <= ?)"
        condition &= Condition(sql, (box.south, box.north, box.west, box.east))
    return condition


def _key(name: str, columns: Sequence[str]) -> str:
    if name in ("day", "month", "year"):
        first = f"date_trunc('{name}', DATE '1970-01-01' + i.\"start\")"
        last = f"date_trunc('{name}', DATE '1970-01-01' + (i.\"end\" - 1))"
        return f"CASE WHEN {first} = {last} THEN {first}::DATE END"
    kind, _, zoom = name.partition(":")
    if kind == "cell" and zoom.isdecimal() and int(zoom) <= GRID_ZOOM:
        shift = GRID_ZOOM - int(zoom)
        return f"{{'x': i.cell_x >> {shift}, 'y': i.cell_y >> {shift}}}"
    if name not in columns or name in HIDDEN:
        raise ParseError(
            "count-unknown", f"cannot count by {name!r}: use a column, day, month, year or cell:0 to cell:24"
        )
    return f"i.{_quoted(name)}"


def _frame(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as pandas: whole numbers stay whole where some are missing."""
    whole = {pa.int32(): pd.Int32Dtype(), pa.int64(): pd.Int64Dtype()}
    frame: pd.DataFrame = table.to_pandas(types_mapper=whole.get)
    return frame


def _series(table: pa.Table, by: Sequence[str]) -> "pd.Series[int]":
    *keys, numbers = (column.to_pylist() for column in table.columns)
    keys = [[(key["x"], key["y"]) if isinstance(key, dict) else key for key in column] for column in keys]
    if len(by) == 1:
        index: pd.Index[Any] = pd.Index(keys[0], name=by[0], tupleize_cols=False, dtype=object)
    else:
        index = pd.MultiIndex.from_tuples(list(zip(*keys, strict=True)), names=list(by))
    return pd.Series(numbers, index=index, name="count", dtype="int64")


def duckdb_store(incidents: pa.Table | Path, claims: pa.Table | Path) -> Store:
    """A store over DuckDB: incidents, and claims with their parties, as Arrow tables in memory or as Parquet files."""
    connection = duckdb.connect(":memory:", config={"python_enable_replacements": False})
    tables = {"incidents": incidents, "claims": claims}
    files = {name: str(one) for name, one in tables.items() if isinstance(one, Path)}
    if files:
        patterns = {name: glob.escape(path) for name, path in files.items()}  # DuckDB reads a path as a pattern
        allowed = sorted({*files.values(), *patterns.values()})
        connection.execute(f"SET allowed_paths = [{', '.join('?' for _ in allowed)}]", allowed)
        for name, pattern in patterns.items():
            connection.read_parquet(pattern).create_view(name)
    for name, one in tables.items():
        if name not in files:
            connection.register(name, one)
    for setting in ("enable_progress_bar = false", "enable_external_access = false", "lock_configuration = true"):
        connection.execute(f"SET {setting}")
    return Store(_runner(connection))


def _runner(connection: duckdb.DuckDBPyConnection) -> Run:
    lock = Lock()  # one connection serves every thread of a server, one question at a time

    def run(sql: str, values: Sequence[Any]) -> pa.Table:
        with lock:
            return connection.sql(sql, params=list(values)).to_arrow_table()

    return run
