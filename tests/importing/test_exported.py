"""What left comes home: a GeoJSON or a GeoParquet of mapkit's own is read back as what it shows."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.errors import AtlasError
from mapkit.exporting.snapshot import snapshot
from mapkit.importing.read import read
from mapkit.records import Claim, Kind, Meta, Party
from mapkit.view import View
from support.examples import examples
from support.strategies import near_days, views
from support.world import IDS, KINDS, OWN, SITES, SOURCES, WORDS, make_world

FORMATS = (".geojson", ".parquet")
WORLD = make_world(60, seed=9)
META = Meta(
    "A world",
    kinds=tuple(Kind(kind, kind.title(), "#000000", "circle") for kind in KINDS),
    parties=tuple(Party(party, party.title()) for party in ("north", "south")),
)
CLAIMS = [
    Claim(one.incident, one.source, one.stance, f"says {place}", f"page {place}", "2021-03" * (place % 2))
    for place, one in enumerate(WORLD.claims)
]
ATLAS = make_atlas(META, list(SITES.values()), WORLD.records, CLAIMS, [], sources=SOURCES, context={}, own=list(OWN))
questions = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), near_days)
SAME = ("id", "when", "kind", "lon", "lat", "precision_m", "title", "text", "quote", "when_basis", "disputed")


def told(atlas: Atlas) -> list[dict[str, Any]]:
    """What a reader is told of each shown incident, with who says what of it."""
    rows = atlas.records()
    numbers = [f"{toll}_{bound}" for toll in ("killed", "injured") for bound in ("low", "best", "high")]
    found = [{name: str(row[name]) for name in (*SAME, *numbers, *atlas.store.own)} for row in rows]
    for row, entry in zip(rows, found, strict=True):
        claims = atlas.claims_by_incident.get(row["id"], ())
        entry["claims"] = [(one.stance, one.says, one.locator, one.said, vars(one.source)) for one in claims]
    return sorted(found, key=lambda entry: entry["id"])


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions, st.sampled_from(FORMATS))
def test_what_left_comes_home(tmp_path: Path, view: View, suffix: str) -> None:
    """Incidents, tolls, claims with stance and words, sources with party and date are those that the view showed."""
    atlas, path = ATLAS.filter(view), tmp_path / f"world{suffix}"
    snapshot(atlas, path)
    back = read(path)
    assert told(back) == told(atlas)
    assert back.counts.shown == atlas.counts.shown
    assert {party.id for party in back.meta.parties} <= {"north", "south"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_atlas_of_the_mission_comes_home(geo: Atlas, tmp_path: Path, suffix: str) -> None:
    """Every denial stays a denial, and the report says what such a file does not carry, and what does."""
    path = tmp_path / f"mission{suffix}"
    snapshot(geo, path)
    back = read(path)
    assert told(back) == told(geo)
    assert back.disputed == geo.disputed > 0
    assert back.report
    assert "a ZIP of the atlas has all of it" in str(back.report)


def test_any_table_is_read_as_such_if_asked(geo: Atlas, tmp_path: Path) -> None:
    """With the dialect plain the features are rows of a table; a file without a receipt is one anyway."""
    path = tmp_path / "mission.geojson"
    snapshot(geo, path)
    assert read(path, dialect="plain").disputed == 0
    bare = json.loads(path.read_text("utf-8"))
    del bare["mapkit"]
    path.write_text(json.dumps(bare), "utf-8")
    assert read(path).disputed == 0


BREAKS: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda one: one["features"][0].pop("geometry"),
    lambda one: one["features"][0]["properties"]["claims"][0].update(stance="shouts"),
    lambda one: one["features"][0]["properties"].update(when="10/11/2020"),
    lambda one: one["features"][0]["properties"].update(claims=7),
    lambda one: one.update(features=3),
)


@pytest.mark.parametrize("change", BREAKS, ids=range(len(BREAKS)))
def test_a_file_that_was_changed_is_refused(geo: Atlas, tmp_path: Path, change: Callable[..., object]) -> None:
    """What mapkit would not have written is not half read: it is named, with what to do instead."""
    path = tmp_path / "mission.geojson"
    snapshot(geo, path)
    found = json.loads(path.read_text("utf-8"))
    change(found)
    path.write_text(json.dumps(found), "utf-8")
    with pytest.raises(AtlasError, match="export it again as a ZIP") as caught:
        read(path)
    assert caught.value.problems[0].code == "export-changed"


def test_a_table_of_mapkits_says_what_it_does_not_keep(geo: Atlas, tmp_path: Path) -> None:
    """A CSV of ours keeps dates and what lasted, and says that claims lose their stance there, and what keeps it."""
    path = tmp_path / "mission.csv"
    snapshot(geo, path)
    back = read(path)
    assert back.rows()["when"].tolist() == geo.rows()["when"].tolist()
    assert "keeps who disputes and who denies" in str(back.report)
