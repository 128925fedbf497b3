import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image
from shapely.geometry import Polygon

from mapkit.atlas import Atlas
from mapkit.drawing.looks import PROJECTIONS, Look
from mapkit.drawing.patterns import StateLook
from mapkit.drawing.style import LIGHT
from mapkit.files import read
from mapkit.lasting import Standing
from mapkit.picture import pixels, png
from mapkit.picture.corner import draw_corner
from mapkit.picture.frame import Frame, fit
from mapkit.picture.graticule import degrees_words, draw_graticule, minutes_between
from mapkit.picture.ground import cut, draw_ground
from mapkit.picture.inset import draw_inset, emptiest_corner, inset_box
from mapkit.picture.labels import draw_labels
from mapkit.picture.legend import draw_legend, legend_height
from mapkit.picture.letters import Letters
from mapkit.picture.numbers import draw_numbers
from mapkit.picture.page import box_of, rooms_of
from mapkit.picture.place_signs import DISPUTED
from mapkit.picture.places import Worn, draw_sign, draw_sites
from mapkit.picture.sheet import Paint, Sheet, drawing
from mapkit.picture.signs import Entry, entries, expected
from mapkit.picture.symbols import symbols
from mapkit.records import PATTERNS
from mapkit.where import BBox
from support.examples import alike
from support.made import INCIDENTS, changed, feature, point

PAGE = (20.0, 60.0, 820.0, 560.0)
REGION = BBox(44, 38, 49, 42)
SIZES = ("screen", "slide", "a4", "a4-portrait", "a3", "a3-portrait", "500x400", "640x1000")


class Heard(Sheet):
    """A sheet that keeps what is written on it, and in which box."""

    def __init__(self, width: int, height: int, dpi: float) -> None:
        super().__init__(width, height, dpi)
        self.said: list[tuple[str, tuple[float, float, float, float]]] = []

    def text(self, at: Any, text: str, letters: Letters, *, align: str = "left", middle: bool = False) -> None:
        """A line of text, kept and drawn."""
        width = self.text_width(text, letters)
        left = at[0] - width * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
        self.said.append((text, (left, at[1] - 0.75 * letters.size, left + width, at[1] + 0.25 * letters.size)))
        super().text(at, text, letters, align=align, middle=middle)

    @property
    def words(self) -> list[str]:
        """The texts alone."""
        return [text for text, _ in self.said]


@contextmanager
def hearing(width: int = 1600, height: int = 1000, dpi: float = 144) -> Iterator[Heard]:
    """A sheet to draw on."""
    with drawing():
        yield Heard(width, height, dpi)


def page_of(atlas: Atlas, look: Look) -> Heard:
    """A whole picture, kept."""
    kept: list[Heard] = []

    class Kept(Heard):
        """The sheet of the picture."""

        def __init__(self, width: int, height: int, dpi: float) -> None:
            super().__init__(width, height, dpi)
            kept.append(self)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("mapkit.picture.sheet.Sheet", Kept)
        pixels(atlas, look)
    return kept[0]


@pytest.mark.parametrize("size", alike(SIZES, "screen", "a4-portrait", "a3"))
def test_nothing_is_written_beyond_the_paper(geo: Atlas, size: str) -> None:
    """On any size every text stands on the paper, and title, legend, credits and receipt are there."""
    page = page_of(geo, Look(size=size, dpi=72 if size.startswith("a") else None, graticule=True))
    for text, (left, top, right, bottom) in page.said:
        assert left >= 0, text
        assert top >= 0, text
        assert right <= page.width, text
        assert bottom <= page.height, text
    together = " ".join(page.words)
    for part in (
        "The Russian peacekeeping mission",
        "28 incidents",
        "Agreement (2)",
        "Licence: CC BY 4.0",
        "data sha256:",
    ):
        assert part in together


