import gc
import math
import subprocess
import sys
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.records import BOUNDS, TOLLS
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import SCHEMA, claim_table, incident_table
from mapkit.store.store import HIDDEN, Status, Store
from mapkit.store.where_clause import COLUMNS, LENS
from mapkit.view import View
from mapkit.when import Window
from mapkit.where import GRID_ZOOM, BBox
from support import world
from support.examples import examples
from support.strategies import views, windows
from support.world import AS_OF, IDS, LATS, LONS, OWN, OWN_VALUES, SITES, WORDS, answers, counted, make_world, unit_of

WORLD = make_world(300)
TABLE = incident_table(WORLD.records, SITES, WORLD.claims, list(OWN), AS_OF)
CLAIMS = claim_table(WORLD.claims)

edges = st.builds(
    lambda west, one, east, other: BBox(west, min(one, other), east, max(one, other)),
    st.sampled_from(LONS),
    st.sampled_from(LATS),
    st.sampled_from(LONS),
    st.sampled_from(LATS),
)
days = st.one_of(
    st.dates(date(2019, 12, 28), date(2021, 6, 1)),
    st.sampled_from([date(2020, 12, 1), date(2021, 1, 1), date(2020, 12, 8), date(2020, 12, 9), date(2000, 1, 1)]),
)
questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), days, st.sampled_from(OWN_VALUES)
)
asked = st.builds(lambda view, boxes: view & View(where=boxes), questions, st.frozensets(edges, max_size=2))


FORKED = """
import os
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table, incident_table
from mapkit.view import View

def ask():
    print(duckdb_store(incident_table([], {}, []), claim_table([])).counts(View()).all, flush=True)

ask()
child = os.fork()
if not child:
    ask()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
ask()
"""


