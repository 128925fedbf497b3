"""A sheet of paper measured in CSS pixels, y down, on which matplotlib draws. Text is drawn as it is: no mathtext."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Bbox, TransformedBbox
from numpy.typing import ArrayLike, NDArray

from mapkit.errors import ExportError
from mapkit.picture.frame import Box, Floats
from mapkit.picture.letters import ELLIPSIS, PIXELS_AN_INCH, Letters, font, points, visible, width

MAX_PIXELS = 100_000_000
ABOUT = 1.02  # words stand a little closer together than apart
PACKED = 3  # zlib's level: higher ones take longer, and make such pictures no smaller
HALO = 3.0  # CSS pixels of the line around letters that have one
_LOCK = Lock()  # matplotlib's settings and fonts belong to the whole process


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
    if not (width > 0 and height > 0 and dpi > 0) or width * height > MAX_PIXELS:
        raise ExportError(f"{width} x {height} pixels at {dpi} dpi is no size for a picture: use up to 10,000 x 10,000")
    with drawing():
        yield Sheet(width, height, dpi)


@contextmanager
def drawing() -> Iterator[None]:
    """The time in which sheets are drawn on: one thread at a time, with matplotlib's own settings."""
    with _LOCK, mpl.rc_context():
        mpl.rcdefaults()  # the same picture, whatever a user has set up
        mpl.rcParams["text.hinting"] = "no_hinting"  # letters are as wide on a screen as on paper, and sooner drawn
        yield


