"""An atlas through any lens is in the page what it is in the tables: incidents, marks, trays, filters."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from mapkit.atlas import Atlas, make_atlas
from mapkit.records import BOUNDS, TOLLS, Claim, Kind, Meta, Party
from mapkit.verdicts import VERDICTS
from mapkit.view import View
from mapkit.webmap.columns import encode, values_of
from mapkit.webmap.island import island
from support.examples import examples
from support.islands import both_forms
from support.modules import load_modules
from support.strategies import near_days, views
from support.world import AS_OF, IDS, KINDS, OWN, OWN_VALUES, SITES, SOURCES, WORDS, make_world

WORLD = make_world(120, seed=3)
SAYINGS: list[dict[str, str]] = [
    {},
    {"when": "2020-12-08", "said": "2020-12-09"},
    {"stance": "withdraws", "said": "2021-01"},
    {"when": "2021-01/2021-03", "killed_best": "7", "said": "2021-04"},
    {"site": "town", "said": "2020", "via": "s3"},
    {"lon": "46.5", "lat": "39.5", "precision_m": "500", "said": "2021-02-01"},
    {"says": "They took the hill above the village before the sun had risen"},
    {"kind": KINDS[0], "injured_low": "2", "stance": "disputes"},
    {"precision_m": "900", "said": "2020-11"},
    {"stance": "denies", "said": "2021-02"},
]
CLAIMS: list[Claim] = [
    replace(claim, **SAYINGS[place % len(SAYINGS)])  # type: ignore[arg-type]
    for place, claim in enumerate([*WORLD.claims, *WORLD.claims[1::2]])
]
TOLD = [replace(SOURCES[0], publisher="The Herald"), *SOURCES[1:3], replace(SOURCES[3], origin="s0")]
BY_ID = {source.id: source for source in TOLD}
META = Meta(
    "A world",
    kinds=tuple(Kind(kind, kind, "#000000", "circle") for kind in IDS["kind"]),
    parties=(Party("north", "North"), Party("south", "South")),
    as_of=AS_OF,
)
ATLAS = make_atlas(
    META,
    list(SITES.values()),
    WORLD.records,
    [replace(claim, source=BY_ID[claim.source.id]) for claim in CLAIMS],
    [],
    sources=TOLD,
    context={"land": {}},
    own=list(OWN),
)
LENSES = ("", "north", "south", "1-origins", "2-origins", "any-undenied")
DAYS = ("", "2019", "2020-11-30", "2020-12-09", "2020", "2021-02", "2021-03-31", "2021-04", "2024")
questions = views(
    {name: st.sampled_from(ids) for name, ids in IDS.items()},
    st.sampled_from(WORDS),
    near_days,
    st.sampled_from(OWN_VALUES),
)

OPEN = """(islands) => {
  globalThis.lenses = islands.map((text) => {
    const island = JSON.parse(text);
    return parts.readLens(island, parts.readModel(island));
  });
}"""
SEEN = """([which, text]) => {
  const { asked } = parts.readAsked(text), lens = lenses[which], seen = parts.throughLens(lens, asked);
  const model = parts.readModel(seen), filters = parts.newFilters(seen, model, seen.voices);
  const facets = filters.facets = parts.readFacets(seen, model), rows = [...facets.rows];
  parts.narrow(filters, asked);
  const numbers = (one) => [...one];
  return {
    marks: [...model.marks.site].map((site, m) => [seen.marks.x[m], seen.marks.y[m], site, model.marks.precision[m]]),
    incidents: numbers(model.row).map((row, i) => [row, model.start[i], model.sureStart[i], model.sureEnd[i],
      model.end[i], seen.incidents.kind[i], model.mark[i], seen.incidents.disputed[i]]),
    verdicts: seen.verdicts && numbers(seen.verdicts).map((one, line) => [lens.facets.rows[line], one]),
    undated: seen.undated, unplaced: seen.unplaced, days: seen.unplaced_days, later: numbers(seen.later),
    unsaid: numbers(seen.unsaid),
    facts: rows.map((row, line) => [row, facets.kind[line], facets.site[line], Number(facets.disputed[line]),
      facets.precision.values[facets.precision.codes[line]], ...facets.killed.map((one) => one[line]),
      ...facets.injured.map((one) => one[line]), facets.from[line + 1] - facets.from[line]]),
    passing: rows.filter((_, line) => parts.passesAll(filters, line)),
    texts: seen.texts,
  };
}"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A blank page with the made world seen through lenses, with its texts and without them."""
    opened = browser.new_page()
    load_modules(
        opened,
        "data/asked",
        "data/facets",
        "data/filters",
        "data/lens_claims",
        "data/model",
        "data/through_lens",
        "data/verdicts",
    )
    opened.evaluate(OPEN, both_forms(ATLAS))
    yield opened
    opened.close()


