import base64
import json
import struct
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.drawing.shown import labelled
from mapkit.files import read
from mapkit.publishing.publish import Publish, published
from mapkit.records import Kind, Meta
from mapkit.regions import regions
from mapkit.view import View
from mapkit.webmap import island as island_module
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island, texts
from mapkit.when import Window, day_number
from support.examples import examples
from support.made import INCIDENTS, SETTINGS, changed
from support.made import SOURCES as WRITTEN
from support.strategies import views
from support.world import IDS, SITES, SOURCES, WORDS, answers, cell, make_world, spot

WORLD = make_world(120, seed=4)
KINDS = tuple(Kind(kind, kind, "#000000", "circle") for kind in IDS["kind"])
ATLAS = make_atlas(
    Meta("W", kinds=KINDS), list(SITES.values()), WORLD.records, WORLD.claims, [], sources=SOURCES, context={"land": {}}
)
asked = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS))


def page(atlas: Atlas) -> dict[str, Any]:
    """The island as the page gets it."""
    return dict(json.loads(encode(island(atlas))))


def values(table: dict[str, Any], name: str, apart: list[int] | None = None) -> list[Any]:
    """The values of a column, read as the page reads them."""
    column, count = table[name], table["count"]
    kind, offset = column["dtype"], column["offset"]
    if kind == "rest":
        return sorted({*range(count + len(apart or []))} - {*(apart or [])})
    if kind in ("index", "same"):
        return [offset + (number if kind == "index" else 0) for number in range(count)]
    data = base64.b64decode(column["data"])
    width = int(kind[1])
    parts = [data[place : place + width] for place in range(0, len(data), width)]
    assert len(parts) == count
    return [struct.unpack("<f", part)[0] if kind == "f4" else int.from_bytes(part, "little") + offset for part in parts]


def rows_of(made: dict[str, Any]) -> list[int]:
    """The row of each incident of an island."""
    return values(made["incidents"], "row", [*made["undated"], *made["unplaced"]])


@settings(max_examples=examples(20))
@given(asked)
def test_the_island_holds_what_any_time_shows(view: View) -> None:
    """Every dated and placed incident that passes the filters but time is in it, by start, with its own place."""
    made = page(ATLAS.filter(view))
    shown = [answer for answer in answers(WORLD, view.without("when", "certain")) if answer.status == "shown"]
    shown.sort(key=lambda answer: (answer.window.start, answer.row))
    assert rows_of(made) == [answer.row for answer in shown]
    starts, days = values(made["incidents"], "start"), values(made["incidents"], "days")
    windows = [[start, start + width] for start, width in zip(starts, days, strict=True)]
    assert windows == [[day_number(answer.window.start), day_number(answer.window.end)] for answer in shown]
    assert [KINDS[kind].id for kind in values(made["incidents"], "kind")] == [answer.record["kind"] for answer in shown]
    x, y, site = (values(made["marks"], name) for name in ("x", "y", "site"))
    ids = [*ATLAS.places, ""]
    found = [((x[mark], y[mark]), ids[site[mark]]) for mark in values(made["incidents"], "mark")]
    assert found == [(cell(answer), spot(answer)) for answer in shown]
    assert made["marks"]["count"] == len(set(found))


@settings(max_examples=examples(20))
@given(asked)
def test_nothing_vanishes_on_the_way_to_the_page(view: View) -> None:
    """Every incident that passes the filters has its text, and is dated and placed, undated or unplaced (law 3)."""
    made = page(ATLAS.filter(view))
    counts = ATLAS.filter(view.without("when", "certain")).counts
    listed = [*rows_of(made), *made["undated"], *made["unplaced"]]
    assert sorted(listed) == sorted(map(int, made["texts"]))
    assert (len(listed), len(made["undated"]), len(made["unplaced"])) == (
        counts.all - counts.outside,
        counts.undated,
        counts.unplaced,
    )


def test_a_mark_is_as_coarse_as_its_coarsest_incident() -> None:
    """A mark's precision is the worst that its incidents state."""
    made = page(ATLAS)
    worst: dict[int, float] = {}
    rows = ATLAS.rows().set_index("row")
    for mark, row in zip(values(made["incidents"], "mark"), rows_of(made), strict=True):
        metres = rows.loc[row, "precision_m"]
        worst[mark] = max(worst.get(mark, 0.0), 0.0 if pd.isna(metres) else metres)
    assert dict(enumerate(values(made["marks"], "precision_m"))) == worst


