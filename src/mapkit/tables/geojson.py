"""Exactly the incidents that are shown, as features for maps (GeoJSON)."""

import io
import json
from typing import Any, BinaryIO

import pandas as pd

from mapkit.atlas import Atlas
from mapkit.receipts.containers import GEOJSON_START
from mapkit.receipts.receipt import START, receipt_json
from mapkit.records import BOUNDS, TOLL_COLUMNS, TOLLS
from mapkit.report import Progress
from mapkit.tables.beside import beside
from mapkit.tables.incident_rows import (
    COLUMNS,
    Row,
    batches,
    claim_values,
    own_names,
    publisher,
    row_values,
)

BESIDE = "mapkit-atlas"
_PLAIN = tuple(name for name in COLUMNS if name not in ("lon", "lat", *TOLL_COLUMNS))  # which have a form of their own


def geojson_bytes(atlas: Atlas, progress: Progress | None = None) -> bytes:
    """The features of `write_geojson` as bytes. Raises ExportError."""
    file = io.BytesIO()
    write_geojson(atlas, file, progress)
    return file.getvalue()


def write_geojson(atlas: Atlas, file: BinaryIO, progress: Progress | None = None) -> int:
    """The shown incidents as an RFC 7946 FeatureCollection, with two foreign members: "mapkit" and BESIDE.

    The one is the receipt, the other what the atlas holds beside them (`tables.beside`), where that is not too much.
    Gives the byte at which the receipt's seal begins. Raises ExportError.
    """
    head, between = f'{{"type": "FeatureCollection",{GEOJSON_START}', ""
    file.write(f'{head}{receipt_json(atlas)},\n"features": [\n'.encode("utf-8", "backslashreplace"))
    for rows in batches(atlas, progress):
        features = ",\n".join(_json(_feature(atlas, row)) for row in rows)
        # a lone surrogate becomes its JSON escape
        file.write(f"{between}{features}".encode("utf-8", "backslashreplace"))
        between = ",\n"
    rest = beside(atlas)
    file.write((f'\n],\n"{BESIDE}": {_json(rest)}}}\n' if rest else "\n]}\n").encode("utf-8", "backslashreplace"))
    return len(head.encode()) + len(START)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _feature(atlas: Atlas, row: Row) -> dict[str, Any]:
    values = row_values(atlas, row)
    point = {"type": "Point", "coordinates": [values["lon"], values["lat"]]}
    properties: dict[str, Any] = {name: values[name] for name in _PLAIN}
    properties |= {
        "tolls": {toll: _bounds(row, toll) for toll in TOLLS},
        "sources": list(dict.fromkeys(map(publisher, atlas.claims_by_incident.get(row["id"], ())))),
        "claims": [claim_values(atlas, claim) for claim in atlas.claims_by_incident.get(row["id"], ())],
        "own": {name: str(row[column] or "") for column, name in own_names(row, ()).items()},
    }
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": properties}


def _bounds(row: Row, toll: str) -> dict[str, int] | None:
    """The bounds that are stated of a toll, or None if none is."""
    stated = {bound: row[f"{toll}_{bound}"] for bound in BOUNDS}
    return {bound: int(value) for bound, value in stated.items() if not pd.isna(value)} or None
