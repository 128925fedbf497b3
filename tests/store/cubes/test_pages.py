from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.store.cubes import Cubes
from mapkit.store.cubes.pages import MAX_ROWS, Block, CellBlock, Pick
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table, incident_table
from mapkit.store.store import Store
from mapkit.view import View
from mapkit.when import ALWAYS
from mapkit.where import GRID_ZOOM
from support.examples import examples
from support.strategies import views, windows
from support.world import AS_OF, IDS, KINDS, OWN, OWN_VALUES, SITES, WORDS, answers, cell, make_world

WORLD = make_world(300)
TABLE = incident_table(WORLD.records, SITES, WORLD.claims, list(OWN), AS_OF)
CLAIMS = claim_table(WORLD.claims)
DAYS = st.dates(date(2019, 12, 28), date(2021, 6, 1))
EVERYWHERE: CellBlock = (0, (0, 1), (0, 1))

questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), DAYS, st.sampled_from(OWN_VALUES)
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The world as a Parquet file in many row groups."""
    path = tmp_path_factory.mktemp("pages") / "world.parquet"
    pq.write_table(TABLE, path, row_group_size=32)
    return duckdb_store(path, CLAIMS)


@pytest.fixture(scope="module")
def cubes(store: Store) -> Cubes:
    """What is asked."""
    return Cubes(store, KINDS, None)


@st.composite
def blocks(draw: st.DrawFn) -> CellBlock:
    """Blocks of cells, those at the edges of the world among them."""
    zoom = draw(st.integers(0, 3))
    edges = st.lists(st.integers(0, 2**zoom), min_size=2, max_size=2, unique=True).map(sorted).map(tuple)
    return zoom, draw(edges), draw(edges)


picks = st.builds(
    Pick,
    st.one_of(blocks(), st.just(EVERYWHERE)).map(lambda cells: Block(*cells)),
    windows(DAYS),
    st.booleans(),
    st.booleans(),
    st.lists(st.sampled_from(WORDS), max_size=1).map(" ".join),
    st.just(0),
    st.just(7),
)


@pytest.mark.parametrize("known", [False, True], ids=["tables", "memory"])
@settings(max_examples=examples(15))
@given(questions, picks)
@example(View(), Pick(Block(*EVERYWHERE), ALWAYS))
@example(View.of(party="north"), Pick(Block(*EVERYWHERE), ALWAYS, text="shots"))
def test_a_page_holds_what_a_plain_loop_finds(store: Store, cubes: Cubes, known: bool, view: View, pick: Pick) -> None:
    """A block's incidents in the window that have the words, by their first day, in pages that leave none out."""
    if known:
        cubes.whole(view)
    block, asked = pick.block, pick.within(view)
    shown = [one for one in answers(WORLD, asked) if one.status == "shown"]
    inside = [one for one in shown if _holds(block, cell(one, block.zoom))]
    expected = [one.row for one in sorted(inside, key=lambda one: (one.window.start, one.row), reverse=pick.newest)]
    how = (pick.window, pick.certain, pick.newest, pick.text)
    pages = [cubes.page(view, (block.zoom, block.columns, block.rows), *how, start, 7) for start in (0, 7, 14)]
    assert [row for page in pages for row in page.rows["row"]] == expected[:21]
    assert {page.total for page in pages} == {len(expected)}
    assert list(pages[0].rows.columns) == list(store.at([0]).columns)


def _holds(block: Block, place: tuple[int, int]) -> bool:
    return all(low <= one < high for one, (low, high) in zip(place, (block.columns, block.rows), strict=True))


@pytest.mark.parametrize(
    "block",
    [
        (-1, (0, 1), (0, 1)),
        (GRID_ZOOM + 1, (0, 1), (0, 1)),
        (2, (0, 5), (0, 1)),
        (2, (1, 1), (0, 1)),
        (2, (2, 1), (0, 1)),
        (2, (-1, 1), (0, 1)),
        (2.0, (0, 1), (0, 1)),
        (True, (0, 1), (0, 1)),
    ],
)
def test_cells_that_there_are_not_are_refused(cubes: Cubes, block: CellBlock) -> None:
    """A block outside the grid, without cells, or not of whole numbers is refused in words."""
    with pytest.raises(ParseError, match="give a zoom of 0 to 24"):
        cubes.page(View(), block, ALWAYS)


@pytest.mark.parametrize(("start", "size"), [(-1, 50), (0, 0), (0, MAX_ROWS + 1)])
def test_pages_that_are_none_are_refused(cubes: Cubes, start: int, size: int) -> None:
    """A page before the first incident, of none or of too many is refused."""
    with pytest.raises(ParseError, match="ask for 1 to 1000"):
        cubes.page(View(), EVERYWHERE, ALWAYS, start=start, size=size)


def test_many_threads_ask_files_at_once(tmp_path: Path) -> None:
    """More threads than connections get each its own answer."""
    pq.write_table(TABLE, tmp_path / "world.parquet")
    pq.write_table(CLAIMS, tmp_path / "claims.parquet")
    store = duckdb_store(tmp_path / "world.parquet", tmp_path / "claims.parquet")
    asked = [View.of(kind=kind, party=party) for kind in KINDS for party in IDS["party"]] * 4
    with ThreadPoolExecutor(12) as threads:
        found = list(threads.map(store.counts, asked))
    assert found == [store.counts(view) for view in asked]
