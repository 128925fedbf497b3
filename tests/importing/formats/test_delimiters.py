import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats import delimiters
from mapkit.importing.formats.delimiters import Parting, find_parting


def found(text: str) -> tuple[Parting, str]:
    """How a text is parted."""
    return find_parting(text.encode(), "t.csv")


@pytest.mark.parametrize(("character", "word"), delimiters.CANDIDATES.items())
def test_each_delimiter_is_found(character: str, word: str) -> None:
    """A table parted by any of the characters is found to be, and the words say by which."""
    assert found(f"id{character}t\n1{character}2\n") == (Parting(character), word)


def test_decimal_commas_do_not_part() -> None:
    """Commas inside the cells of a table with semicolons do not make it one with commas."""
    assert found("id;lat;lon\n1;39,85;46,75\n2;39,9;46,8\n")[0] == Parting(";")


def test_signs_inside_quotes_do_not_part() -> None:
    """A delimiter inside quotes is text."""
    assert found('"a;b","c;d"\n"1;2","3;4"\n')[0] == Parting(",")


def test_the_sign_by_which_rows_are_alike_parts() -> None:
    """Of two characters that part the header, the one by which all rows are alike is taken, and the words say so."""
    parting, said = found("id;title (en, hy);when\n1;a;b\n2;c, d, e;f\n")
    assert parting == Parting(";")
    assert "the only character" in said


def test_a_tie_is_refused() -> None:
    """Two characters that fit all rows are both named, and the person is asked."""
    with pytest.raises(AtlasError, match=r"comma \(2 columns\), semicolon \(2 columns\).*choose which"):
        found("a,b;c\n1,2;3\n")


def test_a_few_broken_rows_do_not_hide_the_delimiter() -> None:
    """A table with a few rows of another width is still told, with how many of the first rows fit."""
    parting, said = found("a;b\n" + "1;2\n" * 30 + "1;2;3\n")
    assert parting == Parting(";")
    assert "97%" in said


def test_one_column_needs_no_delimiter() -> None:
    """A header that no character parts is one column."""
    assert found("geom\nPOINT (46 39)\n") == (Parting(","), "one column")


def test_a_long_table_is_told_by_its_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long table only the beginning is tried; the row that the sample cuts off does not count."""
    text = "id;t\n" + '1;"a\nb"\n' * 30
    for length in range(8, len(text)):
        monkeypatch.setattr(delimiters, "SAMPLE", length)
        assert found(text)[0] == Parting(";")
