import math
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.importing.cells.angles import read_angle
from mapkit.importing.cells.points import (
    OPEN,
    ORDERS,
    Choices,
    Point,
    PointReading,
    read_pairs,
    read_points,
)
from mapkit.importing.cells.vocabulary import MISSING
from mapkit.where import BBox

HOME = BBox(46.0, 39.3, 47.3, 40.4)
lats = st.integers(-90 * 10**5, 90 * 10**5).map(lambda value: value / 10**5)
lons = st.integers(-180 * 10**5, 180 * 10**5).map(lambda value: value / 10**5)
inside = st.tuples(st.floats(39.4, 40.3), st.floats(46.1, 47.2))
hundredths = st.integers(0, 90 * 60 * 60 * 100)  # of a second of arc

# A sign for the north, and for the east, of each language.
HEMISPHERES = (
    ("N", "S", "E", "W"),
    ("n", "s", "e", "w"),
    ("N", "S", "E", "O"),
    ("Nord", "Sud", "Est", "Ouest"),
    ("с.ш.", "ю.ш.", "в.д.", "з.д."),
    ("с. ш.", "ю. ш.", "в. д.", "з. д."),
    ("С", "Ю", "В", "З"),
    ("северной широты", "южной широты", "восточной долготы", "западной долготы"),
)
SIGNS = (
    ("°", "'", '"'),
    ("°", "′", "″"),
    ("º", "’", "”"),
    ("° ", "' ", "''"),
    ("°", "′", "′′"),
    (":", ":", ""),
    (" ", " ", ""),
)


@st.composite
def arcs(draw: st.DrawFn) -> tuple[float, str, float, str]:
    """A latitude and a longitude in degrees, each with its degrees, minutes and seconds as people write them."""
    words, signs, before = draw(st.sampled_from(HEMISPHERES)), draw(st.sampled_from(SIGNS)), draw(st.booleans())
    found: list[float | str] = []
    for axis in (0, 2):
        value, negative = draw(hundredths), draw(st.booleans())
        minutes, seconds = divmod(value, 6000)
        angle = f"{minutes // 60}{signs[0]}{minutes % 60:02}{signs[1]}{seconds / 100:05.2f}{signs[2]}"
        word = words[axis + negative]
        found += (-value if negative else value) / 360_000, f"{word} {angle}" if before else f"{angle} {word}"
    return tuple(found)  # type: ignore[return-value]


def one(lat: str, lon: str, choices: Choices = OPEN) -> PointReading:
    """The reading of a row that stands alone."""
    return read_points([lat], [lon], choices)[0][0]


def pair(cell: str, choices: Choices = OPEN) -> PointReading:
    """The reading of a cell with both coordinates that stands alone."""
    return read_pairs([cell], choices)[0][0]


def close(point: Point | None, lon: float, lat: float) -> bool:
    """Whether a point is there, and is this one (degrees)."""
    return point is not None and math.dist((point.lon, point.lat), (lon, lat)) < 1e-9


@given(lats, lons, st.sampled_from(("{:.5f}", "{:+.5f}", " {:.5f}\u00a0", "\u200e{:.5f}", "{:.5f}°")), st.booleans())
def test_decimal_degrees_are_read(lat: float, lon: float, form: str, comma: bool) -> None:
    """Decimal degrees with a point or a comma, either minus and unseen signs around them are the number they say."""
    cells = [form.format(value).replace("-", "\u2212") if comma else form.format(value) for value in (lat, lon)]
    cells = [cell.replace(".", ",") for cell in cells] if comma else cells
    found = one(*cells, Choices(swap=False, zero=True))
    assert found.point == Point(lon, lat)


@given(arcs())
def test_degrees_minutes_seconds_are_read(written: tuple[float, str, float, str]) -> None:
    """Degrees, minutes and seconds with the signs and hemispheres of any language are the sum of their parts."""
    lat, north, lon, east = written
    assert close(one(north, east, Choices(zero=True)).point, lon, lat)
    assert close(pair(f"{north} {east}", Choices(zero=True)).point, lon, lat)
    assert close(pair(f"{east}; {north}", Choices(zero=True)).point, lon, lat)


