"""Dates that the first format left open, and what somebody says of them: that they lasted, or were one of their days.

A date with a slash then meant "some days of these". `one-of` is written into a date, [a..b], so it can be said of some
kinds now and of others later. That dates lasted is said by the format of the atlas alone, of all that are open: so it
is said last, and refused while dates of kinds that are not named are open.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from mapkit.edtf import as_one_of, meant_otherwise, read
from mapkit.errors import ExportError, ParseError

Dates = Literal["lasted", "one-of"]
DATES: tuple[Dates, ...] = get_args(Dates)


@dataclass(frozen=True)
class Migrated:
    """How many open dates of each kind were said to be what, and how many are left open."""

    said: Mapping[str, int]
    left: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """What somebody says of the open dates of these kinds, or of all without kinds."""

    dates: Dates
    kinds: frozenset[str] = frozenset()

    def names(self, kind: str) -> bool:
        """Whether it is said of a kind."""
        return not self.kinds or kind in self.kinds

    def of(self, found: Mapping[str, int], known: Collection[str]) -> Migrated:
        """What it says of open dates by kind, in an atlas of these kinds. Raises ExportError if it cannot be kept."""
        if odd := sorted(self.kinds - {*known, *found}):
            raise ExportError(f"the atlas has no kind {odd[0]!r}: name some of {', '.join(map(repr, known))}")
        said = {kind: times for kind, times in found.items() if self.names(kind)}
        left = {kind: times for kind, times in found.items() if kind not in said}
        if found and not said:
            raise ExportError(f"no date of these kinds is open: open are {counted(found)}")
        if left and self.dates == "lasted":
            text = f"it would be said of {counted(left)} too, for the format of an atlas is that of all of its dates"
            way = "say first which kinds are one-of (what differs within a kind is written by hand, [a..b] or a/b)"
            raise ExportError(f"that dates lasted is said last: {text}: {way}")
        return Migrated(said, left)

    def written(self, when: str) -> str:
        """An open date as it is written from now on."""
        return as_one_of(when) if self.dates == "one-of" else when


def is_open(when: str) -> bool:
    """Whether a date meant something else in the first format; an empty one did not, nor one that cannot be read."""
    try:
        return bool(when) and meant_otherwise(read(when))
    except ParseError:
        return False


def counted(kinds: Mapping[str, int]) -> str:
    """ "3 of 'siege', 1 of 'raid'"."""
    return ", ".join(f"{times:,} of {kind!r}" for kind, times in Counter(kinds).most_common())
