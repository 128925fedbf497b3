"""How many independent voices there are among sources: at least so many, and at most.

Sources are joined where one repeats or derives from another (`origin`, `via`), and where they have the same publisher:
so many groups are the most that there can be. Joined further by the same party, which speaking of itself is one voice,
and by words so alike that one may have copied the other: so many there are at least. Likeness alone is a proposal, on
which nobody has looked yet.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations
from typing import NamedTuple

from mapkit.names import fold
from mapkit.records import Claim, Source

ALIKE = 0.85  # of 1: texts of which so much is the same, in order, may be one
ENOUGH = 6  # words: shorter texts are alike by chance
COMPARED = 60  # claims of one incident whose words are compared: the rest counts by its source alone


class Origins(NamedTuple):
    """How many origins sources have: at least, and at most."""

    least: int
    most: int


def origins(claims: Sequence[Claim], sources: Mapping[str, Source]) -> Origins:
    """How many origins the sources of some claims have; `sources` are those of the atlas by id, which are repeated.

    >>> origins([], {})
    Origins(least=0, most=0)
    """
    ids = dict.fromkeys(claim.source.id for claim in claims)
    links = [*_repeats(claims, sources)]
    reached = dict.fromkeys([*ids, *(id_ for link in links for id_ in link)])  # those too that are only repeated
    links += _alike(reached, sources, lambda source: fold(source.publisher))
    most = _groups(ids, links)
    links += [*_alike(reached, sources, lambda source: source.party), *likely_one(claims)]
    return Origins(_groups(ids, links), most)


def likely_one(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """The ids of each two sources whose words on one incident are so alike that one may have copied the other."""
    told = [(claim.source.id, words) for claim in claims[:COMPARED] if len(words := fold(claim.says).split()) >= ENOUGH]
    found = []
    for (one, words), (other, others) in combinations(told, 2):
        matcher = SequenceMatcher(None, words, others, autojunk=False)
        if one != other and matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            found.append((one, other))
    return found


def _repeats(claims: Iterable[Claim], sources: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    """Each source with the one that it repeats, as far as that leads: two that repeat a third are one."""
    for claim in claims:
        if claim.via:
            yield claim.source.id, claim.via
        for start in filter(None, (claim.source.id, claim.via)):
            here = start
            while (source := sources.get(here)) and source.origin:
                yield here, source.origin
                here = source.origin


def _alike(
    ids: Iterable[str], sources: Mapping[str, Source], key: Callable[[Source], str]
) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for id_ in ids:
        if found := key(sources[id_]):
            yield id_, first.setdefault(found, id_)


def _groups(ids: Iterable[str], links: Iterable[tuple[str, str]]) -> int:
    """How many groups some ids fall into; links may lead through others."""
    parent: dict[str, str] = {}

    def root(id_: str) -> str:
        while (above := parent.setdefault(id_, id_)) != id_:
            id_ = above
        return id_

    for one, other in links:
        parent[root(one)] = root(other)
    return len({root(id_) for id_ in ids})
