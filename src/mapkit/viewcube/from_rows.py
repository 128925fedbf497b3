"""Incidents as columns of whole numbers, and the cube of them: the plainest of the producers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.viewcube.cube import ViewCube
from mapkit.viewcube.frame import Frame, keys
from mapkit.where import GRID_ZOOM


@dataclass(frozen=True, eq=False)
class Rows:
    """Incidents, one a line: cell of zoom 24, window as day numbers (half-open), number of the kind.

    `x`, `y` are uint32 and mean nothing where `placed` is false; `start`, `end` are int32, start < end, and mean
    nothing where `dated` is false; `kind` is uint8 or uint16.
    """

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    kind: NDArray[Any]
    dated: NDArray[np.bool_]
    placed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, lines: Any) -> "Rows":
        columns = (self.x, self.y, self.start, self.end, self.kind, self.dated, self.placed)
        return Rows(*(column[lines] for column in columns))

    def apart(self, kinds: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """By kind 0 to `kinds` - 1: how many have no date, and how many have one and no place."""
        found = (self.kind[~self.dated], self.kind[self.dated & ~self.placed])
        undated, unplaced = (np.bincount(kind, minlength=kinds).astype(np.int64) for kind in found)
        return undated, unplaced


def cube_of_rows(rows: Rows, frame: Frame, kinds: int, only: Collection[int] | None = None) -> ViewCube:
    """The cube of a frame over rows in memory; `kinds` is how many kinds there are, `only` the ones to count."""
    if only is not None:
        rows = rows[np.isin(rows.kind, list(only))]
    shift = GRID_ZOOM - frame.zoom
    x, y = rows.x >> shift, rows.y >> shift
    held = rows.dated & rows.placed & frame.holds(x, y)
    inside = rows[held]
    cell = frame.numbers(x[held], y[held])
    key = keys(cell, inside.kind, frame.bin(inside.start), frame.bin(inside.end - 1))
    return ViewCube.of(frame, key, None, *rows.apart(kinds))
