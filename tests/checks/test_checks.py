import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point
from shapely.geometry import shape

from mapkit.assets import plain_world
from mapkit.atlas import Atlas
from mapkit.checks import CHECKS, check, code
from mapkit.checks.sea import at_sea
from mapkit.files import read
from support.made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, SOURCES, STATES, changed, feature, point
from support.repository import ROOT

TODAY = date(2024, 6, 1)
DOCS = ROOT / "docs" / "checks.md"
# The made atlas has an open window and a road that is blocked after it ended on purpose.
USUAL = {
    ("states.csv road 2022-12-12/..", "outside-validity"),
}


def found(atlas: Atlas) -> set[tuple[str, str]]:
    """Places and codes of what is found beyond the usual."""
    return {(problem.place, problem.code) for problem in check(atlas, TODAY)} - USUAL


def one_more(**cells: Any) -> dict[str, Any]:
    """The change that adds an incident with a claim."""
    row = {"id": "new", "when": "2021-05-01", "kind": "attack", "title": "New", **cells}
    claim = {**CLAIMS[2], "incident": row["id"], "source": "ministry"}
    return {"incidents": [*INCIDENTS, row], "claims": [*CLAIMS, claim]}


def town(geometry: Any, **properties: Any) -> dict[str, Any]:
    """The change that adds a site with a state."""
    sites = [*LAYERS["towns"], feature("new", geometry, **properties)]
    return {"layers": {"towns": sites}, "states": [*STATES, state("2021", site="new")]}


def state(when: str, **cells: Any) -> dict[str, Any]:
    """A row of states: the road, open."""
    return {"site": "road", "when": when, "state": "open", "source": "", "note": "", **cells}


def one_more_source(stance: str = "reports", **cells: Any) -> dict[str, Any]:
    """The change that adds a source with a claim on the incident that the herald reports."""
    row = {"id": "new", "title": "A leaflet", **cells}
    return {"sources": [*SOURCES, row], "claims": [*CLAIMS, {**CLAIMS[0], "source": row["id"], "stance": stance}]}


def claim_with(**cells: Any) -> dict[str, Any]:
    """The change that gives the one claim on what lasted from 12 to 20 December 2020 more cells."""
    return {"claims": changed(CLAIMS, 3, **cells)}


