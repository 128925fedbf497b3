"""Names on the map: the most important first, each at the first place beside its point that is still free."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from mapkit.atlas import Atlas
from mapkit.drawing.standing import sites_shown
from mapkit.drawing.style import LIGHT
from mapkit.names import JOINT, all_names, fold
from mapkit.naming import local_name, name_of
from mapkit.picture.frame import Box, Frame, overlap
from mapkit.picture.ground import context_shown, names_of, rank_of
from mapkit.picture.letters import LEADING, Letters, visible
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import MAX_SHAPES, Symbol
from mapkit.regions import regions

SITE_ZOOM = 7.5  # from here on sites that show nothing are named too
PLACE_ZOOM = 2.5  # places of rank 0; each further rank needs more
RANK_ZOOM = 0.7
WIDEST = 170.0  # pixels; names wider than this stand one above the other
MAX_LABELS = 60
MAX_TRIED = 400
LETTERS = {
    "shown": Letters(12, LIGHT["ink"], bold=True, halo=LIGHT["halo"]),
    "site": Letters(11, LIGHT["ink"], halo=LIGHT["halo"]),
    "place": Letters(10.5, LIGHT["label"], halo=LIGHT["halo"]),
    "local": Letters(9.5, LIGHT["label"], halo=LIGHT["halo"]),
}
Lines = list[tuple[str, Letters]]
NOTE = Letters(9, LIGHT["label"], halo=LIGHT["halo"])
MARGIN = 2.5
FARTHER = 22.0  # a name of a mark that finds no room beside it may stand off, tied to it by a line


@dataclass(frozen=True)
class Label:
    """A name that wants to stand beside a point of the page, `gap` pixels away."""

    text: str
    x: float
    y: float
    gap: float
    rank: str  # "shown", "site" or "place"
    local: str = ""  # its local names, and
    note: str = ""  # what stands under them, where there is room for both


@dataclass(frozen=True)
class Placed:
    """A label with the lines that it has room for, its box on the page, and how these are aligned in it."""

    label: Label
    lines: Lines
    box: Box
    align: str
    tied: bool


def draw_labels(  # noqa: PLR0913 - names and what they must not cover
    sheet: Sheet,
    frame: Frame,
    atlas: Atlas,
    found: Sequence[Symbol],
    taken: Sequence[Box],
    *,
    notes: Mapping[str, str] | None = None,
) -> int:
    """Write the names that fit, local names below them, clear of the marks and of the boxes taken; how many did.

    Names of what is shown come first, with local names as far as none of them is lost for those; then other names,
    then theirs. `notes` are words to stand under the names of sites, by their ids, where there is room.
    """
    known = {one.text: one for one in reversed(list(islice(_labels(frame, atlas, found, notes or {}), MAX_TRIED)))}
    wanted = list(reversed(known.values()))
    shown = [one for one in wanted if one.rank == "shown"][:MAX_LABELS]
    rooms = [Room(sheet, frame, [*taken, *_mark_boxes(found)]) for _ in range(2)]
    rooms[0].add(shown, local=True)
    rooms[1].add(shown, local=False)
    room = max(rooms, key=lambda one: len(one.placed))
    room.extend(0)
    first = len(room.placed)
    room.add([one for one in wanted if one.rank != "shown"][: MAX_LABELS - first], local=False)
    room.extend(first)
    for one in room.placed:
        _draw(sheet, one)
    return len(room.placed)


class Room:
    """A map with labels, each of which finds its place among those before it, clear of the boxes taken."""

    def __init__(self, sheet: Sheet, frame: Frame, boxes: list[Box]) -> None:
        self.sheet, self.frame, self.boxes = sheet, frame, boxes
        self.placed: list[Placed] = []

    def add(self, labels: Sequence[Label], *, local: bool) -> None:
        """Place the labels that find room, with their local names if asked and possible."""
        for one in labels:
            full, named, bare = (_lines_of(self.sheet, one, parts) for parts in (2, 1, 0))
            choices = [full, named, bare] if local else [bare]
            tries = [(lines, gap) for gap in _gaps(one) for lines in choices]
            placed = next(filter(None, (self.place(one, lines, gap) for lines, gap in tries)), None)
            if placed:
                self.boxes.append(placed.box)
                self.placed.append(placed)

    def extend(self, first: int) -> None:
        """Give what stands without them its local names and its note, where there is room for these too."""
        for at, one in enumerate(self.placed[first:], first):
            place, choices = self.boxes.index(one.box), [_lines_of(self.sheet, one.label, parts) for parts in (2, 1)]
            tries = [(lines, gap) for lines in choices if len(lines) > len(one.lines) for gap in _gaps(one.label)]
            more = next(filter(None, (self.place(one.label, *two, but=place) for two in tries)), None)
            if more:
                self.boxes[place], self.placed[at] = more.box, more

    def place(self, one: Label, lines: Lines, gap: float, but: int = -1) -> Placed | None:
        """The first free place around the label's point, whatever box `but` takes; None if there is none."""
        width = max(self.sheet.text_width(*line) for line in lines)
        height = sum(letters.size * LEADING for _, letters in lines)
        others = [box for place, box in enumerate(self.boxes) if place != but]
        for left, top, align in _around(one, gap, width, height):
            box = (left - MARGIN, top - MARGIN / 2, left + width + MARGIN, top + height + MARGIN / 2)
            if _inside(box, self.frame.page) and not any(overlap(box, other) for other in others):
                return Placed(one, lines, box, align, gap > one.gap)
        return None


