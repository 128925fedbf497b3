"""The map's clock beside its peers, at growing sizes: frames while the window moves, load, weight, memory, clicks.

Run `python bench/scrub.py` at the root of the repository; it needs the `dev` extra and Chromium; for the peers the
`bench` extra, and npm for the files that folium's pages ask of the network. It prints tables for docs/benchmarks.md. A
contender that cannot do a size within the stated patience is printed as stopped there, and is not asked for more with
the same window.
"""

import argparse
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median

from make_incidents import FIRST, LAST, Incidents, made, write
from measuring import chromium, facts
from network import fetch_packages
from peers import add_no_peers, peers_at_hand
from scrub_contenders import CONTENDERS, OURS, WEEK, Case
from scrub_measure import Figures, measured
from scrub_tables import GOALS, Key, our_table, peer_table, profiles, verdicts

SIZES = [1_000, 10_000, 100_000, 1_000_000]
WINDOWS = {"90 days": 90, "a year": 365, "all": 0}
OPENED = date(2018, 1, 1)  # where a window that is not everything starts


def cases(incidents: Incidents, data: Path, options: argparse.Namespace) -> Iterator[Case]:
    """The windows that these incidents are seen through."""
    whole = [date.fromordinal(day + date(1970, 1, 1).toordinal()) for day in (FIRST, LAST)]
    for window in options.windows:
        first, last = (OPENED, OPENED + timedelta(days=WINDOWS[window])) if WINDOWS[window] else whole
        yield Case(incidents, options.seed, options.alone, options.lasting, data, window, first, last)


def all_figures(options: argparse.Namespace) -> dict[Key, Figures]:
    """Everything that was asked for; a contender that stopped is not asked for more of the same window."""
    found: dict[Key, Figures] = {}
    stopped: dict[tuple[str, str], str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sorted(options.sizes):
            data, incidents = Path(folder) / "incidents.parquet", made(size, options.seed, alone=options.alone)
            write(incidents, data)
            for case in cases(incidents, data, options):
                for name in (OURS, *options.peers):
                    found[name, size, case.window] = _asked(name, case, stopped, options)
                    _tell(name, case, found[name, size, case.window])
    return found


def _asked(name: str, case: Case, stopped: dict[tuple[str, str], str], options: argparse.Namespace) -> Figures:
    if (name, case.window) in stopped:
        return Figures(stopped=stopped[name, case.window])
    found = measured(CONTENDERS[name], case, options, f"{name}-{case.count}-{case.window}")
    if found.stopped:
        stopped[name, case.window] = f"at {case.count:,}: {found.stopped}"
    return found


def _tell(name: str, case: Case, one: Figures) -> None:
    """One line while the rest is under way."""
    frame = f", step {median(one.took.frames):.1f} ms of {len(one.took.frames)}" if one.took else ""
    load = f"first mark {one.load:.2f} s" if one.load else "no first mark"
    print(f"{case.count:,}, {case.window}, {name}: {load}{frame} {one.stopped}", flush=True)


def asked() -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    peers = [name for name in CONTENDERS if name != OURS]
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--windows", nargs="+", default=list(WINDOWS), choices=WINDOWS)
    parser.add_argument("--peers", nargs="*", default=peers, choices=peers, metavar="PEER", help=", ".join(peers))
    parser.add_argument("--frames", type=int, default=120, help="steps of a page that is stepped once a frame")
    parser.add_argument("--days", type=int, default=WEEK, help="that a step moves the window; a server's pages: a week")
    parser.add_argument("--presses", type=int, default=6, help="steps of a page that a server draws")
    parser.add_argument("--patience", type=float, default=60, help="seconds for a load, or for making a file")
    parser.add_argument("--step-patience", type=float, default=20, help="seconds for one step")
    parser.add_argument("--budget", type=float, default=30, help="seconds after which no more frames are taken")
    parser.add_argument("--uncapped", action="store_true", help="ask saved files of mapkit for more than 10,000 too")
    parser.add_argument("--alone", action="store_true", help="each incident at a point of its own")
    parser.add_argument("--lasting", action="store_true", help="each incident lasts through its days; our page alone")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pictures", type=Path, help="folder for pictures of each contender, opened and scrubbed")
    parser.add_argument("--profile", action="store_true", help="print where the time of our frames goes")
    add_no_peers(parser)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    options = asked()
    needs = {name: CONTENDERS[name].needs for name in options.peers}
    alone = [name for name in needs if not needs[name]]  # another way of our own
    options.peers = alone + peers_at_hand({name: needs[name] for name in needs if needs[name]}, beside=options.beside)
    if any("npm" in needs[name] for name in options.peers):
        fetch_packages()
    with chromium() as browser:
        print(facts(browser))
    found = all_figures(options)
    print(f"\nMedian / p95; a step moves the window by {options.days} days. Each page has its own browser.\n")
    for name in (OURS, *options.peers):
        print(f"- {name}: {CONTENDERS[name].about}")
    ours = [name for name in found_names(found) if name.startswith(OURS)]
    print(f"\n{our_table(found, ours)}\n\n{peer_table(found, OURS)}\n\n{GOALS}\n\n{verdicts(found, OURS)}")
    if options.profile:
        print(f"\n{profiles(found)}")


def found_names(found: dict[Key, Figures]) -> list[str]:
    """The contenders, in order."""
    return list(dict.fromkeys(name for name, _, _ in found))


if __name__ == "__main__":
    main()
