"""The sources that a cell names."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.cells.citations import Cited, cited

ADDRESS = "https://example.org/a,b"


@pytest.mark.parametrize(
    ("cell", "split", "found"),
    [
        ("TASS; Azertac", "; ", [("TASS", ""), ("Azertac", "")]),
        ("TASS; Azertac", "", [("TASS; Azertac", "")]),
        (ADDRESS, "", [("example.org", ADDRESS)]),
        (
            f"{ADDRESS},{ADDRESS}c, http://b.example",
            ",",
            [("example.org", ADDRESS), ("example.org", f"{ADDRESS}c"), ("b.example", "http://b.example")],
        ),
        ("", ";", []),
        ("n/a", ";", []),
        ("; ;", ";", []),
        ('["TASS", "https://example.org/x"]', ",", [("TASS", ""), ("example.org", "https://example.org/x")]),
        (
            '[{"id": "s1", "path": "https://a.example", "description": "A video"}, {"path": "https://b.example"}]',
            ",",
            [("A video", "https://a.example"), ("b.example", "https://b.example")],
        ),
        ("[Reuters]", "", [("[Reuters]", "")]),
        ("[1, 2]", "", [("[1, 2]", "")]),
        ("[" * 5000 + "]" * 5000, "", [("[" * 5000 + "]" * 5000, "")]),
        ("https://[broken", "", [("https://[broken", "https://[broken")]),
    ],
)
def test_a_cell_names_its_sources(cell: str, split: str, found: list[tuple[str, str]]) -> None:
    """Titles are parted by their character, addresses where the next begins, lists by members; odd texts are titles."""
    assert cited(cell, split) == [Cited(*one) for one in found]


@given(st.lists(st.from_regex(r"[A-Za-zԱ-Ֆ][A-Za-z ,;]{2,12}[a-z]", fullmatch=True), max_size=5))
def test_a_json_list_of_titles_is_those_titles(titles: list[str]) -> None:
    """A list in JSON keeps each title whole, whatever character parts others."""
    kept = [title for title in titles if title.strip().lower() not in ("none", "null", "unknown")]
    assert [one.title for one in cited(json.dumps(kept, ensure_ascii=False), ",")] == [title.strip() for title in kept]
