"""The page's exports: quick downloads, every format with its options, and what is dropped here and shown again."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import streamlit as st

from mapkit.app.component import show_text
from mapkit.app.opened_views import opened_view, show_view
from mapkit.atlas import Atlas
from mapkit.drawing.looks import FIT, MODES, PACES, PROJECTIONS, SIZES, STEPS, FilmLook, Look
from mapkit.errors import MapkitError
from mapkit.exporting.formats import FILM, FORMATS, PICTURE, TABLE, labels, media_type
from mapkit.exporting.snapshot import file_name, render, snapshot
from mapkit.link import Link
from mapkit.publishing.publish import DROPPABLE, Publish
from mapkit.where import BBox

BOXES = {"map": "What the map shows now", "home": "The atlas's own box", FIT: "All that is shown"}
MAX_MB = 200
MAX_QUICK = 100_000  # incidents of a table that a person waits for without a sign


def export_bar(atlas: Atlas, seen: Atlas, box: Sequence[float] | None, now: Link) -> None:
    """The exports of `seen`, as it is shown now: `box` is the map's, in degrees, `now` the link to it.

    Dropped exports are compared with `atlas`.
    """
    with st.container(horizontal=True, width="content", horizontal_alignment="right", key="exports"):
        with st.popover("Download", width="content"):
            _quick(atlas, seen, box, now)
        st.button("Export", width="content", help="Every format, with its options", on_click=_open, key="export-open")
    if st.session_state.get("exporting"):
        _dialog(seen, box, now)


def _quick(atlas: Atlas, seen: Atlas, box: Sequence[float] | None, now: Link) -> None:
    look = Look(box=_box("map", box), over=now.over and not seen.large_view)
    many = seen.large and seen.counts.shown > MAX_QUICK
    for suffix, how in FORMATS.items():
        if not how.quick:
            continue
        st.download_button(
            how.label,
            partial(render, seen, suffix, look=look if how.group == PICTURE else None, link=now),
            file_name(seen, suffix),
            how.media,
            on_click="ignore",
            width="stretch",
            key=f"download-{suffix}",
            disabled=many and how.group == TABLE,
        )
    st.caption("Each file holds exactly what is shown now, and says what it shows.")
    if many:
        st.caption(f"More than {MAX_QUICK:,} incidents are a table only under Export, which shows how far it is.")
    dropped = st.file_uploader(
        "Open an export",
        accept_multiple_files=True,
        max_upload_size=MAX_MB,
        help="Checks it and brings back its view. A CSV comes with the receipt that lies beside it.",
    )
    if dropped:
        ids = [one.file_id for one in dropped]
        if st.session_state.get("dropped", ([],))[0] != ids:  # the page runs at every move of the window
            st.session_state["dropped"] = ids, opened_view(atlas, {one.name: one.getvalue() for one in dropped})
        show_view(st.session_state["dropped"][1], "dropped")


def _open() -> None:
    """The dialog stays open, whatever else makes the page run again, until it is closed."""
    st.session_state["exporting"] = True
    st.session_state.pop("made", None)


def _close() -> None:
    st.session_state["exporting"] = False


@st.dialog("Export", width="large", on_dismiss=_close)
def _dialog(seen: Atlas, box: Sequence[float] | None, now: Link) -> None:
    offered = labels()
    suffix = st.selectbox("Format", list(offered), format_func=offered.__getitem__, key="export-format")
    try:
        with st.container():  # so that what stands below keeps its place, and stays unfolded, when the format changes
            look = _look(suffix, box, seen, now)
        publish = _publish()
        if st.button("Make the file", type="primary", key="export-make"):
            st.session_state["made"] = _made(seen, suffix, look, now, publish)
    except MapkitError as error:
        st.session_state.pop("made", None)
        show_text([("p", str(error))], "export-error")
    for name, data in st.session_state.get("made", {}).items():
        st.download_button(
            f"Save {name}",
            data,
            name,
            media_type(name),
            on_click="ignore",
            key=f"save-{name}",
        )


def _made(
    seen: Atlas, suffix: str, look: Look | FilmLook | None, now: Link, publish: Publish | None
) -> dict[str, bytes]:
    """The files of an export by name; what is made is shown as it goes, and ends when the dialog is closed."""
    bar, many = st.progress(0.0), "frames" if FORMATS[suffix].group == FILM else "incidents"

    def progress(done: int, total: int) -> None:
        bar.progress(done / max(1, total), f"{done:,} of {total:,} {many}")

    with TemporaryDirectory() as folder:
        path = Path(folder) / file_name(seen, suffix)
        takes = "progress" in FORMATS[suffix].takes
        snapshot(seen, path, look=look, link=now, publish=publish, progress=progress if takes else None)
        bar.empty()
        return {one.name: one.read_bytes() for one in sorted(Path(folder).iterdir())}


def _look(suffix: str, box: Sequence[float] | None, seen: Atlas, now: Link) -> Look | FilmLook | None:
    """The look that the dialog's fields ask for. Raises ParseError."""
    film = FORMATS[suffix].group == FILM
    if not film and FORMATS[suffix].group != PICTURE:
        return None
    first, second, third = st.columns(3)
    shared = {
        "size": first.selectbox("Size", [*SIZES, "1280x720"], index=len(SIZES) if film else 0),
        "projection": second.selectbox("Projection", PROJECTIONS),
        "box": _box(third.selectbox("Map", list(BOXES), format_func=BOXES.__getitem__), box),
        "labels": seen.named,
        "graticule": first.checkbox("Parallels and meridians"),
    }
    if not seen.large_view:
        shared["over"] = first.checkbox("Keep what is over, paler", now.over)
    return _film(shared, now) if film else _picture(shared, suffix, second, third)


