import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mapkit.app import map_script


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the script is kept, in a folder of the test's own."""
    path = tmp_path / "__pycache__" / "maps.js"
    monkeypatch.setattr(map_script, "kept_at", lambda: path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield path
    map_script.map_script.clear()


def start(monkeypatch: pytest.MonkeyPatch) -> tuple[bytes, bool]:
    """The script as a new process has it, and whether folium was asked."""
    asked, drawn = [], map_script.drawn

    def ask() -> str:
        asked.append(True)
        return drawn()

    map_script.map_script.clear()
    with monkeypatch.context() as patch:
        patch.setattr(map_script, "drawn", ask)
        return map_script.map_script(), bool(asked)


def test_folium_writes_it_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start has folium write the script, the next ones take the same from its file."""
    first = start(monkeypatch)
    assert (first[1], kept.exists(), b"L.map(" in first[0]) == (True, True, True)
    assert start(monkeypatch) == (first[0], False)


BROKEN: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "changed": lambda data: data.replace(b"L.map(", b"L.cap("),
    "empty": lambda data: data[:0],
    "no text": lambda data: b"\xff" + data,
    "of another folium": lambda data: data.replace(b"// folium-", b"// folium-9", 1),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=list(BROKEN))
def test_a_file_that_is_not_its_own_is_written_anew(
    kept: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]
) -> None:
    """What is not whole, or was written by other versions, is never used."""
    script, _ = start(monkeypatch)
    whole = kept.read_bytes()
    kept.write_bytes(change(whole))
    assert start(monkeypatch) == (script, True)
    assert kept.read_bytes() == whole


def test_a_changed_map_is_drawn_anew(kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another version of our own map is another script."""
    assert (start(monkeypatch)[1], kept.exists()) == (True, True)
    other = tmp_path / "folium_map.py"
    other.write_bytes(map_script.MAPS.read_bytes() + b"\n")
    monkeypatch.setattr(map_script, "MAPS", other)
    assert start(monkeypatch)[1]
    assert not start(monkeypatch)[1]


def test_where_nothing_may_be_written_it_is_drawn_each_time(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place that cannot be written, or a Python that is told to leave nothing behind, is no hindrance."""
    kept.parent.write_bytes(b"a file in the folder's place")
    assert start(monkeypatch)[1]
    kept.parent.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert start(monkeypatch)[1]
    assert not kept.exists()


def test_where_nothing_can_be_kept_it_is_drawn_each_time(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python without compiled modules, and libraries that do not tell their version, are no hindrance."""
    monkeypatch.setattr(map_script, "WRITERS", ("no-such-library",))
    assert start(monkeypatch)[1]
    monkeypatch.setattr(map_script, "MAPS", kept / "nowhere.py")
    assert start(monkeypatch)[1]
    assert not kept.exists()


def test_the_next_server_does_without_folium() -> None:
    """It is kept beside Python's compiled modules, and a page whose script is there loads no folium."""
    words = "from mapkit.app import page; page.map_script(); import sys; print('folium' in sys.modules)"
    settled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for known in ({"True\n", "False\n"}, {"False\n"}):
        done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, env=settled)
        assert done.stdout in known
