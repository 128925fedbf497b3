from dataclasses import fields
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.link import MODES, SHOWN_PARTS, SPEEDS, STEPS, Link, known_parts
from mapkit.view import PARTS, View
from mapkit.when import EMPTY, Window
from support.links import links
from support.made import attempt


@given(links())
def test_a_link_is_its_text(link: Link) -> None:
    """Parsing what a link writes gives the link back, whatever it shows; a view's text is a link too."""
    assert Link.parse(str(link)) == link
    assert Link.parse(f"?{link}") == Link.parse(f"#{link}") == link
    assert Link.parse(str(link.view)) == Link(link.view)


@given(links())
def test_a_link_stands_in_an_address_as_it_is(link: Link) -> None:
    """A link holds only what a query or a fragment may hold, so nothing has to be percent-encoded once more."""
    text = str(link)
    assert text.isascii()
    assert quote(text, safe="-._~!$&'()*+,;=:@/?%") == text
    assert known_parts(f"?utm_source=x&{text}&embed=true") == text


@given(links().filter(lambda link: link.place is not None))
def test_a_link_that_was_encoded_once_more_is_read(link: Link) -> None:
    """A link whose parts another program has percent-encoded, as earlier pages did, is read as it was meant."""
    pairs = [part.partition("=")[::2] for part in str(link).split("&")]
    again = urlencode(pairs, quote_via=quote)
    assert Link.parse(again) == link
    assert Link.parse(urlencode(pairs, quote_via=quote_plus)) == link


@given(st.text())
def test_any_text_is_a_link_or_refused(text: str) -> None:
    """No text makes the reader fail in another way than a ParseError."""
    link = attempt(Link.parse, text)
    assert link.code if isinstance(link, ParseError) else Link.parse(str(link)) == link


@given(st.sampled_from(SHOWN_PARTS), st.text(alphabet=st.characters(exclude_characters="&")))
def test_any_value_is_read_or_refused(name: str, text: str) -> None:
    """Any text as the value of a part is read, or refused by a sentence that names the part."""
    link = attempt(Link.parse, f"{name}={text}")
    if isinstance(link, ParseError):
        assert str(link).startswith(f"{name}=")
    else:
        assert Link.parse(str(link)) == link


TEXTS: dict[str, Link] = {
    "": Link(),
    "map=9.5/39.75/46.5": Link(place=(9.5, 39.75, 46.5)),
    "when=2020&kind=a%2Cb,c&open=a%26b": Link(View.parse("when=2020&kind=a%2Cb,c"), site="a&b"),
    "incident=%D5%B7": Link(incident="շ"),
    "labels=": Link(labels=()),
    "labels=hy,az": Link(labels=("hy", "az")),
    "mode=start&step=incident&speed=0.5&over=1": Link(mode="start", step="incident", speed=0.5, over=True),
    "track=2020-12": Link(track=Window.parse("2020-12")),
}


@pytest.mark.parametrize(("text", "link"), TEXTS.items())
def test_every_part_has_its_text(text: str, link: Link) -> None:
    """A part is written the one way, and what is as usual is left out."""
    assert str(link) == text
    assert Link.parse(text) == link


def test_every_field_has_its_part() -> None:
    """All that a link holds is in its text: a field for the view, and one for each other part."""
    assert len(fields(Link)) == 1 + len(SHOWN_PARTS)
    assert not set(SHOWN_PARTS) & set(PARTS)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("wen=2020", "view-unknown-part", "'wen' is not a part of a view"),
        ("map=9/39.8", "map-unreadable", "map=9/39.8: write zoom/latitude/longitude"),
        ("map=9/95/46", "map-range", "not on earth"),
        ("mode=back", "link-unreadable", f"mode=back: write one of {', '.join(MODES)}"),
        ("step=hour", "link-unreadable", f"write one of {', '.join(STEPS)}"),
        ("speed=3", "link-unreadable", f"write one of {', '.join(f'{speed:g}' for speed in SPEEDS)}"),
        ("over=yes", "link-unreadable", "over=yes: write one of 0, 1"),
        ("track=10/11/2020", "when-ambiguous", "track="),
    ],
)
def test_a_bad_part_is_named(text: str, code: str, says: str) -> None:
    """A refused link names the part, the value and what to write."""
    with pytest.raises(ParseError) as caught:
        Link.parse(text)
    assert says in str(caught.value)
    assert caught.value.code == code


PLACES: list[tuple[tuple[float, float, float], Any]] = [
    ((0, 0, 0), (-180, -85, 180, 85)),
    ((8, 0, 0), (-2.8125, -1.757537, 2.8125, 1.757537)),
    ((8, 0, 179), (176.1875, -1.757537, -178.1875, 1.757537)),
    ((11, 39.72, 46.65), (46.298438, 39.550784, 47.001563, 39.888801)),
]


@pytest.mark.parametrize(("place", "sides"), PLACES)
def test_a_place_has_a_box(place: tuple[float, float, float], sides: Any) -> None:
    """Where a map stands is a box on a screen of usual size, across the antimeridian too."""
    box = Link(place=place).box
    assert box is not None
    assert box.sides == pytest.approx(sides, abs=1e-5)
    assert Link().box is None


def test_an_empty_track_is_a_link() -> None:
    """A window of no time can be written, as in a view."""
    assert Link.parse(str(Link(track=EMPTY))) == Link(track=EMPTY)