LIKELY = "likely-one-origin"
LONG = "Shots were heard near the road at noon, and two houses burned."
NAMED = {"names": {"en": ["New"]}}
PRECISE = {**NAMED, "precision_m": 9}
HOMELESS = {name: value for name, value in SETTINGS.items() if name != "home"}
UNSAID = {name: value for name, value in SETTINGS.items() if name != "slash"}
ATTACK = SETTINGS["kinds"][0]
BAD_SIGN = "a" + chr(0x202E) + "b"
TWICE = INCIDENTS[0] | {"id": "again"}
RULES: list[tuple[dict[str, Any], str, str]] = [
    ({"claims": CLAIMS[:2] + CLAIMS[3:]}, "incidents.csv b", "no-source"),
    ({"claims": CLAIMS[1:]}, "incidents.csv a", "only-against"),
    ({"claims": changed(CLAIMS, 0, stance="disputes")}, "incidents.csv a", "only-against"),
    (
        {"incidents": [*INCIDENTS, TWICE], "claims": [*CLAIMS, {**CLAIMS[0], "incident": "again"}]},
        "incidents.csv again",
        "likely-double",
    ),
    (
        one_more(when="2020-12-12/2020-12-20", lon="46.8", lat="39.9", precision_m="9"),
        "incidents.csv new",
        "likely-double",
    ),
    (one_more(when="2022-12-12/..", site="nowhere", kind="meeting"), "incidents.csv new", "likely-double"),
    ({"settings": UNSAID}, "atlas.toml", "slash-unsaid"),
    (one_more(when="[2021..2022-01-02]"), "incidents.csv new", "window-long"),
    (one_more(when="2021-03-01/"), "incidents.csv new", "window-long"),
    (one_more(when="2021/202X"), "incidents.csv new", "window-long"),
    (one_more(when="../2021"), "incidents.csv new", "window-long"),
    (one_more(when="20XX"), "incidents.csv new", "window-long"),
    (one_more(when="2024-06-02"), "incidents.csv new", "date-future"),
    ({"sources": changed(SOURCES, 1, accessed="2204-01-01")}, "sources.csv ministry", "date-future"),
    ({"sources": changed(SOURCES, 1, published="2024-07", accessed="")}, "sources.csv ministry", "date-future"),
    ({"sources": changed(SOURCES, 0, published="2020-12-07")}, "incidents.csv a", "source-early"),
    (claim_with(said="2024-06-02"), "claims.csv c ministry", "date-future"),
    (claim_with(said="2020-12-11"), "claims.csv c ministry", "said-before-event"),
    (claim_with(said="2020-11", stance="reports"), "claims.csv c ministry", "said-before-event"),
    (one_more(when="2021-05-01/2021-05-31"), "incidents.csv new", "lasts-or-doubt"),
    (one_more(when="2021-01-01/2021-12-31"), "incidents.csv new", "lasts-or-doubt"),
    (claim_with(when="2020-12-14"), "incidents.csv c", "lasts-or-doubt"),
    (
        {
            "incidents": changed(INCIDENTS, 2, when="[2020-12-12..2020-12-20]"),
            **claim_with(when="2020-12-12/2020-12-14"),
        },
        "incidents.csv c",
        "lasts-or-doubt",
    ),
    *(
        (
            {"claims": [{**CLAIMS[0], "says": LONG}, {**CLAIMS[1], **again}, *CLAIMS[2:]]},
            "claims.csv a ministry",
            LIKELY,
        )
        for again in ({"says": LONG}, {"says": LONG.upper().replace("NOON", "ONE"), "stance": "reports"})
    ),
    ({"sources": changed(SOURCES, 1, url="https://example.org/b")}, "sources.csv ministry", "source-unpreserved"),
    (
        {"sources": [{**SOURCES[0], "archive_url": ""}, {**SOURCES[1], "url": "https://example.org/b"}]},
        "sources.csv",
        "source-unpreserved",
    ),
    (one_more(lon="46.5", lat="39.5"), "incidents.csv new", "precision-missing"),
    (town(point(46, 40), **NAMED), "towns.geojson new", "precision-missing"),
    (town(point(-46, 40), precision_m=1, **NAMED), "towns.geojson new", "far-away"),
    (town(point(46, 4), precision_m=1, **NAMED), "towns.geojson new", "far-away"),
    (one_more(lon="64.8", lat="39.5", precision_m="1"), "incidents.csv new", "far-away"),
    *(
        ({"sources": changed(SOURCES, 1, url=url)}, "sources.csv ministry", "url-odd")
        for url in (
            "javascript:alert(1)",
            "www.example.org",
            "ftp://example.org/x",
            "page 3",
            "http:",
            "https://[",
            "//example.org",
        )
    ),
    ({"sources": changed(SOURCES, 1, archive_url="data:text/html,x")}, "sources.csv ministry", "url-odd"),
    ({"claims": changed(CLAIMS, 1, says=" ")}, "claims.csv a ministry", "denial-bare"),
    ({"claims": changed(CLAIMS, 1, says="", stance="disputes")}, "claims.csv a ministry", "denial-bare"),
    ({"claims": [*CLAIMS, CLAIMS[0]]}, "claims.csv a herald", "claim-double"),
    *(
        (one_more_source(**own, stance="confirms"), "claims.csv a new", "confirms-itself")
        for own in ({"party": "north", "publisher": "x"}, {"publisher": "Herald House"}, {"origin": "herald"})
    ),
    (
        {"claims": [*CLAIMS, {**CLAIMS[1], "stance": "confirms", "says": "So.", "via": "herald"}]},
        "claims.csv a ministry",
        "confirms-itself",
    ),
    (
        {"claims": [*CLAIMS, {**CLAIMS[0], "stance": "confirms", "says": "So."}]},
        "claims.csv a herald",
        "confirms-itself",
    ),
    (one_more(id="A"), "incidents.csv A", "id-alike"),
    (one_more(id=" a"), "incidents.csv  a", "id-alike"),
    (one_more(id="ａ"), "incidents.csv ａ", "id-alike"),
    (
        {"layers": {"towns": [*LAYERS["towns"], feature("DALE", None, part_of="pocket", **NAMED)]}},
        "towns.geojson DALE",
        "id-alike",
    ),
    (one_more_source(id="Herald", publisher="x"), "sources.csv Herald", "id-alike"),
    (town(point(46, 40), valid="2019", **PRECISE), "states.csv new 2021", "outside-validity"),
    (one_more(when="2022-09-01", site="road"), "incidents.csv new", "outside-validity"),
    (
        {"states": [*STATES, state("2022-08-29/2022-09-02", state="blocked")]},
        "states.csv road 2022-08-29/2022-09-02",
        "state-overlap",
    ),
    ({"states": [state("2021/.."), state("../2022", state="blocked")]}, "states.csv road 2021/..", "state-overlap"),
    (
        {"states": [state("2019/2022"), state("2020"), state("2021", state="blocked")]},
        "states.csv road 2021",
        "state-overlap",
    ),
    (
        {"sources": changed(SOURCES, 0, published="2022-08-29")},
        "states.csv road 2020-11-10/2022-08-30",
        "state-unattested",
    ),
    (one_more(site="dale", precision_m="4999"), "incidents.csv new", "precision-finer"),
    (one_more(lon="-30", lat="45", precision_m="100000"), "incidents.csv new", "in-the-sea"),
    (town(point(-30, 45), **PRECISE), "towns.geojson new", "in-the-sea"),
    (town(point(0, 0), **PRECISE), "towns.geojson new", "in-the-sea"),
    (town(point(-175, 30), **PRECISE), "towns.geojson new", "in-the-sea"),
    (town(point(10, 88), **PRECISE), "towns.geojson new", "in-the-sea"),
    (one_more_source(), "sources.csv new", "source-vague"),
    ({"sources": [*SOURCES, {**SOURCES[0], "id": "new"}]}, "sources.csv new", "source-unused"),
    (
        {"settings": {**SETTINGS, "kinds": [*SETTINGS["kinds"], {**ATTACK, "id": "new", "colour": "#d55e00"}]}},
        "atlas.toml kinds new",
        "look-alike",
    ),
    *(
        (
            {"settings": {**SETTINGS, "states": [*SETTINGS["states"], {"id": "new", "label": "New", **look}]}},
            where,
            code,
        )
        for where, code in [("atlas.toml states new", "look-alike")]
        for look in (
            {"pattern": "barred"},
            {"pattern": "dotted", "colour": ATTACK["colour"]},
            {"pattern": "dotted", "colour": "#b04a00"},
        )
    ),
    (
        {"settings": {**SETTINGS, "states": [{**SETTINGS["states"][0], "colour": "#0072b2"}, SETTINGS["states"][1]]}},
        "atlas.toml states open",
        "look-alike",
    ),
    *(
        (one_more(**{column: BAD_SIGN}), "incidents.csv new", "hidden-sign")
        for column in ("title", "text", "quote", "weather")
    ),
    (one_more(text="\x1b[2J"), "incidents.csv new", "hidden-sign"),
    (town(point(46, 40), precision_m=9, names={"hy": [BAD_SIGN]}), "towns.geojson new", "hidden-sign"),
    (town(point(46, 40), note=BAD_SIGN, **PRECISE), "towns.geojson new", "hidden-sign"),
    ({"sources": changed(SOURCES, 0, publisher=BAD_SIGN)}, "sources.csv herald", "hidden-sign"),
    ({"claims": changed(CLAIMS, 0, says=BAD_SIGN)}, "claims.csv a herald", "hidden-sign"),
    (town(None), "towns.geojson new", "name-missing"),
    (town(None, names={"en": [], "hy": [" "]}), "towns.geojson new", "name-missing"),
]


