"""Cells x time for millions: built once from columns, under any executor, then memory-mapped and never changed."""

from mapkit.timeindex.building import build
from mapkit.timeindex.gathering import gather
from mapkit.timeindex.index import TimeIndex
from mapkit.timeindex.leaves import leaf
from mapkit.timeindex.scattering import scatter
from mapkit.timeindex.sealing import NAMES, VERSION

__all__ = ["NAMES", "VERSION", "TimeIndex", "build", "gather", "leaf", "scatter"]
