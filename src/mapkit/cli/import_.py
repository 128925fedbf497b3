"""`mapkit import`: a table as an atlas, or into one: shown first, confirmed, and accounted for row by row."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapkit.cli.import_report import as_values, recognised, told, with_way, write_mapping, write_problems
from mapkit.cli.snapshot import ProgressLine
from mapkit.cli.table_options import TOLD, chosen, limits, reading_options
from mapkit.cli.terminal import json_line, plain, say
from mapkit.errors import AtlasError, MapkitError

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.importing.formats.sheet import Sheet
    from mapkit.importing.mapping.table_map import TableMap
    from mapkit.importing.recognise import Recognised
    from mapkit.report import Report

ASKED = "Import the table this way?"
UNCONFIRMED = (
    "the columns were recognised, and nobody has confirmed them: read the mapping above, then say --yes, "
    "or save it with --save-mapping, mend it, and give it as --mapping"
)
NOTHING_KEPT = "no row can be imported: the problems above say why"
# How a file is read as a table like any other, whoever wrote it.
ASKS = (
    *("dialect", "mapping", "encoding", "delimiter", "header_row", "sheet", *TOLD, "gazetteer"),
    "save_mapping",
)
_NOT_IN_BLOCKS = ("encoding", "delimiter", "header_row", "sheet", "gazetteer", "dry_run")
OURS_IN_BLOCKS = (
    "mapkit wrote this table, and block by block all of its claims would come back as reports: import it into an atlas "
    "of its own, without --append; or say --dialect plain, and who disputes and who denies is lost"
)
FILE = click.Path(path_type=Path)


@click.command("import", params=reading_options())
@click.argument("file", type=FILE)
@click.option("--into", metavar="FOLDER", type=FILE, help="The atlas to make, or to add to.")
@click.option("--append", is_flag=True, help="Add a CSV to a large atlas that is there, block by block.")
@click.option("--save-mapping", metavar="FILE", type=FILE, help="Write how the table is read; use it as --mapping.")
@click.option("--problems", metavar="FILE", type=FILE, help="Write every reported row as CSV.")
@click.option("--dry-run", is_flag=True, help="Show what would be imported, and leave the atlas as it is.")
@click.option("--yes", is_flag=True, help="Take the columns as they were recognised.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout, words on stderr.")
@click.pass_context
def import_(ctx: click.Context, /, file: Path, **options: Any) -> None:
    """Import FILE, one table of incidents.

    Shows what its columns were recognised as, and what became of every row. Only --into writes an atlas: a new one, or
    more incidents for the one that is there. The exit code is 0 if a row was kept, though others were reported.
    """
    words = _Words(err=options["as_json"])
    given, base = chosen(ctx, options), _base(options["into"])
    ours = _is_ours(file, options)
    large = base is None and not ours and is_large(file, options)
    if options["append"]:
        if ours:
            raise click.UsageError(f"{plain(file.name)}: {OURS_IN_BLOCKS}", ctx)
        _refuse_append(ctx, file, options)
        large = True
    report, made = (_large if large else _small)(file, given, base, options, words)
    words.say(told(report))
    if options["problems"]:
        write_problems(report, options["problems"])
    into = options["into"] if report.kept and not options["dry_run"] else None
    if made and options["into"] and report.kept:
        words.say(_put(made, base, options["into"], dry=options["dry_run"]))
    if options["as_json"]:
        say(json_line({**as_values(report, words.recognised), "into": into and str(into)}))
    if not report.kept:
        raise MapkitError(NOTHING_KEPT)


def is_large(file: Path, options: dict[str, Any]) -> bool:
    """Whether a table goes block by block into a large atlas: a CSV, with nothing to look up, into a new `.parquet`.

    So does one into a new folder if it holds more than a table of an atlas folder can.
    """
    into = options["into"]
    if into is None or not _is_plain(file, options):
        return False
    from mapkit.saving.writing import FORMS  # noqa: PLC0415 - slow to load, and others do without

    suffix = into.suffix.lower()
    return suffix == ".parquet" or (suffix not in FORMS and _is_too_big(file))


def _is_ours(file: Path, options: dict[str, Any]) -> bool:
    """Whether mapkit wrote the table, and nobody wants it read as any other: then it is read whole, claims and all."""
    from mapkit.importing.exported_files import is_own_table  # noqa: PLC0415 - slow to load, and others do without

    try:
        return not _is_read_as_any(options) and is_own_table(file)
    except (AtlasError, OSError, ValueError):  # no such file, which reading tells
        return False


def _is_read_as_any(options: dict[str, Any]) -> bool:
    return any(options[name] not in (None, "") for name in ASKS)


def _is_too_big(file: Path) -> bool:
    from mapkit.files import tables  # noqa: PLC0415 - slow to load, and others do without

    try:
        return file.stat().st_size > tables.MAX_BYTES
    except (OSError, ValueError):  # no such file, which reading tells
        return False


def _is_plain(file: Path, options: dict[str, Any]) -> bool:
    plain_table = not any(options[name] for name in _NOT_IN_BLOCKS)
    return plain_table and file.suffix.lower() == ".csv"


def _refuse_append(ctx: click.Context, file: Path, options: dict[str, Any]) -> None:
    """Raise UsageError for rows that cannot be added block by block."""
    from mapkit.files.large_manifest import is_large  # noqa: PLC0415 - slow to load, and others do without

    if options["into"] is None or not is_large(options["into"]):
        raise click.UsageError("--append is for a large atlas that is there: give it as --into", ctx)
    if not _is_plain(file, options):
        words = "--append reads a CSV in UTF-8 block by block, and nothing can be looked up or tried out"
        raise click.UsageError(f"{words}: leave out --append, or the other options", ctx)


def _small(
    file: Path, given: "TableMap | None", base: "Atlas | None", options: dict[str, Any], words: "_Words"
) -> "tuple[Report, Atlas | None]":
    """Read the table as a whole; its atlas is still to be written. What mapkit wrote needs no mapping."""
    from mapkit.importing.exported import read_exported  # noqa: PLC0415 - slow to load, and others do without
    from mapkit.importing.read import opened, read_table  # noqa: PLC0415 - as above

    if not _is_read_as_any(options) and (ours := read_exported(file)):
        assert ours.report  # noqa: S101 - what is read from a file has one
        return ours.report, ours
    reading = {name: options[name] for name in ("encoding", "delimiter", "header_row", "sheet")}
    try:
        sheet = opened(file, given, **reading)
    except AtlasError as error:
        raise AtlasError(map(with_way, error.problems)) from error
    mapping = _settled(sheet, given, options, words)
    with _watched(file) as progress:
        made = read_table(
            sheet, mapping=mapping, like=base, gazetteer=limits(options["gazetteer"], base), progress=progress
        )
    assert made.report  # noqa: S101 - what is read from a table has one
    return made.report, made


def _large(
    file: Path, given: "TableMap | None", base: "Atlas | None", options: dict[str, Any], words: "_Words"
) -> "tuple[Report, Atlas | None]":
    """Read the table block by block, and write as it is read."""
    from mapkit.importing.formats.sheet import counted  # noqa: PLC0415 - as above
    from mapkit.importing.large.append import import_more  # noqa: PLC0415 - as above
    from mapkit.importing.large.blocks import sample_of  # noqa: PLC0415 - as above
    from mapkit.importing.large.blocks_mapping import told_in_blocks  # noqa: PLC0415 - as above
    from mapkit.importing.large.import_large import import_large  # noqa: PLC0415 - as above

    mapping, notes = told_in_blocks(_settled(sample_of(file), given, options, words))
    words.say(notes)
    with _watched(file) as progress:
        if base:
            report = import_more(file, options["into"], mapping, expect=base.digest, progress=progress, as_any=True)
        else:
            report = import_large(file, options["into"], mapping, progress=progress, as_any=True)
    count = counted(report.kept, "incident")
    words.say([f"{options['into']} has {count} more" if base else f"{options['into']} is an atlas of {count} now"])
    return report, None


@contextmanager
def _watched(file: Path) -> "Iterator[ProgressLine | None]":
    """A bar on stderr while rows are read, if somebody is watching."""
    progress = ProgressLine(plain(file.name)) if sys.stderr.isatty() else None
    try:
        yield progress
    finally:
        if progress:
            progress.close()


class _Words:
    """Where lines for people go: stdout, or stderr where stdout is for a program; and what these were told of."""

    def __init__(self, *, err: bool) -> None:
        self.err = err
        self.recognised: Recognised | None = None  # the columns, if nobody named them

    def say(self, lines: Iterable[str]) -> None:
        """Print lines, each made plain."""
        for line in lines:
            click.echo(plain(line), err=self.err)


def _base(into: Path | None) -> "Atlas | None":
    """The atlas to add to, if there is one: the folder holds something, or the file is there."""
    from mapkit.files import read  # noqa: PLC0415 - slow to load, and others do without

    try:
        there = into is not None and (into.is_file() or (into.is_dir() and any(into.iterdir())))
    except (OSError, ValueError):  # a name that no file can have, which writing tells
        there = False
    return read(into) if into is not None and there else None


def _settled(sheet: "Sheet", given: "TableMap | None", options: dict[str, Any], words: _Words) -> "TableMap":
    """The mapping to read by: as given, or as recognised and confirmed. Raises MapkitError, Abort."""
    from mapkit.cli.table_options import overridden  # noqa: PLC0415 - as above
    from mapkit.importing.mapping.table_map import TableMap  # noqa: PLC0415 - as above
    from mapkit.importing.read import proposed  # noqa: PLC0415 - as above

    found = proposed(sheet) if given is None else None
    mapping = overridden(found.mapping if found else given or TableMap(), options)
    words.recognised = found
    words.say(recognised(found, mapping) if found else ())
    if options["save_mapping"]:
        write_mapping(mapping, options["save_mapping"])
    if found and options["into"] and not (options["yes"] or options["dry_run"]):
        if not sys.stdin.isatty():
            raise MapkitError(UNCONFIRMED)
        click.confirm(ASKED, abort=True, err=options["as_json"])
    return mapping


def _put(made: "Atlas", base: "Atlas | None", into: Path, *, dry: bool) -> list[str]:
    """Write the atlas, or put it into the one that is there; what to tell of it. Raises AtlasError, ExportError.

    A `dry` run goes as far as that and writes nothing.
    """
    from mapkit.importing.formats.sheet import counted  # noqa: PLC0415 - as above
    from mapkit.importing.merge import joined, refuse_loss  # noqa: PLC0415 - as above
    from mapkit.saving import write  # noqa: PLC0415 - as above

    notes: list[str] = []
    if base and into.is_dir():
        refuse_loss(into)
    whole = made if base is None else joined(base, made, notes).atlas()
    if dry:
        return [*notes, f"a dry run: {into} stays as it is"]
    write(whole, into, expect=base.digest if base else None)
    count = counted(made.counts.all, "incident")
    return [*notes, f"{into} has {count} more" if base else f"{into} is an atlas of {count} now"]


COMMANDS = (import_,)