@pytest.mark.parametrize(
    ("text", "degrees", "axis"),
    [
        ("39°51.5'N", 39 + 51.5 / 60, "lat"),
        ("39°51,5'", 39 + 51.5 / 60, ""),
        ("39 32 44.99 N", 39.54583055555556, "lat"),
        ("-39°30'", -39.5, ""),
        ("-0°30'", -0.5, ""),
        ("4.675E+01", 46.75, ""),
        ("46.75E", 46.75, "lon"),
        ("46,75 O", -46.75, "lon"),
        ("39 30 N", 39.5, "lat"),
        ("39,850", 39.85, ""),
        ("180", 180.0, ""),
    ],
)
def test_angles(text: str, degrees: float, axis: str) -> None:
    """An angle has its degrees, and the axis that its hemisphere tells."""
    found = read_angle(text)
    assert found.degrees == pytest.approx(degrees, abs=1e-12)
    assert found.axis == axis


def test_a_letter_with_two_meanings_is_told() -> None:
    """O is west, as in French, and the basis says so, for it is east in German."""
    assert "O is west" in one("39,85 N", "46,75 O").basis


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("39°60'N", "coordinates-minutes", "less than 60"),
        ("39°30'60\"", "coordinates-minutes", "less than 60"),
        ("39 85 N", "coordinates-minutes", "less than 60"),
        ("39 51", "coordinates-unreadable", "39°51'"),
        ("39.5°30'", "coordinates-unreadable", "before its last part"),
        ("-39 S", "coordinates-hemisphere", "write one"),
        ("N 39 S", "coordinates-hemisphere", "two hemispheres"),
        ("91 N", "coordinates-range", "-90 to 90"),
        ("181", "coordinates-range", "-180 to 180"),
        ("1e999", "coordinates-range", "180"),
        ("nan", "coordinates-unreadable", "write degrees"),
        ("inf", "coordinates-unreadable", "'inf'"),
        ("-Infinity", "coordinates-unreadable", "write degrees"),
        ("1.234,5", "coordinates-unreadable", "write degrees"),
        ("٣٩", "coordinates-unreadable", "write degrees"),
        ("B 46", "coordinates-unreadable", "write degrees"),
        ("x" * 1000, "coordinates-unreadable", "xxx"),
        ("{{ 7 * 7 }}", "coordinates-unreadable", "write degrees"),
        ("1,234.5", "coordinates-unreadable", "write degrees"),
        ("39,85,1", "coordinates-unreadable", "write degrees"),
    ],
)
def test_what_is_no_angle_says_why(text: str, code: str, words: str) -> None:
    """A cell that is no coordinate is a problem with its code and what to write."""
    with pytest.raises(ParseError) as caught:
        read_angle(text)
    assert caught.value.code == code
    assert words in str(caught.value)


def test_the_sign_of_decimals_can_be_told() -> None:
    """In a column told to have points a comma is refused, and the other way round, with both readings."""
    found = one("39,850", "46.75", Choices(decimal="."))
    assert found.code == "coordinates-decimal"
    assert "39.850 with a decimal comma or 39850 with a thousands comma" in found.text
    assert "write 39,85" in one("39.85", "46,75", Choices(decimal=",")).text
    assert one("39,850", "46,75", Choices(decimal=",")).point == Point(46.75, 39.85)


@pytest.mark.parametrize("empty", ["", " \u00a0", *sorted(MISSING), "N/A", "NULL"])
def test_empty_rows_are_empty(empty: str) -> None:
    """A row without coordinates has neither a point nor a problem, a stated word for it included."""
    found = one(empty, empty)
    assert (found.point, found.code) == (None, "")
    assert (pair(empty).point, pair(empty).code) == (None, "")


@pytest.mark.parametrize(("lat", "lon", "word"), [("39.85", "", "no longitude"), ("n/a", "46.75", "no latitude")])
def test_half_a_point_is_a_problem(lat: str, lon: str, word: str) -> None:
    """A row with one of the two coordinates is a problem, not an empty row."""
    assert one(lat, lon).code == "coordinates-half"
    assert word in one(lat, lon).text


