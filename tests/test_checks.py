import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, SOURCES, changed, feature, point

from mapkit.atlas import Atlas
from mapkit.checks import CHECKS, check, code
from mapkit.files import read

TODAY = date(2024, 6, 1)
DOCS = Path(__file__).parents[1] / "docs" / "checks.md"
# The made atlas has one open window and one line of this on purpose; everything else in it is in order.
USUAL = {("incidents.csv by-name", "window-long")}


def found(atlas: Atlas) -> set[tuple[str, str]]:
    """Places and codes of what is found beyond the usual."""
    return {(problem.place, problem.code) for problem in check(atlas, TODAY)} - USUAL


def one_more(**cells: Any) -> dict[str, Any]:
    """The change that adds an incident with a claim."""
    row = {"id": "new", "when": "2021-05-01", "kind": "attack", "title": "New", **cells}
    return {"incidents": [*INCIDENTS, row], "claims": [*CLAIMS, {**CLAIMS[2], "incident": "new", "source": "ministry"}]}


def town(geometry: Any, **properties: Any) -> dict[str, Any]:
    """The change that adds a site."""
    return {"layers": {"towns": [*LAYERS["towns"], feature("new", geometry, **properties)]}}


NAMED = {"names": {"en": ["New"]}}
TWICE = INCIDENTS[0] | {"id": "again"}
RULES: list[tuple[dict[str, Any], str, str]] = [
    ({"claims": CLAIMS[:2] + CLAIMS[3:]}, "incidents.csv b", "no-source"),
    ({"claims": CLAIMS[1:]}, "incidents.csv a", "only-against"),
    ({"claims": changed(CLAIMS, 0, stance="disputes")}, "incidents.csv a", "only-against"),
    ({"incidents": [*INCIDENTS, TWICE], "claims": [*CLAIMS, {**CLAIMS[0], "incident": "again"}]},
     "incidents.csv again", "likely-double"),
    (one_more(when="2020-12-12/2020-12-20", lon="46.8", lat="39.9", precision_m="9"),
     "incidents.csv new", "likely-double"),
    (one_more(when="2022-12-12/..", site="nowhere", kind="meeting"), "incidents.csv new", "likely-double"),
    (one_more(when="2021/2022-01-02"), "incidents.csv new", "window-long"),
    (one_more(when="2021/.."), "incidents.csv new", "window-long"),
    (one_more(when="../2021"), "incidents.csv new", "window-long"),
    (one_more(when="20XX"), "incidents.csv new", "window-long"),
    (one_more(when="2024-06-02"), "incidents.csv new", "date-future"),
    ({"sources": changed(SOURCES, 1, accessed="2204-01-01")}, "sources.csv ministry", "date-future"),
    ({"sources": changed(SOURCES, 1, published="2024-07", accessed="")}, "sources.csv ministry", "date-future"),
    ({"sources": changed(SOURCES, 0, published="2020-12-07")}, "incidents.csv a", "source-early"),
    (one_more(lon="46.5", lat="39.5"), "incidents.csv new", "precision-missing"),
    (town(point(46, 40), **NAMED), "towns.geojson new", "precision-missing"),
    (town(point(-46, 40), precision_m=1, **NAMED), "towns.geojson new", "far-away"),
    (town(point(46, 4), precision_m=1, **NAMED), "towns.geojson new", "far-away"),
    (one_more(lon="64.8", lat="39.5", precision_m="1"), "incidents.csv new", "far-away"),
    *(({"sources": changed(SOURCES, 1, url=url)}, "sources.csv ministry", "url-odd")
      for url in ("javascript:alert(1)", "www.example.org", "ftp://example.org/x", "page 3", "http:", "https://[",
                  "//example.org")),
    ({"sources": changed(SOURCES, 1, archive_url="data:text/html,x")}, "sources.csv ministry", "url-odd"),
    (town(None), "towns.geojson new", "name-missing"),
    (town(None, names={"en": [], "hy": [" "]}), "towns.geojson new", "name-missing"),
]  # fmt: skip


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
    {"sources": changed(SOURCES, 1, url="HTTPS://example.org/a?b#c", archive_url="http://example.org")},
    {"sources": changed(SOURCES, 0, published="")},
    {"settings": {name: value for name, value in SETTINGS.items() if name != "home"},
     **town(point(-46, 40), precision_m=1, **NAMED)},
]  # fmt: skip


