"""`mapkit lanes`: who was watching when, as far as it is recorded, or on which days they said something."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

import mapkit as mk
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.terminal import json_line, say, table
from mapkit.cli.view_options import seen, view_options
from mapkit.when import Window, day_of

COLUMNS = ("who", "when", "status", "where")
BY = ("party", "source")  # as silence.WAYS, which is slow to load


@click.command(params=view_options())
@path_argument
@click.option("--by", type=click.Choice(BY), default=BY[0], help="A lane for each party, or for each source.")
@json_option
@click.pass_context
def lanes(ctx: click.Context, path: str, by: str, as_json: bool) -> None:
    """Tell who was watching when in the atlas at PATH.

    Of all time, at the places and of those whom a view asks for. Of whom reporting.csv says nothing, it tells the days
    on which they said something.
    """
    found = mk.lanes(seen(path, ctx), by)  # type: ignore[arg-type]  # one of BY
    if as_json:
        say("\n".join(map(json_line, found)))
    else:
        lines = [line for lane in found for line in _lines(lane)]
        say(table(lines, COLUMNS) if lines else "")


def _lines(lane: Mapping[str, Any]) -> Iterator[list[str]]:
    for span in lane["spans"]:
        when = str(Window(day_of(span["start"]), day_of(span["end"])))
        yield [lane["label"], when, span["status"], ", ".join(span["places"]) or "anywhere"]


COMMANDS = (lanes,)
