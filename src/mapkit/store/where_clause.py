"""What a view asks, in SQL over `incidents i` and `claims c`: pieces without values, and the values to bind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from mapkit.edtf import Days
from mapkit.incident_columns import names
from mapkit.number_range import ANY, NOTHING, Range
from mapkit.records import BOUNDS, TOLLS
from mapkit.store.incident_table import asked_name
from mapkit.view import IDS, View
from mapkit.when import OPEN_END, day_number

LENS = ("verdict", "origins", "heard")  # of a table that is seen through a lens
# Columns of incidents that are mapkit's; all others are the user's own.
COLUMNS = frozenset(names(lambda one: one.stored or one.name in LENS))


@dataclass(frozen=True)
class Cell:
    """A value to bind, with the column of the user's own that it is compared with: a store without that refuses it."""

    column: str
    value: str


@dataclass(frozen=True)
class Condition:
    """A piece of SQL with the values to bind, in order."""

    sql: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"({self.sql}) AND ({other.sql})", self.values + other.values)


TRUE = Condition("TRUE")


def status_of(view: View) -> Condition:
    """Where an incident stands: each falls under exactly one status, so nothing vanishes."""
    asked, timed, boxed = _asked(view), _timed(view), _boxed(view)
    known = "" if view.known == OPEN_END else "WHEN i.heard <> '' THEN i.heard "
    sql = (
        f"CASE WHEN NOT ({asked.sql}) THEN 'outside' {known}WHEN i.\"start\" IS NULL THEN 'undated' "
        f"WHEN NOT ({timed.sql}) THEN 'outside' WHEN i.lon IS NULL THEN 'unplaced' "
        f"WHEN NOT ({boxed.sql}) THEN 'outside' ELSE 'shown' END"
    )
    return Condition(sql, asked.values + timed.values + boxed.values)


def shown_of(view: View) -> Condition:
    """Whether an incident is shown, as one condition that a file's statistics can answer for many rows at once."""
    placed = Condition('i."start" IS NOT NULL AND i.lon IS NOT NULL')
    placed = placed if view.known == OPEN_END else placed & Condition("i.heard = ''")
    return _asked(view) & _timed(view) & placed & _boxed(view)


def _asked(view: View) -> Condition:
    """Everything a view asks but time and place."""
    condition = TRUE
    for name in IDS:
        for ids in sorted(map(sorted, getattr(view, name))):
            condition &= _one_of(name, ids)
    for pairs in sorted(map(sorted, view.stance)):
        condition &= _stanced(pairs)
    for pairs in sorted(map(sorted, view.own)):
        condition &= _values_of(pairs)
    if view.disputed:
        condition &= Condition("i.disputed")
    for toll in TOLLS:
        condition &= _tolled(toll, getattr(view, toll))
    condition &= _meets("i.precision_m", "i.precision_m", "i.precision_m", view.precision)
    if view.origins:
        condition &= Condition("i.origins >= ?", (view.origins,))
    for word in sorted(view.text):
        condition &= Condition("contains(i.haystack, ?)", (word,))
    return condition


def _stanced(pairs: Collection[tuple[str, str]]) -> Condition:
    """Whether one claim has one of some stances, by the party that is named with it, or by anybody."""
    of = Condition("FALSE")
    for stance, party in pairs:
        one = Condition("c.stance = ?", (stance,))
        one = one & Condition("c.party = ?", (party,)) if party else one
        of = Condition(f"({of.sql}) OR ({one.sql})", of.values + one.values)
    sql = f"EXISTS (SELECT 1 FROM claims c WHERE c.incident = i.id AND ({of.sql}))"  # noqa: S608 - names are ours, values bound
    return Condition(sql, of.values)


def _values_of(pairs: Collection[tuple[str, str]]) -> Condition:
    """Whether one of some columns of the user's own holds a text."""
    condition = Condition("FALSE")
    for column in sorted({column for column, _ in pairs}):
        cells = tuple(Cell(asked_name(column), value) for one, value in pairs if one == column)
        name, marks = f"i.{quoted(cells[0].column)}", ", ".join("?" for _ in cells)
        sql = f"({condition.sql}) OR ({name} IS NOT NULL AND {name} IN ({marks}))"
        condition = Condition(sql, condition.values + cells)
    return condition


def quoted(name: str) -> str:
    """A column name as an SQL identifier; a user's own columns may be called anything."""
    return '"' + name.replace('"', '""') + '"'


def _tolled(toll: str, asked: Range) -> Condition:
    """Whether what is stated of a toll meets a range: the best number, else all from the lowest to the highest."""
    low, best, high = (f"i.{toll}_{bound}" for bound in BOUNDS)
    least, most = f"coalesce({best}, {low}, '-inf'::DOUBLE)", f"coalesce({best}, {high}, 'inf'::DOUBLE)"
    return _meets(f"coalesce({best}, {low}, {high})", least, most, asked)


def _meets(stated: str, least: str, most: str, asked: Range) -> Condition:
    """Whether the numbers from `least` to `most` meet a range; where nothing is stated they do not."""
    if asked in (ANY, NOTHING):
        return TRUE if asked == ANY else Condition("FALSE")
    sql = f"{stated} IS NOT NULL AND {least} <= ? AND {most} >= ?"
    return Condition(sql, (float(asked.high), float(asked.low)))


def _one_of(name: str, ids: Sequence[str]) -> Condition:
    marks = ", ".join("?" for _ in ids)
    if not ids:
        return Condition("FALSE")
    if name in ("source", "party"):
        sql = f"EXISTS (SELECT 1 FROM claims c WHERE c.incident = i.id AND c.{name} IN ({marks}))"  # noqa: S608 - names are ours or quoted, values bound
        return Condition(sql, tuple(ids))
    if name == "site":
        return Condition(f"i.site IN ({marks}) OR i.part_of IN ({marks})", (*ids, *ids))
    return Condition(f"i.{name} IN ({marks})", tuple(ids))


def _timed(view: View) -> Condition:
    start, end = day_number(view.when.start), day_number(view.when.end)
    # What is certain is possible too, which the files' statistics of the outer days tell sooner.
    possible = Condition('i."start" < ? AND i."end" > ?', (end, start))
    return possible & certain_of(view) if view.certain else possible


def certain_of(view: View) -> Condition:
    """Whether an incident was in the view's window for certain (`edtf.Days`)."""
    bounds = (day_number(view.when.end), day_number(view.when.start))
    return Condition("coalesce(i.sure_start < ? AND i.sure_end > ?, FALSE)", bounds)


FOUR_DAYS = ", ".join(f'i."{day}"' for day in Days._fields)
# The class of an incident as a line of counts (`viewcube.lines`), and the days of its lines: of class, first and last
# day, which lines there are.
CLASS = (
    'CASE WHEN i.sure_start = i."end" - 1 AND i.sure_end = i."start" + 1 THEN 0 '
    'WHEN i.sure_start = i."start" AND i.sure_end = i."end" THEN 1 ELSE 2 END'
)
LINES = ((CLASS, 'i."start"', 'i."end" - 1', TRUE), ("3", "i.sure_start", "i.sure_end - 1", Condition(f"{CLASS} = 2")))


def _boxed(view: View) -> Condition:
    condition = TRUE
    for box in sorted(view.where):
        joint = "OR" if box.crosses_antimeridian else "AND"
        sql = f"i.lat BETWEEN ? AND ? AND (i.lon >= ? {joint} i.lon <= ?)"
        condition &= Condition(sql, (box.south, box.north, box.west, box.east))
    return condition
