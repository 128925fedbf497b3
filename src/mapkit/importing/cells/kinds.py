"""Kinds of incidents from the cells of a column: each text is a kind, with a colour and a shape of its own."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import count

from mapkit.drawing.style import OKABE_ITO
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.names import fold
from mapkit.records import SHAPES, Kind

COLOURS = ("blue", "vermillion", "bluish green", "orange", "reddish purple", "sky blue", "yellow", "black")
MAX_KINDS = 40  # pairs of a colour and a shape before the first comes again
UNSTATED, OTHER = "Not stated", "Other"
_NO_WORD = re.compile(r"[\W_]+")


def kind_label(cell: str, mapping: TableMap) -> str:
    """The label of the kind that a cell says, as the mapping has it."""
    text = trimmed(cell)
    return mapping.kinds.get(text, text) if text and not missing(text) else UNSTATED


def are_many(labels: Iterable[str], most: int = MAX_KINDS) -> bool:
    """Whether a column has more kinds than a map can tell apart, so that its own words are kept beside the kind."""
    return len({*labels}) > most


def made_kinds(labels: Iterable[str], known: Mapping[str, str] | None = None) -> dict[str, Kind]:
    """The kind of each label, the most frequent first; `known` gives ids that are set already.

    Of more labels than a map can tell apart the largest stay, and the rest are one kind, Other, which stands last.
    `labels` may be counts too.
    """
    counts = Counter(labels)
    ids = dict(known or {})
    ranked = [label for label, _ in counts.most_common()]
    kept = ranked if known or len(ranked) <= MAX_KINDS else ranked[: MAX_KINDS - 1]
    for label in kept:
        ids.setdefault(label, kind_id(label, ids.values()))
    rest = next((ids[label] for label in kept if fold(label) == fold(OTHER)), kind_id(OTHER, ()))
    ids |= {label: rest for label in ranked if label not in ids}
    names = {ids[label]: label for label in reversed(ranked) if label in kept and (not known or ids[label] != rest)}
    own = [id_ for id_ in dict.fromkeys(ids[label] for label in kept) if id_ in names]
    order = [*own, *({ids[label] for label in ranked} - {*own})]
    kinds = {id_: numbered_kind(place, id_, names.get(id_, OTHER)) for place, id_ in enumerate(order)}
    return {label: kinds[ids[label]] for label in ranked}


def kinds_told(kinds: Mapping[str, Kind], column: str) -> list[str]:
    """What is to be said of labels that have no kind of their own."""
    if len(kinds) == len({*kinds.values()}):
        return []
    words = f"{len(kinds):,} different kinds, of which a map tells {MAX_KINDS} apart: the largest stay"
    return [f"{column}: {words}, the others are {OTHER}, and their names stay in the column"]


def kind_id(label: str, taken: Collection[str]) -> str:
    """An id for a kind that no other has: its label, folded, with hyphens."""
    name = _NO_WORD.sub("-", fold(label)).strip("-") or "kind"
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def numbered_kind(place: int, id_: str, label: str) -> Kind:
    """A kind with the colour and the shape of its place, from 0, among the kinds of an atlas."""
    return Kind(id_, label, OKABE_ITO[COLOURS[place % len(COLOURS)]], SHAPES[place % len(SHAPES)])
