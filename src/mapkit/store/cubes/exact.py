"""Counts exact to the day without the tables: of kinds from the index, of what a filter lets through from memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mapkit.edtf import Days
from mapkit.store.cubes.sql import Numbers, numbered
from mapkit.store.store import Counts, Run
from mapkit.store.where_clause import FOUR_DAYS, Condition, shown_of, status_of
from mapkit.timeindex import TimeIndex
from mapkit.view import View
from mapkit.viewcube import Frame
from mapkit.when import ALWAYS, Window, day_number


@dataclass(frozen=True, eq=False)
class Dated:
    """Incidents as different kinds and days, and how many of each: few enough to look through at every question.

    The days are the four of `edtf.Days`.
    """

    kind: NDArray[Any]
    start: NDArray[np.int32]
    sure_start: NDArray[np.int32]
    sure_end: NDArray[np.int32]
    end: NDArray[np.int32]
    count: Numbers

    @classmethod
    def unplaced(cls, run: Run, view: View, kinds: Sequence[str]) -> "Dated":
        """Those that a view finds in the tables with a date and no place, which no cube holds."""
        state = status_of(view)
        sql = f"i.\"start\" IS NOT NULL AND i.lon IS NULL AND {state.sql} = 'unplaced'"
        return cls._of_store(run, Condition(sql, state.values), kinds)

    @classmethod
    def disputed(cls, run: Run, view: View, kinds: Sequence[str]) -> "Dated":
        """Those that a view shows and some source disputes or denies."""
        return cls._of_store(run, Condition("i.disputed") & shown_of(view), kinds)

    @classmethod
    def none(cls) -> "Dated":
        """No incidents."""
        days = np.zeros(0, np.int32)
        return cls(np.zeros(0, np.uint16), days, days, days, days, np.zeros(0, np.int64))

    @classmethod
    def of(cls, table: pa.Table) -> "Dated":
        """Of incidents one by one: columns kind (a number) and the four days."""
        keys = ["kind", *Days._fields]
        groups = table.select(keys).group_by(keys).aggregate([([], "count_all")])
        return cls(*(groups[name].to_numpy() for name in (*keys, "count_all")))

    @classmethod
    def _of_store(cls, run: Run, which: Condition, kinds: Sequence[str]) -> "Dated":
        kind = numbered(kinds)
        sql = (
            f"SELECT {kind.sql} AS kind, {FOUR_DAYS}, count(*) AS n FROM incidents i "  # noqa: S608 - names are ours, values bound
            f"WHERE {which.sql} GROUP BY ALL"
        )
        table = run(sql, [*kind.values, *which.values])
        return cls(*(table[name].to_numpy() for name in ("kind", *Days._fields, "n")))

    @property
    def nbytes(self) -> int:
        """How much memory they take."""
        return sum(one.nbytes for one in vars(self).values())

    def during(self, window: Window, certain: bool, only: Collection[int] | None = None) -> int:
        """How many were in a window, possibly or for certain, of these kinds (None: of all)."""
        first, after = day_number(window.start), day_number(window.end)
        start, end = (self.sure_start, self.sure_end) if certain else (self.start, self.end)
        kept = (start < after) & (end > first)
        if only is not None:
            kept = kept & np.isin(self.kind, list(only))
        return 0 if window.empty else int(self.count[kept].sum())


def counts_of(view: View, between: tuple[int, int], undated: int, unplaced: int, everything: int) -> Counts:
    """What `Store.counts` says; `between` is how many were in the view's window for certain and how many possibly."""
    certain, possible = between
    shown = certain if view.certain else possible
    return Counts(shown, certain, possible, everything - shown - undated - unplaced, undated, unplaced, everything)


def between(index: TimeIndex, window: Window, only: Collection[int] | None) -> tuple[int, int]:
    """How many were in a window for certain and how many possibly: the world in one cell, the window in one bin."""
    if window.empty:
        return 0, 0
    world = Frame(0, ((0, 1),), (0, 1), day_number(window.start), window.days, 1)
    if window == ALWAYS:
        count = index.total(world, window, only)
        return count, count  # nothing reaches beyond
    running = index.cube(world, only).running()
    return int(running.certain(0, 1).sum()), int(running.shown(0, 1).sum())
