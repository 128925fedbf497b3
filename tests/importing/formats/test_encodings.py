import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.importing.formats import encodings
from mapkit.importing.formats.encodings import KNOWN, read_encoded

RUSSIAN = "ид;дата;заголовок\n1;2020;Нападение на колонну у Шуши\n2;2022;Перекрытие Лачинского коридора\n"
TURKISH = "id;yer\n1;Şuşa kenti yakınlarında saldırı düzenlendi, çatışma çıktı\n"
FRENCH = "id;lieu\n1;près de l'église, blessés à Chouchi, côté arménien\n"


def read(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """The text of these bytes and how it was told."""
    found = read_encoded(io.BytesIO(data), "t.csv", encoding)
    return found.data.decode(), found.said


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\ufeff\0")))
def test_a_byte_order_mark_proves_the_encoding(text: str) -> None:
    """Any text with a byte order mark is read in the encoding of the mark, and the mark is no part of it."""
    marked = "\ufeff" + text
    for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        assert read(marked.encode(codec))[0] == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["id,title\n1,x\n", RUSSIAN])
def test_utf16_without_a_mark_is_told_by_its_nuls(text: str, codec: str) -> None:
    """UTF-16 without a mark is told by the NUL bytes at every other place, which a note says."""
    found, said = read(text.encode(codec))
    assert found == text
    assert codec.upper() in said


def test_utf8_is_proven_by_its_bytes() -> None:
    """Bytes that are valid UTF-8 are read so; one of another kind anywhere undoes it."""
    assert read("Շուշի\n".encode())[1] == "UTF-8"
    assert read(b"id\n")[1] == "ASCII"


@pytest.mark.parametrize(
    ("text", "codec"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (TURKISH, "cp1254"), (FRENCH, "cp1252")]
)
def test_a_code_page_is_proposed_and_said(text: str, codec: str) -> None:
    """A text in a code page is read in the one in which its letters make words, and the note says how to change it."""
    found, said = read(text.encode(codec))
    assert found == text
    assert codec in said
    assert "If they look wrong, choose another encoding, or save the file as UTF-8" in said


@pytest.mark.parametrize("data", ["id;é\n".encode("cp1252"), "Шуша\n".encode("koi8-r"), "도로가\n".encode("euc-kr")])
def test_a_weak_proposal_is_refused(data: bytes) -> None:
    """Bytes that could be several encodings are refused with the first line in the two best of them."""
    with pytest.raises(AtlasError, match=r"file-encoding.*choose the one that reads well: [\w-]+: '.*'; [\w-]+: '"):
        read(data)


@pytest.mark.parametrize(
    "data", [bytes(range(128, 256)), "道路が閉鎖された\n".encode("iso2022_jp"), b"+Bt8-,+Y2c-\x0e\n"]
)
def test_what_is_no_text_of_these_is_refused(data: bytes) -> None:
    """Bytes that read well in nothing, and letters that are written as escapes, are never taken for a text."""
    with pytest.raises(AtlasError, match="file-encoding"):
        read(data)


def test_a_nul_does_not_make_utf16() -> None:
    """A few NULs in a short file are no UTF-16: read so, it would not even have lines."""
    assert read(b"d,t\n2020,\0a\n2021,\0b\n") == ("d,t\n2020,\0a\n2021,\0b\n", "ASCII")


def test_the_telling_lines_may_come_late() -> None:
    """A table whose first letters beyond ASCII stand far down is told by them."""
    text = "id,t\n" * 100_000 + RUSSIAN
    assert read(text.encode("cp1251"))[0] == text


@pytest.mark.parametrize("encoding", KNOWN)
def test_an_encoding_that_is_given_is_used(encoding: str) -> None:
    """Each encoding of the list reads what it writes, when it is asked for."""
    assert read("id,title\n".encode(encoding), encoding) == ("id,title\n", read(b"", encoding)[1])


def test_bytes_outside_the_given_encoding_are_refused() -> None:
    """A byte that the encoding asked for does not have is refused by name, never replaced."""
    with pytest.raises(AtlasError, match="byte ff is not utf-8"):
        read(b"id\xff\n", "UTF8")
    with pytest.raises(AtlasError, match="byte 98 is not cp1251"):
        read(b"id\x98\n", "windows-1251")


@pytest.mark.parametrize("encoding", ["", "utf-7", "punycode", "zlib", "unicode_escape", "martian", "a\0b"])
def test_an_encoding_outside_the_list_is_refused(encoding: str) -> None:
    """Codecs that are none of a table's are refused with the list."""
    with pytest.raises(AtlasError, match="encoding-unknown"):
        read(b"id\n", encoding)


def test_too_long_a_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is too long as UTF-8 is refused while it is read."""
    monkeypatch.setattr(encodings, "MAX_BYTES", 5)
    with pytest.raises(AtlasError, match="file-too-large"):
        read("жжж".encode("cp1251"), "cp1251")
