"""What lasts for a time, and whether it is there on a day: a state of a site, a line of the basemap, a site itself.

Its first and its last day may each be known only to lie in some days. Then it is surely there from the last of its
possible first days to the first of its possible last days, and possibly there around these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from mapkit.edtf import When
from mapkit.when import OPEN_END, OPEN_START, day_number, day_of


class Standing(IntEnum):
    """What something that lasts is to a window: there on its last day or not; `OVER` ended in it before that day."""

    ABSENT = 0
    OVER = 1
    POSSIBLY = 2
    HOLDS = 3


@dataclass(frozen=True)
class Lasting:
    """The days of what lasts as numbers since 1970-01-01, half-open: those that may be, and in them those that must."""

    start: int
    sure_start: int
    sure_end: int
    end: int

    @classmethod
    def of(cls, written: When, last_day: int) -> "Lasting":
        """The days of a date as written (`edtf.read_span`). What goes on is sure until `last_day`, the atlas's last."""
        return cls(*written.days(day_of(last_day)))

    def standing(self, first: int, last: int) -> Standing:
        """What it is to the window from day `first` to day `last`, both in it.

        >>> from mapkit.edtf import read_span
        >>> corridor = Lasting.of(read_span("2020-11-10/2022-08"), 20_000)
        >>> [corridor.standing(day, day + 30).name for day in (18_600, 19_200, 19_210, 19_300)]
        ['HOLDS', 'POSSIBLY', 'OVER', 'ABSENT']
        """
        if self.start <= last < self.end:
            return Standing.HOLDS if self.sure_start <= last < self.sure_end else Standing.POSSIBLY
        return Standing.OVER if first < self.end <= last else Standing.ABSENT


ALWAYS = Lasting(*[day_number(OPEN_START)] * 2, *[day_number(OPEN_END)] * 2)


def chosen(times: Sequence[Lasting], first: int, last: int) -> tuple[int, Standing] | None:
    """Which of several that last is shown for a window, by its place, and as what; None where none is.

    What surely holds goes before what possibly does, then what began later; where none holds, what ended last.
    """
    found = [(times[place].standing(first, last), place) for place in range(len(times))]
    if not (there := [one for one in found if one[0] != Standing.ABSENT]):
        return None
    best, place = max(there, key=lambda one: (one[0], *_order(times[one[1]], one[0]), one[1]))
    return place, best


def _order(one: Lasting, standing: Standing) -> tuple[int, int]:
    return (one.end, one.start) if standing == Standing.OVER else (one.start, one.end)
