"""A proposal of what the columns of a table hold, by their names and by what is in them, for a person to confirm.

Every column that may hold a field is a candidate. A name that says so wholly is enough, however few of its cells can be
read: they are then reported row by row, and never left out in silence. A name that says so in part, or that means
other things too, needs cells that agree; a column whose name says nothing needs cells in which a person would see a
date or a place. Of several candidates the best is taken, and the next one is shown beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mapkit.importing.cells.date_columns import read_dates
from mapkit.importing.column_cells import Column, columns_of
from mapkit.importing.column_names import (
    IN_PART,
    OF_A_TELLER,
    OF_THE_ROW,
    TAGGED,
    WHOLE,
    Meaning,
    beside,
    is_numbered,
    is_of_the_row,
    meanings,
    tag_meanings,
)
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.header_names import NAMES
from mapkit.importing.mapping.dialects import PLAIN, dialect, dialect_names
from mapkit.importing.mapping.field_words import LABELS
from mapkit.importing.mapping.table_map import DATE_PARTS, TableMap

OF_ITS_ROW = "which says when the row was written"
BY_NAME, BY_CELLS = "by its name", "as its cells are {}"
_NEEDED = {IN_PART: 0.5, OF_A_TELLER: 0.5}  # of the cells, where the name says a field in part
_LOOSE = 0.5  # of them, where the name means other things too
_AXES = ("lat", "lon")
_OTHER_DATES = ("start", "end", *DATE_PARTS)  # no rivals of a date that is taken


@dataclass(frozen=True)
class Guess:
    """A column that seems to hold a field: why, and some of its cells; as a text, in words for people."""

    field: str
    column: str
    why: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        such = f"; such as {', '.join(map(repr, self.examples))}" if self.examples else ""
        return f"{LABELS[self.field]}: column {self.column!r}, {self.why}{such}"


@dataclass(frozen=True)
class Recognised:
    """The proposed mapping, why each column was taken, the next best for a field, and what could not be decided."""

    mapping: TableMap
    guesses: tuple[Guess, ...]
    open: tuple[str, ...] = ()
    rivals: tuple[Guess, ...] = ()

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """What was taken, what could have been taken instead, and what is open, a line each."""
        yield from map(str, self.guesses)
        yield from (f"Not taken: {one}" for one in self.rivals)
        yield from self.open


@dataclass(frozen=True)
class _Candidate:
    """A column that may hold a field, and how well it fits: the higher, the better."""

    guess: Guess
    rank: tuple[float, ...]
    fits: bool  # well enough to be taken
    count: int = 0  # cells that can be read so
    rest: frozenset[str] = frozenset()  # the words of its name that are not those of the field


def recognise(sheet: Sheet) -> Recognised:
    """What the columns of a table seem to hold. A provider's table is known by its columns; else each speaks itself."""
    columns = columns_of(sheet)
    for name in dialect_names():
        if name != PLAIN and (known := dialect(name)).used <= set(columns):
            guesses = [
                Guess(field, column, f"as in the dialect {name}", columns[column].examples)
                for field, named in known.columns.items()
                for column in named
            ]
            return Recognised(known, tuple(guesses))
    return _by_columns(sheet.name, columns)


def names_two_days(sheet: Sheet, mapping: TableMap) -> bool:
    """Whether some row of the sample names two days, so that the table must say what they mean."""
    readings, _ = read_dates(sheet.first, replace(mapping, width_code=""))
    return any(one.spans for one in readings)


def _by_columns(name: str, columns: Mapping[str, Column]) -> Recognised:
    found = _candidates(columns)
    rows = max((column.rows for column in columns.values()), default=0)
    taken = _consistent(_taken(found), rows)
    held = {one.guess.column for one in taken.values()}
    rivals = [
        next((one for one in found.get(field, ()) if one.guess.column not in held), None)
        for field in NAMES
        if field in found and not (field in (*_OTHER_DATES, "point") and _is_settled(field, taken))
    ]
    guesses = tuple(one.guess for one in taken.values())
    mapping = replace(TableMap(), title=name, columns={one.field: (one.column,) for one in guesses})
    return Recognised(mapping, guesses, (), tuple(one.guess for one in rivals if one))


def _is_settled(field: str, taken: Mapping[str, _Candidate]) -> bool:
    return bool({*_AXES} <= taken.keys() if field == "point" else {"when", "start"} & taken.keys())


def _candidates(columns: Mapping[str, Column]) -> dict[str, list[_Candidate]]:
    """The candidates of each field, the best first."""
    found: dict[str, list[_Candidate]] = {}
    for place, column in enumerate(columns.values()):
        for meaning in (*tag_meanings(column.tag), *meanings(column.name)):
            if (one := _by_name(column, meaning, place)) is not None:
                found.setdefault(meaning.field, []).append(one)
        if not is_numbered(column.name):
            for one in _by_cells(column, place):
                if not any(other.guess.column == column.name for other in found.get(one.guess.field, ())):
                    found.setdefault(one.guess.field, []).append(one)
    return {field: sorted(several, key=lambda one: one.rank, reverse=True) for field, several in found.items()}


