"""The list of changes of a folder, in words."""

import csv
from pathlib import Path

from mapkit.errors import ExportError
from mapkit.saving.folder.commits import CHANGES, told
from mapkit.saving.folder.csv_lines import Sheet, sheet_of
from mapkit.saving.folder.journal import COLUMNS, UNDO, Change, last
from mapkit.spreadsheet import restored

DONE = {"add": "added", "change": "changed", "remove": "removed"}


def last_words(folder: Path) -> str:
    """The last change that was not undone yet: who, when, what; "" if there is none. Raises ExportError.

    The moment is UTC.
    """
    sheet = _sheet(folder)
    standing: list[int] = []
    for number, line in enumerate(sheet.lines[1:], 1):
        if len(line.cells) != len(COLUMNS):
            continue
        if line.cells[COLUMNS.index("what")] != UNDO:
            standing.append(number)
        elif standing:
            standing.pop()
    if not standing:
        return ""
    cells = sheet.cells(standing[-1])
    moment = cells["when"].replace("T", " ").removesuffix("Z")
    return f"{restored(cells['who'])} {_done(last(folder))} ({moment} UTC)."


def _sheet(folder: Path) -> Sheet:
    path = folder / CHANGES
    if not path.exists():
        return sheet_of(COLUMNS)
    try:
        with told(folder):
            sheet = Sheet.parse(path.read_bytes())
    except csv.Error as error:
        raise ExportError(f"{CHANGES} cannot be read as a list of changes ({error}): mend it, or rename it") from error
    if sheet.lines and sheet.columns != COLUMNS:
        raise ExportError(f"the columns of {CHANGES} are not {', '.join(COLUMNS)}: mend it, or rename it")
    return sheet


def _done(change: Change) -> str:
    rows = (*change.after, *change.before)
    title = next((row.cells["title"] for row in rows if row.table == change.table and row.cells.get("title")), "")
    quoted = f" \N{LEFT DOUBLE QUOTATION MARK}{title}\N{RIGHT DOUBLE QUOTATION MARK}" if title else ""
    if change.what not in DONE:
        raise ExportError(f"{CHANGES} tells of {change.what!r}, which is no change that can be undone")
    return f"{DONE[change.what]} the incident{quoted}, {change.id}"