def _picture(shared: Mapping[str, Any], suffix: str, second: Any, third: Any) -> Look:
    inset = second.checkbox("Small map that shows where this is", value=True)
    dossier = suffix == ".pdf" and third.checkbox("Dossier: every incident with its claims")
    return Look(**shared, inset=inset, dossier=dossier)


def _film(shared: Mapping[str, Any], now: Link) -> FilmLook:
    first, second, third, fourth = st.columns(4)
    return FilmLook(
        **shared,
        mode=first.selectbox("Mode", MODES, _place_of(now.mode, MODES, 0)),
        step=second.selectbox("Step", STEPS, _place_of(now.step, STEPS, 2)),
        width=int(third.number_input("Width of the window, in steps", 1, 1000, 1)),
        pace=first.selectbox("Pace", PACES),
        rate=float(second.number_input("Frames a second", 1, 50, 8)),
        seconds=float(fourth.number_input("Length in seconds (0: as its steps need)", 0, 600, 0)) or None,
    )


def _place_of(one: str, known: Sequence[str], otherwise: int) -> int:
    """Which of some options the clock has, or another where no film has it."""
    return known.index(one) if one in known else otherwise


def _box(choice: str, box: Sequence[float] | None) -> BBox | str | None:
    if choice == "map" and box:
        return BBox(*box)
    return FIT if choice == FIT else None


def _publish() -> Publish | None:
    """What the dialog asks to keep back, if anything. Raises ExportError."""
    with st.expander("For publication: blur, delay or leave out"):
        st.caption("What is kept back is looked for in the finished file; if it is found there, no file is made.")
        first, second = st.columns(2)
        grid = first.number_input("Blur places to a grid, in km (0: exact)", 0.0, 200.0, 0.0, 0.5)
        days = second.number_input("Leave out the most recent days (0: none)", 0, 36_500, 0)
        drop = st.multiselect("Columns to leave empty", DROPPABLE)
    if not (grid or days or drop):
        return None
    return Publish(grid * 1000 or None, int(days) or None, drop=tuple(drop))
