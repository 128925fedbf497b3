"""Reading one table of a person's: what kind of file it is, and who reads it.

A kind is told by the ending of the name and proven by the first bytes: a file that is not what it is called is refused.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mapkit.errors import MapkitError
from mapkit.importing.formats.delimited import read_delimited
from mapkit.importing.formats.gdal import MAGIC, read_foreign
from mapkit.importing.formats.geojson import LINES, read_features
from mapkit.importing.formats.gpx import read_waypoints
from mapkit.importing.formats.kml import read_placemarks
from mapkit.importing.formats.limits import MAX_BYTES, MAX_JSON_BYTES, MAX_UNPACKED, refusal
from mapkit.importing.formats.packed import PACKED, read_packed, tables_in
from mapkit.importing.formats.regular_file import open_regular, shown_name
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.formats.xlsx import read_workbook

TEXTS = (".csv", ".tsv", ".tab", ".txt", ".psv")
WORKBOOKS = (".xlsx", ".xlsm")
FEATURES = (".geojson", ".json", *LINES)
PLACEMARKS = (".kml", ".gpx")
FOREIGN = {
    ".parquet": "Parquet",
    ".geoparquet": "Parquet",
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
}
_PLAIN = (*TEXTS, *WORKBOOKS, *FEATURES, *PLACEMARKS, *FOREIGN)
ENDINGS = (*_PLAIN, *PACKED)
_INSTEAD = {
    ".xls": "save it as .xlsx",
    ".ods": "save it as .xlsx or .csv",
    ".numbers": "export it as .csv",
    ".dbf": "name the .shp beside it",
}
_BINARY = {
    b"PK\x03\x04": "a ZIP or a workbook (.xlsx)",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed by gzip (.gz)",
    MAGIC["GPKG"]: "a database (.gpkg)",
    MAGIC["Parquet"]: "Parquet (.parquet)",
    MAGIC["ESRI Shapefile"]: "a shapefile (.shp)",
}
_ZIP = b"PK\x03\x04"


def read_sheet(  # noqa: PLR0913 - what a file does not say of itself
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header: Sequence[str] = (),
    header_row: int | None = None,
) -> Sheet:
    """Read the table in a file: text, workbook, GeoJSON, KML, (Geo)Parquet, GeoPackage or shapefile.

    `encoding` and `delimiter` are those of a text table (`encoding` of a shapefile too), recognised if they are not
    given; `sheet` is that of a workbook, or the layer of a GeoPackage, needed if there are several; `header` names the
    columns of a text table whose first row is no header; `header_row` is the line or row, from 1, of the header of a
    text table or a workbook, found if it is not given. Raises AtlasError for a file that cannot be read as a whole,
    and MissingExtra for one that needs a package that is not there.
    """
    told = {"encoding": encoding, "delimiter": delimiter, "header": header, "header_row": header_row}
    try:
        return _read(path, sheet, told)
    except (MapkitError, MemoryError):
        raise
    except Exception as error:  # a reader of a library fails in as many ways as a file can be broken
        words = f"it cannot be read ({type(error).__name__}: {str(error)[:200]}): save it again"
        raise refusal(shown_name(path), "file-unreadable", words) from error


def _read(path: Path, sheet: str | None, told: Mapping[str, Any]) -> Sheet:
    name, ending = shown_name(path), path.suffix.lower()
    if foreign := FOREIGN.get(ending) or ("ESRI Shapefile" if ending == ".zip" and is_shapefile(path) else ""):
        return read_foreign(path, foreign, sheet, told["encoding"])
    if ending in PACKED:
        return read_packed(path, _PLAIN, lambda inner: _read(inner, sheet, told))
    if ending in FEATURES:
        return read_features(path, name)
    if ending not in ENDINGS:
        instead = _INSTEAD.get(ending, f"use one of {', '.join(ENDINGS)}")
        raise refusal(name, "file-ending", f"a file that ends in {ending!a} is not read: {instead}")
    with open_regular(path, _most_bytes(ending)) as file:
        start = file.read(16)
        file.seek(0)
        if ending in WORKBOOKS:
            if not start.startswith(_ZIP):
                raise refusal(name, "file-kind", "this is no workbook, whatever its name says: save it as .xlsx")
            return read_workbook(file, name, sheet, told["header_row"])
        if kind := next((words for magic, words in _BINARY.items() if start.startswith(magic)), ""):
            raise refusal(name, "file-kind", f"this is {kind}, not a text: give it the ending that it should have")
        if ending in PLACEMARKS:
            return read_waypoints(file, name) if ending == ".gpx" else read_placemarks(file, name)
        return read_delimited(file, name, **told)


def is_shapefile(path: Path) -> bool:
    """Whether a ZIP holds a shapefile. Raises AtlasError for what is no ZIP."""
    return bool(tables_in(path, {".shp"}))


def holds_table(path: Path) -> bool:
    """Whether a ZIP holds tables, and is none of an atlas. Raises AtlasError for what is no ZIP."""
    return bool(tables_in(path, _PLAIN))


def _most_bytes(ending: str) -> int:
    return MAX_UNPACKED if ending in WORKBOOKS else MAX_JSON_BYTES if ending in PLACEMARKS else MAX_BYTES
