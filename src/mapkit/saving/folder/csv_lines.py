"""The lines of a CSV file, so that some can change while every other byte of the file stays as it is.

A line here is a row of the table with the text that it takes in the file, which is several lines of text where a cell
runs over them. Line 0 is the header; blank lines are lines too. What is new is written by RFC 4180 with the line end of
the header, and a file without a line end after its last row stays without one.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock

from mapkit.files.tables import MAX_BYTES

_MARK = "\ufeff"  # a byte order mark
_ONE_AT_A_TIME = Lock()
_ENDS = ("\r\n", "\n", "\r")


@dataclass(frozen=True)
class Line:
    """A row of a table: its cells, and its text with its line end."""

    cells: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Sheet:
    """A CSV file as its lines; `mark` is a byte order mark or "", `ended` whether a line end follows the last row."""

    mark: str
    lines: tuple[Line, ...]
    ended: bool

    @classmethod
    def parse(cls, data: bytes) -> "Sheet":
        """The lines of a file that `mapkit.files.tables` reads without a problem. Raises csv.Error for another."""
        text = data.decode()
        mark = _MARK if text.startswith(_MARK) else ""
        with _long_cells():
            lines = list(_lines(text.removeprefix(mark)))
        ended = not lines or bool(_end(lines[-1].text))
        if not ended:
            lines[-1] = replace(lines[-1], text=lines[-1].text + (_end(lines[0].text) or _ENDS[1]))
        return cls(mark, tuple(lines), ended)

    @property
    def _line_end(self) -> str:
        """The line end of the header."""
        return _end(self.lines[0].text) or _ENDS[1]

    @property
    def data(self) -> bytes:
        """The bytes of the file. Raises UnicodeEncodeError for half a character.

        A blank line that comes last keeps its line end, without which it would be no line.
        """
        texts = [line.text for line in self.lines]
        if texts and not self.ended and self.lines[-1].cells:
            texts[-1] = texts[-1].removesuffix(_end(texts[-1]))
        return (self.mark + "".join(texts)).encode()

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header."""
        return self.lines[0].cells if self.lines else ()

    def made(self, cells: Mapping[str, str]) -> Line:
        """A line of these cells by column; what is not given is empty."""
        values = tuple(cells.get(column, "") for column in self.columns)
        return Line(values, _text(values) + self._line_end)

    def cells(self, number: int) -> dict[str, str]:
        """The cells of a line by column."""
        return dict(zip(self.columns, self.lines[number].cells, strict=True))

    def where(self, column: str, value: str) -> list[int]:
        """The numbers of the lines that have this value in a column."""
        place = self.columns.index(column)
        return [number for number, line in enumerate(self.lines[1:], 1) if line.cells and line.cells[place] == value]

    def inserted(self, number: int, line: Line) -> "Sheet":
        """With a line more, as number `number` or as the last one; one without a line end ends the file so again."""
        whole = bool(_end(line.text))
        put = line if whole else replace(line, text=line.text + self._line_end)
        ended = self.ended and (whole or number < len(self.lines))
        return replace(self, lines=(*self.lines[:number], put, *self.lines[number:]), ended=ended)

    def without(self, number: int) -> "Sheet":
        """With a line less."""
        return replace(self, lines=(*self.lines[:number], *self.lines[number + 1 :]))

    def text_of(self, number: int) -> str:
        """A line as it stands in the file, without its end only where nothing else would tell that it had none."""
        text = self.lines[number].text
        alone = not self.ended and number == len(self.lines) - 1 and not self.lines[number - 1].cells
        return text.removesuffix(_end(text)) if alone else text

    def starts_on(self, number: int) -> int:
        """The line of text, from 1, that a line starts on: the one that problems name."""
        return 1 + sum(len(list(io.StringIO(line.text, newline=""))) for line in self.lines[:number])


def sheet_of(columns: Sequence[str]) -> Sheet:
    """An empty table with a header."""
    return Sheet("", (Line(tuple(columns), _text(columns) + "\n"),), ended=True)


def _lines(text: str) -> Iterator[Line]:
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


def _text(cells: Sequence[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerow(cells)  # of both, so that cells with either are quoted
    return stream.getvalue().removesuffix("\r\n")


def _end(text: str) -> str:
    return next((end for end in _ENDS if text.endswith(end)), "")
