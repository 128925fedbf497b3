"""What is shown as GeoParquet 1.1: points as WKB in longitude and latitude (OGC:CRS84), claims as lists of records.

The receipt stands in the file's key-value metadata. The same atlas and view give the same bytes.
"""

import io
import json
import struct
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.carriers import PARQUET_KEY
from mapkit.errors import ExportError
from mapkit.listing import claim_values, own_names, publisher, row_values
from mapkit.receipts import receipt_json
from mapkit.records import TOLL_COLUMNS

CLAIM = pa.struct([
    (name, pa.string())
    for name in ("source", "source_id", "publisher", "party", "stance", "says", "url", "locator")
])  # fmt: skip
SCHEMA = pa.schema([
    *((name, pa.string()) for name in ("id", "when", "when_words", "when_basis")), ("certain", pa.bool_()),
    ("site", pa.string()), ("place", pa.string()), ("lon", pa.float64()), ("lat", pa.float64()),
    ("precision_m", pa.float64()),
    *((name, pa.string()) for name in ("kind", "kind_id", "title", "text", "quote", "tolls")),
    *((name, pa.int64()) for name in TOLL_COLUMNS), ("disputed", pa.bool_()),
    ("sources", pa.list_(pa.string())), ("claims", pa.list_(CLAIM)),
])  # fmt: skip
GEOMETRY = "geometry"
_LITTLE_ENDIAN, _POINT = 1, 1  # of WKB (OGC 06-103r4)


def parquet_bytes(atlas: Atlas) -> bytes:
    """The shown incidents as GeoParquet, one row each, the user's own columns before the geometry. Raises ExportError.

    An own column named like one of ours gets " (own)" after its name.
    """
    rows = atlas.records()
    own = own_names(atlas.rows(limit=0).columns, (*SCHEMA.names, GEOMETRY))
    try:
        table = pa.Table.from_pylist([_row(atlas, row) for row in rows], schema=SCHEMA)
        for column, name in own.items():
            table = table.append_column(name, pa.array([row[column] for row in rows], pa.string()))
        points = [struct.pack("<BIdd", _LITTLE_ENDIAN, _POINT, row["lon"], row["lat"]) for row in rows]
        return _written(table.append_column(GEOMETRY, pa.array(points, pa.binary())), atlas)
    except UnicodeEncodeError as error:
        raise ExportError("a text holds half a sign (a lone surrogate), which Parquet cannot: mend it") from error


def _row(atlas: Atlas, row: Any) -> dict[str, Any]:
    claims = atlas.claims_by_incident.get(row["id"], ())
    plain = {name: row[name] for name in ("when_basis", "quote")}
    tolls = {name: None if row[name] is pa.NA else row[name] for name in TOLL_COLUMNS}
    return {
        **row_values(atlas, row), **plain, **tolls, "kind_id": row["kind"],
        "sources": list(dict.fromkeys(map(publisher, claims))),
        "claims": [claim_values(atlas, claim) for claim in claims],
    }  # fmt: skip


def _written(table: pa.Table, atlas: Atlas) -> bytes:
    stream = io.BytesIO()
    with pq.ParquetWriter(stream, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"geo": _geo(atlas), PARQUET_KEY: receipt_json(atlas)})
    return stream.getvalue()


def _geo(atlas: Atlas) -> str:
    """The metadata of GeoParquet 1.1; no `crs` means OGC:CRS84, longitude before latitude."""
    box = atlas.extent
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"] if box else []}
    if box:
        column["bbox"] = [box.west, box.south, box.east, box.north]
    return json.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})
