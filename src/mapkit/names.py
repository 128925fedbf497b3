"""Names in several languages and scripts: folding, labels, and finding a place by any of its names."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

Names = Mapping[str, Sequence[str]]

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
    chosen = [names[language][0] for language in languages if names.get(language)]
    if not chosen:
        chosen = list(names.get("en", ()))[:1] or all_names(names)[:1] or [fallback]
    return " · ".join(dict.fromkeys(chosen))


def find(places: Mapping[str, Names], text: str) -> list[str]:
    """Ids of the places that have `text` among their names, in any language or script, or as their id."""
    wanted = fold(text)
    return [place for place, names in places.items() if wanted == fold(place) or wanted in map(fold, all_names(names))]
