import csv
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from mapkit.edtf import as_one_of, meant_otherwise
from mapkit.edtf import read as read_date
from mapkit.errors import AtlasError, ExportError
from mapkit.files import read
from mapkit.files.pending import names_in
from mapkit.saving import add, change, undo, write
from mapkit.saving.folder import commits
from mapkit.saving.folder.journal import COLUMNS
from mapkit.saving.folder.migrate import migrate_folder
from mapkit.saving.folder.open_dates import Answer, Migrated
from mapkit.view import View
from support.made import INCIDENTS, SETTINGS, STATES, attempt, problems

Folder = Callable[..., Path]
OLD = {name: value for name, value in SETTINGS.items() if name not in ("format", "slash")}
DATES = [
    "2020-12-08/2021-01",
    "2020-12-12/..",
    "",
    "../..",
    "2021-01-02/",
    "2021/2021",
    "[2020..2021]",
    "2020-12~/2021",
]
ROWS = [
    {"id": f"i{number}", "when": when, "kind": ("attack", "meeting")[number % 2], "title": "T"}
    for number, when in enumerate(DATES)
]
NONE_OPEN = [{**row, "when": row["when"].partition("/")[0]} for row in INCIDENTS]
SHOTS = {"title": "A new one", "when": "2021-05-05/2021-05-09", "kind": "meeting"}
CLAIM = {"source": "herald", "stance": "reports", "says": "x"}


def old_folder(folder: Folder, **changes: object) -> Path:
    """A folder of the first format whose incidents hold every sort of date."""
    return folder(**{"settings": OLD, "incidents": ROWS, "claims": [], **changes})


def dates(path: Path) -> list[str]:
    """The dates in the table of incidents, as any program reads them."""
    with (path / "incidents.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["when"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("answer", [Answer("lasted"), Answer("one-of")], ids=lambda answer: answer.dates)
def test_what_somebody_says_of_all_open_dates_holds(folder: Folder, answer: Answer) -> None:
    """Open dates lasted and stay as they are, or are one of their days; no other cell, and no other file, changes."""
    path = old_folder(folder)
    (found,) = problems(path)
    assert (found.code, "mapkit migrate" in found.text) == ("dates-old", True)
    before = {name: (path / name).read_bytes() for name in names_in(path)}
    done = migrate_folder(path, answer, who="Ani")
    assert done == Migrated({"attack": 2, "meeting": 2}, {})
    opened = [bool(when) and meant_otherwise(read_date(when)) for when in DATES]
    said = [
        as_one_of(when) if one and answer.dates == "one-of" else when for when, one in zip(DATES, opened, strict=True)
    ]
    assert dates(path) == said
    after = {name: (path / name).read_bytes() for name in names_in(path)}
    assert after.pop("atlas.toml") == b'format = 2\nslash = "lasted"\n' + before.pop("atlas.toml")
    table = before["incidents.csv"].decode()
    for old, new in zip(DATES, said, strict=True):
        table = table.replace(f",{old},", f",{new},") if old else table
    assert after == {**before, "incidents.csv": table.encode()}
    assert read(path).store.rows(View(), None).sort_values("row")["when"].tolist() == said


def test_one_of_is_said_kind_by_kind_and_lasted_last(folder: Folder) -> None:
    """Until nothing is open the folder is refused as before; what would be said of kinds not named is not written."""
    path = old_folder(folder)
    with pytest.raises(ExportError, match="2 of 'meeting' too"):
        migrate_folder(path, Answer("lasted", frozenset({"attack"})), who="Ani")
    assert dates(path) == DATES
    assert not (path / "changes.csv").exists()
    done = migrate_folder(path, Answer("one-of", frozenset({"meeting"})), who="Ani")
    assert done == Migrated({"meeting": 2}, {"attack": 2})
    assert [one.code for one in problems(path)] == ["dates-old"]
    with pytest.raises(ExportError, match="open are 2 of 'attack'"):
        migrate_folder(path, Answer("lasted", frozenset({"meeting"})), who="Ani")
    with pytest.raises(ExportError, match="no kind 'raid'"):
        migrate_folder(path, Answer("one-of", frozenset({"raid"})), who="Ani")
    assert migrate_folder(path, Answer("lasted", frozenset({"attack"})), who="Bo") == Migrated({"attack": 2}, {})
    assert dates(path)[:2] == ["2020-12-08/2021-01", "[2020-12-12..]"]
    assert read(path).store.find("i0")["sure_end"].iloc[0] > 0
    assert migrate_folder(path, Answer("one-of"), who="Bo") == Migrated({}, {}), "nothing is left"


def test_it_is_listed_and_cannot_be_unsaid(folder: Folder) -> None:
    """A line says who said what of which kinds, with the rows that it changed; undo refuses it in words."""
    path = old_folder(folder)
    migrate_folder(path, Answer("one-of", frozenset({"meeting"})), who="Ani")
    migrate_folder(path, Answer("lasted"), who="Bo")
    with (path / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["who"], row["what"], row["id"]) for row in rows] == [
        ("Ani", "migrate", "one-of: meeting"),
        ("Bo", "migrate", "lasted: attack"),
    ]
    before, after = (json.loads(rows[0][name]) for name in ("before", "after"))
    assert [[one["cells"]["when"] for one in found] for found in (before, after)] == [
        ["2020-12-12/..", "2020-12~/2021"],
        ["[2020-12-12..]", "[2020-12~..2021]"],
    ]
    with pytest.raises(ExportError, match=r"lasted: attack.*cannot be undone"):
        undo(path, who="Ani")
    change(path, "i0", {"title": "Other"}, who="Ani")
    undo(path, who="Ani")
    assert read(path)["i0"]["title"] == "T"


