"""Reading on after a problem, so that all of them are told at once."""

from mapkit.errors import Problem


class Gathering:
    """One reading, with the problems that it has met so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, place: str, code: str, text: str) -> None:
        """Keep a problem, and read on."""
        self.problems.append(Problem(place, code, text))
