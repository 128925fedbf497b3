"""Ranges of numbers as a person writes them: of people, and of metres."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from mapkit.errors import ParseError
from mapkit.where import FARTHEST_M, number, plain

DIGITS = 9  # of a number of people
RANGE_FORMS = "5.., ..10, 5..10 or 5"
_NOTHING = (inf, -inf)


@dataclass(frozen=True)
class Range:
    """Numbers from `low` to `high`, both included; an open side is infinite. NOTHING holds none.

    Raises ParseError for one that is the wrong way round.

    >>> str(Range.parse("5..", people) & Range.parse("..10", people)), str(Range(5, 5)), str(Range(9, 9) & Range(1, 2))
    ('5..10', '5', 'none')
    """

    low: float = -inf
    high: float = inf

    def __post_init__(self) -> None:
        if not (self.low <= self.high and self.low < inf and self.high > -inf) and (self.low, self.high) != _NOTHING:
            raise ParseError("range-reversed", f"from {self.low} to {self.high} is nothing: write the smaller first")

    @classmethod
    def parse(cls, text: str, read: Callable[[str], float]) -> "Range":
        """Read "5..", "..10", "5..10", "5" or "none", each number by `read`. Raises ParseError."""
        low, dots, high = (part.strip() for part in text.partition(".."))
        if text == str(NOTHING):
            return NOTHING
        if dots and not low and not high:
            raise ParseError("range-unreadable", f"{text!r} has no number: write {RANGE_FORMS}")
        if not dots:
            return cls(read(low), read(low))
        return cls(read(low) if low else -inf, read(high) if high else inf)

    def __and__(self, other: "Range") -> "Range":
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Range(low, high) if low <= high else NOTHING

    def __str__(self) -> str:
        if self == NOTHING:
            return "none"
        low, high = ("" if abs(side) == inf else plain(side) for side in (self.low, self.high))
        return low if low == high and low else f"{low}..{high}"


ANY, NOTHING = Range(), Range(*_NOTHING)


def people(text: str) -> int:
    """A number of people. Raises ParseError."""
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS):
        raise ParseError("number-unreadable", f"{text!r} is not a number of people: write {RANGE_FORMS}")
    return int(text)


def metres(text: str) -> float:
    """A distance on earth in metres. Raises ParseError."""
    value = number(text)
    if not 0 <= value <= FARTHEST_M:
        raise ParseError("number-range", f"{text} is no distance on earth: write metres, 0 to {FARTHEST_M}")
    return value
