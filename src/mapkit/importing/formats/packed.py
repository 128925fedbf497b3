"""One table that is packed: by gzip, in a ZIP, or as KMZ. It is unpacked within limits, and read by its own ending."""

import gzip
import shutil
import zipfile
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats.limits import MAX_BYTES, MAX_FOREIGN_BYTES, refusal
from mapkit.importing.formats.regular_file import open_regular, shown_name
from mapkit.importing.formats.sheet import Sheet, renamed
from mapkit.importing.formats.zip_guard import BROKEN, open_zip

PACKED = (".gz", ".kmz", ".zip")
_CHUNK = 1 << 20
_KMZ = ".kml"
_OF_ATLAS = ("atlas.toml", "atlas.zip")  # an atlas, or an evidence bundle that holds one


def read_packed(path: Path, endings: Collection[str], read: Callable[[Path], Sheet]) -> Sheet:
    """Unpack the one table in a file, and `read` it; the places of its rows name both. Raises AtlasError.

    `endings` are those of tables that may be inside.
    """
    name, ending = shown_name(path), path.suffix.lower()
    with TemporaryDirectory(prefix="mapkit-") as folder:
        with open_regular(path, MAX_FOREIGN_BYTES) as file:
            if ending == ".gz":
                inner = _unzipped(file, name, Path(folder), PurePosixPath(path.stem).suffix.lower())
            else:
                with open_zip(file, name) as archive:
                    inner = _unpacked(archive, name, Path(folder), {_KMZ} if ending == ".kmz" else endings)
        old, new = shown_name(inner), name if ending != ".zip" else f"{name} {shown_name(inner)}"
        try:
            return renamed(read(inner), old, new)
        except AtlasError as error:
            places = (new + one.place.removeprefix(old) for one in error.problems)
            raise AtlasError(map(replaced, error.problems, places)) from error


def replaced(problem: Problem, place: str) -> Problem:
    """The problem at another place."""
    return replace(problem, place=place)


def tables_in(path: Path, endings: Collection[str]) -> list[str]:
    """The names in a ZIP that may be tables; none for the ZIP of an atlas. Raises AtlasError."""
    with open_regular(path, MAX_FOREIGN_BYTES) as file, open_zip(file, shown_name(path)) as archive:
        return _tables(archive, endings)


def _tables(archive: zipfile.ZipFile, endings: Collection[str]) -> list[str]:
    names = [name for name in archive.namelist() if not name.startswith("__MACOSX/")]
    if any(PurePosixPath(name).name in _OF_ATLAS for name in names):
        return []
    return [name for name in names if PurePosixPath(name).suffix.lower() in endings]


def _unzipped(file: BinaryIO, name: str, folder: Path, ending: str) -> Path:
    target = folder / f"unpacked{ending}"
    try:
        with gzip.open(file) as packed, target.open("xb") as copy:
            while piece := packed.read(_CHUNK):
                copy.write(piece)
                if copy.tell() > MAX_BYTES:
                    raise refusal(name, "file-too-large", f"more than {MAX_BYTES:,} bytes unpacked: split it")
    except BROKEN as error:
        raise refusal(name, "gzip-unreadable", f"it cannot be unpacked ({error}): save it again") from error
    return target


def _unpacked(archive: zipfile.ZipFile, name: str, folder: Path, endings: Collection[str]) -> Path:
    found = _tables(archive, endings)
    main = [one for one in found if one == "doc.kml"] or found
    if len(main) != 1:
        shown = f": {', '.join(map(ascii, found[:10]))}" if found else ""
        raise refusal(
            name, "zip-tables", f"{len(found)} tables are in it{shown}; pack one table, or the parts of one .shp"
        )
    plain = PurePosixPath(main[0]).name
    target = folder / (plain if plain.isprintable() and plain.isascii() else f"unpacked{PurePosixPath(plain).suffix}")
    try:
        with archive.open(main[0]) as packed, target.open("xb") as copy:
            shutil.copyfileobj(packed, copy, _CHUNK)
    except BROKEN as error:
        raise refusal(name, "zip-unreadable", f"{main[0]!a} cannot be unpacked ({error}): save it again") from error
    return target
