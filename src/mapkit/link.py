"""What a page opens with: the question, and how its answer is shown. One line of text, and the same everywhere.

It is the query of the page's address, what stands after the `#` of a saved map, and what the command line takes as
`--view`: the text of a view, and then where the map stands (`map=zoom/lat/lon`), the open site and the open incident,
the languages of labels, the mode of the clock, its step and speed, whether what is over stays, paler, the part of
time that is on the track, and a second view to compare with (`with=`, escaped as a whole).

>>> link = Link.parse("when=2020-12&mode=start&over=1")
>>> link.mode, str(link.view), str(link)
('start', 'when=2020-12', 'when=2020-12&mode=start&over=1')
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import asinh, atan, degrees, pi, radians, sinh, tan
from typing import Any
from urllib.parse import quote, unquote

from mapkit.errors import ParseError
from mapkit.view import PARTS, SAFE, View
from mapkit.when import Window
from mapkit.where import HALF_TURN, WORLD, BBox, number

MODES = ("window", "instant", "start", "end")
STEPS = ("incident", "day", "week", "month", "year")
SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0)
USUAL_SCREEN = (1024, 640)  # pixels of a map: a link says where one stands, not how large it is
_DIGITS = (2, 4, 4)  # of zoom, latitude and longitude
TILE = 256
MAX_ZOOM = 24
LISTS = ("kind", "site", "source", "party", "layer", "stance", "own", "open", "incident", "labels", "text", "with")
AGAIN = ("%2F", "%2C", "%3A")  # what no part of ours escapes, outside LISTS

Place = tuple[float, float, float]


@dataclass(frozen=True)
class Link:
    """A view and how it is shown: `place` is the map's zoom, latitude and longitude, `site` and `incident` are open.

    `labels` are languages of names, None for the reader's; `track` is the part of time on the track, None for what it
    opens with; `beside` is the view that it is compared with, if it is. `Link.parse(str(link)) == link`. Raises
    ParseError for what no page has.
    """

    view: View = field(default_factory=View)
    place: Place | None = None
    site: str = ""
    incident: str = ""
    labels: tuple[str, ...] | None = None
    mode: str = "window"
    step: str = "month"
    speed: float = 1.0
    over: bool = False
    track: Window | None = None
    beside: View | None = None

    def __post_init__(self) -> None:
        if self.place is not None:  # as fine as it is written
            object.__setattr__(self, "place", tuple(map(round, self.place, _DIGITS)))

    @classmethod
    def parse(cls, text: str) -> "Link":
        """Read what `str(link)` writes, or the text of a view. Raises ParseError that names the part and the value."""
        pairs = [
            part.partition("=")[::2] for part in _once(text.removeprefix("?").removeprefix("#")).split("&") if part
        ]
        view = View.parse("&".join(f"{name}={value}" for name, value in pairs if name not in _SHOWN))
        found = {_SHOWN[name].field: _read(name, value) for name, value in pairs if name in _SHOWN}
        return cls(view, **found)

    @property
    def box(self) -> BBox | None:
        """What the map shows, in degrees, on a screen of usual size; None where the link does not say."""
        return None if self.place is None else _box_around(*self.place)

    def __str__(self) -> str:
        held = {name: getattr(self, part.field) for name, part in _SHOWN.items()}
        told = [name for name in held if held[name] != getattr(_PLAIN, _SHOWN[name].field)]
        return "&".join(filter(None, [str(self.view), *(f"{name}={_SHOWN[name].write(held[name])}" for name in told)]))


def known_parts(query: str) -> str:
    """A query without what is no part of a link, such as what other programs add to an address."""
    parts = query.removeprefix("?").split("&")
    return "&".join(part for part in parts if part.partition("=")[0] in {*PARTS, *_SHOWN})


def _once(text: str) -> str:
    """A link that was percent-encoded once more as a whole, as it was written: its other parts tell."""
    parts = [part for part in text.split("&") if part.partition("=")[0] not in LISTS]
    if not any(sign in part.upper() for part in parts for sign in AGAIN):
        return text
    return "&".join(f"{name}={unquote(value)}" for name, _, value in (part.partition("=") for part in text.split("&")))


@dataclass(frozen=True)
class _Shown:
    """How a part is kept, read and written."""

    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _read(name: str, value: str) -> Any:
    try:
        return _SHOWN[name].read(value)
    except ParseError as error:
        raise ParseError(error.code, f"{name}={value}: {error}") from None


def _place(text: str) -> Place:
    values = text.split("/")
    if len(values) != len(("zoom", "lat", "lon")):
        raise ParseError("map-unreadable", "write zoom/latitude/longitude, such as 9/39.8/46.7")
    zoom, lat, lon = (number(value) for value in values)
    if abs(lat) > HALF_TURN / 2 or abs(lon) > HALF_TURN or not 0 <= zoom <= MAX_ZOOM:
        raise ParseError("map-range", "this is not on earth: write zoom/latitude/longitude")
    return zoom, lat, lon


def _place_text(place: Place | None) -> str:
    return "/".join(f"{value:.10g}" for value in place or ())


def _one_of(known: Collection[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in known:
            raise ParseError("link-unreadable", f"write one of {', '.join(known)}")
        return text

    return read


def _speed(text: str) -> float:
    value = number(text)
    if value not in SPEEDS:
        raise ParseError("link-unreadable", f"write one of {', '.join(f'{speed:g}' for speed in SPEEDS)}")
    return value


def _languages(text: str) -> tuple[str, ...]:
    return tuple(unquote(one) for one in text.split(",") if one)


def _quoted(texts: Iterable[str]) -> str:
    return ",".join(quote(text, safe=SAFE) for text in texts)


def _box_around(zoom: float, lat: float, lon: float) -> BBox:
    """The box of a map of usual size, which stands there at that zoom."""
    scale, (wide, high) = TILE * 2.0**zoom, USUAL_SCREEN
    half, middle = HALF_TURN * wide / scale, asinh(tan(radians(min(WORLD.north, max(WORLD.south, lat)))))
    south, north = (degrees(atan(sinh(middle + side * pi * high / scale))) for side in (-1, 1))
    if half >= HALF_TURN:
        return BBox(WORLD.west, max(south, WORLD.south), WORLD.east, min(north, WORLD.north))
    return BBox(_turned(lon - half), max(south, WORLD.south), _turned(lon + half), min(north, WORLD.north))


def _turned(lon: float) -> float:
    return lon if abs(lon) <= HALF_TURN else (lon + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN


_SHOWN: dict[str, _Shown] = {
    "map": _Shown("place", _place, _place_text),
    "open": _Shown("site", unquote, lambda site: quote(site, safe=SAFE)),
    "incident": _Shown("incident", unquote, lambda incident: quote(incident, safe=SAFE)),
    "labels": _Shown("labels", _languages, lambda labels: _quoted(labels or ())),
    "mode": _Shown("mode", _one_of(MODES), str),
    "step": _Shown("step", _one_of(STEPS), str),
    "speed": _Shown("speed", _speed, lambda speed: f"{speed:g}"),
    "over": _Shown("over", lambda text: _one_of(("0", "1"))(text) == "1", lambda over: str(int(over))),
    "track": _Shown("track", Window.parse, str),
    "with": _Shown("beside", lambda text: View.parse(unquote(text)), lambda view: quote(str(view), safe=SAFE)),
}
_PLAIN = Link()
SHOWN_PARTS: Sequence[str] = tuple(_SHOWN)
