"""Whether a file that mapkit wrote still says what an atlas holds: same data, data changed since, or file altered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from mapkit import __version__
from mapkit.atlas import Atlas
from mapkit.receipts.fingerprints import MAX_FINGERPRINTS, fingerprints
from mapkit.receipts.read import opened
from mapkit.receipts.receipt import RULE, Receipt, counts_words
from mapkit.store.store import Counts
from mapkit.view import View

Status = Literal["same", "changed", "altered"]

ASKED = 50  # incidents that are looked for before a file is one of another atlas
NAMED = 8  # incidents that a sentence names of each sort


@dataclass(frozen=True)
class Verdict:
    """What `verify` found. `added`, `removed` and `changed` are ids of incidents, sorted.

    They are of what the file shows: an incident whose date was moved out of the view's window is "removed". Whether the
    file is of `another` atlas is told by its incidents, of which none is in this one; by its title if it names none.
    """

    status: Status
    receipt: Receipt
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    another: bool = False

    def __bool__(self) -> bool:
        return self.status == "same"

    def __str__(self) -> str:
        if self.status == "altered":
            return "File altered: it is not, to the byte, what mapkit wrote and sealed."
        if self.status == "same" and self.receipt.rule < RULE:
            words = "the file is whole and shows what the atlas holds; what is certain is counted otherwise since"
            return f"Same data; counted by the older rule: {words} ({counts_words(self.receipt.counts)})."
        if self.status == "same":
            return f"Same data: the file is whole and shows what the atlas holds ({counts_words(self.receipt.counts)})."
        if self.another:
            why = "none of its incidents is in this one" if self.receipt.incidents else "this one has another title"
            return f"Of another atlas, “{self.receipt.title}”: {why}. The file is whole."
        return f"Data changed since: {self._changes()}."

    def _changes(self) -> str:
        if self.receipt.incidents is None:
            large = self.receipt.counts.shown > MAX_FINGERPRINTS
            many = f"it shows more than {MAX_FINGERPRINTS:,}" if large else "a page's picture has none"
            return f"in which incidents cannot be said, for the file holds no fingerprints of them: {many}"
        parts = [("added", self.added), ("removed", self.removed), ("changed", self.changed)]
        words = "; ".join(f"{len(ids):,} {word} ({_listed(ids)})" for word, ids in parts if ids)
        return words or "in no incident that the file shows"


def verify(path: str | Path, atlas: Atlas) -> Verdict:
    """Compare a file with an atlas, whatever view that has: the file's own view is asked of it. Raises ParseError.

    ParseError says that the file has no receipt of mapkit, or that it is too broken to find it. A file that was made
    with `publish=` is compared with the atlas that `publishing.publish.published` gives. Of a file with two views the
    second is looked at too, if it is of the same data.
    """
    found = opened(path)
    seen = atlas.through(View.parse(found.receipt.view))
    if not found.whole:
        return Verdict("altered", found.receipt)
    if found.receipt.digest == atlas.digest:
        follows = _follows(found.receipt, seen) and _second_follows(found.receipt, atlas)
        return Verdict("same" if follows else "altered", found.receipt)
    return replace(_compared(found.receipt, seen), another=_is_of_another(found.receipt, atlas))


def _is_of_another(receipt: Receipt, atlas: Atlas) -> bool:
    if not receipt.incidents:
        return receipt.title != atlas.meta.title
    return all(atlas.store.find(id_).empty for id_ in list(receipt.incidents)[:ASKED])


def _follows(receipt: Receipt, seen: Atlas) -> bool:
    """Whether the counts of a receipt are those of its data; other versions, and the older rule, may differ."""
    if receipt.version != __version__ or receipt.rule < RULE or receipt.counts == seen.counts:
        return True
    return seen.large and receipt.incidents is None and receipt.counts == _seen_by_a_page(seen)


def _second_follows(receipt: Receipt, atlas: Atlas) -> bool:
    """Whether the counts of a second view of the same data are those of its data."""
    second = receipt.second
    if second is None or second.digest != atlas.digest or receipt.version != __version__:
        return True
    return second.counts == atlas.through(View.parse(second.view)).counts


def _seen_by_a_page(seen: Atlas) -> Counts:
    """The counts that the page of a large atlas takes into a picture: it knows the unplaced ones of any time only."""
    counts = seen.counts
    unplaced = seen.through(seen.view.without("when", "certain")).counts.unplaced
    return replace(counts, unplaced=unplaced, outside=counts.outside - unplaced + counts.unplaced)


def _compared(receipt: Receipt, seen: Atlas) -> Verdict:
    if receipt.incidents is None:
        return Verdict("changed", receipt)
    older = (
        receipt.rule < RULE and seen.view.certain
    )  # by another rule, others were shown: who came since, nobody knows
    then, now = receipt.incidents, fingerprints(_possible(seen) if older else seen)
    return Verdict(
        "changed",
        receipt,
        () if older else tuple(sorted(now.keys() - then.keys())),
        tuple(sorted(then.keys() - now.keys())),
        tuple(sorted(one for one in then.keys() & now.keys() if then[one] != now[one])),
    )


def _possible(seen: Atlas) -> Atlas:
    """All that may be in the window of what asks for what is certain."""
    return seen.through(seen.view.without("certain"))


def _listed(ids: Sequence[str]) -> str:
    return ", ".join(ids[:NAMED]) + (", ..." if len(ids) > NAMED else "")
