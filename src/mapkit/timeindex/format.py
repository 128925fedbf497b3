"""The two files of an index: `index.bin`, arrays one after the other, and `manifest.json`, written last.

The manifest holds the version, each array's type, place and length, and the SHA-256 of every MiB of `index.bin`. An
index without it is unfinished; what differs from it in a single bit is refused: see `pages`.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import AtlasError, Problem
from mapkit.timeindex.checked_pages import Arrays, ByKind, Pages

VERSION, BY_KIND = 4, 2  # which is read too: its groups have a kind, no class, and do not tell what is disputed
DATA, MANIFEST = NAMES = ("index.bin", "manifest.json")
PAGE = 1 << 20
AT_ONCE = 1 << 26  # bytes that are compared when an index is opened: a tenth of a second
ALIGNMENT = 64

Array = NDArray[Any]


def write(folder: Path, arrays: Iterable[tuple[str, str, Iterable[Array]]], facts: dict[str, Any]) -> None:
    """Write arrays (name, type, pieces one after the other) and then the manifest with these facts."""
    with (folder / DATA).open("xb") as file:
        entries = {name: _written(file, dtype, pieces) for name, dtype, pieces in arrays}
        _flushed(file)
    size = (folder / DATA).stat().st_size
    digests = _digests(folder / DATA, size)
    body = {
        "version": VERSION,
        "bytes": size,
        "page": PAGE,
        "sha256": digests,
        "arrays": entries,
        "facts": facts,
    }
    text = json.dumps({"seal": _seal(body), **body}, separators=(",", ":"), sort_keys=True)
    part = folder / f"{MANIFEST}.part"
    with part.open("xb") as file:
        file.write(text.encode())
        _flushed(file)
    part.replace(folder / MANIFEST)


def read(folder: Path, at_once: int = AT_ONCE) -> tuple[Arrays, dict[str, Any]]:
    """The arrays, memory-mapped and read-only, and the facts. Raises AtlasError for an index that is not whole.

    Of more than `at_once` bytes only the manifest and the length are looked at now, and each page when it is read.
    """
    manifest = _manifest(folder)
    path, size = folder / DATA, manifest["bytes"]
    if not path.is_file() or path.stat().st_size != size:
        found = path.stat().st_size if path.is_file() else 0
        raise _refusal(path, "index-truncated", f"holds {found} bytes, {size} were written")

    def damaged(number: int) -> AtlasError:
        bounds = f"{number * manifest['page']} and {(number + 1) * manifest['page']}"
        return _refusal(path, "index-damaged", f"has changed between bytes {bounds}")

    data = np.memmap(path, np.uint8, "r") if size else np.zeros(0, np.uint8)
    pages = Pages(data, manifest["page"], manifest["sha256"], damaged)
    if size <= at_once:
        pages.need(np.arange(len(pages.left)))
    if manifest["version"] == BY_KIND:
        return ByKind(pages, manifest["arrays"]), {"inner": 0, "disputed": False, **manifest["facts"]}
    return Arrays(pages, manifest["arrays"]), {"disputed": True, **manifest["facts"]}


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise _refusal(folder, "index-unfinished", f"has no {MANIFEST}, which is written last")
    try:
        body = json.loads(path.read_bytes())
        version, seal = body["version"], body.pop("seal")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise _refusal(path, "index-damaged", "cannot be read") from None
    if version not in (VERSION, BY_KIND):
        raise _refusal(path, "index-version", f"is of version {version!r}, this mapkit reads version {VERSION}")
    if seal != _seal(body):
        raise _refusal(path, "index-damaged", "has changed since it was written")
    found: dict[str, Any] = body
    return found


def _refusal(path: Path, code: str, text: str) -> AtlasError:
    return AtlasError([Problem(path.name, code, f"{text}: build the index again")])


def _written(file: BinaryIO, dtype: str, pieces: Iterable[Array]) -> list[Any]:
    file.write(bytes(-file.tell() % ALIGNMENT))
    start = file.tell()
    file.writelines(np.ascontiguousarray(piece, dtype).data for piece in pieces)
    return [dtype, start, (file.tell() - start) // np.dtype(dtype).itemsize]


def _digests(path: Path, size: int) -> list[str]:
    """The SHA-256 of each chunk; two threads, since hashing leaves the interpreter."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda start: _digest(path, start), range(0, size, PAGE)))


def _digest(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return hashlib.sha256(file.read(PAGE)).hexdigest()


def _seal(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, separators=(",", ":"), sort_keys=True).encode()).hexdigest()


def _flushed(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
