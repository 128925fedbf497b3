"""Add an incident from the page, and undo it: what is filled in goes through the same checks as any atlas.

Nothing that was filled in is lost when something is wrong with it. The page only comes here if it was started to edit.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from mapkit.app.change_list import last_words
from mapkit.app.component import show_text
from mapkit.app.session import reopen
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, ExportError, ParseError
from mapkit.incident_columns import columns, names
from mapkit.link import Link
from mapkit.names import all_names
from mapkit.records import BASES, CLAIM_TEXTS, STANCES, TOLL_COLUMNS
from mapkit.saving import add, undo
from mapkit.saving.folder.slugs import slug
from mapkit.view import View
from mapkit.when import Window
from mapkit.words import when_words

PLACES = ("A site of the atlas", "A point", "Not known")
SOURCES = ("A source of the atlas", "A new source")
DATES = "A day 2020-12-08, a month 2020-12, a span 2020-11-10/2022-08-30, about 2021-01~. Empty: not known."
FIELD = "new-"  # before the keys of the form's fields
EMPTIED = (
    "when",
    "title",
    "text",
    "lat",
    "lon",
    "precision_m",
    *TOLL_COLUMNS,
    *names(lambda one: one.listed),
    "source_title",
    "publisher",
    "url",
    "published",
    "locator",
    "said",
    "says",
)
Fields = Mapping[str, str]


def open_form(address: Link) -> None:
    """Open the form beside the map, or close it; `address` is where the map stands, which it keeps."""
    st.session_state["adding"], st.session_state["add-told"] = not st.session_state.get("adding"), []
    reopen(address)  # the map gets another place on the page


def adding_form(atlas: Atlas, folder: Path, now: Link) -> None:
    """Draw the form; `now` is what the page shows, the map's middle and open site among it. `folder` is written to."""
    with st.container(border=True, key="add-form"):
        show_text([("h2", "Add an incident")], "add-title")
        _what(atlas)
        _where(atlas, now)
        with st.expander("Killed and injured people"):
            _tolls()
        _who_says(atlas)
        name = st.text_input(
            "Your name",
            st.session_state.get("who", ""),
            key=f"{FIELD}who",
            help="Stands with the change in changes.csv.",
        )
        st.session_state["who"] = name
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Save it", type="primary", on_click=_save, args=(atlas, folder), key="save-incident")
            st.button("Close", on_click=open_form, args=(now,), key="close-form")
        if told := st.session_state.get("add-told"):
            show_text(told, "add-told-text")
        _undoing(atlas, folder)


def _what(atlas: Atlas) -> None:
    kinds = {kind.id: kind.label for kind in atlas.meta.kinds}
    text = st.text_input("Date", key=f"{FIELD}when", help=DATES)
    show_text([("p", _date_words(text))], "add-date-words")
    first, second = st.columns(2)
    first.selectbox("How the date is known", BASES, key=f"{FIELD}when_basis")
    second.selectbox("Kind", list(kinds), format_func=kinds.__getitem__, key=f"{FIELD}kind")
    st.text_input("Title", key=f"{FIELD}title")
    st.text_area("Text", key=f"{FIELD}text", height=80)
    for one in columns(lambda one: one.listed):
        st.text_input(one.label, key=f"{FIELD}{one.name}", help=f"{one.words[0].upper()}{one.words[1:]}.")


def _date_words(text: str) -> str:
    """What a date means, in a sentence, or what to write instead."""
    try:
        words = when_words(text.strip())
    except ParseError as error:
        return f"This is no date: {error}"
    return f"{words[0].upper()}{words[1:]}."


def _where(atlas: Atlas, now: Link) -> None:
    choice = st.radio("Place", PLACES, horizontal=True, key=f"{FIELD}place")
    if choice == PLACES[0]:
        names = {one.id: f"{' · '.join(all_names(one.names)) or one.id} ({one.id})" for one in atlas.places.values()}
        st.selectbox(
            "Site",
            list(names),
            None,
            format_func=names.__getitem__,
            key=f"{FIELD}site",
            placeholder="Type a name, in any script",
        )
        if now.site in names:
            st.button("Take the place that is open on the map", on_click=_put, args=({"site": now.site},))
    elif choice == PLACES[1]:
        first, second = st.columns(2)
        first.text_input("Latitude in degrees", key=f"{FIELD}lat")
        second.text_input("Longitude in degrees", key=f"{FIELD}lon")
        if now.place:
            lat, lon = (f"{value:.4f}" for value in now.place[1:])
            st.button("Take the middle of the map", on_click=_put, args=({"lat": lat, "lon": lon},))
        else:
            st.caption("Move the map, and its middle can be taken from here.")
        st.text_input("Place known to within, in metres", key=f"{FIELD}precision_m")


