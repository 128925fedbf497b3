"""What the tests do with a page of a browser that speaks a driver's language of its own."""

import time
from abc import ABC, abstractmethod
from typing import Any

SECONDS = 60  # a machine may be busy
Point = tuple[float, float]


class Driven(ABC):
    """A page in which JavaScript is evaluated and the pointer moved; how that is said is each browser's own."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Open a page and wait until it has loaded."""

    @abstractmethod
    def evaluate(self, script: str) -> Any:
        """What an expression in JavaScript gives, by JSON. RuntimeError if it throws."""

    @abstractmethod
    def _act(self, mouse: dict[str, Any]) -> None:
        """Perform the actions of a pointer, as WebDriver (W3C) has them."""

    def wait_for(self, script: str) -> Any:
        """The first value of an expression that is true. TimeoutError after a minute."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            if found := self.evaluate(script):
                return found
            time.sleep(0.05)
        raise TimeoutError(f"still not so: {script}")

    def drag(self, start: Point, end: Point) -> None:
        """Press at a point of the page, in pixels, move to another and let go."""
        between = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        moves = [
            {"type": "pointerMove", "duration": 0, "origin": "viewport", "x": round(x), "y": round(y)}
            for x, y in (start, between, end)
        ]
        actions = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
        self._act({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": actions})

    def click(self, point: Point) -> None:
        """Click a point of the page, in pixels."""
        self.drag(point, point)
