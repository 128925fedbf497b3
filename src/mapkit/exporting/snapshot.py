"""What leaves the house: the view of an atlas as one file with a receipt, the format chosen by the suffix."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.disk.atomic import Content, write_files
from mapkit.drawing.looks import FilmLook, Look
from mapkit.drawing.shown import asked_for, labelled, look_of_link
from mapkit.errors import ExportError, ParseError
from mapkit.exporting.formats import ATLAS, CSV, FORMATS, known, last_suffix, suffix_of
from mapkit.files.settings import is_device
from mapkit.link import Link
from mapkit.publishing.publish import Publish, published
from mapkit.receipts.embed import carries, with_receipt
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import BESIDE, seal_in_place, sealed, sealed_beside
from mapkit.store.store import Counts
from mapkit.view import View
from mapkit.when import ALWAYS

WHOLE = Link()
MAX_AT_ONCE = 50_000  # incidents of a table that is made in memory
MAX_PUBLISHED = 200_000
_BLOCK = 2**20  # bytes
DIGEST_CHARACTERS = 8
VIEW_CHARACTERS = 6


@dataclass(frozen=True)
class Snapshot:
    """A file that was written: where, what it shows (the view and its counts), from which data, by which mapkit."""

    path: Path
    view: View
    counts: Counts
    digest: str
    version: str


def snapshot(  # noqa: PLR0913 - each option is one of the command line too
    atlas: Atlas,
    path: str | Path,
    *,
    look: Look | FilmLook | None = None,
    labels: Iterable[str] | str = (),
    link: Link | str = WHOLE,
    publish: Publish | None = None,
    sources_folder: str | Path | None = None,
    progress: Callable[[int, int], bool | None] | None = None,
) -> Snapshot:
    """Write what the atlas shows to `path`, in the format of its suffix (FORMATS). Raises ExportError, MissingExtra.

    `look` says how pictures look (`mapkit.drawing.looks`), `labels` in which languages names are (none: English),
    `link` what a page shows: its view narrows the atlas, and box, labels, mode, step and what is over are its own where
    neither `look` nor `labels` says otherwise. `publish` says what is kept back, `sources_folder` holds copies
    of sources for an evidence bundle. An option that the format does not take is refused. The same atlas, view and
    options give the same bytes on any day. The file is written whole or not at all; a CSV gets its receipt beside it.
    """
    path = Path(path)
    suffix = suffix_of(path)
    _refuse(path, publish is not None and sources_folder is not None)
    chosen = asked_for(atlas, labels)
    link, look = _asked(suffix, link, chosen, look)
    atlas = atlas.filter(link.view)
    link = link if publish is None else replace(link, site="", incident="")  # which may be kept back
    seen = atlas if publish is None else _published(atlas, publish)
    seen = seen if FORMATS[suffix].whole else labelled(seen, chosen or link.labels or atlas.named)
    given = {"look": look, "sources_folder": sources_folder, "progress": progress}
    if publish is None and FORMATS[suffix].stream and seen.counts.shown > MAX_AT_ONCE:
        write_files(_streamed(seen, path, suffix, _taken(suffix, given)))
        return Snapshot(path, seen.view, seen.counts, seen.digest, __version__)
    data = render(seen, suffix, look=look, link=link, sources_folder=sources_folder, progress=progress)
    files = {path: data}
    if suffix == CSV:
        files[path.with_name(path.name + BESIDE)] = sealed_beside(data, receipt_json(seen)).encode()
    if publish is not None:
        _prove(atlas, publish, files, suffix)
    write_files(files)
    return Snapshot(path, seen.view, seen.counts, seen.digest, __version__)


def _refuse(path: Path, unsearchable: bool) -> None:
    """Raise ExportError for a name that is no file everywhere, and for copies of sources in what is published."""
    if is_device(path.name):
        raise ExportError(f"cannot write {str(path)!r}: this is the name of a device on Windows: choose another")
    if unsearchable:
        raise ExportError(
            "copies of sources cannot be searched for leaks: give publish= or sources_folder=, not both; copies that "
            "anybody may see can be handed on beside the bundle"
        )


def _asked(
    suffix: str, link: Link | str, chosen: tuple[str, ...], look: Look | FilmLook | None
) -> tuple[Link, Look | FilmLook | None]:
    """The link, without languages where some are `chosen`, and the look. Raises ExportError, ParseError."""
    how = FORMATS[suffix]
    if chosen and how.group == ATLAS:
        raise ExportError(f"{suffix} takes no labels such as {','.join(chosen)}: it holds all names, leave them out")
    link = Link.parse(link) if isinstance(link, str) else link
    link = replace(link, labels=None) if chosen else link
    if "look" not in how.takes:
        return link, look
    if look is None:
        return link, look_of_link(how.takes["look"], link)
    return link, replace(look, labels=chosen or look.labels or link.labels or ())


def _published(atlas: Atlas, publish: Publish) -> Atlas:
    """Raises ExportError where the check for leaks, which knows every incident, would fill the memory."""
    if atlas.counts.all > MAX_PUBLISHED:
        raise ExportError(
            f"what is kept back is looked for among all incidents of the atlas, up to {MAX_PUBLISHED:,}, and here are "
            f"{atlas.counts.all:,}: write a .zip of the view, and publish from that"
        )
    return published(atlas, publish)


def _streamed(atlas: Atlas, path: Path, suffix: str, options: Mapping[str, Any]) -> dict[Path, Content]:
    """The files of a table as functions that write it part by part, sealed."""
    how = FORMATS[suffix]
    write = getattr(import_module(f"mapkit.{how.module}"), how.stream)
    if suffix != CSV:
        return {path: lambda file: seal_in_place(file, write(atlas, file, **options))}
    whole = hashlib.sha256()

    def table(file: BinaryIO) -> None:
        write(atlas, file, **options)
        file.seek(0)
        while block := file.read(_BLOCK):
            whole.update(block)

    def beside(file: BinaryIO) -> None:
        file.write(sealed_beside(whole, receipt_json(atlas)).encode())

    return {path: table, path.with_name(path.name + BESIDE): beside}


def render(  # noqa: PLR0913 - what a snapshot takes, but where it goes
    atlas: Atlas,
    suffix: str,
    *,
    look: Look | FilmLook | None = None,
    link: Link = WHOLE,
    sources_folder: str | Path | None = None,
    progress: Callable[[int, int], bool | None] | None = None,
) -> bytes:
    """The bytes of a snapshot in the format of `suffix`, such as ".png", sealed. Raises ExportError, MissingExtra."""
    suffix = known(suffix)
    how = FORMATS[suffix]
    options = _taken(suffix, {"look": look, "sources_folder": sources_folder, "progress": progress})
    options |= {"link": link} if "link" in how.takes else {}
    made = getattr(import_module(f"mapkit.{how.module}"), how.function)(atlas, **options)
    # a lone surrogate has no bytes of its own; in JSON this is its escape
    data = made.encode("utf-8", "backslashreplace") if isinstance(made, str) else bytes(made)
    kind = last_suffix(suffix)
    if suffix == CSV:
        return data
    # most formats are made with their receipt in it, and its fingerprints take a while
    return sealed(data if carries(data, kind) else with_receipt(data, kind, receipt_json(atlas)), kind)


def _taken(suffix: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that are given. Raises ExportError for one that the format does not take."""
    takes, options = FORMATS[suffix].takes, {name: value for name, value in given.items() if value is not None}
    for name, value in options.items():
        if name not in takes or not isinstance(value, takes[name]):
            raise ExportError(f"{suffix} takes no {name} such as {value!r}: leave it out")
    return options


def _prove(atlas: Atlas, publish: Publish, files: Mapping[Path, bytes], suffix: str) -> None:
    """Open what is about to be written and search it for what is kept back. Raises ExportError; nothing is written."""
    from mapkit.publishing.leaks import check_leaks, secrets_of  # noqa: PLC0415 - only what is published needs it

    secrets = secrets_of(atlas, publish)
    for path, data in files.items():
        try:
            check_leaks(data, path.suffix, secrets)
        except ParseError as error:
            raise ExportError(f"nothing was written: the {suffix} file could not be searched: {error}") from error


def file_name(atlas: Atlas, suffix: str) -> str:
    """A name for a download: the window, a mark of the filters if there are any, and the start of the data's digest.

    It holds no text of the data. Raises ExportError.
    """
    window = "all" if atlas.view.when == ALWAYS else str(atlas.view.when).replace("..", "open").replace("/", "_")
    filters = str(atlas.view.without("when"))
    mark = [hashlib.sha256(filters.encode()).hexdigest()[:VIEW_CHARACTERS]] if filters else []
    return "-".join(["mapkit", window, *mark, atlas.digest[:DIGEST_CHARACTERS]]) + known(suffix)
