import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mapkit.cli.terminal import json_line, plain, table

ANY = st.text(st.characters(codec=None))


@given(ANY)
def test_no_text_steers_a_terminal(text: str) -> None:
    """No control or half character, or one that turns a line's direction, comes through; joiners of letters do."""
    left = {character for character in plain(text) if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert left <= {"\u200c", "\u200d"}
    assert plain(plain(text)) == plain(text)


def test_what_is_harmless_stays() -> None:
    """Names in any script, combining marks and emoji are shown as they are."""
    for text in ("Şuşa Շուշի Шуша", "e\u0301", "می\u200cخواهم", "山", "a b", ""):
        assert plain(text) == text
    assert plain("\x1b[2J\r\n\u202e\u0085\ufeff") == "\\x1b[2J\\x0d\\x0a\\u202e\\x85\\ufeff"


@given(st.dictionaries(ANY, st.none() | st.booleans() | st.integers() | ANY))
def test_json_is_one_line_of_ascii(values: dict[str, object]) -> None:
    """An object is one line of printable ASCII, from which the same object is read."""
    line = json_line(values)
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line) == json.loads(json.dumps(values))


def test_tables_are_aligned() -> None:
    """Texts stand to the left, numbers to the right, wide characters are counted as two."""
    assert table([["山", 5], ["a\x1b", 1234]], ["name", "count"]) == "name   count\n山         5\na\\x1b  1,234"
    assert table([["e\u0301", "x"], ["ab", "y"]]) == "e\u0301   x\nab  y"
    assert table([], ["a", "b"]) == "a  b"
    assert table([]) == ""
