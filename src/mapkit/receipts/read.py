"""Reading the receipt of a file that mapkit wrote, without running or trusting anything in the file."""

import stat
from dataclasses import dataclass
from pathlib import Path

from mapkit.errors import ParseError
from mapkit.receipts.containers import place_of
from mapkit.receipts.receipt import Receipt, read_receipt
from mapkit.receipts.seal import BESIDE, is_whole, is_whole_beside

CSV = ".csv"
MAX_BYTES = 1_000_000_000  # of a file that is opened


@dataclass(frozen=True)
class Opened:
    """A file with its receipt; `whole` is whether it is as it was sealed, to the byte."""

    receipt: Receipt
    whole: bool


def receipt(path: str | Path) -> Receipt:
    """The receipt of an export of any format. Raises ParseError if there is none, or the file cannot be read.

    That of a CSV lies beside it in a file of the same name that ends in `.receipt.json`; either name will do.
    """
    path = Path(path)
    if path.name.endswith(BESIDE):
        return read_receipt(_text(_bytes(path)))
    if path.suffix.lower() == CSV:
        return read_receipt(_text(_bytes(_beside(path))))
    return receipt_in(_bytes(path), path.suffix)


def receipt_in(data: bytes, suffix: str) -> Receipt:
    """The receipt in the bytes of a file of this suffix, such as ".png". Raises ParseError."""
    return read_receipt(place_of(data, suffix).text)


def opened(path: str | Path) -> Opened:
    """A file's receipt, and whether the file is whole. Raises ParseError."""
    path = Path(path)
    path = path.with_name(path.name.removesuffix(BESIDE))
    data = _bytes(path)
    if path.suffix.lower() == CSV:
        text = _text(_bytes(_beside(path)))
        return Opened(read_receipt(text), is_whole_beside(data, text))
    return Opened(receipt_in(data, path.suffix), is_whole(data, path.suffix))


def _beside(path: Path) -> Path:
    beside = path.with_name(path.name + BESIDE)
    if not beside.is_file():
        raise ParseError("receipt-missing", f"there is no receipt beside {path.name!r}: put {beside.name!r} there")
    return beside


def _bytes(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            raise ParseError("file-unreadable", f"{str(path)!r} is no file, or one of more than {MAX_BYTES:,} bytes")
        return path.read_bytes()
    except OSError as error:
        raise ParseError("file-unreadable", f"cannot read {str(path)!r}: {error.strerror}") from error
    except ValueError as error:
        if isinstance(error, ParseError):
            raise
        raise ParseError("file-unreadable", f"{str(path)!r} is the name of no file") from error  # a NUL in it


def _text(data: bytes) -> str:
    try:
        return data.decode("ascii")
    except UnicodeDecodeError as error:
        raise ParseError("receipt-unreadable", "the receipt holds what no receipt has: it was changed") from error
