"""A large atlas: a folder of Parquet tables, with a manifest that is written last and says what belongs together.

    manifest.json       the version, the digest of the data, and name, size and SHA-256 of each file
    atlas-<...>.zip     settings, layers, states and basemap: an atlas (docs/format.md) without incidents
    incidents-<...>.parquet, claims-<...>.parquet, sources-<...>.parquet

A file that is cut short, changed or of another version is named and not used.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.claims import StoredClaims
from mapkit.errors import AtlasError, Problem
from mapkit.files.archive import read_archive
from mapkit.incidents import SCHEMA
from mapkit.records import Source
from mapkit.store import duckdb_store

MANIFEST = "manifest.json"
VERSION = 1
PARTS = {"atlas": ".zip", "incidents": ".parquet", "claims": ".parquet", "sources": ".parquet"}
CLAIMS = pa.schema([
    ("number", pa.int64()),
    *((name, pa.string()) for name in ("incident", "source", "party", "stance", "says", "locator")),
])  # fmt: skip
SOURCES = pa.schema([(one.name, pa.string()) for one in fields(Source)])
MOST_MANIFEST = 100_000  # bytes
_NAME = re.compile(r"[a-z]+-[0-9a-f]{16}\.(zip|parquet)")


def is_stored(path: Path) -> bool:
    """Whether a folder is a large atlas."""
    try:
        return (path / MANIFEST).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def read_stored(folder: Path) -> Atlas:
    """Read a large atlas. Raises AtlasError with everything that is wrong with its files."""
    manifest = read_manifest(folder)
    files = {part: folder / manifest["files"][part]["name"] for part in PARTS}
    if found := list(_damage(folder, manifest)):
        raise AtlasError(found)
    if found := [*_lacking(files["incidents"], SCHEMA), *_lacking(files["claims"], CLAIMS),
                 *_lacking(files["sources"], SOURCES)]:  # fmt: skip
        raise AtlasError(found)
    small = read_archive(files["atlas"])
    sources = _sources(pq.read_table(files["sources"], columns=SOURCES.names))
    store = duckdb_store(files["incidents"], files["claims"])
    claims = StoredClaims(store, {source.id: source for source in sources})
    return replace(small, source_list=sources, claim_list=claims, store=store, digest=manifest["digest"])


def read_manifest(folder: Path) -> Any:
    """The manifest of a large atlas, checked. Raises AtlasError."""
    try:
        with (folder / MANIFEST).open("rb") as file:
            found = json.loads(file.read(MOST_MANIFEST))
        version = found["version"]
        known = version == VERSION and isinstance(found["digest"], str) and all(map(_is_entry, found["files"].values()))
        if known and found["files"].keys() == PARTS.keys():
            return found
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        version = None
    words = f"is version {version}, this is for {VERSION}" if version else "cannot be read as the manifest of an atlas"
    raise AtlasError([Problem(MANIFEST, "manifest-unreadable", f"{words}: write the atlas again")])


def _is_entry(entry: Mapping[str, Any]) -> bool:
    name, size, digest = entry["name"], entry["bytes"], entry["sha256"]
    return bool(_NAME.fullmatch(name)) and isinstance(size, int) and isinstance(digest, str)


def _damage(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    for entry in manifest["files"].values():
        path = folder / entry["name"]
        try:
            size, digest = path.stat().st_size, sha256(path) if path.is_file() else ""
        except OSError:
            size, digest = -1, ""
        if size < 0 or not digest:
            yield Problem(entry["name"], "file-missing", "the manifest names it, but it is not there: write it again")
        elif (size, digest) != (entry["bytes"], entry["sha256"]):
            words = f"has {size:,} bytes, not the {entry['bytes']:,} that were written, or other ones: write it again"
            yield Problem(entry["name"], "file-damaged", words)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lacking(path: Path, schema: pa.Schema) -> Iterator[Problem]:
    try:
        found = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        yield Problem(path.name, "parquet-unreadable", f"cannot be read as Parquet ({error}): write it again")
        return
    for field in schema:
        if field.name not in found.names or found.field(field.name).type != field.type:
            yield Problem(path.name, "column-missing", f"it has no column {field.name!r} of {field.type}")


def _sources(table: pa.Table) -> tuple[Source, ...]:
    rows: Sequence[Mapping[str, str]] = table.to_pylist()
    return tuple(Source(**row) for row in rows)