@pytest.mark.parametrize(("changes", "place", "expected"), RULES)
def test_a_rule_finds_its_case(folder: Callable[..., Path], changes: dict[str, Any], place: str, expected: str) -> None:
    """What a rule is about is found at its place, under the rule's code."""
    assert (place, expected) in found(read(folder(**changes)))


FINE: list[dict[str, Any]] = [
    {},
    one_more(when="2021"),
    one_more(when=""),
    one_more(when="2024-06-01"),
    one_more(when="2024"),
    one_more(when="2020-12-08", kind="meeting", site="hilltown"),
    one_more(when="2020-12-08/2020-12-09", site="hilltown"),
    one_more(when="2020-12-08", lon="46.7", lat="39.7", precision_m="5"),
    one_more(when="2020-12-12/2020-12-20"),  # same window and kind as another, but no place
    town(point(50, 41), precision_m=5, **NAMED),
    town(None, **NAMED),
    town(point(-25.6, 45), precision_m=2_000_000, **NAMED) | {"settings": HOMELESS},
    town(point(4.0, 52.4), **PRECISE) | {"settings": HOMELESS},  # near the shore
    town(point(-179.9, 67), **PRECISE) | {"settings": HOMELESS},  # its land lies over the antimeridian
    town({"type": "LineString", "coordinates": [[-30, 45], [-31, 45]]}, **PRECISE) | {"settings": HOMELESS},
    one_more(when="2022-08-31", site="road"),
    one_more(site="dale", precision_m="5000"),
    one_more(site="dale", precision_m="9", lon="46.91", lat="39.5"),
    one_more(text="Two\nlines, a\ttab, and a joiner" + chr(0x200D)),
    {"states": [*STATES, state("2022-08-30/2022-09-02", state="blocked")]},
    {"states": [*STATES, state("2022-08")]},  # the same state, said twice
    {"claims": changed(CLAIMS, 1, says="", locator="page 4")},
    {"claims": [*CLAIMS, {**CLAIMS[0], "says": "There were more shots."}]},
    {"sources": changed(SOURCES, 1, url="HTTPS://example.org/a?b#c", archive_url="http://example.org")},
    {"sources": changed(SOURCES, 0, published="")},
    claim_with(said="2020-12-12"),
    claim_with(said="2020-12"),  # perhaps after it began
    claim_with(said="2020-12-11", when="2020-12-12/2020-12-20"),  # announced: it names the days beforehand
    {"claims": [*CLAIMS, {**CLAIMS[3], "said": "2020-12-11", "stance": "disputes"}]},
    {"claims": [*CLAIMS, {**CLAIMS[3], "when": "2020-12-14", "stance": "denies"}]},  # who denies it names no day of it
    {"claims": [*CLAIMS, {**CLAIMS[3], "when": "2020-12-14", "source": "herald"}]},  # the other says that it lasted
    one_more(when="2021-05"),
    one_more(when="2021-05/2021-06"),
    one_more(when="2021-05-01/2021-05-30"),
    {"claims": [{**CLAIMS[0], "says": LONG}, {**CLAIMS[1], "says": LONG, "via": "herald"}, *CLAIMS[2:]]},
    {  # both are told once: the one repeats the other
        "claims": [{**CLAIMS[0], "says": LONG}, {**CLAIMS[1], "says": LONG}, *CLAIMS[2:]],
        "sources": changed(SOURCES, 1, origin="herald"),
    },
    *(
        {"sources": [*changed(SOURCES, 0, **origin), {**SOURCES[0], "id": "new"}], "claims": changed(CLAIMS, 2, **via)}
        for origin, via in (({"origin": "new"}, {}), ({}, {"via": "new"}))
    ),
    *(
        {"sources": changed(SOURCES, 1, url="https://example.org/b", **kept)}
        for kept in (
            {"archive_url": "https://example.org/c"},
            {"captured": "2024-01-03", "captured_by": "the archive"},
            {"sha256": "ab" * 32},
            {"file": "copies/b.pdf"},
        )
    ),
    one_more_source(publisher="x", party="south", stance="confirms"),
    {"claims": [*CLAIMS, {**CLAIMS[0], "stance": "disputes", "says": "Not there."}]},
    {  # the next state begins where this one ends, so its source speaks of the end
        "sources": [*SOURCES, {**SOURCES[0], "id": "old", "published": "2020-11-11"}],
        "states": [state("2020-11-10/2021", source="old"), state("2022-01-01/2022-08-30", state="blocked")],
    },
    {"states": [state("2020-11-10/..", source="ministry")]},  # nobody says when it ends
    {"settings": HOMELESS, **town(point(-105, 40), precision_m=1, **NAMED)},
]


