"""What a page asks the server: counts of a screen, the incidents of some cells, counts by value.

Requests come from a browser, so nothing in them is believed: what is no number, or none that can be, is refused.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapkit.errors import ParseError
from mapkit.view import View
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of
from mapkit.where import GRID_ZOOM, WORLD, BBox

MAX_PAGE = 100  # incidents of a page
MAX_FROM = 10_000_000
MAX_CHARACTERS = 200  # of the words that are searched for
MAX_PARTS = 60  # whose values are counted at once
MAX_VIEW = 100_000  # characters
MAX_NUMBER = 2**53
WIDE, TALL = 1280, 640  # pixels of the screen that is guessed before the page has told its own
TILE, TURN = 256, 360
DAYS = (day_number(OPEN_START), day_number(OPEN_END))

Block = tuple[int, tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class CubeRequest:
    """Counts of a box on a map of some zoom over a span of days; `number` comes back with the answer."""

    number: int
    box: BBox
    zoom: int
    span: Window

    @classmethod
    def of(cls, asked: Any) -> "CubeRequest":
        """Read a request. Raises ParseError."""
        west, south, east, north = (_real(one, 180) for one in _list(asked, "box", 4))
        if max(abs(south), abs(north)) > 90 or south > north:  # noqa: PLR2004 - degrees
            raise _odd("box")
        zoom = int(_real(_value(asked, "zoom"), GRID_ZOOM))
        return cls(_number(asked), BBox(west, south, east, north), max(zoom, 0), _window(asked, "span"))


@dataclass(frozen=True)
class PageRequest:
    """Incidents of a block of cells (zoom, half-open columns and rows) in a window, from the `start`-th on."""

    number: int
    block: Block
    window: Window
    certain: bool
    newest: bool
    text: str
    start: int
    size: int

    @classmethod
    def of(cls, asked: Any) -> "PageRequest":
        """Read a request. Raises ParseError."""
        cell = _value(asked, "cell")
        zoom = _whole(_value(cell, "zoom"), 0, GRID_ZOOM)
        columns, rows = (_pair(cell, name, 2**zoom) for name in ("columns", "rows"))
        text = _value(asked, "text")
        if not isinstance(text, str):
            raise _odd("text")
        return cls(
            _number(asked),
            (zoom, columns, rows),
            _window(asked, "window"),
            bool(_value(asked, "certain")),
            bool(_value(asked, "newest")),
            text[:MAX_CHARACTERS],
            _whole(_value(asked, "from"), 0, MAX_FROM),
            _whole(_value(asked, "size"), 1, MAX_PAGE),
        )


@dataclass(frozen=True)
class ValuesRequest:
    """How many incidents each value of some parts of a view would show."""

    number: int
    parts: tuple[str, ...]
    view: View

    @classmethod
    def of(cls, asked: Any) -> "ValuesRequest":
        """Read a request. Raises ParseError."""
        text, parts = _value(asked, "view"), _value(asked, "parts")
        if not isinstance(text, str) or len(text) > MAX_VIEW:
            raise _odd("view")
        if not isinstance(parts, list) or len(parts) > MAX_PARTS or not all(isinstance(one, str) for one in parts):
            raise _odd("part")
        window = View(when=_window(asked, "window"), certain=bool(_value(asked, "certain")))
        return cls(_number(asked), tuple(parts), View.parse(text).without("when", "certain") & window)


def number_of(asked: Any) -> int:
    """The number of a request that may not be one; -1 for one without."""
    try:
        return _number(asked)
    except ParseError:
        return -1


def _odd(name: str) -> ParseError:
    return ParseError("request-odd", f"the page asked for an impossible {name}: reload it")


def _value(asked: Any, name: str) -> Any:
    if not isinstance(asked, Mapping) or name not in asked:
        raise _odd(name)
    return asked[name]


def _list(asked: Any, name: str, length: int) -> Sequence[Any]:
    found = _value(asked, name)
    if not isinstance(found, Sequence) or isinstance(found, str) or len(found) != length:
        raise _odd(name)
    return found


def _real(value: Any, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
        raise _odd("number")
    return float(value)


def _whole(value: Any, least: int, most: int) -> int:
    found = _real(value, most)
    if found != int(found) or found < least:
        raise _odd("number")
    return int(found)


def _number(asked: Any) -> int:
    return _whole(_value(asked, "number"), 0, MAX_NUMBER)


def _pair(asked: Any, name: str, most: int) -> tuple[int, int]:
    low, high = (_whole(one, 0, most) for one in _list(asked, name, 2))
    if low >= high:
        raise _odd(name)
    return low, high


def _window(asked: Any, name: str) -> Window:
    low, high = (_whole(one, *DAYS) for one in _list(asked, name, 2))
    if low >= high:
        raise _odd(name)
    return Window(day_of(low), day_of(high))


def first_screen(place: tuple[float, float, float] | None, home: BBox | None) -> tuple[BBox, int]:
    """The box and zoom of a screen of common size, at a place (zoom, lat, lon) or else around the atlas's home."""
    if place is None:
        box = home or WORLD
        across = (box.east - box.west) % TURN or TURN
        down = max(box.north - box.south, 1e-6)
        zoom = min(math.log2(TURN * WIDE / TILE / across), math.log2(TURN / 2 * TALL / TILE / down))
        return box, max(0, int(zoom))
    zoom, lat, lon = place[0], max(WORLD.south, min(WORLD.north, place[1])), place[2]
    across = TURN * WIDE / TILE / 2**zoom
    down = across * TALL / WIDE * math.cos(math.radians(lat))
    south, north = max(WORLD.south, lat - down / 2), min(WORLD.north, lat + down / 2)
    if across >= TURN:
        return BBox(WORLD.west, south, WORLD.east, north), int(zoom)
    west, east = ((one + TURN / 2) % TURN - TURN / 2 for one in (lon - across / 2, lon + across / 2))
    return BBox(west, south, east, north), int(zoom)
