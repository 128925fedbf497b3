"""Opening a file that a person names: only a regular file, never one that waits (a pipe) or never ends (a device)."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from mapkit.importing.formats.limits import refusal

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_WORDS = {
    errno.ENOENT: "there is no such file: check the path",
    errno.ENOTDIR: "part of the path is a file, not a folder: check the path",
    errno.EACCES: "the file may not be read: change its permissions, or copy it",
    errno.ENAMETOOLONG: "the name is too long: check the path",
    errno.ELOOP: "the link leads to itself: check the path",
}


def shown_name(path: Path) -> str:
    """The name of a file for messages; one with characters that cannot be printed is quoted."""
    return path.name if path.name.isprintable() else ascii(path.name)


def open_regular(path: Path, most_bytes: int) -> BinaryIO:
    """Open a regular file of at most `most_bytes` bytes for reading. Raises AtlasError for anything else."""
    name = shown_name(path)
    try:
        file = _opened(path)
    except OSError as error:
        words = _WORDS.get(error.errno or 0, error.strerror or "the system refuses it")
        raise refusal(name, "file-unreadable", words) from error
    except ValueError as error:
        raise refusal(name, "file-unreadable", "no file can have this name: take the NUL out of it") from error
    if file is None:
        raise refusal(name, "file-unreadable", "this is a folder, a pipe or a device: name a file")
    size = os.fstat(file.fileno()).st_size
    if size > most_bytes:
        file.close()
        raise refusal(name, "file-too-large", f"{size:,} bytes, and {most_bytes:,} can be read: split it")
    return file


def _opened(path: Path) -> BinaryIO | None:
    """The open file, or None for what is no regular file; looked at before it is opened, which can be to use it."""
    if not stat.S_ISREG(path.stat().st_mode):
        return None
    file = os.fdopen(os.open(path, _FLAGS), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # and not changed in between
        return file
    file.close()
    return None