@pytest.mark.parametrize("changes", FINE)
def test_what_is_in_order_is_left_alone(folder: Callable[..., Path], changes: dict[str, Any]) -> None:
    """Near cases are no finding: a year, a month without a day, another kind, no place, a neighbour of the home box."""
    if "incidents" in changes:  # the source of the new claim speaks of no date, so that only the rule's own case counts
        changes = {**changes, "sources": changed(SOURCES, 1, published="")}
    assert found(read(folder(**changes))) == set()


def test_a_denial_may_come_first(folder: Callable[..., Path]) -> None:
    """A source that disputes or denies may be older than the incident."""
    atlas = read(
        folder(
            sources=changed(SOURCES, 1, published="2020-11"),
            claims=CLAIMS[:3] + CLAIMS[4:] + [{**CLAIMS[3], "source": "herald"}],
        )
    )
    assert "source-early" not in {problem.code for problem in check(atlas, TODAY) if problem.place == "incidents.csv a"}


def test_the_box_may_cross_the_antimeridian(folder: Callable[..., Path]) -> None:
    """Near a home box across 180 degrees is near on both of its sides."""
    settings = {**SETTINGS, "home": [179.0, -1.0, -179.0, 1.0]}
    places = {"east": point(-178.5, 0), "west": point(178.5, 0), "far": point(0, 0), "north": point(180, 60)}
    sites = [feature(name, place, precision_m=1, names={"en": [name]}) for name, place in places.items()]
    atlas = read(folder(settings=settings, layers={"towns": sites, "roads": []}, incidents=[], claims=[], states=[]))
    assert {place for place, what in found(atlas) if what == "far-away"} == {
        "towns.geojson far",
        "towns.geojson north",
    }


