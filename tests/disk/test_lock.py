import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from mapkit.disk import lock
from mapkit.disk.lock import LOCK, LOCK_BY_NUMBER, STALE_S, locked
from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.saving.folder.csv_lines import Sheet
from mapkit.saving.folder.journal import COLUMNS
from support.made import CLAIMS, INCIDENTS, write_folder
from support.repository import ROOT

CHILD = ROOT / "tests" / "support" / "saving_child.py"
HOLD = (
    "import sys, time; from pathlib import Path; from mapkit.disk import lock\n"
    "if sys.argv[2] == 'number': lock.fcntl = None\n"
    "with lock.locked(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
)


@pytest.fixture
def kind(request: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The kind of the lock: by the system, or, as where the system has none, by a file with a number."""
    if request.param == "number":
        monkeypatch.setattr(lock, "fcntl", None)
    return str(request.param)


def holder(folder: Path, kind: str) -> "subprocess.Popen[str]":
    """Another process that holds the lock of the folder."""
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), kind], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "held\n"
    return child


@pytest.mark.parametrize("kind", ["flock", "number"], indirect=True)
def test_a_lock_leaves_nothing(tmp_path: Path, kind: str) -> None:
    """While it is held a file tells so, and afterwards there is none, after an error too."""
    for _ in range(2):
        with locked(tmp_path):
            assert [path.name for path in tmp_path.iterdir()] == [LOCK if kind == "flock" else LOCK_BY_NUMBER]
        with pytest.raises(KeyError), locked(tmp_path):
            raise KeyError
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["flock", "number"], indirect=True)
def test_a_second_writer_waits_and_is_refused(tmp_path: Path, kind: str) -> None:
    """Who finds the lock held waits as long as said, then is told; the one who holds it keeps it."""
    with locked(tmp_path):
        start = time.monotonic()
        with pytest.raises(ExportError, match="another program is writing there: try again"), locked(tmp_path, 0.2):
            pass
        assert 0.2 <= time.monotonic() - start < 2
        assert [path.name for path in tmp_path.iterdir()] == [LOCK if kind == "flock" else LOCK_BY_NUMBER]


@pytest.mark.parametrize("kind", ["flock", "number"], indirect=True)
def test_the_lock_of_a_dead_process_is_no_trap(tmp_path: Path, kind: str) -> None:
    """The lock of another process holds while it lives, and no longer when it is killed."""
    child = holder(tmp_path, kind)
    try:
        with pytest.raises(ExportError, match="another program"), locked(tmp_path, 0.1):
            pass
    finally:
        child.send_signal(signal.SIGKILL)
        child.communicate()
    with locked(tmp_path, 0.5):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "age_s", "stale"),
    [
        (json.dumps([os.getpid(), socket.gethostname()]), 2 * STALE_S, False),
        (json.dumps([2**40, socket.gethostname()]), 0, True),
        (json.dumps([os.getpid(), "elsewhere"]), 0, False),
        (json.dumps([os.getpid(), "elsewhere"]), 2 * STALE_S, True),
        ("", 0, False),
        ("", 2 * STALE_S, True),
        ("[1]", 0, False),
        ("no JSON", 2 * STALE_S, True),
        ("5", 0, False),
        ('["x", "y"]', 0, False),
    ],
    ids=["alive", "dead", "elsewhere", "elsewhere, old", "empty", "empty, old", "short", "no JSON, old", "5", "texts"],
)
def test_a_lock_by_number_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, age_s: float, stale: bool
) -> None:
    """A lock of a dead process ends at once; one that nobody can ask after ends when it is old."""
    monkeypatch.setattr(lock, "fcntl", None)
    path = tmp_path / LOCK_BY_NUMBER
    path.write_text(text)
    os.utime(path, (time.time() - age_s,) * 2)
    if stale:
        with locked(tmp_path, 0.2):
            assert json.loads(path.read_text()) == [os.getpid(), socket.gethostname()]
    else:
        with pytest.raises(ExportError, match="another program"), locked(tmp_path, 0.1):
            pass
        assert path.read_text() == text


def test_a_missing_folder_has_no_lock(tmp_path: Path) -> None:
    """A folder that is not there, or a file in its place, is refused in words."""
    (tmp_path / "file").touch()
    for name, words in (("none", "the folder does not exist"), ("file", "is a file, not a folder"), ("a\0", "no file")):
        with pytest.raises(ExportError, match=words), locked(tmp_path / name):
            pass


def racing(what: str, folder: Path) -> list[str]:
    """What two processes say that save at the same time."""
    command = [sys.executable, str(CHILD), "race", what, str(folder)]
    both = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in ("north", "south")]
    return sorted(child.communicate()[0].strip() for child in both)


def test_of_two_writers_one_is_told(tmp_path: Path) -> None:
    """Of two processes that change what both have read, one is saved and the other is told to read again."""
    folder = write_folder(tmp_path / "atlas")
    saved, told = sorted(racing("change", folder), key=len)
    assert saved == "saved"
    assert "someone changed the atlas since you read it: read it again" in told
    assert read(folder)["a"]["title"] in ("By north", "By south")


def test_no_addition_is_lost(tmp_path: Path) -> None:
    """Of two processes that add at the same time, every incident, claim, source and change is kept."""
    folder = write_folder(tmp_path / "atlas")
    assert racing("add", folder) == ["saved", "saved"]
    atlas = read(folder)
    assert atlas.counts.all == len(INCIDENTS) + 16
    assert len(atlas.claim_list) == len(CLAIMS) + 16
    changes = Sheet.parse((folder / "changes.csv").read_bytes())
    assert len(changes.where("what", "add")) == 16
    assert changes.columns == COLUMNS
