"""The legend beside or under a map: pictures and words in columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Box
from mapkit.picture.letters import LEADING, Letters
from mapkit.picture.place_signs import SIGN, Draw, Entry
from mapkit.picture.sheet import Sheet

SIZES = (10.5, 9.5, 8.5, 7.75)  # of letters, in CSS pixels: the largest that leaves room for all
SPACE = 7.0
GAP = 0.38  # from one entry to the next, in sizes of the letters
MAX_LINES = 40  # of a legend whose height is asked for


@dataclass(frozen=True)
class Placed:
    """An entry in its place: the upper left corner, the picture if there is one, the lines of its words."""

    at: tuple[float, float]
    draw: Draw | None
    lines: list[str]


@dataclass(frozen=True)
class Layout:
    """A legend laid out in letters of a size: its entries, how many have no room, and the y under the last one."""

    size: float
    placed: list[Placed]
    left_over: int
    y: float

    @property
    def step(self) -> float:
        """From one line to the next."""
        return self.size * LEADING


def draw_legend(sheet: Sheet, columns: Sequence[Box], found: Sequence[Entry]) -> float:
    """Write the legend into columns, and give the y under its last line; what does not fit is counted there."""
    layouts = (_layout(sheet, columns, found, size) for size in SIZES)
    layout = next((one for one in layouts if not one.left_over), _layout(sheet, columns, found, SIZES[-1]))
    plain = _letters(layout.size, heading=False)
    for one in layout.placed:
        x, y = one.at
        if one.draw:
            one.draw(sheet, (x + SIGN / 2, y + layout.step / 2))
        for number, line in enumerate(one.lines):
            at = (x + (SIGN + SPACE if one.draw else 0), y + number * layout.step + layout.size)
            sheet.text(at, line, plain if one.draw else _letters(layout.size, heading=True))
    if layout.left_over:
        sheet.text((columns[-1][0], layout.y + layout.size), f"and {layout.left_over} more", plain)
    return layout.y + layout.step * bool(layout.left_over)


def legend_height(sheet: Sheet, width: float, columns: int, found: Sequence[Entry]) -> float:
    """The least height of columns of a width that hold the whole legend."""
    step, lines = SIZES[0] * LEADING, 2
    while lines < MAX_LINES and _layout(sheet, [(0.0, 0.0, width, lines * step)] * columns, found, SIZES[0]).left_over:
        lines += 1
    return lines * step


def _letters(size: float, *, heading: bool) -> Letters:
    return Letters(size, LIGHT["ink"], bold=heading)


def _layout(sheet: Sheet, columns: Sequence[Box], found: Sequence[Entry], size: float) -> Layout:
    """Entries from top to bottom, then in the next column; a heading does not stand alone at the foot of one."""
    placed, column, y, step = list[Placed](), 0, columns[0][1], size * LEADING
    for place, (draw, words) in enumerate(found):
        left, top, right, bottom = columns[column]
        lines = sheet.wrapped(words, _letters(size, heading=not draw), right - left - (SIGN + SPACE if draw else 0), 3)
        y += SPACE if draw is None and y > top else 0
        last = column + 1 == len(columns)
        need = (len(lines) + (draw is None) + (last and place + 1 < len(found))) * step + GAP * size
        if y + need > bottom and last:
            return Layout(size, placed, sum(one is not None for one, _ in found[place:]), y)
        if y + need > bottom:
            column += 1
            left, y, *_ = columns[column]
        placed.append(Placed((left, y), draw, lines))
        y += len(lines) * step + GAP * size
    return Layout(size, placed, 0, y)
