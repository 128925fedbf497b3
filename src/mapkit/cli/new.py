"""`mapkit new`: a small atlas to start from."""

import json
from pathlib import Path

import click

from mapkit.cli.terminal import plain, say
from mapkit.errors import ExportError

LAYER = "places"
HEAD = """\
# What the atlas says of itself. A line that begins with # and a letter is an entry to fill in: take the # away.
# All entries: docs/format.md of mapkit.

format = 2
# A date with a slash, a/b, lasted from the one day to the other; one day of several is [a..b].
slash = "lasted"
"""
ENTRIES = """\
#description = "What the incidents are, and where they were read."
#calendar = "UTC+00:00"
#licence = "CC BY 4.0"

# The box a map opens with: west, south, east, north in degrees; and the window it opens with.
#home = [-10.0, 35.0, 30.0, 60.0]
#window = "2020-01-01/2023-12-31"

# The day up to which the atlas knows of what still goes on; without it, the last day of all that it holds.
#as_of = "2023-12-31"

# Languages of those who live there: their names stand beside those in the reader's language. With labels_fixed they are
# the names, whoever reads. And whom to thank.
#labels = ["hy", "az"]
#labels_fixed = true
#credits = ["Coordinates: ..."]

# One file a layer: places.geojson. A feature of it is a site: an id, a geometry, names in several languages, and how
# well the place is known, in metres.
[[layers]]
id = "places"
label = "Places"

# Kinds say what happened. Each incident has one.
[[kinds]]
id = "event"
label = "Event"
colour = "#0072B2"
shape = "circle"

# Sides that sources speak for.
#[[parties]]
#id = "north"
#label = "North"

# States that a site can be in, for states.csv.
#[[states]]
#id = "closed"
#label = "Closed"
#colour = "#D55E00"
#dash = "dotted"

# Named windows.
#[[chapters]]
#label = "The first winter"
#when = "2020-12/2021-02"
#text = "What happened in it, in a sentence or two."
"""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--title", metavar="TEXT", help="The title of the atlas; without it, the name of the folder.")
def new(folder: Path, title: str | None) -> None:
    """Make FOLDER, a small atlas to start from.

    It has settings with comments, tables with nothing but their header, and one empty layer. A folder that holds
    something is left as it is.
    """
    title = folder.resolve().name if title is None else title
    if not title.strip():
        raise click.BadParameter("the title is empty: say in a few words what the atlas shows", param_hint="--title")
    files = _files(title)
    _make(folder, files)
    say(plain(f"{folder} is an atlas now: fill in atlas.toml and the tables, then run mapkit check"))


def _files(title: str) -> dict[str, bytes]:
    """The bytes of each file by its name; the tables and the layer are as any atlas is written."""
    from mapkit.contents import Contents  # noqa: PLC0415 - slow to load, and the other commands do without
    from mapkit.files.serialise import atlas_files  # noqa: PLC0415 - as above
    from mapkit.files.settings import NAME  # noqa: PLC0415 - as above
    from mapkit.records import Layer, Meta  # noqa: PLC0415 - as above

    empty = Contents(Meta(title, layers=(Layer(LAYER, "Places"),)), (), (), (), (), (), {}, ())
    # the strings of TOML are those of JSON but for one character
    entry = f"title = {json.dumps(title, ensure_ascii=False)}\n".replace("\x7f", "\\u007f")
    return {**atlas_files(empty), NAME: (HEAD + entry + ENTRIES).encode()}


def _make(folder: Path, files: dict[str, bytes]) -> None:
    from mapkit.disk.atomic import words_of, write_files  # noqa: PLC0415 - loads what reads, as above

    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ExportError(f"cannot write {str(folder)!r}: something is there already: choose a new name")
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"cannot write {str(folder)!r}: {words_of(error)}") from error
    write_files({folder / name: data for name, data in files.items()})


COMMANDS = (new,)
