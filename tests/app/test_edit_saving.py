"""Saving what the form holds, without a browser: what is told, and what is written."""

from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from mapkit.app.edit_form import open_form
from mapkit.app.edit_saving import save, undo_last, wrong_at
from mapkit.app.editing import FIELD, NEW, put
from mapkit.files import read
from mapkit.link import Link
from mapkit.saving import change, write
from support.made import write_folder

SAID = {"which": "A source of the atlas", "source": "herald", "stance": "reports", "says": "Shots.", "who": "Ani"}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The entries of a session."""
    held: dict[str, Any] = {"address": Link()}
    monkeypatch.setattr(st, "session_state", held)
    return held


def told(session: dict[str, Any]) -> str:
    """What the form tells below its buttons."""
    return "\n".join(text for _, text in session["add-told"])


def test_an_addition_to_a_large_atlas_is_appended(session: dict[str, Any], tmp_path: Path) -> None:
    """The form adds to a large atlas as well, with what is wrong at its fields first; what stands is not corrected."""
    path = write(read(write_folder(tmp_path / "a")), tmp_path / "large.parquet")
    atlas = read(path)
    open_form(atlas, path, "a", Link())
    assert "is not changed row by row" in told(session)
    assert session["written"] == NEW
    put({**SAID, "when": "2021-01", "kind": "attack", "title": "Shots", "place": "A site of the atlas", "who": ""})
    save(atlas, path, NEW)
    assert wrong_at("who")
    assert wrong_at("site")
    put({"site": "dale", "who": "Ani"})
    save(atlas, path, NEW)
    assert told(session) == "Saved as shots-2021-01."
    assert read(path)["shots-2021-01"]["site"] == "dale"


def test_what_somebody_changed_meanwhile_is_told(session: dict[str, Any], tmp_path: Path) -> None:
    """A field that somebody else changed since the form was opened is told with what it says; others show it."""
    path = write_folder(tmp_path / "a")
    atlas = read(path)
    open_form(atlas, path, "a", Link())
    assert session[f"{FIELD}title"] == "First"
    change(path, "a", {"title": "Theirs", "text": "Theirs too."}, who="Bo")
    put({"title": "Ours", "who": "Ani"})
    save(atlas, path, "a")
    assert "'Theirs'" in wrong_at("title")
    assert read(path)["a"]["title"] == "Theirs"
    save(atlas, path, "a")
    found = read(path)["a"]
    assert (found["title"], found["text"]) == ("Ours", "Theirs too.")
    assert session[f"{FIELD}text"] == "Theirs too."


def test_an_incident_that_is_undone_is_corrected_no_more(session: dict[str, Any], tmp_path: Path) -> None:
    """When the incident of the form goes with an undo, the form is for a new one."""
    path = write_folder(tmp_path / "a")
    atlas = read(path)
    open_form(atlas, path, NEW, Link())
    put({**SAID, "kind": "attack", "title": "Shots", "place": "Not known"})
    save(atlas, path, NEW)
    atlas = read(path)
    open_form(atlas, path, "shots", Link())
    undo_last(atlas, path, "Ani added it")
    assert session["written"] == NEW
    assert session[f"{FIELD}title"] == ""
    assert told(session) == "Undone: Ani added it"
