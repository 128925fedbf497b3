"""Films: how an atlas changes with time, as GIF, MP4, WebM, or its frames as PNG files.

Title, date, legend, strip and receipt are burnt in, and the box is the same in all frames. The same atlas, view and
look give the same bytes.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain, repeat

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from mapkit.atlas import Atlas
from mapkit.drawing.looks import MAX_RATE, MIN_RATE, FilmLook
from mapkit.drawing.style import LIGHT
from mapkit.errors import ExportError
from mapkit.film.ffmpeg import find_ffmpeg, movie
from mapkit.film.gif import SAMPLES, gif_bytes, hundredths, indexed, palette_of
from mapkit.film.scene import Pixels, Still, stills
from mapkit.filter_words import title_words
from mapkit.picture.about import in_words, texts
from mapkit.picture.sheet import PACKED, storable
from mapkit.report import Progress

HOLD_S = 1.5  # for which the last frame stands
DOS_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can tell, and the same on any day
USUAL = FilmLook()


def gif(atlas: Atlas, look: FilmLook = USUAL, progress: Progress | None = None) -> bytes:
    """The film as a GIF that repeats. It needs no ffmpeg.

    `progress`, here and below, is called with how many frames are done and how many there are. What it raises ends the
    film, and so does False as its answer; nothing is left then. All of these raise ExportError for a view with nothing
    to film and for too many frames.
    """
    count, frames = _watched(atlas, look, progress)
    first = [frame.pixels for frame, _ in zip(frames, range(SAMPLES), strict=False)]
    own = [kind.colour for kind in atlas.meta.kinds] + [state.colour for state in atlas.meta.states if state.colour]
    palette = palette_of(first, [*LIGHT.values(), *own])
    made = [indexed(one, palette) for one in chain(first, (frame.pixels for frame in frames))]
    times = hundredths(rate_of(look, count), count)
    return gif_bytes(made, [*times[:-1], times[-1] + round(HOLD_S * 100)], in_words(atlas))


def mp4(atlas: Atlas, look: FilmLook = USUAL, progress: Progress | None = None) -> bytes:
    """The film as MP4 (H.264). Raises MissingExtra without ffmpeg."""
    return _movie(atlas, ".mp4", look, progress)


def webm(atlas: Atlas, look: FilmLook = USUAL, progress: Progress | None = None) -> bytes:
    """The film as WebM (VP9). Raises MissingExtra without ffmpeg."""
    return _movie(atlas, ".webm", look, progress)


def stills_zip(atlas: Atlas, look: FilmLook = USUAL, progress: Progress | None = None) -> bytes:
    """The frames as PNG files in a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in _named(_watched(atlas, look, progress)[1]):
            archive.writestr(zipfile.ZipInfo(name, DOS_EPOCH), content)
    return stream.getvalue()


def rate_of(look: FilmLook, count: int) -> float:
    """Frames a second: as asked, or so many that the film is as long as asked. Raises ExportError if it cannot be."""
    if look.seconds is None:
        return look.rate
    rate = count / look.seconds
    if not MIN_RATE <= rate <= MAX_RATE:
        raise ExportError(
            f"{count} frames in {look.seconds:g} seconds are {rate:.3g} a second: give seconds that make it "
            f"{MIN_RATE:g} to {MAX_RATE:g}"
        )
    return rate


def _watched(atlas: Atlas, look: FilmLook, progress: Progress | None) -> tuple[int, Iterator[Still]]:
    """How many frames there are, and the frames, telling of each when it is done."""
    count, frames = stills(atlas, look)
    rate_of(look, count)  # which refuses a length that cannot be, before anything is drawn
    return count, _told(frames, count, progress)


def _told(frames: Iterator[Still], count: int, progress: Progress | None) -> Iterator[Still]:
    for done, frame in enumerate(frames, 1):
        yield frame
        if progress and progress(done, count) is False:
            raise ExportError(f"the film was stopped after {done} of {count} frames, and nothing was written")


def _held(frames: Iterator[Pixels], times: int) -> Iterator[Pixels]:
    """The frames, the last one some times more."""
    last = None
    for last in frames:
        yield last
    yield from repeat(last, times) if last is not None else ()


def _movie(atlas: Atlas, suffix: str, look: FilmLook, progress: Progress | None) -> bytes:
    find_ffmpeg()  # before anything is drawn
    count, frames = _watched(atlas, look, progress)
    rate = rate_of(look, count)
    held = _held((one.pixels for one in frames), round(HOLD_S * rate))
    return movie(held, suffix, look.picture.pixels, rate, {"title": title_words(atlas), "comment": in_words(atlas)})


def _named(frames: Iterator[Still]) -> Iterator[tuple[str, bytes]]:
    """The frames as PNG files with names that sort, each with its own window and receipt."""
    for number, frame in enumerate(frames, 1):
        window = str(frame.atlas.view.when).replace("/", "_")
        yield f"{number:05}-{window}.png", _png(frame.pixels, texts(frame.atlas))


def _png(pixels: Pixels, about: Mapping[str, str]) -> bytes:
    stream, info = io.BytesIO(), PngInfo()
    for key, value in about.items():
        info.add_itxt(key, storable(value))
    Image.fromarray(pixels).save(stream, "PNG", pnginfo=info, compress_level=PACKED)
    return stream.getvalue()
