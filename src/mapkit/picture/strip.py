"""The strip of time under a map: how many incidents may have begun in each month, by kind, with the window marked.

What went on is a thin line on the days after. So is what may have begun on any of more than WIDE_DAYS: it says little
about any one month.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from mapkit.atlas import Atlas
from mapkit.drawing.marks import day_counts
from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Box
from mapkit.picture.letters import Letters
from mapkit.picture.sheet import Paint, Sheet
from mapkit.timespan import Days, span_of
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of

WIDE_DAYS = 62
MAX_BINS = 400
MONTHS_OF_YEAR = 12
SIZE = 9.0
LETTERS = Letters(SIZE, LIGHT["label"])
AXIS = 14.0  # height of the years under the bars
CAPTION = 14.0  # height of the words above them
YEAR_GAP = 34.0  # least distance of two years that are written
LINE = 3.0
NARROW = 0.3  # of a bar's width: of what those do not speak of who are asked


@dataclass(frozen=True)
class Bins:
    """Counts over time: `edges` are day numbers, shape (bins + 1,); `counts` has a row a kind, `below` is one row.

    Where somebody is asked, a last row of `counts` is of what they do not speak of, of whatever kind it is.
    """

    unit: str
    edges: Days
    counts: Days
    below: Days


def bins(atlas: Atlas) -> Bins | None:
    """Everything that passes the view's filters but the one on time, counted by month (long spans by years)."""
    ever = atlas.through(atlas.view.without("when", "certain"))
    first, begun, ended = (day_counts(ever, edge, WIDE_DAYS) for edge in ("start", "begun", "end"))
    span = span_of(first["day"].to_numpy("int64"), ended["day"].to_numpy("int64"), atlas.meta.window)
    if span is None:
        return None
    unit, edges = _edges(span.start, span.end)
    narrow = [one[~one["wide"]] for one in (first, begun)]
    counts = [
        _overlapping(edges, *(one[(one["kind"] == kind.id) & one["spoken"]] for one in narrow))
        for kind in atlas.meta.kinds
    ]
    if atlas.view.according:
        counts.append(_overlapping(edges, *(one[~one["spoken"]] for one in narrow)))
    table = np.array(counts, "int64").reshape(len(counts), len(edges) - 1)
    below = _overlapping(edges, *(one[one["wide"]] for one in (first, ended)))
    below += _overlapping(edges, *(one[~one["wide"] & one["lasts"]] for one in (begun, ended)))
    return Bins(unit, edges, table, below)


def _edges(start: date, end: date) -> tuple[str, Days]:
    """The unit of the bins in words, and the day numbers of their edges."""
    months = (end.year - start.year) * MONTHS_OF_YEAR + end.month - start.month + 2
    if months <= MAX_BINS:
        first = Window(start.replace(day=1), end)
        steps = [step.start for step in first.steps("month")]
        return "month", np.array([*map(day_number, steps), day_number(_after(steps[-1], 1))])
    years = -(-(end.year - start.year + 1) // MAX_BINS)
    starts = [date(year, 1, 1) for year in range(start.year, end.year + 1, years)]
    unit = "year" if years == 1 else f"{years} years"
    return unit, np.array([*map(day_number, starts), day_number(_after(starts[-1], years * MONTHS_OF_YEAR))])


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 + months, MONTHS_OF_YEAR)
    return date(year, month + 1, 1) if year <= OPEN_END.year else OPEN_END


def _overlapping(edges: Days, begun: pd.DataFrame, ended: pd.DataFrame) -> Days:
    """How many spans share a day with each bin, shape (bins,), from how many begin and have ended by day."""
    change = np.zeros(len(edges), "int64")
    first = np.searchsorted(edges, begun["day"].to_numpy("int64"), "right") - 1
    after = np.searchsorted(edges, ended["day"].to_numpy("int64"), "left")
    size = len(edges) - 1
    np.add.at(change, np.clip(first, 0, size), begun["count"].to_numpy("int64"))
    np.add.at(change, np.clip(after, 0, size), -ended["count"].to_numpy("int64"))
    return np.cumsum(change)[:size]


def draw_strip(sheet: Sheet, box: Box, atlas: Atlas) -> None:
    """Draw the strip into the box; an atlas that shows nothing at any time has none."""
    found = bins(atlas)
    if found is None:
        return
    left, top, right, bottom = box
    for words in sheet.wrapped(_caption(found, atlas.view.according), LETTERS, right - left, 1):
        sheet.text((left, top + SIZE), words, LETTERS)
    bars = (left, top + CAPTION, right, bottom - AXIS)
    _draw_window(sheet, bars, found, atlas.view.when, under=True)
    _draw_bars(sheet, bars, found, atlas)
    _draw_window(sheet, bars, found, atlas.view.when, under=False)
    _draw_years(sheet, bars, found)


