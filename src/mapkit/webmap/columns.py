"""Columns of numbers as the page takes them: little-endian typed arrays of the narrowest width, as base64 or as bytes.

Three bytes are a width too ("u3"); a column that counts up by itself ("index") or holds one value ("same") has no data.
"""

import base64
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"MAPKIT01"
WIDTHS = (("u1", 1), ("u2", 2), ("u3", 3), ("u4", 4))
WIDEST = 2**24  # whole numbers farther apart take as many bytes as real ones
ALIGNMENT = 8
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


@dataclass(frozen=True, eq=False)
class Column:
    """A column: its type, what to add to each value, and its bytes (None where the type alone says it all)."""

    dtype: str
    offset: float = 0
    data: bytes | None = None


def whole(values: NDArray[Any]) -> Column:
    """Whole numbers, exactly, in the narrowest form."""
    if len(values) == 0:
        return Column("same")
    low, high = int(values.min()), int(values.max())
    if low == high:
        return Column("same", low)
    if np.array_equal(values, np.arange(low, low + len(values))):
        return Column("index", low)
    dtype, width = next((dtype, width) for dtype, width in WIDTHS if high - low < 256**width)
    bare = (values.astype(np.int64) - low).astype("<u4")
    return Column(dtype, low, np.ascontiguousarray(bare.view(np.uint8).reshape(-1, 4)[:, :width]).tobytes())


def real(values: NDArray[Any]) -> Column:
    """Numbers to seven digits; whole ones in the narrowest form."""
    if len(values) and (values == values[0]).all():
        return Column("same", float(values[0]))
    if len(values) and (values == np.round(values)).all() and np.ptp(values) < WIDEST:
        return whole(values)
    return Column("f4", 0, values.astype("<f4").tobytes()) if len(values) else Column("same")


def values_of(column: Mapping[str, Any], count: int) -> NDArray[Any]:
    """The values of an encoded column, as the page reads them; the way back, for tests and readers in Python."""
    dtype, offset = column["dtype"], column["offset"]
    if dtype in ("index", "same"):
        counted: NDArray[Any] = np.arange(count) + offset if dtype == "index" else np.full(count, offset)
        return counted
    data = np.frombuffer(base64.b64decode(column["data"]), np.uint8)
    if dtype == "f4":
        real: NDArray[Any] = data.view("<f4").astype(float) + offset
        return real
    wide = np.zeros((count, 4), np.uint8)
    wide[:, : int(dtype[1])] = data.reshape(count, -1)
    numbers: NDArray[Any] = wide.view("<u4").ravel().astype(np.int64) + int(offset)
    return numbers


def encode(island: Mapping[str, Any]) -> str:
    """The island as JSON with base64 columns, safe in a script element: no character in it can close or open one."""
    return _json(island, _with_base64).translate(_ESCAPES)


def pack(island: Mapping[str, Any]) -> bytes:
    """The island as bytes: a magic word, the length of the JSON, the JSON, and the columns one after the other.

    A column says `at`: [where its bytes start after the JSON, how many]; each starts at a multiple of eight.
    """
    chunks: list[bytes] = []

    def placed(column: Any) -> dict[str, Any]:
        entry = _entry(column)
        if column.data is not None:
            start = sum(map(len, chunks))
            chunks.append(column.data + b"\0" * (-len(column.data) % ALIGNMENT))
            entry["at"] = [start, len(column.data)]
        return entry

    head = _json(island, placed).encode()
    head += b" " * (-(len(MAGIC) + 4 + len(head)) % ALIGNMENT)
    return MAGIC + struct.pack("<I", len(head)) + head + b"".join(chunks)


def _json(island: Mapping[str, Any], column: Any) -> str:
    return json.dumps(
        island, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True, default=column
    )


def _entry(column: Column) -> dict[str, Any]:
    return {"dtype": column.dtype, "offset": column.offset}


def _with_base64(column: Any) -> dict[str, Any]:
    entry = _entry(column)
    return entry if column.data is None else {**entry, "data": base64.b64encode(column.data).decode()}


def bits(rows: NDArray[Any], size: int) -> str:
    """Base64 of a bitset over `size` rows; bit i of byte i // 8 has the value 1 << (i % 8)."""
    flags = np.zeros(size, np.uint8)
    flags[rows] = 1
    return base64.b64encode(np.packbits(flags, bitorder="little").tobytes()).decode()
