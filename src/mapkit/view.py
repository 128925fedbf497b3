"""The question: which incidents, as a frozen value that is also one line of text and the query of a URL.

Every part is a condition of its own, and all of them hold at once. A part that names ids (`kind`, `site`, ...) is a
set of alternatives, and narrowing it again adds a second set: `kind=attack,statement&kind=attack`. So an incident that
two sources report is found by `source=a&source=b`, which no single set could say. `own` is such a part too: its
alternatives are values in columns of the user's own, `own=side_a:North,side_b:North`.

`killed`, `injured` (people) and `precision` (metres) are ranges: `5..`, `..10`, `5..10` or `5`, both ends included.
They meet what is stated, and where nothing is stated nothing passes: unknown is not none.

`stance=denies` asks for a claim that denies, by anybody; `stance=denies:azerbaijan` for one by that party. `disputed`
asks for what any claim disputes or denies, `origins=2` for what at least two independent voices speak of.

`according` and `known` are no filters but a lens: the map as one party has it, and as it was known on a day.

>>> view = View.of(when="2020-12", kind=["attack", "statement"])
>>> str(view)
'when=2020-12&kind=attack,statement'
>>> View.parse(str(view)) == view
True
"""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any
from urllib.parse import unquote, unquote_plus

from mapkit.errors import ParseError
from mapkit.number_range import ANY, Range, metres, people
from mapkit.records import TOLLS
from mapkit.view_parts import (
    NONE,
    SAFE,
    AccordingPart,
    Alternatives,
    CountPart,
    FlagPart,
    IdsPart,
    KnownPart,
    PairsPart,
    RangePart,
    TextPart,
    Values,
    WhenPart,
    WherePart,
    check_column,
    check_stance,
)
from mapkit.when import ALWAYS, OPEN_END, Window
from mapkit.where import BBox

IDS = ("kind", "site", "source", "party", "layer")
__all__ = ["IDS", "NONE", "PARTS", "SAFE", "View"]
_LISTS = (*IDS, "stance", "own")


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
    origins: int = 0
    according: str = ""
    known: date = OPEN_END
    certain: bool = False

    @property
    def changed(self) -> bool:
        """Whether rows have what others say in place of what the atlas says: through `according` or `known`."""
        return bool(self.according) or self.known != OPEN_END

    @property
    def lens(self) -> "View":
        """What changes the table that answers: `according`, `known`, and `origins`, which are counted with it."""
        return View(origins=min(self.origins, 1), according=self.according, known=self.known)

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


_PARTS: dict[str, Any] = {
    "when": WhenPart(),
    "where": WherePart(),
    **dict.fromkeys(IDS, IdsPart()),
    "stance": PairsPart(lone=True, check=check_stance),
    "own": PairsPart(lone=False, check=check_column),
    "text": TextPart(),
    **dict.fromkeys(TOLLS, RangePart(people)),
    "precision": RangePart(metres),
    "disputed": FlagPart("disputed"),
    "origins": CountPart(),
    "according": AccordingPart(),
    "known": KnownPart(),
    "certain": FlagPart("certain"),
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
