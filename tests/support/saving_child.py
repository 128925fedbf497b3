"""A program that tests start: it saves, and is killed on the way, races with another, or has little room.

python saving_child.py kill (add | replace) FOLDER COPIES N  killed at each Nth step in turn, in a copy for each
python saving_child.py race (add | change) FOLDER NAME       what became of it is printed
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb  # noqa: F401 - loaded before the process forks
import pandas as pd  # noqa: F401

from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.files.pending import COMMIT, names_in
from mapkit.saving import add, change
from mapkit.saving.folder.commits import commit
from mapkit.saving.folder.draft import held

INCIDENT = {"title": "A new one", "when": "2021-05-05", "kind": "meeting", "site": "dale"}
CLAIMS = [{"source": "paper", "stance": "reports", "says": "They met."}]
SOURCES = [{"id": "paper", "title": "The Paper"}]
STEPS = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def save(what: str, folder: Path, name: str = "new") -> None:
    """Add an incident, or replace all files of the folder by those of the atlas `other` beside it."""
    if what == "add":
        sources = [{**SOURCES[0], "id": name}]
        add(folder, {**INCIDENT, "id": name}, [{**CLAIMS[0], "source": name}], sources, who=name)
        return
    other = folder.parent / "other"
    with held(folder) as inner:
        files = {file: (other / file).read_bytes() for file in names_in(other)}
        commit(inner, files, {*names_in(folder)} - {*files})


def check_killed(what: str, folder: Path, every: int) -> None:
    """Kill writers of copies of the folder, `every` so many steps: each is old or new; the next write works and tidies.

    The folder holds a README.md, and the atlas `other` stands beside it.
    """
    copies = folder.parent / "copies"
    copies.mkdir()
    command = [sys.executable, __file__, "kill", what, str(folder), str(copies), str(every)]
    settled = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    steps, code = subprocess.run(command, check=True, capture_output=True, text=True, env=settled).stdout.split()
    killed = sorted(copies.iterdir())[:-2]  # but the last, which came to its end, and `other`
    assert code == "0"
    assert len(killed) == (int(steps) - 1) // every > 20 // every
    old, new = read(folder).digest, read(copies / f"{int(steps):03}").digest
    digests = [read(copy).digest for copy in killed]
    assert digests == sorted(digests, key=[old, new].index), "once new, it stays new"
    assert {*digests} == {old, new}
    assert sum((copy / COMMIT).exists() for copy in killed) > 3 // every
    states = {
        re.sub(r"part-\w+", "part", str(sorted(one.relative_to(copy) for one in copy.rglob("*")))): copy
        for copy in killed
    }
    for copy in states.values():
        atlas = add(copy, {**INCIDENT, "id": "next"}, [{**CLAIMS[0], "source": "herald"}], who="me")
        assert atlas["next"]["title"] == "A new one"
        assert (copy / "README.md").read_text() == "mine"
        assert not any(path.name.startswith(".") for path in copy.iterdir())


def arm(folder: Path, last: int) -> None:
    """Kill this process at the `last`-th step that changes anything in the folder, before it is done."""
    inside, flush, done = str(folder), os.fsync, 0

    def count() -> None:
        nonlocal done
        done += 1
        if done == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(event: str, values: Any) -> None:
        opening = event == "open" and isinstance(values[2], int) and values[2] & WRITING
        if (opening or event in STEPS) and str(values[0]).startswith(inside):
            count()

    def flushed(handle: int) -> None:
        count()
        flush(handle)

    os.fsync = flushed
    sys.addaudithook(watch)


def say(*words: Any) -> None:
    """Tell the test."""
    print(*words)  # noqa: T201 - this is a program


def kill(what: str, folder: Path, copies: Path, every: int) -> None:
    """Save in a copy of the folder for each of these steps, killed there, until one comes to its end."""
    shutil.copytree(folder.parent / "other", copies / "other")
    for last in range(1, 1000, every):
        copy = copies / f"{last:03}"
        shutil.copytree(folder, copy)
        child = os.fork()
        if not child:
            arm(copy, last)
            save(what, copy)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            say(last, os.waitstatus_to_exitcode(status))
            return


def race(what: str, folder: Path, name: str) -> None:
    """Read, wait until the other has read too, then save."""
    found = read(folder)
    (folder.parent / f"{name}.ready").touch()
    while len(list(folder.parent.glob("*.ready"))) < 2:
        time.sleep(0.001)
    if what == "add":
        for number in range(8):
            save("add", folder, f"{name}-{number}")
        say("saved")
        return
    try:
        change(folder, "a", {"title": f"By {name}"}, who=name, expect=found.digest)
        say("saved")
    except ExportError as error:
        say(error)


if __name__ == "__main__":
    done, folder = sys.argv[2], Path(sys.argv[3])
    if sys.argv[1] == "kill":
        kill(done, folder, Path(sys.argv[4]), int(sys.argv[5]))
    else:
        race(done, folder, sys.argv[4])
