"""Exactly the incidents that are shown, as a table for spreadsheets (CSV) and as features for maps (GeoJSON)."""

import csv
import io
import json
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.carriers import GEOJSON_START
from mapkit.incidents import DERIVED
from mapkit.inert import inert
from mapkit.receipts import receipt_json
from mapkit.records import BOUNDS, TOLLS, Claim
from mapkit.words import place_words, toll_words, when_words

Row = Mapping[Hashable, Any]
Value = str | float | bool | None

COLUMNS = (
    "id", "when", "when_words", "certain", "site", "place", "lon", "lat", "precision_m", "kind", "title", "text",
    "tolls", "disputed", "sources", "claims",
)  # fmt: skip


def csv_bytes(atlas: Atlas) -> bytes:
    """The shown incidents as CSV (RFC 4180), one line each, the user's own columns last.

    It begins with a byte order mark: spreadsheets take UTF-8 without one for the machine's old code page and garble
    Armenian and Cyrillic, while readers of CSV skip it (pandas, Python's "utf-8-sig", mapkit itself). There are no
    comment lines, which spreadsheets read as data; the receipt is a file beside it. Texts that a spreadsheet would run
    are made inert, see `mapkit.inert`. An own column named like one of ours gets " (own)" after its name.
    """
    text, rows = io.StringIO(newline=""), atlas.rows()
    own = own_names(rows.columns)
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *map(inert, own.values())])
    for row in rows.to_dict("records"):
        values = row_values(atlas, row)
        writer.writerow([_cell(value) for value in (*(values[name] for name in COLUMNS), *(row[name] for name in own))])
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def geojson_bytes(atlas: Atlas) -> bytes:
    """The shown incidents as an RFC 7946 FeatureCollection with the receipt in its foreign member "mapkit"."""
    features = ",\n".join(_json(_feature(atlas, row)) for row in atlas.records())
    text = f'{{"type": "FeatureCollection",{GEOJSON_START}{receipt_json(atlas)},\n"features": [\n{features}\n]}}\n'
    return text.encode("utf-8", "backslashreplace")  # a lone surrogate becomes its JSON escape


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def own_names(columns: Iterable[Hashable], ours: Iterable[str] = COLUMNS) -> dict[str, str]:
    """The user's own columns and the names they get beside `ours`."""
    taken, names = set(ours), dict[str, str]()
    for column in map(str, columns):
        if column not in DERIVED:
            name = column
            while name in taken:
                name += " (own)"
            taken.add(name)
            names[column] = name
    return names


def row_values(atlas: Atlas, row: Row) -> dict[str, Value]:
    """The cells of an incident by the names of COLUMNS; lon and lat are degrees, precision_m metres or None."""
    claims = atlas.claims_by_incident.get(row["id"], ())
    return {
        **{name: row[name] for name in ("id", "when", "site", "title", "text")},
        "when_words": when_words(row["when"]), "certain": bool(row["certain"]), "disputed": bool(row["disputed"]),
        "place": place_words(atlas, row["site"]), "lon": float(row["lon"]), "lat": float(row["lat"]),
        "precision_m": None if pd.isna(row["precision_m"]) else float(row["precision_m"]),
        "kind": _kind_label(atlas, row["kind"]),
        "tolls": "; ".join(words for toll in TOLLS if (words := toll_words(row, toll))),
        "sources": "; ".join(dict.fromkeys(map(publisher, claims))),
        "claims": "; ".join(f"{claim.stance} {publisher(claim)}: {claim.says}" for claim in claims),
    }  # fmt: skip


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return inert(str(value or ""))


def _feature(atlas: Atlas, row: Row) -> dict[str, Any]:
    values = row_values(atlas, row)
    point = {"type": "Point", "coordinates": [values.pop("lon"), values.pop("lat")]}
    properties: dict[str, Any] = {name: values[name] for name in COLUMNS if name in values}
    properties |= {
        "kind_id": row["kind"], "when_basis": row["when_basis"], "quote": row["quote"],
        "tolls": {toll: _bounds(row, toll) for toll in TOLLS},
        "sources": list(dict.fromkeys(map(publisher, atlas.claims_by_incident.get(row["id"], ())))),
        "claims": [claim_values(atlas, claim) for claim in atlas.claims_by_incident.get(row["id"], ())],
        "own": {name: str(row[name] or "") for name in own_names(row)},
    }  # fmt: skip
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": properties}


def _bounds(row: Row, toll: str) -> dict[str, int] | None:
    """The bounds that are stated of a toll, or None if none is."""
    stated = {bound: row[f"{toll}_{bound}"] for bound in BOUNDS}
    return {bound: int(value) for bound, value in stated.items() if not pd.isna(value)} or None


def claim_values(atlas: Atlas, claim: Claim) -> dict[str, Any]:
    """A claim with what a reader needs to know of its source."""
    source = claim.source
    party = next((party.label for party in atlas.meta.parties if party.id == source.party), "")
    return {
        "source": source.title, "source_id": source.id, "publisher": source.publisher, "party": party,
        "stance": claim.stance, "says": claim.says, "url": source.url or None, "locator": claim.locator,
    }  # fmt: skip


def publisher(claim: Claim) -> str:
    """Who published the source of a claim; its title where nobody is named."""
    return claim.source.publisher or claim.source.title


def _kind_label(atlas: Atlas, kind: str) -> str:
    return next((one.label for one in atlas.meta.kinds if one.id == kind), kind)
