"""A large table straight to a large atlas: block by block, so that memory does not grow with it.

Rows that are plain (`plain_rows`) are read a column at a time; every other row goes through `build.Building`, alone.
What both give is put together in the order of the file. A row's place is its number in the file, from 1.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from mapkit.contents import Contents
from mapkit.errors import AtlasError, Problem
from mapkit.files.tables import Row
from mapkit.importing.build import Building, credits_of, own_columns, words_of_tolls
from mapkit.importing.cells.sources import Said, Sources, all_parties
from mapkit.importing.cells.zones import Zones
from mapkit.importing.doubts import two_days, zones
from mapkit.importing.extent import Extent
from mapkit.importing.formats.sheet import Sheet, counted
from mapkit.importing.large.blocks import ahead, blocks, sample_of
from mapkit.importing.large.blocks_mapping import misfits
from mapkit.importing.large.dates_seen import DatesSeen
from mapkit.importing.large.digest import Digest
from mapkit.importing.large.id_set import IdSet
from mapkit.importing.large.kinds_seen import KindsSeen
from mapkit.importing.large.own_table import import_own
from mapkit.importing.large.plain_rows import can_be_plain, plain_columns, plain_mask
from mapkit.importing.mapping.table_map import OF_SOURCES, TableMap
from mapkit.importing.reasons import reasons
from mapkit.records import LASTED, TOLL_COLUMNS, Meta, Source
from mapkit.report import Progress, Report
from mapkit.saving.large.write import parts_of
from mapkit.store.incident_table import SCHEMA, incident_table, stored_name

MAX_SAID = 100_000  # different rows of cells of sources that are remembered
MAX_PROBLEMS = 100_000  # rows that are reported one by one; a file with more is another kind of file


def import_large(  # noqa: PLR0913 - what a table is read by, and what becomes of it
    path: Path,
    into: Path,
    mapping: TableMap,
    *,
    expect: str | None = None,
    progress: Progress | None = None,
    as_any: bool = False,
) -> Report:
    """Import a CSV in UTF-8 into a large atlas at `into`, which is made or, if its digest is `expect`, replaced.

    A table of mapkit's own is read whole, claims and all, unless `as_any`. `progress` gets how much is done, of how
    much. Raises AtlasError for what does not fit, ExportError for a place that cannot be written; then it is as it was.
    """
    if not as_any and (whole := import_own(path, into, expect)):
        return whole
    sheet = sample_of(path)
    if found := list(misfits(sheet.columns, mapping)):
        raise AtlasError(Problem(path.name, *words) for words in found)
    job = Job(path.name, sheet, mapping)
    size = path.stat().st_size
    with parts_of(into, job.schema, expect) as parts:
        for done, incidents, claims in ahead(job.read(*one) for one in ahead(blocks(path, sheet, job.odd_row))):
            parts.add_incidents(incidents)
            parts.add_claims(claims)
            if progress:
                progress(min(done, size), 2 * size)
        job.forget()
        sources, digest = list(job.sources.found.values()), job.digest.hexdigest()
        parts.as_of = job.dates.as_of(sources)
        notes = parts.finish(job.small(), sources, digest, later(progress, size))
    return job.report(notes)


def later(progress: Progress | None, size: int) -> Progress | None:
    """Progress of what comes after reading, which takes about as long."""
    return progress and (lambda done, total: progress(size + size * done // total, 2 * size))


def _blank(block: pa.RecordBatch) -> NDArray[Any]:
    """The numbers of the rows in which no cell holds anything. Few columns are looked at where the first is full."""
    found = np.arange(len(block))
    for cells in block.columns:
        if not len(found):
            break
        empty = pc.equal(pc.utf8_trim_whitespace(cells.take(pa.array(found))), "")
        found = found[empty.to_numpy(zero_copy_only=False)]
    return found


class Job:
    """What is known of a file while its blocks go by."""

    def __init__(self, name: str, sheet: Sheet, mapping: TableMap) -> None:
        self.name, self.columns, self.mapping = name, sheet.columns, mapping
        self.kinds = KindsSeen(sheet, mapping)
        self.own = own_columns(sheet.columns, mapping, named=self.keeps_kinds())
        self.words = self.words_of_tolls()
        names = [*self.own.values(), *self.words]
        self.schema = pa.schema([*SCHEMA, *((stored_name(name), pa.string()) for name in names)])
        self.sources = Sources(mapping, name)
        self.seen = IdSet()  # ids of incidents
        self.problems: list[Problem] = []
        self.rows = self.kept = self.placed = self.blank = 0
        self.digest, self.dates, self.zones = Digest(), DatesSeen(), Zones()
        self.extent = Extent()
        self.said: dict[str, list[Said]] = {}  # by what the cells of sources say
        self.plain = can_be_plain(mapping)

    def words_of_tolls(self) -> list[str]:
        """The column that keeps what cells of tolls say beside a number, if any column holds tolls."""
        return [words_of_tolls(self.own.values())] if {*TOLL_COLUMNS} & {*self.mapping.columns} else []

    def forget(self) -> None:
        """Drop what only reading needs: the ids of a hundred million incidents take two gigabytes."""
        self.seen, self.said = IdSet(), {}

    def odd_row(self, row: Any) -> str:
        """Report a row of another width, and go on."""
        words = f"{row.actual_columns} cells under {row.expected_columns} columns: quote cells that hold a comma"
        self._report([Problem(f"{self.name}:after row {self.rows}", "row-width", words)])
        return "skip"

    def _report(self, found: Sequence[Problem]) -> None:
        self.problems += found
        if len(self.problems) > MAX_PROBLEMS:
            words = f"more than {MAX_PROBLEMS:,} rows cannot be kept, such as {self.problems[0]}: look at the mapping"
            raise AtlasError([Problem(self.name, "table-broken", words)])

    def read(self, done: int, block: pa.RecordBatch) -> tuple[int, pa.Table, dict[str, Any]]:
        """What is kept of a block: the store's table of incidents, and claims."""
        cells = dict(zip(self.columns, block.columns, strict=True))
        plain = self._plain(cells, len(block))
        chosen = {name: one.take(pa.array(plain)) for name, one in cells.items()}
        own = [*self.own.values(), *self.words]
        quick = plain_columns(chosen, self.mapping, self.own) if self.plain else None
        table, labels = quick or (incident_table([], {}, [], own), [])
        for name in self.words if quick else ():  # plain rows have nothing but numbers
            table = table.append_column(stored_name(name), pa.array([""] * len(table), pa.string()))
        self.dates.spans += pc.sum(pc.match_substring_regex(table["when"], r"[/\[]")).as_py() or 0
        self.seen.update(table["id"].to_pylist())
        blank = _blank(block)
        self.blank += len(blank)
        rest = np.setdiff1d(np.arange(len(block)), np.union1d(plain, blank))
        built = self._built(cells, rest)
        self._report(built.problems)
        self.dates.spans += built.spans
        self.zones.join(built.zones)
        places = np.concatenate([plain, rest[built.kept]])
        order = np.argsort(places, kind="stable")
        names = [name for name in self.schema.names if name != "row"]
        slow = incident_table(built.records, {}, [], own)
        whole = pa.concat_tables([table.select(names), slow.select(names)]).take(pa.array(order))
        kinds = np.array([*labels, *built.kinds], object)[order]
        said = [*self._plain_sources(cells, plain), *built.said]
        claims = self._claims(whole["id"], [said[place] for place in order], places[order])
        self.rows += len(block)
        return done, self._counted(whole, kinds), claims

    def _plain(self, cells: Mapping[str, Any], count: int) -> NDArray[Any]:
        """The numbers of the plain rows of a block whose ids no other row has."""
        if not self.plain or not count:
            return np.arange(0)
        mask = plain_mask(cells, self.mapping).to_numpy(zero_copy_only=False)
        ids = cells[self.mapping.column("id")].to_pylist()
        times = Counter(ids)
        alone = np.fromiter((times[id_] == 1 for id_ in ids), bool, count) & ~self.seen.among(ids)
        return np.flatnonzero(mask & alone)

    def _built(self, cells: Mapping[str, Any], rest: NDArray[Any]) -> Building:
        """The rows that are not plain, read one by one."""
        texts = {name: one.take(pa.array(rest)).to_pylist() for name, one in cells.items()}
        rows = [
            Row(self._place(place), {name: column[number] for name, column in texts.items()})
            for number, place in enumerate(rest)
        ]
        building = Building(Sheet(self.name, self.columns, rows, (), ()), self.mapping, None, {})
        ids = texts.get(self.mapping.column("id"), [])
        building.own, building.sources, building.keeps_words = self.own, self.sources, bool(self.words)
        building.seen = {id_ for id_, is_taken in zip(ids, self.seen.among(ids), strict=True) if is_taken}
        building.read()
        self.seen.update(building.seen)
        for number, record in enumerate(building.records):
            record.update(dict.fromkeys(self.words, building.written.get(number, "")))
        return building

    def _place(self, number: int) -> str:
        return f"{self.name}:row {self.rows + int(number) + 1}"

    def _counted(self, whole: pa.Table, labels: NDArray[Any]) -> pa.Table:
        """The rows with their kinds and numbers; what is known of all is brought up to date."""
        self.kinds.labels.update(labels.tolist())
        for label in dict.fromkeys(labels.tolist()):
            if label not in self.kinds.ids:
                self.kinds.ids[label] = self.kind_of(label)
        kinds = pa.array([self.kinds.ids[label] for label in labels], pa.string())
        whole = whole.set_column(whole.schema.get_field_index("kind"), "kind", kinds)
        self.extent.add(*(pc.drop_null(whole[axis]).to_numpy() for axis in ("lon", "lat")))
        self.placed += len(whole) - whole["lon"].null_count
        self.digest.add(whole)
        self.dates.add(whole)
        numbers = pa.array(np.arange(self.kept, self.kept + len(whole)), pa.int32())
        self.kept += len(whole)
        return whole.add_column(0, "row", numbers).select(self.schema.names).cast(self.schema)

    def _plain_sources(self, cells: Mapping[str, Any], plain: NDArray[Any]) -> list[list[Said]]:
        """The sources of each plain row; what the same cells say is made out once."""
        single = [self.mapping.column(name) for name in OF_SOURCES]
        names = [*self.mapping.columns.get("source", ()), *filter(None, single)]
        columns = [cells[name].take(pa.array(plain)).to_pylist() for name in names]
        if not columns:
            return [self.sources.of(Row("", {}))] * len(plain)
        found = []
        for values in zip(*columns, strict=True):
            key = "\x1f".join(values)
            if len(self.said) >= MAX_SAID:
                self.said.clear()
            if key not in self.said:
                self.said[key] = self.sources.of(Row("", dict(zip(names, values, strict=True))))
            found.append(self.said[key])
        return found

    def _claims(self, ids: Any, said: Sequence[Sequence[Said]], places: NDArray[Any]) -> dict[str, Any]:
        """What the sources of each row to come say, as columns of claims."""
        times = [len(sources) for sources in said]
        told = [one for sources in said for one in sources]
        heard = [self.source_of(one.source) for one in told]
        vias = [self.source_of(one.via).id if one.via else "" for one in told]
        days = [one.day for one in told]
        self.dates.said.update(days)
        locators = [self._place(place) for place in places]
        return {
            "row": pa.array(np.repeat(np.arange(self.kept, self.kept + len(said)), times), pa.int32()),
            "incident": ids.combine_chunks().take(pa.array(np.repeat(np.arange(len(said)), times))),
            "source": pa.array([source.id for source in heard], pa.string()),
            "party": pa.array([source.party for source in heard], pa.string()),
            "stance": pa.array([one.stance for one in told], pa.string()),
            "says": pa.array([one.says for one in told], pa.string()),
            "said": pa.array(days, pa.string()),
            "via": pa.array(vias, pa.string()),
            "locator": pa.array(np.repeat(np.array(locators, object), times), pa.string()),
        }

    def keeps_kinds(self) -> bool:
        """Whether the column of kinds stays beside them."""
        return self.kinds.named

    def kind_of(self, label: str) -> str:
        """The id of the kind of a label that comes for the first time."""
        return self.kinds.new_id(label)

    def source_of(self, source: Source) -> Source:
        """The source of the atlas that a source of the table is."""
        return source

    def small(self) -> Contents:
        """The atlas without its incidents."""
        meta = Meta(
            self.mapping.title or self.name,
            licence=self.mapping.licence,
            home=self.extent.box(),
            credits=credits_of(self.mapping),
            kinds=self.kinds.made(),
            parties=all_parties(self.sources),
            slash=LASTED if self.mapping.dates == LASTED else "",
        )
        return Contents(meta, (), (), (), (), (), {}, ())

    def report(self, notes: Sequence[str]) -> Report:
        """What became of the rows, and what else is to be known of the atlas."""
        rows = self.kept + len(self.problems)
        notes = [*notes, *self.kinds.told()]
        blank = [f"{counted(self.blank, 'blank row')} left out"] if self.blank else []
        notes = (f"UTF-8, comma, {rows:,} rows", *blank, *notes, str(self.dates))
        doubts = (
            *two_days(self.name, self.dates.spans, self.mapping.dates),
            *zones(self.name, self.zones, self.mapping.zone),
        )
        counted_so = self.dates.sorts, self.placed, reasons(self.problems, self.mapping, rows)
        return Report(self.name, rows, self.kept, tuple(self.problems), notes, doubts, *counted_so)