@pytest.mark.parametrize(("lat", "lon"), [("0", "0"), ("0.0", "-0"), ("0°N", "0°E")])
def test_null_island_is_a_problem(lat: str, lon: str) -> None:
    """0, 0 is a problem until the user says that it is a place."""
    assert one(lat, lon).code == pair(f"{lat}, {lon}").code == pair("POINT (0 0)").code == "coordinates-zero"
    assert one(lat, lon, Choices(zero=True)).point == Point(0, 0)
    assert one("0", "46.75").point == Point(46.75, 0)


@given(st.lists(inside, min_size=1, max_size=10), st.sampled_from((None, HOME)))
def test_swapped_columns_are_refused_until_said(points: list[tuple[float, float]], home: BBox | None) -> None:
    """Columns that fit only the other way round are refused row by row, and read once the user says swap."""
    rows = [*points, (40.37767, 49.89201)] if home else [*points, (40.0, 116.4)]
    stated_lats, stated_lons = [repr(lon) for _, lon in rows], [repr(lat) for lat, _ in rows]
    refused, axes = read_points(stated_lats, stated_lons, Choices(home=home))
    assert {one.code for one in refused} == {"coordinates-swapped"}
    assert axes.looks_swapped
    assert axes.first == (0 if home else len(points))
    read, _ = read_points(stated_lats, stated_lons, Choices(home=home, swap=True))
    assert [one.point for one in read] == [Point(lon, lat) for lat, lon in rows]


@given(st.lists(inside, min_size=1, max_size=10))
def test_sound_columns_are_not_swapped(points: list[tuple[float, float]]) -> None:
    """Columns that fit as they stand are read so, and one swapped row among them is a problem alone."""
    rows = [(repr(lat), repr(lon)) for lat, lon in points]
    readings, axes = read_points(*zip(*rows, ("46.75", "39.85"), strict=True), Choices(home=HOME))
    assert [one.point for one in readings[:-1]] == [Point(lon, lat) for lat, lon in points]
    assert readings[-1].code == "coordinates-swapped"
    assert "write latitude 39.85, longitude 46.75" in readings[-1].text
    assert not axes.looks_swapped


def test_hemispheres_tell_a_swap() -> None:
    """A latitude column that holds an east is a swap problem whatever the values; told swap, it is read."""
    assert one("46°E", "39°N").code == "coordinates-swapped"
    assert one("46°E", "39°N", Choices(swap=False)).code == "coordinates-swapped"
    assert one("46°E", "39°N", Choices(swap=True)).point == Point(46, 39)
    assert one("39°N", "46°E", Choices(swap=True)).point == Point(46, 39)
    assert one("39°N", "46°N").code == "coordinates-hemisphere"


def test_a_user_can_say_that_nothing_is_swapped() -> None:
    """Told that columns stand as they should, only values off the earth are problems."""
    readings, _ = read_points(["120", "40"], ["30", "50"], Choices(swap=False))
    assert [one.code for one in readings] == ["coordinates-range", ""]


POINTS = (
    "POINT ({} {})",
    "point({} {})",
    "SRID=4326;POINT ({} {})",
    "POINT Z ({} {} 1200)",
    "POINTZ({} {} 5)",
    "POINT M ({} {} 1)",
    "POINT ZM ({} {} 1 2)",
    "POINT ({} {} 7)",
)


