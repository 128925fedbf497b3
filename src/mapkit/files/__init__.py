"""Reading atlases from files, and the files that an atlas is written as."""

from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.files.archive import read_archive
from mapkit.files.folder import read_folder


def read(path: str | Path) -> Atlas:
    """Read an atlas folder, or a ZIP of one. Raises AtlasError with every problem in it, each with file and line."""
    path = Path(path)
    return read_archive(path) if _is_archive(path) else read_folder(path)


def _is_archive(path: Path) -> bool:
    try:
        return path.suffix.lower() == ".zip" and path.is_file()
    except (OSError, ValueError):  # a name that no file can have
        return False


__all__ = ["read"]
