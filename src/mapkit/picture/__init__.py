"""Pictures: what an atlas shows, as a PNG file, drawn without a browser and without a network.

The picture holds the title, the view in a sentence, the map with legend and scale, the strip of time with the window
marked, the credits and the receipt. The same atlas and view give the same bytes.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.picture.frame import TURN, Box, Frame, around, fit
from mapkit.picture.ground import draw_ground, draw_sites
from mapkit.picture.labels import draw_labels
from mapkit.picture.margins import draw_legend, draw_scale, entries
from mapkit.picture.sheet import LEADING, Letters, Paint, Sheet, blank_sheet
from mapkit.picture.strip import draw_strip
from mapkit.picture.symbols import draw_symbols, symbols
from mapkit.receipts import receipt, receipt_line
from mapkit.style import LIGHT
from mapkit.where import BBox

WORLD = BBox(-170, -58, 170, 75)
LEAST = (480, 360)  # CSS pixels, under which there is no room for a map
EDGE = 20.0
GAP = 10.0
LEGEND = 200.0
STRIP = 84.0
DOT = 3.5  # half the room that the dot of a site takes
TITLE = Letters(19, LIGHT["ink"], bold=True)
SENTENCE = Letters(12, LIGHT["label"])
SMALL = Letters(8.5, LIGHT["label"])


def png(atlas: Atlas, *, width: int = 1600, height: int = 1000, dpi: float = 144) -> bytes:
    """What the atlas shows as a PNG of `width` times `height` pixels; `dpi` sets the size of text and marks.

    Raises ExportError for a size with no room for a map, and MissingExtra without matplotlib.
    """
    about = receipt(atlas)
    with blank_sheet(width, height, dpi) as page:
        if page.width < LEAST[0] or page.height < LEAST[1]:
            raise ExportError(
                f"{width} x {height} pixels at {dpi:g} dpi have no room for a map: ask for more pixels or for less dpi"
            )
        bottom = _draw_footer(page, atlas)
        top = _draw_header(page, about)
        middle = bottom - STRIP - GAP
        shown = _draw_map(page, (EDGE, top, page.width - EDGE - LEGEND - GAP, middle), atlas)
        draw_strip(page, (EDGE, middle + GAP, page.width - EDGE, bottom), atlas)
        _write(page, _receipt_lines(page, atlas, atlas.counts.shown - shown), _receipt_top(page, atlas), SMALL)
        return page.png(_texts(about, atlas))


def box_of(atlas: Atlas) -> BBox:
    """The box that a picture shows: the smallest one the view asks for, else the atlas's home, else what is shown."""
    if atlas.view.where:
        return min(sorted(atlas.view.where), key=_square_degrees)
    if atlas.meta.home:
        return atlas.meta.home
    return around(atlas.extent) if atlas.extent else WORLD


def _square_degrees(box: BBox) -> float:
    return (box.east - box.west + TURN * box.crosses_antimeridian) * (box.north - box.south)


def _draw_header(page: Sheet, about: Mapping[str, Any]) -> float:
    """Title and sentence; gives the y at which the map may begin."""
    room = page.width - 2 * EDGE
    y = _write(page, page.wrapped(about["title"], TITLE, room, 2), EDGE, TITLE)
    return _write(page, page.wrapped(about["sentence"], SENTENCE, room, 3), y + 3, SENTENCE) + 8


def _draw_map(page: Sheet, box: Box, atlas: Atlas) -> int:
    """The map with its legend to the right; gives how many incidents lie inside its edges."""
    frame = fit(box_of(atlas), box)
    disputed = draw_ground(page, frame, atlas)
    drawn = draw_sites(page, frame, atlas)
    found = symbols(frame, atlas)
    draw_symbols(page, frame, found)
    dots = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in drawn.points]
    draw_labels(page, frame, atlas, found, [draw_scale(page, frame), *dots])
    _draw_edge(page, frame)
    legend = (box[2] + GAP + 4, box[1], page.width - EDGE, box[3])
    draw_legend(page, legend, entries(atlas.meta, drawn, found, disputed))
    return sum(one.count for one in found)


def _draw_edge(page: Sheet, frame: Frame) -> None:
    left, top, right, bottom = frame.page
    page.shape([[(left, top), (right, top), (right, bottom), (left, bottom)]], Paint(edge=LIGHT["border"], width=0.8))


def _draw_footer(page: Sheet, atlas: Atlas) -> float:
    """Credits, never cut short for room, above the room of the receipt; gives the y at which the strip must end."""
    parts = [*atlas.meta.credits, *([f"Licence: {atlas.meta.licence}"] if atlas.meta.licence else [])]
    lines = page.wrapped(" · ".join(parts), SMALL, page.width - 2 * EDGE, 8)
    top = _receipt_top(page, atlas) - len(lines) * SMALL.size * LEADING
    _write(page, lines, top, SMALL)
    return top - GAP / 2


def _receipt_lines(page: Sheet, atlas: Atlas, beyond: int) -> list[str]:
    words = receipt_line(atlas) + (f" · {beyond} shown beyond the edge of this map" if beyond else "")
    return page.wrapped(words, SMALL, page.width - 2 * EDGE, 4)


def _receipt_top(page: Sheet, atlas: Atlas) -> float:
    """Where the receipt begins, with room for its longest form: only the finished map knows what lies beyond it."""
    room = len(_receipt_lines(page, atlas, atlas.counts.shown)) * SMALL.size * LEADING
    return page.height - EDGE / 2 - room


def _write(page: Sheet, lines: Sequence[str], y: float, letters: Letters) -> float:
    """Lines of text from y down; gives the y under them."""
    for line in lines:
        page.text((EDGE, y + letters.size), line, letters)
        y += letters.size * LEADING
    return y


def _texts(about: Mapping[str, Any], atlas: Atlas) -> dict[str, str]:
    """The texts that the file carries: the receipt, as PNG keywords."""
    return {
        "Title": about["title"], "Description": about["sentence"], "Software": f"mapkit {about['version']}",
        "Copyright": " · ".join([about["licence"], *about["credits"]]), "mapkit:view": about["view"],
        "mapkit:digest": about["digest"], "mapkit:receipt": receipt_line(atlas),
    }  # fmt: skip
