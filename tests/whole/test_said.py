"""The day on which a source said something goes where its claim goes, and counts for nothing where nobody wrote it."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.files.large_manifest import entry_of, read_manifest
from mapkit.publishing.publish import published
from mapkit.receipts.fingerprints import fingerprints
from mapkit.saving.large.parts import put
from mapkit.saving.large.write import append, compact
from mapkit.tables.csv_table import csv_bytes
from mapkit.tables.geojson import geojson_bytes
from mapkit.tables.geoparquet import parquet_bytes
from mapkit.webmap.entries import entries
from support.made import CLAIMS, changed

DAY, WORDS = "2020-12-14", "said on 14 December 2020"

Made = Callable[..., Path]


@pytest.fixture
def dated(folder: Made) -> mk.Atlas:
    """A made atlas in which one of the claims on the incident `a` says when it was made."""
    return mk.read(folder(claims=changed(CLAIMS, 1, said=DAY)))


def test_it_stays_with_its_claim(dated: mk.Atlas, tmp_path: Path) -> None:
    """As a folder, a ZIP and a large atlas the claims are the same, and so is the digest."""
    for name in ("folder", "atlas.zip", "atlas.parquet"):
        again = mk.read(mk.write(dated, tmp_path / name))
        assert [claim.said for claim in again["a"].claims] == ["", DAY]
        assert again.claims["said"].tolist() == dated.claims["said"].tolist()
        assert again.digest == dated.digest


def test_it_is_told_wherever_claims_are(dated: mk.Atlas, tmp_path: Path) -> None:
    """Tables, features and the card tell it; a claim without a day is told as before."""
    assert f"denies The ministry ({WORDS}): There were none." in csv_bytes(dated).decode()
    features = {one["id"]: one for one in json.loads(geojson_bytes(dated))["features"]}
    assert [one["said"] for one in features["a"]["properties"]["claims"]] == ["", DAY]
    (tmp_path / "x.parquet").write_bytes(parquet_bytes(dated))
    rows = {row["id"]: row for row in pq.read_table(tmp_path / "x.parquet").to_pylist()}
    assert [one["said"] for one in rows["a"]["claims"]] == ["", DAY]
    (card,) = entries(dated, dated.rows(None).query("id == 'a'"))
    assert [one["when"] for one in card["claims"]][1] == "said 14 Dec 2020"


def test_empty_it_counts_for_nothing(folder: Made) -> None:
    """Without the column, with it empty, and with a day in it: the digest and the fingerprint change for the last."""
    bare, empty, full = (mk.read(folder(claims=one)) for one in (CLAIMS, changed(CLAIMS, 1, said=""), _dated()))
    assert bare.digest == empty.digest != full.digest
    assert fingerprints(bare) == fingerprints(empty)
    assert {id_ for id_, mark in fingerprints(full).items() if fingerprints(bare)[id_] != mark} == {"a"}


def _dated() -> list[dict[str, Any]]:
    return changed(CLAIMS, 1, said=DAY)


def test_a_day_that_is_none_is_refused(folder: Made) -> None:
    """What is no date is refused at its line."""
    with pytest.raises(AtlasError, match=r"claims\.csv:3 .*said"):
        mk.read(folder(claims=changed(CLAIMS, 1, said="last week")))


def test_it_can_be_kept_back(dated: mk.Atlas) -> None:
    """What is published without it has the claims, and none of their days."""
    kept = published(dated, mk.Publish(drop=("said",)))
    assert {claim.said for claim in kept.claim_list} == {""}
    assert len(kept.claim_list) == len(dated.claim_list)


def test_a_day_before_the_incident_is_found(folder: Made) -> None:
    """A claim that was made before the incident started is told by its own day, not by that of its source."""
    early = changed(CLAIMS, 0, said="2020-12-01")
    found = [str(one) for one in mk.check(mk.read(folder(claims=early))) if one.code == "said-before-event"]
    assert any("said 2020-12-01, before it started" in one for one in found)


def test_large_atlases_of_before_have_none(dated: mk.Atlas, made: mk.Atlas, tmp_path: Path) -> None:
    """A large atlas whose claims have no such column is read; claims added later have their days, compacted too."""
    large = mk.write(made, tmp_path / "old.parquet")
    manifest = read_manifest(large)
    (path,) = manifest.paths(large, "claims")
    pq.write_table(pq.read_table(path).drop_columns("said"), path)
    put(large, replace(manifest, files={**manifest.files, "claims": (entry_of(large, path.name),)}))
    assert [claim.said for claim in mk.read(large).claim_list] == [""] * len(made.claim_list)
    whole = dated.store.whole()
    table = whole.set_column(
        whole.schema.get_field_index("id"), "id", [[f"new-{one}" for one in whole["id"].to_pylist()]]
    )
    claims = [replace(claim, incident=f"new-{claim.incident}") for claim in dated.claim_list]
    append(large, table, claims, "0" * 64)
    for step in (lambda: None, lambda: compact(large)):
        step()
        found = mk.read(large)
        assert [claim.said for claim in found["new-a"].claims] == ["", DAY]
        assert [claim.said for claim in found["a"].claims] == ["", ""]
        assert [claim.said for claim in found.claim_list].count(DAY) == 1
        again = mk.read(
            mk.write(found.filter(kind="attack"), tmp_path / f"part-{len(list(tmp_path.iterdir()))}.parquet")
        )
        assert [claim.said for claim in again["new-a"].claims] == ["", DAY]
