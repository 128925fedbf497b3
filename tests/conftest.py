"""Fixtures: the made atlas (`made`), a folder to break (`folder`), the own atlas (`geo`), a `browser`, the `app`, and
a page `seen` in the browser."""

import atexit
import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from mapkit.atlas import Atlas
from mapkit.files import read
from support import examples
from support.browser import Visit, quiet, saved_mission, served
from support.chromium import BRIEF, chromium
from support.late import FRAME, late
from support.made import write_folder
from support.repository import ROOT

examples.load()
gc.disable()  # while tests are collected, hardly anything is let go


def pytest_xdist_auto_num_workers() -> int:
    """Three processes for two processors: while one waits for a browser, a server or a disk, another goes on."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, those of the page, so that none of them is left alone at the end."""
    items.sort(key=lambda item: "page" not in item.path.parent.name)


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end: who looks for garbage looks at what tests make, and at no more.

    A look through all of it took a fifth of a second, some fifty times in each process.
    """
    gc.freeze()
    atexit.register(gc.unfreeze)
    gc.enable()


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes the made atlas with changes (see `made.write_folder`) and gives its path."""

    def write(**changes: Any) -> Path:
        return write_folder(tmp_path / "atlas", **changes)

    return write


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The made atlas, read."""
    return read(write_folder(tmp_path_factory.mktemp("made")))


@pytest.fixture(scope="session")
def geo() -> Atlas:
    """The repository's own atlas, read."""
    return read(ROOT / "geo")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium serves all tests of a process; no two pages share a context at a time.

    `make late` has one as people have it.
    """
    with chromium(*([] if FRAME else [BRIEF])) as opened:
        yield late(opened)


@pytest.fixture
def seen(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A fresh page that asks for nothing off this machine, where a module is OFFLINE of nobody, and raises no error."""
    with quiet(browser, offline=getattr(request.module, "OFFLINE", False)) as opened:
        yield opened


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the repository's atlas, saved once for all tests of a process."""
    return saved_mission(tmp_path_factory.mktemp("saved"))


@pytest.fixture(scope="session")
def mission(saved: Path) -> str:
    """The address of that map."""
    return saved.as_uri()


@pytest.fixture(scope="session")
def app() -> Iterator[str]:
    """One server shows the atlas to all tests of a process; this is its address."""
    with served(ROOT / "app.py") as address:
        yield address
