import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mapkit.mercator import distance_m, grid
from mapkit.where import GRID_ZOOM, MERCATOR_LAT
from support.strategies import lats, lons


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ((-0.1278, 51.5074), (2.3522, 48.8566), 343.5),  # London, Paris
        ((-74.0060, 40.7128), (139.6917, 35.6895), 10_850),  # New York, Tokyo
        ((46.7500, 39.7600), (46.7519, 39.8177), 6.41),  # Shusha, Stepanakert
        ((0, 0), (0, 1), 110.574),
        ((0, 0), (1, 0), 111.320),  # degrees of the ellipsoid WGS 84
        ((179.5, 0), (-179.5, 0), 111.320),
        ((0, 90), (90, 90), 0.0),
        ((0, 0), (180, 0), 20_004),
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], kilometres: float) -> None:
    """Distances agree with the ellipsoid's within 0.6 percent."""
    assert float(distance_m(*one, *other)) / 1000 == pytest.approx(kilometres, rel=0.006, abs=1e-6)


@given(lons, lats, lons, lats)
def test_distance_is_symmetric(lon: float, lat: float, other_lon: float, other_lat: float) -> None:
    """There is as far as back, a point is at no distance of itself, and nothing is farther than half around."""
    there, back = distance_m(lon, lat, other_lon, other_lat), distance_m(other_lon, other_lat, lon, lat)
    assert there == pytest.approx(float(back), abs=1e-6)
    assert float(distance_m(lon, lat, lon, lat)) == 0
    assert 0 <= float(there) <= math.pi * 6_371_008.8 + 1


def test_distances_are_columns() -> None:
    """Columns of points give a column of distances."""
    assert distance_m([0, 0], [0, 0], [0, 1], [1, 0]).shape == (2,)


def cell(lon: float, lat: float) -> tuple[int, int]:
    """The cell as the definition of web mercator says it, with the plain functions of `math`."""
    size = 2**GRID_ZOOM
    angle = math.radians(max(-MERCATOR_LAT, min(MERCATOR_LAT, lat)))
    column = (lon + 180) / 360 * size
    row = (1 - math.log(math.tan(angle) + 1 / math.cos(angle)) / math.pi) / 2 * size
    return min(size - 1, max(0, math.floor(column))), min(size - 1, max(0, math.floor(row)))


@given(lons, lats)
def test_the_grid_is_web_mercator(lon: float, lat: float) -> None:
    """A point's cell is the one of the definition, but for rounding at an edge."""
    (column,), (row,) = grid([lon], [lat])
    expected = cell(lon, lat)
    assert abs(int(column) - expected[0]) <= 1
    assert abs(int(row) - expected[1]) <= 1


@given(lons, st.floats(-85, 85), st.integers(0, GRID_ZOOM))
def test_a_cell_is_a_shift(lon: float, lat: float, zoom: int) -> None:
    """The cell of any zoom is the one of zoom 24 shifted, and cells nest."""
    (column,), (row,) = grid([lon], [lat])
    shift = GRID_ZOOM - zoom
    assume(min(column % 2**shift, row % 2**shift) > 1 if shift > 2 else True)
    size = 2**zoom
    assert int(column) >> shift == min(size - 1, math.floor((lon + 180) / 360 * size))
    assert (int(row) >> shift) < size
    assert ((int(column) >> shift) << shift) <= int(column)


def test_the_grid_has_known_cells() -> None:
    """The centre of the world and its corners lie in the cells every tile map puts them in."""
    columns, rows = grid([0, -180, 180, 180], [0, 90, -90, MERCATOR_LAT])
    last = 2**GRID_ZOOM - 1
    assert columns.tolist() == [2**23, 0, last, last]
    assert rows.tolist() == [2**23, 0, last, 0]


def test_no_place_has_the_first_cell() -> None:
    """A missing coordinate becomes cell 0 without a warning."""
    columns, rows = grid([np.nan], [np.nan])
    assert (columns.tolist(), rows.tolist()) == ([0], [0])
