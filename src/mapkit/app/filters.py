"""The filters under the map: what they hold, what a link opens them with, and what of a link they cannot show."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf, isfinite
from typing import Any

import streamlit as st

from mapkit.app.address import beyond, picked
from mapkit.app.component import show_text
from mapkit.app.session import Own
from mapkit.atlas import Atlas
from mapkit.link import Link
from mapkit.number_range import Range
from mapkit.records import STANCES, TOLLS
from mapkit.store.incident_table import asked_name
from mapkit.view import PARTS, View
from mapkit.where import FARTHEST_M

PICKED = {"kind": "Kinds", "party": "Parties", "source": "Sources", "layer": "Layers"}  # filters that are lists
MAX_VALUES = 500  # of a column, that can be picked
MAX_PEOPLE = 10**9 - 1
NO_TEXT = "(empty)"

SAID_BY = {"reports": "Reported by", "confirms": "Confirmed by", "disputes": "Disputed by", "denies": "Denied by"}

Choices = Mapping[str, Mapping[str, str]]


def choices_of(atlas: Atlas) -> Choices:
    """What can be picked in each filter that is a list: ids with their labels."""
    meta = atlas.meta
    return {
        "kind": {kind.id: kind.label for kind in meta.kinds},
        "party": {party.id: party.label for party in meta.parties},
        "source": {source.id: source.publisher or source.title for source in atlas.source_list},
        "layer": {layer.id: layer.label for layer in meta.layers},
    }


def stances_of(choices: Choices) -> dict[tuple[str, str], str]:
    """What can be picked of stances: each by anybody and by each party, as (stance, party) with its label."""
    by = {"": "anybody", **choices["party"]}
    return {(stance, party): f"{SAID_BY[stance]} {label}" for stance in STANCES for party, label in by.items()}


def fitting(view: View, columns: Sequence[str]) -> View:
    """A view without values in columns that the atlas does not have: `columns` are its own."""
    view = named(view)
    sets = {pairs: frozenset(pair for pair in pairs if pair[0] in columns) for pairs in view.own}
    return replace(view, own=frozenset(kept for pairs, kept in sets.items() if kept or not pairs))


def named(view: View) -> View:
    """A view with own columns by their names in a store: links of before say those of some as the file does."""
    sets = (frozenset((asked_name(column), value) for column, value in pairs) for pairs in view.own)
    return replace(view, own=frozenset(sets))


def tell_opened(choices: Choices, opened: View, columns: Sequence[str]) -> None:
    """Tell what of a link the atlas does not have, and what no filter can show, which can be dropped."""
    left = [f"{name} {one!r}" for name in PICKED for one in picked(opened, name) if one not in choices[name]]
    stances = stances_of(choices)
    left += [f"party {party!r}" for stance, party in picked(opened, "stance") if (stance, party) not in stances]
    asked = {column for pairs in named(opened).own for column, _ in pairs}
    left += [f"column {one!r}" for one in sorted(asked.difference(columns))]
    if left:
        words = f"This atlas has no {', no '.join(left)}: the link's filter leaves that out."
        show_text([("p", words)], "strange")
    if (more := beyond(fitting(opened, columns))) != View():
        _tell_narrowed(more)


def _tell_narrowed(more: View) -> None:
    """Tell what the link asks beyond the filters, and offer to drop it."""
    told, button = st.columns([5, 1])
    with told:
        show_text([("p", f"The link narrows the atlas to {more}")], "narrowed")
    if button.button("Show everything"):
        address: Link = st.session_state["address"]
        st.session_state["address"] = replace(address, view=address.view.without(*_asked(more)))
        st.rerun()


def _asked(view: View) -> list[str]:
    """The parts of a view that ask something."""
    return [name for name in PARTS if getattr(view, name) != getattr(View(), name)]


def _shown(view: View) -> View:
    """The parts of a view that the fields show."""
    return view.without(*_asked(beyond(view)))


def held(choices: Choices, opened: View, columns: Sequence[str]) -> View:
    """What the filters under the map hold; before they are drawn, what the page was opened with."""
    opened = _shown(opened)
    ids = {name: st.session_state.get(f"filter-{name}", _known(choices, opened, name)) for name in PICKED}
    tolls = {toll: _range(*_edges_held(toll, getattr(opened, toll))) for toll in TOLLS}
    metres = _range(None, st.session_state.get("filter-precision", _edges(opened.precision)[1]))
    column, texts = _values_held(opened, columns)
    return View.of(
        **{name: values or None for name, values in ids.items()},
        **tolls,
        precision=metres,
        text=st.session_state.get("filter-text", _words(opened)) or None,
        own=[(column, text) for text in texts] or None,
        stance=st.session_state.get("filter-stance", _known_stances(choices, opened)) or None,
        disputed=st.session_state.get("filter-disputed", opened.disputed),
        certain=st.session_state.get("filter-certain", opened.certain),
    )


def _known(choices: Choices, opened: View, name: str) -> list[str]:
    return [one for one in picked(opened, name) if one in choices[name]]


def _known_stances(choices: Choices, opened: View) -> list[tuple[str, str]]:
    known = stances_of(choices)
    return [pair for pair in picked(opened, "stance") if pair in known]


def _words(view: View) -> str:
    return " ".join(sorted(view.text))


def _edges(asked: Range) -> tuple[int | None, int | None]:
    """The lowest and the highest number of a range; None is an open side."""
    low, high = (int(edge) if isfinite(edge) else None for edge in (asked.low, asked.high))
    return low, high


def _edges_held(toll: str, opened: Range) -> tuple[int | None, int | None]:
    low, high = _edges(opened)
    return st.session_state.get(f"filter-{toll}-low", low), st.session_state.get(f"filter-{toll}-high", high)


def _range(low: int | None, high: int | None) -> Range:
    return Range(low=-inf if low is None else low) & Range(high=inf if high is None else high)


def _values_opened(opened: View) -> tuple[str | None, list[str]]:
    """The column and the texts that the page was opened with."""
    pairs = picked(opened, "own")
    return (pairs[0][0] if pairs else None), [text for _, text in pairs]


def _values_held(opened: View, columns: Sequence[str]) -> tuple[str | None, list[str]]:
    first, texts = _values_opened(opened)
    column = st.session_state.get("filter-column", first)
    if column not in columns:
        return None, []
    return column, st.session_state.get(_values_key(column, columns), texts if column == first else [])


def _values_key(column: str, columns: Sequence[str]) -> str:
    return f"filter-values-{columns.index(column)}"


def show_filters(atlas: Atlas, choices: Choices, opened: View, mine: Own | None) -> None:
    """The filters under the map, opened with what the link says; `mine` is the session's own atlas if it is shown."""
    opened = _shown(named(opened))
    for column, (name, label) in zip(st.columns(len(PICKED)), PICKED.items(), strict=True):
        column.multiselect(
            label,
            list(choices[name]),
            _known(choices, opened, name),
            key=f"filter-{name}",
            format_func=choices[name].__getitem__,
            placeholder="All",
        )
    text, stance, disputed, certain = st.columns([3, 2, 1, 1], vertical_alignment="bottom")
    text.text_input("Search in titles, texts, quotes and names of places", _words(opened), key="filter-text")
    stances = stances_of(choices)
    stance.multiselect(
        "Stances",
        list(stances),
        _known_stances(choices, opened),
        key="filter-stance",
        format_func=stances.__getitem__,
        placeholder="All",
        help="What one claim says of the incident, by anybody or by one party.",
    )
    disputed.toggle(
        "Disputed only",
        opened.disputed,
        key="filter-disputed",
        help="Leave out incidents that no source disputes or denies.",
    )
    certain.toggle(
        "Certain only",
        opened.certain,
        key="filter-certain",
        help="Leave out incidents whose date is too wide to lie in the window for sure.",
    )
    with st.expander("More filters", expanded=not {*TOLLS, "precision", "own"}.isdisjoint(_asked(opened))):
        _numbers(opened)
        if atlas.store.own:
            _values(atlas, opened, mine)


