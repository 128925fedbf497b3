from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Lock
from time import sleep

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.mercator import grid
from mapkit.store.cubes import Cubes, cube_of_store
from mapkit.store.cubes.filtered import FilterResult
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table, incident_table
from mapkit.store.store import Store
from mapkit.timeindex import TimeIndex, build
from mapkit.view import View
from mapkit.viewcube import Frame, Rows, ViewCube, cube_of_rows
from mapkit.when import Window
from mapkit.where import BBox
from support import world
from support.cubes import counted, frames, oracle
from support.examples import examples
from support.strategies import views
from support.world import AS_OF, IDS, KINDS, LATS, LONS, OWN, OWN_VALUES, SITES, WORDS, answers, make_world

WORLD = make_world(300)
TABLE = incident_table(WORLD.records, SITES, WORLD.claims, list(OWN), AS_OF)
CLAIMS = claim_table(WORLD.claims)
STORE = duckdb_store(TABLE, CLAIMS)
EVERYWHERE = Frame.of(BBox(-180, -90, 180, 90), 4, Window.parse("2020"))

questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()},
    st.sampled_from(WORDS),
    st.dates(date(2019, 12, 28), date(2021, 6, 1)),
    st.sampled_from(OWN_VALUES),
)


@st.composite
def world_frames(draw: st.DrawFn) -> Frame:
    """Frames whose edges lie on the places of the world, those across the antimeridian among them."""
    south, north = sorted((draw(st.sampled_from(LATS)), draw(st.sampled_from(LATS))))
    box = BBox(draw(st.sampled_from(LONS)), south, draw(st.sampled_from(LONS)), north)
    span = draw(st.sampled_from(("2020", "2020-12", "1999/2021-02", "../..", "2021-05-04")))
    return Frame.of(box, draw(st.integers(0, 18)), Window.parse(span), draw(st.sampled_from((2, 50, 1024))))