@pytest.mark.parametrize(
    "size", alike(["screen", "slide", "a4", "a4-portrait", "a3", "a3-portrait"], "screen", "a4-portrait")
)
def test_a_legend_is_whole_on_paper(geo: Atlas, size: str) -> None:
    """On screens and paper the legend explains all that is seen, and the small map has its place."""
    words = page_of(geo, Look(size=size)).words
    assert " ".join(words).count("Line of contact: until 20 September 2023") == 1
    assert not any(one.startswith("and ") and one.endswith(" more") for one in words)


def test_names_come_in_the_languages_asked_for(geo: Atlas) -> None:
    """Names stand in the languages of the look, without any in English; below them the local ones, none twice."""
    look = Look(size="a4", dpi=72)
    for atlas, languages, names in (
        (geo, (), ("Hadrut", "Հադրութ")),
        (geo, ("ru",), ("Гадрут", "Hadrut · Հադրութ")),
        (replace(geo, meta=replace(geo.meta, labels_fixed=True)), ("ru",), ("Հադրութ · Hadrut",)),
    ):
        words = page_of(atlas, replace(look, labels=languages)).words
        at = words.index(names[0])
        assert tuple(words[at : at + len(names)]) == names


def test_north_is_where_the_arrow_points() -> None:
    """The N stands above its arrow in web mercator, and turns with the meridians of an equal-area map."""
    with hearing() as page:
        scale, arrow = draw_corner(page, fit(REGION, PAGE))
        assert scale[1] > arrow[1]
        box = dict(page.said)["N"]
        assert abs((box[0] + box[2]) / 2 - (arrow[0] + arrow[2]) / 2) < 1e-6
        draw_corner(page, fit(BBox(0, 50, 60, 75), PAGE, "equal-area"))
        turned = page.said[-1][1]
        assert turned[0] > box[0] + 5


def test_an_uneven_scale_says_where_it_is_right() -> None:
    """Where the scale changes over the map its latitude is told; on a small region it is not."""
    for box, told in ((REGION, False), (BBox(-180, -60, 180, 75), True), (BBox(-20, 30, 40, 70), True)):
        with hearing() as page:
            draw_corner(page, fit(box, PAGE))
            assert any(" at " in words for words in page.words) == told


@given(st.floats(-179, 100), st.floats(-70, 60), st.floats(0.05, 79), st.floats(0.05, 20))
def test_a_graticule_has_some_lines(west: float, south: float, wide: float, high: float) -> None:
    """The shorter side of any map is crossed by a few lines, neither by none nor by a thicket."""
    frame = fit(BBox(west, south, west + wide, south + high), PAGE)
    step = minutes_between(frame) / 60
    assert step == pytest.approx(1 / 60) or (frame.east - frame.west) / step >= 3
    assert step == 45 or (frame.north - frame.south) / step <= 30


@pytest.mark.parametrize("projection", ["mercator", "equal-area"])
def test_degrees_stand_at_their_lines(projection: str) -> None:
    """Degrees are written where their parallel or meridian meets the edge."""
    with hearing() as page:
        frame = fit(REGION, PAGE, projection)
        boxes = draw_graticule(page, frame)
        assert len(boxes) == len(page.said) >= 6
        for text, (left, _, _, bottom) in page.said:
            whole, _, rest = text.partition("°")
            number = float(whole) + float(rest.partition("′")[0].strip("NE ") or 0) / 60
            lons, lats = frame.unproject([left - 3, PAGE[0]], [PAGE[1], bottom + 0.5])
            found = lons[0] if text.endswith("E") else lats[1]
            assert found == pytest.approx(number, abs=0.06)


def test_degrees_are_written_as_on_maps() -> None:
    """Minutes have two signs, the equator and the meridians of 0 and 180 have no side."""
    assert [degrees_words(one, "EW") for one in (2765, -2765, 60, 0, 180 * 60, -180 * 60)] == [
        "46°05′ E",
        "46°05′ W",
        "1° E",
        "0°",
        "180°",
        "180°",
    ]