def test_an_atlas_may_bring_its_own_land(folder: Callable[..., Path]) -> None:
    """What lies on land of the atlas's own basemap is not in the sea, however small the island."""
    island = {"type": "Polygon", "coordinates": [[[-30.1, 45], [-30, 44.9], [-29.9, 45], [-30.1, 45]]]}
    changes = town(point(-30, 45), **PRECISE)
    assert ("towns.geojson new", "in-the-sea") in found(read(folder(**changes)))
    atlas = read(folder(**changes, context={"land": [feature("x", island)]}))
    assert ("towns.geojson new", "in-the-sea") not in found(atlas)


@given(st.floats(-180, 180), st.floats(-90, 90))
def test_a_place_inside_land_is_never_at_sea(lon: float, lat: float) -> None:
    """What a country of the plain world covers is on land, and a circle as wide as the earth touches land anywhere."""
    land = [shape(one["geometry"]) for one in plain_world()["land"]["features"]]
    covered = any(one.covers(Point(lon, lat)) for one in land)
    assert not (covered and at_sea([(lon, lat, 0.0)])[0])
    assert at_sea([(lon, lat, 20_000_000.0)]) == [False]


def test_the_view_hides_nothing(made: Atlas) -> None:
    """The whole atlas is looked at, whatever the view asks."""
    assert check(made.filter(when="1999"), TODAY) == check(made, TODAY)


def test_today_is_the_readers_own(folder: Callable[..., Path]) -> None:
    """Without a day given, what is after the reader's own day is in the future."""
    atlas = read(folder(**one_more(when="9998")))
    assert ("incidents.csv new", "date-future") in {(problem.place, problem.code) for problem in check(atlas)}


def test_findings_come_by_rule_and_file(folder: Callable[..., Path]) -> None:
    """Findings come in the order of the rules, and for one rule in the order of the file."""
    codes = [problem.code for problem in check(read(folder(claims=[])), TODAY)]
    assert codes[:7] == ["no-source"] * len(INCIDENTS) + ["outside-validity"]
    places = [problem.place.split()[1] for problem in check(read(folder(claims=[])), TODAY)]
    assert places[:6] == [row["id"] for row in INCIDENTS]
    order = [code(rule) for rule in CHECKS]
    assert codes == sorted(codes, key=order.index)


def test_an_empty_atlas_has_no_findings(folder: Callable[..., Path]) -> None:
    """An atlas of a title has nothing to look at."""
    layers: dict[str, Any] = {"towns": [], "roads": []}
    settings = {"title": "T", "layers": SETTINGS["layers"]}
    assert check(read(folder(settings=settings, layers=layers, incidents=[], claims=[], sources=[], states=[]))) == []


def test_every_rule_is_in_the_documentation() -> None:
    """The table of docs/checks.md has every code in the order of the rules, with the first line of its docstring."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert rows == [(code(rule), (rule.__doc__ or "").splitlines()[0]) for rule in CHECKS]


def test_every_rule_has_a_case() -> None:
    """Each rule has a test that it finds something."""
    assert {expected for _, _, expected in RULES} == {code(rule) for rule in CHECKS}


def test_words_say_what_to_do(folder: Callable[..., Path]) -> None:
    """The words of a finding name the value and what to look at or to write."""
    atlas = read(folder(**one_more(when="[2021..2022-01-02]", lon="46.5", lat="39.5")))
    words = {problem.code: problem.text for problem in check(atlas, TODAY) if problem.place == "incidents.csv new"}
    long = "its date [2021..2022-01-02] leaves 367 days to one of its ends: narrow it if a source allows"
    assert words["window-long"] == long
    assert "metres" in words["precision-missing"]


def test_the_repositorys_atlas_can_be_checked(geo: Atlas) -> None:
    """Nothing is to be found in the atlas of the repository but that it keeps no copies, which docs/atlas.md tells."""
    found = [(problem.place, problem.code) for problem in check(geo, date(2030, 1, 1))]
    assert found == [("sources.csv", "source-unpreserved")]


def test_a_slash_is_asked_about_only_where_it_changed_what_a_date_says(folder: Callable[..., Path]) -> None:
    """Whoever has no date that the first format read otherwise is asked nothing, whatever the settings say."""
    plain = [{**row, "when": row["when"].partition("/")[0]} for row in INCIDENTS]
    for incidents, codes in (
        (INCIDENTS, ["slash-unsaid"]),
        (plain, []),
        ([*plain, TWICE | {"when": "[2020..2021]"}], []),
    ):
        atlas = read(folder(settings=UNSAID, incidents=incidents))
        assert [one.code for one in check(atlas, TODAY) if one.code == "slash-unsaid"] == codes
