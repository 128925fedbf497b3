"""Changing several files of a folder at once: after a crash at any moment all of them are old, or all are new.

A folder with other things in it (notes, `.git`) cannot be replaced by one rename, and swapping two folders in one step
is not to be had on every system. But one folder can take a new name in one step. So:

1. the new files and a record of what is put and what is removed are written into a folder `.mapkit-part-...` inside
   the atlas, on the same disk, and flushed;
2. that folder is renamed to COMMIT. This one step is the change: readers look into COMMIT first (`files.pending`);
3. each file is renamed to its place, what is no longer needed is removed, and the folder is flushed;
4. COMMIT is renamed back to a part, which is removed.

Whoever writes next, under the lock, finishes a COMMIT that is there and removes parts. Before step 2 nothing has
changed; after it, nothing is left to decide. Files that are not put and not removed are never touched.
"""

import json
import os
import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from mapkit.disk.atomic import flush_folder, words_of
from mapkit.errors import ExportError, MapkitError
from mapkit.files.atlas_tables import OPTIONAL, REQUIRED
from mapkit.files.layers import CONTEXT
from mapkit.files.pending import COMMIT, RECORD, record_of
from mapkit.files.settings import NAME

CHANGES = "changes.csv"
_PART = ".mapkit-part-"
_FIXED = {NAME, *REQUIRED, *OPTIONAL, CHANGES, *(f"context/{name}.geojson" for name in CONTEXT)}


def commit(folder: Path, files: Mapping[str, bytes], removed: Collection[str] = ()) -> None:
    """Put and remove files of an atlas folder in one step (see the head of this module); the lock is the caller's.

    Names have "/" for the folder `context`. Raises ExportError, and then nothing has changed, unless it says so.
    """
    if not files and not removed:
        return
    part = folder / f"{_PART}{secrets.token_hex(8)}"
    try:
        with told(folder):
            _check(folder, (*files, *removed))
            _stage(folder, part, files, removed)
            part.rename(folder / COMMIT)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    try:
        flush_folder(folder)
        finish(folder)
    except (OSError, ExportError) as error:
        text = "the change is saved and will be read, but not every file is in its place yet; the next write does that"
        raise ExportError(f"{str(folder)!r}: {text} ({_reason(error)})") from error


def finish(folder: Path) -> None:
    """Finish the commit of a writer that was stopped, and remove what others left; the lock is the caller's.

    Raises ExportError.
    """
    with told(folder):
        if (folder / COMMIT).is_dir():
            put, removed = record_of(folder)
            _check(folder, (*put, *removed))
            _move(folder, put, removed)
            (folder / COMMIT).rename(folder / f"{_PART}{secrets.token_hex(8)}")
            flush_folder(folder)
        for part in folder.glob(f"{_PART}*"):
            shutil.rmtree(part)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an ExportError that says what to do."""
    try:
        yield
    except MapkitError:
        raise
    except UnicodeEncodeError as error:
        text = "a text holds half a character (a lone surrogate), which no file of an atlas can: mend it"
        raise ExportError(text) from error
    except (OSError, ValueError) as error:
        raise ExportError(f"cannot write {str(path)!r}: {words_of(error)}") from error


def is_ours(name: str) -> bool:
    """Whether a file of an atlas can have this name; no other is ever written or removed."""
    plain = not any(character in name for character in "/\\\0:") and not name.startswith(".")
    return name in _FIXED or (plain and name.endswith(".geojson"))


def _check(folder: Path, names: Collection[str]) -> None:
    """Refuse names that lead elsewhere, before anything is written. Raises ExportError."""
    for name in names:
        if not is_ours(name):
            raise ExportError(f"{name!r} cannot be the name of a file of an atlas: choose another id for the layer")
        path = folder / name
        if path.is_symlink() or path.parent.is_symlink():
            raise ExportError(f"cannot write {name!r} in {str(folder)!r}: it is a link: put the file itself there")
        if path.is_dir():
            raise ExportError(f"cannot write {name!r} in {str(folder)!r}: a folder has that name: rename it")


def _stage(folder: Path, part: Path, files: Mapping[str, bytes], removed: Collection[str]) -> None:
    """Write everything into the part and flush it."""
    part.mkdir()
    record = json.dumps({"put": sorted(files), "remove": sorted(removed)}).encode()
    for name, data in {**files, RECORD: record}.items():
        target, old = part / name, folder / name
        target.parent.mkdir(exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old.is_file():
            target.chmod(old.stat().st_mode & 0o777)
    for inner in {(part / name).parent for name in files} | {part}:
        flush_folder(inner)


def _move(folder: Path, put: Collection[str], removed: Collection[str]) -> None:
    """Move the files of a commit to their places; those that are not in it any more have been moved."""
    for name in put:
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):
            (folder / COMMIT / name).replace(target)
    for name in removed:
        if not any(_same(folder / name, folder / other) for other in put):
            (folder / name).unlink(missing_ok=True)
    for inner in {(folder / name).parent for name in (*put, *removed)} - {folder}:
        if inner.is_dir() and not any(inner.iterdir()):
            inner.rmdir()
        elif inner.is_dir():
            flush_folder(inner)
    flush_folder(folder)


def _same(path: Path, other: Path) -> bool:
    """Whether two names are one file, as where a system takes "Towns" and "towns" for the same."""
    try:
        return path.samefile(other)
    except OSError:  # one of them is not there
        return False


def _reason(error: OSError | ExportError) -> str:
    return str(error) if isinstance(error, ExportError) else words_of(error)
