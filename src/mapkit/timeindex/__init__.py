"""Cells x time for millions: built once from columns, under any executor, then memory-mapped and never changed."""

from mapkit.timeindex.bands import scatter
from mapkit.timeindex.building import build
from mapkit.timeindex.format import NAMES, VERSION
from mapkit.timeindex.index import TimeIndex
from mapkit.timeindex.leaves import leaf
from mapkit.timeindex.merge import gather

__all__ = ["NAMES", "VERSION", "TimeIndex", "build", "gather", "leaf", "scatter"]
