"""What a lens costs in Python: the table made anew as a party has it, as it was known on a day, or by voices.

`python bench/lens.py 100000` prints a table for docs/benchmarks.md: of made incidents with three claims each by six
parties, in one run and in processor time, what a lens takes to be made and then to be asked, and two to be compared.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from time import process_time

import numpy as np
from make_atlas import made_atlas
from make_incidents import FIRST, LAST
from measuring import facts

import mapkit as mk
from mapkit.atlas import Atlas
from mapkit.comparing import numbers
from mapkit.records import Claim, Party, Source
from mapkit.store.lens import Lenses
from mapkit.when import day_of

PARTIES, OFFICES, CLAIMS = 6, 60, 3
STANCES = ("reports", "reports", "reports", "confirms", "disputes", "denies", "withdraws")
OWN_DAY = 10  # of so many claims one names a day of its own
LATE_DAYS = 400  # that something may be told after it was
LENSES = ("according=party-1", "according=2-origins", "according=any-undenied", "known={day}", "origins=2")


def spoken(count: int, seed: int) -> Atlas:
    """An atlas of made incidents with claims: each by three offices of some party, some of which repeat the first."""
    atlas, lot = made_atlas(count, seed), np.random.default_rng(seed)
    sources = [
        Source(f"office-{one}", f"Office {one}", f"Publisher {one % (OFFICES // 2)}", f"party-{one % PARTIES}")
        for one in range(OFFICES)
    ]
    whom, how = lot.integers(0, OFFICES, (count, CLAIMS)), lot.integers(0, len(STANCES), (count, CLAIMS))
    when = lot.integers(FIRST, LAST, count)
    later, own = lot.integers(0, LATE_DAYS, (count, CLAIMS)), lot.integers(0, OWN_DAY, (count, CLAIMS))
    claims = tuple(
        Claim(
            f"made-{row}",
            sources[whom[row, place]],
            STANCES[how[row, place]],
            said=day_of(int(when[row] + later[row, place])).isoformat(),
            via=sources[whom[row, 0]].id if place == 1 and whom[row, 0] != whom[row, 1] else "",
            when="" if own[row, place] else day_of(int(when[row])).isoformat(),
        )
        for row in range(count)
        for place in range(CLAIMS)
    )
    parties = tuple(Party(f"party-{one}", f"Party {one}") for one in range(PARTIES))
    lenses = Lenses(atlas.store, claims, sources, {}, [party.id for party in parties], date(2024, 1, 1))
    meta = replace(atlas.meta, parties=parties)
    return replace(atlas, meta=meta, claim_list=claims, source_list=tuple(sources), lenses=lenses)


def taken(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds of processor, each time."""
    begun = process_time()
    for _ in range(times):
        work()
    return (process_time() - begun) / times * 1e3


def measured(atlas: Atlas, text: str, times: int) -> tuple[float, float, float]:
    """Milliseconds of a lens: to be made, to be asked a count of three months, and to be asked for by somebody else."""
    view = mk.View.parse(text)
    made = taken(lambda: atlas.filter(view))
    seen, few = atlas.filter(view), mk.View.of(when="2021-03/2021-05")
    asked = taken(lambda: seen.store.counts(seen.view & few), times)
    return made, asked, taken(lambda: atlas.filter(view), times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    atlas = spoken(options.count, options.seed)
    print(facts())
    head = ("made, ms", "counts of a window, ms", "asked again, ms")
    print(f"\n| {options.count:,} incidents, {CLAIMS} claims each | {' | '.join(head)} |")
    print("| --- | --- | --- | --- |")
    for text in LENSES:
        figures = measured(atlas, text.format(day=day_of((FIRST + LAST) // 2)), options.times)
        print(f"| `{text}` | {' | '.join(f'{one:.2f}' for one in figures)} |")
    one, other = (atlas.filter(according=f"party-{number}") for number in (1, 2))
    compared = taken(lambda: numbers(mk.compare(one, other)))
    print(f"| two parties compared | {compared:.2f} | | |")


if __name__ == "__main__":
    main()
