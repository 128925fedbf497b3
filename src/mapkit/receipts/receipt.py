"""The receipt of an export: what it shows of what there is, from which data, asked how, and on what terms.

It is written as one line of JSON in plain ASCII with no "<", ">" or "&", so that it stands as it is in a script
element, in XML, in a PNG text and in a PDF string. It begins with the seal: 64 zeros, which `receipts.seal.sealed`
replaces with the SHA-256 of the whole file.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.receipts.fingerprints import MAX_FINGERPRINTS, fingerprints
from mapkit.store.store import Counts
from mapkit.view import View
from mapkit.words import sentence

DIGEST_CHARACTERS = 16  # of the 64 in print; the file's metadata hold them all
SEAL_CHARACTERS = 64
NO_SEAL = "0" * SEAL_CHARACTERS
FIRST_RULE, RULE = 1, 2  # of counting: since the second, what lasted is certain where the window meets its core
STARTS = tuple(f'{{"mapkit-receipt":{rule},"seal":"' for rule in (FIRST_RULE, RULE))  # then the seal; all of one length
START = STARTS[-1]
MAX_CHARACTERS = 4_000_000  # of a receipt that is read
_SAFE = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\x7f"}
_ALGORITHM = "sha256:"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Second:
    """The other view of a file that shows two: its text, its counts, and the SHA-256 of its data."""

    view: str
    counts: Counts
    digest: str


@dataclass(frozen=True)
class Receipt:
    """What a file says of itself. `digest` and `seal` are SHA-256 as 64 characters, of the data and of the file.

    `incidents` has a fingerprint for each incident that is shown, by id; it is None where they are more than
    `MAX_FINGERPRINTS`. `rule` is that by which it was counted what is certain; the newest is RULE. A file that compares
    two views has the other one as `second`, and the lists of both as its sentence.
    """

    version: str
    title: str
    view: str
    sentence: str
    counts: Counts
    digest: str
    licence: str
    credits: tuple[str, ...]
    incidents: Mapping[str, str] | None
    seal: str
    rule: int = RULE
    second: Second | None = None

    def __str__(self) -> str:
        return f"{self.title}: {self.sentence} {counts_words(self.counts)} · data sha256:{self.digest}"


def receipt(atlas: Atlas) -> dict[str, Any]:
    """Everything a reader needs to ask the same question of the same data again, as plain JSON values."""
    return {
        "version": __version__,
        "title": atlas.meta.title,
        "view": str(atlas.view),
        "sentence": sentence(atlas),
        "counts": atlas.counts.told,
        "digest": f"{_ALGORITHM}{atlas.digest}",
        "licence": atlas.meta.licence,
        "credits": list(atlas.meta.credits),
    }


def receipt_line(atlas: Atlas) -> str:
    """The receipt in one line, for people."""
    return f"{counts_words(atlas.counts)} · data sha256:{atlas.digest[:DIGEST_CHARACTERS]}… · mapkit {__version__}"


def counts_words(counts: Counts) -> str:
    """ "shown 3 of 6 · possible 4 · undated 1 · unplaced 1 · outside 1"."""
    parts = [
        f"shown {counts.shown:,} of {counts.all:,}",
        f"possible {counts.possible:,}",
        f"undated {counts.undated:,}",
        f"unplaced {counts.unplaced:,}",
        f"outside {counts.outside:,}",
    ]
    return " · ".join(parts)


def receipt_json(atlas: Atlas, second: Atlas | None = None, words: str = "") -> str:
    """The receipt as the line that a file carries, not sealed yet (see the head of this module).

    `second` is the other view of a file that shows two, `words` then stand in the place of the sentence.
    """
    known = fingerprints(atlas) if atlas.counts.shown <= MAX_FINGERPRINTS else None
    document = {"mapkit-receipt": RULE, "seal": NO_SEAL, **receipt(atlas), "incidents": known}
    if second is not None:
        told = {"view": str(second.view), "counts": second.counts.told, "digest": f"{_ALGORITHM}{second.digest}"}
        document |= {"sentence": words, "with": told}
    return json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":")).translate(_SAFE)


def read_receipt(text: str) -> Receipt:
    """Read what `receipt_json` writes, trusting nothing in it. Raises ParseError."""
    try:
        found = json.loads(text) if len(text) <= MAX_CHARACTERS and text.startswith(STARTS) else None
        if isinstance(found, dict):
            return _checked(found)
    except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:  # ParseError is a ValueError
        raise ParseError("receipt-unreadable", "the receipt in this file cannot be read: it was changed") from error
    raise ParseError("receipt-unreadable", "the receipt in this file is none of mapkit's")


def _checked(found: Mapping[str, Any]) -> Receipt:
    texts = {name: _text(found[name]) for name in ("version", "title", "view", "sentence", "licence")}
    View.parse(texts["view"])
    known, second = found["incidents"], found.get("with")
    return Receipt(
        **texts,
        counts=_counts(found["counts"]),
        digest=_digest(found["digest"].removeprefix(_ALGORITHM)),
        seal=_digest(found["seal"]),
        rule=_number(found["mapkit-receipt"]),
        credits=tuple(map(_text, [*found["credits"]])),
        incidents=None if known is None else {_text(name): _text(mark) for name, mark in known.items()},
        second=None if second is None else _second(second),
    )


def _second(found: Mapping[str, Any]) -> Second:
    View.parse(_text(found["view"]))
    return Second(found["view"], _counts(found["counts"]), _digest(found["digest"].removeprefix(_ALGORITHM)))


def _counts(found: Mapping[str, Any]) -> Counts:
    return Counts(**{name: _number(found[name]) for name in _counted(found)})


def _counted(found: Mapping[str, Any]) -> list[str]:
    """The numbers that a receipt has: those of what was known on a day only where there are any."""
    return [one.name for one in fields(Counts) if one.default is MISSING or one.name in found]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{value!r} is no count")
    return value


def _digest(value: Any) -> str:
    if len(_text(value)) != SEAL_CHARACTERS or not _HEX.issuperset(value):
        raise ValueError(f"{value!r} is no digest")
    return str(value)
