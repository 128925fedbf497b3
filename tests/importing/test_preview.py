"""The first rows of a table by a mapping, with what is wrong in each cell."""

from pathlib import Path

from mapkit.importing.formats.sheet import FIRST as SAMPLE
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.preview import FIRST, MORE, Preview, as_reported, preview
from mapkit.importing.read import opened, read_table

HEADER = "date,lat,lon,dead,name,note\n"
MAPPING = TableMap(
    columns={"when": ("date",), "lat": ("lat",), "lon": ("lon",), "killed_best": ("dead",), "title": ("name",)}
)
GOOD = "2022-05-01,48.5,37.9,1,Shots,fine\n"


def sheet_of(folder: Path, *rows: str) -> Sheet:
    """A table with these rows."""
    path = folder / "x.csv"
    path.write_text(HEADER + "".join(rows), "utf-8")
    return opened(path)


def wrong(found: Preview) -> dict[str, set[str]]:
    """The columns with something wrong of each row that has any, by its line."""
    return {one.row.place.rpartition(":")[2]: set(one.wrong) for one in found.rows if one.wrong}


def test_each_cell_that_cannot_be_read_says_what_to_write(tmp_path: Path) -> None:
    """What is wrong stands at its own cell: a date, one of two coordinates, both, a toll; of several in a row each."""
    sheet = sheet_of(
        tmp_path,
        GOOD,
        "nobody says,48.5,37.9,1,A,\n",
        "2022-05-02,4x,37.9,1,B,\n",
        "2022-05-02,48.5,,1,C,\n",
        "2022-05-02,0,0,1,D,\n",
        "soon,48.5,37.9,some,E,\n",
    )
    found = preview(sheet, MAPPING)
    assert wrong(found) == {"3": {"date"}, "4": {"lat"}, "5": {"lon"}, "6": {"lat", "lon"}, "7": {"date", "dead"}}
    assert (found.looked_at, found.unread, found.left) == (6, 5, 0)
    assert dict(found.cells) == {"date": 2, "lat": 2, "lon": 2, "dead": 1}
    assert "write a whole number" in found.rows[5].wrong["dead"] or "write one such as 3" in found.rows[5].wrong["dead"]
    assert "date" not in found.rows[5].wrong["dead"]


def test_the_preview_is_what_the_report_says(tmp_path: Path) -> None:
    """The rows that are shown before the table is read are those that are reported afterwards."""
    sheet = sheet_of(tmp_path, GOOD, "10/11/2022,48.5,37.9,1,A,\n", "2022-05-02,91,190,1,B,\n", "2022-05-02,,,9-3,C,\n")
    report = read_table(sheet, mapping=MAPPING).report
    assert report
    assert as_reported(sheet, report.problems) == preview(sheet, MAPPING)
    assert report.reported == preview(sheet, MAPPING).unread > 0


def test_bad_rows_further_down_are_shown_too(tmp_path: Path) -> None:
    """After the first rows come those with something wrong, so many of them; the rest is counted."""
    sheet = sheet_of(tmp_path, *[GOOD] * 50, *["never,48.5,37.9,1,A,\n"] * (MORE + 3), *[GOOD] * SAMPLE)
    found = preview(sheet, MAPPING)
    assert len(found.rows) == FIRST + MORE
    assert (found.looked_at, found.unread, found.left) == (SAMPLE, MORE + 3, 3)
    assert [bool(one.wrong) for one in found.rows] == [False] * FIRST + [True] * MORE
