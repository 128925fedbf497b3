"""Writing a large atlas: tables first, part by part, each flushed to the disk; the manifest that names them last.

Whoever reads finds the old atlas until the new manifest stands, and then the new one. Files that no manifest names, of
a write that was cut short, are removed by the next write.
"""

import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.contents import Contents, contents
from mapkit.errors import ExportError
from mapkit.files.atomic import words_of, write_bytes
from mapkit.files.packing import pack
from mapkit.files.stored import CLAIMS, MANIFEST, PARTS, SOURCES, VERSION, read_manifest, sha256
from mapkit.files.writing import atlas_files
from mapkit.records import Claim, Source
from mapkit.saving.commits import told
from mapkit.saving.locking import locked
from mapkit.view import View

GROUP = 131_072  # rows of a group: what a reader can leave out at once
BLOCK = 50_000  # claims that are written at once

_THERE = "another atlas is there: give its digest as expect to replace it, or choose a new name"
_CHANGED = "the atlas there is not the one that was read: read it again"


class Parts:
    """The files of a large atlas on their way: tables are added part by part."""

    def __init__(self, folder: Path, schema: pa.Schema) -> None:
        self.folder = folder
        self.mark = secrets.token_hex(8)
        self._incidents = _writer(self.path("incidents"), schema)
        self._claims = _writer(self.path("claims"), CLAIMS)
        self.rows = self.claims = 0

    def path(self, part: str) -> Path:
        """Where a part is written."""
        return self.folder / f"{part}-{self.mark}{PARTS[part]}"

    def add_incidents(self, table: pa.Table) -> None:
        """Add rows of the store's table of incidents; their numbers must go on from the last."""
        self._incidents.write_table(table, row_group_size=GROUP)
        self.rows += len(table)

    def add_claims(self, columns: Mapping[str, pa.Array]) -> None:
        """Add claims: all columns of CLAIMS but their numbers, which go on from the last."""
        count = len(columns["incident"])
        numbers = pa.array(range(self.claims, self.claims + count), pa.int64())
        self._claims.write_table(pa.table({"number": numbers, **columns}, CLAIMS), row_group_size=GROUP)
        self.claims += count

    def finish(self, small: Contents, sources: Sequence[Source], digest: str) -> None:
        """Write what is left, flush everything, and let the manifest name it; what it replaces is removed."""
        self.close()
        pq.write_table(pa.Table.from_pylist([asdict(one) for one in sources], SOURCES), self.path("sources"),
                       compression="zstd", store_schema=False)  # fmt: skip
        self.path("atlas").write_bytes(pack(atlas_files(small)))
        for part in PARTS:
            _flush(self.path(part))
        entries = {part: _entry(self.path(part)) for part in PARTS}
        manifest = {"version": VERSION, "digest": digest, "incidents": self.rows, "files": entries}
        write_bytes(self.folder / MANIFEST, json.dumps(manifest, indent=1).encode())
        self._sweep({entry["name"] for entry in entries.values()})

    def close(self) -> None:
        """Close the tables."""
        self._incidents.close()
        self._claims.close()

    def discard(self) -> None:
        """Remove what was written."""
        with suppress(Exception):
            self.close()
        for part in PARTS:
            with suppress(OSError):
                self.path(part).unlink(missing_ok=True)

    def _sweep(self, kept: set[str]) -> None:
        for part, suffix in PARTS.items():
            for path in self.folder.glob(f"{part}-{'[0-9a-f]' * 16}{suffix}"):
                if path.name not in kept:
                    with suppress(OSError):  # somebody reads it, on a system that does not let go
                        path.unlink()


def _writer(path: Path, schema: pa.Schema) -> Any:
    return pq.ParquetWriter(path, schema, compression="zstd", store_schema=False)


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _entry(path: Path) -> dict[str, Any]:
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": sha256(path)}


@contextmanager
def parts_of(path: Path, schema: pa.Schema, expect: str | None) -> Iterator[Parts]:
    """The files of the large atlas at `path`, made if it is not there; nothing is left of them if the block fails.

    Raises ExportError if another atlas is there whose digest `expect` is not.
    """
    with made(path), locked(path):
        _allow(path, expect)
        parts = Parts(path, schema)
        try:
            yield parts
        except OSError as error:
            parts.discard()
            raise ExportError(f"cannot write {str(path)!r}: {words_of(error)}") from error
        except BaseException:
            parts.discard()
            raise


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
    there = read_manifest(path)["digest"] if (path / MANIFEST).exists() else None
    if there is None and any(not one.name.startswith(".") and not _is_part(one.name) for one in path.iterdir()):
        raise ExportError(f"cannot write {str(path)!r}: the folder holds other files: choose a new name")
    if there is not None and expect is None:
        raise ExportError(f"cannot write {str(path)!r}: {_THERE}")
    if expect is not None and there != expect:
        raise ExportError(f"cannot write {str(path)!r}: {_CHANGED}")


def _is_part(name: str) -> bool:
    return name.partition("-")[0] in PARTS


def write_stored(atlas: Atlas, path: Path, expect: str | None = None) -> None:
    """Write the whole atlas, or what its view shows with its trays, as a large one. Raises ExportError."""
    whole = atlas if atlas.view == View() else contents(atlas).atlas()
    table = whole.store.whole()
    with parts_of(path, table.schema, expect) as parts:
        parts.add_incidents(table)
        for start in range(0, len(whole.claim_list), BLOCK):
            parts.add_claims(claim_columns(whole.claim_list[start : start + BLOCK]))
        parts.finish(small_of(whole), whole.source_list, whole.digest)


def claim_columns(claims: Sequence[Claim]) -> dict[str, pa.Array]:
    """Claims as columns of CLAIMS but their numbers."""
    rows = [(one.incident, one.source.id, one.source.party, one.stance, one.says, one.locator) for one in claims]
    names = [name for name in CLAIMS.names if name != "number"]
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: pa.array(values, pa.string()) for name, values in zip(names, columns, strict=True)}


def small_of(atlas: Atlas) -> Contents:
    """The atlas without its incidents and claims, with the sources of its states."""
    cited = {state.source.id: state.source for state in atlas.state_list if state.source}
    return Contents(
        atlas.meta, tuple(atlas.places.values()), (), tuple(cited.values()), (), atlas.state_list, atlas.context, ()
    )
