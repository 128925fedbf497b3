from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.files import read
from mapkit.words import sentence
from support.commands import answer, objects, refusal
from support.made import CLAIMS, INCIDENTS, SETTINGS, changed
from support.repository import ROOT

DOCS = (ROOT / "docs" / "commands.md").read_text("utf-8")


def cells(text: str) -> dict[str, str]:
    """A table of two columns as a mapping."""
    return {name: rest.strip() for name, _, rest in (line.partition("  ") for line in text.splitlines())}


def test_an_atlas_is_told_in_numbers(folder: Callable[..., Path]) -> None:
    """`info` tells what the atlas says of itself, and counts as the library counts."""
    path = folder()
    atlas = read(path)
    found = objects("info", path)[0]
    assert {name: found[name] for name in vars(atlas.counts)} == vars(atlas.counts)
    assert (found["sites"], found["sources"], found["claims"], found["states"]) == (5, 2, len(CLAIMS), 2)
    assert found["digest"] == f"sha256:{atlas.digest}"
    assert (found["title"], found["licence"], found["version"]) == ("A made atlas", "CC0", __version__)
    assert (found["labels"], found["languages"]) == (["hy", "az"], ["az", "en", "hy", "ru"])
    assert found["sentence"] == sentence(atlas)
    assert found["extent"] == [46.75, 39.5, 46.9, 39.9]
    assert found["dates"] == "2020-12-08/2021-01-31"
    assert found["window"] == "2020-11-01/2023-10-31"


def test_people_are_told_the_same(folder: Callable[..., Path]) -> None:
    """The table has a line for each key that says something."""
    path = folder()
    found, lines = objects("info", path)[0], cells(answer("info", path))
    assert [name for name in found if name != "view"] == list(lines)
    assert (lines["all"], lines["labels"], lines["extent"]) == ("6", "hy, az", "46.75, 39.5, 46.9, 39.9")


def test_what_is_shown_is_told_of_the_view(folder: Callable[..., Path]) -> None:
    """Numbers, dates and extent are those of the view; where nothing is shown there are none."""
    found = objects("info", folder(), "--kind", "attack", "--when", "2020-12-09/..")[0]
    assert (found["shown"], found["dates"]) == (1, "2020-12-12/2020-12-20")
    assert found["view"] == "when=2020-12-09/..&kind=attack"
    found = objects("info", folder(), "--when", "1999")[0]
    assert (found["shown"], found["dates"], found["extent"]) == (0, "", None)


def test_an_open_window_stays_open(folder: Callable[..., Path]) -> None:
    """An incident without an end gives dates without one."""
    path = folder(incidents=[*INCIDENTS, {**INCIDENTS[1], "id": "open", "when": "2022/.."}])
    assert objects("info", path)[0]["dates"] == "2020-12-08/.."


def test_every_key_of_info_is_documented(folder: Callable[..., Path]) -> None:
    """Each key of the JSON of `info` stands in its section of the documentation."""
    words = DOCS.partition("## mapkit info")[2].partition("\n## ")[0]
    assert [name for name in objects("info", folder())[0] if f"`{name}`" not in words] == []


COLUMNS = ["kind", "site", "layer", "year", "month", "day", "cell:9", "disputed", "weather", "killed_best"]


@pytest.mark.parametrize(
    "by", [*((name,) for name in COLUMNS), ("kind", "month"), ("cell:5", "year"), ("killed_best", "kind")]
)
def test_counting_is_that_of_the_library(folder: Callable[..., Path], by: tuple[str, ...]) -> None:
    """Numbers by any columns are those of `Atlas.count`, and add up to what is shown."""
    path = folder()
    atlas: Atlas = read(path).filter(when="2020-12/2021")
    numbers = atlas.count(*by)
    assert not isinstance(numbers, int)
    options = [word for name in by for word in ("--by", name)]
    found = objects("count", path, "--when", "2020-12/2021", *options)
    assert [line["count"] for line in found] == numbers.tolist()
    assert sum(line["count"] for line in found) == atlas.counts.shown == 3
    assert all(list(line) == [*by, "count"] for line in found)
    lines = answer("count", path, "--when", "2020-12/2021", *options).splitlines()
    assert lines[0].split() == [*by, "count"]
    assert [line.split()[-1] for line in lines[1:]] == [str(number) for number in numbers]