@pytest.fixture(scope="module", params=["arrow", "parquet"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same world as a table in memory and as a Parquet file with a name that needs quoting."""
    if request.param == "arrow":
        return duckdb_store(TABLE, CLAIMS)
    path = tmp_path_factory.mktemp("it's") / "world 'a'.parquet"
    pq.write_table(TABLE, path)
    return duckdb_store(path, CLAIMS)


@settings(max_examples=examples(30))
@given(asked)
@example(View())
@example(View.of(when="none"))
@example(View.of(where="170,-90,-170,90"))
@example(View.of(kind=[]))
@example(View.of(own=[]))
@example(View.of(killed="3..5", own=OWN_VALUES[:2]) & View.of(own=OWN_VALUES[5:7]))
@example(View.of(killed="0..", injured="..0", precision="0.5..600"))
@example(View.of(stance="denies:north,disputes") & View.of(stance="reports"))
@example(View.of(stance=[], disputed=True))
@example(View.of(source="s1") & View.of(source="s3"))
def test_the_store_answers_as_a_plain_loop(store: Store, view: View) -> None:
    """Rows, statuses and certainties are those of the oracle, by start and then as in the file (law 2)."""
    expected = {answer.row: (answer.status, answer.certain) for answer in answers(WORLD, view)}
    rows = store.rows(view, None)
    assert dict(zip(rows["row"], zip(rows["status"], rows["certain"], strict=True), strict=True)) == expected
    shown = store.rows(view)
    assert list(shown["row"]) == _sorted(answers(WORLD, view), "shown")


def _sorted(found: list[world.Answer], status: str) -> list[int]:
    kept = [answer for answer in found if answer.status == status]
    return [
        answer.row
        for answer in sorted(kept, key=lambda answer: (answer.window.start if answer.window else date.max, answer.row))
    ]


@settings(max_examples=examples(30))
@given(asked)
def test_nothing_vanishes(store: Store, view: View) -> None:
    """Shown, outside, undated and unplaced are all there is; certain <= shown <= possible (law 3)."""
    counts, found = store.counts(view), answers(WORLD, view)
    numbers = {
        status: sum(answer.status == status for answer in found)
        for status in ("shown", "outside", "undated", "unplaced")
    }
    assert counts.shown + counts.outside + counts.undated + counts.unplaced == counts.all == len(WORLD.records)
    assert {status: getattr(counts, status) for status in numbers} == numbers
    assert counts.possible == sum(answer.possible for answer in found)
    assert counts.certain == sum(answer.possible and answer.certain for answer in found)
    assert counts.certain <= counts.shown <= counts.possible
    assert counts.shown == (counts.certain if view.certain else counts.possible)


@settings(max_examples=examples(15))
@given(asked, asked)
def test_narrowing_is_and(store: Store, one: View, other: View) -> None:
    """What both views ask for, each of them shows, and where neither asks for a span nothing else is left out.

    What is stated as 0 to 1 killed meets both `killed=0` and `killed=1`, and not the empty range that they have in
    common; a month meets both its halves.
    """
    both = set(store.rows(one & other)["row"])
    assert both <= set(store.rows(one.without("certain"))["row"])
    assert both <= set(store.rows(other.without("certain"))["row"])
    spans = ("when", "certain", *TOLLS)
    if one.without(*spans) == one or other.without(*spans) == other:
        assert both == set(store.rows(one)["row"]) & set(store.rows(other)["row"])


@settings(max_examples=examples(30))
@given(asked, st.sampled_from(["day", "month", "year"]))
def test_counts_by_time_are_the_oracles(store: Store, view: View, unit: str) -> None:
    """Incidents count under the unit that holds their window; wider ones under the missing value (law 8)."""
    expected = counted(answers(WORLD, view), lambda answer: unit_of(answer.window, unit))
    width = {"day": 10, "month": 7, "year": 4}[unit]
    found = {None if pd.isna(key) else str(key)[:width]: number for key, number in store.count(view, (unit,)).items()}
    assert found == expected


@settings(max_examples=examples(30))
@given(asked, st.integers(0, GRID_ZOOM))
def test_counts_by_cell_are_the_oracles(store: Store, view: View, zoom: int) -> None:
    """Cells of any zoom count what lies in them, as pairs of column and row."""
    assert store.count(view, (f"cell:{zoom}",)).to_dict() == counted(
        answers(WORLD, view), lambda answer: world.cell(answer, zoom)
    )


@settings(max_examples=examples(30))
@given(asked)
def test_counts_by_columns_are_the_oracles(store: Store, view: View) -> None:
    """Several keys count together, one level of the index each, and a count sums to what is shown."""
    found = store.count(view, ("kind", "site"))
    expected = counted(answers(WORLD, view), lambda answer: (answer.record["kind"], answer.record["site"]))
    assert found.to_dict() == expected
    assert found.sum() == store.counts(view).shown
    assert list(found.index.names) == ["kind", "site"]


@settings(max_examples=examples(30))
@given(asked)
def test_the_extent_holds_what_is_shown(store: Store, view: View) -> None:
    """The extent is the smallest box around what is shown, and none where nothing is."""
    points = [(answer.lon, answer.lat) for answer in answers(WORLD, view) if answer.status == "shown"]
    extent = store.extent(view)
    if not points:
        assert extent is None
        return
    lons, lats = zip(*points, strict=True)
    assert extent == BBox(min(lons), min(lats), max(lons), max(lats))


@settings(max_examples=examples(8))
@given(windows(days))
def test_every_window_parts_the_incidents(store: Store, window: Window) -> None:
    """The steps of a window find every incident of it, those on an edge more than once, and no others."""
    view = View.of(when=window & Window.parse("2020/2021"))
    found = set()
    for step in view.when.steps("month"):
        found |= set(store.rows(View.of(when=step))["row"])
    assert found == set(store.rows(view)["row"])


@settings(max_examples=examples(15))
@given(asked, st.sampled_from(["shown", "undated", "unplaced", "outside"]))
def test_numbers_are_those_of_the_rows(store: Store, view: View, status: Status) -> None:
    """The columns for drawing are of the same incidents in the same order as the rows, with spot and cell of each."""
    numbers, rows = store.numbers(view, status).to_pandas(), store.rows(view, status)
    assert numbers["row"].tolist() == rows["row"].tolist() == _sorted(answers(WORLD, view), status)
    assert numbers["certain"].tolist() == rows["certain"].tolist()
    by_row = {answer.row: answer for answer in answers(WORLD, view)}
    assert numbers["spot"].tolist() == [world.spot(by_row[row]) for row in numbers["row"]]
    placed = numbers[numbers["lon"].notna()]
    assert list(zip(placed["cell_x"], placed["cell_y"], strict=True)) == [
        world.cell(by_row[row]) for row in placed["row"]
    ]


def test_rows_can_be_asked_by_number(store: Store) -> None:
    """Row numbers find their incidents whatever any view asks, and a number that there is not finds nothing."""
    assert sorted(store.at([5, 0, 299, 300, -1])["row"]) == [0, 5, 299]
    assert store.at([]).empty


def test_rows_hold_what_was_written(store: Store) -> None:
    """Every column of a row is what the record says, or its site where the record says nothing."""
    rows = store.rows(View(), None).set_index("row")
    for number, record in enumerate(WORLD.records):
        row, site = rows.loc[number], SITES.get(record["site"])
        assert (row["id"], row["kind"], row["title"], row["site"]) == tuple(
            record[name] for name in ("id", "kind", "title", "site")
        )
        assert row["layer"] == (site.layer if site else "")
        assert row["when"] == (record["when"].text if record["when"] else "")
        assert row["disputed"] == world.disputed(WORLD, record)
        assert pd.isna(row["start"]) == (record["when"] is None)


def test_rows_can_be_limited(store: Store) -> None:
    """A limit gives the first rows of the same answer."""
    assert store.rows(View(), limit=7).equals(store.rows(View()).head(7))
    assert store.rows(View(), limit=0).empty


def test_an_empty_answer_has_the_columns(store: Store) -> None:
    """Rows of no incident still have every column and its type."""
    nothing, something = store.rows(View.of(kind=[])), store.rows(View())
    assert nothing.empty
    assert nothing.dtypes.to_dict() == something.dtypes.to_dict()


def test_working_columns_stay_inside(store: Store) -> None:
    """Columns that only the store uses are not in any answer, and cannot be counted by."""
    assert not set(HIDDEN) & set(store.rows(View()).columns)
    assert not set(HIDDEN) & set(store.find("i1").columns)
    for name in HIDDEN:
        with pytest.raises(ParseError):
            store.count(View(), (name,))


@pytest.mark.parametrize(
    "name", ["colour", "cell:25", "cell:-1", "cell:", "cell", "cell:x", "week", 'kind"', "1; DROP TABLE claims"]
)
def test_an_unknown_count_is_refused(store: Store, name: str) -> None:
    """What cannot be counted by is refused with what can."""
    with pytest.raises(ParseError, match="use a column, day, month, year or cell:0 to cell:24") as caught:
        store.count(View(), (name,))
    assert caught.value.code == "count-unknown"


def test_the_columns_that_are_not_mapkits_are_the_users(store: Store) -> None:
    """The store knows the user's own columns: all that the table of incidents has besides mapkit's."""
    assert {*SCHEMA.names, *LENS} == COLUMNS
    assert store.own == tuple(OWN)


TOLLS_ASKED = [
    ("0", {(0, 0, 0), (None, None, 4), (None, None, 0)}),
    ("1..", {(None, 3, None), (2, None, None), (None, None, 4), (2, None, 6), (1, 3, 7), (5, None, 5)}),
    ("..2", {(0, 0, 0), (2, None, None), (None, None, 4), (2, None, 6), (None, None, 0)}),
    ("6", {(2, None, None), (2, None, 6)}),
    ("7..999999999", {(2, None, None)}),
    ("none", set()),
]


@pytest.mark.parametrize(("asked", "stated"), TOLLS_ASKED)
@pytest.mark.parametrize("toll", TOLLS)
def test_a_toll_passes_by_what_is_stated(store: Store, toll: str, asked: str, stated: set[Any]) -> None:
    """The best number counts if there is one, else all from low to high; where nothing is stated nothing passes."""
    rows = store.rows(View.of(**{toll: asked}), None)
    passed = rows[rows["status"] != "outside"][[f"{toll}_{bound}" for bound in BOUNDS]].drop_duplicates()
    assert {tuple(None if pd.isna(one) else one for one in row) for row in passed.itertuples(index=False)} == stated


def test_a_place_passes_by_the_metres_that_are_stated(store: Store) -> None:
    """A place that nobody says how well it is known passes no range of metres, however wide."""
    rows = store.rows(View.of(precision="0.."), None)
    passed = rows[rows["status"] != "outside"]
    assert set(passed["precision_m"]) == {0.0, 50.0, 600.0}
    assert rows[rows["status"] == "outside"]["precision_m"].isna().all()


ASKS: list[Callable[[Store, View], Any]] = [
    lambda store, view: store.rows(view, None),
    lambda store, view: store.numbers(view),
    lambda store, view: store.counts(view),
    lambda store, view: store.summary(view),
    lambda store, view: store.count(view, ["kind"]),
    lambda store, view: store.extent(view),
]


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("column", ["nope", "Side_A", "kind", 'side_a" OR 1=1 --', "row", "status"])
def test_a_column_that_there_is_not_is_refused(store: Store, ask: Callable[[Store, View], Any], column: str) -> None:
    """A column that is not the user's own is refused by name, with those that there are, before the table is asked."""
    with pytest.raises(ParseError, match="use 'side_a', 'side ") as caught:
        ask(store, View.of(own=[("side_a", "%"), (column, "North")]))
    assert caught.value.code == "own-unknown"
    assert f"own={column}:North: this atlas has no column {column!r}" in str(caught.value)
    with pytest.raises(ParseError, match="use 'side_a', 'side "):
        store.values(column, 3)


def test_an_atlas_without_columns_of_its_own_says_so() -> None:
    """Who asks for a value where there is no such column at all is told that there is none."""
    with pytest.raises(ParseError, match="no column 'a' of its own: it has none"):
        duckdb_store(incident_table([], {}, []), claim_table([])).counts(View.of(own="a:b"))


@pytest.mark.parametrize("column", OWN)
def test_the_most_frequent_values_come_first(store: Store, column: str) -> None:
    """The values of a column come by how many incidents have them, then by the text, no more than asked for."""
    numbers = Counter(record[column] for record in WORLD.records)
    expected = sorted(OWN[column], key=lambda value: (-numbers[value], value.encode()))
    assert store.values(column, 500) == expected
    assert store.values(column, 2) == expected[:2]


def test_long_texts_are_no_values_to_pick() -> None:
    """A text of more than 200 characters is left out of the values of a column."""
    records = [{**record, "note": "x" * (199 + place)} for place, record in enumerate(WORLD.records[:3])]
    store = duckdb_store(incident_table(records, SITES, [], ["note"]), CLAIMS)
    assert store.values("note", 9) == ["x" * 199, "x" * 200]


SQL_TEXTS = [
    "' OR 1=1 --",
    '" OR ""="',
    "i1'; DROP TABLE claims; --",
    "%",
    "_",
    "\0",
    "?",
    "$1",
    "{{7*7}}",
    "\\",
    "i1\0",
]


@pytest.mark.parametrize("text", SQL_TEXTS)
def test_values_are_bound(store: Store, text: str) -> None:
    """A value that looks like SQL is a value: it finds what bears it, and changes nothing."""
    assert store.find(text).empty
    for part in ("site", "source", "party", "layer"):
        assert store.counts(View.of(**{part: [text]})).shown == 0
    assert store.counts(View.of(kind=[text])).shown == (store.count(View(), ("kind",)).get(text, 0))
    for column in OWN:
        counts = store.counts(View.of(own=[(column, text)]))
        assert counts.all - counts.outside == sum(record[column] == text for record in WORLD.records)
    assert store.counts(View.of(text=text)).all == len(WORLD.records)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "COPY incidents TO '/tmp/mapkit-leak.csv'",
        "EXPORT DATABASE '/tmp/mapkit-leak'",
        "ATTACH '/tmp/mapkit-leak.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "SELECT * FROM read_parquet('https://example.org/x.parquet')",
        "SELECT * FROM secret_frame",
        "SELECT getenv('HOME')",
    ],
)
def test_the_engine_is_locked(store: Store, sql: str) -> None:
    """No file is read or written, no setting changed, no variable of Python seen, whatever SQL is run."""
    secret_frame = pd.DataFrame({"secret": [1]})
    with pytest.raises(duckdb.Error):
        store.run(sql, ())
    assert len(secret_frame) == 1
    assert not Path("/tmp/mapkit-leak.csv").exists()  # noqa: S108


