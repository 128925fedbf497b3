"""How many independent voices speak of an incident, and what joins its sources, in words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mapkit.origins import Link, joined, links, origins
from mapkit.records import Claim, Source


class Voice(NamedTuple):
    """Sources that are one voice, or may be: their names, and in words why."""

    sources: list[str]
    why: list[str]


def independence_words(claims: Sequence[Claim], sources: Mapping[str, Source]) -> str:
    """How many independent voices several sources are: "2 to 3 independent voices"; "" of a single source.

    `sources` are those of the atlas by id. Plain text.
    """
    if len({claim.source.id for claim in claims}) < 2:  # noqa: PLR2004 - one is independent of none
        return ""
    least, most = origins(claims, sources)
    number = f"{least}" if least == most else f"{least} to {most}"
    return f"{number} independent voice{'' if most == 1 else 's'}"


def voices_told(claims: Sequence[Claim], sources: Mapping[str, Source], parties: Mapping[str, str]) -> list[Voice]:
    """The sources that are one voice, or may be, with why; `parties` are labels by id."""
    found = links(claims, sources)
    groups = [group for group in joined(claims, found) if len(group) > 1]
    return [
        Voice(
            [_name(sources[id_]) for id_ in group],
            [*dict.fromkeys(_why(link, sources, parties) for link in found if _within(link, group, found))],
        )
        for group in groups
    ]


def _within(link: Link, group: Sequence[str], found: Sequence[Link]) -> bool:
    """Whether a link joins what is in a group, or leads from it to what it repeats."""
    reached = {*group}
    while more := {one.other for one in found if one.why == "repeats" and one.one in reached} - reached:
        reached |= more
    return link.one in reached and link.other in reached


def _why(link: Link, sources: Mapping[str, Source], parties: Mapping[str, str]) -> str:
    one, other = sources[link.one], sources[link.other]
    if link.why == "repeats":
        return f"{_name(one)} repeats {_name(other)}"
    if link.why == "publisher":
        return f"the same publisher: {one.publisher}"
    if link.why == "party":
        return f"the same party: {parties.get(one.party, one.party)}"
    return f"nearly the same words: {_name(one)}; {_name(other)}"


def _name(source: Source) -> str:
    return ", ".join(dict.fromkeys(part for part in (source.publisher, source.title) if part)) or source.id
