"""Filters in the page: what passes and what is counted is what the store answers; folding and words are Python's."""

import json
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from mapkit.atlas import Atlas, make_atlas
from mapkit.filter_words import filters_alone
from mapkit.names import fold
from mapkit.records import STANCES, Kind, Layer, Meta, Party
from mapkit.view import View
from mapkit.webmap.columns import encode
from mapkit.webmap.island import island
from mapkit.when import Window, day_number
from support.examples import examples
from support.islands import both_forms
from support.modules import load_modules
from support.strategies import MADE_IDS, near_days, views
from support.world import AS_OF, IDS, OWN, OWN_VALUES, SITES, SOURCES, WORDS, make_world

WORLD = make_world(150, seed=8)
META = Meta(
    "W",
    kinds=tuple(Kind(kind, kind, "#000000", "circle") for kind in IDS["kind"]),
    layers=(Layer("towns", "Towns"), Layer("roads", "Roads")),
    parties=(Party("north", "North"), Party("south", "South")),
    as_of=AS_OF,
)
ATLAS = make_atlas(
    META,
    list(SITES.values()),
    WORLD.records,
    WORLD.claims,
    [],
    sources=SOURCES,
    context={"land": {}},
    own=list(OWN),
)
questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()},
    st.sampled_from(WORDS),
    near_days,
    st.sampled_from(OWN_VALUES),
)

OPEN = """(islands) => {
  globalThis.filters = islands.map((text) => {
    const data = JSON.parse(text), model = parts.readModel(data);
    return Object.assign(parts.newFilters(data, model), { facets: parts.readFacets(data, model) });
  });
}"""
# Which rows pass, of the dated and placed, the undated, the unplaced; in both forms of an island.
PASSING = """(text) => filters.map((one) => {
  parts.narrow(one, parts.readAsked(text).asked);
  const { rows, size } = one.facets;
  return Array.from({ length: size }, (_, line) => line).filter((line) => parts.passesAll(one, line))
    .map((line) => rows[line]).sort((a, b) => a - b);
})"""
COUNTED = """([text, names, window, certain]) => filters.map((one) => {
  parts.narrow(one, parts.readAsked(text).asked);
  const found = parts.facetCounts(one, names, window, certain);
  return [names.map((name) => [...found[name]]), parts.certainCounts(one, window)];
})"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the parts of the script that filter, and the made world with its texts and without them."""
    opened = browser.new_page()
    load_modules(opened, "data/asked", "data/asked_words", "data/facets", "data/filters", "data/fold", "data/model")
    opened.evaluate(OPEN, both_forms(ATLAS))
    yield opened
    opened.close()


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(questions)
@example(View.of(killed="..0") & View.of(injured="3.."))
@example(View.of(killed="none", own=OWN_VALUES[:2]) & View.of(own=OWN_VALUES[3:6]))
@example(View.of(stance="denies:north,disputes") & View.of(stance="reports", party="north"))
@example(View.of(stance=[], disputed=True))
@example(View.of(text="sus pocket"))
def test_the_page_answers_as_the_store_does(page: Page, view: View) -> None:
    """Which incidents pass any filters is what the store answers, from texts and from columns."""
    asked = view.without("when", "where", "certain")
    rows = ATLAS.filter(asked).store.rows(asked, None)
    expected = sorted(rows[rows["status"] != "outside"]["row"].tolist())
    worded, bare = page.evaluate(PASSING, str(asked))
    assert worded == expected
    wordless = asked.without("text")
    rows = ATLAS.store.rows(wordless, None)
    assert bare == sorted(rows[rows["status"] != "outside"]["row"].tolist())


def counted(view: View, part: str) -> list[int]:
    """How many incidents each value of a part would show under the other filters, by the store."""
    others = view.without(part)
    values: list[Any] = {
        "kind": [View.of(kind=[kind.id]) for kind in META.kinds],
        "layer": [View.of(layer=[layer.id]) for layer in META.layers],
        "party": [View.of(party=[party.id]) for party in META.parties],
        "source": [View.of(source=[source.id]) for source in SOURCES],
        "stance": [
            View.of(stance=[(stance, party)]) for stance in STANCES for party in ("", *(one.id for one in META.parties))
        ],
        "disputed": [View.of(disputed=True)],
    }[part]
    return [ATLAS.filter(others & value).counts.shown for value in values]


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(questions, st.sampled_from(["kind", "layer", "party", "source", "stance", "disputed"]))
def test_values_are_counted_under_the_other_filters(page: Page, view: View, part: str) -> None:
    """The count of each value in a window is what the store shows with it in the place of the part's own filter."""
    window = view.when if not view.when.empty else Window.parse("2020")
    view = replace(view, when=window, where=frozenset(), text=frozenset())
    days = [day_number(window.start), day_number(window.end)]
    sure, wide = (ATLAS.filter(replace(view, certain=certain)).counts.shown for certain in (True, False))
    for found, both in page.evaluate(COUNTED, [str(view.without("when", "certain")), [part], days, view.certain]):
        assert found == [counted(view, part)]
        assert both == {"certain": sure, "open": wide - sure}


