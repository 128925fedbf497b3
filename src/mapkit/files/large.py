"""A large atlas: a folder of Parquet tables, with a manifest that is written last and says what belongs together.

    manifest.json       what belongs to the atlas (files/large_manifest.py)
    atlas-<...>.zip     settings, layers, states and basemap: an atlas (docs/format.md) without incidents
    incidents/tile=<...>/part-<...>.parquet, claims-<...>.parquet, sources-<...>.parquet
    index-<...>/        the time index (mapkit.timeindex)

A file that is cut short, changed or of another version is named and not used.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.edtf import meant_otherwise, read
from mapkit.errors import AtlasError, Problem
from mapkit.files.atlas_tables import SAY
from mapkit.files.large_manifest import Index, Manifest, damage, is_large, read_manifest, sha256
from mapkit.files.large_watch import Checking
from mapkit.files.zip_read import read_archive
from mapkit.incident_columns import FORMAT
from mapkit.records import CLAIM_LATE, CLAIM_TEXTS, SOURCE_LATE, Source
from mapkit.store.cubes import Cubes
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import SCHEMA
from mapkit.store.row_groups import Numbered
from mapkit.store.store import GEOMETRY, Store
from mapkit.store.stored_claims import COLUMNS, FEW, StoredClaims
from mapkit.timeindex import NAMES as INDEX_FILES
from mapkit.timeindex import TimeIndex
from mapkit.timeindex.union import Indexes

CLAIMS = pa.schema(
    [
        ("number", pa.int64()),
        ("row", pa.int32()),
        *((name, pa.string()) for name in ("incident", "source", "party", *CLAIM_TEXTS)),
    ]
)
SOURCES = pa.schema([(one.name, pa.string()) for one in fields(Source)])
DAYS = ("sure_start", "sure_end")
AT_ONCE, SMALL = 1 << 26, 1 << 22  # bytes of an atlas that is checked when it is opened; of a file that always is
REBUILD = "mapkit build FOLDER builds it again from the tables"


def read_large(folder: Path, *, open_dates: bool = False, indexed: bool = True) -> Atlas:
    """Read a large atlas. Raises AtlasError with everything that is wrong with its files.

    One of the first format is refused where it holds open dates, unless `open_dates`; not `indexed`, its index is left
    alone.
    The bytes of one of more than 64 MiB are checked while it is used already (`checking`).
    """
    manifest = read_manifest(folder)
    large = manifest.size > AT_ONCE
    refuse_damage(folder, manifest, SMALL if large else None)
    small = read_archive(manifest.paths(folder, "atlas")[0])
    sources = read_sources(folder, manifest)
    parts = (manifest.paths(folder, part) for part in ("incidents", "claims"))
    tables = duckdb_store(*parts, inner_days=manifest.format > 0)
    checking = Checking(folder, manifest, SMALL if large else None)
    store, known = checking.guarded(tables), {source.id: source for source in sources}
    if manifest.format < FORMAT and not open_dates:
        _refuse_open_dates(folder, store)
    told = COLUMNS[0] in store.run("SELECT * FROM claims LIMIT 0", ()).column_names
    by_row = checking.guard(Numbered(manifest.paths(folder, "claims"), COLUMNS[0], COLUMNS, FEW)) if told else None
    said = StoredClaims(store, known, by_row)
    index = read_index(folder, manifest) if indexed else None
    cubes = Cubes(store, [kind.id for kind in small.meta.kinds], index) if index else None
    as_of = date.fromisoformat(manifest.as_of) if manifest.as_of else small.as_of
    atlas = replace(small, source_list=sources, claim_list=said, store=store, digest=manifest.digest, as_of=as_of)
    return replace(atlas, time_index=index, cubes=cubes, lenses=None)


def _refuse_open_dates(folder: Path, store: Store) -> None:
    """Raise AtlasError if the first format left a date open."""
    for table in store.stream("""SELECT DISTINCT "when" FROM incidents WHERE contains("when", '/')""", ()):
        for when in table["when"].to_pylist():
            if meant_otherwise(read(when)):
                text = f"{SAY} what dates such as {when!r} said before a slash meant that it lasted"
                raise AtlasError([Problem(folder.name, "dates-old", text)])


def check_large(folder: Path) -> None:
    """Look at every byte of a large atlas, those of its indexes too. Raises AtlasError with all that is damaged."""
    manifest = read_manifest(folder)
    problems: list[Problem] = []
    for look in (refuse_damage, partial(read_index, whole=True)):
        try:
            look(folder, manifest)
        except AtlasError as error:
            problems += error.problems
    if problems:
        raise AtlasError(problems)


def refuse_damage(folder: Path, manifest: Manifest, at_once: int | None = None) -> None:
    """Raise AtlasError with all that is wrong with the files of an atlas; its index is not looked at.

    Of files of more than `at_once` bytes only the size is looked at; None is for all bytes of all files.
    """
    if found := list(damage(folder, manifest, at_once)):
        raise AtlasError(found)
    later = ("row", *CLAIM_LATE)  # which the first large atlases did not have
    claims = pa.schema([one for one in CLAIMS if one.name not in later])
    days = DAYS if manifest.format == 0 else ()  # nor those of the first format these
    incidents = pa.schema([one for one in SCHEMA if one.name not in days])
    sources = pa.schema([one for one in SOURCES if one.name not in SOURCE_LATE])
    schemas = {"incidents": incidents, "claims": claims, "sources": sources}
    if found := [
        problem
        for part, schema in schemas.items()
        for path in manifest.paths(folder, part)
        for problem in _lacking(path, path.relative_to(folder).as_posix(), schema)
    ]:
        raise AtlasError(found)


def read_index(folder: Path, manifest: Manifest, *, whole: bool = False) -> TimeIndex | None:
    """The time index of an atlas that has one, all of it looked at if `whole`.

    Raises AtlasError for one that is damaged, and says what to do.
    """
    opened, problems = [], []
    for index in manifest.indexes:
        try:
            _refuse_other(folder, index)
            opened.append(TimeIndex(folder / index.name))
            if whole:
                opened[-1].check()
        except AtlasError as error:
            problems += [
                replace(one, place=f"{index.name}/{one.place}", text=f"{one.text}: {REBUILD}") for one in error.problems
            ]
    if problems:
        raise AtlasError(problems)
    return Indexes(opened) if len(opened) > 1 else opened[0] if opened else None


def _refuse_other(folder: Path, index: Index) -> None:
    """Refuse an index that is whole, but that of other tables."""
    path = folder / index.name / INDEX_FILES[-1]
    if path.is_file() and sha256(path) != index.sha256:
        TimeIndex(folder / index.name)  # says it better, if it is not whole
        raise AtlasError([Problem(path.name, "index-other", "is not of these tables")])


def _lacking(path: Path, name: str, schema: pa.Schema) -> Iterator[Problem]:
    try:
        found = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        yield Problem(name, "parquet-unreadable", f"cannot be read as Parquet ({error}): write it again")
        return
    for field in schema:
        if field.name not in found.names or found.field(field.name).type != field.type:
            yield Problem(name, "column-missing", f"it has no column {field.name!r} of {field.type}")


def incident_schema(path: Path) -> pa.Schema:
    """The columns of a file of incidents, as the store has them. Raises what pyarrow raises."""
    found = pq.read_schema(path)
    place = found.get_field_index(GEOMETRY)
    return found if place < 0 or found.field(place).type == pa.string() else found.remove(place)


def read_sources(folder: Path, manifest: Manifest) -> tuple[Source, ...]:
    """The sources of a large atlas, in the order of its files."""
    files = map(pq.ParquetFile, manifest.paths(folder, "sources"))
    tables = [file.read([name for name in SOURCES.names if name in file.schema_arrow.names]) for file in files]
    rows: Sequence[Mapping[str, str]] = [row for table in tables for row in table.to_pylist()]
    return tuple(Source(**row) for row in rows)


__all__ = [
    "CLAIMS",
    "SOURCES",
    "check_large",
    "incident_schema",
    "is_large",
    "read_index",
    "read_large",
    "read_manifest",
    "read_sources",
    "refuse_damage",
]
