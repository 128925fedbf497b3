"""Putting the receipt into a finished picture or film, in the way that its format has for what viewers pass over.

Tables and pages are written with their receipt in them; these come from drawing and encoding libraries.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError, ParseError
from mapkit.files.zip_read import RECEIPT
from mapkit.receipts.containers import PNG_KEYWORD, place_of

NAMESPACE = "urn:mapkit:receipt"
PDF_KEY = b"/MapkitReceipt"
_PNG_HEAD = 33  # bytes of signature and header chunk, which must come first
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_SIZE = re.compile(rb"/Size (\d+)")
_BLOCK = 255  # bytes of a block of a GIF's comment


def with_receipt(data: bytes, suffix: str, text: str) -> bytes:
    """A file of this suffix with the receipt `text` in it; other formats, and files that have it, stay as they are."""
    embed = _EMBEDDERS.get(suffix)
    return data if embed is None or carries(data, suffix) else embed(data, text.encode())


def carries(data: bytes, suffix: str) -> bool:
    """Whether a file has its receipt already."""
    try:
        place_of(data, suffix)
    except ParseError:
        return False
    return True


def _in_png(data: bytes, text: bytes) -> bytes:
    body = b"tEXt" + PNG_KEYWORD.encode() + b"\0" + text
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:_PNG_HEAD] + chunk + data[_PNG_HEAD:]


def _in_svg(data: bytes, text: bytes) -> bytes:
    head, end, tail = data.rpartition(b"</svg>")
    element = f'<mapkit:receipt xmlns:mapkit="{NAMESPACE}">'.encode() + text + b"</mapkit:receipt>"
    return head + b"<metadata>" + element + b"</metadata>\n" + end + tail


def _in_pdf(data: bytes, text: bytes) -> bytes:
    """An object of its own, added by an incremental update (ISO 32000-1, 7.5.6)."""
    match = _TRAILER.search(data)
    size = _SIZE.search(match[1]) if match else None
    if match is None or size is None:
        raise ExportError("the PDF has no trailer to put the receipt into")
    number, at = int(size[1]), len(data)
    quoted = re.sub(rb"([\\()])", rb"\\\1", text)
    thing = b"%d 0 obj\n(%s)\nendobj\n" % (number, quoted)
    trailer = _SIZE.sub(b"/Size %d" % (number + 1), match[1]).strip()
    return b"".join(
        (
            data,
            thing,
            b"xref\n%d 1\n%010d 00000 n \n" % (number, at),
            b"trailer\n<< %s %s %d 0 R /Prev %s >>\n" % (trailer, PDF_KEY, number, match[2]),
            b"startxref\n%d\n%%%%EOF\n" % (at + len(thing)),
        )
    )


def _in_gif(data: bytes, text: bytes) -> bytes:
    blocks = [text[at : at + _BLOCK] for at in range(0, len(text), _BLOCK)]
    comment = b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\0"
    return data[:-1] + comment + data[-1:]


def _in_mp4(data: bytes, text: bytes) -> bytes:
    """A box `free`, whose content players skip (ISO/IEC 14496-12, 8.1.2)."""
    return data + struct.pack(">I", len(text) + 8) + b"free" + text


def _in_webm(data: bytes, text: bytes) -> bytes:
    """An element Void, whose content players skip (RFC 8794, 11.3.2), with a length of eight bytes."""
    return data + b"\xec" + struct.pack(">Q", len(text) | 1 << 56) + text


def _in_zip(data: bytes, text: bytes) -> bytes:
    """The frames of a film, packed anew behind the receipt; they are compressed already."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = {RECEIPT: text, **{name: archive.read(name) for name in archive.namelist()}}
    return pack(entries, tuple(entries))


_EMBEDDERS: Mapping[str, Callable[[bytes, bytes], bytes]] = {
    ".png": _in_png,
    ".svg": _in_svg,
    ".pdf": _in_pdf,
    ".gif": _in_gif,
    ".mp4": _in_mp4,
    ".webm": _in_webm,
    ".zip": _in_zip,
}
