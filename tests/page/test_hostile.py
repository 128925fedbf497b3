"""Hostile data in a real browser: shown as it is, never run, in the app and in the saved file."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from playwright.sync_api import Browser, expect

import mapkit as mk
from support.browser import ROOT, Visit, only, open_map, served, show_list, visit
from support.made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, SOURCES, STATES, feature, point, write_folder

HOSTILE = (
    "{{7*7}}",
    "{% x",
    "{# x",
    "<img src=x onerror=hack()>",
    "</script><script>hack()</script>",
    "${hack()}",
    "`${hack()}`",
    "<svg onload=hack()>",
    "javascript:hack()",
    "![x](https://example.org/x.png)",
    ":red[x] $x$",
    "\u202etxt.exe\u202c",
    "a\0b",
    '" onmouseover="hack()',
    "' + hack() + '",
    "<!-- ",
    "]]>",
    "\u2028hack()\u2029",
    "=HYPERLINK(1)",
    "%s{0}",
)
ALL = " ".join(HOSTILE)
WORD = "<img src=x onerror=hack()> {{7*7}}"  # for ids and names, where a text must be found again
COUNT_HACKS = "window.hacked = 0; window.hack = () => { window.hacked += 1; };"


def hostile_folder(path: Path) -> Path:
    """The made atlas with hostile text in every field, key, id and file name."""
    layer, kind, party, state, source = (f"{name} {WORD}" for name in ("layer", "kind", "party", "state", "source"))
    settings = {
        **SETTINGS,
        "title": f"Title {ALL}",
        "description": ALL,
        "calendar": ALL,
        "licence": ALL,
        "credits": [ALL],
        "labels": ["en"],
        "layers": [{"id": layer, "label": ALL}],
        "kinds": [{**SETTINGS["kinds"][0], "id": kind, "label": f"Kind {ALL}"}],
        "parties": [{"id": party, "label": ALL}],
        "states": [{**SETTINGS["states"][0], "id": state, "label": ALL}],
        "chapters": [{"label": ALL, "when": "2020-12", "text": ALL}],
    }
    site = feature(
        f"site {WORD}",
        point(46.75, 39.76),
        precision_m=600,
        sort=ALL,
        coordinate_source=ALL,
        note=ALL,
        part_of=ALL,
        names={"en": [f"Site {ALL}"], "hy": [ALL], WORD: [ALL]},
        rivals=[{"lon": 46.8, "lat": 39.8, "source": ALL, "note": ALL}],
        **{WORD: ALL},
    )
    texts = {name: f"{name} {ALL}" for name in ("title", "text", "quote")}
    incident = {**INCIDENTS[0], **texts, "id": f"id {WORD}", "site": site["id"], "kind": kind, WORD: ALL}
    undated = {**incident, "id": "undated", "when": ""}
    claim = {**CLAIMS[0], "incident": incident["id"], "source": source, "says": ALL, "locator": ALL}
    return write_folder(
        path,
        settings=settings,
        layers={**dict.fromkeys(LAYERS), layer: [site]},
        incidents=[incident, undated],
        sources=[
            {
                **SOURCES[0],
                "id": source,
                "title": ALL,
                "publisher": ALL,
                "party": party,
                "url": "javascript:hack()",
                "archive_url": ALL,
            }
        ],
        claims=[claim],
        states=[{**STATES[0], "site": site["id"], "state": state, "source": source, "note": ALL}],
        context={"places": [feature("x", point(46.7, 39.7), names={"en": [ALL]}, name=ALL, rank=0, kind=ALL)]},
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile atlas is written once for all tests of this file."""
    return hostile_folder(tmp_path_factory.mktemp("hostile") / "geo")


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    """A fresh page runs nothing of the data, asks for nothing off this machine and opens no dialog."""
    with visit(browser) as opened:
        opened.page.add_init_script(COUNT_HACKS)
        yield opened
        assert opened.page.evaluate("window.hacked") == 0
    assert opened.foreign == []
    assert opened.dialogs == []


def open_the_card(root: Any) -> None:
    """Open the card of the first place in the list, and from it that of its first incident."""
    show_list(root, "places")
    root.locator(".mk-place").first.click()
    root.locator(".mk-rows .mk-item-button").first.click()
    expect(root.locator(".mk-incident")).to_be_visible()


