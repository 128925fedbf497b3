"""The camera in the map: a picture of what is seen, made in the page alone."""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from support.browser import ROOT, Visit, open_map, share, visit
from support.waiting import drawn


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported page, which carries a policy that allows nothing outside."""
    path = tmp_path_factory.mktemp("saved") / "mission.html"
    mk.snapshot(mk.read(ROOT / "geo"), path)
    return path


def shot(seen: Visit, button: Locator) -> tuple[str, Any]:
    """Press a button that saves a picture; its name and the picture."""
    with seen.page.expect_download() as waiting:
        button.click()
    path = waiting.value.path()
    picture: Any = Image.open(io.BytesIO(path.read_bytes()))
    picture.load()
    return waiting.value.suggested_filename, picture


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_is_what_is_seen(browser: Browser, saved: Path, scheme: str) -> None:
    """The picture is twice as fine as the screen, holds the marks' colours, and says what it shows in its texts."""
    with visit(browser, offline=True, color_scheme=scheme) as seen:
        root = open_map(seen.page, saved.as_uri())
        area = root.locator(".mk-map").bounding_box()
        name, picture = shot(seen, share(root).locator(".mk-camera"))
        expect(root.locator(".mk-share-said")).to_have_text("Picture saved.")
    assert area
    assert picture.width == 2 * round(area["width"])
    assert picture.height > 2 * area["height"]
    colours = {colour for _, colour in picture.convert("RGB").getcolors(10_000_000)}
    assert {(0xD5, 0x5E, 0x00), (0xE6, 0x9F, 0x00)} <= colours
    assert name.startswith("mapkit-2020-11-01_2023-10-31-")
    assert picture.text["Title"] == "The Russian peacekeeping mission in Nagorno-Karabakh, 2020-2023"
    assert "28 incidents at 12 places and on the whole region" in picture.text["Description"]
    assert "when=2020-11-01/2023-10-31 · shown 28 of 33 · possible 28" in picture.text["mapkit:receipt"]
    assert seen.errors == seen.foreign == []


def test_the_view_in_a_picture_can_be_asked_again(browser: Browser, saved: Path) -> None:
    """The view in the picture's receipt, asked of the atlas, shows as many as the picture says."""
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, saved.as_uri())
        for place, day in ((1, "2023-09-19"), (0, "2022-12-12")):
            root.locator(".mk-date").nth(place).fill(day)
            root.locator(".mk-date").nth(place).press("Enter")
        drawn(seen.page)
        _, picture = shot(seen, share(root).locator(".mk-camera"))
    view, told, *_ = picture.text["mapkit:receipt"].split(" · ")
    atlas = mk.read(ROOT / "geo").filter(view)
    assert told == f"shown {atlas.counts.shown} of {atlas.counts.all}"


def test_tiles_that_forbid_it_are_told(browser: Browser, tmp_path: Path) -> None:
    """With network tiles that may not be read the camera says so, and saves the map without them if asked."""
    path = tmp_path / "tiles.html"
    mk.draw(mk.read(ROOT / "geo"), tiles="openstreetmap").save(str(path))
    tile = io.BytesIO()
    Image.new("RGB", (256, 256), (1, 200, 3)).save(tile, "PNG")
    with visit(browser) as seen:
        answer = {"body": tile.getvalue(), "content_type": "image/png"}
        seen.page.route("https://tile.*/**", lambda route: route.fulfill(**answer))
        root = open_map(seen.page, path.as_uri())
        root.locator(".leaflet-tile-loaded").first.wait_for()
        share(root).locator(".mk-camera").click()
        expect(root.locator(".mk-share-said")).to_contain_text("do not allow a picture")
        _, picture = shot(seen, root.get_by_role("button", name="Save it without the tiles"))
        assert (1, 200, 3) not in {colour for _, colour in picture.convert("RGB").getcolors(10_000_000)}


def test_hostile_texts_are_only_text_in_a_picture(browser: Browser, tmp_path: Path) -> None:
    """A title with characters that end texts of a PNG is stored whole but for the character that no PNG can hold."""
    title = "a\0b </script> {{7*7}} \u202e"
    folder = tmp_path / "geo"
    folder.mkdir()
    (folder / "atlas.toml").write_text(
        f"title = {json.dumps(title)}\n[[layers]]\nid = 'places'\nlabel = 'P'\n[[kinds]]\nid = 'k'\nlabel = 'K'\n"
        "colour = '#D55E00'\nshape = 'circle'\n",
        "utf-8",
    )
    (folder / "places.geojson").write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    (folder / "incidents.csv").write_text("id,when,site,lon,lat,kind,title\na,2020-12-08,,46.7,39.8,k,x\n", "utf-8")
    (folder / "sources.csv").write_text("id,title\n", "utf-8")
    (folder / "claims.csv").write_text("incident,source,stance,says\n", "utf-8")
    (folder / "states.csv").write_text("site,when,state\n", "utf-8")
    path = tmp_path / "map.html"
    mk.snapshot(mk.read(folder), path)
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, path.as_uri())
        _, picture = shot(seen, share(root).locator(".mk-camera"))
    assert picture.text["Title"] == title.replace("\0", "\ufffd")


@pytest.mark.parametrize("certain", [False, True])
def test_a_picture_of_the_page_verifies(browser: Browser, tmp_path: Path, certain: bool) -> None:
    """`mapkit.receipt` and `mapkit.verify` read a picture of the page, and find a changed byte in it."""
    atlas = mk.read(ROOT / "geo")
    page = tmp_path / "map.html"
    mk.snapshot(atlas.filter(kind=["attack", "control"], certain=certain), page)
    with visit(browser, offline=True) as seen:
        root = open_map(seen.page, page.as_uri())
        with seen.page.expect_download() as waiting:
            share(root).locator(".mk-camera").click()
        path = tmp_path / "picture.png"
        waiting.value.save_as(path)
    told = mk.receipt(path)
    assert (told.digest, told.counts) == (atlas.digest, atlas.filter(told.view).counts)
    assert mk.verify(path, atlas).status == "same"
    later = mk.verify(path, replace(atlas, digest="0" * 64))
    assert str(later).endswith("the file holds no fingerprints of them: a page's picture has none.")
    data = bytearray(path.read_bytes())
    data[-30] ^= 1
    path.write_bytes(data)
    assert mk.verify(path, atlas).status == "altered"
