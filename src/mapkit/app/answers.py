"""What the server answers to the page of a large atlas: counts of a screen, and the incidents of some cells.

An answer is told again for a moment after it was made, since a message that overtakes it would replace it; the page
drops what it has had.
"""

import time
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from mapkit.app.component import asked_of
from mapkit.app.requests import CubeRequest, PageRequest, first_screen, number_of
from mapkit.atlas import Atlas
from mapkit.edtf import Days
from mapkit.errors import MapkitError
from mapkit.link import Link
from mapkit.store.cubes import Cubes
from mapkit.view import View
from mapkit.viewcube import packed
from mapkit.webmap.entries import entries
from mapkit.where import BBox

AGAIN_S = 2.0

Answer = dict[str, Any]


def counting(atlas: Atlas) -> Cubes:
    """What counts for a large atlas. Raises MapkitError for a small one, whose page asks nothing."""
    if atlas.cubes is None:
        raise MapkitError("this atlas has no time index: mapkit build FOLDER makes it")
    return atlas.cubes


def prepare_answers(atlas: Atlas) -> None:
    """Make what every session of a large atlas asks first."""
    cubes = counting(atlas)
    _first(cubes, atlas, Link(), View())
    _whole(cubes, atlas.digest, "")
    atlas.fetch_claims((0,))  # the first look into their files takes longer than all others


def answers(key: str, atlas: Atlas, address: Link, asked: View) -> Answer:
    """What the page of a map asked since the last run, answered, with what was answered a moment ago.

    The counts of the whole world come once for all that is asked, after the first ones of the map and when they need no
    more reading; the page asks again.
    """
    cubes, now = counting(atlas), time.monotonic()
    kept: dict[str, tuple[float, Answer]] = st.session_state.setdefault(f"answers-{key}", {})
    for name in [name for name, (made, _) in kept.items() if now - made > AGAIN_S]:
        del kept[name]
    wanted = asked_of(key)
    made: dict[str, Answer] = {}
    first = not st.session_state.get(f"first-{key}")
    st.session_state[f"first-{key}"] = True
    if first and "cube" not in wanted:
        made["cube"] = _told(0, partial(_first, cubes, atlas, address, asked))
    if "cube" in wanted:
        made["cube"] = _told(wanted["cube"], partial(_cube, cubes, asked, wanted["cube"]))
    if "page" in wanted:
        made["page"] = _told(wanted["page"], partial(_page, cubes, atlas, asked, wanted["page"]))
    filters = str(asked.without("when", "certain"))
    if not first and st.session_state.get(f"whole-{key}") != filters and cubes.ready(asked):
        st.session_state[f"whole-{key}"] = filters
        made["whole"] = {"id": filters, "data": _whole(cubes, atlas.digest, filters)}
    kept.update({name: (time.monotonic(), answer) for name, answer in made.items()})
    return {name: answer for name, (_, answer) in kept.items()}


def _told(wanted: Any, make: Callable[[], Answer]) -> Answer:
    number = wanted if isinstance(wanted, int) else number_of(wanted)
    try:
        return {"number": number, **make()}
    except MapkitError as error:
        return {"number": number, "failed": str(error)}


def _cube(cubes: Cubes, asked: View, wanted: Any) -> Answer:
    one = CubeRequest.of(wanted)
    return {"data": _text(packed(cubes.cube(asked, one.box, one.zoom, one.span)))}


def _first(cubes: Cubes, atlas: Atlas, address: Link, asked: View) -> Answer:
    """The counts that the map most likely opens with, for a screen of common size: it need not ask for them first."""
    box, zoom = first_screen(address.place, atlas.meta.home or atlas.extent)
    return {"data": _opening(cubes, atlas.digest, str(asked.without("when", "certain")), box, zoom)}


# What every session that opens the atlas asks first is made once for all of them.
@st.cache_resource(show_spinner=False, max_entries=32)
def _opening(_cubes: Cubes, digest: str, filters: str, box: BBox, zoom: int) -> str:  # noqa: ARG001 - the digest is the cache's key
    return _text(packed(_cubes.cube(View.parse(filters), box, zoom, _cubes.span)))


@st.cache_resource(show_spinner=False, max_entries=32)
def _whole(_cubes: Cubes, digest: str, filters: str) -> str:  # noqa: ARG001 - the digest is the cache's key
    return _text(packed(_cubes.whole(View.parse(filters))))


def _page(cubes: Cubes, atlas: Atlas, asked: View, wanted: Any) -> Answer:
    one = PageRequest.of(wanted)
    pick = (one.block, one.window, one.certain, one.newest, one.text, one.start, one.size)
    found = cubes.page(asked, *pick, meanwhile=atlas.fetch_claims)
    return {"from": one.start, "total": found.total, "incidents": listed_entries(atlas, found.rows)}


def listed_entries(atlas: Atlas, rows: pd.DataFrame) -> list[Answer]:
    """What a card says of each of some rows, with the days of those that have a date: the page has no incidents."""
    days = zip(*([None if pd.isna(day) else int(day) for day in rows[name]] for name in Days._fields), strict=True)
    named = (dict(zip(("start", "sureStart", "sureEnd", "end"), four, strict=True)) for four in days)
    return [{**entry, **four} for entry, four in zip(entries(atlas, rows), named, strict=True)]


def _text(data: bytes) -> str:
    return b64encode(data).decode()
