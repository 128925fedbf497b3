"""What was found out once for all who ask the same: one fetch at a time, behind, the least used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Something that says how many bytes it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes."""


Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result", bound=Sized)


class LRUCache(Generic[Key, Result]):
    """Findings by what was asked, of `most_bytes` in all but for the newest. Many threads may ask at once."""

    def __init__(self, find: Callable[[Key], Result], most_bytes: int) -> None:
        self._find, self._most = find, most_bytes
        self._lock, self._worker = Lock(), ThreadPoolExecutor(1, "mapkit-filter")
        self._futures: OrderedDict[Key, Future[Result]] = OrderedDict()

    def ready(self, asked: Key) -> Result | None:
        """What is known of a question, if it is known by now."""
        with self._lock:
            future = self._futures.get(asked)
            if future is None or not _well(future):
                return None
            self._futures.move_to_end(asked)
            return future.result()

    def wanted(self, asked: Key) -> "Future[Result]":
        """Begin to find out about a question, if nobody has yet; what failed is tried again."""
        with self._lock:
            future = self._futures.get(asked)
            if future is None or (future.done() and not _well(future)):
                future = self._futures[asked] = self._worker.submit(self._found, asked)
            self._futures.move_to_end(asked)
            return future

    def _found(self, asked: Key) -> Result:
        found = self._find(asked)
        with self._lock:
            left = self._most - found.nbytes
            for other, future in reversed(list(self._futures.items())):
                if other != asked and _well(future):
                    left -= future.result().nbytes
                    if left < 0:
                        del self._futures[other]
        return found


def _well(future: "Future[Result]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
