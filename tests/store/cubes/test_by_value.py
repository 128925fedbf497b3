from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from threading import Event
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.store.cubes import Cubes
from mapkit.store.cubes.by_value import by_value
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table, incident_table
from mapkit.store.store import Store
from mapkit.view import View
from support.examples import examples
from support.strategies import views
from support.world import AS_OF, IDS, KINDS, OWN, OWN_VALUES, SITES, WORDS, Answer, answers, make_world

WORLD = make_world(200, seed=3)
TABLE = incident_table(WORLD.records, SITES, WORLD.claims, list(OWN), AS_OF)
CLAIMS = claim_table(WORLD.claims)
PARTS = ("kind", "site", "layer", "source", "party", "stance", *(f"own.{column}" for column in OWN))

questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()},
    st.sampled_from(WORDS),
    st.dates(date(2019, 12, 28), date(2021, 6, 1)),
    st.sampled_from(OWN_VALUES),
)


@pytest.fixture(scope="module", params=["memory", "rows", "ids"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same world in memory, as files whose claims name the rows of their incidents, and as files of before."""
    if request.param == "memory":
        return duckdb_store(TABLE, CLAIMS)
    folder, claims = tmp_path_factory.mktemp("values"), CLAIMS
    if request.param == "rows":
        rows = [TABLE["id"].to_pylist().index(one) for one in CLAIMS["incident"].to_pylist()]
        claims = claims.append_column("row", pa.array(rows, pa.int32()))
    for name, table in (("incidents", TABLE), ("claims", claims)):
        pq.write_table(table, folder / f"{name}.parquet")
    return duckdb_store(folder / "incidents.parquet", folder / "claims.parquet")


def values_of(one: Answer, part: str) -> Iterable[str]:
    """The values that an incident has in a part, as it was written."""
    record, claims = one.record, WORLD.claims_on(one.record["id"])
    site = SITES.get(record["site"])
    if part.startswith("own."):
        return {record[part.removeprefix("own.")]}
    found = {
        "kind": {record["kind"]},
        "site": {record["site"]} - {""},
        "layer": {site.layer} if site else set(),
        "source": {claim.source.id for claim in claims},
        "party": {claim.source.party for claim in claims} - {""},
        "stance": {claim.stance for claim in claims}
        | {f"{claim.stance}:{claim.source.party}" for claim in claims if claim.source.party},
    }
    return found[part]


def asked_beside(view: View, part: str) -> View:
    """The view without what it asks in a part; in a column, without the sets of values of that column alone."""
    if not part.startswith("own."):
        return view.without(part)
    column = part.removeprefix("own.")
    return replace(view, own=frozenset(pairs for pairs in view.own if {name for name, _ in pairs} != {column}))


@settings(max_examples=examples(30))
@given(questions, st.sampled_from(PARTS))
def test_values_are_counted_as_in_a_plain_loop(store: Store, view: View, part: str) -> None:
    """Each value has as many incidents as are shown with it, whatever the view asks in that part itself."""
    shown = [one for one in answers(WORLD, asked_beside(view, part)) if one.status == "shown"]
    expected = Counter(value for one in shown for value in values_of(one, part))
    assert by_value(store, view, part).counts == expected


@pytest.mark.parametrize("part", ["when", "text", "own.nothing", "side_a", "haystack", "own.row", ""])
def test_what_has_no_values_is_refused(store: Store, part: str) -> None:
    """A part without values, and a column that is none of the user's, are refused with the names of those that are."""
    with pytest.raises(ParseError, match=r"use one of kind, site, .* own\.side_a"):
        by_value(store, View(), part)


def test_a_large_atlas_counts_them_once_in_the_background() -> None:
    """Who asks does not wait until they are known; then they are there, asked once for all who ask the same."""
    asked, ready, store = [], Event(), duckdb_store(TABLE, CLAIMS)

    def run(sql: str, values: Sequence[Any]) -> pa.Table:
        if "GROUP BY" in sql:
            asked.append(sql)
            ready.wait(30)
        return store.run(sql, values)

    cubes, view = Cubes(Store(run), KINDS, None), View.of(kind=KINDS[0], when="2020")
    assert cubes.by_value(view, "kind", seconds=0) is None
    ready.set()
    assert cubes.by_value(view, "kind", seconds=30) == by_value(store, view, "kind").counts
    assert cubes.by_value(view.without("kind"), "kind", seconds=30) == by_value(store, view, "kind").counts
    assert len(asked) == 1
