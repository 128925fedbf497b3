"""The small script that fetches the map's own, in a page of its own, with scripts that tell what they are given."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from mapkit.assets import asset
from support.browser import Visit, visit

# What is fetched: shows what it is given, and says when it ends.
SCRIPT = """data:text/javascript,export default ({ parentElement, data }) => {
  parentElement.querySelector('.mk-app').append(data.words); told.push('NAME ' + data.words);
  if (data.words === 'bad') throw new Error('it is bad');
  return () => told.push('end NAME ' + data.words);
};"""
ONE, OTHER = (SCRIPT.replace("NAME", name).replace("\n", " ") for name in ("one", "other"))
PAGE = """async (code) => {
  globalThis.told = [];
  const { default: run } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  globalThis.element = document.createElement('div');
  element.innerHTML = '<div class="mk-app"></div>';
  document.body.append(element);
  globalThis.run = (script, words) => run({ parentElement: element, data: { script, words } });
  globalThis.later = () => new Promise((resolve) => setTimeout(resolve, 200));
}"""


@pytest.fixture
def loader(browser: Browser) -> Iterator[Visit]:
    """A page with the loader, an element for it, and `run(script, words)`."""
    with visit(browser) as seen:
        seen.page.evaluate(PAGE, asset("loader.js"))
        yield seen


def test_the_newest_message_waits_for_the_script(loader: Visit) -> None:
    """Of messages that come before the script the newest is shown, once; later ones are shown at once."""
    told = loader.page.evaluate(
        "async (script) => { run(script, 'a'); run(script, 'b'); await later(); run(script, 'c'); return told; }", ONE
    )
    assert told == ["one b", "one c"]


def test_a_map_that_has_left_is_not_shown(loader: Visit) -> None:
    """An element that left the page before the script came gets no map; one that leaves later ends its own."""
    told = loader.page.evaluate(
        "async (script) => { run(script, 'a'); run(script, 'b')(); await later(); const end = run(script, 'c'); end();"
        " await later(); return told; }",
        ONE,
    )
    assert told == ["one c", "end one c"]


def test_another_script_takes_the_place_of_the_first(loader: Visit) -> None:
    """After a server began anew with another script, the map of the old one ends and makes room."""
    told, text = loader.page.evaluate(
        "async ([one, other]) => { run(one, 'a'); await later(); run(other, 'b'); await later();"
        " return [told, element.textContent]; }",
        [ONE, OTHER],
    )
    assert told == ["one a", "end one a", "other b"]
    assert text == "b"


def test_what_went_wrong_is_told(loader: Visit) -> None:
    """A script that does not arrive is told, one that fails too; the next message tries again."""
    texts = loader.page.evaluate(
        "async (script) => { const texts = []; for (const [from, words] of [['data:,', 'a'], [script, 'bad'],"
        " [script, 'c']]) { run(from, words); await later(); texts.push(element.textContent); } return texts; }",
        ONE,
    )
    assert texts[0].startswith("This map cannot be shown: its script did not arrive (")
    assert texts[1] == "This map cannot be shown: it is bad. Reload the page."
    assert texts[2].endswith("c")
    assert loader.errors == []
