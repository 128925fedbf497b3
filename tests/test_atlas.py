import dataclasses
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas, make_atlas
from mapkit.errors import MapkitError, ParseError
from mapkit.files import read
from mapkit.records import CLAIM_COLUMNS, Claim, Meta
from mapkit.view import View
from mapkit.when import Window
from mapkit.where import BBox
from support.examples import examples
from support.made import CLAIMS, INCIDENTS, LAYERS, SETTINGS, changed, feature
from support.strategies import views
from support.world import IDS, SITES, SOURCES, WORDS, make_world

SITE_COLUMNS = (
    "layer",
    "names",
    "sort",
    "precision_m",
    "coordinate_source",
    "valid",
    "start",
    "end",
    "part_of",
    "rivals",
    "note",
    "lon",
    "lat",
    "geometry",
)
WORLD = make_world(120, seed=3)
ATLAS = make_atlas(Meta("W"), list(SITES.values()), WORLD.records, WORLD.claims, [], sources=SOURCES, context={})
asked = views({name: st.sampled_from(ids) for name, ids in IDS.items()}, st.sampled_from(WORDS))


@settings(max_examples=examples(10))
@given(asked, asked)
def test_filtering_twice_is_filtering_by_both(one: View, other: View) -> None:
    """Narrowing by one view and then another answers as narrowing by both, in either order (law 1)."""
    first, second, both = ATLAS.filter(one).filter(other), ATLAS.filter(other).filter(one), ATLAS.filter(one & other)
    assert first.rows(None).equals(both.rows(None))
    assert second.rows(None).equals(both.rows(None))
    assert first.counts == second.counts == both.counts


@settings(max_examples=examples(25))
@given(asked)
def test_a_view_its_text_and_its_parts_ask_the_same(view: View) -> None:
    """A view may be given as a View or as its text."""
    assert ATLAS.filter(str(view)).view == ATLAS.filter(view).view == view
    assert ATLAS.filter(view).count() == ATLAS.filter(view).counts.shown


def test_filtering_leaves_the_atlas_alone(made: Atlas) -> None:
    """A filtered atlas is a new one; the old one answers as before, and both know the same data."""
    before = made.counts
    narrow = made.filter(when="2020-12", kind="attack")
    assert made.counts == before
    assert made.view == View()
    assert (narrow.digest, narrow.meta, narrow.store) == (made.digest, made.meta, made.store)
    assert narrow.view == View.of(when="2020-12", kind="attack")


