"""The dossier as a plain page, to be read or listened to: a heading for each shown incident, its claims as a table."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from mapkit.assets import asset
from mapkit.atlas import Atlas
from mapkit.dossier_words import dated, located, numbered, sorted_as
from mapkit.filter_words import title_words
from mapkit.receipts.containers import HTML_START
from mapkit.receipts.receipt import receipt_json, receipt_line
from mapkit.records import Claim
from mapkit.words import STANCE_WORDS, claimed_words, date_words, listed_words, note_words, sentence

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
OVERVIEW = ("Number", "When", "What", "Kind, toll, dispute")
SAID = ("Who", "Side", "Stance", "What it says", "When said", "Where in it", "Address")


def dossier(atlas: Atlas) -> str:
    """What the atlas shows as an HTML page without scripts or a map. Raises ExportError for more than anybody reads."""
    rows = list(numbered(atlas))
    terms = [f"Licence: {atlas.meta.licence}"] if atlas.meta.licence else []
    lines = [sentence(atlas), *terms, *atlas.meta.credits]
    overview = [
        (str(number), date_words(row), _Link(f"#incident-{number}", _title(row)), sorted_as(atlas, row))
        for number, row in rows
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title_words(atlas))}</title><style>{asset('dossier.css')}</style></head><body><main>"
        f"<h1 dir=auto>{escape(atlas.meta.title)}</h1>{_paragraphs(lines)}"
        f"{_table('All incidents, by date', OVERVIEW, overview)}"
        f"{''.join(_incident(atlas, row, number) for number, row in rows)}</main>"
        f"<footer>{_paragraphs([receipt_line(atlas)])}</footer>{HTML_START}{receipt_json(atlas)}</script></body></html>"
    )


class _Link(str):
    """An address with the words that stand for it: where to go, shown as what it is."""

    words: str

    def __new__(cls, address: str, words: str) -> "_Link":
        """The address itself is the text."""
        made = super().__new__(cls, address)
        made.words = words
        return made


def _title(row: Mapping[Any, Any]) -> str:
    return str(row["title"] or row["id"])


def _incident(atlas: Atlas, row: Mapping[Any, Any], number: int) -> str:
    """The heading, the facts, the texts and the claims of one incident."""
    facts = [dated(row), located(atlas, row), sorted_as(atlas, row), row["text"]]
    facts += [f"Quoted: {row['quote']}"] if row["quote"] else []
    facts += [f"{name}: {words}" for name, words in {**note_words(row), **listed_words(row)}.items()]
    parties = {one.id: one.label for one in atlas.meta.parties}
    said = [_claim(one, parties) for one in atlas.claims_by_incident.get(row["id"], ())]
    claims = _table(f"Who says what of incident {number}", SAID, said) if said else _paragraphs(["No source is named."])
    heading = f'<h2 id="incident-{number}-title" dir=auto>{number}. {escape(_title(row))}</h2>'
    return (
        f'<section id="incident-{number}" aria-labelledby="incident-{number}-title">'
        f"{heading}{_paragraphs(facts)}{claims}</section>"
    )


def _claim(claim: Claim, parties: Mapping[str, str]) -> Sequence[str]:
    """The cells of a claim; an address that is a page of the web can be followed."""
    source = claim.source
    who = ", ".join(part for part in (source.title or source.id, source.publisher) if part)
    address = source.url or source.archive_url
    web = address.lower().startswith(("https://", "http://"))
    stance, said = STANCE_WORDS.get(claim.stance, claim.stance), claimed_words(claim.said, source.published)
    party = parties.get(source.party, "")
    return who, party, stance, claim.says, said, claim.locator, _Link(address, address) if web else address


def _table(caption: str, head: Iterable[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and headings of columns; the first cell of each row is the heading of that row."""
    heads = "".join(f"<th scope=col>{escape(words)}</th>" for words in head)
    body = "".join(f"<tr>{_first(first)}{''.join(map(_other, rest))}</tr>" for first, *rest in rows)
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _first(text: str) -> str:
    return f"<th scope=row dir=auto>{_cell(text)}</th>"


def _other(text: str) -> str:
    return f"<td dir=auto>{_cell(text)}</td>"


def _cell(text: str) -> str:
    if isinstance(text, _Link):
        return f'<a href="{escape(text)}" rel="noreferrer">{escape(text.words)}</a>'
    return escape(text)


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p dir=auto>{escape(line)}</p>" for line in lines if line)