def test_one_store_serves_many_threads(store: Store) -> None:
    """Questions asked at the same time get the answers they get one after the other."""
    expected = [store.counts(View.of(kind=kind)) for kind in IDS["kind"][:2]] * 6
    found: dict[int, Any] = {}

    def ask(number: int) -> None:
        found[number] = store.counts(View.of(kind=IDS["kind"][number % 2]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(expected))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[number] for number in range(len(expected))] == expected


def test_stores_do_not_see_each_others_tables() -> None:
    """Stores of tables in memory share what answers, and each of many that are asked in turn answers from its own."""
    stores = [duckdb_store(TABLE.slice(0, count), CLAIMS.slice(0, count)) for count in (1, 40, 0, 200)]
    for _ in range(2):
        assert [store.counts(View()).all for store in stores] == [1, 40, 0, 200]
    del stores[1]
    assert [store.counts(View()).all for store in stores] == [1, 0, 200]


def test_a_store_that_is_let_go_lets_go_of_its_tables() -> None:
    """What answers for all stores holds no table of one that is gone."""
    tables = [incident_table(WORLD.records, SITES, WORLD.claims, list(OWN))]
    gone = weakref.ref(tables[0])
    assert duckdb_store(tables[0], CLAIMS).counts(View()).all == len(WORLD.records)
    tables.clear()
    gc.collect()
    assert gone() is None


