import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.receipts.read import receipt
from support.commands import answer, objects, refusal
from support.made import INCIDENTS, changed
from support.repository import ROOT

DOCS = (ROOT / "docs" / "commands.md").read_text("utf-8")


@pytest.fixture
def file(folder: Callable[..., Path], tmp_path: Path) -> Path:
    """A GeoJSON of the made atlas in December 2020."""
    answer("snapshot", folder(), tmp_path / "a.geojson", "--when", "2020-12")
    return tmp_path / "a.geojson"


def test_a_receipt_is_told(file: Path) -> None:
    """`receipt` tells everything that the receipt says, and that the file is whole."""
    known = receipt(file)
    found = objects("receipt", file)[0]
    assert (found["title"], found["view"], found["sentence"]) == (known.title, known.view, known.sentence)
    assert (found["counts"], found["incidents"]) == (vars(known.counts), known.incidents)
    assert (found["digest"], found["seal"], found["whole"]) == (f"sha256:{known.digest}", known.seal, True)
    said = answer("receipt", file)
    assert re.search(r"^view +when=2020-12$", said, re.MULTILINE)
    assert re.search(r"^shown +2$", said, re.MULTILINE)
    assert re.search(r"^whole +yes$", said, re.MULTILINE)


def test_every_key_is_documented(file: Path) -> None:
    """Each key of the JSON of `receipt` stands in its section of the documentation."""
    words = DOCS.partition("## mapkit receipt")[2].partition("\n## ")[0]
    assert [name for name in objects("receipt", file)[0] if f"`{name}`" not in words] == []


def test_an_altered_file_says_so(file: Path) -> None:
    """A receipt is told of an altered file too, with the word that it was altered."""
    file.write_bytes(file.read_bytes().replace(b"First", b"Fifth"))
    assert objects("receipt", file)[0]["whole"] is False
    assert "the file was altered" in answer("receipt", file)


def test_a_file_of_others_has_no_receipt(tmp_path: Path) -> None:
    """A file that mapkit did not write is refused with the exit code 1."""
    (tmp_path / "a.png").write_bytes(b"x")
    assert refusal("receipt", tmp_path / "a.png", code=1).startswith("Error: ")
    assert refusal("receipt", tmp_path / "a.csv", code=1).startswith("Error: ")


def test_the_same_data_are_exit_code_0(folder: Callable[..., Path], file: Path) -> None:
    """The verdict is a sentence, and the exit code is 0 for the same data alone."""
    assert answer("verify", file, folder()).startswith("Same data: ")
    assert objects("verify", file, folder())[0]["status"] == "same"


def test_changed_data_are_exit_code_1(folder: Callable[..., Path], file: Path) -> None:
    """After a change the verdict names the incidents, and the exit code is 1."""
    path = folder(incidents=changed(INCIDENTS, 0, title="Other"))
    assert "1 changed (a)" in answer("verify", file, path, code=1)
    found = objects("verify", file, path, code=1)[0]
    assert found == {"status": "changed", "text": found["text"], "added": [], "removed": [], "changed": ["a"]}


def test_an_altered_file_is_exit_code_1(folder: Callable[..., Path], file: Path) -> None:
    """A file that is not as it was written is altered, with the exit code 1."""
    file.write_bytes(file.read_bytes() + b" ")
    assert objects("verify", file, folder(), code=1)[0]["status"] == "altered"


def test_a_published_file_is_compared_as_published(folder: Callable[..., Path], tmp_path: Path) -> None:
    """With the options of that time a published file is the same data; without them, or with others, it is not."""
    options = ["--when", "2020-12", "--grid-m", "5000", "--drop", "text", "--delay-days", "3", "--today", "2023-01-01"]
    answer("snapshot", folder(), tmp_path / "a.html", *options)
    assert objects("verify", tmp_path / "a.html", folder(), *options)[0]["status"] == "same"
    assert objects("verify", tmp_path / "a.html", folder(), code=1)[0]["status"] == "changed"
    other = ["--when", "2020-12", "--grid-m", "6000"]
    assert objects("verify", tmp_path / "a.html", folder(), *other, code=1)[0]["status"] == "changed"


def test_a_hostile_id_is_shown_as_numbers(folder: Callable[..., Path], file: Path) -> None:
    """Ids in a verdict cannot steer the terminal."""
    path = folder(incidents=changed(INCIDENTS, 2, id="\x1b[2J"), claims=[])
    assert r"\x1b[2J" in answer("verify", file, path, code=1)