def test_what_is_wrong_besides_is_told(folder: Folder) -> None:
    """A folder that could not be read in this format either is refused with its problems, and nothing is written."""
    rows = [{**ROWS[0], "when": "10/11/2020"}, *ROWS[1:]]
    path = old_folder(folder, incidents=rows)
    before = (path / "incidents.csv").read_bytes()
    with pytest.raises(AtlasError) as refused:
        migrate_folder(path, Answer("one-of"), who="Ani")
    assert [one.place for one in refused.value.problems] == ["incidents.csv:2"]
    assert (path / "incidents.csv").read_bytes() == before


def test_it_is_one_commit(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dates, format and the line of the list take one rename, so a run that is killed leaves the old folder or the new.

    What is left of a commit at any moment is held by the tests of commits.
    """
    path, made = old_folder(folder), list[set[str]]()
    staged = commits._stage  # every file of a change passes here

    def watched(folder: Path, part: Path, files: dict[str, bytes], removed: tuple[str, ...]) -> None:
        made.append({*files})
        staged(folder, part, files, removed)

    monkeypatch.setattr(commits, "_stage", watched)
    migrate_folder(path, Answer("one-of"), who="Ani")
    assert made == [{"atlas.toml", "incidents.csv", "changes.csv"}]


@pytest.mark.parametrize("settings", [OLD, {**OLD, "format": 1}], ids=["unsaid", "said"])
def test_a_date_that_lasted_brings_the_format(folder: Folder, settings: dict[str, object]) -> None:
    """Adding one to a folder of the first format that holds no open date takes it into this one, in the same commit."""
    path = folder(settings=settings, incidents=NONE_OPEN)
    before = (path / "atlas.toml").read_bytes()
    add(path, {**SHOTS, "id": "month", "when": "2021-05"}, [CLAIM], who="Ani")
    assert (path / "atlas.toml").read_bytes() == before, "a month says the same in both"
    add(path, {**SHOTS, "id": "n"}, [CLAIM], who="Ani")
    assert tomllib.loads((path / "atlas.toml").read_text("utf-8"))["format"] == 2
    assert read(path)["n"]["sure_end"] - read(path)["n"]["sure_start"] == 5
    undo(path, who="Ani")
    assert "2021-05-05/2021-05-09" not in dates(path)
    if settings is OLD:
        undo(path, who="Ani")
        assert (path / "atlas.toml").read_bytes() == before
    assert read(path)["a"]["when"] == "2020-12-08"


def test_a_change_and_a_write_bring_it_too(folder: Folder) -> None:
    """So does changing a date, and writing an atlas over it; an old folder that holds open dates is refused."""
    path = folder(settings=OLD, incidents=NONE_OPEN)
    change(path, "c", {"when": "2020-12-12/2020-12-20"}, who="Ani")
    assert read(path)["c"]["when"] == "2020-12-12/2020-12-20"
    lasting = read(path)
    old = folder(settings=OLD, incidents=NONE_OPEN)
    write(lasting, old, expect=read(old).digest)
    assert read(old).digest == lasting.digest
    path = old_folder(folder, states=STATES)
    refused = attempt(lambda: add(path, SHOTS, [CLAIM], who="Ani"))
    assert isinstance(refused, AtlasError)
    assert [one.code for one in refused.problems] == ["dates-old"]


def test_undo_of_an_older_change_does_not_say_what_a_date_meant(folder: Folder) -> None:
    """An incident that was removed under the first format comes back with an open date in no folder of this one."""
    taken = {"id": "c", "when": "2020-12-12/2020-12-20", "kind": "attack", "title": "Third"}
    removed = ["2024-01-01T00:00:00Z", "Bo", "remove", "incidents.csv", "c", _rows(taken), "[]"]
    path = folder(settings=OLD, incidents=[one for one in NONE_OPEN if one["id"] != "c"], claims=[])
    with (path / "changes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, removed])
    with pytest.raises(ExportError, match="mapkit migrate"):
        undo(path, who="Ani")
    add(path, {**SHOTS, "id": "n"}, [CLAIM], who="Ani")
    for _ in ("the incident", "its format"):
        undo(path, who="Ani")
    with pytest.raises(ExportError, match="mapkit migrate"):
        undo(path, who="Ani")


def _rows(cells: dict[str, str]) -> str:
    return json.dumps([{"table": "incidents.csv", "row": 3, "cells": cells}])
