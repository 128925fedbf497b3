"""`mapkit migrate`: an atlas of the first format, whose dates with a slash somebody says something of."""

from collections.abc import Mapping
from pathlib import Path

import click

from mapkit.cli.arguments import json_option
from mapkit.cli.snapshot import ProgressLine
from mapkit.cli.terminal import json_line, plain, say

WORDS = {"lasted": "lasted", "one-of": "one of their days"}


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--dates", type=click.Choice(list(WORDS)), required=True, help="What the dates with a slash say.")
@click.option(
    "--kind", "kinds", metavar="ID", multiple=True, help="Say it of incidents of this kind alone; repeatable."
)
@click.option("--who", metavar="NAME", default="mapkit migrate", help="Who says so, for changes.csv.")
@json_option
def migrate(path: Path, dates: str, kinds: tuple[str, ...], who: str, as_json: bool) -> None:
    """Say what dates with a slash mean in PATH, an atlas of the first format.

    There such a date said "some days of these", and left open whether it lasted. Now a slash says that it lasted, and
    [a..b] that it was one day of several. What is one-of can be said kind by kind; that dates lasted is said last, of
    all that are left open. Then the atlas is of format 2, and is read again.
    """
    from mapkit.saving import migration  # noqa: PLC0415 - slow to load, and other commands do without

    answer = migration.Answer("lasted" if dates == "lasted" else "one-of", frozenset(kinds))
    progress = ProgressLine("Writing the tables anew")
    try:
        done = migration.migrate(path, answer, who=who, progress=progress)
    finally:
        progress.close()
    if as_json:
        say(json_line({"path": str(path), "dates": dates, "said": dict(done.said), "left": dict(done.left)}))
        return
    if not done.said:
        say(plain(f"{path} needs nothing: no date in it is open."))
        return
    left = f"Still open: {_counted(done.left)}." if done.left else "It is of format 2 now."
    say(plain(f"{path}: {WORDS[dates]}: {_counted(done.said)}. {left}"))


def _counted(kinds: Mapping[str, int]) -> str:
    return ", ".join(f"{times:,} of {kind}" for kind, times in kinds.items())


COMMANDS = (migrate,)
