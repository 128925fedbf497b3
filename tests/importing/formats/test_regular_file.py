import os
from pathlib import Path

import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.regular_file import open_regular, shown_name


def test_a_regular_file_is_opened(tmp_path: Path) -> None:
    """A regular file is opened from its first byte, a link to one too."""
    (tmp_path / "t.csv").write_bytes(b"id\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "t.csv")
    for name in ("t.csv", "link.csv"):
        with open_regular(tmp_path / name, 3) as file:
            assert file.read() == b"id\n"


def test_pipes_folders_and_devices_are_refused(tmp_path: Path) -> None:
    """What is no file is refused at once: a pipe that nobody writes to, a folder, a device without end."""
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", tmp_path, Path("/dev/zero")):
        with pytest.raises(AtlasError, match="a folder, a pipe or a device"):
            open_regular(path, 100)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A wrong path is refused in words: no such file, a file as a folder, a NUL, a name too long, a circle of links."""
    (tmp_path / "t.csv").write_bytes(b"")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for name, words in {
        "x.csv": "no such file",
        "t.csv/x": "is a file",
        "a\0b": "NUL",
        "x" * 300: "too long",
        "circle": "leads to itself",
    }.items():
        with pytest.raises(AtlasError, match=words):
            open_regular(tmp_path / name, 100)


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    """A file beyond the limit is refused by its size, without being read."""
    with (tmp_path / "t.csv").open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(AtlasError, match="file-too-large 3,000,000,000 bytes, and 500 can be read"):
        open_regular(tmp_path / "t.csv", 500)


def test_odd_names_are_shown_in_one_line() -> None:
    """A name with characters that cannot be printed is shown with them spelt out; others as they are."""
    assert shown_name(Path("Շուշի 1.csv")) == "Շուշի 1.csv"
    assert shown_name(Path("a\nb\x1b[2J\udcff.csv")) == r"'a\nb\x1b[2J\udcff.csv'"
