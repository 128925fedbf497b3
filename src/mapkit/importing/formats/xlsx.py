"""One sheet of an XLSX workbook, by openpyxl: results of formulas as they are stored, none worked out here.

The first row that holds anything is the header, but for titles above it. Every part of the file is looked through
before openpyxl meets it: XML that declares entities or a document type is refused (ECMA-376 part 2, section
9.1.5.2 allows none).
"""

import re
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from mapkit.errors import AtlasError, MissingExtra, Problem
from mapkit.files.tables import Row
from mapkit.importing.formats.cell_text import hides_year, shown_date, text_of
from mapkit.importing.formats.header_row import LOOKED_AT, find_header, header_notes, tags_of
from mapkit.importing.formats.limits import MAX_CELLS, refusal
from mapkit.importing.formats.sheet import Rows, Sheet, counted, named_columns
from mapkit.importing.formats.zip_guard import BROKEN, open_zip

_CHUNK = 1 << 20
_OVERLAP = 64
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-8[\"']|us-ascii[\"'])", re.IGNORECASE)
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA, _MERGED = re.compile(rb"<(?:\w+:)?f[\s>/]"), re.compile(rb"<(?:\w+:)?mergeCell\s")
_LAST_ROW = 1_048_576  # of a sheet, by ECMA-376
_NOTES = {
    "error": "holds an error of the spreadsheet (such as #REF!), read as it stands",
    "month": "shows only a month or a year, and is read so",
    "year": "shows no year: the stored one may be that of the day of typing",
}

RowCells = tuple[Any, ...]
SheetRow = tuple[int, tuple[str, ...], str]  # its number, its texts, and the name of its last cell


def read_workbook(file: BinaryIO, name: str, sheet: str | None = None, header_row: int | None = None) -> Sheet:
    """Read one sheet of a workbook; `sheet` may be left out if only one is there. Raises AtlasError, MissingExtra.

    `header_row` is the row, from 1, in which the header stands; else it is found.
    """
    _library()
    with open_zip(file, name) as archive:
        traits = _looked_through(archive, name)
    try:
        with warnings.catch_warnings():  # openpyxl warns of what it leaves out, such as drop-down lists
            warnings.simplefilter("ignore")
            return _read(file, name, sheet, traits, header_row)
    except (AtlasError, MemoryError):
        raise
    except Exception as error:  # openpyxl fails in as many ways as a file can be broken
        text = f"this is no sound workbook ({type(error).__name__}: {str(error)[:300]}): save it again"
        raise refusal(name, "xlsx-unreadable", text) from error


def _library() -> Any:
    """openpyxl, which takes a while to load. Raises MissingExtra; it and what keeps its XML safe come together."""
    try:
        import defusedxml.ElementTree  # noqa: F401, PLC0415 - as above
        import openpyxl  # noqa: PLC0415 - as above
    except ImportError as error:
        raise MissingExtra("xlsx", "openpyxl") from error
    return openpyxl


def _looked_through(archive: zipfile.ZipFile, name: str) -> set[str]:
    """What the XML of a workbook holds: "formula", "merged". Raises AtlasError for XML that may not be read."""
    traits: set[str] = set()
    for entry in archive.infolist():
        place = f"{name} {entry.orig_filename!a}"
        if not entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            for piece in _pieces(archive, entry, place):
                if _DECLARED.search(piece):
                    raise refusal(place, "xml-entities", "it declares a document type or entities: save it again")
                traits |= {trait for trait, sign in (("formula", _FORMULA), ("merged", _MERGED)) if sign.search(piece)}
        except BROKEN as error:
            raise refusal(place, "zip-unreadable", f"{error}: save the workbook again") from error
    return traits


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, place: str) -> Iterator[bytes]:
    """The bytes of an entry, each piece with the end of the one before."""
    with archive.open(entry) as part:
        before = part.read(_CHUNK)
        if before and (not _START.match(before) or _ENCODING.match(before.removeprefix(b"\xef\xbb\xbf").lstrip())):
            raise refusal(place, "xml-encoding", "its encoding is not UTF-8: save the workbook again")
        yield before
        while piece := part.read(_CHUNK):
            yield before[-_OVERLAP:] + piece
            before = piece


def _read(file: BinaryIO, name: str, sheet: str | None, traits: set[str], header_row: int | None) -> Sheet:
    values = _chosen(_library().load_workbook(file, read_only=True, data_only=True, keep_links=False), name, sheet)
    reading = _Reading(name, values.title, header_row)
    formulas: Iterator[RowCells] | None = None
    if "formula" in traits:  # a second pass tells a formula without a stored result from an empty cell
        written = _library().load_workbook(file, read_only=True, data_only=False, keep_links=False)
        formulas = _rows(_chosen(written, name, values.title), name)
    for number, cells in enumerate(_rows(values, name), 1):
        reading.take(number, cells, next(formulas, ()) if formulas else ())
    return reading.sheet("merged" in traits)


def _chosen(workbook: Any, name: str, sheet: str | None) -> Any:
    """The sheet asked for, or the only one."""
    sheets = {one.title: one for one in workbook.worksheets}
    listed = ", ".join(map(ascii if not all(map(str.isprintable, sheets)) else repr, sheets))
    if sheet is None and len(sheets) == 1:
        return next(iter(sheets.values()))
    if sheet is None:
        text = f"the workbook has {counted(len(sheets), 'sheet')}: choose one of {listed}"
        raise refusal(name, "sheet-several", text)
    if sheet not in sheets:
        raise refusal(name, "sheet-unknown", f"no sheet is called {sheet!r}: choose one of {listed}")
    return sheets[sheet]


