"""What a document may hold, so that nothing behind the door meets a value it cannot carry."""

from typing import Any

DEPTH = 32  # of lists and tables in one another
WHOLE = 2**63  # what a whole number of TOML, and of a table, must stay below


def beyond(value: Any, left: int = DEPTH) -> str:
    """What in a document of JSON or TOML goes beyond the limits, in words; "" if nothing does."""
    if isinstance(value, str):
        return "half a character (an escape \\ud800 to \\udfff) stands alone" if _halved(value) else ""
    if isinstance(value, float | int):
        return "" if abs(value) < WHOLE or value != value else "a number is far too large"  # noqa: PLR0124 - only NaN differs
    inner = (*value, *value.values()) if isinstance(value, dict) else value if isinstance(value, list) else ()
    if inner and not left:
        return f"lists or objects are nested more than {DEPTH} deep"
    return next((found for one in inner if (found := beyond(one, left - 1))), "")


def _halved(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)


def are_texts(value: Any) -> bool:
    """Whether a value of a document is a list that holds texts alone."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def is_number(value: Any) -> bool:
    """Whether a value of a document is a number, which True and False are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)
