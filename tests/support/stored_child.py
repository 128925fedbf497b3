"""A program that tests start: it writes a large atlas, and is killed on the way.

    python -m support.stored_child (write | rebuild | append | compact) FOLDER COPIES N

It is killed at each Nth of the steps below.

FOLDER is a large atlas or is not there; beside it stands `other.zip`, the atlas that is to be written or added.
"""

import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - loaded before the process forks
import pandas as pd  # noqa: F401
import pyarrow as pa
import pyarrow.parquet as pq

from mapkit.contents import cited, surroundings
from mapkit.files import read
from mapkit.files.large_manifest import is_large, read_manifest
from mapkit.saving.large import sort, write
from support.saving_child import arm, say


@cache
def other(path: Path) -> tuple[Any, ...]:
    """The atlas of a ZIP as what a large one is made of, so that a process that was forked need not ask a store."""
    atlas = read(path)
    small = cited(surroundings(atlas, (), ()))
    return atlas.store.whole(), tuple(atlas.claim_list), small, atlas.source_list, atlas.digest


def again(folder: Path, count: int | None = None) -> None:
    """Write the other atlas, or its first incidents with a digest of their own, whatever is there."""
    table, claims, small, sources, digest = other(folder.parent / "other.zip")
    rows = {id_: row for row, id_ in enumerate(table["id"].to_pylist()[:count])}
    expect = read_manifest(folder).digest if is_large(folder) else None
    with write.parts_of(folder, table.schema, expect) as parts:
        parts.add_incidents(table.slice(0, 2))
        parts.add_incidents(table.slice(2, len(rows) - 2))
        parts.add_claims(write.claim_columns([claim for claim in claims if claim.incident in rows], rows))
        parts.finish(small, sources, digest if count is None else "f" * 64)


def more(folder: Path) -> None:
    """Add the incidents of the other atlas that are not there."""
    table, claims, _, _, digest = other(folder.parent / "other.zip")
    there = {
        id_
        for path in read_manifest(folder).paths(folder, "incidents")
        for id_ in pq.read_table(path, columns=["id"], partitioning=None)["id"].to_pylist()
    }
    new = pa.array([id_ not in there for id_ in table["id"].to_pylist()])
    write.append(folder, table.filter(new), [claim for claim in claims if claim.incident not in there], digest)


WORK: dict[str, Callable[[Path], object]] = {
    "write": again,
    "rebuild": write.rebuild_index,
    "append": more,
    "compact": write.compact,
}


STRIDE = {"write": 2, "rebuild": 5, "append": 4, "compact": 5}  # steps between two that writers can be killed at


def kill(what: str, folder: Path, copies: Path, every: int) -> None:
    """Work in a copy of the folder for each so many of these steps, killed there, until one comes to its end."""
    sort.MAX_BYTES = 400  # so that there are runs
    copies.mkdir()
    shutil.copy(folder.parent / "other.zip", copies)
    other(copies / "other.zip")
    for last in range(1, 1000, STRIDE[what] * every):
        copy = copies / f"{last:03}.parquet"
        if folder.exists():
            shutil.copytree(folder, copy)
        child = os.fork()
        if not child:
            arm(copy, last)
            WORK[what](copy)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            say(os.waitstatus_to_exitcode(status))
            return


if __name__ == "__main__":
    kill(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
