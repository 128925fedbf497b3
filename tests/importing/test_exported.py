"""What left comes home: a file of mapkit's own is read back as what it shows, or as all that it was made of."""

import json
import random
import re
import zlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.edtf import read_span
from mapkit.errors import AtlasError
from mapkit.exporting.snapshot import snapshot
from mapkit.importing.read import read
from mapkit.publishing.publish import Publish, published
from mapkit.receipts.seal import BESIDE, sealed
from mapkit.records import CLAIM_TEXTS, Chapter, Claim, Kind, Layer, Meta, Party, Reporting, State, StateKind
from mapkit.view import View
from mapkit.webmap.atlas_inside import START
from mapkit.when import Window
from mapkit.where import BBox
from support.examples import examples
from support.exports import made_bytes
from support.strategies import near_days, views
from support.world import IDS, KINDS, OWN, SITES, SOURCES, WORDS, make_world

WHOLE = (".geojson", ".parquet", ".html")  # which carry all but the basemap
FORMATS = (*WHOLE, ".csv", ".csv.zip")
WORLD = make_world(60, seed=9)
PLACED = [
    replace(site, geometry=None if site.lon is None else {"type": "Point", "coordinates": [site.lon, site.lat]})
    for site in SITES.values()
]
META = Meta(
    "A world",
    licence="CC0",
    layers=(Layer("towns", "Towns"), Layer("roads", "Roads")),
    kinds=tuple(Kind(kind, kind.title(), "#000000", "circle") for kind in KINDS),
    parties=tuple(Party(party, party.title()) for party in ("north", "south")),
    states=(StateKind("held", "Held"),),
    chapters=(Chapter("First", Window(date(2020, 1, 1), date(2020, 7, 1)), BBox(46, 39, 47, 40), "What began."),),
)
OTHERS = (
    {"when": "[2020-12-09..2020-12-10]", "killed_best": "12", "killed_high": "15"},
    {"lon": "46.9", "lat": "39.6", "precision_m": "2000", "kind": KINDS[-1], "injured_low": "1"},
    {"site": "town"},
    {},
)  # what claims say of an incident's own columns
CLAIMS = [
    Claim(
        *(one.incident, one.source, one.stance, f"says {place}", f"page {place}", "2021-03" * (place % 2)),
        via=SOURCES[0].id if place % 5 == 0 and one.source != SOURCES[0] else "",
        **OTHERS[place % len(OTHERS)],
    )
    for place, one in enumerate(random.Random(4).sample(WORLD.claims, len(WORLD.claims)))  # in no order  # noqa: S311
]
STATES = [
    State("town", read_span("2020-03/2021-02-03"), "held", SOURCES[1], "a note"),
    State("lost", read_span("2020"), "held"),
]
REPORTING = [Reporting(SOURCES[1], read_span("2020-03/.."), "partial", layer="towns", note="in the day")]
ATLAS = make_atlas(
    META, PLACED, WORLD.records, CLAIMS, STATES, sources=SOURCES, context={}, own=list(OWN), reporting=REPORTING
)
questions = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), near_days)
SPOKEN = tuple(name for name in CLAIM_TEXTS if name not in ("via", "site"))  # what a table of claims alone has
SAME = ("id", "when", "kind", "lon", "lat", "precision_m", "title", "text", "quote", "when_basis", "disputed")


