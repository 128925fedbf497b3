"""How many rows tell the hour with its zone, and of how many the day depends on whose calendar it is told in."""

from dataclasses import dataclass
from datetime import timedelta, timezone

from mapkit.importing.cells.date_readings import Reading

_DEGREES_AN_HOUR = 15


@dataclass
class Zones:
    """Counts of rows: with a moment in UTC, and of these, with another day in the sun's time of their place."""

    stamped: int = 0
    moving: int = 0

    def add(self, reading: Reading, lon: float | None) -> None:
        """Take in the date of a row and its longitude in degrees, None where it has no place."""
        if reading.instant is None or reading.when is None:
            return
        self.stamped += 1
        zone = timezone(timedelta(hours=round((lon or 0) / _DEGREES_AN_HOUR)))
        self.moving += reading.instant.astimezone(zone).date() != reading.when.window.start

    def join(self, other: "Zones") -> None:
        """Take in what was counted elsewhere."""
        self.stamped += other.stamped
        self.moving += other.moving
