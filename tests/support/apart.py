"""A Python process whose memory can be measured: the most that it is said to have held begins with its parent's."""

import sys

SMALL = "import subprocess, sys; sys.exit(subprocess.call([sys.executable, '-c', *sys.argv[1:]]))"


def apart(script: str, *arguments: str) -> list[str]:
    """The command that runs a script in a process with a small parent."""
    return [sys.executable, "-c", SMALL, script, *arguments]
