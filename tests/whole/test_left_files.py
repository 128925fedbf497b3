"""Files that left in the second format, kept as they were: they come home for ever, with the atlas that they had.

`frozen/left` was made of three incidents of the made atlas, one of them without a date. `bare.html` is a page without
its scripts, styles and basemap, sealed anew: what is read of a page is all in it.
"""

import pytest

import mapkit as mk
from support.repository import ROOT

LEFT = ROOT / "tests" / "whole" / "frozen" / "left"
DIGEST = "c977bf8d595f8e95ed29f8924bb590022ee93c9ce5c16589641beda3e1dae940"
STANCES = [("a", "herald", "reports"), ("a", "ministry", "denies"), ("c", "ministry", "confirms")]


@pytest.mark.parametrize("name", ["whole.geojson", "whole.parquet", "bare.html"])
def test_what_carries_all_has_its_digest(name: str) -> None:
    """Sites, states, settings, and what has no date come home with it, and it verifies."""
    atlas = mk.read(LEFT / name)
    assert atlas.digest == DIGEST
    assert (atlas.counts.all, atlas.counts.undated, len(atlas.state_list)) == (3, 1, 2)
    assert mk.verify(LEFT / name, atlas).status == "same"


def test_a_table_has_its_claims() -> None:
    """A table has incidents and claims, and the title of its receipt."""
    atlas = mk.read(LEFT / "whole.csv")
    assert [(one.incident, one.source.id, one.stance) for one in atlas.claim_list] == STANCES
    assert (atlas.meta.title, atlas.counts.all, atlas["a"]["killed_high"]) == ("A made atlas", 2, 3)
    assert "changed" not in str(atlas.report)
