"""What an atlas shows as an atlas again: a ZIP that `mapkit.read` reads."""

from mapkit.atlas import Atlas
from mapkit.contents import MAX_HELD, contents, held
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError
from mapkit.files.serialise import atlas_files
from mapkit.files.zip_read import RECEIPT
from mapkit.receipts.receipt import receipt_json


def zip_bytes(atlas: Atlas) -> bytes:
    """A ZIP of the files of what is shown and of its trays (`contents`), the receipt first. Raises ExportError.

    So it does for more incidents than MAX_HELD, of which no ZIP could be read again.
    """
    check_size(atlas)
    return pack({RECEIPT: receipt_json(atlas).encode(), **atlas_files(contents(atlas))}, stored=(RECEIPT,))


def check_size(atlas: Atlas) -> None:
    """Raise ExportError where a ZIP would hold too many incidents."""
    if (many := held(atlas)) > MAX_HELD:
        raise ExportError(
            f"a .zip of {many:,} incidents, undated and unplaced ones included: narrow the view to {MAX_HELD:,}, "
            'or write the atlas as one of Parquet files: mapkit.write(atlas, "name.parquet")'
        )
