"""What an atlas shows, taken apart into plain records again: the way back from `make_atlas`.

It holds what the view shows and its trays, the undated and the unplaced, so that the counts of an atlas made of it are
the shown, undated and unplaced of the one it was taken from. With them come their claims, the sources and sites these
need, and the states in the view's window with their sites. An atlas that asks nothing is taken whole. Where something
in a part still goes on, the part keeps the day up to which the whole knew of it, and so answers as the whole did.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas, Context, make_atlas
from mapkit.edtf import read
from mapkit.incident_columns import names
from mapkit.origins import with_origins
from mapkit.records import CLAIM_TEXTS, Claim, Meta, Reporting, Site, Source, State
from mapkit.store.incident_table import DERIVED, WRITTEN, Record, stored_name, written_name
from mapkit.store.store import Status
from mapkit.store.stored_claims import StoredClaims
from mapkit.view import View

TRAYS: tuple[Status, ...] = ("shown", "undated", "unplaced")
MAX_HELD = 200_000  # incidents of an atlas that is taken apart for one file, undated and unplaced ones included
_NUMBERS = names(lambda one: one.written and one.type == "float64")
_WHOLE = names(lambda one: one.written and one.type == "int64")


@dataclass(frozen=True, eq=False)
class Contents:
    """The tables of an atlas as plain records, in the order of its files; `own` names the user's own columns."""

    meta: Meta
    sites: tuple[Site, ...]
    records: tuple[Record, ...]
    sources: tuple[Source, ...]
    claims: tuple[Claim, ...]
    states: tuple[State, ...]
    context: Context
    own: tuple[str, ...]
    reporting: tuple[Reporting, ...] = ()

    def atlas(self, view: View | None = None) -> Atlas:
        """An atlas of these records, seen through `view`, or whole."""
        made = make_atlas(
            self.meta,
            self.sites,
            self.records,
            self.claims,
            self.states,
            sources=self.sources,
            context=self.context,
            own=self.own,
            reporting=self.reporting,
        )
        return made.filter(view)


def held(atlas: Atlas) -> int:
    """How many incidents `contents` has."""
    return sum(getattr(atlas.counts, status) for status in TRAYS)


def contents(atlas: Atlas) -> Contents:
    """The records of what an atlas shows and of its trays (see the head of this module)."""
    own = own_columns(atlas)
    records = _records(atlas, own)
    claims = _claims(atlas, {record["id"] for record in records})
    named = {name for claim in claims for name in (claim.source.id, claim.via) if name}
    sites = {*(record["site"] for record in records), *(claim.site for claim in claims if claim.site)}
    around = surroundings(atlas, sites, named)
    parts = replace(around, records=records, claims=claims, own=own)
    return parts if atlas.view.without("according") == View() else as_known(parts, atlas)


def as_known(parts: Contents, atlas: Atlas) -> Contents:
    """A part says up to when the whole knew of what still goes on: its own last day may be an earlier one."""
    going = any(record["when"] and record["when"].goes_on for record in parts.records)
    if parts.meta.as_of or not going:
        return parts
    return replace(parts, meta=replace(parts.meta, as_of=atlas.as_of))


def surroundings(atlas: Atlas, sites: Collection[str], cited: Collection[str]) -> Contents:
    """The same without incidents and claims, which name these sites and sources."""
    whole = atlas.view.without("according") == View()
    states = tuple(state for state in atlas.state_list if whole or state.when.window.overlaps(atlas.view.when))
    reporting = tuple(one for one in atlas.reporting_list if whole or one.when.window.overlaps(atlas.view.when))
    lasting: tuple[State | Reporting, ...] = (*states, *reporting)
    needed = _sites(atlas.places, {*sites, *(one.site for one in lasting if one.site)})
    named = with_origins(by_id(atlas.source_list), {*cited, *(one.source.id for one in lasting if one.source)})
    return Contents(
        atlas.meta,
        tuple(atlas.places.values()) if whole else needed,
        (),
        tuple(source for source in atlas.source_list if whole or source.id in named),
        (),
        states,
        atlas.context,
        (),
        reporting,
    )


def cited(parts: Contents) -> Contents:
    """Without sources that no claim, no state and nobody who was watching cites, or repeats."""
    lasting: tuple[State | Reporting, ...] = (*parts.states, *parts.reporting)
    named = {name for claim in parts.claims for name in (claim.source.id, claim.via) if name}
    named = with_origins(by_id(parts.sources), named | {one.source.id for one in lasting if one.source})
    return replace(parts, sources=tuple(source for source in parts.sources if source.id in named))


def by_id(sources: Collection[Source]) -> Mapping[str, Source]:
    """Sources by their ids."""
    return {source.id: source for source in sources}


def _claims(atlas: Atlas, ids: Collection[str]) -> tuple[Claim, ...]:
    """The claims on these incidents, in the order of the file: of those that stay in a store, no others are made."""
    if not isinstance(atlas.claim_list, StoredClaims) or len(ids) == atlas.counts.all:
        return tuple(claim for claim in atlas.claim_list if claim.incident in ids)
    sources = {source.id: source for source in atlas.source_list}
    rows = atlas.store.claims_on(list(ids)).to_pylist()
    return tuple(Claim(row["incident"], sources[row["source"]], *(row[name] for name in CLAIM_TEXTS)) for row in rows)


def own_columns(atlas: Atlas) -> tuple[str, ...]:
    """The names of the user's own columns, in the order of the file."""
    return tuple(written_name(name) for name in atlas.store.columns if name not in DERIVED)


def _sites(places: Mapping[str, Site], needed: Collection[str]) -> tuple[Site, ...]:
    """The sites that are named, and the sites that those are part of."""
    groups = {places[name].part_of for name in needed if name in places}
    return tuple(site for site in places.values() if site.id in needed or site.id in groups)


def _records(atlas: Atlas, own: tuple[str, ...]) -> tuple[Record, ...]:
    """Records as they were written, in the order of the file."""
    spots: dict[int, str] = {}
    rows: list[dict[Any, Any]] = []
    # What is written of an incident, however those have it through whom it is seen.
    bare = atlas if atlas.view.lens == View() else atlas.through(View())
    for status in TRAYS:
        numbers = bare.store.numbers(bare.view, status)
        spots |= zip(numbers["row"].to_pylist(), numbers["spot"].to_pylist(), strict=True)
        rows += bare.rows(status).to_dict("records")
    if bare is not atlas:
        shown = {number for status in TRAYS for number in atlas.store.numbers(atlas.view, status)["row"].to_pylist()}
        rows = [row for row in rows if row["row"] in shown]
    rows.sort(key=lambda row: int(row["row"]))
    return tuple(_record(row, spots[row["row"]], atlas.places.get(row["site"]), own) for row in rows)


def _record(row: Mapping[Any, Any], spot: str, site: Site | None, own: tuple[str, ...]) -> dict[str, Any]:
    """A row without what it took from its site: the place where it stands at the site's, and an equal precision."""
    placed = {name: _number(row[name]) for name in _NUMBERS}
    if spot:
        placed |= {"lon": None, "lat": None}
    if site and placed["lon"] is None and placed["precision_m"] == site.precision_m:
        placed["precision_m"] = None
    return {
        **{name: row[name] for name in WRITTEN},
        **placed,
        "when": read(row["when"]) if row["when"] else None,
        **{name: None if pd.isna(row[name]) else int(row[name]) for name in _WHOLE},
        **{name: row[stored_name(name)] for name in own},
    }


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
