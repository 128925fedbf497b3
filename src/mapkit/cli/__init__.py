"""The command line: `mapkit COMMAND`. Every command and option is in docs/commands.md.

Loading this package loads neither numpy nor anything that draws or serves: a command loads what it needs when it runs.
"""

import io
import sys

import click

from mapkit import __version__
from mapkit.cli import (
    add,
    build,
    check,
    compact,
    compare,
    correct,
    import_,
    info,
    lanes,
    migrate,
    new,
    serve,
    snapshot,
    verify,
)
from mapkit.cli.group import Commands

# The modules of commands, in the order of the help; each has its commands in a tuple COMMANDS.
MODULES = (new, import_, add, correct, build, compact, migrate, check, info, compare, lanes, snapshot, verify, serve)


@click.group("mapkit", cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "--version", prog_name="mapkit", message="%(prog)s %(version)s")
def mapkit() -> None:
    """Look at dated, placed, sourced incidents on a map that scrubs through time."""


for added in (command for module in MODULES for command in module.COMMANDS):
    mapkit.add_command(added)


def main() -> None:
    """Run the command that the arguments of the process ask for, and end the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a character gets its number
    mapkit(prog_name="mapkit")


__all__ = ["MODULES", "main", "mapkit"]
