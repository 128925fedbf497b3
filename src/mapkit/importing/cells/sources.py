"""Who says so, and when: the sources that a row names, and the data set or the file that it stands in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from mapkit.files.tables import Row
from mapkit.importing.cells.citations import Cited, cited, host
from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.kinds import kind_id
from mapkit.importing.cells.vocabulary import missing, not_known, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.names import fold
from mapkit.records import STANCES, Party, Source
from mapkit.report import Fault

DATASET = "dataset"
KEPT = 10_000  # cells of dates that are remembered
REPORTS = "reports"
_BETWEEN_NAMES = re.compile(r"[;,]")


class Said(NamedTuple):
    """What one source says in a row: its stance, the day on which it said so (EDTF), its words, whom it repeats.

    Each but the stance is empty where nobody tells.
    """

    source: Source
    day: str = ""
    says: str = ""
    via: Source | None = None
    stance: str = REPORTS


@dataclass
class Sources:
    """Gathers the sources of a table; the same title, address and party are one, whenever it says something."""

    mapping: TableMap
    name: str  # of the file
    found: dict[tuple[str, str, str], Source] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)  # by the cell that names it

    def faults(self, row: Row) -> list[Fault]:
        """What is wrong with what a row says of its sources: a stance that there is not."""
        words = f"is no stance: write {', '.join(STANCES)}, or one of them for it in [stances]"
        stances = self._stances(row, len(self._named(row))) if self.mapping.column("stance") else []
        odd = dict.fromkeys(one for one in stances if one not in STANCES)
        return [("stance-unknown", f"{one!r} {words}", self.mapping.column("stance")) for one in odd]

    def of(self, row: Row) -> list[Said]:
        """What the sources of a row say: the data set and those that it names; the file where there is neither.

        A data set that names whoever told it repeats the first of these, and is no voice of its own.
        """
        named = self._named(row)
        stances = self._stances(row, len(named))
        cells = zip(named, self._days(row, len(named)), self._each(row, "source_says", len(named)), strict=True)
        parties = map(self._party, self._each(row, "source_party", len(named), alone=True))
        sources = [self._source(*one, party) for one, party in zip(named, parties, strict=True)]
        vias = self._vias(row, sources)
        said = [
            Said(source, day, says, via, stance)
            for (_, day, says), source, via, stance in zip(cells, sources, vias, stances, strict=True)
        ]
        if self.mapping.dataset or not said:
            alone = self._stances(row, 1)[0] if not said else REPORTS
            told = next((one.source for one in said if one.stance == REPORTS), None)
            said = [Said(self._dataset(), via=told, stance=alone), *said]
        return list(dict.fromkeys(said))

    def _named(self, row: Row) -> list[Cited]:
        """Title and address of the sources that a row names.

        The address of a column of its own goes with a single name only that has none; else it is a source too.
        """
        cells = [trimmed(row[column]) for column in self.mapping.columns.get("source", ())]
        named = [one for cell in cells for one in cited(cell, self.mapping.split)]
        url = self._cell(row, "source_url")
        if url and len(named) == 1 and not named[0].url:
            return [Cited(named[0].title, url)]
        if url and url not in [one.url for one in named]:
            named.append(Cited(host(url), url))
        return named

    def _cell(self, row: Row, name: str) -> str:
        column = self.mapping.column(name)
        text = trimmed(row[column]) if column else ""
        return "" if missing(text) else text

    def _each(self, row: Row, name: str, count: int, *, alone: bool = False) -> list[str]:
        """What a cell says of each of so many sources: one text for each, parted as they are, or one for all.

        Parted texts that are more or fewer belong to none that anybody could tell; but `alone`, one is for all.
        """
        text = self._cell(row, name)
        parts = text.split(self.mapping.split) if self.mapping.split else [text]
        if len(parts) == count:
            return [trimmed(part) for part in parts]
        return [text if not self.mapping.split or (alone and len(parts) == 1) else ""] * count

    def _days(self, row: Row, count: int) -> list[str]:
        """The day of each of so many sources; what the cell says stays in its column."""
        told = self.mapping.day_order, self.mapping.epoch, self.mapping.century
        return [_day(part, *told) for part in self._each(row, "source_date", count)]

    def _stances(self, row: Row, count: int) -> list[str]:
        """The stance of each of so many sources; who says nothing else reports."""
        cells = self._each(row, "stance", count, alone=True)
        return [self.mapping.stances.get(cell, cell.casefold()) or REPORTS for cell in cells]

    def _vias(self, row: Row, sources: Sequence[Source]) -> list[Source | None]:
        """Whom each source repeats: the one that is named, unless it is itself that one.

        Of several that are named nobody could tell which source repeats which, and the cell stays in its column.
        """
        names = named_origins(self._cell(row, "source_via"))
        if len(names) != 1:
            return [None] * len(sources)
        beside = {fold(source.title): source for source in sources}
        via = beside.get(fold(names[0])) or self._source(names[0], "")
        return [None if source == via or fold(source.title) == fold(names[0]) else via for source in sources]

    def _party(self, cell: str) -> str:
        """The id of the party that a cell names; "" for none."""
        if not cell:
            return ""
        if cell not in self.parties:
            label = self.mapping.parties.get(cell, cell)
            same = next((one for one in self.parties.values() if fold(one.label) == fold(label)), None)
            self.parties[cell] = same or Party(kind_id(label, [one.id for one in self.parties.values()]), label)
        return self.parties[cell].id

    def _source(self, title: str, url: str, party: str = "") -> Source:
        if (title, url, party) not in self.found:
            self.found[title, url, party] = Source(f"source-{len(self.found) + 1}", title, party=party, url=url)
        return self.found[title, url, party]

    def _dataset(self) -> Source:
        key = DATASET, "", ""
        if key not in self.found:
            title = self.mapping.dataset or f"The file {self.name}"
            self.found[key] = Source(DATASET, title, self.mapping.publisher, url=self.mapping.url)
        return self.found[key]


def named_origins(cell: str) -> list[str]:
    """Those that a cell names as having said it first, each once: parted at commas and semicolons.

    >>> named_origins("SOHR, VDC; sohr")
    ['SOHR', 'VDC']
    """
    parts = (trimmed(part) for part in _BETWEEN_NAMES.split(cell))
    found: dict[str, str] = {}
    for part in parts:
        if part and not (missing(part) or not_known(part)):
            found.setdefault(fold(part), part)
    return list(found.values())


def all_parties(sources: Sources) -> tuple[Party, ...]:
    """The parties that sources speak for, in the order in which they came."""
    return tuple({party.id: party for party in sources.parties.values()}.values())


@lru_cache(maxsize=KEPT)
def _day(cell: str, order: str, epoch: str, century: str) -> str:
    """The date that a cell is, EDTF; "" for what cannot be read as one."""
    (found,), _ = read_days([cell], order=order, epoch=epoch, century=century)
    return found.when.text if found.when else ""
