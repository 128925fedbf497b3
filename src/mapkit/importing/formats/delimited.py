"""Text tables (CSV, TSV and their kin): the cells of the file as they stand, each row with the line it starts on.

The text is kept as one piece of UTF-8 with the place of each row in it; rows are parted again when somebody asks for
them. Quotes are those of RFC 4180, and strictly so: a file in which they do not fit is refused at the row where they
break, for nothing after it can be told apart.
"""

import csv
import io
import re
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

from mapkit.errors import AtlasError, Problem
from mapkit.files.tables import LONGEST_CELL, Row
from mapkit.importing.formats.delimiters import CANDIDATES, PLAIN_QUOTES, Parting, find_parting
from mapkit.importing.formats.encodings import read_encoded
from mapkit.importing.formats.header_row import LOOKED_AT, Header, find_header, header_notes, tags_of
from mapkit.importing.formats.limits import MAX_BROKEN, MAX_ROWS, refusal
from mapkit.importing.formats.sheet import Rows, Sheet, counted, named_columns

_LINE_END = re.compile(rb"\r\n|\r|\n")
_CHARACTER = re.compile(rb"[^\r\n\0 ]")
_TOLD = re.compile(rb'"?sep=([,;\t|])"?(?:\r\n|\r|\n)')  # a line that Excel reads and writes before the header
Record = tuple[int, int, int, list[str]]  # line, bytes before, bytes up to its end, cells
_LONGEST_LINE = 16_000_000  # bytes; a longer one is no row, and is not even decoded


def read_delimited(  # noqa: PLR0913 - what a text table does not say of itself
    file: BinaryIO,
    name: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header: Sequence[str] = (),
    header_row: int | None = None,
) -> Sheet:
    """Read a text table. Raises AtlasError for a file that cannot be read as one.

    `encoding` and `delimiter` (one character) are recognised if they are not given; the notes say as what and why. With
    `header`, the columns have these names, and a first row that is not them, capitals aside, is a row like any other.
    `header_row` is the line, from 1, on which the header stands; else it is found.
    """
    text = read_encoded(file, name, encoding)
    if not _CHARACTER.search(text.data):
        raise refusal(name, "file-empty", "nothing stands in the file: write a header line at least")
    told = _TOLD.match(text.data)
    parting, said = _parting(text.data, name, delimiter, told)
    named = _Told(told is not None, tuple(header), header_row)
    if parting.delimiter == "\t" and parting.quoted:
        try:
            return _Reading(text.data, name, parting, named).sheet(text.said, said)
        except AtlasError:  # the plain kind of TSV has no quotes; it is taken only if every row then fits
            plain = _Reading(text.data, name, Parting("\t", quoted=False), named)
            sheet = plain.sheet(text.said, f"{said}, {PLAIN_QUOTES}")
            if sheet.problems:
                raise
            return sheet
    return _Reading(text.data, name, parting, named).sheet(text.said, said)


def _parting(data: bytearray, name: str, delimiter: str | None, told: re.Match[bytes] | None) -> tuple[Parting, str]:
    if delimiter is None:
        return (Parting(told[1].decode()), "parted as its first line tells") if told else find_parting(data, name)
    if len(delimiter) != 1 or delimiter in '"\r\n\0 ':
        known = ", ".join(CANDIDATES.values())
        raise refusal(name, "table-delimiter", f"{delimiter!r} cannot part cells: give the character of one of {known}")
    return Parting(delimiter), f"{CANDIDATES.get(delimiter, repr(delimiter))}, as asked"


def _lines_of(data: bytearray, end: int) -> int:
    """How many lines stand in the first bytes of a text."""
    return sum(1 for _ in _LINE_END.finditer(data, 0, end))


def _beginning(records: Iterator[Record]) -> Iterator[Record]:
    """The first records, so many of them that are not blank."""
    known = 0
    while known < LOOKED_AT and (record := next(records, None)):
        known += any(map(str.strip, record[3]))
        yield record


class _Lines:
    """The lines of a text, and where in it the next one starts."""

    def __init__(self, data: bytearray, name: str) -> None:
        self.data = data
        self.name = name
        self.offset = 0  # bytes before the next line
        self.number = 1  # of the next line

    def __iter__(self) -> Iterator[str]:
        for end in _LINE_END.finditer(self.data):
            yield self._upto(end.end())
        if self.offset < len(self.data):
            yield self._upto(len(self.data))

    def _upto(self, end: int) -> str:
        if end - self.offset > _LONGEST_LINE:
            raise refusal(f"{self.name}:{self.number}", "row-unreadable", "the line is too long to be a row of a table")
        start, self.offset = self.offset, end
        self.number += 1
        return self.data[start:end].decode()


class _Told(NamedTuple):
    """What is told of the first lines: one tells the delimiter; names for a file that has none; where the header is."""

    delimiter: bool
    header: tuple[str, ...]
    header_row: int | None


