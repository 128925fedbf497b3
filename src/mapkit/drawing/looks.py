"""How a picture or a film is to look: its options as frozen values, checked at the door. Nothing here draws.

>>> Look.of(size="a4", labels="hy,ru").pixels
(3508, 2480)
>>> Look.of(size="1200x800", box="46,39,47,40").box
BBox(west=46.0, south=39.0, east=47.0, north=40.0)
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from mapkit.errors import ParseError
from mapkit.when import Unit
from mapkit.where import BBox, number

FIT = "fit"
PROJECTIONS = ("mercator", "equal-area")
MODES = ("window", "start", "instant")
STEPS: tuple[Unit, ...] = ("day", "week", "month", "year")
PACES = ("even", "events")
SCREEN = {"screen": (1600, 1000), "slide": (1920, 1080)}  # pixels
PAPER_MM = {"a4": (297, 210), "a4-portrait": (210, 297), "a3": (420, 297), "a3-portrait": (297, 420)}
PAPER_DPI = {"a4": 300.0, "a4-portrait": 300.0, "a3": 200.0, "a3-portrait": 200.0}
SIZES = (*SCREEN, *PAPER_MM)
INCH_MM = 25.4
FINE_DPI, PLAIN_DPI = 144.0, 96.0
FILM_DPI = 120.0
FINE_WIDTH = 1200  # pixels from which on a picture of no named size is taken for a fine screen
MAX_SIDE = 20_000
MIN_DPI, MAX_DPI = 24.0, 1200.0
MAX_RATE = 50.0  # frames a second; a GIF counts hundredths of a second, and many viewers pass over one alone
MIN_RATE = 0.2
MAX_WIDTH = 10_000  # steps that a film's window may be wide

_PIXELS = re.compile(r"(\d{1,5})x(\d{1,5})", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


class _Parsed:
    @classmethod
    def of(cls, **parts: Any) -> Self:
        """A look of plain values, such as those of a command line: texts, numbers, boxes. Raises ParseError."""
        return cls(**_parsed(cls, parts))


@dataclass(frozen=True)
class Look(_Parsed):
    """How a picture looks.

    `size` is one of SIZES or "WIDTHxHEIGHT" in pixels. `dpi` sets the pixels of paper, and the size of text and marks
    on anything else. `box` is what the map shows: a box in degrees, "fit" for what is shown, or None for the view's
    box or the atlas's home. `projection` is one of PROJECTIONS, `labels` the languages of names (none: English).
    With `over`, what has ended before the window stays, paler. `graticule` draws parallels and meridians, `inset` a
    small map that says where this one lies. With `dossier` a PDF goes on with every
    shown incident, its claims and sources. Raises ParseError that names the option.
    """

    size: str = "screen"
    dpi: float | None = None
    box: BBox | str | None = None
    projection: str = "mercator"
    labels: tuple[str, ...] = ()
    over: bool = False
    graticule: bool = False
    inset: bool = True
    dossier: bool = False

    def __post_init__(self) -> None:
        _check_size(self.size)
        _check_range("dpi", self.dpi, (MIN_DPI, MAX_DPI))
        _check_one("projection", self.projection, PROJECTIONS)
        _check_labels(self.labels)
        if isinstance(self.box, str) and self.box != FIT:
            raise _refused("box", self.box, "write west,south,east,north in degrees, or fit")

    @property
    def resolution(self) -> float:
        """Dots an inch: as asked, else 300 for A4, 200 for A3, 144 for screens, 96 for small pictures."""
        if self.dpi is not None:
            return self.dpi
        if self.size in PAPER_DPI:
            return PAPER_DPI[self.size]
        return FINE_DPI if self.size in SCREEN or self.pixels[0] >= FINE_WIDTH else PLAIN_DPI

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height in pixels."""
        if self.size in PAPER_MM:
            wide, high = (round(side / INCH_MM * self.resolution) for side in PAPER_MM[self.size])
            return wide, high
        return SCREEN.get(self.size) or _pixels(self.size)


