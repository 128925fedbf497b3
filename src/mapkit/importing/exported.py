"""Features and tables that mapkit wrote, read back: incidents with their tolls, and the claims on them as they were.

A GeoJSON or a GeoParquet with mapkit's receipt holds each incident's claims with stance, words and source. Sites,
states and what the map does not show are not in it; the report says so, and names the format that has them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit import edtf
from mapkit.atlas import Atlas
from mapkit.contents import Contents
from mapkit.errors import AtlasError, ParseError, Problem
from mapkit.importing.build import Extent
from mapkit.importing.cells.kinds import numbered_kind
from mapkit.importing.formats.regular_file import open_regular, shown_name
from mapkit.incident_columns import columns, names
from mapkit.receipts.containers import PARQUET_KEY
from mapkit.receipts.receipt import Receipt, read_receipt
from mapkit.records import BOUNDS, STANCES, TOLL_COLUMNS, TOLLS, Claim, Kind, Meta, Party, Source
from mapkit.report import Report
from mapkit.tables.geoparquet import GEOMETRY, SCHEMA

SUFFIXES = (".geojson", ".parquet")
MAX_BYTES = 1 << 30
MARK = b"mapkit-receipt"  # in every receipt
_EMPTY = {one.name: one.empty for one in columns(lambda one: one.written)}
_PLAIN = names(lambda one: one.written and one.type == "string" and one.name not in ("id", "when", "site", "kind"))
_SOURCE = ("title", "publisher", "url", "archive_url", "published", "accessed")

Entry = Mapping[str, Any]


def read_exported(path: Path) -> Atlas | None:
    """The atlas of a file that carries mapkit's receipt, None for any other. Raises AtlasError for a changed one.

    `report` says what the file does not carry.
    """
    found = _opened(path)
    if found is None:
        return None
    said, data = found
    try:
        return _atlas(list(_features(data) if isinstance(data, dict) else _rows(data)), said, shown_name(path))
    except (KeyError, TypeError, ValueError, AttributeError, ParseError) as error:
        words = f"it carries a receipt of mapkit, but its incidents are not as mapkit writes them ({error})"
        advice = "read it as any table with the dialect plain, or export it again as a ZIP"
        raise AtlasError([Problem(shown_name(path), "export-changed", f"{words}: {advice}")]) from error


def _opened(path: Path) -> tuple[Receipt, Any] | None:
    """The receipt of a file, and its features or its rows; None where there is no receipt."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        return None
    with open_regular(path, MAX_BYTES) as file:
        try:
            if suffix == ".geojson":
                text = file.read()
                if MARK not in text:  # most are of others, and not parsed twice
                    return None
                data = json.loads(text)
                return read_receipt(json.dumps(data["mapkit"], separators=(",", ":"))), data
            parquet = pq.ParquetFile(file)
            said = read_receipt((parquet.metadata.metadata or {})[PARQUET_KEY.encode()].decode())
            return said, parquet.read()
        except (ValueError, KeyError, TypeError, RecursionError, pa.ArrowException, ParseError):
            return None


def _features(data: Mapping[str, Any]) -> Iterator[Entry]:
    for feature in data["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        found = feature["properties"]
        tolls = {f"{toll}_{bound}": (found["tolls"][toll] or {}).get(bound) for toll in TOLLS for bound in BOUNDS}
        yield {**found, "lon": lon, "lat": lat, **tolls}


def _rows(table: pa.Table) -> Iterator[Entry]:
    for row in table.to_pylist():
        own = {name: value or "" for name, value in row.items() if name not in SCHEMA.names and name != GEOMETRY}
        yield {**row, "own": own}


def _atlas(entries: Sequence[Entry], said: Receipt, name: str) -> Atlas:
    """Everything that the entries say, as an atlas."""
    sources: dict[str, Source] = {}
    claims = [Claim(**_claim(entry["id"], one, sources)) for entry in entries for one in entry["claims"]]
    own = tuple(dict.fromkeys(column for entry in entries for column in entry["own"]))
    records = tuple({**dict.fromkeys(own, ""), **_record(entry)} for entry in entries)
    extent = Extent()
    extent.add(*([record[axis] for record in records] for axis in ("lon", "lat")))
    meta = Meta(
        said.title,
        licence=said.licence,
        credits=said.credits,
        home=extent.box(),
        kinds=_kinds(entries),
        parties=_parties(entries),
    )
    atlas = Contents(meta, (), records, tuple(sources.values()), tuple(claims), (), {}, own).atlas()
    notes = (f"read as mapkit wrote it: {len(records):,} incidents, {len(claims):,} claims", *_missing(said))
    return replace(atlas, report=Report(name, len(records), len(records), (), notes))


def _missing(said: Receipt) -> Iterator[str]:
    """What the file does not carry."""
    kept = "sites with their names, states and the basemap are not in such a file"
    apart = said.counts.undated + said.counts.unplaced
    if apart:
        kept += f", nor are {apart:,} incidents without a date or a place"
    yield f"{kept}: a ZIP of the atlas has all of it"


def _record(entry: Entry) -> dict[str, Any]:
    when = entry["when"]
    return {
        **_EMPTY,
        **{name: str(entry[name] or "") for name in _PLAIN if name in entry},
        "id": str(entry["id"]),
        "when": edtf.read(when) if when else None,
        "site": "",
        "kind": str(entry["kind_id"]),
        "lon": float(entry["lon"]),
        "lat": float(entry["lat"]),
        "precision_m": None if entry["precision_m"] is None else float(entry["precision_m"]),
        **{name: None if entry[name] is None else int(entry[name]) for name in TOLL_COLUMNS},
        **{str(name): str(value or "") for name, value in entry["own"].items()},
    }


def _claim(incident: str, found: Entry, sources: dict[str, Source]) -> dict[str, Any]:
    """A claim as its fields; its source is met once."""
    if found["stance"] not in STANCES:
        raise ParseError("stance-unknown", f"{found['stance']!r} is no stance")
    texts = {name: str(found.get(name) or "") for name in _SOURCE[1:]}
    source = Source(str(found["source_id"]), str(found["source"]), party=str(found.get("party_id") or ""), **texts)
    texts = {name: str(found.get(name) or "") for name in ("says", "locator", "said")}
    return {
        "incident": incident,
        "source": sources.setdefault(source.id, source),
        "stance": found["stance"],
        **texts,
    }


def _kinds(entries: Sequence[Entry]) -> tuple[Kind, ...]:
    """The kinds by id, with looks of their own: theirs are not in the file."""
    labels = {str(entry["kind_id"]): str(entry["kind"]) for entry in entries}
    return tuple(numbered_kind(place, *one) for place, one in enumerate(sorted(labels.items())))


def _parties(entries: Sequence[Entry]) -> tuple[Party, ...]:
    claims = (claim for entry in entries for claim in entry["claims"])
    labels = {claim["party_id"]: claim["party"] for claim in claims if claim.get("party_id")}
    return tuple(Party(str(id_), str(label)) for id_, label in sorted(labels.items()))
