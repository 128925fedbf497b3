"""What stands in a file that mapkit wrote: its receipt, its incidents as they are shown, and the rest of its atlas.

Nothing in it runs and nothing in it is believed: it is parsed within limits, and checked as any atlas when it is read.
"""

import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.errors import AtlasError, ParseError, Problem
from mapkit.files.zip_read import RECEIPT
from mapkit.importing.formats.limits import MAX_BYTES as MAX_TABLE
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.formats.regular_file import open_regular, shown_name
from mapkit.importing.formats.zip_guard import BROKEN, open_zip
from mapkit.receipts.containers import PARQUET_KEY, place_of
from mapkit.receipts.read import opened as opened_receipt
from mapkit.receipts.receipt import Receipt, read_receipt
from mapkit.receipts.seal import BESIDE as RECEIPT_BESIDE
from mapkit.receipts.seal import is_whole
from mapkit.records import BOUNDS, TOLLS
from mapkit.spreadsheet import restored
from mapkit.store.incident_table import WRITTEN
from mapkit.tables import geojson, geoparquet
from mapkit.tables.beside import Entry
from mapkit.tables.csv_table import CLAIMS, HEADER, PACKED
from mapkit.tables.geoparquet import GEOMETRY, SCHEMA
from mapkit.webmap.atlas_inside import START, read_inside

MAX_BYTES = 1 << 30
MARK = b"mapkit-receipt"  # in every receipt
_PAGE = re.compile(re.escape(START.encode()) + rb"([^<]*)</script>")
_ISLAND = re.compile(rb'<script type="application/json" id="(?!mapkit-)[^"<>]*">([^<]*)</script>')
_OWN = " (own)"  # after the name of a user's own column that is one of ours
_WHOLE = (
    "take a ZIP (.zip) of the same view, or the Parquet files of its atlas; or read it as any table (the dialect "
    "plain), and who disputes and who denies is lost"
)
_HEAD = 4096  # bytes in which the header of a table of ours ends
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError, pa.ArrowException, ParseError)


@dataclass(frozen=True)
class Exported:
    """A file of mapkit's: `entries` are its incidents, `beside` what of the atlas they leave out (None: nothing).

    There is no `receipt` where the file that it stood in is gone. `whole` is whether it is to the byte what was sealed.
    A page has all of its atlas as a `document` instead.
    """

    entries: Sequence[Entry]
    receipt: Receipt | None
    whole: bool
    beside: Any = None
    document: Any = None


def opened(path: Path) -> Exported | None:
    """What mapkit wrote into a file; None for any other. Raises AtlasError where it is no file, or no longer a table.

    Raises KeyError, TypeError, ValueError and AttributeError for one of mapkit's that was changed beyond reading.
    """
    read = _OPENERS.get(path.suffix.lower())
    return read(path) if read else None


def is_own_table(path: Path) -> bool:
    """Whether a file is a CSV as mapkit writes it, told by its first line. Raises AtlasError for no regular file."""
    if path.suffix.lower() != ".csv":
        return False
    with open_regular(path, sys.maxsize) as file:
        return ",".join(HEADER).encode() in file.read(_HEAD)


def _geojson(path: Path) -> Exported | None:
    text = _bytes(path)
    if MARK not in text:  # most are of others, and not parsed twice
        return None
    try:
        data = json.loads(text)
        said = read_receipt(json.dumps(data["mapkit"], separators=(",", ":")))
    except _BROKEN:
        return None
    return Exported([*_features(data)], said, _whole(text, ".geojson"), data.get(geojson.BESIDE))


def _parquet(path: Path) -> Exported | None:
    data = _bytes(path)
    try:
        table = pq.read_table(pa.BufferReader(data))
        metadata = table.schema.metadata or {}
        said = read_receipt(metadata[PARQUET_KEY.encode()].decode())
    except _BROKEN:
        return None
    rest = metadata.get(geoparquet.BESIDE.encode())
    return Exported([*_rows(table)], said, _whole(data, ".parquet"), json.loads(rest) if rest else None)


def _csv(path: Path) -> Exported | None:
    with open_regular(path, MAX_BYTES) as file:
        head = file.read(_HEAD)
    if CLAIMS.encode() not in head:
        return None
    if path.stat().st_size > MAX_TABLE:
        words = f"mapkit wrote this table, and more than {MAX_TABLE:,} bytes of one cannot be read whole: {_WHOLE}"
        raise AtlasError([Problem(shown_name(path), "file-too-large", words)])
    sheet = read_sheet(path, delimiter="," if ",".join(HEADER).encode() in head else None)  # a spreadsheet's may differ
    if sheet.columns[: len(HEADER)] != HEADER:
        return None
    if sheet.problems:
        raise AtlasError(sheet.problems)
    said, whole = _lies_beside(path)
    own = {column: _own_name(column) for column in sheet.columns[len(HEADER) :]}
    return Exported([_line(row.cells, own) for row in sheet.rows], said, whole)


