"""A table that mapkit wrote, on its way to a large atlas: read whole, for row by row its claims are lost."""

from pathlib import Path

from mapkit.errors import AtlasError, Problem
from mapkit.importing.exported import read_exported
from mapkit.importing.exported_files import is_own_table
from mapkit.report import Report
from mapkit.saving.large.write import write_large

OURS = (
    "mapkit wrote this table, and row by row all of its claims would come back as reports: read it as an atlas of its "
    "own, or say as_any, and who disputes and who denies is lost"
)


def import_own(path: Path, into: Path, expect: str | None) -> Report | None:
    """Make the large atlas of a table that mapkit wrote; None for any other. Raises AtlasError, ExportError."""
    atlas = read_exported(path) if is_own_table(path) else None
    if atlas is None:
        return None
    write_large(atlas, into, expect)
    return atlas.report


def refuse_own(path: Path) -> None:
    """Raise AtlasError for a table that mapkit wrote, where only rows can be added."""
    if is_own_table(path):
        raise AtlasError([Problem(path.name, "table-ours", OURS)])
