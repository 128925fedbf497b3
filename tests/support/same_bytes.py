"""What is rendered on other machines: by two processes unlike each other, once for all tests that compare bytes."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.examples import ALL
from support.exports import FILMS
from support.repository import ROOT

FILMED = FILMS if ALL else FILMS[:2]  # one of frames that Pillow packs, one of ffmpeg

SAME = """
import datetime, hashlib, json, sys, time
import duckdb, pandas, pyarrow  # their compiled parts need the real classes of dates
sys.path.insert(0, sys.argv[2])
began = float(sys.argv[3])
moment = time.gmtime(began)
time.time, time.time_ns, time.localtime, time.gmtime = (
    (lambda: began), (lambda: int(began * 1e9)), (lambda *_: moment), (lambda *_: moment)
)

class Day(type):
    def __instancecheck__(cls, thing):
        return isinstance(thing, cls.__base__)

class Date(datetime.date, metaclass=Day):
    __slots__ = ()

    @classmethod
    def today(cls):
        return cls(*moment[:3])

class Moment(datetime.datetime, metaclass=Day):
    __slots__ = ()

    @classmethod
    def now(cls, tz=None):
        return cls(*moment[:6], tzinfo=tz)

    @classmethod
    def utcnow(cls):
        return cls.now()

datetime.date, datetime.datetime = Date, Moment
assert datetime.date.today().year == moment[0] == datetime.datetime.now().year
from support.exports import STILL, options
from mapkit.files import read
from mapkit.publishing.publish import Publish, published
from mapkit.exporting.snapshot import render
from mapkit.drawing.looks import FilmLook, Look
from mapkit.film import gif
from mapkit.picture import pdf, png, svg

found = {}

def tell(name, data):
    found[name] = hashlib.sha256(data).hexdigest()

geo = read(sys.argv[1])
atlas = geo.filter(when="2020-11-01/2023-10-31")
coarse = published(atlas, Publish(grid_m=1000, delay_days=900, today=datetime.date(2024, 1, 1)))
for suffix in (*STILL, *sys.argv[4:]):
    tell(suffix, render(atlas, suffix, **options(suffix)))
tell("published", render(coarse, ".zip"))
winter, look = geo.filter(when="2020-12"), Look(size="500x400", dossier=True)
for make in (png, svg, pdf):
    tell(f"dossier {make.__name__}", make(winter, look))
    tell(f"lens {make.__name__}", make(geo.filter(according="azerbaijan"), Look(size="500x400")))
tell("lens film", gif(atlas.filter(according="azerbaijan"), FilmLook(size="500x400", dpi=96, step="year")))
assert Publish(delay_days=1).last_day.year in (moment[0], moment[0] - 1)  # which shows that the clocks are these
print(json.dumps(found))
"""


def renderings(folders: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    """The digest of everything that the two processes made, by its name.

    Time zone, locale, seed of hashes and the caches of matplotlib are others; each has clocks of its own that stand
    still, in 1970 and in 2096. Whoever asks first, of all processes that run tests, has them started.
    """
    folder = folders.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else folders.getbasetemp()
    path = folder / "renderings.json"
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        if not (text := file.read()):
            text = json.dumps(_rendered(folder))
            file.write(text)
    one, other = json.loads(text)
    return one, other


def _rendered(folder: Path) -> list[dict[str, str]]:
    running = []
    machines = (("Pacific/Kiritimati", "1", "0", "C"), ("America/Los_Angeles", "77", "4e9", "hy_AM.UTF-8"))
    for zone, seed, day, locale in machines:
        settings = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "TZ": zone,
            "PYTHONHASHSEED": seed,
            "MPLCONFIGDIR": str(folder / f"matplotlib-{seed}"),
            "SOURCE_DATE_EPOCH": str(int(float(day))),
            "LC_ALL": locale,
            "LANG": locale,
            "LANGUAGE": locale,
        }
        command = [sys.executable, "-W", "error", "-c", SAME, str(ROOT / "geo"), str(ROOT / "tests"), day, *FILMED]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        running.append(subprocess.Popen(command, env=settings, text=True, **pipes))  # type: ignore[call-overload]
    found = []
    for process, (out, err) in [(one, one.communicate()) for one in running]:
        assert process.returncode == 0, err
        found.append(json.loads(out))
    return found
