"""The map of a large atlas: its page asks for counts as the reader moves, and is answered without running all of it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from mapkit.app.address import put_link, told
from mapkit.app.answers import answers
from mapkit.app.asked import hosted
from mapkit.app.component import map_key, show_map, told_by
from mapkit.app.editing import PRESSED
from mapkit.app.session import island_of
from mapkit.app.value_counts import value_counts
from mapkit.atlas import Atlas
from mapkit.link import Link
from mapkit.view import View
from mapkit.webmap.opening import opening

WHERE_IT_STANDS = ("box", "center", "zoom", "track", "speed", "step")


def large_map(atlas: Atlas, address: Link, asked: View, opened: int, **form: Any) -> Any:
    """Mount the map of a large atlas, and return what it last told; `form` is what `show_map` has for a form."""
    st.session_state["whole-run"] = True
    _part(atlas, address, asked, opened, **form)
    return told_by(map_key(atlas, opened))


@st.fragment
def _part(atlas: Atlas, address: Link, asked: View, opened: int, **form: Any) -> None:
    """The map alone, which runs for each question of its page. What concerns the rest lets all of the page run.

    A map that only moved concerns nothing but the link.
    """
    key = map_key(atlas, opened)
    state = show_map(
        atlas,
        island_of(atlas, None),
        own=False,
        asked=asked,
        hosted=hosted(atlas, asked, told_by(key), key, None),
        initial=opening(address),
        opened=opened,
        answers=answers(key, atlas, address, asked),
        counts=value_counts(atlas, None, key),
        **form,
    )
    if st.session_state.pop(PRESSED, False):
        st.rerun()
    before, now = st.session_state.get("map-told"), _concerning(state)
    st.session_state["map-told"] = now
    if st.session_state.pop("whole-run", False) or state is None:
        return
    if before != now:
        st.rerun()
    put_link(told(replace(address, view=asked & View(when=address.view.when)), state))


def _concerning(state: Mapping[str, Any] | None) -> Any:
    return state and {name: value for name, value in state.items() if name not in WHERE_IT_STANDS}
