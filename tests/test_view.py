from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import ParseError
from mapkit.number_range import NOTHING, Range
from mapkit.view import IDS, PARTS, View
from mapkit.when import EMPTY, Window
from mapkit.where import BBox
from support.made import attempt
from support.strategies import views

any_view = views(st.text(min_size=1), st.text(), own=st.tuples(st.text(), st.text()))


@given(any_view)
def test_a_view_is_its_text(view: View) -> None:
    """Parsing what a view writes gives the view back (law 1)."""
    assert View.parse(str(view)) == view


@given(any_view)
def test_a_view_is_one_line_for_a_url(view: View) -> None:
    """The text of a view holds only characters that a URL's query may hold."""
    assert str(view).isascii()
    assert not set(str(view)) & set(" \t\n\r\"<>#`'{}|\\^")


@given(any_view, any_view, any_view)
def test_and_asks_both(one: View, other: View, third: View) -> None:
    """Asking both is the same in any order and grouping, and asking twice is asking once (law 1)."""
    assert one & other == other & one
    assert one & (other & third) == (one & other) & third
    assert one & one == one == one & View()
    assert View.parse(f"{one}&{other}") == one & other
    assert hash(one & other) == hash(other & one)


@given(st.text())
def test_any_text_is_a_view_or_refused(text: str) -> None:
    """No text, whatever a link holds, makes the reader fail in another way than a ParseError."""
    view = attempt(View.parse, text)
    assert view.code if isinstance(view, ParseError) else View.parse(str(view)) == view


@given(st.dictionaries(st.sampled_from(PARTS), st.text(), min_size=1))
def test_any_values_are_a_view_or_refused(parts: dict[str, str]) -> None:
    """Any text as the value of a part is read or refused."""
    test_any_text_is_a_view_or_refused.hypothesis.inner_test(  # type: ignore[attr-defined]
        "&".join(f"{name}={value}" for name, value in parts.items())
    )


TEXTS: dict[str, dict[str, Any]] = {
    "": {},
    "when=2020-12": {"when": "2020-12"},
    "when=none": {"when": EMPTY},
    "when=2022-12-12/..": {"when": Window.parse("2022-12-12/..")},
    "where=46,39,47,40": {"where": "46,39,47,40"},
    "where=170,-10,-170,10": {"where": BBox(170, -10, -170, 10)},
    "kind=attack,statement": {"kind": ["statement", "attack"]},
    "kind=": {"kind": []},
    "site=a%2Cb": {"site": ["a,b"]},
    "source=%25&party=x%26y": {"source": ["%"], "party": ["x&y"]},
    "layer=%D5%B7": {"layer": ["շ"]},
    "stance=denies": {"stance": "denies"},
    "stance=denies,disputes:north": {"stance": ["denies", ("disputes", "north")]},
    "stance=confirms:a%3Ab%2Cc": {"stance": [("confirms", "a:b,c")]},
    "stance=": {"stance": []},
    "own=side_a:North": {"own": "side_a:North"},
    "own=": {"own": []},
    "own=a%3Ab:c%3Ad%2Ce%26f,side_b:": {"own": [("side_b", ""), ("a:b", "c:d,e&f")]},
    "own=side_a:Government%20of%20X,side_b:Government%20of%20X": {
        "own": "side_b:Government of X,side_a:Government of X"
    },
    "text=corridor+lachin": {"text": "Lachin  CORRIDOR"},
    "killed=5..": {"killed": "5 .."},
    "killed=5&injured=..10": {"killed": 5, "injured": "..10"},
    "killed=5..10": {"killed": Range(5, 10)},
    "injured=0": {"injured": "00"},
    "killed=none": {"killed": NOTHING},
    "precision=..500": {"precision": "..500.0"},
    "precision=0.5..20037509": {"precision": "5e-1..20037509"},
    "disputed=1": {"disputed": True},
    "certain=1": {"certain": True},
}


@pytest.mark.parametrize(("text", "parts"), TEXTS.items())
def test_every_part_has_its_text(text: str, parts: dict[str, Any]) -> None:
    """A part is written the one way that its link, its text and its value share."""
    assert str(View.of(**parts)) == text
    assert View.parse(text) == View.of(**parts)


def test_narrowing_keeps_both_sets() -> None:
    """An id asked twice asks for one of each set, which no single set could say."""
    view = View.of(source="a,b") & View.of(source="c")
    assert str(view) == "source=a,b&source=c"
    assert view.source == {frozenset({"a", "b"}), frozenset({"c"})}


def test_windows_meet() -> None:
    """Two windows that do not meet ask for no time at all, and that can be written too."""
    assert str(View.of(when="2020") & View.of(when="2022")) == "when=none"


def test_ranges_meet() -> None:
    """Two ranges ask for what lies in both; those that do not meet ask for nothing, and stay so."""
    assert str(View.of(killed="5..") & View.of(killed="..10")) == "killed=5..10"
    assert str(View.of(killed="5..10") & View.of(killed="10..")) == "killed=10"
    nothing = View.of(precision="..5") & View.of(precision="5.5..")
    assert str(nothing) == "precision=none"
    assert nothing & View.of(precision="0..") == nothing == View.parse("precision=none")
    assert View.of(killed=Range()) == View()


