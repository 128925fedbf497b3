"""The dossier as a plain page."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

import mapkit as mk
from mapkit import dossier_words
from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.exporting.snapshot import render
from mapkit.words import sentence
from support.browser import PHONE, WIDE, quiet
from support.examples import alike
from support.exports import made_bytes
from support.made import SOURCES


class Outline(HTMLParser):
    """Of a page: its headings, how many rows and cells each table has, its links, and whether it has code."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[str] = []
        self.tables: list[list[int]] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.codes: list[str | None] = []
        self.tags: list[str] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what begins."""
        self._open = tag
        self.tags.append(tag)
        if tag in ("h1", "h2"):
            self.headings.append("")
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append(0)
        elif tag in ("th", "td"):
            self.tables[-1][-1] += 1
        elif tag == "a":
            self.links.append(dict(attrs)["href"] or "")
        elif tag == "script":
            self.codes.append(dict(attrs).get("type"))

    def handle_endtag(self, _tag: str) -> None:
        """What follows belongs to nothing."""
        self._open = ""

    def handle_data(self, data: str) -> None:
        """Keep what stands in headings, and every text."""
        if self._open in ("h1", "h2"):
            self.headings[-1] += data
        if self._open not in ("script", "style"):
            self.texts.append(data)


def outline(atlas: Atlas) -> Outline:
    """The rendered page of an atlas, read."""
    found = Outline()
    found.feed(made_bytes(atlas, ".dossier.html").decode())
    return found


def test_each_incident_has_a_heading_and_a_table(geo: Atlas) -> None:
    """Each shown incident is a heading in the order of time, with a row a claim; the first table has them all."""
    rows, found = geo.records(), outline(geo)
    assert found.headings == [geo.meta.title, *(f"{place}. {row['title']}" for place, row in enumerate(rows, 1))]
    first, *others = found.tables
    assert len(first) == 1 + geo.counts.shown
    assert [len(one) - 1 for one in others] == [len(geo.claims_by_incident[row["id"]]) for row in rows]
    assert all(len(set(one)) == 1 for one in found.tables)
    assert found.links[: len(rows)] == [f"#incident-{place}" for place in range(1, len(rows) + 1)]


def test_it_says_what_is_shown(geo: Atlas) -> None:
    """The page names the filters, and each claim with what it says and where it can be followed; nothing runs in it."""
    seen = geo.filter("party=azerbaijan&when=2022-12")
    found = outline(seen)
    assert sentence(seen) in found.texts
    claims = [claim for row in seen.records() for claim in seen.claims_by_incident[row["id"]]]
    assert claims
    for claim in claims:
        assert not claim.says or claim.says in found.texts
        assert not claim.source.url.startswith("http") or claim.source.url in found.links
    assert found.codes == ["application/json"]


def test_an_address_that_would_run_is_no_link(folder: Callable[..., Path]) -> None:
    """What is no page of the web is told as text, and markup of the data is text."""
    hostile = "javascript:hack()", '"><img src=x onerror=hack()>'
    sources = [{**SOURCES[0], "url": hostile[0], "title": hostile[1]}, *SOURCES[1:]]
    found = outline(mk.read(folder(sources=sources)))
    assert {"a", "img"} & set(found.tags) == {"a"}
    assert hostile[0] in found.texts
    assert any(hostile[1] in text for text in found.texts)
    assert all(link.startswith(("#incident-", "http")) for link in found.links)


def test_more_than_anybody_reads_is_refused(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """The dossier of very many incidents is refused with what to do instead."""
    monkeypatch.setattr(dossier_words, "MAX_INCIDENTS", 1)
    with pytest.raises(ExportError, match="narrow the view to 1, or write a table"):
        render(made, ".dossier.html")


@pytest.mark.parametrize(
    "look", alike([{"viewport": PHONE, "color_scheme": "dark"}, {"viewport": WIDE}]), ids=["phone dark", "wide light"]
)
def test_it_passes_axe_on_any_screen(browser: Browser, geo: Atlas, tmp_path: Path, look: dict[str, Any]) -> None:
    """On a phone and a wide screen, dark and light, axe finds nothing, and nothing is wider than the screen."""
    path = tmp_path / "geo.dossier.html"
    path.write_bytes(made_bytes(geo, ".dossier.html"))
    with quiet(browser, bypass_csp=True, **look) as seen:
        seen.page.goto(path.as_uri())
        found = Axe().run(seen.page).response
        assert [rule["id"] for rule in found["violations"]] == []
        assert "color-contrast" in {rule["id"] for rule in found["passes"]}
        assert seen.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
