import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from pypdf import PdfReader

from mapkit.atlas import Atlas
from mapkit.dossier_words import MAX_INCIDENTS
from mapkit.drawing.looks import Look
from mapkit.errors import ExportError
from mapkit.files import read
from mapkit.filter_words import title_words
from mapkit.picture import pdf, svg
from mapkit.picture.about import in_words, texts
from mapkit.picture.dossier import Line, paged
from mapkit.picture.letters import Letters
from mapkit.picture.numbers import number_words, numbered
from mapkit.picture.sheet import Sheet
from mapkit.receipts.receipt import receipt_line
from mapkit.words import sentence
from support.examples import alike
from support.made import CLAIMS, INCIDENTS, SOURCES, changed
from support.same_bytes import renderings

SMALL, LIST = Look(size="500x400"), Look(size="500x400", dossier=True)
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "$x^2$ ]]> --> <script>alert(1)</script> &amp; \x00\x1b\ud800 (un)balanced) \\ Շուշի ə Шуша"


def root_of(atlas: Atlas, look: Look = SMALL) -> ET.Element:
    """The SVG of an atlas, read by a parser of XML."""
    return ET.fromstring(svg(atlas, look))  # noqa: S314 - our own file


def reader(atlas: Atlas, look: Look = SMALL) -> PdfReader:
    """The PDF of an atlas, read by a parser that is not ours."""
    return PdfReader(io.BytesIO(pdf(atlas, look)), strict=True)


def told_by(file: PdfReader) -> dict[str, str]:
    """What a PDF says of itself."""
    return {key: str(value) for key, value in (file.metadata or {}).items()}


def words(atlas: Atlas) -> str:
    """The text of a dossier's list, in one line."""
    return " ".join(" ".join(page.extract_text() for page in reader(atlas, LIST).pages[1:]).split())


def heard(module: str, atlas: Atlas, look: Look) -> tuple[bytes, list[str], list[float]]:
    """A PDF, what "page" or "dossier" writes on its sheets, and where each text ends, in CSS pixels."""
    said, ends = list[str](), list[float]()

    class Heard(Sheet):
        """A sheet that keeps what is written on it."""

        def text(self, at: Any, text: str, letters: Letters, *, align: str = "left", middle: bool = False) -> None:
            said.append(text)
            ends.append(at[0] + self.text_width(text, letters) * {"left": 1.0, "center": 0.5, "right": 0.0}[align])
            super().text(at, text, letters, align=align, middle=middle)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(f"mapkit.picture.{'dossier' if module == 'dossier' else 'sheet'}.Sheet", Heard)
        return pdf(atlas, look), said, ends


def test_an_svg_says_what_it_is(made: Atlas) -> None:
    """Title and description of an SVG are those of the view, and its metadata hold all that a PNG says."""
    atlas = made.filter(when="2020-12", kind="attack")
    root = root_of(atlas)
    assert root.get("role") == "img"
    assert [root.findtext(f"{SVG}{name}") for name in ("title", "desc")] == [title_words(atlas), sentence(atlas)]
    about = root.findtext(f"{SVG}metadata/{{urn:mapkit:about}}about")
    assert json.loads(about or "") == texts(atlas)


def test_an_svg_needs_no_font(made: Atlas) -> None:
    """No letter of an SVG is left to the fonts of a machine, and nothing in it is fetched or run."""
    root = root_of(made.filter(when="2020-12"))
    tags = {str(one.tag).rpartition("}")[2] for one in root.iter()}
    assert not tags & {"text", "tspan", "image", "script", "foreignObject", "a"}
    assert len(root.findall(f".//{SVG}use")) > 200
    links = {value for one in root.iter() for key, value in one.attrib.items() if key.endswith("href")}
    assert all(link.startswith("#") for link in links)


