"""`mapkit compare` on the command line."""

import json
from pathlib import Path

import mapkit as mk
from support.commands import answer, refusal
from support.made import INCIDENTS, changed, write_folder


def test_two_parties_are_compared(tmp_path: Path) -> None:
    """The sentence, and a line for each incident that is not in both alike; --json has all of it."""
    path = write_folder(tmp_path / "a")
    sides = ("--left", "according=north", "--right", "according=south")
    lines = answer("compare", path, *sides).splitlines()
    assert "Both speak of 1, only North of" in lines[0]
    assert lines[1].split() == ["side", "differs", "id"]
    assert ["both", "verdict", "a"] in [line.split() for line in lines[2:]]
    found = json.loads(answer("compare", path, *sides, "--json"))
    assert found["views"] == ["according=north", "according=south"]
    assert found["differ"] == {"a": ["verdict"]}
    assert found["counts"] == {side: len(found[side]) for side in ("both", "left", "right")} | {"differ": 1}
    assert found["sentence"] == lines[0]


def test_options_hold_for_both(tmp_path: Path) -> None:
    """What is asked beside the sides holds for both of them; a side narrows it."""
    path = write_folder(tmp_path / "a")
    found = json.loads(answer("compare", path, "--kind", "attack", "--left", "when=2020", "--json"))
    assert found["views"] == ["when=2020&kind=attack", "kind=attack"]
    assert found["both"] == mk.read(path).filter(kind="attack", when="2020").rows()["id"].tolist()


def test_two_atlases_are_compared_into_a_file(tmp_path: Path) -> None:
    """Another atlas may be the second, and the lists go to a table with one receipt."""
    path = write_folder(tmp_path / "a")
    newer = write_folder(tmp_path / "b", incidents=changed(INCIDENTS, 0, site="dale"))
    out = tmp_path / "both.csv"
    assert "place" in answer("compare", path, "--other", newer, "--out", out)
    assert mk.receipt(out).second
    told = answer("receipt", out)
    assert "second" in told
    assert "second" not in json.loads(answer("receipt", _other(path, tmp_path), "--json"))


def _other(path: Path, folder: Path) -> Path:
    """A table of one view."""
    answer("snapshot", path, folder / "one.csv")
    return folder / "one.csv"


def test_slips_are_refused(tmp_path: Path) -> None:
    """A side that is no view, and an id that the atlas does not have, are refused in words."""
    path = write_folder(tmp_path / "a")
    assert "--left" in refusal("compare", path, "--left", "wen=2020", code=2)
    assert "no kind of this atlas" in refusal("compare", path, "--right", "kind=atack", code=2)
    assert "no such party: use north, south" in refusal("compare", path, "--right", "according=west", code=1)
