"""A file from outside on its way into memory: under a name of our own, in a folder that is gone when it was read."""

from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from mapkit import files
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError
from mapkit.importing.exported import read_exported
from mapkit.importing.formats.open import ENDINGS, read_sheet
from mapkit.importing.formats.regular_file import shown_name
from mapkit.importing.formats.sheet import Sheet, renamed
from mapkit.importing.read import is_table

MAX_MB = 200  # of an uploaded file; the server's own limit is the same
LONGEST_NAME = 120  # characters of a file's name that messages show
PAGE = ".html"  # of which only those that mapkit wrote are read
_STEM = "upload"


def read_upload(name: str, data: bytes, **options: Any) -> Sheet | Atlas:
    """The table in a file, or the atlas in a ZIP or in what mapkit wrote. Raises AtlasError, MissingExtra.

    Messages say the name that the person has for it. It tells the kind of file by its ending, and never becomes a path.
    `options` are encoding, delimiter, header_row and sheet of `formats.open.read_sheet`; what is read as chosen is a
    table.
    """
    ending = PurePosixPath(name).suffix.lower()
    shown = shown_as(name)
    with TemporaryDirectory(prefix="mapkit-") as folder:
        path = Path(folder) / f"{_STEM}{ending}"
        if ending in (*ENDINGS, PAGE):
            path.write_bytes(data)
        try:
            if ending == ".zip" and not is_table(path):
                return files.read(path)
            if path.is_file() and not any(options.values()) and (found := read_exported(path, shown)):
                return found
            return renamed(read_sheet(path, **options), shown_name(path), shown)
        except AtlasError as error:
            raise AtlasError(
                replace(one, place=_renamed(one.place, shown_name(path), shown)) for one in error.problems
            ) from error


def shown_as(name: str) -> str:
    """A file's name as messages show it: printable, and not without end."""
    plain = name if name.isprintable() else ascii(name)
    return plain if len(plain) <= LONGEST_NAME else f"{plain[:LONGEST_NAME]}..."


def _renamed(place: str, old: str, new: str) -> str:
    return new + place[len(old) :] if place.startswith(old) else place