def _put(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        st.session_state[f"{FIELD}{name}"] = value


def _tolls() -> None:
    columns = st.columns(3)
    for place, name in enumerate(TOLL_COLUMNS):
        toll, _, bound = name.partition("_")
        columns[place % 3].text_input(f"{toll.capitalize()}, {bound}", key=f"{FIELD}{name}")


def _who_says(atlas: Atlas) -> None:
    known = {one.id: f"{one.publisher}: {one.title}" if one.publisher else one.title for one in atlas.source_list}
    if st.radio("Who says so", SOURCES, horizontal=True, key=f"{FIELD}which") == SOURCES[0]:
        st.selectbox(
            "Source",
            list(known),
            None,
            format_func=lambda one: f"{known[one]} ({one})",
            key=f"{FIELD}source",
            placeholder="Type a word of it",
        )
    else:
        _new_source(atlas)
    first, second, third = st.columns([1, 2, 1])
    first.selectbox("The source", STANCES, key=f"{FIELD}stance", help="What it does with the incident.")
    second.text_input("Where in the source", key=f"{FIELD}locator", help="A page, a paragraph, a minute.")
    third.text_input("Said on", key=f"{FIELD}said", help="The day on which it said so, if not that of the source.")
    st.text_area("What it says, in its words", key=f"{FIELD}says", height=80)


def _new_source(atlas: Atlas) -> None:
    parties = {"": "None", **{party.id: party.label for party in atlas.meta.parties}}
    first, second = st.columns(2)
    first.text_input("Title of the source", key=f"{FIELD}source_title")
    second.text_input("Publisher", key=f"{FIELD}publisher")
    first.text_input("Address (URL)", key=f"{FIELD}url")
    second.text_input("Published (EDTF)", key=f"{FIELD}published", help=DATES)
    st.selectbox("Party that it speaks for", list(parties), format_func=parties.__getitem__, key=f"{FIELD}party")


def filled() -> Fields:
    """What the form holds, by the names of its fields, without space around it."""
    found = {str(key): value for key, value in st.session_state.items() if str(key).startswith(FIELD)}
    return {key.removeprefix(FIELD): value.strip() for key, value in found.items() if isinstance(value, str)}


def rows_of(form: Fields, taken: set[str]) -> tuple[Fields, Fields, list[Fields]]:
    """The incident, the claim, and the new sources that a form asks for; `taken` are the ids that sources have."""
    fields = ["when", "when_basis", "kind", "title", "text", *TOLL_COLUMNS, *names(lambda one: one.listed)]
    fields += {PLACES[0]: ["site"], PLACES[1]: ["lat", "lon", "precision_m"]}.get(form.get("place", ""), [])
    incident = {name: form[name] for name in fields if form.get(name)}
    if not incident.get("when"):
        incident.pop("when_basis", None)
    claim = {name: form.get(name, "") for name in ("source", *CLAIM_TEXTS)}
    if form.get("which") != SOURCES[1]:
        return incident, claim, []
    source = {name: form.get(name, "") for name in ("publisher", "party", "url", "published")}
    source = {name: text for name, text in source.items() if text} | {"title": form.get("source_title", "")}
    source["id"] = claim["source"] = slug(source["title"], source.get("published", ""), taken)
    return incident, claim, [source]


def _save(atlas: Atlas, folder: Path) -> None:
    """Save what is filled in; what is wrong with it is told at the form, which stays as it is."""
    form = filled()
    incident, claim, sources = rows_of(form, {one.id for one in atlas.source_list})
    changed = _tried(lambda: add(folder, incident, [claim], sources, who=form.get("who", ""), expect=atlas.digest))
    if changed is None:
        return
    old, new = (set(one.rows(status=None)["id"]) for one in (atlas, changed))
    _put({**dict.fromkeys(EMPTIED, ""), "site": None})
    if sources:  # the next incident may well be of the same source
        _put({"which": SOURCES[0], "source": claim["source"]})
    st.session_state["add-told"] = [("p", f"Saved as {', '.join(sorted(new - old))}.")]
    for one in new - old:
        _open_at(changed, one)


def _tried(change: Callable[[], Atlas]) -> Atlas | None:
    """The changed atlas; None, with what is wrong told at the form, if it was refused."""
    try:
        return change()
    except AtlasError as error:
        lines = [("li", f"{one.text} ({one.place}, {one.code})") for one in error.problems]
        st.session_state["add-told"] = [("p", "Nothing was saved yet. Mend this, and save it again:"), *lines]
    except ExportError as error:
        st.session_state["add-told"] = [("p", f"Nothing was saved: {error}")]
    return None


def _open_at(atlas: Atlas, incident: str) -> None:
    """Open the page anew at an incident: its place's card, with a window that it lies in, and no filters."""
    row = atlas[incident]
    address: Link = st.session_state["address"]
    window = address.view.when
    if row["when"] and not Window.parse(row["when"]).overlaps(atlas.meta.window or window):
        window = Window.parse(row["when"])
    where = (address.place[0] if address.place else 9.0, float(row["lat"]), float(row["lon"])) if _placed(row) else None
    reopen(replace(address, view=View(when=window), place=where or address.place, site=row["site"] or ""))
    st.session_state["open-row"] = st.session_state["opened"], int(row["row"])


def _placed(row: Any) -> bool:
    return not pd.isna(row["lat"])


def _undoing(atlas: Atlas, folder: Path) -> None:
    """The last change in words, and a button that undoes it."""
    try:
        words = last_words(folder)
    except ExportError as error:
        words, possible = str(error), False
    else:
        possible = bool(words)
    if words:
        show_text([("p", f"The last change: {words}")], "add-last")
    if possible:
        st.button("Undo the last change", on_click=_undo, args=(atlas, folder, words), key="undo-change")


def _undo(atlas: Atlas, folder: Path, words: str) -> None:
    if _tried(lambda: undo(folder, who=filled().get("who", ""), expect=atlas.digest)) is not None:
        st.session_state["add-told"] = [("p", f"Undone: {words}")]
        reopen(replace(st.session_state["address"], site=""))
