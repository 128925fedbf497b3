"""Claims that stay in the store read as those in memory."""

from pathlib import Path

import pytest

import mapkit as mk
from mapkit.store.stored_claims import StoredClaims


@pytest.fixture
def kept(geo: mk.Atlas, tmp_path: Path) -> StoredClaims:
    """The claims of the repository's atlas, in Parquet."""
    found = mk.read(mk.write(geo, tmp_path / "geo.parquet")).claim_list
    assert isinstance(found, StoredClaims)
    return found


def test_they_are_the_sequence_of_the_file(geo: mk.Atlas, kept: StoredClaims) -> None:
    """Length, order, single claims, slices and the last one are those of the tuple."""
    whole = tuple(geo.claim_list)
    assert (len(kept), tuple(kept)) == (len(whole), whole)
    assert (kept[0], kept[-1], kept[3:9], kept[::-20]) == (whole[0], whole[-1], whole[3:9], whole[::-20])
    with pytest.raises(IndexError):
        kept[len(whole)]


def test_an_incident_has_its_claims(geo: mk.Atlas, kept: StoredClaims) -> None:
    """The claims on an incident come in the order of the file, fetched alone or with others."""
    ids = [*geo.claims_by_incident, "nobody"]
    alone = {id_: kept.on(id_) for id_ in ids}
    kept.prepare(ids)
    assert {id_: kept.on(id_) for id_ in ids} == alone
    rows = [int(row) for id_ in ids for row in kept.store.find(id_)["row"]]
    kept.fetch(rows[::2])
    kept.prepare(ids[:-1], rows)
    assert {id_: kept.on(id_) for id_ in ids} == alone
    kept.prepare(ids[:1], rows[:1])
    assert kept.on(ids[1]) == alone[ids[1]]
    assert alone == {**geo.claims_by_incident, "nobody": ()}


def test_claims_that_were_fetched_are_not_asked_for_again(kept: StoredClaims, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows whose claims a thread fetched need no more questions, however many others were prepared meanwhile."""
    ids = ["hadrut-attack-2020-12-08", "height-2023-03-25"]
    alone = [kept.on(id_) for id_ in ids]
    rows = [int(kept.store.find(id_)["row"][0]) for id_ in ids]
    kept.fetch(rows)
    kept.prepare(["nobody"])
    monkeypatch.setattr(kept, "by_row", lambda *_: pytest.fail("asked again"))
    kept.prepare(ids, rows)
    assert [kept.on(id_) for id_ in ids] == alone


def test_many_rows_are_fetched_at_once(kept: StoredClaims) -> None:
    """Rows in any order, some twice, get their claims; rows without claims get none."""
    ids = [*dict.fromkeys(claim.incident for claim in kept)]
    rows = [int(kept.store.find(id_)["row"][0]) for id_ in ids]
    expected = {id_: tuple(claim for claim in kept if claim.incident == id_) for id_ in ids}
    kept.fetch([*rows, rows[0], 10_000])
    kept.prepare([*ids[::-1], "none"], [*rows[::-1], 10_000])
    assert {id_: kept.on(id_) for id_ in ids} == expected
    assert kept.on("none") == ()


def test_an_atlas_without_row_numbers_has_its_claims(geo: mk.Atlas, kept: StoredClaims) -> None:
    """Claims are found by the names of incidents where nothing tells the numbers of their rows."""
    bare = StoredClaims(kept.store, {source.id: source for source in geo.source_list})
    ids = [*geo.claims_by_incident, "nobody"]
    assert {id_: bare.on(id_) for id_ in ids} == {**geo.claims_by_incident, "nobody": ()}
    bare.prepare(ids, range(len(ids)))
    assert {id_: bare.on(id_) for id_ in ids} == {**geo.claims_by_incident, "nobody": ()}


def test_prepared_claims_are_one_question(kept: StoredClaims, monkeypatch: pytest.MonkeyPatch) -> None:
    """After preparing, no incident's claims are asked for again."""
    ids = ["hadrut-attack-2020-12-08", "height-2023-03-25"]
    kept.prepare(ids)
    monkeypatch.setattr(kept.store, "claims_on", lambda _: pytest.fail("asked again"))
    assert all(kept.on(id_) for id_ in ids)
