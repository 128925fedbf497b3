"""What became of the rows of a file: kept or reported, each once, and what a person still has to decide."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from mapkit.errors import Problem

UNDATED = "without a date"
Progress = Callable[[int, int], object]  # is told how much is done, of how much


@dataclass(frozen=True)
class Report:
    """The rows of a file: `rows_in` = `kept` + `reported`.

    `problems` has everything wrong with the reported rows, one entry a row with all that is wrong with it; `notes` say
    how the file was read, `proposals` what is left to decide: where it came up and what could be done, nothing of which
    was. `dates` counts the kept rows by what their date is, `placed` those with a place; None where nobody counted.
    `why_not` says why many rows are not "dated" or not "placed".
    """

    name: str = ""
    rows_in: int = 0
    kept: int = 0
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    proposals: tuple[Problem, ...] = ()
    dates: Mapping[str, int] = field(default_factory=dict)
    placed: int | None = None
    why_not: Mapping[str, str] = field(default_factory=dict)

    @property
    def reported(self) -> int:
        """How many rows were not kept."""
        return len(self.problems)

    @property
    def by_code(self) -> Mapping[str, int]:
        """How many rows have each code, the most frequent first; a row with two codes counts for both."""
        codes = Counter(code for problem in self.problems for code in problem.code.split("+"))
        return dict(sorted(codes.items(), key=lambda item: (-item[1], item[0])))

    @property
    def undated(self) -> int:
        """How many of the kept rows have no date."""
        return self.dates.get(UNDATED, 0)

    @property
    def headline(self) -> str:
        """Rows in, kept and reported; and how many are dated and placed, where some are not, and why."""
        line = f"{self.name}: {self.rows_in:,} rows in, {self.kept:,} kept, {self.reported:,} reported"
        placed = self.kept if self.placed is None else self.placed
        return "; ".join([line, *self._part("dated", self.kept - self.undated), *self._part("placed", placed)])

    def _part(self, name: str, count: int) -> list[str]:
        """How many rows are so, of those that are kept; of all that came in, and why not, where that is known."""
        if reason := self.why_not.get(name):
            return [f"{count:,} of {self.rows_in:,} {name}: {reason}"]
        return [f"{count:,} of {self.kept:,} {name}"] if count < self.kept else []

    def __str__(self) -> str:
        lines = [self.headline, *self.notes]
        lines += [f"{count:,} with {code}" for code, count in self.by_code.items()]
        return "\n".join([*lines, *map(str, self.proposals)])


Fault = tuple[str, ...]  # what is wrong with a row: its code, its text, and the columns that it is about


def merged(place: str, found: Sequence[Fault]) -> Problem:
    """One problem for all that is wrong with a row: its codes joined by "+", its texts by "; "."""
    codes = dict.fromkeys(code for code, *_ in found)
    cells = ((column, text) for _, text, *columns in found for column in columns)
    return Problem(place, "+".join(codes), "; ".join(text for _, text, *_ in found), tuple(cells))
