"""A folder of the first format, taken into this one: somebody says which dates with a slash lasted.

One commit, or nothing: cells of dates, the format in the settings, a line in the list of changes. Every other byte
stays.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mapkit.files.atlas_tables import INCIDENTS
from mapkit.files.pending import state
from mapkit.incident_columns import FORMAT
from mapkit.saving.folder.commits import CHANGES, told
from mapkit.saving.folder.csv_lines import Line, Sheet
from mapkit.saving.folder.draft import Draft, held, read_with
from mapkit.saving.folder.format import settings_of_this_format
from mapkit.saving.folder.journal import MIGRATE, Change, Row, with_changes
from mapkit.saving.folder.open_dates import Answer, Migrated, is_open

FORMAT_ID = f"format {FORMAT}"


def migrate_folder(folder: Path, answer: Answer, *, who: str, now: datetime | None = None) -> Migrated:
    """Say of open dates what they are; the folder is of this format once none is left open.

    What needs nothing is not written. Raises AtlasError for a folder that is not sound but for that, ExportError.
    """
    with held(folder) as path:
        before = state(path)
        with told(path):
            settings, sheet = settings_of_this_format(path), Sheet.parse((path / INCIDENTS).read_bytes())
        there = Draft(path, read_with(path, settings), before)
        lines = _open_lines(sheet) if settings else {}
        kind = sheet.columns.index("kind")
        found = Counter(line.cells[kind] for line in lines.values())
        done = answer.of(found, [one.id for one in there.atlas.meta.kinds])
        if not found:
            return done
        said = {number: line for number, line in lines.items() if answer.names(line.cells[kind])}
        new = _written(sheet, said, answer)
        files = _files(sheet, new)
        read_with(path, {**files, **settings})
        changes = with_changes(path, [_change(answer, done, sheet, new)], {INCIDENTS: sheet}, who, now)
        there.commit({**files, **({} if done.left else settings), CHANGES: changes})
        return done


def _open_lines(sheet: Sheet) -> dict[int, Line]:
    """The rows whose date is open, by number."""
    place = sheet.columns.index("when")
    rows = {number: line for number, line in enumerate(sheet.lines) if number and line.cells}
    return {number: line for number, line in rows.items() if is_open(line.cells[place])}


def _written(sheet: Sheet, lines: Mapping[int, Line], answer: Answer) -> dict[int, Line]:
    """The rows that are written otherwise from now on, by number."""
    place = sheet.columns.index("when")
    new = {number: line.changed(place, answer.written(line.cells[place])) for number, line in lines.items()}
    return {number: line for number, line in new.items() if line.cells != lines[number].cells}


def _files(sheet: Sheet, new: Mapping[int, Line]) -> dict[str, bytes]:
    changed = replace(sheet, lines=tuple(new.get(number, line) for number, line in enumerate(sheet.lines)))
    return {INCIDENTS: changed.data} if new else {}


def _change(answer: Answer, done: Migrated, sheet: Sheet, new: Mapping[int, Line]) -> Change:
    """The line of the list: what was said of which kinds, and the rows whose dates are written otherwise."""

    def rows(lines: Mapping[int, Line]) -> tuple[Row, ...]:
        cells = {number: dict(zip(sheet.columns, line.cells, strict=True)) for number, line in lines.items()}
        return tuple(Row(INCIDENTS, number, cells[number], line.text) for number, line in lines.items())

    words = f"{answer.dates}: {', '.join(sorted(done.said))}"
    return Change(MIGRATE, INCIDENTS, words, rows({number: sheet.lines[number] for number in new}), rows(new))
