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
from mapkit.store.where_clause import certain_of, shown_of
from mapkit.when import OPEN_START, Window, day_number
from mapkit.where import GRID_ZOOM, BBox

Edge = Literal["start", "begun", "end"]
EDGES: dict[Edge, str] = {"start": 'i."start"', "begun": "i.sure_start + 1", "end": 'i."end"'}
CELL_COLUMNS = ("x", "y", "kind", "count", "certain", "disputed")
COLUMNS = ("mark", "site", "lon", "lat", "precision_m", "count", "certain", "disputed", "kinds")


def marks(atlas: Atlas) -> pd.DataFrame:
    """One row a place that shows incidents, by number of incidents, most first.

    Columns: mark (0, 1, ...), site (id or ""), lon and lat in degrees, precision_m (the coarsest of its incidents),
    count, certain (how many surely lie in the window), disputed (how many some source disputes or denies), kinds
    (kind -> count, most first).
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
    rows = rows.rename(columns={"spot": "site"}).assign(mark=mark_of(numbers))
    table = rows.groupby("mark").agg(
        site=("site", "first"),
        lon=("lon", "first"),
        lat=("lat", "first"),
        precision_m=("precision_m", "max"),
        count=("kind", "size"),
        certain=("certain", "sum"),
        disputed=("disputed", "sum"),
    )
    table["kinds"] = _kinds(rows)
    table = table.sort_values(["count", "lon", "lat"], ascending=[False, True, True], ignore_index=True)
    numbered: pd.DataFrame = table.assign(mark=range(len(table)))[list(COLUMNS)]
    return numbered


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

    Columns: kind, wide (whether its first day may be any of more than so many), lasts (whether it went on after its
    latest first day), day, count; by day.
    """
    shown = shown_of(atlas.view)
    sql = (
        'SELECT i.kind AS kind, i.sure_start + 1 - i."start" > ? AS wide, i."end" > i.sure_start + 1 AS lasts, '  # noqa: S608 - names are ours, values bound
        f"{EDGES[edge]} AS day, count(*) AS count FROM incidents i WHERE {shown.sql} "
        "GROUP BY 1, 2, 3, 4 ORDER BY day, kind, wide, lasts"
    )
    found: pd.DataFrame = atlas.store.run(sql, [wide, *shown.values]).to_pandas()
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


def _kinds(rows: pd.DataFrame) -> "pd.Series[Any]":
    """The kinds of each mark with their counts, most first, in the order of the data where equal."""
    counted = rows.groupby(["mark", "kind"], sort=False).size().reset_index(name="count")
    counted = counted.sort_values(["mark", "count"], ascending=[True, False], kind="stable")
    found: dict[int, dict[str, int]] = {}
    for mark, kind, count in zip(counted["mark"], counted["kind"], counted["count"], strict=True):
        found.setdefault(mark, {})[kind] = count
    return pd.Series(found, dtype=object)
