"""GIF: one set of 256 colours for the whole film, so that what stands still does not flicker."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mapkit.film.scene import Pixels

COLOURS = 256
SAMPLES = 6  # frames that choose the colours
MIN_CS = 2  # hundredths of a second: viewers slow down what is shorter


@dataclass(frozen=True)
class Palette:
    """The colours of a film: an image that has them all, and those that must stay as they are with their numbers."""

    image: Image.Image
    exact: Mapping[int, int]  # red, green and blue as one number -> place in the palette


def palette_of(frames: Iterable[Pixels], wanted: Iterable[str]) -> Palette:
    """A palette for the frames: the wanted colours, #rrggbb, as they are, and the best of the rest."""
    exact = list(dict.fromkeys(int(colour[1:], 16) for colour in wanted))[: COLOURS // 2]
    rows = np.concatenate([frame[::2, ::2].reshape(1, -1, 3) for frame in frames], axis=1)
    rest = Image.fromarray(rows).quantize(COLOURS - len(exact), Image.Quantize.MEDIANCUT).getpalette() or []
    chosen = Image.new("P", (1, 1))
    chosen.putpalette([colour >> shift & 255 for colour in exact for shift in (16, 8, 0)] + rest)
    return Palette(chosen, {colour: place for place, colour in enumerate(exact)})


def indexed(frame: Pixels, palette: Palette) -> Image.Image:
    """A frame in the palette's colours, each pixel in one that is near, without grain."""
    near = np.array(Image.fromarray(frame).quantize(palette=palette.image, dither=Image.Dither.NONE))
    whole = frame[..., 0].astype(np.uint32) << 16 | frame[..., 1].astype(np.uint32) << 8 | frame[..., 2]
    known = np.array(sorted(palette.exact), np.uint32)
    places = np.array([palette.exact[int(colour)] for colour in known], np.uint8)
    found = np.minimum(np.searchsorted(known, whole), len(known) - 1)
    made = Image.fromarray(np.where(known[found] == whole, places[found], near))
    made.putpalette(palette.image.getpalette() or [])
    return made


def gif_bytes(frames: list[Image.Image], hundredths: list[int], about: str) -> bytes:
    """Indexed frames as a GIF that repeats, each shown for so many hundredths of a second; `about` is its comment."""
    stream = io.BytesIO()
    frames[0].save(
        stream,
        "GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[10 * one for one in hundredths],
        loop=0,
        optimize=False,
        disposal=1,
        comment=about.encode("utf-8", "replace"),
    )
    return stream.getvalue()


def hundredths(rate: float, count: int) -> list[int]:
    """The hundredths of a second of each frame: whole numbers whose sum keeps the pace.

    >>> hundredths(8, 4)
    [12, 13, 12, 13]
    """
    ends: NDArray[np.int64] = np.floor(np.arange(count + 1) * 100 / rate + 1e-9).astype(np.int64)
    return [max(MIN_CS, int(one)) for one in np.diff(ends)]
