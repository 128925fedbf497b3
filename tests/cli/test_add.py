import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapkit.files import read
from mapkit.saving import write
from support.commands import answer, objects, refusal, run

WHAT = (
    "--when",
    "2021-01~",
    "--kind",
    "attack",
    "--title",
    "Shots near Dale",
    "--stance",
    "reports",
    "--says",
    "Shots.",
)
AT_DALE = ("--site", "dale")
BY_HERALD = ("--source", "herald")
ME = ("--who", "Ani")


def added(path: Path, *words: str) -> dict[str, Any]:
    """What `mapkit add` tells of an incident at Dale by the Herald."""
    (found,) = objects("add", path, *WHAT, *AT_DALE, *BY_HERALD, *ME, *words)
    return found


def test_an_incident_is_added_with_its_claim(folder: Callable[..., Path]) -> None:
    """The incident is in the atlas with all that was said of it, and the answer has its id and the new digest."""
    path = folder()
    found = added(path, "--text", "At dawn.", "--killed-best", "2", "--when-basis", "stated", "--locator", "page 9")
    atlas = read(path)
    incident = atlas["shots-near-dale-2021-01"]
    digest = f"sha256:{atlas.digest}"
    assert found == {"id": "shots-near-dale-2021-01", "source": "herald", "path": str(path), "digest": digest}
    assert [incident[name] for name in ("when", "site", "kind", "text", "killed_best", "when_basis")] == [
        "2021-01~",
        "dale",
        "attack",
        "At dawn.",
        2,
        "stated",
    ]
    (claim,) = incident.claims
    assert (claim.source.id, claim.stance, claim.says, claim.locator) == ("herald", "reports", "Shots.", "page 9")


def test_only_new_lines_are_written(folder: Callable[..., Path]) -> None:
    """Every byte that was there stays; the new rows come after it."""
    path = folder()
    before = {name: (path / name).read_bytes() for name in ("incidents.csv", "claims.csv", "sources.csv")}
    added(path)
    for name, data in before.items():
        assert (path / name).read_bytes().startswith(data)
    assert (path / "sources.csv").read_bytes() == before["sources.csv"]


def test_a_new_source_comes_with_it(folder: Callable[..., Path]) -> None:
    """A source that the atlas does not have is added, with an id of its title; one that it has is to be named by id."""
    path = folder()
    new = ("--source-title", "Das Echo", "--publisher", "Echo", "--party", "south", "--url", "https://example.org/echo")
    said = answer("add", path, *WHAT, "--unplaced", *new, "--published", "2021-01-09", *ME, "--id", "dale-1")
    assert said == f"{path} has the incident 'dale-1' now: mapkit undo takes it back\n"
    atlas = read(path)
    source = atlas["dale-1"].claims[0].source
    assert (source.id, source.title, source.publisher, source.party, source.published) == (
        "das-echo",
        "Das Echo",
        "Echo",
        "south",
        "2021-01-09",
    )
    assert "give --source das-echo" in refusal("add", path, *WHAT, "--unplaced", *new, *ME)
    assert "give --source herald" in refusal(
        "add", path, *WHAT, "--unplaced", "--source-title", "The Herald", "--url", "https://example.org/herald", *ME
    )


def test_a_point_has_its_precision(folder: Callable[..., Path]) -> None:
    """Coordinates in degrees, negative ones too, stand with a precision in metres."""
    path = folder(
        settings={
            "title": "T",
            "layers": [{"id": "towns", "label": "T"}, {"id": "roads", "label": "R"}],
            "kinds": [{"id": "attack", "label": "A", "colour": "#D55E00", "shape": "circle"}],
        },
        incidents=[],
        claims=[],
        states=[],
        sources=[],
    )
    point = ("--lon", "-77.0625", "--lat", "-12.5", "--precision-m", "500")
    answer("add", path, *WHAT, *point, "--source-title", "S", *ME)
    row = read(path)["shots-near-dale-2021-01"]
    assert (row["lon"], row["lat"], row["precision_m"]) == (-77.0625, -12.5, 500)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (BY_HERALD, "say where it was in one way"),
        ((*AT_DALE, "--unplaced", *BY_HERALD), "say where it was in one way"),
        (("--lon", "46", "--lat", "39", *BY_HERALD), "say where it was in one way"),
        ((*AT_DALE, "--precision-m", "5", *BY_HERALD), "say where it was in one way"),
        (AT_DALE, "say who says so"),
        ((*AT_DALE, *BY_HERALD, "--url", "https://example.org"), "leave out --url"),
    ],
)
def test_where_and_who_are_said_once(folder: Callable[..., Path], words: tuple[str, ...], said: str) -> None:
    """An incident without a place or a source that is said in one way is a wrong call, and nothing changes."""
    path = folder()
    before = (path / "incidents.csv").read_bytes()
    assert said in refusal("add", path, *WHAT, *words, *ME)
    assert (path / "incidents.csv").read_bytes() == before
    assert not (path / "changes.csv").exists()