def test_the_small_map_stands_at_the_foot_or_in_the_emptiest_corner(made: Atlas) -> None:
    """The small map takes what a legend leaves; with too little left it takes the corner with the fewest incidents."""
    column = (800.0, 60.0, 1000.0, 560.0)
    assert inset_box(column, 300) == (800, 410, 1000, 560)
    assert inset_box(column, 480) == (800, 480, 1000, 560)
    assert inset_box(column, 520) is None
    frame = fit(box_of(made, Look()), PAGE)
    found = symbols(frame, made)
    corner = emptiest_corner(PAGE, [replace(found[0], x=800.0, y=80.0)])
    assert corner[2:] == (814, 554)


@pytest.mark.parametrize("box", ["46,39,47,40", "178,-20,-178,-14", "30,60,50,75", "-10,30,40,60"])
@pytest.mark.parametrize("projection", ["mercator", "equal-area"])
def test_the_small_map_marks_the_large_one(box: str, projection: str) -> None:
    """The frame of the large map is marked on the small one, wherever on the globe it lies."""
    with hearing(500, 400, 96) as page:
        assert draw_inset(page, (100, 100, 300, 260), fit(BBox.parse(box), PAGE, projection))
        image = page.pixels()[..., :3]
    dark = (image[100:260, 100:300] < 60).all(axis=2)
    assert 10 < dark.sum() < 2500


def test_the_world_has_no_small_map() -> None:
    """A map of most of the world has none, nor has one around a pole."""
    with hearing() as page:
        for box in (BBox(-180, -60, 180, 80), BBox(-180, 70, 180, 90)):
            assert not draw_inset(page, (100, 100, 300, 260), fit(box, PAGE, "equal-area"))


def test_disputed_borders_of_the_plain_world_are_dashed(made: Atlas) -> None:
    """An atlas that stands on the plain world shows its disputed borders, and the legend explains them."""
    with hearing() as page:
        assert draw_ground(page, fit(BBox(70, 25, 100, 40), PAGE), made)
        assert not draw_ground(page, fit(BBox(-100, 35, -95, 40), PAGE), made)
    assert DISPUTED in " ".join(page_of(made, Look(size="640x480", box=BBox(60, 20, 120, 45))).words)
    assert "Status of Crimea" in " ".join(page_of(made, Look(size="640x480", box=BBox(30, 43, 37, 47))).words)


def test_the_small_map_dashes_what_is_disputed(geo: Atlas) -> None:
    """The small map draws the disputed borders of the plain world too, so that no border stops in open country."""
    with hearing() as page:
        dashes: list[Any] = []

        def shape(parts: Any, paint: Paint, **_: Any) -> None:
            dashes.append((len(list(parts)), paint.dash))

        page.shape = shape  # type: ignore[assignment, method-assign]
        assert draw_inset(page, (100, 100, 300, 260), fit(box_of(geo, Look()), PAGE))
    assert [count > 3 for count, dash in dashes if dash] == [True]


def test_marks_end_at_the_edge_of_the_map(folder: Callable[..., Path]) -> None:
    """A mark at the edge of the map is cut there: it does not lie on the sentence above."""
    atlas = read(folder(incidents=changed(INCIDENTS, 2, lon=46.0, lat=41.0))).filter(
        kind="attack", when="2020-12-12/2020-12-20"
    )
    image = pixels(atlas, Look(size="500x400", box=BBox(45, 40, 47, 41), inset=False))
    rows = np.flatnonzero((image[:, :270, :3] == (0xD5, 0x5E, 0x00)).all(axis=2).any(axis=1))
    assert rows.min() > 50


