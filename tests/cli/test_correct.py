"""`mapkit correct`: what is named changes, and nothing else."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.files import read
from mapkit.saving import write
from support.commands import answer, objects, refusal

ME = ("--who", "Ani")
TABLES = ("incidents.csv", "claims.csv", "sources.csv")


def files(path: Path) -> dict[str, bytes]:
    """The bytes of every file of a folder."""
    return {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}


def test_what_is_named_changes(folder: Callable[..., Path]) -> None:
    """Cells that are named are others now, '' empties one, and the rest of the atlas stays to the byte."""
    path = folder()
    before = files(path)
    words = ("--title", "First, again", "--when", "2020-12-08~", "--killed-high", "")
    said = answer("correct", path, "a", *words, *ME)
    assert said == f"{path}: 'a' is corrected: mapkit undo takes it back\n"
    found = read(path)["a"]
    assert [found[name] for name in ("title", "when", "killed_best", "weather", "site")] == [
        "First, again",
        "2020-12-08~",
        2,
        "fog",
        "hilltown",
    ]
    after = files(path)
    assert {name for name in after if after[name] != before.get(name)} == {"incidents.csv", "changes.csv"}
    old, new = (one["incidents.csv"].splitlines() for one in (before, after))
    assert [number for number, line in enumerate(old) if line != new[number]] == [1]
    answer("undo", path, *ME)
    assert {name: (path / name).read_bytes() for name in before} == before


@pytest.mark.parametrize(
    ("id_", "words", "place"),
    [
        ("a", ("--lon", "46.8", "--lat", "39.9", "--precision-m", "500"), ("", 46.8, 39.9, 500)),
        ("c", ("--site", "dale"), ("dale", 46.9, 39.5, 5000)),
        ("c", ("--precision-m", "70"), ("", 46.8, 39.9, 70)),
    ],
)
def test_a_place_replaces_the_other(
    folder: Callable[..., Path], id_: str, words: tuple[str, ...], place: tuple[str, float, float, float]
) -> None:
    """A point takes the site's place and a site the point's; how well a point is known can be corrected alone."""
    path = folder()
    answer("correct", path, id_, *words, *ME)
    row = read(path)[id_]
    assert (row["site"], row["lon"], row["lat"], row["precision_m"]) == place


def test_an_incident_may_be_nowhere_after_all(folder: Callable[..., Path]) -> None:
    """--unplaced empties site and point."""
    path = folder()
    answer("correct", path, "c", "--unplaced", *ME)
    assert read(path).counts.unplaced == 3


def test_one_more_who_says_so(folder: Callable[..., Path]) -> None:
    """A claim, of a new source too, comes with the correction as one change, which one undo takes back."""
    path = folder()
    before = {name: (path / name).read_bytes() for name in TABLES}
    claim = ("--stance", "denies", "--says", "No.", "--source-title", "Das Echo", "--party", "south")
    (found,) = objects("correct", path, "b", "--text", "More.", *claim, *ME)
    atlas = read(path)
    assert found == {"id": "b", "source": "das-echo", "path": str(path), "digest": f"sha256:{atlas.digest}"}
    assert [(claim.source.id, claim.stance) for claim in atlas["b"].claims] == [
        ("herald", "reports"),
        ("das-echo", "denies"),
    ]
    with (path / "changes.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["who"], row["what"], row["id"]) for row in csv.DictReader(file)] == [("Ani", "change", "b")]
    answer("undo", path, *ME)
    assert {name: (path / name).read_bytes() for name in TABLES} == before
    answer("correct", path, "b", "--stance", "confirms", "--says", "Yes.", "--source", "ministry", *ME)
    assert (path / "incidents.csv").read_bytes() == before["incidents.csv"]
    assert len(read(path)["b"].claims) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say what to correct"),
        (("--site", "dale", "--lat", "1"), "say where it was in one way"),
        (("--site", "dale", "--unplaced"), "say where it was in one way"),
        (("--source", "herald"), "--source adds what a source says: give --stance and --says too"),
        (("--says", "No."), "--says adds what a source says: give --stance too"),
        (("--says", "No.", "--stance", "denies"), "say who says so"),
        (("--says", "", "--stance", "denies", "--source", "herald", "--url", "u"), "leave out --url"),
    ],
)
def test_half_a_correction_is_a_wrong_call(folder: Callable[..., Path], words: tuple[str, ...], said: str) -> None:
    """What says a place in two ways, or half of a claim, or nothing, changes nothing."""
    path = folder()
    before = files(path)
    assert said in refusal("correct", path, "a", *words, *ME)
    assert files(path) == before


def test_what_is_wrong_comes_at_once(folder: Callable[..., Path]) -> None:
    """Everything that no atlas may have is told at the incident and its claim, and nothing is written."""
    path = folder()
    before = files(path)
    cells = ("--when", "10/11/2020", "--kind", "flood", "--title", "", "--killed-low", "9")
    claim = ("--stance", "denies", "--says", "No.", "--source", "nobody")
    said = refusal("correct", path, "a", *cells, *claim, "--who", " ", code=1)
    assert [line.split()[: line.count("claim 1") * 2 + 4] for line in said.splitlines()] == [
        ["the", "change", "who-missing", "it"],
        *(["the", "incident", "'a'", code] for code in ("when-ambiguous", "kind-unknown", "toll-order")),
        ["the", "incident", "'a'", "title-missing"],
        ["the", "incident", "'a',", "claim", "1", "source-unknown"],
    ]
    assert files(path) == before


def test_what_is_not_there_is_told(folder: Callable[..., Path], tmp_path: Path) -> None:
    """An id that no incident has, a correction that changes nothing, and a large atlas are each told in words."""
    path = folder()
    before = files(path)
    assert "no incident has the id 'z'" in refusal("correct", path, "z", "--title", "T", *ME, code=1)
    assert "says that already" in answer("correct", path, "a", "--title", "First", *ME)
    assert files(path) == before
    large = write(read(path), tmp_path / "large.parquet")
    said = refusal("correct", large, "a", "--title", "T", *ME, code=1)
    assert "is not changed row by row" in said
    assert "import that anew" in said
    assert "a large atlas keeps no list of changes" in refusal("undo", large, *ME, code=1)
