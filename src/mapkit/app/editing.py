"""What is being written on the page, if anything, and what passes between the map and the form that it is written in.

The form itself is loaded when somebody opens it. Its fields are entries of the session, `FIELD` and their names.
"""

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

import streamlit as st

from mapkit.app.session import reopen
from mapkit.errors import ParseError
from mapkit.link import Link
from mapkit.where import number

FIELD = "new-"  # before the keys of the form's fields
SITE, POINT, UNKNOWN = PLACES = ("A site of the atlas", "A point", "Not known")
PRESSED = "map-pressed"  # in the session: the map was pressed for the form, so that all of the page has to run
NEW = ""  # in the place of the id of an incident that is corrected
_HIGH, _WIDE = 90, 180  # degrees


def being_written() -> str | None:
    """The id of the incident that is corrected, NEW for one that is added, None while no form is open."""
    found: str | None = st.session_state.get("written")
    return found


def close_form(address: Link) -> None:
    """Close the form; `address` is where the map stands, which it keeps."""
    st.session_state["written"] = None
    reopen(address)  # the map gets another place on the page


def put(values: Mapping[str, Any]) -> None:
    """Fill fields of the form; only before they are drawn."""
    for name, value in values.items():
        st.session_state[f"{FIELD}{name}"] = value


def asked_point() -> dict[str, Any] | None:
    """What the form asks of the map: a point, with the one so far; where a site is wanted, of bare ground alone."""
    if being_written() is None:
        return None
    chosen = st.session_state.get(f"{FIELD}place") == POINT
    return {"at": _typed_point() if chosen else None, "bare": not chosen}


def _typed_point() -> list[float] | None:
    """Latitude and longitude in degrees as the form has them, if they are a place on earth."""
    try:
        lat, lon = (number(str(st.session_state.get(f"{FIELD}{name}", "")).strip()) for name in ("lat", "lon"))
    except ParseError:
        return None
    return [lat, lon] if abs(lat) <= _HIGH and abs(lon) <= _WIDE else None


def take_point(told: Any) -> None:
    """Fill in the point that somebody pressed on the map; what is none (a browser may send anything) is left."""
    st.session_state[PRESSED] = True
    point = (
        told if isinstance(told, list) and len(told) == len(("lat", "lon")) and all(map(_is_degrees, told)) else None
    )
    if point and being_written() is not None and abs(point[0]) <= _HIGH:
        put({"place": POINT, "lat": f"{point[0]:.5f}", "lon": f"{point[1]:.5f}"})


def _is_degrees(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and abs(value) <= _WIDE


def writable(path: str | Path, *, edit: bool) -> Path | None:
    """The folder that the page may write to, if it may."""
    return Path(path) if edit and Path(path).is_dir() else None
