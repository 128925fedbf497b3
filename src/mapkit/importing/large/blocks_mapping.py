"""What a mapping must say where a table is read in blocks, none of which can tell it for the column."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mapkit.importing.mapping.table_map import TableMap


def misfits(columns: Sequence[str], mapping: TableMap) -> Iterator[tuple[str, str]]:
    """Why a table of these columns cannot be read in blocks: code and words."""
    yield from mapping.misfits(columns)
    if mapping.same_id:
        yield (
            "mapping-claims",
            "rows with the same id may lie far apart: import the table as a folder, or leave same_id",
        )
    if not mapping.day_order or mapping.swap is None:
        yield "mapping-open", "a large table is read in blocks, none of which can tell: say day_order and swap"


def told_in_blocks(mapping: TableMap) -> tuple[TableMap, list[str]]:
    """A mapping in which nothing is left for the whole column to say, and what was set so.

    Dates in figures are then read with the year first, others are reported; axes are taken as they stand.
    """
    notes = []
    if not mapping.day_order:
        notes.append("a large table is read in blocks: figures are year, month, day; else say --day-order")
    if mapping.swap is None:
        notes.append("a large table is read in blocks: latitude and longitude are as named; else say --swap")
    order, swap = mapping.day_order or "ymd", bool(mapping.swap)
    return replace(mapping, day_order=order, swap=swap), notes
