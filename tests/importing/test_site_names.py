"""Places by their names."""

import pytest

import mapkit as mk
from mapkit.importing.site_names import matches


@pytest.mark.parametrize(
    ("name", "site"),
    [
        ("Shusha", "shusha"),
        ("ŞUŞA", "shusha"),
        ("Шуше", "shusha"),
        ("Hadrutda", "hadrut"),
        ("Ստեփանակերտում", "stepanakert"),
    ],
)
def test_a_name_finds_its_site(geo: mk.Atlas, name: str, site: str) -> None:
    """Any name in any script finds the site, with the ending of a case too."""
    assert site in [match.site for match in matches(name, geo.places)]


def test_rivals_are_all_named(geo: mk.Atlas) -> None:
    """A name that two sites have finds both, and says why."""
    site = geo.places["shusha"]
    found = matches("Shusha", {"one": site, "two": site})
    assert {match.site for match in found} == {"one", "two"}
    assert {match.why for match in found} == {"it has this name"}


def test_a_strange_name_finds_nothing(geo: mk.Atlas) -> None:
    """A name that no site has, and a short beginning of one, find nothing."""
    assert matches("Nowhereville", geo.places) == []
    assert matches("Ha", geo.places) == []
