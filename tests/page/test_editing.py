"""Add an incident in a real browser: checked, saved, shown, undone; and nothing of it where the app only shows."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import mapkit as mk
from mapkit.app.change_list import last_words
from mapkit.app.edit_form import PLACES, SOURCES, rows_of
from mapkit.errors import ExportError
from mapkit.saving import add, undo
from support.browser import ROOT, Visit, idle, open_map, served

TABLES = ("incidents.csv", "claims.csv", "sources.csv")
INCIDENT = {"when": "2021-01", "kind": "attack", "title": "A shot"}


def copied(path: Path) -> Path:
    """The atlas of the repository in a folder of its own."""
    return Path(shutil.copytree(ROOT / "geo", path / "geo"))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by name."""
    return {one.name: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the atlas, to be changed."""
    return copied(tmp_path)


@dataclass(frozen=True)
class Editor:
    """The app that may write to a folder: where it is, and the folder."""

    address: str
    folder: Path


@pytest.fixture(scope="module")
def served_to_edit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """The app that may write to a copy of the atlas."""
    path = tmp_path_factory.mktemp("edited")
    script = path / "edit.py"
    script.write_text(f"from mapkit.app import show\nshow({str(copied(path))!r}, edit=True)\n", "utf-8")
    with served(script) as address:
        yield Editor(address, path / "geo")


@pytest.fixture
def editor(served_to_edit: Editor) -> Editor:
    """The same, with the files of the atlas as they are in the repository, and no list of changes."""
    for name in TABLES:
        shutil.copy(ROOT / "geo" / name, served_to_edit.folder / name)
    (served_to_edit.folder / "changes.csv").unlink(missing_ok=True)
    return served_to_edit


def field(page: Page, name: str) -> Locator:
    """A field of the form."""
    return page.get_by_role("textbox", name=name, exact=True)


def shows(page: Page, count: int) -> None:
    """Wait until a map shows so many; for a moment the map before it is still on the page."""
    expect(page.locator(".mk-root .mk-shown").filter(has_text=re.compile(f"^{count} shown"))).to_have_count(1)


def fill(page: Page, **texts: str) -> None:
    """Fill fields of the form and leave each, which sends it; names have _ for spaces."""
    for name, text in texts.items():
        field(page, name.replace("_", " ")).fill(text)
        field(page, name.replace("_", " ")).press("Tab")
        idle(page)


def open_form(page: Page, address: str) -> Locator:
    """Open the page and its form; the map's root."""
    open_map(page, address)
    page.get_by_role("button", name="Add an incident", exact=True).click()
    page.get_by_role("heading", name="Add an incident").wait_for()
    idle(page)
    shows(page, 28)
    root = page.locator(".mk-root")
    expect(root).to_have_count(1)
    return root


def test_without_leave_nothing_can_be_written(seen: Visit, app: str) -> None:
    """An app that was not started to edit has no form, and its folder stays as it is."""
    before = bytes_of(ROOT / "geo")
    open_map(seen.page, app)
    idle(seen.page)
    expect(seen.page.get_by_role("button", name="Open your data", exact=True)).to_have_count(1)
    expect(seen.page.get_by_role("tab", name="About")).to_have_count(1)
    assert seen.page.get_by_text("Add an incident").count() == 0
    assert seen.page.get_by_text("Undo the last change").count() == 0
    assert bytes_of(ROOT / "geo") == before


def test_an_incident_is_added_at_a_point_and_undone(editor: Editor, seen: Visit) -> None:
    """What is wrong is told and nothing is lost; what is saved is shown with its card, and undone to the same bytes."""
    page, folder = seen.page, editor.folder
    before = {name: (folder / name).read_bytes() for name in TABLES}
    root = open_form(page, editor.address)
    field(page, "Date").fill("10/11/2020")
    field(page, "Date").press("Enter")
    expect(page.get_by_text("This is no date")).to_be_visible()
    field(page, "Date").fill("2021-01~")
    field(page, "Date").press("Enter")
    expect(page.get_by_text("About January 2021.")).to_be_visible()
    page.get_by_text("A point", exact=True).click()
    page.get_by_text("Move the map").wait_for()
    root.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Take the middle of the map").click()
    expect(field(page, "Latitude in degrees")).not_to_have_value("")
    page.get_by_text("A new source", exact=True).click()
    idle(page)
    fill(page, Title="Shots *near* a <b>post</b>")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Nothing was saved")).to_be_visible()
    assert {name: (folder / name).read_bytes() for name in TABLES} == before
    expect(field(page, "Title")).to_have_value("Shots *near* a <b>post</b>")
    fill(page, Title_of_the_source="The Paper", Your_name="Ann")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as shots-near-a-b-post-b-2021-01.")).to_be_visible(timeout=30_000)
    shows(page, 29)
    expect(page.locator(".mk-root .mk-incident").filter(has_text="Shots *near* a <b>post</b>")).to_be_visible()
    expect(field(page, "Title")).to_have_value("")
    saved = mk.read(folder)["shots-near-a-b-post-b-2021-01"]
    assert (saved["when"], saved.claims[0].source.title) == ("2021-01~", "The Paper")
    expect(page.get_by_text("The last change: Ann added the incident")).to_be_visible()
    idle(page)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("Undone: Ann added")).to_be_visible(timeout=30_000)
    shows(page, 28)
    assert {name: (folder / name).read_bytes() for name in TABLES} == before


