from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from mapkit.errors import AtlasError
from mapkit.importing.formats.arrow import sheet_of


def texts(values: list[Any], kind: pa.DataType) -> list[str]:
    """A column of these values as texts."""
    sheet = sheet_of(pa.table({"c": pa.array(values, kind)}), "x.parquet", "x.parquet", "Parquet")
    return [row["c"] for row in sheet.rows]


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("Շուշի ", pa.string(), "Շուշի "),
        ("x", pa.large_string(), "x"),
        ("x", pa.dictionary(pa.int8(), pa.string()), "x"),
        (0.1, pa.float64(), "0.1"),
        (39.85, pa.float32(), "39.85"),
        (2**63, pa.uint64(), "9223372036854775808"),
        (True, pa.bool_(), "true"),
        (Decimal("1.10"), pa.decimal128(5, 2), "1.10"),
        (date(2020, 11, 10), pa.date32(), "2020-11-10"),
        (3_000_000, pa.date32(), "10183-09-21"),
        (datetime.fromisoformat("2020-11-10"), pa.timestamp("us"), "2020-11-10T00:00:00"),
        (1, pa.timestamp("ns"), "1970-01-01T00:00:00.000000001"),
        (datetime(2020, 11, 10, 12, 0, 0, 500_000, tzinfo=UTC), pa.timestamp("us", "UTC"), "2020-11-10T12:00:00.5Z"),
        (time(12, 30), pa.time32("s"), "12:30:00"),
        (timedelta(seconds=1.5), pa.duration("us"), "PT1.5S"),
        ([1, 2], pa.list_(pa.int8()), "[1, 2]"),
        ({"a": "é"}, pa.struct({"a": pa.string()}), '{"a": "é"}'),
        (b"\x01", pa.binary(), "01"),
    ],
)
def test_each_type_has_one_text(value: Any, kind: pa.DataType, text: str) -> None:
    """A value of each type of Arrow has its canonical text, and null is empty."""
    assert texts([value, None], kind) == [text, ""]


def test_columns_of_the_geometry_are_told_apart() -> None:
    """A column named like one of the geometry keeps its name; of double names one gets a number."""
    table = pa.table([pa.array(["x"]), pa.array([46.75]), pa.array([39.85])], ["lat", "lon", "lat"])
    sheet = sheet_of(table, "x.gpkg", "x.gpkg:L", "GPKG", own=2)
    assert sheet.columns == ("lat", "geometry lon", "geometry lat")
    assert (sheet.rows[0].place, sheet.rows[0]["geometry lat"]) == ("x.gpkg:L:row 1", "39.85")
    assert sheet_of(pa.table([pa.array(["x"])] * 2, ["a", "a"]), "x", "x", "Parquet").columns == ("a", "a (2)")


def test_a_table_without_columns_is_refused() -> None:
    """A table without a column is no table."""
    with pytest.raises(AtlasError, match="file-empty"):
        sheet_of(pa.table({}), "x", "x", "Parquet")