def test_numbers_of_crowded_marks_are_left_out(made: Atlas) -> None:
    """Numbers stand beside their marks in boxes of their own, and marks that cannot be told apart have none."""
    with hearing() as page:
        frame = fit(box_of(made, Look()), PAGE)
        found = symbols(frame, made)
        boxes = draw_numbers(page, frame, made, found)
        assert sorted(page.words) == ["1", "2", "3"]
        for box, one in zip(boxes, found, strict=True):
            assert abs((box[0] + box[2]) / 2 - one.x) < 40
        assert draw_numbers(page, frame, made, found * 600) == []


def test_a_legend_flows_into_columns() -> None:
    """A legend goes on in the next column, a heading is not left alone, and what has no room is counted."""
    found: list[Entry] = [
        (None, "One"),
        *[(_nothing, f"entry {n}") for n in range(6)],
        (None, "Two"),
        (_nothing, "last"),
    ]
    with hearing() as page:
        high = legend_height(page, 150, 2, found)
        y = draw_legend(page, [(0, 0, 150, high), (160, 0, 310, high)], found)
        assert page.words == [words for _, words in found]
        assert y <= high
        sides = [box[0] > 150 for _, box in page.said]
        assert sides == sorted(sides)
        assert sides[-2:] == [True, True]
    with hearing() as page:
        draw_legend(page, [(0, 0, 150, 60)], found)
        assert page.words[-1] == "and 5 more"


def _nothing(sheet: Sheet, at: tuple[float, float]) -> None:
    """A sign that is nothing."""


def test_a_long_legend_is_set_smaller() -> None:
    """Letters of a legend that has too little room are smaller, before anything is left out."""
    found: list[Entry] = [(_nothing, f"entry {number}") for number in range(10)]
    heights = []
    for room in (400.0, 160.0):
        with hearing() as page:
            draw_legend(page, [(0, 0, 150, room)], found)
            assert len(page.said) == 10
            heights.append(page.said[0][1][3] - page.said[0][1][1])
    assert heights[1] < heights[0]


def test_the_room_of_a_legend_is_enough(geo: Atlas) -> None:
    """What a legend is expected to explain takes no less room than what it does."""
    look = Look(size="a4-portrait")
    with hearing(*look.pixels, look.resolution) as page:
        rooms = rooms_of(page, geo, look, (80, 1000))
        frame = fit(box_of(geo, look), rooms.map)
        disputed = draw_ground(page, frame, geo)
        drawn = expected(geo)
        shown = entries(geo, _drawn(geo), symbols(frame, geo), disputed)
        assert len(shown) <= len(drawn)
        assert len(rooms.legend) == 3
        assert rooms.inset is not None
        assert rooms.inset[0] > rooms.legend[-1][2]
        assert rooms.legend[0][1] > rooms.map[3]


def _drawn(atlas: Atlas) -> Any:
    return draw_sites(Sheet(500, 400, 96), fit(box_of(atlas, Look()), PAGE), atlas)


def test_names_keep_off_the_small_map(geo: Atlas) -> None:
    """No name lies on a box that is taken."""
    with hearing() as page:
        frame = fit(box_of(geo, Look()), PAGE)
        taken = [(20.0, 60.0, 500.0, 560.0)]
        draw_labels(page, frame, geo, symbols(frame, geo), taken)
        assert page.said
        assert all(left >= 500 for _, (left, *_) in page.said)


def test_a_ground_is_drawn_once() -> None:
    """What has settled stays under what is drawn later, grounds lie on each other, and can be lifted again."""
    square = [[(10, 10), (90, 10), (90, 90), (10, 90)]]
    inner = [[(30, 30), (70, 30), (70, 70), (30, 70)]]
    with drawing():
        page = Sheet(100, 100, 96)
        page.shape(square, Paint("#D55E00"))
        page.settle()
        page.shape(inner, Paint("#0072B2"))
        both = page.pixels()
        page.settle()
        page.shape([[(45, 45), (55, 45), (55, 55), (45, 55)]], Paint("#000000"))
        three = page.pixels()
        page.clear()
        assert (page.pixels() == both).all()
        page.lift(1)
        assert tuple(page.pixels()[50, 50]) == (0xD5, 0x5E, 0x00, 255)
        page.lift(0)
        assert (page.pixels() == 255).all()
    assert [tuple(three[50, x, :3]) for x in (5, 20, 40, 50)] == [
        (255, 255, 255),
        (0xD5, 0x5E, 0x00),
        (0x00, 0x72, 0xB2),
        (0, 0, 0),
    ]


