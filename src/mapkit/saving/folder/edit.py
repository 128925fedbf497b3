"""Changing an atlas folder: add, change and remove an incident, and undo; each is one commit and one line of the list.

What is new goes through the reader of every atlas before it is written, so it is refused for the same reasons, with the
same codes. Only the lines that change are written; every other byte of the files stays, and a git diff shows no more.
But a claim or a source that says something in a column of the format which its table lacks brings the column.
Each function works under the folder's lock on what stands there then. `expect` refuses another atlas than the caller
read (its digest); `who` and the moment go into `changes.csv` (`mapkit.saving.folder.journal`); `found` are problems
that the caller has met already, which are told with all others. Each returns the new atlas.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, ExportError, Problem
from mapkit.files.atlas_tables import CLAIMS, INCIDENTS, REQUIRED, SOURCES
from mapkit.files.settings import NAME
from mapkit.records import CLAIM_LATE, SOURCE_LATE
from mapkit.saving.folder.commits import CHANGES, told
from mapkit.saving.folder.csv_lines import Sheet
from mapkit.saving.folder.draft import Draft, drafted, held, read_with
from mapkit.saving.folder.entries import (
    NEW,
    Values,
    claim_problems,
    new_row,
    new_rows,
    place_of,
    unnamed,
    written_cells,
)
from mapkit.saving.folder.format import aged, settings_of_this_format
from mapkit.saving.folder.journal import MIGRATE, UNDO, Change, Row, last, put_line, with_changes
from mapkit.saving.folder.migrate import FORMAT_ID
from mapkit.saving.folder.open_dates import is_open
from mapkit.saving.folder.slugs import slug

Sheets = dict[str, Sheet]


@dataclass(frozen=True)
class Standing:
    """An incident as it stands in its table: its cells by column, and the digest of the atlas that it is of."""

    cells: Mapping[str, str]
    digest: str


def standing(folder: str | Path, id: str) -> Standing:  # noqa: A002 - the field's own word
    """The incident of this id, to be changed by who has read it. Raises ExportError, AtlasError."""
    with held(Path(folder)) as path:
        there, sheet = drafted(path), _sheets(path)[INCIDENTS]
        return Standing(sheet.cells(_number(sheet, id)), there.atlas.digest)


def add(  # noqa: PLR0913 - an incident does not come without claims and sources, nor a change without its maker
    folder: str | Path,
    incident: Values,
    claims: Sequence[Values],
    sources: Sequence[Values] = (),
    *,
    who: str,
    expect: str | None = None,
    now: datetime | None = None,
    found: Sequence[Problem] = (),
) -> Atlas:
    """Add an incident with what sources say of it, as the last lines of the tables.

    Each mapping has columns of its table as keys and texts, numbers or None as values. At least one claim is needed;
    its `source` is the id of a source of the atlas or of `sources`. Without an `id`, one is made (`slugs.slug`).
    Raises AtlasError with every problem, at "the new incident"; ExportError.
    """
    with held(Path(folder)) as path:
        there = drafted(path, expect)
        sheets, problems = _sheets(path, claims, sources), [*found, *unnamed(who)]
        sheet = sheets[INCIDENTS]
        cells = written_cells(incident, INCIDENTS, sheet, NEW, problems)
        if not cells.get("id", "").strip():
            taken = {line.cells[sheet.columns.index("id")] for line in sheet.lines if line.cells}
            cells["id"] = slug(cells.get("title", ""), cells.get("when", ""), taken)
        said = [{"incident": cells["id"], **one} for one in claims]
        put = (
            new_row(INCIDENTS, len(sheet.lines), cells, sheet),
            *new_rows(said, CLAIMS, sheets[CLAIMS], NEW, problems),
            *new_rows(sources, SOURCES, sheets[SOURCES], NEW, problems),
        )
        problems += claim_problems(put, cells["id"], NEW)
        return _saved(there, Change("add", INCIDENTS, cells["id"], (), put), sheets, who, now, problems=problems)


def change(  # noqa: PLR0913 - nor a change without its maker
    folder: str | Path,
    id: str,  # noqa: A002 - the field's own word
    values: Values,
    claims: Sequence[Values] = (),
    sources: Sequence[Values] = (),
    *,
    who: str,
    expect: str | None = None,
    now: datetime | None = None,
    found: Sequence[Problem] = (),
) -> Atlas:
    """Change cells of an incident, and add what more sources say of it, as `add` does: one change, undone as one.

    `values` has columns as keys; what is not named stays. Its id stays too. Values that stand there already change
    nothing, and if nothing is added nothing is written. Raises AtlasError with every problem, at "the incident <id>";
    ExportError.
    """
    with held(Path(folder)) as path:
        there = drafted(path, expect)
        sheets, problems = _sheets(path, claims, sources), [*found, *unnamed(who)]
        sheet, number = sheets[INCIDENTS], _number(sheets[INCIDENTS], id)
        old = _taken(INCIDENTS, sheet, number)
        new = {**old.cells, **written_cells(values, INCIDENTS, sheet, _place(id), problems)}
        if new["id"] != id:
            text = f"the id would be {new['id']!r}, but claims name the old one: remove the incident and add another"
            problems.append(Problem(_place(id), "id-fixed", text, (("id", text),)))
            new["id"] = id
        more = (
            *new_rows([{"incident": id, **one} for one in claims], CLAIMS, sheets[CLAIMS], _place(id), problems),
            *new_rows(sources, SOURCES, sheets[SOURCES], _place(id), problems),
        )
        problems += claim_problems(more, id, _place(id))
        if new == old.cells and not (more or problems):
            return there.atlas
        same = new == old.cells  # its line keeps its bytes, then
        put = () if same else (new_row(INCIDENTS, number, new, sheet),)
        made = Change("change", INCIDENTS, id, () if same else (old,), (*put, *more))
        return _saved(there, made, sheets, who, now, problems=problems)


def remove(
    folder: str | Path,
    id: str,  # noqa: A002 - the field's own word
    *,
    who: str,
    expect: str | None = None,
    now: datetime | None = None,
) -> Atlas:
    """Remove an incident and the claims of it; its sources stay. Raises ExportError, AtlasError."""
    with held(Path(folder)) as path:
        there = drafted(path, expect)
        sheets = _sheets(path)
        claims = [_taken(CLAIMS, sheets[CLAIMS], one) for one in sheets[CLAIMS].where("incident", id)]
        incident = _taken(INCIDENTS, sheets[INCIDENTS], _number(sheets[INCIDENTS], id))
        return _saved(there, Change("remove", INCIDENTS, id, (incident, *claims), ()), sheets, who, now)


def undo(folder: str | Path, *, who: str, expect: str | None = None, now: datetime | None = None) -> Atlas:
    """Undo the last change that was not undone yet, which is a change too; its rows get the bytes they had.

    Refused if a row of it was changed by hand since, or if the atlas could not be read without it: so of what was said
    of open dates. Raises ExportError, AtlasError.
    """
    with held(Path(folder)) as path:
        there = drafted(path, expect)
        sheets, done = _sheets(path), last(path)
        if done.what == MIGRATE:
            return _aged(there, done, who, now)
        taken = tuple(_standing(done, sheets))
        moved = {(old.table, old.number): new.number for old, new in zip(done.after, taken, strict=True)}
        put = tuple(replace(row, number=moved.get((row.table, row.number), row.number)) for row in done.before)
        _refuse_lost_columns(put, sheets)
        try:
            return _saved(there, Change(UNDO, done.table, done.id, taken, put), sheets, who, now)
        except AtlasError as error:
            text = f"{done.what} of {done.id!r} cannot be undone, for the atlas would not be sound: {error.problems[0]}"
            raise ExportError(text) from error


def _aged(there: Draft, done: Change, who: str, now: datetime | None) -> Atlas:
    """Take the format out that came with a change, if nothing is open without it. Raises ExportError."""
    if done.id != FORMAT_ID:
        text = f"what was said of dates ({done.id}) cannot be undone, for an atlas in which it is open is not read"
        raise ExportError(f"{text}: write the dates anew one by one, or take the folder as it was before")
    with told(there.folder):
        files = {NAME: aged((there.folder / NAME).read_bytes())}
        changes = with_changes(there.folder, [replace(done, what=UNDO)], {}, who, now)
    atlas = read_with(there.folder, files)
    there.commit({**files, CHANGES: changes})
    return atlas


def _sheets(folder: Path, claims: Sequence[Values] = (), sources: Sequence[Values] = ()) -> Sheets:
    """The tables of a folder that was read without a problem, with what these need of the format's later columns.

    Raises ExportError.
    """
    with told(folder):
        sheets = {name: Sheet.parse((folder / name).read_bytes()) for name in REQUIRED}
    for table, late, entries in ((CLAIMS, CLAIM_LATE, claims), (SOURCES, SOURCE_LATE, sources)):
        sheets[table] = sheets[table].widened([name for name in late if any(one.get(name) for one in entries)])
    return sheets


def _number(sheet: Sheet, id: str) -> int:  # noqa: A002 - the field's own word
    numbers = sheet.where("id", id)
    if not numbers:
        raise ExportError(f"no incident has the id {id!r}: see the ids in {INCIDENTS}")
    return numbers[0]


def _place(id: str) -> str:  # noqa: A002 - the field's own word
    return f"the incident {id!r}"


def _taken(table: str, sheet: Sheet, number: int) -> Row:
    return Row(table, number, sheet.cells(number), sheet.lines[number].text)


def _standing(done: Change, sheets: Sheets) -> Iterator[Row]:
    """The rows that a change put in, where they stand now. Raises ExportError if one does not."""
    seen: set[tuple[str, int]] = set()
    for row in done.after:
        sheet = sheets[row.table]
        same = [
            number
            for number, line in enumerate(sheet.lines[1:], 1)
            if line.cells
            and sheet.cells(number) == {**dict.fromkeys(sheet.columns, ""), **row.cells}
            and (row.table, number) not in seen
        ]
        if not same:
            text = f"its row in {row.table} was changed or removed since: change it by hand"
            raise ExportError(f"{done.what} of {done.id!r} cannot be undone: {text}")
        number = row.number if row.number in same else same[-1]
        seen.add((row.table, number))
        yield replace(row, number=number)


def _refuse_lost_columns(rows: Sequence[Row], sheets: Sheets) -> None:
    for row in rows:
        lost = [name for name, text in row.cells.items() if text and name not in sheets[row.table].columns]
        if lost:
            raise ExportError(f"{row.table} has no column {lost[0]!r} any more, which the row needs: add it again")


def _saved(  # noqa: PLR0913 - what is saved, into what, by whom and when
    there: Draft,
    change: Change,
    sheets: Sheets,
    who: str,
    now: datetime | None,
    *,
    problems: Sequence[Problem] = (),
) -> Atlas:
    """Read the tables as they would be, then commit them with a line in the list of changes.

    A date that says what the first format could not brings this one, in a line of its own.
    """
    new, made = _applied(sheets, change), [change]
    with told(there.folder):
        files = {name: sheet.data for name, sheet in new.items() if sheet != sheets[name]}
        if change.what != UNDO and any(map(_has_open_date, change.after)):
            files |= settings_of_this_format(there.folder)
            made = [Change(MIGRATE, INCIDENTS, FORMAT_ID, (), ()), change] if NAME in files else made
    try:
        atlas = read_with(there.folder, files)
    except AtlasError as error:
        raise AtlasError([*problems, *_at_their_places(error, change, new)]) from error
    if problems:
        raise AtlasError(problems)
    with told(there.folder):
        changes = with_changes(there.folder, made, sheets, who, now)
    there.commit({**files, CHANGES: changes})
    return atlas


def _has_open_date(row: Row) -> bool:
    return row.table == INCIDENTS and is_open(row.cells.get("when", ""))


def _applied(sheets: Sheets, change: Change) -> Sheets:
    """The tables with the rows of a change taken out, from the last, and put in, from the first."""
    new = dict(sheets)
    for row in sorted(change.before, key=lambda row: -row.number):
        new[row.table] = new[row.table].without(row.number, row.text)
    for row in sorted(change.after, key=lambda row: row.number):
        new[row.table] = new[row.table].inserted(row.number, put_line(row, sheets[row.table]))
    return new


def _at_their_places(error: AtlasError, change: Change, sheets: Sheets) -> list[Problem]:
    """The problems of rows that are put in by the words of the caller, others by file and line."""
    named: dict[str, str] = {}
    for number, row in enumerate(change.after if change.what != UNDO else ()):
        first = next(place for place, one in enumerate(change.after) if one.table == row.table)
        incident = NEW if change.what == "add" else _place(change.id)
        words = place_of(incident, row.table, number - first + 1)
        named[f"{row.table}:{sheets[row.table].starts_on(row.number)}"] = words
    return [replace(problem, place=named.get(problem.place, problem.place)) for problem in error.problems]
