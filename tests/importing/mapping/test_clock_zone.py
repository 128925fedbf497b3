"""The zone of the clock that a mapping tells."""

from datetime import datetime, timedelta

import pytest

from mapkit.errors import ParseError
from mapkit.importing.mapping.clock_zone import zone_of


@pytest.mark.parametrize(
    ("text", "hours"), [("+04:00", 4), ("UTC-3", -3), ("GMT+0530", 5.5), ("Z", 0), ("utc", 0), ("Asia/Baku", 4)]
)
def test_a_zone_is_an_offset_or_a_name(text: str, hours: float) -> None:
    """An offset from UTC, or a name that the system knows."""
    zone = zone_of(text)
    assert zone
    assert datetime(2020, 11, 10, tzinfo=zone).utcoffset() == timedelta(hours=hours)


def test_as_written_is_no_zone() -> None:
    """Nothing told, or that days stay as they are written, moves nothing."""
    assert zone_of("") is zone_of("written") is None


@pytest.mark.parametrize("text", ["+25:00", "Mars/Olympus", "../etc/passwd", "MSK?", "+4:99"])
def test_another_zone_is_refused(text: str) -> None:
    """What is no zone says what to write."""
    with pytest.raises(ParseError, match="such as Asia/Baku"):
        zone_of(text)
