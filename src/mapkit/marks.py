"""What is drawn for an answer: one mark a place, as plain columns. No folium, no HTML.

Incidents on the same point (2.4 m, the grid of zoom 24) are one mark, unless one of them stands there for a site and
the other by coordinates of its own.
"""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.atlas import Atlas

COLUMNS = ("mark", "site", "lon", "lat", "precision_m", "count", "certain", "kinds")


def marks(atlas: Atlas) -> pd.DataFrame:
    """One row a place that shows incidents, by number of incidents, most first.

    Columns: mark (0, 1, ...), site (id or ""), lon and lat in degrees, precision_m (the coarsest of its incidents),
    count, certain (how many surely lie in the window), kinds (kind -> count, most first).
    """
    numbers = atlas.store.numbers(atlas.view)
    rows = numbers.select(["lon", "lat", "spot", "precision_m", "kind", "certain"]).to_pandas()
    rows = rows.rename(columns={"spot": "site"}).assign(mark=mark_of(numbers))
    table = rows.groupby("mark").agg(
        site=("site", "first"), lon=("lon", "first"), lat=("lat", "first"), precision_m=("precision_m", "max"),
        count=("kind", "size"), certain=("certain", "sum"),
    )  # fmt: skip
    table["kinds"] = _kinds(rows)
    table = table.sort_values(["count", "lon", "lat"], ascending=[False, True, True], ignore_index=True)
    numbered: pd.DataFrame = table.assign(mark=range(len(table)))[list(COLUMNS)]
    return numbered


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
