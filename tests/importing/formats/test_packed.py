"""Tables that are packed: by gzip, in a ZIP, as KMZ."""

import gzip
import zipfile
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.importing.formats.open import read_sheet
from mapkit.importing.read import read
from mapkit.saving import write

TABLE = b"id,date,lat,lon\na,2020-09-27,40.1,44.2\nb,2020-13-01,40.1,44.2\n"
PLACEMARK = "<Placemark><name>a</name><Point><coordinates>44.2,40.1</coordinates></Point></Placemark>"
KML = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{PLACEMARK}</Document></kml>'


def packed(path: Path, **entries: bytes) -> Path:
    """A ZIP with these entries; two underscores in a name are a full stop."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def test_a_gzip_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    """A packed CSV has the rows of the CSV, and places name the file that a person has."""
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(TABLE))
    sheet = read_sheet(tmp_path / "x.csv.gz")
    assert [row.place for row in sheet.rows] == ["x.csv.gz:2", "x.csv.gz:3"]
    atlas = read(tmp_path / "x.csv.gz")
    assert atlas.report
    assert (atlas.report.kept, [one.place for one in atlas.report.problems]) == (1, ["x.csv.gz:3"])


def test_a_table_in_a_zip_is_read(tmp_path: Path) -> None:
    """One table in a ZIP is read by `mk.read` as by the command line; what a Macintosh adds is passed over."""
    path = packed(tmp_path / "x.zip", data__csv=TABLE)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._data.csv", b"x")
        archive.writestr("readme.md", b"x")
    atlas = mk.read(path)
    assert atlas.report
    assert [one.place for one in atlas.report.problems] == ["x.zip data.csv:3"]
    assert read_sheet(path).rows[0].place == "x.zip data.csv:2"


def test_several_tables_are_refused_by_name(tmp_path: Path) -> None:
    """Which of several tables is meant nobody guesses."""
    with pytest.raises(AtlasError, match=r"zip-tables 2 tables are in it: 'a.csv', 'b.csv'"):
        read_sheet(packed(tmp_path / "x.zip", a__csv=TABLE, b__csv=TABLE))
    with pytest.raises(AtlasError, match="zip-tables 0 tables"):
        read_sheet(packed(tmp_path / "y.zip", a__md=TABLE))


def test_a_zip_of_an_atlas_stays_one(tmp_path: Path) -> None:
    """The tables of an atlas in a ZIP are no tables to import."""
    (tmp_path / "x.csv").write_bytes(TABLE)
    write(read(tmp_path / "x.csv"), tmp_path / "atlas.zip")
    assert mk.read(tmp_path / "atlas.zip").counts.all == 1
    with pytest.raises(AtlasError, match="zip-tables 0 tables"):
        read_sheet(tmp_path / "atlas.zip")


def test_a_kmz_is_the_kml_in_it(tmp_path: Path) -> None:
    """Of several files doc.kml is the main one, as the format has it."""
    path = packed(tmp_path / "x.kmz", doc__kml=KML.encode(), other__kml=KML.encode(), icon__png=b"x")
    sheet = read_sheet(path)
    assert (sheet.rows[0].place, sheet.rows[0]["lat"]) == ("x.kmz:placemark 1", "40.1")


@pytest.mark.parametrize("name", ["x.csv.gz", "x.zip", "x.kmz"])
def test_what_cannot_be_unpacked_is_refused(tmp_path: Path, name: str) -> None:
    """A file that is no gzip or ZIP, or breaks off, is refused and names itself."""
    for data in (b"", b"not packed", gzip.compress(TABLE)[:-9] if name.endswith("gz") else b"PK\x03\x04"):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(AtlasError) as caught:
            read_sheet(tmp_path / name)
        assert caught.value.problems[0].place.startswith(name)


def test_an_unknown_ending_inside_is_refused(tmp_path: Path) -> None:
    """What is packed has the ending of a table."""
    (tmp_path / "x.md.gz").write_bytes(gzip.compress(TABLE))
    with pytest.raises(AtlasError, match="file-ending"):
        read_sheet(tmp_path / "x.md.gz")
