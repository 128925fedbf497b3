"""How things look, as plain data: colours, outlines of the marks, sizes. One unit is a CSS pixel, 1/96 inch.

The pictures and the page share these rules, so that a mark means the same on both. Nothing here draws.
"""

import math
from collections.abc import Mapping

Outline = tuple[tuple[float, float], ...]

# The palette for kinds: Okabe and Ito, Color Universal Design, 2008. Safe for the colour-blind.
OKABE_ITO: Mapping[str, str] = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "bluish green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "reddish purple": "#CC79A7",
}

# The colours of a light map, nearly grey, so that only incidents carry colour; states are in slate. Those of the page
# (scrub.css, where they are called --mk-...), and `paper`, `ink`, which a page takes from its host.
LIGHT: Mapping[str, str] = {
    "sea": "#e4e9ec",
    "land": "#f8f7f4",
    "lake": "#dbe4e9",
    "river": "#ccd8df",
    "border": "#b5b1aa",
    "disputed": "#99938a",
    "label": "#66625c",
    "quiet": "#7b7770",
    "halo": "#ffffff",
    "muted": "#5e5b55",
    "rule": "#dedbd5",
    "edge": "#8f8b84",
    "slate-1": "#d5dde3",
    "slate-2": "#a9bac6",
    "slate-3": "#52697a",
    "slate-4": "#2b4050",
    "paper": "#ffffff",
    "ink": "#1e1d1b",
}

DISPUTED_DASH = (6, 4)
ENDED_DASH = (1.5, 3)  # of such a line that is over: unlike a border, a river, or one that stands
RING_DASH = (4, 4)

RADIUS = 6.0  # of a mark of one incident
RADIUS_CAP = 22.0
MIXED_RADIUS = 9.0  # the least for a mark of several kinds, whose middle holds the number
DARK = 0.25  # relative luminance above which dark ink is read better than white


def radius(count: float) -> float:
    """Radius of a mark in pixels: its area grows with the number of incidents, up to a cap.

    >>> radius(1), radius(4), radius(1000)
    (6.0, 12.0, 22.0)
    """
    return min(RADIUS_CAP, RADIUS * math.sqrt(max(count, 1)))


def mark_radius(count: float, kinds: int) -> float:
    """Radius of a mark that shows `kinds` kinds; several need room for their shares."""
    return max(radius(count), MIXED_RADIUS if kinds > 1 else 0.0)


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a colour #rrggbb, 0 for black to 1 for white."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def mixed(colour: str, ground: str, share: float) -> str:
    """A colour #rrggbb on a ground, of which `share` (0 to 1) is to be seen.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    pairs = ((int(one[place : place + 2], 16) for one in (colour, ground)) for place in (1, 3, 5))
    return "#" + "".join(f"{math.floor(over * share + under * (1 - share) + 0.5):02x}" for over, under in pairs)


def ink_on(colour: str) -> str:
    """The ink for a number on a mark of this colour."""
    return "#111111" if luminance(colour) > DARK else "#ffffff"


def _regular(sides: int, turn: float, size: float, inner: float = 1.0) -> Outline:
    """A regular polygon, or a star if `inner` is below 1; the first corner at the top, y pointing down."""
    steps = sides if inner == 1.0 else 2 * sides
    corners = []
    for step in range(steps):
        angle, reach = turn + step * math.tau / steps, size * (inner if step % 2 else 1.0)
        corners.append((reach * math.sin(angle), -reach * math.cos(angle)))
    return tuple(corners)


def _plus(size: float, arm: float, turn: float) -> Outline:
    corners = (
        (-arm, -1),
        (arm, -1),
        (arm, -arm),
        (1, -arm),
        (1, arm),
        (arm, arm),
        (arm, 1),
        (-arm, 1),
        (-arm, arm),
        (-1, arm),
        (-1, -arm),
        (-arm, -arm),
    )
    cos, sin = math.cos(turn), math.sin(turn)
    return tuple((size * (x * cos - y * sin), size * (x * sin + y * cos)) for x, y in corners)


# The outline of each of `records.SHAPES` for a radius of 1, y pointing down; None is the circle itself. They are sized
# to look as large as that circle, not to fit into it.
OUTLINES: Mapping[str, Outline | None] = {
    "circle": None,
    "square": _regular(4, math.pi / 4, 1.22),
    "triangle": _regular(3, 0, 1.36),
    "triangle-down": _regular(3, math.pi, 1.36),
    "diamond": _regular(4, 0, 1.25),
    "cross": _plus(1.16, 0.4, math.pi / 4),
    "plus": _plus(1.1, 0.42, 0),
    "star": _regular(5, 0, 1.42, 0.5),
    "hexagon": _regular(6, 0, 1.1),
    "pentagon": _regular(5, 0, 1.15),
}
