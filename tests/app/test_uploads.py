"""What a person drops on the page, read under a name of our own."""

from pathlib import Path

import pytest

from mapkit.app.uploads import read_upload
from mapkit.atlas import Atlas
from mapkit.errors import AtlasError
from mapkit.exporting.snapshot import snapshot


@pytest.mark.parametrize("suffix", [".geojson", ".parquet", ".csv", ".csv.zip", ".html"])
def test_an_export_of_ours_is_the_atlas_that_it_shows(geo: Atlas, tmp_path: Path, suffix: str) -> None:
    """Its claims are as they were, without a question which column is which."""
    path = tmp_path / f"mission{suffix}"
    snapshot(geo, path)
    found = read_upload("my mission" + suffix, path.read_bytes())
    assert isinstance(found, Atlas)
    assert found.disputed == geo.disputed


def test_a_changed_export_is_told_under_the_name_that_a_person_has_for_it(geo: Atlas, tmp_path: Path) -> None:
    """The problem names the file as it was dropped."""
    path = tmp_path / "mission.geojson"
    snapshot(geo, path)
    changed = path.read_text("utf-8").replace('"stance": "denies"', '"stance": "shouts"', 1)
    with pytest.raises(AtlasError) as caught:
        read_upload("mine.geojson", changed.encode())
    assert {problem.place.split()[0] for problem in caught.value.problems} == {"mine.geojson"}
