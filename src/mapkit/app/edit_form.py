"""Add an incident from the page, correct one that stands, and undo it: checked as any atlas is.

What is wrong with what is filled in is told at its field, all of it at once, and nothing is lost. The page only comes
here if it was started to edit.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from mapkit.app.component import show_text
from mapkit.app.edit_fields import BOUNDS, EMPTY, LABELS, NEW_SOURCE, NOBODY, OLD_SOURCE, OWN, opened_with
from mapkit.app.edit_saving import forget_told, save, undo_last, undoable, wrong_at
from mapkit.app.editing import FIELD, NEW, PLACES, POINT, SITE, being_written, close_form, put
from mapkit.app.session import reopen
from mapkit.atlas import Atlas
from mapkit.errors import MapkitError, ParseError
from mapkit.incident_columns import columns
from mapkit.link import Link
from mapkit.names import all_names
from mapkit.records import BASES, STANCES, TOLLS
from mapkit.saving.folder.edit import standing
from mapkit.words import BASIS_WORDS, when_words

DATES = "A day 2020-12-08, a month 2020-12, a span 2020-11-10/2022-08-30, about 2021-01~. Empty: not known."
ASKED = {NEW: "Click the map where it was, or fill in the form."}


def open_form(atlas: Atlas, folder: Path, incident: str, address: Link) -> None:
    """Open the form beside the map, for a new incident (NEW) or one to correct; `address` is where the map stands."""
    fields: Mapping[str, Any] = {
        **EMPTY,
        "place": SITE if atlas.places else POINT,
        "which": OLD_SOURCE if atlas.source_list else NEW_SOURCE,
        "kind": atlas.meta.kinds[0].id if len(atlas.meta.kinds) == 1 else None,
    }
    forget_told()
    if incident:
        try:
            st.session_state["form-cells"] = found = standing(folder, incident)
        except MapkitError as error:
            st.session_state["add-told"] = [("p", f"It cannot be corrected: {error}")]
            incident = NEW
        else:
            fields = opened_with(found.cells)
    st.session_state["written"] = incident
    put(fields)
    reopen(address)  # the map gets another place on the page


def writing_form(atlas: Atlas, folder: Path, now: Link) -> None:
    """Draw the form; `now` is what the page shows, the open site among it. `folder` is written to."""
    incident = being_written() or NEW
    with st.container(border=True, key="add-form"):
        title = atlas[incident]["title"] if incident in atlas.store.find(incident)["id"].tolist() else ""
        show_text(
            [("h2", f"Correct \N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}")]
            if incident
            else [("h2", "Add an incident"), ("p", ASKED[NEW])],
            "add-title",
        )
        _what(atlas)
        _where(atlas, now)
        with st.expander("Killed and injured people"):
            _tolls()
        _who_says(atlas, incident)
        _text("who", help="Stands with the change in changes.csv.", value=st.session_state.get("who", ""))
        _buttons(atlas, folder, incident, now)


def _buttons(atlas: Atlas, folder: Path, incident: str, now: Link) -> None:
    st.session_state["who"] = st.session_state[f"{FIELD}who"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Save it", type="primary", on_click=save, args=(atlas, folder, incident), key="save-incident")
        st.button("Close", on_click=close_form, args=(now,), key="close-form")
    if told := st.session_state.get("add-told"):
        show_text(told, "add-told-text")
    if words := undoable(folder):
        show_text([("p", f"The last change: {words}")], "add-last")
        st.button("Undo the last change", on_click=undo_last, args=(atlas, folder, words), key="undo-change")


def _wrong(name: str, place: Any = None) -> None:
    """What is wrong with a field, below it."""
    if words := wrong_at(name):
        with place or st.container():
            show_text([("alert", words)], f"wrong-{name}")


def _text(name: str, place: Any = st, **more: Any) -> None:
    with place.container():
        st.text_input(LABELS[name], key=f"{FIELD}{name}", **more)
        _wrong(name)


def _choice(name: str, options: Sequence[str], place: Any = st, **more: Any) -> None:
    with place.container():
        st.selectbox(LABELS[name], options, None, key=f"{FIELD}{name}", **more)
        _wrong(name)


def _what(atlas: Atlas) -> None:
    _text("when", help=DATES)
    show_text([("p", _date_words(st.session_state[f"{FIELD}when"]))], "add-date-words")
    first, second = st.columns(2)
    _choice("when_basis", BASES, first, format_func=BASIS_WORDS.__getitem__, placeholder="Not said")
    _kind("kind", atlas, second, placeholder="Choose one")
    _text("title")
    st.text_area(LABELS["text"], key=f"{FIELD}text", height=80)
    for one in columns(lambda one: one.listed):
        _text(one.name, help=f"{one.words[0].upper()}{one.words[1:]}.")


def _date_words(text: str) -> str:
    """What a date means, in a sentence, or what to write instead."""
    try:
        words = when_words(text.strip())
    except ParseError as error:
        return f"This is no date: {error}"
    return f"{words[0].upper()}{words[1:]}."


def _where(atlas: Atlas, now: Link) -> None:
    choice = st.radio("Place", PLACES, horizontal=True, key=f"{FIELD}place")
    if choice == SITE:
        _site("site", atlas, placeholder="Type a name, in any script")
        if now.site in atlas.places and now.site != st.session_state[f"{FIELD}site"]:
            st.button("Take the place that is open on the map", on_click=put, args=({"site": now.site},))
    elif choice == POINT:
        first, second, third = st.columns(3)
        _text("lat", first)
        _text("lon", second)
        _text("precision_m", third)


def _tolls(own: str = "") -> None:
    for toll in TOLLS:
        for place, bound in zip(st.columns(len(BOUNDS)), BOUNDS, strict=True):
            _text(f"{own}{toll}_{bound}", place)


def _who_says(atlas: Atlas, incident: str) -> None:
    if incident:
        said = [
            f"{one.source.publisher or one.source.title} {one.stance}: {one.says}" for one in _claims(atlas, incident)
        ]
        show_text([("p", "Who says something of it so far:"), *(("li", one) for one in said)], "add-claims")
    ways = ([NOBODY] if incident else []) + [OLD_SOURCE, NEW_SOURCE]
    which = st.radio("Who else says so" if incident else "Who says so", ways, horizontal=True, key=f"{FIELD}which")
    if which == NOBODY:
        return
    if which == OLD_SOURCE:
        _source("source", atlas, placeholder="Type a word of it")
    else:
        _new_source(atlas)
    first, second, third = st.columns([1, 2, 1])
    _choice(
        "stance",
        STANCES,
        first,
        help="Whether it reports, confirms, disputes, denies or withdraws it.",
        placeholder="Choose",
    )
    _text("locator", second, help="A page, a paragraph, a minute.")
    _text("said", third, help="The day on which it said so, if not that of the source.")
    st.text_area(LABELS["says"], key=f"{FIELD}says", height=80)
    with st.expander("What it says otherwise, and whom it repeats"):
        _otherwise(atlas)


def _otherwise(atlas: Atlas) -> None:
    """What the source says of the incident's own columns, where that is another day, place, kind or toll."""
    _source("via", atlas, placeholder="Nobody", help="Whoever said it first.")
    _text(f"{OWN}when", help=DATES)
    _kind(f"{OWN}kind", atlas, placeholder="As the incident")
    _site(f"{OWN}site", atlas, placeholder="As the incident")
    for name, place in zip(("lat", "lon", "precision_m"), st.columns(3), strict=True):
        _text(f"{OWN}{name}", place)
    _tolls(OWN)


