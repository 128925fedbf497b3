"""What the page of a large atlas asks: read with nothing believed."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.app.requests import DAYS, CubeRequest, PageRequest, ValuesRequest, first_screen, number_of
from mapkit.errors import ParseError
from mapkit.view import View
from mapkit.when import Window, day_of
from mapkit.where import BBox

CUBE = {"number": 3, "box": [44.5, 38, 48, 41.25], "zoom": 7.25, "span": [18_000, 19_000]}
PAGE = {
    "number": 4,
    "cell": {"zoom": 8, "columns": [160, 161], "rows": [96, 98]},
    "window": [18_500, 18_530],
    "certain": False,
    "newest": True,
    "text": "bridge",
    "from": 50,
    "size": 50,
}
VALUES = {"number": 5, "parts": ["kind", "own.x"], "view": "party=north", "window": [18_500, 18_530], "certain": True}
ODD_VALUES = [
    ("parts", "kind"),
    ("parts", [1]),
    ("parts", ["kind"] * 61),
    ("view", None),
    ("view", "nothing=1"),
    ("view", "kind=" + "a" * 100_000),
    ("window", [3, 2]),
    ("number", 1.5),
]
ODD_CUBES = [
    ("box", [1, 2, 3]),
    ("box", [1, 2, 3, "4"]),
    ("box", [0, 10, 5, 5]),
    ("box", [0, 0, 181, 5]),
    ("box", "0123"),
    ("box", [0, float("nan"), 1, 2]),
    ("box", [0, -91, 1, 2]),
    ("zoom", True),
    ("zoom", None),
    ("zoom", float("inf")),
    ("span", [5, 5]),
    ("span", [10, 5]),
    ("span", [0.5, 2]),
    ("span", [DAYS[0] - 1, 0]),
    ("span", [0, DAYS[1] + 1]),
    ("number", -1),
    ("number", "1"),
    ("number", 2**60),
]
ODD_PAGES = [
    ("cell", None),
    ("cell", {"zoom": 25, "columns": [0, 1], "rows": [0, 1]}),
    ("size", 0),
    ("size", 101),
    ("cell", {"zoom": 2, "columns": [0, 5], "rows": [0, 1]}),
    ("cell", {"zoom": 2, "columns": [1, 1], "rows": [0, 1]}),
    ("from", -1),
    ("from", 1.5),
    ("text", 7),
    ("window", [3, 2]),
    ("number", None),
]


def test_a_cube_is_asked() -> None:
    """Box, zoom and span come as they are; a zoom between zooms is the one below."""
    found = CubeRequest.of(CUBE)
    assert found == CubeRequest(3, BBox(44.5, 38, 48, 41.25), 7, Window(day_of(18_000), day_of(19_000)))


def test_a_page_is_asked() -> None:
    """Cells, window, order, words and place come as they are; words are cut at a length nobody types."""
    found = PageRequest.of(PAGE)
    assert (found.block, found.window) == ((8, (160, 161), (96, 98)), Window(day_of(18_500), day_of(18_530)))
    assert (found.number, found.certain, found.newest, found.text, found.start, found.size) == (
        4,
        False,
        True,
        "bridge",
        50,
        50,
    )
    assert len(PageRequest.of({**PAGE, "text": "x" * 100_000}).text) == 200


@pytest.mark.parametrize(("name", "value"), ODD_CUBES)
def test_an_odd_cube_is_refused(name: str, value: Any) -> None:
    """What cannot be a screen or a span is refused in a sentence; so is what is left out."""
    with pytest.raises(ParseError, match="reload"):
        CubeRequest.of({**CUBE, name: value})
    with pytest.raises(ParseError):
        CubeRequest.of({key: one for key, one in CUBE.items() if key != name})


@pytest.mark.parametrize(("name", "value"), ODD_PAGES)
def test_an_odd_page_is_refused(name: str, value: Any) -> None:
    """What cannot be cells, a window or a page is refused in a sentence; so is what is left out."""
    with pytest.raises(ParseError, match="reload"):
        PageRequest.of({**PAGE, name: value})
    with pytest.raises(ParseError):
        PageRequest.of({key: one for key, one in PAGE.items() if key != name})


def test_values_are_asked() -> None:
    """Parts and view come as they are; the window is the one that is told beside them."""
    found = ValuesRequest.of(VALUES)
    window = Window(day_of(18_500), day_of(18_530))
    assert (found.number, found.parts) == (5, ("kind", "own.x"))
    assert found.view == View.of(party="north", when=window, certain=True)
    assert ValuesRequest.of({**VALUES, "view": "party=north&when=2001"}) == found


@pytest.mark.parametrize(("name", "value"), ODD_VALUES)
def test_odd_values_are_refused(name: str, value: Any) -> None:
    """What cannot be parts, a view or a window is refused; so is what is left out."""
    with pytest.raises(ParseError):
        ValuesRequest.of({**VALUES, name: value})
    with pytest.raises(ParseError):
        ValuesRequest.of({key: one for key, one in VALUES.items() if key != name})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*CUBE, *PAGE, *VALUES]), inner, max_size=6)
    ),
)


@given(JSON)
def test_anything_is_read_or_refused(asked: Any) -> None:
    """Nothing that a browser may send raises anything but ParseError, and every request has a number to answer to."""
    for kind in (CubeRequest, PageRequest, ValuesRequest):
        with suppress(ParseError):
            kind.of(asked)
    assert number_of(asked) >= -1


@given(st.floats(0, 24), st.floats(-90, 90), st.floats(-180, 180))
def test_the_first_screen_is_on_earth(zoom: float, lat: float, lon: float) -> None:
    """Wherever a link stands, the screen that is guessed is a box that can be counted."""
    box, level = first_screen((zoom, lat, lon), None)
    assert max(abs(box.west), abs(box.east)) <= 180
    assert box.south <= box.north
    assert 0 <= level <= 24


def test_the_first_screen_of_an_atlas_is_its_home() -> None:
    """Without a link the home box is guessed, at a zoom at which it fills a screen; without one the world."""
    assert first_screen(None, BBox(44, 38, 49, 42)) == (BBox(44, 38, 49, 42), 6)
    assert first_screen(None, None)[1] <= 2
