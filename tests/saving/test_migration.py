import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.disk.zip_write import pack
from mapkit.errors import AtlasError
from mapkit.exporting.snapshot import snapshot
from mapkit.files import read
from mapkit.files.pending import names_in
from mapkit.receipts.verify import verify
from mapkit.saving.migration import Answer, Migrated, migrate
from support.made import SETTINGS

Folder = Callable[..., Path]
OLD = {name: value for name, value in SETTINGS.items() if name not in ("format", "slash")}


def old_zip(folder: Folder, path: Path, **entries: bytes) -> Path:
    """A ZIP of the made atlas in the first format."""
    source = folder(settings=OLD)
    path.write_bytes(pack({**entries, **{name: (source / name).read_bytes() for name in names_in(source)}}))
    return path


def test_a_zip_is_taken_into_this_format(folder: Folder, tmp_path: Path) -> None:
    """Its dates are said in the same way; what is not about dates keeps its bytes, and the change is listed in it."""
    path = old_zip(folder, tmp_path / "old.zip")
    with pytest.raises(AtlasError, match="dates-old"):
        read(path)
    with zipfile.ZipFile(path) as archive:
        before = {name: archive.read(name) for name in archive.namelist()}
    assert migrate(path, Answer("one-of", frozenset({"attack"})), who="Ani").left == {"meeting": 1}
    assert migrate(path, Answer("lasted"), who="Ani") == Migrated({"meeting": 1}, {})
    assert read(path)["c"]["when"] == "[2020-12-12..2020-12-20]"
    with zipfile.ZipFile(path) as archive:
        after = {name: archive.read(name) for name in archive.namelist()}
    assert after.keys() - before.keys() == {"changes.csv"}
    assert {name for name, data in before.items() if after[name] != data} == {"atlas.toml", "incidents.csv"}
    data = path.read_bytes()
    assert migrate(path, Answer("lasted")) == Migrated({}, {})
    assert path.read_bytes() == data


def test_its_receipt_is_of_what_it_holds_now(folder: Folder, tmp_path: Path) -> None:
    """A receipt that told of the file as it was is made anew with it, so that the file verifies against itself."""
    receipt = snapshot(read(folder()), tmp_path / "now.zip") and zipfile.ZipFile(tmp_path / "now.zip").read(
        "receipt.json"
    )
    path = old_zip(folder, tmp_path / "old.zip", **{"receipt.json": receipt})
    migrate(path, Answer("one-of"))
    assert verify(path, read(path)).status == "same"
