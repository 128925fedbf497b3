"""CSV tables, read strictly: every row keeps its line, and what is wrong with the file is a problem, not a guess."""

import csv
import io
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mapkit.errors import Problem

MAX_BYTES = 200_000_000  # a table of texts larger than this belongs into Parquet
LONGEST_CELL = 8_000_000  # characters: an open quote takes no more of a file into one cell
csv.field_size_limit(LONGEST_CELL)  # the interpreter's own limit is an eighth of a megabyte, which an outline passes


@dataclass(frozen=True)
class Row:
    """One row of a table: where it starts (file and line) and its cells by column."""

    place: str
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """The rows of a file, its columns, and its problems."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The text of a UTF-8 file (a byte order mark is dropped) or "" and the problem with it."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return "", [Problem(path.name, "file-unreadable", "not a file: write a file of this name")]
        if found.st_size > MAX_BYTES:
            return "", [Problem(path.name, "file-too-large", f"more than {MAX_BYTES:,} bytes: split it or use Parquet")]
        return path.read_bytes().decode("utf-8-sig"), []  # not read_text, which would change the line ends inside cells
    except FileNotFoundError:
        text = "the atlas needs this file: create it, with its header line at least"
        return "", [Problem(path.name, "file-missing", text)]
    except UnicodeDecodeError as error:
        return "", [Problem(path.name, "file-encoding", f"byte {error.start} is not UTF-8: save the file as UTF-8")]
    except OSError as error:
        return "", [Problem(path.name, "file-unreadable", error.strerror or "cannot be read")]


def read_table(path: Path, required: Sequence[str]) -> Table:
    """Read a CSV with a header line. A row of the wrong width, a missing or a double column is a problem."""
    text, problems = read_text(path)
    if problems:
        return Table((), (), tuple(problems))
    lines, broken = _lines(path.name, text)
    header = tuple(lines[0][1]) if lines else ()
    problems = _header_problems(path.name, header, required)
    if problems:
        return Table(header, (), tuple(broken + problems))
    rows = []
    for line, cells in lines[1:]:
        place = f"{path.name}:{line}"
        if len(cells) == len(header):
            rows.append(Row(place, dict(zip(header, cells, strict=True))))
        elif cells:
            text = f"{len(cells)} cells under {len(header)} columns: quote cells that hold a comma"
            problems.append(Problem(place, "row-width", text))
    return Table(header, tuple(rows), tuple(problems + broken))


def _lines(name: str, text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Each row with the line it starts on, for a cell may run over several; and the row where the file breaks off."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        hint = "close every quote, and write a quote inside a quoted cell twice"
        return rows, [Problem(f"{name}:{line}", "row-unreadable", f"{error}; nothing from here on is read: {hint}")]
    return rows, []


def _header_problems(name: str, header: Sequence[str], required: Sequence[str]) -> list[Problem]:
    if len(header) == 1 and (other := next((character for character in ";\t|" if character in header[0]), "")):
        text = f"the columns are parted by {other!r}: save the table with commas"
        return [Problem(f"{name}:1", "table-separator", text)]
    missing = [column for column in required if column not in header]
    double = sorted({column for column in header if header.count(column) > 1})
    texts = [("column-missing", f"add the column {column!r}") for column in missing]
    texts += [("column-double", f"{column!r} stands twice: rename one") for column in double]
    return [Problem(f"{name}:1", code, text) for code, text in texts]
