"""Names in several languages and scripts: folding, labels, and finding a place by any of its names."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

Names = Mapping[str, Sequence[str]]
JOINT = " · "  # between names of one place

# Letters that Unicode does not decompose but that people type without their mark, and characters for a plain one.
LOOKALIKES = {"’": "'", "ʼ": "'", "–": "-", "\u2010": "-"}
_LETTERS = {"ə": "e", "ı": "i", "ø": "o", "ł": "l", "đ": "d"}


class _Bare(dict[int, int | str | None]):
    """What becomes of each character, kept once it was asked for: combining marks go, the others stay."""

    def __missing__(self, character: int) -> int | None:
        self[character] = found = None if unicodedata.combining(chr(character)) else character
        return found


_BARE = _Bare({ord(character): plain for character, plain in (LOOKALIKES | _LETTERS).items()})


def fold(text: str) -> str:
    """Text without case, accents and runs of space, for comparing: "Köhnə  Tağlar" is "kohne taglar"."""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(whole.translate(_BARE).split())


def all_names(names: Names) -> list[str]:
    """Every name once, in the order of the languages."""
    return list(dict.fromkeys(name for language in names.values() for name in language))


def label(names: Names, languages: Iterable[str], fallback: str = "") -> str:
    """The first name in each chosen language, joined; English, then any language, where none of them has one.

    >>> label({"en": ["Shusha"], "hy": ["Շուշի"], "az": ["Şuşa"]}, ["hy", "az"])
    'Շուշի · Şuşa'
    """
    return JOINT.join(_chosen(names, languages) or [fallback])


def beside(names: Names, languages: Iterable[str], others: Iterable[str]) -> str:
    """The first name in each of the `others`, joined, without what `label` says in `languages` already.

    >>> beside({"en": ["Hadrut"], "hy": ["Հադրութ"], "az": ["Hadrut"]}, ["en"], ["az", "hy"])
    'Հադրութ'
    """
    return JOINT.join(name for name in _first(names, others) if name not in _chosen(names, languages))


def _chosen(names: Names, languages: Iterable[str]) -> list[str]:
    return _first(names, languages) or _first(names, ["en"]) or all_names(names)[:1]


def _first(names: Names, languages: Iterable[str]) -> list[str]:
    """The first name in each language that has one, once."""
    return list(dict.fromkeys(names[language][0] for language in languages if names.get(language)))


def find(places: Mapping[str, Names], text: str) -> list[str]:
    """Ids of the places that have `text` among their names, in any language or script, or as their id."""
    wanted = fold(text)
    return [place for place, names in places.items() if wanted == fold(place) or wanted in map(fold, all_names(names))]
