"""What lasts for a time, and whether it is there on a day: a state of a site, a line of the basemap, a site itself.

Its first and its last day may each be known only to lie in some days. Then it is surely there from the last of its
possible first days to the first of its possible last days, and possibly there around these.
"""

from collections.abc import Sequence
from enum import IntEnum

from mapkit.edtf import Days
from mapkit.when import OPEN_END, OPEN_START, day_number


class Standing(IntEnum):
    """What something that lasts is to a window: there on its last day or not; `OVER` ended in it before that day."""

    ABSENT = 0
    OVER = 1
    POSSIBLY = 2
    HOLDS = 3


ALWAYS = Days(*[day_number(OPEN_START)] * 2, *[day_number(OPEN_END)] * 2)


def standing(days: Days, first: int, last: int) -> Standing:
    """What something that lasts these days is to the window from day `first` to day `last`, both in it.

    >>> from datetime import date
    >>> from mapkit.edtf import read_span
    >>> corridor = read_span("2020-11-10/2022-08").days(date(2024, 6, 1))
    >>> [standing(corridor, day, day + 30).name for day in (18_600, 19_200, 19_210, 19_300)]
    ['HOLDS', 'POSSIBLY', 'OVER', 'ABSENT']
    """
    if days.start <= last < days.end:
        return Standing.HOLDS if days.sure_start <= last < days.sure_end else Standing.POSSIBLY
    return Standing.OVER if first < days.end <= last else Standing.ABSENT


def chosen(times: Sequence[Days], first: int, last: int) -> tuple[int, Standing] | None:
    """Which of several that last is shown for a window, by its place, and as what; None where none is.

    What surely holds goes before what possibly does, then what began later; where none holds, what ended last.
    """
    found = [(standing(days, first, last), place) for place, days in enumerate(times)]
    if not (there := [one for one in found if one[0] != Standing.ABSENT]):
        return None
    best, place = max(there, key=lambda one: (one[0], *_order(times[one[1]], one[0]), one[1]))
    return place, best


def _order(one: Days, found: Standing) -> tuple[int, int]:
    return (one.end, one.start) if found == Standing.OVER else (one.start, one.end)
