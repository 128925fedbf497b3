"""How many independent voices there are: what repeats, one publisher, one party, and words that are alike."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mapkit.origins import Origins, likely_one, origins
from mapkit.records import Claim, Source
from support.examples import examples

WORDS = "Shots were heard near the road at noon, and two houses burned."
SOURCES = {
    source.id: source
    for source in (
        Source("wire", "Wire", publisher="Agency"),
        Source("again", "Wire, later", publisher="AGENCY"),
        Source("copy", "A paper", origin="wire"),
        Source("north", "A ministry", party="north"),
        Source("other", "Another ministry", party="north"),
        Source("free", "A witness"),
        Source("second", "A second paper", origin="copy"),
        Source("unheard", "Who is not asked", origin="free"),
    )
}


def of(*ids: str, **said: str) -> list[Claim]:
    """A claim of each of these sources, with the words or the source repeated that are given by id."""
    via = {"via": said["via"]} if "via" in said else {}
    return [Claim("i", SOURCES[id_], "reports", said.get(id_, ""), **via) for id_ in ids]


def test_voices_are_counted() -> None:
    """Each way in which two sources are one, and what nothing joins."""
    assert origins(of("wire", "free"), SOURCES) == Origins(2, 2)
    assert origins(of("wire", "again"), SOURCES) == Origins(1, 1)
    assert origins(of("wire", "copy"), SOURCES) == Origins(1, 1)
    assert origins(of("wire", "second"), SOURCES) == Origins(1, 1)  # through one that says nothing
    assert origins(of("north", "other", "free"), SOURCES) == Origins(2, 3)
    assert origins([*of("free", via="north"), *of("other")], SOURCES) == Origins(1, 2)
    assert origins(of("free", "free"), SOURCES) == Origins(1, 1)


def test_likeness_proposes() -> None:
    """Long words that are nearly the same make one voice at least, and at most two; short ones none."""
    alike = of("wire", "free", wire=WORDS, free=WORDS.replace("two", "three").upper())
    assert origins(alike, SOURCES) == Origins(1, 2)
    assert likely_one(alike) == [("wire", "free")]
    assert likely_one(of("wire", "free", wire="Two were killed.", free="Two were killed.")) == []
    assert (
        likely_one(of("wire", "free", wire=WORDS, free="A bridge fell in the rain, and nobody knows when or why."))
        == []
    )


@settings(max_examples=examples(100))
@given(st.lists(st.sampled_from(sorted(SOURCES)), max_size=7), st.sampled_from(sorted(SOURCES)))
def test_a_voice_more_is_one_more_at_most(ids: list[str], more: str) -> None:
    """At least is no more than at most; the order does not matter; who joins adds one at most, to either number."""
    found, then = origins(of(*ids), SOURCES), origins(of(*ids, more), SOURCES)
    assert found.least <= found.most <= len({*ids})
    assert origins(of(*reversed(ids)), SOURCES) == found
    assert then.least <= found.least + 1
    assert then.most <= found.most + 1
