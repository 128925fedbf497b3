"""What goes to the terminal: tables for people, JSON lines for programs, and no sign that would steer the terminal."""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import click

JOINERS = "\u200c\u200d"  # scripts of India and Persia need them, and they move nothing
UNSAFE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, half signs, and ends of lines and paragraphs
GAP = "  "
BYTE, TWO_BYTES = 0x100, 0x10000


def plain(text: str) -> str:
    """The text with every control sign, and every sign that turns the direction of a line, as its number.

    >>> plain("a\\x1b[31m\\u202eb")
    'a\\\\x1b[31m\\\\u202eb'
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(sign) for sign in text)


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


def _shown(sign: str) -> str:
    if unicodedata.category(sign) not in UNSAFE or sign in JOINERS:
        return sign
    number = ord(sign)
    return f"\\x{number:02x}" if number < BYTE else f"\\u{number:04x}" if number < TWO_BYTES else f"\\U{number:08x}"


def _cell(value: Any) -> str:
    return f"{value:,}" if _is_number(value) else plain(str(value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _width(text: str) -> int:
    """Columns of a terminal: two for a wide sign of East Asia, none for one that stands on another."""
    return sum(
        0 if unicodedata.combining(sign) or sign in JOINERS else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def _padded(text: str, width: int, to_right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if to_right else text + blank
