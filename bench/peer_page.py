"""The page that mapkit is measured against: the same incidents, plain Streamlit and streamlit-folium, nothing cached.

Started by bench/first_paint.py, which gives it a CSV of incidents: title, text, start, end, lon, lat, colour.
"""

import sys
from datetime import date, timedelta

import folium
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

CENTRE, ZOOM = (39.85, 46.75), 8


@st.cache_data(show_spinner=False)
def incidents(path: str) -> pd.DataFrame:
    """The incidents, with dates as dates."""
    table = pd.read_csv(path)
    return table.assign(start=pd.to_datetime(table["start"]).dt.date, end=pd.to_datetime(table["end"]).dt.date)


def window(table: pd.DataFrame) -> tuple[date, date]:
    """What the slider stands at."""
    whole = table["start"].min(), table["end"].max()
    start, end = st.slider("Window", *whole, whole, step=timedelta(days=30))
    return start, end


def drawn(shown: pd.DataFrame) -> folium.Map:
    """A circle for each incident."""
    sheet = folium.Map(CENTRE, zoom_start=ZOOM, tiles=None)
    for row in shown.itertuples():
        folium.CircleMarker(
            (row.lat, row.lon), radius=7, color=row.colour, fill=True, fill_opacity=0.8, tooltip=row.title
        ).add_to(sheet)
    return sheet


def tell(shown: pd.DataFrame, clicked: dict[str, float] | None) -> None:
    """What is known of the place that was clicked."""
    if not clicked:
        return
    near = ((shown["lat"] - clicked["lat"]).abs() < 1e-6) & ((shown["lon"] - clicked["lng"]).abs() < 1e-6)
    for row in shown[near].itertuples():
        st.write(f"**{row.title}** ({row.start})")
        st.write(row.text)


def main() -> None:
    """The page."""
    st.set_page_config("Incidents", layout="wide")
    table = incidents(sys.argv[1])
    st.title("Incidents")
    start, end = window(table)
    shown = table[(table["start"] < end) & (table["end"] > start)]
    with st.container(key="count"):
        st.write(f"{len(shown)} incidents from {start} to {end}")
    told = st_folium(drawn(shown), key="map", width=1000, height=560, returned_objects=["last_object_clicked"])
    with st.container(key="details"):
        tell(shown, told["last_object_clicked"])


main()
