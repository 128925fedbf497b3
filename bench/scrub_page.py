"""The app's own page over made incidents. Started by bench/scrub.py with their number, the seed, and "alone" or not."""

import sys

import streamlit as st
from make_atlas import made_atlas

from mapkit.app import component
from mapkit.app.page import _STYLES, _show_atlas
from mapkit.atlas import Atlas


@st.cache_resource(show_spinner=False)
def kept_atlas(count: int, seed: int, *, alone: bool) -> Atlas:
    """The atlas, made once a server."""
    return made_atlas(count, seed, alone=alone)


if __name__ == "__main__":
    component.MAX_INLINE = 0  # so that the data can be weighed apart from the page, whatever their size
    st.set_page_config("mapkit", layout="wide", initial_sidebar_state="collapsed")
    st.html(_STYLES)
    _show_atlas(kept_atlas(int(sys.argv[1]), int(sys.argv[2]), alone=sys.argv[3] == "alone"), None, None)
