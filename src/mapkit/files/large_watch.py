"""Watching over the files of a large atlas that is in use.

The bytes of a very large one are checked meanwhile: no question is answered once damage is found. Files that are gone,
because somebody wrote the atlas anew, are told in words.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, get_native_id
from typing import Any, TypeVar

import pyarrow as pa

from mapkit.errors import AtlasError, MapkitError, Problem
from mapkit.files.large_manifest import PARTS, Entry, Manifest, file_damage
from mapkit.store.store import Store

Asked = TypeVar("Asked")

IDLE_PRIORITY = 19  # the priority of what may wait


class Checking:
    """Reads the files of more than `at_once` bytes in a thread of its own; None is for none of them."""

    def __init__(self, folder: Path, manifest: Manifest, at_once: int | None) -> None:
        self._folder, self._entries = folder, [one for part in PARTS for one in manifest.files[part]]
        self._found: list[Problem] = []
        self._thread: Thread | None = None
        if at_once is not None:
            larger = [one for one in self._entries if one.bytes > at_once]
            self._thread = Thread(target=self._check, args=[larger], daemon=True)  # a program that ends does not wait
            self._thread.start()

    def _check(self, entries: Sequence[Entry]) -> None:
        if sys.platform == "linux":  # elsewhere a thread has no priority of its own
            os.setpriority(os.PRIO_PROCESS, get_native_id(), IDLE_PRIORITY)  # the first answers come before
        for entry in entries:
            self._found += file_damage(self._folder, entry)

    def wait(self) -> None:
        """Until all is checked. Raises AtlasError for damage."""
        if self._thread:
            self._thread.join()
        self.refuse()

    def refuse(self) -> None:
        """Raise AtlasError if damage was found so far."""
        if self._found:
            raise AtlasError(self._found)

    def guarded(self, store: Store) -> Store:
        """The store that answers as this one, and raises AtlasError once damage was found or the files are gone."""

        def run(sql: str, values: Sequence[Any]) -> pa.Table:
            with self._watched():
                return store.run(sql, values)

        def stream(sql: str, values: Sequence[Any]) -> Iterator[pa.Table]:
            with self._watched():
                for table in store.stream(sql, values):
                    self.refuse()
                    yield table
                self.wait()  # who takes all of a table may make another of it

        return Store(run, stream)

    def guard(self, answer: Callable[[Asked], pa.Table]) -> Callable[[Asked], pa.Table]:
        """The same for another way to ask the files."""

        def asked(what: Asked) -> pa.Table:
            with self._watched():
                return answer(what)

        return asked

    @contextmanager
    def _watched(self) -> Iterator[None]:
        self.refuse()
        try:
            yield
        except MapkitError:
            raise
        except Exception as error:
            self._refuse_gone(error)
            self._refuse_damaged(error)
            raise
        self.refuse()

    def _refuse_damaged(self, error: Exception) -> None:
        """Say what is wrong with the files, if that is why they could not be read."""
        if found := [problem for one in self._entries for problem in file_damage(self._folder, one)]:
            raise AtlasError(found) from error

    def _refuse_gone(self, error: Exception) -> None:
        if not all((self._folder / one.name).exists() for one in self._entries):
            words = "was written anew or removed since it was read: read it again"
            raise AtlasError([Problem(self._folder.name, "atlas-replaced", words)]) from error
