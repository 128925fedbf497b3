"""What the name of a column says: its words, and the fields that these words may mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from mapkit.importing import header_names as known
from mapkit.importing.mapping.table_map import DATE_PARTS
from mapkit.names import fold

# How much a name says, from least to most.
OF_THE_ROW, OF_A_TELLER, IN_PART, BY_WORDS, WHOLE, TAGGED = range(6)
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LETTERS = re.compile(r"[^\W\d_]+|\d+|[#№]")
_SHORTEST = 3  # letters of a word that another may be joined to, as in "eventdate"
_LONGEST_NAME = 300


@dataclass(frozen=True)
class Meaning:
    """A field that a name may mean: how much of the name says so, and its place among the whole names, from 0."""

    field: str
    strength: int
    place: int = 0
    loose: bool = False  # it means other things as often


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded: "EventDate", "event_date", "Event date (UTC)" and "eventdate" begin alike.

    >>> words_of("gps_Latitude (WGS84)")
    ('gps', 'latitude', 'wgs', '84')
    """
    parted = _LETTERS.findall(fold(_CAMEL.sub(" ", name[:_LONGEST_NAME])))
    return tuple(part for word in parted for part in _parts(word))


def meanings(name: str) -> Iterator[Meaning]:
    """The fields that a name may mean, those of whole names first."""
    words = words_of(name)
    whole = [Meaning(field, WHOLE, place, _is_loose(words)) for field, place in _whole().get(words, ())]
    yield from whole
    said = {one.field for one in whole}
    yield from (one for one in _by_words(words) if one.field not in said)


def tag_meanings(tag: str) -> Iterator[Meaning]:
    """The field that an HXL tag means, if any: "#geo+lat" is a latitude.

    >>> [one.field for one in tag_meanings("#date+occurred+start")]
    ['start']
    """
    stem, *attributes = tag.removeprefix("#").split("+")
    for (wanted, *needed), field in known.TAGS.items():
        if stem == wanted and {*needed} <= {*attributes}:
            if not field:
                return
            row = field == "when" and not _words(known.RECORDED).isdisjoint(attributes)
            yield Meaning(field, OF_THE_ROW if row else TAGGED)
            return


def is_numbered(name: str) -> bool:
    """Whether a name speaks of an id, a code, a telephone or another number that is no date."""
    return not _words(known.NUMBERED).isdisjoint(words_of(name))


def is_of_the_row(name: str) -> bool:
    """Whether a name speaks of when its row was written, changed or sent."""
    return not _words(known.RECORDED).isdisjoint(words_of(name))


def beside(name: str, field: str) -> frozenset[str]:
    """The words of a name that are not those of a field: two columns with the same belong together."""
    return frozenset(words_of(name)) - _words(known.WORDS.get(field, field))


def _parts(word: str) -> list[str]:
    """A word, or the known words that it is joined of."""
    if word in _vocabulary() or not word.isalpha():
        return [word]
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        if word[:cut] in _vocabulary():
            rest = _parts(word[cut:])
            if all(part in _vocabulary() for part in rest):
                return [word[:cut], *rest]
    return [word]


@cache
def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).split())


@cache
def _vocabulary() -> frozenset[str]:
    texts = (known.FILLERS, *known.WORDS.values(), *known.BESIDE.values(), *known.BOUND_WORDS.values())
    others = (known.START_WORDS, known.END_WORDS, known.RECORDED, known.TOLD, known.NUMBERED)
    return frozenset().union(*map(_words, (*texts, *others)))


@cache
def _whole() -> dict[tuple[str, ...], list[tuple[str, int]]]:
    found: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for field, names in known.NAMES.items():
        for place, name in enumerate(names):
            found.setdefault(words_of(name), []).append((field, place))
    return found


def _is_loose(words: tuple[str, ...]) -> bool:
    return " ".join(words) in {fold(name) for name in known.LOOSE}


def _by_words(words: tuple[str, ...]) -> Iterator[Meaning]:
    among = frozenset(words)
    for field in known.WORDS:
        if not among.isdisjoint(_words(known.WORDS[field])):
            yield from _of_field(field, among)


def _of_field(field: str, words: frozenset[str]) -> Iterator[Meaning]:
    rest = words - _words(known.WORDS[field]) - _words(known.FILLERS) - _words(known.BESIDE.get(field, ""))
    if field == "when":
        yield from _of_time(rest, clock=not words & _words(known.WORDS[field]) - _words(known.CLOCKS))
    elif field in ("lat", "lon", "point"):
        yield Meaning(field, IN_PART if rest else BY_WORDS, loose=bool(rest))
    elif field in DATE_PARTS:
        yield from _of_part(field, rest)
    elif not rest:
        yield Meaning(_bounded(field, words) if field in ("killed", "injured") else field, BY_WORDS)


def _of_time(rest: frozenset[str], *, clock: bool) -> Iterator[Meaning]:
    starts, ends = _words(known.START_WORDS), _words(known.END_WORDS)
    if rest & _words(known.RECORDED):
        yield Meaning("when", OF_THE_ROW, loose=True)
    elif rest & _words(known.TOLD):
        yield Meaning("when", OF_A_TELLER, loose=True)
    elif rest and not rest - starts - ends:
        yield Meaning("start" if rest & starts else "end", BY_WORDS)
    else:
        yield Meaning("when", IN_PART if rest or clock else BY_WORDS, loose=bool(rest) or clock)


def _of_part(field: str, rest: frozenset[str]) -> Iterator[Meaning]:
    starts, ends = _words(known.START_WORDS), _words(known.END_WORDS)
    if not rest - starts - ends:
        yield Meaning(f"end_{field}" if rest & ends else field, BY_WORDS, loose=True)


def _bounded(toll: str, words: frozenset[str]) -> str:
    bound = next((bound for bound, said in known.BOUND_WORDS.items() if words & _words(said)), "best")
    return f"{toll}_{bound}"
