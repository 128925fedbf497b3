"""The bundled basemap and the script that builds it."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Point, shape

from mapkit.edtf import read
from mapkit.files.geojson import read_features
from mapkit.files.layers import CONTEXT, read_context
from support.repository import ROOT

GEO = ROOT / "geo"
WORLD = ROOT / "src" / "mapkit" / "assets" / "world.geojson"
LAND_BOX = shapely.box(24, 27, 70, 52)
BORDERS_BOX = shapely.box(36.7, 32, 60, 47)
LANGUAGES = {"en", "hy", "az", "ru"}
FILES = [*(GEO / "context" / f"{name}.geojson" for name in CONTEXT), WORLD]

sys.path.insert(0, str(ROOT / "scripts"))
shapes: Any = importlib.import_module("basemap_shapes")
builder: Any = importlib.import_module("build_basemap")


def features(name: str) -> list[dict[str, Any]]:
    """The features of a file of the basemap."""
    path = WORLD if name == "world" else GEO / "context" / f"{name}.geojson"
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return found


def segments(geometry: Any) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The steps of all lines of a geometry."""
    for line in shapely.get_parts(geometry):
        yield from zip(line.coords, line.coords[1:], strict=False)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_is_valid_geojson(path: Path) -> None:
    """Each file holds sound features by RFC 7946, outer rings counter-clockwise, no point twice in a row."""
    found, problems = read_features(path, named=False)
    assert (problems, len(found) > 0) == ([], True)
    for one in found:
        geometry = shape(one.geometry)
        assert geometry.is_valid
        assert "Line" not in geometry.geom_type or not any(start == end for start, end in segments(geometry))
    for written in features(path.stem):
        for part in shapely.get_parts(shape(written["geometry"])):
            assert part.geom_type != "Polygon" or (part.exterior.is_ccw and not any(r.is_ccw for r in part.interiors))


def test_reads_as_the_context_of_an_atlas() -> None:
    """The library reads all six files without a problem; disputed lines and areas have dates."""
    context, problems = read_context(GEO / "context")
    assert (set(context), problems) == (set(CONTEXT), [])
    assert all(one["properties"]["valid"] for one in context["disputed"]["features"])


def test_is_small() -> None:
    """The regional map stays under 200 kB in all, the world under 250 kB."""
    assert sum(path.stat().st_size for path in FILES[:-1]) < 200_000
    assert WORLD.stat().st_size < 250_000


@pytest.mark.parametrize("name", CONTEXT)
def test_lies_in_its_extent(name: str) -> None:
    """Land fills its wide box and everything else its narrower one."""
    extent = LAND_BOX if name == "land" else BORDERS_BOX
    assert all(extent.covers(shape(one["geometry"])) for one in features(name))


def test_clip_box_is_no_border() -> None:
    """No step of a border or a disputed line runs along the edge of an extent."""
    edge = shapely.union_all([LAND_BOX.exterior, BORDERS_BOX.exterior])
    for one in [*features("borders"), *features("disputed")]:
        if one["properties"]["kind"] != "area":
            for start, end in segments(shape(one["geometry"])):
                assert not edge.covers(shapely.LineString([start, end]))


def test_border_is_drawn_once() -> None:
    """No two borders, each named after its two countries, share a stretch of line."""
    borders = features("borders")
    assert len({tuple(one["properties"]["countries"]) for one in borders}) == len(borders)
    lines = [shape(one["geometry"]) for one in borders]
    for number, line in enumerate(lines):
        assert all(line.intersection(other).length == 0 for other in lines[:number])


def test_sea_and_lakes_are_there() -> None:
    """The Caspian is no land and Sevan is a named lake, but the Sarsang reservoir is left to the atlas."""
    caspian, sevan, sarsang = Point(50.6, 41.2), Point(45.35, 40.33), Point(46.617, 40.181)
    assert not any(shape(one["geometry"]).contains(caspian) for one in features("land"))
    assert [one["properties"]["name"] for one in features("lakes") if shape(one["geometry"]).contains(sevan)] == [
        "Lake Sevan"
    ]
    assert not any(shape(one["geometry"]).intersects(sarsang.buffer(0.03)) for one in features("lakes"))


