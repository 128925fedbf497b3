"""How the browser tests wait: for what they expect, for a frame, or for the page's own timers; never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Frame, Page

SECONDS = 20  # a machine may be busy
Read = TypeVar("Read")


def until(page: Page, read: Callable[[], Read], right: Callable[[Read], object] = bool) -> Read:
    """What is read, once it is right. AssertionError with what was read last after twenty seconds."""
    end = time.monotonic() + SECONDS
    while not right(found := read()):
        assert time.monotonic() < end, f"still {found!r}"
        page.wait_for_timeout(20)
    return found


def drawn(page: Page | Frame, frames: int = 2) -> None:
    """Wait until what was asked for is drawn: until the page has drawn so many frames."""
    for _ in range(frames):
        page.evaluate("() => new Promise(requestAnimationFrame)")


def after(page: Page | Frame, milliseconds: int) -> None:
    """Wait until whatever the page does so many milliseconds from now is done and drawn.

    The page's timers run in the order in which they are due, however late: what comes after them has seen them.
    """
    page.evaluate("wait => new Promise((done) => setTimeout(done, wait))", milliseconds)
    drawn(page)
