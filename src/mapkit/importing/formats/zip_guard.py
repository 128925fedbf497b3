"""A ZIP from outside, bounded before anything in it is unpacked.

Its directory is looked at before it is read, its entries before they are unpacked; `zipfile` cuts each entry off at
the size that the directory states (layout: PKWARE APPNOTE 6.3, sections 4.3.12 and 4.3.16).
"""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats.limits import MAX_ENTRIES, MAX_RATIO, MAX_UNPACKED, SMALL, refusal

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError, OSError)
_END, _LOCATOR = b"PK\x05\x06", b"PK\x06\x07"
_END_SIZE, _LOCATOR_SIZE, _DIRECTORY_AT = 22, 20, 12
_COMMENT = 65_535  # bytes that a comment may have at most
_ENTRY = 2_000  # bytes that the directory may take for one entry
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1 | 0x40 | 0x2000  # flags: encrypted, strongly, and the directory itself


def open_zip(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """The ZIP in an open file, whose entries may all be unpacked. Raises AtlasError with every problem of it."""
    if _directory_size(file) > MAX_ENTRIES * _ENTRY:
        raise refusal(name, "zip-too-large", f"more than {MAX_ENTRIES:,} files, or of the 64-bit kind: pack it again")
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise refusal(name, "zip-unreadable", f"cannot be read as a ZIP ({error}): save it again") from error
    entries = archive.infolist()
    found = [(name, *words) for words in _whole_problems(entries)]
    found += [(f"{name} {entry.orig_filename!a}", *words) for entry in entries for words in _problems(entry)]
    if found:
        raise AtlasError(Problem(*words) for words in found)
    return archive


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the directory as the end of the file states them; more than any limit where it is of the 64-bit kind."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END_SIZE - _COMMENT - _LOCATOR_SIZE))
    tail = file.read()
    file.seek(0)
    place = len(tail) - _END_SIZE if tail[-_END_SIZE:].startswith(_END) and tail.endswith(b"\0\0") else tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        return 0  # no ZIP, which `zipfile` says
    if _LOCATOR in tail[max(0, place - _LOCATOR_SIZE) : place]:
        return MAX_ENTRIES * _ENTRY + 1
    return int(struct.unpack_from("<L", tail, place + _DIRECTORY_AT)[0])


def _whole_problems(entries: Sequence[zipfile.ZipInfo]) -> Iterator[tuple[str, str]]:
    if len(entries) > MAX_ENTRIES:
        yield "zip-too-large", f"more than {MAX_ENTRIES:,} files"
    if sum(one.file_size for one in entries) > MAX_UNPACKED:
        yield "zip-too-large", f"more than {MAX_UNPACKED:,} bytes unpacked: save the table as CSV or Parquet"
    if len({one.orig_filename.casefold() for one in entries}) < len(entries):
        yield "zip-double", "a name stands twice in it: save it again"


def _problems(entry: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    name = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not entry.filename:
        yield "zip-name", "the name is empty: pack it again"
        return
    if name.startswith("/") or ".." in name.split("/") or "\\" in name or "\0" in name or ":" in name:
        yield "zip-name", "the name leads out of the archive: write plain names"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > entry.is_dir():
        yield "zip-kind", "this is a link or a device: put a file there"
    if entry.flag_bits & _ENCRYPTED:
        yield "zip-encrypted", "it is encrypted: save it without a password"
    elif entry.compress_type not in _METHODS:
        yield "zip-method", "it is compressed in an unusual way: use deflate"
    if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
        yield "zip-too-large", f"it grows more than {MAX_RATIO} times when it is unpacked: no table does"
