"""The same incidents on a plain page of streamlit-folium, which draws what the window holds at each step.

Started by bench/scrub.py with a Parquet file of incidents, how it draws ("rebuild", or "group" for a feature group that
is given to a map that stays), and the first and the last day of the window; the slider moves its end by weeks.
"""

import sys
from datetime import date, timedelta

import folium
import pandas as pd
import streamlit as st
from make_incidents import CENTRE, ZOOM
from streamlit_folium import st_folium


@st.cache_data(show_spinner=False)
def incidents(path: str) -> pd.DataFrame:
    """The incidents, with dates as dates."""
    return pd.read_parquet(path)


def window(table: pd.DataFrame, first: date, last: date) -> tuple[date, date]:
    """What the slider stands at: the end moves, the start follows unless the window is everything."""
    whole = table["start"].min(), table["end"].max()
    end = st.slider("Window", *whole, min(last, whole[1]), step=timedelta(days=7))
    return (whole[0] if first <= whole[0] else end - (last - first)), end


def circles(shown: pd.DataFrame, onto: folium.Map | folium.FeatureGroup) -> folium.Map | folium.FeatureGroup:
    """A circle for each incident."""
    for row in shown.itertuples():
        folium.CircleMarker(
            (row.lat, row.lon), radius=4, weight=1, color=row.colour, fill=True, fill_opacity=0.8, tooltip=row.title
        ).add_to(onto)
    return onto


def drawn(shown: pd.DataFrame, how: str) -> dict[str, float] | None:
    """The map; returns the place that was clicked."""
    sheet, group = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None), None
    if how == "rebuild":
        circles(shown, sheet)
    else:
        group = circles(shown, folium.FeatureGroup("incidents"))
    told = st_folium(
        sheet, key="map", width=1000, height=560, returned_objects=["last_object_clicked"], feature_group_to_add=group
    )
    return told["last_object_clicked"]


def tell(shown: pd.DataFrame, clicked: dict[str, float] | None) -> None:
    """What is known of the place that was clicked."""
    if not clicked:
        return
    near = ((shown["lat"] - clicked["lat"]).abs() < 1e-6) & ((shown["lon"] - clicked["lng"]).abs() < 1e-6)
    for row in shown[near].head(100).itertuples():
        st.write(f"**{row.title}** ({row.start}) at {row.lat}, {row.lon}")


def main() -> None:
    """The page."""
    st.set_page_config("Incidents", layout="wide")
    path, how, first, last = sys.argv[1:]
    table = incidents(path)
    start, end = window(table, date.fromisoformat(first), date.fromisoformat(last))
    shown = table[(table["start"] < end) & (table["end"] > start)]
    with st.container(key="count"):
        st.write(f"{len(shown)} incidents from {start} to {end}")
    clicked = drawn(shown, how)
    with st.container(key="details"):
        tell(shown, clicked)


if __name__ == "__main__":
    main()
