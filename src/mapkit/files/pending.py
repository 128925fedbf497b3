"""Reading a folder while somebody writes to it: the reader finds the old atlas or the new one, and writes nothing.

A writer (`mapkit.saving.folder.commits`) puts its new files into a folder of its own inside the atlas and gives that
folder the name COMMIT in one rename. From that moment the new atlas holds: a file that lies in COMMIT is read there, a
file that its RECORD removes is not read, and all others are read where they always were, whether the writer goes on to
move the files to their places or was killed.

A reader that meets a writer could still read one file before that moment and the next one after it. So it looks at
every file's number, size and times before it reads and again after it, and reads once more if anything moved. A file
that moved before the first look belongs to a commit whose folder the reader saw, or that was finished; one that moves
after the second look is one the reader took from COMMIT or whose old bytes are part of the old atlas.
"""

import json
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from mapkit.errors import AtlasError, Problem
from mapkit.files.limits import are_texts

T = TypeVar("T")
State = Mapping[str, tuple[int, ...]]

COMMIT = ".mapkit-commit"
RECORD = "record.json"  # in COMMIT: {"put": [names], "remove": [names]}
ATTEMPTS = 20
NAMES = frozenset(
    {"atlas.toml", "incidents.csv", "sources.csv", "claims.csv", "states.csv", "reporting.csv"}
)  # beside the layers
_CONTEXT = "context"
_BROKEN = f"is no record of a write: move the folder {COMMIT} out of the atlas"


def pending(folder: Path) -> dict[str, Path]:
    """What an unfinished commit changes, as name -> the file to read instead, which is not there if it is removed.

    Empty if there is none. Raises AtlasError if its record cannot be read.
    """
    staged = folder / COMMIT
    if not staged.is_dir():
        return {}
    _, removed = record_of(folder)
    return {name: staged / name for name in (*names_in(staged), *removed)}


def record_of(folder: Path) -> tuple[list[str], list[str]]:
    """The names that the pending commit puts and those that it removes, as written. Raises AtlasError."""
    try:
        found = json.loads((folder / COMMIT / RECORD).read_bytes())
        put, removed = found["put"], found["remove"]
        if are_texts(put) and are_texts(removed):
            return put, removed
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    raise AtlasError([Problem(f"{COMMIT}/{RECORD}", "record-unreadable", _BROKEN)])


def steady(folder: Path, read: Callable[[Path], T]) -> T:
    """What `read` makes of the folder, or of a private one with what a pending commit makes of it; never of a mixture.

    Raises what `read` raises, and AtlasError if the files change without end.
    """
    for _ in range(ATTEMPTS):
        before, error = state(folder), None
        try:
            found = _read_through(folder, read)
        except (AtlasError, OSError) as one:
            error = one
        if state(folder) == before:
            if error:
                raise error
            return found
    text = "its files change all the while: read it again in a moment"
    raise AtlasError([Problem(str(folder), "atlas-changing", text)])


def _read_through(folder: Path, read: Callable[[Path], T]) -> T:
    instead = pending(folder)
    if not instead:
        return read(folder)
    with tempfile.TemporaryDirectory(prefix="mapkit-") as name:
        private = Path(name)
        gather(folder / COMMIT, private)
        gather(folder, private, hidden=instead)
        return read(private)


def state(folder: Path) -> State:
    """Number, size (bytes) and times (ns) of each file of an atlas, and of a pending commit, by its name."""
    found = {}
    for inner in ("", f"{COMMIT}/"):
        for name in ("", *names_in(folder / inner)):
            with suppress(OSError):
                one = (folder / inner / name).stat()
                times = (one.st_mtime_ns, one.st_ctime_ns, one.st_size) if name else ()
                found[inner + name] = (one.st_ino, *times)
    return found


def gather(folder: Path, into: Path, hidden: Collection[str] = ()) -> None:
    """Put links to the files of an atlas into a private folder, but for the hidden and those that are there already.

    Copies where the system makes no links. Raises OSError.
    """
    for name in names_in(folder):
        source, target = (folder / name).absolute(), into / name
        if name in hidden or target.exists():
            continue
        target.parent.mkdir(exist_ok=True)
        try:
            target.symlink_to(source)
        except (OSError, NotImplementedError):
            shutil.copyfile(source, target)


def names_in(folder: Path) -> list[str]:
    """The names in a folder that an atlas reads, sorted, with "/" for the folder `context`."""
    return sorted((*_listed(folder), *(f"{_CONTEXT}/{name}" for name in _listed(folder / _CONTEXT))))


def _listed(folder: Path) -> Iterator[str]:
    try:
        found = [path.name for path in folder.iterdir()]
    except OSError:  # not there, or not to be listed: what is asked for by name is still found
        return
    yield from (name for name in found if name in NAMES or name.endswith(".geojson"))