def told(atlas: Atlas) -> list[dict[str, Any]]:
    """What a reader is told of each shown incident, with who says what of it."""
    rows = atlas.records()
    numbers = [f"{toll}_{bound}" for toll in ("killed", "injured") for bound in ("low", "best", "high")]
    found = [{name: str(row[name]) for name in (*SAME, *numbers, *atlas.store.own)} for row in rows]
    for row, entry in zip(rows, found, strict=True):
        claims = atlas.claims_by_incident.get(row["id"], ())
        entry["claims"] = [(*(getattr(one, name) for name in SPOKEN), vars(one.source)) for one in claims]
    return sorted(found, key=lambda entry: entry["id"])


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions, st.sampled_from(FORMATS))
def test_what_left_comes_home(tmp_path: Path, view: View, suffix: str) -> None:
    """Incidents, tolls, claims with stance and words, sources with party and date are those that the view showed."""
    atlas, path = ATLAS.filter(view), tmp_path / f"world{suffix}"
    snapshot(atlas, path)
    back = read(path)
    if suffix == ".html":  # which holds other dates too
        back = back.filter(View(when=view.when, certain=view.certain))
    assert told(back) == told(atlas)
    assert back.counts.shown == atlas.counts.shown
    assert {party.id for party in back.meta.parties} <= {"north", "south"}


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions, st.sampled_from(WHOLE))
def test_what_carries_all_comes_home_as_a_zip_does(tmp_path: Path, view: View, suffix: str) -> None:
    """Sites, states, settings, sources, what has no date or place, and their order: the digest is that of a ZIP."""
    atlas = ATLAS.filter(view)
    snapshot(atlas, tmp_path / f"world{suffix}")
    snapshot(ATLAS.filter(view.without("when", "certain")) if suffix == ".html" else atlas, tmp_path / "world.zip")
    back, other = read(tmp_path / f"world{suffix}"), read(tmp_path / "world.zip")
    assert back.digest == other.digest
    assert (back.meta, back.places, back.source_list) == (other.meta, other.places, other.source_list)
    assert (back.state_list, back.claim_list) == (other.state_list, other.claim_list)
    assert back.reporting_list == other.reporting_list
    assert view != View() or back.digest == ATLAS.digest


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_atlas_of_the_mission_comes_home(geo: Atlas, tmp_path: Path, suffix: str) -> None:
    """Every denial stays a denial, and the report says what such a file does not carry, and what does."""
    path = tmp_path / f"mission{suffix}"
    snapshot(geo, path)
    back = read(path)
    assert told(back) == told(geo)
    assert back.disputed == geo.disputed > 0
    assert (back.digest == geo.digest) == (suffix in WHOLE)
    assert (back.meta.title, back.meta.licence, back.meta.credits) == (
        geo.meta.title,
        geo.meta.licence,
        geo.meta.credits,
    )
    assert "a ZIP of the atlas has" in str(back.report)
    assert "changed" not in str(back.report)


@pytest.mark.parametrize("suffix", WHOLE)
def test_what_was_published_comes_home_coarse(geo: Atlas, tmp_path: Path, suffix: str) -> None:
    """A file in which places are coarse and words left out reads back as just that."""
    path, publish = tmp_path / f"mission{suffix}", Publish(grid_m=20_000, drop=("text", "says", "notes"))
    snapshot(geo, path, publish=publish)
    assert read(path).digest == published(geo, publish).digest


def test_a_page_that_opens_on_a_window_comes_home_whole(geo: Atlas, tmp_path: Path) -> None:
    """A map whose clock moves holds all dates; all of them are read, and the report says on which it opens."""
    path = tmp_path / "mission.html"
    snapshot(geo.filter(when="2022"), path)
    back = read(path)
    assert back.digest == geo.digest
    assert "the map opens on 2022" in str(back.report)


def test_a_page_that_was_changed_is_refused(made: Atlas, tmp_path: Path) -> None:
    """A page that another program saved, and one whose receipt was cut off, are named, with what to take instead."""
    path = tmp_path / "made.html"
    snapshot(made, path)
    text = path.read_text("utf-8")
    for changed in (text.replace("<body>", "<body >", 1), text.replace('{"mapkit-receipt', '{"x mapkit-receipt')):
        path.write_text(changed, "utf-8")
        with pytest.raises(AtlasError, match="take the file as it was exported, or a ZIP") as caught:
            read(path)
        assert [problem.code for problem in caught.value.problems] == ["page-changed"]
    path.write_text("<html>a page of somebody's</html>", "utf-8")
    with pytest.raises(AtlasError, match="is not read"):
        read(path)


def inside_of(found: Any) -> str:
    """An element that holds this in place of an atlas."""
    packed = b64encode(zlib.compress(json.dumps(found).encode())).decode()
    return f'{START}{{"deflated":"{packed}"}}</script>'


