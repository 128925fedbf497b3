"""Everything that a finished file says, taken out of it again: its texts, its numbers in their order, its columns.

For the leak check, which must not trust how the file was made. Pictures are read for what is written in them beside the
picture itself.
"""

import csv
import io
import json
import re
import struct
import zipfile
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from itertools import combinations
from pathlib import PurePosixPath
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
from numpy.typing import NDArray

from mapkit.assets import leaflet_script, map_styles, scrub_script
from mapkit.errors import ParseError
from mapkit.publishing.media_texts import film_texts, gif_texts, pdf_texts, pdf_words, png_texts
from mapkit.receipts.containers import place_of
from mapkit.records import TOLL_COLUMNS
from mapkit.spreadsheet import restored
from mapkit.webmap.atlas_inside import inflated
from mapkit.webmap.columns import values_of
from mapkit.webmap.lines import line_points

Floats = NDArray[np.float64]

REACH = 4  # numbers so near to each other in a file may be the two of a point
_APART = (".pdf", ".gif", ".mp4", ".webm")  # whose receipt the readers below do not come upon
_NUMBER = re.compile(r"-?\d+\.\d+")
_WHOLLY = re.compile(r"-?\d+(\.\d+)?")  # a text that is a number alone, as tables have them
_JSON = '<script type="application/json"'
_ISLAND = re.compile(_JSON + r"[^>]*>([^<]*)</script>")
_CODE = re.compile(r"<(style|script)\b[^>]*>.*?</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_DATA = re.compile(r"""["'(]\s*data:([^,"']*),([^"')]*)""")
_WKB_POINT = 21  # bytes


@dataclass
class Inside:
    """What is in a file: `strings` as whole values, `texts` to search in, `pairs` of numbers near to each other."""

    strings: set[str] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    pairs: list[tuple[Floats, Floats]] = field(default_factory=list)

    def add_text(self, text: str) -> None:
        """A text, with the numbers that are written out in it."""
        self.texts.append(text)
        self.add_numbers([float(one) for one in _NUMBER.findall(text)])

    def add_numbers(self, numbers: list[float]) -> None:
        """Numbers in the order of the file."""
        values = np.array(numbers, float)
        self.pairs += [(values[:-step], values[step:]) for step in range(1, min(REACH, len(values) - 1) + 1)]

    def sides(self) -> tuple[Floats, Floats]:
        """All pairs as two columns."""
        one, other = zip(*self.pairs, strict=True) if self.pairs else ([np.zeros(0)], [np.zeros(0)])
        return np.concatenate(one), np.concatenate(other)

    def add_value(self, value: Any) -> None:
        """A value of JSON or of a table, with all that is in it."""
        numbers: list[float] = []
        for one in _leaves(value, self):
            if isinstance(one, str):
                self.strings.add(one)
                self.add_text(one)
            if not isinstance(one, str) or _WHOLLY.fullmatch(one):
                numbers.append(float(one))
        self.add_numbers(numbers)


Reader = Callable[[Inside, bytes], None]


def inside(data: bytes, suffix: str) -> Inside:
    """Everything that a file of this suffix says. Raises ParseError for one of which any part cannot be read."""
    found = Inside()
    try:
        _add(found, data, suffix.lower())
    except ParseError:
        raise
    except Exception as error:  # whatever it is: what cannot be read could hold anything
        raise ParseError("export-unreadable", f"the file cannot be opened again: {error}") from error
    return found


def _add(found: Inside, data: bytes, suffix: str) -> None:
    read = READERS.get(suffix)
    if read is None:
        what = f"a file that ends in {suffix!r}" if suffix else "a file without a suffix"
        raise ParseError("export-unreadable", f"nobody has told how to search {what}")
    read(found, data)
    if suffix in _APART:
        _add_words(found, place_of(data, suffix).text)


def _leaves(value: Any, found: Inside) -> Iterator[Any]:
    """Texts and numbers in their order; columns and lines of an island and points in bytes are decoded."""
    if isinstance(value, dict):
        _add_columns(found, value)
        found.strings |= {*tolls_in(value)}
        found.texts += map(str, value)
        for name, inner in value.items():
            yield from _leaves(inner, found)
            if name == "lines":
                yield from _leaves(_located(inner), found)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _leaves(inner, found)
    elif isinstance(value, bytes) and len(value) == _WKB_POINT:
        yield from struct.unpack("<BIdd", value)[2:]
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield value


def _located(lines: Any) -> Any:
    """Lines of a basemap as points; what is no line is looked at as it is."""
    if isinstance(lines, list):
        return list(map(_located, lines))
    try:
        return line_points(lines)
    except (ValueError, TypeError):
        return lines


def _add_columns(found: Inside, table: dict[str, Any]) -> None:
    """Every two columns of a table of an island, side by side."""
    encoded = [one for one in table.values() if isinstance(one, dict) and {"dtype", "offset"} <= one.keys()]
    count = table.get("count")
    if encoded and isinstance(count, int):
        columns = [values_of(one, count).astype(float) for one in encoded if one["dtype"] != "rest"]
        found.pairs += [(one, other) for one, other in combinations(columns, 2) if len(one) == len(other)]


def tolls_in(row: Mapping[str, Any]) -> Iterator[str]:
    """Each bound of a toll that a row states, by its name: a number alone would be found anywhere."""
    for name in TOLL_COLUMNS:
        if _WHOLLY.fullmatch(text := str(row.get(name))):
            yield f"{name}={float(text):g}"


def _add_raw(found: Inside, data: bytes) -> None:
    found.texts += [data.decode("utf-8", "replace"), data.decode("latin-1")]


def _add_plain(found: Inside, data: bytes) -> None:
    _add_raw(found, data)
    found.add_text(data.decode())


def _add_gif(found: Inside, data: bytes) -> None:
    _add_raw(found, data)
    found.texts += gif_texts(data)


def _add_film(suffix: str) -> Reader:
    def add(found: Inside, data: bytes) -> None:
        found.texts += film_texts(data, suffix)

    return add


def _add_json(found: Inside, data: bytes) -> None:
    found.texts.append(data.decode("utf-8", "replace"))
    found.add_value(json.loads(data))


def _add_csv(found: Inside, data: bytes) -> None:
    text = data.decode("utf-8-sig")
    for cells in csv.DictReader(io.StringIO(text, newline="")):
        found.strings |= {*tolls_in(cells)}
    for row in csv.reader(io.StringIO(text, newline=""), strict=True):
        found.strings |= {*row, *map(restored, row)}
        found.add_text("\t".join(row))
        for cell in row:
            if cell.startswith(("[", "{")):  # records, in which words stand otherwise than in a cell
                _add_records(found, cell)


def _add_records(found: Inside, cell: str) -> None:
    """What a cell holds as JSON; one that is none is a text, and was taken as such."""
    try:
        value = json.loads(cell)
    except json.JSONDecodeError:
        return
    found.add_value(value)


def _add_html(found: Inside, data: bytes) -> None:
    text = data.decode("utf-8")
    for code in (leaflet_script(), scrub_script(), map_styles()):
        text = text.replace(code, "")
    found.texts.append(text)
    if len(_ISLAND.findall(text)) != text.count(_JSON):
        raise ValueError("it holds data that cannot be told apart")
    for document in map(json.loads, _ISLAND.findall(text)):
        found.add_value(inflated(document) if isinstance(document, dict) and "deflated" in document else document)
    bare = [unescape(part) for part in _TAG.split(_CODE.sub("", text))]
    found.strings |= set(bare)
    for part in bare:
        found.add_text(part)
    for script in re.findall(r"<script>(.*?)</script>", text, re.DOTALL):
        found.add_numbers([float(one) for one in _NUMBER.findall(script)])


def _add_parquet(found: Inside, data: bytes) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only a Parquet file needs it

    file = pq.ParquetFile(io.BytesIO(data))
    found.texts.append(data.decode("latin-1"))
    for key, value in (file.metadata.metadata or {}).items():
        found.texts.append(key.decode("latin-1"))
        _add_words(found, value.decode())
    for row in file.read().to_pylist():
        found.add_value(row)


def _add_zip(found: Inside, data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found.texts.append(archive.comment.decode("latin-1"))
        for entry in archive.infolist():
            found.texts += [entry.filename, (entry.comment + entry.extra).decode("latin-1")]
            _add(found, archive.read(entry), PurePosixPath(entry.filename).suffix.lower())


def _add_png(found: Inside, data: bytes) -> None:
    for keyword, text in png_texts(data):
        _add_words(found, text)
        found.texts.append(keyword)


def _add_words(found: Inside, text: str) -> None:
    """A text that may be JSON."""
    found.strings.add(text)
    found.add_text(text)
    if text.startswith("{"):
        found.add_value(json.loads(text))


def _add_svg(found: Inside, data: bytes) -> None:
    """Numbers in the markup are pixels; those between it are words. Pictures in it are read as such."""
    text = data.decode("utf-8")
    ET.fromstring(text)  # noqa: S314 - a file of our own, which must be sound
    found.texts.append(unescape(text))
    marked = "".join((*_TAG.findall(text), *(code[0] for code in _CODE.finditer(text))))
    for kind, picture in _DATA.findall(marked):
        if kind != "image/png;base64":
            raise ValueError("it holds data that cannot be searched")
        _add_png(found, b64decode(unescape(picture)))
    for part in _TAG.split(_CODE.sub("", text)):
        if part.strip():
            _add_words(found, unescape(part).strip())


def _add_pdf(found: Inside, data: bytes) -> None:
    """The document's information and all that its streams hold as text."""
    found.texts += pdf_texts(data)
    for words in pdf_words(data):
        _add_words(found, words)


# How a file is read, by its suffix, alone or inside an archive. What is not here is refused.
READERS: Mapping[str, Reader] = {
    ".geojson": _add_json,
    ".json": _add_json,
    ".csv": _add_csv,
    ".toml": _add_plain,
    ".txt": _add_plain,
    ".html": _add_html,
    ".parquet": _add_parquet,
    ".zip": _add_zip,
    ".png": _add_png,
    ".svg": _add_svg,
    ".pdf": _add_pdf,
    ".gif": _add_gif,
    ".mp4": _add_film(".mp4"),
    ".webm": _add_film(".webm"),
}
