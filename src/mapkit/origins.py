"""How many independent voices there are among sources: at least so many, and at most.

Sources are joined where one repeats or derives from another (`origin`, `via`), and where they have the same publisher:
so many groups are the most that there can be. Joined further by the same party, which speaking of itself is one voice,
and by words so alike that one may have copied the other: so many there are at least. Likeness alone is a proposal, on
which nobody has looked yet.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

from mapkit.names import fold
from mapkit.records import Claim, Source

ALIKE = 0.85  # of 1: texts of which so much is the same, in order, may be one
ENOUGH = 6  # words: shorter texts are alike by chance
WRITTEN = ("repeats", "publisher")  # why two sources surely are one
KEPT = 10_000  # publishers that are remembered as they are compared
COMPARED = 60  # claims of one incident whose words are compared: the rest counts by its source alone


Why = Literal["repeats", "publisher", "party", "words"]


class Link(NamedTuple):
    """Two sources that are one voice, or may be, and why: of `repeats` the first repeats the other."""

    one: str
    other: str
    why: Why


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
    if len(ids) <= 1:
        return Origins(len(ids), len(ids))
    return origins_by(claims, links(claims, sources))


def origins_by(claims: Sequence[Claim], found: Sequence[Link]) -> Origins:
    """The same by the `links` of these claims, for who has them already."""
    ids = dict.fromkeys(claim.source.id for claim in claims)
    most = _groups(ids, [link for link in found if link.why in WRITTEN])
    return Origins(len({*_groups(ids, found).values()}), len({*most.values()}))


def links(claims: Sequence[Claim], sources: Mapping[str, Source]) -> list[Link]:
    """All that joins the sources of some claims, and those that they repeat."""
    return [
        *_written(claims, sources),
        *_one_party(claims, sources),
        *(Link(one, other, "words") for one, other in likely_one(claims)),
    ]


def joined(claims: Sequence[Claim], found: Iterable[Link]) -> list[list[str]]:
    """The sources of some claims in groups that links join, each in the order of the claims."""
    ids = dict.fromkeys(claim.source.id for claim in claims)
    groups: dict[str, list[str]] = {}
    for id_, group in _groups(ids, found).items():
        groups.setdefault(group, []).append(id_)
    return [*groups.values()]


def voices(claims: Sequence[Claim], sources: Mapping[str, Source], *, by_party: bool = False) -> Mapping[str, str]:
    """The source that stands for each source of some claims: of those that are one voice it is the same.

    They are one as it is written, through `origin`, `via` and publisher; `by_party` through a party too.
    """
    ids = dict.fromkeys(claim.source.id for claim in claims)
    return _groups(ids, [*_written(claims, sources), *(_one_party(claims, sources) if by_party else ())])


def with_origins(sources: Mapping[str, Source], named: Collection[str]) -> set[str]:
    """The ids of sources that are named, and of those that they repeat, however many times removed."""
    found, new = set[str](), {*named}
    while new:
        found |= new
        new = {source.origin for id_ in new if (source := sources.get(id_)) and source.origin} - found
    return found


def likely_one(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """The ids of each two sources whose words on one incident are so alike that one may have copied the other."""
    told = [(claim.source.id, words) for claim in claims[:COMPARED] if len(words := fold(claim.says).split()) >= ENOUGH]
    found = []
    for (one, words), (other, others) in combinations(told, 2):
        matcher = SequenceMatcher(None, words, others, autojunk=False)
        if one != other and matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
            found.append((one, other))
    return found


def _written(claims: Sequence[Claim], sources: Mapping[str, Source]) -> Iterator[Link]:
    """Each two sources that are one as it is written: one repeats the other, or both have one publisher."""
    yield from (Link(claim.source.id, claim.via, "repeats") for claim in claims if claim.via)
    reached = _reached(claims, sources)
    yield from (Link(id_, sources[id_].origin, "repeats") for id_ in reached if sources[id_].origin)
    yield from _alike(reached, "publisher", lambda id_: _folded(sources[id_].publisher))


@lru_cache(maxsize=KEPT)
def _folded(publisher: str) -> str:
    return fold(publisher)


def _one_party(claims: Sequence[Claim], sources: Mapping[str, Source]) -> Iterator[Link]:
    """Each two sources that speak for one party."""
    return _alike(_reached(claims, sources), "party", lambda id_: sources[id_].party)


def _reached(claims: Iterable[Claim], sources: Mapping[str, Source]) -> list[str]:
    """The sources of claims, and those that are only repeated: two that repeat a third are one."""
    return sorted(with_origins(sources, {id_ for claim in claims for id_ in (claim.source.id, claim.via) if id_}))


def _alike(ids: Iterable[str], why: Why, key: Callable[[str], str]) -> Iterator[Link]:
    first: dict[str, str] = {}
    for id_ in ids:
        if (found := key(id_)) and first.setdefault(found, id_) != id_:
            yield Link(id_, first[found], why)


def _groups(ids: Iterable[str], found: Iterable[Link]) -> dict[str, str]:
    """The group of each id, as one of its members; links may lead through others."""
    parent: dict[str, str] = {}

    def root(id_: str) -> str:
        while (above := parent.setdefault(id_, id_)) != id_:
            id_ = above
        return id_

    for one, other, _ in found:
        parent[root(one)] = root(other)
    return {id_: root(id_) for id_ in ids}
