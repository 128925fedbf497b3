"""The files of sorted incidents: one folder a tile, groups that are full, and no file for nothing but one."""

from collections.abc import Iterator
from pathlib import Path

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mapkit.files.large import incident_schema
from mapkit.saving.large import tiles
from mapkit.saving.large.sort import Keys, keys_of
from mapkit.saving.large.tiles import Tiles
from mapkit.store.duckdb_store import duckdb_store
from mapkit.store.incident_table import claim_table
from support.rows_made import table_of

MARK = "0123456789abcdef"


def written(folder: Path, tables: list[pa.Table]) -> list[str]:
    """The names of the files of sorted tables."""
    made = Tiles(folder, MARK, tables[0].schema)
    bands: Iterator[tuple[Keys, pa.Table]] = ((keys_of(table), table) for table in tables)
    assert list(made.write(bands))[-1:] == [sum(map(len, tables))]
    return made.names


def test_each_tile_has_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Groups are full but for the last of a tile, files hold so many groups, and no row is lost or moved."""
    monkeypatch.setattr(tiles, "GROUP", 10)
    monkeypatch.setattr(tiles, "MAX_GROUPS", 2)
    whole = table_of([((-179.9, 80.0), 1)] * 7 + [((46.75, 39.85), 2)] * 45 + [(None, 3)] * 3)
    names = written(tmp_path, [whole.slice(0, 20), whole.slice(20, 3), whole.slice(23, 32)])
    found = [pq.read_table(tmp_path / name, partitioning=None) for name in names]
    groups = [
        [
            pq.read_metadata(tmp_path / name).row_group(one).num_rows
            for one in range(pq.read_metadata(tmp_path / name).num_row_groups)
        ]
        for name in names
    ]
    assert groups == [[7], [10, 10], [10, 10], [5], [3]]
    assert pa.concat_tables(found)["row"].to_pylist() == list(range(55))
    middle = names[1].split("/")[1]
    assert [name.rpartition("/")[0] for name in names] == [
        "incidents/tile=2",
        *[f"incidents/{middle}"] * 3,
        "incidents/tile=-1",
    ]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.parquet")) == sorted(names)


def test_nothing_is_a_file_too(tmp_path: Path) -> None:
    """An atlas of no incidents has one file, with their columns."""
    names = written(tmp_path, [table_of([])])
    assert names == [f"incidents/tile=-1/part-{MARK}-0.parquet"]
    assert incident_schema(tmp_path / names[0]) == table_of([]).schema


def test_what_is_looked_up_can_be_left_out(tmp_path: Path) -> None:
    """Columns that questions narrow by tell their least and greatest; ids have a filter; long texts have neither."""
    name = written(tmp_path, [table_of([((46.75, 39.85), day) for day in range(5)])])[0]
    about = pq.read_metadata(tmp_path / name).row_group(0)
    columns = {about.column(number).path_in_schema: about.column(number) for number in range(about.num_columns)}
    assert columns["start"].statistics.min == 0
    assert columns["start"].statistics.max == 4
    assert columns["cell_x"].is_stats_set
    assert not columns["haystack"].is_stats_set


def test_other_programs_find_the_points(tmp_path: Path) -> None:
    """A file is GeoParquet, with the point of each incident that has one; the store does not see the column."""
    names = written(tmp_path, [table_of([((46.75, 39.85), 1)]), table_of([(None, 1)], 1)])
    frames = [geopandas.read_parquet(tmp_path / name) for name in names]
    assert [str(frame.crs) for frame in frames] == ["OGC:CRS84", "OGC:CRS84"]
    assert [frame.geometry[0] and frame.geometry[0].coords[0] for frame in frames] == [(46.75, 39.85), None]
    assert "geometry" not in duckdb_store([tmp_path / name for name in names], claim_table([])).columns


def test_a_column_of_that_name_stays_its_owner_s(tmp_path: Path) -> None:
    """Where the user has a column called geometry, it is kept, and the file has no points."""
    own = table_of([((46.75, 39.85), 1)]).append_column("geometry", pa.array(["mine"]))
    names = written(tmp_path, [own])
    assert incident_schema(tmp_path / names[0]).names[-1] == "geometry"
    store = duckdb_store([tmp_path / name for name in names], claim_table([]))
    assert store.whole()["geometry"].to_pylist() == ["mine"]
    assert b"geo" not in (pq.read_metadata(tmp_path / names[0]).metadata or {})
