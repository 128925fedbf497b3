"""What a build has finished so far: files of arrays that are there whole, with their SHA-256, or not at all.

A file gets its name when all of it is written. So a worker that dies leaves nothing that is taken for finished, a task
that runs twice makes the same file twice, and an interrupted build finds what it has done.

    64 bytes    the SHA-256 of all that follows, in hexadecimal
    8 bytes     the length of the head
    head        JSON: for each array its name, type, first byte (a multiple of 64) and length
    arrays
"""

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SUM_BYTES, LENGTH_BYTES, ALIGNMENT = 64, 8, 64


class Checkpoint:
    """A file of finished arrays; what travels between workers is its path."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[type["Checkpoint"], tuple[Path]]:
        return Checkpoint, (self.path,)

    def array(self, name: str) -> NDArray[Any]:
        """One array, memory-mapped; an array that is not there is empty."""
        dtype, start, count = self._head.get(name, ("<i8", 0, 0))
        return np.frombuffer(self._data, dtype, count, start) if count else np.zeros(0, dtype)

    @cached_property
    def _data(self) -> NDArray[np.uint8]:
        return np.memmap(self.path, np.uint8, "r")

    @cached_property
    def _head(self) -> dict[str, tuple[str, int, int]]:
        first = SUM_BYTES + LENGTH_BYTES
        length = int.from_bytes(self._data[SUM_BYTES:first].tobytes(), "little")
        found: dict[str, tuple[str, int, int]] = json.loads(self._data[first : first + length].tobytes())
        return found


def kept(path: Path, arrays: Mapping[str, NDArray[Any]]) -> Checkpoint:
    """Write arrays into a new file, which then is `path`. One that is whole stays, one that is not gives way."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with part.open("xb") as file:
            digest = hashlib.sha256()
            file.write(bytes(SUM_BYTES))
            for block in _blocks(arrays):
                digest.update(block)
                file.write(block)
            file.seek(0)
            file.write(digest.hexdigest().encode())
        return found(path) or Checkpoint(part.replace(path))
    finally:
        part.unlink(missing_ok=True)


def found(path: Path) -> Checkpoint | None:
    """What a build before this one, or a worker that was lost, has finished there; None unless every bit is right."""
    if not path.is_file():
        return None
    with path.open("rb") as file:
        expected = file.read(SUM_BYTES)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Checkpoint(path) if digest.encode() == expected else None


def _blocks(arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes | memoryview]:
    """The head's length, the head, and the arrays, each filled up to where the next begins."""
    start = 0
    entries: list[tuple[str, str, int, int]] = []
    for name, array in arrays.items():
        entries.append((name, array.dtype.str, start, len(array)))
        start += array.nbytes + -array.nbytes % ALIGNMENT
    room = SUM_BYTES + LENGTH_BYTES + len(json.dumps(entries)) + 20 * len(entries)  # numbers get longer by `ahead`
    ahead = room + -room % ALIGNMENT
    text = json.dumps({name: (kind, ahead + at, count) for name, kind, at, count in entries}).encode()
    yield len(text).to_bytes(LENGTH_BYTES, "little")
    yield text.ljust(ahead - SUM_BYTES - LENGTH_BYTES)
    for array in arrays.values():
        yield np.ascontiguousarray(array).view(np.uint8).data
        yield bytes(-array.nbytes % ALIGNMENT)
