"""What a page looks at: a box at a zoom of the map, and a span of days."""

from dataclasses import dataclass
from math import floor

from mapkit.viewcube import MAX_BINS, Frame
from mapkit.viewcube.frame import FINER
from mapkit.when import Window
from mapkit.where import WORLD, BBox


@dataclass(frozen=True)
class Viewport:
    """A box in degrees, the zoom of the map (a fraction counts as the zoom below), and a span of days."""

    box: BBox
    zoom: float
    span: Window

    @classmethod
    def whole(cls, span: Window) -> "Viewport":
        """The whole world in one cell."""
        return cls(WORLD, -FINER, span)

    def frame(self, bins: int = MAX_BINS) -> Frame:
        """The frame in at most so many bins. Raises ParseError for a span without days."""
        return Frame.of(self.box, floor(self.zoom), self.span, bins)
