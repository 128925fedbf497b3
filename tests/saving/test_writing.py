import errno
import os
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.contents import contents
from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.saving import write
from mapkit.saving.archive import zip_bytes
from support.examples import examples
from support.made import INCIDENTS, SETTINGS, attempt, changed, write_folder
from support.strategies import dates

Folder = Callable[..., Path]
NOBODY = 65534
LAND = [{"type": "Feature", "geometry": None, "properties": {"rank": 1}}]
FOLDER_AND_ZIP = pytest.mark.parametrize("name", ["new", "new.zip"])
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)


def bytes_of(path: Path) -> dict[str, bytes]:
    """The files below a folder by name, or the bytes of a file."""
    found = path.rglob("*") if path.is_dir() else [path]
    return {one.name: one.read_bytes() for one in found if one.is_file()}


def other(path: Path) -> Path:
    """An atlas with fewer layers, another title and another basemap than the made one."""
    alone = {**SETTINGS, "title": "Another", "layers": SETTINGS["layers"][:1]}
    return write_folder(path, settings=alone, layers={"roads": None}, states=[], context={"lakes": LAND})


@FOLDER_AND_ZIP
def test_what_is_written_is_read(made: Atlas, tmp_path: Path, name: str) -> None:
    """An atlas that is written is read with the same digest, and nothing else is left."""
    assert write(made, tmp_path / name) == tmp_path / name
    assert read(tmp_path / name).digest == made.digest
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_repositorys_atlas_is_written(geo: Atlas, tmp_path: Path) -> None:
    """A large atlas with a basemap is written with all of it."""
    again = read(write(geo, str(tmp_path / "v1.2")))
    assert (again.digest, again.context) == (geo.digest, geo.context)


@st.composite
def atlases(draw: st.DrawFn) -> dict[str, Any]:
    """Changes of the made atlas: any dates and texts; a precision of its own is never that of the site."""
    rows = [
        {
            "id": f"i{number}",
            "title": "T" + draw(words),
            "when": draw(st.one_of(st.just(""), dates())),
            "kind": draw(st.sampled_from(["attack", "meeting"])),
            "site": draw(st.sampled_from(["", "dale", "road"])),
            "precision_m": draw(st.sampled_from(["", "12.5", "7"])),
            "quote": draw(words),
            "own": draw(words),
        }
        for number in range(draw(st.integers(0, 3)))
    ]
    return {"incidents": [{"own": "", **row} for row in rows], "claims": [], "settings": {**SETTINGS, "title": "T"}}


@settings(max_examples=examples(8), suppress_health_check=[HealthCheck.too_slow])
@given(atlases())
def test_read_of_write_is_the_same(changes: dict[str, Any]) -> None:
    """Whatever an atlas says, the folder it is written to says, and writing it there again changes nothing."""
    with tempfile.TemporaryDirectory() as name:
        atlas = read(write_folder(Path(name) / "made", **changes))
        path = write(atlas, Path(name) / "new")
        assert read(path).digest == atlas.digest
        before = {one.name: one.stat().st_ino for one in path.iterdir()}
        write(read(path), path)
        assert {one.name: one.stat().st_ino for one in path.iterdir()} == before


@FOLDER_AND_ZIP
def test_a_view_is_written_as_the_export_has_it(made: Atlas, tmp_path: Path, name: str) -> None:
    """An atlas with a view is written as exactly what it shows, with its trays."""
    shown = made.filter(when="2020-12", kind="attack")
    assert read(write(shown, tmp_path / name)).digest == contents(shown).atlas().digest != made.digest


def test_a_zip_is_the_export(made: Atlas, tmp_path: Path) -> None:
    """A ZIP has the bytes of the ZIP export."""
    assert write(made, tmp_path / "a.ZIP").read_bytes() == zip_bytes(made)


@FOLDER_AND_ZIP
def test_another_atlas_is_replaced_by_its_digest_only(made: Atlas, tmp_path: Path, name: str) -> None:
    """An atlas that is there is replaced if its digest is given, and kept without one or with another."""
    path = write(made, tmp_path / name)
    new = read(other(tmp_path / "other"))
    before = bytes_of(path)
    with pytest.raises(ExportError, match="another atlas is there: give its digest as expect"):
        write(new, path)
    with pytest.raises(ExportError, match="someone changed the atlas since you read it: read it again"):
        write(new, path, expect=new.digest)
    assert bytes_of(path) == before
    write(new, path, expect=made.digest)
    assert read(path).digest == new.digest


@FOLDER_AND_ZIP
def test_an_atlas_that_is_gone_is_told(made: Atlas, tmp_path: Path, name: str) -> None:
    """Who expects an atlas where none is any more is told, and nothing is written."""
    with pytest.raises(ExportError, match="someone changed the atlas since you read it"):
        write(made, tmp_path / name, expect=made.digest)
    assert list(tmp_path.iterdir()) == []


@FOLDER_AND_ZIP
def test_what_cannot_be_read_is_not_replaced(made: Atlas, tmp_path: Path, name: str) -> None:
    """Something that is no sound atlas is refused with its first problem, and kept."""
    path = tmp_path / name
    if name.endswith(".zip"):
        path.write_bytes(b"no ZIP")
    else:
        write_folder(path, incidents=changed(INCIDENTS, 0, when="x"))
    before = bytes_of(path)
    with pytest.raises(ExportError, match=r"1 problems, the first|zip-unreadable"):
        write(made, path, expect=made.digest)
    assert bytes_of(path) == before


