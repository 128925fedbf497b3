import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapkit.atlas import Atlas
from mapkit.errors import ParseError
from mapkit.files import read
from mapkit.receipts.fingerprints import fingerprints
from mapkit.receipts.receipt import NO_SEAL, START, read_receipt, receipt_json, receipt_line
from support.made import INCIDENTS, SETTINGS, changed


def test_a_receipt_comes_back(made: Atlas) -> None:
    """A receipt is read as what it was written from."""
    atlas = made.filter(when="2020-12", kind="attack")
    found = read_receipt(receipt_json(atlas))
    assert (found.view, found.counts, found.digest) == (str(atlas.view), atlas.counts, atlas.digest)
    assert (found.licence, found.credits, found.seal) == ("CC0", ("made by a test",), NO_SEAL)
    assert found.incidents == fingerprints(atlas)
    assert str(found).startswith("A made atlas: December 2020; only of the kind Attack: 2 incidents")


def test_a_receipt_says_every_count(made: Atlas) -> None:
    """The line for people names shown, all, possible, undated, unplaced, outside, the data and the version."""
    line = receipt_line(made.filter(when="2020-12"))
    assert line.startswith("shown 2 of 6 · possible 2 · undated 1 · unplaced 0 · outside 3 · data sha256:")
    assert line.endswith("mapkit 0.1.0")


@pytest.mark.parametrize("title", ["</script><b>", "]]>&amp;", "(\\)", "\0\x7f\u2028Ə", "*/%%EOF\nendobj"])
def test_a_receipt_stands_anywhere(folder: Callable[..., Path], title: str) -> None:
    """Whatever the data say, a receipt is one line of ASCII without characters that mean something to a format."""
    text = receipt_json(read(folder(settings={**SETTINGS, "title": title})))
    assert text.isascii()
    assert text.isprintable()
    assert not set(text) & set("<>&")
    assert text.startswith(START + NO_SEAL)
    assert read_receipt(text).title == title


@pytest.mark.parametrize(
    "change",
    [
        {"view": "when=yesterday"},
        {"view": 3},
        {"counts": {}},
        {"counts": None},
        {"digest": "sha256:1"},
        {"digest": 1},
        {"incidents": [1]},
        {"incidents": {"a": 1}},
        {"credits": 1},
        {"title": None},
        {"seal": "x" * 64},
        {"seal": "f" * 64 + "0"},
    ],
)
def test_a_receipt_is_not_trusted(made: Atlas, change: dict[str, Any]) -> None:
    """A receipt with a value that no receipt has is refused."""
    text = json.dumps({**json.loads(receipt_json(made)), **change}, separators=(",", ":"))
    with pytest.raises(ParseError, match="receipt"):
        read_receipt(text)


@pytest.mark.parametrize("text", ["", "{}", "null", START, START + "[" * 100_000, "[" * 100_000, " " * 5_000_000])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    """A text that is no receipt is refused in words."""
    with pytest.raises(ParseError, match="receipt"):
        read_receipt(text)


def test_a_negative_count_is_refused(made: Atlas) -> None:
    """A count below zero, or true for a count, is refused."""
    for count in (-1, True, 1.5):
        document = json.loads(receipt_json(made))
        document["counts"]["shown"] = count
        with pytest.raises(ParseError, match="receipt"):
            read_receipt(json.dumps(document, separators=(",", ":")))


def test_many_incidents_are_not_listed(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """With more incidents than a receipt lists, it has the digest alone."""
    monkeypatch.setattr("mapkit.receipts.receipt.MAX_FINGERPRINTS", 2)
    assert read_receipt(receipt_json(made)).incidents is None


def test_a_fingerprint_follows_the_content(folder: Callable[..., Path], made: Atlas) -> None:
    """What is written of an incident, and what sources say, changes its fingerprint and no other."""
    then = fingerprints(made)
    for change in ({"title": "x"}, {"weather": "sun"}, {"killed_best": 3}, {"when": "2020-12-08~"}, {"site": "dale"}):
        now = fingerprints(read(folder(incidents=changed(INCIDENTS, 0, **change))))
        assert {one for one in now if now[one] != then[one]} == {"a"}


def test_a_fingerprint_does_not_follow_the_view(made: Atlas) -> None:
    """The same incident has the same fingerprint in every view."""
    assert fingerprints(made.filter(when="2020-12-08"))["a"] == fingerprints(made)["a"]
