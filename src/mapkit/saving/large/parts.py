"""The files of a large atlas on their way, and the step that makes them the atlas: its manifest."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mapkit.contents import Contents
from mapkit.disk.atomic import flush_folder, words_of, write_bytes
from mapkit.disk.zip_write import pack
from mapkit.errors import AtlasError, ExportError, MapkitError
from mapkit.files.large import CLAIMS, SOURCES
from mapkit.files.large_manifest import MANIFEST, PARTS, SCRATCH, TILES, Entry, Index, Manifest, entry_of, read_manifest
from mapkit.files.serialise import atlas_files
from mapkit.records import CLAIM_LATE, CLAIM_TEXTS, Claim, Source
from mapkit.report import Progress
from mapkit.saving.large.index import NO_INDEX, add_index
from mapkit.saving.large.sort import Sorter
from mapkit.saving.large.tiles import FEW, Tiles, writer
from mapkit.when import OPEN_START, day_number

PER_STEP = 1000  # of progress
GOES_ON = r"^[^./].*/\.\.$"  # a date that does, from a day on

Written = tuple[dict[str, tuple[Entry, ...]], tuple[Index, ...], tuple[str, ...]]


class Parts:
    """The files of a large atlas on their way: tables are added part by part, incidents sorted at the end.

    `first` is the number of the first claim. What still goes on is certain up to `as_of` at least: whoever reads a
    table as it goes by knows that day only when all has gone by.
    """

    as_of: date = OPEN_START

    def __init__(self, folder: Path, schema: pa.Schema, first: int = 0) -> None:
        self.folder = folder
        self.mark = secrets.token_hex(8)
        self._sorter = Sorter(folder / f"{SCRATCH}{self.mark}")
        self._tiles = Tiles(folder, self.mark, schema)
        self._claims = writer(self.path("claims"), CLAIMS, "incident", FEW)
        self._held = [CLAIMS.empty_table()]  # claims that do not fill a group yet
        self._next = first

    @property
    def rows(self) -> int:
        """How many incidents were added."""
        return self._sorter.rows

    def path(self, part: str) -> Path:
        """Where a part is written that is one file."""
        return self.folder / f"{part}-{self.mark}{'.zip' if part == 'atlas' else '.parquet'}"

    def add_incidents(self, table: pa.Table) -> None:
        """Add rows of the store's table of incidents; their numbers go on from the last, or come in any order."""
        self._sorter.add(table)

    def add_claims(self, columns: Mapping[str, pa.Array]) -> None:
        """Add claims: all columns of CLAIMS but their numbers, which go on from the last; late ones may be left out.

        `row` is the number of the incident, by which claims are found: they should come about in its order.
        """
        count = len(columns["incident"])
        numbers = pa.array(range(self._next, self._next + count), pa.int64())
        empty = dict.fromkeys(CLAIM_LATE, pa.array([""] * count, pa.string()))
        self._held.append(pa.table({"number": numbers, **empty, **columns}, CLAIMS))
        self._next += count
        if sum(map(len, self._held)) >= FEW:
            self._put_claims(FEW)

    def _put_claims(self, least: int) -> None:
        """Write claims that are held, in groups of FEW; what is left is less than `least`."""
        table = pa.concat_tables(self._held)
        full = len(table) // least * least
        if full:
            self._claims.write_table(table.slice(0, full), row_group_size=FEW)
        self._held = [table.slice(full)]

    def finish(
        self, small: Contents, sources: Sequence[Source], digest: str, progress: Progress | None = None
    ) -> tuple[str, ...]:
        """Sort, write what is left and the index, flush everything, and let the manifest name it; the old is removed.

        `progress` gets how much of this is done, of how much. What somebody should know is given back, in sentences.
        """
        self.path("atlas").write_bytes(pack(atlas_files(small)))
        files, index, notes = self.written([kind.id for kind in small.meta.kinds], sources, digest, progress)
        files["atlas"] = (_flushed(self.folder, self.path("atlas").name),)
        put(self.folder, Manifest(digest, self.rows, files, index, as_of=str(self.as_of)))
        return notes

    def written(
        self, kinds: Sequence[str] | None, sources: Sequence[Source], digest: str, progress: Progress | None = None
    ) -> Written:
        """Sort and write everything but the atlas without incidents: the files, on the disk by then, and the index.

        `kinds` are all kinds of the atlas in their order; None is for no index.
        """
        bands = ((keys, certain_until(table, self.as_of)) for keys, table in self._sorter.bands())
        for done in self._tiles.write(bands):
            _tell(progress, done, self.rows, 0)
        self._put_claims(1)
        self._claims.close()
        pq.write_table(
            pa.Table.from_pylist([asdict(one) for one in sources], SOURCES),
            self.path("sources"),
            compression="zstd",
            store_schema=False,
        )
        names = {"incidents": self._tiles.names, **{part: [self.path(part).name] for part in ("claims", "sources")}}
        index: tuple[Index, ...] = ()
        notes: tuple[str, ...] = ()
        if kinds is not None:
            index, notes = _index_of(
                self.folder, names["incidents"], kinds, digest, lambda done, total: _tell(progress, done, total, 1)
            )
        files = {part: tuple(_flushed(self.folder, name) for name in names[part]) for part in names}
        _tell(progress, 1, 1, 1)
        return files, index, notes

    def discard(self) -> None:
        """Remove what was written."""
        for one in (self._tiles, self._claims):
            with suppress(Exception):
                one.close()
        with suppress(MapkitError):
            sweep(self.folder)


