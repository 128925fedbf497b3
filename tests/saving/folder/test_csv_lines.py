import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.files.tables import read_table
from mapkit.saving.folder.csv_lines import Sheet, line_of, sheet_of

COLUMNS = ("id", "a", "b")
texts = st.text(st.one_of(st.sampled_from('",\r\n \t;\ufeff\0'), st.characters(exclude_categories=("Cs",))), max_size=6)
ends = st.sampled_from(["\n", "\r\n"])


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A CSV as any program may write it: any line end, quoting, mark, blank lines, with a last line end or without."""
    rows = [COLUMNS, *draw(st.lists(st.tuples(texts, texts, texts), max_size=4))]
    end, text = draw(ends), draw(st.sampled_from(["", "\ufeff"]))
    for row in rows:
        stream = io.StringIO(newline="")
        quoting = csv.QUOTE_ALL if draw(st.booleans()) or "\ufeff" in row[0] else csv.QUOTE_MINIMAL
        csv.writer(stream, lineterminator="\r\n", quoting=quoting).writerow(row)
        text += stream.getvalue().removesuffix("\r\n") + end + end * draw(st.integers(0, 1))
    return (text if draw(st.booleans()) else text.removesuffix(end)).encode()


def read(data: bytes) -> list[dict[str, str]]:
    """The rows as the reader of all atlases reads them."""
    with TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        path.write_bytes(data)
        table = read_table(path, COLUMNS)
        assert table.problems == ()
        return [row.cells for row in table.rows]


@given(files())
def test_a_file_keeps_its_bytes(data: bytes) -> None:
    """A file taken apart and put together is the same, with the cells that the reader finds, at the lines it names."""
    sheet = Sheet.parse(data)
    assert sheet.data == data
    numbers = [number for number, line in enumerate(sheet.lines) if number and line.cells]
    assert [sheet.cells(number) for number in numbers] == read(data)


@given(files(), st.lists(st.text("abxy,", min_size=1, max_size=3), max_size=3, unique=True))
def test_a_table_gets_columns(data: bytes, columns: list[str]) -> None:
    """Columns that a table lacks come last and are empty; rows keep their cells, and what follows their bytes."""
    sheet = Sheet.parse(data)
    wider = sheet.widened(columns)
    more = [one for one in columns if one not in COLUMNS]
    assert wider.columns == (*COLUMNS, *more)
    assert Sheet.parse(wider.data) == wider
    assert read(wider.data) == [{**row, **dict.fromkeys(more, "")} for row in read(data)]
    assert all(new.text.startswith(old.text.rstrip("\r\n")) for new, old in zip(wider.lines, sheet.lines, strict=True))


@given(files(), st.integers(0, 2), texts)
def test_one_cell_changes_alone(data: bytes, place: int, cell: str) -> None:
    """A row gets another cell, and is read with it; every byte before and after the cell stays."""
    for line in Sheet.parse(data).lines[1:]:
        if line.cells:
            new = line.changed(place, cell)
            assert line_of(new.text) == new
            assert new.cells == tuple(cell if at == place else old for at, old in enumerate(line.cells))
            before, _, after = line.changed(place, "the cell").text.partition("the cell")
            assert line.text.startswith(before)
            assert line.text.endswith(after)
            between = line.text[len(before) : len(line.text) - len(after)]
            assert next(csv.reader(io.StringIO(between, newline="")), [""]) == [line.cells[place]]


@given(files(), st.tuples(texts, texts, texts), st.integers(1, 6))
def test_a_row_is_put_in_and_taken_out(data: bytes, cells: tuple[str, ...], number: int) -> None:
    """A row that is put in is read with its cells beside all others, and taken out again leaves the same bytes."""
    sheet = Sheet.parse(data)
    row = dict(zip(COLUMNS, cells, strict=True))
    number = min(number, len(sheet.lines))
    line = sheet.fitting(number, sheet.made(row)) if number == len(sheet.lines) else sheet.made(row)
    more = sheet.inserted(number, line)
    found = read(more.data)
    assert row in found
    found.remove(row)
    assert sorted(map(str, found)) == sorted(map(str, read(data)))
    assert Sheet.parse(more.data).without(number, line.text).data == data


@given(files(), st.integers(0, 8))
def test_a_row_is_taken_out_and_put_back(data: bytes, number: int) -> None:
    """A row that is taken out leaves every other byte, and put back it leaves the same bytes."""
    sheet = Sheet.parse(data)
    numbers = [place for place, line in enumerate(sheet.lines) if place and line.cells]
    if numbers:
        number = numbers[number % len(numbers)]
        text, less = sheet.lines[number].text, sheet.without(number).data
        assert len(less) == len(data) - len(text.encode())
        line = line_of(text)
        assert line == sheet.lines[number]
        assert Sheet.parse(less).inserted(number, line).data == data


@given(files(), st.tuples(texts, texts, texts))
def test_an_addition_is_a_git_friendly_diff(data: bytes, cells: tuple[str, ...]) -> None:
    """A row at the end leaves every byte before it as it was."""
    sheet = Sheet.parse(data)
    line = sheet.fitting(len(sheet.lines), sheet.made(dict(zip(COLUMNS, cells, strict=True))))
    more = sheet.inserted(len(sheet.lines), line).data
    assert more.startswith(data)
    assert more[-1:] not in (b"\r", b"\n") or data[-1:] in (b"\r", b"\n")


@pytest.mark.parametrize(
    ("data", "starts"),
    [
        (b"id,a,b\n1,,\n2,,\n", [1, 2, 3]),
        (b'id,a,b\r\n1,"x\r\ny\nz",\r\n\r\n2,,', [1, 2, 5, 6]),
    ],
)
def test_lines_are_counted_as_problems_name_them(data: bytes, starts: list[int]) -> None:
    """A row starts on the line of text that the reader names, cells over several lines and blank lines included."""
    sheet = Sheet.parse(data)
    assert [sheet.starts_on(number) for number in range(len(sheet.lines))] == starts


def test_a_long_cell_is_read() -> None:
    """A cell may be longer than the csv module reads by itself, whose own limit stays as it was."""
    before = csv.field_size_limit()
    sheet = sheet_of(COLUMNS)
    more = sheet.inserted(1, sheet.made({"a": "x" * 200_000}))
    assert Sheet.parse(more.data) == more
    assert csv.field_size_limit() == before


def test_rows_are_found_by_a_cell() -> None:
    """The numbers of the rows with a value in a column are given, the header and blank lines counted."""
    sheet = Sheet.parse(b"id,a,b\n1,x,\n\n2,y,\n3,x,\n")
    assert sheet.where("a", "x") == [1, 4]
    assert sheet.where("a", "a") == []
