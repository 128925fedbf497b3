"""The dossier: pages that list every shown incident with its claims and sources, numbered as on the map."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mapkit.atlas import Atlas
from mapkit.dossier_words import dated, located, numbered, sorted_as
from mapkit.drawing.looks import Look
from mapkit.drawing.style import LIGHT
from mapkit.picture.letters import LEADING, Letters
from mapkit.picture.sheet import Paint, Sheet
from mapkit.receipts.receipt import receipt_line
from mapkit.records import Claim
from mapkit.words import (
    STANCE_WORDS,
    listed_words,
    note_words,
    said_words,
)

MAX_LINES = 400  # of one text; a text longer than this is cut with an ellipsis
PAPER = Look(size="a4-portrait")  # measured finely: at few dots an inch hinted letters are wider than printed ones
EDGE, FOOT = 60.0, 46.0  # CSS pixels
COLUMN, CLAIM = 34.0, 14.0  # how far in texts stand, beside their numbers, and claims beyond that
INK, PALE = LIGHT["ink"], LIGHT["label"]
HEADING, BODY = Letters(13, INK, bold=True), Letters(11, INK)
FACTS, FACTS_INK, FACTS_BOLD = Letters(10, PALE), Letters(10, INK), Letters(10, INK, bold=True)
SMALL, NUMBER = Letters(8.5, PALE), Letters(13, INK, bold=True)


@dataclass(frozen=True)
class Line:
    """One line of a page: words, letters, how far in, the space above, whether it keeps to the next, and a number."""

    words: str
    letters: Letters
    indent: float = COLUMN
    above: float = 0.0
    keep: bool = False
    number: str = ""

    @property
    def height(self) -> float:
        """In CSS pixels."""
        return self.above + self.letters.size * LEADING


def draw_dossier(atlas: Atlas) -> list[Sheet]:
    """The pages of the list. Raises ExportError for more incidents than anybody prints."""
    first = _blank()
    lines = [line for number, row in numbered(atlas) for line in _incident(first, atlas, row, number)]
    pages = paged(lines, first.height - EDGE - FOOT - EDGE / 2)
    return [_draw(atlas, page, (number, len(pages) + 1)) for number, page in enumerate(pages, 2)]


def _blank() -> Sheet:
    return Sheet(*PAPER.pixels, PAPER.resolution)


def paged(lines: Sequence[Line], room: float) -> list[list[Line]]:
    """Lines on pages of a height; a line that keeps to the next one goes to the next page with it."""
    pages: list[list[Line]] = []
    used = room + 1
    for place, line in enumerate(lines):
        if used + _need(lines, place, room) > room:
            pages.append([])
            used = -line.above
        pages[-1].append(line)
        used += line.height
    return pages


def _need(lines: Sequence[Line], place: int, room: float) -> float:
    """The height of a line and of those it keeps to, unless these fill a page anyway."""
    last = place
    while lines[last].keep and last + 1 < len(lines):
        last += 1
    whole = sum(line.height for line in lines[place : last + 1])
    return whole if whole <= room / 2 else lines[place].height


def _draw(atlas: Atlas, lines: Sequence[Line], place: tuple[int, int]) -> Sheet:
    """One page, with the receipt and its number at the foot."""
    page, y = _blank(), EDGE - (lines[0].above if lines else 0.0)
    for line in lines:
        y += line.height
        page.text((EDGE + line.indent, y - line.letters.size * 0.3), line.words, line.letters)
        if line.number:
            page.text((EDGE, y - line.letters.size * 0.3), line.number, NUMBER)
    foot = page.height - FOOT
    page.shape([[(EDGE, foot - 14), (page.width - EDGE, foot - 14)]], Paint(edge=LIGHT["rule"]), closed=False)
    room = page.width - 2 * EDGE
    words = f"page {place[0]} of {place[1]}"
    for number, line_words in enumerate(page.wrapped(receipt_line(atlas), SMALL, room - 90, 2)):
        page.text((EDGE, foot + number * SMALL.size * LEADING), line_words, SMALL)
    page.text((page.width - EDGE, foot), words, SMALL, align="right")
    return page


def _incident(page: Sheet, atlas: Atlas, row: Mapping[Any, Any], number: int) -> Iterator[Line]:
    """The lines of one incident."""
    title = row["title"] or row["id"]
    for place, words in enumerate(_wrapped(page, title, HEADING)):
        first = place == 0
        yield Line(words, HEADING, above=16 if first else 0, keep=True, number=f"{number}" if first else "")
    yield from _lines(page, dated(row), FACTS, keep=True)
    yield from _lines(page, located(atlas, row), FACTS, keep=True)
    yield from _lines(page, sorted_as(atlas, row), FACTS, keep=bool(row["text"]))
    yield from _lines(page, row["text"], BODY, above=4)
    yield from _lines(page, f"Quoted: {row['quote']}" if row["quote"] else "", BODY, above=4)
    for name, words in {**note_words(row), **listed_words(row)}.items():
        yield from _lines(page, f"{name}: {words}", FACTS, above=2)
    for claim in atlas.claims_by_incident.get(row["id"], ()):
        yield from _claim(page, atlas, claim)


def _claim(page: Sheet, atlas: Atlas, claim: Claim) -> Iterator[Line]:
    """Who says what of the incident, and where it can be read; a claim that fits on half a page is not broken."""
    source = claim.source
    party = next((one.label for one in atlas.meta.parties if one.id == source.party), "")
    when = said_words(claim.said) if claim.said else source.published
    about = ", ".join(part for part in (source.title, source.publisher, party, when, claim.locator) if part)
    stance = STANCE_WORDS.get(claim.stance, claim.stance)
    parts = [(f"{stance[0].upper()}{stance[1:]}: {about}", FACTS_BOLD), (claim.says, FACTS_INK)]
    parts += [(url, SMALL) for url in dict.fromkeys((source.url, source.archive_url))]
    lines = [(words, letters) for text, letters in parts for words in _wrapped(page, text, letters, CLAIM)]
    for place, (words, letters) in enumerate(lines):
        yield Line(words, letters, COLUMN + CLAIM, above=0 if place else 6, keep=place + 1 < len(lines))


def _lines(page: Sheet, text: str, letters: Letters, *, above: float = 0.0, keep: bool = False) -> Iterator[Line]:
    """A text as lines; none for no text. Breaks that somebody wrote stay."""
    for place, words in enumerate(_wrapped(page, text, letters)):
        yield Line(words, letters, above=0 if place else above, keep=keep)


def _wrapped(page: Sheet, text: str, letters: Letters, further: float = 0.0) -> list[str]:
    room = page.width - 2 * EDGE - COLUMN - further
    return [line for part in text.splitlines() for line in page.wrapped(part, letters, room, MAX_LINES)]
