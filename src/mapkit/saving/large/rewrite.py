"""The tables of a large atlas written anew, block by block: in this format, with its four days and one index.

The old tables and the old index stay until the new manifest stands.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mapkit.atlas import Atlas
from mapkit.edtf import read
from mapkit.files.large import incident_schema, read_sources
from mapkit.files.large_manifest import Manifest
from mapkit.files.zip_read import read_archive
from mapkit.incident_columns import FORMAT
from mapkit.report import Progress
from mapkit.saving.large.parts import GOES_ON, put, writing
from mapkit.store.incident_table import SCHEMA, stored_name
from mapkit.timespan import latest_day
from mapkit.when import OPEN_END, OPEN_START, day_number, day_of

BLOCK = 100_000  # rows that are held at once

Change = Callable[[pa.Table], pa.Table]


def rewrite(  # noqa: PLR0913 - what is written anew, how, and who is told
    folder: Path,
    manifest: Manifest,
    change: Change = lambda table: table,
    *,
    digest: str = "",
    as_of: date = OPEN_START,
    format: int = FORMAT,  # noqa: A002 - the field's own word
    progress: Progress | None = None,
) -> tuple[str, ...]:
    """Write the tables of an atlas whose lock is held; `change` gets rows of the store's table, in any blocks.

    What still goes on does so for certain up to `as_of` at least. Gives back, in sentences, what somebody should know.
    """
    files, bare = manifest.paths(folder, "incidents"), manifest.format == 0
    kinds = [kind.id for kind in read_archive(manifest.paths(folder, "atlas")[0]).meta.kinds]
    schema = incident_schema(files[0])
    schema = with_days(schema.empty_table()).schema if bare else schema
    with writing(folder, schema) as parts:
        parts.as_of = as_of
        for table in blocks(files):
            parts.add_incidents(change(with_days(table) if bare else table).select(schema.names))
        for table in blocks(manifest.paths(folder, "claims")):
            told = table if "row" in table.column_names else table.append_column("row", _rows(table, files))
            parts.add_claims({name: told[name] for name in told.column_names if name != "number"})
        digest = digest or manifest.digest
        made, index, notes = parts.written(kinds, read_sources(folder, manifest), digest, progress)
        until = max(str(as_of), manifest.as_of) if as_of > OPEN_START else manifest.as_of
        both = {**manifest.files, **made}
        put(folder, replace(manifest, digest=digest, files=both, indexes=index, format=format, as_of=until))
        return notes


def blocks(files: Sequence[Path]) -> Iterator[pa.Table]:
    """The rows of files, block by block."""
    for path in files:
        for batch in pq.ParquetFile(path).iter_batches(BLOCK):
            yield pa.Table.from_batches([batch])


def with_days(table: pa.Table) -> pa.Table:
    """Rows of a table of before there were four days: each was one of its days, or undated.

    A user's own column of a name that mapkit needs since has the name that it has in the store.
    """
    table = table.rename_columns([stored_name(name) for name in table.column_names])
    days = {
        "sure_start": pc.subtract(table["end"], pa.scalar(1, pa.int32())),
        "sure_end": pc.add(table["start"], pa.scalar(1, pa.int32())),
    }
    for name, column in days.items():
        table = table.append_column(SCHEMA.field(name), column)
    return table.select([*SCHEMA.names, *(name for name in table.column_names if name not in SCHEMA.names)])


def known_until(atlas: Atlas) -> date:
    """The day up to which a large atlas knows of what goes on: what it says, or the last day that anything names."""
    if atlas.meta.as_of:
        return atlas.meta.as_of
    sql = 'SELECT max(CASE WHEN "end" < ? THEN "end" - 1 ELSE "start" END) AS day FROM incidents'
    last = atlas.store.run(sql, [day_number(OPEN_END)])["day"].to_pylist()[0]
    published = [read(source.published).window for source in atlas.source_list if source.published]
    windows = [*published, *(state.when.window for state in atlas.state_list)]
    return max(latest_day(windows), OPEN_START if last is None else day_of(last))


def goes_on(atlas: Atlas) -> bool:
    """Whether something of a large atlas still does."""
    sql = 'SELECT 1 FROM incidents WHERE regexp_matches("when", ?) LIMIT 1'
    return len(atlas.store.run(sql, [GOES_ON])) > 0


def _rows(claims: pa.Table, files: Sequence[Path]) -> pa.Array:
    """The rows of the incidents of claims, which the first large atlases did not tell."""
    known = pa.concat_tables([pq.read_table(path, columns=["id", "row"]) for path in files]).combine_chunks()
    at = pc.index_in(claims["incident"].combine_chunks(), known["id"].combine_chunks())
    return known["row"].combine_chunks().take(at)
