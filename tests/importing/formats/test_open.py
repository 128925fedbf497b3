from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.open import ENDINGS, TEXTS, read_sheet


def test_a_kind_is_proven_by_the_first_bytes(tmp_path: Path) -> None:
    """A file that is not what its name says is refused, and told what it is where that is known."""
    for ending, start in (
        (".csv", b"PK\x03\x04"),
        (".txt", b"\xd0\xcf\x11\xe0"),
        (".kml", b"%PDF"),
        (".tsv", b"PAR1"),
        (".xlsx", b"id,t\n"),
        (".gpkg", b"id,t\n"),
        (".parquet", b"id,t\n"),
    ):
        path = tmp_path / f"x{ending}"
        path.write_bytes(start)
        with pytest.raises(AtlasError, match="file-kind"):
            read_sheet(path)


@pytest.mark.parametrize(
    ("ending", "words"), [(".xls", "save it as .xlsx"), (".ods", "save it as"), ("", "use one of")]
)
def test_other_endings_are_refused(tmp_path: Path, ending: str, words: str) -> None:
    """An ending that is not read is refused with what to do instead."""
    with pytest.raises(AtlasError, match=words):
        read_sheet(tmp_path / f"x{ending}")


@pytest.mark.parametrize("ending", sorted(set(ENDINGS) - {".shp"}))
def test_every_kind_refuses_what_is_no_file(tmp_path: Path, ending: str) -> None:
    """A folder with the ending of a table, and a file that is not there, are refused whatever the ending."""
    (tmp_path / f"x{ending}").mkdir()
    for name in ("x", "y"):
        with pytest.raises(AtlasError, match="file-unreadable"):
            read_sheet(tmp_path / f"{name}{ending}")


@pytest.mark.parametrize("ending", [*TEXTS, ".CSV"])
def test_text_tables_are_read_by_what_is_in_them(tmp_path: Path, ending: str) -> None:
    """The delimiter and encoding of a text table are those of its content, whatever its ending."""
    (tmp_path / f"x{ending}").write_bytes("id;t\n1;Շուշի\n".encode("utf-16"))
    sheet = read_sheet(tmp_path / f"x{ending}")
    assert sheet.rows[0].cells == {"id": "1", "t": "Շուշի"}
    assert sheet.notes == ("UTF-16, told by its byte order mark; semicolon; 1 row",)


def test_other_kinds_are_read_by_their_readers(tmp_path: Path) -> None:
    """A workbook, a GeoJSON, a KML and a Parquet file with the same row give the same cells."""
    book = openpyxl.Workbook()
    book.active.append(["t"])
    book.active.append(["Շուշի"])
    book.save(tmp_path / "x.xlsx")
    pq.write_table(pa.table({"t": ["Շուշի"]}), tmp_path / "x.parquet")
    (tmp_path / "x.json").write_text('[{"t": "Շուշի"}]', "utf-8")
    (tmp_path / "x.kml").write_text("<kml><Placemark><t>Շուշի</t></Placemark></kml>", "utf-8")
    for name in ("x.xlsx", "x.parquet", "x.json", "x.kml"):
        sheet = read_sheet(tmp_path / name)
        assert [row.cells for row in sheet.rows] == [{"t": "Շուշի"}]
        assert sheet.name == name
