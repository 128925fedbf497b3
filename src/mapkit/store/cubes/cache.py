"""What was found out about filters: one fetch at a time, in the background, the least used forgotten first."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from typing import Generic, Protocol, TypeVar

from mapkit.view import View


class Sized(Protocol):
    """Something that says how many bytes it takes."""

    @property
    def nbytes(self) -> int:
        """Bytes."""


Result = TypeVar("Result", bound=Sized)


class LRUCache(Generic[Result]):
    """Findings by view, of `most_bytes` in all but for the newest. Many threads may ask at once."""

    def __init__(self, find: Callable[[View], Result], most_bytes: int) -> None:
        self._find, self._most = find, most_bytes
        self._lock, self._worker = Lock(), ThreadPoolExecutor(1, "mapkit-filter")
        self._futures: OrderedDict[View, Future[Result]] = OrderedDict()

    def ready(self, view: View) -> Result | None:
        """What is known of a view, if it is known by now."""
        with self._lock:
            future = self._futures.get(view)
            if future is None or not _well(future):
                return None
            self._futures.move_to_end(view)
            return future.result()

    def wanted(self, view: View) -> "Future[Result]":
        """Begin to find out about a view, if nobody has yet; what failed is tried again."""
        with self._lock:
            future = self._futures.get(view)
            if future is None or (future.done() and not _well(future)):
                future = self._futures[view] = self._worker.submit(self._found, view)
            self._futures.move_to_end(view)
            return future

    def _found(self, view: View) -> Result:
        found = self._find(view)
        with self._lock:
            left = self._most - found.nbytes
            for other, future in reversed(list(self._futures.items())):
                if other != view and _well(future):
                    left -= future.result().nbytes
                    if left < 0:
                        del self._futures[other]
        return found


def _well(future: "Future[Result]") -> bool:
    return future.done() and not future.cancelled() and future.exception() is None
