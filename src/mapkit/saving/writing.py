"""`write`: an atlas to a folder or a ZIP, whole or not at all, and never over what somebody else wrote meanwhile."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.contents import contents
from mapkit.disk.atomic import write_bytes
from mapkit.disk.lock import locked
from mapkit.errors import AtlasError, ExportError
from mapkit.files.large_manifest import is_large, read_manifest
from mapkit.files.pending import names_in
from mapkit.files.serialise import atlas_files
from mapkit.files.settings import NAME
from mapkit.files.zip_read import read_archive
from mapkit.saving.archive import zip_bytes
from mapkit.saving.folder.commits import commit, told
from mapkit.saving.folder.draft import CHANGED, drafted, held, read_with
from mapkit.saving.folder.format import settings_of_this_format
from mapkit.saving.large.write import made, write_large
from mapkit.view import View

Form = Callable[[Atlas, Path, str | None], None]

_THERE = "another atlas is there: give its digest as expect to replace it, or choose a new name"


def write(atlas: Atlas, path: str | Path, *, expect: str | None = None) -> Path:
    """Write the whole atlas, or exactly what its view shows with its trays, and give the path back.

    A path that ends in `.zip` becomes a ZIP, in `.parquet` a large atlas of Parquet tables, another a folder (FORMS).
    In a folder other files are left alone; so are files that say the same already, however they are laid out, and
    layers that are no longer needed are removed. In a file that is written anew, what an atlas does not hold is lost:
    comments, columns of sources, claims and states, properties of sites that docs/format.md does not name.

    An atlas that is there already is only replaced if `expect` is its digest (`mapkit.read(path).digest`, taken when
    it was read); without it, nothing but the same data may be there. Whoever reads meanwhile, and whoever reads after
    a crash, finds the old atlas or the new one. Raises ExportError, and then nothing was written.
    """
    path = Path(path)
    form = _form(path)
    try:
        form(atlas, path, expect)
    except AtlasError as error:
        first = error.problems[0]
        raise ExportError(f"cannot write {str(path)!r}: {len(error.problems)} problems, the first: {first}") from error
    return path


def _form(path: Path) -> Form:
    if _is_folder(path):
        return _large if is_large(path) or path.suffix.lower() == ".parquet" else _folder
    return FORMS.get(path.suffix.lower(), _folder)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        return False


def _folder(atlas: Atlas, path: Path, expect: str | None) -> None:
    files = atlas_files(contents(atlas))
    with made(path), held(path) as folder, told(path):
        there = drafted(folder, expect) if (folder / NAME).exists() else None
        if not there and expect is not None:
            raise ExportError(f"cannot write {str(path)!r}: {CHANGED}")
        old = atlas_files(contents(there.atlas)) if there else {}
        _refuse_strangers(folder, files, old)
        new = {name: data for name, data in files.items() if old.get(name) != data}
        gone = old.keys() - files.keys()
        if there and expect is None and (new or gone):
            raise ExportError(f"cannot write {str(path)!r}: {_THERE}")
        if there and new and NAME not in new:  # it says the same but for the format, which the dates may need
            new |= settings_of_this_format(folder)
        read_with(folder, new, gone)
        if there:
            there.commit(new, gone)
        else:
            commit(folder, new)


def _refuse_strangers(folder: Path, files: Mapping[str, bytes], old: Mapping[str, bytes]) -> None:
    """Refuse to write over, or to take in, files that are not of the atlas that is there. Raises ExportError."""
    for name in names_in(folder):
        if name not in old and (name in files or name.startswith("context/")):
            text = f"it holds {name!r}, which is of no atlas that mapkit wrote or read there: choose a new name"
            raise ExportError(f"cannot write {str(folder)!r}: {text}")


def _zip(atlas: Atlas, path: Path, expect: str | None) -> None:
    data = zip_bytes(atlas)
    with locked(path.parent), told(path):
        old = path.read_bytes() if path.exists() else None
        if old == data:
            return
        if old is not None and expect is None:
            raise ExportError(f"cannot write {str(path)!r}: {_THERE}")
        if expect is not None and (old is None or read_archive(path).digest != expect):
            raise ExportError(f"cannot write {str(path)!r}: {CHANGED}")
        _read_back(data)
        write_bytes(path, data)


def _read_back(data: bytes) -> None:
    """Read a ZIP before it is written. Raises AtlasError."""
    with tempfile.TemporaryDirectory(prefix="mapkit-") as name:
        path = Path(name) / "atlas.zip"
        path.write_bytes(data)
        read_archive(path)


def _large(atlas: Atlas, path: Path, expect: str | None) -> None:
    if is_large(path) and read_manifest(path).digest == atlas.digest and atlas.view == View():
        return
    write_large(atlas, path, expect)


def _no_atlas(_: Atlas, path: Path, __: str | None) -> None:
    text = "an atlas is a folder, whose name has no such ending, or a .zip; for a table or a picture use snapshot"
    raise ExportError(f"cannot write {str(path)!r}: {text}")


FORMS: Mapping[str, Form] = {
    ".zip": _zip,
    ".parquet": _large,
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".json", ".geojson", ".gpkg", ".toml", ".html"), _no_atlas),
}  # any other ending, and none, is a folder
