import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from mapkit import __version__
from mapkit.cli import MODULES, mapkit
from mapkit.cli.group import PIPE_CLOSED
from support.commands import PROGRAM, answer, program, refusal, run
from support.made import INCIDENTS
from support.repository import ROOT

DOCS = (ROOT / "docs" / "commands.md").read_text("utf-8")
ISSUED = {"new", "check", "info", "count", "snapshot", "receipt", "verify", "serve", "import", "add", "undo"}


def sections() -> dict[str, str]:
    """The text of the documentation about each command."""
    parts = re.split(r"^## ", DOCS, flags=re.MULTILINE)
    return {part.partition("\n")[0].removeprefix("mapkit "): part for part in parts[1:]}


def flags() -> Iterator[tuple[str, str]]:
    """Every command with every flag of its own, help left out."""
    for name, command in mapkit.commands.items():
        for param in command.params:
            if isinstance(param, click.Option):
                yield from ((name, flag) for flag in (*param.opts, *param.secondary_opts))


def test_every_command_is_there() -> None:
    """The commands are those of the modules, and the promised ones among them."""
    assert set(mapkit.commands) >= ISSUED
    assert list(mapkit.commands) == [command.name for module in MODULES for command in module.COMMANDS]


@pytest.mark.parametrize("name", list(mapkit.commands))
def test_every_command_is_documented(name: str) -> None:
    """Each command has a section of its own in docs/commands.md and a row in the first table."""
    assert name in sections()
    assert f"| [`{name}`](#mapkit-{name}) |" in DOCS


@pytest.mark.parametrize(("name", "flag"), list(flags()))
def test_every_option_is_documented(name: str, flag: str) -> None:
    """Each option stands in the section of its command, or among those of a view, which the section speaks of."""
    found = sections()
    words = found[name] + (found["The options of a view"] if "view" in found[name] else "")
    assert re.search(rf"`{flag}[ `]", words)


def test_the_documentation_names_no_other_option() -> None:
    """Every option in the tables of docs/commands.md is one of some command."""
    known = {flag for _, flag in flags()}
    rows = [line.split("|")[1] for line in DOCS.splitlines() if line.startswith("| `-")]
    assert {flag for row in rows for flag in re.findall(r"--[a-z0-9-]+", row)} <= known


@pytest.mark.parametrize("name", list(mapkit.commands))
def test_every_command_and_option_has_help(name: str) -> None:
    """`mapkit COMMAND -h` says what the command does, and has a line for each option."""
    assert answer(name, "-h") == answer(name, "--help")
    assert mapkit.commands[name].help
    bare = [one.name for one in mapkit.commands[name].params if isinstance(one, click.Option) and not one.help]
    assert bare == []


def test_no_flag_means_two_things() -> None:
    """Options of views, looks and publishing share no flag within a command."""
    assert len(list(flags())) == len(set(flags()))


def test_the_version_is_told() -> None:
    """`mapkit --version` prints the version of the package."""
    assert answer("--version") == f"mapkit {__version__}\n"


def test_a_slip_is_answered_with_what_comes_close() -> None:
    """An unknown command names the commands that come close, or all of them; so does an unknown option."""
    assert "No command 'snapshto': use snapshot." in refusal("snapshto")
    assert " or ".join(mapkit.commands) in refusal("zzz")
    assert "--kind" in refusal("count", "x", "--knd", "attack")


def test_a_refusal_is_words_and_no_traceback(tmp_path: Path) -> None:
    """What mapkit refuses is told on stderr, with the exit code 1."""
    assert "atlas-missing" in refusal("info", tmp_path / "none", code=1)
    assert refusal("receipt", tmp_path / "none.png", code=1).startswith("Error: cannot read ")


def test_an_unreadable_atlas_is_told_line_by_line(folder: Callable[..., Path]) -> None:
    """All problems of an atlas come at once, one a line, and cannot steer the terminal."""
    path = folder(incidents=[{**INCIDENTS[0], "when": "\x1b[2J"}, {**INCIDENTS[0], "kind": "none"}])
    lines = refusal("count", path, code=1).splitlines()
    assert [line.split()[0] for line in lines[:2]] == ["incidents.csv:2", "incidents.csv:3"]
    assert "\x1b" not in "".join(lines)


def test_loading_the_command_line_loads_nothing_heavy() -> None:
    """Neither numpy nor anything that reads, draws or serves is loaded for the help of the commands."""
    code = (
        "import sys; sys.argv = ['mapkit', 'snapshot', '--help']\nfrom mapkit.cli import main\n"
        "try: main()\nexcept SystemExit: pass\nprint(*{name.partition('.')[0] for name in sys.modules})"
    )
    found = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "--graticule" in found
    heavy = {"numpy", "pandas", "pyarrow", "duckdb", "geopandas", "shapely", "matplotlib", "folium", "streamlit", "PIL"}
    assert set(found.splitlines()[-1].split()) & heavy == set()


def test_the_command_is_a_program(folder: Callable[..., Path]) -> None:
    """`python -m mapkit.cli` and `python -m mapkit` run the commands and end with their exit codes."""
    found = program("count", folder(), "--by", "kind")
    assert (found.returncode, found.stderr) == (0, "")
    again = subprocess.run([sys.executable, "-m", "mapkit", "zzz"], check=False, capture_output=True, text=True)
    assert again.returncode == 2
    assert again.stderr.startswith("Usage: mapkit ")


def test_a_closed_pipe_is_quiet(folder: Callable[..., Path]) -> None:
    """Who stops reading, as `head` does, sees no complaint."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PROGRAM, "count", str(folder())]
    found = subprocess.run(command, check=False, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert (found.returncode, found.stderr) == (PIPE_CLOSED, b"")


def test_a_narrow_terminal_gets_numbers_of_signs(folder: Callable[..., Path]) -> None:
    """A terminal that cannot show a character gets its number, and no error."""
    path = folder(
        settings={"title": "Շուշի", "layers": [{"id": "towns", "label": "T"}, {"id": "roads", "label": "R"}]},
        incidents=[],
        claims=[],
        sources=[],
        states=[],
    )
    found = program("info", path, env={**os.environ, "PYTHONIOENCODING": "latin-1:strict"})
    assert found.returncode == 0
    assert r"\u0547" in found.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete(shell: str) -> None:
    """The script that completes commands in a shell is printed on the documented line, without any atlas."""
    assert f"_MAPKIT_COMPLETE={shell}_source mapkit" in DOCS
    found = program(env={**os.environ, "_MAPKIT_COMPLETE": f"{shell}_source"})
    assert (found.returncode, found.stderr) == (0, "")
    assert f"_MAPKIT_COMPLETE={shell}_complete" in found.stdout


def test_completion_knows_commands_and_options() -> None:
    """What a shell asks for is answered with the commands, and with the options of a view."""
    asked = {"_MAPKIT_COMPLETE": "bash_complete", "COMP_WORDS": "mapkit sna", "COMP_CWORD": "1"}
    assert "snapshot" in program(env={**os.environ, **asked}).stdout
    asked |= {"COMP_WORDS": "mapkit count --par", "COMP_CWORD": "2"}
    assert "--party" in program(env={**os.environ, **asked}).stdout


def test_without_a_command_there_is_help() -> None:
    """`mapkit` alone shows the commands."""
    assert all(f"\n  {name} " in run().output for name in mapkit.commands)
