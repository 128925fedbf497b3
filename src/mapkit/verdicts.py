"""What somebody says of an incident, all in all: the verdict of a party, never a truth.

It is a function of claims alone. What a source withdraws, it said no longer; of what is left the latest counts; where
nobody knows which is the latest, reports together with denials contradict each other.

| verdict | when |
| --- | --- |
| `denies` | the latest claim denies it, or one of several of which none is surely the latest |
| `disputes` | so, and none denies it |
| `reports` | so, and none disputes it; *confirms* is a report |
| `contradicts` | of several of which none is surely the latest, one reports it and one denies it |
| `withdrawn` | all that was said was taken back |
| `silent` | nothing was said |

Days are `Said`: from the first to the last possible one, numbers since 1970-01-01; None where nobody knows.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from mapkit.edtf import read
from mapkit.records import BOUNDS, CLAIM_PLACE, TOLLS, Claim
from mapkit.when import day_number

Verdict = Literal["reports", "disputes", "denies", "contradicts", "withdrawn", "silent"]
VERDICTS: tuple[Verdict, ...] = ("reports", "disputes", "denies", "contradicts", "withdrawn", "silent")
CONTRARY: tuple[Verdict, ...] = ("disputes", "denies", "contradicts")
UNSPOKEN: tuple[Verdict, ...] = ("withdrawn", "silent")  # nothing is said of it, or nothing any more
STATED = ("reports", "confirms", "disputes")  # whose own day, place and toll count: who denies it has none
# What a claim says of an incident, as far as it goes together.
PARTS: tuple[tuple[str, ...], ...] = (
    ("when",),
    CLAIM_PLACE,
    ("kind",),
    *(tuple(f"{toll}_{bound}" for bound in BOUNDS) for toll in TOLLS),
)


class Said(NamedTuple):
    """The days on which something may have been said: the first and the last possible one, day numbers."""

    first: int
    last: int


@lru_cache(maxsize=100_000)
def said_days(day: str) -> Said | None:
    """The days that `Claim.day` may be; None where nobody knows."""
    if not day:
        return None
    window = read(day).window
    return Said(day_number(window.start), day_number(window.end) - 1)


def last_day_of(days: Iterable[str]) -> int:
    """The last day that any of these dates may be, as a number; before all days where nobody knows any."""
    return max((said.last for day in days if (said := said_days(day))), default=-(2**31))


def known_by(claims: Iterable[Claim], day: int) -> list[Claim]:
    """The claims that were surely said by a day (its number); those of which nobody knows when are not among them."""
    return [claim for claim in claims if (said := said_days(claim.day)) and said.last <= day]


def heard(claims: Sequence[Claim]) -> Sequence[Claim]:
    """Claims without those that their source took back: all that it had not surely said later."""
    backs = [claim for claim in claims if claim.stance == "withdraws"]
    if not backs:
        return claims
    return [
        claim
        for claim in claims
        if claim.stance != "withdraws"
        and not any(back.source.id == claim.source.id and not _surely_later(claim, back) for back in backs)
    ]


def verdict_of(claims: Sequence[Claim]) -> Verdict:
    """What the claims of one party, or of one source, on one incident come to."""
    if not claims:
        return "silent"
    live = heard(claims)
    if not live:
        return "withdrawn"
    stances = {"reports" if one.stance == "confirms" else one.stance for one in latest(live)}
    if {"reports", "denies"} <= stances:
        return "contradicts"
    return next(one for one in ("denies", "disputes", "reports") if one in stances)


def undenied(claims: Sequence[Claim]) -> Verdict:
    """What is left when anybody's denial counts: the strongest verdict of any party; a source of none is one."""
    sides: dict[str, list[Claim]] = {}
    for claim in claims:
        sides.setdefault(side_of(claim), []).append(claim)
    found = {"denies" if one == "contradicts" else one for one in map(verdict_of, sides.values())}
    order: tuple[Verdict, ...] = ("denies", "disputes", "reports", "withdrawn")
    return next((one for one in order if one in found), "silent")


def side_of(claim: Claim) -> str:
    """The party of a claim; a source without one speaks for itself."""
    return claim.source.party or f"source {claim.source.id}"


def latest(claims: Sequence[Claim]) -> list[Claim]:
    """The claims that none is surely later than, in their order."""
    first = max((said.first for claim in claims if (said := said_days(claim.day))), default=None)
    if first is None:
        return list(claims)
    return [claim for claim in claims if not (said := said_days(claim.day)) or said.last >= first]


def stated(claims: Sequence[Claim], columns: Sequence[str]) -> Claim | None:
    """The latest claim that says something of its own in these columns; of one day the later one in the file."""
    found = [claim for claim in claims if claim.stance in STATED and any(getattr(claim, name) for name in columns)]
    return max(reversed(found), key=_when_said, default=None)


def _when_said(claim: Claim) -> tuple[int, int]:
    said = said_days(claim.day)
    return (said.last, said.first) if said else (-(2**31), -(2**31))


def _surely_later(claim: Claim, than: Claim) -> bool:
    one, other = said_days(claim.day), said_days(than.day)
    return one is not None and other is not None and one.first > other.last
