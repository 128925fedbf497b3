"""The table of incidents as one party has it, or as it was known on a day: another table, which answers like the first.

Each incident gets the verdict of those who are asked, and the days, the place, the kind and the toll that they name. On
a day of the past it has what was claimed by then. What nobody had said by then is `later`, or `unsaid` where nobody
knows when it was said. Nothing of it is a truth; the files stay as they are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import pyarrow as pa

from mapkit.edtf import Days, read
from mapkit.errors import ParseError
from mapkit.mercator import grid
from mapkit.origins import origins
from mapkit.records import AGAINST, CLAIM_PLACE, TOLL_COLUMNS, Claim, Site, Source
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import GRID, claim_table, placed
from mapkit.store.store import Store
from mapkit.verdicts import PARTS, STATED, heard, known_by, last_day_of, stated, undenied, verdict_of
from mapkit.view import View
from mapkit.view_parts import UNDENIED, least_origins
from mapkit.when import day_number

KEPT = 8  # tables that are kept for those who ask again
PLACED = ("site", "layer", "part_of", "lon", "lat", "precision_m", "spot", *GRID)
CHANGED = ("when", *Days._fields, *PLACED, "kind", *TOLL_COLUMNS, "disputed")

Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Lenses:
    """The tables of an atlas through any lens; `base` is the one without, and of these claims on it.

    `as_of` is the day up to which it is known what still goes on. `last_said` is the last day on which something was
    said, as a number, where these are not all claims; None is that of these.
    """

    base: Store
    claims: Sequence[Claim]
    source_list: Sequence[Source]
    places: Mapping[str, Site]
    parties: Sequence[str]
    as_of: date
    last_said: int | None = None
    _made: dict[View, Store] = field(default_factory=dict)
    _counted: dict[tuple[str, int], int] = field(default_factory=dict)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return {source.id: source for source in self.source_list}

    def store(self, view: View) -> Store:
        """The store that answers a view. Raises ParseError for a party that there is not."""
        asked = view.lens
        if asked == View():
            return self.base
        self._check(asked.according)
        if asked not in self._made:
            while len(self._made) >= KEPT:
                self._made.pop(next(iter(self._made)), None)
            self._made[asked] = self._seen(asked)
        return self._made[asked]

    def _check(self, according: str) -> None:
        if according and according != UNDENIED and least_origins(according) is None and according not in self.parties:
            known = ", ".join([*self.parties, "2-origins", UNDENIED])
            raise ParseError("party-unknown", f"according={according}: no such party: use {known}")

    def _seen(self, asked: View) -> Store:
        claims, known = grouped(self.claims), self.known(asked.known)
        now = claims if known is None else grouped(known)
        table, rows = self.base.whole(), self.rows()
        then = known is not None
        found = [self._row(row, claims[row["id"]], now[row["id"]], asked.according, then) for row in rows]
        return duckdb_store(_replaced(table, found, asked), claim_table(self.claims if known is None else known))

    def rows(self) -> list[Row]:
        """What a lens may change of each incident, as the atlas itself has it, with its id and row."""
        found: list[Row] = self.base.whole().select(["id", "row", *CHANGED]).to_pylist()
        return found

    def known(self, day: date) -> list[Claim] | None:
        """The claims that were surely made by a day; None where that is all of them, those of no known day too."""
        number = day_number(day)
        last = self._last_said if self.last_said is None else self.last_said
        return known_by(self.claims, number) if number < last else None

    @cached_property
    def _last_said(self) -> int:
        """The last day on which something was said, as a number: from then on all is known."""
        return last_day_of(claim.day for claim in self.claims)

    def _row(self, row: Row, claims: Sequence[Claim], now: Sequence[Claim], according: str, then: bool) -> Row:
        """The row of an incident, of which `now` is known, as they have it who are asked."""
        count = self._origins(row["id"], now)
        verdict, mine = self._verdict(now, according)
        live = heard(now)
        states: Row = {}
        for part in PARTS:
            own = self._their_own(row, live, part) if then else {}
            theirs = self.states(stated(mine, part), part)
            states |= theirs or own
        disputed = any(claim.stance in AGAINST for claim in live) if then else row["disputed"]
        why = _unheard(claims) if then and not now else ""
        told = {"verdict": verdict, "origins": count, "heard": why}
        return {**row, "disputed": disputed, **states, **told}

    def _origins(self, incident: str, now: Sequence[Claim]) -> int:
        """How many voices speak of an incident at least, counted once for all lenses.

        Of two days the later one knows the claims of the earlier, and more: their number says which they are.
        """
        key = incident, len(now)
        if key not in self._counted:
            self._counted[key] = origins(now, self.sources).least
        return self._counted[key]

    def _verdict(self, now: Sequence[Claim], according: str) -> tuple[str, Sequence[Claim]]:
        """The verdict of those who are asked, and the claims whose days, places and tolls count beside the atlas's."""
        if not according:
            return "", ()
        if according == UNDENIED:
            return undenied(now), ()
        least = least_origins(according)
        if least is None:
            theirs = [claim for claim in now if claim.source.party == according]
            return verdict_of(theirs), heard(theirs)
        reports = [claim for claim in heard(now) if claim.stance in ("reports", "confirms")]
        return "reports" if origins(reports, self.sources).least >= least else "silent", ()

    def states(self, claim: Claim | None, part: Sequence[str]) -> Row:
        """The columns of a table that follow from what a claim says in some of its own."""
        if claim is None:
            return {}
        if part == ("when",):
            return {"when": claim.when, **read(claim.when).days(self.as_of)._asdict()}
        if part == CLAIM_PLACE:
            return self._place(claim)
        if part == ("kind",):
            return {"kind": claim.kind}
        return {name: int(text) if (text := getattr(claim, name)) else None for name in part}

    def _place(self, claim: Claim) -> Row:
        names = ("lon", "lat", "precision_m")
        stated_as = {name: float(text) if (text := getattr(claim, name)) else None for name in names}
        if not claim.site and not claim.lon:
            return {"precision_m": stated_as["precision_m"]}
        found = placed(stated_as, self.places.get(claim.site))
        cells = grid(*([_nan(found[axis])] for axis in ("lon", "lat")))
        return {"site": claim.site, **found, **{name: int(cell[0]) for name, cell in zip(GRID, cells, strict=True)}}

    def _their_own(self, row: Row, live: Sequence[Claim], part: Sequence[str]) -> Row:
        """What was claimed by then, unless somebody had said by then what the incident says now."""
        told = [claim for claim in live if claim.stance in STATED]
        if not told or any(not any(getattr(claim, name) for name in part) for claim in told):
            return {}
        if any(same(self.states(claim, part), row) for claim in told):
            return {}
        return self.states(stated(told, part), part)


def grouped(claims: Iterable[Claim]) -> Mapping[str, list[Claim]]:
    """Claims by incident, in their order; an incident that nobody speaks of has none."""
    found: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.incident].append(claim)
    return found


def same(states: Row, row: Row) -> bool:
    """Whether a row says what a claim states."""
    return all(row[name] == value for name, value in states.items())


def _unheard(claims: Iterable[Claim]) -> str:
    """Why nobody knew of an incident on a day: it was said `later`, or of no claim anybody knows the day."""
    return "later" if any(claim.day for claim in claims) else "unsaid"


def _nan(value: float | None) -> float:
    return float("nan") if value is None else value


def _replaced(table: pa.Table, rows: Sequence[Row], asked: View) -> pa.Table:
    """A table with the cells of these rows, and what a lens adds after its own columns."""
    for name in CHANGED:
        place = table.schema.get_field_index(name)
        cells = pa.array([row[name] for row in rows], table.schema.field(name).type)
        table = table.set_column(place, name, cells)
    added = {"verdict": pa.string()} if asked.according else {}
    for name, kind in {**added, "origins": pa.int32(), "heard": pa.string()}.items():
        table = table.append_column(name, pa.array([row[name] for row in rows], kind))
    return table