def test_pixels_are_those_of_the_png(made: Atlas) -> None:
    """The colours of a picture as an array are those of its PNG file."""
    look = Look(size="500x400")
    assert (np.asarray(Image.open(io.BytesIO(png(made, look)))) == pixels(made, look)).all()


def test_the_box_of_a_look_is_shown(made: Atlas) -> None:
    """A box that is asked for is shown; "fit" is what is shown, whatever home or view say; else the view's own box."""
    box = BBox(0, 0, 10, 10)
    assert box_of(made, Look(box=box)) == box
    assert box_of(made.filter(where="46,39,47,40"), Look()) == BBox(46, 39, 47, 40)
    fitted = box_of(made, Look(box="fit"))
    assert REGION.west < fitted.west
    assert fitted.contains(46.75, 39.76)
    assert fitted.contains(46.9, 39.5)


def test_places_of_the_basemap_are_named_on_an_equal_area_map(folder: Callable[..., Path]) -> None:
    """The basemap's own places and land go through the projection as all else does."""
    context = {"places": [feature("", point(46, 40), name="Midtown", rank=0)], "land": [_square()]}
    atlas = read(folder(context=context))
    page = page_of(atlas, Look(size="640x480", projection="equal-area", inset=False))
    assert "Midtown" in page.words
    assert (page.pixels()[..., :3] == _colour(LIGHT["land"])).all(axis=2).any()


def _square() -> dict[str, Any]:
    corners = [[45, 39], [47, 39], [47, 41], [45, 41], [45, 39]]
    return feature("", {"type": "Polygon", "coordinates": [corners]})


def _colour(text: str) -> tuple[int, ...]:
    return tuple(int(text[place : place + 2], 16) for place in (1, 3, 5))


def test_the_frame_of_a_map_is_a_frame() -> None:
    """A frame made by hand is web mercator, as it always was."""
    assert Frame(PAGE, 0.0, 0.0, 256.0) == Frame(PAGE, 0.0, 0.0, 256.0, fit(REGION, PAGE).projection)


@pytest.mark.parametrize("projection", PROJECTIONS)
def test_holes_of_areas_stay_open(projection: str) -> None:
    """The rings of holes run the other way round than the edge, whether the frame cuts them or not."""
    hole = [(-5, -5), (-5, 5), (5, 5), (5, -5)]
    whole = Polygon([(-80, -60), (80, -60), (80, 60), (-80, 60)], [hole])  # as RFC 7946 turns them
    for extent in (BBox(-30, -30, 30, 30), BBox(-10, -12, 15, 10)):
        rings = list(cut(fit(extent, (0, 0, 400, 400), projection), whole, "Polygon"))
        assert sorted(np.sign([_turning(ring) for ring in rings])) == [-1, 1]


def _turning(ring: NDArray[np.float64]) -> float:
    """Twice the area of a ring, with the sign of its direction."""
    x, y = ring[:, 0], ring[:, 1]
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())


def test_points_in_states_of_one_colour_are_told_apart() -> None:
    """The sign of a point has the pattern of its state, and no other has it; what is over has one of its own."""
    seen = set()
    with drawing():
        worn = [Worn(StateLook(name), Standing.HOLDS) for name in PATTERNS] + [Worn(StateLook("pale"), Standing.OVER)]
        for state in worn:
            page = Sheet(40, 40, 96)
            draw_sign(page, (20, 20), state)
            seen.add(page.pixels().tobytes())
    assert len(seen) == len(PATTERNS) + 1
