"""A sheet of paper measured in CSS pixels, y down, on which matplotlib draws. The only room that matplotlib enters.

Text is drawn as it is: no mathtext, no LaTeX. Signs that cannot be seen (controls, bidirectional marks) and signs that
the font does not have become a box, so that nothing is hidden and nothing warns.
"""

import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mapkit.errors import ExportError, MissingExtra

try:
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.ft2font import FT2Font
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline
    from matplotlib.patheffects import withStroke
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox, TransformedBbox
except ImportError as error:
    raise MissingExtra("picture", "matplotlib") from error

from mapkit.picture.frame import Box, Floats

PIXELS_AN_INCH = 96
POINTS_AN_INCH = 72
MISSING = "□"
ELLIPSIS = "…"
LEADING = 1.32  # from one line of text to the next, in sizes
MOST_PIXELS = 100_000_000
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # they shape the letters beside them
_LOCK = Lock()  # matplotlib's settings and fonts belong to the whole process


@cache
def _font_file(bold: bool) -> Path:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name


@cache
def _signs() -> frozenset[int]:
    """The signs that both weights of the font have."""
    return frozenset.intersection(*(frozenset(FT2Font(str(_font_file(bold))).get_charmap()) for bold in (False, True)))


def visible(text: str) -> str:
    """Text of one line in which every sign can be seen: blanks for breaks, a box for what has no sign."""
    return "".join(_sign(sign) for sign in text)


def _sign(sign: str) -> str:
    if sign in "\t\n\v\f\r\x85\u2028\u2029":
        return " "
    shown = sign in _JOINERS or (ord(sign) in _signs() and unicodedata.category(sign) not in _UNSEEN)
    return sign if shown else MISSING


@dataclass(frozen=True)
class Letters:
    """How a text is set: size in CSS pixels, colour, weight, and the colour of the halo around it, if any."""

    size: float
    colour: str
    bold: bool = False
    halo: str | None = None


@dataclass(frozen=True)
class Paint:
    """How a shape is drawn: filled, edged, or both; `alpha` is its opacity, `width` that of the edge."""

    fill: str | None = None
    edge: str | None = None
    width: float = 1.0
    dash: Sequence[float] = ()
    round_ends: bool = False
    alpha: float | None = None


@contextmanager
def blank_sheet(width: int, height: int, dpi: float) -> Iterator["Sheet"]:
    """A blank sheet of `width` times `height` device pixels, one at a time. Raises ExportError for an odd size."""
    if not (width > 0 and height > 0 and dpi > 0) or width * height > MOST_PIXELS:
        raise ExportError(f"{width} x {height} pixels at {dpi} dpi is no size for a picture: use up to 10,000 x 10,000")
    with _LOCK, mpl.rc_context():
        mpl.rcdefaults()  # the same picture, whatever a user has set up
        yield Sheet(width, height, dpi)


