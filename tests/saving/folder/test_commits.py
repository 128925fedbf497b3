import json
import os
from pathlib import Path
from typing import Any

import pytest

from mapkit.errors import AtlasError, ExportError
from mapkit.files import read
from mapkit.files.pending import COMMIT, RECORD, pending
from mapkit.saving.folder.commits import commit, finish
from support.disks import Full
from support.examples import step
from support.made import SETTINGS, attempt, write_folder
from support.saving_child import check_killed, save

LAND = [{"type": "Feature", "geometry": None, "properties": {"rank": 1}}]
NAMES = ["atlas.toml", "claims.csv", "incidents.csv", "roads.geojson", "sources.csv", "states.csv", "towns.geojson"]


@pytest.fixture
def pair(tmp_path: Path) -> Path:
    """A folder with a basemap and a file of its owner's, and `other` beside it, without roads, with another basemap."""
    settings = {**SETTINGS, "title": "Another", "layers": SETTINGS["layers"][:1]}
    write_folder(tmp_path / "other", settings=settings, layers={"roads": None}, states=[], context={"lakes": LAND})
    return write_folder(tmp_path / "atlas", context={"land": LAND}, files={"README.md": "mine"})


def left(folder: Path) -> list[str]:
    """The names in a folder."""
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("what", ["add", "replace"])
def test_killed_at_any_step_it_is_old_or_new(pair: Path, what: str) -> None:
    """Whatever step a writer is killed at, the folder reads as old or as new, and the next write works and tidies."""
    check_killed(what, pair, step(3))


@pytest.mark.parametrize("last", range(1, 14))
def test_a_full_disk_at_any_flush_leaves_old_or_new(pair: Path, monkeypatch: pytest.MonkeyPatch, last: int) -> None:
    """If the disk is full at any flush, the old atlas stands and nothing is left; or the new one, and it is told."""
    old, full = read(pair).digest, Full(last)
    monkeypatch.setattr(os, "fsync", full)
    error = attempt(save, "add", pair)
    assert isinstance(error, ExportError) == (full.done >= last)
    if isinstance(error, ExportError) and "is saved" not in str(error):
        assert "the disk is full: make room" in str(error)
        assert read(pair).digest == old
        assert left(pair) == sorted([*NAMES, "README.md", "context"])
    else:
        assert read(pair)["new"]["title"] == "A new one"
        finish(pair)
        assert left(pair) == sorted([*NAMES, "README.md", "context", "changes.csv"])


@pytest.mark.parametrize(
    "name",
    ["../evil.csv", "/evil", "context/../../x.geojson", "notes.txt", ".git", "a\0.geojson", ".hidden.geojson", RECORD],
)
def test_other_names_are_refused(pair: Path, name: str) -> None:
    """A name that no file of an atlas has is refused before anything is written, to put and to remove."""
    before = left(pair.parent), left(pair)
    for put, removed in (({name: b""}, []), ({"sources.csv": b""}, [name])):
        with pytest.raises(ExportError, match="cannot be the name of a file of an atlas"):
            commit(pair, put, removed)
    assert (left(pair.parent), left(pair)) == before


def test_a_name_that_is_too_long_is_refused(pair: Path) -> None:
    """A layer whose file name is too long for the system is refused in words, and nothing is left."""
    before = left(pair)
    with pytest.raises(ExportError, match="the name is too long: choose a shorter one"):
        commit(pair, {"sources.csv": b"", "x" * 300 + ".geojson": b""})
    assert left(pair) == before


def test_links_and_folders_are_not_written_over(pair: Path) -> None:
    """A file that is a link, or whose name a folder has, is refused; what it points to is kept."""
    (pair.parent / "elsewhere").write_bytes(b"kept")
    (pair / "link.geojson").symlink_to("../elsewhere")
    (pair / "dir.geojson").mkdir()
    with pytest.raises(ExportError, match="it is a link"):
        commit(pair, {"link.geojson": b"new"})
    with pytest.raises(ExportError, match="a folder has that name"):
        commit(pair, {}, ["dir.geojson"])
    assert (pair.parent / "elsewhere").read_bytes() == b"kept"


@pytest.mark.parametrize(
    "record",
    [
        {"put": ["../evil.csv"], "remove": []},
        {"put": [], "remove": ["../kept"]},
        {"put": []},
        {"put": "a", "remove": []},
        [],
        "x",
        None,
    ],
)
def test_a_forged_record_is_refused(pair: Path, record: Any) -> None:
    """A record that names other files, or is none, is not followed; nothing is moved or removed."""
    (pair.parent / "kept").touch()
    (pair / COMMIT).mkdir()
    if record is not None:
        (pair / COMMIT / RECORD).write_text(json.dumps(record))
    assert isinstance(attempt(finish, pair), AtlasError | ExportError)
    assert (pair.parent / "kept").exists()
    assert (pair / COMMIT).exists()


def test_a_new_name_of_the_same_file_is_kept(pair: Path) -> None:
    """Where two names are one file, as in case alone on some systems, the one that is put is not removed again."""
    (pair / COMMIT).mkdir()
    (pair / COMMIT / RECORD).write_text(json.dumps({"put": ["towns.geojson"], "remove": ["Towns.geojson"]}))
    (pair / "Towns.geojson").hardlink_to(pair / "towns.geojson")
    finish(pair)
    assert (pair / "Towns.geojson").exists()
    assert read(pair).places


def test_permissions_stay(pair: Path) -> None:
    """A file that is replaced keeps its permissions."""
    (pair / "sources.csv").chmod(0o640)
    commit(pair, {"sources.csv": b"new"})
    assert (pair / "sources.csv").stat().st_mode & 0o777 == 0o640


def test_an_empty_context_goes(pair: Path) -> None:
    """The folder of the basemap goes with its last file, and not before."""
    commit(pair, {"context/lakes.geojson": b"x"}, ["context/land.geojson"])
    assert left(pair / "context") == ["lakes.geojson"]
    commit(pair, {}, ["context/lakes.geojson"])
    assert not (pair / "context").exists()
    assert pending(pair) == {}


def test_what_is_not_written_is_not_touched(pair: Path) -> None:
    """Files that are not named keep their bytes, their numbers and their times."""
    before = {name: (pair / name).stat() for name in left(pair) if name != "sources.csv"}
    commit(pair, {"sources.csv": b"new"})
    after = {name: (pair / name).stat() for name in before}
    assert {name: (one.st_ino, one.st_mtime_ns) for name, one in before.items()} == {
        name: (one.st_ino, one.st_mtime_ns) for name, one in after.items()
    }


def test_nothing_to_write_writes_nothing(pair: Path) -> None:
    """A commit of nothing leaves the folder's own times as they were."""
    before = pair.stat().st_mtime_ns
    commit(pair, {})
    assert pair.stat().st_mtime_ns == before