def test_an_atlas_cannot_be_changed(made: Atlas) -> None:
    """Setting an attribute of an atlas is refused."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.digest = "x"  # type: ignore[misc]


def test_a_wrong_part_is_refused(made: Atlas) -> None:
    """A filter that is no part of a view, or a value that is none, is a ParseError."""
    for parts in ({"colour": "red"}, {"when": "10/11/2020"}, {"where": "1,2"}):
        with pytest.raises(ParseError):
            made.filter(**parts)


@pytest.mark.parametrize("name", ["hilltown", "Hilltown", "hillton", "Շուշի", "şuşa", "ШУША", " Susa "])
def test_a_place_is_found_by_any_name(made: Atlas, name: str) -> None:
    """`at` narrows to one place by its id or any of its names in any script."""
    assert made.at(name).view == View.of(site=["hilltown"])
    assert made.at(name).rows()["id"].tolist() == ["a"]


def test_an_unknown_place_is_refused(made: Atlas) -> None:
    """`at` refuses a name that no place has, and names it."""
    with pytest.raises(ParseError, match="'Paris'") as caught:
        made.at("Paris")
    assert caught.value.code == "site-unknown"


def test_an_ambiguous_place_names_the_ids(folder: Callable[..., Path]) -> None:
    """`at` refuses a name that two places have, and says their ids."""
    atlas = read(folder(layers={"towns": [*LAYERS["towns"], feature("other", None, names={"en": ["Dale"]})]}))
    with pytest.raises(ParseError, match="dale or other") as caught:
        atlas.at("Dale")
    assert caught.value.code == "site-ambiguous"


def test_a_group_finds_all_its_parts(made: Atlas) -> None:
    """Asking for a group finds the incidents at every site that is part of it."""
    assert sorted(made.filter(site="pocket").rows()["id"]) == ["a", "b"]


def test_rows_have_a_status(made: Atlas) -> None:
    """Each status has its rows, and all of them together are the whole atlas."""
    december = made.filter(when="2020-12", kind="attack")
    found = {status: set(december.rows(status)["id"]) for status in ("shown", "undated", "unplaced", "outside")}
    assert found == {
        "shown": {"a", "c"},
        "undated": {"undated"},
        "unplaced": set(),
        "outside": {"b", "unplaced", "by-name"},
    }
    assert set(december.rows(None)["id"]) == set.union(*found.values())
    assert made.rows("unplaced")["id"].tolist() == ["unplaced", "by-name"]


def test_rows_come_by_date(made: Atlas) -> None:
    """Rows come by the start of their window, those without last."""
    assert made.rows(None)["id"].tolist() == ["a", "c", "b", "unplaced", "by-name", "undated"]


def test_what_lasts_is_certain_and_what_is_one_day_of_several_possible(folder: Callable[..., Path]) -> None:
    """In the middle of its days what lasted is certain; one day of the same may have been another."""
    lasting = read(folder()).filter(when="2020-12-15")
    assert lasting.rows()[["id", "certain"]].to_numpy().tolist() == [["c", True]]
    day = read(folder(incidents=changed(INCIDENTS, 2, when="[2020-12-12..2020-12-20]"))).filter(when="2020-12-15")
    assert day.rows()[["id", "certain"]].to_numpy().tolist() == [["c", False]]
    assert (day.counts.shown, day.counts.certain, day.counts.possible) == (1, 0, 1)
    assert day.filter(certain=True).rows().empty
    assert (day.filter(certain=True).counts.possible, day.filter(certain=True).counts.outside) == (1, 5)


def test_counts_by_kind_and_month(made: Atlas) -> None:
    """A count by a column is a Series, by two it has two levels, by none a number."""
    assert made.count() == 3
    assert made.count("kind").to_dict() == {"attack": 2, "meeting": 1}
    assert [str(month)[:7] for month in made.count("month").index] == ["2020-12", "2021-01"]
    assert made.count("kind", "site").to_dict() == {
        ("attack", "hilltown"): 1,
        ("attack", ""): 1,
        ("meeting", "dale"): 1,
    }


def test_the_extent_is_of_what_is_shown(made: Atlas) -> None:
    """The extent follows the view and is missing where nothing is shown."""
    assert made.extent == BBox(46.75, 39.5, 46.9, 39.9)
    assert made.filter(kind="meeting").extent == BBox(46.9, 39.5, 46.9, 39.5)
    assert made.filter(when="1999").extent is None


def test_an_incident_has_its_claims(made: Atlas) -> None:
    """An incident is its row and the claims on it, in the order of the file, whatever the view asks."""
    incident = made.filter(kind="meeting")["a"]
    assert (incident["title"], incident["killed_best"]) == ("First", 2)
    assert [(claim.source.publisher, claim.stance) for claim in incident.claims] == [
        ("Herald House", "reports"),
        ("The ministry", "denies"),
    ]


def test_an_unknown_incident_is_refused(made: Atlas) -> None:
    """An id that no incident has is an error that names it."""
    with pytest.raises(MapkitError, match="'z'"):
        made["z"]


def test_sites_are_a_table_with_geometries(made: Atlas) -> None:
    """Sites are by id, in the order of the layers, with a point on each and the geometry where it is known."""
    sites = made.sites
    assert sites.index.tolist() == list(made.places)
    assert set(SITE_COLUMNS) <= set(sites.columns)
    assert sites.loc["hilltown", "names"]["en"] == ("Hilltown", "Hillton")
    assert sites.geometry.dropna().geom_type.tolist() == ["Point", "Point", "LineString", "Polygon"]
    assert sites.geometry["nowhere"] is None
    assert sites.crs.equals("OGC:CRS84")
    assert (sites.loc["road", "valid"], sites.loc["road", "end"]) == ("../2022-08", 19236)


def test_sources_and_claims_are_tables(made: Atlas) -> None:
    """Sources and claims are as in their files; a column that no file has is empty."""
    assert made.sources["id"].tolist() == ["herald", "ministry"]
    assert made.claims.to_dict("records") == [{**dict.fromkeys(CLAIM_COLUMNS, ""), **claim} for claim in CLAIMS]


def test_states_are_those_of_the_asked_time(made: Atlas) -> None:
    """States that do not overlap the view's time are left out, the others keep their days."""
    assert made.states["state"].tolist() == ["open", "blocked"]
    assert made.filter(when="2023").states[["state", "start", "end"]].to_numpy().tolist() == [
        ["blocked", 19338, 2932896]
    ]
    assert made.filter(when="2022-10").states.empty


