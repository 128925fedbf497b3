"""The leak check: whatever goes wrong in making a file, what is kept back is found in it, in every format."""

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError, ParseError
from mapkit.exporting.snapshot import render
from mapkit.files import read
from mapkit.mercator import grid
from mapkit.picture import pixels
from mapkit.publishing import publish
from mapkit.publishing.extract import inside
from mapkit.publishing.leaks import Secrets, check_leaks, secrets_of
from mapkit.publishing.publish import Publish, published
from mapkit.webmap.atlas_inside import START
from mapkit.webmap.columns import encode, whole
from mapkit.webmap.lines import with_lines
from support.examples import alike
from support.exports import SMALL, STILL, options
from support.made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, SOURCES, changed, feature, point

PUBLISH_GRID = Publish(grid_m=5000)
MOVING = (".gif", ".mp4", ".frames.zip")  # of WebM the same is searched as of MP4
EXACT = (46.83217, 39.91234)
QUOTED = 'the "words" of somebody'
PUBLISH = Publish(grid_m=5000, delay_days=30, today=date(2021, 3, 31), drop=("text", "quote", "weather", "claims"))


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The made atlas with something to keep back in every column that may be."""
    from support.made import write_folder  # noqa: PLC0415 - only here

    rows = changed(INCIDENTS, 0, text="canary-text", quote="canary-quote", weather="canary-weather")
    rows = changed(rows, 2, lon=EXACT[0], lat=EXACT[1], title="Third canary")
    rows.append({**INCIDENTS[0], "id": "canary-hidden", "when": "2021-03-15", "title": "canary-title", "site": "dale"})
    rows.append({**INCIDENTS[0], "id": "canary-outside", "when": "2024", "title": "canary-other-title", "text": ""})
    return read(write_folder(tmp_path_factory.mktemp("canary"), incidents=rows)).filter(when="2020/2021")


@pytest.mark.parametrize("suffix", alike([*STILL, *MOVING], *STILL, ".gif"))
def test_a_sound_file_passes(canary: Atlas, tmp_path: Path, suffix: str) -> None:
    """Every format that is made as it should be is written, and holds none of the canaries."""
    path = tmp_path / f"a{suffix}"
    mk.snapshot(canary, path, publish=PUBLISH, **options(suffix))  # type: ignore[arg-type]
    data = path.read_bytes()
    for word in (b"canary-text", b"canary-quote", b"canary-weather", b"canary-hidden", b"canary-other", b"46.83217"):
        assert word not in data
    assert path.stat().st_size


def identity(value: Any, *_: Any, **__: Any) -> Any:
    """A step that does nothing."""
    return value


PLANTED: dict[str, tuple[str, str]] = {
    "exact places": ("_coarsened", "the exact place"),
    "hidden incidents": ("_delayed", "of an incident that is left out"),
    "dropped columns": ("_dropped", "which (is|are) dropped"),
}


WITH_DATA = (".html", ".geojson", ".csv", ".csv.zip", ".parquet", ".zip", ".evidence.zip")


@pytest.mark.parametrize(
    ("suffix", "what"), alike(product(WITH_DATA, PLANTED), *zip(WITH_DATA, cycle(PLANTED), strict=False))
)
def test_a_forgotten_step_is_found(
    canary: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, what: str
) -> None:
    """If coarsening, delay or dropping did nothing, no file that holds data is written, and the old one is kept."""
    step, words = PLANTED[what]
    monkeypatch.setattr(publish, step, identity)
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(ExportError, match=f"nothing was written: .*{words}") as caught:
        mk.snapshot(canary, path, publish=PUBLISH, **options(suffix))  # type: ignore[arg-type]
    assert "canary" not in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("suffix", alike(WITH_DATA, ".csv", ".html"))
def test_what_was_said_later_is_found(
    folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    """If what a source said after the last day came along, no file that holds data is written."""
    claims = changed(CLAIMS, 1, says="canary-later", said="2021-03-30")
    atlas, publish_all = read(folder(claims=claims)), Publish(delay_days=30, today=date(2021, 3, 31))
    path = tmp_path / f"a{suffix}"
    mk.snapshot(atlas, path, publish=publish_all, **options(suffix))  # type: ignore[arg-type]
    assert b"canary-later" not in path.read_bytes()
    monkeypatch.setattr(publish, "_by", lambda *_: True)
    with pytest.raises(ExportError, match="a claim that was said later"):
        mk.snapshot(atlas, path, publish=publish_all, **options(suffix))  # type: ignore[arg-type]


LEAKS = ("canary-text", "canary-hidden", f"at {EXACT[0]}, {EXACT[1]}")


@pytest.mark.parametrize(
    ("suffix", "leak"),
    alike(
        [*product((*STILL, *MOVING), LEAKS[:1]), *product((".png", ".csv", ".zip"), LEAKS[1:])],
        *product((*STILL, ".gif"), LEAKS[:1]),
        (".zip", LEAKS[1]),
        (".png", LEAKS[2]),
    ),
    ids=lambda value: value[:12],
)
def test_a_leak_in_the_receipt_is_found(
    canary: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, leak: str
) -> None:
    """A value that slips into what every format carries, pictures too, is found in every format."""

    def planted(atlas: Atlas) -> str:
        return f"{leak} {len(atlas.places)}"

    monkeypatch.setattr("mapkit.receipts.receipt.sentence", planted)
    with pytest.raises(ExportError, match="nothing was written"):
        mk.snapshot(canary, tmp_path / f"a{suffix}", publish=PUBLISH, **options(suffix))  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def never_held(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The made atlas as if nobody had ever known what `canary` keeps back: other words, other places in the cells."""
    from support.made import write_folder  # noqa: PLC0415 - only here

    rows = changed(INCIDENTS, 0, text="", quote="", weather="sun")
    rows = changed(rows, 2, lon=EXACT[0] + 0.002, lat=EXACT[1] - 0.001, title="Third canary")
    return read(write_folder(tmp_path_factory.mktemp("never"), incidents=rows, claims=[])).filter(when="2020/2021")


