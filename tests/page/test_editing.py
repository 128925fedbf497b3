"""Add an incident in a real browser: checked, saved, shown, undone; and nothing of it where the app only shows."""

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

import mapkit as mk
from mapkit.app.change_list import last_words
from mapkit.errors import ExportError
from mapkit.saving import add, undo
from support.browser import OPENINGS, PHONE, ROOT, WIDE, Visit, click_place, open_map, served
from support.commands import answer
from support.runs import idle

TABLES = ("incidents.csv", "claims.csv", "sources.csv")
SCRIPT = """
import streamlit as st
from mapkit.app import show
first = st.session_state.setdefault("first address", dict(st.query_params))  # the page keeps to what it knows of it
show({empty!r} if "empty" in first else {folder!r}, edit=True)
"""
WRONG = (
    "Choose what sort of incident it is.",
    "Say in a few words what is reported.",
    "Say within how many metres the place is known, such as 500.",
    "Say what the source is called.",
    "Choose whether the source reports, confirms, disputes, denies or withdraws it.",
    "Write your name: it stands with the change.",
)
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
    answer("new", path / "empty")
    script.write_text(SCRIPT.format(folder=str(copied(path)), empty=str(path / "empty")), "utf-8")
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


def choose(page: Page, label: str, text: str, typed: str = "") -> None:
    """Choose an option of a list by its text, found by what is typed; a list may close while the page runs."""
    idle(page)
    found = page.get_by_role("combobox", name=label, exact=True)
    option = page.get_by_role("option").filter(has_text=text, visible=True).first
    for _ in range(OPENINGS):
        found.focus()
        found.fill("")
        found.fill(typed or text)
        with suppress(Late):
            option.wait_for(timeout=2_000)
            break
    option.click()
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
    """Two clicks set a point, which the fields follow and move; what is wrong stands at its field, all of it at once.

    Nothing that was filled in is lost. What is saved is shown with its card, and undone to the same bytes.
    """
    page, folder = seen.page, editor.folder
    before = {name: (folder / name).read_bytes() for name in TABLES}
    root = open_form(page, editor.address)  # the first click
    assert page.get_by_role("button", name="Add an incident").count() == 0  # it would begin anew
    cross = root.locator(".mk-cross")
    expect(cross).to_have_count(0)
    click_place(page, 46.35, 39.81)
    expect(field(page, "Latitude in degrees")).to_have_value(re.compile(r"^39\.8"))
    expect(field(page, "Longitude in degrees")).to_have_value(re.compile(r"^46\.3"))
    idle(page)
    stood = cross.bounding_box()
    fill(page, Latitude_in_degrees="39.9", Date="10/11/2020")
    assert stood
    expect(cross).to_have_count(1)
    assert (cross.bounding_box() or stood)["y"] < stood["y"]
    expect(page.get_by_text("This is no date")).to_be_visible()
    page.get_by_text("A new source", exact=True).click()
    idle(page)
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_role("alert").filter(has_text="Nothing was saved yet")).to_be_visible()
    assert {name: (folder / name).read_bytes() for name in TABLES} == before
    told = {one.strip() for one in page.get_by_role("alert").all_inner_texts()}
    assert told >= set(WRONG), told
    assert not [one for one in told if "who" in one.split() or "(" in one.replace("(ISO", "")]
    fill(page, Date="2021-01~", Title="Shots *near* a <b>post</b>", Known_within_metres="500")
    fill(page, Title_of_the_source="The Paper", Your_name="Ann")
    choose(page, "Kind", "Armed violence")
    choose(page, "The source", "reports")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as shots-near-a-b-post-b-2021-01.")).to_be_visible(timeout=30_000)
    shows(page, 29)
    expect(page.locator(".mk-root .mk-incident").filter(has_text="Shots *near* a <b>post</b>")).to_be_visible()
    expect(field(page, "Title")).to_have_value("")
    saved = mk.read(folder)["shots-near-a-b-post-b-2021-01"]
    assert (saved["when"], saved["lat"], saved.claims[0].source.title) == ("2021-01~", 39.9, "The Paper")
    expect(page.get_by_text("The last change: Ann added the incident")).to_be_visible()
    idle(page)
    page.get_by_role("button", name="Undo the last change").click()
    expect(page.get_by_text("Undone: Ann added")).to_be_visible(timeout=30_000)
    shows(page, 28)
    assert {name: (folder / name).read_bytes() for name in TABLES} == before


