"""The answer as counts: cells on screen x time bins x kinds, which store, index, app and exports hand each other."""

from mapkit.viewcube.codec import packed, unpacked
from mapkit.viewcube.cube import ViewCube
from mapkit.viewcube.frame import CODE_BITS, DAY_BITS, FINEST, MAX_BINS, MAX_CELLS, STEP, Frame, bins_for, keys
from mapkit.viewcube.from_rows import Lines, Rows, cube_of_rows
from mapkit.viewcube.windows import Running

__all__ = [
    "CODE_BITS",
    "DAY_BITS",
    "FINEST",
    "MAX_BINS",
    "MAX_CELLS",
    "STEP",
    "Frame",
    "Lines",
    "Rows",
    "Running",
    "ViewCube",
    "bins_for",
    "cube_of_rows",
    "keys",
    "packed",
    "unpacked",
]