def test_an_incident_is_added_at_a_site(editor: Editor, seen: Visit) -> None:
    """A site is found by a name in any script and a source of the atlas is taken; the site's card opens."""
    page = seen.page
    open_form(page, editor.address)
    fill(page, Title="A visit", Your_name="Ann")
    field(page, "Date").fill("2022-05-06")
    field(page, "Date").press("Tab")
    idle(page)
    page.get_by_role("combobox", name="Site", exact=True).fill("Şuşa")
    page.get_by_role("option").filter(has_text="(shusha)").first.click()
    idle(page)
    page.get_by_role("combobox", name="Source", exact=True).fill("Reuters")
    page.get_by_role("option").first.click()
    idle(page)
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as a-visit-2022-05-06.")).to_be_visible(timeout=30_000)
    expect(page.locator(".mk-root .mk-incident").filter(has_text="A visit")).to_be_visible()
    incident = mk.read(editor.folder)["a-visit-2022-05-06"]
    assert (incident["site"], len(incident.claims)) == ("shusha", 1)


def test_rows_are_what_the_form_holds() -> None:
    """Only the place that is chosen counts, a new source gets an id that nobody has, an empty date no basis."""
    form = {
        **INCIDENT,
        "when": "",
        "when_basis": "stated",
        "place": PLACES[1],
        "site": "shusha",
        "lat": "39.8",
        "lon": "46.7",
        "which": SOURCES[1],
        "source": "old",
        "source_title": "The Paper",
        "published": "",
        "stance": "denies",
    }
    incident, claim, sources = rows_of(form, {"the-paper"})
    assert incident == {"kind": "attack", "title": "A shot", "lat": "39.8", "lon": "46.7"}
    assert sources == [{"title": "The Paper", "id": "the-paper-2"}]
    assert claim == {"source": "the-paper-2", "stance": "denies", "says": "", "locator": "", "said": ""}
    incident, claim, sources = rows_of({**form, "place": PLACES[0], "which": SOURCES[0]}, set())
    assert (incident["site"], "lat" in incident, claim["source"], sources) == ("shusha", False, "old", [])


def test_the_last_change_is_told_in_words(folder: Path) -> None:
    """The words say who, what and when, of the last change that was not undone; none are said where there is none."""
    assert last_words(folder) == ""
    source = mk.read(folder).source_list[0].id
    claim = {"source": source, "stance": "reports"}
    add(folder, {**INCIDENT, "id": "one"}, [claim], who="=Ann")
    add(folder, {**INCIDENT, "id": "two"}, [claim], who="Bo")
    assert last_words(folder).startswith("Bo added the incident “A shot”, two (20")
    undo(folder, who="Bo")
    assert last_words(folder).startswith("=Ann added the incident “A shot”, one (20")
    (folder / "changes.csv").write_text("a,b\n1,2\n", "utf-8")
    with pytest.raises(ExportError, match=r"changes\.csv"):
        last_words(folder)
