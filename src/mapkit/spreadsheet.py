"""Text that a spreadsheet would run as a formula, made inert by a rule that can be undone.

A text that begins with one of the STARTS, or with an apostrophe, gets an apostrophe before it. Taking one leading
apostrophe away gives the text back. Plain numbers such as -12.5 cannot run and stay as they are.
"""

import re

QUOTE = "'"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # the wide forms run in East Asian settings
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet runs.

    >>> inert("=1+1"), inert("'tis"), inert("-12.5")
    ("'=1+1", "''tis", '-12.5')
    """
    return QUOTE + text if text.startswith((QUOTE, *STARTS)) and not _NUMBER.fullmatch(text) else text


def restored(cell: str) -> str:
    """The text that `inert` was given: `restored(inert(text)) == text`."""
    return cell.removeprefix(QUOTE)