def _tell(progress: Progress | None, done: int, total: int, step: int) -> None:
    """Say how much is done of two steps of which each takes as long."""
    if progress:
        progress(step * PER_STEP + done * PER_STEP // max(total, 1), 2 * PER_STEP)


def certain_until(table: pa.Table, as_of: date) -> pa.Table:
    """The same rows, of which what still goes on does so for certain up to that day (see `edtf.When.days`)."""
    goes_on = pc.match_substring_regex(table["when"], GOES_ON)
    until = pc.max_element_wise(table["sure_end"], pa.scalar(day_number(as_of) + 1, pa.int32()))
    place = table.schema.get_field_index("sure_end")
    return table.set_column(place, table.schema.field(place), pc.if_else(goes_on, until, table["sure_end"]))


@contextmanager
def writing(folder: Path, schema: pa.Schema, first: int = 0) -> Iterator[Parts]:
    """New files in a folder whose lock is held; nothing is left of them if the block fails. Raises ExportError."""
    parts = Parts(folder, schema, first)
    try:
        yield parts
    except OSError as error:
        parts.discard()
        raise ExportError(f"cannot write {str(folder)!r}: {words_of(error)}") from error
    except BaseException:
        parts.discard()
        raise


def claim_columns(claims: Sequence[Claim], rows: Mapping[str, int]) -> dict[str, pa.Array]:
    """Claims as columns of CLAIMS but their numbers; `rows` are the numbers of incidents by their ids."""
    columns = {
        "row": [rows[one.incident] for one in claims],
        "incident": [one.incident for one in claims],
        "source": [one.source.id for one in claims],
        "party": [one.source.party for one in claims],
        **{name: [getattr(one, name) for one in claims] for name in CLAIM_TEXTS},
    }
    return {name: pa.array(values, CLAIMS.field(name).type) for name, values in columns.items()}


def _index_of(
    folder: Path, names: Sequence[str], kinds: Sequence[str], digest: str, progress: Progress | None
) -> tuple[tuple[Index, ...], tuple[str, ...]]:
    """The index of files; or none, and a sentence why, for incidents that none can be of."""
    try:
        return (add_index(folder, [folder / name for name in names], kinds, digest, progress=progress),), ()
    except AtlasError as error:
        if {problem.code for problem in error.problems} - NO_INDEX:
            raise
        return (), (f"the atlas has no time index, so large maps of it are slow: {error}",)


def put(folder: Path, manifest: Manifest) -> None:
    """Let this manifest name what belongs to the atlas from now on, and remove everything else of one."""
    flush_folder(folder)
    write_bytes(folder / MANIFEST, manifest.text())
    sweep(folder)


def sweep(folder: Path) -> None:
    """Remove what is left of writes that were broken off, and of atlases that have been replaced."""
    kept = read_manifest(folder).names if (folder / MANIFEST).exists() else set()
    mark = "[0-9a-f]" * 16
    patterns = [f"{part}-{mark}.{suffix}" for part in PARTS for suffix in ("zip", "parquet")]
    patterns += [f"index-{mark}", f"{TILES}/tile=*/part-{mark}-*.parquet", f"{SCRATCH}{mark}", f".mapkit-{mark}.part"]
    for path in [path for pattern in patterns for path in folder.glob(pattern)]:
        if path.relative_to(folder).as_posix() not in kept:
            with suppress(OSError):  # somebody reads it, on a system that does not let go
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    for path in [*folder.glob(f"{TILES}/tile=*"), folder / TILES]:
        with suppress(OSError):  # it is not empty
            path.rmdir()


def _flushed(folder: Path, name: str) -> Entry:
    """The entry of a file whose bytes are on the disk by then."""
    with (folder / name).open("rb") as file:
        os.fsync(file.fileno())
    flush_folder((folder / name).parent)
    return entry_of(folder, name)
