"""The atlas inside a page: all that the page shows at any time as a document that reads back (`files.document`).

Most of its texts stand in the page's island already, so the document names these by their place among the island's
texts, and is deflated to a tenth of its size. A page of counts holds none.
"""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from mapkit.atlas import Atlas
from mapkit.contents import contents, held
from mapkit.files.document import document
from mapkit.webmap.island import MAX_TEXTS, is_large_file

START = '<script type="application/json" id="mapkit-atlas">'
MAX_BYTES = 200_000_000  # of a document
_PLACE = ""  # no column, no language and no member of GeoJSON is called so
_SHORT = 8  # characters: a shorter text costs no more than its place
_LEVEL = 9


def atlas_inside(atlas: Atlas, island: str) -> str:
    """The element that holds the atlas, for the text of the page's island; empty where that holds no texts."""
    whole = atlas.through(atlas.view.without("when", "certain"))
    if is_large_file(atlas) or held(whole) > MAX_TEXTS:
        return ""
    places = {text: place for place, text in enumerate(_texts(json.loads(island)))}
    text = json.dumps(_named(document(contents(whole)), places), separators=(",", ":"))
    packed = b64encode(zlib.compress(text.encode(), _LEVEL)).decode()
    return f'{START}{{"deflated":"{packed}"}}</script>'


def inflated(element: Any) -> Any:
    """The document of what stands in the element, in which texts of the island are still named. Raises ValueError."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(b64decode(element["deflated"], validate=True), MAX_BYTES)
    except (zlib.error, KeyError, TypeError) as error:
        raise ValueError(f"what it holds cannot be unpacked: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError(f"what it holds is cut off, or has more than {MAX_BYTES:,} bytes")
    return json.loads(data)


def read_inside(element: Any, island: Any) -> Any:
    """The document with its texts, of the element and the island as JSON. Raises ValueError, IndexError."""
    return _said(inflated(element), list(_texts(island)))


def _texts(value: Any) -> Iterator[str]:
    """The longer texts of the island, each once, in their order; those of the basemap aside."""
    return iter(dict.fromkeys(text for name in value if name != "context" for text in _inner(value[name])))


def _inner(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) >= _SHORT:
            yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _inner(one)


def _named(value: Any, places: Mapping[str, int]) -> Any:
    """A value in which each text that the island has is its place, under a name that nothing else has."""
    if isinstance(value, str):
        return {_PLACE: places[value]} if value in places else value
    if isinstance(value, dict):
        return {name: _named(one, places) for name, one in value.items()}
    return [_named(one, places) for one in value] if isinstance(value, list) else value


def _said(value: Any, texts: list[str]) -> Any:
    if isinstance(value, dict):
        if value.keys() == {_PLACE}:
            return texts[value[_PLACE]]
        return {name: _said(one, texts) for name, one in value.items()}
    return [_said(one, texts) for one in value] if isinstance(value, list) else value
