import json
import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mapkit.atlas import Atlas
from mapkit.exporting.snapshot import render
from mapkit.files import read
from mapkit.webmap.document import page
from support.exports import made_bytes
from support.made import INCIDENTS, changed

MAX_BYTES = 850_000


class Reader(HTMLParser):
    """The texts of a page outside scripts and styles, and the policy."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.policy = ""
        self.addresses: list[str] = []
        self._code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the policy and whatever the browser would fetch."""
        about = dict(attrs)
        self._code = tag in ("script", "style")
        if about.get("http-equiv", "").lower() == "content-security-policy":  # type: ignore[union-attr]
            self.policy = about["content"] or ""
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "action", "data")]

    def handle_endtag(self, _tag: str) -> None:
        """Code ends with its element."""
        self._code = False

    def handle_data(self, data: str) -> None:
        """Keep what a person reads."""
        if not self._code:
            self.texts.append(data)


def read_page(text: str) -> Reader:
    """A page as a reader without JavaScript has it."""
    reader = Reader()
    reader.feed(text)
    return reader


def test_the_repositorys_atlas_is_small(geo: Atlas) -> None:
    """The map of the repository's atlas in one file stays under 850 kB."""
    assert len(render(geo, ".html")) < MAX_BYTES


def test_the_policy_allows_nothing_outside(made: Atlas) -> None:
    """Nothing may be fetched, framed or sent; scripts run by their hash alone; the page may stand in a frame."""
    policy = dict(rule.split(" ", 1) for rule in read_page(page(made)).policy.split("; "))
    assert policy["default-src"] == "'none'"
    assert set(policy["script-src"].split()) == set(re.findall(r"'sha256-[A-Za-z0-9+/=]+'", policy["script-src"]))
    assert policy["img-src"] == "data: blob:"
    assert policy["style-src"] == "'unsafe-inline'"
    assert policy["base-uri"] == policy["form-action"] == "'none'"
    assert set(policy) == {"default-src", "script-src", "img-src", "style-src", "base-uri", "form-action"}


def test_the_page_names_no_address(made: Atlas) -> None:
    """No element of the page has an address that a browser would fetch."""
    assert [one for one in read_page(page(made)).addresses if not one.startswith(("data:", "#"))] == []


def test_texts_are_read_without_javascript(geo: Atlas) -> None:
    """Every shown title, text and claim, the places, the licence, the credits and the receipt stand in the page."""
    texts = " ".join(read_page(made_bytes(geo, ".html").decode()).texts)
    for row in geo.rows().to_dict("records"):
        assert row["title"] in texts
        assert row["text"] in texts
        assert all(claim.says in texts for claim in geo.claims_by_incident[row["id"]])
    assert "Çaylaqqala" in texts
    assert "Licence: CC BY 4.0" in texts
    assert all(credit in texts for credit in geo.meta.credits)
    assert "shown 28 of 33" in texts


def test_texts_are_found_by_the_browsers_search(made: Atlas) -> None:
    """The table is hidden in the way that a browser's own search opens, and shown where no script runs."""
    text = page(made)
    assert '<main id="mapkit-texts" hidden="until-found">' in text
    assert "<noscript><style>#mapkit-texts{display:block;content-visibility:visible}</style></noscript>" in text


def test_the_data_and_the_receipt_are_inside(made: Atlas) -> None:
    """Scripts of JSON hold the atlas packed, the receipt, and the island with its licence."""
    islands = re.findall(r'<script type="application/json"[^>]*>([^<]*)</script>', page(made))
    packed, receipt, island = map(json.loads, islands)
    assert list(packed) == ["deflated"]
    assert receipt["licence"] == island["licence"] == "CC0"
    assert {"mapkit-receipt", "seal", "view"} <= receipt.keys()


@pytest.mark.parametrize("text", ["</main><script>alert(1)</script>", "<!--", "&lt;", '" onload="x'])
def test_a_hostile_text_stays_text(folder: Callable[..., Path], text: str) -> None:
    """A text of the data is text in the table, and no markup."""
    found = page(read(folder(incidents=changed(INCIDENTS, 0, title=text, text=text))))
    assert text in read_page(found).texts
    assert unescape(re.findall(r"<td>(.*?)</td>", found)[2]) == text
