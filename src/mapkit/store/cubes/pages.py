"""The incidents behind some cells of a cube, a page at a time, from the tables."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from mapkit.errors import ParseError
from mapkit.store.cubes.filtered import FilterResult, Found
from mapkit.store.cubes.sql import Numbers
from mapkit.store.store import Store
from mapkit.store.where_clause import Condition, shown_of
from mapkit.timeindex import morton
from mapkit.view import View
from mapkit.viewcube import FINEST, Frame
from mapkit.when import Window
from mapkit.where import GRID_ZOOM

MAX_ROWS = 1000  # of a page

CellBlock = tuple[int, tuple[int, int], tuple[int, int]]
Meanwhile = Callable[[Sequence[int]], None]


@dataclass(frozen=True)
class Block:
    """CellBlock of the grid of a zoom: half-open columns and rows. Raises ParseError for cells that there are not."""

    zoom: int
    columns: tuple[int, int]
    rows: tuple[int, int]

    def __post_init__(self) -> None:
        whole = all(type(one) is int for one in (self.zoom, *self.columns, *self.rows))
        if not whole or not 0 <= self.zoom <= GRID_ZOOM or not all(map(self._inside, (self.columns, self.rows))):
            text = f"{self}: give a zoom of 0 to {GRID_ZOOM}, and columns and rows as (low, high), 0 <= low < high"
            raise ParseError("block-unreadable", f"{text} <= 2 to the zoom")

    def _inside(self, edges: tuple[int, int]) -> bool:
        return 0 <= edges[0] < edges[1] <= 1 << self.zoom

    @property
    def frame(self) -> Frame:
        """The block as a frame, of no span to speak of."""
        return Frame(self.zoom, (self.columns,), self.rows, 0, 1, 1)

    @property
    def condition(self) -> Condition:
        """Whether an incident lies in the block."""
        edges = (edge << GRID_ZOOM - self.zoom for edge in (*self.columns, *self.rows))
        return Condition("i.cell_x >= ? AND i.cell_x < ? AND i.cell_y >= ? AND i.cell_y < ?", tuple(edges))


@dataclass(frozen=True)
class Pick:
    """Which incidents of a block: those of a window (only those inside it if `certain`) that have all words of `text`.

    Of these, `size` from number `start` on, by their first day, the last first if `newest`. Raises ParseError for
    numbers that make no page.
    """

    block: Block
    window: Window
    certain: bool = False
    newest: bool = True
    text: str = ""
    start: int = 0
    size: int = 50

    def __post_init__(self) -> None:
        if self.start < 0 or not 0 < self.size <= MAX_ROWS:
            text = f"{self.size} from {self.start}: ask for 1 to {MAX_ROWS} incidents, from 0 or more"
            raise ParseError("page-unreadable", text)

    def within(self, view: View) -> View:
        """The view narrowed to the window and the words; its own window does not count."""
        return view.without("when", "certain") & View.of(when=self.window, certain=self.certain, text=self.text)


@dataclass(frozen=True, eq=False)
class Page:
    """How many incidents there are in all, and those of the page in order, with the columns of `Store.at`."""

    total: int
    rows: pd.DataFrame


def page_of_store(store: Store, view: View, pick: Pick, total: int | None = None) -> Page:
    """The incidents that a pick finds among those that a view shows at any time.

    `total` is how many those are, where somebody knows: the tables are not asked for it then.
    """
    asked = shown_of(pick.within(view)) & pick.block.condition
    turn = "DESC" if pick.newest else "ASC"
    rows = partial(
        store.picked, asked, f'ORDER BY i."start" {turn}, i."row" {turn} LIMIT ? OFFSET ?', [pick.size, pick.start]
    )
    if total is not None:
        return Page(total, rows())
    with ThreadPoolExecutor(1) as beside:
        counted = beside.submit(_total, store, asked)
        return Page(rows=rows(), total=counted.result())


def _total(store: Store, asked: Condition) -> int:
    """How many there are."""
    sql = f"SELECT count(*) FROM incidents i WHERE {asked.sql}"  # noqa: S608 - names are ours, values bound
    found: int = store.run(sql, asked.values).column(0)[0].as_py()
    return found


def page_of_matches(store: Store, matches: FilterResult, pick: Pick, meanwhile: Meanwhile | None = None) -> Page:
    """The same, among incidents that are in memory; the tables are asked for words, and for the rows of the page."""
    found = matches.during(pick.block.frame, pick.window, pick.certain)
    if pick.text:
        found = found[np.isin(found.row, _said(store, pick))]
    order = np.lexsort((found.row, found.start))
    page = found[(order[::-1] if pick.newest else order)[pick.start : pick.start + pick.size]]
    return Page(len(found), _read(store, page, meanwhile))


def _said(store: Store, pick: Pick) -> Numbers:
    """Rows of a block and a window that have the words."""
    asked = shown_of(pick.within(View())) & pick.block.condition
    rows: Numbers = store.run(f'SELECT i."row" FROM incidents i WHERE {asked.sql}', asked.values)["row"].to_numpy()  # noqa: S608 - names are ours, values bound
    return rows


def _read(store: Store, page: Found, meanwhile: Meanwhile | None) -> pd.DataFrame:
    """Whole rows in this order: read only where they are, in the smallest box and span of days around them."""
    among = Condition("FALSE")
    if len(page):
        sql = 'i.cell_x >= ? AND i.cell_x < ? AND i.cell_y >= ? AND i.cell_y < ? AND i."start" >= ? AND i."start" < ?'
        shift, (x, y) = GRID_ZOOM - FINEST, (edge.astype(np.int64) for edge in morton.column_and_row(page.code))
        cells = (edge << shift for column in (x, y) for edge in (column.min(), column.max() + 1))
        among = Condition(sql, tuple(map(int, (*cells, page.start.min(), page.start.max() + 1))))
    rows = page.row.tolist()
    with ThreadPoolExecutor(1) as beside:
        done = beside.submit(meanwhile, rows) if meanwhile else None
        found = store.at(rows, among)
        if done:
            done.result()
    return found.set_index("row", drop=False).loc[page.row].reset_index(drop=True)
