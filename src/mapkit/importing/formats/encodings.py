"""Which characters the bytes of a text stand for: proven where bytes can prove it, proposed with a reason, or refused.

A byte order mark proves an encoding; so do NUL bytes at every other place (UTF-16), and bytes that are valid UTF-8
(https://www.unicode.org/faq/utf_bom.html). An encoding of one byte a character can never be proven.
"""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from mapkit.importing.formats.letters import likeness, strangeness
from mapkit.importing.formats.limits import MAX_BYTES, refusal

KNOWN = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "utf-32-le",
    "utf-32-be",
    "cp1251",
    "koi8-r",
    "koi8-u",
    "cp1252",
    "cp1254",
    "cp1250",
    "cp1253",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp866",
    "cp437",
    "cp850",
    "cp852",
    "cp857",
    "mac-cyrillic",
    "mac-roman",
    "mac-turkish",
    "iso8859-1",
    "iso8859-2",
    "iso8859-5",
    "iso8859-9",
    "iso8859-15",
    "gb18030",
    "big5",
    "shift_jis",
    "euc-jp",
    "euc-kr",
)
_MARKS = (  # the longer ones first, for the mark of UTF-32 begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# Each of one byte a character that people's tables are in. Those of several bytes are never proposed.
_CANDIDATES = (
    *("cp1251", "koi8-r", "cp1252", "cp1254", "cp1250", "cp1253", "cp1255", "cp1256", "cp1257"),
    *("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15", "koi8-u", "mac-cyrillic", "mac-roman"),
    *("mac-turkish", "cp866", "cp850", "cp852", "cp857"),
)
_CLEAR = 10.0  # by how much the logarithm of the best reading is better than that of another: one in 20,000
_STRANGE = 0.02  # of the letters beyond ASCII, which the language of a text may not have
_OF_TWO_BYTES = ("gb2312", "euc-jp", "euc-kr")  # both of them beyond ASCII
_EAST_ASIAN = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7af\uff00-\uffef]")
_ASCII, _FEW = 0x80, 40
_ESCAPES = re.compile(rb"\x1b[($][@-Z]|\x1b\$\)C|\x0e")  # ISO-2022: seven bits, and none of them the letters
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_CHUNK = 1 << 20
_SAMPLE = 4096
_EVIDENCE = 200_000  # bytes of lines that hold a character beyond ASCII
_NUL_SHARE = 10  # one NUL in so many of the odd places, or of the even ones, is UTF-16
_SHOWN = 60  # characters of a line, shown for each candidate


@dataclass(frozen=True)
class Text:
    """The text of a file as UTF-8 bytes, and how it was recognised, in words."""

    data: bytearray
    said: str


def read_encoded(file: BinaryIO, name: str, encoding: str | None = None) -> Text:
    """The text of an open file. Raises AtlasError if it is not in `encoding`, or if no encoding can be told.

    `encoding` is one of `KNOWN`, in any spelling that Python knows.
    """
    if encoding is not None:
        codec = _asked(name, encoding)
        return Text(_decoded(file, name, codec), f"read as {codec}, as asked")
    start = file.read(_SAMPLE)
    for mark, codec, said in _MARKS:
        if start.startswith(mark):
            return Text(_decoded(file, name, codec), f"{said}, told by its byte order mark")
    if codec := _by_nul(start):
        return Text(_decoded(file, name, codec), f"{codec.upper()}, told by the NUL bytes at every other place")
    return _by_trial(file, name)


def _asked(name: str, encoding: str) -> str:
    try:
        found = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        found = ""
    for known in KNOWN:
        if found == codecs.lookup(known).name:
            return "utf-8-sig" if known == "utf-8" else known
    if found == "utf-8-sig":
        return found
    raise refusal(name, "encoding-unknown", f"{encoding!r} is no encoding of a table: use one of {', '.join(KNOWN)}")


