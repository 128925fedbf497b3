"""The law of the seal: an untouched file is whole, and one changed byte anywhere is found."""

import random
import re
import zlib

import pytest

from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.receipts.containers import place_of
from mapkit.receipts.embed import with_receipt
from mapkit.receipts.receipt import NO_SEAL, read_receipt, receipt_json
from mapkit.receipts.seal import is_whole, is_whole_beside, sealed, sealed_beside
from support.exports import DATA, STILL, made_bytes

CARRYING = tuple(suffix for suffix in STILL if suffix != ".csv")


def kind(suffix: str) -> str:
    """The last part of a suffix."""
    return suffix[suffix.rindex(".") :]


def found_out(data: bytes, suffix: str) -> bool:
    """Whether a file is told as altered or as unreadable."""
    try:
        return not is_whole(data, suffix)
    except ParseError:
        return True


@pytest.mark.parametrize("suffix", CARRYING)
def test_an_untouched_file_is_whole(made: Atlas, suffix: str) -> None:
    """Every format is sealed when it is rendered, and carries the receipt of what it shows."""
    data = made_bytes(made, suffix)
    found = read_receipt(place_of(data, kind(suffix)).text)
    assert is_whole(data, kind(suffix))
    assert found.seal != NO_SEAL
    assert (found.view, found.counts, found.digest) == (str(made.view), made.counts, made.digest)


@pytest.mark.parametrize("suffix", CARRYING)
def test_one_changed_byte_is_found(made: Atlas, suffix: str) -> None:
    """A byte that is changed, taken away or added, anywhere in the file, is told as altered or as unreadable."""
    data, chance = made_bytes(made, suffix), random.Random(suffix)  # noqa: S311 - no secret
    seal = place_of(data, kind(suffix)).seal_at
    places = [0, 7, len(data) // 2, len(data) - 1, seal - 1, seal, seal + 63, seal + 64]
    for at in places + [chance.randrange(len(data)) for _ in range(25)]:
        changed = bytearray(data)
        changed[at] ^= 1 << chance.randrange(8)
        assert found_out(bytes(changed), kind(suffix)), at
    for at in places[:4]:
        assert found_out(data[:at] + data[at + 1 :], kind(suffix)), at
    for more in (b"\0", b"\n", b" "):
        assert found_out(data + more, kind(suffix))


@pytest.mark.parametrize("suffix", CARRYING)
def test_sealing_again_changes_nothing(made: Atlas, suffix: str) -> None:
    """The seal of a sealed file is the same seal."""
    data = made_bytes(made, suffix)
    assert sealed(data, kind(suffix)) == data


def test_a_picture_keeps_its_sums(made: Atlas) -> None:
    """After sealing, the checksum of the chunk that holds the receipt is right, so that every viewer opens the file."""
    data = made_bytes(made, ".png")
    at = 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        assert int.from_bytes(data[at + 8 + length : at + 12 + length]) == zlib.crc32(data[at + 4 : at + 8 + length])
        at += 12 + length


def test_a_table_is_sealed_with_what_lies_beside_it(made: Atlas) -> None:
    """Of a CSV and the receipt beside it, no byte of either can change unnoticed."""
    data = made_bytes(made, ".csv")
    text = sealed_beside(data, receipt_json(made))
    assert is_whole_beside(data, text)
    assert not is_whole_beside(data.replace(b"Second", b"Sccond"), text)
    assert not is_whole_beside(data, text.replace("CC0", "CC1"))


@pytest.mark.parametrize("suffix", [*DATA, ".png", ".svg", ".pdf", ".gif", ".mp4", ".webm"])
@pytest.mark.parametrize("data", [b"", b"\0", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4", b"PAR1", b"GIF89a;"])
def test_a_file_without_a_receipt_is_refused(suffix: str, data: bytes) -> None:
    """A file that carries no receipt is refused in words, whatever it is."""
    with pytest.raises(ParseError, match="receipt"):
        place_of(data, suffix)


@pytest.mark.parametrize(
    ("suffix", "around"),
    [
        (".pdf", b"%%PDF-1.4\n1 0 obj\n<< /Title (a \\(b\\) c) /Keywords (%s) >>\nendobj"),
        (".svg", b"<svg><metadata><mapkit:receipt xmlns:mapkit='x'>%s</mapkit:receipt></metadata></svg>"),
    ],
)
def test_a_receipt_is_found_where_a_picture_has_it(made: Atlas, suffix: str, around: bytes) -> None:
    """The Keywords of a PDF, and the metadata of an SVG, may hold the receipt as a drawing library wrote it."""
    text = receipt_json(made)
    raw = re.sub(r"([\\()])", r"\\\1", text) if suffix == ".pdf" else text
    data = around % raw.encode()
    assert place_of(data, suffix).text == text
    assert is_whole(sealed(data, suffix), suffix)
    assert with_receipt(data, suffix, text) == data


@pytest.mark.parametrize("suffix", [".gif", ".mp4", ".webm"])
def test_films_carry_a_receipt(made: Atlas, suffix: str) -> None:
    """A receipt that is put behind a film is found in it again, and the film can be sealed."""
    film = {".gif": b"GIF89a" + b"\0" * 20 + b";"}.get(suffix, b"\0" * 64)
    data = sealed(with_receipt(film, suffix, receipt_json(made)), suffix)
    assert is_whole(data, suffix)
    assert read_receipt(place_of(data, suffix).text).digest == made.digest
    assert with_receipt(data, suffix, receipt_json(made)) == data
    assert found_out(b"\1" + data[1:], suffix)


def test_two_receipts_are_one_too_many(made: Atlas) -> None:
    """A file with two receipts is refused: which of them is true cannot be told."""
    data = made_bytes(made, ".html")
    with pytest.raises(ParseError, match="receipt"):
        place_of(data + data, ".html")
