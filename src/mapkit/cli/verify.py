"""`mapkit receipt` and `mapkit verify`: what a file says of itself, and whether it is still true."""

from dataclasses import asdict
from typing import Any

import click

import mapkit as mk
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.look_options import publish_of, publish_options
from mapkit.cli.terminal import json_line, plain, say, table
from mapkit.cli.view_options import seen, view_options


@click.command()
@click.argument("file", type=click.Path())
@json_option
def receipt(file: str, as_json: bool) -> None:
    """Tell what FILE, a snapshot, says of itself.

    And whether it is, to the byte, as it was written.
    """
    from mapkit.receipts.read import opened  # noqa: PLC0415 - slow to load, and other commands do without

    found = opened(file)
    values: dict[str, Any] = {
        **asdict(found.receipt),
        "credits": list(found.receipt.credits),
        "digest": f"sha256:{found.receipt.digest}",
        "whole": found.whole,
    }
    if not found.receipt.second:
        del values["second"]
    if as_json:
        say(json_line(values))
        return
    known = "not given" if values["incidents"] is None else f"{len(values['incidents']):,} with their fingerprints"
    counts = {name: f"{number:,}" for name, number in values.pop("counts").items()}
    words = {
        **values,
        **({"second": found.receipt.second.view} if found.receipt.second else {}),
        "credits": "; ".join(values["credits"]),
        "incidents": known,
        "whole": "yes" if found.whole else "no: the file was altered",
    }
    say(table(list({**words, **counts}.items())))


@click.command(params=[*view_options(), *publish_options()])
@click.argument("file", type=click.Path())
@path_argument
@json_option
@click.pass_context
def verify(ctx: click.Context, file: str, path: str, as_json: bool) -> None:
    """Compare FILE, a snapshot, with the atlas at PATH.

    The exit code is 0 for the same data, else 1. The file says itself which view it shows. A file that was published
    with something kept back is compared with what the same options, those of the view among them, make of the atlas
    today.
    """
    atlas, publish = seen(path, ctx), publish_of(ctx)
    verdict = mk.verify(file, atlas if publish is None else mk.published(atlas, publish))
    ids = {name: list(getattr(verdict, name)) for name in ("added", "removed", "changed")}
    say(json_line({"status": verdict.status, "text": str(verdict), **ids}) if as_json else plain(str(verdict)))
    ctx.exit(0 if verdict else 1)


COMMANDS = (receipt, verify)