def test_disputed_is_dated_and_explained() -> None:
    """Each disputed line or area says when it held, how rough it is and what it stands for."""
    for one in features("disputed"):
        properties = one["properties"]
        assert properties["kind"] in ("line", "area")
        assert read(properties["valid"]).window.days > 0
        assert properties["precision_m"] >= 2000
        assert "Schematic" in properties["note"]
        assert "recognised as part of" in properties["note"]


@pytest.mark.parametrize(
    ("lon", "lat", "before", "after"),
    [
        (46.752, 39.815, True, True),  # Stepanakert
        (46.544, 40.053, True, True),  # Vank
        (46.821, 40.211, True, True),  # Martakert
        (46.801, 40.016, True, True),  # Farukh, until March 2022
        (46.750, 39.760, True, False),  # Shusha
        (46.927, 39.991, True, False),  # Aghdam
        (46.547, 39.641, True, False),  # Lachin
        (47.126, 40.376, False, False),  # Barda
        (46.342, 39.511, False, False),  # Goris, in Armenia
    ],
)
def test_disputed_areas_hold_the_right_towns(lon: float, lat: float, before: bool, after: bool) -> None:
    """The areas of 1994-2020 and 2020-2023 hold the towns that they held."""
    areas = [one for one in features("disputed") if one["properties"]["kind"] == "area"]
    held = {one["properties"]["valid"]: shape(one["geometry"]).contains(Point(lon, lat)) for one in areas}
    assert (held["1994-05-12/2020-09-26"], held["2020-11-10/2023-09-20"]) == (before, after)


def test_no_line_of_contact_is_drawn_while_it_moved() -> None:
    """From the first day of the war of 2020 to the eve of its end neither line of contact holds."""
    lines = [
        one["properties"] for one in features("disputed") if one["properties"]["name"].startswith("Line of contact")
    ]
    windows = [read(one["valid"]).window for one in lines]
    assert [str(one.end) for one in windows[:1]] == ["2020-09-27"]
    assert not [one for one in windows if one.overlaps(read("2020-09-27/2020-11-09").window)]
    assert {one["names"]["en"][0] for one in lines} == {"Line of contact"}


def test_the_border_by_the_hakari_bridge_is_dashed_once() -> None:
    """The stretch whose course is not agreed on is a dashed line, and no plain border runs on it."""
    (dashed,) = (one for one in features("disputed") if one["properties"]["name"] == "Border not delimited")
    line = shape(dashed["geometry"])
    assert line.distance(Point(46.53111, 39.54806)) < 0.02  # Kornidzor
    assert all(shape(one["geometry"]).intersection(line).length == 0 for one in features("borders"))


def test_rivers_say_that_they_are_schematic() -> None:
    """A river drawn by hand says so and gives its precision."""
    for one in features("rivers"):
        assert one["properties"]["note"] == "schematic"
        assert one["properties"]["precision_m"] == 3000
        assert set(one["properties"]["names"]) == LANGUAGES


def test_places_in_other_countries_have_their_own_names() -> None:
    """A place of Iran, Georgia or Türkiye is named in the language of that country too; the country says which."""
    local = {"IR": "fa", "GE": "ka", "TR": "tr"}
    for one in features("places"):
        if language := local.get(one["properties"].get("country", "")):
            assert language in one["properties"]["names"], one["properties"]["name"]


def test_labels_have_names_and_rank() -> None:
    """Each label has a name in the four languages, its country, a kind and a rank from capital to town."""
    for one in features("places"):
        properties = one["properties"]
        assert set(properties["names"]) >= LANGUAGES
        assert all(names and all(names) for names in properties["names"].values())
        assert ("country" in properties) == (properties["kind"] != "sea")
        assert properties["kind"] in {"city", "town", "country", "sea", "lake"}
        assert properties["rank"] in {0, 1, 2}


def test_rounded_leaves_out_repeats() -> None:
    """Rounding drops a point that falls onto the one before and writes no minus zero."""
    assert shapes.rounded([(1.00001, 2), (1.00002, 2), (-0.00001, 3)], 4) == [(1.0, 2.0), (0.0, 3.0)]
    assert str(shapes.rounded([(-0.00001, 3)], 4)) == "[(0.0, 3.0)]"


