"""`mapkit check`: everything wrong with an atlas, or worth a second look, in the line format of editors."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

import mapkit as mk
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.look_options import one_day
from mapkit.cli.terminal import json_line, plain, say
from mapkit.errors import AtlasError, Problem

if TYPE_CHECKING:
    from mapkit.atlas import Atlas


@click.command()
@path_argument
@click.option("--skip", metavar="CODE", multiple=True, help="Leave out what this check finds; may be given again.")
@click.option("--today", metavar="DATE", callback=one_day, help="The day after which a date lies in the future.")
@json_option
@click.pass_context
def check(ctx: click.Context, path: str, skip: tuple[str, ...], today: date | None, as_json: bool) -> None:
    """List what is wrong or odd in the atlas at PATH.

    One line for everything that it is refused for, or that is worth a second look: the place, the code, and what to
    write instead. The exit code is 1 if there is anything.
    """
    problems = _problems(path, skip, today)
    lines = (json_line(_record(problem)) if as_json else plain(str(problem)) for problem in problems)
    say("\n".join(lines))
    ctx.exit(1 if problems else 0)


def _record(problem: Problem) -> dict[str, str]:
    return {"place": problem.place, "code": problem.code, "text": problem.text}


def _problems(path: str, skip: Sequence[str], today: date | None) -> Sequence[Problem]:
    from mapkit.checks import CHECKS, code, too_many  # noqa: PLC0415 - slow to load, and other commands do without

    codes = [code(rule) for rule in CHECKS]
    if unknown := [one for one in skip if one not in codes]:
        raise click.BadParameter(f"{unknown[0]!r} is no check: use {', '.join(codes)}", param_hint="--skip")
    try:
        atlas = _looked_through(path)
        if refusal := too_many(atlas):
            click.echo(f"all files are as they were written; {refusal}", err=True)
            return []
        return [problem for problem in mk.check(atlas, today) if problem.code not in skip]
    except AtlasError as error:
        return error.problems


def _looked_through(path: str) -> "Atlas":
    """The atlas, of a large one once each of its bytes was found as it was written. Raises AtlasError."""
    from mapkit.files.large import check_large, is_large  # noqa: PLC0415 - as above

    if is_large(Path(path)):
        check_large(Path(path))
    return mk.read(path)


COMMANDS = (check,)