def test_the_same_data_have_the_same_digest(folder: Callable[..., Path], made: Atlas) -> None:
    """The digest follows the data, not the layout of the files (law 4)."""
    again = read(folder(settings=dict(reversed(SETTINGS.items()))))
    assert again.digest == made.digest
    assert len(made.digest) == 64


CHANGES: list[dict[str, Any]] = [
    {"incidents": changed(INCIDENTS, 0, text="other")},
    {"incidents": changed(INCIDENTS, 0, when="2020-12-08?")},
    {"incidents": changed(INCIDENTS, 0, weather="sun")},
    {"incidents": INCIDENTS[1:] + INCIDENTS[:1]},
    {"claims": changed(CLAIMS, 0, stance="denies")},
    {"settings": {**SETTINGS, "title": "Other"}},
    {"states": []},
    {"layers": {"towns": [*LAYERS["towns"], feature("new", None)]}},
]


@pytest.mark.parametrize("changes", CHANGES)
def test_other_data_have_another_digest(folder: Callable[..., Path], made: Atlas, changes: dict[str, Any]) -> None:
    """Any change of the data changes the digest."""
    assert read(folder(**changes)).digest != made.digest


def test_an_atlas_says_what_it_is(made: Atlas) -> None:
    """The short form of an atlas has its title and how much of it is shown."""
    assert repr(made.filter(kind="meeting")) == "<Atlas 'A made atlas': 1 of 6 incidents shown>"


def test_the_opening_window_does_not_filter(made: Atlas) -> None:
    """The window an atlas opens with is a proposal: the view asks for nothing yet."""
    assert made.meta.window == Window.parse("2020-11/2023-10")
    assert made.view == View()


def test_the_order_of_questions_changes_nothing() -> None:
    """Answers do not depend on what was asked before."""
    questions = [View.of(kind=kind, when=when) for kind in IDS["kind"] for when in ("2020", "2021")]
    before = [ATLAS.filter(view).counts for view in questions]
    order = random.Random(5).sample(range(len(questions)), len(questions))  # noqa: S311 - test data
    assert [before[number] for number in order] == [ATLAS.filter(questions[number]).counts for number in order]


@given(st.lists(st.sampled_from(["a", "b", "c"])), st.sampled_from(list(SOURCES)))
def test_claims_stand_with_their_incident(incidents: list[str], source: Any) -> None:
    """Each claim stands once with its incident, in the order of the file, in tuples that nobody changes."""
    claims = [Claim(incident, source, "reports", str(number)) for number, incident in enumerate(incidents)]
    found = dataclasses.replace(ATLAS, claim_list=tuple(claims)).claims_by_incident
    assert found == {name: tuple(one for one in claims if one.incident == name) for name in incidents}
    assert all(isinstance(some, tuple) for some in found.values())