def test_an_svg_is_as_large_as_asked(made: Atlas) -> None:
    """An SVG has the size of its paper in points, and its shapes are shapes."""
    root = root_of(made, Look(size="a4"))
    assert [float(str(root.get(side))[:-2]) for side in ("width", "height")] == pytest.approx([841.9, 595.3], abs=0.3)
    assert str(root.get("width")).endswith("pt")


def test_hostile_texts_stay_texts(made: Atlas) -> None:
    """Texts with markup, controls and lone surrogates come back from SVG and PDF as text, or as a box that says so."""
    atlas = replace(made, meta=replace(made.meta, title=HOSTILE, licence=HOSTILE, credits=(HOSTILE,)))
    kept = HOSTILE.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    assert root_of(atlas).findtext(f"{SVG}title") == kept.replace("\x1b", "\ufffd")
    assert told_by(reader(atlas))["/Title"] == kept


def test_a_pdf_says_what_it_is(made: Atlas) -> None:
    """A PDF carries title, sentence, credits and all that a PNG says, and no date."""
    atlas = made.filter(when="2020-12", kind="attack")
    found = told_by(reader(atlas))
    assert (found["/Title"], found["/Subject"]) == (title_words(atlas), sentence(atlas))
    assert found["/Author"] == "CC0 · made by a test"
    assert json.loads(found["/Keywords"]) == texts(atlas)
    assert not [key for key in found if "Date" in key]