def _rows(sheet: Any, name: str) -> Iterator[RowCells]:
    """The rows of a sheet up to a number of cells; those that its file leaves out are empty."""
    sheet.reset_dimensions()  # stated by the file, and not always true
    cells = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells += len(row)
        if number > _LAST_ROW or cells > MAX_CELLS:
            raise refusal(name, "table-too-long", f"more than {MAX_CELLS:,} cells: save the sheet as CSV")
        yield row


class _Reading:
    """One pass over a sheet: its sound rows, the problems of the others, and what is to be noted."""

    def __init__(self, name: str, title: str, header_row: int | None) -> None:
        self.name = name
        self.header_row = header_row
        self.first: list[SheetRow] = []  # until it is known which of them is the header
        self.tags: dict[str, str] = {}
        self.blank = self.last = 0  # blank rows between others, and the last row that is not blank
        self.title = title if title.isprintable() else ascii(title)
        self.place = f"{name}:{self.title}"
        self.columns: tuple[str, ...] = ()
        self.notes: list[str] = []
        self.found: list[tuple[int, tuple[str, ...]]] = []
        self.problems: list[Problem] = []
        self.seen: Counter[str] = Counter()

    def take(self, number: int, cells: RowCells, formulas: RowCells) -> None:
        """The next row, and the same row with its formulas."""
        texts = [self._text(cell) for cell in cells]
        bare = [cell.coordinate for cell, one in zip(formulas, cells, strict=False) if _unstored(cell, one)]
        while texts and not texts[-1]:
            texts.pop()
        place = f"{self.place}:{number}"
        if bare:
            text = f"{bare[0]} holds a formula whose result is not stored: open the workbook, let it calculate, save it"
            self.problems.append(Problem(place, "formula-unstored", text))
        elif any(map(str.strip, texts)):
            self._row_in(number, tuple(texts), cells[len(texts) - 1].coordinate)

    def _row_in(self, number: int, texts: tuple[str, ...], last: str) -> None:
        """A row that is not blank, with the name of its last cell."""
        if not self.columns:
            self.first.append((number, texts, last))
            if len(self.first) == LOOKED_AT:
                self._settle()
            return
        self.blank += number - self.last - 1 if self.last else 0
        self.last = number
        if len(texts) > len(self.columns):
            text = f"cell {last} stands under no column name: name its column in the header"
            self.problems.append(Problem(f"{self.place}:{number}", "row-width", text))
        else:
            self.found.append((number, texts))

    def _settle(self) -> None:
        """Name the columns by one of the first rows, and take those below it."""
        numbers, rows = [number for number, *_ in self.first], [texts for _, texts, _ in self.first]
        found = find_header(f"{self.place}:{numbers[0]}", rows, self._told(numbers))
        self.columns, self.notes = named_columns(f"{self.place}:{numbers[found.index]}", rows[found.index])
        notes = header_notes(found, rows, numbers)
        self.notes += notes or ([f"the header is row {numbers[0]}"] if numbers[0] > 1 else [])
        self.tags = tags_of(self.columns, rows[found.after - 1]) if found.tagged else {}
        self.last = numbers[found.after - 1]
        for row in self.first[found.after :]:
            self._row_in(*row)

    def _told(self, numbers: list[int]) -> int | None:
        if self.header_row is None:
            return None
        if self.header_row not in numbers:
            text = f"row {self.header_row} is none of the first {len(numbers)} with something in them: write another"
            raise refusal(self.place, "header-row", text)
        return numbers.index(self.header_row)

    def _text(self, cell: Any) -> str:
        if cell.data_type == "e":
            self.seen["error"] += 1
        if cell.is_date and hasattr(cell.value, "date"):
            text = shown_date(cell.value, cell.number_format)
            self.seen["month"] += len(text) < len("2020-01-01")
            self.seen["year"] += hides_year(cell.number_format)
            return text
        return text_of(cell.value)

    def sheet(self, merged: bool) -> Sheet:
        """The whole sheet; raises AtlasError if nothing is in it."""
        if self.first and not self.columns:
            self._settle()
        if not self.columns:
            raise refusal(self.place, "file-empty", "the sheet is empty: write the names of the columns first")
        notes = [f"{counted(times, 'cell')}: {_NOTES[what]}" for what, times in self.seen.items() if times]
        notes += [f"{counted(self.blank, 'blank row')} left out"] if self.blank else []
        notes += ["merged cells: only the first of each group holds its value"] if merged else []
        said = f"XLSX, sheet {self.title}, {counted(len(self.found) + len(self.problems), 'row')}"
        rows = Rows(len(self.found), self._row)
        return Sheet(self.name, self.columns, rows, (said, *self.notes, *notes), tuple(self.problems), self.tags)

    def _row(self, index: int) -> Row:
        number, texts = self.found[index]
        cells = dict.fromkeys(self.columns, "") | dict(zip(self.columns, texts, strict=False))
        return Row(f"{self.place}:{number}", cells)


def _unstored(written: Any, stored: Any) -> bool:
    return written.data_type == "f" and stored.value is None and stored.data_type == "n"
