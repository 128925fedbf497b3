"""The letters of a picture: matplotlib's bundled DejaVu Sans, which has Armenian, Cyrillic and Azerbaijani Latin.

Characters that cannot be seen (controls, bidirectional marks) and those that the font does not have become a box, so
that nothing is hidden and nothing warns. The fonts of the machine are not asked.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font, LoadFlags

PIXELS_AN_INCH = 96
POINTS_AN_INCH = 72
MISSING = "□"
FINE_DPI = 288.0  # at which texts are measured
SUBPIXELS = 64  # of a pixel, in which FreeType counts
ELLIPSIS = "…"
LEADING = 1.32  # from one line of text to the next, in sizes
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # they shape the letters beside them


@dataclass(frozen=True)
class Letters:
    """How a text is set: size in CSS pixels, colour, weight, and the colour of the halo around it, if any."""

    size: float
    colour: str
    bold: bool = False
    halo: str | None = None


@cache
def font(size: float, bold: bool) -> FontProperties:
    """The font of a size in CSS pixels, from its file."""
    return FontProperties(fname=_font_file(bold), size=points(size))


@lru_cache(maxsize=20_000)
def width(text: str, size: float, bold: bool) -> float:
    """How wide a visible text is, in CSS pixels. The same for all sheets, as letters are not fitted to their pixels."""
    face = _face(bold)
    face.set_size(points(size), FINE_DPI)
    face.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / SUBPIXELS * PIXELS_AN_INCH / FINE_DPI


@cache
def _face(bold: bool) -> FT2Font:
    return FT2Font(str(_font_file(bold)))


def points(pixels: float) -> float:
    """A length in CSS pixels as typographic points."""
    return pixels * POINTS_AN_INCH / PIXELS_AN_INCH


def visible(text: str) -> str:
    """Text of one line in which every character can be seen: blanks for breaks, a box for what the font lacks."""
    return "".join(_character(character) for character in text)


def _character(character: str) -> str:
    if character in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    drawn = ord(character) in _characters() and unicodedata.category(character) not in _UNSEEN
    return character if drawn or character in _JOINERS else MISSING


@cache
def _font_file(bold: bool) -> Path:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name


@cache
def _characters() -> frozenset[int]:
    """The characters that both weights of the font have."""
    return frozenset.intersection(*(frozenset(FT2Font(str(_font_file(bold))).get_charmap()) for bold in (False, True)))
