"""The group of all commands: what mapkit refuses is told without a traceback, and a slip in a name is seen."""

import os
import sys
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

import click

from mapkit.cli.terminal import plain
from mapkit.errors import AtlasError, MapkitError

PIPE_CLOSED = 141  # what a shell says of a program that ended because its reader did: 128 + SIGPIPE


class Commands(click.Group):
    """Commands in the order in which they were added. A MapkitError becomes words on stderr and the exit code 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """The names of the commands, in the order of the help."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name. Raises UsageError with the names that come close."""
        name = args[0]
        if name not in self.commands and not name.startswith("-") and not ctx.resilient_parsing:
            near = get_close_matches(name, self.commands) or list(self.commands)
            ctx.fail(f"No command {name!r}: use {' or '.join(near)}.")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except MapkitError as error:
            lines = map(str, error.problems) if isinstance(error, AtlasError) else [f"Error: {error}"]
            click.echo("\n".join(map(plain, lines)), err=True)
            ctx.exit(1)
        except BrokenPipeError:
            _forget_output()
            ctx.exit(PIPE_CLOSED)


def _forget_output() -> None:
    """Let what is still to be written go nowhere, so that the end of the process does not complain either."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