def is_packed_table(path: Path) -> bool:
    """Whether a file is a ZIP with nothing but a table as mapkit writes it, and its receipt."""
    if path.suffix.lower() != ".zip":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return sorted(archive.namelist()) == sorted((RECEIPT, PACKED))
    except (*BROKEN, OSError):  # which the reader of atlases tells
        return False


def _packed(path: Path) -> Exported | None:
    if not is_packed_table(path):
        return None
    data = _bytes(path)
    with open_zip(BytesIO(data), shown_name(path)) as archive, TemporaryDirectory(prefix="mapkit-") as folder:
        table = Path(folder) / PACKED
        try:
            table.write_bytes(archive.read(PACKED))
        except BROKEN as error:
            words = f"the table in it is damaged ({error}): save it again"
            raise AtlasError([Problem(shown_name(path), "file-unreadable", words)]) from error
        found = _csv(table)
    try:
        said = read_receipt(place_of(data, ".zip").text)
    except ParseError:
        said = None
    return found and replace(found, receipt=said, whole=_whole(data, ".zip"))


def _html(path: Path) -> Exported | None:
    """A page is for looking at: nobody changes it by hand, and one that was changed is not read."""
    data = _bytes(path)
    if MARK not in data:
        return None
    name = shown_name(path)
    try:
        said, whole = read_receipt(place_of(data, ".html").text), is_whole(data, ".html")
    except ParseError:
        whole = False
    if not whole:
        words = "this page was changed since mapkit wrote it: take the file as it was exported, or a ZIP of the atlas"
        raise AtlasError([Problem(name, "page-changed", words)])
    found, islands = _PAGE.findall(data), _ISLAND.findall(data)
    if len(found) != 1 or len(islands) != 1:
        words = (
            "this page holds no atlas: it shows counts alone, or is a dossier, or an older mapkit wrote it: take a ZIP "
            "of the atlas"
        )
        raise AtlasError([Problem(name, "page-bare", words)])
    return Exported([], said, True, document=read_inside(*map(json.loads, (*found, *islands))))


def _bytes(path: Path) -> bytes:
    with open_regular(path, MAX_BYTES) as file:
        return file.read()


def _whole(data: bytes, suffix: str) -> bool:
    try:
        return is_whole(data, suffix)
    except ParseError:  # laid out anew, so that its receipt is where no receipt is
        return False


def _lies_beside(path: Path) -> tuple[Receipt | None, bool]:
    """The receipt that lies beside a table, and whether both are whole."""
    if not path.with_name(path.name + RECEIPT_BESIDE).is_file():
        return None, True
    try:
        found = opened_receipt(path)
    except ParseError:
        return None, False
    return found.receipt, found.whole


def _features(data: Mapping[str, Any]) -> Iterator[Entry]:
    for feature in data["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        found = feature["properties"]
        tolls = {f"{toll}_{bound}": (found["tolls"][toll] or {}).get(bound) for toll in TOLLS for bound in BOUNDS}
        yield {**found, "lon": lon, "lat": lat, **tolls}


def _rows(table: pa.Table) -> Iterator[Entry]:
    own = {name: _own_name(name) for name in table.column_names if name not in SCHEMA.names and name != GEOMETRY}
    for row in table.to_pylist():
        yield {**row, "own": {called: row[name] or "" for name, called in own.items()}}


def _line(cells: Mapping[str, str], own: Mapping[str, str]) -> Entry:
    told = {name: restored(cells[name]) for name in HEADER}
    claims = json.loads(told[CLAIMS]) if told[CLAIMS] else []
    return {**told, "claims": claims, "own": {called: restored(cells[name]) for name, called in own.items()}}


def _own_name(column: str) -> str:
    """The name in the atlas of a column of the user's own, which had one of ours that nobody writes."""
    name = restored(column)
    bare = name.removesuffix(_OWN)
    return bare if bare in HEADER and bare not in WRITTEN else name


_OPENERS: Mapping[str, Callable[[Path], Exported | None]] = {
    ".geojson": _geojson,
    ".parquet": _parquet,
    ".csv": _csv,
    ".zip": _packed,
    ".html": _html,
}
