import errno
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest

from mapkit.disk.atomic import write_bytes
from mapkit.errors import ExportError

NOBODY = 65534


def left(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


def failing(code: int) -> Any:
    """A function that fails as the system would with this code."""

    def fail(*_: Any) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def test_bytes_are_written(tmp_path: Path) -> None:
    """The file holds the bytes, and nothing else is left in the folder."""
    write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"
    assert left(tmp_path) == ["a.csv"]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """A file that stood there gives its name and its permissions to the new bytes."""
    path = tmp_path / "a.csv"
    path.write_bytes(b"old, and longer")
    path.chmod(0o640)
    write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """Writing through a link changes the file it points to."""
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("a.csv")
    write_bytes(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "a.csv").read_bytes() == b"new"


@pytest.mark.parametrize(("code", "words"), [(errno.EIO, "error"), (errno.ENOSPC, "the disk is full: make room")])
def test_a_failing_write_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """If the disk refuses, the old file is untouched, no temporary one is left and the error says why."""
    (tmp_path / "a.csv").write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing(code))
    with pytest.raises(ExportError, match=words):
        write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert left(tmp_path) == ["a.csv"]


def test_a_failing_rename_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the name cannot be taken over, the old file is untouched and no temporary one is left."""
    (tmp_path / "a.csv").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", failing(errno.EACCES))
    with pytest.raises(ExportError, match="may not be written to"):
        write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"old"
    assert left(tmp_path) == ["a.csv"]


def test_an_interrupt_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt on the way is passed on and leaves no half file."""

    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "a.csv", b"new")
    assert left(tmp_path) == []


def test_a_folder_that_cannot_be_flushed_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that flushes files but no folders still gets the file."""
    flush = os.fsync

    def files_only(handle: int) -> None:
        if os.path.isdir(f"/proc/self/fd/{handle}"):  # noqa: PTH112 - a link of the system
            raise OSError(errno.EINVAL, "no folders")
        flush(handle)

    monkeypatch.setattr(os, "fsync", files_only)
    write_bytes(tmp_path / "a.csv", b"new")
    assert (tmp_path / "a.csv").read_bytes() == b"new"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing/a.csv", "the folder does not exist: make it first"),
        ("file/a.csv", "part of the path is a file"),
        ("folder", "a folder has that name"),
        ("a\0b.csv", "no file can have this name"),
        ("x" * 300 + ".csv", "the name is too long"),
    ],
)
def test_an_odd_path_is_refused(tmp_path: Path, name: str, words: str) -> None:
    """A path that cannot be written is refused in words that say what to do, and nothing is left."""
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(ExportError, match=words):
        write_bytes(tmp_path / name, b"new")
    assert left(tmp_path) == ["file", "folder"]


def test_a_read_only_folder_is_refused() -> None:
    """A folder that may not be written to is refused, and the old file kept; root steps down to see it."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "a.csv"
        path.write_bytes(b"old")
        path.parent.chmod(0o555)
        root = os.geteuid() == 0
        try:
            if root:
                os.seteuid(NOBODY)
            with pytest.raises(ExportError, match="may not be written to"):
                write_bytes(path, b"new")
        finally:
            if root:
                os.seteuid(0)
            path.parent.chmod(0o755)
        assert path.read_bytes() == b"old"
