"""Which of the peers that mapkit is measured beside are here. One that is not is named in the output, never skipped in
silence; `--no-peers` leaves out all of them."""

import shutil
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from importlib.util import find_spec

PROGRAMS = ("npm",)  # everything else that a peer needs is a Python package


def add_no_peers(parser: ArgumentParser) -> None:
    """Give a bench the option that leaves the peers out; they are `options.beside`."""
    parser.add_argument("--no-peers", dest="beside", action="store_false", help="measure mapkit alone")


def peers_at_hand(needs: Mapping[str, Iterable[str]], *, beside: bool) -> list[str]:
    """The peers whose needs, packages or npm, are all installed; prints why each of the others is left out."""
    found = []
    for name, things in needs.items():
        lacking = [one for one in things if not _is_here(one)]
        if not beside:
            print(f"{name} is left out: --no-peers")
        elif lacking:
            print(f"{name} is left out: {', '.join(lacking)} not installed (`make bench` installs Python packages)")
        else:
            found.append(name)
    return found


def _is_here(name: str) -> bool:
    return bool(shutil.which(name) if name in PROGRAMS else find_spec(name))
