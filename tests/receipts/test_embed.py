import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from mapkit.atlas import Atlas
from mapkit.disk.zip_write import pack
from mapkit.errors import ExportError
from mapkit.receipts.embed import NAMESPACE, with_receipt
from mapkit.receipts.receipt import read_receipt, receipt_json
from mapkit.receipts.seal import is_whole, sealed
from support.exports import made_bytes


def test_a_vector_picture_stays_sound(made: Atlas) -> None:
    """An SVG with its receipt is XML whose metadata hold the receipt."""
    root = ET.fromstring(made_bytes(made, ".svg"))  # noqa: S314 - our own file
    found = root.findall(f".//{{{NAMESPACE}}}receipt")
    texts = [one.text or "" for one in found if (one.text or "").startswith('{"mapkit-receipt"')]
    assert read_receipt(texts[0]).digest == made.digest


def test_a_document_stays_sound(made: Atlas) -> None:
    """The last cross-reference of a PDF leads to the receipt, and on to the cross-reference before it."""
    data = made_bytes(made, ".pdf")
    start = int(re.findall(rb"startxref\s+(\d+)\s+%%EOF", data)[-1])
    table = data[start:]
    if match := re.match(rb"xref\n(\d+) 1\n(\d{10}) 00000 n \ntrailer\n<<(.*?)>>", table, re.DOTALL):
        number, at = int(match[1]), int(match[2])
        assert data[at:].startswith(b'%d 0 obj\n({"mapkit-receipt"' % number)
        assert b"/Size %d" % (number + 1) in match[3]
        before = int(re.findall(rb"/Prev (\d+)", match[3])[0])
        assert data[before:].startswith(b"xref\n0 ")
        assert b"/Root " in match[3]
    else:
        assert b'/Keywords ({"mapkit-receipt"' in data


def test_a_pdf_without_a_trailer_is_refused(made: Atlas) -> None:
    """A PDF of another build, into which no receipt can be put, is told as such."""
    with pytest.raises(ExportError, match="no trailer"):
        with_receipt(b"%PDF-2.0 nothing", ".pdf", receipt_json(made))


def test_pictures_in_an_archive_get_a_receipt_before_them(made: Atlas) -> None:
    """An archive of frames is packed anew behind the receipt, its entries unchanged."""
    data = sealed(with_receipt(pack({"1.png": b"one", "2.png": b"two"}), ".zip", receipt_json(made)), ".zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["receipt.json", "1.png", "2.png"]
        assert archive.read("2.png") == b"two"
    assert is_whole(data, ".zip")


def test_tables_are_left_alone(made: Atlas) -> None:
    """A format that is written with its receipt stays as it is."""
    assert with_receipt(b"anything", ".geojson", receipt_json(made)) == b"anything"
