"""The page: headline, map and clock, filters, tables, downloads, and what the atlas knows of itself."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import streamlit as st

from mapkit.app.address import framed, names_told, opened_link, put_link, told
from mapkit.app.answers import prepare_answers
from mapkit.app.asked import asked_now, hosted
from mapkit.app.component import map_key, show_map, show_text, told_by
from mapkit.app.editing import NEW, PRESSED, asked_point, being_written, take_point, writable
from mapkit.app.exports import export_bar
from mapkit.app.large_map import large_map
from mapkit.app.large_tables import listed
from mapkit.app.map_script import map_script
from mapkit.app.pressed_row import pressable
from mapkit.app.session import Own, about_of, island_of, own, served
from mapkit.app.tables import frame_of, source_frame
from mapkit.app.text_table import show_problems
from mapkit.app.value_counts import value_counts
from mapkit.assets import asset
from mapkit.atlas import Atlas
from mapkit.drawing.shown import labelled
from mapkit.errors import AtlasError, ParseError
from mapkit.exporting.snapshot import file_name, render
from mapkit.link import Link
from mapkit.store.store import Status
from mapkit.view import View
from mapkit.webmap.opening import opening
from mapkit.when import ALWAYS
from mapkit.words import number_words

MAX_ROWS = 2_000
HEAD_START_S = 0.45  # of the map before the page's other controls


def show(path: str | Path, *, edit: bool = False) -> None:
    """Show the atlas folder at `path`; this is the whole Streamlit script. A broken atlas is told in plain words.

    With `edit` the page can write to the folder.
    """
    st.set_page_config("mapkit", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{asset('page.css')}</style>")
    try:
        atlas = served(str(path))
    except AtlasError as error:
        _show_problems(error)
        return
    if st.session_state.get("opening"):
        _opening().opening_page(atlas)
    elif mine := own():
        _show_atlas(mine.atlas, mine, None)
    else:
        _show_atlas(atlas, None, writable(path, edit=edit))


def prepare(path: str) -> None:
    """Make, before anybody asks, what every session of the atlas at `path` shares. Raises AtlasError."""
    atlas = served(path)
    island_of(atlas, None)
    map_script()
    if atlas.large:
        prepare_answers(atlas)
    about_of(atlas, None)


def _show_problems(error: AtlasError) -> None:
    count = len(error.problems)
    words = "one problem" if count == 1 else f"{count} problems"
    show_text(
        [
            ("h1", "This atlas cannot be shown yet"),
            (
                "p",
                f"Its files have {words}. Nothing was changed or left out; "
                "mend what the table names and reload the page.",
            ),
        ],
        "problems",
    )
    show_problems(error.problems, "problem-table")


def _show_atlas(atlas: Atlas, mine: Own | None, folder: Path | None) -> None:
    """Show an atlas: the session's own if it is `mine`, else the served one; `folder` is where changes are written."""
    address, key = _opened(), map_key(atlas, st.session_state.get("opened", 0))
    writing = folder if being_written() is not None else None
    own_line, body = st.container(), st.container()
    body, side = body.columns([3, 2]) if writing else (body, body)
    asked = asked_now(address, told_by(key), atlas.store.own)
    map_side = body.container(key="map-side")
    with map_side:
        state = _map(atlas, mine, address, asked, folder)
    _let_it_draw()
    now = told(replace(address, view=asked & View(when=address.view.when)), state)
    seen = atlas.filter(now.view if now.view.when != ALWAYS else now.view & View(when=atlas.meta.window or ALWAYS))
    seen = labelled(seen, names_told(now, state))
    if mine is None:  # nobody else could follow a link to what only this session has
        put_link(now)
    st.session_state["now"] = now
    if framed():  # the map fills the frame: what else the page has could be reached by keys and not be seen
        return
    if writing:
        with side:
            _editing().writing_form(atlas, writing, now)
    with own_line:
        _own_line(mine, now)
    with map_side:
        _actions(atlas, seen, state and state["box"], now, folder)
    _below(atlas, seen)


def _map(atlas: Atlas, mine: Own | None, address: Link, asked: View, folder: Path | None) -> Any:
    """Mount the map, and return what it last told."""
    count = st.session_state.get("opened", 0)
    key = map_key(atlas, count)
    form: dict[str, Any] = {"pick": asked_point(), "pressed": _pressed(atlas, folder)} if folder else {}
    st.session_state.pop(PRESSED, None)  # all of the page runs
    if atlas.large:
        return large_map(atlas, address, asked, count, **form)
    return show_map(
        atlas,
        island_of(atlas, mine),
        own=mine is not None,
        asked=asked,
        hosted=hosted(atlas, asked, told_by(key), key, mine),
        counts=value_counts(atlas, mine, key),
        initial={**opening(address), **_row(atlas, address), **_new_row(count)},
        opened=count,
        **form,
    )


