"""The question: which incidents, as a frozen value that is also one line of text and the query of a URL.

Every part is a condition of its own, and all of them hold at once. A part that names ids (`kind`, `site`, ...) is a
set of alternatives, and narrowing it again adds a second set: `kind=attack,statement&kind=attack`. So an incident that
two sources report is found by `source=a&source=b`, which no single set could say. `own` is such a part too: its
alternatives are values in columns of the user's own, `own=side_a:North,side_b:North`.

`killed`, `injured` (people) and `precision` (metres) are ranges: `5..`, `..10`, `5..10` or `5`, both ends included.
They meet what is stated, and where nothing is stated nothing passes: unknown is not none.

`stance=denies` asks for a claim that denies, by anybody; `stance=denies:azerbaijan` for one by that party. `disputed`
asks for what any claim disputes or denies.

>>> view = View.of(when="2020-12", kind=["attack", "statement"])
>>> str(view)
'when=2020-12&kind=attack,statement'
>>> View.parse(str(view)) == view
True
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import quote, unquote, unquote_plus

from mapkit.errors import ParseError
from mapkit.names import fold
from mapkit.number_range import ANY, Range, metres, people
from mapkit.records import STANCES, TOLLS
from mapkit.when import ALWAYS, Window
from mapkit.where import BBox

Alternatives = frozenset[frozenset[str]]
Values = frozenset[frozenset[tuple[str, str]]]  # columns of the user's own and texts in them; stances and parties

IDS = ("kind", "site", "source", "party", "layer")
NONE: frozenset[Any] = frozenset()
_LISTS = (*IDS, "stance", "own")
SAFE = "-._~"  # characters of an id that stay as they are


@dataclass(frozen=True)
class View:
    """What is asked: time, boxes, ids, words, numbers, stances; `certain` leaves out what only may lie in the window.

    Build it with `View.of(...)` or `View.parse(...)`; the fields hold the parsed values. `a & b` asks both at once.

    >>> view = View.of(when="2020-12", kind=["attack", "arrest"])
    >>> str(view)
    'when=2020-12&kind=arrest,attack'
    >>> view & View.of(when="2020-12-20/2021", kind="attack")
    View.parse('when=2020-12-20/2020-12-31&kind=arrest,attack&kind=attack')
    """

    when: Window = ALWAYS
    where: frozenset[BBox] = NONE
    kind: Alternatives = NONE
    site: Alternatives = NONE
    source: Alternatives = NONE
    party: Alternatives = NONE
    layer: Alternatives = NONE
    stance: Values = NONE
    own: Values = NONE
    text: frozenset[str] = NONE
    killed: Range = ANY
    injured: Range = ANY
    precision: Range = ANY
    disputed: bool = False
    certain: bool = False

    @classmethod
    def of(cls, **parts: Any) -> "View":
        """A view of plain values: texts, numbers, windows, boxes, lists of ids, of (column, value), of (stance, party).

        `own` and `stance` as a text are percent-encoded as in a view's own text. Raises ParseError, also for an
        unknown part.
        """
        return cls(**{name: _PARTS[_known(name)].of(value) for name, value in parts.items() if value is not None})

    @classmethod
    def parse(cls, text: str) -> "View":
        """Read what `str(view)` writes. Raises ParseError that names the part and the value.

        >>> View.parse("killed=2..&text=convoy") == View.of(text="Convoy", killed="2..")
        True
        """
        view = cls()
        for name, value in _pairs(text):
            view = view & cls(**{name: _parsed(name, value)})
        return view

    def __and__(self, other: "View") -> "View":
        return View(**{name: _PARTS[name].both(getattr(self, name), getattr(other, name)) for name in _PARTS})

    def without(self, *names: str) -> "View":
        """This view with the named parts as if never asked.

        >>> View.parse("when=2020&kind=attack").without("when")
        View.parse('kind=attack')
        """
        return View(**{name: getattr(self, name) for name in _PARTS if name not in names})

    def __repr__(self) -> str:
        return f"View.parse({str(self)!r})"

    def __str__(self) -> str:
        return "&".join(f"{name}={text}" for name, part in _PARTS.items() for text in part.texts(getattr(self, name)))


@dataclass(frozen=True)
class _When:
    """The part `when`: one window, narrowed by intersection."""

    def of(self, value: Window | str) -> Window:
        return Window.parse(value) if isinstance(value, str) else value

    def both(self, one: Window, other: Window) -> Window:
        return one & other

    def texts(self, value: Window) -> list[str]:
        return [] if value == ALWAYS else [str(value)]


@dataclass(frozen=True)
class _Where:
    """The part `where`: boxes, in all of which a place must lie."""

    def of(self, value: BBox | str) -> frozenset[BBox]:
        return frozenset((BBox.parse(value) if isinstance(value, str) else value,))

    def both(self, one: frozenset[BBox], other: frozenset[BBox]) -> frozenset[BBox]:
        return one | other

    def texts(self, value: frozenset[BBox]) -> list[str]:
        return [str(box) for box in sorted(value)]


@dataclass(frozen=True)
class _Ids:
    """A part that names ids: sets of alternatives, one of each of which must hold."""

    def of(self, value: str | Iterable[str]) -> Alternatives:
        ids = value.split(",") if isinstance(value, str) else value
        return frozenset((frozenset(one for one in ids if one),))

    def both(self, one: Alternatives, other: Alternatives) -> Alternatives:
        return one | other

    def texts(self, value: Alternatives) -> list[str]:
        return sorted(",".join(quote(one, safe=SAFE) for one in sorted(ids)) for ids in value)


@dataclass(frozen=True)
class _Pairs:
    """A part of sets of pairs, one of each of which must hold; a `lone` first text stands for any second."""

    lone: bool
    check: Callable[[str, bool], None]  # the first text, and whether it stands alone

    def of(self, value: str | Iterable[tuple[str, str]]) -> Values:
        pairs = filter(None, value.split(",")) if isinstance(value, str) else value
        return frozenset((frozenset(self.pair(one) if isinstance(one, str) else self.checked(one) for one in pairs),))

    def pair(self, text: str) -> tuple[str, str]:
        first, colon, second = text.partition(":")
        self.check(unquote(first), not colon)
        return unquote(first), unquote(second)

    def checked(self, pair: tuple[str, str]) -> tuple[str, str]:
        self.check(pair[0], False)
        return pair

    def both(self, one: Values, other: Values) -> Values:
        return one | other

    def texts(self, value: Values) -> list[str]:
        return sorted(",".join(map(self.text, sorted(pairs))) for pairs in value)

    def text(self, pair: tuple[str, str]) -> str:
        first, second = (quote(text, safe=SAFE) for text in pair)
        return first if self.lone and not second else f"{first}:{second}"


def _check_column(text: str, alone: bool) -> None:
    if alone:
        raise ParseError("own-unreadable", f"{text!r} is no value of a column: write column:value, a comma as %2C")


def _check_stance(text: str, alone: bool) -> None:  # noqa: ARG001 - a stance may stand alone
    if text not in STANCES:
        raise ParseError(
            "stance-unknown", f"{text!r} is no stance: write {', '.join(STANCES)}, or one with a party: denies:north"
        )


@dataclass(frozen=True)
class _Range:
    """A part that is a range of numbers, narrowed by intersection."""

    number: Callable[[str], float]

    def of(self, value: Range | str | float) -> Range:
        return ANY if value == ANY else Range.parse(str(value), self.number)

    def both(self, one: Range, other: Range) -> Range:
        return one & other

    def texts(self, value: Range) -> list[str]:
        return [] if value == ANY else [str(value)]


@dataclass(frozen=True)
class _Text:
    """The part `text`: folded words, all of which must be found."""

    def of(self, value: str) -> frozenset[str]:
        return frozenset(fold(value).split())

    def both(self, one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
        return one | other

    def texts(self, value: frozenset[str]) -> list[str]:
        return ["+".join(quote(word, safe="") for word in sorted(value))] if value else []


@dataclass(frozen=True)
class _Flag:
    """A part that is yes or no."""

    name: str

    def of(self, value: bool | str) -> bool:
        if value not in (True, False, "1", "0"):
            raise ParseError("view-unreadable", f"{self.name}={value!r} is neither 1 nor 0")
        return value in (True, "1")

    def both(self, one: bool, other: bool) -> bool:
        return one or other

    def texts(self, value: bool) -> list[str]:
        return ["1"] if value else []


_PARTS: dict[str, Any] = {
    "when": _When(),
    "where": _Where(),
    **dict.fromkeys(IDS, _Ids()),
    "stance": _Pairs(lone=True, check=_check_stance),
    "own": _Pairs(lone=False, check=_check_column),
    "text": _Text(),
    **dict.fromkeys(TOLLS, _Range(people)),
    "precision": _Range(metres),
    "disputed": _Flag("disputed"),
    "certain": _Flag("certain"),
}
PARTS = tuple(_PARTS)
assert tuple(field.name for field in fields(View)) == PARTS  # noqa: S101 - one entry a part, checked on import


def _known(name: str) -> str:
    if name not in _PARTS:
        raise ParseError("view-unknown-part", f"{name!r} is not a part of a view: use {', '.join(PARTS)}")
    return name


def _pairs(text: str) -> list[tuple[str, str]]:
    """The key and the raw value of every part; lists keep their percent signs until they are split at commas."""
    pairs = [part.partition("=")[::2] for part in text.split("&") if part]
    return [(_known(name), value if name in _LISTS else unquote_plus(value)) for name, value in pairs]


def _parsed(name: str, value: str) -> Any:
    try:
        return _PARTS[name].of([unquote(one) for one in value.split(",")] if name in IDS else value)
    except ParseError as error:
        raise ParseError(error.code, f"{name}={value}: {error}") from None
