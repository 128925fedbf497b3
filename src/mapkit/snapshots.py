"""What leaves the house: the view of an atlas as one file with a receipt, the format chosen by the suffix."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.files.atomic import write_bytes
from mapkit.store import Counts
from mapkit.view import View
from mapkit.when import ALWAYS

# By suffix: the module and the function that makes it, imported when it is used. Who wants a table pays for no picture.
FORMATS: Mapping[str, tuple[str, str]] = {
    ".png": ("picture", "png"),
    ".html": ("document", "page"),
    ".geojson": ("listing", "geojson_bytes"),
    ".csv": ("listing", "csv_bytes"),
}
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
    module, name = FORMATS[_known(suffix)]
    made = getattr(import_module(f"mapkit.{module}"), name)(atlas)
    # a lone surrogate has no bytes of its own; in JSON this is its escape
    return made.encode("utf-8", "backslashreplace") if isinstance(made, str) else bytes(made)


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
