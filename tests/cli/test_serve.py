import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

from support.browser import ROOT, free_port, wait_for
from support.commands import PROGRAM, refusal


@pytest.mark.parametrize("options", [[], ["--edit"]])
def test_an_atlas_is_served(options: list[str]) -> None:
    """The app answers on the port that was asked for, without a browser, until the process is ended."""
    port = free_port()
    command = [*PROGRAM, "serve", str(ROOT / "geo"), "--port", str(port), "--no-browser", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as program:
        try:
            health = f"http://127.0.0.1:{port}/_stcore/health"
            wait_for(health, program)
            with urlopen(health, timeout=2) as found:
                assert found.read() == b"ok"
        finally:
            program.terminate()
            program.communicate(timeout=60)  # it ends, though it was still loading
    assert program.returncode == 0


def test_what_cannot_be_served_is_refused(tmp_path: Path) -> None:
    """A path with nothing there, and a port that there is not, are wrong calls."""
    assert "does not exist" in refusal("serve", tmp_path / "none")
    assert "--port" in refusal("serve", tmp_path, "--port", "70000")


def test_without_streamlit_it_says_what_to_install(tmp_path: Path) -> None:
    """Where the app's extra is not installed, one line says how to."""
    words = "import sys; sys.modules['streamlit'] = None; sys.argv[0] = 'mapkit'; from mapkit.cli import main; main()"
    command = [sys.executable, "-c", words, "serve", str(tmp_path), "--no-browser"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'mapkit[app]'" in done.stderr
    assert "Traceback" not in done.stderr
