"""Lines of the basemap as text: in Python and in the page the points that they were made of."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from mapkit.assets import world
from mapkit.atlas import Atlas
from mapkit.webmap.lines import DIGITS, line_points, line_text, with_lines
from support.examples import examples
from support.modules import load_modules

points = st.integers(0, DIGITS).flatmap(
    lambda digits: st.lists(
        st.tuples(
            *(
                st.integers(-most * 10**digits, most * 10**digits).map(lambda one: one / 10**digits)
                for most in (180, 90)
            )
        ),
        max_size=8,
    )
)


@given(points)
@example([(-180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)])
@example([(0.1 + 0.2, 89.9999999), (0.3, 90.0)])
def test_a_line_comes_back(line: list[tuple[float, float]]) -> None:
    """The points of a line come back as they were; of one that is finer, as six digits have them."""
    assert line_points(line_text(line)) == [(round(lon, DIGITS), round(lat, DIGITS)) for lon, lat in line]


@pytest.mark.parametrize("text", ["", "x??", "4", "4?", "4~", "4??<", "4??_"])
def test_what_is_no_line_is_refused(text: str) -> None:
    """A text that no line has is refused; that of no point at all is a line of none."""
    if text == "4":
        assert line_points(text) == []
        return
    with pytest.raises(ValueError, match=r"line|invalid literal"):
        line_points(text)


def test_any_geometry_is_told(geo: Atlas) -> None:
    """Lines, areas and collections are told as deep as they lie; points and features without a geometry stay."""
    point = {"type": "Point", "coordinates": [1, 2]}
    line = {"type": "LineString", "coordinates": [[1, 2, 700], [1.5, 2]]}
    area = {"type": "MultiPolygon", "coordinates": [[[[0, 0], [1, 0], [0, 1], [0, 0]]]]}
    assert with_lines(None) is None
    assert with_lines(point) == point
    told = with_lines({"type": "GeometryCollection", "geometries": [point, line, area]})
    assert told["geometries"][0] == point
    assert line_points(told["geometries"][1]["lines"]) == [(1, 2), (1.5, 2)]
    assert line_points(told["geometries"][2]["lines"][0][0]) == [(0, 0), (1, 0), (0, 1), (0, 0)]
    for feature in (*world()["features"], *(one for part in geo.context.values() for one in part["features"])):
        if feature["geometry"]["type"] == "LineString":
            assert line_points(with_lines(feature["geometry"])["lines"]) == [
                tuple(one) for one in feature["geometry"]["coordinates"]
            ]


@pytest.fixture(scope="module")
def parts(browser: Browser) -> Iterator[Page]:
    """A page with the script's modules."""
    page = browser.new_page()
    load_modules(page, "data/lines")
    yield page
    page.close()


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(points, max_size=5))
def test_the_page_reads_the_same_points(parts: Page, lines: list[Any]) -> None:
    """The page finds in the text of a line exactly the numbers that Python does."""
    texts = list(map(line_text, lines))
    found = parts.evaluate("(texts) => texts.map((text) => parts.linePoints(text))", texts)
    assert found == [[list(point) for point in line_points(text)] for text in texts]
