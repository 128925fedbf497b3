"""Incidents as lines of two days each, of which windows are counted.

Of the four days of an incident (`edtf.Days`) the outer two say whether a window holds it possibly, the inner two
whether it does for certain. Nearly always the inner two follow from the outer: one day of several is certain where the
window holds all of them, what lasted from a known day to another as soon as it meets the window. So most incidents are
one line, of one of two classes. Any other is two lines, one that counts for what is possible and one for what is
certain: counts are sums, so nobody asks which lines belong together.

    class     first and last day of the line    counts as possible    counts as certain
    ONE_OF    the outer ones                    where they overlap    where they lie inside
    LASTING   the outer ones                    where they overlap    where they overlap
    OUTER     the outer ones                    where they overlap    never
    CORE      the inner ones, which may cross   never                 where they overlap

A kind, whether some source disputes or denies it, and a class together are one whole number, the code, wherever lines
are sorted by kind.
"""

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

ONE_OF, LASTING, OUTER, CORE = range(4)
CLASS_BITS = 2
DISPUTE = 1 << CLASS_BITS  # the bit of a code that says so of its lines
LOW_BITS = CLASS_BITS + 1  # of a code, below its kind

Days = NDArray[np.int32]


def code_of(kind: Any, certainty: Any, disputed: Any = False) -> Any:
    """The code of a kind and a class, and of whether it is disputed (bool)."""
    return kind << LOW_BITS | disputed * np.uint8(DISPUTE) | certainty


def kind_of(code: Any) -> Any:
    """The kind of a code."""
    return code >> LOW_BITS


def class_of(code: Any) -> Any:
    """The class of a code."""
    return code & DISPUTE - 1


def disputed_of(code: Any) -> Any:
    """Whether the incidents of a code are disputed."""
    return code & DISPUTE != 0


def codes_of(kinds: Collection[int], *, inner: bool = True) -> list[int]:
    """The codes of kinds; those of lines that only count as certain too if `inner`."""
    classes = (ONE_OF, LASTING, OUTER, CORE) if inner else (ONE_OF, LASTING, OUTER)
    return [kind << LOW_BITS | said | one for kind in kinds for said in (0, DISPUTE) for one in classes]


def classes_of(start: Days, sure_start: Days, sure_end: Days, end: Days) -> NDArray[np.uint8]:
    """The class of each incident: ONE_OF, LASTING, or OUTER for one that needs a line of class CORE too.

    >>> days = np.array([[5, 5, 6, 6], [5, 8, 6, 9], [5, 5, 9, 9], [5, 7, 9, 9]]).T
    >>> classes_of(*days).tolist()
    [0, 0, 1, 2]
    """
    one_of = (sure_start == end - 1) & (sure_end == start + 1)
    lasting = (sure_start == start) & (sure_end == end)
    found: NDArray[np.uint8] = np.where(one_of, ONE_OF, np.where(lasting, LASTING, OUTER)).astype(np.uint8)
    return found
