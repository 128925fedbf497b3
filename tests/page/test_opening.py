"""Open your data in a real browser: from a file to its map, for one session, seen by nobody else."""

import csv
import gzip
import io
import re
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as Late

import mapkit as mk
from mapkit.app.component import HEAD, private
from mapkit.app.import_report import problem_csv
from mapkit.app.open_data import LIMIT, Work
from mapkit.app.place_names import open_names
from mapkit.app.uploads import LONGEST_NAME, read_upload, shown_as
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import TableMap
from support.browser import OPENINGS, ROOT, Visit, only, open_map, quiet
from support.runs import idle

ISLAND = re.compile(rb"/media/[0-9a-f]+\.gz")  # a file of the server
HOSTILE = "![x](http://127.0.0.1:1/x.png) <b>y</b> :red[z]"
TABLE = (
    "date,lat,lon,title,type,my note\n2022-05-01,48.5,37.9,Bridge blown up near Sieverodonetsk,attack,\n"
    "2022-06,48.6,38.0,Village taken,control,so\n2022-13-40,48.7,38.1,No such month,attack,\n"
)


def shows(page: Page, count: int) -> None:
    """Wait until a map shows so many; for a moment the map before it is still on the page."""
    expect(page.locator(".mk-root .mk-shown").filter(has_text=re.compile(f"^{count} shown"))).to_have_count(1)


def upload(page: Page, path: Path) -> None:
    """Go to the page that opens data, and give it a file."""
    page.get_by_role("button", name="Open your data", exact=True).click()
    page.get_by_role("heading", name="Open your data", exact=True).wait_for()
    page.locator("input[type=file]").first.set_input_files(path)


def choose(page: Page, label: str, text: str) -> str:
    """Choose a column for a field, and give the whole text of its option; a list may close while the page runs."""
    idle(page)
    field = page.get_by_role("combobox", name=label, exact=True)
    option = page.get_by_role("option").filter(has_text=text).first
    whole = ""
    for _ in range(OPENINGS):
        field.focus()
        field.press("ArrowDown")
        with suppress(Late):
            option.wait_for(timeout=2_000)
            whole = str(option.evaluate("element => element.textContent", timeout=2_000))
            option.click(timeout=2_000)
        with suppress(AssertionError):  # a list that is drawn anew under the press takes it for none
            expect(field).to_have_value(whole or text, timeout=3_000)
            break
        field.press("Escape")
        idle(page)
    expect(field).to_have_value(whole)
    idle(page)
    return whole


def read_it(page: Page) -> None:
    """Read the table with the columns as they are, and wait for the report."""
    page.get_by_role("button", name="Read the table this way").click()
    page.get_by_role("heading", name="What became of the rows").wait_for(timeout=30_000)


