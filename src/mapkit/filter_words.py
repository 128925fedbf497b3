"""What a view asks beside its window, in words: every caption names all of it, so that nobody takes a part for all.

Each part of a view has its function in one table, which is checked when this is loaded: a part that is added later
cannot be forgotten.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from math import inf
from typing import Any

from mapkit.atlas import Atlas
from mapkit.names import label
from mapkit.number_range import NOTHING, Range
from mapkit.verdicts import UNSPOKEN
from mapkit.view import PARTS, View
from mapkit.view_parts import UNDENIED, least_origins
from mapkit.when import MONTHS, OPEN_END
from mapkit.where import BBox

KILOMETRE = 1000
NO_TEXT = "(empty)"
NEVER = "nothing, for the filters exclude each other"
BY = {
    "reports": "{} reports",
    "confirms": "{} confirms",
    "disputes": "{} disputes",
    "denies": "{} denies",
    "withdraws": "{} withdraws",
}
ANYBODY = "somebody"
VERDICT_WORDS = {
    "reports": "reported",
    "disputes": "disputed",
    "denies": "denied",
    "contradicts": "reported and denied",
    "withdrawn": "withdrawn",
    "silent": "not spoken of",
}


def filter_words(atlas: Atlas) -> list[str]:
    """Every filter of the atlas's view in words, in the order of its parts; none where nothing but time is asked.

    For example: "only what Azerbaijan says something of", "text “lachin”". Plain text, never markup.
    """
    return [words for name, tell in _TOLD.items() for words in tell(atlas, getattr(atlas.view, name))]


def filters_alone(atlas: Atlas) -> list[str]:
    """The same without whether it is certain, which who moves the window tells by themselves."""
    told = {name: tell for name, tell in _TOLD.items() if name != "certain"}
    return [words for name, tell in told.items() for words in tell(atlas, getattr(atlas.view, name))]


def title_words(atlas: Atlas) -> str:
    """The atlas's title, and what it was narrowed to: the title of a file."""
    found = filter_words(atlas)
    return f"{atlas.meta.title} ({'; '.join(found)})" if found else atlas.meta.title


def distance_words(metres: float) -> str:
    """ "600 m", "6 km"."""
    return f"{metres:g} m" if metres < KILOMETRE else f"{metres / KILOMETRE:g} km"


def either(words: Iterable[str]) -> str:
    """ "a", "a or b", "a, b or c"."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _ids(one: str, names: Callable[[Atlas], Mapping[str, str]]) -> Callable[[Atlas, Any], list[str]]:
    """How sets of ids are told: `one` around the labels of each set."""

    def tell(atlas: Atlas, sets: Any) -> list[str]:
        known = names(atlas) if sets else {}
        return [
            one.format(either(known.get(id, id) for id in sorted(ids))) if ids else NEVER  # noqa: A001 - the field's own word
            for ids in sorted(map(sorted, sets))
        ]

    return tell


def _sites(atlas: Atlas) -> dict[str, str]:
    """Names of sites, and of groups of sites, which have only their id."""
    return {site.id: label(site.names, ["en"], site.id) for site in atlas.places.values()}


def _sources(atlas: Atlas) -> dict[str, str]:
    return {source.id: f"“{source.title or source.id}”" for source in atlas.source_list}


def _labels(name: str) -> Callable[[Atlas], Mapping[str, str]]:
    return lambda atlas: {one.id: one.label for one in getattr(atlas.meta, name)}


def _boxes(_: Atlas, boxes: frozenset[BBox]) -> list[str]:
    return [
        f"only from {box.west:g}° to {box.east:g}° east and {box.south:g}° to {box.north:g}° north"
        for box in sorted(boxes)
    ]


def _stances(atlas: Atlas, sets: Any) -> list[str]:
    labels = _labels("parties")(atlas)
    found = []
    for pairs in sorted(map(sorted, sets)):
        told = [BY[stance].format(labels.get(party, party) if party else ANYBODY) for stance, party in pairs]
        found.append(f"only what {either(told)}" if told else NEVER)
    return found


def column_words(name: str) -> str:
    """The name of a column of the atlas's own as words: "actor_side" is "actor side"."""
    return name.replace("_", " ")