def test_values_of_a_column_are_counted_under_the_other_columns(page: Page) -> None:
    """A value of one column counts under what is asked of another, and in the place of what is asked of its own."""
    (one, first), (other, second) = OWN_VALUES[0], OWN_VALUES[-2]
    assert one != other
    view = View.of(own=[(one, first)]) & View.of(own=[(other, second)])
    window = [day_number(Window.parse("2020").start), day_number(Window.parse("2021").end)]
    (found, _), _ = page.evaluate(COUNTED, [str(view), [f"own.{one}"], window, False])
    values = page.evaluate("(name) => filters[0].facets.own[name].values", one)
    when = View.of(when="2020/2021", own=[(other, second)])
    assert found == [[ATLAS.filter(when & View.of(own=[(one, text)])).counts.shown for text in values]]


def test_a_column_of_many_values_stays_with_the_host(page: Page) -> None:
    """A column with nearly one value a line is told as none, and a page says what of a view it cannot answer."""
    records = [{**record, "note": f"Text {number}"} for number, record in enumerate(WORLD.records)]
    atlas = make_atlas(
        META, list(SITES.values()), records, [], [], sources=[], context={"land": {}}, own=["note", *OWN]
    )
    own = json.loads(encode(island(atlas)))["facets"]["own"]
    assert own["note"] is None
    assert all(own[name]["values"] for name in OWN)
    hosted = """([data, text]) => {
      const one = parts.newFilters(JSON.parse(data), null);
      return parts.askedText(parts.hostedPart(one, parts.readAsked(text).asked));
    }"""
    view = View.of(own=[("note", "Text 1"), OWN_VALUES[0]], text="fog") & View.of(own=[OWN_VALUES[0]])
    assert page.evaluate(hosted, [encode(island(atlas)), str(view)]) == str(
        View.of(own=[("note", "Text 1"), OWN_VALUES[0]])
    )


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(questions)
def test_what_is_asked_is_the_text_of_a_view(page: Page, view: View) -> None:
    """The page's script reads any view's text and writes it again, letter for letter."""
    asked = view.without("when", "where", "certain")
    assert page.evaluate("(text) => parts.askedText(parts.readAsked(text).asked)", str(asked)) == str(asked)


@pytest.mark.parametrize(
    "text", ["killed=5..3", "stance=says", "own=side", "kind=%zz", "disputed=2", "precision=1e9", "killed=-1"]
)
def test_what_cannot_be_read_is_told(page: Page, text: str) -> None:
    """A part that no view has is left out, and named."""
    assert page.evaluate("(text) => parts.readAsked(text)", f"{text}&kind=attack") == {
        "asked": {"kind": [["attack"]]},
        "odd": [text],
    }


TELL = """([text, names]) => {
  const labels = Object.fromEntries(Object.entries(names).map(([part, known]) => [part, (id) => known[id] ?? id]));
  return parts.wordsOf(parts.readAsked(text).asked, labels, (number) => number.toLocaleString('en'));
}"""


@settings(max_examples=examples(200), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    views(MADE_IDS, st.sampled_from(["shots", "Şuşa", "\U0001f5fa", "\ufb01n"]), near_days, st.just(("weather", "fog")))
)
def test_filters_have_the_same_words_everywhere(page: Page, made: Atlas, view: View) -> None:
    """The page's script tells any filters in the words that captions and files have."""
    asked = view.without("when", "where", "certain")
    names = {
        "kind": {kind.id: kind.label for kind in made.meta.kinds},
        "party": {party.id: party.label for party in made.meta.parties},
        "layer": {layer.id: layer.label for layer in made.meta.layers},
        "source": {source.id: f"“{source.title}”" for source in made.source_list},
        "site": {site.id: next(iter(site.names.get("en", ())), site.id) for site in made.places.values()},
    }
    assert page.evaluate(TELL, [str(asked), names]) == filters_alone(made.filter(asked))


def test_folding_is_the_same(page: Page) -> None:
    """Every character that both know folds as in Python: case, marks, letters that only look like others, spaces."""
    old = unicodedata.ucd_3_2_0
    signs = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if old.category(chr(code)) not in ("Cn", "Cs", "Co")
        and not 0x3400 <= code <= 0x9FFF
        and not 0xAC00 <= code <= 0xD7A3
        and not 0x20000 <= code < 0x30000
    ]
    found = page.evaluate("(signs) => signs.map((sign) => parts.fold(`a${sign}b ${sign}c`))", signs)
    wrong = {
        sign: (fold(f"a{sign}b {sign}c"), one)
        for sign, one in zip(signs, found, strict=True)
        if fold(f"a{sign}b {sign}c") != one
    }
    assert wrong == {}


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(max_codepoint=0x3000, exclude_categories=("Cs", "Cn"))))
def test_texts_fold_the_same(page: Page, text: str) -> None:
    """So does any text."""
    assert page.evaluate("(text) => parts.fold(text)", text) == fold(text)
