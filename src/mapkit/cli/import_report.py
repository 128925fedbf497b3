"""What became of a table, for people: in words, as a file of problems, and its mapping as a file."""

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mapkit.errors import ExportError, Problem
from mapkit.spreadsheet import inert

if TYPE_CHECKING:
    from mapkit.importing.mapping.table_map import TableMap
    from mapkit.importing.recognise import Recognised
    from mapkit.report import Report

# How what a problem leaves to choose is chosen here: an option, or a part of the mapping.
HOW = {
    "file-encoding": "--encoding",
    "table-delimiter": "--delimiter",
    "table-broken": "--delimiter",
    "header-unclear": "--header-row",
    "header-row": "--header-row",
    "sheet-several": "--sheet",
    "sheet-unknown": "--sheet",
    "zone-open": "--zone +04:00, or --zone written",
    "dates-open": "--dates lasted, one-of or within, or dates in the mapping",
    "place-proposed": "[places] of the mapping",
}
MAX_SHOWN = 20  # problems, and proposals
COLUMNS = ("place", "code", "text")


def recognised(found: "Recognised", mapping: "TableMap") -> Iterator[str]:
    """The lines of a proposal: what each column was taken as and why, what is open, and all of it as a mapping."""
    yield "Recognised:"
    yield from (f"  {one}" for one in found.lines())
    yield "As a mapping:"
    yield from (f"  {line}" for line in str(mapping).split("\n") if line)


def as_values(report: "Report", found: "Recognised | None") -> dict[str, Any]:
    """What --json says of a report, and of the columns if they were recognised: what was taken, and what might be."""
    values: dict[str, Any] = {"rows_in": report.rows_in, "kept": report.kept, "reported": report.reported}
    values |= {"by_code": dict(report.by_code), "name": report.name}
    if report.placed is not None:
        lasted, one_of = report.dates.get("lasted", 0), report.dates.get("one of several days", 0)
        values |= {"dated": report.kept - report.undated, "undated": report.undated, "lasted": lasted, "one_of": one_of}
        values |= {"placed": report.placed, "unplaced": report.kept - report.placed}
    values["why_not"] = dict(report.why_not)
    values["doubles"] = sum(one.code == "likely-double" for one in report.proposals)
    columns = found.guesses if found else ()
    values["recognised"] = [asdict(one) for one in columns]
    values["not_taken"] = [asdict(one) for one in (found.rivals if found else ())]
    return values


def with_way(problem: Problem) -> Problem:
    """A problem that says which option chooses what it leaves to choose."""
    way = HOW.get(problem.code)
    return replace(problem, text=f"{problem.text} ({way})") if way else problem


def told(report: "Report") -> Iterator[str]:
    """The lines of a report: rows in, kept and reported, how they were read, problems, and what is left to decide."""
    yield report.headline
    yield from (f"  {note}" for note in report.notes)
    yield from (f"  {count:,} with {code}" for code, count in report.by_code.items())
    yield from map(str, report.problems[:MAX_SHOWN])
    if len(report.problems) > MAX_SHOWN:
        yield f"... and {len(report.problems) - MAX_SHOWN:,} more reported rows: --problems FILE has them all"
    if report.proposals:
        yield "To decide; none of it was done:"
        yield from (f"  {with_way(one)}" for one in report.proposals[:MAX_SHOWN])
    if len(report.proposals) > MAX_SHOWN:
        yield f"  ... and {len(report.proposals) - MAX_SHOWN:,} more: --problems FILE has them all"


def write_problems(report: "Report", path: Path) -> None:
    """Every reported row and every proposal as CSV: place, code, text; texts that a spreadsheet would run are inert.

    Raises ExportError.
    """
    from mapkit.disk.atomic import write_bytes  # noqa: PLC0415 - slow to load, and other commands do without

    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    rows = [(one.place, one.code, one.text) for one in report.problems]
    rows += [(one.place, one.code, one.text) for one in map(with_way, report.proposals)]
    writer.writerows([inert(place), code, inert(text)] for place, code, text in rows)
    write_bytes(path, stream.getvalue().encode("utf-8-sig", "backslashreplace"))


def write_mapping(mapping: "TableMap", path: Path) -> None:
    """Write a mapping as its text; what somebody wrote there is left as it is. Raises ExportError."""
    from mapkit.disk.atomic import words_of, write_bytes  # noqa: PLC0415 - as above

    data = str(mapping).encode("utf-8", "backslashreplace")
    try:
        if path.exists() and path.read_bytes() != data:
            raise ExportError(f"cannot write {str(path)!r}: another file is there already: choose a new name")
    except (OSError, ValueError) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"cannot write {str(path)!r}: {words_of(error)}") from error
    write_bytes(path, data)