def test_texts_can_be_asked_by_row() -> None:
    """The words of single incidents are those of the whole island, and a row that there is not has none."""
    whole = island(ATLAS)["texts"]
    assert texts(ATLAS, [3, 1, 999]) == {"1": whole["1"], "3": whole["3"]}


def test_a_large_atlas_keeps_its_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the page gets no texts, and the same columns; facets hold what the texts would have told."""
    small = page(ATLAS)
    monkeypatch.setattr(island_module, "MAX_TEXTS", 10)
    large = page(ATLAS)
    facets = {name: value for name, value in large["facets"].items() if name in small["facets"]}
    assert {**large, "facets": facets} == {**small, "texts": None}
    assert values(large["facets"], "disputed") == [
        small["texts"][str(row)]["disputed"] for row in [*rows_of(small), *small["undated"], *small["unplaced"]]
    ]


def test_an_incident_has_all_its_words(made: Atlas) -> None:
    """The text of an incident has what was written, in words where there are words for it, and who says what."""
    text = island(made)["texts"]["0"]
    assert (text["id"], text["title"], text["text"], text["quote"]) == ("a", "First", "Shots near the town.", "“shots”")
    assert (text["when"], text["when_words"], text["basis_words"]) == (
        "2020-12-08",
        "8 December 2020",
        "date stated by the source",
    )
    assert (text["kind"], text["site"], text["disputed"]) == (0, 0, True)
    assert (text["precision_m"], text["precision_words"]) == (600.0, "within 600 m")
    assert text["tolls"] == {"killed": [1, 2, 3], "injured": None}
    assert text["own"] == {"Weather": "fog"}
    first, second = text["claims"]
    assert (first["source"], first["party_label"], first["stance"], first["says"]) == (
        "The Herald",
        "North",
        "reports",
        "There were shots.",
    )
    assert (first["url"], first["locator"]) == ("https://example.org/herald", "page 3")
    assert (second["party_label"], second["stance"], second["url"]) == ("South", "denies", None)


def test_a_claim_says_when_it_was_made(folder: Callable[..., Path]) -> None:
    """A claim has the day on which it was said, else published, in words and as a number; neither where nobody says."""
    rows = [{**WRITTEN[0], "published": "2020-12"}, {**WRITTEN[1], "published": ""}]
    said = [
        {"incident": "a", "source": WRITTEN[0]["id"], "stance": "reports", "said": "2020-12-09~"},
        {"incident": "a", "source": WRITTEN[0]["id"], "stance": "confirms"},
        {"incident": "a", "source": WRITTEN[1]["id"], "stance": "denies"},
    ]
    found = island(read(folder(sources=rows, claims=said)))["texts"]["0"]["claims"]
    assert [one["when"] for one in found] == ["said about 9 Dec 2020", "published Dec 2020", ""]
    assert [one.get("day") for one in found] == [
        day_number(date(2020, 12, 9)),
        day_number(date(2020, 12, 1)),
        None,
    ]
    assert [one["id"] for one in found] == [row["source"] for row in said]


def test_notes_are_no_columns(folder: Callable[..., Path]) -> None:
    """What says how date, place and toll are known has words of its own, and is not told as a column of the atlas's."""
    noted = {"when_note": "By a diary.", "place_note": "", "toll_note": "Both lists agree.", "weather": "fog"}
    found = island(read(folder(incidents=[{**INCIDENTS[0], **noted}], claims=[])))["texts"]["0"]
    assert found["notes"] == {"The date": "By a diary.", "The toll": "Both lists agree."}
    assert found["own"] == {"Weather": "fog"}


def test_the_settings_reach_the_page(made: Atlas) -> None:
    """Title, kinds, parties, layers, states, chapters and boxes are as in the settings, days as numbers."""
    found = island(made)
    assert (found["title"], found["licence"], found["credits"]) == ("A made atlas", "CC0", ["made by a test"])
    assert (found["kinds"], found["parties"], found["layers"]) == tuple(
        SETTINGS[name] for name in ("kinds", "parties", "layers")
    )
    assert found["stateKinds"] == [{**state, "colour": ""} for state in SETTINGS["states"]]
    assert found["home"] == SETTINGS["home"]
    assert found["window"] == [
        day_number(Window.parse("2020-11/2023-10").start),
        day_number(Window.parse("2020-11/2023-10").end),
    ]
    chapter = {"label": "The winter", "window": [18597, 18687], "box": [46.0, 39.0, 47.0, 40.0]}
    assert found["chapters"] == [{**chapter, "text": "Snow <b>lies</b>."}]
    assert (found["languages"], found["digest"]) == (["en", "hy", "az", "ru"], made.digest)


