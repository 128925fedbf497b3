"""The lines of a CSV file, so that some can change while every other byte of the file stays as it is.

A line here is a row of the table with the text that it takes in the file, which is several lines of text where a cell
runs over them. Line 0 is the header; blank lines are lines too. What is new is written by RFC 4180 with the line end of
the header, and a row added after a last one without a line end has none either: it begins with the end that the other
lacks, so that what it brought can be taken out again.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock

from mapkit.files.tables import MAX_BYTES

_MARK = "\ufeff"  # a byte order mark
_ONE_AT_A_TIME = Lock()
_ENDS = ("\r\n", "\n", "\r")
_CELL = re.compile(r'"[^"]*(?:""[^"]*)*"|[^,\r\n]*')  # as it stands in a line that was read


@dataclass(frozen=True)
class Line:
    """A row of a table: its cells, and its text in the file with its line end, which the last may lack."""

    cells: tuple[str, ...]
    text: str

    def changed(self, place: int, cell: str) -> "Line":
        """With another cell at a place from 0; the others keep their bytes, so their quotes too."""
        start = 0
        for _ in range(place):
            start = _end_of_cell(self.text, start) + 1
        end = _end_of_cell(self.text, start)
        cells = (*self.cells[:place], cell, *self.cells[place + 1 :])
        return Line(cells, self.text[:start] + _text((cell,)) + self.text[end:])


@dataclass(frozen=True)
class Sheet:
    """A CSV file as its lines; `mark` is a byte order mark or "". It is the mark and the texts of the lines."""

    mark: str
    lines: tuple[Line, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Sheet":
        """The lines of a file that `mapkit.files.tables` reads without a problem. Raises csv.Error for another."""
        text = data.decode()
        mark = _MARK if text.startswith(_MARK) else ""
        return cls(mark, _lines(text.removeprefix(mark)))

    @property
    def data(self) -> bytes:
        """The bytes of the file. Raises UnicodeEncodeError for half a character."""
        return (self.mark + "".join(line.text for line in self.lines)).encode()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header."""
        return self.lines[0].cells if self.lines else ()

    def made(self, cells: Mapping[str, str]) -> Line:
        """A line of these cells by column; what is not given is empty."""
        values = tuple(cells.get(column, "") for column in self.columns)
        return Line(values, _text(values) + self._line_end)

    def fitting(self, number: int, line: Line) -> Line:
        """A made line as it is to be put in after the last one, or in place of number `number`."""
        last = len(self.lines) - 1
        if number < last or _end(self.lines[last].text):
            return line
        text = line.text.removesuffix(self._line_end)
        return replace(line, text=text if number == last else self._line_end + text)

    def cells(self, number: int) -> dict[str, str]:
        """The cells of a line by column."""
        return dict(zip(self.columns, self.lines[number].cells, strict=True))

    def where(self, column: str, value: str) -> list[int]:
        """The numbers of the lines that have this value in a column."""
        place = self.columns.index(column)
        return [number for number, line in enumerate(self.lines[1:], 1) if line.cells and line.cells[place] == value]

    def inserted(self, number: int, line: Line) -> "Sheet":
        """With a line more, as number `number` or as the last one. Line ends that would be missing are added."""
        before, after = self.lines[:number], self.lines[number:]
        begin, text = _begin(line.text), line.text.removeprefix(_begin(line.text))
        if not _end(before[-1].text):
            before = (*before[:-1], replace(before[-1], text=before[-1].text + (begin or self._line_end)))
        if after and not _end(text):
            text += self._line_end
        return replace(self, lines=(*before, replace(line, text=text), *after))

    def widened(self, columns: Sequence[str]) -> "Sheet":
        """With more columns after the last, empty in every line that is there."""
        more = tuple(one for one in columns if one not in self.columns)
        if not more:
            return self
        lines = [_longer(line, ("",) * len(more)) if line.cells else line for line in self.lines[1:]]
        return replace(self, lines=(_longer(self.lines[0], more), *lines))

    def without(self, number: int, put: str = "") -> "Sheet":
        """With a line less, and less the end of the line before if it came with the text `put` that this line was."""
        before, after = self.lines[:number], self.lines[number + 1 :]
        if _begin(put) and not _end(self.lines[number].text):
            before = (*before[:-1], replace(before[-1], text=before[-1].text.removesuffix(_end(before[-1].text))))
        return replace(self, lines=(*before, *after))

    @property
    def _line_end(self) -> str:
        """The line end of the header."""
        return _end(self.lines[0].text) or _ENDS[1]

    def starts_on(self, number: int) -> int:
        """The line of text, from 1, that a line starts on: the one that problems name."""
        return 1 + sum(len(list(io.StringIO(line.text, newline=""))) for line in self.lines[:number])


def sheet_of(columns: Sequence[str]) -> Sheet:
    """An empty table with a header."""
    return Sheet("", (Line(tuple(columns), _text(columns) + "\n"),))


def line_of(text: str) -> Line | None:
    """The one line that a text is, whatever it begins with; None if it is none, or several."""
    try:
        lines = _lines(text.removeprefix(_begin(text)))
    except csv.Error:
        return None
    return replace(lines[0], text=text) if len(lines) == 1 else None


def _lines(text: str) -> tuple[Line, ...]:
    with _long_cells():
        return tuple(_each_line(text))


def _each_line(text: str) -> Iterator[Line]:
    taken: list[str] = []

    def feed() -> Iterator[str]:
        for one in io.StringIO(text, newline=""):
            taken.append(one)
            yield one

    for cells in csv.reader(feed(), strict=True):
        yield Line(tuple(cells), "".join(taken))
        taken.clear()


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let cells be as long as they are: those of a list of changes hold whole rows. The limit is the interpreter's."""
    with _ONE_AT_A_TIME:
        limit = csv.field_size_limit(MAX_BYTES)
        try:
            yield
        finally:
            csv.field_size_limit(limit)


def _end_of_cell(text: str, start: int) -> int:
    found = _CELL.match(text, start)
    return found.end() if found else start


def _longer(line: Line, cells: tuple[str, ...]) -> Line:
    end = _end(line.text)
    return Line((*line.cells, *cells), f"{line.text.removesuffix(end)}{_text(('', *cells))}{end}")


def _text(cells: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow(cells)  # of both, so that cells with either are quoted
    return stream.getvalue().removesuffix("\r\n")


def _begin(text: str) -> str:
    return next((end for end in _ENDS if text.startswith(end)), "")


def _end(text: str) -> str:
    return next((end for end in _ENDS if text.endswith(end)), "")