def test_a_forked_process_asks_for_itself() -> None:
    """A process that was forked after others were asked makes a store of its own, and is answered."""
    assert duckdb_store(TABLE, CLAIMS).counts(View()).all == len(WORLD.records)
    told = subprocess.run([sys.executable, "-c", FORKED], check=True, capture_output=True, text=True, timeout=60)
    assert told.stdout.split() == ["0", "0", "0"]


def test_both_stores_give_the_same_frames(tmp_path: Path) -> None:
    """A Parquet file and a table in memory give equal rows, types included."""
    pq.write_table(TABLE, tmp_path / "w.parquet")
    arrow, parquet = duckdb_store(TABLE, CLAIMS), duckdb_store(tmp_path / "w.parquet", CLAIMS)
    view = View.of(when="2020-12", where="170,-90,50,90")
    assert arrow.rows(view, None).equals(parquet.rows(view, None))
    assert arrow.columns == parquet.columns


@pytest.mark.parametrize("name", ["w[1].parquet", "w*.parquet", "w?.parquet", "it's.parquet", "ü {{7*7}}.parquet"])
def test_a_file_may_be_called_anything(tmp_path: Path, name: str) -> None:
    """A Parquet file is opened by its name, whose characters are no pattern for others."""
    pq.write_table(TABLE.slice(0, 3), tmp_path / name)
    pq.write_table(TABLE, tmp_path / "w1.parquet")
    assert duckdb_store(tmp_path / name, CLAIMS).counts(View()).all == 3


