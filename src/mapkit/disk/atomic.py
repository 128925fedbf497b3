"""Writing a file whole or not at all: a reader finds the old bytes or the new ones, never half of them."""

import errno
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mapkit.errors import ExportError

Content = bytes | Callable[[BinaryIO], None]

_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF}  # file systems that cannot flush a folder say so
_WORDS = {
    errno.ENOENT: "the folder does not exist: make it first, or choose another",
    errno.ENOTDIR: "part of the path is a file, not a folder: choose another",
    errno.EISDIR: "a folder has that name: choose another name",
    errno.EACCES: "the folder may not be written to: choose another",
    errno.EPERM: "the folder may not be written to: choose another",
    errno.EROFS: "the disk may only be read: choose another",
    errno.ENOSPC: "the disk is full: make room, or choose another",
    errno.EDQUOT: "your share of the disk is full: make room, or choose another",
    errno.ENAMETOOLONG: "the name is too long: choose a shorter one",
}


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`; what stood there is replaced at once, or kept if anything fails. Raises ExportError.

    The bytes go to a temporary file beside the target, are flushed to the disk, and take the name in one step.
    """
    write_files({path: data})


def write_files(files: Mapping[Path, Content]) -> None:
    """Put several files at their paths: none takes its name before all of them are on the disk. Raises ExportError.

    Content that is too much for the memory is a function that writes it into the open file; it is called in order.
    """
    staged: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            target = path.resolve()  # a link stays a link
            staged.append((target.with_name(f".mapkit-{secrets.token_hex(8)}.part"), target))
            _stage(*staged[-1], data)
        for temporary, target in staged:
            path = target
            temporary.replace(target)
            flush_folder(target.parent)
    except ExportError:  # of a function that writes
        raise
    except (OSError, ValueError) as error:
        raise ExportError(f"cannot write {str(path)!r}: {words_of(error)}") from error
    finally:  # an interrupt leaves no half file behind either
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def words_of(error: OSError | ValueError) -> str:
    """What is wrong with a path and what to do, in words."""
    if isinstance(error, OSError):
        return _WORDS.get(error.errno or 0, error.strerror or "the system refuses it")
    return "no file can have this name: choose another"  # a NUL in it


def _stage(temporary: Path, target: Path, data: Content) -> None:
    with temporary.open("x+b") as file:
        if callable(data):
            data(file)
        else:
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if target.is_dir():
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.is_file():
        temporary.chmod(target.stat().st_mode & 0o777)


def flush_folder(folder: Path) -> None:
    """Make the new name last through a power cut, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)
