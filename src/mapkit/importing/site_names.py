"""Places by name: which sites of an atlas a name may mean, in any script, with or without the ending of a case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mapkit.names import all_names, fold
from mapkit.records import Site

# Endings of "in", "to", "of" and "from" in the languages of the region, longest first; compared folded.
ENDINGS = tuple(
    sorted(
        (
            fold(ending)
            for ending in (
                "da",
                "də",
                "dan",
                "dən",
                "ın",
                "in",
                "un",
                "ün",
                "nın",
                "nin",
                "a",
                "ə",
                "ya",
                "yə",  # Azerbaijani
                "de",
                "den",
                "ta",
                "te",
                "tan",
                "ten",
                "e",
                "ye",  # Turkish
                "ում",
                "ից",
                "ի",
                "ին",
                "ը",
                "ն",  # Armenian
                "е",
                "у",
                "а",
                "ом",
                "ой",
                "ы",
                "и",
                "ах",
                "ского",
                "ском",
                "ский",  # Russian
            )
        ),
        key=len,
        reverse=True,
    )
)
SHORTEST = 3  # characters of a name that an ending is taken from


@dataclass(frozen=True)
class Match:
    """A site that a name may mean, and why."""

    site: str
    why: str


def matches(name: str, places: Mapping[str, Site]) -> list[Match]:
    """The sites that a name may mean: those that have it; if there is none, those that have it but for an ending."""
    wanted = fold(name)
    exact = [Match(id_, "it has this name") for id_, folded in _folded(places) if wanted in folded]
    return exact or list(_inflected(wanted, places))


def _folded(places: Mapping[str, Site]) -> Iterator[tuple[str, set[str]]]:
    for id_, site in places.items():
        yield id_, {fold(name) for name in (id_, *all_names(site.names))}


def _inflected(wanted: str, places: Mapping[str, Site]) -> Iterator[Match]:
    stems = {stem: ending for ending in ENDINGS if (stem := _without(wanted, ending))}
    for id_, folded in _folded(places):
        bare = {stem for name in folded for stem in (name, *(_without(name, ending) for ending in ENDINGS)) if stem}
        if common := sorted(bare & {wanted, *stems}, key=len, reverse=True):
            yield Match(id_, f"its name begins with {common[0]!r}; the rest looks like an ending")


def _without(name: str, ending: str) -> str:
    stem = name.removesuffix(ending)
    return stem if stem != name and len(stem) >= SHORTEST else ""
