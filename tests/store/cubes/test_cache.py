from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

import pytest

from mapkit.store.cubes.cache import LRUCache
from mapkit.view import View

ONE, TWO, THREE = (View.of(text=word) for word in ("one", "two", "three"))


@dataclass(frozen=True)
class Sized:
    """Something of a size."""

    view: View
    nbytes: int


def _kept(most: int, size: Callable[[View], int] = lambda _: 40) -> tuple[LRUCache[View, Sized], list[View]]:
    """What is kept, and what was looked for, in order."""
    looked: list[View] = []

    def find(view: View) -> Sized:
        looked.append(view)
        return Sized(view, size(view))

    return LRUCache(find, most), looked


def test_what_was_found_is_found_once() -> None:
    """A view that is known is not looked for again."""
    kept, looked = _kept(100)
    assert kept.ready(ONE) is None
    assert kept.wanted(ONE).result() == kept.wanted(ONE).result() == kept.ready(ONE)
    assert looked == [ONE]


def test_the_least_used_is_forgotten_first() -> None:
    """Where there is no room for all, what was asked for last stays."""
    kept, _ = _kept(100)
    for view in (ONE, TWO, ONE, THREE):
        kept.wanted(view).result()
    assert [kept.ready(view) is not None for view in (ONE, TWO, THREE)] == [True, False, True]


def test_the_newest_stays_however_large() -> None:
    """What is larger than all the room is kept alone."""
    kept, looked = _kept(10)
    for view in (ONE, TWO):
        kept.wanted(view).result()
    assert (kept.ready(ONE), kept.ready(TWO)) == (None, Sized(TWO, 40))
    assert looked == [ONE, TWO]


def test_what_failed_is_tried_again() -> None:
    """An error is told to who waits, and not kept."""
    failing = [True]

    def size(_: View) -> int:
        if failing.pop() if failing else False:
            raise ValueError("no room")
        return 1

    kept, looked = _kept(100, size)
    with pytest.raises(ValueError, match="no room"):
        kept.wanted(ONE).result()
    assert kept.ready(ONE) is None
    assert kept.wanted(ONE).result() == Sized(ONE, 1)
    assert looked == [ONE, ONE]


def test_asking_does_not_wait() -> None:
    """While something is being found out, it is not ready, and nobody is held up."""
    begun, go = Event(), Event()

    def find(view: View) -> Sized:
        begun.set()
        assert go.wait(60)
        return Sized(view, 1)

    kept = LRUCache(find, 100)
    future = kept.wanted(ONE)
    assert begun.wait(60)
    assert kept.ready(ONE) is None
    go.set()
    assert future.result() == kept.ready(ONE)