def test_only_what_says_something_else_is_written(folder: Folder) -> None:
    """Files that say the same, however they are laid out, and files of the owner's are not touched."""
    path = folder(context={"land": LAND}, files={"README.md": "mine", "changes.csv": "x", "notes/a.csv": "y"})
    (path / "atlas.toml").write_text("# a comment\n" + (path / "atlas.toml").read_text())
    atlas, before = read(path), bytes_of(path)
    parts = contents(atlas)
    less = replace(parts, records=parts.records[:-1], claims=parts.claims[:-1]).atlas()
    write(less, path, expect=atlas.digest)
    after = bytes_of(path)
    assert {name for name in before if before[name] != after[name]} == {"incidents.csv", "claims.csv"}
    assert before.keys() == after.keys()
    assert read(path).digest == less.digest


def test_files_no_longer_needed_are_removed(folder: Folder, tmp_path: Path) -> None:
    """A layer and a basemap that the new atlas does not have are removed, nothing else is."""
    path = folder(context={"land": LAND}, files={"README.md": "mine", "other.geojson": "mine"})
    new = read(other(tmp_path / "other"))
    write(new, path, expect=read(path).digest)
    assert (read(path).digest, set(read(path).context)) == (new.digest, {"lakes"})
    assert not (path / "roads.geojson").exists()
    assert (path / "other.geojson").read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("incidents.csv", "'incidents.csv'"),
        ("roads.geojson", "'roads.geojson'"),
        ("context/land.geojson", "'context/land.geojson'"),
    ],
)
def test_strangers_are_not_written_over(made: Atlas, tmp_path: Path, name: str, expected: str) -> None:
    """A folder without an atlas that has a file of such a name is refused; one with other files gets the atlas."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(ExportError, match=f"it holds {expected}"):
        write(made, tmp_path)
    (tmp_path / name).rename(tmp_path / "mine.txt")
    assert read(write(made, tmp_path)).digest == made.digest


@FOLDER_AND_ZIP
def test_a_full_disk_leaves_nothing(made: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """If the disk is full, the error says so, and there is neither a folder nor a file."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ExportError, match="the disk is full: make room"):
        write(made, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@FOLDER_AND_ZIP
def test_a_read_only_folder_is_refused(made: Atlas, name: str) -> None:
    """A place that may not be written to is refused, and what is there kept; root steps down to see it."""
    with tempfile.TemporaryDirectory() as place:
        path = write(made, Path(place) / name)
        closed = path if path.is_dir() else path.parent
        Path(place).chmod(0o755)
        closed.chmod(0o555)
        root = os.geteuid() == 0
        try:
            if root:
                os.seteuid(NOBODY)
            error = attempt(write, made.filter(kind="attack"), path)
            assert read(path).digest == made.digest
        finally:
            if root:
                os.seteuid(0)
            closed.chmod(0o755)
        assert isinstance(error, ExportError)
        assert "may not be written to: choose another" in str(error)
        assert read(path).digest == made.digest


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("missing/new", "the folder does not exist: make it first"),
        ("missing/new.zip", "the folder does not exist"),
        ("file", "is a file, not a folder"),
        ("file/new", "is a file, not a folder"),
        ("a\0b", "no file can have this name"),
        ("a\0b.zip", "no file can have this name"),
        ("x" * 300, "the name is too long"),
        ("x" * 300 + ".zip", "the name is too long"),
        *(
            (f"a{suffix}", "an atlas is a folder, whose name has no such ending, or a .zip")
            for suffix in (".tsv", ".CSV", ".geojson")
        ),
    ],
)
def test_an_odd_path_is_refused(made: Atlas, tmp_path: Path, name: str, expected: str) -> None:
    """A path that no atlas can be written to is refused in words that say what to do, and nothing is left."""
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match=expected):
        write(made, tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@FOLDER_AND_ZIP
@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ("../evil", "cannot be the name"),
        ("a\0b", "cannot be the name"),
        ("x" * 300, "too long"),
        (".x", "cannot be|.x"),
        ("context/evil", "cannot be|no file"),
    ],
)
def test_an_odd_layer_is_refused(made: Atlas, tmp_path: Path, name: str, layer: str, expected: str) -> None:
    """A layer whose id cannot be a file's name is refused before anything is written, here or elsewhere."""
    parts = contents(made)
    layers = (replace(parts.meta.layers[0], id=layer), *parts.meta.layers[1:])
    sites = tuple(replace(one, layer=layer) if one.layer == "towns" else one for one in parts.sites)
    odd = replace(parts, meta=replace(parts.meta, layers=layers), sites=sites).atlas()
    (tmp_path / "inner").mkdir()
    with pytest.raises(ExportError, match=expected):
        write(odd, tmp_path / "inner" / name)
    assert [path.name for path in tmp_path.rglob("*")] == ["inner"]


def test_half_a_sign_is_refused(made: Atlas, tmp_path: Path) -> None:
    """A text that UTF-8 cannot hold is refused in words."""
    parts = contents(made)
    odd = replace(parts, meta=replace(parts.meta, title="\ud800")).atlas()
    with pytest.raises(ExportError, match="half a character"):
        write(odd, tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_have_any_ending(made: Atlas, tmp_path: Path) -> None:
    """A folder that is there is a folder whatever its name ends in, as reading has it."""
    (tmp_path / "odd.zip").mkdir()
    assert read(write(made, tmp_path / "odd.zip")).digest == made.digest
