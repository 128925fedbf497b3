"""Kinds from the cells of a column, also from more of them than a map can tell apart."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.cells.kinds import MAX_KINDS, OTHER, are_many, kinds_told, made_kinds


@given(st.lists(st.text("abцԱ -", min_size=1, max_size=3), max_size=400))
def test_every_label_has_a_kind(labels: list[str]) -> None:
    """Up to 40 labels each is a kind of its own; of more the largest 39 stay and the others are one, the last."""
    kinds = made_kinds(labels)
    counts = Counter(labels)
    assert kinds.keys() == counts.keys()
    different = list(dict.fromkeys(kinds.values()))
    assert len({kind.id for kind in different}) == len(different) <= MAX_KINDS
    own = [label for label, kind in kinds.items() if kind.label == label]
    if are_many(labels):
        assert len(own) == MAX_KINDS - 1
        assert different[-1].label == OTHER
        assert min(counts[label] for label in own) >= max(counts[label] for label in {*labels} - {*own})
        assert len(kinds_told(kinds, "type")) == 1
    else:
        assert len(own) == len(counts)
        assert kinds_told(kinds, "type") == []


def test_a_kind_that_is_called_other_takes_the_others() -> None:
    """A table's own "Other" is the kind of what has none of its own: a map has no two of that name."""
    kinds = made_kinds(["other"] * 9 + [f"k{number}" for number in range(60)] * 2)
    assert len({kind.id for kind in kinds.values()}) == MAX_KINDS - 1
    assert kinds["k59"] == kinds["other"]
