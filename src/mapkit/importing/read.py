"""Reading anything: an atlas as it is, or one table of incidents by a dialect, a mapping, or what its columns say."""

from dataclasses import replace
from pathlib import Path

from mapkit import files
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, Problem
from mapkit.importing.build import Building
from mapkit.importing.doubts import calendars, proposals, two_days, zones
from mapkit.importing.exported import read_exported
from mapkit.importing.exported_files import is_packed_table
from mapkit.importing.formats.open import holds_table, read_sheet
from mapkit.importing.formats.sheet import Sheet
from mapkit.importing.gazetteer import Gazetteer
from mapkit.importing.mapping.dialects import PLAIN, dialect
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.reasons import reasons
from mapkit.importing.recognise import Recognised, names_two_days, recognise
from mapkit.report import Progress

TWO_DAYS = (
    "Dates: some rows name two days; they are read as one day of these. If what happened lasted from the first to the "
    'last, say --dates lasted, or write dates = "lasted" in the mapping; if not, "one-of" or "within"'
)
OUR_COLUMNS = ("when_words", "first_day", "disputed", "claims")
OURS = (
    "claims: mapkit wrote this table, and it is read as any other, so that every source comes back as one that "
    "reports. The file as mapkit wrote it, or a ZIP of the same view, keeps who disputes and who denies"
)


def read(  # noqa: PLR0913 - what a table is read by, and what beside it
    path: str | Path,
    dialect: str | TableMap = "",
    mapping: TableMap | None = None,
    *,
    like: Atlas | None = None,
    gazetteer: Gazetteer | None = None,
    progress: Progress | None = None,
) -> Atlas:
    """Read an atlas folder, a ZIP of one, or one table of incidents. Raises AtlasError with every problem in it.

    A table is read by the `mapping`, or by that of the `dialect` (its name, or a mapping too), or by what its columns
    are recognised as; the atlas's `report` says what became of each row. `like` is an atlas whose sites the table's
    names of places are looked up in, and whose home box says where its points are expected; names that it lacks are
    looked up in the `gazetteer`. A GeoJSON, GeoParquet, CSV or page that mapkit wrote comes back with its claims as
    they were; the dialect "plain" reads it as any table.
    """
    path = Path(path)
    if not is_table(path):
        return files.read(path)
    if not (mapping or dialect) and (found := read_exported(path)):
        return found
    chosen = mapping or (dialect if isinstance(dialect, TableMap) else known(dialect))
    sheet = opened(path, chosen)
    return read_table(sheet, mapping=chosen, like=like, gazetteer=gazetteer, progress=progress)


def is_table(path: Path) -> bool:
    """Whether a path is to be read as one table: a file, but no ZIP of an atlas."""
    try:
        if not path.is_file() or path.suffix.lower() != ".zip":
            return path.is_file()
        return is_packed_table(path) or holds_table(path)
    except AtlasError:  # a broken ZIP, of which the reader of atlases says why
        return False
    except (OSError, ValueError):  # a name that no file can have
        return False


def opened(  # noqa: PLR0913 - what a file does not say of itself
    path: Path,
    mapping: TableMap | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Sheet:
    """The rows of a table; a text table without a header gets the mapping's. Raises AtlasError, MissingExtra.

    `encoding`, `delimiter`, `sheet` and `header_row` are those of `formats.open.read_sheet`.
    """
    header = mapping.header if mapping else ()
    chosen = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    return read_sheet(path, **chosen, header=header, header_row=header_row)


def read_table(  # noqa: PLR0913 - as `read`
    sheet: Sheet,
    dialect: str = "",
    mapping: TableMap | None = None,
    *,
    like: Atlas | None = None,
    gazetteer: Gazetteer | None = None,
    progress: Progress | None = None,
) -> Atlas:
    """The atlas of a table, with its `report`. Raises AtlasError for a mapping that does not fit the table."""
    notes: tuple[str, ...] = ()
    found: Recognised | None = None
    chosen = mapping or known(dialect)
    if chosen is None:
        found = proposed(sheet)
        chosen, notes = found.mapping, tuple(found.lines())
    if misfits := list(chosen.misfits(sheet.columns)):
        raise AtlasError(Problem(sheet.name, *words) for words in misfits)
    places = like.places if like else {}
    building = Building(sheet, chosen, like.meta.home if like else None, places)
    parts, report = building.build(progress)
    if like:  # whose sites are in it
        alike = {name: getattr(like.meta, name) for name in ("layers", "labels", "labels_fixed")}
        parts = replace(parts, meta=replace(parts.meta, **alike))
    atlas = parts.atlas()
    column = f"{sheet.name} {chosen.column('place')}"
    years = [record["when"].window.start.year for record in building.records if record["when"]]
    doubts = (
        *two_days(sheet.name, building.spans, chosen.dates),
        *zones(sheet.name, building.zones, chosen.zone),
        *calendars(sheet.name, years),
        *proposals(atlas, column, building.unplaced, places, gazetteer),
    )
    why = reasons(report.problems, chosen, report.rows_in, found)
    return replace(atlas, report=replace(report, notes=notes + report.notes, proposals=doubts, why_not=why))


def proposed(sheet: Sheet) -> Recognised:
    """What the columns of a table seem to hold; whether day or month comes first stays open until somebody says it.

    A dialect may know that order, but names of columns alone do not prove whose table it is. Open is too what two days
    of a row mean.
    """
    found = recognise(sheet)
    if {*OUR_COLUMNS} <= {*sheet.columns}:
        found = replace(found, mapping=replace(found.mapping, dates="lasted"), open=(*found.open, OURS))
    if not found.mapping.dates and names_two_days(sheet, found.mapping):
        found = replace(found, open=(*found.open, TWO_DAYS))
    order, name = found.mapping.day_order, found.mapping.dialect
    if not order:
        return found
    words = f"Order of day and month: the dialect {name} has {order}, which the columns do not prove"
    words += ": name the dialect (--dialect), or the order (--day-order)"
    return replace(found, mapping=replace(found.mapping, day_order=""), open=(*found.open, words))


def known(name: str) -> TableMap | None:
    """The mapping of a dialect; None for "" and "plain", which recognise columns. Raises ParseError."""
    return dialect(name) if name and name != PLAIN else None
