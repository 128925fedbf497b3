"""The fields of the form in which an incident is written: what they hold, as rows, and what is wrong with each."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import streamlit as st

from mapkit.app.editing import FIELD, POINT, SITE, UNKNOWN
from mapkit.errors import Problem
from mapkit.incident_columns import columns, names
from mapkit.records import CLAIM_STATES, SOURCE_LATE, TOLL_COLUMNS
from mapkit.saving.folder.slugs import slug

OLD_SOURCE, NEW_SOURCE, NOBODY = "A source of the atlas", "A new source", "No other source"
OF_CLAIM = ("source", "stance", "says", "locator", "said")
PLACE = ("lat", "lon", "precision_m")
SOURCE = ("publisher", "party", "url", "published", "archive_url", *SOURCE_LATE)
OWN = "claim_"  # before a column of the incident that a claim names otherwise
_LISTED = columns(lambda one: one.listed)
OF_INCIDENT = ("when", "when_basis", "kind", "title", "text", *TOLL_COLUMNS, *names(lambda one: one.listed))
BOUNDS = {"low": "at least", "best": "best figure", "high": "at most"}
LABELS: dict[str, str] = {
    "when": "Date",
    "when_basis": "How the date is known",
    "kind": "Kind",
    "title": "Title",
    "text": "Text",
    **{one.name: one.label for one in _LISTED},
    "site": "Site",
    "lat": "Latitude in degrees",
    "lon": "Longitude in degrees",
    "precision_m": "Known within metres",
    **{
        name: f"{toll.capitalize()}, {BOUNDS[bound]}"
        for name in TOLL_COLUMNS
        for toll, _, bound in [name.partition("_")]
    },
    "source": "Source",
    "source_title": "Title of the source",
    "publisher": "Publisher",
    "party": "Party that it speaks for",
    "url": "Address (URL)",
    "published": "Published",
    "stance": "The source",
    "locator": "Where in the source",
    "said": "Said on",
    "says": "What it says, in its words",
    "via": "Repeats the source",
    "archive_url": "Address of a copy",
    "origin": "Derives from the source",
    "captured": "Copy kept on",
    "captured_by": "Copy kept by",
    "sha256": "SHA-256 of the copy",
    "file": "File of the copy",
    "who": "Your name",
}
LABELS |= {f"{OWN}{name}": f"{LABELS[name]}, as it says" for name in CLAIM_STATES}
OWN_CHOSEN = (f"{OWN}site", f"{OWN}kind", "via", "origin")
CHOSEN = ("kind", "site", "source", "stance", "party", "when_basis", *OWN_CHOSEN)  # from a list: None where nothing is
EMPTY: Mapping[str, Any] = {name: None if name in CHOSEN else "" for name in LABELS if name != "who"}

# What no file has words for, or words that speak of columns.
WORDS = {
    "who-missing": "Write your name: it stands with the change.",
    "title-missing": "Say in a few words what is reported.",
    "kind-missing": "Choose what sort of incident it is.",
    "source-missing": "Choose who says so, or write a new source.",
    "stance-missing": "Choose whether the source reports, confirms, disputes, denies or withdraws it.",
    "coordinates-half": "Write both, latitude and longitude, or click the map.",
    "toll-order": "At least, best figure, at most: none may be above the next.",
    "site-missing": "Choose a site; or say that it was at a point, or that nobody knows where.",
    "point-missing": "Click the map where it was, or write its latitude and longitude.",
    "precision-missing": "Say within how many metres the place is known, such as 500.",
    "source-untitled": "Say what the source is called.",
}
_AT_SOURCE = {"title": "source_title", "id": "source_title"}

Fields = Mapping[str, str]


def filled() -> Fields:
    """What the form holds, by the names of its fields, without space around it."""
    found = {str(key): value for key, value in st.session_state.items() if str(key).startswith(FIELD)}
    return {key.removeprefix(FIELD): value.strip() for key, value in found.items() if isinstance(value, str)}


def rows_of(form: Fields, taken: set[str]) -> tuple[Fields, list[Fields], list[Fields]]:
    """The incident, the claims and the new sources that a form asks for; `taken` are the ids that sources have."""
    fields = [*OF_INCIDENT, *{SITE: ("site",), POINT: PLACE}.get(form.get("place", ""), ())]
    incident = {name: form[name] for name in fields if form.get(name)}
    if not incident.get("when"):
        incident.pop("when_basis", None)
    if form.get("which") == NOBODY:
        return incident, [], []
    claim = {**{name: form.get(name, "") for name in OF_CLAIM}, **_of_its_own(form)}
    if form.get("which") != NEW_SOURCE:
        return incident, [claim], []
    source = {name: form[name] for name in SOURCE if form.get(name)} | {"title": form.get("source_title", "")}
    source["id"] = claim["source"] = slug(source["title"], source.get("published", ""), taken)
    return incident, [claim], [source]


def _of_its_own(form: Fields) -> Fields:
    """Whom a claim repeats, and what it says otherwise than the incident; nothing of what is empty."""
    fields = {"via": "via", **{name: f"{OWN}{name}" for name in CLAIM_STATES}}
    return {name: form[own] for name, own in fields.items() if form.get(own)}


def place_in(cells: Fields) -> str:
    """How the place of an incident is said: by a site, a point, or not at all."""
    return SITE if cells.get("site") else POINT if cells.get("lat") or cells.get("lon") else UNKNOWN


def opened_with(cells: Fields) -> Mapping[str, Any]:
    """What the fields hold when an incident is to be corrected, by its cells."""
    found = {name: cells.get(name) or EMPTY[name] for name in (*OF_INCIDENT, "site", *PLACE)}
    return {**EMPTY, **found, "place": place_in(cells), "which": NOBODY}


def changed_cells(form: Fields, cells: Fields) -> Fields:
    """The cells that are to be others than they are. Those of a place only where it is said in another way."""
    asked = {name: form.get(name, "") for name in OF_INCIDENT}
    if form.get("place") == POINT:
        asked |= {"site": "", **{name: form.get(name, "") for name in PLACE}}
    elif (form.get("place"), form.get("site", "")) != (place_in(cells), cells.get("site", "")):
        asked |= {"site": form.get("site", "") if form.get("place") == SITE else "", **dict.fromkeys(PLACE, "")}
    return {name: text for name, text in asked.items() if text != cells.get(name, "").strip()}


def fitting(theirs: Sequence[str], ours: Fields, cells: Fields) -> Mapping[str, Any]:
    """Fields as they stand now, where cells were changed by others (`theirs`) and not in the form (`ours`)."""
    place = {"site", *PLACE}
    left = {name for name in theirs if name not in ours and not (name in place and place & ours.keys())}
    moved = {"place"} if left & place else set[str]()
    return {name: value for name, value in opened_with(cells).items() if name in left | moved}


def lacking(form: Fields) -> Iterator[Problem]:
    """What a form needs that an atlas may do without: whoever opened a field for it has to fill it in."""
    if form.get("place") == SITE and not form.get("site"):
        yield _lack("site-missing", "site")
    if form.get("place") == POINT and not (form.get("lat") or form.get("lon")):
        yield _lack("point-missing", "lat")
    if form.get("place") == POINT and not form.get("precision_m"):
        yield _lack("precision-missing", "precision_m")
    if form.get("which") == NEW_SOURCE and not form.get("source_title"):
        yield _lack("source-untitled", "source_title")


def _lack(code: str, name: str) -> Problem:
    return Problem("the form", code, WORDS[code], ((name, WORDS[code]),))


def at_fields(problems: Sequence[Problem]) -> tuple[dict[str, str], list[str]]:
    """What is wrong by field, in words for people; and what stands at no field."""
    fields: dict[str, list[str]] = {}
    others = []
    for problem in problems:
        found = [(_field(problem.place, column), text) for column, text in problem.cells]
        for name, text in found:
            if name in LABELS:
                fields.setdefault(name, []).append(WORDS.get(problem.code) or _sentence(text))
        if not any(name in LABELS for name, _ in found):
            others.append(_sentence(problem.text))
    return {name: " ".join(dict.fromkeys(texts)) for name, texts in fields.items()}, others


def _field(place: str, column: str) -> str:
    """The field of a column; problems tell by their place whether it is of the incident, a claim or a source."""
    table = place.rpartition(", ")[2].partition(" ")[0]
    if table == "claim":
        return f"{OWN}{column}" if column in CLAIM_STATES else column
    return _AT_SOURCE.get(column, column) if table == "source" else column


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '?', '!')) else '.'}"