class _Reading:
    """One pass over a text table: the places of its sound rows, and the problems of the others."""

    def __init__(self, data: bytearray, name: str, parting: Parting, told: "_Told") -> None:
        self.data = data
        self.name = name
        self.parting = parting
        self.told = told
        self.columns: tuple[str, ...] = ()
        self.tags: dict[str, str] = {}
        self.lines_above = 0
        self.starts = array("Q")  # bytes before each sound row
        self.ends = array("Q")
        self.lines = array("Q")  # the line that each sound row starts on
        self.problems: list[Problem] = []
        self.blank = 0

    def sheet(self, encoded: str, parted: str) -> Sheet:
        """The whole table; raises AtlasError."""
        records = islice(self._records(), int(self.told.delimiter), None)
        notes = self._named(list(_beginning(records)))
        for line, start, end, cells in records:
            self._take(line, start, end, cells)
        blank = [f"{counted(self.blank, 'blank row')} left out"] if self.blank else []
        said = f"{encoded}; {parted}; {counted(len(self.starts) + len(self.problems), 'row')}"
        rows = Rows(len(self.starts), self._row)
        notes = [said, *notes, *blank]
        return Sheet(self.name, self.columns, rows, (*notes,), tuple(self.problems), self.tags, self.lines_above)

    def _named(self, beginning: Sequence[Record]) -> list[str]:
        """Name the columns by one of the first records, and take those below it; notes on that."""
        first = [record for record in beginning if any(map(str.strip, record[3]))]
        if not first:
            raise refusal(self.name, "file-empty", "no line has a character on it: write a header line at least")
        lines, rows = [record[0] for record in first], [record[3] for record in first]
        given = self.told.header
        found = Header(0) if given else find_header(f"{self.name}:{lines[0]}", rows, self._told_index(lines))
        notes = self._name(*first[found.index])
        self.tags = tags_of(self.columns, rows[found.after - 1]) if found.tagged else {}
        self.lines_above += _lines_of(self.data, first[found.after - 1][2])
        for record in beginning[beginning.index(first[found.after - 1]) + 1 :]:
            self._take(*record)
        return header_notes(found, rows, lines) + notes

    def _told_index(self, lines: Sequence[int]) -> int | None:
        wanted = self.told.header_row
        if wanted is not None and wanted not in lines:
            text = f"no row of the first {len(lines)} begins on line {wanted}: write the line of the header"
            raise refusal(self.name, "header-row", text)
        return None if wanted is None else lines.index(wanted)

    def _name(self, line: int, start: int, end: int, cells: list[str]) -> list[str]:
        """Name the columns by a record, or take it as a row where it is no header; notes on that."""
        place = f"{self.name}:{line}"
        given = self.told.header
        headless = bool(given) and [one.strip().casefold() for one in cells] != [*map(str.casefold, given)]
        if not headless and any("\0" in name for name in cells):
            raise refusal(place, "row-nul", "a NUL stands in the header: this is no text, or its encoding is another")
        self.columns, notes = named_columns(place, given or cells)
        if headless:
            self._take(line, start, end, cells)
            notes.append(f"the file has no header: the mapping names its {counted(len(self.columns), 'column')}")
        return notes

    def _records(self) -> Iterator[Record]:
        """Line, bytes before, bytes up to its end, and cells of each record. Raises AtlasError."""
        lines = _Lines(self.data, self.name)
        reader = self.parting.read(lines)
        line, start = 1, 0
        try:
            for cells in reader:
                yield line, start, lines.offset, cells
                line, start = lines.number, lines.offset
        except csv.Error as error:
            hint = (
                f"close every quote, write one in a quoted cell twice; a cell has {LONGEST_CELL:,} characters at most"
            )
            text = f"{error}; where this row ends cannot be told: {hint}"
            raise refusal(f"{self.name}:{line}", "row-unreadable", text) from error

    def _take(self, line: int, start: int, end: int, cells: list[str]) -> None:
        if not any(map(str.strip, cells)):
            self.blank += 1
        elif len(cells) != len(self.columns):
            character = CANDIDATES.get(self.parting.delimiter, repr(self.parting.delimiter))
            hint = f"quote cells that hold a {character}, and give each cell its column"
            words = f"{counted(len(cells), 'cell')} under {counted(len(self.columns), 'column')}"
            self._report(line, "row-width", f"{words}: {hint}")
        elif any("\0" in cell for cell in cells):
            self._report(line, "row-nul", "a NUL stands in a cell: take it out")
        elif len(self.starts) >= MAX_ROWS:
            raise refusal(self.name, "table-too-long", f"more than {MAX_ROWS:,} rows: split it")
        else:
            self.starts.append(start)
            self.ends.append(end)
            self.lines.append(line)

    def _report(self, line: int, code: str, text: str) -> None:
        if len(self.problems) >= MAX_BROKEN:
            text = f"more than {MAX_BROKEN:,} rows do not fit the header: choose another character between cells"
            raise refusal(self.name, "table-broken", text)
        self.problems.append(Problem(f"{self.name}:{line}", code, text))

    def _row(self, index: int) -> Row:
        text = self.data[self.starts[index] : self.ends[index]].decode()
        cells = next(self.parting.read(io.StringIO(text, newline="")))
        return Row(f"{self.name}:{self.lines[index]}", dict(zip(self.columns, cells, strict=True)))
