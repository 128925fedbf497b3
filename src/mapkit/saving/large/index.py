"""The time index of a large atlas, from its own Parquet files: a part is a stretch of their row groups."""

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mapkit.edtf import Days
from mapkit.errors import AtlasError, Problem
from mapkit.files.large_manifest import Index, sha256
from mapkit.report import Progress
from mapkit.timeindex import NAMES, build
from mapkit.viewcube import Rows

Stretch = tuple[tuple[Path, tuple[int, ...]], ...]

STRETCH = 1 << 20  # incidents of a part
MAX_KINDS = 1 << 16
COLUMNS = ("cell_x", "cell_y", *Days._fields, "disputed", "kind", "lon")
NO_INDEX = {"index-days", "index-kinds"}  # an atlas that has none of these is one all the same


def add_index(  # noqa: PLR0913 - what it is made of, how, and who is told
    folder: Path,
    files: Sequence[Path],
    kinds: Sequence[str],
    name: str,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> Index:
    """Build the index of the incidents in these files; a kind's number is its place in `kinds`, others come after.

    `name` says what is in them (see `timeindex.build`). An index that was begun and not finished goes on. Raises
    AtlasError for incidents that cannot be indexed.
    """
    count = len(kinds) + any(_unnamed(path, kinds) for path in files)
    if count > MAX_KINDS:
        text = f"{count} kinds, {MAX_KINDS} at most: give the incidents fewer kinds"
        raise AtlasError([Problem("time index", "index-kinds", text)])
    parts = [partial(rows_of, stretch, tuple(kinds)) for stretch in stretches(files)]
    target = folder / f"index-{secrets.token_hex(8)}"
    build(parts, target, count, executor, progress, name=name)
    return Index(target.name, sha256(target / NAMES[-1]))


def stretches(files: Sequence[Path]) -> Iterator[Stretch]:
    """Row groups of files, about a million rows together."""
    held: list[tuple[Path, tuple[int, ...]]] = []
    rows = 0
    for path in files:
        about = pq.read_metadata(path)
        groups: list[int] = []
        for number in range(about.num_row_groups):
            groups.append(number)
            rows += about.row_group(number).num_rows
            if rows >= STRETCH:
                yield (*held, (path.absolute(), tuple(groups)))
                held, groups, rows = [], [], 0
        if groups:
            held.append((path.absolute(), tuple(groups)))
    if held:
        yield tuple(held)


def rows_of(stretch: Stretch, kinds: Sequence[str]) -> Rows:
    """The incidents of a stretch, as the index wants them."""
    tables = [
        pq.ParquetFile(path, read_dictionary=["kind"]).read_row_groups(groups, list(COLUMNS))
        for path, groups in stretch
    ]
    table = pa.concat_tables(tables)
    dated, placed = (pc.is_valid(table[name]).to_numpy() for name in ("start", "lon"))
    x, y, start, sure_start, sure_end, end = (pc.fill_null(table[name], 0).to_numpy() for name in COLUMNS[:-3])
    disputed = pc.fill_null(table["disputed"], False).to_numpy()
    kind = _numbers(table["kind"], kinds)
    return Rows(x, y, start, sure_start, sure_end, end, kind, dated, placed, disputed)


def _numbers(kinds: pa.ChunkedArray, named: Sequence[str]) -> Any:
    """The place of each kind among those that are named; one number more for the others."""
    known = pa.array(named, pa.string())
    found = [
        pc.fill_null(pc.index_in(chunk.dictionary, known), len(named)).take(chunk.indices).to_numpy()
        for chunk in kinds.chunks
    ]
    return np.concatenate([np.zeros(0, np.int32), *found]).astype(np.uint16)


def _unnamed(path: Path, kinds: Sequence[str]) -> bool:
    """Whether a file has incidents of a kind that is not named."""
    known = pa.array(kinds, pa.string())
    file = pq.ParquetFile(path, read_dictionary=["kind"])
    for batch in file.iter_batches(STRETCH, columns=["kind"]):
        if not pc.all(pc.is_in(batch["kind"].dictionary, known)).as_py():
            return True
    return False
