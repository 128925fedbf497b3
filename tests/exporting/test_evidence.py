import hashlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.records import BASES, STANCES
from mapkit.tables.codebook import codebook
from mapkit.tables.incident_rows import COLUMNS
from support.exports import SMALL, made_bytes

EVIDENCE = ".evidence.zip"


def entries(data: bytes) -> dict[str, bytes]:
    """What is in a bundle."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bundle_holds_everything(made: Atlas) -> None:
    """Map, picture, data in three forms and codebook are in it, behind the receipt and the manifest."""
    assert list(entries(made_bytes(made, EVIDENCE))) == [
        "receipt.json",
        "manifest.json",
        "map.html",
        "picture.png",
        "atlas.zip",
        "incidents.geojson",
        "incidents.csv",
        "incidents.csv.receipt.json",
        "codebook.txt",
    ]


def test_the_manifest_has_the_hash_of_every_file(made: Atlas) -> None:
    """Each file but the receipt and the manifest itself has its SHA-256 and its size in the manifest."""
    files = entries(made_bytes(made, EVIDENCE))
    manifest = json.loads(files["manifest.json"])
    assert manifest["files"].keys() == files.keys() - {"receipt.json", "manifest.json"}
    for name, about in manifest["files"].items():
        assert about == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}


def test_each_file_of_a_bundle_stands_alone(made: Atlas, tmp_path: Path) -> None:
    """Taken out of the bundle, every export verifies by itself and the archive is the atlas."""
    for name, data in entries(made_bytes(made, EVIDENCE)).items():
        (tmp_path / name).write_bytes(data)
    for name in ("map.html", "picture.png", "atlas.zip", "incidents.geojson", "incidents.csv"):
        assert mk.verify(tmp_path / name, made).status == "same"
    assert mk.read(tmp_path / "atlas.zip").digest == made.digest


def test_copies_of_sources_get_names_of_ours(made: Atlas, tmp_path: Path) -> None:
    """Copies are numbered in the order of their names; the manifest says what each was called."""
    folder = tmp_path / "copies"
    folder.mkdir()
    for name in ("b report.PDF", "a\u202e..exe", "CON.txt", ".hidden", "x." + "y" * 50):
        (folder / name).write_bytes(name.encode())
    path = tmp_path / f"a{EVIDENCE}"
    mk.snapshot(made, path, look=SMALL, sources_folder=folder)
    files = entries(path.read_bytes())
    copies: dict[str, Any] = json.loads(files["manifest.json"])["copies"]
    assert list(copies) == ["sources/0001.txt", "sources/0002.exe", "sources/0003.pdf", "sources/0004"]
    assert all(files[name] == original.encode() for name, original in copies.items())
    assert mk.verify(path, made).status == "same"


def test_odd_copies_are_refused(made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link or a folder among the copies, a folder that is not there, and copies beyond measure are refused."""
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "inner").mkdir()
    with pytest.raises(ExportError, match="'inner' among the copies of sources is no file"):
        mk.snapshot(made, tmp_path / f"a{EVIDENCE}", sources_folder=folder)
    (folder / "inner").rmdir()
    (folder / "link").symlink_to("/etc/passwd")
    with pytest.raises(ExportError, match="'link' among the copies of sources is no file"):
        mk.snapshot(made, tmp_path / f"a{EVIDENCE}", sources_folder=folder)
    with pytest.raises(ExportError, match="does not exist"):
        mk.snapshot(made, tmp_path / f"a{EVIDENCE}", sources_folder=tmp_path / "none")
    (folder / "link").unlink()
    (folder / "large").write_bytes(b"123456")
    monkeypatch.setattr("mapkit.exporting.evidence.MAX_COPIES", 5)
    with pytest.raises(ExportError, match="more than 5 bytes"):
        mk.snapshot(made, tmp_path / f"a{EVIDENCE}", sources_folder=folder)
    assert [one.name for one in tmp_path.iterdir()] == ["copies"]


def test_the_codebook_explains_every_column(made: Atlas) -> None:
    """Every column of every table, every basis, stance, kind and state stands in the codebook with what it means."""
    lines = codebook(made).splitlines()
    for name in (*COLUMNS, *BASES, *STANCES, "weather", "attack", "blocked", "north", "towns", "coordinate_source"):
        assert any(line.startswith(f"{name}: ") for line in lines), name
    assert max(map(len, lines)) <= 110
    assert lines[0] == "Codebook: A made atlas"


def test_a_folder_no_system_has_is_refused(made: Atlas, tmp_path: Path) -> None:
    """A folder of copies whose name holds a NUL is refused in words."""
    with pytest.raises(ExportError, match="copies of sources"):
        mk.snapshot(made, tmp_path / "bundle.evidence.zip", sources_folder="a\0b")
