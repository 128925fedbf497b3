import io
import sys
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from mapkit.errors import AtlasError, MissingExtra
from mapkit.importing.formats import xlsx
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.formats.xlsx import read_workbook


def saved(rows: list[list[Any]], formats: dict[str, str] | None = None, **sheets: list[list[Any]]) -> io.BytesIO:
    """A workbook with these rows in its sheet "Data", number formats by cell, and further sheets."""
    book = openpyxl.Workbook()
    book.active.title = "Data"
    for title, lines in {"Data": rows, **sheets}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    for place, shown in (formats or {}).items():
        book["Data"][place].number_format = shown
    file = io.BytesIO()
    book.save(file)
    return file


def changed(file: io.BytesIO, name: str, old: bytes, new: bytes) -> io.BytesIO:
    """The workbook with a text of one of its parts replaced."""
    made = io.BytesIO()
    with zipfile.ZipFile(file) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            data = source.read(entry)
            if entry == name:
                assert old in data
                data = data.replace(old, new)
            target.writestr(entry, data)
    return made


def read(file: io.BytesIO, sheet: str | None = None) -> Sheet:
    """The sheet of a workbook."""
    return read_workbook(file, "b.xlsx", sheet)


def refused(file: io.BytesIO, sheet: str | None = None) -> str:
    """The problems of a workbook that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        read(file, sheet)
    return str(caught.value)


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_become_texts() -> None:
    """Texts stay, numbers keep their digits, dates are ISO, empty cells are empty; a row knows its number."""
    rows = [
        ["id", "when", "lat", "n", "ok"],
        [" Շուշի\n2", date(2020, 11, 10), 39.85, 44145, True],
        ["=", datetime.fromisoformat("2020-11-10 12:30"), 1e-7, None, False],
    ]
    sheet = read(saved([*rows[:2], [None], ["x", *rows[2][1:]]]))
    assert sheet.columns == ("id", "when", "lat", "n", "ok")
    assert [row.place for row in sheet.rows] == ["b.xlsx:Data:2", "b.xlsx:Data:4"]
    assert list(sheet.rows[0].cells.values()) == [" Շուշի\n2", "2020-11-10", "39.85", "44145", "true"]
    assert list(sheet.rows[1].cells.values()) == ["x", "2020-11-10T12:30:00", "1e-07", "", "false"]
    assert (sheet.notes, sheet.problems) == (("XLSX, sheet Data, 2 rows", "1 blank row left out"), ())


def test_a_month_stays_a_month() -> None:
    """A date that the workbook shows as a month is read as one, with a note; a hidden year is noted too."""
    rows = [["when"], [date(2020, 11, 1)], [date(2020, 11, 2)]]
    sheet = read(saved(rows, {"A2": "mmm yyyy", "A3": "d mmm"}))
    assert [row["when"] for row in sheet.rows] == ["2020-11", "2020-11-02"]
    assert "1 cell: shows only a month or a year, and is read so" in sheet.notes
    assert any("shows no year" in note for note in sheet.notes)


def test_formulas_give_their_stored_result() -> None:
    """A formula's stored result is read, an empty one too; a formula without one is reported with its cell."""
    file = saved([["id", "n"], ["a", "=1+1"], ["b", "=1+2"], ["c", '=""']])
    file = changed(file, SHEET, b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    file = changed(file, SHEET, b'<c r="B4"><f>""</f><v />', b'<c r="B4" t="str"><f>""</f><v />')
    sheet = read(file)
    assert [list(row.cells.values()) for row in sheet.rows] == [["a", "2"], ["c", ""]]
    assert [(problem.place, problem.code) for problem in sheet.problems] == [("b.xlsx:Data:3", "formula-unstored")]
    assert "B3 holds a formula" in sheet.problems[0].text
    assert sheet.rows_in == 3


def test_errors_stay_and_are_noted() -> None:
    """An error of the spreadsheet is read as it stands, with a note."""
    file = changed(saved([["n"], [5]]), SHEET, b'<c r="A2" t="n"><v>5</v>', b'<c r="A2" t="e"><v>#REF!</v>')
    sheet = read(file)
    assert sheet.rows[0]["n"] == "#REF!"
    assert any("error of the spreadsheet" in note for note in sheet.notes)


def test_a_cell_beyond_the_header_is_reported() -> None:
    """A row with a cell under no column name is reported with that cell, short rows are filled up."""
    sheet = read(saved([["id", "t"], ["a"], ["b", "x", None, "y"]]))
    assert sheet.rows[0].cells == {"id": "a", "t": ""}
    assert (sheet.problems[0].place, sheet.problems[0].code) == ("b.xlsx:Data:3", "row-width")
    assert "D3" in sheet.problems[0].text


def test_the_header_is_the_first_row_that_holds_anything() -> None:
    """Empty rows above the header are passed over, with a note; names are checked as in any table."""
    sheet = read(saved([[None], ["id", None, "t"], ["a", "b", "c"]]))
    assert sheet.columns == ("id", "column 2", "t")
    assert "the header is row 2" in sheet.notes
    assert read(saved([["id", "id"]])).columns == ("id", "id (2)")


@pytest.mark.parametrize("below", [[], [["#event+id", "#date", "#loc"]]])
def test_titles_stand_above_the_header(below: list[list[str]]) -> None:
    """A header is found below title rows, and HXL tags below it are no row; what is left out is told."""
    table = [["Report", None, None], [None], ["id", "date", "place"], *below, ["a", date(2020, 11, 10), "b"]]
    sheet = read(saved(table))
    assert (sheet.columns, sheet.rows_in) == (("id", "date", "place"), 1)
    assert "the header is row 3; left out above it: Report" in sheet.notes
    assert sheet.tags == (dict(zip(sheet.columns, below[0], strict=True)) if below else {})
    assert sheet.rows[0].place == f"b.xlsx:Data:{4 + len(below)}"


def test_the_header_row_can_be_told() -> None:
    """Where no row is known as the header, a person says which it is."""
    rows = [["Report", None], ["q1", "q2"], ["a", "b"]]
    assert "header-unclear" in refused(saved(rows))
    assert read_workbook(saved(rows), "b.xlsx", header_row=2).columns == ("q1", "q2")
    with pytest.raises(AtlasError, match="header-row"):
        read_workbook(saved(rows), "b.xlsx", header_row=7)


def test_a_sheet_is_never_chosen_in_silence() -> None:
    """Of several sheets one must be asked for by name; an unknown name is refused with those that are there."""
    file = saved([["id"], ["a"]], Other=[["x"], ["b"]])
    assert "choose one of 'Data', 'Other'" in refused(file)
    assert "no sheet is called 'data'" in refused(file, "data")
    assert read(file, "Other").rows[0].place == "b.xlsx:Other:2"


def test_merged_cells_are_noted() -> None:
    """Merged cells hold one value, which a note says."""
    book = openpyxl.Workbook()
    book.active.append(["id", "t"])
    book.active.append(["a", "b"])
    book.active.merge_cells("A2:A3")
    file = io.BytesIO()
    book.save(file)
    assert any("merged" in note for note in read(file).notes)


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
def test_entities_are_refused(part: str) -> None:
    """A part that declares entities or a document type is refused before it is parsed, in any encoding."""
    lol = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    for data, code in (
        (lol.encode(), "xml-entities"),
        (lol.encode("utf-16"), "xml-encoding"),
        (lol.replace("?>", ' encoding="cp037"?>', 1).encode(), "xml-encoding"),
        (lol.encode("cp037"), "xml-encoding"),
    ):
        made = io.BytesIO()
        with zipfile.ZipFile(saved([["id"]])) as source, zipfile.ZipFile(made, "w") as target:
            for entry in source.namelist():
                target.writestr(entry, data if entry == part else source.read(entry))
        assert code in refused(made)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<row ", b"<row x='&b;' "),
        (b"</sheetData>", b""),
        (b'<c r="A1"', b'<c r="1A"'),
        (b't="inlineStr"><is><t>id</t></is>', b't="s"><v>9</v>'),
        (b't="inlineStr"><is><t>id</t></is>', b't="n"><v>x</v>'),
    ],
)
def test_broken_workbooks_are_refused(old: bytes, new: bytes) -> None:
    """XML that is not sound, or says what cannot be, is refused as a workbook that is not."""
    assert "xlsx-unreadable" in refused(changed(saved([["id"], ["a"]]), SHEET, old, new))


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    """A ZIP of other things is refused."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    assert "xlsx-unreadable" in refused(file)


def test_far_cells_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell far to the right, far below, or a stated size that is not true ends at the limits."""
    file = saved([["id"], ["a"]])
    assert "table-too-wide" in refused(changed(file, SHEET, b'r="A1"', b'r="XFD1"'))
    assert "table-too-long" in refused(changed(file, SHEET, b'<row r="2"', b'<row r="99999999999"'))
    sized = changed(file, SHEET, b'ref="A1:A2"', b'ref="A1:XFD1048576"')
    assert read(sized).rows_in == 1
    monkeypatch.setattr(xlsx, "MAX_CELLS", 1)
    assert "table-too-long" in refused(file)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without openpyxl a workbook is refused with the line that installs it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mapkit\[xlsx\]'"):
        read(saved([["id"]]))
