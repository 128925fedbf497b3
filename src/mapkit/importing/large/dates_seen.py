"""What is known of the dates of a large table once all of it has gone by: how many are of which sort, and the last."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow.compute as pc

from mapkit.edtf import read
from mapkit.importing.cells.date_columns import SORTS, sorts_told
from mapkit.records import WITHIN, Source
from mapkit.timespan import latest_day
from mapkit.when import OPEN_END, OPEN_START, day_number, day_of


class DatesSeen:
    """The dates of the store's tables of incidents that were added.

    `spans` is how many rows named two days, `within` how many of these are told as within their days, `said` are the
    days on which sources said something.
    """

    def __init__(self) -> None:
        self.sorts: Counter[str] = Counter()
        self.spans = self.within = 0
        self.said: set[str] = set()
        self.last = day_number(OPEN_START)

    def add(self, table: Any) -> None:
        """Take in more rows."""
        start, end = table["start"], table["end"]
        self.within += pc.sum(pc.equal(table["when_basis"], WITHIN)).as_py() or 0
        lasted = pc.match_substring(table["when"], "/")
        several = pc.and_(pc.invert(lasted), pc.greater(pc.subtract(end, start), 1))
        found = [pc.sum(one).as_py() or 0 for one in (lasted, several)]
        undated = start.null_count
        counts = [*found, len(table) - sum(found) - undated, undated]
        self.sorts.update(dict(zip(SORTS, counts, strict=True)))
        named = pc.if_else(pc.less(end, day_number(OPEN_END)), pc.subtract(end, 1), start)
        self.last = max(self.last, pc.max(named).as_py() or self.last)

    def as_of(self, sources: Iterable[Source]) -> date:
        """The last day that a date, a source or a claim names: up to then what goes on is certain."""
        told = {*(source.published for source in sources), *self.said} - {""}
        return max(day_of(self.last), latest_day(read(text).window for text in told))

    def __str__(self) -> str:
        """The report's sentence."""
        return sorts_told(self.sorts, self.within)
