"""What is drawn for an answer: one mark a place, as plain columns. No folium, no HTML."""

from collections import Counter

import pandas as pd

from mapkit.atlas import Atlas

COLUMNS = ("mark", "site", "lon", "lat", "precision_m", "count", "certain", "kinds")


def marks(atlas: Atlas) -> pd.DataFrame:
    """One row a place that shows incidents, by number of incidents, most first.

    Columns: mark (0, 1, ...), site (id or ""), lon and lat in degrees, precision_m (the coarsest of its incidents),
    count, certain (how many surely lie in the window), kinds (kind -> count, most first).
    """
    rows = placed(atlas, atlas.rows())
    if rows.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    grouped = rows.groupby(["lon", "lat", "place"], sort=True)
    table = grouped.agg(precision_m=("precision_m", "max"), count=("id", "size"), certain=("certain", "sum"))
    table["kinds"] = pd.Series([dict(Counter(kinds).most_common()) for _, kinds in grouped["kind"]], table.index)
    table = table.reset_index().rename(columns={"place": "site"})
    table = table.sort_values(["count", "lon", "lat"], ascending=[False, True, True], ignore_index=True)
    return table.assign(mark=range(len(table)))[list(COLUMNS)]


def placed(atlas: Atlas, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a column `place`: the site whose point they stand on, "" for those with coordinates of their own."""
    points = {site.id: (site.lon, site.lat) for site in atlas.places.values()}
    pairs = zip(rows["site"], rows["lon"], rows["lat"], strict=True)
    return rows.assign(place=[site if points.get(site) == (lon, lat) else "" for site, lon, lat in pairs])
