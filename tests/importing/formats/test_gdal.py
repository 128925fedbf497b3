import json
import socket
import sqlite3
import struct
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from mapkit.errors import AtlasError
from mapkit.importing.formats import gdal
from mapkit.importing.formats.gdal import read_foreign
from mapkit.importing.formats.sheet import Sheet

SHAPEFILE = "ESRI Shapefile"


def frame(crs: str = "EPSG:4326") -> Any:
    """Two points with attributes."""
    points = [shapely.Point(46.75, 39.85), shapely.Point(46, 39)]
    return geopandas.GeoDataFrame({"t": ["Шуша", "b"], "n": [1, 2]}, geometry=points, crs="EPSG:4326").to_crs(crs)


def cells(sheet: Sheet) -> list[list[str]]:
    """The cells of a table, row by row."""
    return [list(row.cells.values()) for row in sheet.rows]


def refused(path: Path, kind: str, sheet: str | None = None) -> str:
    """The problems of a file that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        read_foreign(path, kind, sheet)
    return str(caught.value)


READ = [["Шуша", "1", "46.75", "39.85"], ["b", "2", "46.0", "39.0"]]


def test_a_geopackage_is_read(tmp_path: Path) -> None:
    """Attributes become cells, points longitude and latitude; nothing is written beside the file."""
    frame().to_file(tmp_path / "x.gpkg", layer="L ä")
    sheet = read_foreign(tmp_path / "x.gpkg", "GPKG")
    assert (sheet.columns, cells(sheet)) == (("t", "n", "lon", "lat"), READ)
    assert (sheet.rows[1].place, sheet.notes) == ("x.gpkg:row 2", ("GPKG, 2 rows",))
    assert [path.name for path in tmp_path.iterdir()] == ["x.gpkg"]


def test_a_layer_is_never_chosen_in_silence(tmp_path: Path) -> None:
    """Of several layers one must be asked for; an unknown one is refused with those that are there."""
    path = tmp_path / "x.gpkg"
    frame().to_file(path, layer="one")
    frame().to_file(path, layer="two")
    assert "2 layers: choose one of 'one', 'two'" in refused(path, "GPKG")
    assert "no layer is called '--help'" in refused(path, "GPKG", "--help")
    assert read_foreign(path, "GPKG", "two").rows[0].place == "x.gpkg:two:row 1"


@pytest.mark.parametrize("packed", [False, True])
def test_a_shapefile_is_read(tmp_path: Path, packed: bool) -> None:
    """A shapefile is read from its parts beside each other, or from a ZIP of them."""
    frame().to_file(tmp_path / "x.shp", driver=SHAPEFILE, encoding="utf-8")
    path = tmp_path / "x.shp"
    if packed:
        path = tmp_path / "y.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("x.*"):
                archive.write(part, f"inner/{part.name}")
    assert cells(read_foreign(path, SHAPEFILE)) == READ


def test_a_shapefile_that_does_not_tell_its_encoding_is_refused(tmp_path: Path) -> None:
    """Texts whose encoding nothing tells are refused, and read in the one that is given."""
    frame().to_file(tmp_path / "x.shp", driver=SHAPEFILE, encoding="cp1251")
    (tmp_path / "x.cpg").unlink()
    assert "says its encoding: choose it" in refused(tmp_path / "x.shp", SHAPEFILE)
    assert cells(read_foreign(tmp_path / "x.shp", SHAPEFILE, encoding="cp1251")) == READ


def test_a_shapefile_without_its_parts_is_refused(tmp_path: Path) -> None:
    """A part that is missing is named; so is a ZIP that has no shapefile, or several, or a link."""
    frame().to_file(tmp_path / "x.shp", driver=SHAPEFILE)
    (tmp_path / "x.dbf").unlink()
    assert ".dbf is missing" in refused(tmp_path / "x.shp", SHAPEFILE)
    link = zipfile.ZipInfo("x.shp")
    link.external_attr = 0o120777 << 16
    for entries, code in (([], "zip-shapes"), (["a.shp", "b.shp"], "zip-shapes"), ([link], "zip-kind")):
        with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
            for entry in entries:
                archive.writestr(entry, "/etc/hostname")
        assert code in refused(tmp_path / "y.zip", SHAPEFILE)


def test_parquet_is_read_with_its_geometry(tmp_path: Path) -> None:
    """GeoParquet gives longitude and latitude of points and WKT of other geometries; plain Parquet its columns."""
    mixed = frame()
    mixed.loc[2] = ["c", 3, shapely.LineString([(0, 0), (1, 1)])]
    mixed.to_parquet(tmp_path / "x.parquet")
    sheet = read_foreign(tmp_path / "x.parquet", "Parquet")
    assert sheet.columns == ("t", "n", "lon", "lat", "wkt")
    assert cells(sheet)[1:] == [["b", "2", "46.0", "39.0", ""], ["c", "3", "", "", "LINESTRING (0 0, 1 1)"]]
    pq.write_table(pa.table({"a": [0.5, None]}), tmp_path / "y.parquet")
    assert cells(read_foreign(tmp_path / "y.parquet", "Parquet")) == [["0.5"], [""]]


@pytest.mark.parametrize("kind", ["GPKG", "Parquet"])
def test_another_coordinate_system_is_refused(tmp_path: Path, kind: str) -> None:
    """Coordinates that are not longitude and latitude on WGS 84 are refused with the name of their system."""
    path = tmp_path / "x.gpkg"
    frame("EPSG:3857").to_parquet(path) if kind == "Parquet" else frame("EPSG:3857").to_file(path, driver="GPKG")
    assert "'WGS 84 / Pseudo-Mercator' (EPSG:3857)" in refused(path, kind)


def test_an_unknown_coordinate_system_is_refused(tmp_path: Path) -> None:
    """A shapefile without .prj does not say what its numbers are, and is refused."""
    frame().to_file(tmp_path / "x.shp", driver=SHAPEFILE, encoding="utf-8")
    (tmp_path / "x.prj").unlink()
    assert "crs-unknown" in refused(tmp_path / "x.shp", SHAPEFILE)


@pytest.mark.parametrize("kind", gdal.MAGIC)
def test_a_file_of_another_kind_never_reaches_its_reader(tmp_path: Path, kind: str) -> None:
    """A VRT, or anything whose first bytes are not those of its kind, is refused by us."""
    for suffix in (".shp", ".shx", ".dbf"):
        (tmp_path / f"x{suffix}").write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>")
    assert "file-kind" in refused(tmp_path / "x.shp", kind)


@pytest.mark.parametrize("kind", ["GPKG", "Parquet"])
def test_a_broken_file_is_refused(tmp_path: Path, kind: str) -> None:
    """A file that begins as it should and is broken behind is refused in words."""
    (tmp_path / "x").write_bytes(gdal.MAGIC[kind] + b"x" * 5000 + b"PAR1")
    assert "file-unreadable" in refused(tmp_path / "x", kind)


def test_a_parquet_bomb_ends_at_the_limit_of_memory(tmp_path: Path) -> None:
    """A small Parquet file that unpacks to many gigabytes is refused, and takes only its own reader with it."""
    one = pa.array(["x" * 1_000_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000, pa.int32()), one)
    pq.write_table(pa.table({"a": column}), tmp_path / "x.parquet", store_schema=False)
    assert (tmp_path / "x.parquet").stat().st_size < 2_500_000
    assert "memory" in refused(tmp_path / "x.parquet", "Parquet")


def test_a_reader_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GeoPackage whose view never ends is given up after the limit of time."""
    path = tmp_path / "x.gpkg"
    frame().to_file(path, layer="one")
    with sqlite3.connect(path) as base:
        base.execute("ALTER TABLE one RENAME TO real")
        base.execute(
            "CREATE VIEW one AS WITH RECURSIVE n(fid) AS (SELECT 1 UNION ALL SELECT fid + 1 FROM n)"
            " SELECT n.fid, geom, t FROM n JOIN real WHERE n.fid < 0"
        )
    base.close()
    monkeypatch.setattr(gdal, "MAX_SECONDS", 2)
    assert "file-too-slow" in refused(path, "GPKG")


