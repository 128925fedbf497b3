import io
import json
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest

from mapkit.atlas import Atlas
from mapkit.errors import ExportError
from mapkit.exporting.snapshot import snapshot
from mapkit.files import read
from mapkit.receipts.receipt import receipt_json
from mapkit.tables.geoparquet import parquet_bytes
from mapkit.tables.incident_rows import COLUMNS
from mapkit.when import day_of
from support.made import INCIDENTS, changed


def table(atlas: Atlas) -> pa.Table:
    """The file as a table."""
    return pq.read_table(io.BytesIO(parquet_bytes(atlas)))


def test_geopandas_reads_it(made: Atlas) -> None:
    """geopandas reads the points in longitude and latitude, with the columns of the CSV and more."""
    frame = geopandas.read_parquet(io.BytesIO(parquet_bytes(made)))
    rows = made.rows()
    assert frame.crs == "OGC:CRS84"
    assert frame["id"].tolist() == rows["id"].tolist()
    np.testing.assert_array_equal(np.c_[frame.geometry.x, frame.geometry.y], rows[["lon", "lat"]])
    assert {*COLUMNS, "quote", "kind_id", "when_basis", "killed_low", "weather"} <= {*frame.columns}


def test_first_and_last_days_are_dates_to_other_programs(made: Atlas, tmp_path: Path) -> None:
    """GDAL takes both days of a GeoJSON for dates, as QGIS's temporal controller wants them; Parquet has them typed."""
    shown = snapshot(made.filter(when="2020/2022"), tmp_path / "x.geojson").path
    fields = pyogrio.read_info(shown)
    types = dict(zip(fields["fields"], fields["ogr_types"], strict=True))
    assert (types["first_day"], types["last_day"]) == ("OFTDate", "OFTDate")
    stored = table(made)
    assert (stored.schema.field("first_day").type, stored.schema.field("last_day").type) == (pa.date32(), pa.date32())
    read_back = pyogrio.read_dataframe(shown).set_index("id")
    for row in made.filter(when="2020/2022").rows().itertuples():
        assert read_back["first_day"][row.id].date() == day_of(int(row.start))
        assert read_back["last_day"][row.id].date() == day_of(int(row.end) - 1), "both included"


def test_its_metadata_are_those_of_the_standard(made: Atlas) -> None:
    """The member "geo" says version, encoding, types and box; without "crs" it is longitude before latitude."""
    metadata = pq.read_metadata(io.BytesIO(parquet_bytes(made))).metadata
    geo = json.loads(metadata[b"geo"])
    extent = made.extent
    assert extent
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"] == {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "bbox": [extent.west, extent.south, extent.east, extent.north],
    }
    assert metadata[b"mapkit:receipt"].decode() == receipt_json(made)


def test_values_keep_their_types(made: Atlas) -> None:
    """Numbers are numbers, what is missing is null, claims are records."""
    found = {row["id"]: row for row in table(made).to_pylist()}
    assert (found["a"]["killed_best"], found["b"]["killed_best"], found["c"]["precision_m"]) == (2, None, 50.0)
    assert (found["a"]["certain"], found["a"]["disputed"], found["b"]["disputed"]) == (True, True, False)
    assert [claim["stance"] for claim in found["a"]["claims"]] == ["reports", "denies"]
    assert found["a"]["claims"][1]["says"] == "There were none."
    assert found["a"]["sources"] == ["Herald House", "The ministry"]


def test_nothing_shown_is_a_sound_file(made: Atlas) -> None:
    """An answer of nothing is a table without rows that geopandas reads."""
    frame = geopandas.read_parquet(io.BytesIO(parquet_bytes(made.filter(when="1999"))))
    assert len(frame) == 0
    assert {*COLUMNS} <= {*frame.columns}


def test_own_columns_keep_apart(folder: Callable[..., Path]) -> None:
    """A column of the user's own that is called like one of ours gets another name."""
    own = {"claims": "mine", "geometry": "mine too", "kind_id": "x"}
    rows = table(read(folder(incidents=changed(INCIDENTS, 0, **own)))).to_pylist()
    found = next(row for row in rows if row["id"] == "a")
    assert [found[f"{name} (own)"] for name in own] == ["mine", "mine too", "x"]


def test_half_a_sign_is_refused(made: Atlas, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lone surrogate, which no reader lets in, would be refused and not changed."""
    monkeypatch.setattr("mapkit.tables.incident_rows.date_words", lambda _: "\ud800")
    with pytest.raises(ExportError, match="half a character"):
        parquet_bytes(made)
