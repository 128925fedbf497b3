"""What the page says beside its cubes: how many are disputed, and from when to when an atlas goes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import sleep

import numpy as np
import pytest
from cubes import KINDS as MANY
from cubes import some_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import views
from world import IDS, KINDS, OWN, SITES, WORDS, make_world

from mapkit.cubing import Cubes
from mapkit.cubing.matches import Matches
from mapkit.incidents import claim_table, incident_table
from mapkit.spans import span_of
from mapkit.store import duckdb_store
from mapkit.timeindex import TimeIndex, build
from mapkit.timeindex.joined import Indexes
from mapkit.view import View
from mapkit.viewcube import Rows, ViewCube
from mapkit.when import OPEN_END, OPEN_START, Window, day_number
from mapkit.where import BBox

WORLD = make_world(300)
STORE = duckdb_store(incident_table(WORLD.records, SITES, WORLD.claims, list(OWN)), claim_table(WORLD.claims))

some_views = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS))


@pytest.fixture(scope="module", params=["index", "unnamed kind", "no index", "too many"])
def cubes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Cubes:
    """Every way to answer: with and without an index, a kind without a number, no room for what a filter finds."""
    kinds = KINDS[1:] if request.param == "unnamed kind" else KINDS
    if request.param == "no index":
        return Cubes(STORE, kinds, None)
    folder = tmp_path_factory.mktemp("counts") / "index"
    build([_rows(kinds)], folder, len(KINDS))
    return Cubes(STORE, kinds, TimeIndex(folder), 0 if request.param == "too many" else 2**20)


def _rows(kinds: tuple[str, ...]) -> Rows:
    """The world as the index takes it."""
    found = [STORE.numbers(View(), status).to_pandas() for status in ("shown", "undated", "unplaced")]
    columns = [np.concatenate([one[name].fillna(0) for one in found]) for name in ("cell_x", "cell_y", "start", "end")]
    kind = [kinds.index(one) if one in kinds else len(kinds) for some in found for one in some["kind"]]
    dated, placed = (np.concatenate([np.full(len(one), one is not found[k]) for one in found]) for k in (1, 2))
    x, y, start, end = (column.astype(dtype) for column, dtype in zip(columns, ("u4", "u4", "i4", "i4"), strict=True))
    return Rows(x, y, start, end, np.array(kind, np.uint8), dated, placed)


@settings(max_examples=15)
@given(some_views, st.sets(st.sampled_from(KINDS)), st.booleans())
def test_disputed_are_those_of_the_store(cubes: Cubes, view: View, kinds: set[str], timed: bool) -> None:
    """How many are disputed is exact to the day from the index, from memory and from the tables, for every view."""
    asked = View(when=view.when, certain=view.certain) & View.of(kind=kinds or None) if timed else view
    assert cubes.disputed(asked) == STORE.summary(asked).disputed


@settings(max_examples=40)
@given(st.lists(some_rows(), min_size=1, max_size=3))
def test_the_index_knows_from_when_to_when(some: list[Rows]) -> None:
    """The first and the last day are those of the incidents, open ends left out or not, in one index or in several."""
    known = [rows.dated & rows.placed for rows in some]
    start, end = (
        np.concatenate([getattr(rows, name)[kept] for rows, kept in zip(some, known, strict=True)]).astype(np.int64)
        for name in ("start", "end")
    )  # fmt: skip

    def run(*_: object) -> object:
        raise LookupError

    with TemporaryDirectory() as folder:
        for number, rows in enumerate(some):
            build([rows], Path(folder) / f"{number}", MANY)
        index = Indexes([TimeIndex(Path(folder) / f"{number}") for number in range(len(some))])
    store = duckdb_store(incident_table([], {}, [], []), claim_table([]))
    store.run = run  # type: ignore[assignment,method-assign]
    try:
        found = Cubes(store, KINDS, index).span
    except LookupError:
        assert not len(start) or {start.min(), end.max()} & {day_number(OPEN_START), day_number(OPEN_END)}
    else:
        assert found == span_of(start, end)


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

    for maker in (TimeIndex, Matches):
        monkeypatch.setattr(maker, "cube", watched(maker.cube))
    screen = (BBox(-180, -90, 180, 90), 3.0, Window.parse("2020"))
    view = View.of(text="shots")
    cubes.whole(view)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: cubes.cube((View(), view)[number % 2], *screen), range(16)))
    assert most[0] <= 2
    assert all(one == found[number % 2] for number, one in enumerate(found))
