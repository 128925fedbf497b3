"""A large atlas of the first format, taken into this one: somebody says which dates with a slash lasted."""

import hashlib
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from mapkit.disk.lock import locked
from mapkit.edtf import read
from mapkit.files.large import DAYS, read_large, refuse_damage
from mapkit.files.large_manifest import read_manifest
from mapkit.incident_columns import FIRST, FORMAT
from mapkit.report import Progress
from mapkit.saving.folder.commits import told
from mapkit.saving.folder.open_dates import Answer, Migrated, is_open
from mapkit.saving.large.rewrite import known_until, rewrite


def migrate_large(folder: Path, answer: Answer, progress: Progress | None = None) -> Migrated:
    """Say of open dates what they are; the tables are written anew with their days, and with one index.

    The digest stays where dates lasted, for they are written as before. Raises AtlasError, ExportError.
    """
    with locked(folder), told(folder):
        manifest = read_manifest(folder)
        if manifest.format == FORMAT:
            return Migrated({}, {})
        refuse_damage(folder, manifest)
        atlas = read_large(folder, open_dates=True, indexed=False)
        sql = """SELECT kind, "when", count(*) AS n FROM incidents WHERE contains("when", '/') GROUP BY 1, 2"""
        found = Counter[str]()
        for row in atlas.store.run(sql, ()).to_pylist():
            found.update({row["kind"]: row["n"]} if is_open(row["when"]) else {})
        done = answer.of(found, [kind.id for kind in atlas.meta.kinds])
        if not found:
            return done
        as_of = known_until(atlas)
        words = f"{manifest.digest} {answer.dates}: {', '.join(sorted(done.said))}"
        digest = hashlib.sha256(words.encode()).hexdigest() if answer.dates == "one-of" else manifest.digest
        form = FIRST if done.left else FORMAT
        rewrite(
            folder,
            manifest,
            lambda table: _said(table, answer, as_of),
            digest=digest,
            as_of=as_of,
            format=form,
            progress=progress,
        )
        return done


def _said(table: pa.Table, answer: Answer, as_of: date) -> pa.Table:
    """Rows with what is said of their dates; each different date is looked at once."""
    dates = table["when"].combine_chunks().dictionary_encode()
    texts, of_text = dates.dictionary.to_pylist(), dates.indices.to_numpy()
    opened = np.array([is_open(text) for text in texts], bool)
    named = np.array([answer.names(kind) for kind in table["kind"].to_pylist()], bool)
    said = opened[of_text] & named if len(texts) else np.zeros(0, bool)
    if not said.any():
        return table
    new = [answer.written(text) if one else text for text, one in zip(texts, opened, strict=True)]
    days = [read(text).days(as_of) if one else None for text, one in zip(new, opened, strict=True)]
    columns = {"when": (new, pa.string())}
    columns |= {name: ([getattr(one, name) if one else 0 for one in days], pa.int32()) for name in DAYS}
    for name, (values, kind) in columns.items():
        chosen = pa.array(values, kind).take(dates.indices)
        place = table.schema.get_field_index(name)
        column = pa.compute.if_else(pa.array(said), chosen, table[name].combine_chunks())
        table = table.set_column(place, table.schema.field(place), column)
    return table