def _numbers(opened: View) -> None:
    """How many were killed and injured, and how well places are known."""
    fields = iter(st.columns(2 * len(TOLLS) + 1, vertical_alignment="bottom"))
    for toll in TOLLS:
        for edge, words, value in zip(("low", "high"), ("least", "most"), _edges(getattr(opened, toll)), strict=True):
            label = f"{toll.capitalize()}, at {words}"
            _whole(next(fields), label, value, MAX_PEOPLE, f"filter-{toll}-{edge}", "no number")
    value = _edges(opened.precision)[1]
    _whole(next(fields), "Known within, metres", value, FARTHEST_M, "filter-precision", "no precision")


def _whole(field: Any, label: str, value: int | None, most: int, key: str, unknown: str) -> None:  # noqa: PLR0913, PLR0917 - what a field is
    st.session_state.setdefault(key, value)  # as a default it could not be emptied
    field.number_input(
        label,
        0,
        most,
        None,
        1,
        key=key,
        placeholder="Any",
        help=f"Leaves out incidents of which {unknown} is stated: unknown is not none.",
    )


def _values(atlas: Atlas, opened: View, mine: Own | None) -> None:
    """A column of the user's own, and the values that are looked for in it; they are counted when it is chosen."""
    columns, (first, texts) = atlas.store.own, _values_opened(opened)
    left, right = st.columns([1, 3])
    st.session_state.setdefault("filter-column", first)
    column = left.selectbox("Column", columns, None, key="filter-column", placeholder="None")
    if column is None:
        return
    chosen, known = texts if column == first else [], _frequent(atlas, mine, column)
    many = len(known) == MAX_VALUES
    right.multiselect(
        "Value",
        list(dict.fromkeys([*known, *chosen])),
        chosen,
        key=_values_key(column, columns),
        format_func=lambda text: text or NO_TEXT,
        placeholder="All",
        accept_new_options=many,
        help=f"The {MAX_VALUES} most frequent are listed; any other can be typed." if many else None,
    )


def _frequent(atlas: Atlas, mine: Own | None, column: str) -> list[str]:
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
