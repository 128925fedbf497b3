import csv
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.files import tables
from mapkit.files.tables import LONGEST_CELL, read_table, read_text


def written(path: Path, content: str | bytes) -> Path:
    """A file of this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a test writes its table."""
    return tmp_path / "t.csv"


def test_rows_keep_their_line(path: Path) -> None:
    """Each row knows the line it starts on, after cells of several lines and blank lines too."""
    table = read_table(written(path, 'id,text\na,"one\ntwo\nthree"\n\nb,x\n'), ["id"])
    assert [row.place for row in table.rows] == ["t.csv:2", "t.csv:6"]
    assert table.rows[0]["text"] == "one\ntwo\nthree"
    assert table.problems == ()


def test_a_missing_cell_is_empty(path: Path) -> None:
    """A column that the file does not have reads as empty."""
    assert read_table(written(path, "id\na\n"), ["id"]).rows[0]["quote"] == ""


@pytest.mark.parametrize(
    "text", ["\ufeffid,text\na,b\n", "id,text\r\na,b\r\n", "id,text\na,b", '"id","text"\n"a","b"\n', "id,text\ra,b\r"]
)
def test_what_spreadsheets_write_is_read(path: Path, text: str) -> None:
    """A byte order mark, CRLF line ends, quotes around every cell and a missing last line end are read."""
    table = read_table(written(path, text), ["id"])
    assert (table.columns, [row.cells for row in table.rows]) == (("id", "text"), [{"id": "a", "text": "b"}])


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_cells_are_read_as_written(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """Any text in a cell comes back to the character, line ends of every sort among them (law 6)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["id", "text"], *rows])
    table = read_table(written(tmp_path_factory.getbasetemp() / "cells.csv", stream.getvalue()), ["id"])
    assert [list(row.cells.values()) for row in table.rows] == rows
    assert table.problems == ()


@given(st.binary())
def test_any_bytes_are_rows_or_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """No file content makes the reader fail; it gives rows or says why not."""
    table = read_table(written(tmp_path_factory.getbasetemp() / "any.csv", content), ["id"])
    assert all(problem.place.startswith("any.csv") for problem in table.problems)
    assert table.problems or "id" in table.columns


@given(st.text('a,"\r\n; ', max_size=60))
def test_rows_in_are_rows_kept_or_reported(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Every row of a table is kept or reported by its line (law 5)."""
    table = read_table(written(tmp_path_factory.getbasetemp() / "law.csv", "id,b\n" + text), ["id"])
    broken = [problem for problem in table.problems if problem.code == "row-unreadable"]
    if not broken:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
        assert len(table.rows) + len(table.problems) == len(rows)
    places = [row.place for row in table.rows] + [problem.place for problem in table.problems]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    ("text", "place", "code", "says"),
    [
        ("", "t.csv:1", "column-missing", "'id'"),
        ("\nid\n", "t.csv:1", "column-missing", "'id'"),
        ("id;when\n1;2\n", "t.csv:1", "table-separator", "parted by ';': save the table with commas"),
        ("id\twhen\n1\t2\n", "t.csv:1", "table-separator", "save the table with commas"),
        ("id,a,a\n", "t.csv:1", "column-double", "'a'"),
        ("id,a\n1,2,3\n", "t.csv:2", "row-width", "3 cells under 2 columns"),
        ('id,a\n1,"x\ny"\n2\n', "t.csv:4", "row-width", "1 cells under 2 columns"),
        ('id,a\n1,2\n3,"open\n4,5\n', "t.csv:3", "row-unreadable", "close every quote"),
        ('id,a\n1,"x"y\n2,3\n', "t.csv:2", "row-unreadable", "twice"),
        ("id\n" + "x" * (LONGEST_CELL + 1) + "\n", "t.csv:2", "row-unreadable", "field larger"),
        (b"id\n\xff\xfe\n", "t.csv", "file-encoding", "byte 3 is not UTF-8"),
        ("id\n".encode("utf-16"), "t.csv", "file-encoding", "save the file as UTF-8"),
    ],
)
def test_a_bad_table_is_told(path: Path, text: str | bytes, place: str, code: str, says: str) -> None:
    """Whatever is wrong with a table is told with its line, its code and what to write."""
    (problem,) = read_table(written(path, text), ["id"]).problems
    assert (problem.place, problem.code) == (place, code)
    assert says in problem.text


def test_rows_after_a_bad_row_are_kept(path: Path) -> None:
    """A row of the wrong width does not hide the others."""
    table = read_table(written(path, "id,a\n1,2\n3\n4,5\n6\n"), ["id"])
    assert [row["id"] for row in table.rows] == ["1", "4"]
    assert [problem.place for problem in table.problems] == ["t.csv:3", "t.csv:5"]


def test_a_missing_file_is_told(path: Path) -> None:
    """A file that is not there is a problem that says to create it."""
    (problem,) = read_table(path, ["id"]).problems
    assert (problem.place, problem.code) == ("t.csv", "file-missing")


def test_what_is_no_file_is_told(path: Path) -> None:
    """A folder or a pipe with the name of a file is a problem, and nothing waits for the pipe."""
    path.mkdir()
    pipe = path / "p.csv"
    os.mkfifo(pipe)
    assert [read_table(one, ["id"]).problems[0].code for one in (path, pipe)] == ["file-unreadable", "file-unreadable"]


def test_a_huge_file_is_refused_before_it_is_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file above the limit is refused by its size."""
    monkeypatch.setattr(tables, "MAX_BYTES", 10)
    assert read_text(written(path, "x" * 10)) == ("x" * 10, [])
    text, (problem,) = read_text(written(path, "x" * 11))
    assert (text, problem.code) == ("", "file-too-large")
