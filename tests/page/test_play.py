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
from mapkit.words import number_words, sentence, until_words
from support.browser import Visit, open_map, quiet, saved_mission

# Keeps the sealed object of the map at hand, for tests alone.
CATCH = """() => {
  const seal = Object.seal;
  Object.seal = (given) => { if (given && given.timedSites) globalThis.caught = given; return seal(given); };
}"""
# After each frame, what stands on the page and what the map has counted; `frames` grows while the clock plays.
WATCH = """() => {
  const app = globalThis.caught, all = (from, selector) => [...from.querySelectorAll(selector)];
  const said = (from, selector) => all(from, selector).map((one) => one.innerText);
  const page = () => document.querySelector('[class*=st-key-headline] .stBidiComponent');
  const text = () => { const host = page(); return host && (host.shadowRoot || host).querySelector('.mk-text')
    || [...document.querySelectorAll('*')].map((one) => one.shadowRoot && one.shadowRoot.querySelector('.mk-text'))
      .find((one) => one && one.querySelector('h1')); };
  const look = () => {
    const { root } = app, box = text();
    const marks = app.counts.mark.reduce((sum, n) => sum + n, 0);
    globalThis.frames_seen.push({
      window: all(root, '.mk-date').map((one) => one.value), title: said(root, '.mk-window')[0],
      shown: said(root, '.mk-shown')[0], marks, places: said(root, '.mk-panel-title')[0],
      busy: root.querySelector('.mk-panel').getAttribute('aria-busy'),
      listed: said(root, '.mk-number').map(Number).reduce((a, b) => a + b, 0),
      states: all(root, '[data-spot^=s]').map((one) => said(one, '.mk-state-note:not(.mk-against)')[0]).filter(Boolean),
      legend: said(root, '.mk-legend-day')[0] || '',
      painted: all(root, '.mk-lasting ul:first-of-type li').length,
      page: box ? [box.querySelector('p').innerText, box.classList.contains('mk-behind')] : null,
    });
  };
  globalThis.frames_seen = [];
  const frame = () => { setTimeout(look); globalThis.watching = requestAnimationFrame(frame); };
  frame();
}"""
FRAMES = 40  # of playing that are looked at, at least
Frame = dict[str, Any]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The mission as a saved map."""
    return saved_mission(tmp_path_factory.mktemp("saved"))


@pytest.fixture
def seen(browser: Browser) -> Iterator[Visit]:
    """A page in which things move, whose map can be looked into."""
    with quiet(browser, reduced_motion="no-preference") as opened:
        opened.page.add_init_script(f"({CATCH})()")
        yield opened


def played(page: Page, address: str) -> list[Frame]:
    """What was to be seen in each frame while the clock played."""
    root = open_map(page, address)
    root.get_by_label("Speed", exact=True).select_option("4")
    page.evaluate(WATCH)
    root.get_by_role("button", name="Play").click()
    page.wait_for_function(f"() => new Set(globalThis.frames_seen.map((one) => one.window.join())).size > {FRAMES}")
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


def test_every_frame_is_of_one_window(seen: Visit, saved: Path, geo: mk.Atlas) -> None:
    """In each frame counts, marks, list, states and legend are those of the window that the clock names."""
    frames = played(seen.page, saved.as_uri())
    assert len({tuple(one["window"]) for one in frames}) > FRAMES
    states = set[str]()
    for frame in frames:
        atlas = geo.filter(when="/".join(frame["window"]))
        counts, states_now = atlas.counts, states_of(atlas)
        assert frame["shown"] == f"{counts.shown} shown", frame
        assert frame["marks"] == counts.shown, frame
        if frame["busy"] != "true":
            places = number_words(atlas.summary.places, "place") if counts.shown else "No places"
            assert frame["places"] == f"{places} in this window", frame
            assert frame["listed"] == counts.shown, frame
            assert sorted(frame["states"]) == states_now, frame
        day = atlas.view.when.last
        assert frame["legend"] in ("", f"On {day.day} {day:%B %Y}"), frame
        states.add(str(states_now))
    assert len(states) > 3  # something has changed meanwhile


def test_the_page_is_silent_while_it_differs(seen: Visit, app: str, geo: mk.Atlas) -> None:
    """The page's sentence is dim in every frame in which the map shows another window, and clear again at rest."""
    frames = played(seen.page, f"{app}?when=2020-11-01/2020-11-30")
    told = {(tuple(one["window"]), *one["page"]) for one in frames}
    assert len(told) > FRAMES
    clear = {(window, words) for window, words, dim in told if not dim}
    assert {words for _, words in clear} == {sentence(geo.filter(when="/".join(window))) for window, _ in clear}
    seen.page.wait_for_function("() => document.querySelectorAll('[data-test-script-state=notRunning]').length")
    window = "/".join(seen.page.locator(".mk-date").nth(place).input_value() for place in (0, 1))
    box = seen.page.locator(".mk-text").filter(has=seen.page.get_by_role("heading", level=1))
    box.and_(seen.page.locator(":not(.mk-behind)")).wait_for()
    assert box.locator("p").inner_text() == sentence(geo.filter(when=window))
