"""What is drawn for an answer: one mark a place, as plain columns. No folium, no HTML.

Incidents on the same point (2.4 m, the grid of zoom 24) are one mark, unless one of them stands there for a site and
the other by coordinates of its own. Of more incidents than are drawn one by one, a mark is a cell of a coarser grid,
and the store counts: no question here gives a row for each of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.store.store import VERDICT
from mapkit.store.where_clause import TRUE, Condition, certain_of, shown_of
from mapkit.verdicts import CONTRARY, UNSPOKEN
from mapkit.view import View
from mapkit.when import OPEN_START, Window, day_number
from mapkit.where import GRID_ZOOM, BBox

Edge = Literal["start", "begun", "end"]
EDGES: dict[Edge, str] = {"start": 'i."start"', "begun": "i.sure_start + 1", "end": 'i."end"'}
CELL_COLUMNS = ("x", "y", "kind", "count", "certain", "disputed")
COLUMNS = ("mark", "site", "lon", "lat", "precision_m", "count", "certain", "disputed", "kinds", "verdicts")
MOVED = ("lon", "lat", "to_lon", "to_lat", "spot", "to_spot")


def marks(atlas: Atlas) -> pd.DataFrame:
    """One row a place that shows incidents, by number of incidents, most first.

    Columns: mark (0, 1, ...), site (id or ""), lon and lat in degrees, precision_m (the coarsest of its incidents),
    count, certain (how many surely lie in the window), disputed (how many some source disputes or denies), kinds
    (kind -> count, most first), verdicts (what those say who are asked -> count; empty where nobody is).

    Where somebody is asked, all but `verdicts` is of what they speak of, and `disputed` how many they dispute or deny;
    a mark of which they speak of nothing has a count of 0.
    """
    return _table(atlas.store.numbers(atlas.view))


def past_marks(atlas: Atlas) -> pd.DataFrame:
    """The same rows for what is over: what passes the filters and has ended before the view's window."""
    start = atlas.view.when.start
    numbers = atlas.store.numbers(replace(atlas.view, when=Window(OPEN_START, start), certain=False))
    return _table(numbers.filter(pc.less_equal(numbers["end"], day_number(start))))


def _table(numbers: pa.Table) -> pd.DataFrame:
    """The rows of `marks` from the numbers of incidents."""
    rows = numbers.select(["lon", "lat", "spot", "precision_m", "kind", "certain", "disputed"]).to_pandas()
    rows = rows.rename(columns={"spot": "site"}).assign(mark=mark_of(numbers), spoken=True)
    if VERDICT in numbers.column_names:
        rows = _as_spoken(rows.assign(verdict=numbers[VERDICT].to_pandas()))
    table = rows.groupby("mark").agg(
        site=("site", "first"),
        lon=("lon", "first"),
        lat=("lat", "first"),
        precision_m=("precision_m", "max"),
        count=("spoken", "sum"),
        certain=("certain", "sum"),
        disputed=("disputed", "sum"),
    )
    table["kinds"] = _counted(rows[rows["spoken"]], "kind", table.index)
    table["verdicts"] = _counted(rows if VERDICT in rows else rows[:0].assign(verdict=""), VERDICT, table.index)
    table = table.sort_values(["count", "lon", "lat"], ascending=[False, True, True], ignore_index=True)
    numbered: pd.DataFrame = table.assign(mark=range(len(table)))[list(COLUMNS)]
    return numbered


def _as_spoken(rows: pd.DataFrame) -> pd.DataFrame:
    """What is counted of incidents through those who are asked: what they speak of, and what they are against."""
    spoken = ~rows[VERDICT].isin(UNSPOKEN)
    return rows.assign(
        spoken=spoken,
        certain=rows["certain"] & spoken,
        disputed=rows[VERDICT].isin(CONTRARY),
        precision_m=rows["precision_m"].where(spoken),
    )


def moved(atlas: Atlas) -> pd.DataFrame:
    """Where the atlas has what stands elsewhere through its lens, and where that has it, each pair of places once.

    Columns: lon, lat and to_lon, to_lat in degrees; spot and to_spot, the sites whose points these are, "" for none. By
    the order in time. What the atlas does not place is nowhere moved from.
    """
    if atlas.lenses is None or atlas.view.lens == View():
        return pd.DataFrame(columns=list(MOVED))
    now = atlas.store.numbers(atlas.view).to_pandas()
    sql = 'SELECT "row", lon, lat, spot, cell_x, cell_y FROM incidents WHERE lon IS NOT NULL'
    both = now.merge(atlas.lenses.base.run(sql, ()).to_pandas(), on="row", suffixes=("_now", ""))
    elsewhere = both[(both["cell_x"] != both["cell_x_now"]) | (both["cell_y"] != both["cell_y_now"])]
    found = elsewhere.rename(columns={"lon_now": "to_lon", "lat_now": "to_lat", "spot_now": "to_spot"})
    once: pd.DataFrame = found[list(MOVED)].drop_duplicates(ignore_index=True)
    return once


