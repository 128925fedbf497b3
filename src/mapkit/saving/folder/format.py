"""The format of an atlas folder in the text of its settings, of which every other byte stays."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from mapkit.errors import ExportError
from mapkit.files.settings import NAME, read_settings
from mapkit.incident_columns import FORMAT

_MARK = "\ufeff"  # a byte order mark
_LINE = f"format = {FORMAT}"
_WRITTEN = re.compile(r"""^([ \t]*(?:format|"format"|'format')[ \t]*=[ \t]*)1(?=[ \t]*(?:#|\r?$))""", re.MULTILINE)


def is_old(folder: Path) -> bool:
    """Whether a folder's settings say no format, or the first."""
    return read_settings(folder)[1] < FORMAT


def settings_of_this_format(folder: Path) -> dict[str, bytes]:
    """The settings of a folder as a file to put, if they are of the first format; else nothing to put."""
    return {NAME: renewed((folder / NAME).read_bytes())} if is_old(folder) else {}


def renewed(data: bytes) -> bytes:
    """Settings of the first format with this format in them: a line more before all others, or in place of a 1.

    Raises ExportError where that cannot be done without touching more.
    """
    mark, text = _parted(data)
    found = tomllib.loads(text)
    for made in _ways(text, "format" in found):
        if tomllib.loads(made) == {**found, "format": FORMAT}:
            return (mark + made).encode()
    raise ExportError(f"{NAME} has its format where it cannot be changed alone: write {_LINE} there by hand")


def aged(data: bytes) -> bytes:
    """The way back of `renewed`, for settings of which it made the first line. Raises ExportError for others."""
    mark, text = _parted(data)
    first, rest = text[: len(_LINE)], text[len(_LINE) :]
    if first != _LINE or not rest.startswith(("\n", "\r\n")):
        raise ExportError(f"{NAME} no longer begins with {_LINE}: take the format out of it by hand")
    return (mark + rest.removeprefix("\r").removeprefix("\n")).encode()


def _parted(data: bytes) -> tuple[str, str]:
    text = data.decode()
    return (_MARK, text[1:]) if text.startswith(_MARK) else ("", text)


def _ways(text: str, named: bool) -> Iterator[str]:
    """Texts that may say this format and nothing else anew: what looks like an entry can be a line of a long text."""
    if not named:
        yield _LINE + ("\r\n" if text.partition("\n")[0].endswith("\r") else "\n") + text
    for entry in _WRITTEN.finditer(text):
        yield f"{text[: entry.end(1)]}{FORMAT}{text[entry.end() :]}"
