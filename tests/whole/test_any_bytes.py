"""Whatever bytes come in: a file is read, or refused by one error that names it, in every format."""

import json
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import openpyxl
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.errors import AtlasError, Problem
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.read import read

TABLE = [["id", "date", "lat", "lon", "title"]]
TABLE += [[f"r{n}", f"2020-09-{n + 1:02}", f"40.{n}", f"44.{n}", "Schüsse bei Lörrach"] for n in range(9)]
QUICK = ("x.csv", "x.json", "x.geojson", "x.kml", "x.xlsx")
FOREIGN = ("x.gpkg", "x.parquet", "x.zip")  # by GDAL or Arrow, in a process of its own
PLACEMARK = (
    "<Placemark><name>Schüsse</name><TimeStamp><when>2020-01-02</when></TimeStamp>"
    "<Point><coordinates>44,40</coordinates></Point></Placemark>"
)


@cache
def made(name: str) -> bytes:
    """A sound file of a format."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        MAKERS[path.suffix](path)
        return path.read_bytes()


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append(row)
    book.save(path)


def _features(path: Path) -> None:
    feature = {"type": "Feature", "properties": {"date": "2020-01-02"}}
    feature["geometry"] = {"type": "Point", "coordinates": [44, 40]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature] * 3}))


def _frame() -> gpd.GeoDataFrame:
    points = [shapely.Point(44, 40)] * 3
    return gpd.GeoDataFrame({"date": ["2020-01-02"] * 3, "t": ["Schüsse"] * 3}, geometry=points, crs=4326)


def _shapefile(path: Path, encoding: str = "UTF-8") -> None:
    _frame().to_file(path.with_suffix(".shp"), encoding=encoding)
    path.with_suffix(".cpg").write_text("UTF-8")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for ending in ("shp", "dbf", "shx", "prj", "cpg"):
            archive.write(path.with_suffix(f".{ending}"), f"x.{ending}")


MAKERS = {
    ".csv": lambda path: path.write_text("\n".join(map(",".join, TABLE)), "utf-8"),
    ".json": lambda path: path.write_text(json.dumps([dict(zip(TABLE[0], row, strict=True)) for row in TABLE[1:]])),
    ".geojson": _features,
    ".kml": lambda path: path.write_text(
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{PLACEMARK * 3}</Document></kml>', "utf-8"
    ),
    ".xlsx": _workbook,
    ".gpkg": lambda path: _frame().to_file(path),
    ".parquet": lambda path: _frame().to_parquet(path),
    ".zip": _shapefile,
}


def damage(data: bytes, at: float, how: str, with_bytes: bytes) -> bytes:
    """Bytes of a file, cut off, overwritten, or with something put in at a place (0 to 1 of its length)."""
    place = int(at * len(data))
    rest = {"cut": b"", "put in": data[place:], "overwrite": data[place + len(with_bytes) :]}[how]
    return data[:place] + (b"" if how == "cut" else with_bytes) + rest


def problems_of(path: Path) -> tuple[Problem, ...]:
    """What is wrong with a file as a whole; nothing of one that is read."""
    try:
        atlas = read_sheet(path) if path.suffix == ".zip" else read(path)
    except AtlasError as error:
        return error.problems
    return () if atlas is not None else (Problem("", "", ""),)


def answered(name: str, data: bytes, folder: Path) -> None:
    """Read a file; each problem of it names it, and says something."""
    path = folder / name
    path.write_bytes(data)
    assert all(one.place.startswith(name) and one.text for one in problems_of(path))


damages = st.tuples(
    st.floats(0, 1), st.sampled_from(["cut", "put in", "overwrite"]), st.binary(min_size=1, max_size=30)
)
ROUNDS = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


@pytest.mark.parametrize("name", QUICK)
@settings(max_examples=60, **ROUNDS)
@given(several=st.lists(damages, min_size=1, max_size=3))
def test_a_damaged_file_is_answered(tmp_path: Path, name: str, several: list[tuple[float, str, bytes]]) -> None:
    """Cut off or with other bytes anywhere, a file is read or refused in words."""
    data = made(name)
    for one in several:
        data = damage(data, *one)
    answered(name, data, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", FOREIGN)
@settings(max_examples=20, **ROUNDS)
@given(several=st.lists(damages, min_size=1, max_size=3))
def test_a_damaged_foreign_file_is_answered(tmp_path: Path, name: str, several: list[tuple[float, str, bytes]]) -> None:
    """So are the formats that a library of another language reads."""
    test_a_damaged_file_is_answered.hypothesis.inner_test(tmp_path, name, several)  # type: ignore[attr-defined]


def test_a_workbook_with_damaged_packing_is_refused(tmp_path: Path) -> None:
    """Bytes of the packed sheet that were changed on the way make no traceback."""
    data = made("x.xlsx")
    start = data.find(b"xl/worksheets/sheet1.xml") + 40
    path = tmp_path / "x.xlsx"
    path.write_bytes(damage(data, start / len(data), "overwrite", bytes(range(20))))
    with pytest.raises(AtlasError, match="save"):
        read(path)


def test_an_entry_without_a_name_is_refused(tmp_path: Path) -> None:
    """A ZIP may hold an entry that has no name, and is refused for it."""

    class Nameless(zipfile.ZipInfo):
        def is_dir(self) -> bool:
            return False

    entry = Nameless("a")
    entry.filename = ""
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, b"x")
    with pytest.raises(AtlasError, match="zip-name the name is empty"):
        read(path)


def test_letters_that_are_not_what_the_file_says_are_refused(tmp_path: Path) -> None:
    """A shapefile that says UTF-8 and holds Latin-1 asks for the encoding, and is read when it is told."""
    _shapefile(tmp_path / "x.zip", "ISO-8859-1")
    with pytest.raises(AtlasError, match="file-encoding the letters of 't' are not in the encoding"):
        read_sheet(tmp_path / "x.zip")
    assert read_sheet(tmp_path / "x.zip", encoding="cp1252").rows[0]["t"] == "Schüsse"
