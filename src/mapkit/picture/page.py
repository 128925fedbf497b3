"""A page with one map: what stands where on it, and the order in which it is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FIT, Look
from mapkit.drawing.marks import longitudes
from mapkit.drawing.style import LIGHT
from mapkit.errors import ExportError
from mapkit.picture.badges import Whole, draw_badge, place_badges
from mapkit.picture.cells import COUNTS_BY, Scale, draw_marks, kept_clear, scale_of, shown_marks
from mapkit.picture.corner import draw_corner
from mapkit.picture.frame import Box, Frame, around, fit, turned
from mapkit.picture.graticule import draw_graticule
from mapkit.picture.ground import draw_ground
from mapkit.picture.inset import draw_inset, emptiest_corner, inset_box
from mapkit.picture.labels import draw_labels
from mapkit.picture.legend import draw_legend, legend_height
from mapkit.picture.lens_signs import draw_moves
from mapkit.picture.letters import LEADING, Letters
from mapkit.picture.numbers import draw_numbers, number_sign, site_numbers
from mapkit.picture.place_signs import state_notes
from mapkit.picture.places import Drawn, draw_sites
from mapkit.picture.projections import TURN
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.signs import NUMBERED, SIGNS, entries, expected
from mapkit.picture.strip import draw_strip
from mapkit.picture.symbols import Symbol, draw_over, points
from mapkit.receipts.receipt import receipt_line
from mapkit.regions import on_regions
from mapkit.where import LANDS, BBox
from mapkit.words import sentence

MIN_SIZE = (480, 360)  # CSS pixels, under which there is no room for a map
EDGE = 20.0
GAP = 10.0
LEGEND = 200.0
COLUMNS = 3  # of a legend under the map
STRIP = 84.0
DOT = 3.5  # half the room that the dot of a site takes
USUAL = 660.0  # CSS pixels of the shorter side from which on the title grows
LARGEST = 1.6
MAX_SENTENCE = 8  # lines: every filter is named in it
TITLE = Letters(19, LIGHT["ink"], bold=True)
SENTENCE = Letters(12, LIGHT["label"])
SMALL = Letters(8.5, LIGHT["label"])


@dataclass(frozen=True)
class Rooms:
    """Where the parts of a page stand: the map, the columns of its legend, the small map if it has room, the strip."""

    map: Box
    legend: tuple[Box, ...]
    inset: Box | None
    strip: Box


def draw_page(page: Sheet, atlas: Atlas, look: Look) -> None:
    """Draw all of the picture. Raises ExportError where there is no room for a map."""
    check_room(page, look)
    bottom = draw_footer(page, atlas)
    rooms = rooms_of(page, atlas, look, (draw_header(page, atlas.meta.title, sentence(atlas)), bottom))
    found, scale = _draw_map(page, rooms, atlas, look)
    draw_strip(page, rooms.strip, atlas)
    draw_receipt(page, atlas, atlas.counts.shown - sum(one.whole for one in found), scale)


def check_room(page: Sheet, look: Look) -> None:
    """Raise ExportError where there is no room for a map."""
    if page.width < MIN_SIZE[0] or page.height < MIN_SIZE[1]:
        wide, high = look.pixels
        raise ExportError(
            f"{wide} x {high} pixels at {look.resolution:g} dpi have no room for a map: ask for more pixels or less dpi"
        )


def box_of(atlas: Atlas, look: Look) -> BBox:
    """The box that a picture shows: as asked; else the smallest one of the view, the atlas's home, what is shown."""
    if isinstance(look.box, BBox):
        return look.box
    if look.box != FIT and atlas.view.where:
        return min(sorted(atlas.view.where), key=_square_degrees)
    if look.box != FIT and atlas.meta.home:
        return atlas.meta.home
    box = atlas.extent
    if box and box.east - box.west > TURN / 2:
        box = turned(box, longitudes(atlas))
    return around(box) if box else LANDS


def _square_degrees(box: BBox) -> float:
    return (box.east - box.west + TURN * box.crosses_antimeridian) * (box.north - box.south)


def draw_header(page: Sheet, title: str, words: str) -> float:
    """Title and sentence, larger on large paper; gives the y at which the map may begin."""
    large = min(LARGEST, max(1.0, min(page.width, page.height) / USUAL))
    heading, below = replace(TITLE, size=TITLE.size * large), replace(SENTENCE, size=SENTENCE.size * large**0.5)
    room = page.width - 2 * EDGE
    y = write(page, page.wrapped(title, heading, room, 2), EDGE, heading)
    return write(page, page.wrapped(words, below, room, MAX_SENTENCE), y + 3, below) + 8


def rooms_of(page: Sheet, atlas: Atlas, look: Look, span: tuple[float, float]) -> Rooms:
    """Where things stand between two heights: the legend beside the map, on upright paper under it."""
    left, right, (top, bottom) = EDGE, page.width - EDGE, span
    strip = (left, bottom - STRIP, right, bottom)
    low = bottom - STRIP - GAP
    if page.height <= page.width:
        legend = (right - LEGEND + 4, top, right, low)
        return Rooms((left, top, right - LEGEND - GAP, low), (legend,), None, strip)
    wide = (right - left - GAP * COLUMNS) / (COLUMNS + look.inset)
    high = legend_height(page, wide, COLUMNS, expected(atlas))
    tops = low - (max(high, wide / 1.4) if look.inset else high)
    columns = [(left + place * (wide + GAP), tops, left + place * (wide + GAP) + wide, low) for place in range(COLUMNS)]
    inset = (right - wide, tops, right, min(low, tops + wide / 1.2)) if look.inset else None
    return Rooms((left, top, right, tops - GAP), tuple(columns), inset, strip)


