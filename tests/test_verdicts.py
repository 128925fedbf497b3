"""The verdict of a party: the latest of what its sources say counts, and nothing is made of what nobody knows."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.records import CLAIM_PLACE, STANCES, Claim, Source
from mapkit.verdicts import VERDICTS, heard, known_by, latest, said_days, stated, undenied, verdict_of
from mapkit.when import Window, day_number
from support.examples import examples

SOURCES = [
    Source(name, name, party=party) for name, party in (("a", "north"), ("b", "north"), ("c", "south"), ("d", ""))
]
DAYS = ("", "2020", "2020-03", "2020-03-01", "2020-03-02", "2021")
claims = st.lists(
    st.builds(Claim, st.just("i"), st.sampled_from(SOURCES), st.sampled_from(STANCES), said=st.sampled_from(DAYS)),
    max_size=6,
)


def said(stance: str, day: str = "", source: int = 0) -> Claim:
    """A claim of one of SOURCES."""
    return Claim("i", SOURCES[source], stance, said=day)


EXAMPLES = [
    ([], "silent"),
    ([said("reports")], "reports"),
    ([said("confirms")], "reports"),
    ([said("reports", "2020-03-01"), said("denies", "2020-03-02")], "denies"),
    ([said("denies", "2020-03-02"), said("reports", "2020-03-01")], "denies"),
    ([said("denies", "2020-03-01"), said("reports", "2020-03-02")], "reports"),
    ([said("reports", "2020-03-01"), said("denies", "2020-03-01")], "contradicts"),
    ([said("reports", "2020-03"), said("denies", "2020-03-01")], "contradicts"),
    ([said("reports"), said("denies", "2020-03-01")], "contradicts"),
    ([said("reports"), said("disputes")], "disputes"),
    ([said("disputes"), said("denies")], "denies"),
    ([said("reports", "2020-03-01"), said("withdraws", "2020-03-02")], "withdrawn"),
    ([said("reports", "2021"), said("withdraws", "2020-03-02")], "reports"),
    ([said("reports"), said("withdraws", "2020-03-02")], "withdrawn"),
    ([said("reports", "2020-03-01"), said("withdraws", "2020-03-02", source=1)], "reports"),
    ([said("denies", "2020"), said("withdraws", "2021"), said("reports", "2020", source=1)], "reports"),
]


@pytest.mark.parametrize(("told", "verdict"), EXAMPLES)
def test_what_claims_come_to(told: list[Claim], verdict: str) -> None:
    """The latest counts; of several none of which is surely the latest, a denial weighs most, unless one reports it."""
    assert verdict_of(told) == verdict


def oracle(told: list[Claim]) -> str:
    """The verdict, told day by day: every order of days that there may have been is gone through."""
    if not told:
        return "silent"
    spans = [said_days(one.day) for one in told]
    backs = [place for place, one in enumerate(told) if one.stance == "withdraws"]

    def surely_later(one: int, other: int) -> bool:
        mine, theirs = spans[one], spans[other]
        return mine is not None and theirs is not None and mine[0] > theirs[1]

    live = [
        place
        for place, one in enumerate(told)
        if place not in backs and all(told[back].source != one.source or surely_later(place, back) for back in backs)
    ]
    if not live:
        return "withdrawn"
    last = [one for one in live if not any(surely_later(other, one) for other in live)]
    stances = {told[one].stance.replace("confirms", "reports") for one in last}
    if {"reports", "denies"} <= stances:
        return "contradicts"
    return "denies" if "denies" in stances else "disputes" if "disputes" in stances else "reports"


@settings(max_examples=examples(300))
@given(claims)
def test_it_is_the_oracles(told: list[Claim]) -> None:
    """The verdict is that of the slow way, is one of VERDICTS, and does not hang on the order in the file."""
    found = verdict_of(told)
    assert found == oracle(told)
    assert found in VERDICTS
    assert {verdict_of(other) for other in list(permutations(told))[:24]} == {found}


@settings(max_examples=examples(200))
@given(claims)
def test_of_a_party_nobody_else_decides(told: list[Claim]) -> None:
    """Nobody's denial but the party's own changes its verdict; anybody's changes what is left undenied."""
    theirs = [one for one in told if one.source.party == "north"]
    others = [said("denies", "2021", source=2)]
    assert verdict_of([one for one in [*told, *others] if one.source.party == "north"]) == verdict_of(theirs)
    assert undenied([*theirs, *others]) == "denies"


def test_undenied_takes_each_side_for_itself() -> None:
    """Of a side that denies first and reports later no denial is left; a source without a party is a side."""
    assert undenied([said("denies", "2020-03-01"), said("reports", "2020-03-02")]) == "reports"
    assert undenied([said("reports"), said("denies", source=3)]) == "denies"
    assert undenied([said("reports"), said("disputes", source=2)]) == "disputes"
    assert undenied([]) == "silent"


@settings(max_examples=examples(200))
@given(claims)
def test_more_is_known_later(told: list[Claim]) -> None:
    """What is known on a day is known on the next; nothing is assumed of unknown days, or said later."""
    days = [day_number(Window.parse(text).last) for text in ("2019", "2020-03-01", "2020-03-31", "2020", "2021")]
    for one, other in pairwise(days):
        before, after = known_by(told, one), known_by(told, other)
        assert [claim for claim in after if claim in before] == before
        assert all((span := said_days(claim.day)) and span.last <= other for claim in after)
    assert known_by(told, days[-1]) == [claim for claim in told if claim.day]


def test_the_latest_states_the_place() -> None:
    """Of those who name a place the latest counts, of one day the one below; who denies it names none."""
    told = [
        Claim("i", SOURCES[0], "reports", said="2020", site="town"),
        Claim("i", SOURCES[1], "reports", said="2021", site="dale"),
        Claim("i", SOURCES[1], "reports", said="2021", lon="46.1", lat="39.2"),
        Claim("i", SOURCES[1], "denies", said="2022", site="road"),
        Claim("i", SOURCES[0], "reports", site="lost"),
    ]
    assert stated(told, CLAIM_PLACE) == told[2]
    assert stated(told[:1], CLAIM_PLACE) == told[0]
    assert stated(told, ("kind",)) is None
    assert latest(heard(told)) == [told[3], told[4]]
