"""Regions: which sites are as large as the map, and what stands on them."""

from collections import Counter
from dataclasses import replace
from math import isclose, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.records import Site
from mapkit.regions import QUIET, SHARE, box_area, on_regions, regions, site_area, site_bounds
from mapkit.verdicts import CONTRARY, UNSPOKEN
from mapkit.where import EARTH_RADIUS_M, BBox
from mapkit.words import sentence

HOME = BBox(44, 38, 49, 42)
boxes = st.tuples(st.floats(-179, 170), st.floats(-85, 80), st.floats(0.01, 9), st.floats(0.01, 5)).map(
    lambda one: BBox(one[0], one[1], one[0] + one[2], one[1] + one[3])
)


def polygon(box: BBox, *holes: BBox) -> Site:
    """A site that is a box, but for boxes cut out of it."""
    rings = [
        [[b.west, b.south], [b.east, b.south], [b.east, b.north], [b.west, b.north], [b.west, b.south]]
        for b in (box, *holes)
    ]
    return Site("x", "towns", geometry={"type": "Polygon", "coordinates": rings}, lon=box.west, lat=box.south)


def circle(metres: float | None) -> Site:
    """A site that is a point known to so many metres."""
    return Site("x", "towns", precision_m=metres, geometry={"type": "Point", "coordinates": [46, 40]}, lon=46, lat=40)


def with_site(atlas: Atlas, site: Site) -> Atlas:
    """An atlas with one site more."""
    return replace(atlas, places={**atlas.places, site.id: site})


@given(boxes)
def test_a_box_is_as_large_as_its_polygon(box: BBox) -> None:
    """The area of a box is that of the polygon of its corners; halves of it add up; a hole is no area."""
    half = BBox(box.west, box.south, (box.west + box.east) / 2, box.north)
    assert isclose(box_area(box), site_area(polygon(box)), rel_tol=1e-6)
    assert isclose(2 * box_area(half), box_area(box), rel_tol=1e-6)
    assert isclose(site_area(polygon(box, half)), box_area(half), rel_tol=1e-6)


def test_the_world_is_a_sphere() -> None:
    """The box of the whole world has its area, and one across the antimeridian has that of its width."""
    assert isclose(box_area(BBox(-180, -90, 180, 90)), 4 * pi * EARTH_RADIUS_M**2)
    assert isclose(box_area(BBox(177, -19, -178, -16)), box_area(BBox(0, -19, 5, -16)))


@given(st.floats(0, 1e6) | st.none())
def test_a_point_is_a_region_by_its_precision(made: Atlas, metres: float | None) -> None:
    """A point is a region if the circle that it may lie in has half of the home box or more."""
    large = metres is not None and pi * metres**2 >= SHARE * box_area(HOME)
    assert regions(with_site(made, circle(metres))) == (("x",) if large else ())


@given(boxes)
def test_an_area_is_a_region_by_its_size(made: Atlas, box: BBox) -> None:
    """An area is a region if it has half of the home box or more, wherever it lies."""
    assert regions(with_site(made, polygon(box))) == (("x",) if box_area(box) >= SHARE * box_area(HOME) else ())


def test_a_line_and_a_bare_name_are_none(made: Atlas) -> None:
    """No line is a region, nor is a name without a place; where no home is set nothing is."""
    line = Site("x", "roads", precision_m=1e6, geometry={"type": "LineString", "coordinates": [[0, 0], [9, 9]]}, lon=0)
    assert regions(with_site(made, line)) == regions(with_site(made, Site("x", "towns", precision_m=1e6))) == ()
    homeless = replace(made, meta=replace(made.meta, home=None))
    assert regions(with_site(homeless, circle(1e6))) == ()


def test_bounds_hold_the_site() -> None:
    """The bounds of an area are its own, those of a point are of its circle."""
    assert site_bounds(polygon(HOME)) == (44, 38, 49, 42)
    west, south, east, north = site_bounds(circle(111_195))
    assert (round(south, 3), round(north, 3), round(east - 46, 2), round(46 - west, 2)) == (39, 41, 1.31, 1.31)


@pytest.mark.parametrize("asked", ["", "when=2021-01", "kind=attack", "site=hadrut", "disputed=1"])
def test_what_stands_on_a_region_is_counted(geo: Atlas, asked: str) -> None:
    """By kind, what is shown and has the region for its place, and how much of it is disputed; that of a plain loop."""
    atlas = geo.filter(asked)
    rows = [row for row in atlas.records() if row["site"] == "nagorno-karabakh"]
    found = {kind: (one.count, one.disputed) for held in on_regions(atlas).values() for kind, one in held.items()}
    many, against = Counter(row["kind"] for row in rows), Counter(row["kind"] for row in rows if row["disputed"])
    assert found == {kind: (many[kind], against[kind]) for kind in many}
    assert list(found) == [kind.id for kind in atlas.meta.kinds if kind.id in found]
    assert regions(atlas) == ("nagorno-karabakh",)


@pytest.mark.parametrize("party", ["azerbaijan", "armenia", "artsakh"])
def test_a_region_tells_apart_what_they_do_not_speak_of(geo: Atlas, party: str) -> None:
    """Through a lens kinds count what they speak of, what they dispute and deny; the rest is one kind, the last."""
    atlas = geo.filter(according=party)
    rows = [row for row in atlas.records() if row["site"] == "nagorno-karabakh"]
    [held] = on_regions(atlas).values()
    kinds = Counter(QUIET if row["verdict"] in UNSPOKEN else row["kind"] for row in rows)
    assert {kind: one.count for kind, one in held.items()} == kinds
    assert sum(one.disputed for one in held.values()) == sum(row["verdict"] in CONTRARY for row in rows)
    assert sum(one.denied for one in held.values()) == sum(row["verdict"] == "denies" for row in rows)
    assert list(held)[-1] == QUIET


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("", "All dates: 28 incidents at 12 places and on the whole region (Nagorno-Karabakh); 9 disputed."),
        (
            "when=2021-01",
            "3 incidents at 1 place and on the whole region (Nagorno-Karabakh), most on the whole region.",
        ),
        ("when=2021-05-08", "1 incident on the whole region (Nagorno-Karabakh)."),
        ("site=hadrut", "1 incident at 1 place."),
    ],
)
def test_the_sentence_tells_it_apart(geo: Atlas, asked: str, words: str) -> None:
    """What stands on the region as a whole is no place, and is told with the region's name."""
    assert words.removesuffix(".") in sentence(geo.filter(asked))
