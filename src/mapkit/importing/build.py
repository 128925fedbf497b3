"""From the rows of a table to the records of an atlas: every row is kept, or reported once with all that is wrong."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from mapkit.contents import Contents, cited
from mapkit.edtf import is_closed_set
from mapkit.errors import ParseError, Problem
from mapkit.files.cells import CellReader
from mapkit.files.tables import Row
from mapkit.importing.cells.date_columns import read_dates, sort_of, sorts_told
from mapkit.importing.cells.date_readings import Reading
from mapkit.importing.cells.kinds import are_many, kind_label, kinds_told, made_kinds
from mapkit.importing.cells.places import NOWHERE, Named, placed, read_named, read_places, read_precision
from mapkit.importing.cells.sources import Said, Sources, all_parties
from mapkit.importing.cells.tolls import Tolls, plain_number, read_tolls
from mapkit.importing.cells.vocabulary import missing, trimmed
from mapkit.importing.cells.zones import Zones
from mapkit.importing.claim_rows import ClaimRows, MoreSaid, stated
from mapkit.importing.extent import home_of
from mapkit.importing.formats.sheet import Sheet, counted
from mapkit.importing.mapping.table_map import CLAIMS, DATE_PARTS, TEXTS, TableMap
from mapkit.incident_columns import columns, names
from mapkit.records import LASTED, TOLL_COLUMNS, WITHIN, Claim, Meta, Site
from mapkit.report import Fault, Progress, Report, merged
from mapkit.store.incident_table import DERIVED, stored_name
from mapkit.where import BBox

KIND = "Incident"
TOLL_AS_WRITTEN = "toll_as_written"
_VERBATIM = names(lambda one: one.imported and one.name != "when")
_NOTHING = {one.name: one.empty for one in columns(lambda one: one.written and not one.imported)}


class Building:
    """One table on its way to records."""

    def __init__(self, sheet: Sheet, mapping: TableMap, home: BBox | None, sites: Mapping[str, Site]) -> None:
        self.sheet, self.mapping, self.sites = sheet, mapping, sites
        self.rows = tuple(sheet.rows)
        self.dates, notes = read_dates(self.rows, mapping)
        self.points, more = read_places(self.rows, mapping, home)
        self.notes = [*sheet.notes, *notes, *more]
        plain = not any(point.basis for point in self.points)
        self.own = own_columns(sheet.columns, mapping, plain=plain, named=are_many(map(self._kind, self.rows)))
        self.sources = Sources(mapping, sheet.name)
        self.kinds: list[str] = []  # labels, of the rows that are kept
        self.records: list[dict[str, Any]] = []
        self.problems: list[Problem] = list(sheet.problems)
        self.kept: list[int] = []  # numbers of the rows that are kept
        self.said: list[list[Said]] = []  # what the sources of each say
        self.more = ClaimRows()  # kept rows that tell more of one of these
        self.seen: set[str] = set()  # ids
        self.unplaced: Counter[str] = Counter()  # names of places, of the kept rows that are nowhere else
        self.keeps_words = True  # what cells of tolls say beside a number
        self.written: dict[int, str] = {}  # it, by the place of the record
        self.contradicting = 0  # of the kept rows, whose tolls contradict each other
        self.spans = 0  # how many of the kept rows name two days
        self.zones = Zones()  # of their stamps

    def build(self, progress: Progress | None = None) -> tuple[Contents, Report]:
        """The records of the rows that can be kept, and the report on all rows."""
        self.read(progress)
        more = [one.states["kind"] for one in self.more.found if "kind" in one.states]
        kinds = made_kinds([*self.kinds, *more])
        self.notes += kinds_told(kinds, self.mapping.column("kind"))
        for record, label in zip(self.records, self.kinds, strict=True):
            record["kind"] = kinds[label].id
        meta = Meta(
            self.mapping.title or self.sheet.name,
            licence=self.mapping.licence,
            home=home_of(self.records),
            credits=credits_of(self.mapping),
            kinds=tuple(dict.fromkeys(kinds.values())),
            parties=all_parties(self.sources),
            slash=LASTED if self.mapping.dates == LASTED else "",
        )
        own = [*self.own.values(), *self._words_of_tolls()]
        parts = Contents(
            meta,
            tuple(self.sites.values()),
            tuple(self.records),
            tuple(self.sources.found.values()),
            tuple(self._claims({label: kind.id for label, kind in kinds.items()})),
            (),
            {},
            tuple(own),
        )
        return (cited(parts) if self.more.found else parts), self._report()

    def _report(self) -> Report:
        """What became of all rows; one that tells more of an incident counts as the incident does."""
        told = [*self.records, *(self.records[one.record] for one in self.more.found)]
        sorts = Counter(sort_of(record["when"]) for record in told)
        notes = [*self.notes, sorts_told(sorts, sum(record["when_basis"] == WITHIN for record in told))]
        if self.more.found:
            words = "tell what more sources say of an incident that stands: their other columns are not kept"
            notes.append(f"Claims: {counted(len(self.more.found), 'row')} {words}")
        return Report(
            self.sheet.name,
            self.sheet.rows_in,
            len(told),
            tuple(self.problems),
            tuple(notes),
            dates=sorts,
            placed=sum(bool(record["site"]) or record["lon"] is not None for record in told),
        )

    def _words_of_tolls(self) -> Iterator[str]:
        """The column that keeps what cells of tolls say beside a number, filled, if any does; it is noted."""
        if not self.written:
            return
        name = words_of_tolls(self.own.values())
        for number, record in enumerate(self.records):
            record[name] = self.written.get(number, "")
        more = f", {self.contradicting:,} of them contradict themselves: the outer numbers are low and high"
        words = f"Tolls: {counted(len(self.written), 'row')} say more than numbers, kept in {name}"
        self.notes.append(words + (more if self.contradicting else ""))
        yield name

    def _claims(self, kinds: Mapping[str, str]) -> Iterator[Claim]:
        """What the sources of the kept rows say, in the order of the file; `kinds` are ids of kinds by their labels.

        The locator is the row's place in the file.
        """
        first = [MoreSaid(*one, {}) for one in zip(self.kept, range(len(self.kept)), self.said, strict=True)]
        for told in sorted([*first, *self.more.found], key=lambda one: one.row):
            states = {name: kinds[text] if name == "kind" else text for name, text in told.states.items()}
            id_, where = self.records[told.record]["id"], self.rows[told.row].place
            for one in told.said:
                via = one.via.id if one.via else ""
                yield Claim(id_, one.source, one.stance, one.says, where, one.day, via, **states)

    def read(self, progress: Progress | None = None) -> None:
        """Read every row; kinds are labels until all are known."""
        total = len(self.rows)
        for number, row in enumerate(self.rows):
            self._row(number, row)
            if progress and (number % 1000 == 0 or number + 1 == total):
                progress(number + 1, total)

    def _row(self, number: int, row: Row) -> None:
        date, point = self.dates[number], self.points[number]
        read = (
            (date, ("when", "start", "end", *DATE_PARTS)),
            (point, (point.axis,) if point.axis else ("point", "lat", "lon")),
        )
        found: list[Fault] = [(one.code, one.text, *self._columns(fields)) for one, fields in read if one.code]
        id_ = self._id(row, found)
        tolls = self._tolls(row, found)
        name = self._name(row)
        where = placed(point, self._named(name, found), read_precision(row, self.mapping, found))
        found += self.sources.faults(row)
        said = [] if found else self.sources.of(row)
        found += self.more.circle(id_, said, self.mapping.column("source_via"))
        if found:
            self.problems.append(merged(row.place, found))
            return
        self.spans += date.spans
        cells = {"id": id_, "when": date.when, **where, "kind": self._kind(row), **tolls.numbers}
        if id_ in self.seen:
            self._tell_more(number, row, cells, said)
            return
        self.zones.add(date, where["lon"])
        if name and not where["site"] and where["lon"] is None:
            self.unplaced[name] += 1
        self._begin(number, row, cells, said)
        if tolls.written:
            self.written[len(self.records) - 1] = tolls.written
        self.contradicting += tolls.contradicts

    def _begin(self, number: int, row: Row, cells: Mapping[str, Any], said: list[Said]) -> None:
        """Keep a row as an incident."""
        self.seen.add(cells["id"])
        self.kept.append(number)
        self.kinds.append(cells["kind"])
        texts = {name: self._joined(row, name) for name in TEXTS}
        texts["title"] = texts["title"] or cells["kind"]
        own = {own: row[column] for column, own in self.own.items()}
        basis = {"when_basis": self._basis(self.dates[number])}
        self.records.append({**_NOTHING, **cells, **basis, **texts, **own})
        self.said.append(said)
        self.more.begin(cells["id"], said)

    def _tell_more(self, number: int, row: Row, cells: Mapping[str, Any], said: list[Said]) -> None:
        """Keep a row as what more sources say of an incident."""
        place = self.more.at[cells["id"]]
        record = self.records[place]
        words = self._joined(row, "text") or self._joined(row, "title")
        if words not in (record["text"], record["title"]):
            said = [one if one.says else one._replace(says=words) for one in said]
        states = stated({**record, "kind": self.kinds[place]}, cells)
        self.more.add(cells["id"], MoreSaid(number, place, said, states))

    def _basis(self, date: Reading) -> str:
        """What the mapping says of two days beyond the date itself."""
        is_within = self.mapping.dates == WITHIN and date.spans and date.when and is_closed_set(date.when.text)
        return WITHIN if is_within else ""

    def _columns(self, fields: Sequence[str]) -> list[str]:
        """The columns of the file that hold these fields."""
        return [column for field in fields for column in self.mapping.columns.get(field, ())]

    def _id(self, row: Row, found: list[Fault]) -> str:
        column = self.mapping.column("id")
        text = row[column] if column else f"row-{row.place.rpartition(':')[2].removeprefix('row ')}"
        if not text.strip():
            found.append(("id-missing", f"{column} is empty: give each row its own", column))
        elif text in self.seen and self.mapping.same_id != CLAIMS:
            found.append(("id-double", f"{column} {text!r} stands in an earlier row: give each row its own", column))
        return text

    def _tolls(self, row: Row, found: list[Fault]) -> Tolls:
        """The tolls of a row; where nothing can be kept beside them, only whole numbers in order are any."""
        if self.keeps_words:
            return read_tolls(row, self.mapping, found)
        cells = CellReader()
        columns = {name: self.mapping.column(name) for name in TOLL_COLUMNS}
        texts = {name: plain_number(row[column]) if column else "" for name, column in columns.items()}
        tolls = cells.tolls(Row(row.place, texts), {name: column for name, column in columns.items() if column})
        found += [(one.code, one.text, *(columns[name] for name, _ in one.cells)) for one in cells.problems]
        return Tolls(tolls)

    def _name(self, row: Row) -> str:
        """The name of a row's place; "" if it has none."""
        column = self.mapping.column("place")
        name = trimmed(row[column]) if column else ""
        return "" if missing(name) else name

    def _named(self, name: str, found: list[Fault]) -> Named:
        """The place that a person has confirmed for a name."""
        place = self.mapping.places.get(name, "")
        try:
            return read_named(place, self.sites) if place else NOWHERE
        except ParseError as error:
            found.append((error.code, f"{name!r} is to be placed: {error}", self.mapping.column("place")))
            return NOWHERE

    def _kind(self, row: Row) -> str:
        column = self.mapping.column("kind")
        return kind_label(row[column], self.mapping) if column else KIND

    def _joined(self, row: Row, name: str) -> str:
        """The cells of a field, those without a value left out; a single column as it stands."""
        columns = self.mapping.columns.get(name, ())
        cells = [row[column] for column in columns if trimmed(row[column]) and not missing(trimmed(row[column]))]
        return self.mapping.joints.get(name, " ").join(cells)


