import re

import numpy as np
import pytest

from mapkit.assets import asset, scrub_script
from mapkit.drawing import style
from mapkit.records import SHAPES


def area(outline: style.Outline) -> float:
    """The area inside a closed outline."""
    x, y = np.array(outline).T
    return float(abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2)


def test_every_shape_has_an_outline() -> None:
    """Each shape that an atlas may name can be drawn."""
    assert set(style.OUTLINES) == set(SHAPES)


def test_outlines_differ() -> None:
    """No two kinds of another shape look the same."""
    assert len(set(style.OUTLINES.values())) == len(SHAPES)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "circle"])
def test_shapes_look_equally_large(shape: str) -> None:
    """A shape covers about as much paper as the circle of its radius, so that no kind looks larger than another."""
    outline = style.OUTLINES[shape]
    assert outline is not None
    assert 0.6 < area(outline) / np.pi < 1.2
    assert np.abs(np.array(outline)).max() <= 1.42


def test_triangles_point_their_way() -> None:
    """With y pointing down, the triangle's tip is above and that of triangle-down below."""
    up, down = style.OUTLINES["triangle"], style.OUTLINES["triangle-down"]
    assert up is not None
    assert down is not None
    assert min(y for _, y in up) == pytest.approx(-1.36)
    assert max(y for _, y in down) == pytest.approx(1.36)


def test_the_area_of_a_mark_follows_the_count() -> None:
    """Four times the incidents make twice the radius, from 6 pixels up to 22."""
    assert style.radius(1) == 6
    assert style.radius(4) == 2 * style.radius(1)
    assert style.radius(13) < style.radius(14) == style.radius(10**6) == 22
    assert style.mark_radius(1, kinds=1) == 6 < style.mark_radius(1, kinds=2)


def test_the_palette_is_okabe_and_ito() -> None:
    """The palette has eight colours of six hexadecimal digits, all different."""
    assert len(set(style.OKABE_ITO.values())) == 8
    for colour in (*style.OKABE_ITO.values(), *style.LIGHT.values()):
        assert re.fullmatch(r"#[0-9a-fA-F]{6}", colour)


@pytest.mark.parametrize("colour", [*style.OKABE_ITO.values(), "#999999"])
def test_numbers_can_be_read_on_their_mark(colour: str) -> None:
    """The number on a mark has a contrast of at least 3 to 1, as WCAG asks of large text."""
    light, dark = sorted((style.luminance(colour), style.luminance(style.ink_on(colour))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_page_has_the_same_colours() -> None:
    """The light colours of the pictures are those of the page's style sheet, where it names them."""
    found = re.findall(r"--mk-([a-z0-9-]+): (#[0-9a-f]{6});", asset("scrub.css"))
    page = dict(reversed(found))  # the light ones stand before the dark ones
    shared = page.keys() & style.LIGHT.keys()
    assert shared >= {
        "sea",
        "land",
        "lake",
        "river",
        "border",
        "disputed",
        "label",
        "quiet",
        "halo",
        "slate-1",
        "slate-4",
    }
    assert {name: page[name] for name in shared} == {name: style.LIGHT[name] for name in shared}


def test_the_page_sizes_marks_alike() -> None:
    """The page's script holds the same rule for the radius of a mark."""
    assert "Math.min(22,6*Math.sqrt(count))" in scrub_script()
