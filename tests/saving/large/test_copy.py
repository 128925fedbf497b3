"""What a large atlas shows is written as a large atlas of its own, as if it had been in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Timer
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.contents import contents
from mapkit.errors import ExportError
from mapkit.files import large_watch
from mapkit.files.large import CLAIMS
from mapkit.saving.large.parts import writing
from mapkit.store.incident_table import SCHEMA
from mapkit.store.store import Store
from mapkit.store.stored_claims import StoredClaims
from mapkit.view import View
from support.examples import examples
from support.made import INCIDENTS, write_folder
from support.strategies import MADE_IDS, views

COUNT = 400


@pytest.fixture(scope="module")
def large(made: mk.Atlas, tmp_path_factory: pytest.TempPathFactory) -> mk.Atlas:
    """The made atlas as a large one."""
    return mk.read(mk.write(made, tmp_path_factory.mktemp("large") / "a.parquet"))


@given(view=views(MADE_IDS, st.sampled_from(["shots", "first", "dale"])))
@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_holds_what_the_view_shows(made: mk.Atlas, large: mk.Atlas, view: View) -> None:
    """Rows, claims, sources, sites and states are those that the same view of the atlas in memory would write."""
    expected = contents(made.filter(view))
    with TemporaryDirectory() as name:
        found = mk.read(mk.write(large.filter(view), Path(name) / "b.parquet"))
        assert found.rows(None).equals(expected.atlas().rows(None))
        assert tuple(found.claim_list) == expected.claims
        assert set(found.source_list) == set(expected.sources)
        assert found.places == {site.id: site for site in expected.sites}
        assert found.state_list == expected.states
        assert found.time_index
        assert found.time_index.count == expected.atlas().counts.shown
        assert (found.digest == large.digest) == (view == View())


def test_the_digest_is_that_of_the_view(large: mk.Atlas, tmp_path: Path) -> None:
    """The same view gives the same digest, another view another one."""
    one, same, other = (
        mk.read(mk.write(large.filter(view), tmp_path / f"{number}.parquet")).digest
        for number, view in enumerate(("kind=attack", "kind=attack", "kind=meeting"))
    )
    assert one == same
    assert one != other


def test_no_table_is_held_whole(tmp_path: Path) -> None:
    """Incidents and claims come block by block: no other question is answered with as many rows."""
    rows = [{**INCIDENTS[number % len(INCIDENTS)], "id": f"i{number}"} for number in range(COUNT)]
    claims = [{"incident": f"i{number}", "source": "herald", "stance": "reports"} for number in range(COUNT)]
    small = mk.read(write_folder(tmp_path / "a", incidents=rows, claims=claims))
    atlas = mk.read(mk.write(small, tmp_path / "a.parquet"))
    held, streamed = [0], [0]

    def run(sql: str, values: Any) -> pa.Table:
        found = atlas.store.run(sql, values)
        held[0] = max(held[0], len(found))
        return found

    def stream(sql: str, values: Any) -> Iterator[pa.Table]:
        for table in atlas.store.stream(sql, values):
            streamed[0] += len(table)
            yield table

    store = Store(run, stream)
    assert isinstance(atlas.claim_list, StoredClaims)
    said = StoredClaims(store, {source.id: source for source in atlas.source_list}, atlas.claim_list.by_row)
    copy = mk.read(mk.write(replace(atlas, store=store, claim_list=said), tmp_path / "b.parquet"))
    assert copy.rows(None).equals(atlas.rows(None))
    assert list(copy.claim_list) == list(atlas.claim_list)
    assert streamed[0] == 3 * COUNT  # the numbers of rows, the rows, and the claims
    assert held[0] < COUNT / 10


def test_the_same_view_gives_the_same_bytes(large: mk.Atlas, tmp_path: Path) -> None:
    """What asks for claims is written in the order of the files, like anything else, and the same each time."""
    seen = large.filter(source="herald")
    one, two = (mk.write(seen, tmp_path / f"{number}.parquet") for number in range(2))
    bytes_of = [
        [path.read_bytes() for part in ("incidents/*/*", "claims*") for path in sorted(folder.glob(part))]
        for folder in (one, two)
    ]
    assert bytes_of[0] == bytes_of[1]


def test_damage_is_not_copied(large: mk.Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bit that changed in a table is found before a copy of it stands, however late its bytes are looked at."""
    monkeypatch.setattr("mapkit.files.large.AT_ONCE", 0)
    monkeypatch.setattr("mapkit.files.large.SMALL", 0)
    folder = mk.write(large, tmp_path / "a.parquet")
    gate, look = Event(), large_watch.file_damage

    def late(*one: Any) -> Any:
        gate.wait(10)
        return look(*one)

    monkeypatch.setattr(large_watch, "file_damage", late)
    (path,) = folder.glob("sources-*.parquet")
    atlas = mk.read(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    Timer(0.5, gate.set).start()
    with pytest.raises(ExportError, match="file-damaged"):
        mk.write(atlas, tmp_path / "b.parquet")
    assert not (tmp_path / "b.parquet").exists()


def test_few_claims_of_many_are_few_groups(tmp_path: Path) -> None:
    """Claims that are added a few at a time, or none, lie in full groups."""
    with writing(tmp_path, SCHEMA) as parts:
        for number in range(500):
            texts = pa.array(["x"] * (number % 3), pa.string())
            rows = pa.array([number] * (number % 3), pa.int32())
            parts.add_claims({"row": rows, **dict.fromkeys(CLAIMS.names[2:], texts)})
        files, _, _ = parts.written(None, [], "d")
    about = pq.read_metadata(tmp_path / files["claims"][0].name)
    assert (about.num_rows, about.num_row_groups) == (499, 1)
