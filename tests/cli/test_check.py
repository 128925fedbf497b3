from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import mapkit as mk
from mapkit.checks import CHECKS, check, code
from mapkit.errors import MapkitError, Problem
from mapkit.files import read
from support.commands import answer, objects, refusal, run
from support.made import CLAIMS, INCIDENTS, STATES, problems

TODAY = ("--today", "2024-06-01")
SOUND = {"incidents": INCIDENTS[:5], "claims": CLAIMS[:-1], "states": STATES[:1]}


def test_findings_are_lines_of_an_editor(folder: Callable[..., Path]) -> None:
    """Each finding is a line of place, code and words, and the exit code is 1."""
    path = folder(claims=[])
    lines = answer("check", path, code=1).splitlines()
    assert lines == [str(problem) for problem in check(read(path))]
    assert lines[0] == "incidents.csv a no-source no source says anything of it: add a row to claims.csv"


def test_nothing_found_is_nothing_said(folder: Callable[..., Path]) -> None:
    """An atlas in order gives no output and the exit code 0."""
    assert answer("check", folder(**SOUND), *TODAY) == ""


def test_an_unreadable_atlas_is_checked_too(folder: Callable[..., Path], tmp_path: Path) -> None:
    """What an atlas is refused for comes in the same lines, with file and line, and the exit code 1."""
    path = folder(incidents=[{**INCIDENTS[0], "when": "10/11/2020"}])
    lines = answer("check", path, code=1).splitlines()
    assert lines[0].startswith("incidents.csv:2 when-ambiguous when: 10/11/2020 is 10 November 2020 or")
    assert answer("check", tmp_path / "none", code=1).endswith(
        "atlas-missing no such folder: give the path of an atlas folder\n"
    )


def records(found: Iterable[Problem]) -> list[dict[str, str]]:
    """Problems as a program gets them."""
    return [{"place": one.place, "code": one.code, "text": one.text} for one in found]


def test_json_is_an_object_a_problem(folder: Callable[..., Path]) -> None:
    """With --json each problem is an object of place, code and text, readable atlas or not."""
    path = folder(claims=[])
    assert objects("check", path, code=1) == records(check(read(path)))
    path = folder(incidents=[{**INCIDENTS[0], "kind": "\x1b"}])
    assert objects("check", path, code=1) == records(problems(path))
    assert objects("check", folder(**SOUND), *TODAY) == []


def test_a_check_can_be_skipped(folder: Callable[..., Path]) -> None:
    """--skip leaves out what its check finds and nothing else; an unknown code is refused with the known ones."""
    path = folder()
    rest = [problem for problem in check(read(path)) if problem.code != "window-long"]
    assert objects("check", path, "--skip", "window-long", code=1) == records(rest)
    assert rest
    assert answer("check", path, "--skip", "window-long", "--skip", "outside-validity", *TODAY) == ""
    found = " ".join(refusal("check", path, "--skip", "window").split())
    assert "'window' is no check" in found
    assert all(code(rule) in found for rule in CHECKS)


def test_today_can_be_said(folder: Callable[..., Path]) -> None:
    """--today is the day after which a date lies in the future, and must be one day."""
    path = folder(**SOUND)
    assert "date-future" in answer("check", path, "--today", "2020-12-10", code=1)
    assert "no one day" in refusal("check", path, "--today", "2020-12")
    assert "2020-13-01" in refusal("check", path, "--today", "2020-13-01")


def test_a_hostile_text_is_shown_as_numbers(folder: Callable[..., Path]) -> None:
    """An id that would clear the screen, or write lines of its own, is one harmless line."""
    ids = ["\x1b[2J", "x\nincidents.csv:1 fake y", "\u202eabc"]
    path = folder(incidents=[{**INCIDENTS[0], "id": one} for one in ids], claims=[], sources=[], states=[])
    lines = answer("check", path, "--skip", "likely-double", "--skip", "hidden-sign", code=1).splitlines()
    assert [line.partition(" no-source")[0] for line in lines] == [
        r"incidents.csv \x1b[2J",
        r"incidents.csv x\x0aincidents.csv:1 fake y",
        r"incidents.csv \u202eabc",
    ]


def test_every_byte_of_a_large_atlas_is_looked_at(folder: Callable[..., Path], tmp_path: Path) -> None:
    """A bit that changed in the tables or in the index of a large atlas is told, all of them at once."""
    path = mk.write(read(folder(**SOUND)), tmp_path / "large.parquet")
    assert answer("check", path, *TODAY) == ""
    for name in ("claims-*.parquet", "index-*/index.bin"):
        (file,) = path.glob(name)
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    lines = answer("check", path, code=1).splitlines()
    assert [line.split()[1] for line in lines] == ["file-damaged", "index-damaged"]
    assert "mapkit build FOLDER builds it again" in lines[1]


def test_too_many_incidents_are_not_checked_in_silence(
    folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of more incidents than can be held beside each other the files are checked alone, and that is said."""
    monkeypatch.setattr("mapkit.checks.MAX_INCIDENTS", 3)
    path = mk.write(read(folder(claims=[])), tmp_path / "large.parquet")
    found = run("check", path)
    assert (found.exit_code, found.stdout) == (0, "")
    assert "all files are as they were written; " in found.stderr
    assert "the checks look at 3 at most" in found.stderr
    with pytest.raises(MapkitError, match="look at 3 at most"):
        check(read(path))
    assert check(read(folder(claims=[])))  # what is in memory can be held
