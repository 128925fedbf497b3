"""Writing a large atlas: tables first, part by part, each flushed to the disk; the manifest that names them last.

Whoever reads finds the old atlas until the new manifest stands, and then the new one. Files that no manifest names, of
a write that was cut short, are removed by the next write.
"""

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from mapkit.atlas import Atlas
from mapkit.contents import cited, contents, surroundings
from mapkit.disk.lock import locked
from mapkit.errors import ExportError
from mapkit.files.large import read_large, refuse_damage
from mapkit.files.large_manifest import MANIFEST, PARTS, TILES, read_manifest
from mapkit.files.zip_read import read_archive
from mapkit.incident_columns import FORMAT
from mapkit.report import Progress
from mapkit.saving.folder.commits import told
from mapkit.saving.large.append import append, appending, compact
from mapkit.saving.large.copy import copied, stays_in_tables
from mapkit.saving.large.index import add_index
from mapkit.saving.large.parts import Parts, claim_columns, put, sweep, writing
from mapkit.saving.large.rewrite import goes_on, known_until, rewrite
from mapkit.view import View

BLOCK = 50_000  # incidents or claims that are handed on at once

_THERE = "another atlas is there: give its digest as expect to replace it, or choose a new name"
_CHANGED = "the atlas there is not the one that was read: read it again"


def rebuild_index(folder: Path, executor: Executor | None = None, progress: Progress | None = None) -> tuple[str, ...]:
    """Build the time index of a large atlas anew from its tables; the old one is used until then, if it is whole.

    Tables of the first format are written anew with their four days, once; so are those of an atlas that knows of what
    goes on to a later day than when they were written, and all of it is done here. Gives back, in sentences, what
    somebody should know.
    Raises AtlasError for tables that are damaged or cannot be indexed, ExportError.
    """
    with locked(folder), told(folder):
        manifest = read_manifest(folder)
        refuse_damage(folder, manifest)
        kinds = [kind.id for kind in read_archive(manifest.paths(folder, "atlas")[0]).meta.kinds]
        files = manifest.paths(folder, "incidents")
        atlas = read_large(folder, indexed=False)  # refuses what is open
        as_of = known_until(atlas)
        later = str(as_of) > manifest.as_of and goes_on(atlas)
        if manifest.format < FORMAT or later:
            return rewrite(folder, manifest, as_of=as_of, progress=progress)
        try:
            index = add_index(folder, files, kinds, manifest.digest, executor=executor, progress=progress)
        except BaseException:
            sweep(folder)
            raise
        put(folder, replace(manifest, indexes=(index,), as_of=max(manifest.as_of, str(as_of))))
        return ()


@contextmanager
def parts_of(path: Path, schema: pa.Schema, expect: str | None) -> Iterator[Parts]:
    """The files of the large atlas at `path`, made if it is not there; nothing is left of them if the block fails.

    Raises ExportError if another atlas is there whose digest `expect` is not.
    """
    with made(path), locked(path):
        _allow(path, expect)
        sweep(path)
        with writing(path, schema) as parts:
            yield parts


@contextmanager
def made(path: Path) -> Iterator[None]:
    """The folder is there, made if need be; it goes again if nothing came of it. Raises ExportError."""
    with told(path):
        new = not path.exists()
        if new:
            path.mkdir(exist_ok=True)
    try:
        yield
    except BaseException:
        if new:
            with suppress(OSError):
                path.rmdir()
        raise


def _allow(path: Path, expect: str | None) -> None:
    there = read_manifest(path).digest if (path / MANIFEST).exists() else None
    if there is None and any(not one.name.startswith(".") and not _is_part(one.name) for one in path.iterdir()):
        raise ExportError(f"cannot write {str(path)!r}: the folder holds other files: choose a new name")
    if there is not None and expect is None:
        raise ExportError(f"cannot write {str(path)!r}: {_THERE}")
    if expect is not None and there != expect:
        raise ExportError(f"cannot write {str(path)!r}: {_CHANGED}")


def _is_part(name: str) -> bool:
    return name == TILES or name.partition("-")[0] in (*PARTS, "index")


def write_large(atlas: Atlas, path: Path, expect: str | None = None) -> None:
    """Write the whole atlas, or what its view shows with its trays, as a large one. Raises ExportError."""
    notes = _copied(atlas, path, expect) if stays_in_tables(atlas) else _written(atlas, path, expect)
    for note in notes:
        warnings.warn(note, stacklevel=2)


def _copied(atlas: Atlas, path: Path, expect: str | None) -> tuple[str, ...]:
    """Write a large atlas block by block."""
    with parts_of(path, atlas.store.run("SELECT * FROM incidents LIMIT 0", ()).schema, expect) as parts:
        around, digest = copied(atlas, parts)
        parts.as_of = atlas.as_of
        return parts.finish(cited(around), around.sources, digest)


def _written(atlas: Atlas, path: Path, expect: str | None) -> tuple[str, ...]:
    """Write an atlas that is in memory."""
    whole = atlas if atlas.view == View() else contents(atlas).atlas()
    table = whole.store.whole()
    rows = dict(zip(table["id"].to_pylist(), table["row"].to_pylist(), strict=True))
    with parts_of(path, table.schema, expect) as parts:
        parts.as_of = whole.as_of
        for start in range(0, len(table), BLOCK):
            parts.add_incidents(table.slice(start, BLOCK))
        for start in range(0, len(whole.claim_list), BLOCK):
            parts.add_claims(claim_columns(whole.claim_list[start : start + BLOCK], rows))
        return parts.finish(cited(surroundings(whole, (), ())), whole.source_list, whole.digest)


__all__ = [
    "Parts",
    "append",
    "appending",
    "claim_columns",
    "compact",
    "made",
    "parts_of",
    "rebuild_index",
    "write_large",
]
