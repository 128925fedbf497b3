"""The format of an atlas folder in the text of its settings, of which every other byte stays."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mapkit.errors import ExportError
from mapkit.files.settings import NAME, read_settings
from mapkit.incident_columns import FORMAT
from mapkit.records import LASTED

_MARK = "\ufeff"  # a byte order mark
_LINE, _SLASH = f"format = {FORMAT}", f'slash = "{LASTED}"'
_WRITTEN = re.compile(r"""^([ \t]*(?:format|"format"|'format')[ \t]*=[ \t]*)1(?=[ \t]*(?:#|\r?$))""", re.MULTILINE)


def is_old(folder: Path) -> bool:
    """Whether a folder's settings say no format, or the first."""
    return read_settings(folder)[1] < FORMAT


def settings_of_this_format(folder: Path) -> dict[str, bytes]:
    """The settings of a folder as a file to put, if they are of the first format; else nothing to put."""
    return {NAME: renewed((folder / NAME).read_bytes())} if is_old(folder) else {}


def renewed(data: bytes) -> bytes:
    """Settings of the first format with this format in them: a line more before all others, or in place of a 1.

    With it goes a line that says aloud what a slash means from now on. Raises ExportError where that
    cannot be done without touching more.
    """
    mark, text = _parted(data)
    found = tomllib.loads(text)
    for made in _ways(text, found):
        if tomllib.loads(made) == {**found, "format": FORMAT, "slash": LASTED}:
            return (mark + made).encode()
    raise ExportError(f"{NAME} has its format where it cannot be changed alone: write {_LINE} there by hand")


def aged(data: bytes) -> bytes:
    """The way back of `renewed`, for settings of which it made the first line. Raises ExportError for others."""
    mark, text = _parted(data)
    for line in (_LINE, _SLASH):
        head = next((line + end for end in ("\n", "\r\n") if text.startswith(line + end)), "")
        if not head:
            raise ExportError(f"{NAME} no longer begins with {_LINE} and {_SLASH}: take them out of it by hand")
        text = text.removeprefix(head)
    return (mark + text).encode()


def _parted(data: bytes) -> tuple[str, str]:
    text = data.decode()
    return (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)


def _ways(text: str, found: Mapping[str, Any]) -> Iterator[str]:
    """Texts that may say this format and nothing else anew: what looks like an entry can be a line of a long text."""
    end = "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"
    slash = "" if "slash" in found else _SLASH + end
    if "format" not in found:
        yield _LINE + end + slash + text
    for entry in _WRITTEN.finditer(text):
        yield f"{slash}{text[: entry.end(1)]}{FORMAT}{text[entry.end() :]}"
