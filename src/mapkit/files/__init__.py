"""Reading atlases from files."""

from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.files.folder import read_folder


def read(path: str | Path) -> Atlas:
    """Read an atlas folder. Raises AtlasError with every problem in it, each with its file and line."""
    return read_folder(Path(path))


__all__ = ["read"]
