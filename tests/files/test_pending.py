import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.errors import AtlasError
from mapkit.files import read
from mapkit.files.atlas_tables import OPTIONAL, REQUIRED
from mapkit.files.pending import COMMIT, NAMES, RECORD, pending, steady
from mapkit.files.settings import NAME
from mapkit.saving.folder.commits import commit
from support.made import INCIDENTS, SETTINGS, STATES, changed, write_folder

Folder = Callable[..., Path]
TABLES = ("atlas.toml", "incidents.csv")


def staged(folder: Path, other: Path, put: list[str], moved: int = 0, removed: tuple[str, ...] = ()) -> None:
    """A commit as a killed writer leaves it: `put` from another folder, of which some were moved already."""
    (folder / COMMIT).mkdir()
    (folder / COMMIT / RECORD).write_text(json.dumps({"put": put, "remove": removed}))
    for place, name in enumerate(put):
        target = folder / name if place < moved else folder / COMMIT / name
        target.write_bytes((other / name).read_bytes())


def another(path: Path) -> Path:
    """The made atlas with another title and first incident."""
    return write_folder(
        path, settings={**SETTINGS, "title": "Another"}, incidents=changed(INCIDENTS, 0, title="Other words")
    )


def test_the_names_are_those_of_the_format() -> None:
    """The files that are looked at are the settings and the tables that an atlas reads."""
    assert {NAME, *REQUIRED, *OPTIONAL} == NAMES


def test_nothing_pends_in_a_quiet_folder(folder: Folder) -> None:
    """A folder that nobody writes to is read as it lies."""
    assert pending(folder()) == {}


@pytest.mark.parametrize("moved", range(3))
def test_a_pending_commit_is_read(folder: Folder, tmp_path: Path, moved: int) -> None:
    """A folder whose writer was killed reads as the new atlas, however many files were moved, and is not written to."""
    path, other = folder(), another(tmp_path / "other")
    staged(path, other, list(TABLES), moved)
    before = sorted(path.rglob("*"))
    assert read(path).digest == read(other).digest
    assert sorted(path.rglob("*")) == before
    assert pending(path) == {name: path / COMMIT / name for name in TABLES[moved:]}


def test_a_removed_file_is_not_read(folder: Folder, tmp_path: Path) -> None:
    """A file that a pending commit removes is hidden, though it is still there."""
    path = folder(context={"land": []})
    other = write_folder(tmp_path / "other", settings={**SETTINGS, "layers": SETTINGS["layers"][:1]}, states=[])
    staged(path, other, ["atlas.toml", "states.csv"], removed=("roads.geojson", "context/land.geojson"))
    atlas = read(path)
    assert set(atlas.places) == {"hilltown", "dale", "nowhere"}
    assert atlas.context == {}


def test_a_record_that_is_none_is_told(folder: Folder) -> None:
    """A commit without a readable record is a problem that says what to do, and not a guess."""
    path = folder()
    (path / COMMIT).mkdir()
    with pytest.raises(AtlasError, match="record-unreadable is no record of a write: move the folder"):
        read(path)


def test_a_problem_of_a_pending_file_has_its_own_name(folder: Folder, tmp_path: Path) -> None:
    """A problem in a file of a pending commit names the file as the atlas does."""
    path = folder()
    staged(path, write_folder(tmp_path / "other", states=changed(STATES, 0, state="x")), ["states.csv"])
    with pytest.raises(AtlasError, match=r"^states\.csv:2 state-unknown"):
        read(path)


def test_readers_see_old_or_new_while_somebody_writes(folder: Folder, tmp_path: Path) -> None:
    """Whoever reads while another writes again and again gets one of the two atlases each time, never a mixture."""
    path = folder()
    sides = [{name: (side / name).read_bytes() for name in TABLES} for side in (path, another(tmp_path / "other"))]
    stop = threading.Event()

    def texts(where: Path) -> dict[str, bytes]:
        return {name: (where / name).read_bytes() for name in TABLES}

    def write() -> None:
        turn = 0
        while not stop.is_set():
            turn += 1
            commit(path, sides[turn % 2])
            stop.wait(0.002)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [steady(path, texts) for _ in range(300)]
    finally:
        stop.set()
        writer.join()
    assert all(one in sides for one in found)
    assert sides[0] in found
    assert sides[1] in found


def test_a_folder_that_never_rests_is_told(folder: Folder) -> None:
    """If the files change at every look, reading ends with a problem, not with a mixture."""
    path = folder()

    def read_and_change(where: Path) -> None:
        (where / "sources.csv").write_bytes((where / "sources.csv").read_bytes() + b"\n")

    with pytest.raises(AtlasError, match="its files change all the while: read it again"):
        steady(path, read_and_change)