def _own(_: Atlas, sets: Any) -> list[str]:
    found = []
    for pairs in sorted(map(sorted, sets)):
        told = [f"{column_words(column)} is “{text or NO_TEXT}”" for column, text in pairs]
        found.append(f"only where {either(told)}" if told else NEVER)
    return found


def _text(_: Atlas, words: frozenset[str]) -> list[str]:
    return [f"text {' and '.join(f'“{word}”' for word in sorted(words))}"] if words else []


def _range(of: str, unit: Callable[[float], str]) -> Callable[[Atlas, Range], list[str]]:
    """How a range of numbers is told: `of` around its words."""

    def words(asked: Range) -> str:
        if asked == NOTHING:
            return "an impossible number"
        if asked.low == asked.high:
            return f"exactly {unit(asked.low)}"
        if asked.low == -inf:
            return f"at most {unit(asked.high)}"
        return f"at least {unit(asked.low)}" if asked.high == inf else f"{unit(asked.low)} to {unit(asked.high)}"

    return lambda _, asked: [] if asked == Range() else [f"only with {of.format(words(asked))}"]


def _flag(words: str) -> Callable[[Atlas, bool], list[str]]:
    return lambda _, asked: [words] if asked else []


def _origins(_: Atlas, least: int) -> list[str]:
    return [f"only what {voices(least)} or more speak of"] if least else []


def voices(number: int) -> str:
    """ "1 independent voice", "2 independent voices"."""
    return f"{number:,} independent voice{'' if number == 1 else 's'}"


def _according(atlas: Atlas, according: str) -> list[str]:
    return [f"according to {lens_words(atlas, according)}"] if according else []


def lens_words(atlas: Atlas, according: str) -> str:
    """Whom a map is according to: a party, so many voices, or anybody where nobody denies it."""
    least = least_origins(according)
    if least is not None:
        return f"{voices(least)} or more"
    return (
        "anybody, unless somebody denies it"
        if according == UNDENIED
        else _labels("parties")(atlas).get(according, according)
    )


def verdict_words(atlas: Atlas) -> list[str]:
    """What those say of the incidents shown through whom they are seen: "5 reported", "23 not spoken of"."""
    if not atlas.view.according:
        return []
    held = _verdicts(atlas)
    return [f"{held[verdict]:,} {words}" for verdict, words in VERDICT_WORDS.items() if held.get(verdict)]


def spoken_of(atlas: Atlas) -> int:
    """How many of the incidents shown those speak of whom the view asks."""
    return sum(number for verdict, number in _verdicts(atlas).items() if verdict not in UNSPOKEN)


def _verdicts(atlas: Atlas) -> Mapping[str, int]:
    found = atlas.count("verdict")
    return {} if isinstance(found, int) else {str(verdict): number for verdict, number in found.items()}


def known_words(atlas: Atlas) -> list[str]:
    """What nobody knew on the view's day, and what nobody knows when it was said."""
    if atlas.view.known == OPEN_END:
        return []
    return [f"{atlas.counts.later:,} known later", f"{atlas.counts.unsaid:,} not known when said"]


def _known(_: Atlas, day: date) -> list[str]:
    return [] if day == OPEN_END else [f"as known on {day.day} {MONTHS[day.month - 1]} {day.year}"]


def _people(number: float) -> str:
    return f"{int(number):,}"


_TOLD: dict[str, Callable[[Atlas, Any], list[str]]] = {
    "where": _boxes,
    "kind": _ids("only of the kind {}", _labels("kinds")),
    "site": _ids("only at {}", _sites),
    "source": _ids("only what the source {} speaks of", _sources),
    "party": _ids("only what {} says something of", _labels("parties")),
    "layer": _ids("only at places of the layer {}", _labels("layers")),
    "stance": _stances,
    "own": _own,
    "text": _text,
    "killed": _range("{} killed", _people),
    "injured": _range("{} injured", _people),
    "precision": _range("a place known to {}", distance_words),
    "disputed": _flag("only what is disputed"),
    "origins": _origins,
    "according": _according,
    "known": _known,
    "certain": _flag("only what is certain"),
}
WINDOW = "when"  # which is told by its days
assert {*_TOLD, WINDOW} == {*PARTS} == {*vars(View())}  # noqa: S101 - words for each part, checked on import
