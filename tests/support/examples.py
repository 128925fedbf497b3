"""How many examples hypothesis tries: few by `make test`, and ten times as many by `make test-all`."""

import os

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
TIMES = {"ci": 1, "all": 10}
ORDINARY = 30  # of a test that says nothing of its own


def examples(count: int) -> int:
    """The number for a test that says one of its own: `count` by `make test`, more by `make test-all`."""
    return count * TIMES[PROFILE]


def load() -> None:
    """Choose the profile that the environment asks for: the same examples at each `make test`, others at each other."""
    settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=examples(ORDINARY))
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile("all", deadline=None, max_examples=examples(ORDINARY), suppress_health_check=slow)
    settings.load_profile(PROFILE)
