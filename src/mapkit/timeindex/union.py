"""Several indexes of different incidents as one: that of an atlas, and those of what was added to it since."""

from collections.abc import Callable, Collection, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.index import Cells, TimeIndex
from mapkit.timeindex.ranges import Numbers
from mapkit.viewcube import Frame, ViewCube, keys
from mapkit.when import Window


class Indexes(TimeIndex):
    """Answers as one index of all incidents would. A kind has the same number in each, more kinds come after."""

    def __init__(self, indexes: Sequence[TimeIndex]) -> None:
        """Join indexes that are open, at least one."""
        self.indexes = tuple(indexes)
        self.count = sum(one.count for one in indexes)
        self.kinds = max(one.kinds for one in indexes)
        self.tells_disputed = all(one.tells_disputed for one in indexes)
        self.undated = _sum([one.undated for one in indexes])
        self.unplaced = _sum([one.unplaced for one in indexes])

    @property
    def edges(self) -> tuple[int, int] | None:
        """The first of all days at which an incident starts or has ended, and the last; None without incidents."""
        found = [edges for one in self.indexes if (edges := one.edges)]
        return (min(first for first, _ in found), max(last for _, last in found)) if found else None

    def check(self) -> None:
        """Check all that has not been read yet. Raises AtlasError."""
        for one in self.indexes:
            one.check()

    def groups(self, frame: Frame, only: Collection[int] | None = None) -> int:
        """How many pairs of a cell and a kind a frame shows; one that stands in several indexes counts in each."""
        return sum(one.groups(frame, only) for one in self.indexes)

    def shown(self, frame: Frame, window: Window, only: Collection[int] | None = None) -> Cells:
        """For each cell of a frame how many incidents overlap a window of any days, of these kinds (None: of all)."""
        found = [one.shown(frame, window, only) for one in self.indexes]
        places = frame.numbers(_all(found, lambda cells: cells.x), _all(found, lambda cells: cells.y))
        numbers, place = np.unique(places, return_inverse=True)
        total = np.zeros(len(numbers), np.int64)
        np.add.at(total, place, _all(found, lambda cells: cells.count))
        return Cells(*frame.cells_of(numbers), total)

    def total(self, frame: Frame, window: Window, only: Collection[int] | None = None) -> int:
        """How many incidents of a whole frame overlap a window of any days."""
        return sum(one.total(frame, window, only) for one in self.indexes)

    def cube(self, frame: Frame, only: Collection[int] | None = None) -> ViewCube:
        """The cube of a frame, of these kinds (None: of all)."""
        cubes = [one.cube(frame, only) for one in self.indexes]
        return ViewCube.of(
            frame,
            _all(cubes, _keys),
            _all(cubes, lambda cube: cube.count),
            _sum([cube.undated for cube in cubes]),
            _sum([cube.unplaced for cube in cubes]),
        )


def _keys(cube: ViewCube) -> NDArray[np.uint64]:
    numbers = cube.frame.numbers(cube.x, cube.y)[cube.cell]
    return keys(numbers, cube.codes, cube.first, cube.last)


def _all(found: Sequence[Any], of: Callable[[Any], NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate([of(one) for one in found])


def _sum(columns: Sequence[Numbers]) -> Numbers:
    """Columns added up; the shorter ones have nothing in the places they lack."""
    longest = max(map(len, columns))
    zero: Numbers = np.zeros(longest, np.int64)
    return reduce(np.add, (np.pad(one, (0, longest - len(one))) for one in columns), zero)
