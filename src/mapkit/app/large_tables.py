"""The tables of a large atlas: a page at a time, and only when somebody wants to see them."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from mapkit.app.answers import counting, listed_entries
from mapkit.app.component import show_text
from mapkit.app.editing import PRESSED
from mapkit.app.pressed_row import pressable
from mapkit.app.tables import frame_of
from mapkit.atlas import Atlas
from mapkit.store.store import Status
from mapkit.when import day_number

PAGE = 50  # incidents
EVERYWHERE = (0, (0, 1), (0, 1))  # the one cell of zoom 0


@st.fragment
def listed(seen: Atlas, status: Status, count: int, words: str) -> None:
    """A switch that lists the incidents of a status by date, a page at a time; nothing is read before it is on."""
    if words:
        show_text([("p", words)], f"words-{status}")
    if not count or not st.toggle(f"List them, {PAGE} at a time", key=f"list-{status}"):
        return
    if status == "shown":
        asked = str(seen.view)
        before, page = st.session_state.get("listed", (asked, 0))
        page = page if before == asked else 0
        _table(seen, large_rows(seen, page * PAGE), f"listed-{page}")
        _turn(asked, page, count)
    else:
        _table(seen, seen.rows(status, PAGE), f"listed-{status}")
        show_text([("p", f"The first {min(PAGE, count):,} of {count:,}, by date.")], f"first-{status}")
    if st.session_state.pop(PRESSED, False):
        st.rerun()  # the map is another part of the page


def _table(seen: Atlas, rows: pd.DataFrame, key: str) -> None:
    def entry(place: int) -> dict[str, Any]:
        st.session_state[PRESSED] = True
        return listed_entries(seen, rows.iloc[[place]])[0]

    pressable(frame_of(seen, rows), rows["row"].tolist(), key, entry)


def large_frame(seen: Atlas, start: int) -> pd.DataFrame:
    """The shown incidents of a large atlas by date, PAGE of them from number `start` on, as a reader's table."""
    return frame_of(seen, large_rows(seen, start))


def large_rows(seen: Atlas, start: int) -> pd.DataFrame:
    """The same as rows of `Atlas.rows`."""
    view = seen.view
    rows = (
        counting(seen)
        .page(
            view, EVERYWHERE, view.when, view.certain, newest=False, start=start, size=PAGE, meanwhile=seen.fetch_claims
        )
        .rows
    )
    first, after = day_number(view.when.start), day_number(view.when.end)
    return rows.assign(certain=(rows["sure_start"] < after) & (rows["sure_end"] > first))


def _turn(asked: str, page: int, count: int) -> None:
    """Which of them these are, and the ways to those before and after."""
    last = min(count, (page + 1) * PAGE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Earlier", on_click=partial(_go, asked, page - 1), disabled=page == 0, key="listed-back")
        st.button("Later", on_click=partial(_go, asked, page + 1), disabled=last >= count, key="listed-on")
        show_text([("p", f"{page * PAGE + 1:,} to {last:,} of {count:,}, by date")], "listed-at")


def _go(asked: str, page: int) -> None:
    st.session_state["listed"] = (asked, page)
