"""Levels of cells from incidents, from the finest zoom up: a pure function, for one band of rows and for the crown.

A cell whose incidents all lie in one cell of the finer level has the same groups, and shares their lines. So a place
with a thousand incidents is stored once and not once a zoom; what is stored grows with how often places part.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mapkit.timeindex.morton import column_and_row
from mapkit.timeindex.pools import Groups, Pool, joined, keys, pooled, summed, together
from mapkit.timeindex.ranges import Numbers, begins, lines
from mapkit.viewcube import CODE_BITS, STEP


@dataclass(frozen=True, eq=False)
class Placed:
    """Lines sorted by `place` (Morton number << CODE_BITS | code, uint64).

    `pair` is ranks of start << 16 | end, uint32; `weight` says how many lines each stands for, None for one each.
    """

    place: NDArray[np.uint64]
    pair: NDArray[np.uint32]
    weight: Numbers | None = None

    @classmethod
    def sorted(cls, place: NDArray[np.uint64], pair: NDArray[np.uint32], weight: Numbers | None = None) -> "Placed":
        """Incidents of any order."""
        order = np.argsort(place)
        return cls(place[order], pair[order], None if weight is None else weight[order])


@dataclass(frozen=True, eq=False)
class Level:
    """The cells of a zoom: `cell` (row << zoom | column, uint64, sorted), `first` (first group of each, one end)."""

    zoom: int
    cell: NDArray[np.uint64]
    first: Numbers
    groups: Groups


@dataclass(frozen=True, eq=False)
class Grown:
    """Levels from the finest up, and the lines that their groups refer to."""

    levels: tuple[Level, ...]
    plain: Pool
    counted: Pool


@dataclass(frozen=True, eq=False)
class _Tier:
    """A level in Morton order: numbers of its cells, the first record of each and one end, and groups by cell."""

    zoom: int
    codes: NDArray[np.uint64]
    first: Numbers
    groups: Groups


def grown(placed: Placed, finest: int, coarsest: int, code_bits: int) -> Grown:
    """Every second level of incidents whose Morton numbers are of zoom `finest`, with their lines.

    Groups of cells that part in the finer level are new; the others are those of the finer level.

    Why that is right: a cell of a coarser zoom is the sum of up to 16 of the finer one. Where only one of these holds
    anything, the sum is that one, line by line, so the coarser cell points at the lines that are there already. Where
    two or more do, their lines are added up and written once more. Incidents are sorted by Morton number, so a coarser
    cell is a run of finer ones, and which cells are alone is told by where the numbers without their last four bits
    change.
    """
    tiers, plains, counteds = [], [], []
    lines_before = (0, 0)
    tier: _Tier | None = None
    for zoom in range(finest, coarsest - 1, -STEP):
        cells = _cells(placed, zoom, finest, tier)
        new, plain, counted = _new(placed, cells, code_bits)
        new = replace(new, at=new.at + np.where(new.counted, lines_before[1], lines_before[0]))
        tier = _Tier(zoom, cells[0], cells[1], new if tier is None else _merged(new, _inherited(tier, *cells[2:])))
        lines_before = (lines_before[0] + len(plain.start), lines_before[1] + len(counted.start))
        tiers.append(tier)
        plains.append(plain)
        counteds.append(counted)
    return Grown(tuple(map(_by_row, tiers)), joined(plains), joined(counteds))


def coarser(placed: Placed, shift: int, code_bits: int) -> Placed:
    """Incidents of cells `shift` zooms coarser: one for each different cell, kind and pair, with its weight."""
    code = placed.place >> np.uint64(CODE_BITS + 2 * shift)
    first = begins(code)
    number = np.repeat(np.arange(len(first)), np.diff(first, append=len(code)))
    key, weight = summed(keys(number, _codes(placed), placed.pair, code_bits), placed.weight)
    group = key >> np.uint64(32)
    own = group & np.uint64((1 << code_bits) - 1)
    place = code[first][(group >> np.uint64(code_bits)).astype(np.int64)] << np.uint64(CODE_BITS) | own
    return Placed(place, (key & np.uint64(0xFFFFFFFF)).astype(np.uint32), weight)


def _new(placed: Placed, cells: "_TierCells", code_bits: int) -> tuple[Groups, Pool, Pool]:
    """The groups of the cells that part in the finer level, and their lines."""
    codes, first, alone, _ = cells
    sizes = np.diff(first)
    chosen = np.repeat(~alone, sizes)
    number = np.repeat(np.arange(len(codes)), sizes)[chosen]
    weight = None if placed.weight is None else placed.weight[chosen]
    key, count = summed(keys(number, _codes(placed)[chosen], placed.pair[chosen], code_bits), weight)
    return pooled(key, count, code_bits)


_TierCells = tuple[NDArray[np.uint64], Numbers, NDArray[np.bool_], Numbers]


def _cells(placed: Placed, zoom: int, finest: int, finer: _Tier | None) -> _TierCells:
    """Numbers of the cells, their first incidents and one end, which have one finer cell only, and their first one."""
    if finer is None:
        code = placed.place >> np.uint64(CODE_BITS + 2 * (finest - zoom))
        first = begins(code)
        return code[first], np.append(first, len(code)), np.zeros(len(first), bool), first
    parents = finer.codes >> np.uint64(2 * STEP)
    heir = begins(parents)
    alone = np.diff(heir, append=len(parents)) == 1
    return parents[heir], finer.first[np.append(heir, len(parents))], alone, heir


def _inherited(finer: _Tier, alone: NDArray[np.bool_], heir: Numbers) -> Groups:
    """The groups of cells with one finer cell, under the new numbers of the cells."""
    numbers = np.full(len(finer.codes), -1)
    numbers[heir[alone]] = np.flatnonzero(alone)
    named = numbers[finer.groups.cell]
    return replace(finer.groups, cell=named)[named >= 0]


def _merged(one: Groups, other: Groups) -> Groups:
    both = together([one, other])
    return both[np.argsort(both.cell, kind="stable")]


def _by_row(tier: _Tier) -> Level:
    """The level with its cells by row and then column, so that a row of a view is one range."""
    column, row = column_and_row(tier.codes)
    cell = row << np.uint64(tier.zoom) | column
    order = np.argsort(cell)
    sizes = np.bincount(tier.groups.cell, minlength=len(cell))
    moved = tier.groups[lines((np.cumsum(sizes) - sizes)[order], sizes[order])]
    first = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes[order])])
    return Level(tier.zoom, cell[order], first, moved)


def _codes(placed: Placed) -> NDArray[np.uint32]:
    found: NDArray[np.uint32] = placed.place.astype(np.uint32) & np.uint32((1 << CODE_BITS) - 1)
    return found
