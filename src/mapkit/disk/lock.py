"""One writer at a time: an advisory lock on a folder, by a file in it that is gone when nobody writes.

Where the system has `flock`, the system holds the lock: it ends with its process, however that ends. Elsewhere the
lock is the file itself, made only if it is not there, with the number and the machine of its process in it. Such a
lock is taken over if its process is dead, or, when that cannot be told, if it is older than STALE_S.
"""

import errno
import json
import os
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mapkit.disk.atomic import words_of
from mapkit.errors import ExportError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = ".mapkit-lock"
LOCK_BY_NUMBER = ".mapkit-lock-by-number"
WAIT_S = 5.0  # how long to wait for another writer
STALE_S = 600.0  # no write takes so long
_PAUSE_S = 0.02
_NO_FLOCK = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(folder: Path, wait_s: float = WAIT_S) -> Iterator[None]:
    """Hold the lock of a folder; waits up to `wait_s` seconds for another writer. Raises ExportError."""
    until = time.monotonic() + wait_s
    while (held := _taken(folder)) is None:
        if time.monotonic() >= until:
            text = f"cannot write {str(folder)!r}: another program is writing there: try again in a moment"
            raise ExportError(text)
        time.sleep(_PAUSE_S)
    path, handle = held
    try:
        yield
    finally:
        if _is(path, handle):
            with suppress(OSError):
                path.unlink()
        os.close(handle)


def _taken(folder: Path) -> tuple[Path, int] | None:
    """The lock file and its handle, or None while another writer has it. Raises ExportError."""
    try:
        if fcntl:
            try:
                return _flocked(folder / LOCK)
            except OSError as error:
                if error.errno not in _NO_FLOCK:
                    raise
                (folder / LOCK).unlink(missing_ok=True)
        return _numbered(folder / LOCK_BY_NUMBER)
    except (OSError, ValueError) as error:
        raise ExportError(f"cannot write {str(folder)!r}: {words_of(error)}") from error


def _flocked(path: Path) -> tuple[Path, int] | None:
    handle = os.open(path, _OPEN, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is(path, handle):  # else the last writer removed the file while we opened it
            return path, handle
    except BlockingIOError:
        pass
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _numbered(path: Path) -> tuple[Path, int] | None:
    try:
        handle = os.open(path, _OPEN | os.O_EXCL, 0o666)
    except FileExistsError:
        _take_over(path)
        return None
    os.write(handle, json.dumps([os.getpid(), socket.gethostname()]).encode())
    return path, handle


def _take_over(path: Path) -> None:
    """Remove the lock if nobody holds it; the one who renames it away decides, and gives back what is not stale."""
    with suppress(FileNotFoundError):
        seen, age_s = path.read_bytes(), time.time() - path.stat().st_mtime
        if not _stale(seen, age_s):
            return
        aside = path.with_name(f"{path.name}-{secrets.token_hex(8)}")
        path.rename(aside)
        if aside.read_bytes() != seen:
            with suppress(FileExistsError):
                os.link(aside, path)
        aside.unlink()


def _stale(text: bytes, age_s: float) -> bool:
    try:
        number, machine = json.loads(text)
        if machine == socket.gethostname() and os.name == "posix" and int(number) > 0:
            return not _alive(int(number))
    except (ValueError, TypeError):  # not written yet, or by nobody we know
        pass
    return age_s > STALE_S


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _is(path: Path, handle: int) -> bool:
    try:
        found, held = path.stat(), os.fstat(handle)
    except OSError:
        return False
    return (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)
