"""The cube of a store's tables, for any view, through one function `run(sql, values)`.

It agrees bit for bit with that of rows in memory and that of the time index: places are whole numbers of the grid of
zoom 24, dates are day numbers, and the rest is integer arithmetic. A cell, a kind, a class and two bins are packed into
one number as in `viewcube.keys`, so that what is grouped by is one column of whole numbers.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.store.store import Run
from mapkit.store.where_clause import LINES, Condition, shown_of, status_of
from mapkit.timespan import span_of
from mapkit.view import View
from mapkit.viewcube import CODE_BITS, DAY_BITS, Frame, ViewCube
from mapkit.viewcube.lines import CLASS_BITS, LOW_BITS
from mapkit.when import EPOCH, ONE_DAY, OPEN_END, OPEN_START, Window, day_number
from mapkit.where import GRID_ZOOM

KIND = "coalesce(nullif(list_position(?, i.kind), 0), ?) - 1"

Numbers = NDArray[np.int64]


def cube_of_store(run: Run, view: View, frame: Frame, kinds: Sequence[str]) -> ViewCube:
    """The cube of a frame over what a view shows; a kind's number is its place in `kinds`.

    Kinds that are not named come under one number more, so that nothing vanishes. What the view leaves outside is not
    counted. `run` answers over the tables of `duckdb_store`.
    """
    return cube_of_tables(run, view, frame, kinds, apart_of_store(run, view, kinds))


def cube_of_tables(
    run: Run, view: View, frame: Frame, kinds: Sequence[str], apart: tuple[Numbers, Numbers]
) -> ViewCube:
    """The same, where the numbers of undated and unplaced incidents are known."""
    kind, cell, shown = numbered(kinds), _cell(frame), shown_of(view) & within(frame)
    found = []
    for certainty, start, end, which in LINES:
        first, last, lines = _bin(frame, start), _bin(frame, end), shown & which
        code = _code(kind, certainty)
        group = f"((({cell.sql} << {CODE_BITS}) | {code}) << {2 * DAY_BITS})"
        number = f"{group} | ({first.sql} << {DAY_BITS}) | {last.sql}"
        sql = f"SELECT {number} AS k, count(*) AS n FROM incidents i WHERE {lines.sql} GROUP BY 1"  # noqa: S608 - names are ours, values bound
        found.append(run(sql, [*cell.values, *kind.values, *first.values, *last.values, *lines.values]))
    table = pa.concat_tables(found)
    key, count = (table[name].to_numpy() for name in ("k", "n"))
    return ViewCube.of(frame, key.astype(np.uint64), count, *apart)


def _code(kind: Condition, certainty: str) -> str:
    """`viewcube.lines.code_of` in SQL."""
    return f"((({kind.sql}) << {LOW_BITS}) | (coalesce(i.disputed, FALSE)::BIGINT << {CLASS_BITS}) | ({certainty}))"


def numbered(kinds: Sequence[str]) -> Condition:
    """The number of an incident's kind in SQL: its place in `kinds`, one more than there are for any other."""
    return Condition(f"({KIND})", (list(kinds), len(kinds) + 1))


def within(frame: Frame) -> Condition:
    """Whether a place lies in the frame's cells, over the columns as they are, so that row groups can be skipped."""
    shift = GRID_ZOOM - frame.zoom
    rows = tuple(row << shift for row in frame.rows)
    columns = " OR ".join("(i.cell_x >= ? AND i.cell_x < ?)" for _ in frame.columns)
    bounds = [edge << shift for span in frame.columns for edge in span]
    return Condition(f"i.cell_y >= ? AND i.cell_y < ? AND ({columns})", (*rows, *bounds))


def _cell(frame: Frame) -> Condition:
    """`Frame.numbers` in SQL: the place of a cell in the block, as BIGINT."""
    shift, (first, *second) = GRID_ZOOM - frame.zoom, frame.columns
    across = sum(high - low for low, high in frame.columns)
    sql = f"((i.cell_y >> {shift}) - ?::BIGINT) * ?::BIGINT + (i.cell_x >> {shift}) - ?::BIGINT"
    values: tuple[int, ...] = (frame.rows[0], across, first[0])
    for low, _ in second:
        sql += f" - CASE WHEN (i.cell_x >> {shift}) >= ?::BIGINT THEN ?::BIGINT ELSE 0 END"
        values += (low, low - first[1])
    return Condition(f"({sql})", values)


def _bin(frame: Frame, day: str) -> Condition:
    """`Frame.bin` in SQL; days long before the span are held at its edge, as the division cuts towards zero."""
    sql = f"least(greatest({day} - ?::BIGINT, 0) // ?::BIGINT, ?::BIGINT)"
    return Condition(sql, (frame.start - frame.width, frame.width, frame.bins + 1))


def apart_of_store(run: Run, view: View, kinds: Sequence[str], size: int = 0) -> tuple[Numbers, Numbers]:
    """Undated and unplaced by kind: a number for each, one more where an unnamed one is found; at least `size`."""
    state, kind = status_of(view), numbered(kinds)
    sql = (
        f"SELECT {kind.sql} AS k, count(*) FILTER (status = 'undated') AS u, "  # noqa: S608 - names are ours, values bound
        f"count(*) FILTER (status = 'unplaced') AS p FROM (SELECT i.kind, {state.sql} AS status FROM incidents i "
        'WHERE i."start" IS NULL OR i.lon IS NULL) i GROUP BY 1'
    )
    table: pa.Table = run(sql, [*kind.values, *state.values])
    number = table["k"].to_numpy().astype(np.int64)
    size = max(size, len(kinds))
    undated, unplaced = (np.bincount(number, table[name].to_numpy(), size).astype(np.int64) for name in "up")
    return undated, unplaced


def groups_of_store(run: Run, view: View, frame: Frame, kinds: Sequence[str]) -> int:
    """How many groups of a cell and a code (`viewcube.lines`) a frame shows: what `bins_for` wants to know."""
    shown, cell, kind = shown_of(view) & within(frame), _cell(frame), numbered(kinds)
    groups = 0
    for certainty, _, _, which in LINES:
        group = f"({cell.sql} << {CODE_BITS}) | {_code(kind, certainty)}"
        sql = f"SELECT count(DISTINCT {group}) FROM incidents i WHERE {(shown & which).sql}"  # noqa: S608 - names are ours, values bound
        groups += run(sql, [*cell.values, *kind.values, *shown.values]).column(0)[0].as_py()
    return groups


def span_of_store(run: Run, view: View) -> Window:
    """From the first to the last day of what a view shows, open ends left out; one day where nothing is left."""
    shown = shown_of(view)
    edges = [day_number(OPEN_START), day_number(OPEN_END)]
    sql = (
        'SELECT min("start") FILTER ("start" > ?), max("start") FILTER ("start" > ?), '  # noqa: S608 - names are ours, values bound
        'min("end") FILTER ("end" < ?), max("end") FILTER ("end" < ?) '
        f"FROM incidents i WHERE {shown.sql}"
    )
    table = run(sql, [*(edge for edge in edges for _ in range(2)), *shown.values])
    found = [column[0].as_py() for column in table.columns]
    start, end = (np.array([day for day in days if day is not None], np.int64) for days in (found[:2], found[2:]))
    return span_of(start, end) or Window(EPOCH, EPOCH + ONE_DAY)
