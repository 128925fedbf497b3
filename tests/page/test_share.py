"""Sharing from the map: one dialog with link, code for a page, picture and data, made in the page alone."""

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.link import Link
from mapkit.spreadsheet import inert, restored
from mapkit.tables.csv_table import CLAIMS, csv_bytes
from support.browser import PHONE, ROOT, Visit, open_map, quiet, share, visit
from support.made import INCIDENTS, SETTINGS, write_folder

FILTERED = "when=2020-12-01/2023-06-30&kind=attack,control,statement"
WHEN = "2020-12-01/2023-06-30"
HOSTILE = ["=1+1", "-1+1", "@x", "+1", "-12.5", "'tis", "\tx", 'plain, "quoted"\nline', "＝A1"]
# A clipboard that a test can read, and one that is kept from the page.
CLIPBOARD = """kept => Object.defineProperty(navigator, 'clipboard', { configurable: true, value: {
  writeText: (text) => { window.copied = text; return kept ? Promise.reject(new Error('kept')) : Promise.resolve(); },
} })"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported page, which carries a policy that allows nothing outside."""
    path = tmp_path_factory.mktemp("saved") / "the mission.html"
    mk.snapshot(mk.read(ROOT / "geo"), path)
    return path


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    """A page without a network asks for nothing and raises no error."""
    with quiet(browser, offline=True) as opened:
        yield opened


def packed(dialog: Locator, folder: Path) -> Path:
    """The ZIP that the dialog saves, in a folder, under the name that it is given."""
    with dialog.page.expect_download() as waiting:
        dialog.locator(".mk-table").click()
    name = waiting.value.suggested_filename
    assert re.fullmatch(r"mapkit-\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d-[0-9a-f]{8}\.csv\.zip", name)
    waiting.value.save_as(folder / name)
    return folder / name


def table(path: Path) -> str:
    """The table in a ZIP that was saved, as text."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.read("table.csv").decode("utf-8-sig")


def test_the_link_opens_what_is_shown(seen: Visit, saved: Path) -> None:
    """*Copy link* copies the address of the map as it stands, filters too, and says so; Escape closes the dialog."""
    root = open_map(seen.page, f"{saved.as_uri()}#when={WHEN}&kind=attack")
    seen.page.evaluate(CLIPBOARD, False)
    button = root.locator(".mk-share-button")
    dialog = share(root)
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.locator(".mk-share-said")).to_have_text("Copied.")
    link = Link.parse(seen.page.evaluate("copied").partition("#")[2])
    assert (str(link.view), link.place is not None) == (f"when={WHEN}&kind=attack", True)
    seen.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_kept_clipboard_is_told(seen: Visit, saved: Path) -> None:
    """Where the browser keeps the clipboard from the page the text is marked, and the dialog says what to press."""
    root = open_map(seen.page, saved.as_uri())
    seen.page.evaluate(CLIPBOARD, True)
    dialog = share(root)
    dialog.get_by_role("button", name="Copy link").click()
    expect(dialog.locator(".mk-share-said")).to_contain_text("Ctrl+C")
    field = dialog.get_by_label("Link", exact=True)
    assert field.evaluate("one => one.selectionEnd - one.selectionStart") == len(field.input_value())


def test_the_focus_stays_in_the_dialog(seen: Visit, saved: Path) -> None:
    """With Tab nothing of the page behind the dialog is reached."""
    root = open_map(seen.page, saved.as_uri())
    share(root)
    for _ in range(24):
        seen.page.keyboard.press("Tab")
        assert seen.page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )


def test_the_code_shows_the_file_in_a_frame(seen: Visit, saved: Path) -> None:
    """The code of a saved file, put into a page beside it, shows the same window as a frame."""
    root = open_map(seen.page, f"{saved.as_uri()}#when={WHEN}&kind=attack")
    field = share(root).get_by_label("Code for a page")
    code = field.input_value()
    assert 'src="the%20mission.html#frame=1&amp;when=' in code
    around = saved.with_name("around.html")
    around.write_text(f"<!doctype html><title>A newsroom</title>{code}", "utf-8")
    seen.page.goto(around.as_uri())
    framed = seen.page.frame_locator("iframe").locator(".mk-root")
    expect(framed).to_have_attribute("data-frame", "asked")
    expect(framed.locator(".mk-window")).to_have_text("Dec 2020 – Jun 2023")
    assert html.unescape(code).count("<iframe") == 1


def test_a_title_stays_text_in_the_code(seen: Visit, tmp_path: Path) -> None:
    """A title that would end the code's attribute is escaped in it."""
    title = "\"><script>hack()</script>&amp;'"
    path = tmp_path / "map.html"
    mk.snapshot(mk.read(write_folder(tmp_path / "atlas", settings={**SETTINGS, "title": title})), path)
    code = share(open_map(seen.page, path.as_uri())).get_by_label("Code for a page").input_value()
    made = seen.page.evaluate(
        "code => { const made = document.createElement('template'); made.innerHTML = code;"
        " return [made.content.childNodes.length, made.content.firstChild.title]; }",
        code,
    )
    assert made == [1, title]


