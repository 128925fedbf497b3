"""While the clock plays, all that a frame shows is of one window: map, counts, list, states, legend, sentence."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import mapkit as mk
from mapkit.drawing.standing import states_shown
from mapkit.lasting import Standing
from mapkit.regions import on_regions
from mapkit.words import number_words, until_words
from support.browser import CATCH, Visit, open_map, quiet, show_list

# After each frame, what stands on the page and what the map has counted; `frames` grows while the clock plays.
WATCH = """() => {
  const app = globalThis.caught, all = (from, selector) => [...from.querySelectorAll(selector)];
  const said = (from, selector) => all(from, selector).map((one) => one.innerText);
  const look = () => {
    const { root } = app;
    const marks = app.counts.mark.reduce((sum, n) => sum + n, 0);
    globalThis.frames_seen.push({
      window: all(root, '.mk-date').map((one) => one.value), title: said(root, '.mk-window')[0],
      shown: said(root, '.mk-shown')[0], marks, places: said(root, '.mk-panel-title')[0],
      busy: root.querySelector('.mk-panel').getAttribute('aria-busy'),
      listed: said(root, '.mk-panel .mk-number').map(Number).reduce((a, b) => a + b, 0),
      states: all(root, '[data-spot^=s]').map((one) => said(one, '.mk-state-note:not(.mk-against)')[0]).filter(Boolean),
      legend: all(root, '.mk-legend-day').map((one) => one.textContent)[0] || '',
      painted: all(root, '.mk-lasting ul:first-of-type li').length,
      sentence: said(root, '.mk-sentence')[0], rows: all(root, '.mk-item').map((one) => one.ariaSetSize)[0] || '0',
    });
  };
  globalThis.frames_seen = [];
  const frame = () => { setTimeout(look); globalThis.watching = requestAnimationFrame(frame); };
  frame();
}"""
FRAMES = 40  # of playing that are looked at, at least
Frame = dict[str, Any]


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    """A page in which things move, whose map can be looked into."""
    with quiet(browser, reduced_motion="no-preference") as opened:
        opened.page.add_init_script(f"({CATCH})()")
        yield opened


def played(page: Page, address: str, face: str) -> list[Frame]:
    """What was to be seen in each frame while the clock played, with a list of the panel beside it."""
    root = open_map(page, address)
    show_list(root, face)
    root.get_by_label("Speed", exact=True).select_option("4")
    root.locator(".mk-options summary").click()
    root.get_by_label("Repeat").check()  # it may take longer than time lasts
    page.evaluate(WATCH)
    root.get_by_role("button", name="Play").click()
    enough = f"() => new Set(globalThis.frames_seen.map((one) => one.window.join())).size > {FRAMES}"
    page.wait_for_function(enough, timeout=60_000)
    root.get_by_role("button", name="Pause").click()
    page.evaluate("() => cancelAnimationFrame(globalThis.watching)")
    frames: list[Frame] = page.evaluate("() => globalThis.frames_seen")
    return list({json.dumps(one): one for one in frames}.values())


def states_of(atlas: mk.Atlas) -> list[str]:
    """What the list says of states for the window of an atlas, in order."""
    labels = {kind.id: kind.label for kind in atlas.meta.states}
    words = {Standing.HOLDS: "{}", Standing.POSSIBLY: "{} (possibly)", Standing.OVER: "{} until {}"}
    return sorted(
        words[one.standing].format(labels[one.state.state], until_words(one.state.when.text))
        for one in states_shown(atlas).values()
    )


def places_of(atlas: mk.Atlas) -> str:
    """What heads the list of places for the window of an atlas; geo/ has one region, which is told apart."""
    whole = bool(on_regions(atlas))
    places = atlas.summary.places - whole
    said = [number_words(places, "place") if places else "No places"] if places or not whole else []
    words = " and ".join([*said, *(["the whole region"] if whole else [])])
    return f"{words[0].upper()}{words[1:]}"


def test_every_frame_is_of_one_window(seen: Visit, saved: Path, geo: mk.Atlas) -> None:
    """In each frame counts, marks, list, states and legend are those of the window that the clock names."""
    frames = played(seen.page, saved.as_uri(), "places")
    assert len({tuple(one["window"]) for one in frames}) > FRAMES
    states = set[str]()
    for frame in frames:
        atlas = geo.filter(when="/".join(frame["window"]))
        counts, states_now = atlas.counts, states_of(atlas)
        assert frame["shown"] == f"{counts.shown} shown", frame
        assert frame["marks"] == counts.shown, frame
        if frame["busy"] != "true":
            assert frame["places"] == f"{places_of(atlas)} in this window", frame
            assert frame["listed"] == counts.shown, frame
            assert sorted(frame["states"]) == states_now, frame
        day = atlas.view.when.last
        assert frame["legend"] in ("", f"On {day.day} {day:%B %Y}"), frame
        states.add(str(states_now))
    assert len(states) > 3  # something has changed meanwhile


def test_list_and_sentence_follow_each_frame(seen: Visit, saved: Path, geo: mk.Atlas) -> None:
    """In each frame the list of incidents and the sentence above the map are those of the window, too."""
    frames = played(seen.page, saved.as_uri(), "incidents")
    told = {(tuple(one["window"]), one["sentence"], one["rows"]) for one in frames}
    assert len({window for window, *_ in told}) > FRAMES
    for window, words, rows in told:
        atlas = geo.filter(when="/".join(window))
        shown, disputed = atlas.counts.shown, atlas.disputed
        assert int(rows) == shown
        assert (f": {number_words(shown, 'incident')} " if shown else ": no incident") in words
        assert (f"; {disputed} disputed" in words) == bool(disputed), words
