"""What leaves the house: the view of an atlas as one file with a receipt, the format chosen by the suffix."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.files.atomic import write_bytes
from mapkit.store import Counts
from mapkit.view import View
from mapkit.when import ALWAYS

DIGEST_SIGNS = 8
VIEW_SIGNS = 6


@dataclass(frozen=True)
class Snapshot:
    """A file that was written: where, what it shows (the view and its counts), from which data, by which mapkit."""

    path: Path
    view: View
    counts: Counts
    digest: str
    version: str


def snapshot(atlas: Atlas, path: str | Path) -> Snapshot:
    """Write what the atlas shows to `path`: .png, .html, .geojson or .csv. Raises ExportError.

    The same atlas and view give the same bytes on any day. The file is written whole or not at all.
    """
    path = Path(path)
    write_bytes(path, render(atlas, path.suffix))
    return Snapshot(path, atlas.view, atlas.counts, atlas.digest, __version__)


def render(atlas: Atlas, suffix: str) -> bytes:
    """The bytes of a snapshot in the format of `suffix`, such as ".png". Raises ExportError, MissingExtra."""
    return FORMATS[_known(suffix)](atlas)


def file_name(atlas: Atlas, suffix: str) -> str:
    """A name for a download: the window, a mark of the filters if there are any, and the start of the data's digest.

    It holds no text of the data. Raises ExportError.
    """
    window = "all" if atlas.view.when == ALWAYS else str(atlas.view.when).replace("..", "open").replace("/", "_")
    filters = str(atlas.view.without("when"))
    mark = [hashlib.sha256(filters.encode()).hexdigest()[:VIEW_SIGNS]] if filters else []
    return "-".join(["mapkit", window, *mark, atlas.digest[:DIGEST_SIGNS]]) + _known(suffix)


def _known(suffix: str) -> str:
    if suffix.lower() not in FORMATS:
        raise ExportError(f"cannot write {suffix or 'a file without a suffix'!r}: end the name in {', '.join(FORMATS)}")
    return suffix.lower()


# The modules are imported when they are used: who only wants a table pays for no picture.


def _png(atlas: Atlas) -> bytes:
    from mapkit.picture import png

    return png(atlas)


def _html(atlas: Atlas) -> bytes:
    from mapkit.document import page

    return page(atlas).encode()


def _geojson(atlas: Atlas) -> bytes:
    from mapkit.listing import geojson_bytes

    return geojson_bytes(atlas)


def _csv(atlas: Atlas) -> bytes:
    from mapkit.listing import csv_bytes

    return csv_bytes(atlas)


FORMATS: Mapping[str, Callable[[Atlas], bytes]] = {".png": _png, ".html": _html, ".geojson": _geojson, ".csv": _csv}
