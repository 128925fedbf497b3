"""The parts of a question: how each reads what somebody writes, meets another of its kind, and is written as text.

`of` reads a plain value and raises ParseError, `both` asks two at once, `texts` writes it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote, unquote

from mapkit.errors import ParseError
from mapkit.names import fold
from mapkit.number_range import ANY, Range
from mapkit.records import STANCES
from mapkit.when import ALWAYS, OPEN_END, Window
from mapkit.where import BBox

Alternatives = frozenset[frozenset[str]]
Values = frozenset[frozenset[tuple[str, str]]]  # columns of the user's own and texts in them; stances and parties

NONE: frozenset[Any] = frozenset()
UNDENIED, ORIGINS = "any-undenied", "origins"  # lenses beside parties: "2-origins"
MAX_ORIGINS = 1000
SAFE = "-._~"  # characters of an id that stay as they are


@dataclass(frozen=True)
class WhenPart:
    """The part `when`: one window, narrowed by intersection."""

    def of(self, value: Window | str) -> Window:
        """Read a plain value. Raises ParseError."""
        return Window.parse(value) if isinstance(value, str) else value

    def both(self, one: Window, other: Window) -> Window:
        """What two of them ask together."""
        return one & other

    def texts(self, value: Window) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [] if value == ALWAYS else [str(value)]


@dataclass(frozen=True)
class WherePart:
    """The part `where`: boxes, in all of which a place must lie."""

    def of(self, value: BBox | str) -> frozenset[BBox]:
        """Read a plain value. Raises ParseError."""
        return frozenset((BBox.parse(value) if isinstance(value, str) else value,))

    def both(self, one: frozenset[BBox], other: frozenset[BBox]) -> frozenset[BBox]:
        """What two of them ask together."""
        return one | other

    def texts(self, value: frozenset[BBox]) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [str(box) for box in sorted(value)]


@dataclass(frozen=True)
class IdsPart:
    """A part that names ids: sets of alternatives, one of each of which must hold."""

    def of(self, value: str | Iterable[str]) -> Alternatives:
        """Read a plain value. Raises ParseError."""
        ids = value.split(",") if isinstance(value, str) else value
        return frozenset((frozenset(one for one in ids if one),))

    def both(self, one: Alternatives, other: Alternatives) -> Alternatives:
        """What two of them ask together."""
        return one | other

    def texts(self, value: Alternatives) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return sorted(",".join(quote(one, safe=SAFE) for one in sorted(ids)) for ids in value)


@dataclass(frozen=True)
class PairsPart:
    """A part of sets of pairs, one of each of which must hold; a `lone` first text stands for any second."""

    lone: bool
    check: Callable[[str, bool], None]  # the first text, and whether it stands alone

    def of(self, value: str | Iterable[tuple[str, str]]) -> Values:
        """Read a plain value. Raises ParseError."""
        pairs = filter(None, value.split(",")) if isinstance(value, str) else value
        return frozenset((frozenset(self.pair(one) if isinstance(one, str) else self.checked(one) for one in pairs),))

    def pair(self, text: str) -> tuple[str, str]:
        """A pair of its text. Raises ParseError."""
        first, colon, second = text.partition(":")
        self.check(unquote(first), not colon)
        return unquote(first), unquote(second)

    def checked(self, pair: tuple[str, str]) -> tuple[str, str]:
        """A pair, if it can be one. Raises ParseError."""
        self.check(pair[0], False)
        return pair

    def both(self, one: Values, other: Values) -> Values:
        """What two of them ask together."""
        return one | other

    def texts(self, value: Values) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return sorted(",".join(map(self.text, sorted(pairs))) for pairs in value)

    def text(self, pair: tuple[str, str]) -> str:
        """A pair as its text."""
        first, second = (quote(text, safe=SAFE) for text in pair)
        return first if self.lone and not second else f"{first}:{second}"


def check_column(text: str, alone: bool) -> None:
    """Refuse a column without a value. Raises ParseError."""
    if alone:
        raise ParseError("own-unreadable", f"{text!r} is no value of a column: write column:value, a comma as %2C")


def check_stance(text: str, alone: bool) -> None:  # noqa: ARG001 - a stance may stand alone
    """Refuse what is no stance. Raises ParseError."""
    if text not in STANCES:
        raise ParseError(
            "stance-unknown", f"{text!r} is no stance: write {', '.join(STANCES)}, or one with a party: denies:north"
        )


@dataclass(frozen=True)
class RangePart:
    """A part that is a range of numbers, narrowed by intersection."""

    number: Callable[[str], float]

    def of(self, value: Range | str | float) -> Range:
        """Read a plain value. Raises ParseError."""
        return ANY if value == ANY else Range.parse(str(value), self.number)

    def both(self, one: Range, other: Range) -> Range:
        """What two of them ask together."""
        return one & other

    def texts(self, value: Range) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [] if value == ANY else [str(value)]


@dataclass(frozen=True)
class TextPart:
    """The part `text`: folded words, all of which must be found."""

    def of(self, value: str) -> frozenset[str]:
        """Read a plain value. Raises ParseError."""
        return frozenset(fold(value).split())

    def both(self, one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
        """What two of them ask together."""
        return one | other

    def texts(self, value: frozenset[str]) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return ["+".join(quote(word, safe="") for word in sorted(value))] if value else []


@dataclass(frozen=True)
class FlagPart:
    """A part that is yes or no."""

    name: str

    def of(self, value: bool | str) -> bool:
        """Read a plain value. Raises ParseError."""
        if value not in (True, False, "1", "0"):
            raise ParseError("view-unreadable", f"{self.name}={value!r} is neither 1 nor 0")
        return value in (True, "1")

    def both(self, one: bool, other: bool) -> bool:
        """What two of them ask together."""
        return one or other

    def texts(self, value: bool) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return ["1"] if value else []


@dataclass(frozen=True)
class CountPart:
    """The part `origins`: a whole number, the larger of two."""

    def of(self, value: str | int) -> int:
        """Read a plain value. Raises ParseError."""
        if not (text := str(value)).isdecimal() or not 0 < int(text) <= MAX_ORIGINS or not text.isascii():
            raise ParseError("view-unreadable", f"origins={value!r}: write a whole number from 1 to {MAX_ORIGINS}")
        return int(text)

    def both(self, one: int, other: int) -> int:
        """What two of them ask together."""
        return max(one, other)

    def texts(self, value: int) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [str(value)] if value else []


@dataclass(frozen=True)
class AccordingPart:
    """The part `according`: a party, `N-origins` or `any-undenied`; one, for there are no two lenses at once."""

    def of(self, value: str) -> str:
        """Read a plain value. Raises ParseError."""
        if not isinstance(value, str) or not value:
            raise ParseError("view-unreadable", f"according={value!r}: write a party, 2-origins or {UNDENIED}")
        if (count := least_origins(value)) is not None and not 0 < count <= MAX_ORIGINS:
            raise ParseError("view-unreadable", f"according={value!r}: write 1-origins to {MAX_ORIGINS}-origins")
        return value

    def both(self, one: str, other: str) -> str:
        """What two of them ask together."""
        if one and other and one != other:
            raise ParseError("view-two-lenses", f"according={one} and according={other}: ask one after the other")
        return one or other

    def texts(self, value: str) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [quote(value, safe=SAFE)] if value else []


@dataclass(frozen=True)
class KnownPart:
    """The part `known`: a day, the earlier of two; of a date that is wider the last day."""

    def of(self, value: date | str) -> date:
        """Read a plain value. Raises ParseError."""
        return Window.parse(value).last if isinstance(value, str) else value

    def both(self, one: date, other: date) -> date:
        """What two of them ask together."""
        return min(one, other)

    def texts(self, value: date) -> list[str]:
        """What is written in a view for it; nothing where nothing is asked."""
        return [] if value == OPEN_END else [value.isoformat()]


def least_origins(according: str) -> int | None:
    """The number of `N-origins`; None for another lens.

    >>> least_origins("2-origins"), least_origins("any-undenied")
    (2, None)
    """
    number, dash, rest = according.partition("-")
    return int(number) if dash and rest == ORIGINS and number.isdecimal() and number.isascii() else None
