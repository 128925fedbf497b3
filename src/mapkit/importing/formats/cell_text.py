"""Values of typed formats as text: nothing is lost, and nothing is made more precise than it is shown."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from types import UnionType
from typing import Any

_LITERAL = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')  # parts of a number format that are no codes
_TEXTS: tuple[tuple[type | UnionType, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),  # before the numbers, for it is one of them
    (int | float, repr),
    (date | time, lambda value: value.isoformat()),
    (timedelta, lambda value: f"PT{value / timedelta(seconds=1)!r}S"),
    (bytes, lambda value: value.hex()),
    (list | dict | tuple, lambda value: json.dumps(value, ensure_ascii=False, default=text_of)),
)


def text_of(value: Any) -> str:
    """The canonical text of a value: "" for nothing, ISO 8601 for times, all digits of a number, JSON for lists."""
    if value is None or isinstance(value, str):
        return value or ""
    return next((text(value) for kinds, text in _TEXTS if isinstance(value, kinds)), str(value))


def shown_date(value: datetime, number_format: str) -> str:
    """A date cell of a workbook as the workbook shows it, which stores a date with a time of day for each.

    A midnight is a day; the first of a month whose format has no day ("mmm yyyy") is a month, or a year ("yyyy").
    Format codes: ECMA-376 part 1, section 18.8.31.
    """
    if value.time() != time():
        return value.isoformat()
    codes = _codes(number_format)
    day = value.date().isoformat()
    if "d" in codes or "y" not in codes or value.day != 1 or ("m" not in codes and value.month != 1):
        return day
    return day[:7] if "m" in codes else day[:4]


def hides_year(number_format: str) -> bool:
    """Whether a date format shows no year, so that the stored one may be that of the day of typing."""
    codes = _codes(number_format)
    return "y" not in codes and "d" in codes


def _codes(number_format: str) -> str:
    return _LITERAL.sub("", number_format).partition(";")[0].lower()
