"""Lines, areas and several points in a cell: one point of them, and how far they reach."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from mapkit.errors import ParseError
from mapkit.importing.cells.geometries import read_geometry
from mapkit.importing.cells.points import read_pairs
from mapkit.mercator import distance_m

FEATURE = '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [44.5, 40.25]}}'
degrees = st.tuples(st.integers(-179, 178), st.integers(-80, 80))


@st.composite
def geometries(draw: st.DrawFn) -> shapely.Geometry:
    """A line, several points, an area, or several of these."""
    points = draw(st.lists(degrees, min_size=2, max_size=6, unique=True))
    box = shapely.box(*points[0], points[0][0] + 1, points[0][1] + 1)
    line, spots = shapely.LineString(points), shapely.MultiPoint(points)
    return draw(st.sampled_from([line, spots, box, shapely.MultiPolygon([box]), shapely.MultiLineString([line])]))


@given(geometries(), st.booleans())
def test_a_geometry_is_within_its_reach(made: shapely.Geometry, as_json: bool) -> None:
    """However it is written, every point of a geometry lies within the reach of the one that stands for it."""
    spread = read_geometry(json.dumps(mapping(made)) if as_json else made.wkt)
    assert spread
    assert spread.kind == made.geom_type
    assert made.distance(shapely.Point(spread.lon, spread.lat)) < 1e-9
    lons, lats = shapely.get_coordinates(made).T
    assert distance_m(spread.lon, spread.lat, lons, lats).max() <= spread.reach_m + 1


@pytest.mark.parametrize(
    ("cell", "lon", "lat", "reach"),
    [
        ("MULTIPOINT ((44.5 40.25))", 44.5, 40.25, None),
        ('{"type": "Point", "coordinates": [44.5, 40.25]}', 44.5, 40.25, None),
        (FEATURE, 44.5, 40.25, None),
        ("40.25 44.5 812.4 4.5", 44.5, 40.25, 4.5),
        ("40.25 44.5 0 0", 44.5, 40.25, None),
        ("SRID=4326;LINESTRING (44 40, 44 42)", 44, 41, 111_195),
        ("40.0 44.5 0 0; 42.0 44.5 0 5", 44.5, 41, 111_200),
        ("POINT Z (44.5 40.25 800)", 44.5, 40.25, None),
    ],
)
def test_a_cell_is_placed_with_its_reach(cell: str, lon: float, lat: float, reach: float | None) -> None:
    """A single point is as sharp as it is told; the accuracy of a form is its reach, and 0 says that nobody knows."""
    (found,), _ = read_pairs([cell])
    assert found.point
    assert (found.point.lon, found.point.lat) == (lon, lat)
    assert found.reach_m == (pytest.approx(reach, abs=10) if reach else None)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("LINESTRING (46 39, 46", "coordinates-unreadable"),
        ('{"type": "Line"}', "coordinates-unreadable"),
        ('{"type": "Point", "coordinates": ["a"]}', "coordinates-unreadable"),
        ("{not json", "coordinates-unreadable"),
        ("{" * 5000, "coordinates-unreadable"),
        ("SRID=3857;LINESTRING (1 1, 2 2)", "coordinates-srid"),
        ("LINESTRING (4452100 512300, 4452101 512301)", "coordinates-range"),
        ("MULTIPOINT EMPTY", "coordinates-empty"),
    ],
)
def test_what_is_no_geometry_says_why(cell: str, code: str) -> None:
    """A geometry that cannot be read, or is not in degrees, is a problem and never a place."""
    with pytest.raises(ParseError) as caught:
        read_geometry(cell)
    assert caught.value.code == code


@pytest.mark.parametrize("cell", ["40.25, 44.5", "40 11 44 31", "40.25 44.5 812.4", "POINT (44 40)", "here"])
def test_other_cells_are_left_to_others(cell: str) -> None:
    """Pairs and points are not geometries here, and four whole numbers may be degrees and minutes."""
    assert read_geometry(cell) is None


def test_an_outline_may_be_long() -> None:
    """A cell of a megabyte is a geometry like any other."""
    ring = shapely.Point(44, 40).buffer(1, quad_segs=20_000)
    assert len(ring.wkt) > 1_000_000
    spread = read_geometry(ring.wkt)
    assert spread
    assert spread.reach_m == pytest.approx(111_000, rel=0.02)
