"""What goes to the terminal: tables for people, JSON lines for programs, and no character that would steer it."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import click

JOINERS = "\u200c\u200d"  # scripts of India and Persia need them, and they move nothing
UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, half characters, and ends of lines and paragraphs
GAP = "  "
BYTE, TWO_BYTES = 0x100, 0x10000


def plain(text: str) -> str:
    """The text with every control character, and every character that turns the direction of a line, as its number.

    >>> plain("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def table(rows: Sequence[Sequence[Any]], columns: Sequence[str] = ()) -> str:
    """Rows as aligned lines, numbers to the right, under a header if there are names of columns."""
    cells = [[_cell(value) for value in row] for row in ([columns] if columns else []) + [*rows]]
    if not cells:
        return ""
    right = [all(_is_number(row[place]) for row in rows) and bool(rows) for place in range(len(cells[0]))]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        GAP.join(
            _padded(text, width, to_right) for text, width, to_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in cells
    )


def json_line(values: Mapping[str, Any]) -> str:
    """One JSON object in one line of plain ASCII."""
    return json.dumps(values, ensure_ascii=True, allow_nan=False).replace("\x7f", "\\u007f")


def say(text: str) -> None:
    """Print lines; nothing for no text at all."""
    if text:
        click.echo(text)


def _shown(character: str) -> str:
    if unicodedata.category(character) not in UNSAFE or character in JOINERS:
        return character
    number = ord(character)
    return f"\\x{number:02x}" if number < BYTE else f"\\u{number:04x}" if number < TWO_BYTES else f"\\U{number:08x}"


def _cell(value: Any) -> str:
    return f"{value:,}" if _is_number(value) else plain(str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _width(text: str) -> int:
    """Columns of a terminal: two for a wide character of East Asia, none for one that stands on another."""
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character) or character in JOINERS:
        return 0
    return 1 + (unicodedata.east_asian_width(character) in "WF")


def _padded(text: str, width: int, to_right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if to_right else text + blank
