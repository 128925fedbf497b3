"""The set of ids that are taken is a set."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.large.id_set import FIRST, IdSet

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=30)


@given(st.lists(TEXTS, max_size=5), TEXTS)
def test_it_is_a_set(blocks: list[list[str]], asked: list[str]) -> None:
    """After any blocks of texts, what is taken and how many are taken is as with a set."""
    taken, plain = IdSet(), set[str]()
    for block in blocks:
        taken.update(block)
        plain.update(block)
    assert taken.among(asked).tolist() == [text in plain for text in asked]
    assert taken.count == len(plain)
    assert taken.among([*plain]).all()


def test_it_grows() -> None:
    """Many times as many as there was room for at first are all found, and nothing else is."""
    taken = IdSet()
    for start in range(0, 20 * FIRST, 1000):
        taken.update(map(str, range(start, start + 1000)))
        taken.update(map(str, range(start, start + 500)))
    count = taken.count
    assert taken.among([*map(str, range(count))]).all()
    assert not np.any(taken.among([f"x{number}" for number in range(count)]))
    assert 20 * FIRST <= count < 20 * FIRST + 1000
