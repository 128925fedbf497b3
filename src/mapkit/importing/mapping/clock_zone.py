"""The zone of the clock that a mapping tells, in which the days of stamps with a zone of their own are."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mapkit.errors import ParseError

AS_WRITTEN = "written"  # the day stays the one that stands there
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d\d?)(?::?(\d\d))?|(Z|UTC|GMT)", re.IGNORECASE)
_HOURS, _MINUTES = 23, 59


def zone_of(text: str) -> tzinfo | None:
    """The zone that a mapping tells: "+04:00", "Asia/Baku"; None for "" and "written". Raises ParseError: zone-unknown.

    >>> zone_of("UTC+04:00"), zone_of("written")
    (datetime.timezone(datetime.timedelta(seconds=14400)), None)
    """
    if text in ("", AS_WRITTEN):
        return None
    if found := _OFFSET.fullmatch(text):
        hours, minutes = int(found[2] or 0), int(found[3] or 0)
        if hours <= _HOURS and minutes <= _MINUTES:
            return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if found[1] == "-" else 1))
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "write +04:00, a name such as Asia/Baku, or written"
        raise ParseError("zone-unknown", f"{text!r} is no zone of the clock: {hint}") from None