def show_it(page: Page) -> None:
    """Show what was opened on the map, and wait for it."""
    page.get_by_role("button", name="Show on the map").click()
    page.get_by_text("shown for this session only").wait_for(timeout=30_000)
    page.locator(".mk-root .mk-shown").wait_for()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A small table of which one row cannot be read."""
    path = tmp_path / "my table.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_a_table_becomes_a_map(seen: Visit, app: str, table: Path) -> None:
    """An uploaded table is recognised, read with a report, and shown with filters and clock; the way back is there.

    Without a click its first rows stand under what their columns were taken for, what cannot be read in red.
    """
    page = seen.page
    open_map(page, app + "?when=2022-12")
    upload(page, table)
    expect(page.get_by_text("my table.csv: 3 rows and 6 columns")).to_be_visible()
    first = page.get_by_role("table", name="The first rows of the table, as they are read")
    expect(first.get_by_role("columnheader").nth(6)).to_be_visible()  # what follows takes them as they are
    heads = [one.inner_text().split("\n") for one in first.get_by_role("columnheader").all()]
    assert heads[1:3] == [["Date", "date (by its name)"], ["Latitude", "lat (by its name)"]]
    assert heads[6] == ["Kept as it is", "my note"]
    row = first.get_by_role("row").filter(has_text="No such month")
    assert row.locator(".mk-wrong").all_inner_texts() == [row.get_by_role("cell").first.inner_text()]
    expect(row.get_by_role("cell").first).to_contain_text("2022-13-40")
    expect(row.get_by_role("cell").first).to_contain_text("write 2020-12-08")
    expect(page.get_by_text("Not recognised, and kept beside each incident as they are: my note.")).to_be_visible()
    read_it(page)
    expect(page.get_by_text("3 rows in: 2 kept, 1 reported")).to_be_visible()
    told = page.get_by_role("table", name="Problems").get_by_role("cell").first
    assert told.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
    show_it(page)
    expect(page.get_by_text("Your data my table.csv: shown for this session only.")).to_be_visible()
    shows(page, 2)
    idle(page)
    page.get_by_role("button", name="Back to the served atlas").click()
    expect(page.get_by_text("shown for this session only")).to_have_count(0)
    page.get_by_role("heading", name="The Russian peacekeeping mission").wait_for()
    december = mk.read(ROOT / "geo").filter(when="2022-12")
    shows(page, december.counts.shown)


def test_the_page_asks_whether_two_days_lasted(seen: Visit, app: str, tmp_path: Path) -> None:
    """A table with two days in a row is asked once what they mean; the answer is read by, and stands in the report."""
    path = tmp_path / "two.csv"
    path.write_text("start,end,lat,lon,title\n2022-05-01,2022-05-09,48.5,37.9,Siege\n2022-06,,48.6,38,Raid\n", "utf-8")
    page = seen.page
    open_map(page, app)
    upload(page, path)
    expect(page.get_by_text("Some rows name two days. What do they mean?")).to_be_visible()
    read_it(page)
    expect(page.get_by_text("Dates: 2 one of several days")).to_be_visible()
    expect(page.get_by_role("heading", name="For you to decide")).to_be_visible()
    page.get_by_text("It lasted from the first to the last").click()
    idle(page)
    read_it(page)
    expect(page.get_by_text("Dates: 1 lasted, 1 one of several days")).to_be_visible()
    expect(page.get_by_role("heading", name="For you to decide")).to_have_count(0)


def test_filters_of_an_upload_stay_out_of_the_link(seen: Visit, app: str, table: Path) -> None:
    """The filters hold the upload's own kinds and narrow its map, and the link keeps to the served atlas."""
    page = seen.page
    open_map(page, app)
    upload(page, table)
    read_it(page)
    show_it(page)
    idle(page)
    assert only(page.locator(".mk-root"), "control") == "control 1"
    shows(page, 1)
    idle(page)
    assert "kind" not in page.url


def test_an_upload_is_seen_by_nobody_else(browser: Browser, app: str, table: Path) -> None:
    """Another session, opened meanwhile, finds nothing of it; a reload of the page ends it; the map is no file."""
    told: list[bytes] = []
    with quiet(browser) as first, quiet(browser) as second:
        first.page.on("websocket", lambda socket: socket.on("framereceived", lambda data: told.append(bytes(data))))
        open_map(first.page, app)
        assert any(ISLAND.search(data) for data in told)
        upload(first.page, table)
        idle(first.page)
        told.clear()
        read_it(first.page)
        show_it(first.page)
        idle(first.page)
        assert any(b"Sieverodonetsk" in data for data in told)
        assert not any(ISLAND.search(data) for data in told)
        open_map(second.page, app)
        shows(second.page, 28)
        second.page.get_by_role("button", name="Open your data", exact=True).click()
        second.page.get_by_role("heading", name="Open your data", exact=True).wait_for()
        idle(second.page)
        assert second.page.get_by_text("What the columns hold").count() == 0
        second.page.get_by_role("button", name="Back to the map").click()
        shows(second.page, 28)
        open_map(first.page, app)
        shows(first.page, 28)
        expect(first.page.get_by_text("shown for this session only")).to_have_count(0)


