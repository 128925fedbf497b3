"""Rows of Parquet files by a number, of which only those groups of rows are read that may hold it.

Numbers about rise along a file, so that few of them lie in few groups, however many there are in all. DuckDB looks at
every group with every question, which takes longer than to read those few where a file has thousands.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

SMALLEST, LARGEST = np.iinfo(np.int64).min, np.iinfo(np.int64).max
AT_ONCE = 64  # groups that are read at once

Whole = NDArray[np.int64]


class Numbered:
    """The files of a table, asked for `columns` of the rows that have certain numbers in one of them.

    Columns of `few` different texts are read faster than others. A column of texts that a file does not have is empty.
    """

    def __init__(self, paths: Sequence[Path], number: str, columns: Sequence[str], few: Sequence[str] = ()) -> None:
        self._paths, self._number, self._columns, self._few = tuple(paths), number, list(columns), list(few)

    def __call__(self, numbers: Sequence[int]) -> pa.Table:
        """The rows with these numbers, in the order of the files."""
        wanted = np.unique(np.array(numbers, np.int64))
        among = pa.array(wanted)
        found = [table.filter(pc.is_in(table[self._number].cast(pa.int64()), among)) for table in self._tables(wanted)]
        return pa.concat_tables(found) if found else pa.table({name: [] for name in self._columns})

    def _tables(self, wanted: Whole) -> Iterator[pa.Table]:
        """The rows of the groups that may hold these numbers, which are sorted."""
        for path, (about, lows, highs) in zip(self._paths, self._groups, strict=True):
            held = np.searchsorted(wanted, lows) < np.searchsorted(wanted, highs, "right")
            groups = np.flatnonzero(held).tolist()
            file = pq.ParquetFile(path, metadata=about, read_dictionary=self._few)  # a file serves one thread
            for start in range(0, len(groups), AT_ONCE):
                yield self._whole(file.read_row_groups(groups[start : start + AT_ONCE], self._columns).combine_chunks())

    def _whole(self, table: pa.Table) -> pa.Table:
        """All columns, those too that came after the file."""
        for name in self._columns:
            if name not in table.column_names:
                table = table.append_column(name, pa.array([""] * len(table), pa.string()))
        return table.select(self._columns)

    @cached_property
    def _groups(self) -> list[tuple[pq.FileMetaData, Whole, Whole]]:
        """What each file says of itself, with the least and greatest number in each of its groups."""
        return [self._edges(pq.read_metadata(path)) for path in self._paths]

    def _edges(self, about: pq.FileMetaData) -> tuple[pq.FileMetaData, Whole, Whole]:
        column = about.schema.names.index(self._number)
        groups = map(about.row_group, range(about.num_row_groups))
        edges = [_edges(group, group.column(column).statistics) for group in groups]
        lows, highs = np.array(edges, np.int64).reshape(-1, 2).T
        return about, lows, highs


def _edges(group: pq.RowGroupMetaData, told: pq.Statistics | None) -> tuple[int, int]:
    """The least and greatest number that a group of rows may hold."""
    if not group.num_rows:
        return LARGEST, SMALLEST
    return (told.min, told.max) if told is not None and told.has_min_max else (SMALLEST, LARGEST)
