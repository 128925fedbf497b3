from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.atlas import Atlas
from mapkit.drawing.standing import features_shown, sites_shown, states_shown
from mapkit.edtf import read_span
from mapkit.files import read
from mapkit.lasting import Standing
from mapkit.records import State
from mapkit.when import ALWAYS, Window, day_number, day_of
from support.examples import examples
from support.made import STATES, changed, feature, write_folder

START = day_number(Window.parse("2021").start)
spans = st.tuples(st.integers(0, 40), st.integers(0, 20)).map(lambda span: (START + span[0], START + sum(span)))
windows = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda span: (START + span[0], START + sum(span)))


def test_a_state_that_ended_is_not_shown_as_there(geo: Atlas) -> None:
    """On 31 October 2023 no state holds that ended before: over in a window that holds its end, else not shown."""
    day = Window.parse("2023-10-31")
    held = {state.site for state in geo.state_list if state.when.window.overlaps(day)}
    years, alone = (states_shown(geo.filter(when=when)) for when in ("2020-11-01/2023-10-31", "2023-10-31"))
    assert set(alone) == held == {site for site, one in years.items() if one.standing != Standing.OVER}
    assert {site for site, one in alone.items() if one.standing == Standing.HOLDS} >= {"hakari-bridge", "rtjmc"}
    assert alone["turshsu"].standing == Standing.POSSIBLY  # when it ended is not known
    over = {site: one.state.when.window.last.isoformat() for site, one in years.items() if site not in held}
    assert over["hin-tagher"] == "2020-12-11"
    assert over["lachin-corridor-2022"] == "2023-10-03"
    assert max(over.values()) < "2023-10-31"


@settings(max_examples=examples(40))
@given(spans_of_days=st.lists(spans, max_size=4, unique=True), window=windows)
def test_states_are_those_of_a_loop_over_days(
    empty: Atlas, spans_of_days: list[tuple[int, int]], window: tuple[int, int]
) -> None:
    """Any states and any window: what is shown is what holds on its last day, else what ended last within it."""
    texts = [f"{day_of(first)}/{day_of(last)}" for first, last in spans_of_days]
    atlas = with_states(empty, texts).filter(when=f"{day_of(window[0])}/{day_of(window[1] - 1)}")
    last_day = window[1] - 1
    holding = [span for span in spans_of_days if last_day in range(span[0], span[1] + 1)]
    ended = [span for span in spans_of_days if any(day == span[1] for day in range(window[0], last_day))]
    found = states_shown(atlas).get("road")
    if holding:
        best, standing = max(holding), Standing.HOLDS
    elif ended:
        best, standing = max(ended, key=lambda span: (span[1], span[0])), Standing.OVER
    else:
        assert found is None
        return
    assert found is not None
    assert (found.state.when.text, found.standing) == (f"{day_of(best[0])}/{day_of(best[1])}", standing)


def with_states(atlas: Atlas, texts: list[str]) -> Atlas:
    """The atlas with the road in a state at these times."""
    return replace(atlas, state_list=tuple(State("road", read_span(text), "open") for text in texts))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """The made atlas with nothing but sites."""
    return read(write_folder(tmp_path_factory.mktemp("empty") / "atlas", incidents=[], claims=[], states=[]))


def test_an_open_window_ends_with_the_atlas(made: Atlas, folder: Callable[..., Path]) -> None:
    """The last day of a window without an end is the last finite day of incidents, states and sources."""
    assert day_of(made.last_day).isoformat() == "2024-01-02"  # The Herald was published then
    assert made.shown_days == (day_number(ALWAYS.start), made.last_day)
    late = read(folder(states=changed(STATES, 1, when="2022-12-12/2025-03")))
    assert day_of(late.last_day).isoformat() == "2025-03-31"
    assert late.filter(when="2026/..").shown_days == (day_number(Window.parse("2026").start),) * 2


def test_what_was_not_there_is_not_shown(made: Atlas, folder: Callable[..., Path]) -> None:
    """A site whose validity ended within the window is over, one whose validity ended before is not there."""
    found: dict[str, Any] = {
        asked: {site.id: standing for site, standing in sites_shown(made.filter(when=asked))}.get("road")
        for asked in ("2022-07", "2022-08", "2022-08/2022-09", "2022-09")
    }
    assert found == {
        "2022-07": Standing.POSSIBLY,  # `../2022-08`: only its last day is sure to be written
        "2022-08": Standing.POSSIBLY,
        "2022-08/2022-09": Standing.OVER,
        "2022-09": None,
    }
    line = {"type": "LineString", "coordinates": [[45, 39], [47, 41]]}
    atlas = read(folder(context={"disputed": [feature("", line, valid="2020"), feature("", line)]}))
    assert [one for _, one in features_shown(atlas.filter(when="2020-12"), "disputed")] == [Standing.HOLDS] * 2
    assert [one for _, one in features_shown(atlas.filter(when="2021"), "disputed")] == [Standing.HOLDS]
