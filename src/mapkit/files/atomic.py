"""Writing a file whole or not at all: a reader finds the old bytes or the new ones, never half of them."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from mapkit.errors import ExportError

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
}  # fmt: skip


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`; what stood there is replaced at once, or kept if anything fails. Raises ExportError.

    The bytes go to a temporary file beside the target, are flushed to the disk, and take the name in one step.
    """
    try:
        target = path.resolve()  # a link stays a link
        temporary = target.with_name(f".mapkit-{secrets.token_hex(8)}.part")
        _replace(target, temporary, data)
        _flush_folder(target.parent)
    except OSError as error:
        reason = _WORDS.get(error.errno or 0, error.strerror or "the system refuses it")
        raise ExportError(f"cannot write {str(path)!r}: {reason}") from error
    except ValueError as error:  # a NUL in the name
        raise ExportError(f"cannot write {str(path)!r}: no file can have this name: choose another") from error


def _replace(target: Path, temporary: Path, data: bytes) -> None:
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.is_file():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    except BaseException:  # an interrupt leaves no half file behind either
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _flush_folder(folder: Path) -> None:
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
