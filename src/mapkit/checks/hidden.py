"""The rule about characters in a text that nobody sees."""

import re
from collections.abc import Iterator

from mapkit.checks.whole import Findings, Whole, claim_place, incident_place, site_place
from mapkit.contents import own_columns
from mapkit.incident_columns import names
from mapkit.store.incident_table import stored_name

# Control characters but for tab and line ends, marks that turn the direction of a text (UAX 9), and a byte order mark.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_FREE = names(lambda one: one.free)


def hidden_sign(whole: Whole) -> Findings:
    """A text holds a control character, or one that turns the direction of what follows."""
    for place, column, text in _texts(whole):
        if found := HIDDEN.search(text):
            yield place, f"{column} holds U+{ord(found[0]):04X}, which nobody sees: take it out"


def _texts(whole: Whole) -> Iterator[tuple[str, str, str]]:
    """Place, column and text of everything that is read by people."""
    columns = {name: name for name in _FREE} | {name: stored_name(name) for name in own_columns(whole.atlas)}
    for row in whole.incidents:
        yield from ((incident_place(row), name, row[stored]) for name, stored in columns.items())
    for site in whole.atlas.places.values():
        names = [name for names in site.names.values() for name in names]
        yield from ((site_place(site), "names", name) for name in names)
        yield site_place(site), "note", site.note
    for source in whole.atlas.source_list:
        yield from ((f"sources.csv {source.id}", name, getattr(source, name)) for name in ("id", "title", "publisher"))
    for claim in whole.atlas.claim_list:
        yield claim_place(claim), "says", claim.says
