"""How many people one cell says were killed or injured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.cells.tolls import read_toll

ABOUT = (
    "~{}",
    "c. {}",
    "about {}",
    "approximately {}",
    "около {}",
    "təxminən {}",
    "մոտ {}",
    "yaklaşık {}",
    "environ {}",
)
LEAST = ("at least {}", ">= {}", "{}+", "не менее {}", "ən azı {}", "առնվազն {}", "en az {}", "au moins {}")
MOST = ("up to {}", "at most {}", "≤{}", "не более {}", "մինչև {}", "en fazla {}", "jusqu'à {}", "au plus {}")
RANGES = ("{}-{}", "{} – {}", "{} to {}", "between {} and {}", "от {} до {}", "entre {} et {}")


@given(st.integers(0, 10**8), st.sampled_from(("best", "low", "high")), st.data())
def test_a_bound_is_what_its_words_say(number: int, bound: str, data: st.DataObject) -> None:
    """About a number is its best figure, at least and at most are its bounds, and nothing else is stated."""
    forms = {"best": ABOUT, "low": LEAST, "high": MOST}[bound]
    cell = data.draw(st.sampled_from(forms)).format(data.draw(st.sampled_from([str(number), f"{number:,}"])))
    toll = read_toll(cell)
    assert toll is not None
    stated = {"low": None, "best": None, "high": None, bound: number}
    assert toll._asdict() == {**stated, "plain": False}


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(RANGES))
def test_a_range_has_no_best_figure(one: int, other: int, form: str) -> None:
    """From one number to a higher one are low and high; a range that runs down cannot be read."""
    toll = read_toll(form.format(one, other))
    assert toll == ((one, None, other, False) if one <= other else None)


@pytest.mark.parametrize(
    ("cell", "best"), [("1,200", 1200), ("1 200", 1200), ("12,345,678", 12345678), ("5.0", 5), ("1\u202f200", 1200)]
)
def test_thousands_are_read(cell: str, best: int) -> None:
    """Groups of three figures are one number, with comma, space or apostrophe between them."""
    assert read_toll(cell) == (None, best, None, True)


@pytest.mark.parametrize("cell", ["several", "1,20", "1.200", "-3", "3.5", "five", "yes", "1,200,00", "3 4"])
def test_what_is_no_number_is_not_read(cell: str) -> None:
    """Words, fractions, negative numbers and groups of another size are no number of people."""
    assert read_toll(cell) is None


@pytest.mark.parametrize(
    "cell", ["", " ", "n/a", "unknown", "неизвестно", "անհայտ", "inconnu", "naməlum", "bilinmiyor"]
)
def test_not_known_is_nothing(cell: str) -> None:
    """A word for "not known" in any of six languages states no number."""
    assert read_toll(cell) == (None, None, None, True)