@pytest.mark.parametrize("left", ["--when", "--kind", "--title", "--stance", "--says", "--who"])
def test_nothing_is_assumed(folder: Callable[..., Path], left: str) -> None:
    """Date, kind, title, stance, words and the name of who makes the change have to be given."""
    words = [*WHAT, *AT_DALE, *BY_HERALD, *ME]
    place = words.index(left)
    assert f"'{left}'" in refusal("add", folder(), *words[:place], *words[place + 2 :])


def test_what_is_wrong_comes_at_once(folder: Callable[..., Path]) -> None:
    """Cells that no atlas may have are refused as any atlas is read, all of them, and nothing is written."""
    path = folder()
    before = {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()}
    words = ("--when", "10/11/2020", "--kind", "flood", "--title", "\x1b[2J", "--stance", "denies", "--says", "No.")
    tolls = ("--killed-low", "5", "--killed-high", "1")
    said = refusal("add", path, *words, "--site", "far", *BY_HERALD, *tolls, *ME, code=1)
    codes = {line.split()[3] for line in said.splitlines()}
    assert codes >= {"when-ambiguous", "kind-unknown", "site-unknown", "toll-order"}
    assert "\x1b" not in said
    assert {one.name: one.read_bytes() for one in path.iterdir() if one.is_file()} == before
    assert "source-unknown" in refusal("add", path, *WHAT, *AT_DALE, "--source", "nobody", *ME, code=1)


def test_an_undo_takes_it_back(folder: Callable[..., Path]) -> None:
    """The last change is taken back to the byte, told, and written down with who did both."""
    path = folder()
    before = {name: (path / name).read_bytes() for name in ("incidents.csv", "claims.csv", "sources.csv")}
    digest = read(path).digest
    added(path)
    (found,) = objects("undo", path, "--who", "Bela")
    assert found == {"what": "add", "id": "shots-near-dale-2021-01", "path": str(path), "digest": f"sha256:{digest}"}
    assert {name: (path / name).read_bytes() for name in before} == before
    with (path / "changes.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["who"], row["what"]) for row in csv.DictReader(file)] == [("Ani", "add"), ("Bela", "undo")]
    assert "no change that could be undone" in refusal("undo", path, *ME, code=1)


def test_words_of_an_undo_are_plain(folder: Callable[..., Path]) -> None:
    """An id cannot steer the terminal when it is told."""
    path = folder()
    added(path, "--id", "a\u202eb")
    assert answer("undo", path, *ME) == f"{path}: add of 'a\\u202eb' is undone\n"
    assert json.loads(answer("info", path, "--json"))["all"] == 6


def test_only_a_folder_is_changed(folder: Callable[..., Path], tmp_path: Path) -> None:
    """A ZIP, a file and nothing at all are refused with words."""
    for path in (tmp_path / "none", folder() / "incidents.csv"):
        for command in (("add", path, *WHAT, *AT_DALE, *BY_HERALD, *ME), ("undo", path, *ME)):
            found = run(*command)
            assert (found.exit_code, found.stdout) == (1, "")
            assert found.stderr


def test_a_large_atlas_gets_one_more(folder: Callable[..., Path], tmp_path: Path) -> None:
    """An incident is added to a large atlas too, checked as any, with an id of its own; no list of changes is kept."""
    path = write(read(folder()), tmp_path / "large.parquet")
    before = read(path)
    ids = [added(path)["id"], added(path)["id"]]
    assert ids == ["shots-near-dale-2021-01", "shots-near-dale-2021-01-2"]
    after = read(path)
    assert after.counts.all == before.counts.all + 2
    assert [claim.source.id for claim in after[ids[1]].claims] == ["herald"]
    assert (after[ids[0]]["site"], after[ids[0]]["lon"]) == ("dale", 46.9)
    answer("add", path, *WHAT, *AT_DALE, "--source-title", "The Post", *ME)
    assert [source.title for source in read(path).source_list][-1] == "The Post"
    assert "kind-unknown" in refusal(
        "add", path, *WHAT[:2], "--kind", "flood", *WHAT[4:], *AT_DALE, *BY_HERALD, *ME, code=1
    )
    assert read(path).counts.all == before.counts.all + 3
    assert not (path / "changes.csv").exists()
