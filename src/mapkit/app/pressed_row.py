"""A table of incidents, of which a press on a cell opens the incident's card on the map."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

PRESSED_ROW = "pressed-row"  # of the session: the row, the number of the press, and what its card says, if that is told

Entry = Mapping[str, Any]


def pressable(frame: pd.DataFrame, rows: Sequence[int], key: str, entry: Callable[[int], Entry] | None = None) -> None:
    """Show a reader's table of the incidents of these rows.

    `entry` gives what the card says of the incident in a place of the table, for a page that has no incidents.
    """
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        key=key,
        on_select=partial(_open, key, rows, entry),
        selection_mode="single-cell",
    )


def _open(key: str, rows: Sequence[int], entry: Callable[[int], Entry] | None) -> None:
    for place, _ in st.session_state[key]["selection"]["cells"]:
        press = st.session_state.get(PRESSED_ROW, {"press": 0})["press"] + 1
        told = {"entry": dict(entry(place))} if entry else {}
        st.session_state[PRESSED_ROW] = {"row": rows[place], "press": press, **told}