def test_regions_reach_the_page(made: Atlas, geo: Atlas) -> None:
    """The page gets to know which sites are regions, and works none out by itself."""
    for atlas in (made, geo):
        assert tuple(site["id"] for site in island(atlas)["sites"] if site["region"]) == regions(atlas)


def test_names_reach_the_page(made: Atlas) -> None:
    """The page gets the languages that were asked for and the atlas's own by their codes, or fixed names."""
    fixed = replace(made, meta=replace(made.meta, labels_fixed=True))
    for atlas, labels, local in (
        (made, [], ["az", "hy"]),
        (labelled(made, "ru,en"), ["ru", "en"], ["az", "hy"]),
        (labelled(fixed, "ru"), ["hy", "az"], []),
    ):
        found = island(atlas)
        assert (found["labels"], found["local"], found["labelsFixed"]) == (labels, local, atlas.meta.labels_fixed)


def test_sites_and_states_reach_the_page(made: Atlas) -> None:
    """Sites keep their names, geometry, rivals and validity; states name their site by its number."""
    found = island(made)
    town, road = found["sites"][0], found["sites"][3]
    assert (town["names"]["hy"], town["lon"], town["part_of"]) == (["Շուշի"], 46.75, "pocket")
    assert town["rivals"] == [{"lon": 46.76, "lat": 39.77, "source": "another map", "note": "north of it"}]
    assert road["valid"] == {
        "start": -719162,
        "sure_start": 19235,
        "sure_end": 19206,
        "end": 19236,
        "until_words": "August 2022",
        "when_words": "until August 2022, no start given",
    }
    assert [(state["site"], state["state"], state["start"]) for state in found["states"]] == [
        (3, 0, 18576),
        (3, 1, 19338),
    ]
    assert found["states"][1]["source"] is None
    assert found["states"][0]["source"]["party_label"] == "North"


def test_the_asked_window_opens_the_map(made: Atlas) -> None:
    """A view's window is the one the page opens with; without one it is the atlas's, or all there is."""
    assert island(made.filter(when="2020-12"))["window"] == [18597, 18628]
    assert island(replace(made, meta=replace(made.meta, window=None)))["window"] == island(made)["span"]


@pytest.mark.parametrize(
    ("when", "span"),
    [
        ("2021-05", [18748, 18779]),
        ("2021-05-01/..", [18748, 18749]),
        ("../2021-05-01", [18748, 18749]),
        ("../..", [0, 1]),
        ("", [0, 1]),
    ],
)
def test_open_ends_do_not_stretch_the_span(folder: Callable[..., Path], when: str, span: list[int]) -> None:
    """The span runs over what is dated; beside an open end it is the one day that is known, and without any day one."""
    found = island(read(folder(incidents=changed(INCIDENTS[:1], 0, when=when), claims=[])))["span"]
    assert found == span


def test_an_atlas_of_nothing_is_an_island(folder: Callable[..., Path]) -> None:
    """An atlas without incidents, sites, sources and states is an island without a number that is none."""
    empty = {"incidents": [], "claims": [], "states": [], "sources": []}
    found = page(read(folder(**empty, settings={"title": "T"})))
    assert (found["incidents"]["count"], found["marks"]["count"], found["texts"], found["sites"]) == (0, 0, {}, [])
    assert (found["span"], rows_of(found)) == ([0, 1], [])


def test_the_same_atlas_is_the_same_island(folder: Callable[..., Path], made: Atlas) -> None:
    """The same data and view give the same bytes (law 4)."""
    assert encode(island(made)) == encode(island(read(folder()))) == encode(island(made.filter()))


def test_the_repositorys_atlas_is_an_island(geo: Atlas) -> None:
    """The atlas of the repository encodes, with every incident in it."""
    found = json.loads(encode(island(geo)))
    assert len(found["texts"]) == geo.counts.all
    assert found["context"].keys() == geo.context.keys()


def test_facets_hold_nothing_that_is_kept_back(made: Atlas) -> None:
    """A column that publishing drops, and sources of incidents that a view leaves out, are in no facet."""
    facets = page(made)["facets"]
    assert facets["own"]["weather"]["values"] == ["fog", ""]
    assert [source["id"] for source in facets["sources"]] == ["herald", "ministry"]
    bare = page(published(made, Publish(drop=("weather", "claims"))))["facets"]
    assert bare["own"] == {}
    assert bare["sources"] == []
    assert [one["id"] for one in page(made.filter(kind="meeting"))["facets"]["sources"]] == ["herald"]
