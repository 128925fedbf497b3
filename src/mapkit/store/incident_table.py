"""The table of incidents that the store answers from: what was written, and what follows from it, as Arrow columns."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from mapkit.mercator import grid
from mapkit.names import all_names, fold
from mapkit.records import AGAINST, TOLL_COLUMNS, Claim, Site
from mapkit.when import When, day_number

Record = Mapping[str, Any]

SCHEMA = pa.schema(
    [
        ("row", pa.int32()),
        ("id", pa.string()),
        ("when", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("when_basis", pa.string()),
        ("site", pa.string()),
        ("layer", pa.string()),
        ("part_of", pa.string()),
        ("lon", pa.float64()),
        ("lat", pa.float64()),
        ("precision_m", pa.float64()),
        ("kind", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        *((name, pa.int64()) for name in TOLL_COLUMNS),
        ("quote", pa.string()),
        ("disputed", pa.bool_()),
        ("haystack", pa.string()),
        ("spot", pa.string()),
        ("cell_x", pa.uint32()),
        ("cell_y", pa.uint32()),
    ]
)
DERIVED = frozenset({*SCHEMA.names, "certain", "status"})  # columns of `Atlas.rows` that are not the user's own
WRITTEN = (
    "id",
    "when",
    "when_basis",
    "site",
    "lon",
    "lat",
    "precision_m",
    "kind",
    "title",
    "text",
    *TOLL_COLUMNS,
    "quote",
)


def incident_table(
    records: Sequence[Record], sites: Mapping[str, Site], claims: Sequence[Claim], own: Sequence[str] = ()
) -> pa.Table:
    """Records as an Arrow table of SCHEMA, with the user's `own` columns as text after it.

    A record has the WRITTEN columns as values (None where empty), `when` as a When or None. An incident without
    coordinates takes the point and the precision of its site; `start` and `end` are days since 1970-01-01, half-open.
    """
    against = {claim.incident for claim in claims if claim.stance in AGAINST}
    rows = [_row(place, record, sites.get(record["site"]), against) for place, record in enumerate(records)]
    table = pa.Table.from_pylist(rows, schema=_schema(SCHEMA.names[:-2]))
    columns, lines = grid(*(table[name].to_numpy() for name in ("lon", "lat")))
    table = table.append_column("cell_x", pa.array(columns)).append_column("cell_y", pa.array(lines))
    for name in own:
        table = table.append_column(name, pa.array([record[name] for record in records], pa.string()))
    return table


def claim_table(claims: Sequence[Claim]) -> pa.Table:
    """Claims as an Arrow table: incident, source and the source's party."""
    rows = [{"incident": claim.incident, "source": claim.source.id, "party": claim.source.party} for claim in claims]
    return pa.Table.from_pylist(
        rows, schema=pa.schema([(name, pa.string()) for name in ("incident", "source", "party")])
    )


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([SCHEMA.field(name) for name in names])


def _row(place: int, record: Record, site: Site | None, against: set[str]) -> dict[str, Any]:
    when: When | None = record["when"]
    exact = record["lon"] is not None
    return {
        **{name: record[name] for name in WRITTEN},
        "row": place,
        "when": when.text if when else "",
        "start": day_number(when.window.start) if when else None,
        "end": day_number(when.window.end) if when else None,
        "layer": site.layer if site else "",
        "part_of": site.part_of if site else "",
        "lon": record["lon"] if exact or not site else site.lon,
        "lat": record["lat"] if exact or not site else site.lat,
        "precision_m": _precision(record, site),
        "disputed": record["id"] in against,
        "haystack": _haystack(record, site),
        "spot": site.id if site and not exact and site.lon is not None else "",
    }


def _precision(record: Record, site: Site | None) -> float | None:
    """The incident's own precision; else its site's, unless the incident has coordinates of its own."""
    if record["precision_m"] is not None or record["lon"] is not None or site is None:
        value: float | None = record["precision_m"]
        return value
    return site.precision_m


def _haystack(record: Record, site: Site | None) -> str:
    names = all_names(site.names) if site else []
    return fold("\n".join((record["title"], record["text"], record["quote"], record["id"], *names)))
