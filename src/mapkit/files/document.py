"""An atlas as one document of plain values, for files of other formats that carry one beside what they show.

Its members are `settings` (the entries of atlas.toml), `sites` (features that name their layer), and the rows of
`incidents`, `sources`, `claims` and `states` under the columns that docs/format.md gives them. A cell that is empty is
left out; a number is a number. The basemap is not in it, nor who kept which copy of a source
where. It is read as strictly as the files of a folder are, and
nothing in it is believed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from mapkit.atlas import Atlas
from mapkit.contents import Contents
from mapkit.edtf import When
from mapkit.errors import AtlasError, Problem
from mapkit.files.atlas_tables import CLAIMS, INCIDENTS, OPTIONAL, REPORTING, REQUIRED, SOURCES, STATES, atlas_of
from mapkit.files.layers import read_sites
from mapkit.files.limits import beyond, is_number
from mapkit.files.serialise import cell, claim_cells, reporting_cells, settings_entries, site_feature, state_cells
from mapkit.files.settings import settings_of
from mapkit.files.tables import Row, Table
from mapkit.records import SOURCE_INWARD
from mapkit.store.incident_table import WRITTEN, Record

Document = Mapping[str, Any]

MEMBERS = {"incidents": INCIDENTS, "sources": SOURCES, "claims": CLAIMS, "states": STATES}
_INWARD = dict.fromkeys(SOURCE_INWARD, "")  # a document leaves with a file that is for others
LATE = {"reporting": REPORTING}  # which files of before do not have


def document(parts: Contents) -> dict[str, Any]:
    """The records of an atlas as a document."""
    return {
        "settings": settings_entries(parts.meta),
        "sites": [
            {**feature, "properties": {"layer": site.layer, **feature["properties"]}}
            for site, feature in ((site, site_feature(site)) for site in parts.sites)
        ],
        "sources": [_stated({**asdict(source), **_INWARD}) for source in parts.sources],
        "states": [_stated(state_cells(state)) for state in parts.states],
        "incidents": [incident_cells(record, parts.own) for record in parts.records],
        "claims": [_stated(claim_cells(claim)) for claim in parts.claims],
        **({"reporting": [_stated(reporting_cells(one)) for one in parts.reporting]} if parts.reporting else {}),
    }


def incident_cells(record: Record, own: Iterable[str]) -> dict[str, Any]:
    """A record as what is written of it, the user's own columns always."""
    written = {name: _plain(record[name]) for name in WRITTEN}
    return {**_stated(written), **{name: record[name] for name in own}}


def _plain(value: Any) -> Any:
    """A whole number of metres or degrees without its point, as files have it."""
    if isinstance(value, When):
        return value.text
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _stated(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in cells.items() if value not in ("", None)}


def read_document(found: Any, name: str) -> Atlas:
    """The atlas of a document; `name` is what its problems call it. Raises AtlasError with every one of them."""
    if wrong := _misshapen(found):
        raise AtlasError([Problem(name, "document-unreadable", wrong)])
    meta, version, problems = settings_of(found["settings"])
    collection = {"type": "FeatureCollection", "features": found["sites"]}
    sites, wrongs = read_sites(collection, f"{name} sites", meta)
    members = {**MEMBERS, **{member: file for member, file in LATE.items() if member in found}}
    tables = {file: _table(found[member], f"{name} {member}", file) for member, file in members.items()}
    return atlas_of(meta, version, sites, tables, context={}, problems=[*problems, *wrongs])


def _misshapen(found: Any) -> str:
    """What keeps a value from being a document at all; "" if nothing does."""
    if not isinstance(found, dict) or not isinstance(found.get("settings"), dict):
        return "it has no settings: it is no atlas as mapkit writes one"
    for member in ("sites", *MEMBERS, *LATE):
        rows = found.get(member, [] if member in LATE else None)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            return f"{member!r} is no list of records: it is no atlas as mapkit writes one"
    return beyond(found)


def _table(rows: list[Mapping[str, Any]], name: str, file: str) -> Table:
    columns = tuple(dict.fromkeys((*{**REQUIRED, **OPTIONAL}[file], *(column for row in rows for column in row))))
    made = tuple(Row(f"{name} {number}", _cells(row)) for number, row in enumerate(rows, 1))
    odd = tuple(
        Problem(row.place, "cell-type", f"{column} is no text and no number")
        for row, found in zip(made, rows, strict=True)
        for column, value in found.items()
        if not isinstance(value, str | None) and not is_number(value)
    )
    return Table(columns, made, odd)


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    return {column: cell(value) if is_number(value) or value is None else str(value) for column, value in row.items()}
