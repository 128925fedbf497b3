"""A very large atlas is used while its bytes are checked, and not any more once damage is found."""

from pathlib import Path

import pytest

import mapkit as mk
from mapkit.errors import AtlasError
from mapkit.files import large as large_files
from mapkit.files.large_manifest import read_manifest
from mapkit.files.large_watch import Checking


@pytest.fixture
def large(geo: mk.Atlas, tmp_path: Path) -> Path:
    """The repository's atlas as a large one."""
    return mk.write(geo, tmp_path / "geo.parquet")


def flipped(folder: Path) -> Path:
    """The first file of incidents, with one bit changed in the middle."""
    path = read_manifest(folder).paths(folder, "incidents")[0]
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 1
    path.write_bytes(bytes(data))
    return path


def test_a_whole_one_answers(geo: mk.Atlas, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An atlas over the limit answers as any, before and after it is checked."""
    monkeypatch.setattr(large_files, "AT_ONCE", 0)
    monkeypatch.setattr(large_files, "SMALL", 0)
    found = mk.read(large)
    assert found.counts == geo.counts
    assert found.rows(None).equals(geo.rows(None))
    checking = Checking(large, read_manifest(large), 0)
    checking.wait()
    assert checking.guarded(found.store).columns == geo.store.columns


def test_damage_ends_it(large: Path) -> None:
    """Once a changed bit is found, no question is answered any more, and the file is named."""
    store, path = mk.read(large).store, flipped(large)
    checking = Checking(large, read_manifest(large), 0)
    with pytest.raises(AtlasError, match="file-damaged"):
        checking.wait()
    with pytest.raises(AtlasError) as caught:
        checking.guarded(store)
    assert [one.place for one in caught.value.problems] == [path.relative_to(large).as_posix()]


def test_a_size_is_checked_at_once(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is cut short is refused when the atlas is opened, however large it is."""
    monkeypatch.setattr(large_files, "AT_ONCE", 0)
    path = flipped(large)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(AtlasError, match="file-damaged"):
        mk.read(large)


def test_small_files_are_checked_at_once(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed bit in a small file is refused when the atlas is opened."""
    monkeypatch.setattr(large_files, "AT_ONCE", 0)
    flipped(large)
    with pytest.raises(AtlasError, match="file-damaged"):
        mk.read(large)


def test_an_atlas_that_is_gone_is_told(geo: mk.Atlas, large: Path) -> None:
    """Who still asks an atlas that was written anew is told to read it again; other errors stay what they are."""
    found = mk.read(large)
    with pytest.raises(Exception, match="nothing_such"):
        found.store.run("SELECT nothing_such FROM incidents", ())
    mk.write(geo.filter(kind="attack"), large, expect=geo.digest)
    with pytest.raises(AtlasError, match="atlas-replaced was written anew or removed since it was read"):
        found.rows()
    assert mk.read(large).counts.all == 5
