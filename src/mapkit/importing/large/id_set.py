"""The ids that are taken, in 16 bytes each: of two texts that are not the same, no two can be expected to have these.

Each id is kept as two of Python's hashes (SipHash under a key drawn for the process: Aumasson and Bernstein 2012), in a
table with open addressing, so that a block of ids is looked up in a few passes over columns. Ten million ids as texts
in a set would take a gigabyte.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

FULL = 0.75  # of the table, before it grows
FIRST = 1 << 12
BLOCK = 1 << 20  # slots that are moved at once
_OTHER = "\N{NULL}"  # before an id, for the second hash

Hashes = NDArray[np.uint64]


class IdSet:
    """A set of texts that only grows."""

    def __init__(self) -> None:
        self._table = np.zeros((FIRST, 2), np.uint64)  # 0, 0 where it is empty
        self.count = 0

    def among(self, texts: Sequence[str]) -> NDArray[np.bool_]:
        """Which of the texts are taken."""
        hashes = _hashes(texts)
        found = np.zeros(len(hashes), bool)
        for todo, held in self._probed(hashes):
            found[todo] = (held == hashes[todo]).all(1)
        return found

    def update(self, texts: Iterable[str]) -> None:
        """Take these; any of them may be taken, or stand among them twice."""
        hashes = _hashes(list(dict.fromkeys(texts)))
        while self.count + len(hashes) > FULL * len(self._table):
            self._grow()
        self._put(hashes)

    def _grow(self) -> None:
        old, self._table = self._table, np.zeros((2 * len(self._table), 2), np.uint64)
        self.count = 0
        for block in np.array_split(old, -(-len(old) // BLOCK)):  # putting in takes several times their bytes
            self._put(block[block.any(1)])

    def _put(self, hashes: Hashes) -> None:
        """Put in hashes that are all different."""
        slots = self._slots(hashes)
        todo = np.arange(len(hashes))
        while len(todo):
            empty = todo[~self._table[slots[todo]].any(1)]
            self._table[slots[empty]] = hashes[empty]  # of several that want one slot, the last has it
            same = (self._table[slots[todo]] == hashes[todo]).all(1)
            self.count += int(np.isin(empty, todo[same]).sum())
            todo = todo[~same]
            slots[todo] = (slots[todo] + 1) % len(self._table)

    def _probed(self, hashes: Hashes) -> Iterable[tuple[NDArray[np.int64], Hashes]]:
        """The numbers of hashes, and what is in a slot of each: slot after slot, until it is there or one is empty."""
        slots = self._slots(hashes)
        todo = np.arange(len(hashes))
        while len(todo):
            held = self._table[slots[todo]]
            yield todo, held
            todo = todo[held.any(1) & (held != hashes[todo]).any(1)]
            slots[todo] = (slots[todo] + 1) % len(self._table)

    def _slots(self, hashes: Hashes) -> NDArray[np.int64]:
        slots: NDArray[np.int64] = (hashes[:, 0] % np.uint64(len(self._table))).astype(np.int64)
        return slots


def _hashes(texts: Sequence[str]) -> Hashes:
    first = np.fromiter(map(hash, texts), np.int64, len(texts))
    second = np.fromiter((hash(_OTHER + text) for text in texts), np.int64, len(texts))
    return np.stack([first.view(np.uint64), second.view(np.uint64) | np.uint64(1)], 1)
