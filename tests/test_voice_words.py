"""How many sources are independent, in words: what joins others is told, each reason once."""

from dataclasses import replace

import pytest

from mapkit.records import Claim, Source
from mapkit.voice_words import Voice, voices_told

AGENCY = Source("agency", "", publisher="The Agency")
HERALD = Source("herald", "The fire", publisher="The Herald", origin="agency")
POST = Source("post", "A fire", publisher="The Post")
ARMY = Source("army", "Statement", publisher="The Army", party="north")
SPEAKER = Source("speaker", "Speech", publisher="The Speaker", party="north")
SOURCES = {source.id: source for source in (AGENCY, HERALD, POST, ARMY, SPEAKER)}
LONG = "They burnt the mill at the edge of the village before noon"


def says(source: Source, words: str = "", via: str = "") -> Claim:
    """A claim of a source."""
    return Claim("i", source, "reports", words, via=via)


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ([], ""),
        ([says(POST)], ""),
        ([says(POST), says(POST)], ""),
        ([says(POST), says(HERALD)], "2 independent voices"),
        ([says(ARMY), says(SPEAKER), says(POST)], "2 to 3 independent voices"),
        ([says(POST, via="agency"), says(HERALD)], "1 independent voice"),
    ],
)
def test_independence_is_told_of_several_sources(claims: list[Claim], words: str) -> None:
    """Of one source nothing is told; of several how many are independent, at least and at most."""
    assert voices_told(claims, SOURCES, {})[0] == words


def test_what_joins_sources_is_told() -> None:
    """Who repeats whom, one publisher, one party, words alike: each reason stands with the sources that it joins."""
    twin = replace(POST, id="twin", title="Another")
    sources = {**SOURCES, "twin": twin}
    claims = [says(HERALD), says(POST, LONG, via="agency"), says(twin), says(ARMY, LONG), says(SPEAKER)]
    assert voices_told(claims, sources, {"north": "The North"})[1] == [
        Voice(
            [
                "The Herald, The fire",
                "The Post, A fire",
                "The Post, Another",
                "The Army, Statement",
                "The Speaker, Speech",
            ],
            [
                "The Post, A fire repeats The Agency",
                "The Herald, The fire repeats The Agency",
                "the same publisher: The Post",
                "the same party: The North",
                "nearly the same words: The Post, A fire; The Army, Statement",
            ],
        )
    ]


def test_what_stands_alone_is_not_told() -> None:
    """A source that nothing joins with another is in no list."""
    assert voices_told([says(POST), says(HERALD)], SOURCES, {})[1] == []
    _, told = voices_told([says(POST), says(ARMY), says(SPEAKER)], SOURCES, {"north": "The North"})
    assert told == [Voice(["The Army, Statement", "The Speaker, Speech"], ["the same party: The North"])]
