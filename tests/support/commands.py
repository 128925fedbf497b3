"""Running commands: in this process (`run`, `lines`), or as a program of their own (`program`)."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from mapkit.cli import mapkit

PROGRAM = (sys.executable, "-m", "mapkit.cli")


def run(*words: str | Path) -> Result:
    """What `mapkit WORDS...` answers."""
    found = CliRunner().invoke(mapkit, [str(word) for word in words], prog_name="mapkit")
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


def answer(*words: str | Path, code: int = 0) -> str:
    """What it prints, after its exit code was looked at."""
    found = run(*words)
    assert found.exit_code == code, found.output
    return found.stdout


def objects(*words: str | Path, code: int = 0) -> list[dict[str, Any]]:
    """The JSON objects that it prints with --json, one a line."""
    return [json.loads(line) for line in answer(*words, "--json", code=code).splitlines()]


def refusal(*words: str | Path, code: int = 2) -> str:
    """What it says on stderr when it refuses; nothing on stdout."""
    found = run(*words)
    assert (found.exit_code, found.stdout) == (code, "")
    assert "Traceback" not in found.stderr
    return found.stderr


def program(*words: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """The same as a program of its own."""
    command = [*PROGRAM, *(str(word) for word in words)]
    return subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", **more)
