"""Incidents as columns of whole numbers, and the cube of them: the plainest of the producers."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.viewcube.cube import ViewCube
from mapkit.viewcube.frame import Frame, keys
from mapkit.viewcube.lines import CORE, OUTER, classes_of, code_of
from mapkit.where import GRID_ZOOM


@dataclass(frozen=True, eq=False)
class Rows:
    """Incidents, one a line: cell of zoom 24, four days (`edtf.Days`) as day numbers, number of the kind, some more.

    `x`, `y` are uint32 and mean nothing where `placed` is false; the days are int32, with start <= sure_start < end and
    start < sure_end <= end, and mean nothing where `dated` is false; `kind` is uint8 or uint16. `disputed` (bool) says
    whether some source disputes or denies it.
    """

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    start: NDArray[np.int32]
    sure_start: NDArray[np.int32]
    sure_end: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[Any]
    dated: NDArray[np.bool_]
    placed: NDArray[np.bool_]
    disputed: NDArray[np.bool_]

    @classmethod
    def one_of(  # noqa: PLR0913, PLR0917 - a table has so many columns
        cls,
        x: NDArray[np.uint32],
        y: NDArray[np.uint32],
        start: NDArray[np.int32],
        end: NDArray[np.int32],
        kind: NDArray[Any],
        dated: NDArray[np.bool_],
        placed: NDArray[np.bool_],
    ) -> "Rows":
        """Incidents that are each one day of a window, nobody knows which; nobody disputes any."""
        return cls(x, y, start, end - 1, start + 1, end, kind, dated, placed, np.zeros(len(x), bool))

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, lines: Any) -> "Rows":
        return Rows(*(getattr(self, one.name)[lines] for one in fields(self)))

    def apart(self, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """By kind 0 to `kinds` - 1: how many have no date, and how many have one and no place."""
        found = (self.kind[~self.dated], self.kind[self.dated & ~self.placed])
        undated, unplaced = (np.bincount(kind, minlength=kinds).astype(np.int64) for kind in found)
        return undated, unplaced


@dataclass(frozen=True, eq=False)
class Lines:
    """The lines of dated and placed incidents (`lines`): cells of zoom 24, codes (uint32), days (half-open)."""

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    code: NDArray[np.uint32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Rows) -> "Lines":
        """Those of the rows that have a date and a place, in their order; lines of class CORE come after the others."""
        rows = rows[rows.dated & rows.placed]
        classes = classes_of(rows.start, rows.sure_start, rows.sure_end, rows.end)
        kind = rows.kind.astype(np.uint32)
        outer = (rows.x, rows.y, code_of(kind, classes, rows.disputed), rows.start, rows.end)
        two = np.flatnonzero(classes == OUTER)
        if not len(two):
            return cls(*outer)
        core = (rows.x, rows.y, code_of(kind, np.uint32(CORE), rows.disputed), rows.sure_start, rows.sure_end)
        return cls(*(np.concatenate([one, more[two]]) for one, more in zip(outer, core, strict=True)))

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, lines: Any) -> "Lines":
        return Lines(*(getattr(self, one.name)[lines] for one in fields(self)))


def cube_of_rows(rows: Rows, frame: Frame, kinds: int, only: Collection[int] | None = None) -> ViewCube:
    """The cube of a frame over rows in memory; `kinds` is how many kinds there are, `only` the ones to count."""
    if only is not None:
        rows = rows[np.isin(rows.kind, list(only))]
    lines, shift = Lines.of(rows), GRID_ZOOM - frame.zoom
    x, y = lines.x >> shift, lines.y >> shift
    held = frame.holds(x, y)
    inside = lines[held]
    cell = frame.numbers(x[held], y[held])
    key = keys(cell, inside.code, frame.bin(inside.start), frame.bin(inside.end - 1))
    return ViewCube.of(frame, key, None, *rows.apart(kinds))