def texts_of(root: Any) -> str:
    """All text of the map's element, what is hidden included."""
    found: str = root.evaluate("element => element.textContent")
    return found


def test_a_saved_map_shows_hostile_text_as_it_is(seen: Visit, folder: Path, tmp_path: Path) -> None:
    """A saved map runs nothing of the data, asks for nothing, and shows every character of it."""
    path = tmp_path / "map.html"
    mk.snapshot(mk.read(folder), path)
    root = open_map(seen.page, path.as_uri())
    open_the_card(root)
    shown = texts_of(root)
    for text in (f"title {ALL}", f"text {ALL}", f"quote {ALL}", f"Kind {ALL}", f"Site {ALL}", ALL):
        assert text in shown
    assert root.locator("img, svg[onload], script, iframe").count() == 0
    assert root.locator("a[href^='javascript']").count() == 0


def test_a_folium_map_shows_hostile_text_as_it_is(seen: Visit, folder: Path, tmp_path: Path) -> None:
    """`draw(atlas).save(path)`, which goes through folium's own writing, evaluates nothing of the data either."""
    path = tmp_path / "map.html"
    mk.draw(mk.read(folder)).save(str(path))
    root = open_map(seen.page, path.as_uri())
    open_the_card(root)
    assert f"title {ALL}" in texts_of(root)


def test_the_app_shows_hostile_text_as_it_is(seen: Visit, folder: Path) -> None:
    """The app runs nothing of the data, asks for nothing outside, and shows every character of it."""
    shutil.copytree(ROOT / ".streamlit", folder.parent / ".streamlit")
    script = folder.parent / "app.py"
    shutil.copy(ROOT / "app.py", script)
    with served(script, folder.parent) as address:
        root = open_map(seen.page, address)
        open_the_card(root)
        assert f"title {ALL}" in texts_of(root)
        heading = seen.page.get_by_role("heading", level=1).first
        assert heading.evaluate("element => element.textContent") == f"Title {ALL}"
        assert only(root, "Kind {{").startswith("Kind {{7*7}} {% x {# x <img src=x")
        expect(root.locator(".mk-shown")).to_have_text("1 shown")
        for tab in ("Undated and unplaced (1)", "Sources", "About"):
            seen.page.get_by_role("tab", name=tab).click()
        seen.page.get_by_role("button", name="Download", exact=True).click()
        for button in ("Map in one file (HTML)", "GeoJSON", "CSV in a ZIP", "Picture (PNG)"):
            with seen.page.expect_download() as waiting:
                seen.page.get_by_role("button", name=button).click()
            assert waiting.value.suggested_filename.startswith("mapkit-")
        expect(seen.page.locator("img[src*='example.org'], img[onerror]")).to_have_count(0)


def test_a_broken_atlas_is_told_without_a_traceback(seen: Visit, tmp_path: Path) -> None:
    """A broken atlas is told in plain words, hostile ids and all, with no traceback and no path of the server."""
    write_folder(tmp_path / "geo", incidents=[{**INCIDENTS[0], "when": "10/11/2020", "site": WORD}])
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    shutil.copy(ROOT / "app.py", tmp_path / "app.py")
    with served(tmp_path / "app.py", tmp_path) as address:
        seen.page.goto(address)
        expect(seen.page.get_by_role("heading", name="This atlas cannot be shown yet")).to_be_visible()
        expect(seen.page.get_by_text("problems").first).to_be_visible()
        body = seen.page.locator("body").inner_text()
        assert "Traceback" not in body
        assert str(tmp_path) not in body


def test_no_template_receives_data(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No template of folium or branca is compiled from a string of the data, nor rendered with one."""
    met: list[str] = []
    compile_, render = jinja2.Environment.compile, jinja2.Template.render

    def compiling(self: Any, source: Any, *arguments: Any, **named: Any) -> Any:
        met.append(str(source))
        return compile_(self, source, *arguments, **named)

    def rendering(self: Any, *arguments: Any, **named: Any) -> str:
        this = named.get("this")
        met.extend(
            str(value) for value in vars(this).values() if isinstance(value, str | list | dict)
        ) if this else None
        return render(self, *arguments, **named)

    monkeypatch.setattr(jinja2.Environment, "compile", compiling)
    monkeypatch.setattr(jinja2.Template, "render", rendering)
    mk.draw(mk.read(folder)).get_root().render()
    assert met
    assert not [text for text in met if "hack()" in text or "7*7" in text]
