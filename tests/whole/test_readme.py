"""The README's session runs as it stands."""

import doctest
import re
import shutil
from pathlib import Path

import pytest

from support.repository import ROOT


def test_the_session_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of the README's session gives what the README says, and leaves the files it names."""
    shutil.copytree(ROOT / "geo", tmp_path / "geo")
    monkeypatch.chdir(tmp_path)
    found = doctest.testfile(str(ROOT / "README.md"), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.attempted > 10
    assert found.failed == 0
    assert (tmp_path / "mission.html").stat().st_size > 100_000
    assert (tmp_path / "corridor.png").read_bytes().startswith(b"\x89PNG")


def test_every_link_leads_to_a_file() -> None:
    """Every file that the README and the documentation link to is there."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
