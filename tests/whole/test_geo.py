"""The atlas in geo/ keeps the rules that docs/atlas.md states."""

import csv
import importlib
import json
import math
import re
import tomllib
from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from shapely.affinity import scale
from shapely.geometry import Polygon, shape

from mapkit.atlas import Atlas
from support.repository import ROOT

GEO = ROOT / "geo"
LINES = range(1, 31)  # sentences of the text, one a line
UNDATED = {"jafarsoy-statement", "helsinki-commission-statement"}
UNPLACED = {
    "aliyev-iron-fist-2020-12",
    "turkish-officers-2021-01-30",
    "armenia-mfa-tepnants-2021-10",
}
ONE_OF = {  # on one day of several, or on some of them; every other date of more than a day is of what lasted
    "ceasefire-agreement-2020-11",
    "headquarters-2020-11",
    "aliyev-ayvazyan-2021-01",
    "armenia-mfa-tepnants-2021-10",
    "peacekeepers-criticism-2022",
    "peacekeepers-profit-allegation",
}
DAY = len("2020-11-10")
NOT_KNOWN_WHEN_SAID = {
    "wikipedia": 15,
    "tass": 3,
    "mod-russia": 1,
    "wikipedia-blockade": 1,
    "wikipedia-offensive": 1,
    "jamnews-2021-04": 1,
    "lapsusliber": 1,
    "investigators-armenia": 1,
    "jafarsoy": 1,
    "helsinki-commission": 1,
}
BY_NAME_ONLY = {"qiyameddinli", "line-of-contact"}
OUTSIDE_HOME = {"baku", "yerevan"}
LOADED = re.compile("block|liberat|occup|cleans|aggress")
NAMES_NOT_FOUND = {("marzili", "hy"), ("qiyameddinli", "hy"), ("tegh", "az"), ("kornidzor", "az")}
ARTICLE = "https://en.wikipedia.org/wiki/Peacekeeping_operations_in_Nagorno-Karabakh"
LOCATOR = re.compile(r'sentence (\d+): "([^"]+)"')
FROM_MEMORY = {"hy": "Armenian", "az": "Azerbaijani", "ru": "Russian"}
PATTERNS = {"pale", "hatched", "barred", "outlined", "solid", "dotted", "framed"}
OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999"}
SHAPES = {"circle", "square", "triangle", "triangle-down", "diamond", "cross", "plus", "star", "hexagon", "pentagon"}
LAYERS = ["stepanakert-hq", "marzili-rtjmc", "lachin-corridor", "hadrut", "sarsang-reservoir", "shusha", "region"]
TOLLS = [f"{what}_{end}" for what in ("killed", "injured") for end in ("low", "best", "high")]
TABLES = ["incidents", "sources", "claims", "states", "coverage"]

Row = dict[str, str]


@cache
def table(name: str) -> list[Row]:
    """All rows of one CSV file."""
    with (GEO / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@cache
def meta() -> dict[str, Any]:
    """The contents of atlas.toml."""
    return tomllib.loads((GEO / "atlas.toml").read_text(encoding="utf-8"))


@cache
def layer(name: str) -> dict[str, Any]:
    """One layer file; numbers that JSON does not know are refused."""
    text = (GEO / f"{name}.geojson").read_text(encoding="utf-8")
    parsed: dict[str, Any] = json.loads(text, parse_constant=pytest.fail)
    return parsed


@cache
def sites() -> dict[str, dict[str, Any]]:
    """Features of all layers by id; a later double would hide an earlier one, so doubles fail here."""
    features = [feature for name in LAYERS for feature in layer(name)["features"]]
    ids = [feature["id"] for feature in features]
    assert len(set(ids)) == len(ids)
    return dict(zip(ids, features, strict=True))


def ids(name: str) -> list[str]:
    """The id column of a table."""
    return [row["id"] for row in table(name)]


def incident(key: str) -> Row:
    """One incident by id."""
    return next(row for row in table("incidents") if row["id"] == key)


def claims(key: str) -> list[Row]:
    """The claims on one incident."""
    return [row for row in table("claims") if row["incident"] == key]


def published(key: str) -> str:
    """The day on which a source was published; "" where nobody knows."""
    return next(row["published"] for row in table("sources") if row["id"] == key)


def said_on(claim: Row) -> str:
    """When a claim was made: on its own day, or on that of its source; "" where nobody knows."""
    return claim["said"] or published(claim["source"])


def cited_lines(claim: Row) -> list[int]:
    """The sentences of the text that a claim cites."""
    return [int(number) for number, _ in LOCATOR.findall(claim["locator"])]


def first_day(text: str) -> date:
    """The first day of a year, month or day."""
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])


