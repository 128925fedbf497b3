"""A digest of a large table that does not depend on the pieces it comes in."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mapkit.incident_columns import names
from mapkit.store.incident_table import written_name

OF_OLD = {"row", "layer", "part_of", "disputed"}  # follow from the rest too, but the first digests have them
UNTOLD = frozenset(names(lambda one: not one.written and one.name not in OF_OLD))  # follow from the rest
_LATE = frozenset(names(lambda one: one.late))  # count only where something is written


class Digest:
    """SHA-256 over a table that comes in pieces, whatever the pieces: of each column alone, then of all of them."""

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {}
        self._written: set[str] = set()  # late columns in which something is

    def add(self, table: pa.Table) -> None:
        """Take in more rows."""
        for name in table.column_names:
            if name in _LATE and _holds(table[name]):
                self._written.add(name)
            if name not in UNTOLD:
                for chunk in table[name].chunks:
                    for part, data in zip("ab", _bytes_of(chunk), strict=True):
                        self._columns.setdefault(f"{written_name(name)} {part}", hashlib.sha256()).update(data)

    def hexdigest(self) -> str:
        """The digest of everything so far."""
        parts = {name: digest.hexdigest() for name, digest in sorted(self._columns.items()) if self._counts(name)}
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _counts(self, part: str) -> bool:
        name = part.rpartition(" ")[0]
        return name not in _LATE or name in self._written


def _holds(column: Any) -> bool:
    """Whether something is written in a column."""
    if column.type == pa.string():
        return bool(pc.any(pc.not_equal(column, "")).as_py())
    return bool(column.null_count < len(column))


def _bytes_of(column: Any) -> Iterator[Any]:
    """A piece of a column as two runs of bytes: the lengths and the texts, or what is missing and the numbers."""
    if column.type == pa.string():
        _, offsets, data = column.buffers()
        ends = np.frombuffer(offsets, np.int32)[column.offset :][: len(column) + 1]
        yield np.diff(ends).tobytes()
        yield memoryview(data)[ends[0] : ends[-1]] if data and len(ends) else b""
    else:
        nothing = False if column.type == pa.bool_() else 0
        yield pc.is_null(column).to_numpy(zero_copy_only=False).tobytes()
        yield pc.fill_null(column, nothing).to_numpy(zero_copy_only=False).tobytes()