def _kind(name: str, atlas: Atlas, place: Any = st, **more: Any) -> None:
    """A choice of one of the atlas's kinds."""
    kinds = {kind.id: kind.label for kind in atlas.meta.kinds}
    _choice(name, list(kinds), place, format_func=kinds.__getitem__, **more)


def _site(name: str, atlas: Atlas, **more: Any) -> None:
    """A choice of one of the atlas's sites, by any of its names."""
    names = {one.id: f"{' · '.join(all_names(one.names)) or one.id} ({one.id})" for one in atlas.places.values()}
    _choice(name, list(names), format_func=names.__getitem__, **more)


def _source(name: str, atlas: Atlas, **more: Any) -> None:
    """A choice of one of the atlas's sources."""
    known = {one.id: f"{one.publisher}: {one.title}" if one.publisher else one.title for one in atlas.source_list}
    _choice(name, list(known), format_func=lambda one: f"{known[one]} ({one})", **more)


def _claims(atlas: Atlas, incident: str) -> Sequence[Any]:
    return atlas.claims_by_incident.get(incident, ())


def _new_source(atlas: Atlas) -> None:
    parties = {party.id: party.label for party in atlas.meta.parties}
    first, second = st.columns(2)
    _text("source_title", first)
    _text("publisher", second)
    _text("url", first)
    _text("published", second, help=DATES)
    _choice("party", list(parties), format_func=parties.__getitem__, placeholder="None")
    with st.expander("Where it comes from, and which copy was kept"):
        _source("origin", atlas, placeholder="Nobody", help="The source that it repeats or derives from.")
        for name in ("archive_url", "captured", "captured_by", "sha256", "file"):
            _text(name, **({"help": DATES} if name == "captured" else {}))