DRAWN = (".png", ".svg", ".pdf", ".gif", ".frames.zip")  # the pixels and outlines of these are not searched


@pytest.mark.parametrize("suffix", alike([*DRAWN, ".html", ".parquet", ".zip"], ".png", ".svg", ".parquet", ".zip"))
def test_a_published_file_is_as_if_the_secrets_were_not(canary: Atlas, never_held: Atlas, suffix: str) -> None:
    """A file that is published has the same bytes, pixels too, as that of an atlas that never held the secrets."""
    look: Any = options(suffix)
    files = [render(published(one, PUBLISH), suffix, **look) for one in (canary, never_held)]
    assert files[0] == files[1]
    assert render(canary, ".csv") != render(never_held, ".csv")


def test_pixels_are_those_of_the_published_atlas(canary: Atlas, never_held: Atlas) -> None:
    """What is kept back changes pixels of the exact picture, and not one of the published one."""
    exact = [pixels(one, SMALL) for one in (canary, never_held)]
    coarse = [pixels(published(one, PUBLISH), SMALL) for one in (canary, never_held)]
    assert (exact[0] != exact[1]).any()
    assert (coarse[0] == coarse[1]).all()


def test_an_identical_grid_is_found(canary: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the grid itself were broken and gave exact places back, the file is refused."""

    def broken(lon: float, lat: float, _metres: float) -> tuple[float, float]:
        return lon, lat

    monkeypatch.setattr(publish, "grid_point", broken)
    monkeypatch.setattr("mapkit.publishing.leaks.grid_point", broken)
    with pytest.raises(ExportError, match="the exact place"):
        mk.snapshot(canary, tmp_path / "a.geojson", publish=PUBLISH)


def documents() -> Iterator[Any]:
    """Ways in which an exact place may stand in JSON."""
    lon, lat = EXACT
    column, line = (int(one[0]) for one in grid([lon], [lat]))
    yield [lon, lat]
    yield {"lat": round(lat, 4), "name": "x", "lon": round(lon, 4)}
    yield {"type": "Feature", "geometry": {"coordinates": [[[1, 2], [lon + 5e-5, lat - 5e-5]]]}}
    yield {"geometry": with_lines({"type": "Polygon", "coordinates": [[[1, 2], [round(lon, 4), round(lat, 4)]]]})}
    yield [column, line]
    yield f"near {lat:.4f} N, {lon:.4f} E"
    xs, ys = (whole(np.array([5, 900, value])) for value in (column, line))
    yield json.loads(encode({"marks": {"count": 3, "x": xs, "y": ys}}))
    yield json.loads(encode({"x": {"count": 2, "a": whole(np.array([column, 7])), "b": whole(np.array([line, 9]))}}))


@pytest.mark.parametrize("document", list(documents()))
@pytest.mark.parametrize("suffix", [".json", ".html", ".zip"])
def test_an_exact_place_is_found_however_it_is_written(canary: Atlas, document: Any, suffix: str) -> None:
    """In degrees to four digits, in either order, in words, as a cell of the grid, in columns: the place is found."""
    data = json.dumps(document).encode()
    if suffix == ".html":
        data = b'<script type="application/json" id="x">' + data + b"</script>"
    data = pack({"a.json": data}) if suffix == ".zip" else data
    with pytest.raises(ExportError, match="the exact place of an incident"):
        check_leaks(data, suffix, secrets_of(canary, PUBLISH))


HIDDEN = {
    ".geojson": {"settings": {**SETTINGS, "description": QUOTED}},
    ".parquet": {"settings": {**SETTINGS, "description": QUOTED}},
    ".csv": {"claims": changed(CLAIMS, 0, locator=QUOTED)},
}


@pytest.mark.parametrize("suffix", HIDDEN)
def test_what_an_export_has_beside_its_incidents_is_searched(folder: Callable[..., Path], suffix: str) -> None:
    """Words are found in settings, sites and records that come along as JSON, whose quotes are written otherwise."""
    data = render(read(folder(**HIDDEN[suffix])), suffix)
    assert QUOTED.encode() not in data
    with pytest.raises(ExportError, match="words of somebody"):
        check_leaks(data, suffix, Secrets({QUOTED: "words of somebody"}, {}))
    check_leaks(data, suffix, Secrets({"no such words": "words of somebody"}, {}))


def test_the_atlas_inside_a_page_is_unpacked(made: Atlas) -> None:
    """Words that stand in a page only where its atlas is packed are found, and what cannot be unpacked is refused."""
    text = render(made, ".html").decode()
    element = re.findall(re.escape(START) + "[^<]*</script>", text)[0]
    packed = b64encode(zlib.compress(json.dumps({"note": QUOTED}).encode())).decode()
    secrets = Secrets({QUOTED: "words of somebody"}, {})
    check_leaks(text.encode(), ".html", secrets)
    with pytest.raises(ExportError, match="words of somebody"):
        check_leaks(text.replace(element, f'{START}{{"deflated":"{packed}"}}</script>').encode(), ".html", secrets)
    with pytest.raises(ParseError, match="cannot be opened again"):
        check_leaks(text.replace(element, f'{START}{{"deflated":"{packed[:-8]}"}}</script>').encode(), ".html", secrets)


@pytest.mark.parametrize("suffix", [".geojson", ".parquet"])
def test_the_place_of_a_site_is_found_beside_the_incidents(made: Atlas, suffix: str) -> None:
    """So are coordinates of a site at which nothing is shown."""
    site = next(one for one in made.places.values() if one.lon is not None and one.lat is not None)
    data = render(made.filter(kind="none-of-them"), suffix)
    whole_data = render(made, suffix)
    points = {(site.lon or 0.0, site.lat or 0.0): "the exact place"}
    check_leaks(data, suffix, Secrets({}, points))  # of a view, only its own sites are in it
    with pytest.raises(ExportError, match="the exact place"):
        check_leaks(whole_data, suffix, Secrets({}, points))


def test_other_places_are_not_taken_for_it(canary: Atlas) -> None:
    """A point further off than the check's reach, or a lone coordinate, is no leak."""
    lon, lat = EXACT
    for numbers in ([lon + 3e-4, lat], [lon, 1, 2, 3, 4, lat], [lon], [lat, lat]):
        check_leaks(json.dumps(numbers).encode(), ".json", secrets_of(canary, PUBLISH))


@pytest.mark.parametrize(("lon", "lat"), [(0, 90), (12.34567, 86.12345), (-170.5, -90), (179.99995, 10.12345)])
def test_places_at_the_edge_of_the_world_can_be_published(
    folder: Callable[..., Path], tmp_path: Path, lon: float, lat: float
) -> None:
    """A place beyond the grid of zoom 24, or at the antimeridian, is coarsened and published, and found if it leaks."""
    row = {"id": "x", "when": "2021", "kind": "attack", "title": "x", "lon": lon, "lat": lat}
    settings = {name: value for name, value in SETTINGS.items() if name != "home"}
    atlas = read(folder(settings=settings, incidents=[row], claims=[], states=[]))
    mk.snapshot(atlas, tmp_path / "a.csv", publish=PUBLISH_GRID)
    with pytest.raises(ExportError, match="the exact place of an incident"):
        check_leaks(json.dumps([lon, lat]).encode(), ".json", secrets_of(atlas, PUBLISH_GRID))


def test_sites_and_rivals_are_kept_back(canary: Atlas) -> None:
    """The exact places of sites, the corners of their lines and areas, and their rivals are searched for."""
    points = set(secrets_of(canary, PUBLISH).points)
    assert {EXACT, (46.75, 39.76), (46.76, 39.77), (46.4, 39.6), (46.7, 40.3)} <= points
    assert secrets_of(canary, Publish(drop=("text",))).points == {}


def test_the_public_basemap_is_no_secret(folder: Callable[..., Path]) -> None:
    """A place that stands in the basemap anyway is not kept back."""
    context = {"places": [feature("x", point(46.75, 39.76), names={"en": ["Hilltown"]})]}
    atlas = read(folder(context=context))
    assert (46.75, 39.76) not in secrets_of(atlas, PUBLISH).points
    assert (46.9, 39.5) in secrets_of(atlas, PUBLISH).points


def test_the_middle_of_a_cell_is_no_secret(folder: Callable[..., Path]) -> None:
    """A place that lies in the middle of its cell anyway is not given away by the grid."""
    lon, lat = publish.grid_point(46.9, 39.5, 5000)
    towns = [LAYERS["towns"][0], feature("dale", point(lon, lat)), LAYERS["towns"][2]]
    assert (lon, lat) not in secrets_of(read(folder(layers={"towns": towns})), PUBLISH).points


def test_what_is_published_anyway_is_no_secret(folder: Callable[..., Path]) -> None:
    """A dropped text that is also a title is published with the title."""
    atlas = read(folder(incidents=changed(INCIDENTS, 0, text="First", quote="the road")))
    assert {"First", "the road"} & secrets_of(atlas, Publish(drop=("text", "quote"))).texts.keys() == {"the road"}


@pytest.mark.parametrize("suffix", [".json", ".csv", ".html", ".parquet", ".zip", ".png", ".svg"])
def test_a_file_that_cannot_be_opened_is_not_passed(suffix: str) -> None:
    """What the check cannot open, it does not pass."""
    with pytest.raises((ExportError, mk.ParseError)):
        check_leaks(b"\xff\xfe broken", suffix, Secrets({"broken": "a word", "\ufffd\ufffd": "odd"}, {}))


def test_a_source_of_hidden_incidents_is_kept_back(folder: Callable[..., Path]) -> None:
    """The title of a source that only incidents that are left out have is searched for."""
    claims = [{"incident": "b", "source": "herald", "stance": "reports", "says": ""}]
    claims += [{"incident": "a", "source": "ministry", "stance": "reports", "says": ""}]
    atlas = read(folder(claims=claims, states=[])).filter(kind="meeting")
    texts = secrets_of(atlas, Publish()).texts
    assert texts["A statement"] == "a source of what is left out"
    assert "The Herald" not in texts


def test_copies_of_sources_are_not_published(canary: Atlas, tmp_path: Path) -> None:
    """Copies cannot be searched, so they go into no published bundle."""
    with pytest.raises(ExportError, match="not both"):
        mk.snapshot(canary, tmp_path / "a.evidence.zip", publish=PUBLISH, sources_folder=tmp_path, look=SMALL)


def test_too_much_to_search_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would take too long to prove is refused, not passed."""
    monkeypatch.setattr("mapkit.publishing.search.MAX_WORK", 10)
    with pytest.raises(ExportError, match="narrow the view"):
        check_leaks(b'{"a": "the canary-hidden one"}', ".json", Secrets({"canary-hidden": "an id"}, {}))


def test_a_remark_of_a_film_is_read_across_its_blocks(made: Atlas) -> None:
    """A word in a GIF's comment that crosses the border of two blocks of 255 bytes is found."""
    comment = b"x" * 250 + b"the secret word"
    blocks = b"".join(bytes([len(part)]) + part for part in (comment[:255], comment[255:]))
    data = render(made, ".gif", **options(".gif"))[:-1]  # type: ignore[arg-type]
    data += b"\x21\xfe" + blocks + b"\x00;"
    assert any("the secret word" in text for text in inside(data, ".gif").texts)


SAID = {
    "when": "2020-12-09/2020-12-10",
    "lon": "46.83217",
    "lat": "39.91234",
    "precision_m": "50",
    "killed_low": "1234",
    "killed_high": "1299",
    "via": "agency",
}
AGENCY = {"id": "agency", "title": "canary-agency", "captured_by": "canary-reader", "file": "canary/copy.pdf"}
WATCHING = "source,site,layer,when,status,note\nagency,road,,2020,barred,canary-watching\n"
HELD = {  # what is planted, by what is asked to be kept back
    "46.83217": ({"grid_m": 5000}, "_coarse_claim", "the exact place that a claim names"),
    "2020-12-09/2020-12-10": ({"drop": ("claim_when",)}, "_dropped", "the words of a claim"),
    "killed_low=1234": ({"drop": ("tolls",)}, "_dropped", "the words of a claim"),
    "canary-watching": ({"drop": ("reporting",)}, "_dropped", "who was watching"),
    "canary-reader": ({}, "_dropped", "the captured_by of a source"),
    "canary/copy.pdf": ({}, "_dropped", "the file of a source"),
}


@pytest.fixture
def spoken(folder: Callable[..., Path]) -> Atlas:
    """The made atlas with a claim of its own days, place and toll, a kept copy, and who was watching."""
    claims = changed(CLAIMS, 1, **SAID)
    return read(folder(claims=claims, sources=[*SOURCES, AGENCY], files={"reporting.csv": WATCHING}))


@pytest.mark.parametrize(("planted", "suffix"), alike(product(HELD, WITH_DATA), *zip(HELD, WITH_DATA, strict=False)))
def test_what_a_claim_says_is_as_delicate(
    spoken: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str, suffix: str
) -> None:
    """Its days, place and toll, copies and who watched are kept back like the incident's, and found if they are not."""
    given, step, words = HELD[planted]
    publish_it, path = Publish(**given), tmp_path / f"a{suffix}"  # type: ignore[arg-type]
    mk.snapshot(spoken, path, publish=publish_it, **options(suffix))  # type: ignore[arg-type]
    held = inside(path.read_bytes(), f".{suffix.rsplit('.', 1)[-1]}")
    assert planted not in held.strings
    leaky = (".zip", ".evidence.zip") if words.endswith("of a source") else WITH_DATA  # no other file has these at all
    if suffix in leaky and not (planted == "canary-watching" and suffix in (".csv", ".csv.zip")):
        monkeypatch.setattr(publish, step, identity)
        with pytest.raises(ExportError, match=words):
            mk.snapshot(spoken, path, publish=publish_it, **options(suffix))  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", [".zip", ".geojson"])
def test_copies_leave_when_asked_for(spoken: Atlas, tmp_path: Path, suffix: str) -> None:
    """Who kept a copy leaves in a published ZIP that asks for it by name; where it lies does not. A table has none."""
    path = tmp_path / f"a{suffix}"
    mk.snapshot(spoken, path, publish=Publish(keep=("captured_by",)))
    back = mk.read(path)
    agency = next(source for source in back.source_list if source.id == "agency")
    assert (agency.captured_by, agency.file) == ("canary-reader" if suffix == ".zip" else "", "")
    with pytest.raises(ExportError, match="captured_by, file"):
        Publish(keep=("title",))


def test_a_day_that_is_later_is_delayed(folder: Callable[..., Path]) -> None:
    """A claim that names later days than may be told is left out, and who watched then, with the source of both."""
    claims = changed(CLAIMS, 1, when="2030-06-01", via="agency")
    watching = {"reporting.csv": WATCHING.replace("2020", "2020/2030")}
    atlas = read(folder(claims=claims, sources=[*SOURCES, AGENCY], files=watching))
    publish_it = Publish(delay_days=30, today=date(2024, 6, 1))
    seen = published(atlas, publish_it)
    assert {claim.when for claim in seen.claim_list} == {""}
    assert (seen.reporting_list, "agency" in {source.id for source in seen.source_list}) == ((), False)
    assert "canary-agency" in secrets_of(atlas, publish_it).texts
