"""Claims that stay in the store read as those in memory."""

from pathlib import Path

import pytest

import mapkit as mk
from mapkit.claims import StoredClaims


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
    kept.prepare(ids, rows)
    assert {id_: kept.on(id_) for id_ in ids} == alone
    kept.prepare(ids[:1], rows)
    assert kept.on(ids[1]) == alone[ids[1]]
    assert alone == {**geo.claims_by_incident, "nobody": ()}


def test_prepared_claims_are_one_question(kept: StoredClaims, monkeypatch: pytest.MonkeyPatch) -> None:
    """After preparing, no incident's claims are asked for again."""
    ids = ["hadrut-attack-2020-12-08", "height-2023-03-25"]
    kept.prepare(ids)
    monkeypatch.setattr(kept.store, "claims_on", lambda _: pytest.fail("asked again"))
    assert all(kept.on(id_) for id_ in ids)
