"""The app on any atlas by its own server."""

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

import mapkit as mk
from mapkit.app.early_map import early_lines
from mapkit.app.host import INDEX, outline, title_of
from mapkit.app.host import ROOT as PLACE
from mapkit.app.serving import SETTINGS, serve
from mapkit.errors import MapkitError
from support.browser import ROOT, free_port, open_map, pixel_of, visit, wait_for
from support.first_sight import MOST_SHIFT, SHIFTS


@contextmanager
def serving(path: Path, folder: Path) -> Iterator[str]:
    """The address of the app on `path`, started in `folder`; it ends with the block."""
    port = free_port()
    words = f"from mapkit.app.serving import serve; serve({str(path)!r}, port={port}, browser=False)"
    server = subprocess.Popen([sys.executable, "-c", words], cwd=folder, stdout=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(60)  # a machine may be busy


PARTS = ("server", "runner", "browser", "client")


def test_settings_are_those_of_the_repository() -> None:
    """The settings are those of `streamlit run app.py` here: Streamlit opens no browser and advertises nothing."""
    found = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    flat = {f"{part}.{name}": value for part in PARTS for name, value in found[part].items()}
    flat |= {f"theme.{name}.{key}": value for name, part in found["theme"].items() for key, value in part.items()}
    assert flat["server.headless"] is True
    assert flat["server.address"] == "127.0.0.1"
    assert flat == SETTINGS


def test_any_folder_is_served(browser: Browser, tmp_path: Path) -> None:
    """The atlas shows, whatever folder the server was started in; its outline makes room for it, and nothing jumps."""
    with serving(ROOT / "geo", tmp_path) as address, visit(browser) as seen:
        seen.page.add_init_script(f"({SHIFTS})()")
        root = open_map(seen.page, address)
        expect(root.locator(".mk-shown")).to_have_text("28 shown")
        expect(seen.page.locator(".mk-first, #mapkit-first")).to_have_count(0)
        assert seen.page.evaluate("() => globalThis.shifts()") < MOST_SHIFT
    assert seen.errors == []


def test_a_broken_folder_is_told(browser: Browser, tmp_path: Path) -> None:
    """What is wrong with the atlas is told by the page; the server lives on."""
    with serving(tmp_path / "none", tmp_path) as address, visit(browser) as seen:
        seen.page.goto(address)
        expect(seen.page.get_by_role("heading", level=1)).to_have_text("This atlas cannot be shown yet")
        expect(seen.page.locator("#mapkit-first")).to_have_count(0)
    assert seen.errors == []


def test_the_page_itself_has_the_title(tmp_path: Path) -> None:
    """The page has the atlas's title as text before anything is loaded; as a frame of another page it has none."""
    folder = tmp_path / "atlas"
    shutil.copytree(ROOT / "geo", folder)
    settings = (folder / "atlas.toml").read_text("utf-8")
    title = "Black & white </div><script>"
    (folder / "atlas.toml").write_text(settings.replace(mk.read(folder).meta.title, title), "utf-8")
    with serving(folder, tmp_path) as address:
        with urlopen(address) as answer:  # noqa: S310 - our own server
            page = answer.read().decode()
        with urlopen(f"{address}?frame=1") as answer:  # noqa: S310 - our own server
            assert answer.read().decode() == INDEX.read_text("utf-8")
    assert '<div class="mk-first-title">Black &amp; white &lt;/div&gt;&lt;script&gt;</div>' in page
    assert page.count(title) == 0


# Whether the title is lighter than the ground that it stands on.
TITLE_IS_LIGHT = """() => {
  const sum = (colour) => colour.match(/[0-9]+/g).slice(0, 3).reduce((all, part) => all + Number(part), 0);
  const colourOf = (name, part) => sum(getComputedStyle(document.querySelector(name))[part]);
  return colourOf('.mk-first-title', 'color') > colourOf('#mapkit-first', 'backgroundColor') + 384;
}"""
LAID = """() => {
  const lines = document.querySelector('.mk-first-lines'), map = lines.parentNode.getBoundingClientRect();
  const { a: pixel, e, f } = lines.getScreenCTM();
  return { pixel, x: e - map.left, y: f - map.top, world: Number(lines.dataset.box.split(' ')[2]) };
}"""


def test_the_first_answer_has_the_lines_of_the_map(browser: Browser, tmp_path: Path) -> None:
    """Before anything is loaded the basemap is there in grey, in a few kB, where the map will draw it."""
    with serving(ROOT / "geo", tmp_path) as address, visit(browser) as seen:
        seen.page.route("**/static/**", lambda route: route.abort())
        seen.page.goto(address)
        early = seen.page.evaluate(LAID)
        for scheme, light in (("dark", True), ("light", False)):
            seen.page.emulate_media(color_scheme=scheme)
            assert seen.page.evaluate(TITLE_IS_LIGHT) is light
        assert len(early_lines(str(ROOT / "geo"))) < 4_000
        with urlopen(f"{address}?map=9/40/46") as answer:  # noqa: S310 - our own server
            assert b"<svg" not in answer.read()  # such a link opens elsewhere
        seen.page.unroute("**/static/**")
        root = open_map(seen.page, address)
        zoom, *_ = map(float, (root.get_attribute("data-position") or "").split("/"))
        assert early["pixel"] * early["world"] == pytest.approx(256 * 2**zoom, rel=1e-3)
        west, south, east, north = mk.read(ROOT / "geo").meta.home.sides
        middle = pixel_of(seen.page, (west + east) / 2, (south + north) / 2)
        room = root.locator(".mk-map").bounding_box()
        assert abs(middle[0] - room["x"] - early["x"]) < 4
        assert abs(middle[1] - room["y"] - early["y"]) < 24  # the clock's height is not known so early


@pytest.mark.parametrize(
    "settings",
    ["", "home = [1]", "home = 'no'", "home = [5, 5, 5, 5]", "home = [nan, 0, 1, 1]", "home = [0, 0, 1, 1]\n[x"],
)
def test_lines_that_cannot_be_drawn_are_left_out(tmp_path: Path, settings: str) -> None:
    """An atlas without a box of its own, or with one that cannot be, has no lines before it is read."""
    (tmp_path / "atlas.toml").write_text(settings, "utf-8")
    assert early_lines(str(tmp_path)) == ""


@pytest.mark.parametrize(
    "layer",
    [
        "{",
        "[]",
        '{"features": [{"properties": null, "geometry": null}]}',
        '{"features": [{"properties": {}, "geometry": {"coordinates": [["<b>", 1], [2, 3]]}}]}',
        '{"features": [{"properties": {}, "geometry": {"coordinates": [[1e999, 1], [2, 3]]}}]}',
        "[" * 100_000,
    ],
)
def test_a_basemap_that_cannot_be_read_is_left_out(tmp_path: Path, layer: str) -> None:
    """A broken basemap gives no lines; the page tells later what is wrong with it."""
    (tmp_path / "context").mkdir()
    (tmp_path / "atlas.toml").write_text("home = [0, 0, 5, 5]", "utf-8")
    (tmp_path / "context" / "land.geojson").write_text(layer, "utf-8")
    assert "<b>" not in early_lines(str(tmp_path))
    assert early_lines(str(tmp_path)).count("M") == 0


def test_a_changed_basemap_is_drawn_anew(tmp_path: Path) -> None:
    """The lines follow the files; an atlas without a basemap has those of the plain world."""
    (tmp_path / "atlas.toml").write_text("home = [44, 38, 48, 42]", "utf-8")
    world = early_lines(str(tmp_path))
    (tmp_path / "context").mkdir()
    line = {"type": "LineString", "coordinates": [[45, 39], [46, 40], [47, 41]]}
    layer = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": None, "geometry": line}]}
    (tmp_path / "context" / "land.geojson").write_text(json.dumps(layer), "utf-8")
    own = early_lines(str(tmp_path))
    assert world.count("M") > 1
    assert own.count("M") == 1


def test_a_title_that_cannot_be_read_yet_is_left_out(tmp_path: Path) -> None:
    """Of a file, and of a folder without settings or with broken ones, the page shows the outline alone."""
    assert PLACE in INDEX.read_text("utf-8")
    assert title_of(str(ROOT / "geo")) == mk.read(ROOT / "geo").meta.title
    assert title_of(str(tmp_path / "none.zip")) == title_of(str(tmp_path)) == ""
    for broken in (b"title = ", b"title = 3", b"\xff"):
        (tmp_path / "atlas.toml").write_bytes(broken)
        assert title_of(str(tmp_path)) == ""
    assert '<div class="mk-first-title"></div>' in outline(str(tmp_path))


@pytest.mark.parametrize(("name", "status"), [("127.0.0.1", 101), ("localhost", 101), ("example.org", 403)])
def test_a_page_of_another_name_gets_no_data(app: str, name: str, status: int) -> None:
    """The socket that brings a page its data opens for the names of this machine, and for no other that leads here."""
    port = urlsplit(app).port
    asked = http.client.HTTPConnection("127.0.0.1", port or 0)
    socket_wanted = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    sender = {
        "Host": f"{name}:{port}",
        "Origin": f"http://{name}:{port}",
        "Sec-WebSocket-Key": "bWFwa2l0bWFwa2l0bWFwaw==",
    }
    asked.request("GET", "/_stcore/stream", headers={**socket_wanted, **sender})
    try:
        assert asked.getresponse().status == status
    finally:
        asked.close()


def test_a_browser_is_opened_if_asked(tmp_path: Path) -> None:
    """The browser opens the page once the server answers, and Streamlit advertises nothing in the terminal."""
    port = free_port()
    words = f"from mapkit.app.serving import serve; serve({str(ROOT / 'geo')!r}, port={port})"
    opened = tmp_path / "opened"
    environment = {**os.environ, "BROWSER": f"{sys.executable} -c \"open({str(opened)!r}, 'w').write('%s')\""}
    server = subprocess.Popen([sys.executable, "-c", words], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
        end = time.monotonic() + 20
        while not (opened.exists() and opened.read_text()) and time.monotonic() < end:
            time.sleep(0.1)
        assert opened.read_text() == f"http://localhost:{port}/"
    finally:
        server.terminate()
        said, _ = server.communicate(timeout=60)
    assert "skills" not in said


def test_a_taken_port_is_told(tmp_path: Path) -> None:
    """A port that somebody listens on is refused in words, and no browser is sent to what is there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MapkitError, match="is taken: give another with --port"):
            serve(tmp_path, port=taken.getsockname()[1])
