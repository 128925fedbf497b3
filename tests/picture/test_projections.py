import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Proj

from mapkit.atlas import Atlas
from mapkit.drawing.looks import Look
from mapkit.mercator import distance_m
from mapkit.picture import pixels, png
from mapkit.picture.corner import north_at
from mapkit.picture.frame import Frame, fit, scale_bar
from mapkit.picture.ground import outlines
from mapkit.picture.projections import MERCATOR, Azimuthal, EqualEarth, Projection, equal_area
from mapkit.where import EARTH_RADIUS_M, BBox

PAGE = (0.0, 0.0, 800.0, 500.0)
REGION, WORLD = BBox(44, 38, 49, 42), BBox(-180, -60, 180, 80)
EQUAL: list[Projection] = [Azimuthal(46, 40), Azimuthal(-120, -35), Azimuthal(0, 90), EqualEarth(20)]


def cell_area(projection: Projection, lon: float, lat: float, size: float = 1.0) -> float:
    """The area that a cell of degrees takes on the flat world, in its units squared, by the shoelace formula."""
    side = np.linspace(0, size, 41)
    lons = np.concatenate([lon + side, np.full(41, lon + size), lon + size - side, np.full(41, lon)])
    lats = np.concatenate([np.full(41, lat), lat + side, np.full(41, lat + size), lat + size - side])
    x, y = projection.forward(lons, lats)
    return abs(float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))) / 2


def true_area(lat: float, size: float = 1.0) -> float:
    """The area of a cell of degrees on a sphere of radius 1."""
    return math.radians(size) * (math.sin(math.radians(lat + size)) - math.sin(math.radians(lat)))


@pytest.mark.parametrize("projection", EQUAL)
@given(data=st.data())
def test_areas_keep_their_ratio(projection: Any, data: st.DataObject) -> None:
    """Two cells of one degree, wherever they lie, have the ratio of areas that they have on the globe."""
    lons, lats = st.floats(-45, 44), st.floats(-44, 43)
    middle = getattr(projection, "lat", 0)
    cells = [(projection.lon + data.draw(lons), max(-89, min(88, middle + data.draw(lats)))) for _ in range(2)]
    drawn = [cell_area(projection, lon, lat) for lon, lat in cells]
    assert drawn[0] / drawn[1] == pytest.approx(true_area(cells[0][1]) / true_area(cells[1][1]), rel=2e-3)


def test_mercator_keeps_no_areas() -> None:
    """In web mercator the same cell is four times as large at 60 degrees north as at the equator."""
    assert cell_area(MERCATOR, 10, 60) / cell_area(MERCATOR, 10, 0) == pytest.approx(2, rel=0.04)
    assert true_area(60) / true_area(0) == pytest.approx(0.5, rel=0.04)


def proj_of(projection: Any) -> tuple[Proj, float]:
    """What PROJ makes of the same projection on a sphere of radius 1, and radii in one of our units."""
    middle = f"+R=1 +over +lon_0={projection.lon}"
    if isinstance(projection, EqualEarth):
        return Proj(f"+proj=eqearth {middle}"), math.tau
    return Proj(f"+proj=laea {middle} +lat_0={projection.lat}"), projection.metres(projection.lat) / EARTH_RADIUS_M


@pytest.mark.parametrize("projection", EQUAL)
@given(turn=st.floats(-175, 175), lat=st.floats(-89.5, 89.5))
def test_proj_puts_each_place_there_too(projection: Any, turn: float, lat: float) -> None:
    """PROJ, which others draw maps with, puts each place where we put it, and finds it again there."""
    proj, radii = proj_of(projection)
    x, y = projection.forward(projection.lon + turn, lat)
    assert (float(x) * radii, -float(y) * radii) == pytest.approx(proj(projection.lon + turn, lat), abs=1e-9)
    again, up = proj(float(x) * radii, -float(y) * radii, inverse=True)
    assert float(distance_m(projection.lon + turn, lat, again, up)) == pytest.approx(0, abs=1.0)


@pytest.mark.parametrize("projection", [MERCATOR, *EQUAL])
@given(turn=st.floats(-170, 170), lat=st.floats(-84, 84))
def test_every_place_is_found_again(projection: Any, turn: float, lat: float) -> None:
    """A place that is flattened and found again is the same place."""
    lon = turn + (projection.middle_lon or 0)
    again, up = projection.inverse(*projection.forward(lon, lat))
    assert float(distance_m(lon, lat, again, up)) == pytest.approx(0, abs=1.0)


def test_no_place_lies_beyond_the_world() -> None:
    """Beyond the outline of the world there is no place."""
    for projection in (Azimuthal(0, 0), EqualEarth(0)):
        assert np.isnan(projection.inverse(0.6, 0.3)).all()


def test_the_place_opposite_lies_at_the_edge() -> None:
    """The place opposite the middle of an azimuthal map has no direction, and is put at the edge, not in the middle."""
    for projection in (Azimuthal(0, 90), Azimuthal(46, 40)):
        x, y = projection.forward(projection.lon + 180, -projection.lat)
        assert math.hypot(float(x), float(y)) * projection._unit == pytest.approx(2)


