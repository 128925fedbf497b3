"""The worked examples of docs/claims.md: their rows stand in the atlas beside it, and what they say comes of them."""

import doctest
import re

import pytest

import mapkit as mk
from support.repository import ROOT

PAGE = ROOT / "docs" / "claims.md"
FOLDER = ROOT / "docs" / "said-examples"
TEXT = PAGE.read_text("utf-8")
COUNT = 10


def test_what_the_page_says_comes_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of Python in the page gives what the page says."""
    monkeypatch.chdir(ROOT)
    page = TEXT.replace("\n```", "\n\n```")  # an answer ends with an empty line
    found = doctest.DocTestRunner().run(doctest.DocTestParser().get_doctest(page, {}, PAGE.name, str(PAGE), 0))
    assert (found.failed, found.attempted > COUNT) == (0, True)


def test_the_rows_are_those_of_the_atlas() -> None:
    """Every row that the page shows stands in a table of the atlas, to the letter."""
    tables = [line for path in sorted(FOLDER.glob("*.csv")) for line in path.read_text("utf-8").splitlines()]
    rows = [line for block in re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()]
    assert len(rows) > COUNT
    assert [row for row in rows if row not in tables] == []


def test_each_example_has_its_picture() -> None:
    """Ten headings, ten pictures, each with words in its place; none lies about unused."""
    sections = re.split(r"^### \d+\. ", TEXT, flags=re.MULTILINE)[1:]
    pictures = [re.findall(r"!\[(.+?)\]\(said-examples/(\w+\.png)\)", section) for section in sections]
    assert [len(found) for found in pictures] == [1] * COUNT
    assert {name for ((_, name),) in pictures} == {path.name for path in FOLDER.glob("*.png")}


def test_nothing_else_is_odd_in_the_atlas() -> None:
    """The atlas of the examples has each incident told, and but for the one on purpose nothing to look at twice."""
    atlas = mk.read(FOLDER)
    assert [problem.place for problem in mk.check(atlas)] == ["claims.csv itself north-speaker"]
    told = "\n".join(re.findall(r"```csv\n(.*?)```", TEXT, re.DOTALL))
    assert [id_ for id_ in atlas.rows(None)["id"] if f"{id_}," not in told and id_ != "absent"] == []