def _in_parts(taken: Mapping[str, _Candidate]) -> bool:
    """Whether year and month in columns of their own are the date, rather than one column that dates far fewer rows."""
    if not {"year", "month"} <= taken.keys():
        return False
    whole = [taken[field] for field in ("when", "start") if field in taken]
    return not any(one.rank[0] >= 1 or 2 * one.count >= taken["year"].count for one in whole)


def _by_name(column: Column, meaning: Meaning, place: int) -> _Candidate | None:
    """The candidate of a name; None where not a cell can be read, and the name says too little to insist."""
    count, cells = column.fits(meaning.field), len(column.cells)
    if meaning.field == "when" and meaning.loose and count:
        count -= column.years
    share = 1.0 if count is None else count / cells if cells else 0.0
    rest = beside(column.name, meaning.field)
    needed = _LOOSE if meaning.loose else _NEEDED.get(meaning.strength, 0)
    insists = not needed and (meaning.strength >= WHOLE or count is None or bool(count))
    told = bool(cells) or (column.is_told and not meaning.loose)
    fits = meaning.strength != OF_THE_ROW and told and (insists or (bool(needed) and share >= needed))
    if meaning.field == "id":
        fits = fits and (column.is_key or not meaning.loose)
    elif not fits and not (cells and (share or not needed)):
        return None
    guess = Guess(meaning.field, column.name, _why(meaning, count, cells), column.examples)
    rank = meaning.strength / WHOLE + share - _LOOSE * (meaning.loose and meaning.strength == WHOLE)
    return _Candidate(guess, (rank, -meaning.place, -place), fits, count or 0, rest)


def _why(meaning: Meaning, count: int | None, cells: int) -> str:
    why = {OF_THE_ROW: OF_ITS_ROW, OF_A_TELLER: "which says when it was told", TAGGED: "by its HXL tag"}
    words = why.get(meaning.strength, BY_NAME if meaning.strength != IN_PART else "by a part of its name")
    if count in (None, cells):
        return words
    return f"{words}; {count:,} of {cells:,} cells can be read so" if count else f"{words}; no cell can be read so"


def _by_cells(column: Column, place: int) -> Iterator[_Candidate]:
    if column.looks_like_dates:
        fits = not is_of_the_row(column.name)
        why = BY_CELLS.format("dates") if fits else OF_ITS_ROW
        guess = Guess("when", column.name, why, column.examples)
        yield _Candidate(guess, (0, 0, -place), fits, len(column.cells))
    if column.looks_like_points:
        guess = Guess("point", column.name, BY_CELLS.format("coordinates"), column.examples)
        yield _Candidate(guess, (0, 0, -place), fits=True)


def _taken(found: Mapping[str, Sequence[_Candidate]]) -> dict[str, _Candidate]:
    """The column of each field: the better a column fits, the sooner it is taken, and none twice."""
    taken: dict[str, _Candidate] = {}
    pair = _axes(found)
    columns = {one.guess.column for one in pair.values()}
    order = list(NAMES)
    ranked = sorted(
        (one for several in found.values() for one in several if one.fits and one.guess.field not in _AXES),
        key=lambda one: (one.rank[0], -order.index(one.guess.field)),
        reverse=True,
    )
    for one in ranked:
        if one.guess.field not in taken and one.guess.column not in columns:
            taken[one.guess.field] = one
            columns.add(one.guess.column)
    taken |= pair
    return {field: taken[field] for field in order if field in taken}


def _axes(found: Mapping[str, Sequence[_Candidate]]) -> dict[str, _Candidate]:
    """A latitude and a longitude that belong together: two columns whose names have the same other words go first."""
    lats, lons = ([one for one in found.get(axis, ()) if one.fits][:20] for axis in _AXES)
    pairs = [(lat, lon) for lat in lats for lon in lons if lat.guess.column != lon.guess.column]
    best = max(pairs, key=_together, default=None)
    if best is None:
        return {axis: several[0] for axis, several in zip(_AXES, (lats, lons), strict=True) if several}
    return dict(zip(_AXES, best, strict=True))


def _together(pair: tuple[_Candidate, _Candidate]) -> tuple[float, ...]:
    lat, lon = pair
    return (lat.rest == lon.rest, lat.rank[0] + lon.rank[0], *lat.rank[1:], *lon.rank[1:])


def _consistent(taken: Mapping[str, _Candidate], rows: int) -> dict[str, _Candidate]:
    """One way for the date and one for the place: two columns of coordinates go before one, which may fill gaps."""
    left: set[str] = set()
    if "when" in taken:
        ends = "start" in taken and taken["start"].rank[0] > taken["when"].rank[0]
        left |= {"when"} if ends else {"start", "end"}
    if _in_parts(taken):
        left |= {"when", "start", "end"}
    elif "year" not in taken or {"when", "start"} & taken.keys():
        left |= {*DATE_PARTS}
    if {*_AXES} <= taken.keys():
        left |= {"point"} if "point" not in taken or taken["lat"].count + taken["point"].count > rows else set()
    elif "point" in taken:
        left |= {*_AXES}
    return {field: one for field, one in taken.items() if field not in left}
