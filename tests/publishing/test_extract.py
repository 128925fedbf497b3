import csv
import io
import zipfile
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError, ParseError
from mapkit.exporting.formats import FORMATS, last_suffix
from mapkit.publishing.extract import READERS, inside
from mapkit.publishing.publish import Publish
from support.exports import FILMS, made_bytes

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in FILMS])
def test_every_format_can_be_read(made: Atlas, suffix: str) -> None:
    """What mapkit writes is read, and the digest of its receipt is found in it."""
    found = inside(made_bytes(made, suffix), last_suffix(suffix))
    assert suffix == ".csv" or any(made.digest in text for text in found.texts)


@pytest.mark.parametrize("suffix", ["", ".xyz", ".jpg", ".GPKG", ".docx"])
def test_an_unknown_suffix_is_refused(suffix: str) -> None:
    """A file of a format that nobody has told how to search is refused, whatever is in it."""
    with pytest.raises(ParseError, match="nobody has told how to search"):
        inside(b"harmless", suffix)


@pytest.mark.parametrize("name", ["photo.jpg", "README", "deep/notes.md", "folder/", "inner.ZIP.bak"])
@pytest.mark.parametrize("depth", [1, 2])
def test_an_unknown_file_in_an_archive_is_refused(name: str, depth: int) -> None:
    """So is an archive with such a file in it, however deep."""
    data = pack({"receipt.json": b"{}", name: b""})
    for _ in range(depth - 1):
        data = pack({"inner.zip": data})
    with pytest.raises(ParseError, match="nobody has told how to search"):
        inside(data, ".zip")


def zipped(name: str, data: bytes, password: bool = False) -> bytes:
    """A ZIP of one file, which says that it is encrypted or is not."""
    made = bytearray(pack({name: data}))
    if password:
        for at in (6, made.rindex(b"PK\x01\x02") + 8):
            made[at] |= 1
    return bytes(made)


BROKEN = {
    "a page cut off": (".html", b'<!DOCTYPE html><script type="application/json" id="x">{"a": '),
    "a page with data that is none": (".html", b'<script type="application/json" id="x">{"a"}</script>'),
    "features cut off": (".geojson", b'{"type": "FeatureCollection", "features": ['),
    "a text that is no JSON": (".json", b"hello"),
    "JSON without end": (".json", b"[" * 100_000),
    "a table in another encoding": (".csv", "é".encode("latin-1")),
    "a table with an open quote": (".csv", b'a,"b\n'),
    "a table with a cell too long": (".csv", b"a" * (csv.field_size_limit() + 1)),
    "settings in another encoding": (".toml", b"\xff"),
    "no Parquet": (".parquet", b"PAR1 and no more PAR1"),
    "no ZIP": (".zip", b"PK\x03\x04 and no more"),
    "a ZIP with a password": (".zip", zipped("a.txt", b"x", password=True)),
    "a ZIP of something broken": (".zip", pack({"incidents.geojson": b"{"})),
    "no picture": (".png", b"GIF89a"),
    "a picture cut off": (".png", PNG + b"\0\0\0\x0dIHDR"),
    "a picture without an end": (".png", PNG),
    "a picture with more behind it": (".png", PNG + b"\0\0\0\0IENDxxxx" + b"\0\0\0\0IENDxxxx!"),
    "a picture with packed texts": (".png", PNG + b"\0\0\0\x05zTXta\0\0bcxxxx\0\0\0\0IENDxxxx"),
    "a picture with a packed international text": (".png", PNG + b"\0\0\0\x06iTXta\0\x01\0\0\0xxxx\0\0\0\0IENDxxxx"),
    "no drawing": (".svg", b"<svg><g></svg>"),
    "a drawing with a photo in it": (".svg", b'<svg><image href="data:image/jpeg;base64,AAAA"/></svg>'),
    "no document": (".pdf", b"hello"),
    "a document with a password": (".pdf", b"%PDF-1.4\n/Encrypt 5 0 R"),
    "a document with a photo in it": (".pdf", b"%PDF-1.4 1 0 obj << /Filter /DCTDecode >> stream\nx\nendstream endobj"),
    "a document with a broken stream": (
        ".pdf",
        b"%PDF-1.4 1 0 obj << /Filter /FlateDecode >> stream\nx\nendstream endobj",
    ),
    "no film": (".gif", b"hello there"),
    "a film cut off": (".gif", b"GIF89a" + bytes(7)),
    "a film with more behind it": (".gif", b"GIF89a" + bytes(7) + b";!"),
    "a film with an odd block": (".gif", b"GIF89a" + bytes(7) + b"x;"),
    "no MP4": (".mp4", b"hello there"),
    "no WebM": (".webm", b"hello there"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_refused(what: str) -> None:
    """A file of which a part cannot be read is refused, never taken for one in which nothing is."""
    suffix, data = BROKEN[what]
    with pytest.raises(ParseError):
        inside(data, suffix)


def test_what_stands_beside_the_files_of_an_archive_is_read() -> None:
    """Comments and extra fields of a ZIP are searched too."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("a.txt")
        entry.comment, entry.extra = b"beside the file", b"\xfe\xca\x05\0extra"
        archive.writestr(entry, b"x")
        archive.comment = b"beside them all"
    texts = "\n".join(inside(stream.getvalue(), ".zip").texts)
    assert all(words in texts for words in ("beside the file", "beside them all", "extra"))


@pytest.mark.parametrize("words", ["nobody has told how to search a file that ends in '.zip'", "be opened again"])
def test_nothing_is_written_that_cannot_be_searched(
    made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """A file that cannot be searched for what is kept back is not written, and the old one stays."""
    path = tmp_path / "a.evidence.zip"
    path.write_bytes(b"old")
    if "nobody" in words:
        monkeypatch.delitem(READERS, ".zip")  # type: ignore[arg-type]  # it is a dict
    else:
        monkeypatch.setattr("mapkit.exporting.evidence.geojson_bytes", lambda _: made_bytes(made, ".geojson")[:-3])
    with pytest.raises(ExportError, match=rf"nothing was written: the \.evidence\.zip file could not be .*{words}"):
        mk.snapshot(made, path, publish=Publish(drop=("text",)))
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [(path.name, b"old")]
