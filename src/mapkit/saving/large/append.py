"""More incidents for a large atlas: new files beside the old ones, and a small index; and all of it as one again.

What is added has the atlas's kinds and columns. What does not fit is refused, all of it at once, and then nothing has
changed. The digest of an atlas that was added to is that of its own digest and that of what came.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.disk.lock import locked
from mapkit.errors import AtlasError, ExportError, Problem
from mapkit.files.large import incident_schema, read_large, refuse_damage
from mapkit.files.large_manifest import Manifest, read_manifest
from mapkit.incident_columns import FORMAT
from mapkit.records import Claim, Source
from mapkit.report import Progress
from mapkit.saving.folder.commits import told
from mapkit.saving.large.parts import Parts, claim_columns, put, writing
from mapkit.saving.large.rewrite import rewrite
from mapkit.when import OPEN_START

BLOCK = 100_000  # rows or ids that are handled at once
INCIDENTS = "the new incidents"
CHANGED = "the atlas there is not the one that was read: read it again"


class More:
    """What is added to a large atlas, on its way. `atlas` is what is there; `first` is the number of the first row."""

    def __init__(self, folder: Path, atlas: Atlas, manifest: Manifest, parts: Parts) -> None:
        self.folder, self.atlas, self._manifest, self._parts = folder, atlas, manifest, parts
        self.first = manifest.incidents
        self._kinds: set[str] = set()
        self._names: list[pa.Array] = []  # ids, block by block

    @property
    def rows(self) -> int:
        """How many rows were added."""
        return self._parts.rows

    def add(self, table: pa.Table, claims: Mapping[str, pa.Array]) -> None:
        """Add rows of the store's table, numbered from `first` on, and claims on them (see `Parts.add_claims`)."""
        self._kinds |= set(pc.unique(table["kind"]).to_pylist())
        self._names.append(table["id"].combine_chunks())
        self._parts.add_incidents(table)
        self._parts.add_claims(claims)

    def finish(
        self, sources: Sequence[Source], digest: str, progress: Progress | None = None, as_of: date = OPEN_START
    ) -> tuple[str, ...]:
        """Write what is left, with new sources; `digest` is of what came. Gives back what somebody should know.

        What still goes on of it is certain up to `as_of` at least, and as long as what is there.
        Raises AtlasError for ids that are taken and kinds that the atlas does not have.
        """
        if found := [*self._taken(), *self._unknown()]:
            raise AtlasError(found)
        base = self._manifest
        self._parts.as_of = self.atlas.meta.as_of or max(as_of, self.atlas.as_of)
        kinds = [kind.id for kind in self.atlas.meta.kinds]
        files, index, notes = self._parts.written(kinds if base.indexes else None, sources, digest, progress)
        both = {part: base.files[part] + files.get(part, ()) for part in base.files}
        indexes = (*base.indexes, *index) if index else ()
        whole = hashlib.sha256(f"{base.digest} {digest}".encode()).hexdigest()
        put(self.folder, Manifest(whole, base.incidents + self.rows, both, indexes, as_of=str(self._parts.as_of)))
        return notes

    def _taken(self) -> Iterator[Problem]:
        for names in self._names:
            for start in range(0, len(names), BLOCK):
                some = names.slice(start, BLOCK).to_pylist()
                sql = "SELECT id FROM incidents WHERE id IN (SELECT unnest(?)) ORDER BY id"
                for id_ in self.atlas.store.run(sql, [some])["id"].to_pylist():
                    text = f"the atlas has an incident {id_!r} already: give it another id"
                    yield Problem(INCIDENTS, "id-taken", text)

    def _unknown(self) -> Iterator[Problem]:
        for kind in sorted(self._kinds - {kind.id for kind in self.atlas.meta.kinds}):
            known = ", ".join(repr(one.id) for one in self.atlas.meta.kinds)
            yield Problem(INCIDENTS, "kind-unknown", f"the atlas has no kind {kind!r}: give one of {known}")


