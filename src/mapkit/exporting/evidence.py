"""The evidence bundle: a ZIP with the map, the data, a picture, the codebook, and the SHA-256 of every file in it."""

import hashlib
import json
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mapkit.atlas import Atlas
from mapkit.disk.atomic import words_of
from mapkit.disk.zip_write import pack
from mapkit.drawing.shown import labelled
from mapkit.errors import ExportError
from mapkit.files.zip_read import MANIFEST, RECEIPT
from mapkit.link import Link
from mapkit.receipts.embed import with_receipt
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import BESIDE, sealed, sealed_beside
from mapkit.saving.archive import check_size, zip_bytes
from mapkit.tables.codebook import codebook
from mapkit.tables.csv_table import csv_bytes
from mapkit.tables.geojson import geojson_bytes
from mapkit.webmap.document import page

MAX_COPIES = 500_000_000  # bytes of source copies
_SUFFIX = re.compile(r"\.[a-z0-9]{1,8}", re.ASCII)


def bundle(atlas: Atlas, look: Any = None, sources_folder: str | Path | None = None, link: Link | None = None) -> bytes:
    """The bundle as bytes, with copies of sources if a folder of them is given. Raises ExportError, MissingExtra.

    The map in it opens as the link says. Copies get names of ours, `sources/0001.pdf`; the manifest says what each
    was called.
    """
    check_size(atlas)  # before anything is drawn
    copies = _copies(Path(sources_folder)) if sources_folder is not None else {}
    named = {f"sources/{place:04}{_suffix(name)}": name for place, name in enumerate(copies, 1)}
    about = receipt_json(atlas)
    files = {**_files(atlas, look, link or Link(), about), **dict(zip(named, copies.values(), strict=True))}
    return pack({RECEIPT: about.encode(), MANIFEST: _manifest(files, named), **files}, (RECEIPT,))


def _files(atlas: Atlas, look: Any, link: Link, about: str) -> dict[str, bytes]:
    from mapkit.picture import png  # noqa: PLC0415 - without the extra, all other formats still work

    named = labelled(atlas, look.labels) if look else atlas
    table = csv_bytes(named)
    picture = png(atlas, look) if look else png(atlas)
    return {
        "map.html": sealed(page(named, link).encode("utf-8", "backslashreplace"), ".html"),
        "picture.png": sealed(with_receipt(picture, ".png", about), ".png"),
        "atlas.zip": sealed(zip_bytes(atlas), ".zip"),
        "incidents.geojson": sealed(geojson_bytes(named), ".geojson"),
        "incidents.csv": table,
        f"incidents.csv{BESIDE}": sealed_beside(table, about).encode(),
        "codebook.txt": codebook(atlas).encode("utf-8", "backslashreplace"),
    }


def _manifest(files: Mapping[str, bytes], named: Mapping[str, str]) -> bytes:
    entries = {name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()}
    document = {"files": entries, "copies": dict(named)}
    return (json.dumps(document, ensure_ascii=True, indent=1) + "\n").encode()


def _copies(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name, in order. Links, folders and devices are refused, hidden files left out."""
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        for path in paths:
            if not stat.S_ISREG(path.lstat().st_mode):
                raise ExportError(f"{path.name!r} among the copies of sources is no file: put files there, no links")
        if sum(path.stat().st_size for path in paths) > MAX_COPIES:
            raise ExportError(f"the copies of sources have more than {MAX_COPIES:,} bytes: leave some out")
        return {path.name: path.read_bytes() for path in paths}
    except (OSError, ValueError) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"cannot read the copies of sources in {str(folder)!r}: {words_of(error)}") from error


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ""