@dataclass(frozen=True)
class FilmLook(_Parsed):
    """How a film looks.

    `mode` is "window" (a window that slides), "start" (everything from the beginning on) or "instant" (one step at a
    time). `step` is the calendar unit from frame to frame, `width` how many of them the window is wide. `pace` "even"
    gives each step one frame; "events" gives the same number of frames to where incidents begin. `rate` is frames a
    second; `seconds`, if given, is the length of the film instead. `size`, `dpi`, `box`, `projection`, `labels`,
    `over` and `graticule` are those of `Look`. Raises ParseError that names the option.
    """

    mode: str = "window"
    step: Unit = "month"
    width: int = 1
    pace: str = "even"
    rate: float = 8.0
    seconds: float | None = None
    size: str = "1280x720"
    dpi: float | None = FILM_DPI
    box: BBox | str | None = None
    projection: str = "mercator"
    labels: tuple[str, ...] = ()
    over: bool = False
    graticule: bool = False

    def __post_init__(self) -> None:
        _check_one("mode", self.mode, MODES)
        _check_one("step", self.step, STEPS)
        _check_one("pace", self.pace, PACES)
        _check_range("width", self.width, (1, MAX_WIDTH))
        _check_range("rate", self.rate, (MIN_RATE, MAX_RATE))
        _check_range("seconds", self.seconds, (0.1, 3600.0))
        _ = self.picture  # which checks the rest

    @property
    def picture(self) -> Look:
        """The look of one frame."""
        shared = {field.name: getattr(self, field.name) for field in fields(Look) if hasattr(self, field.name)}
        return Look(**shared, inset=False)


def _refused(option: str, value: Any, instead: str) -> ParseError:
    return ParseError(f"look-{option}", f"{option}={value!r}: {instead}")


def _check_size(size: str) -> None:
    if size not in SIZES and min(_pixels(size)) < 1:
        raise _refused("size", size, "a picture needs a width and a height")


def _pixels(size: str) -> tuple[int, int]:
    match = _PIXELS.fullmatch(size)
    if match is None or max(map(int, match.groups())) > MAX_SIDE:
        raise _refused("size", size, f"write {', '.join(SIZES)}, or WIDTHxHEIGHT in pixels up to {MAX_SIDE:,}")
    return int(match[1]), int(match[2])


def _check_one(option: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        raise _refused(option, value, f"write {' or '.join(known)}")


def _check_range(option: str, value: float | None, bounds: tuple[float, float]) -> None:
    if value is not None and not bounds[0] <= value <= bounds[1]:
        raise _refused(option, value, f"write a number from {bounds[0]:g} to {bounds[1]:g}")


def _check_labels(labels: tuple[str, ...]) -> None:
    for language in labels:
        if _LANGUAGE.fullmatch(language) is None:
            raise _refused("labels", language, "write codes of languages with commas between them, such as hy,az")


def _parsed(cls: type, parts: Mapping[str, Any]) -> dict[str, Any]:
    """The parts that are given, texts read as what the option holds."""
    known = [field.name for field in fields(cls)]
    for name in parts:
        if name not in known:
            raise ParseError("look-unknown-option", f"{name!r} is no option: use {', '.join(known)}")
    return {name: _value(name, value) for name, value in parts.items() if value is not None}


def _value(name: str, value: Any) -> Any:
    reader = _READERS.get(name)
    if reader is None or not isinstance(value, str):
        return tuple(value) if name == "labels" else value
    try:
        return reader(value)
    except ParseError as error:
        raise ParseError(f"look-{name}", f"{name}={value!r}: {error}") from None


def _flag(text: str) -> bool:
    if text not in ("0", "1"):
        raise ParseError("look-flag", "write 1 or 0")
    return text == "1"


def _box(text: str) -> BBox | str:
    return FIT if text == FIT else BBox.parse(text)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise ParseError("look-whole", "write a whole number such as 3")
    return int(text)


def languages(labels: Iterable[str] | str) -> tuple[str, ...]:
    """Languages of names, as a list or with commas between them. Raises ParseError for what is no language's code."""
    found = _languages(labels) if isinstance(labels, str) else tuple(labels)
    _check_labels(found)
    return found


def _languages(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


_READERS: dict[str, Callable[[str], Any]] = {
    "dpi": number,
    "rate": number,
    "seconds": number,
    "width": _whole,
    "box": _box,
    "labels": _languages,
    "over": _flag,
    "graticule": _flag,
    "inset": _flag,
    "dossier": _flag,
}
