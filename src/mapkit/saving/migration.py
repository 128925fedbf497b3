"""`migrate`: an atlas of the first format, of any form, taken into this one by somebody's word."""

import zipfile
from datetime import datetime
from pathlib import Path

from mapkit.disk.atomic import write_bytes
from mapkit.disk.lock import locked
from mapkit.disk.zip_write import pack
from mapkit.files.folder import read_folder
from mapkit.files.large_manifest import is_large
from mapkit.files.zip_read import CHANGES, RECEIPT, unpacked
from mapkit.receipts.receipt import receipt_json
from mapkit.receipts.seal import sealed
from mapkit.report import Progress
from mapkit.saving.folder.commits import told
from mapkit.saving.folder.migrate import migrate_folder
from mapkit.saving.folder.open_dates import Answer, Migrated
from mapkit.saving.large.migrate import migrate_large

NOBODY = "mapkit migrate"  # who made the change, where nobody is named


def migrate(
    path: str | Path,
    answer: Answer,
    *,
    who: str = NOBODY,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Migrated:
    """Say of the dates that the first format left open what they are. Raises AtlasError, ExportError.

    Whoever reads meanwhile, and whoever reads after a crash, finds the old atlas or the new one. `who` and the moment
    go into the list of changes of a folder or a ZIP; a large atlas has none, and tells `progress` how much is done.
    """
    path = Path(path)
    if is_large(path):
        return migrate_large(path, answer, progress)
    return _zip(path, answer, who, now) if path.is_file() else migrate_folder(path, answer, who=who, now=now)


def _zip(path: Path, answer: Answer, who: str, now: datetime | None) -> Migrated:
    """Entries of which nothing is said keep their bytes. A receipt was of the file as it was, so it is made anew."""
    with locked(path.parent), told(path):
        with unpacked(path, beside=True) as folder:
            done = migrate_folder(folder, answer, who=who, now=now)
            if not done.said:
                return done
            with zipfile.ZipFile(path) as archive:
                names = [one.filename for one in archive.infolist() if not one.is_dir()]
            entries = {name: (folder / name).read_bytes() for name in dict.fromkeys((*names, CHANGES))}
            if RECEIPT in entries and not done.left:
                entries[RECEIPT] = receipt_json(read_folder(folder)).encode()
        data = pack(entries, stored=(RECEIPT,))
        write_bytes(path, sealed(data, ".zip") if RECEIPT in entries and not done.left else data)
        return done


__all__ = ["NOBODY", "Answer", "Migrated", "migrate"]
