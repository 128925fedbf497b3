"""Names on the map: the most important first, each at the first place beside its point that is still free."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from mapkit.atlas import Atlas
from mapkit.drawing.standing import sites_shown
from mapkit.drawing.style import LIGHT
from mapkit.names import all_names, fold, label
from mapkit.picture.frame import Box, Frame, overlap
from mapkit.picture.ground import context_shown, rank_of
from mapkit.picture.letters import LEADING, Letters, visible
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import MAX_SHAPES, Symbol

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
}
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
    note: str = ""  # what stands under the name where there is room for both


def draw_labels(  # noqa: PLR0913 - names and what they must not cover
    sheet: Sheet,
    frame: Frame,
    atlas: Atlas,
    found: Sequence[Symbol],
    taken: Sequence[Box],
    *,
    notes: Mapping[str, str] | None = None,
) -> int:
    """Write the names that fit, in the atlas's languages, clear of the marks and of the boxes taken; how many did.

    `notes` are words to stand under the names of sites, by their ids, where there is room.
    """
    boxes, written = [*taken, *_mark_boxes(found)], set[str]()
    for number, one in enumerate(_labels(frame, atlas, found, notes or {})):
        if number == MAX_TRIED or len(written) == MAX_LABELS:
            break
        if one.text in written:
            continue
        if box := (one.note and _write(sheet, frame, one, boxes)) or _write(sheet, frame, replace(one, note=""), boxes):
            boxes.append(box)
            written.add(one.text)
    return len(written)


def _mark_boxes(found: Sequence[Symbol]) -> list[Box]:
    reaches = ((one, one.reach) for one in found[:MAX_SHAPES])
    return [(one.x - reach, one.y - reach, one.x + reach, one.y + reach) for one, reach in reaches]


def _labels(frame: Frame, atlas: Atlas, found: Sequence[Symbol], notes: Mapping[str, str]) -> Iterator[Label]:
    gaps = {one.site: max(one.radius + 5, one.reach + 3) for one in reversed(found) if one.site}
    order = {one.site: place for place, one in enumerate(found)}
    sites = [site for site, _ in sites_shown(atlas) if site.lon is not None and site.lat is not None]
    for site in sorted(sites, key=lambda one: order.get(one.id, len(order))):
        x, y = frame.place(site.lon or 0.0, site.lat or 0.0)
        rank = "shown" if site.id in gaps else "site"
        if frame.holds(x, y) and (rank == "shown" or frame.zoom >= SITE_ZOOM) and site.names:
            name = visible(label(site.names, atlas.meta.labels))
            yield Label(name, x, y, gaps.get(site.id, 7.0), rank, notes.get(site.id, ""))
    known = {fold(name) for site in sites for name in all_names(site.names)}
    yield from _places(frame, atlas, known)


def _places(frame: Frame, atlas: Atlas, known: set[str]) -> Iterator[Label]:
    """Places of the basemap, but for those that are sites."""
    ranked = [(rank_of(one), place, one) for place, (one, _) in enumerate(context_shown(atlas, "places"))]
    for rank, _, feature in sorted(ranked, key=lambda one: one[:2]):
        names, geometry = _names(feature["properties"] or {}), feature["geometry"] or {}
        if frame.zoom < PLACE_ZOOM + RANK_ZOOM * rank or not names or geometry.get("type") != "Point":
            continue
        x, y = frame.place(*geometry["coordinates"][:2])
        if frame.holds(x, y) and known.isdisjoint(map(fold, all_names(names))):
            yield Label(visible(label(names, atlas.meta.labels)), x, y, 5.0, "place")


def _names(properties: Any) -> dict[str, list[str]]:
    names = properties.get("names")
    if isinstance(names, dict) and names:
        return {language: list(found) for language, found in names.items() if found}
    return {"en": [properties["name"]]} if properties.get("name") else {}


def _write(sheet: Sheet, frame: Frame, one: Label, boxes: Sequence[Box]) -> Box | None:
    """Write a label at the first free place around its point; None if there is none."""
    letters = LETTERS[one.rank]
    lines = [(line, letters) for line in _lines(sheet, one.text, letters)]
    lines += [(line, NOTE) for line in sheet.wrapped(one.note, NOTE, WIDEST, 2)]
    width = max(sheet.text_width(*line) for line in lines)
    height = sum(letters.size * LEADING for _, letters in lines)
    for gap in (one.gap, one.gap + FARTHER) if one.rank == "shown" else (one.gap,):
        for left, top, align in _around(one, gap, width, height):
            box = (left - MARGIN, top - MARGIN / 2, left + width + MARGIN, top + height + MARGIN / 2)
            if _inside(box, frame.page) and not any(overlap(box, other) for other in boxes):
                if gap > one.gap:
                    _tie(sheet, one, box)
                _draw(sheet, one, lines, (left, top, width), align)
                return box
    return None


def _lines(sheet: Sheet, text: str, letters: Letters) -> list[str]:
    """The names in one line, else one above the other; those of marks may take two lines each."""
    if sheet.text_width(text, letters) <= WIDEST:
        return [text]
    names, most = text.split(" · "), 2 if letters.bold else 1
    return [line for name in names for line in sheet.wrapped(name, letters, WIDEST, most)] or [text]


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


def _draw(
    sheet: Sheet, one: Label, lines: Sequence[tuple[str, Letters]], at: tuple[float, float, float], align: str
) -> None:
    left, top, width = at
    x = left + {"left": 0.0, "center": width / 2, "right": width}[align]
    if one.rank == "place":
        sheet.disc((one.x, one.y), 1.8, Paint(LIGHT["label"]))
    for line, letters in lines:
        sheet.text((x, top + 0.78 * letters.size * LEADING), line, letters, align=align)
        top += letters.size * LEADING


def _inside(box: Box, page: Box) -> bool:
    return box[0] >= page[0] and box[1] >= page[1] and box[2] <= page[2] and box[3] <= page[3]
