import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from mapkit.errors import AtlasError, ExportError
from mapkit.files import read
from mapkit.saving import add, change, remove, undo
from mapkit.saving.folder.journal import COLUMNS
from support.made import INCIDENTS, attempt

Folder = Callable[..., Path]
NOW = datetime(2024, 1, 2, 7, 4, 5, tzinfo=timezone(timedelta(hours=4)))
HEADER = ",".join(COLUMNS) + "\n"
NEW = {"title": "A new one", "when": "2021-05-05", "kind": "meeting"}
CLAIM = {"source": "herald", "stance": "reports", "says": "x" * 70_000}


def changes(folder: Path) -> list[dict[str, str]]:
    """The rows of the list of changes, as any program reads them."""
    csv.field_size_limit(10**6)
    try:
        return list(csv.DictReader(io.StringIO((folder / "changes.csv").read_text("utf-8"), newline="")))
    finally:
        csv.field_size_limit(131072)


def test_a_change_says_who_when_and_what(folder: Folder) -> None:
    """Each change is one row: the moment in UTC, who, what, which row, and the rows before and after."""
    path = folder()
    change(path, "a", {"title": "Other", "killed_best": 3}, who="Ani", now=NOW)
    (row,) = changes(path)
    assert {name: row[name] for name in COLUMNS[:5]} == {
        "when": "2024-01-02T03:04:05Z",
        "who": "Ani",
        "what": "change",
        "table": "incidents.csv",
        "id": "a",
    }
    (before,), (after,) = json.loads(row["before"]), json.loads(row["after"])
    filled = {name: str(value) for name, value in INCIDENTS[0].items() if value}
    assert before == {"table": "incidents.csv", "row": 1, "cells": filled}
    assert after == {"table": "incidents.csv", "row": 1, "cells": {**filled, "title": "Other", "killed_best": "3"}}


def test_every_change_is_listed(folder: Folder) -> None:
    """Adding, changing, removing and undoing are each a row at the end; the rows before keep their bytes."""
    path, before = folder(), b""
    for do in (
        lambda: add(path, {**NEW, "id": "n"}, [CLAIM], who="Ani"),
        lambda: change(path, "n", {"text": "t"}, who="Ani"),
        lambda: remove(path, "n", who="Bo"),
        lambda: undo(path, who="Bo"),
    ):
        do()
        data = (path / "changes.csv").read_bytes()
        assert data.startswith(before)
        before = data
    assert [(row["who"], row["what"], row["id"]) for row in changes(path)] == [
        ("Ani", "add", "n"),
        ("Ani", "change", "n"),
        ("Bo", "remove", "n"),
        ("Bo", "undo", "n"),
    ]
    last = changes(path)[-1]
    assert [len(json.loads(last[name])) for name in ("before", "after")] == [0, 2]


def test_the_moment_is_now(folder: Folder) -> None:
    """Without a moment given, it is this one; one without a time zone is refused."""
    path = folder()
    change(path, "a", {"title": "Other"}, who="Ani")
    moment = datetime.fromisoformat(changes(path)[0]["when"])
    assert abs(datetime.now(UTC) - moment) < timedelta(minutes=1)
    with pytest.raises(ExportError, match="has no time zone"):
        change(path, "a", {"title": "More"}, who="Ani", now=NOW.replace(tzinfo=None))
    assert read(path)["a"]["title"] == "Other"


def test_somebody_makes_a_change(folder: Folder) -> None:
    """A change by nobody is refused with all else that is wrong with it, and not made."""
    path = folder()
    error = attempt(lambda: change(path, "a", {"title": ""}, who=" "))
    assert isinstance(error, AtlasError)
    assert [one.code for one in error.problems] == ["who-missing", "title-missing"]
    with pytest.raises(ExportError, match="does not say who makes the change"):
        remove(path, "a", who=" ")
    assert read(path)["a"]["title"] == "First"
    assert not (path / "changes.csv").exists()


def test_the_list_cannot_run_in_a_spreadsheet(folder: Folder) -> None:
    """A name or an id that a spreadsheet would run is made inert in the list, and is still undone."""
    path = folder()
    add(path, {**NEW, "id": "=1+1"}, [CLAIM], who="=HYPERLINK(1)")
    assert (changes(path)[0]["who"], changes(path)[0]["id"]) == ("'=HYPERLINK(1)", "'=1+1")
    assert read(path)["=1+1"]["title"] == "A new one"
    assert undo(path, who="@me").counts.all == len(INCIDENTS)


def test_the_list_is_no_part_of_the_atlas(folder: Folder) -> None:
    """The list neither counts for the digest nor stops a reader, whatever is in it."""
    path = folder()
    digest = read(path).digest
    (path / "changes.csv").write_bytes(b"\xff\0 no table")
    assert read(path).digest == digest


@pytest.mark.parametrize(
    "text",
    [
        b"\xff",
        b"a,b\n",
        b"when,who,what\n",
        (HEADER + "1,2\n").encode(),
        (HEADER + "1,2,burn,t,i,[],[]\n").encode(),
        (HEADER + "1,2,add,t,i,[],{\n").encode(),
        (HEADER + '1,2,add,t,i,[],"[{""row"": 0}]"\n').encode(),
        (HEADER + '1,2,add,t,i,[],"[{""row"": 1, ""table"": ""../x"", ""cells"": {}}]"\n').encode(),
        (HEADER + '1,2,add,t,i,[],"[{""row"": 1, ""table"": ""claims.csv"", ""cells"": {""a"": 1}}]"\n').encode(),
        (HEADER + "1,2,add,t,i,[],5\n").encode(),
        (HEADER + '"').encode(),
    ],
)
def test_a_broken_list_is_told(folder: Folder, text: bytes) -> None:
    """A list that cannot be read is never written to by undo, and the error names the line."""
    path = folder(files={"changes.csv": text})
    error = attempt(lambda: undo(path, who="Ani"))
    assert isinstance(error, ExportError)
    assert str(error).startswith(("changes.csv:1 cannot be read", "changes.csv:2 cannot be read"))
    assert (path / "changes.csv").read_bytes() == text


def test_a_file_of_another_kind_is_not_added_to(folder: Folder) -> None:
    """A file of that name with other columns stops a change, and is kept."""
    path = folder(files={"changes.csv": "my,own\n"})
    with pytest.raises(ExportError, match=r"changes\.csv:1 .*its columns are not when, who"):
        change(path, "a", {"title": "Other"}, who="Ani")
    assert read(path)["a"]["title"] == "First"


@pytest.mark.parametrize("text", ["", HEADER, HEADER.strip(), "\ufeff" + HEADER.replace("\n", "\r\n")])
def test_a_list_without_rows_is_added_to(folder: Folder, text: str) -> None:
    """An empty list, with any line end, mark or none, takes the first change."""
    path = folder(files={"changes.csv": text})
    change(path, "a", {"title": "Other"}, who="Ani")
    assert (path / "changes.csv").read_bytes().startswith(text.encode())
    assert undo(path, who="Ani")["a"]["title"] == "First"
