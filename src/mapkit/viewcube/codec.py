"""A cube as bytes, and back: a magic word, then zlib over a JSON head and the columns.

Cells, kinds and bins travel as differences to the line before; all lowest bytes of a column come before all next ones,
since most of those are zero. Whole numbers, little-endian: of the cells x, y (4 bytes); of the pairs cell, kind (2),
class and, as its third bit, whether they are disputed (1), first, last - first (2, modulo 2 ** 16), count (4); by kind
undated, unplaced (8).
"""

import json
import struct
import zlib
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mapkit.errors import ParseError
from mapkit.viewcube.cube import ViewCube
from mapkit.viewcube.frame import Frame
from mapkit.viewcube.lines import DISPUTE, class_of, disputed_of

MAGIC = b"MAPCUBE2"
WIDTHS = (4, 4, 2, 2, 1, 2, 2, 4, 8, 8)
MAX_BYTES = 2**28  # of a cube laid open: no honest one comes near


def packed(cube: ViewCube) -> bytes:
    """The cube compressed; equal cubes give equal bytes with the same zlib.

    Runs of one byte are all that is looked for: it takes a fifth of the time of all else that zlib can do, and a
    fourth more bytes.
    """
    cell, kind, first = (np.diff(column, prepend=np.uint16(0)) for column in (cube.cell, cube.kind, cube.first))
    columns = (
        cube.x,
        cube.y,
        cell,
        kind,
        cube.certainty | cube.disputed * np.uint8(DISPUTE),
        first,
        cube.last - cube.first,
        cube.count,
        cube.undated,
        cube.unplaced,
    )
    sizes = [len(cube.x), len(cube.count), len(cube.undated)]
    head = json.dumps({"frame": asdict(cube.frame), "sizes": sizes}, separators=(",", ":"), sort_keys=True).encode()
    packing = zlib.compressobj(6, strategy=zlib.Z_RLE)
    plain = struct.pack("<I", len(head)) + head + b"".join(map(_planes, columns))
    return MAGIC + packing.compress(plain) + packing.flush()


def unpacked(data: bytes) -> ViewCube:
    """The cube of `packed`. Raises ParseError for bytes that are none."""
    try:
        if data[: len(MAGIC)] != MAGIC:
            raise ValueError
        stream = zlib.decompressobj()
        plain = stream.decompress(data[len(MAGIC) :], MAX_BYTES)
        if not stream.eof or stream.unused_data:
            raise ValueError
        length = struct.unpack_from("<I", plain)[0]
        return _cube(json.loads(plain[4 : 4 + length]), plain[4 + length :])
    except (ValueError, KeyError, TypeError, zlib.error, struct.error):
        raise ParseError("cube-unreadable", f"{len(data)} bytes that are no cube: ask for it again") from None


def _planes(column: NDArray[Any]) -> bytes:
    width = column.dtype.itemsize
    return np.ascontiguousarray(column.astype(f"<u{width}")).view(np.uint8).reshape(-1, width).T.tobytes()


def _cube(head: dict[str, Any], data: bytes) -> ViewCube:
    cells, pairs, kinds = head["sizes"]
    counts = (cells, cells, *(pairs,) * 6, kinds, kinds)
    ends = np.cumsum([count * width for count, width in zip(counts, WIDTHS, strict=True)])
    if min(counts) < 0 or len(data) != ends[-1]:
        raise ValueError
    pieces = np.split(np.frombuffer(data, np.uint8), ends[:-1])
    columns = (_column(piece, width) for piece, width in zip(pieces, WIDTHS, strict=True))
    x, y, cell, kind, low, first, length, count, undated, unplaced = columns
    cell, kind, first = (np.cumsum(gap, dtype=np.uint16) for gap in (cell, kind, first))
    frame = head["frame"]
    spans = {"columns": tuple((low, high) for low, high in frame["columns"]), "rows": tuple(frame["rows"])}
    numbers = (undated.view(np.int64), unplaced.view(np.int64))
    pairs = (cell, kind, class_of(low), disputed_of(low), first, first + length, count)
    return ViewCube(Frame(**{**frame, **spans}), x, y, *pairs, *numbers)


def _column(piece: NDArray[np.uint8], width: int) -> NDArray[Any]:
    return np.ascontiguousarray(piece.reshape(width, -1).T).view(f"<u{width}").ravel()
