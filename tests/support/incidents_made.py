"""Many made incidents as rows of a folder, for the tests of what counts them."""

import random
from typing import Any

COUNT = 1_500


def incidents() -> list[dict[str, Any]]:
    """Incidents around some towns, some imprecise, some without date or place."""
    lot, rows = random.Random(7), []  # noqa: S311 - test data
    towns = [(lot.uniform(43, 49), lot.uniform(38, 42)) for _ in range(30)]
    for number in range(COUNT):
        lon, lat = lot.choice(towns)
        when = f"{lot.randint(2018, 2022)}-{lot.randint(1, 12):02}"
        precise = f"{when}-{lot.randint(1, 28):02}" if number % 7 else when
        point = {"lon": lon + lot.gauss(0, 0.05), "lat": lat + lot.gauss(0, 0.05)}
        where = point if number % 60 else {"site": "nowhere"}
        rows.append(
            {
                "id": f"n{number}",
                "when": precise if number % 50 else "",
                **where,
                "kind": ("attack", "meeting")[number % 2],
                "title": f"Event {number}",
            }
        )
    return rows