def test_a_store_of_nothing_answers() -> None:
    """An atlas without incidents gives empty answers, not errors."""
    store = duckdb_store(incident_table([], {}, []), claim_table([]))
    assert store.counts(View()).all == 0
    assert store.extent(View()) is None
    assert store.count(View(), ("month",)).empty
    assert store.count(View(), ("cell:9", "day")).empty
    assert store.rows(View(), None).empty


@pytest.mark.parametrize("name", ['a"b', "select", "a b", "x'; --", "üñï", "n", "k0", "{{7*7}}", "claims", "1", "a\nb"])
def test_own_columns_may_be_called_anything(name: str) -> None:
    """A column of the user's own is kept and counted by whatever it is called."""
    records = [{**record, name: f"v{number % 2}"} for number, record in enumerate(WORLD.records)]
    store = duckdb_store(incident_table(records, SITES, [], [name]), CLAIMS)
    rows = store.rows(View(), None)
    assert rows.sort_values("row")[name].tolist() == [record[name] for record in records]
    assert store.count(View(), (name,)).sum() == store.counts(View()).shown
    one, other = (store.counts(View.of(own=[(name, value)])) for value in ("v0", "v1"))
    assert one.shown + other.shown == store.counts(View()).shown
    assert one.outside == sum(record[name] != "v0" for record in records)
    assert store.values(name, 9) == ["v0", "v1"]


def test_a_count_does_not_round_a_window(store: Store) -> None:
    """An incident dated to a month counts in its month and its year, but in no day."""
    rows = store.rows(View.of(when="2020-12"))
    months = int((rows["when"] == "2020-12").sum())
    by_day = store.count(View.of(when="2020-12"), ("day",))
    assert months > 0
    missing = sum(number for key, number in by_day.items() if pd.isna(key))
    assert missing >= months


def test_big_numbers_of_open_ends_survive(store: Store) -> None:
    """Open ends are the calendar's first and last day, as day numbers."""
    rows = store.rows(View(), None).set_index("when")
    assert set(rows.loc["../..", "start"]) == {-719162}
    assert set(rows.loc["../..", "end"]) == {2932896}
    assert math.isclose(float(rows.loc["../..", "end"].max()), 2932896)
