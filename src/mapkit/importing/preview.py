"""What a mapping makes of the first rows of a table: which cells cannot be read, and what to write in them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mapkit.errors import Problem
from mapkit.files.tables import Row
from mapkit.importing.build import Building
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.mapping.table_map import TableMap
from mapkit.records import Site
from mapkit.where import BBox

FIRST, MORE = 8, 12  # rows that are shown: the first, and those after them with a cell that cannot be read


@dataclass(frozen=True)
class Shown:
    """A row of a table with what is wrong: in its cells, by column, and with the row where that is about no cell."""

    row: Row
    wrong: Mapping[str, str]
    text: str = ""


@dataclass(frozen=True)
class Preview:
    """Some rows of a table as a mapping reads them.

    `looked_at` rows were read, of which `unread` cannot be kept; `cells` counts the cells that cannot be read, by
    column; `left` rows with something wrong are not among the `rows`.
    """

    rows: tuple[Shown, ...]
    looked_at: int
    unread: int
    cells: Mapping[str, int]
    left: int


def preview(
    sheet: Sheet, mapping: TableMap, home: BBox | None = None, sites: Mapping[str, Site] | None = None
) -> Preview:
    """Read the sheet's first rows by a mapping that fits the table; what they leave open, all rows may settle.

    `home` and `sites` are those of `build.Building`.
    """
    first = replace(sheet, rows=sheet.first, problems=())
    building = Building(first, mapping, home, sites or {})
    building.read()
    return as_reported(sheet, building.problems)


def as_reported(sheet: Sheet, problems: Sequence[Problem]) -> Preview:
    """The same rows of a table that was read with these problems."""
    rows = sheet.first
    places = {row.place for row in rows}
    wrong = {one.place: one for one in problems if one.place in places}
    rest = [row for row in rows[FIRST:] if row.place in wrong]
    cells = Counter(column for one in wrong.values() for column in dict(one.cells))
    shown = tuple(_shown(row, wrong.get(row.place)) for row in (*rows[:FIRST], *rest[:MORE]))
    return Preview(shown, len(rows), len(wrong), cells, max(0, len(rest) - MORE))


def _shown(row: Row, problem: Problem | None) -> Shown:
    wrong: dict[str, str] = {}
    for column, text in problem.cells if problem else ():
        wrong[column] = f"{wrong[column]}; {text}" if column in wrong else text
    return Shown(row, wrong, problem.text if problem and not wrong else "")