def _mark_boxes(found: Sequence[Symbol]) -> list[Box]:
    reaches = ((one, one.reach) for one in found[:MAX_SHAPES])
    return [(one.x - reach, one.y - reach, one.x + reach, one.y + reach) for one, reach in reaches]


def _labels(frame: Frame, atlas: Atlas, found: Sequence[Symbol], notes: Mapping[str, str]) -> Iterator[Label]:
    gaps = {one.site: max(one.radius + 5, one.reach + 3) for one in reversed(found) if one.site}
    order = {one.site: place for place, one in enumerate(found)}
    sites = [site for site, _ in sites_shown(atlas) if site.lon is not None and site.lat is not None]
    whole = regions(atlas)
    for site in sorted((one for one in sites if one.id not in whole), key=lambda one: order.get(one.id, len(order))):
        x, y = frame.place(site.lon or 0.0, site.lat or 0.0)
        rank = "shown" if site.id in gaps else "site"
        if frame.holds(x, y) and (rank == "shown" or frame.zoom >= SITE_ZOOM) and site.names:
            name, local = visible(name_of(atlas, site.names)), visible(local_name(atlas, site.names))
            yield Label(name, x, y, gaps.get(site.id, 7.0), rank, local, notes.get(site.id, ""))
    known = {fold(name) for site in sites for name in all_names(site.names)}
    yield from _places(frame, atlas, known)


def _places(frame: Frame, atlas: Atlas, known: set[str]) -> Iterator[Label]:
    """Places of the basemap, but for those that are sites."""
    ranked = [(rank_of(one), place, one) for place, (one, _) in enumerate(context_shown(atlas, "places"))]
    for rank, _, feature in sorted(ranked, key=lambda one: one[:2]):
        names, geometry = names_of(feature["properties"] or {}), feature["geometry"] or {}
        if frame.zoom < PLACE_ZOOM + RANK_ZOOM * rank or not names or geometry.get("type") != "Point":
            continue
        x, y = frame.place(*geometry["coordinates"][:2])
        if frame.holds(x, y) and known.isdisjoint(map(fold, all_names(names))):
            yield Label(visible(name_of(atlas, names)), x, y, 5.0, "place", visible(local_name(atlas, names)))


def _gaps(one: Label) -> list[float]:
    """How far from its point a label may stand, the nearest first."""
    return [one.gap, *([one.gap + FARTHER] if one.rank == "shown" else [])]


def _lines_of(sheet: Sheet, one: Label, parts: int) -> Lines:
    """The name alone, with one part more its local names, with two its note too."""
    letters, local = LETTERS[one.rank], LETTERS["local"]
    lines = [(line, letters) for line in _lines(sheet, one.text, letters)]
    if parts and one.local:
        lines += [(line, local) for line in _lines(sheet, one.local, local)]
    return lines + [(line, NOTE) for line in sheet.wrapped(one.note, NOTE, WIDEST, 2) if parts > 1]


def _lines(sheet: Sheet, text: str, letters: Letters) -> list[str]:
    """The names in one line, else one above the other, each in at most two."""
    if sheet.text_width(text, letters) <= WIDEST:
        return [text]
    return [line for name in text.split(JOINT) for line in sheet.wrapped(name, letters, WIDEST, 2)] or [text]


def _tie(sheet: Sheet, one: Label, box: Box) -> None:
    """A thin line from the mark's edge to the nearest point of its name."""
    x, y = min(max(one.x, box[0]), box[2]), min(max(one.y, box[1] + MARGIN), box[3] - MARGIN)
    share = (one.gap - 4) / max(math.hypot(x - one.x, y - one.y), one.gap)
    start = (one.x + (x - one.x) * share, one.y + (y - one.y) * share)
    sheet.shape([[start, (x, y)]], Paint(edge=LIGHT["ink"], width=0.8), closed=False)


def _around(one: Label, gap: float, width: float, height: float) -> Iterator[tuple[float, float, str]]:
    """Left, top and alignment of the places tried, the best first."""
    x, y = one.x, one.y
    slant = gap * 0.7
    yield x + gap, y - height / 2, "left"
    yield x - gap - width, y - height / 2, "right"
    yield x - width / 2, y - gap - height, "center"
    yield x - width / 2, y + gap, "center"
    for left, align in ((x + slant, "left"), (x - slant - width, "right")):
        yield left, y - slant - height, align
        yield left, y + slant, align


def _draw(sheet: Sheet, placed: Placed) -> None:
    one, (left, top, right, _) = placed.label, placed.box
    if placed.tied:
        _tie(sheet, one, placed.box)
    x = {"left": left + MARGIN, "center": (left + right) / 2, "right": right - MARGIN}[placed.align]
    top += MARGIN / 2
    if one.rank == "place":
        sheet.disc((one.x, one.y), 1.8, Paint(LIGHT["label"]))
    for line, letters in placed.lines:
        sheet.text((x, top + 0.78 * letters.size * LEADING), line, letters, align=placed.align)
        top += letters.size * LEADING


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]