def _by_nul(start: bytes) -> str:
    pairs = len(start) // 2
    even, odd = start[: pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if (even and odd) or pairs > _NUL_SHARE * max(even, odd):
        return ""
    codec = "utf-16-le" if odd else "utf-16-be" if even else ""
    return codec if codec and "\n" in start.decode(codec, "ignore").replace("\r", "\n") else ""


def _by_trial(file: BinaryIO, name: str) -> Text:
    """UTF-8 if all bytes are, else what the letters look like."""
    try:
        data = _transcoded(file, name, "utf-8")
        if data.isascii() and _ESCAPES.search(data):
            words = "its letters are written as escapes (ISO-2022), which are not read: save the file as UTF-8"
            raise refusal(name, "file-encoding", words)
        return Text(data, "ASCII" if data.isascii() else "UTF-8")
    except UnicodeDecodeError:
        codec = _proposed(name, _telling(file))
    said = f"read as {codec}, in which its letters make words; the file does not say how its letters are stored"
    said += ". If they look wrong, choose another encoding, or save the file as UTF-8"
    return Text(_decoded(file, name, codec), said)


def _telling(file: BinaryIO) -> bytes:
    """The lines that can tell: those with a byte beyond ASCII, up to some length."""
    file.seek(0)
    found, size = [], 0
    while size < _EVIDENCE and (line := file.readline(_CHUNK)):
        if not line.isascii():
            found.append(line)
            size += len(line)
    return b"".join(found)[:_EVIDENCE]


def _proposed(name: str, telling: bytes) -> str:
    """The encoding in which the text reads clearly better than in all others that are known. Raises AtlasError."""
    readings = {text: codec for codec in reversed(_CANDIDATES) if (text := _read_as(telling, codec))}
    ranked = sorted(readings, key=likeness, reverse=True)
    best, *others = ranked or [""]
    clear = best and all(likeness(best) - likeness(other) >= _CLEAR for other in others[:1])
    if not clear or strangeness(best) > _STRANGE or _may_be_east_asian(telling):
        shown = "; ".join(f"{readings[text]}: {text.splitlines()[0][:_SHOWN]!r}" for text in ranked[:2])
        words = "the bytes are not UTF-8, and no encoding is clearly the right one"
        hint = f"choose the one that reads well: {shown}" if shown else "save the file as UTF-8"
        raise refusal(name, "file-encoding", f"{words}: {hint}")
    return readings[best]


def _may_be_east_asian(telling: bytes) -> bool:
    """Whether so few bytes are as well two each: Chinese, Japanese or Korean."""
    far = sum(byte >= _ASCII for byte in telling)
    return far < _FEW and any(_is_east_asian(telling, codec) for codec in _OF_TWO_BYTES)


def _is_east_asian(telling: bytes, codec: str) -> bool:
    try:
        text = telling.decode(codec)
    except UnicodeDecodeError:
        return False
    return all(character.isascii() or _EAST_ASIAN.match(character) for character in text)


def _read_as(telling: bytes, codec: str) -> str:
    """The text in an encoding; "" where some byte is none of its characters, or one that no text has."""
    try:
        text = telling.decode(codec)
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROL.search(text) else text


def _decoded(file: BinaryIO, name: str, codec: str) -> bytearray:
    try:
        return _transcoded(file, name, codec)
    except UnicodeDecodeError as error:
        bad = error.object[error.start : error.start + 1].hex()
        raise refusal(
            name, "file-encoding", f"byte {bad} is not {codec}: choose another encoding, or save it as UTF-8"
        ) from error


def _transcoded(file: BinaryIO, name: str, codec: str) -> bytearray:
    """The whole file as UTF-8. Raises UnicodeDecodeError, and AtlasError for one that is too long."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(codec)("strict")
    text = bytearray()
    while chunk := file.read(_CHUNK):
        text += decoder.decode(chunk).encode()
        if len(text) > MAX_BYTES:
            raise refusal(name, "file-too-large", f"more than {MAX_BYTES:,} bytes as UTF-8: split it")
    text += decoder.decode(b"", True).encode()
    return text
