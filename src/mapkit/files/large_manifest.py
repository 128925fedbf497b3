"""What belongs to a large atlas: its files with their sizes and SHA-256, and its time indexes.

The manifest is written last, in one step: a folder without it is the rest of a write that was broken off. Version 1 had
one file for each table and no index, and is read as it was.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from mapkit.errors import AtlasError, Problem
from mapkit.incident_columns import FORMAT

MANIFEST = "manifest.json"
VERSION, FIRST_VERSION = 2, 1
PARTS = ("atlas", "incidents", "claims", "sources")
TILES = "incidents"  # the folder of the incidents' files
SCRATCH = ".mapkit-scratch-"  # and a mark: what a write needs for a while
MAX_MANIFEST = 1 << 26  # bytes
_FILE = re.compile(
    r"atlas-[0-9a-f]{16}\.zip|(incidents|claims|sources)-[0-9a-f]{16}\.parquet"
    r"|incidents/tile=(-1|\d{1,3})/part-[0-9a-f]{16}-\d{1,9}\.parquet",
    re.ASCII,
)
_INDEX = re.compile(r"index-[0-9a-f]{16}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Entry:
    """A file of the atlas: its name with "/" between folders, its bytes, its SHA-256 in hexadecimal."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Index:
    """A time index of the atlas: the name of its folder, and the SHA-256 of its own manifest."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """The digest of the data, how many incidents there are, the files of each part in their order, and the indexes.

    The indexes together are of all incidents, or there are none. `format` is that of the dates, 0 where the tables have
    no inner days yet; `as_of` is the day up to which the atlas knows of what still goes on.
    """

    digest: str
    incidents: int
    files: Mapping[str, tuple[Entry, ...]]
    indexes: tuple[Index, ...] = ()
    format: int = FORMAT
    as_of: str = ""

    @property
    def size(self) -> int:
        """How many bytes the files have together, without the indexes."""
        return sum(one.bytes for part in PARTS for one in self.files[part])

    @property
    def names(self) -> set[str]:
        """The names of everything in the folder that is of the atlas, but the manifest."""
        return {one.name for part in PARTS for one in self.files[part]} | {one.name for one in self.indexes}

    def paths(self, folder: Path, part: str) -> list[Path]:
        """The files of a part, in their order."""
        return [folder / one.name for one in self.files[part]]

    def text(self) -> bytes:
        """The manifest as JSON."""
        return json.dumps({"version": VERSION, **asdict(self)}, indent=1).encode()


def is_large(path: Path) -> bool:
    """Whether a folder is a large atlas."""
    try:
        return (path / MANIFEST).is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


def is_unfinished(path: Path) -> bool:
    """Whether a folder is what a broken-off write of a large atlas left, and was none before."""
    try:
        return not is_large(path) and path.is_dir() and any(_is_rest(one) for one in path.iterdir())
    except (OSError, ValueError):  # a name that no file can have
        return False


def _is_rest(path: Path) -> bool:
    name = path.name
    return name == TILES or name.startswith(SCRATCH) or bool(_FILE.fullmatch(name) or _INDEX.fullmatch(name))


def refuse_unfinished(path: Path) -> None:
    """Raise AtlasError for a folder that is the rest of a write."""
    if is_unfinished(path):
        words = f"the write of this large atlas was broken off before it had a {MANIFEST}: write or import it again"
        raise AtlasError([Problem(path.name, "atlas-unfinished", words)])


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a large atlas, checked. Raises AtlasError."""
    version = None
    try:
        with (folder / MANIFEST).open("rb") as file:
            found = json.loads(file.read(MAX_MANIFEST))
        version = found["version"]
        if version in (VERSION, FIRST_VERSION) and found.get("format", 0) <= FORMAT:
            return _manifest(found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    words = "cannot be read as the manifest of an atlas"
    if isinstance(version, int) and version not in (VERSION, FIRST_VERSION):
        words = f"is version {version}, this is for {FIRST_VERSION} and {VERSION}"
    raise AtlasError([Problem(MANIFEST, "manifest-unreadable", f"{words}: write the atlas again")])


def _manifest(found: Mapping[str, Any]) -> Manifest:
    """Raises ValueError or what a broken structure raises."""
    first = found["version"] == FIRST_VERSION
    files = {part: [found["files"][part]] if first else found["files"][part] for part in PARTS}
    made = Manifest(
        _of(found["digest"], str),
        _of(found["incidents"], int),
        {part: tuple(_entry(part, one) for one in entries) for part, entries in files.items()},
        () if first else tuple(_index(one) for one in found["indexes"]),
        _of(found.get("format", 0), int),
        _of(found.get("as_of", ""), str),
    )
    if made.as_of:
        date.fromisoformat(made.as_of)
    if len(made.files["atlas"]) != 1 or not all(made.files.values()):
        raise ValueError("a part has no file")
    return made


def _entry(part: str, found: Mapping[str, Any]) -> Entry:
    entry = Entry(_of(found["name"], str), _of(found["bytes"], int), _of(found["sha256"], str))
    if not (_FILE.fullmatch(entry.name) and entry.name.startswith(part) and _SHA256.fullmatch(entry.sha256)):
        raise ValueError("no name of a file of an atlas")
    return entry


def _index(found: Mapping[str, Any]) -> Index:
    index = Index(_of(found["name"], str), _of(found["sha256"], str))
    if not _INDEX.fullmatch(index.name):
        raise ValueError("no name of an index")
    return index


def _of(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError("a value of another type")
    return value


def damage(folder: Path, manifest: Manifest, at_once: int | None = None) -> Iterator[Problem]:
    """What is wrong with the files that a manifest names.

    Of files of more than `at_once` bytes only the size is looked at; their bytes are read if it is None.
    """
    entries = [entry for part in PARTS for entry in manifest.files[part]]
    with ThreadPoolExecutor(2) as pool:  # hashing leaves the interpreter
        for found in pool.map(lambda entry: file_damage(folder, entry, at_once), entries):
            yield from found


def file_damage(folder: Path, entry: Entry, at_once: int | None = None) -> list[Problem]:
    """What is wrong with one file."""
    path = folder / entry.name
    try:
        size = path.stat().st_size if path.is_file() else -1
        same = size == entry.bytes and ((at_once is not None and size > at_once) or sha256(path) == entry.sha256)
    except OSError:
        size, same = -1, False
    if size < 0:
        return [Problem(entry.name, "file-missing", "the manifest names it, but it is not there: write it again")]
    words = f"has {size:,} bytes, not the {entry.bytes:,} that were written, or other ones: write it again"
    return [] if same else [Problem(entry.name, "file-damaged", words)]


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def entry_of(folder: Path, name: str) -> Entry:
    """The entry of a file that is written."""
    return Entry(name, (folder / name).stat().st_size, sha256(folder / name))
