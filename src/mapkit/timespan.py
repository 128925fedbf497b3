"""The time that dates cover, from the first day of any to the last: that of a slider, of a strip, of a film."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of

Days = NDArray[np.int64]


def latest_day(windows: Iterable[Window]) -> date:
    """The last day that any of these windows names; an open end names none, nor does the empty window.

    >>> latest_day([Window.parse("2022-12-12/.."), Window.parse("2021")]).isoformat()
    '2022-12-12'
    """
    days = [window.last if window.end < OPEN_END else window.start for window in windows if not window.empty]
    return max(days, default=OPEN_START)


def span_of(start: Days, end: Days, opening: Window | None = None) -> Window | None:
    """The window over all of start to end (day numbers, `end` the day after the last) and `opening`, an atlas's own.

    Open ends do not stretch it: of "2022-12-12/.." only the first day counts. None where nothing is left.

    >>> span_of(np.array([18_600, 18_700]), np.array([18_601, day_number(OPEN_END)]))
    Window('2020-12-04/2021-03-14')
    """
    if opening:
        start, end = (np.append(days, day_number(day)) for days, day in ((start, opening.start), (end, opening.end)))
    starts, ends = start[start > day_number(OPEN_START)], end[end < day_number(OPEN_END)]
    known = np.concatenate([starts, starts + 1, ends, ends - 1])
    return Window(day_of(int(known.min())), day_of(int(known.max()))) if len(known) else None
