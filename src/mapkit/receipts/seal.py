"""The seal: SHA-256 over a whole file with 64 zeros where the seal stands, so that one changed byte is found anywhere.

It is a checksum and no signature: who changes a file with intent can seal it again. It tells of accidents, of programs
that save a file anew, and of edits by people who do not know of it.
"""

import hashlib
import zlib
from typing import BinaryIO

from mapkit.errors import ParseError
from mapkit.receipts.containers import Place, place_of
from mapkit.receipts.receipt import NO_SEAL, SEAL_CHARACTERS, START, STARTS

BESIDE = ".receipt.json"  # added to the name of a CSV: the receipt of a format that has no room for one


def sealed(data: bytes, suffix: str) -> bytes:
    """A file with its seal in its receipt. Raises ParseError if it carries none."""
    place = place_of(data, suffix)
    blank = _with_seal(data, place, NO_SEAL)
    return _with_seal(blank, place, hashlib.sha256(blank).hexdigest())


def is_whole(data: bytes, suffix: str) -> bool:
    """Whether a file is as it was sealed, to the byte. Raises ParseError if it carries no receipt."""
    place = place_of(data, suffix)
    seal = data[place.seal_at : place.seal_at + SEAL_CHARACTERS].decode("latin-1")
    blank = _with_seal(data, place, NO_SEAL)
    return hashlib.sha256(blank).hexdigest() == seal and _with_seal(blank, place, seal) == data


def seal_in_place(file: BinaryIO, at: int) -> None:
    """Seal a finished file whose seal, still zeros, begins at byte `at`; it may be larger than the memory."""
    file.seek(0)
    seal = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a file on disk has readinto
    file.seek(at)
    file.write(seal.encode())


def sealed_beside(data: "bytes | hashlib._Hash", text: str) -> str:
    """A receipt to lie beside `data`, or beside a file of this SHA-256 so far, sealed: its seal covers both."""
    blank = _beside(text, NO_SEAL)
    whole = hashlib.sha256(data) if isinstance(data, bytes) else data.copy()
    whole.update(blank.encode())
    return _beside(blank, whole.hexdigest())


def is_whole_beside(data: bytes, text: str) -> bool:
    """Whether a file and the receipt beside it are as they were sealed."""
    return sealed_beside(data, text) == text


def _beside(text: str, seal: str) -> str:
    if not text.startswith(STARTS):
        raise ParseError("receipt-missing", "the file beside it is no receipt of mapkit")
    return text[: len(START)] + seal + text[len(START) + SEAL_CHARACTERS :]


def _with_seal(data: bytes, place: Place, seal: str) -> bytes:
    made = bytearray(data)
    made[place.seal_at : place.seal_at + SEAL_CHARACTERS] = seal.encode("latin-1")
    for at in place.sums:
        made[at : at + 4] = zlib.crc32(made[slice(*place.covered)]).to_bytes(4, place.order)
    return bytes(made)
