"""A folder as it is under the lock, and as it would be: read by the reader of all atlases before it is written."""

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.disk.lock import locked
from mapkit.errors import ExportError
from mapkit.files.folder import read_folder
from mapkit.files.large_manifest import is_large
from mapkit.files.pending import State, gather, state
from mapkit.saving.folder.commits import commit, finish, is_ours, told

LARGE = (
    "a large atlas keeps no list of changes, and what stands in it is not changed row by row: mend the table that it "
    "was made of and import that anew, or write it as a folder (mapkit.write) and change it there"
)
CHANGED = "someone changed the atlas since you read it: read it again, and make your change to what it says now"


@dataclass(frozen=True)
class Draft:
    """An atlas folder that its lock is held of: the atlas in it, and the state of its files when it was read."""

    folder: Path
    atlas: Atlas
    state: State

    def commit(self, files: Mapping[str, bytes], removed: Collection[str] = ()) -> None:
        """Write the files and remove others in one step, if nobody did meanwhile. Raises ExportError."""
        if state(self.folder) != self.state:  # by hand, without the lock
            raise ExportError(f"cannot write {str(self.folder)!r}: {CHANGED}")
        commit(self.folder, files, removed)


def refuse_large(folder: Path) -> None:
    """Raise ExportError for a large atlas, with what to do instead."""
    if is_large(folder):
        raise ExportError(f"cannot change {str(folder)!r}: {LARGE}")


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """The folder, links resolved, under its lock; a write that was stopped is finished first. Raises ExportError."""
    with told(folder):
        folder = folder.resolve()
    with locked(folder):
        finish(folder)
        yield folder


def drafted(folder: Path, expect: str | None = None) -> Draft:
    """The atlas of a folder whose lock is held; `expect` is the digest of the atlas as the caller read it.

    Raises ExportError if there is another one now; AtlasError if the folder cannot be read.
    """
    refuse_large(folder)
    before = state(folder)
    atlas = read_folder(folder)
    if expect is not None and atlas.digest != expect:
        raise ExportError(f"cannot write {str(folder)!r}: {CHANGED}")
    return Draft(folder, atlas, before)


def read_with(folder: Path, files: Mapping[str, bytes], removed: Collection[str] = ()) -> Atlas:
    """The atlas of a folder with other files in it, read in a private one. Raises AtlasError, ExportError."""
    if odd := [name for name in files if not is_ours(name)]:
        raise ExportError(f"{odd[0]!r} cannot be the name of a file of an atlas: choose another id for the layer")
    with told(folder), tempfile.TemporaryDirectory(prefix="mapkit-") as name:
        private = Path(name)
        for file, data in files.items():
            (private / file).parent.mkdir(exist_ok=True)
            (private / file).write_bytes(data)
        gather(folder, private, hidden=removed)
        return read_folder(private)
