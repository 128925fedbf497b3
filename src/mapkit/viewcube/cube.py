"""A cube of counts: how many incidents begin in one bin and end in another, by cell and kind."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.viewcube.frame import CODE_BITS, DAY_BITS, Frame
from mapkit.viewcube.lines import CORE, class_of, code_of, disputed_of, kind_of
from mapkit.viewcube.windows import Running

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ViewCube:
    """Lines of a frame (`lines`), counted by cell, kind, dispute, class, bin of the first day and bin of the last.

    `x`, `y`: uint32, column and row of each cell that holds something, by row and then column. The other columns are
    the pairs, sorted, none twice: `cell` (uint16, place in x and y), `kind` (uint16), `certainty` (uint8, the class),
    `disputed` (bool), `first`, `last` (uint16), `count` (uint32). `undated` and `unplaced` (int64) count by kind what
    has no date, and what has a date and no place, wherever the frame lies. Arrays cannot be written to; two cubes are
    equal if all of it is.
    """

    frame: Frame
    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    cell: NDArray[np.uint16]
    kind: NDArray[np.uint16]
    certainty: NDArray[np.uint8]
    disputed: NDArray[np.bool_]
    first: NDArray[np.uint16]
    last: NDArray[np.uint16]
    count: NDArray[np.uint32]
    undated: Numbers
    unplaced: Numbers

    def __post_init__(self) -> None:
        for field in fields(self)[1:]:
            getattr(self, field.name).flags.writeable = False

    @classmethod
    def of(
        cls, frame: Frame, keys: NDArray[np.uint64], counts: NDArray[Any] | None, undated: Numbers, unplaced: Numbers
    ) -> "ViewCube":
        """The cube of keys (`frame.keys`) in any order, with a count each or one each; equal keys are added up."""
        keys, counts = _summed(keys, counts)
        days = (1 << DAY_BITS) - 1
        block = (keys >> np.uint64(CODE_BITS + 2 * DAY_BITS)).astype(np.int64)
        begins = np.flatnonzero(np.diff(block, prepend=-1))
        numbers, cell = block[begins], np.repeat(np.arange(len(begins)), np.diff(begins, append=len(block)))
        rest = (keys & np.uint64((1 << CODE_BITS + 2 * DAY_BITS) - 1)).astype(np.int64)
        x, y = frame.cells_of(numbers)
        code, first, last = rest >> 2 * DAY_BITS, rest >> DAY_BITS & days, rest & days
        return cls(
            frame,
            x,
            y,
            cell.astype(np.uint16),
            kind_of(code).astype(np.uint16),
            class_of(code).astype(np.uint8),
            disputed_of(code),
            first.astype(np.uint16),
            last.astype(np.uint16),
            counts.astype(np.uint32),
            undated.copy(),
            unplaced.copy(),
        )

    @property
    def codes(self) -> NDArray[np.int64]:
        """The code of each pair's kind, class and dispute."""
        found: NDArray[np.int64] = code_of(self.kind.astype(np.int64), self.certainty, self.disputed)
        return found

    @property
    def total(self) -> int:
        """How many dated and placed incidents are in it, whenever they were."""
        return int(self.count[self.certainty != CORE].sum())

    def running(self, kinds: Collection[int] | None = None) -> Running:
        """The running sums from which windows are counted, of these kinds only (None: of all)."""
        kept = slice(None) if kinds is None else np.isin(self.kind, list(kinds))
        cell, first, last, count = (
            column[kept].astype(np.int64) for column in (self.cell, self.first, self.last, self.count)
        )
        return Running.of((len(self.x), self.frame.bins + 2), (cell, first, last, count), self.certainty[kept])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ViewCube):
            return NotImplemented
        same = (np.array_equal(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)[1:])
        return self.frame == other.frame and all(same)

    __hash__ = None  # type: ignore[assignment]


def _summed(keys: NDArray[np.uint64], counts: NDArray[Any] | None) -> tuple[NDArray[np.uint64], Numbers]:
    if counts is None:
        keys = np.sort(keys)
    elif not (keys[1:] > keys[:-1]).all():
        order = np.argsort(keys)
        keys, counts = keys[order], counts[order]
    begins = np.flatnonzero(np.concatenate([np.ones(min(len(keys), 1), bool), keys[1:] != keys[:-1]]))
    if counts is None:
        return keys[begins], np.diff(begins, append=len(keys))
    return keys[begins], np.add.reduceat(counts.astype(np.int64), begins) if len(keys) else np.zeros(0, np.int64)
