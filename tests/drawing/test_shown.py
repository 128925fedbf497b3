from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from mapkit.atlas import Atlas
from mapkit.drawing.looks import FilmLook, Look
from mapkit.drawing.shown import labelled, look_of_link, shown_by
from mapkit.errors import ParseError
from mapkit.link import Link
from mapkit.words import place_words
from support.links import links


def test_labels_change_names_and_nothing_else(made: Atlas) -> None:
    """An atlas in other languages has the same data and settings; no languages leave it as it is."""
    english = labelled(made, "en, ru")
    assert (english.named, english.meta, english.digest, english.view) == (
        ("en", "ru"),
        made.meta,
        made.digest,
        made.view,
    )
    assert labelled(made, ()) is made
    with pytest.raises(ParseError, match="labels='e n'"):
        labelled(made, "e n")


def test_a_link_shows_its_view_in_its_languages(made: Atlas) -> None:
    """A link narrows an atlas; languages that are given go before its own."""
    link = Link.parse("when=2020-12&labels=ru")
    assert shown_by(made, link).view == link.view
    assert shown_by(made, link).named == ("ru",)
    assert shown_by(made, link, ["en"]).named == ("en",)
    assert shown_by(made, Link()).named == ()


def test_fixed_names_are_not_switched(made: Atlas) -> None:
    """An atlas that fixes its names keeps them under any link; who asks for others by name is told."""
    fixed = replace(made, meta=replace(made.meta, labels_fixed=True))
    assert shown_by(fixed, Link.parse("labels=ru")).named == ()
    assert place_words(shown_by(fixed, Link.parse("labels=ru")), "hilltown") == "Շուշի · Şuşa"
    with pytest.raises(ParseError, match="labels=ru: this atlas fixes its names to hy,az: leave labels out"):
        shown_by(fixed, Link(), "ru")


@given(links())
def test_every_link_has_looks(link: Link) -> None:
    """Of any link a picture takes box, labels and what is over, a film mode and step too, as far as films have them."""
    picture, film = look_of_link(Look, link), look_of_link(FilmLook, link)
    for look in (picture, film):
        assert (look.box, look.labels, look.over) == (link.box, link.labels or (), link.over)
    assert film.mode == (link.mode if link.mode != "end" else FilmLook().mode)
    assert film.step == (link.step if link.step != "incident" else FilmLook().step)


GIVEN: list[dict[str, Any]] = [{"box": "fit"}, {"labels": "hy"}, {"over": False}, {"size": "a4"}]


@pytest.mark.parametrize("given_beside", GIVEN)
def test_what_is_given_goes_first(given_beside: dict[str, Any]) -> None:
    """An option beside a link says otherwise, the rest stays the link's."""
    link = Link.parse("map=9/39.8/46.7&labels=en&over=1")
    look, plain = look_of_link(Look, link, given_beside), Look.of(**given_beside)
    assert all(getattr(look, name) == getattr(plain, name) for name in given_beside)
    asked = {"box": link.box, "labels": ("en",), "over": True}
    assert all(getattr(look, name) == value for name, value in asked.items() if name not in given_beside)
