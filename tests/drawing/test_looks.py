from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.drawing.looks import MODES, PACES, PROJECTIONS, SIZES, STEPS, FilmLook, Look
from mapkit.errors import ParseError
from mapkit.where import BBox


@pytest.mark.parametrize(
    ("size", "dpi", "pixels", "resolution"),
    [
        ("screen", None, (1600, 1000), 144),
        ("slide", None, (1920, 1080), 144),
        ("a4", None, (3508, 2480), 300),
        ("a4-portrait", 150, (1240, 1754), 150),
        ("a3", None, (3307, 2339), 200),
        ("a3-portrait", 72, (842, 1191), 72),
        ("640x480", None, (640, 480), 96),
        ("1200x900", None, (1200, 900), 144),
        ("640x480", 50, (640, 480), 50),
    ],
)
def test_a_size_is_pixels(size: str, dpi: float | None, pixels: tuple[int, int], resolution: float) -> None:
    """Screens have their pixels, paper those of its millimetres at the dots an inch asked for."""
    look = Look(size=size, dpi=dpi)
    assert (look.pixels, look.resolution) == (pixels, resolution)


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_any_pixels_are_a_size(width: int, height: int) -> None:
    """A size in pixels is what it says."""
    assert Look(size=f"{width}x{height}").pixels == (width, height)


def test_texts_are_read() -> None:
    """A look of texts, such as those of a command line, is the look of their values; None leaves an option alone."""
    look = Look.of(size="a4", dpi="150", box="46,39,47,40", labels="hy, ru", graticule="1", inset="0", projection=None)
    box = BBox(46, 39, 47, 40)
    assert look == Look(size="a4", dpi=150.0, box=box, labels=("hy", "ru"), graticule=True, inset=False)
    assert Look.of(box="fit").box == Look(box="fit").box == "fit"
    assert Look.of(labels=["az"]).labels == ("az",)
    assert FilmLook.of(width="3", rate="12.5", seconds="4") == FilmLook(width=3, rate=12.5, seconds=4.0)


@pytest.mark.parametrize(
    "parts",
    [
        {"size": "a5"},
        {"size": "640 x 480"},
        {"size": "0x10"},
        {"size": "99999x10"},
        {"size": "١x١"},
        {"dpi": "fine"},
        {"dpi": 0},
        {"dpi": float("nan")},
        {"projection": "albers"},
        {"box": "1,2,3"},
        {"box": "everything"},
        {"labels": "hy;az"},
        {"labels": "<script>"},
        {"graticule": "yes"},
        {"inset": ""},
    ],
)
def test_odd_options_are_refused(parts: dict[str, Any]) -> None:
    """What no option can be is refused with its name and its value."""
    (name, value), *_ = parts.items()
    with pytest.raises(ParseError) as caught:
        Look.of(**parts)
    assert str(caught.value).startswith(f"{name}=")
    assert str(value).partition(";")[0] in str(caught.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"mode": "end"},
        {"step": "decade"},
        {"pace": "fast"},
        {"width": "0"},
        {"width": "1.5"},
        {"rate": 0},
        {"rate": "100"},
        {"seconds": "-1"},
        {"size": "huge"},
        {"dpi": "1"},
    ],
)
def test_odd_options_of_films_are_refused(parts: dict[str, Any]) -> None:
    """A film's options are checked when they are given, those of its pictures too."""
    with pytest.raises(ParseError, match=rf"^{next(iter(parts))}="):
        FilmLook.of(**parts)


def test_an_unknown_option_is_refused() -> None:
    """An option that there is not is refused with those that there are."""
    with pytest.raises(ParseError, match="'colour' is no option: use size, dpi"):
        Look.of(colour="red")
    with pytest.raises(ParseError, match="'dossier' is no option: use mode"):
        FilmLook.of(dossier="1")


@pytest.mark.parametrize(
    ("option", "values"),
    [("size", SIZES), ("projection", PROJECTIONS), ("mode", MODES), ("step", STEPS), ("pace", PACES)],
)
def test_every_named_value_is_one(option: str, values: tuple[str, ...]) -> None:
    """Each value that a message names can be given."""
    kind = Look if option in {field.name for field in fields(Look)} else FilmLook
    assert [getattr(kind.of(**{option: value}), option) for value in values] == list(values)


def test_a_frame_of_a_film_has_its_look() -> None:
    """What a film shares with a picture is handed to each frame, and a frame has no small map."""
    film = FilmLook(projection="equal-area", labels=("hy",), graticule=True, box="fit", size="640x480", dpi=96)
    shared = Look(projection="equal-area", labels=("hy",), graticule=True, box="fit", size="640x480", dpi=96)
    assert film.picture == replace(shared, inset=False)
