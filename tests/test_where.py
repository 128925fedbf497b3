import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.where import BBox, number
from support.made import attempt
from support.strategies import boxes, lats, lons


@given(boxes())
def test_a_box_is_its_text(box: BBox) -> None:
    """Parsing what a box writes gives the box back, to the last bit."""
    assert BBox.parse(str(box)) == box


def test_a_box_writes_plain_numbers() -> None:
    """Whole degrees are written without a point."""
    assert str(BBox(-10, 20.5, 30, 40.25)) == "-10,20.5,30,40.25"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "box-unreadable"),
        ("1,2,3", "box-unreadable"),
        ("1,2,3,4,5", "box-unreadable"),
        ("a,2,3,4", "number-unreadable"),
        ("nan,2,3,4", "number-unreadable"),
        ("inf,2,3,4", "number-unreadable"),
        ("1e999,2,3,4", "number-unreadable"),
        ("-181,0,10,10", "box-range"),
        ("0,0,180.1,10", "box-range"),
        ("0,-91,10,10", "box-range"),
        ("0,0,10,90.5", "box-range"),
        ("0,10,10,0", "box-reversed"),
        ("1;2;3;4", "box-unreadable"),
        ("1,,3,4", "number-unreadable"),
    ],
)
def test_what_is_no_box_is_refused(text: str, code: str) -> None:
    """A text of other than four numbers, out of the world or upside down is refused with its code."""
    with pytest.raises(ParseError) as caught:
        BBox.parse(text)
    assert caught.value.code == code


def test_a_box_of_no_numbers_is_refused() -> None:
    """A box cannot hold NaN or infinity."""
    for value in (math.nan, math.inf):
        with pytest.raises(ParseError, match="no number"):
            BBox(value, 0, 1, 1)


@given(st.text())
def test_any_text_is_a_box_or_refused(text: str) -> None:
    """No text makes a box reader fail in another way."""
    found = attempt(BBox.parse, text)
    assert found.code if isinstance(found, ParseError) else BBox.parse(str(found)) == found


@given(boxes(), lons, lats)
def test_a_box_across_the_antimeridian_is_two(box: BBox, lon: float, lat: float) -> None:
    """A box that crosses 180 degrees holds what its eastern or its western part holds."""
    assume(box.crosses_antimeridian)
    parts = (BBox(box.west, box.south, 180, box.north), BBox(-180, box.south, box.east, box.north))
    assert box.contains(lon, lat) == any(part.contains(lon, lat) for part in parts)


@given(boxes())
def test_edges_belong_to_the_box(box: BBox) -> None:
    """Every corner lies in its box."""
    assert all(box.contains(lon, lat) for lon in (box.west, box.east) for lat in (box.south, box.north))


@pytest.mark.parametrize(
    ("text", "value"), [("1", 1.0), ("-1.5", -1.5), ("+46.75", 46.75), ("1e3", 1000.0), ("0", 0.0), ("007", 7.0)]
)
def test_a_plain_number_is_read(text: str, value: float) -> None:
    """Decimal numbers with a point are read."""
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "1,5", "nan", "inf", "1e999", "-1e999", "0x10", "1_000", "٤٦", ".5", "5.", "1.2.3", "−5", "1\n"],
)
def test_anything_else_is_no_number(text: str) -> None:
    """A text that another program would read otherwise, or that is no finite number, is refused by name."""
    with pytest.raises(ParseError) as caught:
        number(text)
    assert caught.value.code == "number-unreadable"
    assert repr(text) in str(caught.value)
