"""The cube of a store's tables, for any view, through one function `run(sql, values)`.

It agrees bit for bit with that of rows in memory and that of the time index: places are whole numbers of the grid of
zoom 24, dates are day numbers, and the rest is integer arithmetic.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.store import Condition, Run, status_of
from mapkit.view import View
from mapkit.viewcube import Frame, ViewCube, keys
from mapkit.where import GRID_ZOOM

KIND = "coalesce(nullif(list_position(?, i.kind), 0), ?) - 1"


def cube_of_store(run: Run, view: View, frame: Frame, kinds: Sequence[str]) -> ViewCube:
    """The cube of a frame over what a view shows; a kind's number is its place in `kinds`.

    Kinds that are not named come under one number more, so that nothing vanishes. What the view leaves outside is not
    counted. `run` answers over the tables of `duckdb_store`.
    """
    table = run(*_sql(view, frame, kinds))
    x, y, kind, first, last, count = (table[name].to_numpy() for name in ("x", "y", "k", "p", "q", "n"))
    undated, unplaced = _apart(run, view, kinds)
    return ViewCube.of(frame, keys(frame.numbers(x, y), kind, first, last), count, undated, unplaced)


def _sql(view: View, frame: Frame, kinds: Sequence[str]) -> tuple[str, list[Any]]:
    state, block = status_of(view), _block(frame)
    shift, bins = GRID_ZOOM - frame.zoom, [frame.start, frame.start, frame.width, frame.bins + 1]
    first, last = _bin('i."start"'), _bin('(i."end" - 1)')
    inner = (
        f"SELECT (i.cell_x >> {shift}) AS x, (i.cell_y >> {shift}) AS y, i.kind AS kind, {first} AS p, {last} AS q, "  # noqa: S608 - names are ours, values bound
        f"count(*) AS n FROM incidents i WHERE ({block.sql}) AND ({state.sql}) = 'shown' GROUP BY 1, 2, 3, 4, 5"
    )
    sql = f"SELECT x, y, {KIND} AS k, p, q, n FROM ({inner}) i"  # noqa: S608 - names are ours, values bound
    return sql, [list(kinds), len(kinds) + 1, *bins, *bins, *block.values, *state.values]


def _bin(day: str) -> str:
    """`Frame.bin` in SQL; days before the span never reach the division, which cuts towards zero."""
    number = f"(1 + ({day} - ?::BIGINT) // ?::BIGINT)"
    return f"CASE WHEN {day} < ?::BIGINT THEN 0 ELSE least({number}, ?::BIGINT) END"


def _block(frame: Frame) -> Condition:
    """Whether a place lies in the frame's cells, over the columns as they are, so that row groups can be skipped."""
    shift = GRID_ZOOM - frame.zoom
    rows = tuple(row << shift for row in frame.rows)
    columns = " OR ".join("(i.cell_x >= ? AND i.cell_x < ?)" for _ in frame.columns)
    bounds = [edge << shift for span in frame.columns for edge in span]
    return Condition(f"i.cell_y >= ? AND i.cell_y < ? AND ({columns})", (*rows, *bounds))


def _apart(run: Run, view: View, kinds: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Undated and unplaced by kind; one place more only where an unnamed kind is among them."""
    state = status_of(view)
    sql = (
        f"SELECT {KIND} AS k, count(*) FILTER (status = 'undated') AS u, count(*) FILTER (status = 'unplaced') AS p "  # noqa: S608 - names are ours, values bound
        f"FROM (SELECT i.kind, {state.sql} AS status FROM incidents i WHERE i.\"start\" IS NULL OR i.lon IS NULL) i "
        "GROUP BY 1"
    )
    table: pa.Table = run(sql, [list(kinds), len(kinds) + 1, *state.values])
    kind = table["k"].to_numpy().astype(np.int64)
    undated, unplaced = (np.bincount(kind, table[name].to_numpy(), len(kinds)).astype(np.int64) for name in "up")
    return undated, unplaced
