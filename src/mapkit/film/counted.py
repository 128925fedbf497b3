"""The squares of all frames of a film from one question: how many begin and end between which edges, by cell and kind.

A frame's window runs from one edge to another, and is counted by running sums (`mapkit.viewcube.Running`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.atlas import Atlas
from mapkit.drawing.marks import cells_of
from mapkit.picture.cells import box_of_frame, squares, top_of, zoom_of
from mapkit.picture.frame import Frame
from mapkit.picture.symbols import Symbol
from mapkit.store.where_clause import FOUR_DAYS, LINES, shown_of
from mapkit.view import View
from mapkit.viewcube import Running
from mapkit.when import Window, day_number
from mapkit.where import GRID_ZOOM

MAX_SUMS = 60_000_000  # of running sums that are kept: half a gigabyte
BEYOND = -1  # in place of a column: what the map does not show, which counts all the same

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of a film by cell, kind and whether they are disputed, and their sums over `edges`.

    `x`, `y`, `kind` and `disputed` are those of each such group, by cell.
    `edges` are day numbers; every frame's window runs from one of them to another.
    """

    frame: Frame
    windows: Sequence[Window]
    edges: Numbers
    x: Numbers
    y: Numbers
    kind: NDArray[Any]
    disputed: NDArray[np.bool_]
    running: Running
    certain: bool

    @cached_property
    def top(self) -> int:
        """The power of ten that no square of any frame exceeds."""
        seen, most = np.flatnonzero(self.x != BEYOND), 1
        first = np.flatnonzero((np.diff(self.x[seen], prepend=-2) != 0) | (np.diff(self.y[seen], prepend=-2) != 0))
        for window in self.windows if len(seen) else ():
            most = max(most, int(np.add.reduceat(self._count(window)[seen], first).max()))
        return top_of(most)

    def shown(self, window: Window) -> int:
        """How many incidents a frame shows, those beyond the map included."""
        return int(self._count(window).sum())

    def marks(self, atlas: Atlas) -> list[Symbol]:
        """The squares of the frame of this atlas's window."""
        count, certain = self._count(atlas.view.when), self.running.certain(*self._between(atlas.view.when))
        kept = np.flatnonzero((count > 0) & (self.x != BEYOND))
        counts = {"count": count, "certain": certain, "disputed": count * self.disputed}
        columns = {"x": self.x, "y": self.y, "kind": self.kind, **counts}
        found = cells_of({name: column[kept] for name, column in columns.items()})
        return squares(self.frame, atlas, found, self.top)

    def _count(self, window: Window) -> Numbers:
        """How many of each group are shown."""
        between = self._between(window)
        return self.running.certain(*between) if self.certain else self.running.shown(*between)

    def _between(self, window: Window) -> tuple[int, int]:
        low, high = np.searchsorted(self.edges, [day_number(window.start), day_number(window.end)])
        return int(low), int(high)


def counted(frame: Frame, atlas: Atlas, windows: Sequence[Window]) -> Counted | None:
    """The counts of a film over these windows; None where they would fill the memory, and each frame is asked for."""
    edges = np.unique([day_number(day) for one in windows for day in (one.start, one.end)])
    table = atlas.store.run(*_sql(frame, atlas.view.without("when", "certain"), edges))
    x, y, p, q, n, c = (table[name].to_numpy().astype(np.int64) for name in ("x", "y", "p", "q", "n", "c"))
    kind, disputed = (table[name].to_numpy(zero_copy_only=False) for name in ("kind", "disputed"))
    other = np.append(np.ones(min(len(x), 1), bool), (kind[1:] != kind[:-1]) | (disputed[1:] != disputed[:-1]))
    first = np.flatnonzero(other | (np.diff(x, prepend=-2) != 0) | (np.diff(y, prepend=-2) != 0))
    if len(first) * (len(edges) + 1) > MAX_SUMS:
        return None
    group = np.repeat(np.arange(len(first)), np.diff(first, append=len(x)))
    running = Running.of((len(first), len(edges) + 1), (group, p, q, n), c.astype(np.uint8))
    x, y, kind, disputed = (one[first] for one in (x, y, kind, disputed))
    return Counted(frame, windows, edges, x, y, kind, disputed, running, atlas.view.certain)


def _sql(frame: Frame, view: View, edges: Numbers) -> tuple[str, list[Any]]:
    """Each day has its place among the edges in a table of days, since edges lie at any distance from each other."""
    shown, box, shift = shown_of(view), box_of_frame(frame), GRID_ZOOM - zoom_of(frame)
    days = np.arange(edges[0] - 1, edges[-1] + 1)
    places = [days.tolist(), np.searchsorted(edges, days, "right").tolist()]
    ends = [int(days[0]), int(days[-1])]
    inside = shown_of(View(where=frozenset((box,))))
    lines = " UNION ALL ".join(
        f"SELECT i.*, {one} AS c, {first} AS f, {last} AS l FROM shown i WHERE {which.sql}"  # noqa: S608 - names are ours, values bound
        for one, first, last, which in LINES
    )
    sql = (
        "WITH days AS (SELECT unnest(?) AS d, unnest(?) AS b), "  # noqa: S608 - names are ours, values bound
        f"shown AS (SELECT cell_x, cell_y, kind, disputed, {FOUR_DAYS}, {inside.sql} AS inside "
        f"FROM incidents i WHERE {shown.sql}), lines AS ({lines}) "
        f"SELECT CASE WHEN inside THEN (cell_x >> {shift})::BIGINT ELSE {BEYOND} END AS x, "
        f"CASE WHEN inside THEN (cell_y >> {shift})::BIGINT ELSE {BEYOND} END AS y, kind, disputed, "
        "c, p.b AS p, q.b AS q, count(*) AS n FROM lines "
        "JOIN days p ON p.d = greatest(least(f, ?), ?) JOIN days q ON q.d = greatest(least(l, ?), ?) "
        "GROUP BY ALL ORDER BY x, y, kind, disputed, c, p, q"
    )
    return sql, [*places, *inside.values, *shown.values, ends[1], ends[0], ends[1], ends[0]]
