"""The contested incidents of `geo/`, as each side has them: a table written by hand from what the sources say.

Nothing in it was computed. Why a cell is what it is stands beside it where the words of the claims do not say so.
"""

import pytest

from mapkit.atlas import Atlas

SIDES = ("armenia", "artsakh", "azerbaijan", "russia", "any-undenied")
SILENT = "silent"
# Verdicts in the order of SIDES.
GOLD: dict[str, tuple[str, ...]] = {
    # Armenia tells of the capture; Azerbaijan disputes what it was, not that it was.
    "hin-tagher-capture-2020-12-12": ("reports", SILENT, "disputes", SILENT, "disputes"),
    # Three sides and a paper say that he was shot from the Azerbaijani side; Azerbaijan denies it.
    "tepnants-killing-2021-10-09": ("reports", "reports", "denies", "reports", "denies"),
    # Azerbaijan and Russia tell of the fire; Artsakh denies that it was its own.
    "sarsang-convoy-2021-10-13": (SILENT, "denies", "reports", "reports", "denies"),
    # Azerbaijan calls Russia's bulletin of the strikes one-sided and untrue.
    "drone-strike-2022-03-25": (SILENT, "reports", "disputes", "reports", "disputes"),
    # Azerbaijan first disputed who closed the road (13 December), later denied a blockade (January): the later counts.
    "lachin-road-2022-12-12": (SILENT, "reports", "denies", SILENT, "denies"),
    # Whether food was kept out: the article and experts of the United Nations against Azerbaijan.
    "humanitarian-crisis-2022": (SILENT, SILENT, "disputes", SILENT, "disputes"),
    # Azerbaijan calls it local control of two dirt roads.
    "height-2023-03-25": (SILENT, "reports", "disputes", "reports", "disputes"),
    # Azerbaijan disputed what it was on the first day, and counted its own dead a week later: the later counts.
    "offensive-2023-09": ("reports", "reports", "reports", "reports", "reports"),
    # Armenia speaks of deportation, Azerbaijan of the residents' own decision.
    "exodus-2023-09": ("reports", SILENT, "disputes", SILENT, "disputes"),
}
# Who says of which of them that it was, as independent voices: Armenia alone tells of Hin Tagher, three times.
ONE_VOICE = {"hin-tagher-capture-2020-12-12"}
# What was known at the end of a day, of the contested ones: what nobody had said by then is not there.
KNOWN = {
    "2020-12-12": set[str](),
    "2020-12-13": {"hin-tagher-capture-2020-12-12"},
    "2021-10-31": {"hin-tagher-capture-2020-12-12", "tepnants-killing-2021-10-09", "sarsang-convoy-2021-10-13"},
    "2022-12-12": {
        "hin-tagher-capture-2020-12-12",
        "tepnants-killing-2021-10-09",
        "sarsang-convoy-2021-10-13",
        "drone-strike-2022-03-25",
        "lachin-road-2022-12-12",
    },
    # Of the shortages nobody with a known day had spoken but Azerbaijan, of the height nobody yet.
    "2023-01-11": {
        "hin-tagher-capture-2020-12-12",
        "tepnants-killing-2021-10-09",
        "sarsang-convoy-2021-10-13",
        "drone-strike-2022-03-25",
        "lachin-road-2022-12-12",
        "humanitarian-crisis-2022",
    },
}


def test_they_are_all_that_is_contested(geo: Atlas) -> None:
    """The table has each incident that somebody disputes or denies, and no other."""
    assert {row["id"] for row in geo.filter(disputed=True).rows(None).to_dict("records") if row["disputed"]} == {*GOLD}


@pytest.mark.parametrize("side", SIDES)
def test_each_side_has_them_as_the_sources_say(geo: Atlas, side: str) -> None:
    """The verdict of each side on each contested incident is the one that a person read from the sources."""
    found = geo.filter(according=side).rows(None).set_index("id")["verdict"]
    assert {id_: found[id_] for id_ in GOLD} == {id_: verdicts[SIDES.index(side)] for id_, verdicts in GOLD.items()}


def test_two_voices_report_all_but_one(geo: Atlas) -> None:
    """What only one voice reports is not reported by two, however often it says so."""
    found = geo.filter(according="2-origins").rows(None).set_index("id")["verdict"]
    assert {id_ for id_ in GOLD if found[id_] != "reports"} == ONE_VOICE


@pytest.mark.parametrize("day", KNOWN)
def test_what_was_known_on_a_day(geo: Atlas, day: str) -> None:
    """On a day of the past those are there of which somebody had surely spoken by then."""
    rows = geo.filter(known=day).rows(None)
    known = set(rows.loc[~rows["status"].isin(["later", "unsaid"]), "id"])
    assert known & GOLD.keys() == KNOWN[day]


def test_nobody_moves_or_renames_them(geo: Atlas) -> None:
    """No claim of `geo/` names a day, a place or a toll of its own, so all sides have them where the atlas has them."""
    bare = geo.rows(None).set_index("id")[["when", "site", "lon", "lat", "kind", "killed_best"]]
    for side in SIDES:
        seen = geo.filter(according=side).rows(None).set_index("id")[list(bare.columns)]
        assert seen.loc[list(bare.index)].equals(bare)