@contextmanager
def appending(folder: Path, expect: str | None = None) -> Iterator[More]:
    """What is added to the large atlas in a folder, under its lock; nothing has changed if the block fails.

    `expect` refuses another atlas than the caller read (its digest). Raises AtlasError for a damaged one, ExportError.
    """
    with locked(folder):
        manifest, atlas = read_manifest(folder), read_large(folder)
        if manifest.format < FORMAT:
            way = f"mapkit build {folder} writes its tables in this one first"
            raise ExportError(f"cannot write {str(folder)!r}: it is of the first format: {way}")
        if expect is not None and manifest.digest != expect:
            raise ExportError(f"cannot write {str(folder)!r}: {CHANGED}")
        claims = sum(pq.read_metadata(path).num_rows for path in manifest.paths(folder, "claims"))
        schema = incident_schema(manifest.paths(folder, "incidents")[0])
        with writing(folder, schema, claims) as parts:
            yield More(folder, atlas, manifest, parts)


def append(
    folder: Path, table: pa.Table, claims: Sequence[Claim], digest: str, expect: str | None = None
) -> tuple[str, ...]:
    """Add rows of a store's table of incidents with the claims on them, after those that are there.

    Rows are numbered anew; own columns that only the atlas has are empty. The sources of claims that are not there yet
    come with them. `digest` is of what is added. Gives back, in sentences, what somebody should know. Raises AtlasError
    with every problem: ids that are taken or double, unknown kinds, sites and columns, other sources of the same id.
    """
    with appending(folder, expect) as more:
        problems = list(_misfits(more.atlas, table, claims))
        if problems:
            raise AtlasError(problems)
        fitted = fit(table, more.atlas.store.columns, more.first)
        rows = dict(zip(fitted["id"].to_pylist(), fitted["row"].to_pylist(), strict=True))
        for start in range(0, max(len(fitted), 1), BLOCK):
            some = claims if start == 0 else ()
            more.add(fitted.slice(start, BLOCK), claim_columns(some, rows))
        there = {source.id for source in more.atlas.source_list}
        new = {claim.source.id: claim.source for claim in claims if claim.source.id not in there}
        return more.finish(list(new.values()), digest)


def fit(table: pa.Table, columns: Sequence[str], first: int) -> pa.Table:
    """Rows in the columns of an atlas, numbered from `first` on; those that they lack are empty."""
    empty = pa.array([""] * len(table), pa.string())
    numbers = pa.array(range(first, first + len(table)), pa.int32())
    given: dict[str, Any] = {**dict.fromkeys(columns, empty), **{name: table[name] for name in table.column_names}}
    return pa.table({name: numbers if name == "row" else given[name] for name in columns})


def _misfits(atlas: Atlas, table: pa.Table, claims: Sequence[Claim]) -> Iterator[Problem]:
    for column in table.column_names:
        if column not in atlas.store.columns:
            yield Problem(INCIDENTS, "column-unknown", f"the atlas has no column {column!r}: leave it out")
    for id_, times in Counter(table["id"].to_pylist()).items():
        if times > 1:
            yield Problem(INCIDENTS, "id-double", f"{times} of them are {id_!r}: give each its own")
    for id_ in sorted({claim.incident for claim in claims} - {*table["id"].to_pylist()}):
        text = f"none of the new incidents is {id_!r}: take its claims out"
        yield Problem("the new claims", "incident-unknown", text)
    for site in sorted({*table["site"].to_pylist()} - {*atlas.places, ""}):
        yield Problem(INCIDENTS, "site-unknown", f"no layer has a site {site!r}: add it to one of them first")
    known = {source.id: source for source in atlas.source_list}
    for source in {claim.source.id: claim.source for claim in claims}.values():
        if known.get(source.id, source) != source:
            yield Problem("the new sources", "source-taken", f"another source is {source.id!r}: give it another id")


def compact(folder: Path, progress: Progress | None = None) -> tuple[str, ...]:
    """Make one sorted table and one index of all that was added to a large atlas; it answers as before.

    Gives back, in sentences, what somebody should know. Raises AtlasError for a damaged atlas, ExportError.
    """
    with locked(folder), told(folder):
        manifest = read_manifest(folder)
        if manifest.format < FORMAT:
            read_large(folder, indexed=False)  # refuses what is open
        refuse_damage(folder, manifest)
        return rewrite(folder, manifest, progress=progress)
