"""Kinds of incidents from the cells of a column: each text is a kind, with a colour and a shape of its own."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import count

from mapkit.drawing.style import OKABE_ITO
from mapkit.errors import AtlasError, Problem
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.names import fold
from mapkit.records import SHAPES, Kind

COLOURS = ("blue", "vermillion", "bluish green", "orange", "reddish purple", "sky blue", "yellow", "black")
MAX_KINDS = 40  # pairs of a colour and a shape before the first comes again
UNSTATED = "Not stated"
_NO_WORD = re.compile(r"[\W_]+")


def kind_label(cell: str, mapping: TableMap) -> str:
    """The label of the kind that a cell says, as the mapping has it."""
    text = trimmed(cell)
    return mapping.kinds.get(text, text) if text and not missing(text) else UNSTATED


def made_kinds(labels: Iterable[str], column: str, known: Mapping[str, str] | None = None) -> dict[str, Kind]:
    """Kinds by label, the most frequent first; `known` gives ids that are set already.

    `labels` may be counts too. Raises AtlasError if there are more than a map can tell apart.
    """
    counts = Counter(labels)
    if len(counts) > MAX_KINDS:
        some = ", ".join(repr(label) for label, _ in counts.most_common(3))
        words = f"{len(counts):,} different kinds ({some}, ...): give another column, or labels in [kinds]"
        raise AtlasError([Problem(f"column {column!r}", "kinds-many", f"{words}; a map tells {MAX_KINDS} apart")])
    ids = dict(known or {})
    for label, _ in counts.most_common():
        ids.setdefault(label, kind_id(label, ids.values()))
    return {label: numbered_kind(place, ids[label], label) for place, (label, _) in enumerate(counts.most_common())}


def kind_id(label: str, taken: Collection[str]) -> str:
    """An id for a kind that no other has: its label, folded, with hyphens."""
    name = _NO_WORD.sub("-", fold(label)).strip("-") or "kind"
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def numbered_kind(place: int, id_: str, label: str) -> Kind:
    """A kind with the colour and the shape of its place, from 0, among the kinds of an atlas."""
    return Kind(id_, label, OKABE_ITO[COLOURS[place % len(COLOURS)]], SHAPES[place % len(SHAPES)])
