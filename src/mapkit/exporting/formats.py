"""The formats of what leaves the house, a row each: names of files, the page's lists and the command's help derive.

How a finished file of a format is searched for leaks and where its receipt stands, the rooms below know by the last
suffix of its name (`publishing.extract.READERS`, `receipts.containers`); they refuse a suffix that they do not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from mapkit.drawing.looks import FilmLook, Look
from mapkit.errors import ExportError
from mapkit.link import Link

PICTURE, FILM, MAP, ATLAS, BUNDLE, TABLE = GROUPS = ("picture", "film", "map", "atlas", "bundle", "table")


@dataclass(frozen=True)
class Format:
    """How a suffix is made: the function of a module, and the options that it takes beside the atlas with their type.

    Modules are imported when they are used: who wants a table pays for no picture. What is too much for the memory is
    written by `stream` where there is one: a function that writes the same into an open file, and gives the byte at
    which its seal begins. `group` is one of GROUPS, `label` and `media` are for people and for browsers; what is
    `quick` is offered without options.
    """

    group: str
    label: str
    media: str
    module: str
    function: str
    takes: Mapping[str, Any] = field(default_factory=dict)
    stream: str = ""
    quick: bool = False

    @property
    def whole(self) -> bool:
        """Whether it holds an atlas to go on with: what such a one is, with labels of its own, no look may change."""
        return self.group in (ATLAS, BUNDLE)


CSV = ".csv"
UNKNOWN, JSON = "application/octet-stream", "application/json"
_LOOK, _ZIP = {"look": Look}, "application/zip"
_FILM = {"look": FilmLook, "progress": Callable}
_ROWS = {"progress": Callable}
_COPIES = {"sources_folder": (str, Path)}


def _table(label: str, media: str, module: str, name: str = "", *, quick: bool = False) -> Format:
    """A table, which is made at once or written part by part."""
    name = name or module
    made = (f"tables.{module}", f"{name}_bytes", _ROWS, f"write_{name}")
    return Format(TABLE, label, media, *made, quick=quick)


FORMATS: Mapping[str, Format] = {
    ".png": Format(PICTURE, "Picture (PNG)", "image/png", "picture", "png", _LOOK, quick=True),
    ".svg": Format(PICTURE, "Picture (SVG)", "image/svg+xml", "picture", "svg", _LOOK),
    ".pdf": Format(PICTURE, "Picture (PDF)", "application/pdf", "picture", "pdf", _LOOK),
    ".gif": Format(FILM, "Film (GIF)", "image/gif", "film", "gif", _FILM),
    ".mp4": Format(FILM, "Film (MP4)", "video/mp4", "film", "mp4", _FILM),
    ".webm": Format(FILM, "Film (WebM)", "video/webm", "film", "webm", _FILM),
    ".frames.zip": Format(FILM, "Film as single pictures (ZIP)", _ZIP, "film", "stills_zip", _FILM),
    ".html": Format(MAP, "Map in one file (HTML)", "text/html", "webmap.document", "page", {"link": Link}, quick=True),
    ".dossier.html": Format(TABLE, "Dossier to read or listen to (HTML)", "text/html", "tables.dossier", "dossier"),
    ".geojson": _table("GeoJSON", "application/geo+json", "geojson", quick=True),
    CSV: _table("Table (CSV)", "text/csv", "csv_table", "csv"),
    ".csv.zip": Format(
        TABLE, "Table with its receipt (CSV in a ZIP)", _ZIP, "tables.csv_table", "packed_bytes", _ROWS, quick=True
    ),
    ".parquet": _table("GeoParquet", "application/vnd.apache.parquet", "geoparquet", "parquet"),
    ".zip": Format(ATLAS, "Atlas in one file (ZIP)", _ZIP, "saving.archive", "zip_bytes"),
    ".evidence.zip": Format(
        BUNDLE, "Evidence bundle (ZIP)", _ZIP, "exporting.evidence", "bundle", {**_LOOK, **_COPIES, "link": Link}
    ),
}


def suffix_of(path: Path) -> str:
    """The suffix that says the format: the last one, or a double one such as `.evidence.zip`. Raises ExportError."""
    double = "".join(path.suffixes[-2:]).lower()
    return double if double in FORMATS else known(path.suffix)


def known(suffix: str) -> str:
    """A suffix in small letters. Raises ExportError for one that is no format's."""
    if suffix.lower() not in FORMATS:
        raise ExportError(f"cannot write {suffix or 'a file without a suffix'!r}: end the name in {', '.join(FORMATS)}")
    return suffix.lower()


def last_suffix(suffix: str) -> str:
    """The suffix by which other programs, and the rooms below, know a file of a format."""
    return Path(f"x{suffix}").suffix


def labels() -> dict[str, str]:
    """What each format is called, in the order in which people choose one."""
    ranked = sorted(FORMATS.items(), key=lambda one: GROUPS.index(one[1].group))
    return {suffix: how.label for suffix, how in ranked}


def media_type(name: str) -> str:
    """What a browser is told that a file of this name is."""
    found = {last_suffix(suffix): how.media for suffix, how in FORMATS.items()} | {".json": JSON}
    return found.get(Path(name).suffix, UNKNOWN)


def listed() -> str:
    """All suffixes for a sentence, those of a group side by side: ".png .svg .pdf, .gif ..."."""
    return ", ".join(" ".join(suffixes) for _, suffixes in groupby(FORMATS, lambda suffix: FORMATS[suffix].group))
