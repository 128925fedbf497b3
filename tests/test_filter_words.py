from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.filter_words import WINDOW, distance_words, either, filter_words, filters_alone, title_words
from mapkit.view import View
from mapkit.words import sentence
from support.strategies import MADE_IDS, near_days, views

questions = views(MADE_IDS, st.sampled_from(["shots", "town"]), near_days, st.just(("weather", "fog")))

WORDS: dict[str, dict[str, list[str]]] = {
    "where": {"where=46,39,47.5,40": ["only from 46° to 47.5° east and 39° to 40° north"]},
    "kind": {
        "kind=attack": ["only of the kind Attack"],
        "kind=attack,gone&kind=meeting": ["only of the kind Attack or gone", "only of the kind Meeting"],
        "kind=": ["nothing, for the filters exclude each other"],
    },
    "site": {"site=hilltown,pocket": ["only at Hilltown or pocket"]},
    "source": {"source=herald": ["only what the source “The Herald” speaks of"]},
    "party": {"party=north&party=south": ["only what North says something of", "only what South says something of"]},
    "layer": {"layer=towns,roads": ["only at places of the layer Roads or Towns"]},
    "stance": {
        "stance=denies": ["only what somebody denies"],
        "stance=denies:south,disputes": ["only what South denies or somebody disputes"],
        "stance=": ["nothing, for the filters exclude each other"],
    },
    "own": {
        "own=actor_side:Russia": ["only where actor side is “Russia”"],
        "own=weather:fog,weather:": ["only where weather is “(empty)” or weather is “fog”"],
    },
    "text": {"text=lachin+road": ["text “lachin” and “road”"]},
    "killed": {
        "killed=5..": ["only with at least 5 killed"],
        "killed=..1000": ["only with at most 1,000 killed"],
        "killed=0": ["only with exactly 0 killed"],
        "killed=none": ["only with an impossible number killed"],
    },
    "injured": {"injured=2..4": ["only with 2 to 4 injured"]},
    "precision": {"precision=..6000": ["only with a place known to at most 6 km"]},
    "disputed": {"disputed=1": ["only what is disputed"]},
    "origins": {"origins=2": ["only what 2 independent voices or more speak of"]},
    "according": {
        "according=north": ["according to North"],
        "according=1-origins": ["according to 1 independent voice or more"],
        "according=any-undenied": ["according to anybody, unless somebody denies it"],
    },
    "known": {"known=2021-01": ["as known on 31 January 2021"]},
    "certain": {"certain=1": ["only what is certain"]},
}


def test_every_part_of_a_view_is_shown_here() -> None:
    """A part that is added to View has to be told in words, and its words stand in this table."""
    assert {*WORDS, WINDOW} == {field.name for field in fields(View)}


@pytest.mark.parametrize(("view", "words"), [one for part in WORDS.values() for one in part.items()])
def test_each_filter_has_its_words(made: Atlas, view: str, words: list[str]) -> None:
    """Each set of each part is told, alternatives as such."""
    assert filter_words(made.filter(view)) == words


@given(questions)
def test_every_caption_names_every_filter(made: Atlas, view: View) -> None:
    """The sentence and the title of any view hold every filter, and "all dates" only where there is none."""
    atlas = made.filter(view)
    found, told = filter_words(atlas), sentence(atlas)
    asked = [name for name in WORDS if getattr(view, name) != getattr(View(), name)]
    assert len(found) >= len(asked)
    for name in asked:
        alone = filter_words(made.filter(view.without(*({*WORDS} - {name}))))
        assert alone
        assert {*alone} <= {*found}
    assert all(words in told[0].lower() + told[1:] and words in title_words(atlas) for words in found)
    assert ("all dates" in told.lower()) <= (not found)
    assert (title_words(atlas) == made.meta.title) == (not found)


@given(questions)
def test_who_moves_the_window_tells_by_themselves_whether_it_is_certain(made: Atlas, view: View) -> None:
    """The filters alone are those of the view without its window and its certainty."""
    assert filters_alone(made.filter(view)) == filter_words(made.filter(view.without("when", "certain")))


def test_alternatives_and_distances_have_words() -> None:
    """The last alternative comes after an or; a kilometre is no thousand metres."""
    cases: list[tuple[Any, str]] = [("a", "a"), ("ab", "a or b"), ("abc", "a, b or c")]
    assert [either(letters) for letters, _ in cases] == [words for _, words in cases]
    assert [distance_words(metres) for metres in (0.5, 999.5, 1000, 1500)] == ["0.5 m", "999.5 m", "1 km", "1.5 km"]