def test_a_range_that_cannot_be_is_refused() -> None:
    """A range from a greater number to a smaller one is refused, and so is one of no number."""
    for low, high in ((5, 3), (float("inf"), 3), (float("nan"), 3), (float("inf"), float("inf"))):
        with pytest.raises(ParseError, match="smaller first"):
            Range(low, high)


def test_a_view_shows_what_it_asks() -> None:
    """A view is shown as the words that make it."""
    view = View.of(kind="a'b", killed="5..")
    assert repr(view) == "View.parse('kind=a%27b&killed=5..')"
    assert eval(repr(view), {"View": View}) == view  # noqa: S307 - our own text


def test_a_part_can_be_left_out() -> None:
    """`without` forgets what the named parts ask and nothing else."""
    view = View.of(when="2020", kind="attack", certain=True)
    assert view.without("when", "certain") == View.of(kind="attack")
    assert view.without() == view
    assert view.without(*PARTS) == View()


def test_none_asks_nothing() -> None:
    """A part given as None is as if not given."""
    assert View.of(when=None, kind=None) == View()


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("colour=red", "view-unknown-part", "'colour'"),
        ("when", "when-unreadable", "when="),
        ("when=10/11/2020", "when-ambiguous", "when=10/11/2020"),
        ("where=1,2,3", "box-unreadable", "where=1,2,3"),
        ("where=0,0,200,1", "box-range", "200"),
        ("certain=yes", "view-unreadable", "certain='yes'"),
        ("=", "view-unknown-part", "''"),
        ("killed=", "number-unreadable", "killed="),
        ("killed=..", "range-unreadable", "killed=..: '..' has no number: write 5.., ..10, 5..10 or 5"),
        ("killed=10..5", "range-reversed", "from 10 to 5"),
        ("killed=-1..", "number-unreadable", "'-1'"),
        ("injured=1.5", "number-unreadable", "injured=1.5"),
        ("injured=5...9", "number-unreadable", "'.9'"),
        ("injured=1234567890", "number-unreadable", "1234567890"),
        ("killed=٣", "number-unreadable", "killed=٣"),
        ("precision=-1..", "number-range", "precision=-1..: -1 is no distance on earth: write metres, 0 to"),
        ("precision=..20037510", "number-range", "20037510"),
        ("precision=1,5", "number-unreadable", "'1,5'"),
        ("precision=nan", "number-unreadable", "'nan'"),
        ("stance=lies", "stance-unknown", "'lies' is no stance: write reports, confirms, disputes, denies"),
        ("stance=denies:a,none", "stance-unknown", "'none'"),
        ("disputed=2", "view-unreadable", "disputed='2'"),
        ("own=North", "own-unreadable", "own=North: 'North'"),
        ("own=side_a:A,B", "own-unreadable", "'B' is no value of a column: write column:value, a comma as %2C"),
    ],
)
def test_a_bad_part_is_named(text: str, code: str, says: str) -> None:
    """A refused view names the part and the value."""
    with pytest.raises(ParseError) as caught:
        View.parse(text)
    assert caught.value.code == code
    assert says in str(caught.value)


def test_an_unknown_part_lists_the_known() -> None:
    """A part that does not exist is refused with those that do."""
    with pytest.raises(ParseError, match=f"use when, where, .*{', '.join(PARTS[-4:])}$"):
        View.of(colour="red")


@pytest.mark.parametrize("name", IDS)
def test_ids_with_any_sign_survive_a_link(name: str) -> None:
    """An id is an id: commas, percent signs, quotes and plus signs in it come back as they were."""
    ids = ["a,b", "100%", "a+b", "a b", "' OR 1=1 --", "{{7*7}}", "&=#?", "%2C", "\0", "\u202e"]
    view = View.of(**{name: ids})
    assert View.parse(str(view)) == view
    assert getattr(view, name) == {frozenset(ids)}


def test_columns_and_values_with_any_sign_survive_a_link() -> None:
    """Colons, commas, percent signs and quotes in a column or a value come back as they were."""
    texts = ["a,b", "a:b", "100%", "a+b", "a b", "' OR 1=1 --", "{{7*7}}", "&=#?", "%2C%3A", "", "\0", "\u202e"]
    view = View.of(own=[(column, value) for column in texts for value in texts])
    assert View.parse(str(view)) == view
    assert {pair for pairs in view.own for pair in pairs} == {(column, value) for column in texts for value in texts}


OLD_TEXTS = [
    "when=2020-12&where=46,39,47,40&kind=attack&kind=attack,statement&site=a%2Cb&source=a&party=x%26y&layer=l&text=corridor+lachin&certain=1",
    "",
    "when=none",
    "text=%2B",
    "kind=",
    "certain=1",
]


@pytest.mark.parametrize("text", OLD_TEXTS)
def test_what_was_written_before_is_written_so_still(text: str) -> None:
    """The text of a view that asks for no toll, no metres and no value is what it has always been: receipts hold it."""
    assert str(View.parse(text)) == text