def test_nothing_else_is_opened_by_a_geopackage(tmp_path: Path) -> None:
    """Virtual tables that lead to other files or to the network are not followed."""
    (tmp_path / "canary.csv").write_text("secret\ncanary-4711\n")
    server = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{server.getsockname()[1]}/x.geojson"
    for target in (str(tmp_path / "canary.csv"), f"/vsicurl/{address}"):
        path = tmp_path / "x.gpkg"
        path.unlink(missing_ok=True)
        frame().to_file(path, layer="one")
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA writable_schema = ON")
            base.execute(
                "INSERT INTO sqlite_master VALUES ('table', 'v', 'v', 0, ?)",
                (f"CREATE VIRTUAL TABLE v USING VirtualOGR('{target}')",),
            )
            base.execute("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('v', 'attributes')")
        base.close()
        with pytest.raises(AtlasError) as caught:
            read_foreign(path, "GPKG", "v")
        assert "canary" not in str(caught.value).replace("canary.csv", "")
    server.settimeout(0.2)
    with server, pytest.raises(TimeoutError):  # nobody called
        server.accept()


def test_the_environment_is_our_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings of GDAL or Python in the user's environment do not reach the reader."""
    frame().to_file(tmp_path / "x.gpkg")
    monkeypatch.setenv("OGR_SKIP", "GPKG")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "pyogrio.py").write_text("raise SystemExit(9)")
    assert len(read_foreign(tmp_path / "x.gpkg", "GPKG").rows) == 2


def test_odd_geometries_do_not_break_the_reader(tmp_path: Path) -> None:
    """Missing and empty geometries have no coordinates; WKB that is none refuses the file."""
    geo = {"primary_column": "g", "columns": {"g": {"encoding": "WKB", "geometry_types": []}}}
    sound = [None, shapely.to_wkb(shapely.Point()), shapely.to_wkb(shapely.Point(1, 2, 3))]
    for shapes, rows in ((sound, 3), ([b"x"], 0)):
        schema = pa.schema({"g": pa.binary()}, {"geo": json.dumps(geo)})
        pq.write_table(pa.table({"g": shapes}, schema), tmp_path / "x.parquet")
        if rows:
            sheet = read_foreign(tmp_path / "x.parquet", "Parquet")
            assert [row["lon"] for row in sheet.rows] == ["", "", "1.0"]
            assert sheet.rows[2]["height"] == "3.0"
        else:
            assert "file-unreadable" in refused(tmp_path / "x.parquet", "Parquet")


def test_magic_is_that_of_the_formats() -> None:
    """The file code of a shapefile is 9994, big-endian."""
    assert struct.unpack(">i", gdal.MAGIC[SHAPEFILE]) == (9994,)