def through(view: View) -> Atlas:
    """The world as it is asked."""
    return ATLAS.filter(view)


def expected(view: View) -> dict[str, Any]:
    """What the tables have of the world through the lens of a view."""
    seen = through(view.lens.without("origins"))
    made: dict[str, Any] = json.loads(encode(island(seen)))
    marks, incidents, facets = made["marks"], made["incidents"], made["facets"]

    def columns(table: Mapping[str, Any], *names: str) -> list[list[float]]:
        told = (values_of(table[name], table["count"]).tolist() for name in names)
        return [list(row) for row in zip(*told, strict=True)]

    rows = seen.store.rows(view.lens.without("origins"), None)
    shown = rows[rows["status"] == "shown"].sort_values(["start", "row"])
    apart = {name: rows[rows["status"] == name]["row"].tolist() for name in ("later", "unsaid")}
    found = through(view).store.rows(view.without("when", "where", "certain"), None)
    verdicts = [VERDICTS.index(one) for one in rows["verdict"]] if view.according else []
    lines = [*shown["row"], *made["undated"], *made["unplaced"]]
    return {
        "marks": columns(marks, "x", "y", "site", "precision_m"),
        "rows": shown["row"].tolist(),
        "days": [[int(row[day]) for day in ("start", "sure_start", "sure_end", "end")] for _, row in shown.iterrows()],
        "looks": columns(incidents, "kind", "mark", "disputed"),
        "verdicts": dict(zip(rows["row"], verdicts, strict=True)) if view.according else None,
        "undated": made["undated"],
        "unplaced": made["unplaced"],
        "unplaced_days": made["unplaced_days"],
        **apart,
        "facts": {int(row["row"]): row for _, row in rows.iterrows()},
        "claims": dict(zip(lines, columns(facets, "claims"), strict=True)),
        "passing": sorted(found[found["status"] != "outside"]["row"].tolist()),
    }


@settings(max_examples=examples(12), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(questions, st.tuples(st.sampled_from(LENSES), st.sampled_from(DAYS), st.integers(0, 3)), st.sampled_from([0, 1]))
def test_the_page_sees_what_the_tables_see(page: Page, view: View, lens: tuple[str, str, int], which: int) -> None:
    """Through any lens and filters the page has the incidents, marks, trays and verdicts that the tables have."""
    view = view.without("when", "where", "certain", "origins", *(["text"] if which else []))
    according, day, least = lens
    parts = {"according": according or None, "known": day or None, "origins": least or None}
    asked = replace(view, **{name: getattr(View.of(**parts), name) for name in parts})
    seen = page.evaluate(SEEN, [which, str(asked)])
    told = expected(asked)
    assert [row[0] for row in seen["incidents"]] == told["rows"]
    assert [row[1:5] for row in seen["incidents"]] == told["days"]
    assert [row[5:] for row in seen["incidents"]] == told["looks"]
    assert seen["marks"] == told["marks"]
    assert (seen["verdicts"] and dict(seen["verdicts"])) == told["verdicts"]
    for tray in ("undated", "unplaced"):
        assert seen[tray] == told[tray]
    for tray in ("later", "unsaid"):
        assert sorted(seen[tray]) == sorted(told[tray])
    assert seen["days"] == told["unplaced_days"]
    kinds, sites = [kind.id for kind in META.kinds], list(SITES)
    for row, kind, site, disputed, metres, *tolls, claims in seen["facts"]:
        line = told["facts"][row]
        assert (kinds[kind], sites[site] if site >= 0 else "", disputed) == (
            line["kind"],
            line["site"],
            line["disputed"],
        )
        assert metres == (None if pd.isna(line["precision_m"]) else line["precision_m"])
        stated = [line[f"{toll}_{bound}"] for toll in TOLLS for bound in BOUNDS]
        assert tolls == [-1 if pd.isna(one) else int(one) for one in stated]
        assert [claims] == told["claims"].get(row, [0])
    assert sorted(seen["passing"]) == told["passing"]
