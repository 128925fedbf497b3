"""The script that `mapkit serve` runs for each session."""

import sys

from mapkit.app.page import show

show(sys.argv[1])
