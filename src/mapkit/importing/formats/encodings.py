"""Which characters the bytes of a text stand for: proven where bytes can prove it, proposed with a reason, or refused.

A byte order mark proves an encoding; so do NUL bytes at every other place (UTF-16), and bytes that are valid UTF-8
(https://www.unicode.org/faq/utf_bom.html). An encoding of one byte a character can never be proven.
"""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

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
_CANDIDATES = ("cp1251", "koi8-r", "cp1252", "cp1254")
_TURKISH = frozenset("ĞİŞğış".encode("cp1254"))  # the six letters in which it differs from cp1252 (there ÐÝÞðýþ)
_WEAK = 0.2  # share of the letters' frequencies that agree with a language; below it the finding is chance
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
    return "utf-16-le" if odd else "utf-16-be" if even else ""


def _by_trial(file: BinaryIO, name: str) -> Text:
    """UTF-8 if all bytes are, else what the letters look like."""
    try:
        data = _transcoded(file, name, "utf-8")
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
    """The encoding that charset-normalizer finds the text orderly in, unless it is weak or another is as orderly."""
    matches = list(from_bytes(telling, cp_isolation=list(_CANDIDATES)))
    order = {str(match): (match.chaos, -match.coherence) for match in matches}  # same reading, same text: one entry
    best = min(matches, key=lambda match: order[str(match)], default=None)
    rivals = {text for text in order if best and text != str(best) and order[text] <= order[str(best)]}
    rivals -= {telling.decode("cp1254", "replace")}  # asked below
    if best is None or best.coherence < _WEAK or rivals:
        shown = "; ".join(f"{codec}: {_first_line(telling, codec)!r}" for codec in _CANDIDATES)
        text = f"the bytes are not UTF-8 and several encodings fit: choose the one that reads well: {shown}"
        raise refusal(name, "file-encoding", text)
    codec = _plain(best.encoding)
    return "cp1254" if codec == "cp1252" and set(telling) & _TURKISH else codec


def _plain(codec: str) -> str:
    return next((known for known in _CANDIDATES if codecs.lookup(known).name == codecs.lookup(codec).name), codec)


def _first_line(telling: bytes, codec: str) -> str:
    line = telling.splitlines()[0] if telling else b""
    return line.decode(codec, "replace")[:_SHOWN]


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
