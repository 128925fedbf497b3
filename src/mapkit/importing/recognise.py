"""A proposal of what the columns of a table hold, by their names and by what is in them, for a person to confirm."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from mapkit.files.tables import Row
from mapkit.importing.cells.date_columns import OPEN_CELL, read_dates
from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.points import read_pairs, read_points
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.header_names import NAMES, ONLY_BY_NAME
from mapkit.importing.mapping.dialects import PLAIN, dialect, dialect_names
from mapkit.importing.mapping.field_words import LABELS
from mapkit.importing.mapping.table_map import MANY, TableMap
from mapkit.names import fold

SAMPLE = 2_000  # rows that are looked at
EXAMPLES = 3
MAX_OF = 0.8  # of the cells with a value must be what the name of their column says
ALMOST_ALL = 0.95  # of them, where the name says nothing
DATE_CODES = ("when-ambiguous", "when-order", "when-no-such-day", "when-serial")  # a date all the same


@dataclass(frozen=True)
class Guess:
    """A column that seems to hold a field: why, and some of its cells; as a text, in words for people."""

    field: str
    column: str
    why: str
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        return (
            f"{LABELS[self.field]}: column {self.column!r}, {self.why}; such as {', '.join(map(repr, self.examples))}"
        )


@dataclass(frozen=True)
class Recognised:
    """The proposed mapping, why each column was taken, and what could not be decided."""

    mapping: TableMap
    guesses: tuple[Guess, ...]
    open: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([*map(str, self.guesses), *self.open])


def recognise(sheet: Sheet) -> Recognised:
    """What the columns of a table seem to hold. A provider's table is known by its columns; else each speaks itself."""
    for name in dialect_names():
        if name != PLAIN and (known := dialect(name)).used <= set(sheet.columns):
            guesses = [
                _guess(sheet, field, column, f"as in the dialect {name}")
                for field, columns in known.columns.items()
                for column in columns
            ]
            return Recognised(known, tuple(guesses))
    return _by_columns(sheet)


def names_two_days(sheet: Sheet, mapping: TableMap) -> bool:
    """Whether some row of the sample names two days, so that the table must say what they mean."""
    readings, _ = read_dates(list(islice(iter(sheet.rows), SAMPLE)), replace(mapping, width_code=""))
    return any(one.spans for one in readings)


def _by_columns(sheet: Sheet) -> Recognised:
    guesses, doubtful = [], []
    taken: set[str] = set()
    for field in NAMES:
        fitting = [column for column in _named(sheet, field) if column not in taken]
        found = [column for column in fitting if _holds(sheet, field, column)]
        if fitting and not found:
            words = "has a name for this, but most of its cells hold something else: it was not taken"
            doubtful.append(f"{LABELS[field]}: the column {fitting[0]!r} {words}")
        if len(found) > 1 and field not in MANY:
            others = ", ".join(map(repr, found[1:]))
            doubtful.append(f"{LABELS[field]}: the column {found[0]!r} was taken, though {others} may hold it as well")
        if found:
            guesses.append(_guess(sheet, field, found[0], "by its name"))
            taken.add(found[0])
    guesses += _by_content(sheet, {guess.field for guess in guesses}, taken)
    columns = {guess.field: (guess.column,) for guess in _consistent(guesses)}
    mapping = replace(TableMap(), title=sheet.name, columns=columns)
    return Recognised(mapping, tuple(_consistent(guesses)), tuple(doubtful))


def _consistent(guesses: Sequence[Guess]) -> list[Guess]:
    """One way for the date and one for the place: two columns before one."""
    fields = {guess.field for guess in guesses}
    left = set()
    if "when" in fields:
        left |= {"start", "end"}
    if {"lat", "lon"} <= fields:
        left.add("point")
    elif "point" in fields:
        left |= {"lat", "lon"}
    return [guess for guess in guesses if guess.field not in left]


def _by_content(sheet: Sheet, fields: set[str], taken: set[str]) -> Iterator[Guess]:
    """Dates and points in columns whose names say nothing, where just one column holds them."""
    free = [column for column in sheet.columns if column not in taken]
    if not fields & {"when", "start"}:
        dates = [column for column in free if _dates(_cells(sheet, column), ALMOST_ALL)]
        if len(dates) == 1:
            yield _guess(sheet, "when", dates[0], "as its cells are dates")
    if not fields & {"lat", "lon", "point"}:
        points = [column for column in free if _pairs(_cells(sheet, column), ALMOST_ALL)]
        if len(points) == 1:
            yield _guess(sheet, "point", points[0], "as its cells are coordinates")


def _named(sheet: Sheet, field: str) -> list[str]:
    """The columns whose name means the field, in the order of the names that are known for it."""
    known = {fold(name): place for place, name in enumerate(NAMES[field])}
    ranked = [(known[name], column) for column in sheet.columns if (name := _plain(column)) in known]
    return [column for _, column in sorted(ranked, key=lambda pair: pair[0])]


def _plain(column: str) -> str:
    return " ".join(fold(column).replace("_", " ").replace("-", " ").replace(".", " ").split())


def _cells(sheet: Sheet, column: str) -> list[str]:
    """The cells of a sample that hold a value."""
    rows: Iterator[Row] = islice(iter(sheet.rows), SAMPLE)
    texts = (trimmed(row[column]) for row in rows)
    return [text for text in texts if text and not missing(text)]


def _holds(sheet: Sheet, field: str, column: str) -> bool:
    """Whether the cells of a column are what its name says."""
    cells = _cells(sheet, column)
    if field == "when":
        return _dates(cells, MAX_OF)
    if field in ("start", "end"):
        return _dates([cell for cell in cells if cell != OPEN_CELL], MAX_OF)
    if field in ("lat", "lon"):
        readings, _ = read_points(cells, cells)
        return _share([one.point is not None or _number_like(one.code) for one in readings], MAX_OF)
    if field == "point":
        return _pairs(cells, MAX_OF)
    if field.startswith(("killed", "injured")) or field == "precision_m":
        return _share([cell.replace(".", "", 1).isdecimal() for cell in cells], MAX_OF)
    return field in ONLY_BY_NAME


def _number_like(code: str) -> bool:
    return code in ("coordinates-range", "coordinates-zero", "coordinates-swapped", "coordinates-hemisphere")


def _dates(cells: Sequence[str], share: float) -> bool:
    readings, _ = read_days(cells)
    return _share([one.when is not None or one.code in DATE_CODES for one in readings], share)


def _pairs(cells: Sequence[str], share: float) -> bool:
    readings, _ = read_pairs(cells)
    known = ("coordinates-order", "coordinates-zero", "coordinates-swapped", "coordinates-range")
    return _share([one.point is not None or one.code in known for one in readings], share)


def _share(good: Sequence[bool], share: float) -> bool:
    return bool(good) and sum(good) >= share * len(good)


def _guess(sheet: Sheet, field: str, column: str, why: str) -> Guess:
    return Guess(field, column, why, tuple(dict.fromkeys(_cells(sheet, column)))[:EXAMPLES])