def test_the_app_says_where_it_can_be_seen(browser: Browser, app: str) -> None:
    """A server of this machine has a link but no code for others, and its data are where Streamlit has them."""
    with visit(browser) as seen:
        root = open_map(seen.page, app)
        dialog = share(root)
        assert dialog.get_by_label("Link", exact=True).input_value().startswith(app)
        expect(dialog.get_by_label("Code for a page")).to_have_count(0)
        expect(dialog).to_contain_text("seen from this computer alone")
        expect(dialog).to_contain_text("Download, above the map")


def test_the_table_is_the_one_of_an_export(seen: Visit, saved: Path, tmp_path: Path) -> None:
    """The table that the page makes has the columns, rows and cells of an exported one, with claims as records."""
    root = open_map(seen.page, f"{saved.as_uri()}#{FILTERED}")
    made = list(csv.DictReader(io.StringIO(table(packed(share(root), tmp_path)))))
    atlas = mk.read(ROOT / "geo").filter(FILTERED)
    wanted = list(csv.DictReader(io.StringIO(csv_bytes(atlas).decode("utf-8-sig"))))
    assert [*made[0]] == [*wanted[0]]
    assert len(made) > 5
    for row in (*made, *wanted):
        row[CLAIMS] = json.loads(row[CLAIMS] or "[]")
    assert sorted(made, key=itemgetter("id")) == sorted(wanted, key=itemgetter("id"))


def test_the_table_comes_home_with_its_receipt(seen: Visit, saved: Path, tmp_path: Path) -> None:
    """`mk.read` of the ZIP has every claim as it was; the receipt in it is whole, and says view, counts and data."""
    path = packed(share(open_map(seen.page, f"{saved.as_uri()}#{FILTERED}")), tmp_path)
    atlas = mk.read(ROOT / "geo").filter(FILTERED)
    back = mk.read(path)
    assert {row["id"] for row in back.records()} == {row["id"] for row in atlas.records()}
    for one in back.records():
        found, wanted = (kept.claims_by_incident.get(one["id"], ()) for kept in (back, atlas))
        assert [replace(claim, site="", via="") for claim in found] == [
            replace(claim, site="", via="") for claim in wanted
        ]
    assert (back.disputed, back.meta.title, back.meta.slash) == (atlas.disputed, atlas.meta.title, "lasted")
    assert "changed" not in str(back.report)
    verdict = mk.verify(path, atlas)
    assert (verdict.status, verdict.receipt.counts) == ("same", atlas.counts)
    head, found, rest = path.read_bytes().rpartition(b"reports")
    path.write_bytes(head + found.upper() + rest)
    with pytest.raises(AtlasError, match="the table in it is damaged"):
        mk.read(path)


def test_a_table_runs_nothing(seen: Visit, tmp_path: Path) -> None:
    """What a spreadsheet would run is inert in the page's table, by the rule of an export, and nothing is lost."""
    rows = [{**INCIDENTS[0], "id": f"i{place}", "title": text} for place, text in enumerate(HOSTILE)]
    path = tmp_path / "map.html"
    mk.snapshot(mk.read(write_folder(tmp_path / "atlas", incidents=rows, claims=[])), path)
    text = table(packed(share(open_map(seen.page, path.as_uri())), tmp_path))
    made = {row["id"]: row["title"] for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert made == {f"i{place}": inert(text) for place, text in enumerate(HOSTILE)}
    assert [restored(made[f"i{place}"]) for place in range(len(HOSTILE))] == HOSTILE


@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 400}], ids=["phone", "frame"])
def test_the_dialog_fits(browser: Browser, saved: Path, viewport: dict[str, int]) -> None:
    """On a phone and in a small frame the dialog lies within the screen and scrolls to its end."""
    with visit(browser, viewport=viewport, has_touch=True, is_mobile=True) as seen:
        root = open_map(seen.page, saved.as_uri())
        dialog = share(root)
        box = dialog.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= viewport["width"]
        assert box["y"] + box["height"] <= viewport["height"]
        dialog.locator(".mk-table").scroll_into_view_if_needed()
        expect(dialog.locator(".mk-table")).to_be_in_viewport()
        assert dialog.evaluate("one => one.scrollWidth <= one.clientWidth")
