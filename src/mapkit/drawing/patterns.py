"""How states look: a pattern each, in slate, so that hues are left to kinds. Plain data, shared with the page.

Lengths are CSS pixels. A shade is the name of a colour of the map's theme: "slate-1" (palest) to "slate-4", or "land".
An atlas may give a state a colour of its own, which then stands in the place of every slate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mapkit.records import PATTERNS, StateKind

INNER = "land"
OF_DASHES: Mapping[str, str] = {"solid": "solid", "dashed": "hatched", "dotted": "dotted"}  # what older atlases name
PALER = 0.45  # the opacity of what only possibly holds
HATCH = 7.0  # from one line of a hatched area to the next
DOT = 5.0  # radius of the sign of a point
RING = 0.7  # how wide the strokes of a ring around a mark are, of those of a line


@dataclass(frozen=True)
class Stroke:
    """One stroke along a line; several lie on each other."""

    width: float
    dash: tuple[float, ...] = ()
    shade: str = "slate-3"
    round_ends: bool = False


@dataclass(frozen=True)
class Area:
    """How an area is filled and edged; `fill` is a shade or "" for none."""

    fill: str
    alpha: float
    edge: Stroke
    hatched: bool = False


@dataclass(frozen=True)
class Dot:
    """The sign of a point: a circle or a square, its fill (a shade or ""), its edge, and a stroke of `bar` across it.

    `bar` is "" for none, "flat" or "slant"; `core` is the radius of a dot in the middle, 0 for none.
    """

    fill: str
    edge: Stroke
    square: bool = False
    bar: str = ""
    bar_shade: str = "slate-3"
    core: float = 0.0


LINES: Mapping[str, tuple[Stroke, ...]] = {
    "pale": (Stroke(5), Stroke(3, shade=INNER)),
    "hatched": (Stroke(3.4, (7, 4)),),
    "barred": (Stroke(2.4, shade="slate-4"), Stroke(9, (2.2, 7), "slate-4")),
    "outlined": (Stroke(5, (5, 3.5)), Stroke(2.8, shade=INNER)),
    "solid": (Stroke(1.4), Stroke(6, (6, 9))),
    "dotted": (Stroke(3.4, (0.1, 6.5), round_ends=True),),
    "framed": (Stroke(1.4), Stroke(7, (1.6, 12))),
}
AREAS: Mapping[str, Area] = {
    "pale": Area("slate-1", 0.7, Stroke(1.2, shade="slate-2")),
    "hatched": Area("", 1, Stroke(1.2), hatched=True),
    "barred": Area("slate-4", 0.55, Stroke(2, shade="slate-4")),
    "outlined": Area("", 1, Stroke(1.4, (5, 3.5))),
    "solid": Area("slate-2", 0.5, Stroke(1.4)),
    "dotted": Area("slate-1", 0.35, Stroke(2.4, (0.1, 5), round_ends=True)),
    "framed": Area("", 1, Stroke(2.6)),
}
DOTS: Mapping[str, Dot] = {
    "pale": Dot("slate-1", Stroke(1.2)),
    "hatched": Dot(INNER, Stroke(1.4), bar="slant"),
    "barred": Dot("slate-4", Stroke(1, shade="slate-4"), bar="flat", bar_shade=INNER),
    "outlined": Dot(INNER, Stroke(1.4, (2.6, 1.9))),
    "solid": Dot("slate-3", Stroke(1), square=True),
    "dotted": Dot(INNER, Stroke(1.7, (0.1, 3), round_ends=True), core=1.6),
    "framed": Dot(INNER, Stroke(2), square=True),
}
OVER_LINE = Stroke(1)
OVER_DOT = Dot(INNER, Stroke(1), square=True, bar="slant")


@dataclass(frozen=True)
class StateLook:
    """A pattern and the colour that stands in the place of slate; "" where the atlas gives none."""

    pattern: str
    colour: str = ""

    def colour_of(self, shade: str, theme: Mapping[str, str]) -> str:
        """The colour of a shade in a theme, #rrggbb."""
        return self.colour if self.colour and shade != INNER else theme[shade]


def looks_of(kinds: Sequence[StateKind]) -> dict[str, StateLook]:
    """The look of each state by its id: the pattern it names, else the next that none names, in the order of all.

    >>> kinds = [StateKind("open", "Open"), StateKind("shut", "Shut", pattern="pale"), StateKind("lost", "Lost")]
    >>> [look.pattern for look in looks_of(kinds).values()]
    ['hatched', 'pale', 'barred']
    """
    named = {kind.pattern or OF_DASHES.get(kind.dash, "") for kind in kinds}
    free = [name for name in PATTERNS if name not in named] or list(PATTERNS)
    found, taken = dict[str, StateLook](), 0
    for kind in kinds:
        pattern = kind.pattern or OF_DASHES.get(kind.dash, "")
        if not pattern:
            pattern, taken = free[taken % len(free)], taken + 1
        found[kind.id] = StateLook(pattern, kind.colour)
    return found
