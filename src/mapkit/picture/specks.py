"""Specks: the marks of a picture that has more of them than can be told apart."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from mapkit.picture.frame import Floats, Frame
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import Symbol

SPECK = 3.0  # CSS pixels of a side
WHOLE_SPECK = ((0, 0), (1, 0), (1, 1), (0, 1))
NOTCHED_SPECK = ((0, 0), (0.5, 0), (0.5, 0.5), (1, 0.5), (1, 1), (0, 1))


def draw_specks(sheet: Sheet, frame: Frame, found: Sequence[Symbol]) -> None:
    """A square for each cell of SPECK pixels that holds incidents, in the colour of its most frequent kind.

    One that holds something disputed lacks its upper right quarter.
    """
    cells: dict[tuple[int, int], Counter[str]] = {}
    disputed = set()
    for symbol in found:
        cell = int(symbol.x // SPECK), int(symbol.y // SPECK)
        colours = cells.setdefault(cell, Counter())
        for kind, count in symbol.kinds:
            colours[kind.colour] += count
        if symbol.disputed:
            disputed.add(cell)
    squares: dict[str, list[Floats]] = {}
    for cell, colours in sorted(cells.items()):
        corners = (np.array(cell) + np.array(NOTCHED_SPECK if cell in disputed else WHOLE_SPECK)) * SPECK
        squares.setdefault(max(sorted(colours), key=lambda colour: colours[colour]), []).append(corners)
    for colour, parts in sorted(squares.items()):
        sheet.shape(parts, Paint(colour), clip=frame.page)
