"""The table of incidents that the store answers from: what was written, and what follows from it, as Arrow columns."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from mapkit.edtf import Days, When
from mapkit.incident_columns import columns, names
from mapkit.mercator import grid
from mapkit.names import all_names, fold
from mapkit.records import AGAINST, Claim, Site
from mapkit.when import OPEN_START

Record = Mapping[str, Any]

SCHEMA = pa.schema([(one.name, pa.type_for_alias(one.type)) for one in columns(lambda one: one.stored)])
DERIVED = frozenset(names(lambda one: one.origin != "told"))  # columns of `Atlas.rows` that are not the user's own
WRITTEN = names(lambda one: one.written)
CLAIMED = ("incident", "source", "party", "stance")  # of claims, what a view can ask
LATER = frozenset(names(lambda one: one.origin in ("made", "asked") and not one.reserved))
OWN = "own."
GRID = ("cell_x", "cell_y")  # made of whole columns at once
SEARCHED = (*names(lambda one: one.free and one.name != "id"), "id")  # what a search for words looks into


def incident_table(
    records: Sequence[Record],
    sites: Mapping[str, Site],
    claims: Sequence[Claim],
    own: Sequence[str] = (),
    as_of: date = OPEN_START,
) -> pa.Table:
    """Records as an Arrow table of SCHEMA, with the user's `own` columns as text after it.

    A record has the WRITTEN columns as values (None where empty), `when` as a When or None. An incident without
    coordinates takes the point and the precision of its site; the four days (`edtf.Days`) are numbers since 1970-01-01,
    half-open. What still goes on does so for certain up to `as_of`.
    """
    against = {claim.incident for claim in claims if claim.stance in AGAINST}
    rows = [_row(place, record, sites.get(record["site"]), against, as_of) for place, record in enumerate(records)]
    table = pa.Table.from_pylist(rows, schema=_schema([name for name in SCHEMA.names if name not in GRID]))
    for name, cells in zip(GRID, grid(*(table[axis].to_numpy() for axis in ("lon", "lat"))), strict=True):
        table = table.append_column(name, pa.array(cells))
    table = table.select(SCHEMA.names)
    for name in own:
        table = table.append_column(stored_name(name), pa.array([record[name] for record in records], pa.string()))
    return table


def stored_name(own: str) -> str:
    """The name that a column of the user's own has in the store: "own.sure_start" where mapkit came to need the name.

    Such a column came with a later version, and must not make atlases unreadable that had it before.
    """
    bare = own
    while bare.startswith(OWN):
        bare = bare.removeprefix(OWN)
    return OWN + own if bare.casefold() in LATER else own


def written_name(stored: str) -> str:
    """The name in the file of a column of the store: the way back of `stored_name`."""
    name = stored.removeprefix(OWN)
    return name if stored_name(name) == stored else stored


def asked_name(own: str) -> str:
    """The name in the store of a column that a view asks for: links of before say it as the file does."""
    return own if own.startswith(OWN) else stored_name(own)


def claim_table(claims: Sequence[Claim]) -> pa.Table:
    """Claims as an Arrow table: incident, source, the source's party, and the stance."""
    rows = [(claim.incident, claim.source.id, claim.source.party, claim.stance) for claim in claims]
    columns = zip(*rows, strict=True) if rows else [()] * len(CLAIMED)
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in zip(CLAIMED, columns, strict=True)})


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([SCHEMA.field(name) for name in names])


def _row(place: int, record: Record, site: Site | None, against: set[str], as_of: date) -> dict[str, Any]:
    when: When | None = record["when"]
    days = when.days(as_of)._asdict() if when else dict.fromkeys(Days._fields)
    return {
        **{name: record[name] for name in WRITTEN},
        "row": place,
        "when": when.text if when else "",
        **days,
        **placed(record, site),
        "disputed": record["id"] in against,
        "haystack": _haystack(record, site),
    }


def placed(record: Record, site: Site | None) -> dict[str, Any]:
    """Where something lies that has a `lon`, `lat` and `precision_m` of its own, or stands at a site."""
    exact = record["lon"] is not None
    return {
        "layer": site.layer if site else "",
        "part_of": site.part_of if site else "",
        "lon": record["lon"] if exact or not site else site.lon,
        "lat": record["lat"] if exact or not site else site.lat,
        "precision_m": _precision(record, site),
        "spot": site.id if site and not exact and site.lon is not None else "",
    }


def _precision(record: Record, site: Site | None) -> float | None:
    """The incident's own precision; else its site's, unless the incident has coordinates of its own."""
    if record["precision_m"] is not None or record["lon"] is not None or site is None:
        value: float | None = record["precision_m"]
        return value
    return site.precision_m


def _haystack(record: Record, site: Site | None) -> str:
    names_of_site = all_names(site.names) if site else []
    return fold("\n".join((*(record[name] for name in SEARCHED), *names_of_site)))
