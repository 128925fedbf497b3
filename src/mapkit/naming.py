"""In which languages places are named: the name itself, and beside it those of the atlas's own languages, in grey.

Nobody's language goes first by itself. The name is in the languages that were asked for, else in English: without a
browser nobody knows who reads, and the machine's locale must not change a file. What the atlas sets as `labels`, the
languages of those who live there, stands in the second line, in the order of the alphabet of their codes.
"""

from mapkit.atlas import Atlas
from mapkit.names import Names, beside, label

USUAL = ("en",)


def main_languages(atlas: Atlas) -> tuple[str, ...]:
    """The languages of the names of places: fixed by the atlas, else asked for, else English."""
    return atlas.meta.labels if atlas.meta.labels_fixed else atlas.named or USUAL


def local_languages(atlas: Atlas) -> tuple[str, ...]:
    """The languages of the second line, in the order of their codes; none where the atlas fixes its names."""
    return () if atlas.meta.labels_fixed else tuple(sorted(set(atlas.meta.labels)))


def name_of(atlas: Atlas, names: Names, fallback: str = "") -> str:
    """The name of a place with these names; where none of the languages has one, the English one, else any."""
    return label(names, main_languages(atlas), fallback)


def local_name(atlas: Atlas, names: Names) -> str:
    """The second line: its names in the atlas's own languages, without what is the name already; "" for nothing."""
    return beside(names, main_languages(atlas), local_languages(atlas))
