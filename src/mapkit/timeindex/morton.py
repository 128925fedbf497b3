"""Cells as one number each: in Morton order, in which all cells inside a coarser cell follow each other.

G. M. Morton, A computer oriented geodetic data base and a new technique in file sequencing, IBM 1966: the bits of row
and column by turns, the row's first. A cell two zooms coarser is a shift by four bits.
"""

import numpy as np
from numpy.typing import NDArray

_HALF = 10  # bits a look-up spreads; two of them make a column of zoom 20
_MASK = np.uint32((1 << _HALF) - 1)
_SPREAD = np.array([int(f"{number:b}", 4) for number in range(1 << _HALF)], np.uint64)
_EVEN = np.uint64(0x5555555555555555)
_FOLDS = (
    (1, 0x3333333333333333),
    (2, 0x0F0F0F0F0F0F0F0F),
    (4, 0x00FF00FF00FF00FF),
    (8, 0x0000FFFF0000FFFF),
    (16, 0x00000000FFFFFFFF),
)


def code(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The Morton number of cells of zoom 20 or coarser."""
    number: NDArray[np.uint64] = _spread(y) << np.uint64(1) | _spread(x)
    return number


def column_and_row(codes: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Columns and rows of Morton numbers: the way back."""
    return _gathered(codes), _gathered(codes >> np.uint64(1))


def _spread(values: NDArray[np.uint32]) -> NDArray[np.uint64]:
    spread: NDArray[np.uint64] = _SPREAD[values >> np.uint32(_HALF)] << np.uint64(2 * _HALF) | _SPREAD[values & _MASK]
    return spread


def _gathered(codes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = codes & _EVEN
    for step, mask in _FOLDS:
        bits = (bits | bits >> np.uint64(step)) & np.uint64(mask)
    return bits
