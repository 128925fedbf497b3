"""The fewest cells that make up a frame: coarse ones where four by four lie inside it, its own along its edges.

A count of the whole frame needs no finer ones; a screen of 2,000 cells is made up of some 300.
"""

from collections.abc import Iterator

from mapkit.viewcube import STEP, Frame

SIDE = 1 << STEP

Span = tuple[int, int]
Block = tuple[int, Span, Span]  # zoom, half-open columns and rows


def covering(frame: Frame) -> Iterator[Block]:
    """Blocks of cells of several zooms that hold what a frame holds, each part of it once."""
    for columns in frame.columns:
        yield from _covering(frame.zoom, columns, frame.rows)


def _covering(zoom: int, columns: Span, rows: Span) -> Iterator[Block]:
    (west, east), (north, south) = columns, rows
    inside = [(-(-low // SIDE), high // SIDE) for low, high in (columns, rows)]
    if zoom < STEP or any(low >= high for low, high in inside):
        yield zoom, columns, rows
        return
    (left, right), (top, bottom) = ((low * SIDE, high * SIDE) for low, high in inside)
    edges = (
        (columns, (north, top)),
        (columns, (bottom, south)),
        ((west, left), (top, bottom)),
        ((right, east), (top, bottom)),
    )
    for across, down in edges:
        if across[0] < across[1] and down[0] < down[1]:
            yield zoom, across, down
    yield from _covering(zoom - STEP, *inside)
