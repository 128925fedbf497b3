"""What mapkit wrote and has a view to show again, whether it holds data or not: checked, told, and opened."""

import zipfile
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import streamlit as st

from mapkit.app.component import show_text
from mapkit.app.session import reopen
from mapkit.atlas import Atlas
from mapkit.errors import MapkitError, ParseError
from mapkit.exporting.formats import CSV, FILM, FORMATS, PICTURE, last_suffix
from mapkit.files.zip_read import RECEIPT
from mapkit.link import Link
from mapkit.receipts.containers import SUFFIXES
from mapkit.receipts.seal import BESIDE
from mapkit.receipts.verify import verify
from mapkit.view import View

ZIP = ".zip"
_DRAWN = {last_suffix(suffix) for suffix, how in FORMATS.items() if how.group in (PICTURE, FILM)} - {ZIP}

Opened = tuple[list[str], View | None]


def opened_view(atlas: Atlas, files: Mapping[str, bytes]) -> Opened:
    """What an export shows and whether it still holds, in lines, and its view. Names stay out of the file system."""
    with TemporaryDirectory() as folder:
        try:
            verdict = verify(_laid(Path(folder), files), atlas)
        except MapkitError as error:
            return [f"This file cannot be opened: {error}"], None
    return [verdict.receipt.sentence, str(verdict)], View.parse(verdict.receipt.view)


def show_view(opened: Opened, key: str) -> None:
    """Tell what was found, and offer its view."""
    lines, view = opened
    show_text([("p", line) for line in lines], key)
    if view is not None:
        st.button("Show its view", on_click=partial(restore, view), width="stretch", key=f"{key}-show")


def restore(view: View) -> None:
    """Open the page anew on a view: filters, window and map as a link to it would."""
    st.session_state["opening"] = False
    reopen(Link(view))


def is_drawn(name: str, data: bytes) -> bool:
    """Whether a file is a picture or a film, single frames too: of what mapkit wrote, it has a view and no data."""
    ending = PurePosixPath(name).suffix.lower()
    if ending != ZIP:
        return ending in _DRAWN
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = {*archive.namelist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):  # which its reader tells
        return False
    return RECEIPT in names and all(one.endswith(".png") for one in names - {RECEIPT})


def _laid(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write an export, and the receipt beside it if there is one, under names of our own. Raises ParseError."""
    main = {name: data for name, data in files.items() if not name.endswith(BESIDE)}
    suffixes = {Path(name).suffix.lower() for name in main}
    if len(main) != 1 or not suffixes <= {*SUFFIXES, CSV}:
        raise ParseError("export-unknown", f"drop one export of {', '.join(SUFFIXES)}, or a .csv with its {BESIDE}")
    path = folder / f"export{suffixes.pop()}"
    for name, data in files.items():
        (path if name in main else path.with_name(path.name + BESIDE)).write_bytes(data)
    return path
