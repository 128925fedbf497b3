"""`changes.csv`: every change of a folder by who, when and what, with what was there before and after.

| column | meaning |
| --- | --- |
| `when` | the moment in UTC, ISO 8601: 2024-01-02T03:04:05Z |
| `who` | as given, made inert for spreadsheets (`mapkit.spreadsheet`) |
| `what` | add, change, remove, or undo of the last of them that was not undone yet; migrate: what old dates meant |
| `table`, `id` | the table and the row that the change is about; the id is made inert too |
| `before`, `after` | JSON: the rows that were taken out of tables and those that were put in |

A row is `{"table", "row", "cells"}`: the number of the row in its table, the header being 0, and its filled cells;
and `"text"`, the bytes that were taken out or put in, where mapkit would write the same cells another way. In a file
without a last line end those of a new row begin with a line end, that of the row before. The file is no part of the
atlas: reading an atlas leaves it alone, and it does not count for the digest.
"""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mapkit.errors import ExportError
from mapkit.files.atlas_tables import REQUIRED
from mapkit.saving.folder.commits import CHANGES
from mapkit.saving.folder.csv_lines import Line, Sheet, line_of, sheet_of
from mapkit.spreadsheet import inert, restored

COLUMNS = ("when", "who", "what", "table", "id", "before", "after")
UNDO, MIGRATE = "undo", "migrate"
WHATS = ("add", "change", "remove", UNDO, MIGRATE)


@dataclass(frozen=True)
class Row:
    """A row that was taken out of a table or put in: its number (the header is 0), its cells, and the bytes of these.

    Without `text` the bytes are those that mapkit writes.
    """

    table: str
    number: int
    cells: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True)
class Change:
    """One change: `id` is a row of `table`; `before` are the rows it took out, `after` those it put in."""

    what: str
    table: str
    id: str
    before: tuple[Row, ...]
    after: tuple[Row, ...]


def with_changes(
    folder: Path, made: Sequence[Change], sheets: Mapping[str, Sheet], who: str, now: datetime | None
) -> bytes:
    """The bytes of `changes.csv` with changes more. Raises ExportError.

    `sheets` are the tables that they are about; `now` is a moment with a time zone, by default this one.
    """
    if not who.strip():
        raise ExportError("it does not say who makes the change: give a name (who)")
    if now is not None and now.tzinfo is None:
        raise ExportError(f"{now} has no time zone: give one, such as datetime.now(UTC)")
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    sheet = _sheet(folder)
    for change in made:
        line = sheet.made(
            {
                "when": f"{moment:%Y-%m-%dT%H:%M:%SZ}",
                "who": inert(who),
                "what": change.what,
                "table": change.table,
                "id": inert(change.id),
                "before": _json(change.before, sheets),
                "after": _json(change.after, sheets),
            }
        )
        sheet = sheet.inserted(len(sheet.lines), sheet.fitting(len(sheet.lines), line))
    return sheet.data


def last(folder: Path) -> Change:
    """The last change that was not undone yet. Raises ExportError if there is none or the file cannot be read."""
    standing: list[Line] = []
    sheet = _sheet(folder)
    for number, line in enumerate(sheet.lines[1:], 1):
        if not line.cells:
            continue
        if len(line.cells) != len(COLUMNS) or line.cells[2] not in WHATS:
            raise _unreadable(sheet.starts_on(number), f"a row needs {', '.join(COLUMNS)}, and one of {WHATS} as what")
        if line.cells[2] != UNDO:
            standing.append(line)
        elif standing:
            standing.pop()
    if not standing:
        raise ExportError(f"{str(folder)!r} has no change that could be undone: {CHANGES} tells of none that stands")
    return _change(standing[-1], sheet)


def _sheet(folder: Path) -> Sheet:
    path = folder / CHANGES
    try:
        sheet = Sheet.parse(path.read_bytes()) if path.exists() else sheet_of(COLUMNS)
    except (OSError, ValueError, csv.Error) as error:
        raise _unreadable(1, str(error)) from error
    sheet = sheet if sheet.lines else sheet_of(COLUMNS)  # an empty file
    if sheet.columns != COLUMNS:
        raise _unreadable(1, f"its columns are not {', '.join(COLUMNS)}")
    return sheet


def _unreadable(line: int, text: str) -> ExportError:
    return ExportError(f"{CHANGES}:{line} cannot be read as a list of changes ({text}): mend it, or rename the file")


def _change(line: Line, sheet: Sheet) -> Change:
    try:
        before, after = (tuple(map(_row, json.loads(text))) for text in line.cells[5:])
        return Change(line.cells[2], line.cells[3], restored(line.cells[4]), before, after)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(sheet.starts_on(sheet.lines.index(line)), f"its rows are no rows: {error}") from error


def _row(found: Any) -> Row:
    cells, text, number = found["cells"], found.get("text", ""), found["row"]
    texts = isinstance(text, str) and all(isinstance(one, str) for one in cells.values())
    if not texts or type(number) is not int or number < 1 or found["table"] not in REQUIRED:
        raise ValueError(f"{found!r}")
    return Row(found["table"], number, dict(cells), text)


def _json(rows: Sequence[Row], sheets: Mapping[str, Sheet]) -> str:
    return json.dumps([_plain(row, sheets[row.table]) for row in rows], ensure_ascii=False)


def _plain(row: Row, sheet: Sheet) -> dict[str, Any]:
    cells = {column: text for column, text in row.cells.items() if text}
    plain = {"table": row.table, "row": row.number, "cells": cells}
    return plain if row.text in ("", sheet.made(row.cells).text) else {**plain, "text": row.text}


def put_line(row: Row, sheet: Sheet) -> Line:
    """A row as a line of its table, in its own text if that is still what its cells say."""
    made, own = sheet.made(row.cells), line_of(row.text)
    return own if own and own.cells == made.cells else made