def test_a_pdf_holds_its_letters(geo: Atlas) -> None:
    """Names in Armenian and with ə are text in a PDF, in a TrueType font that is embedded."""
    page = reader(geo.filter(when="2020-12"), Look(size="a4")).pages[0]
    for name in ("Հադրութ", "Köhnə Tağlar"):
        assert name in page.extract_text()
    fonts = [one.get_object() for one in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    inside = [one["/DescendantFonts"][0].get_object() for one in fonts if "/DescendantFonts" in one]
    assert inside
    assert all("DejaVuSans" in one["/BaseFont"] and one["/Subtype"] == "/CIDFontType2" for one in inside)
    assert all("/FontFile2" in one["/FontDescriptor"].get_object() for one in inside)


def test_paper_is_paper(made: Atlas) -> None:
    """The page of a PDF has the size of its paper, whatever the dots an inch."""
    for dpi in (None, 96):
        box = reader(made, Look(size="a4-portrait", dpi=dpi)).pages[0].mediabox
        assert (float(box.width), float(box.height)) == pytest.approx((595.3, 841.9), abs=0.6)


def test_the_same_bytes_on_any_day(tmp_path_factory: pytest.TempPathFactory) -> None:
    """PNG, SVG and PDF have the same bytes in any time zone, with any hash seed, whatever is in the caches."""
    one, other = (
        {name: found[f"dossier {name}"] for name in ("png", "svg", "pdf")} for found in renderings(tmp_path_factory)
    )
    assert one == other
    assert len({*one.values()}) == 3


def test_a_dossier_lists_what_is_shown(made: Atlas) -> None:
    """After the picture comes every shown incident with its date, place, tolls, text, claims, in the order of time."""
    text = words(made)
    order = [text.index(title) for title in ("First", "Third", "Second")]
    assert order == sorted(order)
    for expected in (
        "8 December 2020; date stated by the source",
        "Hilltown · Şuşa · Շուշի; 39.7600° N, 46.7500° E; within 600 m",
        "Attack; 2 killed (1 to 3); disputed",
        "Shots near the town.",
        "Quoted: “shots”",
        "Weather: fog",
        "Reports: The Herald, Herald House, North, 2024-01-02, page 3",
        "There were shots.",
        "Denies: A statement, The ministry, South, 2020-12",
        "https://example.org/herald",
        "https://example.org/archive",
        "About January 2021",
        "4 injured",
        "within 50 m",
        "page 2 of 2",
        receipt_line(made),
    ):
        assert expected in text, expected
    for hidden in ("Fourth", "Fifth", "Sixth"):
        assert hidden not in text


def test_the_numbers_of_a_dossier_are_those_of_its_map(made: Atlas) -> None:
    """The first page of a dossier has the numbers of its list on the marks; a picture has none."""
    assert list(numbered(made).values()) == [1, 2, 3]
    for look, numbers in ((LIST, ["1", "1", "2", "3"]), (SMALL, [])):
        data, written, _ = heard("page", made, look)
        assert sorted(one for one in written if one in ("1", "2", "3")) == numbers
        assert len(PdfReader(io.BytesIO(data)).pages) == 1 + bool(numbers)


def test_numbers_are_written_short() -> None:
    """Numbers that follow each other are written as a span."""
    assert number_words([5, 1, 2, 3, 9, 10]) == "1-3, 5, 9, 10"
    assert number_words([]) == ""


def test_long_texts_wrap_and_break_cleanly(folder: Callable[..., Path]) -> None:
    """Long texts and words of 300 letters stay on their pages, none of them is lost, and pages are numbered."""
    long = {"title": "T" * 300, "text": "\n".join(["W" * 300, "word " * 900, "end of the text"]), "quote": "$q$ " * 300}
    sources = changed(SOURCES, 0, url="https://example.org/" + "u" * 300, title="S" * 300)
    claims = changed(CLAIMS, 0, says="says " * 400, locator="L" * 300)
    atlas = read(folder(incidents=changed(INCIDENTS, 0, **long), sources=sources, claims=claims))
    data, _, ends = heard("dossier", atlas, LIST)
    pages = PdfReader(io.BytesIO(data)).pages
    text = "".join("".join(page.extract_text().split()) for page in pages[1:])
    for character, count in (("T", 300), ("W", 300), ("u", 300), ("S", 300), ("L", 300)):
        assert text.count(character) >= count
    assert text.count("word") == 900
    assert "endofthetext" in text
    assert len(pages) == 3
    for number, page in enumerate(pages[1:], 2):
        assert f"page {number} of {len(pages)}" in page.extract_text()
    assert 700 < max(ends) <= 793.7 - 59  # the page's width in CSS pixels without its margin


def test_a_heading_keeps_to_its_text() -> None:
    """A line that keeps to the next does not end a page, and no line is lost."""
    plain, kept = Line("text", Letters(10, "#000000")), Line("heading", Letters(10, "#000000"), keep=True)
    pages = paged([plain] * 4 + [kept, plain, plain], room=plain.height * 5.5)
    assert [len(page) for page in pages] == [4, 3]
    assert pages[1][0] is kept
    assert paged([], room=100) == []


def test_a_film_tells_the_same_in_one_text(made: Atlas) -> None:
    """Formats with room for one remark get title, sentence, receipt and credits in it."""
    assert in_words(made).startswith("A made atlas · All dates: 3 incidents")


def test_an_empty_dossier_is_its_picture(made: Atlas) -> None:
    """A view that shows nothing has a dossier of one page."""
    assert len(reader(made.filter(when="1999"), LIST).pages) == 1


def test_a_dossier_has_an_end(folder: Callable[..., Path]) -> None:
    """A dossier of more incidents than anybody prints is refused with what to do instead."""
    many = [
        {"id": f"i{place}", "when": "2021", "kind": "attack", "title": "x", "lon": 45, "lat": 39}
        for place in range(MAX_INCIDENTS + 1)
    ]
    with pytest.raises(ExportError, match="narrow the view"):
        pdf(read(folder(incidents=many, claims=[])), LIST)


@pytest.mark.parametrize("when", alike(["2020-11/2021-01", "../.."]))
def test_a_claim_is_not_torn_apart(geo: Atlas, when: str) -> None:
    """No page of a dossier begins with the rest of a short claim: each begins with an incident or a claim of one."""
    pages = reader(geo.filter(when=when), LIST).pages
    assert len(pages) > 4
    for page in pages[1:]:
        assert not page.extract_text().lstrip().startswith("http")
