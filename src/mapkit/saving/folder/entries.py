"""What a caller gives for a table, as rows to put into it; what cannot stand in a cell is a problem."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mapkit.errors import Problem
from mapkit.files.atlas_tables import CLAIMS, INCIDENTS, SOURCES
from mapkit.saving.folder.csv_lines import Sheet
from mapkit.saving.folder.journal import Row

Values = Mapping[str, Any]

NEW = "the new incident"
CHANGE = "the change"
_WORDS = {SOURCES: "source", CLAIMS: "claim"}


def place_of(incident: str, table: str, number: int) -> str:
    """How problems name a row that is put in: `incident`, or its new claim or source of this number from 1."""
    return incident if table == INCIDENTS else f"{incident}, {_WORDS[table]} {number}"


def unnamed(who: str) -> Iterator[Problem]:
    """What is wrong with the name of who makes a change."""
    if not who.strip():
        text = "it does not say who makes the change: give a name (who)"
        yield Problem(CHANGE, "who-missing", text, (("who", text),))


def new_rows(
    entries: Sequence[Values], table: str, sheet: Sheet, incident: str, problems: list[Problem]
) -> Iterator[Row]:
    """Rows after the last one of a table, with an incident as problems name it; adds to the problems."""
    for place, values in enumerate(entries):
        cells = written_cells(values, table, sheet, place_of(incident, table, place + 1), problems)
        yield new_row(table, len(sheet.lines) + place, cells, sheet)


def new_row(table: str, number: int, cells: Mapping[str, str], sheet: Sheet) -> Row:
    """A row of these cells after the last one of a table, or in place of number `number`."""
    return Row(table, number, cells, sheet.fitting(number, sheet.made(cells)).text)


def written_cells(values: Values, table: str, sheet: Sheet, place: str, problems: list[Problem]) -> dict[str, str]:
    """Values as cells, for the columns that the table has; adds to the problems."""
    cells = {}
    for column, value in values.items():
        text = _text(value)
        if text is None:
            words = f"{column} is {value!r}: write a text, a number or None"
            problems.append(Problem(place, "cell-type", words, ((column, words),)))
        elif column in sheet.columns:
            cells[column] = text
        elif text:
            hint = f"add it to the first line of {table}, or leave it out"
            words = f"{table} has no column {column!r}: {hint}"
            problems.append(Problem(place, "column-missing", words, ((column, words),)))
    return cells


def claim_problems(rows: Sequence[Row], id: str, incident: str) -> Iterator[Problem]:  # noqa: A002 - the field's own word
    """What is wrong with new claims that no reader of the tables could see: each is of the incident of this id."""
    claims = [row for row in rows if row.table == CLAIMS]
    if incident == NEW and not claims:
        yield Problem(NEW, "claim-missing", "nobody says it: give at least one claim, with its source")
    for number, row in enumerate(claims, 1):
        if (other := row.cells.get("incident", "")) != id:
            text = f"incident is {other!r}: leave it out, the claim is of {incident}"
            yield Problem(place_of(incident, CLAIMS, number), "claim-incident", text)


def _text(value: Any) -> str | None:
    """A value as a cell has it, None if it is no text and no number."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if isinstance(value, float) and value.is_integer() else repr(value)