class Sheet:
    """What can be put on the paper; lengths in CSS pixels, colours #rrggbb, `clip` a box of the page."""

    def __init__(self, width: int, height: int, dpi: float) -> None:
        self.width, self.height = (size * PIXELS_AN_INCH / dpi for size in (width, height))
        self.figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
        self._canvas: Any = FigureCanvasAgg(self.figure)
        self._grounds: list[Any] = []
        self._axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(self.height, 0)
        self._order = 0
        self._within: Box | None = None

    def text_width(self, text: str, letters: Letters) -> float:
        """How wide a visible text is."""
        return width(text, letters.size, letters.bold)

    def text(
        self, at: tuple[float, float], text: str, letters: Letters, *, align: str = "left", middle: bool = False
    ) -> None:
        """One line of text with its baseline, or its middle, at `at`; `align` is left, center or right."""
        if letters.halo:  # an artist of its own: a text with effects is drawn as outlines, and no PDF could be searched
            halo = Stroke(linewidth=points(HALO), foreground=letters.halo)
            self._text(at, visible(text), letters, (align, middle)).set_path_effects([halo])
        self._text(at, visible(text), letters, (align, middle))

    def _text(self, at: tuple[float, float], text: str, letters: Letters, stand: tuple[str, bool]) -> Text:
        drawn = Text(
            *at,
            text,
            color=letters.colour,
            fontproperties=font(letters.size, letters.bold),
            verticalalignment="center_baseline" if stand[1] else "baseline",
            parse_math=False,
            zorder=self._next(),
        )
        drawn.set_horizontalalignment(stand[0])  # type: ignore[arg-type]
        self._axes.add_artist(drawn)
        return drawn

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
        words = self._words(rest, letters, width)
        line = " ".join(rest[:words])
        del rest[:words]
        if not words:
            line = self._cut(rest[0], letters, width)
            line = line[: line.rfind("-") + 1] or line
            rest[0] = rest[0][len(line) :]
        return line

    def _words(self, rest: list[str], letters: Letters, width: float) -> int:
        """How many words fit: by their own widths, which are asked for once, then by that of the whole line."""
        words, used, blank = 0, 0.0, self.text_width(" ", letters)
        while words < len(rest) and used <= width * ABOUT:
            used += self.text_width(rest[words], letters) + blank
            words += 1
        while words and self.text_width(" ".join(rest[:words]), letters) > width:
            words -= 1
        return words

    def _cut(self, text: str, letters: Letters, width: float) -> str:
        """As much of the text as fits, one character at least."""
        return text[: max(1, _most(len(text), lambda count: self.text_width(text[:count], letters) <= width))]

    def shape(self, parts: Iterable[ArrayLike], paint: Paint, *, closed: bool = True, clip: Box | None = None) -> None:
        """Lines or areas (with their holes) given as arrays of points, shape (n, 2), drawn as one."""
        arrays = [np.asarray(part, float) for part in parts]
        if arrays:
            self._patch(_outline(arrays, closed), paint, clip)

    def disc(
        self,
        at: tuple[float, float],
        radius: float,
        paint: Paint,
        *,
        share: tuple[float, float] = (0.0, 1.0),
        clip: Box | None = None,
    ) -> None:
        """A disc, or the slice of it from one share of a turn to another, clockwise from the top."""
        start, end = (360 * value - 90 for value in share)
        outline = Outline.unit_circle() if share[1] - share[0] >= 1 else Outline.wedge(start, end)
        corners: Floats = np.asarray(outline.vertices, float) * radius + np.asarray(at)
        self._patch(Outline(corners, outline.codes), paint, clip)

    def _patch(self, outline: Outline, paint: Paint, clip: Box | None) -> None:
        # matplotlib multiplies dashes by the line's width
        style: Any = (0, [length / paint.width for length in paint.dash]) if paint.dash else "solid"
        clip = self._within if clip is None else clip
        patch = PathPatch(
            outline,
            facecolor=paint.fill or "none",
            edgecolor=paint.edge or "none",
            linewidth=points(paint.width) if paint.edge else 0,
            linestyle=style,
            capstyle="round" if paint.round_ends else "butt",
            joinstyle="round",
            alpha=paint.alpha,
            zorder=self._next(),
        )
        self._axes.add_artist(patch)
        self._clip(patch, clip)

    def _clip(self, artist: Any, box: Box | None) -> None:
        if box is None:
            artist.set_clip_on(False)
        else:
            artist.set_clip_box(TransformedBbox(Bbox.from_extents(*box), self._axes.transData))
            artist.set_clip_on(True)

    @contextmanager
    def within(self, box: Box) -> Iterator[None]:
        """While shapes are drawn that nothing else cuts, they are cut to a box of the page."""
        self._within, before = box, self._within
        yield
        self._within = before

    def _next(self) -> int:
        """Later things lie on earlier ones."""
        self._order += 1
        return self._order

    def pixels(self) -> NDArray[np.uint8]:
        """The sheet as colours, red, green, blue and opacity, shape (height, width, 4)."""
        renderer = self._canvas.get_renderer()
        if self._grounds:
            self._canvas.restore_region(self._grounds[-1])
            self.figure.draw(renderer)
        else:
            self._canvas.draw()
        return np.array(renderer.buffer_rgba(), np.uint8)

    def settle(self) -> None:
        """Make what has been drawn so far a ground that stays and is not drawn again; grounds lie on each other."""
        self.pixels()
        self._grounds.append(self._canvas.copy_from_bbox(self.figure.bbox))
        self.figure.patch.set_visible(False)
        self.clear()

    def lift(self, depth: int) -> None:
        """Take away what has been drawn, and all grounds but the lowest `depth`."""
        del self._grounds[depth:]
        self.figure.patch.set_visible(not self._grounds)
        self.clear()

    def clear(self) -> None:
        """Take away what has been drawn on the grounds that stay."""
        for artist in [*self._axes.patches, *self._axes.texts]:
            artist.remove()

    def png(self, about: Mapping[str, str]) -> bytes:
        """The sheet as a PNG file with `about` as its texts; nothing else is in it, no time either."""
        stream = io.BytesIO()
        told = {key: storable(value) for key, value in about.items()}
        self._canvas.print_png(stream, metadata=told, pil_kwargs={"compress_level": PACKED})
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


def _outline(parts: list[Floats], closed: bool) -> Outline:
    """All parts as one outline; each is closed, or each stays open."""
    if closed:
        parts = [np.vstack([part, part[:1]]) for part in parts]
    codes = [np.full(len(part), Outline.LINETO, Outline.code_type) for part in parts]
    for code in codes:
        code[0] = Outline.MOVETO
        code[-1] = Outline.CLOSEPOLY if closed else Outline.LINETO
    return Outline(np.concatenate(parts), np.concatenate(codes))


def storable(text: str) -> str:
    """A text that a file can hold: a NUL would end it, a lone surrogate has no bytes."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
