"""Who was watching when, and what an empty window says."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.edtf import read_span
from mapkit.records import WATCHING, Reporting, Source
from mapkit.silence import STRONGEST, _spans, lanes, silence_words
from mapkit.when import day_of
from mapkit.words import sentence
from support.commands import answer
from support.examples import examples

Folder = Callable[..., Path]
Line = tuple[str, str, str, str, str]
COLUMNS = ("source", "site", "layer", "when", "status", "note")


def watched(folder: Folder, *rows: Line) -> mk.Atlas:
    """The made atlas with these rows of who was watching: source, site, layer, when, status."""
    lines = [",".join(COLUMNS), *(",".join((*row, "")) for row in rows)]
    return mk.read(folder(files={"reporting.csv": "\n".join(lines) + "\n"}))


def spans(found: list[dict[str, Any]], id_: str) -> list[tuple[str, str, str, list[str]]]:
    """The spans of a lane: first and last day, status and places."""
    (lane,) = (one for one in found if one["id"] == id_)
    return [
        (day_of(one["start"]).isoformat(), day_of(one["end"] - 1).isoformat(), one["status"], one["places"])
        for one in lane["spans"]
    ]


def test_lanes_are_of_reporting_else_of_days_on_which_they_spoke(folder: Folder) -> None:
    """A party with a line of reporting.csv has its spans; another has the days on which it spoke, labelled so."""
    atlas = watched(folder, ("herald", "", "", "2020-12", "watching"), ("herald", "dale", "", "2021", "barred"))
    found = mk.lanes(atlas)
    assert [(one["id"], one["label"], one["basis"]) for one in found] == [
        ("north", "North", "reporting"),
        ("south", "South", "spoke"),
    ]
    assert spans(found, "north") == [
        ("2020-12-01", "2020-12-31", "watching", []),
        ("2021-01-01", "2021-12-31", "barred", ["dale"]),
    ]
    assert spans(found, "south") == [("2020-12-01", "2020-12-31", "spoke", [])]
    assert json.loads(json.dumps(found)) == found
    assert [one["label"] for one in mk.lanes(atlas, "source")] == ["The Herald", "A statement"]


def test_lanes_are_of_whom_and_where_a_view_asks(folder: Folder) -> None:
    """Only sources that the view asks for have lanes, and only what they watched of its places counts."""
    rows = (("herald", "dale", "", "2021", "watching"), ("ministry", "", "roads", "2021", "watching"))
    atlas = watched(folder, *rows)
    assert [one["id"] for one in lanes(atlas.filter(party="south"))] == ["south"]
    assert [one["id"] for one in lanes(atlas.filter(according="north"))] == ["north"]
    assert [(one["id"], one["basis"]) for one in lanes(atlas.filter(site="road"))] == [("south", "reporting")]
    (north, *_) = lanes(atlas.filter(layer="towns"))
    assert (north["id"], north["basis"]) == ("north", "reporting")
    assert spans(lanes(atlas.filter(site="pocket")), "north")[0][3] == ["dale"]
    with pytest.raises(mk.ParseError, match="write party or source"):
        lanes(atlas, "layer")  # type: ignore[arg-type]


WINDOW = "2022-02"
SILENCES: list[tuple[list[Line], str, str]] = [
    ([], "", "no reports; nobody is known to have been watching"),
    ([("herald", "", "", "2022", "watching")], "", "North was watching and said nothing"),
    (
        [("herald", "", "", "2022-02-10", "watching")],
        "",
        "North was watching for a part of it and said nothing",
    ),
    ([("herald", "", "", "2022", "partial")], "", "North was watching only in part and said nothing"),
    ([("herald", "dale", "", "2022", "watching")], "", "North was watching at Dale and said nothing"),
    ([("herald", "", "roads", "2022", "watching")], "&site=road", "North was watching at Roads and said nothing"),
    (
        [("herald", "dale", "", "2022", "watching")],
        "&site=hilltown",
        "no reports; nobody whose reporting is recorded was watching",
    ),
    (
        [("herald", "", "", "2021", "watching"), ("ministry", "", "", "2022", "barred")],
        "",
        "no reports; nobody whose reporting is recorded was watching; South was barred",
    ),
    (
        [("herald", "", "", "2022", "watching"), ("ministry", "", "", "2022", "absent")],
        "",
        "North was watching and said nothing; South was absent",
    ),
    ([("ministry", "", "", "2022", "watching")], "&according=south", "South was watching and said nothing"),
    ([("herald", "", "", "2022", "watching")], "&kind=attack", ""),
    ([("herald", "", "", "2022", "watching")], "&killed=5..", ""),
]


@pytest.mark.parametrize(("rows", "more", "words"), SILENCES)
def test_an_empty_window_says_what_its_silence_is(folder: Folder, rows: list[Line], more: str, words: str) -> None:
    """Who was watching and said nothing, who could not, or that nobody is known to have been; of a filter nothing."""
    made = watched(folder, *rows) if rows else mk.read(folder())
    seen = made.filter(f"when={WINDOW}{more}")
    assert seen.counts.possible == 0
    assert silence_words(seen) == words
    assert (f"0 incidents; {words}." if words else "0 incidents.") in sentence(seen)


def test_who_spoke_in_an_empty_window_spoke_of_another_time(folder: Folder) -> None:
    """Days on which somebody said something of another time are told, and are no sign of watching."""
    atlas = mk.read(folder()).filter(when="2020-12-01/2020-12-05")
    words = "no reports; nobody is known to have been watching; South said something in these days, of another time"
    assert silence_words(atlas) == words


def test_what_is_shown_is_no_silence(made: mk.Atlas) -> None:
    """Where something is shown, or may be, nothing is said of silence."""
    assert silence_words(made) == ""
    assert "watching" not in sentence(made)


@settings(max_examples=examples(60))
@given(
    st.lists(
        st.tuples(
            st.integers(0, 30), st.integers(0, 9), st.sampled_from(WATCHING), st.sampled_from(["", "dale", "hill"])
        ),
        max_size=6,
    )
)
def test_each_day_has_the_strongest_status(rows: list[tuple[int, int, str, str]]) -> None:
    """Spans do not overlap, and of each day say the strongest status of any line, and its places."""
    base = 18_600
    told = [
        Reporting(Source("a", "A"), read_span(f"{day_of(base + first)}/{day_of(base + first + more)}"), status, site)
        for first, more, status, site in rows
    ]
    found = _spans(told)
    assert all(one["end"] <= other["start"] for one, other in pairwise(found))
    for day in range(base - 1, base + 42):
        held = [(status, site) for first, more, status, site in rows if base + first <= day <= base + first + more]
        inside = [one for one in found if one["start"] <= day < one["end"]]
        assert len(inside) == bool(held)
        if held:
            strongest = min((status for status, _ in held), key=STRONGEST.index)
            places = [site for status, site in held if status == strongest]
            assert inside[0]["status"] == strongest
            assert inside[0]["places"] == (sorted({*places}) if all(places) else [])


def test_a_large_atlas_has_lanes_of_reporting_alone(folder: Folder, tmp_path: Path) -> None:
    """Claims of a large atlas stay where they are: its lanes are those of reporting.csv."""
    atlas = watched(folder, ("herald", "", "", "2020-12", "watching"))
    large = mk.read(mk.write(atlas, tmp_path / "large.parquet"))
    assert [(one["id"], one["basis"]) for one in mk.lanes(large)] == [("north", "reporting")]


def test_geo_says_what_its_excerpt_covers(geo: mk.Atlas) -> None:
    """The excerpt is watching in part for all of its time, and an empty month is its silence."""
    (lane,) = (one for one in mk.lanes(geo) if one["basis"] == "reporting")
    assert (lane["label"], [one["status"] for one in lane["spans"]]) == ("Wikipedia", ["partial"])
    assert silence_words(geo.filter(when="2022-06")).startswith("Wikipedia was watching only in part and said nothing")


def test_the_command_tells_them(folder: Folder, tmp_path: Path) -> None:
    """`mapkit lanes` prints a line a span, and with --json a lane a line."""
    atlas = watched(folder, ("herald", "dale", "", "2021", "barred"))
    path = mk.write(atlas, tmp_path / "atlas")
    lines = [line.split() for line in answer("lanes", path).splitlines()]
    assert lines[:2] == [["who", "when", "status", "where"], ["North", "2021", "barred", "dale"]]
    told = answer("lanes", path, "--by", "source", "--json").splitlines()
    assert [json.loads(line) for line in told] == lanes(atlas, "source")
