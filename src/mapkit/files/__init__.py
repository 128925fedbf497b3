"""Reading atlases from files, and the files that an atlas is written as."""

from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.files.folder import read_folder
from mapkit.files.large import read_large
from mapkit.files.large_manifest import is_large, refuse_unfinished
from mapkit.files.zip_read import read_archive


def read(path: str | Path) -> Atlas:
    """Read an atlas folder, a ZIP of one, or a large atlas. Raises AtlasError with every problem, each with a place."""
    path = Path(path)
    if is_large(path):
        return read_large(path)
    refuse_unfinished(path)
    return read_archive(path) if _is_archive(path) else read_folder(path)


def _is_archive(path: Path) -> bool:
    try:
        return path.suffix.lower() == ".zip" and path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


__all__ = ["read"]
