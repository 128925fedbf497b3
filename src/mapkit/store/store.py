"""What answers a View behind an atlas: in SQL, through one function `run(sql, values)`.

The SQL is written here and never holds a value: values are bound.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from mapkit.edtf import Days
from mapkit.errors import ParseError
from mapkit.incident_columns import names
from mapkit.store.where_clause import COLUMNS, TRUE, Cell, Condition, certain_of, quoted, status_of
from mapkit.view import View
from mapkit.where import GRID_ZOOM, BBox

Run = Callable[[str, Sequence[Any]], pa.Table]
Stream = Callable[[str, Sequence[Any]], Iterator[pa.Table]]
Status = Literal["shown", "undated", "unplaced", "outside", "later", "unsaid"]

NO_LIMIT = 2**62
MAX_ROWS = 2**31  # their numbers have four bytes
NUMBERS = ("row", *Days._fields, "kind", "lon", "lat", "cell_x", "cell_y", "spot", "precision_m", "disputed")
VERDICT = "verdict"  # of what is seen through those who are asked
GEOMETRY = "geometry"  # of the files of a large atlas
LONGEST_VALUE = 200  # characters; a longer text is no name that is picked from a list
HIDDEN = names(lambda one: one.inner)  # columns that only the store uses


@dataclass(frozen=True)
class Counts:
    """How many incidents an answer holds, so that none vanishes: all of them but certain and possible are `all`.

    `certain` were in the view's window, whichever of their possible days were their own; `possible` may have been:
    certain <= shown <= possible. Of a view that asks what was known on a day, `later` became known after it, and of
    `unsaid` nobody knows when it was said.
    """

    shown: int
    certain: int
    possible: int
    outside: int
    undated: int
    unplaced: int
    all: int
    later: int = 0
    unsaid: int = 0

    @property
    def told(self) -> dict[str, int]:
        """The numbers by their names; those of what was known on a day only where there are any."""
        return {name: number for name, number in vars(self).items() if number or name not in ("later", "unsaid")}

    def __repr__(self) -> str:
        return f"Counts({', '.join(f'{name}={number}' for name, number in self.told.items())})"


@dataclass(frozen=True)
class Summary:
    """What is shown, in a few numbers: places, disputed incidents, and the site with most of them as (id, count)."""

    places: int
    disputed: int
    busiest: tuple[str, int] | None


class Store:
    """Answers views over one table of incidents and one of claims with their parties. Never changes.

    `columns` are those of incidents, `own` those among them that are the user's own.
    """

    def __init__(self, run: Run, stream: Stream | None = None) -> None:
        self._run, self._stream = run, stream
        self.columns = tuple(run("SELECT * FROM incidents LIMIT 0", ()).column_names)
        self.own = tuple(name for name in self.columns if name not in COLUMNS)

    @cached_property
    def claims_by_row(self) -> bool:
        """Whether claims name the row of their incident, as those of large atlases do."""
        return "row" in self.run("SELECT * FROM claims LIMIT 0", ()).column_names

    def run(self, sql: str, values: Sequence[Any]) -> pa.Table:
        """Answer SQL, for what is asked in other words than a view's. Raises ParseError for a Cell of no column."""
        return self._run(sql, self._bound(values))

    def stream(self, sql: str, values: Sequence[Any]) -> Iterator[pa.Table]:
        """The same, block by block, for an answer that may be too large for memory."""
        if self._stream is None:
            yield self.run(sql, values)
        else:
            yield from self._stream(sql, self._bound(values))

    def _bound(self, values: Sequence[Any]) -> list[Any]:
        for cell in values:
            if isinstance(cell, Cell) and cell.column not in self.own:
                raise ParseError("own-unknown", f"own={cell.column}:{cell.value}: {self._no_column(cell.column)}")
        return [one.value if isinstance(one, Cell) else one for one in values]

    def _no_column(self, name: str) -> str:
        known = f"use {', '.join(map(repr, self.own))}" if self.own else "it has none beside mapkit's"
        return f"this atlas has no column {name!r} of its own: {known}"

    def values(self, column: str, most: int) -> list[str]:
        """The texts that most incidents have in a column of the user's own, whatever any view asks, at most so many.

        Those of most incidents come first. Raises ParseError for a column that there is not.
        """
        if column not in self.own:
            raise ParseError("own-unknown", self._no_column(column))
        name = quoted(column)
        sql = (
            f"SELECT {name} AS v FROM incidents WHERE length({name}) <= ? GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT ?"  # noqa: S608 - names are ours or quoted, values bound
        )
        found: list[str] = self.run(sql, [LONGEST_VALUE, most]).column(0).to_pylist()
        return found

    def rows(self, view: View, status: Status | None = "shown", limit: int | None = None) -> pd.DataFrame:
        """Incidents of one status (None: of every one), by start and then as in the file; `certain` says how sure."""
        certain, state = certain_of(view), status_of(view)
        picked = ", ".join(f"i.{quoted(name)}" for name in self.columns if name not in HIDDEN)
        where = "WHERE status = ?" if status else ""
        sql = (
            f"SELECT * FROM (SELECT {picked}, {certain.sql} AS certain, {state.sql} AS status FROM incidents i) "  # noqa: S608 - names are ours or quoted, values bound
            f'{where} ORDER BY "start" NULLS LAST, "row" LIMIT ?'
        )
        asked = (status,) if status else ()
        return _frame(self.run(sql, [*certain.values, *state.values, *asked, NO_LIMIT if limit is None else limit]))

    def numbers(self, view: View, status: Status = "shown") -> pa.Table:
        """The columns that drawing needs, of one status, in the order of `rows`: NUMBERS, `certain`, a lens's verdict.

        `spot` is the site whose point an incident stands on, "" for one with coordinates of its own; `cell_x` and
        `cell_y` are its place in the grid of zoom 24.
        """
        certain, state = certain_of(view), status_of(view)
        lens = (VERDICT,) if VERDICT in self.columns else ()
        picked = ", ".join(f"i.{quoted(name)}" for name in (*NUMBERS, *lens))
        sql = (
            f"SELECT {picked}, {certain.sql} AS certain FROM incidents i WHERE {state.sql} = ? "  # noqa: S608 - names are ours or quoted, values bound
            'ORDER BY "start" NULLS LAST, "row"'
        )
        return self.run(sql, [*certain.values, *state.values, status])

    def passing(self, view: View, columns: Sequence[str]) -> pa.Table:
        """Some columns of the incidents that pass a view's filters, those without a date or a place among them."""
        picked, state = ", ".join(f"i.{quoted(name)}" for name in columns), status_of(view)
        sql = f"SELECT {picked} FROM incidents i WHERE {state.sql} <> 'outside' ORDER BY \"row\""  # noqa: S608 - names are ours or quoted, values bound
        return self.run(sql, state.values)

    def claimed(self, view: View) -> pa.Table:
        """What is claimed of the incidents that pass a view's filters: row, source, stance; in the order of rows."""
        state = status_of(view)
        sql = (
            'SELECT i."row", c.source, c.stance FROM claims c JOIN incidents i ON c.incident = i.id '  # noqa: S608 - names are ours or quoted, values bound
            f"WHERE {state.sql} <> 'outside' ORDER BY i.\"row\", c.source, c.stance"
        )
        return self.run(sql, state.values)

    def find(self, id: str) -> pd.DataFrame:  # noqa: A002 - the field's own word
        """The incident of this id as a frame of one row, or of none; whatever any view asks."""
        picked = ", ".join(quoted(name) for name in self.columns if name not in HIDDEN)
        return _frame(self.run(f"SELECT {picked} FROM incidents WHERE id = ?", [id]))  # noqa: S608 - names are ours or quoted, values bound

    def at(self, rows: Sequence[int], among: Condition = TRUE) -> pd.DataFrame:
        """The incidents of these row numbers, whatever any view asks; numbers that there are not are left out.

        `among` (over `incidents i`) tells where they are, for those who know it: less of a file is read then.
        """
        wanted = 'i."row" IN (SELECT unnest(?::INTEGER[]))'  # a join, for which text is read last
        known = [row for row in rows if 0 <= row < MAX_ROWS]
        return self.picked(Condition(f"({among.sql}) AND {wanted}", (*among.values, known)))

    def picked(self, asked: Condition, order: str = "", values: Sequence[Any] = ()) -> pd.DataFrame:
        """The incidents of a condition over `incidents i`, whatever any view asks; `order` is SQL, with its values."""
        shown = ", ".join(f"i.{quoted(name)}" for name in self.columns if name not in HIDDEN)
        sql = f"SELECT {shown} FROM incidents i WHERE {asked.sql} {order}"  # noqa: S608 - names are ours or quoted, values bound
        return _frame(self.run(sql, [*asked.values, *values]))

    def counts(self, view: View) -> Counts:
        """How many incidents are shown, certain, possible, outside, undated and unplaced."""
        certain, wide, state = certain_of(view), status_of(view.without("certain")), status_of(view)
        sql = (
            "SELECT count(*) FILTER (status = 'shown'), count(*) FILTER (wide = 'shown' AND certain), "  # noqa: S608 - names are ours or quoted, values bound
            "count(*) FILTER (wide = 'shown'), count(*) FILTER (status = 'outside'), "
            "count(*) FILTER (status = 'undated'), count(*) FILTER (status = 'unplaced'), count(*), "
            "count(*) FILTER (status = 'later'), count(*) FILTER (status = 'unsaid') FROM "
            f"(SELECT {state.sql} AS status, {wide.sql} AS wide, {certain.sql} AS certain FROM incidents i)"
        )
        answer = self.run(sql, [*state.values, *wide.values, *certain.values])
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
        picked = ", ".join(f"{sql} AS {quoted(f'k{place}')}" for place, sql in enumerate(keys))
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
    return f"i.{quoted(name)}"


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
