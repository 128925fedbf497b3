"""What people type while they work on mapkit: the targets of the Makefile, and the picture of a page."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from support.made import write_folder
from support.repository import ROOT

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def test_every_target_is_told() -> None:
    """`make help` prints the first lines of the Makefile, which have one for each target that people type."""
    targets = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    told = re.findall(r"^# make ([\w-]+) +\S", MAKEFILE, re.MULTILINE)
    assert sorted(told) == sorted(" ".join(targets).split())


@pytest.mark.slow
def test_the_page_is_pictured(tmp_path: Path) -> None:
    """`scripts/screenshot.py` saves what a browser shows of an atlas, as large as was asked for."""
    out = tmp_path / "page.png"
    command = [sys.executable, str(ROOT / "scripts" / "screenshot.py"), str(out), "--phone", "--atlas"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    said = subprocess.run(
        [*command, str(write_folder(tmp_path / "atlas"))], check=True, capture_output=True, text=True, env=environment
    ).stdout
    assert said.endswith("page.png: 390 x 844\n")
    assert out.read_bytes().startswith(b"\x89PNG")
