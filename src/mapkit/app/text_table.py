"""Tables whose cells wrap and can be read aloud: text nodes in a table of HTML. A grid of Streamlit's cuts long cells.

What is wrong with a cell stands in it. Nothing of the data is markup: the script makes every text a node.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from mapkit.assets import asset
from mapkit.errors import Problem

MAX_CHARACTERS = 500  # of a cell
MAX_PROBLEMS = 200


@dataclass(frozen=True)
class Cell:
    """A text of a table, with a smaller one below it; what is `wrong` is in red, a `quiet` heading is pale."""

    text: str
    below: str = ""
    wrong: bool = False
    quiet: bool = False


@st.cache_resource(show_spinner=False)
def table_component() -> Any:
    """The component of a table."""
    return st.components.v2.component(
        "mapkit.table", html='<div class="mk-table"></div>', css=asset("text_table.css"), js=asset("text_table.js")
    )


def show_table(
    caption: str, head: Sequence[Cell], rows: Iterable[Sequence[Cell]], key: str, *, named: bool = False
) -> None:
    """Show a table; `caption` says what it is to who hears it, and with `named` the first cell of a row names it."""
    data = {
        "caption": caption,
        "head": [_plain(one) for one in head],
        "rows": [[_plain(one) for one in row] for row in rows],
        "named": named,
    }
    table_component()(key=key, data=data)


def _plain(cell: Cell) -> Mapping[str, Any]:
    text = cell.text
    cut = text if len(text) <= MAX_CHARACTERS else f"{text[:MAX_CHARACTERS]}\N{HORIZONTAL ELLIPSIS}"
    return {**asdict(cell), "text": cut}


def show_problems(problems: Sequence[Problem], key: str, words: str = "What to write instead") -> None:
    """Show problems, the first MAX_PROBLEMS of them: where, what to write instead, and the code that docs know."""
    head = (Cell("Where"), Cell(words), Cell("Code", quiet=True))
    rows = [(Cell(one.place), Cell(one.text), Cell(one.code)) for one in problems[:MAX_PROBLEMS]]
    show_table("Problems", head, rows, key, named=True)
