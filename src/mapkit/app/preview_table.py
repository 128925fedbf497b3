"""The first rows of an opened table under what each column was taken for, with the cells that cannot be read in red."""

from collections.abc import Mapping

from mapkit.app.component import show_text
from mapkit.app.text_table import Cell, show_table
from mapkit.importing.formats.sheet import Sheet, counted
from mapkit.importing.mapping.field_words import LABELS
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.preview import Preview
from mapkit.importing.recognise import Recognised

MAX_COLUMNS = 60
KEPT_AS_IT_IS = "Kept as it is"


def show_preview(sheet: Sheet, mapping: TableMap, recognised: Recognised | None, found: Preview) -> None:
    """Show it, with what is to be said of it in words."""
    show_text(preview_words(sheet, mapping, found, recognised), "own-preview-text")
    columns = sorted(sheet.columns, key=lambda column: not held_by(mapping, column))[:MAX_COLUMNS]
    why = {(guess.field, guess.column): guess.why for guess in (recognised.guesses if recognised else ())}
    head = [Cell("Row"), *(heading(mapping, column, why) for column in columns)]
    rows = [
        [
            Cell(one.row.place.rpartition(":")[2], one.text, wrong=bool(one.text)),
            *(Cell(one.row[column], one.wrong.get(column, ""), wrong=column in one.wrong) for column in columns),
        ]
        for one in found.rows
    ]
    show_table("The first rows of the table, as they are read", head, rows, "own-preview", named=True)


def held_by(mapping: TableMap, column: str) -> tuple[str, ...]:
    """What a column was taken for, in words; nothing for one that no field takes."""
    fields = [LABELS[name] for name, columns in mapping.columns.items() if column in columns and name in LABELS]
    codes = {mapping.precision_code: "Code of how well the place is known", mapping.width_code: "Code of the date"}
    return (*fields, *([codes[column]] if column and column in codes else []))


def heading(mapping: TableMap, column: str, why: Mapping[tuple[str, str], str]) -> Cell:
    """The head of a column: what it holds, and below it its name in the file with why it was taken for that."""
    fields = held_by(mapping, column)
    if not fields:
        return Cell(KEPT_AS_IT_IS, column, quiet=True)
    taken = [name for name, columns in mapping.columns.items() if column in columns]
    reason = next((why[name, column] for name in taken if (name, column) in why), "as you chose")
    return Cell(" and ".join(fields), f"{column} ({reason})")


def preview_words(
    sheet: Sheet, mapping: TableMap, found: Preview, recognised: Recognised | None = None
) -> list[tuple[str, str]]:
    """How many of the rows that were looked at can be read, the cells that cannot be, and the columns of no field.

    Of these, those that may hold one are told with the reason.
    """
    looked = "all rows" if found.looked_at == len(sheet.rows) else f"the first {found.looked_at:,} rows"
    kept = found.looked_at - found.unread
    lines = [("p", f"Of {looked}, {kept:,} can be read like this and {found.unread:,} cannot.")]
    if found.unread:
        lines.append(("p", "What is in red cannot be read: below it stands what to write instead."))
        lines += [("li", f"{column}: {counted(count, 'cell')} cannot be read") for column, count in found.cells.items()]
    if found.left:
        lines.append(("p", f"{counted(found.left, 'more row')} with such cells: all of them stand in the report."))
    if others := [column for column in sheet.columns if not held_by(mapping, column)]:
        lines.append(("p", f"Not recognised, and kept beside each incident as they are: {', '.join(others)}."))
    rivals = [one for one in (recognised.rivals if recognised else ()) if one.column in others]
    lines += [("li", f"Not used, though it may fit: {one}") for one in rivals]
    return lines
