"""How long `import mapkit` takes beside `import numpy`: fresh processes, one of each in turn, medians.

Run `python bench/imports.py` at the root of the repository. What is printed is described in docs/benchmarks.md.
"""

import argparse
import subprocess
import sys
from collections.abc import Mapping
from statistics import median

from measuring import facts, in_turn, p95

GOAL = 3.0
STATEMENTS = {
    "import numpy": "import numpy",
    "import mapkit": "import mapkit",
    "import mapkit, and read, draw used": "import mapkit; mapkit.read; mapkit.draw",
}


def seconds(statement: str) -> float:
    """Seconds that a statement takes in a new process, the start of the interpreter left out."""
    code = f"from time import perf_counter as now; began = now(); {statement}; print(now() - began)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def measured(rounds: int) -> Mapping[str, list[float]]:
    """Milliseconds of each statement, after one round that is not counted."""
    took: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for number, statement in in_turn(STATEMENTS, rounds + 1):
        milliseconds = seconds(STATEMENTS[statement]) * 1000
        if number:
            took[statement].append(milliseconds)
    return took


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    print(facts())
    took = measured(options.rounds)
    for statement, values in took.items():
        print(f"{statement:36} median {median(values):7.1f} ms   p95 {p95(values):7.1f} ms")
    ratio = median(took["import mapkit"]) / median(took["import numpy"])
    print(f"mapkit / numpy {ratio:.2f}   (goal: less than {GOAL:g})")


if __name__ == "__main__":
    main()
