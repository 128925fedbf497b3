"""The script of the map. Folium takes long to load, so a server that begins has another process write it meanwhile."""

import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

from mapkit.assets import asset, leaflet_script, scrub_script

CHILD = [sys.executable, "-c", "import sys; from mapkit.app.drawing import drawn; sys.stdout.buffer.write(drawn())"]
BEGUN: list[Future["subprocess.CompletedProcess[bytes]"]] = []


@cache
def map_script() -> bytes:
    """The whole script of the map: Leaflet, the clock, and what folium writes for an atlas that holds nothing.

    The island says where a map opens, so the script is the same for all atlases, and none leaves a trace in it.
    """
    folium = _from_elsewhere() or drawn()
    wrapped = f"function foliumMap(L, mapkit) {{\n{folium.decode()}\n}}"
    return f"{leaflet_script()}\n{scrub_script()}\n{wrapped}\n{asset('component.js')}".encode()


def drawn() -> bytes:
    """What folium writes, by this process."""
    from mapkit.atlas import make_atlas  # noqa: PLC0415 - who only begins needs none of this
    from mapkit.maps import draw, folium_script  # noqa: PLC0415 - see above
    from mapkit.records import Meta  # noqa: PLC0415 - see above

    return folium_script(draw(make_atlas(Meta("mapkit"), (), (), (), (), sources=(), context={}))).encode()


def begin() -> None:
    """Have another process write it, while this one does other things."""
    pool = ThreadPoolExecutor(1)
    BEGUN.append(pool.submit(subprocess.run, CHILD, capture_output=True, check=False))
    pool.shutdown(wait=False)


def _from_elsewhere() -> bytes | None:
    """What the other process wrote; None if none began or it failed."""
    if not BEGUN:
        return None
    try:
        done = BEGUN.pop().result()
    except OSError:
        return None
    return None if done.returncode else done.stdout
