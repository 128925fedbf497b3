"""A large table into a large atlas that is there already: block by block, and nothing of the atlas is read whole."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, Problem
from mapkit.importing.build import own_columns
from mapkit.importing.cells.sources import all_parties
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.large.blocks import ahead, blocks, sample_of
from mapkit.importing.large.blocks_mapping import misfits
from mapkit.importing.large.import_large import Job, later
from mapkit.importing.large.own_table import refuse_own
from mapkit.importing.mapping.table_map import TableMap
from mapkit.names import fold
from mapkit.records import Source
from mapkit.report import Progress, Report
from mapkit.saving.large.append import appending, fit
from mapkit.store.incident_table import stored_name


def import_more(  # noqa: PLR0913 - as `import_large`
    path: Path,
    into: Path,
    mapping: TableMap,
    *,
    expect: str | None = None,
    progress: Progress | None = None,
    as_any: bool = False,
) -> Report:
    """Add the rows of a CSV in UTF-8 to the large atlas at `into`, after its own; `expect` is its digest, if given.

    A kind of the table is the kind of the atlas with its id, else the one with its label; a source the one with its
    title, address, date and publisher, or a new one. Columns that only the atlas has are empty. A table that
    mapkit wrote is only added `as_any` other, for rows are all that is read of it. `progress` gets how much is done, of
    how much. Raises AtlasError with everything that does not fit: columns, kinds and ids; ExportError.
    Then nothing has changed.
    """
    if not as_any:
        refuse_own(path)
    sheet = sample_of(path)
    if found := list(misfits(sheet.columns, mapping)):
        raise AtlasError(Problem(path.name, *words) for words in found)
    size = path.stat().st_size
    with appending(into, expect) as more:
        job = _More(path.name, sheet, mapping, more.atlas)
        if odd := list(job.odd_columns()):
            raise AtlasError(odd)
        for done, incidents, claims in ahead(job.read(*one) for one in ahead(blocks(path, sheet, job.odd_row))):
            table = fit(incidents, more.atlas.store.columns, more.first + more.rows)
            more.add(table, {**claims, "row": pc.add(claims["row"], pa.scalar(more.first, pa.int32()))})
            if progress:
                progress(min(done, size), 2 * size)
        job.forget()
        if odd := list(job.odd_parties()):
            raise AtlasError(odd)
        as_of = job.dates.as_of(job.new)
        notes = more.finish(list(job.new.values()), job.digest.hexdigest(), later(progress, size), as_of)
    return job.report(notes)


class _More(Job):
    """What is known of a file whose rows are added to an atlas."""

    def __init__(self, name: str, sheet: Sheet, mapping: TableMap, atlas: Atlas) -> None:
        self.atlas = atlas
        super().__init__(name, sheet, mapping)
        self.new: dict[Source, Source] = {}  # sources that the atlas does not have, by those of the table
        self._known = {source.identity: source for source in atlas.source_list}
        self._taken = {source.id for source in atlas.source_list}
        self._kinds = {fold(kind.label): kind.id for kind in atlas.meta.kinds}
        self._kinds |= {kind.id: kind.id for kind in atlas.meta.kinds}

    def keeps_kinds(self) -> bool:
        """Whether the atlas has the column of kinds as one of its own."""
        column = self.mapping.column("kind")
        return own_columns(self.columns, self.mapping, named=True).get(column) in self.atlas.store.columns

    def words_of_tolls(self) -> list[str]:
        """The column of such words, if the atlas has it; without it rows that need it are reported."""
        return [name for name in super().words_of_tolls() if name in self.atlas.store.columns]

    def odd_columns(self) -> Iterator[Problem]:
        """The columns that the atlas does not have."""
        for column, own in self.own.items():
            if stored_name(own) not in self.atlas.store.columns:
                text = f"the atlas has no column {own!r}: take it out of the table"
                yield Problem(f"{self.name}, column {column!r}", "column-unknown", text)

    def odd_parties(self) -> Iterator[Problem]:
        """The parties that the atlas does not have."""
        known = {party.id for party in self.atlas.meta.parties}
        for party in all_parties(self.sources):
            if party.id not in known:
                text = f"the atlas has no party {party.id!r}: add it, or name one for it in [parties] of the mapping"
                yield Problem(self.name, "party-unknown", text)

    def kind_of(self, label: str) -> str:
        """The atlas's kind of this id or label; the label itself for one that it does not have, which is refused."""
        return self._kinds.get(label) or self._kinds.get(fold(label), label)

    def source_of(self, source: Source) -> Source:
        """The atlas's source with the same title, address, date and publisher, or the new one with a free id."""
        found = self._known.get(source.identity)
        if found is None:
            numbered = (f"{source.id}-{number}" for number in count(2))
            id_ = next(name for name in chain([source.id], numbered) if name not in self._taken)
            found = replace(source, id=id_)
            self._taken.add(id_)
            self._known[source.identity] = self.new[source] = found
        return found
