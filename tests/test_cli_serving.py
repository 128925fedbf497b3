import socket
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from commands import PROGRAM, refusal

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def health(address: str, program: subprocess.Popen[bytes], seconds: float = 30) -> str:
    """What the server says of itself, once it answers."""
    end = time.monotonic() + seconds
    while program.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as found:  # noqa: S310 - our own address
                return str(found.read().decode())
        except OSError:
            time.sleep(0.1)
    return "no answer"


@pytest.mark.parametrize("options", [[], ["--edit"]])
def test_an_atlas_is_served(options: list[str]) -> None:
    """The app answers on the port that was asked for, without a browser, until the process is ended."""
    port = free_port()
    command = [*PROGRAM, "serve", str(ROOT / "geo"), "--port", str(port), "--no-browser", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as program:
        try:
            assert health(f"http://127.0.0.1:{port}", program) == "ok"
        finally:
            program.terminate()
            program.communicate(timeout=60)  # it ends, though it was still loading
    assert program.returncode == 0


def test_what_cannot_be_served_is_refused(tmp_path: Path) -> None:
    """A path with nothing there, and a port that there is not, are wrong calls."""
    assert "does not exist" in refusal("serve", tmp_path / "none")
    assert "--port" in refusal("serve", tmp_path, "--port", "70000")