@given(lats, lons, st.sampled_from(POINTS))
def test_wkt_points_are_longitude_first(lat: float, lon: float, form: str) -> None:
    """A WKT point has its longitude first; a height or a measure is left off."""
    assert pair(form.format(f"{lon:.5f}", f"{lat:.5f}"), Choices(zero=True, swap=False)).point == Point(lon, lat)


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("SRID=3857;POINT (1 2)", "coordinates-srid", "3857"),
        ("POINT (46.75)", "coordinates-unreadable", "POINT (46.75 39.85)"),
        ("POINT (nan 3)", "coordinates-unreadable", "nan"),
        ("POINT (1 2", "coordinates-unreadable", "WKT"),
        ("POINT Z (1 2)", "coordinates-unreadable", "WKT"),
        ("POINT (200 20)", "coordinates-range", "-180 to 180"),
        ("39,85", "coordinates-decimal", "39.85"),
        ("39 51 46 45", "coordinates-unreadable", "several ways"),
        ("Shusha", "coordinates-unreadable", "write it like"),
        ("39.85, 46.75, 12", "coordinates-unreadable", "write it like"),
        ("39.85, 246.75", "coordinates-range", "180"),
        ("39°61'N 46°45'E", "coordinates-minutes", "60"),
        ("39 N, 46 N", "coordinates-hemisphere", "latitude"),
        ("nan, nan", "coordinates-unreadable", "write it like"),
        ("x" * 1000, "coordinates-unreadable", "xxx"),
    ],
)
def test_what_is_no_pair_says_why(cell: str, code: str, words: str) -> None:
    """A cell that does not hold two coordinates is a problem with its code and what to write."""
    assert pair(cell).code == code
    assert words in pair(cell).text


def test_an_empty_wkt_point_is_empty() -> None:
    """POINT EMPTY is a row without coordinates."""
    assert pair("POINT EMPTY") == PointReading(basis="an empty point")


@pytest.mark.parametrize(
    "cell",
    [
        "39.85, 46.75",
        "39.85,46.75",
        "39.85 46.75",
        "39,85 46,75",
        "39,85; 46,75",
        "39,85, 46,75",
        "39.85|46.75",
        "(39.85, 46.75)",
        "[39.85 46.75]",
    ],
)
def test_the_order_of_pairs_is_not_guessed(cell: str) -> None:
    """A pair whose order nothing settles is refused with both readings; told, or settled by its column, it is read."""
    assert pair(cell).code == "coordinates-order"
    assert "latitude 39.85, longitude 46.75 or longitude 39.85, latitude 46.75" in pair(cell).text
    assert pair(cell, Choices(order="lat lon")).point == Point(46.75, 39.85)
    assert pair(cell, Choices(order="lon lat")).point == Point(39.85, 46.75)
    assert pair(cell, Choices(home=HOME)).point == Point(46.75, 39.85)
    assert read_pairs([cell, "40.0, 116.4"])[0][0].point == Point(46.75, 39.85)
    assert read_pairs([cell, "116.4, 40.0"])[0][0].point == Point(39.85, 46.75)
    assert read_pairs([cell, "116.4, 40.0", "40.0, 116.4"])[0][0].code == "coordinates-order"


def test_a_told_order_of_pairs_is_checked() -> None:
    """Pairs that fit only against the order that was told are problems."""
    readings, _ = read_pairs(["116.4, 40.0", "39.85, 46.75"], Choices(order="lat lon"))
    assert [one.code for one in readings] == ["coordinates-swapped", "coordinates-swapped"]
    with pytest.raises(ParseError, match=" or ".join(ORDERS)):
        read_pairs([], Choices(order="latlon"))


@given(st.lists(st.tuples(st.text("0123456789.,-°'\" NSWOС:e", max_size=12), st.text("012346789.,-° NEx", max_size=8))))
def test_every_row_has_one_answer(rows: list[tuple[str, str]]) -> None:
    """Whatever the cells, each row is a point on earth, empty, or a problem with a text."""
    cells = [lat for lat, _ in rows], [lon for _, lon in rows]
    for readings in (read_points(*cells)[0], read_pairs([" ".join(row) for row in rows])[0]):
        assert len(readings) == len(rows)
        for reading in readings:
            assert bool(reading.code) == bool(reading.text)
            assert not (reading.code and reading.point)
            if reading.point:
                assert BBox(-180, -90, 180, 90).contains(reading.point.lon, reading.point.lat)


@pytest.mark.parametrize("cell", ["1 " * 99, "1:" * 99, "POINT (" + "1 " * 9999 + ")", "POINT" + " " * 9999, "-" * 160])
def test_odd_cells_are_answered_at_once(cell: str) -> None:
    """A cell made to be slow is refused without trying long."""
    started = perf_counter()
    assert pair(cell).code == "coordinates-unreadable"
    assert perf_counter() - started < 1
