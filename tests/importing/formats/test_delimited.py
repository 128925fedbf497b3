import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.importing.formats import delimited
from mapkit.importing.formats.delimited import read_delimited
from mapkit.importing.formats.sheet import Sheet


def reading(content: str | bytes, **options: str) -> Sheet:
    """A table of this content, read."""
    data = content if isinstance(content, bytes) else content.encode()
    return read_delimited(io.BytesIO(data), "t.csv", **options)


def refused(content: str | bytes, **options: str) -> str:
    """The problems of a table that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        reading(content, **options)
    return str(caught.value)


def cells(sheet: Sheet) -> list[list[str]]:
    """The cells of a table, row by row."""
    return [list(row.cells.values()) for row in sheet.rows]


# Shapes that readers of CSV are known to trip over: name, text, columns and rows.
SHAPES = {
    "comma in quotes": ('a,b\n"x, y",z\n', ["a", "b"], [["x, y", "z"]]),
    "empty": ('a,b,c\n1,"",""\n2,3,4\n', ["a", "b", "c"], [["1", "", ""], ["2", "3", "4"]]),
    "empty, CRLF": ('a,b,c\r\n1,"",""\r\n2,3,4\r\n', ["a", "b", "c"], [["1", "", ""], ["2", "3", "4"]]),
    "escaped quotes": ('a,b\n1,"ha ""ha"" ha"\n3,4\n', ["a", "b"], [["1", 'ha "ha" ha'], ["3", "4"]]),
    "JSON": ('k,v\n1,"{""a"": [1, 2]}"\n', ["k", "v"], [["1", '{"a": [1, 2]}']]),
    "line ends": ('a,b\n1,"two\nlines"\n3,4\n', ["a", "b"], [["1", "two\nlines"], ["3", "4"]]),
    "line ends, CRLF": ('a,b\r\n1,"two\r\nlines"\r\n3,4\r\n', ["a", "b"], [["1", "two\r\nlines"], ["3", "4"]]),
    "CR inside LF": ('a,b\n1,"two\rlines"\n3,4\n', ["a", "b"], [["1", "two\rlines"], ["3", "4"]]),
    "quotes and line ends": ('a,b\n1,"one ""\n"" two"\n', ["a", "b"], [["1", 'one "\n" two']]),
    "simple": ("a,b\n1,2\n", ["a", "b"], [["1", "2"]]),
    "simple, CRLF": ("a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]),
    "simple, CR": ("a,b\r1,2\r", ["a", "b"], [["1", "2"]]),
    "no last line end": ("a,b\n1,2", ["a", "b"], [["1", "2"]]),
    "UTF-8": ("a,b\n1,Շուշի\n", ["a", "b"], [["1", "Շուշի"]]),
    "coordinates": ('n,at\nx,"39.85, 46.75"\n', ["n", "at"], [["x", "39.85, 46.75"]]),
    "spaces stay": ("a, b \n 1 ,\u00a02\t\n", ["a", " b "], [[" 1 ", "\u00a02\t"]]),
}


@pytest.mark.parametrize("name", SHAPES)
def test_known_shapes_are_read(name: str) -> None:
    """The shapes of CSV that readers trip over are read cell by cell as RFC 4180 has them."""
    text, columns, rows = SHAPES[name]
    sheet = reading(text)
    assert (list(sheet.columns), cells(sheet), sheet.problems) == (columns, rows, ())


# csv.writer leaves a lone CR bare unless its line end holds one; so the texts of one table use LF, or CRLF.
TEXTS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=6)


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), max_size=5)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_comes_back(rows: list[list[str]], delimiter: str, encoding: str, end: str) -> None:
    """A table written in any delimiter and Unicode encoding is read to the same cells, given both."""
    header = [f"c{number}" for number in range(len(rows[0]) if rows else 2)]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    sheet = reading(text.getvalue().encode(encoding), encoding=encoding, delimiter=delimiter)
    full = [row for row in rows if any(map(str.strip, row))]
    assert (list(sheet.columns), cells(sheet)) == (header, full)
    assert sheet.rows_in == len(full)


@given(
    st.lists(st.lists(st.from_regex(r"[a-zж .]{0,5}", fullmatch=True), min_size=3, max_size=3), max_size=5),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"]),
)
def test_delimiter_and_encoding_are_recognised(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    """A plain table is read to the same cells without being told its delimiter or its Unicode encoding."""
    text = "".join(delimiter.join(line) + "\n" for line in [["id", "when", "title"], *rows])
    assert cells(reading(text.encode(encoding))) == [row for row in rows if any(map(str.strip, row))]


def test_rows_know_the_line_they_start_on() -> None:
    """A row keeps its line after cells of several lines, blank lines and lines that are not read."""
    sheet = reading('id,t\na,"1\r2\r\n3"\n\nb,x,y\nc,z\n')
    assert [row.place for row in sheet.rows] == ["t.csv:2", "t.csv:7"]
    assert [problem.place for problem in sheet.problems] == ["t.csv:6"]
    assert "1 blank row left out" in sheet.notes


def test_rows_in_are_rows_and_reported_rows() -> None:
    """Each row is read or reported once: those of another width and those with a NUL are reported."""
    sheet = reading("id,t\na,b\nc\nd,e,f\ng,\0h\ni,j\n")
    assert [problem.code for problem in sheet.problems] == ["row-width", "row-width", "row-nul"]
    assert (len(sheet.rows), sheet.rows_in) == (2, 5)


def test_rows_are_a_sequence() -> None:
    """Rows are had by index from either end and by slice, and end where they end."""
    rows = reading("id,t\na,1\nb,2\nc,3\n").rows
    assert [rows[-1]["id"], rows[1]["id"], [row["id"] for row in rows[:2]]] == ["c", "b", ["a", "b"]]
    with pytest.raises(IndexError):
        _ = rows[3]


def test_a_header_alone_is_a_table() -> None:
    """A file with a header and nothing more has no rows and no problems."""
    sheet = reading("id;title;when\n")
    assert (sheet.columns, sheet.rows_in) == (("id", "title", "when"), 0)


def test_columns_without_a_name_are_named_by_position() -> None:
    """An empty name in the header becomes its position, which a note says."""
    sheet = reading("id,,t\n1,2,3\n")
    assert sheet.columns == ("id", "column 2", "t")
    assert any("without a name" in note and note.endswith(": 2") for note in sheet.notes)


def test_double_columns_get_numbers() -> None:
    """Of several columns of one name each but the first gets a number that is no name yet, which a note says."""
    sheet = reading("id,t,x,t,t (2),t\n1,2,3,4,5,6\n")
    assert sheet.columns == ("id", "t", "x", "t (3)", "t (2)", "t (4)")
    assert "several columns are called 't': the others are 't (3)', 't (4)'" in sheet.notes


@pytest.mark.parametrize(
    "title", ["Incidents of 2020", "Incidents of 2020,,,", "Incidents, as told\nby,\n\nthe office,"]
)
@pytest.mark.parametrize("header", ["Date,Lat,Lon,Killed", "Дата,Широта,Долгота,Убито"])
def test_a_header_is_found_below_titles(title: str, header: str) -> None:
    """Rows above a row that names what incidents have are titles, told in a note; the rows below it are the data."""
    sheet = reading(f"{title}\n{header}\n2020-09-27,40.1,44.2,3\n,,,\n2020-09-28,40.1,44.2,3\n")
    line = title.count("\n") + 2
    assert (sheet.columns, sheet.rows_in) == (tuple(header.split(",")), 2)
    assert [row.place for row in sheet.rows] == [f"t.csv:{line + 1}", f"t.csv:{line + 3}"]
    assert any(note.startswith(f"the header is row {line}; left out above it: Incidents") for note in sheet.notes)
    assert sheet.lines_above == line


def test_no_row_of_data_is_a_header() -> None:
    """Below a title only a row that names what incidents have is the header; else a person says which row it is."""
    below = "Incidents,,\n2020-09-27,40.1,44.2\n2020-09-28,40.1,44.2\n"
    assert "header-unclear 'Incidents' is no row of names" in refused(below)
    assert "header-unclear" in refused("Incidents,,\nq1,q2,q3\n2020-09-27,40.1,44.2\n")
    sheet = reading("Incidents,,\nq1,q2,q3\n2020-09-27,40.1,44.2\n", header_row=2)
    assert (sheet.columns, sheet.rows_in) == (("q1", "q2", "q3"), 1)
    assert "header-row no row of the first 3 begins on line 9" in refused(below, header_row=9)


@pytest.mark.parametrize("above", ["", "What people told,,\n"])
def test_tags_below_the_header_are_no_row(above: str) -> None:
    """A row of HXL tags belongs to the header, whether titles stand above it or not."""
    sheet = reading(f"{above}one,two,three\n#date +start,#GEO+lat,\n2020-09-27,40.1,44.2\n")
    assert (sheet.columns, sheet.rows_in) == (("one", "two", "three"), 1)
    assert sheet.tags == {"one": "#date+start", "two": "#geo+lat"}
    assert sheet.lines_above == above.count("\n") + 2


def test_tags_alone_are_a_header() -> None:
    """A table may have its tags only."""
    sheet = reading("#date,#geo+lat,#geo+lon\n2020-09-27,40.1,44.2\n")
    assert (sheet.columns, sheet.rows_in) == (("#date", "#geo+lat", "#geo+lon"), 1)
    assert sheet.tags["#date"] == "#date"


@pytest.mark.parametrize("content", ["", "\n\r\n", "\ufeff", "   \n", b"\0" * 5000])
def test_an_empty_file_is_refused(content: str | bytes) -> None:
    """A file without a sign is refused as empty."""
    assert "file-empty" in refused(content)


@pytest.mark.parametrize(("content", "line"), [('id,t\na,b\nc,"d\ne,f\n', 3), ('id,t\n"a"b,c\n', 2)])
def test_broken_quotes_are_refused_where_they_break(content: str, line: int) -> None:
    """A table whose quotes do not pair up is refused with the line of the row where they break."""
    assert f"t.csv:{line} row-unreadable" in refused(content)


def test_plain_tsv_keeps_its_quotes() -> None:
    """A table parted by tabs whose quotes do not pair up is read with quotes as plain characters, and says so."""
    sheet = reading('id\tt\n1\t"Odd" he said\n2\t"open\n')
    assert cells(sheet) == [["1", '"Odd" he said'], ["2", '"open']]
    assert "plain characters" in sheet.notes[0]


def test_the_line_sep_is_obeyed() -> None:
    """A first line "sep=;" parts the cells and is no row."""
    sheet = reading("sep=;\nid;t\n1;a,b\n")
    assert (sheet.columns, cells(sheet), sheet.rows[0].place) == (("id", "t"), [["1", "a,b"]], "t.csv:3")


def test_a_delimiter_that_is_given_is_used() -> None:
    """The delimiter that is asked for parts the cells, whatever else would fit; one that cannot is refused."""
    assert reading("a,b:c,d\n", delimiter=":").columns == ("a,b", "c,d")
    for wrong in ("", "::", '"', "\n"):
        assert "table-delimiter" in refused("a,b\n", delimiter=wrong)


def test_a_long_cell_is_read() -> None:
    """A cell may be longer than the reader of the standard library has it: an outline often is."""
    assert cells(reading("id,t\na,b\nc," + "x" * 200_000 + "\n"))[1] == ["c", "x" * 200_000]


def test_too_long_a_line_is_refused() -> None:
    """A line that is no row of any table is refused before it is looked at."""
    assert "too long to be a row" in refused("id,t\n" + " " * 20_000_000 + "x\n", delimiter=",")


def test_too_many_broken_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file most of whose rows do not fit is refused as a whole, not row by row without end."""
    monkeypatch.setattr(delimited, "MAX_BROKEN", 3)
    assert "table-broken" in refused("a,b\n" + "x\n" * 4, delimiter=",")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table with more rows than the limit is refused."""
    monkeypatch.setattr(delimited, "MAX_ROWS", 3)
    assert "table-too-long" in refused("a,b\n" + "x,y\n" * 4)


def test_a_nul_in_the_header_is_refused() -> None:
    """A header with a NUL is no header."""
    assert "row-nul" in refused("id,na\0me,and,more,columns\n1,2,3,4,5\n")
