"""Files that mapkit wrote, read back: incidents with their tolls, the claims on them, and what of the atlas is beside.

What a file does not carry its report says, and names the format that does. How each format is opened is
`exported_files`; every cell is checked as those of an atlas folder are.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mapkit.atlas import Atlas
from mapkit.edtf import meant_otherwise, read
from mapkit.errors import AtlasError, Problem
from mapkit.files.document import Document, read_document
from mapkit.importing.cells.kinds import numbered_kind
from mapkit.importing.exported_files import Exported, opened
from mapkit.importing.extent import Extent
from mapkit.importing.formats.regular_file import shown_name
from mapkit.incident_columns import FORMAT
from mapkit.receipts.receipt import RULE
from mapkit.records import LASTED
from mapkit.report import Report
from mapkit.tables.beside import Entry, cited_sources, claim_rows, completed, written
from mapkit.view import View
from mapkit.when import ALWAYS
from mapkit.where import number

_CHANGED = "mapkit wrote it, but what it holds is not as mapkit writes it any more"
_UNREAD = {"file-unreadable", "file-too-large", "file-kind", "page-changed", "page-bare", "dates-old", "export-lens"}
_INSTEAD = "read it as any table with the dialect plain, or export it again as a ZIP"


def read_exported(path: Path, called: str = "") -> Atlas | None:
    """The atlas of a file that mapkit wrote, None for any other. Raises AtlasError for one that was changed too far.

    `called` is the name that a person has for the file. `report` says what the file does not carry.
    """
    name = called or shown_name(path)
    try:
        found = _looked_into(path)
        if found is None:
            return None
        _refuse_lens(found, name)
        atlas = read_document(_document(found, name), name)
    except AtlasError as error:
        if _is_unreadable(error):
            raise
        raise AtlasError([Problem(name, "export-changed", f"{_CHANGED}: {_INSTEAD}"), *error.problems]) from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        words = f"{_CHANGED} ({error or type(error).__name__}): {_INSTEAD}"
        raise AtlasError([Problem(name, "export-changed", words)]) from error
    return replace(atlas, report=Report(name, atlas.counts.all, atlas.counts.all, (), tuple(_notes(found, atlas))))


def _looked_into(path: Path) -> Exported | None:
    """What mapkit wrote into a file; None for a file that is too broken to tell, of which its reader says why."""
    try:
        return opened(path)
    except OSError:  # so Arrow says that a Parquet is broken
        return None


def _refuse_lens(found: Exported, name: str) -> None:
    """What a party says, or what was known on a day, must not come home as what the atlas says."""
    if found.document is None and found.receipt and (view := View.parse(found.receipt.view)).changed:
        lens = str(View(according=view.according, known=view.known))
        words = f"its dates, places and tolls are those of {lens}, not those of the atlas: take a ZIP of it, or a map"
        raise AtlasError([Problem(name, "export-lens", words)])


def _document(found: Exported, name: str) -> Document:
    if found.document is not None:
        whole: Document = found.document
        return whole
    return completed(found.beside, found.entries) if found.beside is not None else _bare(found, name)


def _is_unreadable(error: AtlasError) -> bool:
    """Whether a file could not be opened at all, which has nothing to do with what mapkit wrote."""
    return {problem.code for problem in error.problems} <= _UNREAD


def _notes(found: Exported, atlas: Atlas) -> Iterator[str]:
    """How the file was read, and what it does not carry."""
    yield f"read as mapkit wrote it: {atlas.counts.all:,} incidents, {len(atlas.claim_list):,} claims"
    if not found.whole:
        yield "the file was changed since mapkit wrote it: what stands in it now is what was read"
    if found.receipt is None:
        yield "its receipt is not beside it: title, licence and credits are not known"
    if found.document is not None and found.receipt and (when := View.parse(found.receipt.view).when) != ALWAYS:
        yield f"the map opens on {when}; what it holds of other dates was read too"
    if found.beside is not None or found.document is not None:
        yield "the basemap is not in such a file: a ZIP of the atlas has it"
        return
    kept = "sites with their names, states and the basemap are not in such a file"
    if found.receipt and (apart := found.receipt.counts.undated + found.receipt.counts.unplaced):
        kept += f", nor are {apart:,} incidents without a date or a place"
    yield f"{kept}: a ZIP of the atlas has all of it"


def _bare(found: Exported, name: str) -> Document:
    """The document of a file that has its incidents alone: with kinds and parties by their ids, and no sites."""
    rows = [{**written(entry), "site": ""} for entry in found.entries]
    said = found.receipt
    if said and said.rule < RULE:
        _refuse_old_dates([row["when"] for row in rows], name)
    extent = Extent()
    extent.add(*([number(str(row[axis])) for row in rows] for axis in ("lon", "lat")))
    home = extent.box()
    settings = {
        "format": FORMAT,
        "slash": LASTED if said else "",
        "title": (said.title if said else "") or name,
        "licence": said.licence if said else "",
        "credits": list(said.credits) if said else [],
        "kinds": _kinds(found.entries),
        "parties": _parties(found.entries),
        **({"home": list(home.sides)} if home else {}),
    }
    sources = cited_sources(found.entries)
    known = {source["id"] for source in sources}
    claims = [_of_known(claim, known) for entry in found.entries for claim in claim_rows(entry)]
    sources = [{**one, "origin": one["origin"] if one["origin"] in known else ""} for one in sources]
    return {"settings": settings, "sites": [], "states": [], "sources": sources, "incidents": rows, "claims": claims}


def _of_known(claim: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """A claim without sites, which are not in the file, and without a source that it repeats and that is not either."""
    return {**claim, "site": "", "via": claim["via"] if claim["via"] in known else ""}


def _refuse_old_dates(dates: Sequence[str], name: str) -> None:
    """Before the second rule a slash said "some day of these", whether it lasted or not: nobody can tell which."""
    old = [when for when in dates if when and meant_otherwise(read(when))]
    if old:
        words = (
            f"mapkit wrote it before a slash meant that it lasted, and {old[0]!r} is to be told: read it as any table"
        )
        advice = "with the dialect plain, and dates lasted or one-of, or export it again from its atlas"
        raise AtlasError([Problem(name, "dates-old", f"{words} {advice}")])


def _kinds(entries: Sequence[Entry]) -> list[dict[str, str]]:
    """The kinds of incidents and of what is said of them by id, with looks of their own: theirs are not in the file."""
    labels = {kind: kind for entry in entries for claim in entry["claims"] if (kind := str(claim.get("kind") or ""))}
    labels |= {str(entry["kind_id"]): str(entry["kind"]) for entry in entries}
    return [asdict(numbered_kind(place, *one)) for place, one in enumerate(sorted(labels.items()))]


def _parties(entries: Sequence[Entry]) -> list[dict[str, str]]:
    claims = (claim for entry in entries for claim in entry["claims"])
    labels = {str(claim["party_id"]): str(claim["party"]) for claim in claims if claim.get("party_id")}
    return [{"id": id_, "label": label} for id_, label in sorted(labels.items())]
