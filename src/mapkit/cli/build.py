"""`mapkit build`: the time index of a large atlas, built anew, here or by the workers of a Dask cluster."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

import click

from mapkit.cli.snapshot import ProgressLine
from mapkit.cli.terminal import plain, say
from mapkit.errors import MapkitError, MissingExtra

PATIENCE = "10s"
UNREACHED = (
    "no Dask scheduler answers at {address!r} ({error}): start one with `dask scheduler` and workers with "
    "`dask worker ADDRESS`, and give its address, such as tcp://127.0.0.1:8786"
)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--dask", metavar="ADDRESS", help="The scheduler of a Dask cluster whose workers share the folder.")
def build(folder: Path, dask: str | None) -> None:
    """Build the time index of FOLDER, a large atlas, anew.

    After it was damaged, or for a mapkit whose index is another one. The tables stay as they are, but for those of the
    first format, and of an atlas in which something goes on and to which a later day was added: they are written anew.
    """
    from mapkit.saving.large.write import rebuild_index  # noqa: PLC0415 - slow to load, and other commands do without

    progress = ProgressLine("Building the index")
    try:
        with _cluster(dask) as executor:
            notes = rebuild_index(folder.absolute(), executor, progress)
    finally:
        progress.close()
    for note in notes:
        click.echo(plain(note), err=True)
    say(f"Built the index of {plain(str(folder))}.")


@contextmanager
def _cluster(address: str | None) -> Iterator[Executor | None]:
    """The executor of a cluster, or none. Raises MissingExtra, MapkitError."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise MissingExtra("cluster", error.name or "distributed") from error
    try:
        client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise MapkitError(UNREACHED.format(address=address, error=error or "no answer")) from error
    with client:
        yield client.get_executor(pure=False)


COMMANDS = (build,)
