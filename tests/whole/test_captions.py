"""What is shown is what leaves (law 9): every file that leaves says every filter in words."""

import io
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from mapkit.atlas import Atlas
from mapkit.exporting.formats import FORMATS
from mapkit.files import read
from mapkit.film import scene
from mapkit.filter_words import WINDOW, filter_words
from mapkit.picture import page
from mapkit.receipts.read import receipt
from mapkit.view import View
from support.commands import objects
from support.exports import FILMS, made_bytes, put
from support.made import CLAIMS, INCIDENTS

EVERYTHING = (
    "where=46,39,47,40&kind=attack&site=hilltown&source=herald&party=north&layer=towns&stance=denies:south"
    "&own=weather:fog&text=shots&killed=1..&injured=1..&precision=..600&disputed=1&origins=1&according=south&known=2024&certain=1"
)


@pytest.fixture
def asked(folder: Callable[..., Path]) -> Atlas:
    """An atlas seen through a view that has every filter set, and shows an incident."""
    rows = [{**INCIDENTS[0], "injured_best": 2}, *INCIDENTS[1:]]
    atlas = read(folder(incidents=rows, claims=CLAIMS)).filter(EVERYTHING)
    assert {name for name in vars(View()) if getattr(atlas.view, name) == getattr(View(), name)} == {WINDOW}
    assert atlas.counts.shown == 1
    return atlas


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in FILMS])
def test_every_receipt_names_every_filter(asked: Atlas, tmp_path: Path, suffix: str) -> None:
    """The receipt of every format says each filter in words, and never all dates."""
    said = receipt(put(asked, tmp_path / "file", suffix)).sentence
    assert all(words in said for words in filter_words(asked))
    assert "all dates" not in said.lower()


def test_every_title_names_every_filter(asked: Atlas) -> None:
    """The title of a page, of a picture in each format and of a film says each filter in words."""
    words = filter_words(asked)
    html = unescape(made_bytes(asked, ".html").decode())
    titles = [
        html[html.index("<title>") : html.index("</title>")],
        html[html.index('<main id="mapkit-texts"') : html.index("</main>")],
        Image.open(io.BytesIO(made_bytes(asked, ".png"))).text["Title"],  # type: ignore[attr-defined]
        unescape(made_bytes(asked, ".svg").decode().split("</title>")[0]),
        str(PdfReader(io.BytesIO(made_bytes(asked, ".pdf"))).metadata["/Title"]),  # type: ignore[index]
        Image.open(io.BytesIO(made_bytes(asked, ".gif"))).info["comment"].decode(),
    ]
    for title in titles:
        assert all(one in title for one in words)


@pytest.mark.parametrize(("module", "suffix"), [(page, ".png"), (scene, ".gif")])
def test_every_filter_is_written_on_pictures(
    asked: Atlas, monkeypatch: pytest.MonkeyPatch, module: object, suffix: str
) -> None:
    """What is drawn above the map of a picture and of a film says each filter in words."""
    written, write = list[str](), page.write
    monkeypatch.setattr(
        module, "write", lambda sheet, lines, *more: written.extend(lines) or write(sheet, lines, *more)
    )
    made_bytes.__wrapped__(asked, suffix)
    assert all(words in " ".join(written) for words in filter_words(asked))


def test_the_command_line_names_every_filter(folder: Callable[..., Path]) -> None:
    """`mapkit info` says each filter in words."""
    path = folder()
    said = objects("info", path, "--view", EVERYTHING)[0]["sentence"]
    assert all(words in said for words in filter_words(read(path).filter(EVERYTHING)))
