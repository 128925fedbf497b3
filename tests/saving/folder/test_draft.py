from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.errors import AtlasError, ExportError
from mapkit.files import read
from mapkit.saving.folder.draft import drafted, held, read_with
from support.made import INCIDENTS, changed, write_folder

Folder = Callable[..., Path]


def test_a_hand_on_the_files_is_seen(folder: Folder) -> None:
    """Whoever saves a file by hand, past the lock, after it was read keeps what he wrote; the commit is refused."""
    path = folder()
    with held(path) as inner:
        draft = drafted(inner)
        (path / "sources.csv").write_bytes((path / "sources.csv").read_bytes() + b"\n")
        before = {one.name: one.read_bytes() for one in path.iterdir()}
        with pytest.raises(ExportError, match="someone changed the atlas since you read it"):
            draft.commit({"sources.csv": b"", "changes.csv": b""})
        assert {one.name: one.read_bytes() for one in path.iterdir()} == before
        drafted(inner).commit({"changes.csv": b"x"})
    assert (path / "changes.csv").read_bytes() == b"x"


def test_a_link_to_the_folder_is_followed(folder: Folder, tmp_path: Path) -> None:
    """A folder that is reached by a link is locked and written where it is."""
    path = folder()
    (tmp_path / "link").symlink_to(path, target_is_directory=True)
    with held(tmp_path / "link") as inner:
        assert inner == path.resolve()


def test_files_are_read_before_they_are_written(folder: Folder, tmp_path: Path) -> None:
    """The atlas with other files is read as the folder would be, problems at its files; none is written."""
    path = folder()
    new = write_folder(tmp_path / "new", incidents=changed(INCIDENTS, 0, title="Other"))
    before = {one.name: one.read_bytes() for one in path.iterdir()}
    put = {"incidents.csv": (new / "incidents.csv").read_bytes()}
    assert read_with(path, put).digest == read(new).digest != read(path).digest
    with pytest.raises(AtlasError, match=r"^incidents\.csv:1 column-missing"):
        read_with(path, {"incidents.csv": b"a\n", "claims.csv": b"incident,source,stance,says\n"})
    with pytest.raises(AtlasError, match=r"^roads\.geojson file-missing"):
        read_with(path, {"states.csv": b"site,when,state\n"}, ["roads.geojson"])
    with pytest.raises(ExportError, match="cannot be the name of a file"):
        read_with(path, {"../evil.csv": b""})
    assert {one.name: one.read_bytes() for one in path.iterdir()} == before
