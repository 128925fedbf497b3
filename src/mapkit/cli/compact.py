"""`mapkit compact`: all that was added to a large atlas in one sorted table with one index."""

from pathlib import Path

import click

from mapkit.cli.snapshot import ProgressLine
from mapkit.cli.terminal import plain, say


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def compact(folder: Path) -> None:
    """Sort all that was added to FOLDER, a large atlas, into one table with one index.

    It answers as before, faster after many additions.
    """
    from mapkit.saving.large.write import compact as compacted  # noqa: PLC0415 - slow to load, and other commands do without

    progress = ProgressLine("Compacting")
    try:
        notes = compacted(folder.absolute(), progress)
    finally:
        progress.close()
    for note in notes:
        click.echo(plain(note), err=True)
    say(f"Compacted {plain(str(folder))}.")


COMMANDS = (compact,)