def cell_marks(atlas: Atlas, zoom: int, box: BBox) -> pd.DataFrame:
    """One row a cell of a zoom (0 to 24) that shows incidents inside the box (degrees), most first.

    Columns: x and y of the cell, count, certain, disputed (how many some source disputes or denies), kinds (kind ->
    count, most first).
    """
    table = atlas.store.run(*_cells_sql(atlas.filter(where=box), zoom))
    return cells_of({name: table[name].to_numpy(zero_copy_only=False) for name in CELL_COLUMNS})


def cells_of(counts: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """The rows of `cell_marks` from counts by x, y and kind, in any order; those of one cell and kind are added up."""
    lines = pd.DataFrame({name: counts[name] for name in CELL_COLUMNS})
    lines = lines.groupby(list(CELL_COLUMNS[:3]), as_index=False).sum()
    lines = lines.sort_values(["x", "y", "count", "kind"], ascending=[True, True, False, True], ignore_index=True)
    x, y, kind, *numbers = (lines[name].to_numpy() for name in CELL_COLUMNS)
    first = np.flatnonzero((np.diff(x, prepend=-1) != 0) | (np.diff(y, prepend=-1) != 0))
    parts = zip(np.split(kind, first[1:]), np.split(numbers[0], first[1:]), strict=True) if len(x) else ()
    sums = (np.add.reduceat(one, first) if len(x) else one for one in numbers)
    cells = pd.DataFrame({"x": x[first], "y": y[first], **dict(zip(CELL_COLUMNS[3:], sums, strict=True))})
    kinds = [dict(zip(one.tolist(), many.tolist(), strict=True)) for one, many in parts]
    cells["kinds"] = pd.Series(kinds, index=cells.index, dtype=object)
    found: pd.DataFrame = cells.sort_values(["count", "x", "y"], ascending=[False, True, True], ignore_index=True)
    return found


def _cells_sql(atlas: Atlas, zoom: int) -> tuple[str, list[Any]]:
    shown, certain, shift = shown_of(atlas.view), certain_of(atlas.view), GRID_ZOOM - zoom
    sql = (
        f"SELECT (i.cell_x >> {shift})::BIGINT AS x, (i.cell_y >> {shift})::BIGINT AS y, i.kind AS kind, "  # noqa: S608 - names are ours, values bound
        f"count(*) AS count, count(*) FILTER ({certain.sql}) AS certain, count(*) FILTER (i.disputed) AS disputed "
        f"FROM incidents i WHERE {shown.sql} GROUP BY 1, 2, 3"
    )
    return sql, [*certain.values, *shown.values]


def day_counts(atlas: Atlas, edge: Edge, wide: int) -> pd.DataFrame:
    """How many of what is shown may begin on each day, have begun by it, or have ended by it, as day numbers.

    Columns: kind, spoken (whether those speak of it who are asked), wide (whether its first day may be any of more than
    so many), lasts (whether it went on after its latest first day), day, count; by day.
    """
    shown = shown_of(atlas.view)
    spoken = Condition(f"i.verdict NOT IN ({', '.join('?' for _ in UNSPOKEN)})", UNSPOKEN)
    spoken = spoken if atlas.view.according else TRUE
    sql = (
        f'SELECT i.kind AS kind, {spoken.sql} AS spoken, i.sure_start + 1 - i."start" > ? AS wide, '  # noqa: S608 - names are ours, values bound
        f'i."end" > i.sure_start + 1 AS lasts, {EDGES[edge]} AS day, count(*) AS count '
        f"FROM incidents i WHERE {shown.sql} GROUP BY ALL ORDER BY day, kind, spoken, wide, lasts"
    )
    found: pd.DataFrame = atlas.store.run(sql, [*spoken.values, wide, *shown.values]).to_pandas()
    return found


def longitudes(atlas: Atlas) -> NDArray[np.float64]:
    """Degrees east of what is shown, the first and the last of each 4,096th of the world, sorted."""
    shown = shown_of(atlas.view)
    sql = f"SELECT min(i.lon) AS w, max(i.lon) AS e FROM incidents i WHERE {shown.sql} GROUP BY i.cell_x >> 12"  # noqa: S608 - names are ours, values bound
    table = atlas.store.run(sql, shown.values)
    return np.unique(np.concatenate([table[name].to_numpy() for name in "we"]))


def mark_of(numbers: pa.Table) -> NDArray[np.int64]:
    """For each row of `Store.numbers` the number of its mark: 0, 1, ... in the order in which marks appear."""
    column, line = (numbers[name].to_numpy().astype(np.int64) for name in ("cell_x", "cell_y"))
    cells, _ = pd.factorize((column << 24) | line)
    sites, known = pd.factorize(numbers["spot"].to_pandas())
    found: NDArray[np.int64] = pd.factorize(cells.astype(np.int64) * max(len(known), 1) + sites)[0].astype(np.int64)
    return found


def _counted(rows: pd.DataFrame, column: str, marks: "pd.Index[Any]") -> "pd.Series[Any]":
    """The values of a column at each mark with their counts, most first, in the order of the data where equal."""
    counted = rows.groupby(["mark", column], sort=False).size().reset_index(name="count")
    counted = counted.sort_values(["mark", "count"], ascending=[True, False], kind="stable")
    found: dict[int, dict[str, int]] = {mark: {} for mark in marks}
    for mark, value, count in zip(counted["mark"], counted[column], counted["count"], strict=True):
        found[mark][value] = count
    return pd.Series(found, dtype=object)
