"""What is asked on the page: what its link asks, and from then on what its reader asks, which the map tells.

The map tells in a browser, so nothing of it is believed: what is no view asks nothing.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from mapkit.app.component import VALUES, Hosted, asked_last
from mapkit.app.session import Own, passing
from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.link import Link
from mapkit.store.incident_table import asked_name
from mapkit.view import View

MAX_VALUES = 500  # of a column, that can be picked
AGAIN_S = 2.0  # for so long values are told again, lest a message that overtakes them replace them

Told = Mapping[str, Any] | None


def asked_now(address: Link, state: Told, columns: Sequence[str]) -> View:
    """What is asked beside the window; `columns` are the atlas's own: what others hold cannot be asked."""
    view = _read(state.get("view")) if state else address.view
    return fitting(view.without("when"), columns)


def _read(text: Any) -> View:
    try:
        return View.parse(text) if isinstance(text, str) else View()
    except ParseError:
        return View()


def fitting(view: View, columns: Sequence[str]) -> View:
    """A view without values in columns that the atlas does not have: `columns` are its own."""
    view = _named(view)
    sets = {pairs: frozenset(pair for pair in pairs if pair[0] in columns) for pairs in view.own}
    return replace(view, own=frozenset(kept for pairs, kept in sets.items() if kept or not pairs))


def _named(view: View) -> View:
    """A view with own columns by their names in a store: links of before say those of some as the file does."""
    sets = (frozenset((asked_name(column), value) for column, value in pairs) for pairs in view.own)
    return replace(view, own=frozenset(sets))


def hosted(atlas: Atlas, asked: View, state: Told, key: str, mine: Own | None) -> Hosted:
    """What the map of this key cannot answer of what is asked: boxes, words without texts, values that it has not."""
    told = fitting(_read(state.get("asking")), atlas.store.own) if state else View(where=asked.where)
    rows = None if atlas.large else passing(atlas.filter(told), mine)
    return Hosted(str(told), rows, _values(atlas, key, mine))


def _values(atlas: Atlas, key: str, mine: Own | None) -> dict[str, list[str]] | None:
    """The most frequent values of the columns that the map asked for a moment ago."""
    told: dict[str, float] = st.session_state.setdefault(f"values-{key}", {})
    now = time.monotonic()
    if (column := asked_last(key, VALUES)) in atlas.store.own:
        told[column] = now
    return {name: frequent(atlas, mine, name) for name, since in told.items() if now - since < AGAIN_S} or None


def frequent(atlas: Atlas, mine: Own | None, column: str) -> list[str]:
    """The most frequent values of a column; counted once for all sessions, unless the atlas is the session's own."""
    if mine is None:
        st.session_state.pop("own-values", None)
        return _counted(atlas, atlas.digest, column)
    digest, found = st.session_state.get("own-values", ("", {}))
    found = found if digest == atlas.digest else {}
    if column not in found:
        found[column] = atlas.store.values(column, MAX_VALUES)
    st.session_state["own-values"] = atlas.digest, found
    texts: list[str] = found[column]
    return texts


@st.cache_resource(show_spinner=False, max_entries=64)
def _counted(_atlas: Atlas, digest: str, column: str) -> list[str]:  # noqa: ARG001 - the digest is the cache's key
    return _atlas.store.values(column, MAX_VALUES)
