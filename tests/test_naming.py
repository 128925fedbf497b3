"""In which languages places are named."""

from dataclasses import replace

from mapkit.atlas import Atlas
from mapkit.drawing.shown import labelled
from mapkit.naming import local_languages, local_name, main_languages, name_of

TOWN = {"en": ("Hadrut",), "hy": ("Հադրութ",), "az": ("Hadrut",), "ru": ("Гадрут",)}


def test_a_name_is_english_unless_asked(made: Atlas) -> None:
    """Without a wish names are English; the atlas's own languages stand beside them, by their codes."""
    assert (main_languages(made), local_languages(made)) == (("en",), ("az", "hy"))
    assert (name_of(made, TOWN), local_name(made, TOWN)) == ("Hadrut", "Հադրութ")
    russian = labelled(made, "ru")
    assert (name_of(russian, TOWN), local_name(russian, TOWN)) == ("Гадрут", "Hadrut · Հադրութ")


def test_fixed_names_stand_alone(made: Atlas) -> None:
    """Fixed names are in the order in which the atlas has them, with nothing beside them."""
    fixed = replace(made, meta=replace(made.meta, labels_fixed=True))
    assert (main_languages(fixed), local_languages(fixed)) == (("hy", "az"), ())
    assert (name_of(fixed, TOWN), local_name(fixed, TOWN)) == ("Հադրութ · Hadrut", "")


def test_a_place_without_such_a_name_has_any(made: Atlas) -> None:
    """A name missing in the language falls to English, then to any, which is not said again."""
    assert name_of(labelled(made, "fr"), TOWN) == "Hadrut"
    assert (name_of(made, {"hy": ("Ա",)}), local_name(made, {"hy": ("Ա",)})) == ("Ա", "")
    assert name_of(made, {}, "somewhere") == "somewhere"