def test_columns_are_changed_and_the_mapping_used_again(seen: Visit, app: str, tmp_path: Path) -> None:
    """A column that was not taken is chosen by hand; the mapping is saved, and reads the table the same way again."""
    path = tmp_path / "odd.csv"
    path.write_text("alpha,lat,lon,note\n2022-05-01,48.5,37.9,One\n2022-06,48.6,38.0,Two\n", "utf-8")
    page = seen.page
    open_map(page, app)
    upload(page, path)
    expect(page.get_by_role("combobox", name="Date", exact=True)).to_have_value("alpha")  # by its cells
    assert choose(page, "Quote", "note") == "note"
    read_it(page)
    idle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="mapping.toml").click()
    saved = tmp_path / "mapping.toml"
    waiting.value.save_as(saved)
    mapping = TableMap.parse(saved.read_text("utf-8"))
    assert (mapping.columns["quote"], mapping.columns["when"]) == (("note",), ("alpha",))
    page.get_by_role("button", name="Forget this file").click()
    expect(page.get_by_text("What the columns hold")).to_have_count(0)
    page.locator("input[type=file]").first.set_input_files(path)
    page.get_by_text("Read it by a dialect").click()
    page.locator("input[type=file]").nth(1).set_input_files(saved)
    expect(page.get_by_role("combobox", name="Quote", exact=True)).to_have_value("note")


def test_hostile_names_and_cells_are_only_text(seen: Visit, app: str, tmp_path: Path) -> None:
    """Markdown and markup in names of columns, cells and the file's name are shown as they are and ask for nothing."""
    asked: list[str] = []
    path = tmp_path / "![x](q) <b>y<b>.csv"
    cells = io.StringIO()
    csv.writer(cells).writerows(
        [["date", "lat", "lon", HOSTILE], ["2022-05-01", "48.5", "37.9", f"<img src=x onerror=hack()> {HOSTILE}"]]
    )
    path.write_text(cells.getvalue(), "utf-8")
    page = seen.page
    page.on("request", lambda request: asked.append(request.url))
    open_map(page, app)
    upload(page, path)
    page.get_by_text("1 row and 4 columns").wait_for()
    idle(page)
    assert choose(page, "Kind", "![x]") == HOSTILE
    read_it(page)
    show_it(page)
    idle(page)
    assert [one for one in asked if "127.0.0.1:1/" in one or one.endswith("/x")] == []
    assert page.locator("b, img[src='x']").filter(has_text="y").count() == 0
    assert page.get_by_text(f"Your data {path.name}").count() == 1


def test_a_broken_file_is_told_in_words(seen: Visit, app: str, tmp_path: Path) -> None:
    """A file that cannot be read gets its problem in words and no traceback, and the next one can be uploaded.

    Where the file does not say how its letters are stored, two clicks choose it, and no word of the command line does.
    """
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook at all")
    page = seen.page
    open_map(page, app)
    upload(page, path)
    expect(page.get_by_text("This cannot be read yet: 1 problem.")).to_be_visible()
    expect(page.get_by_role("table", name="Problems").get_by_role("rowheader")).to_have_text("broken.xlsx")
    assert page.locator("[data-testid=stException]").count() == 0
    expect(page.get_by_text(LIMIT)).to_be_visible()
    letters = tmp_path / "letters.csv"
    letters.write_bytes("date,lat,lon,title\n2022-05-01,48.5,37.9,\u00e9t\u00e9\n".encode("cp1252"))
    page.locator("input[type=file]").first.set_input_files(letters)
    expect(page.get_by_text("Choose how to read the file above.")).to_be_visible()
    told = page.locator("[data-testid=stMain]").inner_text().replace(LIMIT, "")
    assert not [word for word in ("--", "encoding=", "sheet=", "delimiter=") if word in told]
    choose(page, "Encoding", "cp1252")  # a press on a list that is drawn anew meanwhile is lost
    expect(page.get_by_role("table").get_by_role("cell", name="\u00e9t\u00e9", exact=True)).to_be_visible()


