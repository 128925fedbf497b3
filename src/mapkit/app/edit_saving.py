"""Save what the form of an incident holds, tell what is wrong with it, and undo it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from mapkit.app.change_list import last_words
from mapkit.app.component import show_text
from mapkit.app.edit_fields import (
    EMPTY,
    LABELS,
    OLD_SOURCE,
    at_fields,
    changed_cells,
    filled,
    fitting,
    lacking,
    opened_with,
    rows_of,
)
from mapkit.app.editing import NEW, being_written, put
from mapkit.app.session import reopen
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, ExportError, Problem
from mapkit.files.large_manifest import is_large
from mapkit.link import Link
from mapkit.saving import add, change, undo
from mapkit.saving.folder.edit import Standing, standing
from mapkit.saving.folder.entries import unnamed
from mapkit.saving.large.add import add_large
from mapkit.view import View
from mapkit.when import Window


def forget_told() -> None:
    """Tell nothing any more of what was saved or refused before."""
    st.session_state["add-told"], st.session_state["form-wrong"] = [], {}


def wrong_at(name: str) -> str:
    """What is wrong with a field; "" for one that was changed since, or is right."""
    words, value = st.session_state.get("form-wrong", {}).get(name, ("", ""))
    return words if filled().get(name, "") == value else ""


def save(atlas: Atlas, folder: Path, incident: str) -> None:
    """Save what is filled in; what is wrong with it is told at its fields, which stay as they are."""
    forget_told()
    changed = _tried(lambda: _corrected(atlas, folder, incident) if incident else _added(atlas, folder))
    if changed is None:
        return
    id_ = incident or str(changed.store.at([atlas.store.counts(View()).all])["id"].iloc[0])  # the last of the file
    st.session_state["add-told"] = [("p", f"Saved as {id_}." if not incident else "The correction is saved.")]
    if incident:
        _hold(standing(folder, incident))
    else:
        given = filled()
        put({**EMPTY, "which": OLD_SOURCE, "source": _cited(changed, id_), "kind": given.get("kind")})
    _open_at(changed, id_)


def _hold(found: Standing) -> None:
    st.session_state["form-cells"] = found
    put(opened_with(found.cells))


def _cited(atlas: Atlas, incident: str) -> str:
    """The source of a new incident: the next may well be of the same."""
    return atlas.claims_by_incident[incident][0].source.id


def _added(atlas: Atlas, folder: Path) -> Atlas:
    form = filled()
    incident, claims, sources = rows_of(form, {one.id for one in atlas.source_list})
    if is_large(folder):
        if found := [*unnamed(form.get("who", "")), *lacking(form)]:
            raise AtlasError(found)
        return add_large(folder, incident, claims, sources, who=form["who"], expect=atlas.digest)
    found = list(lacking(form))
    return add(folder, incident, claims, sources, who=form.get("who", ""), expect=atlas.digest, found=found)


def _corrected(atlas: Atlas, folder: Path, incident: str) -> Atlas:
    """The atlas with what was changed in the form; what somebody else changed meanwhile is told and left."""
    form, opened, now = filled(), st.session_state["form-cells"], standing(folder, incident)
    values = changed_cells(form, opened.cells)
    _, claims, sources = rows_of(form, {one.id for one in atlas.source_list})
    theirs = [name for name in now.cells if now.cells[name] != opened.cells.get(name)]
    met = [_met(name, now.cells[name]) for name in theirs if name in values]
    put(fitting(theirs, values, now.cells))
    st.session_state["form-cells"] = now  # who saves again has seen it
    found, who = [*lacking(form), *met], form.get("who", "")
    return change(folder, incident, values, claims, sources, who=who, expect=now.digest, found=found)


def _met(name: str, text: str) -> Problem:
    words = f"somebody changed this meanwhile to {text!r}: save again to write yours over it"
    return Problem("the form", "changed-meanwhile", words, ((name, words),))


def _tried(do: Callable[[], Atlas]) -> Atlas | None:
    """The changed atlas; None, with what is wrong told at its fields, if it was refused."""
    try:
        return do()
    except AtlasError as error:
        fields, others = at_fields(error.problems)
        form = filled()
        st.session_state["form-wrong"] = {name: (words, form.get(name, "")) for name, words in fields.items()}
        st.session_state["add-told"] = list(_refusal(fields, others))
    except ExportError as error:
        st.session_state["add-told"] = [("alert", f"Nothing was saved: {error}")]
    return None


def _refusal(fields: Collection[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """That nothing was saved, where what is wrong stands, and what stands nowhere else."""
    marked = [LABELS[name] for name in LABELS if name in fields]
    told = f" What is marked above is still to be mended: {', '.join(marked)}." if marked else ""
    yield "alert", f"Nothing was saved yet.{told}"
    yield from (("li", text) for text in others)


def _open_at(atlas: Atlas, incident: str) -> None:
    """Open the page anew at an incident: its place's card, with a window that it lies in, and no filters."""
    row = atlas[incident]
    address: Link = st.session_state["address"]
    window = address.view.when
    if row["when"] and not Window.parse(row["when"]).overlaps(atlas.meta.window or window):
        window = Window.parse(row["when"])
    placed = not pd.isna(row["lat"])
    where = (address.place[0] if address.place else 9.0, float(row["lat"]), float(row["lon"])) if placed else None
    reopen(replace(address, view=View(when=window), place=where or address.place, site=row["site"] or ""))
    st.session_state["open-row"] = st.session_state["opened"], int(row["row"])


def undoable(folder: Path) -> str:
    """The last change in words, if there is one that can be undone; what is wrong with their list is told."""
    try:
        return last_words(folder)
    except ExportError as error:
        show_text([("p", str(error))], "add-last-wrong")
        return ""


def undo_last(atlas: Atlas, folder: Path, words: str) -> None:
    """Take the last change back, and show the map as a link to it would."""
    forget_told()
    changed = _tried(lambda: undo(folder, who=filled().get("who", ""), expect=atlas.digest))
    if changed is None:
        return
    st.session_state["add-told"] = [("p", f"Undone: {words}")]
    if incident := being_written():
        if changed.store.find(incident).empty:
            st.session_state["written"] = NEW
            put(EMPTY)
        else:
            _hold(standing(folder, incident))
    reopen(replace(st.session_state["address"], site=""))