def _let_it_draw() -> None:
    """Give the browser a moment with the map alone, once a session: all else would be loaded and drawn before it."""
    if not st.session_state.get("drawn"):
        st.session_state["drawn"] = True
        time.sleep(HEAD_START_S)


def _opening() -> ModuleType:
    """The reading of tables, which is loaded when somebody opens one: it would keep the first page waiting."""
    return import_module("mapkit.app.open_data")


def _editing() -> ModuleType:
    """The form, which is loaded when somebody opens it."""
    return import_module("mapkit.app.edit_form")


def _pressed(atlas: Atlas, folder: Path) -> dict[str, Callable[[Any], None]]:
    """What is done when somebody presses the map for a point, or a card to correct its incident."""
    return {"picked": take_point, **({} if atlas.large else {"edit": partial(_write_told, atlas, folder)})}


def _write_told(atlas: Atlas, folder: Path, told: Any) -> None:
    """Open the form as the map asks; a browser may send anything."""
    incident = told.get("id") if isinstance(told, dict) else None
    if incident == NEW or (isinstance(incident, str) and not atlas.store.find(incident).empty):
        _write(atlas, folder, incident)


def _write(atlas: Atlas, folder: Path, incident: str) -> None:
    _editing().open_form(atlas, folder, incident, st.session_state["now"])


def _row(atlas: Atlas, address: Link) -> dict[str, int]:
    """The row of the incident that a link opens, if the atlas has it; the map knows incidents by their rows."""
    rows = atlas.store.find(address.incident)["row"].tolist() if address.incident else []
    return {"row": rows[0]} if rows else {}


def _new_row(count: int) -> dict[str, int]:
    """The row of the incident that was just added, if the map was opened for it; it opens with its card."""
    opened, row = st.session_state.get("open-row", (None, 0))
    return {"row": row} if opened == count else {}


def _own_line(mine: Own | None, now: Link) -> None:
    """Say that this is the person's own, if it is, and how to keep it or leave it."""
    if mine is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="own-line"):
        show_text([("p", f"Your data {mine.name}: shown for this session only.")], "own-text")
        st.button("Back to the served atlas", on_click=lambda: _opening().to_served(), key="own-leave")
        st.button("Columns and report", on_click=lambda: _opening().open_data(now), key="own-look")
        st.download_button(
            "Download as an atlas",
            partial(render, mine.atlas, ".zip"),
            file_name(mine.atlas, ".zip"),
            "application/zip",
            on_click="ignore",
            key="own-save",
        )


def _opened() -> Link:
    """The address that this session was opened with; a link that cannot be read is told and opens the whole atlas."""
    if "address" not in st.session_state:
        try:
            st.session_state["address"], st.session_state["complaint"] = opened_link(), ""
        except ParseError as error:
            st.session_state["address"], st.session_state["complaint"] = Link(), str(error)
    address: Link = st.session_state["address"]
    if complaint := st.session_state["complaint"]:
        show_text([("p", f"The link could not be read, so the whole atlas is shown. {complaint}")], "complaint")
    return address


def _actions(atlas: Atlas, seen: Atlas, box: Sequence[float] | None, now: Link, folder: Path | None) -> None:
    """What only a server can do: adding, opening, saving files."""
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        if folder and being_written() is None:
            st.button("Add an incident", width="content", on_click=_write, args=(atlas, folder, NEW), key="add-open")
        if not own():
            st.button(
                "Open your data",
                width="content",
                on_click=lambda: _opening().open_data(now),
                key="own-open",
                help="A table or an atlas of yours on the map, for this session only.",
            )
        export_bar(atlas, seen, box, now)


def _table(seen: Atlas, status: Status, count: int, words: str) -> None:
    """A table of incidents of one status; a long one is cut, and says so; a large atlas's comes when asked for."""
    if seen.large:
        listed(seen, status, count, words)
        return
    if count > MAX_ROWS:
        words = f"{words} The first {MAX_ROWS:,} of {count:,}, by date; the downloads hold all.".strip()
    if words:
        show_text([("p", words)], f"words-{status}")
    rows = seen.rows(status, MAX_ROWS)
    pressable(frame_of(seen, rows), rows["row"].tolist(), f"table-{status}")


def _below(atlas: Atlas, seen: Atlas) -> None:
    counts = seen.counts
    tray = counts.undated + counts.unplaced
    table, rest, sources, about = st.tabs(
        [f"Table of what is shown ({counts.shown})", f"Undated and unplaced ({tray})", "Sources", "About"]
    )
    with table:
        _table(seen, "shown", counts.shown, "")
    with rest:
        undated, unplaced = number_words(counts.undated, "incident"), number_words(counts.unplaced, "incident")
        _table(
            seen, "undated", counts.undated, f"{undated} without a date. They pass the filters; no window shows them."
        )
        _table(seen, "unplaced", counts.unplaced, f"{unplaced} in this window without a place on the map.")
    with sources:
        st.dataframe(source_frame(atlas), hide_index=True, width="stretch")
    with about:
        show_text(about_of(atlas, own()), "about")
