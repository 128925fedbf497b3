"""Two views beside each other: which incidents are in both, in one alone, and what both have otherwise."""

from dataclasses import replace
from math import isnan
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit import comparing
from mapkit.atlas import Atlas, make_atlas
from mapkit.comparing import ASPECTS, COLUMNS, Numbers, compared_words, numbers
from mapkit.errors import MapkitError
from mapkit.records import Meta, Party
from mapkit.view import View
from support.examples import examples
from support.strategies import near_days, views
from support.world import IDS, OWN, SITES, SOURCES, WORDS, make_world

WORLD = make_world(60, seed=5)
OTHERWISE = ({}, {"when": "2021-01"}, {"site": "town"}, {"killed_best": "7"}, {"said": "2020-12-09"})
CLAIMS = [replace(claim, **OTHERWISE[place % len(OTHERWISE)]) for place, claim in enumerate(WORLD.claims)]  # type: ignore[arg-type]
META = Meta("A world", parties=(Party("north", "North"), Party("south", "South")))
questions = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), near_days)
lenses = st.sampled_from(["", "according=north", "according=south", "according=2-origins", "known=2020-12-31"])
ATLAS = make_atlas(META, list(SITES.values()), WORLD.records, CLAIMS, (), sources=SOURCES, context={}, own=list(OWN))


def seen(atlas: Atlas) -> dict[str, dict[str, Any]]:
    """The rows of what is in a view, by id, as a plain loop finds them; what is missing is None."""
    rows = atlas.rows().to_dict("records")
    found = {row["id"]: {str(name): None if one != one else one for name, one in row.items()} for row in rows}  # noqa: PLR0124 - a NaN is not itself
    return {id_: row for id_, row in found.items() if row.get("verdict") != "silent"}


@settings(max_examples=examples(60), deadline=None)
@given(questions, questions, lenses, lenses)
def test_it_is_what_a_loop_finds(one: View, other: View, first: str, second: str) -> None:
    """Each incident of either view stands once, on its side, with what both have otherwise; nothing else stands."""
    left, right = ATLAS.filter(one).filter(first), ATLAS.filter(other).filter(second)
    table = mk.compare(left, right)
    ours, theirs = seen(left), seen(right)
    assert table["id"].tolist() == [
        id_ for id_ in dict.fromkeys([*left.rows()["id"], *right.rows()["id"]]) if id_ in {*ours, *theirs}
    ]
    for line in table.to_dict("records"):
        sides = [row.get(line["id"]) for row in (ours, theirs)]
        assert line["side"] == ("both" if all(sides) else "left" if sides[0] else "right")
        both = all(sides) and [
            aspect
            for aspect, names in ASPECTS.items()
            if (aspect != "verdict" or all("verdict" in one for one in sides if one))
            and any(sides[0].get(name) != sides[1].get(name) for name in names)  # type: ignore[union-attr]
        ]
        assert line["differs"].split() == (both or [])
    found = numbers(table)
    assert found.both + found.left + found.right == len({*ours, *theirs}) == len(table)


@settings(max_examples=examples(20), deadline=None)
@given(questions, questions, lenses)
def test_turned_round_it_is_the_mirror(one: View, other: View, lens: str) -> None:
    """With its sides exchanged a comparison has the same lists with their sides exchanged; with itself, one list."""
    left, right = ATLAS.filter(one).filter(lens), ATLAS.filter(other)
    found, turned = numbers(mk.compare(left, right)), numbers(mk.compare(right, left))
    assert turned == Numbers(found.both, found.right, found.left, found.differ)
    alone = numbers(mk.compare(left, left))
    assert (alone.left, alone.right, alone.differ) == (0, 0, 0)


def test_the_cells_of_each_side_stand_beside_each_other() -> None:
    """A line has the verdict, the day and the place of each side that it is in; of who is silent, the verdict alone."""
    table = mk.compare(ATLAS.filter(according="north"), ATLAS.filter(according="south")).set_index("id")
    assert [*COLUMNS] == ["id", *table.columns]
    moved = table[table["differs"].str.contains("day")].iloc[0]
    assert moved["left_when"] != moved["right_when"]
    alone = table[(table["side"] == "left")].iloc[0]
    assert (alone["right_verdict"], alone["right_when"], isnan(alone["right_lon"])) == ("silent", "", True)


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (
            "according=north",
            "according=south",
            "Both speak of {0.both}, only North of {0.left}, only South of {0.right}",
        ),
        (
            "when=2020",
            "when=2021",
            "{0.both} in both windows, {0.left} only in the first, {0.right} only in the second",
        ),
        ("known=2020", "known=2021", "{0.both} known on both days, {0.left} only known on the first, {0.right} only"),
        ("kind=a", "when=2021", "{0.both} in both views, {0.left} only in the first, {0.right} only in the second"),
        ("", "according=north", "{0.both} in both views, "),
    ],
)
def test_words_follow_from_what_is_asked(left: str, right: str, words: str) -> None:
    """Parties speak, windows have, days know; what differs in those of both is counted by what it is."""
    one, other = ATLAS.filter(left), ATLAS.filter(right)
    table = mk.compare(one, other)
    told = compared_words(one, other, table)
    assert told.startswith("First: ")
    assert words.format(numbers(table)) in told
    assert ("Of those in both" in told) == (numbers(table).differ > 0)


def test_two_atlases_are_compared_by_ids() -> None:
    """An incident that another atlas has moved differs in its place, and one that it lacks is on one side alone."""
    records = [{**one, "site": "town", "lon": None, "lat": None} for one in WORLD.records[1:]]
    newer = make_atlas(META, list(SITES.values()), records, CLAIMS[:0], (), sources=SOURCES, context={}, own=list(OWN))
    table = mk.compare(ATLAS, newer)
    gone = WORLD.records[0]["id"]
    assert gone not in newer.rows()["id"].tolist()
    assert (table["side"] == "left").sum() == (gone in ATLAS.rows()["id"].tolist())
    assert {*" ".join(table["differs"]).split()} == {"place"}


def test_too_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More incidents than a page tells apart are refused, with what to do."""
    monkeypatch.setattr(comparing, "MAX_WHOLE", 3)
    with pytest.raises(MapkitError, match="narrow it to 3"):
        mk.compare(ATLAS, ATLAS)