def test_an_atlas_in_a_zip_is_shown_and_downloaded_again(seen: Visit, app: str, tmp_path: Path) -> None:
    """A ZIP of an atlas needs no columns; what is downloaded as an atlas has the same data."""
    atlas = mk.read(ROOT / "geo").filter(kind="attack")
    path = tmp_path / "attacks.zip"
    mk.snapshot(atlas, path)
    page = seen.page
    open_map(page, app)
    upload(page, path)
    expect(page.get_by_text("attacks.zip is an atlas of")).to_be_visible()
    show_it(page)
    idle(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download as an atlas").click()
    again = tmp_path / "again.zip"
    waiting.value.save_as(again)
    assert mk.read(again).digest == mk.read(path).digest


def test_a_picture_opens_its_view(seen: Visit, app: str, tmp_path: Path) -> None:
    """A picture has no data: dropped where data are opened, it is checked, and its view is shown of the same atlas."""
    path = tmp_path / "attacks.png"
    mk.snapshot(mk.read(ROOT / "geo").filter(when="2020-12", kind="attack"), path)
    open_map(seen.page, app)
    upload(seen.page, path)
    expect(seen.page.get_by_text("Same data: the file is whole")).to_be_visible()
    seen.page.get_by_role("button", name="Show its view").click()
    shows(seen.page, 1)
    seen.page.wait_for_url(lambda address: "when=2020-12" in address and "kind=attack" in address)


def sheet_of(text: str, name: str = "x.csv") -> Sheet:
    """A table as the page reads it."""
    found = read_upload(name, text.encode())
    assert isinstance(found, Sheet)
    return found


def test_an_upload_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file from outside is read under a name of our own, is called by its own in messages, and is then removed."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = sheet_of(TABLE, "../../etc/pass:wd.csv")
    assert (found.name, found.rows[2].place) == ("../../etc/pass:wd.csv", "../../etc/pass:wd.csv:4")
    with pytest.raises(AtlasError):
        read_upload("a.xlsx", b"PK\x03\x04")
    assert list(tmp_path.iterdir()) == []


VRT = b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>other.csv</SrcDataSource></OGRVRTLayer>"


def bomb() -> bytes:
    """A workbook that grows a thousand times when it is unpacked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.geojson", VRT, "json"),
        ("a.xlsx", None, "zip-too-large"),
        ("a.zip", None, "zip"),
        ("a.zip", b"no zip", "zip-unreadable"),
        ("a.xls", b"", "file-ending"),
        ("a", b"x", "file-ending"),
        ("a.cs\0v", b"x", "file-ending"),
        ("a.csv", b"\x00\x01\x02", ""),
    ],
)
def test_hostile_files_are_refused(name: str, data: bytes | None, code: str) -> None:
    """A file that is not what it says, or grows without end (None), is refused with its name and a code."""
    with pytest.raises(AtlasError) as refused:
        read_upload(name, bomb() if data is None else data)
    first = refused.value.problems[0]
    assert first.place.startswith(shown_as(name))
    assert first.code.startswith(code)


def test_a_long_or_odd_name_is_cut() -> None:
    """A file's name is shown printable, and not without end."""
    assert shown_as("a\u202eb.csv") == r"'a\u202eb.csv'"
    assert len(shown_as("x" * 10_000)) == LONGEST_NAME + 3


def test_what_is_private_has_a_name_nobody_can_know() -> None:
    """The same island, made private twice, is the same data in different bytes."""
    data = gzip.compress(b"island" * 100, mtime=0)
    one, two = private(data), private(data)
    assert one != two
    assert gzip.decompress(one) == gzip.decompress(two) == b"island" * 100
    assert (one[:3], one[4:HEAD]) == (data[:3], data[4:HEAD])


def test_problems_are_a_table_no_spreadsheet_runs() -> None:
    """`problems.csv` has a line for each reported row, and a place that would be a formula is inert."""
    found = list(csv.reader(io.StringIO(problem_csv([Problem("=1+1.csv:2", "when-order", "a, b")]).decode())))
    assert found == [["place", "code", "text"], ["'=1+1.csv:2", "when-order", "a, b"]]


def test_names_of_places_are_only_proposed(geo: Atlas) -> None:
    """A name that a site has is asked about, most frequent first; one that is confirmed, or is nowhere, is not."""
    sheet = sheet_of("date,place\n2021,Hadrut\n2021,Shusha\n2022,Shusha\n2022,Nowhere at all\n")
    mapping = TableMap(columns={"when": ("date",), "place": ("place",)})
    assert list(open_names(sheet, mapping, geo)) == ["Shusha", "Hadrut"]
    confirmed = TableMap(columns=mapping.columns, places={"Shusha": "shusha"})
    assert list(open_names(sheet, confirmed, geo)) == ["Hadrut"]


def test_another_mapping_opens_the_fields_anew() -> None:
    """The fields of a table get new keys with a new mapping, so that they show what it says."""
    work = Work("a.csv")
    work.rebase(TableMap(title="b"))
    assert (work.base, work.version) == (TableMap(title="b"), 1)
