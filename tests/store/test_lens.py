"""The map as a party has it, and as it was known on a day: answers are those of the claims of those who are asked."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.edtf import read
from mapkit.errors import ParseError
from mapkit.origins import origins
from mapkit.records import Claim, Meta, Party
from mapkit.verdicts import STATED, VERDICTS, known_by, said_days, undenied, verdict_of
from mapkit.view import View
from mapkit.when import OPEN_END, Window, day_number, day_of
from support.examples import examples
from support.strategies import near_days, views
from support.world import IDS, KINDS, OWN, SITES, SOURCES, WORDS, make_world

WORLD = make_world(120, seed=3)
SAYINGS: list[dict[str, str]] = [
    {},
    {"when": "2020-12-08", "said": "2020-12-09"},
    {"when": "2021-01/2021-03", "killed_best": "7", "said": "2021-04"},
    {"site": "town", "said": "2020"},
    {"lon": "46.5", "lat": "39.5", "precision_m": "500", "said": "2021-02-01"},
    {"kind": KINDS[0], "injured_low": "2"},
    {"precision_m": "900"},
]
CLAIMS = [replace(claim, **SAYINGS[place % len(SAYINGS)]) for place, claim in enumerate(WORLD.claims)]  # type: ignore[arg-type]
META = Meta("A world", parties=(Party("north", "North"), Party("south", "South")))
PARTIES = ("north", "south")
LENSES = (*PARTIES, "1-origins", "2-origins", "any-undenied")
DAYS = ("2019", "2020-12-09", "2020", "2021-02", "2021-03-31")
questions = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS), near_days)


def atlas_of(claims: list[Claim]) -> Atlas:
    """The world with these claims."""
    return make_atlas(META, list(SITES.values()), WORLD.records, claims, (), sources=SOURCES, context={}, own=list(OWN))


ATLAS = atlas_of(CLAIMS)
BY_ID = {source.id: source for source in SOURCES}


def cells(atlas: Atlas) -> list[dict[str, Any]]:
    """Every incident of an atlas, whatever its view, as plain values."""
    rows = atlas.rows(None).sort_values("row")
    return [{name: None if pd.isna(one) else one for name, one in row.items()} for row in rows.to_dict("records")]


@pytest.mark.parametrize("according", LENSES)
def test_the_verdicts_are_those_of_the_claims(according: str) -> None:
    """Each incident has the verdict of those who are asked; over any lens the verdicts add up to all (law 12)."""
    seen = ATLAS.filter(according=according)
    for row in cells(seen):
        claims = ATLAS.claims_by_incident.get(row["id"], ())
        if according in PARTIES:
            expected: str = verdict_of([one for one in claims if one.source.party == according])
        elif according == "any-undenied":
            expected = undenied(claims)
        else:
            reports = [one for one in claims if one.stance in ("reports", "confirms")]
            backs = {one.source.id for one in claims if one.stance == "withdraws"}
            live = [one for one in reports if one.source.id not in backs]
            expected = "reports" if origins(live, BY_ID).least >= int(according[0]) else "silent"
        assert row["verdict"] == expected
    assert seen.count("verdict").sum() == seen.counts.shown
    assert {*seen.rows(None)["verdict"]} <= {*VERDICTS}


@pytest.mark.parametrize("party", PARTIES)
def test_a_party_has_its_own_days_places_and_tolls(party: str) -> None:
    """What a party's latest claim names stands in the row, cell by cell; what it does not name stays the incident's."""
    bare = cells(ATLAS)
    moved = 0
    for row, own in zip(cells(ATLAS.filter(according=party)), bare, strict=True):
        theirs = [one for one in ATLAS.claims_by_incident.get(row["id"], ()) if one.source.party == party]
        if len(theirs) != 1 or theirs[0].stance not in STATED:
            continue
        (claim,) = theirs
        moved += bool(claim.when or claim.site or claim.lon)
        assert row["when"] == (claim.when or own["when"])
        if claim.when:
            days = read(claim.when).days(ATLAS.as_of)
            assert (row["start"], row["sure_start"], row["sure_end"], row["end"]) == tuple(days)
        if claim.lon:
            assert (row["lon"], row["lat"], row["site"], row["layer"]) == (float(claim.lon), float(claim.lat), "", "")
        elif claim.site:
            site = SITES[claim.site]
            assert (row["site"], row["lon"], row["layer"]) == (site.id, site.lon, site.layer)
        else:
            assert (row["lon"], row["site"]) == (own["lon"], own["site"])
        assert row["kind"] == (claim.kind or own["kind"])
        assert row["killed_best"] == (int(claim.killed_best) if claim.killed_best else own["killed_best"])
    assert moved


@settings(max_examples=examples(40), deadline=None)
@given(questions, st.sampled_from(LENSES), st.sampled_from(DAYS))
def test_counts_are_those_of_the_rows(view: View, according: str, day: str) -> None:
    """Through any lens the counts are those of the rows, and nothing vanishes."""
    seen = ATLAS.filter(view).filter(according=according, known=day)
    told = seen.rows(None)["status"].value_counts()
    counts = seen.counts
    for status in ("shown", "outside", "undated", "unplaced", "later", "unsaid"):
        assert getattr(counts, status) == told.get(status, 0)
    assert told.sum() == counts.all == len(WORLD.records)
    assert View.parse(str(seen.view)) == seen.view


@settings(max_examples=examples(30), deadline=None)
@given(questions)
def test_nobodys_lens_is_everybodys_view(view: View) -> None:
    """Without a lens, and as known on the day of the last claim, every answer is as before (law 12)."""
    bare = ATLAS.filter(view)
    last = max(said.last for one in CLAIMS if (said := said_days(one.day)))
    then = bare.filter(known=Window.parse("2021-04").last)
    assert day_number(Window.parse("2021-04").last) == last
    assert then.counts == bare.counts
    same = [name for name in bare.rows(None).columns if name != "heard"]
    assert then.rows(None)[same].equals(bare.rows(None)[same])
    assert then.claims_by_incident == bare.claims_by_incident
    assert bare.filter(according="north").through(view).rows().equals(bare.rows())


@settings(max_examples=examples(30), deadline=None)
@given(st.integers(0, len(CLAIMS) - 1), st.sampled_from(("denies", "reports", "withdraws")))
def test_a_claim_of_one_party_changes_no_others_map(place: int, stance: str) -> None:
    """Adding a claim of the south never changes the map according to the north (law 12)."""
    more = replace(CLAIMS[place], source=SOURCES[2], stance=stance, when="2022", lon="1", lat="1", said="2022-05")
    one, other = (atlas.filter(according="north").rows(None) for atlas in (ATLAS, atlas_of([*CLAIMS, more])))
    told = [name for name in one.columns if name not in ("disputed", "origins")]  # which are everybody's
    assert one[told].equals(other[told])


@pytest.mark.parametrize("day", DAYS)
def test_what_nobody_had_said_is_not_there(day: str) -> None:
    """An incident without a claim by then is later, or unsaid where nobody knows the day; its filters ask of claims."""
    number = day_number(Window.parse(day).last)
    seen = ATLAS.filter(known=day)
    for row in cells(seen):
        claims = ATLAS.claims_by_incident.get(row["id"], ())
        known = known_by(claims, number)
        placed = {"shown", "undated", "unplaced", "outside"}
        expected = placed if known else {"later"} if any(one.day for one in claims) else {"unsaid"}
        assert row["status"] in expected
        assert [*seen.claims_by_incident.get(row["id"], ())] == known
    later = ATLAS.filter(known=DAYS[-1])
    assert {*seen.rows()["id"]} <= {*later.rows(None).query("status not in ('later', 'unsaid')")["id"]}  # it only grows


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(st.sampled_from(range(18_500, 18_800)), min_size=2, max_size=2).map(sorted), questions)
def test_what_is_known_stays_known(days: list[int], view: View) -> None:
    """Whoever was heard of by a day is heard of later, with the claims of before; but for withdrawals (law 12)."""
    early, late = (ATLAS.filter(known=day_of(day)) for day in days)
    heard = [{row["id"] for row in cells(one) if row["status"] not in ("later", "unsaid")} for one in (early, late)]
    assert heard[0] <= heard[1]
    for id_, claims in early.claims_by_incident.items():
        assert [one for one in late.claims_by_incident[id_] if one in claims] == list(claims)
    loop = {one.incident for one in CLAIMS if (said := said_days(one.day)) and said.last <= days[0]}
    assert heard[0] == loop
    both = [one.filter(view).counts for one in (early, late)]
    assert both[0].later + both[0].unsaid >= both[1].later + both[1].unsaid


def test_tolls_and_places_are_those_claimed_by_then() -> None:
    """Before anybody said what the incident says now, it has what was claimed; as soon as somebody has, its own."""
    record = next(one for one in WORLD.records if one["killed_best"] == 3)
    early = Claim(record["id"], SOURCES[0], "reports", said="2020-01", killed_best="2", lon="46.5", lat="39.5")
    middle = replace(early, killed_best="4", said="2020-02", source=SOURCES[1])
    late = Claim(record["id"], SOURCES[2], "reports", said="2020-03")
    atlas = atlas_of([early, middle, late])
    told = [atlas.filter(known=day)[record["id"]] for day in ("2020-01", "2020-02", "2020-03")]
    assert [one["killed_best"] for one in told] == [2, 4, 3]
    assert [one["lon"] for one in told[:2]] == [46.5, 46.5]
    assert [len(one.claims) for one in told] == [1, 2, 3]


def test_voices_are_a_filter() -> None:
    """`origins=2` leaves what two voices speak of at least, through a lens and without."""
    for seen in (ATLAS.filter(origins=2), ATLAS.filter(origins=2, according="north", known="2021-03-31")):
        for row in cells(seen):
            least = origins(seen.claims_by_incident.get(row["id"], ()), BY_ID).least
            assert row["origins"] == least
            assert row["status"] == "outside" or least > 1


def test_what_cannot_be_asked_is_told() -> None:
    """No such party, two lenses, a number that is none: each is named, with what to write."""
    for parts, words in (
        ({"according": "west"}, "no such party: use north, south, 2-origins, any-undenied"),
        ({"according": "0-origins"}, "1-origins to 1000-origins"),
        ({"according": ""}, "write a party"),
        ({"origins": "few"}, "a whole number from 1"),
        ({"known": "soon"}, "soon"),
    ):
        with pytest.raises(ParseError, match=words):
            ATLAS.filter(**parts)
    with pytest.raises(ParseError, match="according=north and according=south"):
        ATLAS.filter(according="north").filter(according="south")
    assert View.of(known="2020-12").known == Window.parse("2020-12").last
    assert (View.of(known="2020") & View.of(known="2019")).known == Window.parse("2019").last
    assert View().known == OPEN_END