@given(st.floats(-170, 150), st.floats(-70, 60), st.floats(0.1, 20))
def test_the_middle_is_true(lon: float, lat: float, size: float) -> None:
    """At the middle of an equal-area map of a region a metre is a metre in both directions, and north is up."""
    frame = fit(BBox(lon, lat, lon + size, lat + size), PAGE, "equal-area")
    middle = (lon + size / 2, lat + size / 2)
    x, y = frame.project([middle[0], middle[0] + 1e-3, middle[0]], [middle[1], middle[1], middle[1] + 1e-3])
    metre = frame.metres_per_pixel(middle[1])
    assert abs(x[1] - x[0]) * metre == pytest.approx(float(distance_m(*middle, middle[0] + 1e-3, middle[1])), rel=1e-3)
    assert (y[0] - y[2]) * metre == pytest.approx(math.radians(1e-3) * EARTH_RADIUS_M, rel=1e-3)
    assert north_at(frame, float(x[0]), float(y[0])) == pytest.approx(0, abs=1e-4)


@given(st.floats(-179, 100), st.floats(-80, 60), st.floats(0, 79), st.floats(0, 20))
def test_an_equal_area_frame_shows_the_whole_box(west: float, south: float, wide: float, high: float) -> None:
    """Every place of the box lies in the frame, whose scale is about that of web mercator."""
    box = BBox(west, south, west + wide, south + high)
    frame = fit(box, PAGE, "equal-area")
    lons, lats = np.meshgrid(np.linspace(box.west, box.east, 7), np.linspace(box.south, box.north, 7))
    x, y = frame.places(lons, lats)
    assert x.min() >= -0.5
    assert x.max() <= 800.5
    assert y.min() >= -0.5
    assert y.max() <= 500.5
    assert scale_bar(frame, 100)[1] <= 100


def test_a_small_region_looks_alike() -> None:
    """For a small region the equal-area map differs from web mercator by a few pixels, so its zoom is the same."""
    flat, equal = fit(REGION, PAGE), fit(REGION, PAGE, "equal-area")
    assert equal.zoom == pytest.approx(flat.zoom, abs=0.06)
    assert equal.place(46.75, 39.8) == pytest.approx(flat.place(46.75, 39.8), abs=12)


def test_frames_know_their_bounds() -> None:
    """An equal-area frame knows the box of degrees that it shows, across the antimeridian and around a pole too."""
    frame = fit(REGION, PAGE, "equal-area")
    assert frame.west < 44
    assert frame.east > 49
    assert frame.south < 38
    assert frame.north > 42
    pacific = fit(BBox(170, -20, -170, 20), PAGE, "equal-area")
    assert 0 < pacific.place(175, 0)[0] < pacific.place(-175, 0)[0] < 800
    assert pacific.middle == pytest.approx((180, 0), abs=1e-6)
    arctic = fit(BBox(-180, 60, 180, 90), PAGE, "equal-area")
    assert (arctic.west, arctic.east, arctic.north) == (-180, 180, 90)
    assert 20 < arctic.south < 60
    whole = fit(WORLD, PAGE, "equal-area")
    assert isinstance(whole.projection, EqualEarth)
    assert (whole.west, whole.east) == (-180, 180)
    assert len(whole.outline) != len(frame.outline) == len(frame.edge)


def test_a_ring_is_a_circle_everywhere() -> None:
    """A precision ring on an equal-area map goes through the places at its distance."""
    frame = fit(REGION, PAGE, "equal-area")
    lons, lats = frame.unproject(*frame.ring(46.75, 39.8, 60_000).T)
    assert distance_m(46.75, 39.8, lons, lats) == pytest.approx(60_000, rel=1e-6)


def test_straight_lines_of_degrees_are_curved() -> None:
    """A parallel drawn with two points follows the parallel on an equal-area map."""
    frame = fit(BBox(0, 40, 40, 70), PAGE, "equal-area")
    line = {"type": "LineString", "coordinates": [[-20, 60], [60, 60]]}
    (part,) = outlines(frame, line, "LineString")
    assert len(part) > 50
    assert frame.unproject(*part.T)[1] == pytest.approx(60, abs=1e-6)


def test_the_choice_of_projection_follows_the_box() -> None:
    """Regions are azimuthal around their middle, a box around a pole around the pole, most of the world Equal Earth."""
    assert equal_area(REGION) == Azimuthal(46.5, 40)
    assert equal_area(BBox(-180, -90, 180, -65)) == Azimuthal(0, -90)
    assert equal_area(BBox(170, -10, -170, 10)) == Azimuthal(180, 0)
    assert equal_area(WORLD) == EqualEarth(0)


def test_the_projections_give_other_pictures(made: Atlas) -> None:
    """The picture is drawn in the projection asked for, and says so in nothing but its look."""
    small = Look(size="500x400")
    assert png(made, small) == png(made, Look(size="500x400", projection="mercator"))
    equal = pixels(made, Look(size="500x400", projection="equal-area"))
    assert equal.shape == (400, 500, 4)
    assert (equal != pixels(made, small)).any()


@pytest.mark.parametrize("box", ["-180,-90,180,90", "-180,60,180,90", "170,-50,-150,10", "46.75,39.76,46.75,39.76"])
@pytest.mark.parametrize("projection", ["mercator", "equal-area"])
def test_any_box_is_a_picture(made: Atlas, box: str, projection: str) -> None:
    """The world, a pole, the antimeridian and a point can be drawn in both projections, with their graticule."""
    look = Look.of(size="500x400", box=box, projection=projection, graticule=True)
    assert isinstance(fit(BBox.parse(box), PAGE, projection), Frame)
    assert pixels(made, look).shape == (400, 500, 4)