def test_an_incident_is_corrected_and_undone(editor: Editor, seen: Visit) -> None:
    """Two clicks from the map open the form with what stands there; what is saved is one change, and undone as one."""
    page, folder = seen.page, editor.folder
    before = {name: (folder / name).read_bytes() for name in TABLES}
    incident = mk.read(folder)["exodus-2023-09"]
    root = open_map(page, f"{editor.address}?incident=exodus-2023-09")
    root.locator('[data-id="exodus-2023-09"]').get_by_role("button", name="Correct this").click()
    page.get_by_role("heading", name=f"Correct “{incident['title']}”").wait_for()
    idle(page)
    expect(field(page, "Title")).to_have_value(incident["title"])
    expect(field(page, "Date")).to_have_value(incident["when"])
    fill(page, Title="", Your_name="Ann")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Say in a few words what is reported.")).to_be_visible()
    assert {name: (folder / name).read_bytes() for name in TABLES} == before
    fill(page, Title="Another title")
    page.get_by_text("A source of the atlas", exact=True).click()
    idle(page)
    choose(page, "Source", "TASS")
    choose(page, "The source", "confirms")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("The correction is saved.")).to_be_visible(timeout=30_000)
    found = mk.read(folder)["exodus-2023-09"]
    assert (found["title"], found["text"], len(found.claims)) == (
        "Another title",
        incident["text"],
        len(incident.claims) + 1,
    )
    expect(page.locator(".mk-root .mk-incident").filter(has_text="Another title")).to_be_visible()
    assert len((folder / "changes.csv").read_text("utf-8").splitlines()) == 2
    idle(page)
    page.get_by_role("button", name="Undo the last change").click()
    expect(field(page, "Title")).to_have_value(incident["title"], timeout=30_000)
    assert {name: (folder / name).read_bytes() for name in TABLES} == before


def test_an_empty_atlas_says_what_to_do_first(editor: Editor, seen: Visit, tmp_path: Path) -> None:
    """Where the page may write, one click begins the first incident and the next says where; a file names commands."""
    page = seen.page
    page.goto(f"{editor.address}?empty=1")
    first = page.locator(".mk-root .mk-empty")
    expect(first.get_by_role("heading", name="This atlas has no incidents yet")).to_be_visible()
    page.set_viewport_size(PHONE)
    expect(page.locator(".mk-root[data-size=phone]")).to_have_count(1)
    expect(page.locator(".mk-root .mk-clock")).to_be_hidden()
    page.set_viewport_size(WIDE)
    expect(page.locator(".mk-root[data-size=phone]")).to_have_count(0)
    expect(page.locator(".mk-root .mk-clock")).to_be_hidden()
    expect(page.locator(".mk-root .mk-credits")).to_be_hidden()
    idle(page)
    first.get_by_role("button", name="Add the first incident").click()
    page.get_by_role("heading", name="Add an incident").wait_for()
    idle(page)
    expect(first).to_be_hidden()
    page.locator(".mk-root .leaflet-container").click()
    expect(field(page, "Latitude in degrees")).not_to_have_value("")
    expect(page.locator(".mk-root .mk-cross")).to_have_count(1)
    path = tmp_path / "empty.html"
    mk.draw(mk.read(editor.folder.parent / "empty")).save(str(path))
    page.goto(path.as_uri())
    expect(page.get_by_text("mapkit import TABLE --into FOLDER")).to_be_visible()
    assert page.get_by_role("button", name="Add the first incident").count() == 0
    mk.draw(mk.read(editor.folder).filter(text="nobody wrote this")).save(str(path))
    page.goto(path.as_uri())
    page.locator(".mk-root .mk-shown").wait_for()
    assert page.locator(".mk-empty").count() == 0


def test_an_incident_is_added_at_a_site(editor: Editor, seen: Visit) -> None:
    """A site is found by a name in any script, a source says another day and repeats one; the site's card opens."""
    page = seen.page
    open_form(page, editor.address)
    fill(page, Date="2022-05-06", Title="A visit", Your_name="Ann")
    choose(page, "Site", "(shusha)", typed="Şuşa")
    choose(page, "Source", "TASS")
    choose(page, "Kind", "Statement")
    choose(page, "The source", "reports")
    page.get_by_text("What it says otherwise, and whom it repeats").click()
    fill(page, **{"Date, as it says": "2022-05-05"})
    choose(page, "Repeats the source", "Azernews")
    page.get_by_role("button", name="Save it").click()
    expect(page.get_by_text("Saved as a-visit-2022-05-06.")).to_be_visible(timeout=30_000)
    expect(page.locator(".mk-root .mk-incident").filter(has_text="A visit")).to_be_visible()
    incident = mk.read(editor.folder)["a-visit-2022-05-06"]
    (claim,) = incident.claims
    assert (incident["site"], claim.when, bool(claim.via)) == ("shusha", "2022-05-05", True)


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
