"""What is added to a large atlas is as if it had been there from the beginning, or is refused and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.contents import cited, surroundings
from mapkit.errors import AtlasError, ExportError
from mapkit.files.large_manifest import read_manifest
from mapkit.records import Claim, Source
from mapkit.saving.large import write
from mapkit.timeindex.union import Indexes
from mapkit.viewcube import Frame
from mapkit.when import Window
from mapkit.where import BBox
from support.examples import examples
from support.made import INCIDENTS, write_folder

WORLD, SPAN = BBox(-180, -90, 180, 90), Window.parse("2020/2024")
IDS = [row["id"] for row in INCIDENTS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> mk.Atlas:
    """A made atlas."""
    return mk.read(write_folder(tmp_path_factory.mktemp("appending") / "made"))


def taken(atlas: mk.Atlas, ids: list[str]) -> tuple[pa.Table, list[Claim]]:
    """These incidents of an atlas, as rows of its store, and the claims on them."""
    table = atlas.store.whole()
    kept = pa.array([id_ in ids for id_ in table["id"].to_pylist()])
    return table.filter(kept), [claim for claim in atlas.claim_list if claim.incident in ids]


def written(atlas: mk.Atlas, ids: list[str], folder: Path) -> Path:
    """A large atlas of these incidents, with everything else of the atlas, and only the sources that they need."""
    table, claims = taken(atlas, ids)
    rows = {id_: number for number, id_ in enumerate(table["id"].to_pylist())}
    sources = {claim.source.id: claim.source for claim in claims}
    with write.parts_of(folder, table.schema, None) as parts:
        parts.add_incidents(table.set_column(0, "row", pa.array(range(len(table)), pa.int32())))
        parts.add_claims(write.claim_columns(claims, rows))
        parts.finish(cited(surroundings(atlas, (), ())), list(sources.values()), "f" * 64)
    return folder


def asked(atlas: mk.Atlas) -> Iterator[object]:
    """What an atlas answers, but for row numbers and the order of the file."""
    yield from (atlas.counts, atlas.filter(when="2020-12").counts, atlas.filter(party="north").counts)
    rows = atlas.rows(None).drop(columns="row").sort_values("id", ignore_index=True)
    yield rows.to_dict("records").__repr__()
    yield {id_: sorted(map(repr, claims)) for id_, claims in atlas.claims_by_incident.items()}
    yield sorted(map(repr, atlas.source_list))


@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([0, 1, 2]), min_size=len(IDS), max_size=len(IDS)), st.booleans())
def test_added_to_it_answers_as_if_written_at_once(
    made: mk.Atlas, tmp_path_factory: pytest.TempPathFactory, turns: list[int], compacted: bool
) -> None:
    """Whatever is written first and added later, rows, counts, claims, sources and cubes are those of the whole."""
    folder = tmp_path_factory.mktemp("turns")
    parts = [[id_ for id_, turn in zip(IDS, turns, strict=True) if turn == one] for one in (0, 1, 2)]
    large = written(made, parts[0], folder / "large.parquet")
    for ids in parts[1:]:
        assert write.append(large, *taken(made, ids), "0" * 64) == ()
    digest = mk.read(large).digest
    if compacted:
        assert write.compact(large) == ()
    whole, found = mk.read(written(made, IDS, folder / "whole.parquet")), mk.read(large)
    assert list(asked(found)) == list(asked(whole))
    assert found.digest == digest
    assert found.store.whole()["row"].to_pylist() == list(range(len(IDS)))
    assert found.store.whole()["id"].to_pylist() == [id_ for ids in parts for id_ in ids]
    assert [claim.incident for claim in found.claim_list] == [
        claim.incident for ids in parts for claim in taken(made, ids)[1]
    ]
    found.prepare_claims(IDS)
    one, two = found.time_index, whole.time_index
    assert one
    assert two
    assert isinstance(one, Indexes) != compacted
    assert one.count == two.count
    for zoom in (0, 6):
        frame = Frame.of(WORLD, zoom, SPAN)
        for only in (None, {0}, {1}):
            assert one.cube(frame, only) == two.cube(frame, only)
            shown = [index.shown(frame, Window.parse("2020-12"), only) for index in (one, two)]
            for name in ("x", "y", "count"):
                assert getattr(shown[0], name).tolist() == getattr(shown[1], name).tolist()
        assert one.groups(frame) >= two.groups(frame)


def test_the_digest_tells_what_was_added(made: mk.Atlas, tmp_path: Path) -> None:
    """An atlas that was added to has another digest, which follows from what was there and what came."""
    one, two = (written(made, IDS[:3], tmp_path / f"{name}.parquet") for name in ("one", "two"))
    old = mk.read(one).digest
    write.append(one, *taken(made, IDS[3:]), "a" * 64, old)
    write.append(two, *taken(made, IDS[3:]), "a" * 64)
    assert mk.read(one).digest == mk.read(two).digest != old
    with pytest.raises(ExportError, match="read it again"):
        write.append(one, *taken(made, IDS[:0]), "b" * 64, old)


def other_kind(table: pa.Table) -> pa.Table:
    """Rows of a kind that there is not."""
    return table.set_column(table.column_names.index("kind"), "kind", pa.array(["odd"] * len(table)))


def other_source(claims: list[Claim]) -> list[Claim]:
    """Claims of a source that has the id of another."""
    return [replace(claim, source=Source(claim.source.id, "Another")) for claim in claims]


BAD: dict[str, tuple[Callable[[pa.Table], pa.Table], Callable[[list[Claim]], list[Claim]], list[str]]] = {
    "taken": (lambda table: table, list, ["id-taken", "id-taken", "id-taken"]),
    "kind": (other_kind, list, ["id-taken", "id-taken", "id-taken", "kind-unknown"]),
    "claim": (lambda table: table.slice(1), list, ["incident-unknown"]),
    "double": (lambda table: pa.concat_tables([table, table.slice(1)]), list, ["id-double", "id-double"]),
    "column": (lambda table: table.append_column("new", table["id"]), list, ["column-unknown"]),
    "source": (lambda table: table, other_source, ["source-taken", "source-taken"]),
    "site": (
        lambda table: table.set_column(table.column_names.index("site"), "site", table["id"]),
        list,
        ["site-unknown"] * 3,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_does_not_fit_is_refused(made: mk.Atlas, tmp_path: Path, name: str) -> None:
    """Ids that are taken or double, unknown kinds, sites and columns, other sources: all are named, nothing changes."""
    large = written(made, IDS, tmp_path / "large.parquet")
    before = sorted(path for path in large.rglob("*"))
    tables, claims, codes = BAD[name]
    table, said = taken(made, IDS[:3])
    with pytest.raises(AtlasError) as caught:
        write.append(large, tables(table), claims(said), "0" * 64)
    assert sorted(problem.code for problem in caught.value.problems) == codes
    assert sorted(path for path in large.rglob("*")) == before


def test_an_atlas_without_index_stays_without(made: mk.Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If what is there or what comes cannot be indexed, the whole has no index, and it is told."""
    large = written(made, IDS[3:], tmp_path / "large.parquet")
    monkeypatch.setattr("mapkit.timeindex.bands.MAX_DAYS", 0)
    notes = write.append(large, *taken(made, IDS[:3]), "0" * 64)
    assert ["no time index" in note for note in notes] == [True]
    monkeypatch.undo()
    assert (mk.read(large).time_index, mk.read(large).counts) == (None, made.counts)
    write.rebuild_index(large)
    assert read_manifest(large).indexes
    assert mk.read(large).time_index
