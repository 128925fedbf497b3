"""One object for each large atlas: chooses who makes a cube, and keeps what took a whole reading of the tables."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from threading import BoundedSemaphore

from mapkit.store.cubes.by_value import ByValue, beside, by_value
from mapkit.store.cubes.cache import LRUCache
from mapkit.store.cubes.exact import Dated, between, counts_of
from mapkit.store.cubes.filtered import FilterResult
from mapkit.store.cubes.pages import Block, CellBlock, Meanwhile, Page, Pick, page_of_matches, page_of_store
from mapkit.store.cubes.sql import Numbers, apart_of_store, cube_of_tables, groups_of_store, span_of_store
from mapkit.store.cubes.viewport import Viewport
from mapkit.store.store import Counts, Store
from mapkit.timeindex import TimeIndex
from mapkit.view import View
from mapkit.viewcube import FINEST, MAX_CELLS, STEP, ViewCube, bins_for
from mapkit.when import ALWAYS, OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import BBox

MAX_BYTES = 512 << 20  # of what is kept of filters, all sessions together
BYTES = 12  # of an incident that is kept, with its share of the groups
MUCH = 0.25  # of all incidents
PARTS = 4  # one filter may take so small a part of it
MAX_VALUES_BYTES = 32 << 20  # of counts by value
MAX_COUNTS = 256  # views whose counts are kept: everybody opens an atlas with the same
AT_ONCE = 2  # cubes that are made: more at once would wait for each other at every step


@dataclass(frozen=True, eq=False)
class TooBroad:
    """A filter that lets too many through to keep them: the cube of the whole, undated and unplaced by kind."""

    whole: ViewCube

    @property
    def apart(self) -> tuple[Numbers, Numbers]:
        """Undated and unplaced by kind."""
        return self.whole.undated, self.whole.unplaced

    @property
    def nbytes(self) -> int:
        """How much memory it takes, about."""
        return self.whole.count.nbytes * 3


class Cubes:
    """Cubes, pages and counts of a large atlas, for any view. Made once for an atlas; many threads may ask at once.

    `kinds` are the ids of `atlas.meta.kinds`; a kind's number in a cube is its place there. `index` counts what asks
    nothing but kinds; what asks more is counted by the tables, and from memory as soon as what it lets through has been
    fetched, in the background. `most_bytes` bounds what is kept so. `size` is how many kinds there are, one more than
    `kinds` where some incident is of another kind.
    """

    def __init__(
        self, store: Store, kinds: Sequence[str], index: TimeIndex | None, most_bytes: int = MAX_BYTES
    ) -> None:
        self._store, self.kinds, self._index = store, tuple(kinds), index
        self.size = max(len(kinds), index.kinds if index else 0)
        self._most = most_bytes // PARTS // BYTES
        self._kept: LRUCache[View, FilterResult | TooBroad] = LRUCache(self._found, most_bytes)
        self._values: LRUCache[tuple[View, str], ByValue] = LRUCache(
            lambda asked: by_value(self._store, *asked), MAX_VALUES_BYTES
        )
        self._turn = BoundedSemaphore(AT_ONCE)
        self._counts = lru_cache(MAX_COUNTS)(self._counted)

    @cached_property
    def span(self) -> Window:
        """From the first to the last day of what is dated and placed; open ends do not stretch it."""
        edges = self._index.edges if self._index else None
        if edges and day_number(OPEN_START) < edges[0] and edges[1] < day_number(OPEN_END):
            return Window(*map(day_of, edges))
        return span_of_store(self._store.run, View())

    def cube(self, view: View, box: BBox, zoom: float, span: Window) -> ViewCube:
        """The cube of a box on a map of this zoom over a span of days; the view's own window does not count.

        Raises ParseError for a span without days.
        """
        view, viewport = view.without("when", "certain"), Viewport(box, zoom, span)
        if index := self._cube_index(view):
            with self._turn:
                return self._of_index(index, view, viewport)
        known = self._known(view, viewport)
        if isinstance(known, FilterResult):
            with self._turn:
                return known.cube(viewport)
        cube = self._of_tables(view, viewport, known.apart if known is not None else None)
        self._kept.wanted(view)
        return cube

    def whole(self, view: View) -> ViewCube:
        """The cube of the whole world in one cell over the whole span; it waits until the filter has been looked at."""
        view = view.without("when", "certain")
        if index := self._cube_index(view):
            return self._of_index(index, view, Viewport.whole(self.span))
        known = self._kept.wanted(view).result()
        return known.whole if isinstance(known, TooBroad) else known.cube(Viewport.whole(self.span))

    def page(  # noqa: PLR0913, PLR0917 - so much is what a page asks by
        self,
        view: View,
        block: CellBlock,
        window: Window,
        certain: bool = False,
        newest: bool = True,
        text: str = "",
        start: int = 0,
        size: int = 50,
        meanwhile: Meanwhile | None = None,
    ) -> Page:
        """`size` incidents from `start` on: those of a block of cells, of a window, with all words of `text`.

        `block` is the zoom of the grid, half-open columns and half-open rows. Only those inside the window count if
        `certain`; they come by their first day, the last first if `newest`. The view's own window does not count.
        `meanwhile` is called with the numbers of the page's rows in a thread of its own, where those are known before
        the rows are read. Raises ParseError for what is no block of the grid and no page.
        """
        pick = Pick(Block(*block), window, certain, newest, text, start, size)
        view = view.without("when", "certain")
        known = None if view.without("kind") == View() else self._known(view)
        if isinstance(known, FilterResult) and pick.block.frame.cells <= MAX_CELLS and pick.block.zoom <= FINEST:
            return page_of_matches(self._store, known, pick, meanwhile)
        return page_of_store(self._store, view, pick, self._total(view, pick))

    def _total(self, view: View, pick: Pick) -> int | None:
        """How many incidents a pick finds, as far as the index knows."""
        block, index = pick.block, self._index_for(view)
        if index is None or pick.text or pick.certain or block.zoom > FINEST or block.zoom % STEP:
            return None
        return index.total(block.frame, pick.window, self._only(view))

    def ready(self, view: View) -> bool:
        """Whether `whole` and `counts` would answer without reading the tables; they are being read after a `cube`."""
        view = view.without("when", "certain")
        return self._index_for(view) is not None or self._kept.ready(view) is not None

    def counts(self, view: View) -> Counts:
        """How many incidents are shown, certain, possible, outside, undated and unplaced, exact to the day."""
        return self._counts(view)

    def _counted(self, view: View) -> Counts:
        filters, window = view.without("when", "certain"), view.when
        if index := self._index_for(filters):
            only = self._only(view)
            undated = index.undated if only is None else index.undated[sorted(only)]
            unplaced = self._unplaced.during(window, view.certain, only)
            with self._turn:
                shown = between(index, window, only)
            return counts_of(view, shown, int(undated.sum()), unplaced, self._count)
        known = self._kept.wanted(filters).result()
        if isinstance(known, TooBroad):
            return self._store.counts(view)
        unplaced = known.apart.during(window, view.certain)
        return counts_of(view, known.between(window), int(known.undated.sum()), unplaced, self._count)

    def disputed(self, view: View) -> int:
        """How many of what is shown some source disputes or denies."""
        filters = view.without("when", "certain")
        if self._index_for(filters):
            return self._disputed.during(view.when, view.certain, self._only(view))
        known = self._kept.wanted(filters).result()
        if isinstance(known, FilterResult):
            return known.disputed.during(view.when, view.certain)
        return int(self._store.count(view, ["disputed"]).get(True, 0))

    def by_value(self, view: View, part: str, seconds: float) -> dict[str, int] | None:
        """How many incidents each value of a part would show (`by_value.by_value`); None where that takes longer.

        It is found out in the background then, one part after the other, and once for all who ask the same. Raises
        ParseError for a part without values.
        """
        with suppress(TimeoutError):
            return self._values.wanted((beside(view, part), part)).result(seconds).counts
        return None

    def indexed(self, view: View) -> bool:
        """Whether the time index answers a view: it asks nothing but a window and kinds."""
        return self._index_for(view.without("when", "certain")) is not None

    @cached_property
    def _disputed(self) -> Dated:
        return Dated.disputed(self._store.run, View(), self.kinds)

    @cached_property
    def _unplaced(self) -> Dated:
        if self._index and not self._index.unplaced.any():
            return Dated.none()
        return Dated.unplaced(self._store.run, View(), self.kinds)

    @cached_property
    def _count(self) -> int:
        """How many incidents there are."""
        found: int = self._store.run("SELECT count(*) FROM incidents", ()).column(0)[0].as_py()
        return found

    def _index_for(self, view: View) -> TimeIndex | None:
        """The index, if a view asks nothing but kinds, and only those that have numbers of their own."""
        named = self.size == len(self.kinds) or all(kind in self.kinds for ids in view.kind for kind in ids)
        return self._index if named and view.without("kind") == View() else None

    def _cube_index(self, view: View) -> TimeIndex | None:
        """The same for cubes, in which what is disputed stands apart: one of before does not know it."""
        index = self._index_for(view)
        return index if index and (index.tells_disputed or not len(self._disputed.count)) else None

    def _only(self, view: View) -> Collection[int] | None:
        """The numbers of the kinds a view asks for; None for all."""
        if not view.kind:
            return None
        asked = frozenset.intersection(*view.kind)
        return {number for number, kind in enumerate(self.kinds) if kind in asked}

    def _of_index(self, index: TimeIndex, view: View, viewport: Viewport) -> ViewCube:
        only = self._only(view)
        return index.cube(viewport.frame(bins_for(index.groups(viewport.frame(), only))), only)

    def _of_tables(self, view: View, viewport: Viewport, apart: tuple[Numbers, Numbers] | None) -> ViewCube:
        """By SQL; the bins are as many as what the index holds allows, or what the tables say."""
        frame, run = viewport.frame(), self._store.run
        if self._index:
            groups = self._index.groups(frame, self._only(view))
        else:
            groups = groups_of_store(run, view, frame, self.kinds)
        apart = apart or apart_of_store(run, view, self.kinds, self.size)
        return cube_of_tables(run, view, viewport.frame(bins_for(groups)), self.kinds, apart)

    def _known(self, view: View, viewport: Viewport | None = None) -> "FilterResult | TooBroad | None":
        """What has been found out about a filter; waits where the tables would take no less time.

        They do where claims are asked for, all of which they read, and where much of everything is in sight.
        """
        known = self._kept.ready(view)
        if known is None and (view.source or view.party or (viewport and self._share(viewport) > MUCH)):
            return self._kept.wanted(view).result()
        return known

    def _share(self, viewport: Viewport) -> float:
        """How much of all incidents on the map is in sight, as far as the index knows."""
        if self._index is None or not self._index.count:
            return 0.0
        return self._index.total(viewport.frame(), ALWAYS) / self._index.count

    def _found(self, view: View) -> FilterResult | TooBroad:
        run = self._store.run
        found = FilterResult.of_store(run, view, self.kinds, self.size, self._most)
        return TooBroad(self._of_tables(view, Viewport.whole(self.span), None)) if found is None else found
