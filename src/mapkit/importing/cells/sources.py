"""Who says so, and when: the sources that a row names, and the data set or the file that it stands in."""

from dataclasses import dataclass, field
from functools import lru_cache

from mapkit.files.tables import Row
from mapkit.importing.cells.citations import Cited, cited, host
from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.records import Source

DATASET = "dataset"
KEPT = 10_000  # cells of dates that are remembered

Said = tuple[Source, str]  # and the day on which it said so, EDTF; "" where nobody tells


@dataclass
class Sources:
    """Gathers the sources of a table; the same title and address are one source, whenever it says something."""

    mapping: TableMap
    name: str  # of the file
    found: dict[tuple[str, str], Source] = field(default_factory=dict)

    def of(self, row: Row) -> list[Said]:
        """The sources of a row: the data set and those that the row names; the file where there is neither."""
        named = self._named(row)
        days = self._days(row, len(named))
        said = [(self._source(*one), day) for one, day in zip(named, days, strict=True)]
        if self.mapping.dataset or not said:
            said = [(self._dataset(), ""), *said]
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

    def _days(self, row: Row, count: int) -> list[str]:
        """The day of each of so many sources, one for all or one for each; what the cell says stays in its column.

        Days that are parted as the sources are, but more or fewer than these, belong to none that anybody could tell.
        """
        text = self._cell(row, "source_date")
        parts = text.split(self.mapping.split) if self.mapping.split else [text]
        if len(parts) == count:
            return [_day(part, self.mapping.day_order, self.mapping.epoch) for part in parts]
        return [_day(text, self.mapping.day_order, self.mapping.epoch) if not self.mapping.split else ""] * count

    def _source(self, title: str, url: str) -> Source:
        if (title, url) not in self.found:
            self.found[title, url] = Source(f"source-{len(self.found) + 1}", title, url=url)
        return self.found[title, url]

    def _dataset(self) -> Source:
        key = DATASET, ""
        if key not in self.found:
            title = self.mapping.dataset or f"The file {self.name}"
            self.found[key] = Source(DATASET, title, self.mapping.publisher, url=self.mapping.url)
        return self.found[key]


@lru_cache(maxsize=KEPT)
def _day(cell: str, order: str, epoch: str) -> str:
    """The date that a cell is, EDTF; "" for what cannot be read as one."""
    (found,), _ = read_days([cell], order=order, epoch=epoch)
    return found.when.text if found.when else ""
