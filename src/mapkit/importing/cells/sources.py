"""Who says so: the sources that the cells of a row name, and the data set or the file that the row stands in."""

from dataclasses import dataclass, field

from mapkit import edtf
from mapkit.errors import ParseError
from mapkit.files.tables import Row
from mapkit.importing.cells.citations import Cited, cited, host
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.mapping.table_map import TableMap
from mapkit.records import Source

DATASET = "dataset"


@dataclass
class Sources:
    """Gathers the sources of a table; the same title, address and date are one source."""

    mapping: TableMap
    name: str  # of the file
    found: dict[tuple[str, str, str], Source] = field(default_factory=dict)

    def of(self, row: Row) -> list[Source]:
        """The sources of a row: the data set and those that the row names; the file where there is neither."""
        named = [self._source(*one) for one in self._named(row)]
        if self.mapping.dataset or not named:
            named = [self._dataset(), *named]
        return list(dict.fromkeys(named))

    def _named(self, row: Row) -> list[tuple[str, str, str]]:
        """Title, address and date of the sources that a row names.

        The address of a column of its own goes with a single name only that has none; else it is a source too.
        """
        cells = [trimmed(row[column]) for column in self.mapping.columns.get("source", ())]
        named = [one for cell in cells for one in cited(cell, self.mapping.split)]
        url, published = self._cell(row, "source_url"), self._day(row)
        if url and len(named) == 1 and not named[0].url:
            named = [Cited(named[0].title, url)]
        elif url and url not in [one.url for one in named]:
            named.append(Cited(host(url), url))
        return [(one.title, one.url, published) for one in named]

    def _cell(self, row: Row, name: str) -> str:
        column = self.mapping.column(name)
        text = trimmed(row[column]) if column else ""
        return "" if missing(text) else text

    def _day(self, row: Row) -> str:
        """The date of a source if it is one; what it says stays in the row's own column."""
        text = self._cell(row, "source_date")
        try:
            return edtf.read(text).text if text else ""
        except ParseError:
            return ""

    def _source(self, title: str, url: str, published: str) -> Source:
        key = title, url, published
        if key not in self.found:
            self.found[key] = Source(f"source-{len(self.found) + 1}", title, url=url, published=published)
        return self.found[key]

    def _dataset(self) -> Source:
        key = DATASET, "", ""
        if key not in self.found:
            title = self.mapping.dataset or f"The file {self.name}"
            self.found[key] = Source(DATASET, title, self.mapping.publisher, url=self.mapping.url)
        return self.found[key]
