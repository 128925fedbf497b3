"""`mapkit snapshot`: what a view shows as files, each in the format of its suffix."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import mapkit as mk
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.look_options import labels_of, look_of, look_options, publish_of, publish_options, refuse_idle
from mapkit.cli.terminal import json_line, plain, say
from mapkit.cli.view_options import link_of, seen, view_options
from mapkit.exporting.formats import ATLAS, FORMATS, listed, suffix_of

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.exporting.snapshot import Snapshot

COPIES = "sources_folder"


HELP = f"""Write what the atlas at PATH shows to files.

The suffix of each file OUT says its format: {listed()}. An option goes to every file whose format takes it; one that no
file takes is refused.
"""


@click.command(help=HELP, params=[*view_options(), *look_options(), *publish_options()])
@path_argument
@click.argument("out", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--sources-folder", type=click.Path(), help="Copies of sources for an evidence bundle.")
@json_option
@click.pass_context
def snapshot(ctx: click.Context, path: str, out: tuple[Path, ...], sources_folder: str | None, as_json: bool) -> None:
    """Write what the atlas at PATH shows to files; its help is HELP."""
    atlas, publish = seen(path, ctx), publish_of(ctx)
    for file, options in _plans(ctx, out, sources_folder):
        with _progress(file, wanted=options.pop("progress")) as progress:
            made = mk.snapshot(atlas, file, link=link_of(ctx), publish=publish, progress=progress, **options)
        say(json_line(_values(made)) if as_json else _words(made, atlas))


def _plans(ctx: click.Context, files: Sequence[Path], sources_folder: str | None) -> list[tuple[Path, dict[str, Any]]]:
    """Each file with the options of its format, all of them looked at before any is written."""
    formats = [FORMATS[suffix_of(file)] for file in files]
    takes = [one.takes for one in formats]
    refuse_idle(ctx, [one.get("look") for one in takes], named=any(one.group != ATLAS for one in formats))
    if sources_folder is not None and not any(COPIES in one for one in takes):
        raise click.UsageError("--sources-folder: none of these formats takes it: leave it out", ctx)
    return [
        (
            file,
            {
                "look": look_of(ctx, one.takes.get("look"), link_of(ctx)),
                "labels": () if one.group == ATLAS else labels_of(ctx),
                COPIES: sources_folder if COPIES in one.takes else None,
                "progress": "progress" in one.takes,
            },
        )
        for file, one in zip(files, formats, strict=True)
    ]


def _values(made: "Snapshot") -> dict[str, Any]:
    counts = asdict(made.counts)
    return {
        "path": str(made.path),
        "view": str(made.view),
        **counts,
        "digest": f"sha256:{made.digest}",
        "version": made.version,
    }


def _words(made: "Snapshot", atlas: "Atlas") -> str:
    shown, there = made.counts.shown, atlas.counts.all
    return plain(f"{made.path} shows {shown:,} of {there:,} incidents")


@contextmanager
def _progress(file: Path, *, wanted: bool) -> Iterator["ProgressLine | None"]:
    """A bar on stderr while a film or a table is made, if somebody is watching."""
    progress = ProgressLine(plain(file.name)) if wanted and sys.stderr.isatty() else None
    yield progress
    if progress:
        progress.close()


class ProgressLine:
    """A bar on stderr, to be called with how much is done and how much there is."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.bar: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Draw the bar as far as `done` of `total`."""
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.label, file=sys.stderr)
        self.bar.update(done - self.bar.pos)

    def close(self) -> None:
        """End the line of the bar."""
        if self.bar is not None:
            self.bar.render_finish()


COMMANDS = (snapshot,)
