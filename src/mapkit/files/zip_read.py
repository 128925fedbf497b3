"""A ZIP that holds an atlas, read strictly: every entry is looked at before any is unpacked.

Nothing is unpacked but names that the format knows, into a private folder that is removed. A file that the format does
not know is refused, so that nothing in an archive is silently left out.
"""

import stat
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, Problem
from mapkit.files.atlas_tables import OPTIONAL, REQUIRED
from mapkit.files.folder import read_folder
from mapkit.files.layers import CONTEXT
from mapkit.files.settings import NAME
from mapkit.files.tables import MAX_BYTES

RECEIPT = "receipt.json"
MANIFEST = "manifest.json"
MAX_TOTAL = 500_000_000  # bytes, of the archive and of what is in it
MAX_ENTRIES = 1_000
MAX_RATIO = 250  # deflate reaches it with runs of one character, which no atlas is made of
SMALL = 1_000_000  # bytes under which the ratio does not matter
_BUNDLE = "atlas.zip"
CHANGES = "changes.csv"  # who changed what (mapkit.saving.folder.journal); no part of the atlas
_BESIDE = (RECEIPT, CHANGES)
_KNOWN = {NAME, *_BESIDE, *REQUIRED, *OPTIONAL, "context/", *(f"context/{name}.geojson" for name in CONTEXT)}
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags: encrypted, strongly, and the directory itself
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)

Words = Iterator[tuple[str, str]]


def read_archive(path: Path) -> Atlas:
    """Read an atlas from a ZIP. Raises AtlasError with every problem, each with the name of its entry."""
    with unpacked(path) as folder:
        return read_folder(folder)


@contextmanager
def unpacked(path: Path, *, beside: bool = False) -> Iterator[Path]:
    """A private folder with the files of a ZIP, those beside the atlas too if asked for. Raises AtlasError."""
    with tempfile.TemporaryDirectory(prefix="mapkit-") as name:
        try:
            with zipfile.ZipFile(path) as archive:
                _unpack(archive, _sound(path, archive), Path(name), beside)
        except AtlasError:
            raise
        except (*_BROKEN, OSError) as error:
            text = f"cannot be read as a ZIP ({error}): export it again"
            raise AtlasError([Problem(path.name, "zip-unreadable", text)]) from error
        yield Path(name)


def _sound(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The entries, if all of them may be unpacked. Raises AtlasError."""
    entries = archive.infolist()
    found = [*_whole_problems(path, entries)]
    found += [(f"{path.name} {one.orig_filename!r}", *words) for one in entries for words in _problems(one)]
    for name, times in Counter(one.orig_filename.casefold() for one in entries).items():
        if times > 1:
            found.append((f"{path.name} {name!r}", "zip-double", "the name stands twice: keep one file of it"))
    if found:
        raise AtlasError([Problem(*words) for words in found])
    return entries


def _whole_problems(path: Path, entries: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, str, str]]:
    if len(entries) > MAX_ENTRIES:
        yield path.name, "zip-too-large", f"more than {MAX_ENTRIES:,} files: this is no atlas"
    if sum(one.file_size for one in entries) > MAX_TOTAL or path.stat().st_size > MAX_TOTAL:
        yield path.name, "zip-too-large", f"more than {MAX_TOTAL:,} bytes: split the atlas or use Parquet"
    if {MANIFEST, _BUNDLE} <= {one.orig_filename for one in entries}:
        yield path.name, "zip-bundle", f"this is an evidence bundle: take {_BUNDLE} out of it and read that"


def _problems(entry: zipfile.ZipInfo) -> Words:
    name = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or ".." in name.split("/") or "\\" in name or "\0" in name or ":" in name:
        yield "zip-name", "the name leads out of the archive: write plain names"
    elif name not in _KNOWN and not _is_layer(name):
        yield "zip-unknown", f"no file of an atlas is called so (see docs/format.md): take it out, {NAME} stands on top"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > entry.is_dir():
        yield "zip-kind", "this is a link or a device: put a file there"
    if entry.flag_bits & _ENCRYPTED:
        yield "zip-encrypted", "it is encrypted: export it without a password"
    elif entry.compress_type not in _METHODS:
        yield "zip-method", "it is compressed in an unusual way: use deflate"
    if entry.file_size > MAX_BYTES:
        yield "zip-too-large", f"more than {MAX_BYTES:,} bytes: split it or use Parquet"
    elif entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
        yield "zip-too-large", f"it grows more than {MAX_RATIO} times when it is unpacked: no table does"


def _is_layer(name: str) -> bool:
    return name.endswith(".geojson") and "/" not in name and not name.startswith(".")


def _unpack(archive: zipfile.ZipFile, entries: Sequence[zipfile.ZipInfo], folder: Path, beside: bool) -> None:
    """Write the files of the format into the folder; each is cut off by `zipfile` at the size that it states."""
    (folder / "context").mkdir()
    for entry in entries:
        if not entry.is_dir():
            data = archive.read(entry)  # those beside too, so that a broken one is told
            if beside or entry.filename not in _BESIDE:
                (folder / entry.filename).write_bytes(data)
