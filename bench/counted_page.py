"""The app on a large atlas of any size, shown as counts. Started by the benches whose atlas `mapkit serve` would show
incident by incident, because it holds too few."""

import sys

import mapkit.atlas
from mapkit.app import show

mapkit.atlas.MAX_WHOLE = 0
show(sys.argv[1])