def day_after(text: str) -> date:
    """The day after the last of a year, month or day."""
    start, parts = first_day(text), text.count("-")
    if parts == 2:
        return start + timedelta(days=1)
    next_month = start.replace(day=1, month=start.month % 12 + 1, year=start.year + start.month // 12)
    return next_month if parts == 1 else start.replace(year=start.year + 1)


def window(text: str) -> tuple[date, date]:
    """The half-open window of the EDTF forms that this atlas uses."""
    plain = r"\d{4}(-\d\d(-\d\d)?)?"
    assert re.fullmatch(rf"{plain}(/({plain}|\.\.)?)?", text), f"not a date of this atlas: {text!r}"
    start, slash, end = text.partition("/")
    return first_day(start), date.max if slash and end in ("", "..") else day_after(end or start)


def outer(text: str) -> tuple[date, date]:
    """The half-open window of all days that an incident's date may touch: it lasted (a/b), or was on one of them."""
    return window(text[1:-1].replace("..", "/") if text.startswith("[") else text)


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great-circle distance of two (lon, lat) in degrees."""
    (lon1, lat1), (lon2, lat2) = a, b
    half = math.sin(math.radians(lat2 - lat1) / 2) ** 2
    half += math.cos(math.radians(lat1)) * math.cos(math.radians(lat2)) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371008.8 * math.asin(math.sqrt(half))


def positions(geometry: dict[str, Any]) -> list[tuple[float, float]]:
    """All positions of a Point, LineString or Polygon."""
    found = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [tuple(found)]
    paths = [found] if geometry["type"] == "LineString" else found
    return [tuple(place) for path in paths for place in path]


def located() -> dict[str, dict[str, Any]]:
    """Sites that have a geometry."""
    return {key: feature for key, feature in sites().items() if feature["geometry"] is not None}


def test_coverage_lists_every_line_once() -> None:
    """Coverage has one row for each of the thirty sentences, in order."""
    assert [int(row["line"]) for row in table("coverage")] == list(LINES)


@pytest.mark.parametrize("row", table("coverage"), ids=lambda row: row["line"])
def test_every_line_is_used_or_refused(row: Row) -> None:
    """A sentence leads to incidents that exist, or its row gives the reason why not, never both."""
    used = row["ids"].split()
    assert set(used) <= set(ids("incidents"))
    assert bool(used) != bool(row["reason"].strip())


@pytest.mark.parametrize("row", table("coverage"), ids=lambda row: row["line"])
def test_coverage_agrees_with_the_locators(row: Row) -> None:
    """The incidents that coverage names for a line are those with a claim that cites the line."""
    citing = {claim["incident"] for claim in table("claims") if int(row["line"]) in cited_lines(claim)}
    assert set(row["ids"].split()) == citing


@pytest.mark.parametrize("name", ["incidents", "sources"])
def test_ids_are_unique_and_kebab_case(name: str) -> None:
    """Ids are unique, lower case, and joined by hyphens."""
    assert len(set(ids(name))) == len(ids(name))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in ids(name))


def test_site_ids_are_unique_and_kebab_case() -> None:
    """Site ids are unique over all layers, lower case, and joined by hyphens."""
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in sites())


def test_names_of_other_tables_resolve() -> None:
    """Every site, kind, source, incident, party and state that a row names exists."""
    kinds, parties, states = ({one["id"] for one in meta()[key]} for key in ("kinds", "parties", "states"))
    assert {row["kind"] for row in table("incidents")} == kinds
    assert {row["site"] for row in table("incidents")} - {""} <= set(sites())
    assert {row["party"] for row in table("sources")} - {""} == parties
    assert {row["incident"] for row in table("claims")} == set(ids("incidents"))
    assert {row["site"] for row in table("states")} <= set(sites())
    assert {row["state"] for row in table("states")} == states


def test_every_source_is_cited() -> None:
    """The sources are exactly those that a claim or a state cites."""
    cited = {row["source"] for name in ("claims", "states") for row in table(name)}
    assert cited == set(ids("sources"))


def test_locators_can_be_followed() -> None:
    """A locator is empty, or tells sentences by their number and a few of their words, the same words for the same one.

    What speaks through the article has the article's address and a locator in each claim; nothing else has one.
    """
    words: dict[str, set[str]] = {}
    for row in table("claims"):
        assert row["locator"] == "; ".join(match[0] for match in LOCATOR.finditer(row["locator"]))
        for number, quoted in LOCATOR.findall(row["locator"]):
            words.setdefault(number, set()).add(quoted)
    assert sorted(map(int, words)) == list(LINES)
    assert all(len(found) == 1 and len(next(iter(found)).split()) <= 6 for found in words.values())
    through = {row["id"] for row in table("sources") if row["url"] == ARTICLE}
    assert all((row["source"] in through) == bool(row["locator"]) for row in table("claims"))


def test_every_source_has_an_address() -> None:
    """A source can be looked up: it has a publisher and an address of the web."""
    assert all(row["publisher"] and row["url"].startswith(("http://", "https://")) for row in table("sources"))


def test_exactly_two_statements_are_undated() -> None:
    """Jafarsoy and the Helsinki Commission have no date, and nobody else lacks one."""
    undated = [row for row in table("incidents") if not row["when"]]
    assert {row["id"] for row in undated} == UNDATED
    assert {row["kind"] for row in undated} == {"statement"}
    assert {row["id"] for row in table("incidents") if row["when_basis"] == "unknown"} == UNDATED


def test_unplaced_incidents_are_known() -> None:
    """An incident has a place, or is one of the three whose sentence names none nearer than a country."""
    assert {row["id"] for row in table("incidents") if not (row["site"] or row["lon"])} == UNPLACED


def test_no_incident_stands_in_a_capital() -> None:
    """Nothing is placed where its speaker sits."""
    assert not {row["site"] for row in table("incidents")} & OUTSIDE_HOME


def test_no_incident_stands_at_a_site_without_a_geometry() -> None:
    """A placed incident stands at a site that can be drawn."""
    assert {row["site"] for row in table("incidents")} - {""} <= set(located())


def test_events_rest_on_dated_evidence() -> None:
    """An incident that is not a statement has a date and a claim that reports or confirms it."""
    for row in table("incidents"):
        if row["kind"] != "statement":
            assert row["when"]
            assert {claim["stance"] for claim in claims(row["id"])} & {"reports", "confirms"}


def test_no_claim_is_older_than_what_it_speaks_of() -> None:
    """Nothing was said before the incident began, but for what was announced."""
    began = {row["id"]: outer(row["when"])[0] for row in table("incidents") if row["when"]}
    planned = {row["id"] for row in table("incidents") if row["kind"] == "planned-event"}
    for claim in table("claims"):
        if said_on(claim) and claim["incident"] in began.keys() - planned:
            assert outer(said_on(claim))[1] > began[claim["incident"]], claim


def test_the_day_of_a_claim_is_written_once() -> None:
    """`said` is for what was said on another day than the source was published on, or by a source without one."""
    for claim in table("claims"):
        assert not claim["said"] or claim["said"] != published(claim["source"]), claim


def test_claims_that_nobody_dates_are_listed() -> None:
    """Each claim has a day or a span of days, or is one of those that docs/atlas.md lists by source."""
    assert Counter(row["source"] for row in table("claims") if not said_on(row)) == NOT_KNOWN_WHEN_SAID
    text = (ROOT / "docs" / "atlas.md").read_text(encoding="utf-8")
    dated = [said_on(row) for row in table("claims") if said_on(row)]
    on_a_day, left = sum(len(day) == DAY for day in dated), len(table("claims")) - len(dated)
    words = f"{on_a_day} have a day, {len(dated) - on_a_day} a span, and {left} have neither"
    assert f"of {len(table('claims'))} claims {words}" in text
    assert all(f"`{key}`" in text for key in NOT_KNOWN_WHEN_SAID)


def test_the_date_of_an_id_is_when_its_source_said_so() -> None:
    """An id that ends with a day or a month has the one on which the source said so, by its claims or its own date."""
    for row in table("sources"):
        if ending := re.search(r"-(20\d\d-\d\d(-\d\d)?)$", row["id"]):
            days = {said_on(claim) for claim in table("claims") if claim["source"] == row["id"]} or {row["published"]}
            spans = [outer(day) for day in days - {""}]
            start, end = window(ending[1])
            assert all(start < span[1] and span[0] < end for span in spans), row["id"]


def test_every_incident_rests_on_the_text() -> None:
    """Each incident has a claim that cites a line of the text."""
    assert all(any(map(cited_lines, claims(key))) for key in ids("incidents"))


def test_dates_can_be_read_and_run_forwards() -> None:
    """Every date is a day, month, year or interval of them, and begins before it ends."""
    assert all(start < end for start, end in (outer(row["when"]) for row in table("incidents") if row["when"]))
    texts = [row["when"] for row in table("states")]
    texts += [site["properties"]["valid"] for site in sites().values() if "valid" in site["properties"]]
    texts += [meta()["window"], *(chapter["when"] for chapter in meta()["chapters"])]
    assert all(start < end for start, end in map(window, texts))


def test_incidents_are_sorted_by_date() -> None:
    """Rows stand in the order of their first day, the undated last."""
    keys = [(not row["when"], row["when"].strip("[")[:10]) for row in table("incidents")]
    assert keys == sorted(keys)


def test_a_date_that_is_not_stated_is_explained() -> None:
    """A date says how it was come by; one that the sentence does not state in full has a note in words."""
    known = {"stated", "year-inferred", "relative", "external", "inferred", "unknown"}
    assert {row["when_basis"] for row in table("incidents")} <= known
    assert all(
        row["when_note"] for row in table("incidents") if row["when_basis"] != "stated" or len(row["when"]) > DAY
    )


@pytest.mark.parametrize(
    "row", [row for row in table("incidents") if len(row["when"]) > DAY], ids=lambda row: row["id"]
)
def test_a_date_of_several_days_says_whether_it_lasted(row: Row) -> None:
    """[a..b] is for what happened on one day of these or on some, a/b for what lasted, and the note says which."""
    assert (row["id"] in ONE_OF) == row["when"].startswith("[")
    assert row["when_note"].startswith(("One day", "On ") if row["id"] in ONE_OF else "Lasted")


def test_an_unplaced_incident_says_why() -> None:
    """An incident without a place has a note on the place."""
    assert all(incident(key)["place_note"] for key in UNPLACED)


@pytest.mark.parametrize(
    ("key", "days"),
    [
        ("ceasefire-agreement-2020-11", ("2020-11-09", "2020-11-10")),
        ("aliyev-ayvazyan-2021-01", ("2021-01-06", "2021-01-07")),
    ],
)
def test_a_window_holds_every_day_that_is_claimed(key: str, days: tuple[str, str]) -> None:
    """Where sources give two days, the window begins with the one and ends with the other."""
    assert outer(incident(key)["when"]) == (first_day(days[0]), day_after(days[1]))


def test_the_attack_near_hadrut_is_as_reported() -> None:
    """8 December 2020, one killed, one injured, somewhere around Hadrut."""
    row = incident("hadrut-attack-2020-12-08")
    assert (row["when"], row["site"], row["kind"]) == ("2020-12-08", "hadrut", "attack")
    assert [row[toll] for toll in TOLLS] == ["1"] * 6


def test_both_accounts_of_the_height_stand_side_by_side() -> None:
    """The Russian side reports the taking of the height, the Azerbaijani side disputes the account."""
    stances = {(claim["source"], claim["stance"]) for claim in claims("height-2023-03-25")}
    assert {("peacekeepers-russia", "reports"), ("mod-azerbaijan", "disputes")} <= stances
    assert incident("height-2023-03-25")["site"] == "height-2054"


def test_both_villages_of_the_monitoring_centre_are_named() -> None:
    """The opening is claimed near Marzili and near Qiyameddinli."""
    said = " ".join(claim["says"] for claim in claims("rtjmc-opening-2021-01-30"))
    assert "Marzili" in said
    assert "Qiyameddinli" in said


def test_both_accounts_of_each_contested_event_are_there() -> None:
    """What sides tell differently has a claim for it and one against it: nine incidents."""
    disputed = {row["incident"] for row in table("claims") if row["stance"] in {"disputes", "denies"}}
    assert disputed == {
        "hin-tagher-capture-2020-12-12",
        "tepnants-killing-2021-10-09",
        "sarsang-convoy-2021-10-13",
        "drone-strike-2022-03-25",
        "lachin-road-2022-12-12",
        "humanitarian-crisis-2022",
        "height-2023-03-25",
        "offensive-2023-09",
        "exodus-2023-09",
    }
    for key in disputed:
        assert {claim["stance"] for claim in claims(key)} & {"reports", "confirms"}


def test_no_title_or_label_speaks_for_a_side() -> None:
    """What one side calls a blockade and another denies is none in a title, a kind, a state or a chapter."""
    words = [row["title"] for row in table("incidents")]
    words += [
        one[name] for key in ("kinds", "states", "chapters") for one in meta()[key] for name in one.keys() - {"text"}
    ]
    words = [word for word in words if isinstance(word, str)]
    assert not [word for word in words if LOADED.search(word.lower())]


def test_texts_of_chapters_name_who_says_so() -> None:
    """Each chapter has a text, in which a word that a side chose stands in a sentence that names two who differ."""
    texts = [chapter["text"] for chapter in meta()["chapters"]]
    parties = re.compile("Armenia|Artsakh|Azerbaijan|Russia|article")
    assert len(texts) == len(meta()["chapters"])
    for sentence in re.split(r"(?<=\.) ", " ".join(texts)):
        if LOADED.search(sentence.lower()):
            assert len(set(parties.findall(sentence))) > 1, sentence
    assert any(LOADED.search(text.lower()) for text in texts)


def test_actors_and_targets_are_named() -> None:
    """Who acts is said wherever the text names somebody, and a contested one is called so."""
    nobody = {"hadrut-attack-2020-12-08", "peacekeepers-criticism-2022", "humanitarian-crisis-2022"}
    assert {row["id"] for row in table("incidents") if not row["actor"]} == nobody
    contested = {row["id"] for row in table("incidents") if row["actor"].startswith("contested")}
    assert contested == {
        "tepnants-killing-2021-10-09",
        "sarsang-convoy-2021-10-13",
        "drone-strike-2022-03-25",
        "lachin-road-2022-12-12",
    }
    assert all({claim["stance"] for claim in claims(key)} & {"denies", "disputes"} for key in contested)


def test_sides_are_told_in_few_words() -> None:
    """Whoever acts or is acted on has a side to filter by: a party of the conflict, several, others, or contested."""
    sides = {"Armenia", "Artsakh", "Azerbaijan", "Russia", "several", "other"}
    for row in table("incidents"):
        assert bool(row["actor"]) == bool(row["actor_side"])
        assert bool(row["target"]) == bool(row["target_side"])
        assert row["actor_side"] in {"", "contested"} | sides
        assert row["target_side"] in {""} | sides
        assert (row["actor_side"] == "contested") == row["actor"].startswith("contested")
    acts = {row["id"] for row in table("incidents") if row["actor_side"] == "Azerbaijan"}
    assert {"offensive-2023-09", "hin-tagher-capture-2020-12-12", "height-2023-03-25"} <= acts


def test_stances_are_known_and_every_claim_says_something() -> None:
    """A claim reports, confirms, disputes or denies, in words."""
    assert {row["stance"] for row in table("claims")} <= {"reports", "confirms", "disputes", "denies"}
    assert all(row["says"].strip() for row in table("claims"))


def test_tolls_are_whole_and_ordered() -> None:
    """A toll has low, best and high, in that order, or nothing."""
    for row in table("incidents"):
        for what in ("killed", "injured"):
            toll = [row[f"{what}_{end}"] for end in ("low", "best", "high")]
            assert all(toll) or not any(toll)
            assert [int(number) for number in toll if number] == sorted(int(number) for number in toll if number)
            assert len(set(toll)) == 1 or row["toll_note"], row["id"]


def test_quotes_are_a_few_words() -> None:
    """A quotation has at most six words."""
    assert all(len(row["quote"].split()) <= 6 for row in table("incidents"))


def test_own_words_and_titles_are_there() -> None:
    """Every incident has a title without a full stop and a text with one."""
    assert all(row["title"] and not row["title"].endswith(".") for row in table("incidents"))
    assert all(row["text"].endswith(".") for row in table("incidents"))


def test_layers_and_files_agree() -> None:
    """The layers of atlas.toml are the GeoJSON files of the folder."""
    assert [one["id"] for one in meta()["layers"]] == LAYERS
    assert {path.stem for path in GEO.glob("*.geojson")} == set(LAYERS)


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_is_plain_geojson(name: str) -> None:
    """A layer is a FeatureCollection of RFC 7946: no crs, each feature with id, geometry and properties."""
    assert set(layer(name)) == {"type", "features"}
    assert layer(name)["type"] == "FeatureCollection"
    for feature in layer(name)["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"


def test_geometries_are_valid() -> None:
    """Every geometry is a Point, LineString or Polygon that shapely finds valid and simple."""
    for key, feature in located().items():
        assert feature["geometry"]["type"] in {"Point", "LineString", "Polygon"}, key
        assert shape(feature["geometry"]).is_valid, key
        assert shape(feature["geometry"]).is_simple, key


def test_coordinates_are_in_range_and_not_swapped() -> None:
    """Every position is longitude, latitude in degrees; all but two capitals lie in the home box."""
    west, south, east, north = meta()["home"]
    for key, feature in located().items():
        for lon, lat in positions(feature["geometry"]):
            assert 44 < lon < 51, key
            assert 38 < lat < 42, key
            assert (west < lon < east and south < lat < north) or key in OUTSIDE_HOME, key


def test_rings_are_closed_and_right_handed() -> None:
    """A polygon's outer ring ends where it begins and runs counter-clockwise."""
    polygons = [one["geometry"] for one in located().values() if one["geometry"]["type"] == "Polygon"]
    assert polygons
    for polygon in polygons:
        outer = polygon["coordinates"][0]
        assert outer[0] == outer[-1]
        assert len(outer) >= 4
        assert Polygon(outer).exterior.is_ccw


def test_only_two_sites_are_known_by_name_only() -> None:
    """A missing geometry is meant: it has no precision and its note says so."""
    assert set(sites()) - set(located()) == BY_NAME_ONLY
    for key in BY_NAME_ONLY:
        assert "precision_m" not in sites()[key]["properties"]
        assert "name only" in sites()[key]["properties"]["note"]


def test_every_site_says_how_well_and_whence_it_is_known() -> None:
    """A site has a sort and the source of its coordinate; one with a geometry has a precision in metres."""
    for key, feature in sites().items():
        assert feature["properties"]["sort"], key
        assert feature["properties"]["coordinate_source"], key
    assert all(feature["properties"]["precision_m"] > 0 for feature in located().values())


@pytest.mark.parametrize("language", ["en", "hy", "az", "ru"])
def test_sites_are_named_in_four_languages(language: str) -> None:
    """A site has a name in each language, but for the listed ones that were not found."""
    lacking = {key for key, site in sites().items() if not site["properties"]["names"].get(language)}
    assert lacking == {key for key, missing in NAMES_NOT_FOUND if missing == language}


def test_names_are_lists_in_their_own_script() -> None:
    """Names are lists of distinct texts; Armenian and Russian ones are in their scripts."""
    scripts = {"hy": r"[\u0530-\u058F0-9 \-–«»]+", "ru": r"[\u0400-\u04FF0-9 ()\-–]+"}
    for key, site in sites().items():
        for language, names in site["properties"]["names"].items():
            assert names == list(dict.fromkeys(names)), key
            assert all(re.fullmatch(scripts.get(language, r"\S.*\S"), name) for name in names), key


def test_names_from_memory_are_marked_by_language() -> None:
    """The mark names languages that the site has names in, and the note says so to a reader."""
    for key, site in sites().items():
        marked = site["properties"].get("names_from_memory", [])
        assert set(marked) <= set(site["properties"]["names"]), key
        said = f"Names from memory, not looked up: {', '.join(FROM_MEMORY[one] for one in marked)}."
        assert site["properties"].get("note", "").endswith(said) == bool(marked), key


def test_rivals_say_how_far_they_are() -> None:
    """A rival place has a source, and its note begins with its distance from the point, to the digit given."""
    rivals = [(key, one) for key, site in sites().items() for one in site["properties"].get("rivals", [])]
    assert rivals
    for key, rival in rivals:
        apart = metres(positions(sites()[key]["geometry"])[0], (rival["lon"], rival["lat"]))
        words = f"{apart:.0f} m away" if apart < 1000 else f"{apart / 1000:.1f} km away"
        assert rival["source"], key
        assert rival["note"].startswith(words), key


def test_the_reservoir_is_our_own_drawing_of_the_right_size() -> None:
    """The polygon covers about 14 km2 and says that it is schematic."""
    feature = sites()["sarsang-reservoir"]
    north_south = 111.195
    polygon = shape(feature["geometry"])
    in_km = scale(polygon, north_south * math.cos(math.radians(polygon.centroid.y)), north_south)
    assert 13.5 < in_km.area < 14.5
    assert "schematic" in feature["properties"]["coordinate_source"]


def test_the_route_by_the_reservoir_joins_its_villages() -> None:
    """The route goes from Madagiz past the reservoir to Getavan and Vank."""
    route = shape(sites()["madagiz-vank-route"]["geometry"])
    places = [shape(sites()[key]["geometry"]) for key in ("madagiz", "getavan", "vank")]
    along = [route.project(place) for place in places]
    assert along == sorted(along)
    assert all(route.distance(place) == 0 for place in places)
    assert route.intersects(shape(sites()["sarsang-reservoir"]["geometry"]))


def test_the_headquarters_and_the_airport_are_two_places() -> None:
    """The headquarters stand in the city, the parade was planned at the airport, and each is as precise as its site."""
    city, airport = (positions(sites()[key]["geometry"])[0] for key in ("peacekeeping-hq", "stepanakert-airport"))
    assert city == positions(sites()["stepanakert"]["geometry"])[0]
    assert metres(city, airport) > 9000
    assert incident("parade-planned-2021-05-09")["site"] == "stepanakert-airport"
    assert incident("headquarters-2020-11")["site"] == "peacekeeping-hq"


def test_the_vank_of_the_route_is_the_one_on_the_way_to_kalbajar() -> None:
    """The route ends at Vank by Dadivank; the village below Gandzasar is its rival, and the precision holds it."""
    vank = sites()["vank"]["properties"]
    gandzasar = next(one for one in vank["rivals"] if "Gandzasar" in one["note"])
    apart = metres(positions(sites()["vank"]["geometry"])[0], (gandzasar["lon"], gandzasar["lat"]))
    assert 24_000 < apart < vank["precision_m"]
    assert "inference" in vank["note"]


def test_the_road_is_marked_where_it_was_closed() -> None:
    """The mark of the stopped traffic stands near Shusha, known to a kilometre, not in the middle of the road."""
    site = sites()[incident("lachin-road-2022-12-12")["site"]]
    assert metres(positions(site["geometry"])[0], positions(sites()["shusha"]["geometry"])[0]) < 3000
    assert (site["properties"]["precision_m"], site["properties"]["part_of"]) == (1000, "lachin-corridor")


def test_the_corridor_has_two_roads_one_after_the_other() -> None:
    """Both roads are parts of the corridor; the new one is valid from the day the old one ends."""
    old, new = (sites()[f"lachin-corridor-{year}"] for year in (2020, 2022))
    assert old["properties"]["part_of"] == new["properties"]["part_of"] == "lachin-corridor"
    assert old["properties"]["valid"] == "2020-11-10/2022-08-30"
    assert new["properties"]["valid"] == "2022-08-30/.."
    assert shape(old["geometry"]).distance(shape(sites()["lachin"]["geometry"])) == 0
    assert shape(new["geometry"]).distance(shape(sites()["lachin"]["geometry"])) > 0.01


@pytest.mark.parametrize("key", sorted({row["site"] for row in table("states")}))
def test_states_of_a_site_follow_each_other(key: str) -> None:
    """States of a site stand in order, do not overlap, and lie within the site's validity."""
    windows = [window(row["when"]) for row in table("states") if row["site"] == key]
    assert all(before[1] <= after[0] for before, after in pairwise(windows))
    start, end = window(sites()[key]["properties"].get("valid", "0001/.."))
    assert all(start <= one[0] and one[1] in (min(one[1], end), date.max) for one in windows)


def test_the_new_road_is_closed_only_while_nothing_passes() -> None:
    """The road's states follow the Red Cross: closed when its patients did not pass either, and without a gap."""
    rows = [row for row in table("states") if row["site"] == "lachin-corridor-2022"]
    assert [(row["state"], str(window(row["when"])[0])) for row in rows] == [
        ("open", "2022-08-30"),
        ("restricted", "2022-12-12"),
        ("closed", "2023-06-15"),
        ("restricted", "2023-06-25"),
        ("closed", "2023-07-30"),
        ("restricted", "2023-08-08"),
        ("restricted", "2023-09-24"),
    ]
    assert all(window(one["when"])[1] == window(two["when"])[0] for one, two in pairwise(rows))


def test_kinds_can_be_told_apart() -> None:
    """At most nine kinds, each with a colour of the Okabe-Ito palette and a shape of its own."""
    kinds = meta()["kinds"]
    assert len(kinds) <= 9
    assert {kind["colour"] for kind in kinds} <= OKABE_ITO
    assert {kind["shape"] for kind in kinds} <= SHAPES
    assert len({kind["colour"] for kind in kinds}) == len({kind["shape"] for kind in kinds}) == len(kinds)


def test_states_are_drawn_in_known_ways() -> None:
    """Each kind of state has a pattern of its own and no colour, which is what kinds are told by."""
    assert all(state.keys() == {"id", "label", "pattern"} for state in meta()["states"])
    assert len({state["pattern"] for state in meta()["states"]} & PATTERNS) == len(meta()["states"])


def test_every_chapter_has_incidents() -> None:
    """A chapter's window holds at least one incident."""
    windows = [outer(row["when"]) for row in table("incidents") if row["when"]]
    for chapter in meta()["chapters"]:
        start, end = window(chapter["when"])
        assert any(start <= one[0] and one[1] <= end for one in windows), chapter["label"]


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_plain_text(name: str) -> None:
    """A table is UTF-8 without a mark, ends its lines with LF, and has no cell a spreadsheet would run."""
    raw = (GEO / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    for row in table(name):
        assert None not in row, "a row is longer than its header"
        assert all(cell is not None and not cell.startswith(("=", "+", "-", "@", "\t")) for cell in row.values())


@pytest.fixture
def atlas() -> Any:
    """The folder as mapkit reads it; loaded here so that the tests above need the data alone."""
    return importlib.import_module("mapkit").read(GEO)


def test_mapkit_reads_the_atlas(atlas: Any) -> None:
    """mapkit reads the folder and counts what the tables hold."""
    assert atlas.counts.all == len(table("incidents"))
    assert atlas.counts.undated == len(UNDATED)
    assert atlas.counts.unplaced == len(UNPLACED)
    assert set(atlas.rows("undated")["id"]) == UNDATED
    assert set(atlas.sites.index) == set(sites())


def test_mapkit_finds_who_says_what(atlas: Any) -> None:
    """An incident read by mapkit carries its claims in the order of the file."""
    found = atlas["height-2023-03-25"].claims
    assert [one.stance for one in found] == [row["stance"] for row in claims("height-2023-03-25")]


def test_what_lasted_is_certain_in_the_middle_of_its_days(geo: Atlas) -> None:
    """In April 2023 the road is closed for certain, and what was said of it may have been said later."""
    april = geo.filter(when="2023-04").rows().set_index("id")["certain"]
    assert april["lachin-road-2022-12-12"]
    assert april["humanitarian-crisis-2022"]
    assert not april["peacekeepers-criticism-2022"]
    assert geo.filter(when="2023-04", certain=True).counts.shown == 2