def test_keys_say_what_they_are(folder: Callable[..., Path]) -> None:
    """Dates are as long as their unit, cells are pairs, and what is missing is null."""
    path = folder()
    assert objects("count", path, "--by", "month")[0] == {"month": "2020-12", "count": 2}
    assert objects("count", path, "--by", "year")[0] == {"year": "2020", "count": 2}
    assert {"day": None, "count": 2} in objects("count", path, "--by", "day")
    assert {"day": "2020-12-08", "count": 1} in objects("count", path, "--by", "day")
    assert objects("count", path, "--by", "cell:0") == [{"cell:0": [0, 0], "count": 3}]
    assert {"killed_best": 2, "kind": "attack", "count": 1} in objects(
        "count", path, "--by", "killed_best", "--by", "kind"
    )
    assert {"site": None, "count": 1} in objects("count", path, "--by", "site")
    assert "(wider)" in answer("count", path, "--by", "day")
    assert "(none)" in answer("count", path, "--by", "site")


def test_by_source_an_incident_counts_for_each(folder: Callable[..., Path]) -> None:
    """An incident counts once for every source, or party, that says something of it, and for none if none does."""
    path = folder(claims=[*CLAIMS, CLAIMS[0]], incidents=[*INCIDENTS, {**INCIDENTS[1], "id": "bare"}])
    assert objects("count", path, "--by", "source") == [
        {"source": None, "count": 1},
        {"source": "herald", "count": 2},
        {"source": "ministry", "count": 2},
    ]
    assert objects("count", path, "--by", "party", "--when", "2020-12-08") == [
        {"party": "north", "count": 1},
        {"party": "south", "count": 1},
    ]
    assert "alone" in refusal("count", path, "--by", "source", "--by", "kind")


@pytest.mark.parametrize("view", [[], ["--when", "2021-10"], ["--certain", "--when", "2020-12"]])
def test_numbers_by_source_agree_with_the_views_of_sources(view: list[str]) -> None:
    """The number of a source, or of a party, is how many a view of it shows."""
    path = ROOT / "geo"
    atlas = read(path)
    sides = {"source": [one.id for one in atlas.source_list], "party": [one.id for one in atlas.meta.parties]}
    for by, ids in sides.items():
        found = {line[by]: line["count"] for line in objects("count", path, *view, "--by", by)}
        asked = {"when": view[-1]} if view else {}
        for one in ids:
            shown = atlas.filter(certain="--certain" in view, **asked, **{by: [one]}).counts.shown
            assert found.get(one, 0) == shown


def test_without_by_every_incident_stands_somewhere(folder: Callable[..., Path]) -> None:
    """Without --by the count is of shown, outside, undated and unplaced, which add up to all."""
    path = folder()
    found = objects("count", path, "--when", "2020-12")[0]
    assert found == vars(read(path).filter(when="2020-12").counts)
    assert cells(answer("count", path, "--when", "2020-12")) == {name: str(number) for name, number in found.items()}


def test_a_column_that_there_is_not_is_refused(folder: Callable[..., Path]) -> None:
    """An unknown column is told; one that is called as the numbers are cannot be counted by."""
    path = folder(incidents=changed(INCIDENTS, 0, count="3"))
    assert "cannot count by 'colour'" in refusal("count", path, "--by", "colour", code=1)
    assert "rename the column" in refusal("count", path, "--by", "count")


def test_hostile_keys_stay_in_their_line(folder: Callable[..., Path]) -> None:
    """A text of the data in a table cannot steer the terminal."""
    incidents = changed(INCIDENTS, 0, weather="\x1b[31mred\nnext")
    path = folder(incidents=incidents, settings={**SETTINGS, "title": "\u202ex"})
    lines = answer("count", path, "--by", "weather").splitlines()
    assert r"\x1b[31mred\x0anext" in "".join(lines)
    assert len(lines) == 3
    assert r"\u202ex" in answer("info", path)
