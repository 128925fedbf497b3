"""Which character parts the cells of a text table: the one by which all rows have the width of the header, or none."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mapkit.importing.formats.limits import refusal

CANDIDATES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
PLAIN_QUOTES = "quotes read as plain characters, for they do not pair up"
SAMPLE = 1 << 20  # bytes of the text that are tried
_ENOUGH = 0.9  # of the rows must have the header's width, if some of them are broken


@dataclass(frozen=True)
class Parting:
    """How the cells of a row are told apart: the character between them, and whether quotes hold a cell together."""

    delimiter: str
    quoted: bool = True

    def read(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The rows of the lines, strictly by RFC 4180, or by the plain TSV of IANA where quotes are plain."""
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=True)


@dataclass(frozen=True)
class _Trial:
    parting: Parting
    width: int
    share: float  # of the rows, with the width of the header
    titles: int = 0  # rows of one cell above it


def find_parting(data: bytes | bytearray, name: str) -> tuple[Parting, str]:
    """How the cells of a text table in UTF-8 are parted, and how it was told, in words.

    A header that no delimiter parts is one column. Raises AtlasError if several delimiters fit as well.
    """
    trials = [trial for character in CANDIDATES if (trial := _trial(data, Parting(character)))]
    fewest = min((trial.titles for trial in trials), default=0)
    trials = [trial for trial in trials if trial.titles == fewest]
    trials = trials or [trial for trial in [_trial(data, Parting("\t", quoted=False))] if trial and trial.share == 1]
    if not trials:
        return Parting(","), "one column"
    fitting = [one for one in trials if one.share == 1] or [one for one in trials if one.share >= _ENOUGH] or trials
    if len(fitting) > 1:
        shown = ", ".join(f"{CANDIDATES[one.parting.delimiter]} ({one.width} columns)" for one in fitting)
        raise refusal(name, "table-delimiter", f"the cells may be parted by {shown}: choose which")
    return fitting[0].parting, _said(fitting[0], len(trials))


def _said(trial: _Trial, tried: int) -> str:
    words = CANDIDATES[trial.parting.delimiter]
    if trial.share < 1:
        words += f", which {trial.share:.0%} of the first rows fit"
    elif tried > 1:
        words += f", the only character by which all of the first rows have {trial.width} cells"
    return words if trial.parting.quoted else f"{words}, {PLAIN_QUOTES}"


def _trial(data: bytes | bytearray, parting: Parting) -> _Trial | None:
    """How the beginning of a table parses; None where its quotes do not fit, or where every row is one cell."""
    widths = _widths(data, parting)
    titles = next((at for at, width in enumerate(widths) if width > 1), len(widths))
    header, *rows = widths[titles:] or [0]
    if not header or (titles and not rows):
        return None
    return _Trial(parting, header, rows.count(header) / len(rows) if rows else 1, titles)


def _widths(data: bytes | bytearray, parting: Parting) -> list[int]:
    """The cells in each row of the sample; none where the quotes break. A row that the sample cuts off is left out."""
    cut = len(data) > SAMPLE
    widths: list[int] = []
    try:
        for row in parting.read(io.StringIO(data[:SAMPLE].decode("utf-8", "ignore"), newline="")):
            if row:
                widths.append(len(row))  # noqa: PERF401 - what came before an error is kept
    except csv.Error as error:
        return widths if cut and "end of data" in str(error) else []
    return widths[:-1] if cut and len(widths) > 1 else widths
