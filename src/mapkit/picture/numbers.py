"""The numbers of a dossier: every shown incident has one, in the order of time, and its mark on the map carries it."""

from collections.abc import Iterable, Iterator, Sequence

from mapkit.atlas import Atlas
from mapkit.drawing.marks import mark_of
from mapkit.drawing.style import LIGHT
from mapkit.picture.frame import Box, Frame, overlap
from mapkit.picture.letters import Letters
from mapkit.picture.sheet import Paint, Sheet
from mapkit.picture.symbols import Symbol, crowded

LETTERS = Letters(8.5, LIGHT["ink"], bold=True)
HIGH = 12.0
PADDING = 3.0
LONGEST = 44  # characters of the numbers at one mark; what is longer is cut
PAPER, EDGE = "#ffffff", LIGHT["ink"]


def numbered(atlas: Atlas) -> dict[int, int]:
    """The number of each shown incident, by row: 1, 2, ... as they begin."""
    return {int(row): number for number, row in enumerate(atlas.rows()["row"], 1)}


def number_words(numbers: Iterable[int]) -> str:
    """Numbers as people write them.

    >>> number_words([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9, 10'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)  # noqa: PLR2004


def number_sign(sheet: Sheet, at: tuple[float, float]) -> None:
    """A sample of the plates, for the legend."""
    _plate(sheet, (at[0] - 7, at[1] - HIGH / 2, at[0] + 7, at[1] + HIGH / 2), "1")


def draw_numbers(sheet: Sheet, frame: Frame, atlas: Atlas, found: Sequence[Symbol]) -> list[Box]:
    """Write the numbers of each mark beside it, and give the boxes they take; too many marks have none."""
    if crowded(found):
        return []
    names, boxes = dict(_names(frame, atlas)), list[Box]()
    marks = [_square(one) for one in found]
    for one in found:
        words = names.get((round(one.x, 3), round(one.y, 3), one.site), "")
        if words:
            boxes.append(_draw(sheet, one, words, [*boxes, *marks]))
    return boxes


def site_numbers(frame: Frame, atlas: Atlas) -> dict[str, str]:
    """The numbers of what stands on the place of each site."""
    return {site: words for (_, _, site), words in _names(frame, atlas) if site}


def _names(frame: Frame, atlas: Atlas) -> Iterator[tuple[tuple[float, float, str], str]]:
    """The numbers at each mark, by its place on the page and its site."""
    order, table = numbered(atlas), atlas.store.numbers(atlas.view)
    at: dict[int, tuple[float, float, str]] = {}
    groups: dict[int, list[int]] = {}
    columns = (table[name].to_pylist() for name in ("lon", "lat", "spot", "row"))
    for mark, lon, lat, spot, row in zip(mark_of(table).tolist(), *columns, strict=True):
        if mark not in at:
            x, y = frame.place(lon, lat)
            at[mark] = (round(x, 3), round(y, 3), spot)
        groups.setdefault(mark, []).append(order[row])
    yield from ((at[mark], number_words(numbers)) for mark, numbers in groups.items())


def _square(one: Symbol) -> Box:
    return (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)


def _draw(sheet: Sheet, one: Symbol, words: str, taken: Sequence[Box]) -> Box:
    """Write the words on a small plate at the first free corner of the mark, else at its upper right."""
    text = words if len(words) <= LONGEST else words[:LONGEST].rpartition(",")[0] + ", …"
    wide, reach = sheet.text_width(text, LETTERS) + 2 * PADDING, one.radius * 0.8 + 1.5
    right, left, above, below = one.x + reach, one.x - reach - wide, one.y - reach - HIGH, one.y + reach
    middle, over, under = one.x - wide / 2, one.y - one.radius - HIGH - 2, one.y + one.radius + 2
    places = [(right, above), (right, below), (left, above), (left, below), (middle, under), (middle, over)]
    boxes = [(x, y, x + wide, y + HIGH) for x, y in places]
    others = [other for other in taken if other != _square(one)]
    box = next((box for box in boxes if not any(overlap(box, other) for other in others)), boxes[0])
    _plate(sheet, box, text)
    return box


def _plate(sheet: Sheet, box: Box, text: str) -> None:
    corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
    sheet.shape([corners], Paint(PAPER, EDGE, 0.7))
    sheet.text(((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), text, LETTERS, align="center", middle=True)