@pytest.mark.parametrize("changes", FINE)
def test_what_is_in_order_is_left_alone(folder: Callable[..., Path], changes: dict[str, Any]) -> None:
    """Near cases are no finding: a year, a month without a day, another kind, no place, a neighbour of the home box."""
    if "incidents" in changes:  # the source of the new claim speaks of no date, so that only the rule's own case counts
        changes = {**changes, "sources": changed(SOURCES, 1, published="")}
    assert found(read(folder(**changes))) == set()


def test_a_denial_may_come_first(folder: Callable[..., Path]) -> None:
    """A source that disputes or denies may be older than the incident."""
    atlas = read(folder(sources=changed(SOURCES, 1, published="2020-11"), claims=CLAIMS[:3] + CLAIMS[4:] + [
        {**CLAIMS[3], "source": "herald"}]))  # fmt: skip
    assert "source-early" not in {problem.code for problem in check(atlas, TODAY) if problem.place == "incidents.csv a"}


def test_the_box_may_cross_the_antimeridian(folder: Callable[..., Path]) -> None:
    """Near a home box across 180 degrees is near on both of its sides."""
    settings = {**SETTINGS, "home": [179.0, -1.0, -179.0, 1.0]}
    places = {"east": point(-178.5, 0), "west": point(178.5, 0), "far": point(0, 0), "north": point(180, 60)}
    sites = [feature(name, place, precision_m=1, names={"en": [name]}) for name, place in places.items()]
    atlas = read(folder(settings=settings, layers={"towns": sites, "roads": []}, incidents=[], claims=[], states=[]))
    assert found(atlas) == {("towns.geojson far", "far-away"), ("towns.geojson north", "far-away")}


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
    assert codes == ["no-source"] * len(INCIDENTS) + ["window-long"]
    assert [problem.place.split()[1] for problem in check(read(folder(claims=[])), TODAY)][:-1] == [
        row["id"] for row in INCIDENTS
    ]


def test_an_empty_atlas_has_no_findings(folder: Callable[..., Path]) -> None:
    """An atlas of a title has nothing to look at."""
    assert check(read(folder(settings={"title": "T"}, incidents=[], claims=[], sources=[], states=[]))) == []


def test_every_rule_is_in_the_documentation() -> None:
    """The table of docs/checks.md has every code in the order of the rules, with the first line of its docstring."""
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", DOCS.read_text("utf-8"), re.MULTILINE)
    assert rows == [(code(rule), (rule.__doc__ or "").splitlines()[0]) for rule in CHECKS]


def test_every_rule_has_a_case() -> None:
    """Each rule has a test that it finds something."""
    assert {expected for _, _, expected in RULES} == {code(rule) for rule in CHECKS}


def test_words_say_what_to_do(folder: Callable[..., Path]) -> None:
    """The words of a finding name the value and what to look at or to write."""
    atlas = read(folder(**one_more(when="2021/2022-01-02", lon="46.5", lat="39.5")))
    words = {problem.code: problem.text for problem in check(atlas, TODAY) if problem.place == "incidents.csv new"}
    assert words["window-long"] == "its window 2021/2022-01-02 has 367 days: narrow it if a source allows"
    assert "metres" in words["precision-missing"]


def test_the_repositorys_atlas_can_be_checked(geo: Atlas) -> None:
    """The atlas of the repository has a source for every incident, an address for every source and no date to come."""
    codes = {problem.code for problem in check(geo, date(2030, 1, 1))}
    assert not codes & {
        "no-source",
        "only-against",
        "date-future",
        "far-away",
        "url-odd",
        "name-missing",
        "precision-missing",
    }
