"""What can go wrong, as one small tree.

MapkitError
├── ParseError     a text that is not a date, a box, a view or a number
├── AtlasError     an atlas that cannot be read; `.problems` has all of them
├── ExportError    a file that cannot be written as asked
└── MissingExtra   a package that an optional part needs; says the pip line
"""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong at one place: a file and line, a short code, and what to write instead.

    `cells` are those of a row that it is about, if it is about cells: the name of each one's column, and what to write
    there. They only tell a page where to show it; two problems that say the same are the same.
    """

    place: str
    code: str
    text: str
    cells: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{self.place} {self.code} {self.text}"


class MapkitError(Exception):
    """Anything mapkit refuses."""


class ParseError(MapkitError, ValueError):
    """A text that cannot be read as what it should be; `.code` is stable, the message says what to write."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code

    def __reduce__(self) -> tuple[type["ParseError"], tuple[str, str]]:
        return type(self), (self.code, str(self))


class AtlasError(MapkitError, ValueError):
    """An atlas with problems; all of them are in `.problems`, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["AtlasError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class ExportError(MapkitError, ValueError):
    """A file that cannot be written as asked."""


class MissingExtra(MapkitError, ImportError):  # noqa: N818 - says what is missing, as its users catch it
    """A package is needed that is not installed; the message holds the line that installs it."""

    def __init__(self, extra: str, package: str) -> None:
        super().__init__(f"this needs {package}: pip install 'mapkit[{extra}]'")