def _draw_map(page: Sheet, rooms: Rooms, atlas: Atlas, look: Look) -> tuple[list[Symbol], Scale | None]:
    """The map with its legend; gives its marks, and what they mean if they are squares."""
    frame = fit(box_of(atlas, look), rooms.map, look.projection)
    overlays = draw_ground(page, frame, atlas)
    drawn, taken = draw_under(page, frame, atlas, look)
    over = look.over and draw_over(page, frame, atlas)
    found = shown_marks(frame, atlas)
    scale = scale_of(frame, found)
    marks = points(found)
    moves = draw_moves(page, frame, atlas)
    draw_marks(page, frame, marks)
    explained = entries(atlas, drawn, found, overlays, scale=scale, over=over, moves=moves)
    if look.dossier and not atlas.large_view and (plates := draw_numbers(page, frame, atlas, marks)):
        taken += plates
        explained += [*([] if (None, SIGNS) in explained else [(None, SIGNS)]), (number_sign, NUMBERED)]
    y = draw_legend(page, rooms.legend, explained)
    if look.inset:
        box = rooms.inset or inset_box(rooms.legend[-1], y + GAP) or emptiest_corner(rooms.map, marks)
        taken += [box] * draw_inset(page, box, frame)
    numbers = site_numbers(frame, atlas) if look.dossier and not atlas.large_view else {}
    taken += _draw_badges(page, frame, atlas, (marks, taken), numbers)
    draw_labels(page, frame, atlas, kept_clear(marks), taken, notes=state_notes(atlas))
    draw_edge(page, frame)
    return found, scale


def _draw_badges(
    page: Sheet, frame: Frame, atlas: Atlas, kept: tuple[list[Symbol], list[Box]], numbers: Mapping[str, str]
) -> list[Box]:
    """Draw what stands for regions as a whole, clear of what is kept, with its numbers; the boxes that it takes."""
    held = {site: Whole(kinds, numbers.get(site, "")) for site, kinds in on_regions(atlas).items()}
    badges = place_badges(page, frame, atlas, held, *kept)
    for badge in badges:
        draw_badge(page, atlas, badge, held[badge.site])
    return [badge.box for badge in badges]


def draw_under(page: Sheet, frame: Frame, atlas: Atlas, look: Look) -> tuple[Drawn, list[Box]]:
    """What lies between ground and marks: graticule, sites, scale; tells what is drawn, and the boxes it takes."""
    taken = draw_graticule(page, frame) if look.graticule else []
    drawn = draw_sites(page, frame, atlas)
    dots = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in drawn.points]
    return drawn, [*taken, *dots, *draw_corner(page, frame)]


def draw_edge(page: Sheet, frame: Frame) -> None:
    """The line around the map."""
    left, top, right, bottom = frame.page
    page.shape([[(left, top), (right, top), (right, bottom), (left, bottom)]], Paint(edge=LIGHT["border"], width=0.8))


def draw_footer(page: Sheet, atlas: Atlas) -> float:
    """Credits, never cut short for room, above the room of the receipt; gives the y at which the strip must end."""
    parts = [*atlas.meta.credits, *([f"Licence: {atlas.meta.licence}"] if atlas.meta.licence else [])]
    lines = page.wrapped(" · ".join(parts), SMALL, page.width - 2 * EDGE, 8)
    top = _receipt_top(page, atlas) - len(lines) * SMALL.size * LEADING
    write(page, lines, top, SMALL)
    return top - GAP / 2


def draw_receipt(page: Sheet, atlas: Atlas, beyond: int, scale: Scale | None = None) -> None:
    """The receipt at the foot; `beyond` is how many incidents are shown but lie beyond the edge of the map."""
    write(page, _receipt_lines(page, atlas, beyond, scale.side if scale else ""), _receipt_top(page, atlas), SMALL)


def _receipt_lines(page: Sheet, atlas: Atlas, beyond: int, side: str) -> list[str]:
    words = receipt_line(atlas) + (f" · {COUNTS_BY} {side}" if side else "")
    words += f" · {beyond:,} shown beyond the edge of this map" if beyond else ""
    return page.wrapped(words, SMALL, page.width - 2 * EDGE, 4)


def _receipt_top(page: Sheet, atlas: Atlas) -> float:
    """Where the receipt begins, with room for its longest form: only the finished map knows what lies beyond it."""
    longest = _receipt_lines(page, atlas, atlas.counts.shown, "0,000 km" if atlas.large_view else "")
    return page.height - EDGE / 2 - len(longest) * SMALL.size * LEADING


def write(page: Sheet, lines: Sequence[str], y: float, letters: Letters) -> float:
    """Lines of text from y down; gives the y under them."""
    for line in lines:
        page.text((EDGE, y + letters.size), line, letters)
        y += letters.size * LEADING
    return y