class Sheet:
    """What can be put on the paper; lengths in CSS pixels, colours #rrggbb, `clip` a box of the page."""

    def __init__(self, width: int, height: int, dpi: float) -> None:
        self.width, self.height = (size * PIXELS_AN_INCH / dpi for size in (width, height))
        self._figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
        self._canvas: Any = FigureCanvasAgg(self._figure)
        self._unit = PIXELS_AN_INCH / dpi
        self._axes = self._figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)
        self._order = 0
        self._widths: dict[tuple[str, float, bool], float] = {}

    def text_width(self, text: str, letters: Letters) -> float:
        """How wide a visible text is."""
        key = (text, letters.size, letters.bold)
        if key not in self._widths:
            font = _font(letters.size, letters.bold)
            width, _, _ = self._canvas.get_renderer().get_text_width_height_descent(text, font, ismath=False)
            self._widths[key] = float(width) * self._unit
        return self._widths[key]

    def text(
        self, at: tuple[float, float], text: str, letters: Letters, *, align: str = "left", middle: bool = False
    ) -> None:  # fmt: skip
        """One line of text with its baseline, or its middle, at `at`; `align` is left, center or right."""
        drawn = Text(
            *at, visible(text), color=letters.colour, fontproperties=_font(letters.size, letters.bold),
            verticalalignment="center_baseline" if middle else "baseline", parse_math=False, zorder=self._next(),
        )  # fmt: skip
        drawn.set_horizontalalignment(align)  # type: ignore[arg-type]
        if letters.halo:
            drawn.set_path_effects([withStroke(linewidth=_points(3), foreground=letters.halo)])
        self._axes.add_artist(drawn)

    def wrapped(self, text: str, letters: Letters, width: float, most: int) -> list[str]:
        """The text in at most `most` lines no wider than `width`; what does not fit ends in an ellipsis."""
        lines, rest = list[str](), visible(text).split()
        while rest and len(lines) < most:
            line = self._line(rest, letters, width)
            if rest and len(lines) == most - 1:
                line = self._cut(f"{line} {rest[0]}", letters, width - self.text_width(ELLIPSIS, letters)) + ELLIPSIS
            lines.append(line)
        return lines

    def _line(self, rest: list[str], letters: Letters, width: float) -> str:
        """Take the words of one line from `rest`; a word wider than the line is broken, at a hyphen if it has one."""
        words = _most(len(rest), lambda count: self.text_width(" ".join(rest[:count]), letters) <= width)
        line = " ".join(rest[:words])
        del rest[:words]
        if not words:
            line = self._cut(rest[0], letters, width)
            line = line[: line.rfind("-") + 1] or line
            rest[0] = rest[0][len(line) :]
        return line

    def _cut(self, text: str, letters: Letters, width: float) -> str:
        """As much of the text as fits, one sign at least."""
        return text[: max(1, _most(len(text), lambda count: self.text_width(text[:count], letters) <= width))]

    def shape(
        self, parts: Iterable[ArrayLike], paint: Paint, *, closed: bool = True, clip: Box | None = None
    ) -> None:  # fmt: skip
        """Lines or areas (with their holes) given as arrays of points, shape (n, 2), drawn as one."""
        arrays = [np.asarray(part, float) for part in parts]
        if arrays:
            self._patch(_outline(arrays, closed), paint, clip)

    def disc(
        self, at: tuple[float, float], radius: float, paint: Paint, *, share: tuple[float, float] = (0.0, 1.0),
        clip: Box | None = None,
    ) -> None:  # fmt: skip
        """A disc, or the slice of it from one share of a turn to another, clockwise from the top."""
        start, end = (360 * value - 90 for value in share)
        outline = Outline.unit_circle() if share[1] - share[0] >= 1 else Outline.wedge(start, end)
        corners: Floats = np.asarray(outline.vertices, float) * radius + np.asarray(at)
        self._patch(Outline(corners, outline.codes), paint, clip)

    def _patch(self, outline: Outline, paint: Paint, clip: Box | None) -> None:
        # matplotlib multiplies dashes by the line's width
        style: Any = (0, [length / paint.width for length in paint.dash]) if paint.dash else "solid"
        patch = PathPatch(
            outline, facecolor=paint.fill or "none", edgecolor=paint.edge or "none",
            linewidth=_points(paint.width) if paint.edge else 0, linestyle=style,
            capstyle="round" if paint.round_ends else "butt", joinstyle="round", alpha=paint.alpha, zorder=self._next(),
        )  # fmt: skip
        self._axes.add_artist(patch)
        self._clip(patch, clip)

    def _clip(self, artist: Any, box: Box | None) -> None:
        if box is None:
            artist.set_clip_on(False)
        else:
            artist.set_clip_box(TransformedBbox(Bbox.from_extents(*box), self._axes.transData))
            artist.set_clip_on(True)

    def _next(self) -> int:
        """Later things lie on earlier ones."""
        self._order += 1
        return self._order

    def png(self, about: Mapping[str, str]) -> bytes:
        """The sheet as a PNG file with `about` as its texts; nothing else is in it, no time either."""
        stream = io.BytesIO()
        self._canvas.print_png(stream, metadata={key: _storable(value) for key, value in about.items()})
        return stream.getvalue()


def _most(limit: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to the limit that fits, where all smaller ones do; 0 if none does."""
    if fits(limit):
        return limit
    low, high = 0, limit - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


@cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(fname=_font_file(bold), size=_points(size))


def _points(pixels: float) -> float:
    return pixels * POINTS_AN_INCH / PIXELS_AN_INCH


def _outline(parts: list[Floats], closed: bool) -> Outline:
    """All parts as one outline; each is closed, or each stays open."""
    if closed:
        parts = [np.vstack([part, part[:1]]) for part in parts]
    codes = [np.full(len(part), Outline.LINETO, Outline.code_type) for part in parts]
    for code in codes:
        code[0] = Outline.MOVETO
        code[-1] = Outline.CLOSEPOLY if closed else Outline.LINETO
    return Outline(np.concatenate(parts), np.concatenate(codes))


def _storable(text: str) -> str:
    """A text that a PNG can hold: a NUL would end it, a lone surrogate has no bytes."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
