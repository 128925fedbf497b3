"""How many incidents each value of a menu of filters would show, where the page cannot count that by itself.

A page asks while a menu is open. What takes long is found out in the background, and the page asks again; an answer is
told again for a moment, since a message that overtakes it would replace it.
"""

import time
from typing import Any

import streamlit as st

from mapkit.app.asked import fitting, frequent
from mapkit.app.component import VALUE_COUNTS, asked_last
from mapkit.app.requests import ValuesRequest, number_of
from mapkit.app.session import Own
from mapkit.atlas import Atlas
from mapkit.errors import MapkitError
from mapkit.store.cubes import by_value
from mapkit.store.incident_table import OWN

AGAIN_S = 2.0
WAIT_S = 0.25  # for each part; the map's own questions wait as long

Answer = dict[str, Any]


def value_counts(atlas: Atlas, mine: Own | None, key: str) -> Answer | None:
    """The answer to what the map of this key asked last, or a moment ago: `counts` by part, None where not yet known.

    `mine` is the atlas as the session's own, if it is. Of a column of the user's own those values are counted that the
    page lists.
    """
    if (asked := asked_last(key, VALUE_COUNTS)) is not None:
        st.session_state[f"counted-{key}"] = time.monotonic(), _answer(atlas, mine, asked)
    made, answer = st.session_state.get(f"counted-{key}", (0.0, None))
    return answer if time.monotonic() - made < AGAIN_S else None


def _answer(atlas: Atlas, mine: Own | None, asked: Any) -> Answer:
    number = number_of(asked)
    try:
        one = ValuesRequest.of(asked)
        seen = atlas.filter(fitting(one.view, atlas.store.own))
        return {"number": number, "counts": {part: _counted(seen, mine, part) for part in one.parts}}
    except MapkitError as error:
        return {"number": number, "failed": str(error)}


def _counted(seen: Atlas, mine: Own | None, part: str) -> dict[str, int] | None:
    if seen.large and seen.cubes:
        found = seen.cubes.by_value(seen.view, part, WAIT_S)
    else:
        found = by_value(seen.store, seen.view, part).counts
    if found is None or not part.startswith(OWN):
        return found
    column = part.removeprefix(OWN)
    chosen = [value for pairs in seen.view.own for name, value in pairs if name == column]
    return {value: found.get(value, 0) for value in (*frequent(seen, mine, column), *chosen)}
