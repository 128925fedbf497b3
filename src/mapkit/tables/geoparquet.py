"""What is shown as GeoParquet 1.1: points as WKB in longitude and latitude (OGC:CRS84), claims as lists of records.

The file's key-value metadata hold the receipt, and what the atlas holds beside (`tables.beside`). The same atlas and
view give the same bytes.
"""

import io
import json
import struct
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.incident_columns import columns, names
from mapkit.receipts.containers import PARQUET_KEY
from mapkit.receipts.receipt import START, receipt_json
from mapkit.report import Progress
from mapkit.tables.beside import beside
from mapkit.tables.incident_rows import (
    CLAIM_VALUES,
    COLUMNS,
    batches,
    claim_values,
    more_stated,
    own_names,
    publisher,
    row_values,
)

CLAIM = [(name, pa.string()) for name in CLAIM_VALUES]
LISTS = {"sources": pa.list_(pa.string()), "claims": pa.list_(pa.struct(CLAIM))}  # which other tables have as one text
_TYPES = {one.name: pa.type_for_alias(one.type) for one in columns(lambda one: one.tabled)}
SCHEMA = pa.schema([(name, LISTS.get(name, _TYPES[name])) for name in COLUMNS])
DAYS = names(lambda one: one.type == "date32")
GEOMETRY = "geometry"
BESIDE = "mapkit:atlas"
_TAIL = 8  # bytes after the metadata: their length, and a magic word
_LITTLE_ENDIAN, _POINT = 1, 1  # of WKB (OGC 06-103r4)


def parquet_bytes(atlas: Atlas, progress: Progress | None = None) -> bytes:
    """The table of `write_parquet` as bytes. Raises ExportError."""
    file = io.BytesIO()
    write_parquet(atlas, file, progress)
    return file.getvalue()


def write_parquet(atlas: Atlas, file: BinaryIO, progress: Progress | None = None) -> int:
    """The shown incidents as GeoParquet, one row each, the user's own columns before the geometry. Raises ExportError.

    An own column named like one of ours gets " (own)" after its name. Gives the byte at which the receipt's seal
    begins.
    """
    own = own_names(atlas.store.columns, (*SCHEMA.names, GEOMETRY))
    ours = _schema(atlas)
    schema = pa.schema([*ours, *((name, pa.string()) for name in own.values()), (GEOMETRY, pa.binary())])
    about = receipt_json(atlas)
    try:
        with pq.ParquetWriter(file, schema, compression="zstd", store_schema=False) as writer:
            for rows in batches(atlas, progress):
                writer.write_table(_table(atlas, rows, ours, own))
            rest = beside(atlas)
            carried = {BESIDE: json.dumps(rest, ensure_ascii=False, allow_nan=False)} if rest else {}
            writer.add_key_value_metadata({"geo": _geo(atlas), PARQUET_KEY: about, **carried})
    except UnicodeEncodeError as error:
        raise ExportError("a text holds half a character (a lone surrogate), which Parquet cannot: mend it") from error
    return _seal_at(file, about.encode())


def _schema(atlas: Atlas) -> pa.Schema:
    """SCHEMA, its claims with the columns that something is written in."""
    claim = pa.struct([*CLAIM, *((name, pa.string()) for name in more_stated(atlas))])
    return SCHEMA.set(SCHEMA.get_field_index("claims"), pa.field("claims", pa.list_(claim)))


def _table(atlas: Atlas, rows: Sequence[Any], schema: pa.Schema, own: Mapping[str, str]) -> pa.Table:
    table = pa.Table.from_pylist([_row(atlas, row) for row in rows], schema=schema)
    for column, name in own.items():
        table = table.append_column(name, pa.array([row[column] for row in rows], pa.string()))
    points = [struct.pack("<BIdd", _LITTLE_ENDIAN, _POINT, row["lon"], row["lat"]) for row in rows]
    return table.append_column(GEOMETRY, pa.array(points, pa.binary()))


def _seal_at(file: BinaryIO, about: bytes) -> int:
    """Where the seal begins in a finished file: its end holds the metadata, and how long they are."""
    size = file.seek(0, io.SEEK_END)
    file.seek(size - _TAIL)
    length = int.from_bytes(file.read(4), "little")
    start = size - _TAIL - length
    file.seek(start)
    return start + file.read(length).index(about) + len(START)


def _row(atlas: Atlas, row: Any) -> dict[str, Any]:
    claims = atlas.claims_by_incident.get(row["id"], ())
    values = row_values(atlas, row)
    days = {name: values[name] and date.fromisoformat(str(values[name])) for name in DAYS}
    return {
        **values,
        **days,
        "sources": list(dict.fromkeys(map(publisher, claims))),
        "claims": [claim_values(atlas, claim) for claim in claims],
    }


def _geo(atlas: Atlas) -> str:
    """The metadata of GeoParquet 1.1; no `crs` means OGC:CRS84, longitude before latitude."""
    box = atlas.extent
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"] if box else []}
    if box:
        column["bbox"] = [box.west, box.south, box.east, box.north]
    return json.dumps({"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}})
