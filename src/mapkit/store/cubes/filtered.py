"""What a filter lets through, in memory: fetched once, sorted by place, and counted for any frame after that.

A line is an incident, or the days on which one was for certain (`viewcube.lines`): two ranks of days, no more. Lines of
one cell of zoom 20 and one code follow each other and are a group, so that what is looked up for a frame is
looked up by group, and a line costs a few additions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.edtf import Days
from mapkit.store.cubes.exact import Dated
from mapkit.store.cubes.sql import Numbers, apart_of_store, numbered
from mapkit.store.cubes.viewport import Viewport
from mapkit.store.store import Run
from mapkit.store.where_clause import FOUR_DAYS, shown_of
from mapkit.timeindex import morton
from mapkit.timeindex.ranges import lines, sliced
from mapkit.view import View
from mapkit.viewcube import CODE_BITS, DAY_BITS, FINEST, Frame, ViewCube, bins_for, keys
from mapkit.viewcube.lines import CORE, ONE_OF, OUTER, class_of, classes_of, code_of, codes_of
from mapkit.when import OPEN_END, OPEN_START, Window, day_number
from mapkit.where import GRID_ZOOM

PIECE = 1 << 18  # lines that are counted at once, few enough to stay near the processor
MAX_TABLE = 1 << 21  # pairs of a cell and a kind that are numbered by a table
DAY_MASK = (1 << DAY_BITS) - 1
NEAR = 4  # incidents of fewer bins are counted in a table
FIRST_DAY, LAST_DAY = day_number(OPEN_START), day_number(OPEN_END)


@dataclass(frozen=True, eq=False)
class Found:
    """Incidents: their row numbers, first days (int32), and the Morton numbers (uint64) of their cells of zoom 20."""

    row: NDArray[np.int32]
    start: NDArray[np.int32]
    code: NDArray[np.uint64]

    def __getitem__(self, lines: Any) -> "Found":
        return Found(self.row[lines], self.start[lines], self.code[lines])

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True, eq=False)
class FilterResult:
    """Dated and placed incidents by group, in the order of `place` (uint64: Morton number of zoom 20, then the code).

    `first` (int64, one more than groups) is the first line of each group; no group has more than PIECE lines, so that a
    place may come twice. `start` and `end` are ranks in `days` (int32, sorted), `row` (int32) is the number of the
    incident. `undated` and `unplaced` (int64) count the others by kind, `apart` has the days of the unplaced,
    `disputed` those of the disputed.
    """

    place: NDArray[np.uint64]
    first: Numbers
    start: NDArray[Any]
    end: NDArray[Any]
    row: NDArray[np.int32]
    days: NDArray[np.int32]
    undated: Numbers
    unplaced: Numbers
    apart: Dated
    disputed: Dated

    @classmethod
    def of_store(cls, run: Run, view: View, kinds: Sequence[str], size: int, most: int) -> "FilterResult | None":
        """What a view shows, or None if it is more than `most`; at least `size` kinds are counted."""
        shown, kind = shown_of(view), numbered(kinds)
        sql = (
            f'SELECT i.cell_x AS x, i.cell_y AS y, {FOUR_DAYS}, i."row", i.disputed, '  # noqa: S608 - names are ours, values bound
            f"({kind.sql})::USMALLINT AS kind FROM incidents i "
            f"WHERE {shown.sql} LIMIT ?"
        )
        table = run(sql, [*kind.values, *shown.values, most + 1])
        if len(table) > most:
            return None
        dated = Dated.unplaced(run, view, kinds), Dated.of(table.filter(table["disputed"]))
        return cls._sorted(table, apart_of_store(run, view, kinds, size), *dated)

    @classmethod
    def _sorted(cls, table: pa.Table, counts: tuple[Numbers, Numbers], *dated: Dated) -> "FilterResult":
        shift = np.uint32(GRID_ZOOM - FINEST)
        cell = morton.code(*(table[name].to_numpy() >> shift for name in "xy"))
        start, sure_start, sure_end, end = (table[name].to_numpy() for name in Days._fields)
        classes, kind, row = (
            classes_of(start, sure_start, sure_end, end),
            table["kind"].to_numpy(),
            table["row"].to_numpy(),
        )
        place = cell << np.uint64(CODE_BITS) | code_of(kind.astype(np.uint64), classes, table["disputed"].to_numpy())
        if len(two := np.flatnonzero(classes == OUTER)):
            place = np.append(place, place[two] | np.uint64(CORE))
            start, end = np.append(start, sure_start[two]), np.append(end, sure_end[two])
            row = np.append(row, row[two])
        order = np.argsort(place, kind="stable")
        place = place[order]
        begins = np.union1d(np.flatnonzero(np.diff(place)) + 1, np.arange(0, len(place), PIECE))
        start, end, row = start[order], end[order], row[order]
        days, start, end = _ranked(start, end)
        return cls(place[begins], np.append(begins, len(place)), start, end, row, days, *counts, *dated)

    @property
    def nbytes(self) -> int:
        """How much memory they take."""
        columns = (self.place, self.first, self.start, self.end, self.row, self.apart, self.disputed)
        return sum(one.nbytes for one in columns)

    def __len__(self) -> int:
        return len(self.start)

    def cube(self, viewport: Viewport) -> ViewCube:
        """The cube of what is in sight, in as many bins as its pairs of a cell and a kind allow."""
        groups, cell = self._seen(viewport.frame())
        pair, heads = self._paired(groups, cell)
        frame = viewport.frame(bins_for(len(heads)))
        none = np.zeros(0, np.uint64), np.zeros(0, np.int64)
        key, count = zip(none, *self._counted(frame, groups, pair, heads), strict=True)
        return ViewCube.of(frame, np.concatenate(key), np.concatenate(count), self.undated, self.unplaced)

    def between(self, window: Window) -> tuple[int, int]:
        """How many were in a window for certain and how many possibly."""
        if window.empty:
            return 0, 0
        first, after = (np.searchsorted(self.days, day_number(day)) for day in (window.start, window.end))
        ended, last = (np.searchsorted(self.days, day_number(day), "right") for day in (window.start, window.end))
        inside, overlapping = (self.start >= first) & (self.end < last), (self.start < after) & (self.end >= ended)
        classes = class_of(self.place).astype(np.uint8)
        if not classes.any():  # all are one day of several
            return int(inside.sum()), int(overlapping.sum())
        classes = np.repeat(classes, np.diff(self.first))
        certain = np.where(classes == ONE_OF, inside, overlapping & (classes != OUTER))
        return int(certain.sum()), int((overlapping & (classes != CORE)).sum())

    def during(self, frame: Frame, window: Window, certain: bool) -> "Found":
        """The incidents in a frame's cells that were in a window, possibly or only those for certain."""
        groups, _ = self._seen(frame)
        sizes = self.first[groups + 1] - self.first[groups]
        line, places = lines(self.first[groups], sizes), np.repeat(self.place[groups], sizes)
        start, end = self.days[self.start[line]], self.days[self.end[line]]
        first, after, classes = day_number(window.start), day_number(window.end), class_of(places)
        kept = overlapping = (start < after) & (end > first) & (not window.empty)
        if certain:
            sure = self.row[line[overlapping & (classes == CORE)]]
            kept = np.where(classes == ONE_OF, overlapping & (start >= first) & (end <= after), overlapping)
            kept &= (classes != OUTER) | np.isin(self.row[line], sure)
        kept = kept & (classes != CORE)
        return Found(self.row[line[kept]], start[kept], places[kept] >> np.uint64(CODE_BITS))

    def _seen(self, frame: Frame) -> tuple[Numbers, Numbers]:
        """The groups in a frame, in order, and the cell of each: its place in the block."""
        code = morton.code(*frame.cells_of(np.arange(frame.cells)))
        cells = np.argsort(code)
        shift = np.uint64(2 * (FINEST - frame.zoom) + CODE_BITS)
        low, high = (np.searchsorted(self.place, edge << shift) for edge in (code[cells], code[cells] + np.uint64(1)))
        return lines(low, high - low), np.repeat(cells, high - low)

    def _paired(self, groups: Numbers, cell: Numbers) -> tuple[Numbers, NDArray[np.uint64]]:
        """For each group the number of its cell and code, which are told as keys; numbers follow the groups' order."""
        code = (self.place[groups] & np.uint64((1 << CODE_BITS) - 1)).astype(np.int64)
        codes = codes_of([len(self.undated)])[-1] + 1
        turn = np.cumsum(np.diff(cell, prepend=-1) != 0) - 1
        both = turn * codes + code
        if len(both) and both[-1] < MAX_TABLE:
            found = np.zeros(both[-1] + codes, bool)
            found[both] = True
            place, pair = np.flatnonzero(found), np.cumsum(found)[both] - 1
        else:
            place, pair = np.unique(both, return_inverse=True)
        cells, zero = cell[np.flatnonzero(np.diff(turn, prepend=-1))], np.zeros(1, np.int64)
        return pair, keys(cells[place // codes], place % codes, zero, zero)

    def _counted(
        self, frame: Frame, groups: Numbers, pair: Numbers, heads: NDArray[np.uint64]
    ) -> Iterator[tuple[NDArray[np.uint64], Numbers]]:
        """Keys and counts, a piece after the other; a key may come in two.

        A line is counted under (pair, first bin, how many bins later it ends). Pairs are numbered in the order of the
        groups, so those of one piece are few and their numbers follow each other: a table over (pair, first bin) is
        small enough to stay in the processor's cache, and is added to without sorting a line. Bins are looked up by the
        rank of a day, once for each different day and not once for each line.
        """
        at = self.first[groups]
        size = self.first[groups + 1] - at
        firsts, lasts = frame.bin(self.days), frame.bin(self.days - 1)
        edges = np.unique(np.append(np.searchsorted(np.cumsum(size), np.arange(0, size.sum(), PIECE)), len(size)))
        for low, high in pairwise(edges):
            part = slice(low, high)
            least, most = pair[part].min(), pair[part].max() + 1
            first = firsts.take(sliced(self.start, at[part], size[part]))
            last = lasts.take(sliced(self.end, at[part], size[part]))
            last -= first
            first += _spread((pair[part] - least) * (frame.bins + 2), size[part])
            place, length, count = _tallied(first, last, (most - least) * (frame.bins + 2))
            group, first = np.divmod(place, frame.bins + 2)
            yield heads[least + group] | (first << DAY_BITS | (first + length) & DAY_MASK).astype(np.uint64), count


def _ranked(start: Any, end: Any) -> tuple[NDArray[np.int32], NDArray[Any], NDArray[Any]]:
    """The different days of two columns, sorted, and the columns as ranks among them, in as few bytes as hold them."""
    seen = np.zeros(LAST_DAY - FIRST_DAY + 1, bool)
    seen[start - FIRST_DAY] = seen[end - FIRST_DAY] = True
    found = np.flatnonzero(seen)
    rank = (np.cumsum(seen) - 1).astype(np.uint16 if len(found) <= 1 << 16 else np.uint32)
    return (found + FIRST_DAY).astype(np.int32), rank[start - FIRST_DAY], rank[end - FIRST_DAY]


def _tallied(place: Numbers, length: Numbers, places: int) -> tuple[Numbers, Numbers, Numbers]:
    """The different pairs of a place (below `places`) and a length, and how often each comes.

    Short ones are counted in a table of NEAR + 1 columns, whose last takes the long ones and is thrown away; the few
    long ones are sorted. A length below zero, of inner days that cross, comes as what it is modulo 2 ** DAY_BITS.
    """
    long = np.flatnonzero((length >= NEAR) | (length < 0))
    far, times = np.unique(place[long] << DAY_BITS | length[long] & DAY_MASK, return_counts=True)
    length[long] = NEAR
    near = np.bincount(place * (NEAR + 1) + length, minlength=places * (NEAR + 1))
    near.reshape(-1, NEAR + 1)[:, NEAR] = 0
    filled = np.flatnonzero(near)
    found = (*np.divmod(filled, NEAR + 1), near[filled]), (far >> DAY_BITS, far & DAY_MASK, times)
    place, length, count = (np.concatenate(columns) for columns in zip(*found, strict=True))
    return place, length, count


def _spread(values: Numbers, sizes: Numbers) -> Numbers:
    """Each value so many times (at least once): what `np.repeat` does, which is slow for short runs."""
    steps = np.zeros(int(sizes.sum()), np.int64)
    steps[np.cumsum(sizes) - sizes] = np.diff(values, prepend=0)
    return np.cumsum(steps, out=steps)
