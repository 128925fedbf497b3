"""Files that show made incidents on a map with a clock: mapkit's own, folium's TimestampedGeoJson, swiftmap.

Started by bench/scrub.py with a Parquet file of incidents and the window's days, so that one that takes too long can
be stopped.
"""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import folium
import pandas as pd
from folium.plugins import TimestampedGeoJson
from make_atlas import made_atlas
from make_incidents import CENTRE, ZOOM

import mapkit as mk


def save_mapkit(options: argparse.Namespace) -> None:
    """The atlas as one file, opened at the window."""
    atlas = made_atlas(options.count, options.seed, alone=options.alone)
    last = options.last - timedelta(days=1)
    mk.draw(atlas if options.whole else atlas.filter(when=f"{options.first}/{last}")).save(str(options.out))


def save_timestamped(options: argparse.Namespace) -> None:
    """A circle for each incident, shown from its start for as long as the window is wide (for ever if it is all)."""
    rows = pd.read_parquet(options.data).itertuples()
    days = (options.last - options.first).days
    sheet = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None)
    TimestampedGeoJson(
        {"type": "FeatureCollection", "features": [_feature(row) for row in rows]},
        period="P7D",
        duration=None if options.whole else f"P{days}D",
        auto_play=False,
        loop=False,
        add_last_point=False,
    ).add_to(sheet)
    sheet.save(str(options.out))


def _feature(row: object) -> dict[str, object]:
    look = {"radius": 4, "weight": 1, "color": row.colour, "fillColor": row.colour, "fillOpacity": 0.8}
    about = {"times": [row.start.isoformat()], "popup": row.title, "icon": "circle", "iconstyle": look}
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]}, "properties": about}


def save_swiftmap(options: argparse.Namespace) -> None:
    """WebGL circles on a time layer, opened at the window's end."""
    from swiftmap import Map  # noqa: PLC0415 - of the extra `bench`

    rows = pd.read_parquet(options.data)
    rows["first"], rows["last"] = _milliseconds(rows["start"]), _milliseconds(rows["end"]) - 1
    sheet = Map(center=list(CENTRE), zoom=ZOOM)
    sheet.add_circle_markers(
        rows[["lat", "lon", "title", "kind", "first", "last"]],
        name="incidents",
        radius=4,
        color_col="kind",
        colormap=dict(zip(rows["kind"], rows["colour"], strict=True)),
        popup_fields=["title", "kind"],
        tooltip=False,
    )
    duration = None if options.whole else f"P{(options.last - options.first).days}D"
    sheet.make_time_layer("incidents", time_field="first", time_end_field="last", period="P7D", duration=duration)
    sheet.time_current = float(pd.Timestamp(options.last).value // 10**6)
    sheet.save(options.out)


def _milliseconds(days: "pd.Series[date]") -> "pd.Series[int]":
    return pd.to_datetime(days).astype("datetime64[ms]").astype("int64")


MAKERS: dict[str, Callable[[argparse.Namespace], None]] = {
    "mapkit": save_mapkit,
    "timestamped": save_timestamped,
    "swiftmap": save_swiftmap,
}


def main() -> None:
    """Make a file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("maker", choices=MAKERS)
    parser.add_argument("data", type=Path)
    parser.add_argument("first", type=date.fromisoformat)
    parser.add_argument("last", type=date.fromisoformat)
    parser.add_argument("out", type=Path)
    parser.add_argument("--whole", action="store_true", help="the window is everything")
    parser.add_argument("--count", type=int, help="of the made incidents, for mapkit, which makes them itself")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true")
    options = parser.parse_args()
    MAKERS[options.maker](options)


if __name__ == "__main__":
    main()
