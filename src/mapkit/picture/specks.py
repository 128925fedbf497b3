"""Specks: the marks of a picture that has more of them than can be told apart."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Floats, Frame
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import Symbol

SPECK = 3.0  # CSS pixels of a side
WHOLE_SPECK = ((0, 0), (1, 0), (1, 1), (0, 1))
NOTCHED_SPECK = ((0, 0), (0.5, 0), (0.5, 0.5), (1, 0.5), (1, 1), (0, 1))
CROSSED_SPECK = ((0, 0.7), (0.7, 0), (1, 0), (1, 0.3), (0.3, 1), (0, 1))
QUIET_SPECK = ((1 / 3, 1 / 3), (2 / 3, 1 / 3), (2 / 3, 2 / 3), (1 / 3, 2 / 3))


def draw_specks(sheet: Sheet, frame: Frame, found: Sequence[Symbol]) -> None:
    """A square for each cell of SPECK pixels that holds incidents, in the colour of its most frequent kind.

    One that holds something disputed lacks its upper right quarter; of one in which all is denied only a band from the
    lower left is there, of one that is not spoken of a dot.
    """
    cells: dict[tuple[int, int], list[Symbol]] = {}
    for symbol in found:
        cells.setdefault((int(symbol.x // SPECK), int(symbol.y // SPECK)), []).append(symbol)
    squares: dict[str, list[Floats]] = {}
    for cell, held in sorted(cells.items()):
        corners = (np.array(cell) + np.array(_speck_of(held))) * SPECK
        squares.setdefault(_main_colour(held), []).append(corners)
    for colour, parts in sorted(squares.items()):
        sheet.shape(parts, Paint(colour), clip=frame.page)


def _speck_of(held: Sequence[Symbol]) -> Sequence[tuple[float, float]]:
    """The outline of a speck for these marks, in parts of its side."""
    spoken = [one for one in held if one.count]
    if not spoken:
        return QUIET_SPECK
    if all(one.denied for one in spoken):
        return CROSSED_SPECK
    return NOTCHED_SPECK if any(one.disputed for one in spoken) else WHOLE_SPECK


def _main_colour(held: Sequence[Symbol]) -> str:
    colours = Counter[str]()
    for one in held:
        for kind, count in one.kinds:
            colours[kind.colour] += count
    return max(sorted(colours), key=lambda colour: colours[colour], default=LIGHT["quiet"])
