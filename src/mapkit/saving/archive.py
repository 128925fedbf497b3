"""What an atlas shows as an atlas again: a ZIP that `mapkit.read` reads, or a folder to work on."""

import tempfile
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.contents import contents
from mapkit.disk.atomic import words_of
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError
from mapkit.files.serialise import atlas_files
from mapkit.files.zip_read import RECEIPT
from mapkit.receipts.receipt import receipt_json

MOST_INCIDENTS = 200_000


def zip_bytes(atlas: Atlas) -> bytes:
    """A ZIP of the files of what is shown and of its trays (`contents`), the receipt first. Raises ExportError.

    So it does for more incidents than MOST_INCIDENTS, of which no ZIP could be read again.
    """
    check_size(atlas)
    return pack({RECEIPT: receipt_json(atlas).encode(), **atlas_files(contents(atlas))}, stored=(RECEIPT,))


def check_size(atlas: Atlas) -> None:
    """Raise ExportError where a ZIP would hold too many incidents."""
    held = atlas.counts.shown + atlas.counts.undated + atlas.counts.unplaced
    if held > MOST_INCIDENTS:
        raise ExportError(
            f"a .zip of {held:,} incidents, undated and unplaced ones included: narrow the view to {MOST_INCIDENTS:,}, "
            'or write the atlas as one of Parquet files: mapkit.write(atlas, "name.parquet")'
        )


def write_folder(atlas: Atlas, path: str | Path) -> Path:
    """Write what is shown and its trays as an atlas folder, whole or not at all. Raises ExportError.

    The folder must not be there yet, or be empty: nothing that a person typed is written over.
    """
    path, files = Path(path), atlas_files(contents(atlas))
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise ExportError(f"cannot write {str(path)!r}: something is there already: choose a new name")
        with tempfile.TemporaryDirectory(prefix=".mapkit-", dir=path.parent) as name:
            staged = Path(name) / "atlas"
            for file, data in files.items():
                (staged / file).parent.mkdir(parents=True, exist_ok=True)
                (staged / file).write_bytes(data)
            staged.replace(path)
    except (OSError, ValueError) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"cannot write {str(path)!r}: {words_of(error)}") from error
    return path
