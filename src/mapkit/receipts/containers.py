"""Where each format carries the receipt: found without running, rendering or trusting anything in the file.

| format | where |
| --- | --- |
| PNG | text chunk `mapkit:receipt-json` |
| SVG | `<metadata><mapkit:receipt>` |
| PDF | an object of its own, named by `/MapkitReceipt` in the trailer, or the Keywords |
| HTML | `<script type="application/json" id="mapkit-receipt">` |
| GeoJSON | foreign member `mapkit` |
| GeoParquet | key-value metadata `mapkit:receipt` |
| ZIP, evidence bundle | `receipt.json`, its first entry, not compressed |
| GIF | comment extension |
| MP4, WebM | a box or an element that players skip, at the end |

CSV has no room for one, so its receipt is a file beside it, see `receipts.seal`.
"""

import json
import re
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from mapkit.errors import ParseError
from mapkit.files.zip_read import RECEIPT
from mapkit.receipts.receipt import MAX_CHARACTERS, START, STARTS

PNG_KEYWORD = "mapkit:receipt-json"
PARQUET_KEY = "mapkit:receipt"
HTML_START = '<script type="application/json" id="mapkit-receipt">'
GEOJSON_START = '\n"mapkit": '
_GEOJSON = re.compile(re.escape(GEOJSON_START.encode()) + rb"(\{[^\n]*\}),\n")
_HTML = re.compile(re.escape(HTML_START.encode()) + rb"([^<]*)</script>")
_SVG = re.compile(rb"<mapkit:receipt[^<>]*>([^<>]*)</mapkit:receipt>")
_PDF = re.compile(rb"(?:/Keywords |\n\d+ 0 obj\n)\((\{\"mapkit-receipt(?:[^\\()]|\\.)*)\)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_GIF_COMMENT = b"\x21\xfe"
_GIF = re.compile(re.escape(_GIF_COMMENT) + b"(?=\xff(?:%s))" % b"|".join(re.escape(one.encode()) for one in STARTS))
_PNG_SIGNATURE = 8  # bytes
_ZIP_HEADER, _ZIP_END = 30, 22  # bytes of a local header and of the end record, without names and comments


@dataclass(frozen=True)
class Place:
    """Where a receipt stands: its text, where its seal begins, and the CRC-32 sums that must follow a change of it.

    `sums` are positions of four bytes each in the byte order `order`, over the bytes `covered` (start, end).
    """

    text: str
    seal_at: int
    sums: tuple[int, ...] = ()
    covered: tuple[int, int] = (0, 0)
    order: Literal["big", "little"] = "big"


def place_of(data: bytes, suffix: str) -> Place:
    """Where the receipt of a file of this suffix stands. Raises ParseError if there is none, or more than one."""
    find = _FINDERS.get(suffix.lower())
    if find is None:
        raise ParseError("receipt-format", f"{suffix!r} is no format with a receipt: use {', '.join(_FINDERS)}, .csv")
    try:
        found = find(data)
    except (struct.error, IndexError, ValueError):  # a ParseError passes here too, and says no more than this
        found = None
    if found is None or not found.text.startswith(STARTS):
        raise ParseError("receipt-missing", "there is no receipt of mapkit in this file, or it was broken off")
    return found


def _matched(pattern: re.Pattern[bytes]) -> Callable[[bytes], Place | None]:
    def find(data: bytes) -> Place | None:
        matches = [match.span(1) for match, _ in zip(pattern.finditer(data), range(2), strict=False)]
        if len(matches) != 1:
            return None
        start, end = matches[0]
        return Place(data[start:end].decode("ascii"), start + len(START))

    return find


def _in_pdf(data: bytes) -> Place | None:
    """Only the escapes of a PDF string are undone; the start of a receipt holds nothing that they change."""
    found = _matched(_PDF)(data)
    return Place(_ESCAPED.sub(r"\1", found.text), found.seal_at) if found else None


def _in_png(data: bytes) -> Place | None:
    at, found = _PNG_SIGNATURE, []
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        keyword, _, rest = body.partition(b"\0")
        if kind in (b"tEXt", b"iTXt") and keyword == PNG_KEYWORD.encode():
            text = rest.lstrip(b"\0")  # what an iTXt has between: no compression, language or translation
            start = at + 8 + length - len(text)
            covered = (at + 4, at + 8 + length)
            found.append(Place(text.decode("ascii"), start + len(START), (covered[1],), covered, "big"))
        at += 12 + length
    return found[0] if len(found) == 1 else None


def _in_zip(data: bytes) -> Place | None:
    """`receipt.json` as `disk.zip_write` writes it: first, stored, and first in the directory."""
    name = RECEIPT.encode()
    crc, size, width, extra = struct.unpack_from("<IxxxxIHH", data, 14)
    directory = struct.unpack_from("<I", data, len(data) - _ZIP_END + 16)[0]
    start = _ZIP_HEADER + width + extra
    stored = struct.unpack_from("<H", data, 8)[0] == 0
    twice = data[_ZIP_HEADER : _ZIP_HEADER + width] == name == data[directory + 46 : directory + 46 + width]
    if not (stored and twice and struct.unpack_from("<I", data, directory + 16)[0] == crc):
        return None
    sums = (14, directory + 16)
    return Place(data[start : start + size].decode("ascii"), start + len(START), sums, (start, start + size), "little")


def _in_parquet(data: bytes) -> Place | None:
    """The value is found by pyarrow, and its place by its bytes, which hold a digest and so stand nowhere else."""
    import pyarrow as pa  # noqa: PLC0415 - who reads a picture pays for no table
    import pyarrow.parquet as pq  # noqa: PLC0415 - see above

    try:
        text = (pq.read_metadata(pa.BufferReader(data)).metadata or {}).get(PARQUET_KEY.encode(), b"")
    except (pa.ArrowException, OSError):
        return None
    at = data.find(text)
    alone = bool(text) and data.find(text, at + 1) == -1
    return Place(text.decode("ascii"), at + len(START)) if alone else None


def _in_gif(data: bytes) -> Place | None:
    """A comment is cut into blocks of at most 255 bytes; the seal lies in the first."""
    heads = [match.end() for match in _GIF.finditer(data)]
    if len(heads) != 1:
        return None
    at = heads[0]
    text, place = b"", at
    while (length := data[place]) and len(text) < MAX_CHARACTERS:
        text += data[place + 1 : place + 1 + length]
        place += 1 + length
    return Place(text.decode("ascii"), at + 1 + len(START))


def _in_film(data: bytes) -> Place | None:
    at = max(data.rfind(start.encode()) for start in STARTS)
    if at == -1:
        return None
    text = data[at : at + MAX_CHARACTERS].decode("latin-1")
    _, end = json.JSONDecoder().raw_decode(text)
    return Place(text[:end], at + len(START))


_FINDERS: Mapping[str, Callable[[bytes], Place | None]] = {
    ".png": _in_png,
    ".svg": _matched(_SVG),
    ".pdf": _in_pdf,
    ".html": _matched(_HTML),
    ".geojson": _matched(_GEOJSON),
    ".parquet": _in_parquet,
    ".zip": _in_zip,
    ".gif": _in_gif,
    ".mp4": _in_film,
    ".webm": _in_film,
}
SUFFIXES = tuple(_FINDERS)
