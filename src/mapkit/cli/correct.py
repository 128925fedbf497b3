"""`mapkit correct`: an incident that stands gets other words, another date or place, or one more who says something."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapkit.cli.add import (
    CLAIM,
    FOLDER,
    INCIDENT,
    POINT,
    SOURCE,
    flag,
    new_source,
    refuse_two_sources,
    said_of,
    who_option,
)
from mapkit.cli.arguments import json_option
from mapkit.cli.terminal import json_line, plain, say
from mapkit.records import STANCES

if TYPE_CHECKING:
    from mapkit.atlas import Atlas

PLACE = ("site", *POINT)
CELLS = {name: words for name, words in INCIDENT.items() if name != "id"}


def _options() -> list[click.Parameter]:
    """An option for each column of an incident, of a claim more and of a new source."""
    made: list[click.Parameter] = [
        click.Option([flag(name)], metavar=metavar, help=words)
        for name, (metavar, words) in {**CELLS, **CLAIM, **SOURCE}.items()
    ]
    stance = click.Option(
        ["--stance"],
        type=click.Choice(STANCES),
        help="Whether one more source reports, confirms, disputes, denies or withdraws it.",
    )
    unplaced = click.Option(["--unplaced"], is_flag=True, help="Nobody says where, after all.")
    return [*made, stance, unplaced]


@click.command(params=_options())
@click.argument("folder", type=FOLDER)
@click.argument("id", metavar="ID")
@who_option
@json_option
@click.pass_context
def correct(ctx: click.Context, /, folder: Path, id: str, who: str, as_json: bool, **given: Any) -> None:  # noqa: A002 - the field's own word
    """Correct the incident ID of the atlas in FOLDER.

    What is not named stays; '' empties. A place replaces the one that stands there. --stance, --says and a source add
    what one more source says of it. All of it is one change, with a line in changes.csv, and mapkit undo takes it back.
    """
    from mapkit import saving  # noqa: PLC0415 - slow to load, and other commands do without
    from mapkit.files import read  # noqa: PLC0415 - as above

    said = _said(ctx, given)
    values = {name: given[name] for name in CELLS if given[name] is not None} | _place(ctx, given)
    if not (values or said):
        raise click.UsageError(f"say what to correct: {flag('when')}, {flag('title')}, ... or {flag('source')}", ctx)
    before = read(folder)
    source, sources = new_source(ctx, before, given) if said else (None, [])
    claims = [{"source": source, **said}] if said else []
    after = saving.change(folder, id, values, claims, sources, who=who, expect=before.digest)
    if as_json:
        say(json_line({"id": id, "source": source, "path": str(folder), "digest": f"sha256:{after.digest}"}))
    else:
        say(plain(_words(before, after, folder, id)))


def _words(before: "Atlas", after: "Atlas", folder: Path, id: str) -> str:  # noqa: A002 - the field's own word
    if before.digest == after.digest:
        return f"{folder}: {id!r} says that already, and nothing was written"
    return f"{folder}: {id!r} is corrected: mapkit undo takes it back"


def _place(ctx: click.Context, given: Mapping[str, Any]) -> dict[str, str]:
    """The cells of the place: one way to say it empties the other. Raises UsageError for two ways."""
    point = {name: given[name] for name in POINT if given[name] is not None}
    if sum([given["site"] is not None, bool(point), given["unplaced"]]) > 1:
        words = "say where it was in one way: --site, or --lon, --lat and --precision-m, or --unplaced"
        raise click.UsageError(words, ctx)
    if given["site"] is not None:
        return {**dict.fromkeys(PLACE, ""), "site": given["site"]}
    if given["unplaced"]:
        return dict.fromkeys(PLACE, "")
    return {"site": "", **point} if {"lon", "lat"} & point.keys() else point


def _said(ctx: click.Context, given: Mapping[str, Any]) -> dict[str, str]:
    """What one more source says; nothing if none of it is given. Raises UsageError if half of it is."""
    asked = [flag(name) for name in ("stance", *CLAIM, *SOURCE) if given[name] is not None]
    if not asked:
        return {}
    lacking = [flag(name) for name in ("stance", "says") if given[name] is None]
    if lacking:
        raise click.UsageError(f"{asked[0]} adds what a source says: give {' and '.join(lacking)} too", ctx)
    refuse_two_sources(ctx, given)
    return said_of(given)


COMMANDS = (correct,)
