import base64
import json
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.webmap.columns import ALIGNMENT, MAGIC, Column, bits, encode, pack, real, values_of, whole

numbers = st.lists(st.integers(-(2**31), 2**31 - 1), max_size=20)


def sent(column: Column) -> dict[str, Any]:
    """A column as it stands in the encoded island."""
    return dict(json.loads(encode({"c": column}))["c"])


@given(numbers)
def test_whole_numbers_come_back(found: list[int]) -> None:
    """Whole numbers come back exactly."""
    assert values_of(sent(whole(np.array(found, np.int64))), len(found)).tolist() == found


@pytest.mark.parametrize(
    ("found", "dtype", "size"),
    [
        ([], "same", None),
        ([7, 7, 7], "same", None),
        ([4, 5, 6], "index", None),
        ([0, 255], "u1", 2),
        ([0, 256], "u2", 4),
        ([0, 65536], "u3", 6),
        ([0, 2**24], "u4", 8),
        ([-5, 250], "u1", 2),
        ([2**40, 2**40 + 2], "u1", 2),
    ],
)
def test_a_column_is_as_narrow_as_it_can_be(found: list[int], dtype: str, size: int | None) -> None:
    """The type is the narrowest that holds the numbers above their least, and none where the type says it all."""
    column = whole(np.array(found, np.int64))
    assert (column.dtype, None if column.data is None else len(column.data)) == (dtype, size)
    assert values_of(sent(column), len(found)).tolist() == found


@given(st.lists(st.floats(-1e6, 1e6, width=32), max_size=20))
def test_real_numbers_come_back(found: list[float]) -> None:
    """Numbers of single precision come back exactly."""
    assert values_of(sent(real(np.array(found))), len(found)).tolist() == found


def test_whole_metres_are_narrow() -> None:
    """Real numbers that are all whole take as few bytes as whole ones, and are the same."""
    column = real(np.array([100.0, 2500.0, 60000.0]))
    assert column.dtype == "u2"
    assert values_of(sent(column), 3).tolist() == [100, 2500, 60000]
    assert real(np.array([0.5, 2500.0])).dtype == "f4"
    assert real(np.array([0.0, 1e9])).dtype == "f4"


@given(st.sets(st.integers(0, 99)))
def test_bits_are_the_rows(rows: set[int]) -> None:
    """Bit i of byte i // 8 is set exactly for the rows given."""
    data = base64.b64decode(bits(np.array(sorted(rows), np.int64), 100))
    assert len(data) == 13
    assert {row for row in range(104) if data[row >> 3] & (1 << (row & 7))} == rows


@given(st.recursive(st.one_of(st.none(), st.booleans(), st.integers(), st.text()), st.lists, max_leaves=8))
def test_the_encoded_island_is_json_without_markup(value: Any) -> None:
    """What is encoded reads back as it was and holds no character that could close a script or start another."""
    text = encode({"value": value})
    assert json.loads(text) == {"value": value}
    assert not set(text) & set("<>&\u2028\u2029")


def test_no_number_that_is_none_is_encoded() -> None:
    """NaN and infinity, which are not JSON, are refused and not written."""
    with pytest.raises(ValueError, match="JSON compliant"):
        encode({"value": float("nan")})


@given(st.lists(numbers, max_size=4), st.text())
def test_packed_bytes_hold_the_same(columns: list[list[int]], text: str) -> None:
    """The packed form is a magic word, the JSON and the columns, each at a multiple of eight, and says the same."""
    made = {f"c{place}": whole(np.array(found, np.int64)) for place, found in enumerate(columns)}
    packed = pack({"text": text, **made})
    (length,) = struct.unpack("<I", packed[len(MAGIC) : len(MAGIC) + 4])
    start = len(MAGIC) + 4 + length
    head = json.loads(packed[len(MAGIC) + 4 : start])
    assert (packed[: len(MAGIC)], start % ALIGNMENT, head["text"]) == (MAGIC, 0, text)
    for place, found in enumerate(columns):
        entry = dict(head[f"c{place}"])
        if "at" in entry:
            at, size = entry.pop("at")
            assert at % ALIGNMENT == 0
            entry["data"] = base64.b64encode(packed[start + at : start + at + size]).decode()
        assert entry == sent(made[f"c{place}"])
        assert values_of(entry, len(found)).tolist() == found
