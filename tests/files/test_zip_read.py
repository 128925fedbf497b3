import io
import stat
import struct
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.errors import AtlasError, ExportError
from mapkit.files import read, zip_read
from mapkit.receipts.seal import sealed
from mapkit.saving import write
from mapkit.saving.archive import zip_bytes
from support.made import problems

Entries = dict[str, bytes]


@pytest.fixture
def entries(made: Atlas) -> Entries:
    """The entries of a sound archive."""
    with zipfile.ZipFile(io.BytesIO(zip_bytes(made))) as found:
        return {name: found.read(name) for name in found.namelist()}


def odd(path: Path, entries: Entries, change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> Path:
    """An archive with one more entry, changed by `change` before it is written."""
    with zipfile.ZipFile(path, "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)
        about = zipfile.ZipInfo("more.geojson")
        change(about)
        made.writestr(about, content, about.compress_type)
    return path


def codes(path: Path) -> list[str]:
    """The codes of the problems of an archive."""
    return [problem.code for problem in problems(path)]


def test_an_archive_is_an_atlas(made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP that mapkit wrote is read as the atlas that it was made of, and nothing of it is left on the disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # in the machine's own others put theirs
    (tmp_path / "a.zip").write_bytes(sealed(zip_bytes(made), ".zip"))
    assert read(tmp_path / "a.zip").digest == made.digest
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_an_archive_of_other_programs_is_read(made: Atlas, entries: Entries, tmp_path: Path) -> None:
    """The order, the times, the compression and an entry for the folder do not matter."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("context/", b"")
        for name in sorted(entries, reverse=True):
            written.writestr(name, entries[name])
    assert read(tmp_path / "a.zip").digest == made.digest


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../more.geojson", "zip-name"),
        ("/etc/more.geojson", "zip-name"),
        ("a\\more.geojson", "zip-name"),
        ("c:more.geojson", "zip-name"),
        ("context/../more.geojson", "zip-name"),
        ("notes.txt", "zip-unknown"),
        ("deep/more.geojson", "zip-unknown"),
        ("atlas/atlas.toml", "zip-unknown"),
        (".more.geojson", "zip-unknown"),
        ("towns.geojson", "zip-double"),
        ("TOWNS.geojson", "zip-double"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_odd_name_is_refused(entries: Entries, tmp_path: Path, name: str, code: str) -> None:
    """A name that leads out, that the format does not know or that stands twice is refused with the name."""

    def call_it(about: zipfile.ZipInfo) -> None:
        about.filename = name

    path = odd(tmp_path / "a.zip", entries, call_it)
    assert code in codes(path)
    assert any(repr(name).casefold() in problem.place.casefold() for problem in problems(path))
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_a_nul_in_a_name_is_refused(entries: Entries, tmp_path: Path) -> None:
    """A name with NUL in it, which readers cut off there, is refused."""
    path = odd(tmp_path / "a.zip", entries, lambda _: None)
    path.write_bytes(path.read_bytes().replace(b"more.geojson", b"more.geojs\0n"))
    assert codes(path) == ["zip-name"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_a_link_is_refused(entries: Entries, tmp_path: Path, kind: int) -> None:
    """A link or a device is refused."""

    def link(about: zipfile.ZipInfo) -> None:
        about.external_attr = (kind | 0o777) << 16

    assert codes(odd(tmp_path / "a.zip", entries, link, b"/etc/passwd")) == ["zip-kind"]


def test_encryption_is_refused(entries: Entries, tmp_path: Path) -> None:
    """An encrypted entry is refused in words."""
    data = bytearray(pack(entries))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert codes(tmp_path / "a.zip") == ["zip-encrypted"]


def test_unusual_compression_is_refused(entries: Entries, tmp_path: Path) -> None:
    """A method other than deflate is refused."""

    def squeeze(about: zipfile.ZipInfo) -> None:
        about.compress_type = zipfile.ZIP_LZMA

    assert codes(odd(tmp_path / "a.zip", entries, squeeze)) == ["zip-method"]


def test_a_bomb_is_refused(entries: Entries, tmp_path: Path) -> None:
    """An entry that grows beyond measure is refused before it is unpacked."""

    def deflate(about: zipfile.ZipInfo) -> None:
        about.compress_type = zipfile.ZIP_DEFLATED

    assert codes(odd(tmp_path / "a.zip", entries, deflate, b"0" * 5_000_000)) == ["zip-too-large"]


@pytest.mark.parametrize("limit", ["MAX_TOTAL", "MAX_BYTES", "MAX_ENTRIES"])
def test_sizes_are_limited(entries: Entries, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """An archive, an entry and the number of entries have limits, which are looked at before reading."""
    monkeypatch.setattr(zip_read, limit, 5)
    (tmp_path / "a.zip").write_bytes(pack(entries))
    assert "zip-too-large" in codes(tmp_path / "a.zip")


def test_a_lying_size_is_refused(entries: Entries, tmp_path: Path) -> None:
    """An entry that says it is smaller than it is is refused."""
    data = bytearray(pack(entries, tuple(entries)))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<II", data, at + 20, 10, 10)
    (tmp_path / "a.zip").write_bytes(data)
    assert codes(tmp_path / "a.zip") == ["zip-unreadable"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no archive", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_atlas_is_refused(tmp_path: Path, content: bytes) -> None:
    """A file that is no ZIP, and a ZIP of nothing, are refused in words."""
    (tmp_path / "a.zip").write_bytes(content)
    assert {*codes(tmp_path / "a.zip")} <= {"zip-unreadable", "file-missing"}


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_half_an_archive_is_refused(entries: Entries, tmp_path: Path, share: float) -> None:
    """An archive that breaks off is refused."""
    data = pack(entries)
    (tmp_path / "a.zip").write_bytes(data[: int(len(data) * share)])
    assert codes(tmp_path / "a.zip") == ["zip-unreadable"]


def test_a_broken_atlas_in_an_archive_tells_its_lines(entries: Entries, tmp_path: Path) -> None:
    """Problems of the files are told with file and line, as for a folder."""
    changed = {**entries, "incidents.csv": entries["incidents.csv"].replace(b"2020-12-08", b"08/12/2020")}
    (tmp_path / "a.zip").write_bytes(pack(changed))
    assert [problem.place for problem in problems(tmp_path / "a.zip")] == ["incidents.csv:2"]


def test_a_folder_is_written_and_read(made: Atlas, tmp_path: Path) -> None:
    """A folder holds the same files as the archive, and is the same atlas."""
    assert write(made, tmp_path / "copy") == tmp_path / "copy"
    assert read(tmp_path / "copy").digest == made.digest
    assert [one.name for one in tmp_path.iterdir()] == ["copy"]


def test_a_layer_that_no_archive_holds_is_refused(folder: Callable[..., Path]) -> None:
    """A layer whose id cannot be the name of an entry is refused when the atlas is written."""
    layers = [{"id": "to:wns", "label": "Towns"}, {"id": "roads", "label": "Roads"}]
    from support.made import LAYERS, SETTINGS  # noqa: PLC0415 - only here

    atlas = read(folder(settings={**SETTINGS, "layers": layers}, layers={"to:wns": LAYERS["towns"], "towns": None}))
    with pytest.raises(ExportError, match="another id for the layer"):
        zip_bytes(atlas)


@pytest.mark.parametrize("id", ["nul", "Com1.x", "towns.", "towns ", "ROADS"])
def test_a_layer_that_not_every_system_can_name_is_not_written(made: Atlas, id: str) -> None:  # noqa: A002 - its word
    """A layer with the name of a device, or of another layer but for its case, is refused when the atlas is written."""
    layers = (*made.meta.layers, replace(made.meta.layers[0], id=id))
    with pytest.raises(ExportError, match=r"another id for the layer|the case of letters alone"):
        zip_bytes(replace(made, meta=replace(made.meta, layers=layers)))


def test_a_bundle_is_no_atlas(tmp_path: Path) -> None:
    """An evidence bundle is refused with where its atlas is."""
    (tmp_path / "a.evidence.zip").write_bytes(pack({"manifest.json": b"{}", "atlas.zip": b""}))
    with pytest.raises(AtlasError, match=r"take atlas\.zip out of it"):
        read(tmp_path / "a.evidence.zip")
