"""How a file is read where it does not say so itself: its encoding, what parts its cells, which of its sheets."""

from collections.abc import Collection
from pathlib import PurePosixPath
from typing import Any

import streamlit as st

from mapkit.importing.formats.delimiters import CANDIDATES
from mapkit.importing.formats.encodings import KNOWN
from mapkit.importing.formats.open import FOREIGN, TEXTS, WORKBOOKS

TITLE = "If letters look wrong, columns run together, titles stand above the header, or a file has several sheets"
ASKING = (  # codes of refusals
    *("file-encoding", "table-delimiter", "table-broken", "sheet-several", "sheet-unknown"),
    *("header-unclear", "header-row"),
)
SCRIPTS = {
    "utf-8": "Unicode",
    "utf-16": "Unicode",
    "cp1251": "Cyrillic, Windows",
    "koi8-r": "Cyrillic, Russian",
    "koi8-u": "Cyrillic, Ukrainian",
    "cp866": "Cyrillic, DOS",
    "iso8859-5": "Cyrillic, ISO",
    "mac-cyrillic": "Cyrillic, Macintosh",
    "cp1252": "western Europe, Windows",
    "iso8859-1": "western Europe, ISO",
    "cp1250": "central Europe, Windows",
    "cp1254": "Turkish and Azerbaijani, Windows",
    "iso8859-9": "Turkish and Azerbaijani, ISO",
    "cp1253": "Greek, Windows",
    "cp1255": "Hebrew, Windows",
    "cp1256": "Arabic, Windows",
    "gb18030": "Chinese",
    "big5": "Chinese",
    "shift_jis": "Japanese",
    "euc-kr": "Korean",
}
AS_THE_FILE_SAYS = "As the file says, or as its letters look"

Options = dict[str, Any]


def file_options(name: str, number: int, refused: Collection[str]) -> Options:
    """Draw what can be chosen for a file of this name, and give it as `read_upload` takes it.

    `number` is that of the upload; the codes of a refusal that asks for a choice open the part.
    """
    ending, chosen = PurePosixPath(name).suffix.lower(), Options()
    encoded, parted = ending in TEXTS or ending in (".shp", ".zip"), ending in TEXTS
    several = ending in WORKBOOKS or ending == ".gpkg"
    if not (encoded or several or ending in FOREIGN):
        return chosen
    with st.expander(TITLE, expanded=bool(set(ASKING) & set(refused))):
        first, second = st.columns(2)
        if encoded:
            chosen["encoding"] = first.selectbox(
                "Encoding",
                KNOWN,
                None,
                format_func=_encoding,
                key=f"own-encoding-{number}",
                placeholder=AS_THE_FILE_SAYS,
            )
        if parted:
            chosen["delimiter"] = _delimiter(second, number)
        if parted or ending in WORKBOOKS:
            chosen["header_row"] = second.number_input(
                "Line that names the columns",
                1,
                None,
                None,
                key=f"own-header-{number}",
                placeholder="Found by its words",
            )
        if several:
            chosen["sheet"] = first.text_input("Name of the sheet, or layer", key=f"own-sheet-{number}").strip() or None
    return chosen


def _delimiter(place: Any, number: int) -> str | None:
    chosen: str | None = place.selectbox(
        "Between the cells stands a",
        list(CANDIDATES),
        None,
        format_func=CANDIDATES.__getitem__,
        key=f"own-delimiter-{number}",
        placeholder="What fits all rows",
    )
    return chosen


def _encoding(name: str) -> str:
    return f"{name} ({SCRIPTS[name]})" if name in SCRIPTS else name
