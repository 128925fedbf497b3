"""Which row of a table names its columns: the first as a rule, a later one below title rows; and HXL tags below it.

No row of data is ever taken for a header: a row below the first one is it only where its cells name what incidents
have. HXL tags: https://hxlstandard.org/standard/1-1final/tagging/.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mapkit.importing.column_names import BY_WORDS, meanings
from mapkit.importing.formats.limits import refusal
from mapkit.importing.formats.sheet import refuse_data

LOOKED_AT = 30  # rows among which the header is
_NAMES = 2  # cells of a row that must name what incidents have, before it is a header below others
_TAG = re.compile(r"#[a-z][a-z0-9_]*(?:\s*\+[a-z][a-z0-9_]*)*", re.IGNORECASE)
_SHOWN = 80


@dataclass(frozen=True)
class Header:
    """The place of the header among the first rows, from 0; whether the row below it, or it itself, has HXL tags."""

    index: int
    tagged: bool = False
    only_tags: bool = False

    @property
    def after(self) -> int:
        """How many of the first rows come before the data."""
        return self.index + 1 + (self.tagged and not self.only_tags)


def find_header(place: str, rows: Sequence[Sequence[str]], told: int | None = None) -> Header:
    """The header among the first rows of a table, none of which is blank; `told` is its place where a person says it.

    Raises AtlasError: header-missing where the first row is data, header-unclear where it is a title and no row below
    it can be known as the header.
    """
    tags = next((at for at, cells in enumerate(rows) if is_tags(cells)), None)
    if told is not None:
        return Header(told, tags in (told, told + 1), tags == told)
    if tags is not None:
        return Header(max(0, tags - 1), tagged=True, only_tags=tags == 0)
    found = next((at for at, cells in enumerate(rows) if _named(cells) >= _NAMES), 0)
    if found and all(_filled(above) < _filled(rows[found]) for above in rows[:found]) and _is_title(rows[0]):
        return Header(found)
    if rows and _filled(rows[0]) == 1 and max(map(_filled, rows)) > 1 and len(rows) > 1:
        text = f"{rows[0][0][:_SHOWN]!r} is no row of names, and no row below it is known as one"
        raise refusal(place, "header-unclear", f"{text}: say which row the header is")
    refuse_data(place, rows[0] if rows else ())
    return Header(0)


def is_tags(cells: Sequence[str]) -> bool:
    """Whether a row holds HXL tags: half of the cells that are not empty, and at least two.

    >>> is_tags(["#date", "#geo +lat", ""]), is_tags(["#1", "Lachin"])
    (True, False)
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    tags = sum(bool(_TAG.fullmatch(cell)) for cell in filled)
    return tags >= _NAMES and 2 * tags >= len(filled)


def tags_of(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    """The tag of each column that has one, without spaces and capitals."""
    found = {column: "".join(cell.split()).lower() for column, cell in zip(columns, cells, strict=False)}
    return {column: tag for column, tag in found.items() if _TAG.fullmatch(tag)}


def header_notes(found: Header, rows: Sequence[Sequence[str]], places: Sequence[int]) -> list[str]:
    """What is to be said of a header that is not the first row, or that has tags; `places` are the numbers of rows."""
    notes = []
    if found.index:
        above = "; ".join(" ".join(filter(None, map(str.strip, cells)))[:_SHOWN] for cells in rows[: found.index])
        notes.append(f"the header is row {places[found.index]}; left out above it: {above}")
    if found.tagged:
        notes.append(f"row {places[found.after - 1]} has HXL tags, by which columns are known")
    return notes


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _named(cells: Sequence[str]) -> int:
    """How many fields the cells of a row name, in so many words."""
    return len({one.field for cell in cells for one in meanings(cell) if one.strength >= BY_WORDS})


def _is_title(cells: Sequence[str]) -> bool:
    return _filled(cells) == 1 or not _named(cells)
