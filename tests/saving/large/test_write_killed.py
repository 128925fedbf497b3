"""A large atlas whose writer is killed, or has no room: it is the old one, or the new one, or says that it is none."""

import os
import resource
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.errors import AtlasError, ExportError
from mapkit.files.large_manifest import MANIFEST, read_manifest
from mapkit.saving.large import sort, write
from support import stored_child
from support.disks import Full
from support.examples import alike, step
from support.made import attempt, write_folder
from support.repository import ROOT

EVERY = step(2)  # of the steps that a writer can be killed at


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A part of a made atlas as a large one, and the whole beside it as `other.zip`."""
    mk.write(mk.read(write_folder(tmp_path / "made")), tmp_path / "other.zip")
    stored_child.again(tmp_path / "atlas.parquet", 3)
    return tmp_path / "atlas.parquet"


def killed(what: str, folder: Path) -> list[Path]:
    """Copies of the folder whose writers were killed, some steps later each; the last came to its end."""
    words = [what, str(folder), str(folder.parent / "copies"), str(EVERY)]
    command = [sys.executable, "-m", "support.stored_child", *words]
    settled = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=settled, cwd=ROOT / "tests")
    assert done.stdout.split() == ["0"]
    found = sorted((folder.parent / "copies").glob("*.parquet"))
    assert len(found) > 5 // EVERY
    return found


def named(folder: Path) -> str:
    """The digest in the manifest of a folder, "" if it has none."""
    return read_manifest(folder).digest if (folder / MANIFEST).exists() else ""


def some(copies: list[Path]) -> list[Path]:
    """Each seventh of them, and those between which the manifest changed."""
    digests = [named(copy) for copy in copies]
    edges = {number for number, (one, two) in enumerate(pairwise(digests)) if one != two}
    return [copy for number, copy in enumerate(copies) if number % (7 * EVERY) == 0 or {number, number - 1} & edges]


def digest_of(folder: Path) -> str:
    """The digest of an atlas, or the code of its first problem."""
    try:
        return mk.read(folder).digest
    except AtlasError as error:
        return error.problems[0].code


def is_tidy(folder: Path) -> bool:
    """Whether nothing is in a folder but what its manifest names."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    index = {f"{one.name}/{name}" for one in read_manifest(folder).indexes for name in ("index.bin", MANIFEST)}
    indexes = {one.name for one in read_manifest(folder).indexes}
    return names == (read_manifest(folder).names - indexes) | index | {MANIFEST}


def test_killed_at_any_step_it_is_old_or_new(there: Path) -> None:
    """Whatever step a writer is killed at, the folder reads as old or as new, and the next write works and tidies."""
    old, copies = named(there), killed("write", there)
    digests = [named(copy) for copy in copies]
    new = digests[-1]
    assert digests == sorted(digests, key=[old, new].index), "once new, it stays new"
    assert digests.count(old) > 10 // EVERY
    for copy in some(copies):
        assert digest_of(copy) == named(copy)
        stored_child.again(copy)
        assert (digest_of(copy), is_tidy(copy)) == (new, True)


def test_killed_before_there_was_one_it_says_so(there: Path) -> None:
    """A first write that is killed leaves a folder that says it is unfinished, and that the next write makes anew."""
    copies = killed("write", there.with_name("fresh.parquet"))
    new = named(copies[-1])
    assert {named(copy) for copy in copies} == {"", new}
    for copy in some(copies)[1:]:
        assert digest_of(copy) == (named(copy) or "atlas-unfinished")
        stored_child.again(copy)
        assert (digest_of(copy), is_tidy(copy)) == (new, True)


@pytest.mark.parametrize("what", ["rebuild", "append", "compact"])
def test_killed_on_the_way_it_is_old_or_new(there: Path, what: str) -> None:
    """A rebuild, an addition and a compaction that are killed leave the old or the new, and the next one tidies."""
    if what == "compact":
        stored_child.more(there)
    copies = killed(what, there)
    digests = [named(copy) for copy in copies]
    assert digests == sorted(digests, key=[named(there), digests[-1]].index)
    assert (digests[0] != digests[-1]) == (what == "append")
    for copy in some(copies)[::2]:
        assert digest_of(copy) == named(copy)
        write.compact(copy)
        assert (digest_of(copy), is_tidy(copy)) == (named(copy), True)


@pytest.mark.parametrize("last", alike([1, 3, 6, 9, 12], 1, 6, 12))
def test_a_full_disk_at_any_flush_leaves_old_or_new(there: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
    """If the disk is full at a flush, the old atlas stands and nothing is left of the new one."""
    old = digest_of(there)
    monkeypatch.setattr(os, "fsync", Full(last))
    error = attempt(stored_child.again, there)
    assert isinstance(error, ExportError)
    assert "the disk is full: make room" in str(error)
    monkeypatch.undo()
    assert (digest_of(there), is_tidy(there)) == (old, True)


@pytest.mark.parametrize("most", [1_000, 3_000, 6_000])
def test_a_full_disk_under_any_file_leaves_the_old(there: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """If a table, a run or the index has no room to be written, the old atlas stands and nothing is left of the new."""
    old, limits = digest_of(there), resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr(sort, "MAX_BYTES", 1_000)
    stored_child.other(there.with_name("other.zip"))
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        with pytest.raises(ExportError, match="cannot write"):
            stored_child.again(there)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert (digest_of(there), is_tidy(there)) == (old, True)