@pytest.fixture(scope="module", params=["arrow", "parquet"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same world as a table in memory and as a Parquet file."""
    if request.param == "arrow":
        return duckdb_store(TABLE, CLAIMS)
    path = tmp_path_factory.mktemp("cubes") / "world.parquet"
    pq.write_table(TABLE, path)
    return duckdb_store(path, CLAIMS)


@pytest.fixture(scope="module", params=["index", "unnamed kind", "no index", "too many"])
def cubes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cubes:
    """Every way to answer: with and without an index, a kind without a number, no room for what a filter finds."""
    kinds = KINDS[1:] if request.param == "unnamed kind" else KINDS
    if request.param == "no index":
        return Cubes(STORE, kinds, None)
    folder = tmp_path_factory.mktemp("cubes") / "index"
    build([_rows(answers(WORLD, View()), kinds)], folder, len(KINDS))
    return Cubes(STORE, kinds, TimeIndex(folder), 0 if request.param == "too many" else 2**20)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TimeIndex:
    """The index of the world."""
    folder = tmp_path_factory.mktemp("cubes") / "index"
    build([_rows(answers(WORLD, View()))], folder, len(KINDS))
    return TimeIndex(folder)


def _rows(found: Collection[world.Answer], kinds: Sequence[str] = KINDS) -> Rows:
    """What the oracle answers, as columns; dates and places that there are not hold zeros; other kinds come last."""
    x, y = grid([one.lon or 0.0 for one in found], [one.lat or 0.0 for one in found])
    days = [one.record["when"].days(AS_OF) if one.window else (0, 0, 0, 0) for one in found]
    four = np.array(days, np.int32).reshape(-1, 4).T
    numbers = {kind: number for number, kind in enumerate(kinds)}
    kind = np.array([numbers.get(one.record["kind"], len(kinds)) for one in found], np.uint8)
    dated = np.array([one.window is not None for one in found], bool)
    placed = np.array([one.lon is not None for one in found], bool)
    against = {one.incident for one in WORLD.claims if one.stance in {"disputes", "denies"}}
    disputed = np.array([one.record["id"] in against for one in found], bool)
    return Rows(x, y, *(one.copy() for one in four), kind, dated, placed, disputed)


def _cube(store: Store, view: View, frame: Frame) -> ViewCube:
    return cube_of_store(store.run, view, frame, KINDS)


@settings(max_examples=examples(15))
@given(questions, world_frames())
@example(View(), EVERYWHERE)
@example(View.of(when="none"), EVERYWHERE)
@example(View.of(where="170,-90,-170,90"), EVERYWHERE)
@example(View.of(kind=[]), EVERYWHERE)
@example(View.of(killed="..4", precision="..600", own=OWN_VALUES[:2]), EVERYWHERE)
def test_the_cube_of_a_store_counts_as_a_plain_loop(store: Store, view: View, frame: Frame) -> None:
    """For any view and frame the cube is that of what the oracle shows, its undated and unplaced included."""
    found = [one for one in answers(WORLD, view) if one.status in ("shown", "undated", "unplaced")]
    rows = _rows(found)
    cube = _cube(store, view, frame)
    assert cube == cube_of_rows(rows, frame, len(KINDS))
    assert counted(cube) == oracle(rows, frame)
    assert cube.undated.sum() == sum(one.status == "undated" for one in found)
    assert cube.unplaced.sum() == sum(one.status == "unplaced" for one in found)


@settings(max_examples=examples(15))
@given(st.one_of(st.none(), st.sets(st.sampled_from(KINDS))), st.one_of(world_frames(), frames()))
def test_three_producers_make_one_cube(store: Store, index: TimeIndex, kinds: set[str] | None, frame: Frame) -> None:
    """Rows in memory, the tables and the index give the same cube, of all kinds and of any kinds."""
    only = None if kinds is None else {KINDS.index(kind) for kind in kinds}
    view = View() if kinds is None else View.of(kind=sorted(kinds))
    cube = _cube(store, view, frame)
    assert cube == cube_of_rows(_rows(answers(WORLD, View())), frame, len(KINDS), only)
    assert cube == index.cube(frame, only)


def test_kinds_without_a_number_do_not_vanish(store: Store) -> None:
    """Kinds that are not named are counted under one number more, undated and unplaced ones too."""
    whole, one = _cube(store, View(), EVERYWHERE), cube_of_store(store.run, View(), EVERYWHERE, KINDS[1:])
    assert (one.total, one.undated.sum(), one.unplaced.sum()) == (
        whole.total,
        whole.undated.sum(),
        whole.unplaced.sum(),
    )
    assert one.count[one.kind == len(KINDS) - 1].sum() == whole.count[whole.kind == 0].sum() > 0


def test_a_store_of_nothing_gives_an_empty_cube(tmp_path: Path) -> None:
    """A table without rows gives a cube without cells."""
    pq.write_table(TABLE.slice(0, 0), tmp_path / "empty.parquet")
    cube = _cube(duckdb_store(tmp_path / "empty.parquet", CLAIMS), View(), EVERYWHERE)
    assert cube.total == len(cube.x) == cube.undated.sum() == cube.unplaced.sum() == 0


screens = st.tuples(
    st.builds(
        lambda west, one, east, other: BBox(west, min(one, other), east, max(one, other)),
        *(st.sampled_from(edges) for edges in (LONS, LATS, LONS, LATS)),
    ),
    st.floats(0, 20),
    st.sampled_from(tuple(map(Window.parse, ("2020", "2020-12", "1999/2021-02", "../..")))),
)
kinds_only = st.lists(st.frozensets(st.sampled_from(IDS["kind"])), max_size=2).map(
    lambda ids: View(kind=frozenset(ids))
)


@settings(max_examples=examples(12))
@given(st.one_of(questions, kinds_only), st.lists(screens, min_size=1, max_size=3))
@example(View(), [(BBox(-180, -90, 180, 90), 2.5, Window.parse("2020"))])
@example(View.of(kind=KINDS[0]), [(BBox(-180, -90, 180, 90), 2.5, Window.parse("2020"))])
@example(View.of(party="west"), [(BBox(170, -90, -170, 90), 8, Window.parse("2020"))])
def test_however_a_cube_comes_about_it_counts_as_rows(
    cubes: Cubes, view: View, seen: list[tuple[BBox, float, Window]]
) -> None:
    """The first answer, those after the filter was looked at, and the whole are the cubes of what the view shows."""
    found = [
        one for one in answers(WORLD, view.without("when", "certain")) if one.status in ("shown", "undated", "unplaced")
    ]
    rows = _rows(found, cubes.kinds)
    first, whole = [cubes.cube(view, *seen[0])], cubes.whole(view)
    for cube, screen in zip(first + [cubes.cube(view, *one) for one in seen], [seen[0], *seen], strict=True):
        assert cube == cube_of_rows(rows, cube.frame, cubes.size)
        assert cube.frame == Frame.of(screen[0], int(screen[1]), screen[2], cube.frame.bins)
    assert whole == cube_of_rows(rows, whole.frame, cubes.size)
    assert (whole.frame.zoom, whole.frame.cells) == (0, 1)


def test_a_span_without_days_is_refused(cubes: Cubes) -> None:
    """A cube over no days is refused in words, whoever would make it."""
    for view in (View(), View.of(party="north")):
        with pytest.raises(ParseError, match="span of days"):
            cubes.cube(view, BBox(0, 0, 1, 1), 5, Window.parse("none"))


@settings(max_examples=examples(15))
@given(questions, kinds_only, st.booleans())
@example(View.of(when="none"), View(), True)
@example(View.of(when="2020", injured="1..4"), View(), False)
@example(View.of(when="2020", precision="50..", certain=True), View(), False)
@example(View.of(when="2020", own=OWN_VALUES[:2]), View(), False)
def test_counts_are_those_of_the_store(cubes: Cubes, view: View, kinds: View, timed: bool) -> None:
    """Counts from the index and from memory are exact to the day: those of the store, for every window and view."""
    asked = View(when=view.when, certain=view.certain) & kinds if timed else view
    assert cubes.counts(asked) == STORE.counts(asked)
    assert cubes.ready(asked)


def test_a_column_that_there_is_not_is_refused(cubes: Cubes) -> None:
    """Who asks for a column that the atlas does not have is told which it has, however the answer would come about."""
    view, everywhere = View.of(own="side_c:North", when="2020"), BBox(-180, -90, 180, 90)
    for ask in (
        lambda: cubes.cube(view, everywhere, 3, Window.parse("2020")),
        lambda: cubes.whole(view),
        lambda: cubes.counts(view),
        lambda: cubes.page(view, (0, (0, 1), (0, 1)), Window.parse("2020")),
    ):
        with pytest.raises(ParseError, match=r"own=side_c:North: .* no column 'side_c' .*: use 'side_a', ") as caught:
            ask()
        assert caught.value.code == "own-unknown"


def test_many_threads_get_one_answer(cubes: Cubes) -> None:
    """Threads that ask for one filter at once get equal cubes, and the filter is fetched once."""
    view, screen = View.of(text="shots"), (BBox(-180, -90, 180, 90), 3.0, Window.parse("2020"))
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: cubes.cube(view, *screen), range(16)))
        wholes = list(threads.map(lambda _: cubes.whole(view), range(16)))
    assert {cube.total for cube in found} == {found[0].total}
    assert all(one == wholes[0] for one in wholes)


@settings(max_examples=examples(15))
@given(questions, st.sets(st.sampled_from(KINDS)), st.booleans())
def test_disputed_are_those_of_the_store(cubes: Cubes, view: View, kinds: set[str], timed: bool) -> None:
    """How many are disputed is exact to the day from the index, from memory and from the tables, for every view."""
    asked = View(when=view.when, certain=view.certain) & View.of(kind=kinds or None) if timed else view
    assert cubes.disputed(asked) == STORE.summary(asked).disputed


def test_two_cubes_are_made_at_a_time(cubes: Cubes, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many ask at once, the index and memory make no more than two cubes at a time, and all get theirs."""
    busy, most, lock = [0], [0], Lock()

    def watched(make: Callable[..., ViewCube]) -> Callable[..., ViewCube]:
        def cube(*asked: object) -> ViewCube:
            with lock:
                busy[0] += 1
                most[0] = max(most[0], busy[0])
            sleep(0.01)
            found = make(*asked)
            with lock:
                busy[0] -= 1
            return found

        return cube

    for maker in (TimeIndex, FilterResult):
        monkeypatch.setattr(maker, "cube", watched(maker.cube))
    screen = (BBox(-180, -90, 180, 90), 3.0, Window.parse("2020"))
    view = View.of(text="shots")
    cubes.whole(view)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: cubes.cube((View(), view)[number % 2], *screen), range(16)))
    assert most[0] <= 2
    assert all(one == found[number % 2] for number, one in enumerate(found))
