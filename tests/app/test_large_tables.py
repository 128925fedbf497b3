"""The list of what is shown of a large atlas, beside the list of a small one."""

from pathlib import Path

import pandas as pd

import mapkit as mk
from mapkit.app.large_tables import large_frame
from mapkit.app.tables import incident_frame


def test_it_tells_of_the_same_incidents_the_same(made: mk.Atlas, tmp_path: Path) -> None:
    """In the middle of what lasted, in a month and in a day, the list of a large atlas has the cells of a small one."""
    large = mk.read(mk.write(made, tmp_path / "made.parquet"))
    for when in ("2020-12-15", "2020-12", "2020-12-08", "2021-01"):
        lists = [large_frame(large.filter(when=when), 0), incident_frame(made.filter(when=when), "shown", 10)]
        one, two = (frame.sort_values("Id", ignore_index=True) for frame in lists)
        pd.testing.assert_frame_equal(one, two)
        assert len(one)
