"""What a session shows: the atlas that is served, which all sessions share, or one of its own that no other can see.

What is made of the served atlas is kept once for all sessions. What is made of a session's own atlas lies in the state
of that session and nowhere else, and goes with it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import streamlit as st

from mapkit.app.about import Lines, about_lines
from mapkit.app.component import packed, private
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.files.large_manifest import MANIFEST, is_large
from mapkit.link import Link
from mapkit.view import View
from mapkit.webmap.columns import bits


@dataclass
class Own:
    """An atlas that a person opened: the name of its file, the island of its map, the last filters and their rows."""

    name: str
    atlas: Atlas
    island: bytes
    passing: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, atlas: Atlas) -> "Own":
        """The atlas of a file, ready to be shown."""
        return cls(name, atlas, private(packed(atlas)))


def own() -> Own | None:
    """The atlas of its own that this session shows; None while it shows the one that is served."""
    found: Own | None = st.session_state.get("own")
    return found


def reopen(address: Link) -> None:
    """Open the page anew: filters, window and map as a link to this address would."""
    st.session_state["address"], st.session_state["complaint"] = address, ""
    st.session_state["opened"] = st.session_state.get("opened", 0) + 1


def served(path: str) -> Atlas:
    """The atlas at `path`, read once for all sessions until a file of it changes. Raises AtlasError."""
    return _read(path, _changed(Path(path)))


@st.cache_resource(show_spinner=False, max_entries=4)
def _read(path: str, changed_at: float) -> Atlas:  # noqa: ARG001 - part of the cache's key
    return read(path)


def _changed(path: Path) -> float:
    """When the file, or any file of the folder, changed last, so that an edit shows when the page runs next.

    The manifest of a large atlas is written at every change of it, and stands for its many files.
    """
    if is_large(path):
        return _touched(path / MANIFEST)
    inside = (Path(folder) / name for folder, _, names in os.walk(path) for name in names)
    return max(map(_touched, (path, *inside)))


def _touched(path: Path) -> float:
    """When a file changed last; 0 for one that is gone, for somebody may write meanwhile."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def island_of(atlas: Atlas, mine: Own | None) -> bytes:
    """The island of the map: the session's own, or the one that all sessions share."""
    return mine.island if mine else _island(atlas, atlas.digest, atlas.large)


@st.cache_resource(show_spinner=False, max_entries=4)
def _island(_atlas: Atlas, digest: str, large: bool) -> bytes:  # noqa: ARG001 - they are the cache's key
    return packed(_atlas)


def about_of(atlas: Atlas, mine: Own | None) -> Lines:
    """What the page says about the atlas; counted once for all sessions, unless it is the session's own."""
    return about_lines(atlas) if mine else _about(atlas, atlas.digest)


@st.cache_resource(show_spinner=False, max_entries=4)
def _about(_atlas: Atlas, digest: str) -> Lines:  # noqa: ARG001 - the digest is the cache's key
    return about_lines(_atlas)


def passing(whole: Atlas, mine: Own | None) -> str | None:
    """The rows that pass the filters at any time, as the map's script takes them; None if nothing is asked."""
    asked = str(whole.view)
    if not mine:
        return _passing(whole, whole.digest, asked)
    if asked not in mine.passing:
        mine.passing = {asked: _rows(whole)}
    return mine.passing[asked]


@st.cache_resource(show_spinner=False, max_entries=16)
def _passing(_whole: Atlas, digest: str, view: str) -> str | None:  # noqa: ARG001 - they are the cache's key
    return _rows(_whole)


def _rows(whole: Atlas) -> str | None:
    if whole.view == View():
        return None
    asked = whole.view.without("when")
    rows = [whole.store.numbers(asked, status)["row"].to_numpy() for status in ("shown", "undated", "unplaced")]
    return bits(np.concatenate(rows), whole.counts.all)