def test_thinned_is_fine_inside_and_coarse_outside() -> None:
    """A wiggle of the same size stays inside the extent and goes outside it; both ends stay."""
    line = [(float(i), 0.1 if i % 2 else 0.0) for i in range(11)]
    made = shapes.thinned(line, (0, -1, 5, 1), 0.01, 0.5)
    assert (made[0], made[-1]) == (line[0], line[-1])
    assert made[:6] == line[:6]
    assert len(made) < len(line)


def test_clipped_cuts_at_the_box() -> None:
    """A line is cut where it leaves the box."""
    cut = shapes.clipped(shapely.LineString([(-5, 0.5), (5, 0.5)]), (0, 0, 1, 1))
    assert cut.bounds == (0, 0.5, 1, 0.5)


def test_polygon_of_drops_collapsed_rings() -> None:
    """A hole that has collapsed is left out, and a polygon whose outer ring has is empty."""
    square = [(0, 0), (4, 0), (4, 4), (0, 4), (0, 0)]
    assert len(shapes.polygon_of([square, [(1, 1), (2, 2), (1, 1)]]).interiors) == 0
    assert shapes.polygon_of([[(0, 0), (1, 1), (0, 0)]]).is_empty


def test_feature_turns_rings() -> None:
    """A clockwise outer ring is written counter-clockwise."""
    clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
    assert shape(shapes.feature(clockwise, kind="land")["geometry"]).exterior.is_ccw


def test_borders_between_countries_are_what_they_share() -> None:
    """Two countries give one border, and neither the coast nor the clip box is part of it."""
    west, east = shapely.box(40, 30, 45, 50), shapely.box(45, 30, 50, 50)
    (border,) = builder.borders_between({"WST": west, "EST": east})
    assert border["properties"] == {"kind": "border", "countries": ["EST", "WST"]}
    assert shape(border["geometry"]).bounds == (45, 32, 45, 47)


def test_a_stretch_told_apart_is_no_plain_border() -> None:
    """A stretch of border drawn as not delimited is a line of its own, and the border keeps the rest."""
    countries = {"EST": shapely.box(45, 35, 50, 45), "WST": shapely.box(40, 35, 45, 45)}
    where = shapely.geometry.mapping(shapely.box(44, 38, 46, 40))
    apart = [{"properties": {"countries": ["EST", "WST"], "note": "n"}, "geometry": where}]
    (border,) = builder.borders_between(countries, apart)
    (line,) = builder.undelimited(apart, countries)
    assert line["properties"] == {"note": "n", "kind": "line"}
    assert shape(line["geometry"]).bounds == (45, 38, 45, 40)
    assert shape(border["geometry"]).length == 8


def test_line_that_falls_short_is_refused() -> None:
    """A hand-drawn line that does not cut its country in two is refused."""
    country = shapely.box(0, 0, 10, 10)
    assert builder.piece(country, shapely.LineString([(-1, 1), (11, 1)]), (5, 0.5)).area == pytest.approx(10)
    with pytest.raises(ValueError, match="does not reach the border"):
        builder.piece(country, shapely.LineString([(-1, 1), (8, 1)]), (5, 0.5))


def test_places_take_the_gazetteer_or_the_table() -> None:
    """A row with a gazetteer id takes its point there, one without the point it gives; an empty name is none."""
    names = dict.fromkeys(("en", "hy", "az", "ru", "fa"), "A|B") | {"ka": "", "tr": ""}
    rows = [
        {"geonames": "7", "kind": "town", "country": "IR", "rank": "2", "lon": "", "lat": "", **names},
        {"geonames": "", "kind": "sea", "country": "", "rank": "0", "lon": "3", "lat": "4", **names},
    ]
    town, sea = builder.places(rows, {"7": (1.0, 2.0)})
    assert (town["geometry"]["coordinates"], sea["geometry"]["coordinates"]) == ((1.0, 2.0), (3.0, 4.0))
    assert (town["properties"]["country"], "country" in sea["properties"]) == ("IR", False)
    assert set(town["properties"]["names"]) == {"en", "hy", "az", "ru", "fa"}
    assert (town["properties"]["name"], town["properties"]["names"]["hy"]) == ("A", ["A", "B"])


def test_wrong_archive_is_refused(tmp_path: Path) -> None:
    """An archive with another digest than the pinned one ends the build."""
    for file, _ in (builder.NPM | builder.PYPI).values():
        (tmp_path / file).write_bytes(b"something else")
    with pytest.raises(SystemExit, match="not the archive"):
        builder.checked(tmp_path)
