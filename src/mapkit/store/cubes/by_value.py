"""How many incidents each value of a part of a view would show, under all else that is asked: what a menu counts.

It is one question to the tables for a part, and agrees with what a page counts by itself (`scrub/data/filters.js`).
"""

from dataclasses import dataclass, replace

from mapkit.errors import ParseError
from mapkit.store.incident_table import OWN, asked_name
from mapkit.store.store import Store
from mapkit.store.where_clause import Condition, quoted, shown_of
from mapkit.view import View

OF_INCIDENTS, OF_CLAIMS = ("kind", "site", "layer"), ("source", "party", "stance")
BYTES = 80  # of a value and its number


@dataclass(frozen=True)
class ByValue:
    """How many incidents each value would show; those with none are left out.

    A stance is told as a view has it: "denies" of anybody, "denies:north" of a party.
    """

    counts: dict[str, int]

    @property
    def nbytes(self) -> int:
        """How much memory they take, about."""
        return BYTES * len(self.counts)


def beside(view: View, part: str) -> View:
    """What a view asks beside a part: of a column of the user's own ("own.weather") beside sets of its values alone."""
    if not part.startswith(OWN):
        return view.without(part)
    column = part.removeprefix(OWN)
    kept = [pairs for pairs in view.own if {asked_name(name) for name, _ in pairs} != {column}]
    return replace(view, own=frozenset(kept))


def by_value(store: Store, view: View, part: str) -> ByValue:
    """How many of the incidents that a view shows each value of a part has, whatever the view asks in that part.

    `part` is the name of a part of ids, "stance", or "own." and a column as the store has it. Raises ParseError for
    one that there is not.
    """
    shown = shown_of(beside(view, part))
    if part in OF_CLAIMS:
        return ByValue(_of_claims(store, shown, part))
    column = part.removeprefix(OWN)
    if part not in OF_INCIDENTS and not (part.startswith(OWN) and column in store.own):
        known = ", ".join((*OF_INCIDENTS, *OF_CLAIMS, *(OWN + name for name in store.own)))
        raise ParseError("part-unknown", f"{part!r} has no values to count: use one of {known}")
    held = f"i.{quoted(column)} IS NOT NULL" if part.startswith(OWN) else f"i.{column} <> ''"
    sql = f"SELECT i.{quoted(column)} AS v, count(*) AS n FROM incidents i WHERE {shown.sql} AND {held} GROUP BY 1"  # noqa: S608 - names are ours or quoted, values bound
    return ByValue(_counted(store, Condition(sql, shown.values)))


def _of_claims(store: Store, shown: Condition, part: str) -> dict[str, int]:
    """Each incident once for a value, however many claims have it."""
    said, told = map(quoted, ("row", "row") if store.claims_by_row else ("incident", "id"))
    value, group = (
        (f"c.{part}", "1") if part != "stance" else (_STANCE, "GROUPING SETS ((c.stance), (c.stance, c.party))")
    )
    sql = (
        f"SELECT {value} AS v, count(DISTINCT c.{said}) AS n FROM claims c JOIN incidents i ON c.{said} = i.{told} "  # noqa: S608 - names are ours, values bound
        f"WHERE {shown.sql} AND c.{part} <> '' GROUP BY {group}"
    )
    return _counted(store, Condition(sql, shown.values))


# Of no party nobody but anybody is told.
_STANCE = "CASE WHEN grouping(c.party) = 1 THEN c.stance WHEN c.party <> '' THEN c.stance || ':' || c.party END"


def _counted(store: Store, asked: Condition) -> dict[str, int]:
    table = store.run(asked.sql, asked.values)
    found = zip(table["v"].to_pylist(), table["n"].to_pylist(), strict=True)
    return {value: number for value, number in found if value is not None}
