"""The home box of what is imported: the smallest around its points, with a margin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from mapkit.where import BBox

MARGIN = 0.1  # of an extent, around it


@dataclass
class Extent:
    """The smallest box around points (degrees), as it grows."""

    west: float = inf
    south: float = inf
    east: float = -inf
    north: float = -inf

    def add(self, lons: Sequence[float], lats: Sequence[float]) -> None:
        """Take in points."""
        if len(lons):
            self.west, self.east = min(self.west, *lons), max(self.east, *lons)
            self.south, self.north = min(self.south, *lats), max(self.north, *lats)

    def box(self) -> BBox | None:
        """The box with a margin around it; None if there was no point."""
        if self.west > self.east:
            return None
        wide, high = max(0.2, (self.east - self.west) * MARGIN), max(0.2, (self.north - self.south) * MARGIN)
        west, south = max(-180, self.west - wide), max(-90, self.south - high)
        return BBox(west, south, min(180, self.east + wide), min(90, self.north + high))


def home_of(records: Sequence[Mapping[str, Any]]) -> BBox | None:
    """The box of records, in degrees; None if none has a point."""
    extent = Extent()
    extent.add(*([record[axis] for record in records if record[axis] is not None] for axis in ("lon", "lat")))
    return extent.box()
