"""The folder of a build that is under way: begun, gone on with, or refused; and how far the build is."""

import json
import shutil
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from mapkit.errors import AtlasError, Problem
from mapkit.report import Progress
from mapkit.timeindex.format import DATA, MANIFEST, VERSION

SCRATCH, PLAN = "parts", "plan.json"

T = TypeVar("T")


def begun(folder: Path, **plan: Any) -> Path:
    """The scratch folder of a build into `folder`: what an interrupted build of the same plan left is in it.

    Without a name in the plan, or with another plan, it is empty. Raises AtlasError for a folder that holds a finished
    index or anything else.
    """
    scratch = folder / SCRATCH
    text = json.dumps({"version": VERSION, **plan}, sort_keys=True)
    if folder.exists():
        _allow(folder)
        for name in (DATA, f"{MANIFEST}.part"):
            (folder / name).unlink(missing_ok=True)
        if not plan["name"] or _read(scratch / PLAN) != text:
            shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True, exist_ok=True)
    (scratch / PLAN).write_text(text)
    return scratch


def _allow(folder: Path) -> None:
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else {""}
    if there - {DATA, f"{MANIFEST}.part", SCRATCH}:
        words = "holds a finished index" if MANIFEST in there else "holds something else than an unfinished index"
        raise AtlasError([Problem(folder.name, "index-exists", f"{words}: give a folder that is not there")])


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return ""


class Steps:
    """How far a build is, as (done, total) in quarters of all parts: leaves are one, bands two, the file the last."""

    def __init__(self, progress: Progress | None, parts: int) -> None:
        self._tell = progress or (lambda _done, _total: None)
        self._share = max(parts, 1)
        self._before = 0

    def each(self, results: Iterable[T], count: int, quarters: int) -> Iterator[T]:
        """The results as they come, of which there are so many, and which are so many quarters of the build."""
        try:
            for number, one in enumerate(results, 1):
                yield one
                self._told(self._before + self._share * quarters * number // count)
        finally:
            if isinstance(results, Generator):
                results.close()  # an executor then lets go of what it has not begun
        self.past(quarters)

    def past(self, quarters: int) -> None:
        """So many quarters are done."""
        self._before += self._share * quarters
        self._told(self._before)

    def _told(self, done: int) -> None:
        self._tell(done, 4 * self._share)
