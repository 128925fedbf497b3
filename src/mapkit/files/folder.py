"""An atlas folder: settings, layers of sites, and the tables of incidents, sources, claims and states.

Everything is read and checked before anything is refused: an AtlasError holds all problems of all files.
"""

from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.errors import AtlasError, Problem
from mapkit.files.atlas_tables import OPTIONAL, REQUIRED, atlas_of
from mapkit.files.layers import read_context, read_layers
from mapkit.files.pending import steady
from mapkit.files.settings import read_settings
from mapkit.files.tables import read_table


def read_folder(folder: Path) -> Atlas:
    """Read an atlas folder, the old atlas or the new one while it is written. Raises AtlasError with every problem."""
    if not _is_folder(folder):
        raise AtlasError([Problem(str(folder), "atlas-missing", "no such folder: give the path of an atlas folder")])
    return steady(folder, _atlas)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name longer than any file's
        return False


def _atlas(folder: Path) -> Atlas:
    meta, version, problems = read_settings(folder)
    there = {name: columns for name, columns in OPTIONAL.items() if (folder / name).exists()}
    tables = {name: read_table(folder / name, columns) for name, columns in {**REQUIRED, **there}.items()}
    sites, found = read_layers(folder, meta)
    context, wrong = read_context(folder / "context")
    return atlas_of(meta, version, sites, tables, context=context, problems=[*problems, *found, *wrong])
