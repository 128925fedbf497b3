import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.names import all_names, beside, find, fold, label

SHUSHA = {"en": ("Shusha", "Shushi"), "hy": ("Շուշի",), "az": ("Şuşa",), "ru": ("Шуша", "Шуши")}
PLACES = {
    "shusha": SHUSHA,
    "kohne-taghlar": {"en": ("Hin Tagher",), "az": ("Köhnə Tağlar",), "hy": ("Հին Թաղեր",)},
    "upper": {"en": ("Mill",)},
    "lower": {"en": ("Mill",)},
}


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Köhnə  Tağlar", "kohne taglar"),
        ("ŞUŞA", "susa"),
        ("İsmayıllı", "ismayilli"),
        ("Шуши́", "шуши"),
        ("Хцабе́рд", "хцаберд"),
        ("ԽԾԱԲԵՐԴ", "խծաբերդ"),
        ("Straße", "strasse"),
        ("a–b‑c", "a-b-c"),
        (" a\n\tb ", "a b"),
        ("O’Neil", "o'neil"),
        ("ﬁn", "fin"),
        ("ℍadrut", "hadrut"),
        ("Łódź", "lodz"),
        ("", ""),
        ("´", ""),
    ],
)
def test_folding_drops_case_accents_and_space(text: str, folded: str) -> None:
    """Folding leaves what people compare by: no case, no accents, single spaces."""
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    """What is folded stays as it is when it is folded again."""
    assert fold(fold(text)) == fold(text)


def test_folding_is_stable_for_every_character() -> None:
    """No character of Unicode folds to something that folds further."""
    once = fold("x".join(map(chr, (*range(0xD800), *range(0xE000, 0x32000)))))
    assert fold(once) == once


@pytest.mark.parametrize(
    "text", ["Shusha", "Shushi", "shusha", "Şuşa", "şuşa", "susa", "Շուշի", "Шуша", "ШУШИ", " Shusha "]
)
def test_every_name_finds_the_place(text: str) -> None:
    """A place is found by each of its names in any script and case, with or without accents."""
    assert find(PLACES, text) == ["shusha"]


def test_an_id_finds_its_place() -> None:
    """A place is found by its id."""
    assert find(PLACES, "kohne-taghlar") == ["kohne-taghlar"]


def test_part_of_a_name_finds_nothing() -> None:
    """Only a whole name finds a place, and nothing is found for an unknown one."""
    assert find(PLACES, "Hin") == find(PLACES, "") == find(PLACES, "Paris") == []


def test_a_shared_name_finds_all() -> None:
    """A name that several places have finds them all, in their order."""
    assert find(PLACES, "mill") == ["upper", "lower"]


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        (["hy", "az"], "Շուշի · Şuşa"),
        (["az", "hy"], "Şuşa · Շուշի"),
        (["ru"], "Шуша"),
        (["de", "ru"], "Шуша"),
        (["de"], "Shusha"),
        ([], "Shusha"),
    ],
)
def test_the_label_is_the_first_name_in_each_chosen_language(languages: list[str], text: str) -> None:
    """The label joins the first names in the order chosen, and falls back to English."""
    assert label(SHUSHA, languages) == text


def test_a_label_falls_back_to_any_name() -> None:
    """Without English any name labels, without names the fallback does."""
    assert label({"ka": ("შუშა",)}, ["hy"]) == "შუშა"
    assert label({}, ["hy"], "shusha") == "shusha"
    assert label({"hy": ()}, ["hy"], "shusha") == "shusha"


def test_what_stands_beside_a_name_is_not_said_twice() -> None:
    """Beside a name stand those of other languages that say something else, each once."""
    town = {"en": ("Hadrut",), "hy": ("Հադրութ",), "az": ("Hadrut",), "ru": ("Гадрут",)}
    assert beside(town, ["en"], ["az", "hy"]) == "Հադրութ"
    assert beside(town, ["hy"], ["az", "hy"]) == "Hadrut"
    assert beside(town, ["az", "hy"], ["az", "hy"]) == ""
    assert beside({"hy": ("Ա",)}, ["en"], ["az", "hy"]) == ""  # it is the name already, for want of another


def test_a_label_says_no_name_twice() -> None:
    """Two languages with the same name give it once."""
    assert label({"en": ("Hadrut",), "az": ("Hadrut",)}, ["en", "az"]) == "Hadrut"


def test_all_names_are_given_once() -> None:
    """Every name stands once, in the order of the languages."""
    assert all_names({"en": ("B", "A"), "az": ("A",), "hy": ("C",)}) == ["B", "A", "C"]
