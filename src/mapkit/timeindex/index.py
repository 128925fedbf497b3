"""Questions to a built index: how many in each cell of a frame during a window, and the cube of a frame.

A window's count costs two searches a group (a cell and a kind) on screen, whatever the number of incidents: bisection
over all groups together. A cube reads the lines of the groups on screen once, those of whole blocks of days where its
bins are so wide.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.cube_lines import blocks, own
from mapkit.timeindex.format import AT_ONCE, read
from mapkit.timeindex.pools import POOLS, Groups
from mapkit.timeindex.ranges import Numbers, ranks
from mapkit.timeindex.tally import Tally
from mapkit.timeindex.visible import screen, whole
from mapkit.viewcube import CODE_BITS, Frame, ViewCube, keys
from mapkit.viewcube.lines import codes_of
from mapkit.when import Window, day_number


@dataclass(frozen=True, eq=False)
class Cells:
    """A window's count: `x`, `y` (uint32) of each cell of the frame that holds anything at any time, and `count`."""

    x: NDArray[np.uint32]
    y: NDArray[np.uint32]
    count: Numbers


class TimeIndex:
    """An index that was built; never changes, and may be asked by many threads at once.

    `count` is how many incidents are dated and placed, `kinds` how many kinds there are; `undated` and `unplaced` count
    by kind what is not in it; `tells_disputed`: whether cubes have what is disputed apart.
    """

    def __init__(self, folder: Path, at_once: int = AT_ONCE) -> None:
        """Open the index of a folder; one of at most `at_once` bytes is checked whole, of a larger one what is read.

        Raises AtlasError for an index that is unfinished, cut short, changed, or of another version. Every question
        raises it too, once a page that it reads is found to have changed.
        """
        self._arrays, facts = read(folder, at_once)
        self.count: int = facts["count"]
        self.kinds: int = facts["kinds"]
        self.tells_disputed: bool = facts["disputed"]
        self._inner: int = facts["inner"]  # lines that only count as certain
        self.undated, self.unplaced = (np.array(facts[name], np.int64) for name in ("undated", "unplaced"))

    @property
    def edges(self) -> tuple[int, int] | None:
        """The first of all days at which an incident starts or has ended, and the last; None without incidents."""
        days = self._arrays["days"][:]
        return (int(days[0]), int(days[-1])) if len(days) else None

    def check(self) -> None:
        """Check all that has not been read yet, which takes a second or two for 3 GB. Raises AtlasError."""
        self._arrays.pages.need(np.arange(len(self._arrays.pages.left)))

    def groups(self, frame: Frame, only: Collection[int] | None = None) -> int:
        """How many groups of a cell and a code (`viewcube.lines`) a frame shows: what `bins_for` wants to know."""
        seen = screen(self._arrays, frame, None if only is None else codes_of(only))
        if not seen.finer:
            return len(seen.number)
        return len(np.unique(seen.groups.cell << CODE_BITS | seen.groups.code))

    def shown(self, frame: Frame, window: Window, only: Collection[int] | None = None) -> Cells:
        """For each cell of a frame how many incidents overlap a window of any days, of these kinds (None: of all)."""
        seen = screen(self._arrays, frame, self._outer(only))
        count = np.zeros(len(seen.x), np.int64)
        for cell, found in self._during(window, seen.groups):
            count += np.bincount(cell, found, len(count)).astype(np.int64)
        return Cells(seen.x, seen.y, count)

    def total(self, frame: Frame, window: Window, only: Collection[int] | None = None) -> int:
        """How many incidents of a whole frame overlap a window of any days: the sum of `shown`, in less time."""
        groups = whole(self._arrays, frame, self._outer(only))
        return sum(int(found.sum()) for _, found in self._during(window, groups))

    def cube(self, frame: Frame, only: Collection[int] | None = None) -> ViewCube:
        """The cube of a frame, of these kinds (None: of all)."""
        seen = screen(self._arrays, frame, None if only is None else codes_of(only))
        zero = np.zeros(1, np.int64)
        heads = keys(frame.numbers(seen.x, seen.y)[seen.groups.cell], seen.groups.code, zero, zero)
        tally = Tally.of(frame.bins, len(heads))
        left = blocks(self._arrays, frame, seen.number, tally)
        own(self._arrays, frame, seen.groups, left, tally)
        return ViewCube.of(frame, *tally.keyed(heads), *self._apart(only))

    def _outer(self, only: Collection[int] | None) -> list[int] | None:
        """The codes of these kinds' lines that are incidents; None where those are all lines."""
        if only is None and not self._inner:
            return None
        return codes_of(range(self.kinds) if only is None else only, inner=False)

    def _during(self, window: Window, groups: Groups) -> Iterator[tuple[Numbers, Numbers]]:
        """For each pool the cells of its groups, and how many incidents of each group overlap a window."""
        days = self._arrays["days"][:]
        before_end = int(days.searchsorted(day_number(window.end)))  # ranks below it are of days before the end
        by_start = int(days.searchsorted(day_number(window.start), "right"))
        for name, counted in POOLS:
            chosen = np.flatnonzero(groups.counted == counted)
            if len(chosen) and not window.empty:
                at, size = groups.at[chosen], groups.size[chosen]
                yield groups.cell[chosen], self._between(name, at, size, before_end, by_start)

    def _between(self, name: str, at: Numbers, size: Numbers, before_end: int, by_start: int) -> Numbers:
        """For each group of a pool, how many start before a window's end, less how many have ended by its start."""
        search, run = self._arrays[f"{name}.search"], self._arrays[f"{name}.run"]
        count = len(at)
        limits = np.repeat(np.array([before_end, by_start], np.int64), count)
        at, size = np.concatenate([at, at + len(search) // 2]), np.concatenate([size, size])
        found = ranks(search, at, size, limits)
        if len(run):
            found = np.where(found > 0, run[np.maximum(at + found - 1, 0)], 0)
        between: Numbers = found[:count] - found[count:]
        return between

    def _apart(self, only: Collection[int] | None) -> tuple[Numbers, Numbers]:
        kept = np.ones(self.kinds, bool) if only is None else np.isin(np.arange(self.kinds), list(only))
        return self.undated * kept, self.unplaced * kept
