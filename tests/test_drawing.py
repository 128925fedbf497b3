import subprocess
import sys

import pytest

from mapkit.app import drawing


@pytest.fixture(autouse=True)
def afresh() -> None:
    """No script was written or begun."""
    drawing.map_script.cache_clear()
    drawing.BEGUN.clear()


def test_another_process_writes_the_same_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process wrote is taken, and is what this one would write."""
    here = drawing.map_script()
    drawing.map_script.cache_clear()
    monkeypatch.setattr(drawing, "drawn", lambda: pytest.fail("the other process was not waited for"))
    drawing.begin()
    assert drawing.map_script() == here
    assert b"L.map(" in here


def test_one_that_fails_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process fails, or cannot begin, this one writes the script."""
    here = drawing.map_script()
    for program in ([sys.executable, "-c", "print('half'); raise SystemExit(1)"], ["no-such-program"]):
        drawing.map_script.cache_clear()
        monkeypatch.setattr(drawing, "CHILD", program)
        drawing.begin()
        assert drawing.map_script() == here


def test_beginning_loads_nothing_heavy() -> None:
    """A server that begins pays for neither folium nor pandas."""
    words = "import sys; from mapkit.app import serving, drawing; print([*sys.modules])"
    found = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True).stdout
    assert not {"folium", "pandas", "numpy", "streamlit"} & {name.strip(" '[]\n") for name in found.split(",")}