def words_of_tolls(own: Collection[str]) -> str:
    """The column that keeps what cells of tolls say beside a number: its name, which none of the `own` ones has."""
    name = TOLL_AS_WRITTEN
    while name in own:
        name += " (file)"
    return name


def own_columns(
    columns: Sequence[str], mapping: TableMap, *, plain: bool = True, named: bool = False
) -> dict[str, str]:
    """The columns that stay beside the record, by name in the file, with the name they get in the atlas.

    What a field holds as it stands is not kept twice; whatever was read, joined or coded is, coordinates too unless
    they were `plain` numbers, and the column of kinds where these are `named`: some have no kind of their own. A name
    that the atlas needs itself gets " (file)" after it.
    """
    counts = Counter(column for given in mapping.columns.values() for column in given)
    whole = {
        mapping.column(name)
        for name in _VERBATIM
        if len(mapping.columns.get(name, ())) == 1
        and not (name == "kind" and (mapping.kinds or named))
        and (plain or name not in ("lat", "lon"))
    }
    dropped = {column for column in whole if counts[column] == 1}
    taken = {name.casefold() for name in DERIVED if stored_name(name) == name}
    found: dict[str, str] = {}
    for column in columns:
        if column in dropped:
            continue
        name = column.replace("\0", "\N{REPLACEMENT CHARACTER}").strip() or "column"
        while name.casefold() in taken:
            name += " (file)"
        taken.add(name.casefold())
        found[column] = name
    return found


def credits_of(mapping: TableMap) -> tuple[str, ...]:
    """Who is to be named for the data."""
    return tuple(filter(None, (mapping.dataset, mapping.publisher)))
