"""How many independent voices speak of an incident, and what joins its sources, in words."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mapkit.origins import Link, joined, links, origins_by
from mapkit.records import Claim, Source


class Voice(NamedTuple):
    """Sources that are one voice, or may be: their names, and in words why."""

    sources: list[str]
    why: list[str]


def voices_told(
    claims: Sequence[Claim], sources: Mapping[str, Source], parties: Mapping[str, str]
) -> tuple[str, list[Voice]]:
    """How many independent voices several sources are, and those that are one voice, or may be; "" and none of one.

    For example "2 to 3 independent voices". `sources` are those of the atlas by id, `parties` labels by id. Plain text.
    Both are of the same links: to compare the words of sources is most of the work.
    """
    if len({claim.source.id for claim in claims}) < 2:  # noqa: PLR2004 - one is independent of none
        return "", []
    found = links(claims, sources)
    least, most = origins_by(claims, found)
    number = f"{least}" if least == most else f"{least} to {most}"
    told = [_voice(group, found, sources, parties) for group in joined(claims, found) if len(group) > 1]
    return f"{number} independent voice{'' if most == 1 else 's'}", told


def _voice(
    group: Sequence[str], found: Sequence[Link], sources: Mapping[str, Source], parties: Mapping[str, str]
) -> Voice:
    """A group, with every link that joins what is in it or leads from it to what it repeats."""
    reached = {*group}
    while more := {one.other for one in found if one.why == "repeats" and one.one in reached} - reached:
        reached |= more
    within = (link for link in found if link.one in reached and link.other in reached)
    why = dict.fromkeys(_why(link, sources, parties) for link in within)
    return Voice([_name(sources[id_]) for id_ in group], [*why])


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