FORGED: dict[str, tuple[Callable[[str], str], str]] = {
    "no atlas in it": (lambda _: "", "page-bare"),
    "two of them": (lambda element: element * 2, "page-bare"),
    "no JSON": (lambda element: element.replace('{"deflated"', '{"deflated'), "export-changed"),
    "another member": (lambda element: element.replace("deflated", "inflated"), "export-changed"),
    "nothing packed": (lambda element: element.replace('":"', '":"x'), "export-changed"),
    "cut off": (lambda element: f'{element[:-500]}"}}</script>', "export-changed"),
    "an atlas of nothing": (lambda _: inside_of({}), "export-changed"),
    "a text that no island has": (lambda _: inside_of({"settings": {"title": {"": 10**6}}}), "export-changed"),
    "too much": (lambda _: inside_of("x" * 10**6), "export-changed"),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_page_is_not_believed(made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    """Whoever seals a page of his own gets what an atlas folder would get: no more memory, and every cell checked."""
    monkeypatch.setattr("mapkit.webmap.atlas_inside.MAX_BYTES", 100_000)
    forge, code = FORGED[what]
    text = made_bytes(made, ".html").decode()
    element = re.findall(re.escape(START) + "[^<]*</script>", text)[0]
    path = tmp_path / "forged.html"
    path.write_bytes(sealed(text.replace(element, forge(element)).encode(), ".html"))
    with pytest.raises(AtlasError) as caught:
        read(path)
    assert caught.value.problems[0].code == code


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
    lambda one: one["features"].append(one["features"][0]),
    lambda one: one["features"][0]["geometry"].update(coordinates=[46, 999]),
    lambda one: one["mapkit-atlas"].update(sites=3),
    lambda one: one["mapkit-atlas"].update(order=[[]]),
    lambda one: one["mapkit-atlas"].update(claim_order=[10**9]),
    lambda one: one["mapkit-atlas"]["settings"].update(kinds=[]),
    lambda one: one["mapkit-atlas"]["states"][0].update(when={"$gt": ""}),
    lambda one: one["mapkit-atlas"]["sites"][0].update(geometry={"type": "Point", "coordinates": ["a", "b"]}),
    lambda one: one.update({"mapkit-atlas": [1]}),
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


def test_a_table_comes_home_without_its_receipt(geo: Atlas, tmp_path: Path) -> None:
    """A CSV alone has its incidents and claims; that its title and licence are not known is said."""
    path = tmp_path / "mission.csv"
    snapshot(geo, path)
    path.with_name(path.name + BESIDE).unlink()
    back = read(path)
    assert told(back) == told(geo)
    assert (back.meta.title, back.meta.licence) == ("mission.csv", "")
    assert "its receipt is not beside it" in str(back.report)


def test_a_table_that_was_changed_says_so(geo: Atlas, tmp_path: Path) -> None:
    """What somebody wrote into a CSV is read, and that it is not what mapkit wrote is said."""
    path = tmp_path / "mission.csv"
    snapshot(geo, path)
    title = geo.rows()["title"].iloc[0]
    path.write_text(path.read_text("utf-8").replace(title, "Somebody wrote this"), "utf-8")
    back = read(path)
    assert "Somebody wrote this" in back.rows()["title"].tolist()
    assert "the file was changed since mapkit wrote it" in str(back.report)


def test_a_table_of_which_records_were_cut_is_refused(geo: Atlas, tmp_path: Path) -> None:
    """Records that a spreadsheet cut off are not half read."""
    path = tmp_path / "mission.csv"
    snapshot(geo, path)
    path.write_text(path.read_text("utf-8").replace("}]", "}"), "utf-8")
    with pytest.raises(AtlasError, match="export it again as a ZIP"):
        read(path)


def test_what_somebody_added_is_read(geo: Atlas, tmp_path: Path) -> None:
    """A feature that was put in or taken out by hand is in the atlas, or is not, and so are its claims."""
    path = tmp_path / "mission.geojson"
    snapshot(geo, path)
    found = json.loads(path.read_text("utf-8"))
    new = {**found["features"][0], "id": "new", "properties": {**found["features"][0]["properties"], "id": "new"}}
    new["properties"]["claims"] = [{"source_id": "mine", "source": "Mine", "stance": "denies"}]
    gone = found["features"].pop()["id"]
    found["features"].append(new)
    path.write_text(json.dumps(found), "utf-8")
    back = read(path)
    ids = {*back.rows(None)["id"]}
    assert ids == ({*geo.rows(None)["id"]} - {gone}) | {"new"}
    assert [claim.source.title for claim in back["new"].claims] == ["Mine"]
    assert {claim.incident for claim in back.claim_list} <= ids


def test_a_table_of_ours_that_is_too_large_names_the_zip(
    geo: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of such a table has half of the claims, so nobody is told to split it."""
    path = tmp_path / "mission.csv"
    snapshot(geo, path)
    monkeypatch.setattr("mapkit.importing.exported_files.MAX_TABLE", path.stat().st_size - 1)
    with pytest.raises(AtlasError, match=r"take a ZIP \(\.zip\) of the same view") as caught:
        read(path)
    assert [(one.place, one.code) for one in caught.value.problems] == [("mission.csv", "file-too-large")]
    monkeypatch.setattr("mapkit.importing.exported_files.MAX_TABLE", path.stat().st_size)
    assert read(path).disputed == geo.disputed