def draw_moment(sheet: Sheet, box: Box, found: Bins, window: Window) -> None:
    """Mark a window on a strip that was drawn without one: what lies outside pales."""
    left, top, right, bottom = box
    bars = (left, top + CAPTION, right, bottom - AXIS)
    edges = [_x(bars, found, day_number(day)) for day in (window.start, window.end)]
    for start, end in ((left, edges[0]), (edges[1], right)):
        corners = [(start, bars[1] - 2), (end, bars[1] - 2), (end, bars[3]), (start, bars[3])]
        sheet.shape([corners], Paint(LIGHT["paper"], alpha=0.7))
    lines = [[(x, bars[1] - 4), (x, bars[3] + 3)] for x in edges]
    sheet.shape(lines, Paint(edge=LIGHT["ink"], width=1.4), closed=False)


def _caption(found: Bins, asked: str) -> str:
    top = int(found.counts.sum(axis=0).max(initial=0))
    words = f"Incidents a {found.unit}" if " " not in found.unit else f"Incidents in {found.unit}"
    words += f", by the day they may have begun; the tallest bar is {top:,}" if top else ""
    words += "; narrow ones: not spoken of" if asked and found.counts[-1].any() else ""
    return f"{words}; the line below: those that went on" if found.below.any() else words


def _x(bars: Box, found: Bins, day: float) -> float:
    first, last = int(found.edges[0]), int(found.edges[-1])
    share = (day - first) / (last - first)
    return bars[0] + min(max(share, 0.0), 1.0) * (bars[2] - bars[0])


def _draw_bars(sheet: Sheet, bars: Box, found: Bins, atlas: Atlas) -> None:
    """Bars stacked by kind, pale outside the window; then the thin line and the ground."""
    floor = bars[3] - (LINE + 1 if found.below.any() else 0)
    unit = (floor - bars[1]) / max(1, int(found.counts.sum(axis=0).max(initial=0)))
    tops = np.cumsum(found.counts, axis=0)
    start, end = day_number(atlas.view.when.start), day_number(atlas.view.when.end)
    inside = (found.edges[:-1] < end) & (found.edges[1:] > start)
    looks = [*((kind.colour, 1.0) for kind in atlas.meta.kinds), (LIGHT["quiet"], NARROW)]
    for row, (colour, share) in enumerate(looks[: len(found.counts)]):
        for alpha, chosen in ((None, inside), (0.4, ~inside)):
            boxes = []
            for place in np.flatnonzero((found.counts[row] > 0) & chosen).tolist():
                top = floor - tops[row][place] * unit
                boxes.append(_bar(bars, found, place, (top, top + found.counts[row][place] * unit), share=share))
            sheet.shape(boxes, Paint(colour, alpha=alpha))
    below = [
        _bar(bars, found, place, (bars[3] - LINE, bars[3]), gap=0) for place in np.flatnonzero(found.below).tolist()
    ]
    sheet.shape(below, Paint(LIGHT["edge"]))
    sheet.shape([[(bars[0], bars[3]), (bars[2], bars[3])]], Paint(edge=LIGHT["edge"], width=0.8), closed=False)


def _bar(  # noqa: PLR0913 - a bar and how it is laid out
    bars: Box, found: Bins, place: int, span: tuple[float, float], *, gap: float = 1.0, share: float = 1.0
) -> list[tuple[float, float]]:
    """The corners of one bin's bar between two heights, in the middle of its bin if it has a share of its width."""
    left, right = _x(bars, found, found.edges[place]), _x(bars, found, found.edges[place + 1])
    right -= gap if right - left > 3 * gap else 0
    left, right = left + (right - left) * (1 - share) / 2, right - (right - left) * (1 - share) / 2
    return [(left, span[0]), (right, span[0]), (right, span[1]), (left, span[1])]


def _draw_window(sheet: Sheet, bars: Box, found: Bins, window: Window, *, under: bool) -> None:
    """The view's window as a pale ground under the bars, or as its two edges over them."""
    start, end = (day_number(day) for day in (window.start, window.end))
    if window.empty or end <= found.edges[0] or start >= found.edges[-1]:
        return
    left, right, top, bottom = _x(bars, found, start), _x(bars, found, end), bars[1] - 2, bars[3]
    if under:
        sheet.shape([[(left, top), (right, top), (right, bottom), (left, bottom)]], Paint(LIGHT["sea"]))
        return
    edges = [left] * (window.start != OPEN_START) + [right] * (window.end != OPEN_END)
    lines = [[(x, top - 2), (x, bottom + 3)] for x in edges]
    sheet.shape(lines, Paint(edge=LIGHT["ink"], width=1.2), closed=False)


def _draw_years(sheet: Sheet, bars: Box, found: Bins) -> None:
    """The years under the bars, at their first day, as many as there is room for."""
    first, last = day_of(int(found.edges[0])).year, day_of(int(found.edges[-1]) - 1).year
    written, ticks = -YEAR_GAP, []
    for year in range(first, last + 1):
        x = _x(bars, found, max(day_number(date(year, 1, 1)), int(found.edges[0])))
        if x - written >= YEAR_GAP and x + YEAR_GAP * 0.7 <= bars[2]:
            sheet.text((x + 3, bars[3] + SIZE + 2), f"{year}", LETTERS)
            ticks.append([(x, bars[3]), (x, bars[3] + SIZE + 2)])
            written = x
    sheet.shape(ticks, Paint(edge=LIGHT["edge"], width=0.8), closed=False)
