"""What is written in pictures, films and documents beside what they show, for the leak check.

Each reader walks through the whole file and raises ValueError, or what reading a broken file raises, where it comes
upon a part that it does not know: what cannot be read could hold anything.
"""

import re
import struct
import zlib
from collections.abc import Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_SILENT = {b"IHDR", b"PLTE", b"tRNS", b"pHYs", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"IDAT", b"IEND"}  # hold no texts
_INFORMATION = re.compile(rb"/(?:Title|Subject|Keywords|Author|Creator) \(((?:[^\\()]|\\.)*)\)", re.DOTALL)
_STREAM = re.compile(rb"\bobj\b((?:(?!endobj).)*?)stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_FILTER = re.compile(rb"/Filter\s*\[?\s*(/\w+(?:\s*/\w+)*)")
_FILMS = {".mp4": (4, b"ftyp"), ".webm": (0, b"\x1aE\xdf\xa3")}  # what stands where
_GIF_HEAD, _GIF_IMAGE = 13, 10  # bytes
_EXTENSION, _COMMENT, _IMAGE, _END = 0x21, 0xFE, 0x2C, 0x3B  # of GIF89a


def png_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Keyword and text of each text chunk (PNG, third edition, section 11.3.3)."""
    at, kind = len(_PNG), b""
    if not data.startswith(_PNG):
        raise ValueError("it does not begin as a PNG does")
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        keyword, _, text = data[at + 8 : at + 8 + length].partition(b"\0")
        if kind not in {b"tEXt", b"iTXt", *_SILENT} or (kind == b"iTXt" and text[:1] != b"\0"):
            raise ValueError(f"it has a chunk {kind.decode('latin-1')!r} that cannot be searched")
        if kind not in _SILENT:
            yield keyword.decode("latin-1"), text.lstrip(b"\0").decode("utf-8" if kind == b"iTXt" else "latin-1")
        at += 12 + length
    if kind != b"IEND" or at != len(data):
        raise ValueError("it does not end as a PNG does")


def gif_texts(data: bytes) -> Iterator[str]:
    """The comments, whose blocks of at most 255 bytes are put together (GIF89a, section 24)."""
    if not data.startswith((b"GIF87a", b"GIF89a")):
        raise ValueError("it does not begin as a GIF does")
    at = _GIF_HEAD + _colours(data[10])
    while data[at] != _END:
        if data[at] == _IMAGE:
            _, at = _blocks(data, at + _GIF_IMAGE + _colours(data[at + 9]) + 1)
        elif data[at] == _EXTENSION:
            label = data[at + 1]
            text, at = _blocks(data, at + 2)
            if label == _COMMENT:
                yield text.decode("utf-8", "replace")
        else:
            raise ValueError("it has a block that cannot be searched")
    if at + 1 != len(data):
        raise ValueError("something stands behind its end")


def _colours(flags: int) -> int:
    """How many bytes the table of colours takes that these flags tell of."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(data: bytes, at: int) -> tuple[bytes, int]:
    """The bytes of a run of blocks, and where it ends."""
    found = []
    while data[at]:
        found.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(found), at + 1


def pdf_words(data: bytes) -> Iterator[str]:
    """The document's information."""
    for raw in _INFORMATION.findall(data):
        text = re.sub(rb"\\(.)", rb"\1", raw, flags=re.DOTALL)
        utf16 = text.startswith(b"\xfe\xff")
        yield text[2:].decode("utf-16-be", "replace") if utf16 else text.decode("latin-1")


def pdf_texts(data: bytes) -> Iterator[str]:
    """The file as it is, and all that its streams hold as text."""
    found = _STREAM.findall(data)
    if not data.startswith(b"%PDF-") or b"/Encrypt" in data or len(found) != data.count(b"endstream"):
        raise ValueError("it is no PDF whose parts can be told apart")
    yield data.decode("latin-1")
    for head, stream in found:
        filters = [one.strip() for one in _FILTER.findall(head)]
        if filters == [b"/FlateDecode"]:
            yield zlib.decompressobj().decompress(stream).decode("latin-1")  # a sum at its end may be cut off
        elif filters or b"/Filter" in head:
            raise ValueError("it has a stream that cannot be searched")


def film_texts(data: bytes, suffix: str) -> Iterator[str]:
    """The file as it is, in which everything that is written stands in plain."""
    at, magic = _FILMS[suffix]
    if data[at : at + len(magic)] != magic:
        raise ValueError(f"it does not begin as a {suffix} does")
    yield from (data.decode("utf-8", "replace"), data.decode("latin-1"))
