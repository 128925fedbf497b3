"""What is said of the first rows of an opened table, and over each of its columns."""

from pathlib import Path

from mapkit.app.import_report import report_words
from mapkit.app.preview_table import heading, held_by, preview_words
from mapkit.app.text_table import Cell
from mapkit.errors import Problem
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.preview import preview
from mapkit.importing.read import opened
from mapkit.importing.recognise import recognise
from mapkit.report import Report

MAPPING = TableMap(columns={"when": ("date",), "title": ("a", "b"), "text": ("b",)}, precision_code="code")


def test_a_heading_says_what_a_column_holds() -> None:
    """Over a column stands what it was taken for, all of it, and why; over one of no field that it is kept."""
    assert heading(MAPPING, "date", {("when", "date"): "by its name"}) == Cell("Date", "date (by its name)")
    assert heading(MAPPING, "b", {}) == Cell("Title and Text", "b (as you chose)")
    assert heading(MAPPING, "*x*", {}) == Cell("Kept as it is", "*x*", quiet=True)
    assert held_by(MAPPING, "code") == ("Code of how well the place is known",)


def test_the_words_name_what_is_wrong_and_not_recognised(tmp_path: Path) -> None:
    """The words count rows and cells, and name each column that no field takes."""
    path = tmp_path / "x.csv"
    path.write_text("date,a,b,code,extra one\nnever,A,B,,x\n2022,A,B,,x\n", "utf-8")
    sheet = opened(path)
    mapping = TableMap(columns=MAPPING.columns)
    assert preview_words(sheet, mapping, preview(sheet, mapping)) == [
        ("p", "Of all rows, 1 can be read like this and 1 cannot."),
        ("p", "What is in red cannot be read: below it stands what to write instead."),
        ("li", "date: 1 cell cannot be read"),
        ("p", "Not recognised, and kept beside each incident as they are: code, extra one."),
    ]


def test_the_next_best_column_is_told(tmp_path: Path) -> None:
    """A column that may hold a field is told with its reason, until somebody takes it."""
    path = tmp_path / "x.csv"
    path.write_text("date of event,updated\n2022-05-01,2022-06-01\n", "utf-8")
    sheet = opened(path)
    found = recognise(sheet)
    told = "Not used, though it may fit: Date: column 'updated', which says when the row was written"
    words = preview_words(sheet, found.mapping, preview(sheet, found.mapping), found)
    assert words[-1] == ("li", f"{told}; such as '2022-06-01'")
    taken = TableMap(columns={"when": ("updated",)})
    assert told not in str(preview_words(sheet, taken, preview(sheet, taken), found))


def test_a_report_in_a_sentence() -> None:
    """The sentence counts every row once, and the cells that cannot be read by their column."""
    problems = (
        Problem("a:2", "x+y", "", (("date", ""), ("lat", ""))),
        Problem("a:3", "x", "", (("date", ""),)),
        Problem("a:4", "z", ""),
    )
    told = "4 rows in: 1 kept, 3 reported. Cells that cannot be read: 2 under 'date', 1 under 'lat'."
    assert report_words(Report("a", 4, 1, problems)) == told
    assert report_words(Report("a", 1, 1)) == "1 row in: 1 kept, 0 reported."
