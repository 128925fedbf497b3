"""The files of sorted incidents: a folder for each tile, in it one file, or several where there are very many.

Each is a GeoParquet 1.1 file too: its column `geometry` holds points in the encoding "point" (x and y), which
compresses as lon and lat do. Row groups are small enough that a question about a screen leaves most of them out, by
their columns' least and greatest values; a Bloom filter says of most of them that they do not hold an id.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mapkit.files.large_manifest import TILES
from mapkit.incident_columns import names
from mapkit.saving.large.sort import Keys, tiles_of
from mapkit.store.store import GEOMETRY

POINT = pa.struct([pa.field(axis, pa.float64(), nullable=False) for axis in "xy"])
GEO = json.dumps(
    {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {"encoding": "point", "geometry_types": ["Point"]}},
    }
)
GROUP = 1 << 16  # rows of a group: what a reader can leave out at once
FEW = 1 << 12  # of a group of claims, which are looked up for a page of incidents that lie anywhere
PAGE = 1 << 17  # bytes that are unpacked for one row
MAX_GROUPS = 64  # of a file
TEXTS = names(lambda one: one.long)  # of which the least and the greatest tell nothing


def writer(path: Path, schema: pa.Schema, found_by: str, group: int) -> Any:
    """A Parquet file to write groups of rows to; `found_by` is the column of texts by which single rows are found."""
    told = [name for name in schema.names if name not in (*TEXTS, GEOMETRY)]
    return pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        store_schema=False,
        data_page_size=PAGE,
        write_statistics=[*told, *(f"{GEOMETRY}.{axis}" for axis in "xy" if GEOMETRY in schema.names)],
        bloom_filter_options={found_by: {"ndv": group, "fpp": 0.05}},
    )


class Tiles:
    """The files of incidents on their way; `names` are those that are begun, as the manifest names them."""

    def __init__(self, folder: Path, mark: str, schema: pa.Schema) -> None:
        self.folder, self.mark = folder, mark
        self._geo = GEOMETRY not in schema.names  # else that is a column of the user's own
        self.schema = schema.append(pa.field(GEOMETRY, POINT)) if self._geo else schema
        self.names: list[str] = []
        self._writer: Any = None
        self._tile: int | None = None
        self._held: list[pa.Table] = []  # rows that do not fill a group yet
        self._groups = 0

    def write(self, bands: Iterable[tuple[Keys, pa.Table]]) -> Iterator[int]:
        """Write everything, in order; after each piece, how many rows are done. No rows make a file of none."""
        done = 0
        for keys, table in bands:
            for tile, piece in _by_tile(keys, table):
                if tile != self._tile:
                    self._finish()
                    self._tile = tile
                self._add(piece)
            done += len(table)
            yield done
        self._finish()
        if not self.names:
            self._begin(-1)
            self.close()

    def close(self) -> None:
        """Close the file that is open."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _add(self, piece: pa.Table) -> None:
        self._held.append(piece)
        count = sum(map(len, self._held))
        if count >= GROUP:
            table = pa.concat_tables(self._held)
            for start in range(0, count - GROUP + 1, GROUP):
                self._put(table.slice(start, GROUP))
            self._held = [table.slice(count // GROUP * GROUP)]

    def _put(self, group: pa.Table) -> None:
        if self._writer is None:
            self._begin(-1 if self._tile is None else self._tile)
        self._writer.write_table(with_points(group) if self._geo else group, GROUP)
        self._groups += 1
        if self._groups == MAX_GROUPS:
            self.close()

    def _begin(self, tile: int) -> None:
        name = f"{TILES}/tile={tile}/part-{self.mark}-{len(self.names)}.parquet"
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        self.names.append(name)
        self._writer, self._groups = writer(self.folder / name, self.schema, "id", GROUP), 0
        if self._geo:
            self._writer.add_key_value_metadata({"geo": GEO})

    def _finish(self) -> None:
        if any(map(len, self._held)):
            self._put(pa.concat_tables(self._held))
        self._held = []
        self.close()


def with_points(table: pa.Table) -> pa.Table:
    """Rows with their points in a column more, as GeoParquet has them; none for what is unplaced."""
    lon, lat = (pc.fill_null(table[name].combine_chunks(), 0.0) for name in ("lon", "lat"))
    nowhere = pc.is_null(table["lon"].combine_chunks())
    points = pa.StructArray.from_arrays([lon, lat], fields=list(POINT), mask=nowhere)
    return table.append_column(pa.field(GEOMETRY, POINT), points)


def _by_tile(keys: Keys, table: pa.Table) -> Iterator[tuple[int, pa.Table]]:
    tiles = tiles_of(keys)
    edges = np.flatnonzero(np.diff(tiles, prepend=-2, append=-2)).tolist() if len(tiles) else []
    for low, high in pairwise(edges):
        yield int(tiles[low]), table.slice(low, high - low)
