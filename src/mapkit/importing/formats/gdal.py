"""GeoPackage, Shapefile and Parquet, read by another process with limits on time, memory, files and drivers.

The files are copied under names of our own into a folder of its own first: the child sees neither other files beside
them nor a name that means something to GDAL (a connection, a virtual file), and writes nothing beside the original.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import pyarrow as pa

from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats import gdal_child
from mapkit.importing.formats.arrow import sheet_of
from mapkit.importing.formats.limits import MAX_FOREIGN_BYTES, refusal
from mapkit.importing.formats.regular_file import open_regular, shown_name
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.formats.zip_guard import BROKEN, open_zip

MAX_SECONDS = 30
MAGIC = {
    "GPKG": b"SQLite format 3\0",  # https://www.sqlite.org/fileformat2.html
    "Parquet": b"PAR1",
    "ESRI Shapefile": b"\x00\x00\x27\x0a",  # 9994, ESRI Shapefile Technical Description (1998)
}
_FILES = {"GPKG": "data.gpkg", "Parquet": "data.parquet", "ESRI Shapefile": "data.shp"}
_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".shx", ".dbf")
_LANGUAGE_AT = 29  # byte of a DBF that names its code page; 0 says nothing
_ENVIRONMENT = {
    "PROJ_NETWORK": "OFF",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    "GDAL_DRIVER_PATH": "disable",
    "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "GDAL_CONFIG_FILE": "",
    "GDAL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "ARROW_IO_THREADS": "1",
    "PYTHONUTF8": "1",
}


def read_foreign(path: Path, kind: str, sheet: str | None = None, encoding: str | None = None) -> Sheet:
    """Read a file of a `kind` of `MAGIC`. Raises AtlasError.

    `sheet` is the layer, needed if there are several; `encoding` is that of a shapefile that does not say it.
    """
    name = shown_name(path)
    with tempfile.TemporaryDirectory(prefix="mapkit-") as folder:
        place = Path(folder)
        if kind == "ESRI Shapefile":
            _bring_shapefile(path, name, place, encoding)
        else:
            with open_regular(path, MAX_FOREIGN_BYTES) as file:
                _bring(file, place / _FILES[kind], name, MAGIC[kind])
        table = _asked(place, kind, sheet or "", name)
    layered = f"{name}:{sheet}" if sheet and sheet.isprintable() else name
    return sheet_of(table, name, layered, kind, int(table.schema.metadata[b"own"]))


def _bring(file: BinaryIO, target: Path, name: str, magic: bytes = b"") -> None:
    """Copy an open file, if it begins as its kind does."""
    if file.read(len(magic)) != magic:
        raise refusal(name, "file-kind", "its first bytes are not those of its kind: give it its own ending")
    file.seek(0)
    with target.open("xb") as copy:
        shutil.copyfileobj(file, copy, 1 << 20)


def _bring_shapefile(path: Path, name: str, place: Path, encoding: str | None) -> None:
    """Copy the parts of a shapefile, from beside each other or from a ZIP."""
    if path.suffix.lower() == ".zip":
        with open_regular(path, MAX_FOREIGN_BYTES) as file, open_zip(file, name) as archive:
            _unpack(archive, name, place)
    else:
        beside = {other.suffix.lower(): other for other in path.parent.iterdir() if other.stem == path.stem}
        for part in _PARTS:
            if part in beside:
                with open_regular(beside[part], MAX_FOREIGN_BYTES) as file:
                    _bring(file, place / f"data{part}", name, MAGIC["ESRI Shapefile"] if part == ".shp" else b"")
    if missing := [part for part in _NEEDED if not (place / f"data{part}").exists()]:
        raise refusal(name, "shapefile-part", f"{', '.join(missing)} is missing: a shapefile is several files")
    _tell_encoding(name, place, encoding)


def _unpack(archive: zipfile.ZipFile, name: str, place: Path) -> None:
    paths = {entry.filename: PurePosixPath(entry.filename) for entry in archive.infolist()}
    paths = {entry: path for entry, path in paths.items() if path.parts and path.parts[0] != "__MACOSX"}
    shapes = [path for path in paths.values() if path.suffix.lower() == ".shp"]
    if len(shapes) != 1:
        raise refusal(name, "zip-shapes", f"{len(shapes):,} .shp files are in it: pack one, with its other parts")
    for entry, path in paths.items():
        part = path.suffix.lower()
        if part in _PARTS and path.with_suffix("") == shapes[0].with_suffix(""):
            try:
                with archive.open(entry) as file:
                    _bring(file, place / f"data{part}", name, MAGIC["ESRI Shapefile"] if part == ".shp" else b"")  # type: ignore[arg-type]
            except BROKEN as error:
                raise refusal(name, "zip-unreadable", f"{entry!a} cannot be unpacked: {error}") from error


def _tell_encoding(name: str, place: Path, encoding: str | None) -> None:
    """Refuse texts whose encoding nothing tells, for GDAL would guess in silence."""
    if encoding:
        (place / "data.cpg").write_text(encoding.upper(), "ascii", "replace")
    elif not (place / "data.cpg").exists():
        data = (place / "data.dbf").read_bytes()
        if not data[_LANGUAGE_AT : _LANGUAGE_AT + 1].strip(b"\0") and not data[32:].isascii():
            raise refusal(name, "file-encoding", "neither a .cpg nor the .dbf says its encoding: choose it")


def _asked(place: Path, kind: str, layer: str, name: str) -> pa.Table:
    """The table that the child makes of the file. Raises AtlasError."""
    if "\0" in layer:
        raise refusal(name, "sheet-unknown", f"no layer is called {layer!a}")
    command = [sys.executable, "-I", gdal_child.__file__, kind, layer, _FILES[kind]]
    answer = place / "answer"
    try:
        with answer.open("xb") as output:
            code = subprocess.run(  # noqa: S603 - our own script, with names of our own
                command,
                check=False,
                cwd=place,
                env=_environment(place),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                timeout=MAX_SECONDS,
            ).returncode
    except subprocess.TimeoutExpired as error:
        raise refusal(name, "file-too-slow", f"to read it takes more than {MAX_SECONDS} seconds: split it") from error
    if code == gdal_child.REFUSED:
        raise AtlasError([Problem(name, **json.loads(answer.read_bytes()))])
    if code != 0:
        text = f"its reader ended at the limits of time or memory, or broke (exit {code}): save it again, or split it"
        raise refusal(name, "file-unreadable", text)
    with pa.ipc.open_stream(answer.read_bytes()) as stream:
        return stream.read_all()


def _environment(place: Path) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, **_ENVIRONMENT, "TMPDIR": str(place), "TEMP": str(place), "HOME": str(place)}
