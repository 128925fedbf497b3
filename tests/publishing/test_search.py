import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.publishing import search
from mapkit.publishing.search import WINDOW, contained

few = st.text("abcş\U0001f600\ud800", max_size=14)


@given(st.lists(few, max_size=6), st.text("abcş\U0001f600\ud800", max_size=80), st.integers(1, 20))
def test_it_finds_what_a_plain_search_finds(texts: list[str], whole: str, chunk: int) -> None:
    """The texts that are found are those of enough characters that stand in the long one, wherever it is cut."""
    before, search.CHUNK = search.CHUNK, chunk
    try:
        assert contained(texts, whole) == [text for text in texts if len(text) >= WINDOW and text in whole]
    finally:
        search.CHUNK = before


def test_a_text_across_a_cut_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that begins before a cut of the long one and ends after it is found."""
    monkeypatch.setattr(search, "CHUNK", 10)
    assert contained(["a secret text", "another one"], "0123 a secret text 456") == ["a secret text"]


def test_runs_alone_do_not_make_a_text() -> None:
    """A text whose every run stands in the long one, but which does not itself, is not found."""
    assert contained(["abcdefghi"], "abcdefgh bcdefghi") == []


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that would take too long is refused."""
    monkeypatch.setattr(search, "MAX_WORK", 5)
    with pytest.raises(ValueError, match="too much"):
        contained(["12345678"], "0123456789")
