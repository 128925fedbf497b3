"""The large atlas: a folder of Parquet tables that answers as the atlas it was written from, or is named as damaged."""

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import mapkit as mk
from mapkit.errors import AtlasError, ExportError
from mapkit.files.large import read_large
from mapkit.files.large_manifest import MANIFEST, sha256


@pytest.fixture
def stored(geo: mk.Atlas, tmp_path: Path) -> Path:
    """The repository's atlas as a large one."""
    return mk.write(geo, tmp_path / "geo.parquet")


def part(folder: Path, name: str) -> Path:
    """A file of a large atlas."""
    found: str = json.loads((folder / MANIFEST).read_bytes())["files"][name][0]["name"]
    return folder / found


def test_it_answers_the_same(geo: mk.Atlas, stored: Path) -> None:
    """Rows, counts, claims, sites, states, checks and digest are those of the atlas it was written from."""
    found = mk.read(stored)
    assert found.digest == geo.digest
    assert found.rows(None).equals(geo.rows(None))
    view = "when=2022-12/2023-09&source=azmod&text=height"
    assert found.filter(view).counts == geo.filter(view).counts
    assert dict(found.claims_by_incident) == dict(geo.claims_by_incident)
    assert found.states.equals(geo.states)
    assert found.places == geo.places
    assert mk.check(found) == mk.check(geo)


def test_exports_of_it_are_those_of_the_atlas(geo: mk.Atlas, stored: Path, tmp_path: Path) -> None:
    """A table, a map and an atlas in a ZIP have the same bytes, and verify against either."""
    for suffix in (".csv", ".html", ".zip"):
        one, two = (tmp_path / f"{name}{suffix}" for name in ("one", "two"))
        mk.snapshot(geo, one)
        mk.snapshot(mk.read(stored), two)
        assert one.read_bytes() == two.read_bytes()


def test_a_view_is_written_as_it_shows(geo: mk.Atlas, tmp_path: Path) -> None:
    """What a view shows is a large atlas of its own, with the claims and sources of what is in it."""
    seen = geo.filter(when="2022-12/2023-09")
    found = mk.read(mk.write(seen, tmp_path / "seen.parquet"))
    assert found.counts.shown == seen.counts.shown
    assert set(found.claims_by_incident) <= set(found.rows(None)["id"])


@pytest.mark.parametrize("name", ["incidents", "claims", "sources", "atlas"])
@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda data: data[:-1], "not the"),
        (lambda data: data[:9] + bytes([data[9] ^ 1]) + data[10:], "or other ones"),
        (None, "it is not there"),
    ],
    ids=["cut", "flipped", "gone"],
)
def test_damage_is_named(stored: Path, name: str, damage: Callable[[bytes], bytes] | None, words: str) -> None:
    """A file that is cut short, has another bit, or is gone is named, and the atlas is not used."""
    path = part(stored, name)
    if damage:
        path.write_bytes(damage(path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(AtlasError) as caught:
        read_large(stored)
    assert [problem.place for problem in caught.value.problems] == [path.relative_to(stored).as_posix()]
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "cannot be read"),
        ("[]", "cannot be read"),
        ('{"version": 9}', "is version 9, this is for 1 and 2"),
        ('{"version": 1, "digest": "", "files": {"atlas": {"name": "../x", "bytes": 1, "sha256": ""}}}', "cannot be"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(stored: Path, text: str, words: str) -> None:
    """A manifest that is broken, of another version, or names files elsewhere is refused."""
    (stored / MANIFEST).write_text(text, "utf-8")
    with pytest.raises(AtlasError, match=words):
        mk.read(stored)


def test_missing_columns_are_named(stored: Path) -> None:
    """A Parquet without the columns that are needed says which."""
    path = part(stored, "claims")
    pq.write_table(pa.table({"incident": ["a"]}), path)
    manifest = json.loads((stored / MANIFEST).read_bytes())
    manifest["files"]["claims"][0] |= {"bytes": path.stat().st_size, "sha256": sha256(path)}
    (stored / MANIFEST).write_text(json.dumps(manifest), "utf-8")
    with pytest.raises(AtlasError) as caught:
        mk.read(stored)
    assert "it has no column 'stance' of string" in str(caught.value)


def test_nothing_is_written_over_unasked(geo: mk.Atlas, stored: Path) -> None:
    """Another atlas takes the place only of the one whose digest is given; the files of the old one then go."""
    other = geo.filter(kind="attack")
    with pytest.raises(ExportError, match="another atlas is there"):
        mk.write(other, stored)
    with pytest.raises(ExportError, match="read it again"):
        mk.write(other, stored, expect="something else")
    assert mk.read(stored).digest == geo.digest
    mk.write(other, stored, expect=geo.digest)
    assert mk.read(stored).counts.all == 5
    assert len(list(stored.iterdir())) == 6


def test_a_failed_write_leaves_the_old(geo: mk.Atlas, stored: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What breaks off before the manifest stands leaves the old atlas and no part of the new one."""
    before = sorted(path.name for path in stored.iterdir())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mapkit.saving.large.parts.os.fsync", full)
    with pytest.raises(ExportError, match="the disk is full"):
        mk.write(geo.filter(kind="attack"), stored, expect=geo.digest)
    assert sorted(path.name for path in stored.iterdir()) == before
    assert mk.read(stored).digest == geo.digest


def test_a_folder_of_other_things_is_left_alone(geo: mk.Atlas, tmp_path: Path) -> None:
    """A folder that holds other files is no place for a large atlas."""
    folder = tmp_path / "mine.parquet"
    folder.mkdir()
    (folder / "letters.txt").write_text("mine", "utf-8")
    with pytest.raises(ExportError, match="holds other files"):
        mk.write(geo, folder)
    assert [path.name for path in folder.iterdir()] == ["letters.txt"]
