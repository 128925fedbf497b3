"""The app's own page over made incidents. Started by bench/scrub.py with their number, the seed, and words on them."""

import sys

import streamlit as st
from make_atlas import made_atlas

from mapkit.app import component
from mapkit.app.page import _show_atlas
from mapkit.assets import asset
from mapkit.atlas import Atlas


@st.cache_resource(show_spinner=False)
def kept_atlas(count: int, seed: int, *, alone: bool, lasting: bool) -> Atlas:
    """The atlas, made once a server."""
    return made_atlas(count, seed, alone=alone, lasting=lasting)


if __name__ == "__main__":
    component.MAX_INLINE = 0  # so that the data can be weighed apart from the page, whatever their size
    st.set_page_config("mapkit", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{asset('page.css')}</style>")
    count, seed, *words = sys.argv[1:]
    _show_atlas(kept_atlas(int(count), int(seed), alone="alone" in words, lasting="lasting" in words), None, None)
