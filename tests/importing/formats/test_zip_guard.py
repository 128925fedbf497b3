import io
import struct
import zipfile

import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.limits import MAX_UNPACKED
from mapkit.importing.formats.zip_guard import open_zip


def packed(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    """A ZIP of these entries."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    file.seek(0)
    return file


def refused(file: io.BytesIO) -> str:
    """The problems of a ZIP that is refused, as text."""
    with pytest.raises(AtlasError) as caught:
        open_zip(file, "t.zip")
    return str(caught.value)


def test_a_sound_zip_is_opened() -> None:
    """The entries of a sound ZIP can be read, with a comment at its end too."""
    file = packed({"a/b.txt": b"text"})
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"made by hand"
    with open_zip(file, "t.zip") as archive:
        assert archive.read("a/b.txt") == b"text"


def test_a_bomb_is_refused_by_its_directory() -> None:
    """An entry that grows too much, and entries that are too large together, are refused before they are unpacked."""
    assert "grows more than" in refused(packed({"a": b"\0" * 5_000_000}))
    piece = bytes(range(256)) * 40_000
    count = MAX_UNPACKED // len(piece) + 1
    assert "bytes unpacked" in refused(packed({f"{number}": piece for number in range(count)}))


def test_a_directory_that_lies_about_a_size_cuts_the_entry_off() -> None:
    """An entry never gives more bytes than the directory states."""
    file = packed({"a": b"x" * 100_000})
    data = file.getvalue()
    place = data.rindex(b"PK\x01\x02")
    lying = io.BytesIO(data[: place + 24] + struct.pack("<L", 10) + data[place + 28 :])
    with open_zip(lying, "t.zip") as archive, pytest.raises(zipfile.BadZipFile):
        archive.read("a")


def test_links_and_odd_names_are_refused() -> None:
    """A symbolic link, a name that leads out and an encrypted entry are refused, all of them at once."""
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    file = packed({"../out": b"x", "C:/out": b"x", "/out": b"x"})
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, "target")
    text = refused(file)
    assert text.count("zip-name") == 3
    assert "'link' zip-kind" in text


def test_too_many_entries_are_refused() -> None:
    """A ZIP with more entries than the limit is refused, by the size of its directory where it is very large."""
    assert "zip-too-large" in refused(packed({f"{number}": b"" for number in range(1001)}))
    assert "64-bit" in refused(packed({f"{number:0>300}": b"" for number in range(8000)}, zipfile.ZIP_STORED))


def test_double_names_and_odd_methods_are_refused() -> None:
    """Two entries whose names differ by case only are refused, and an entry packed in an unusual way."""
    assert "zip-double" in refused(packed({"a": b"", "A": b""}))
    assert "zip-method" in refused(packed({"a": b"x"}, zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"x" * 100_000])
def test_what_is_no_zip_is_refused(data: bytes) -> None:
    """Bytes that are no ZIP are refused."""
    assert "zip-" in refused(io.BytesIO(data))
