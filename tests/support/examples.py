"""How much is tried: some by `make test`, and all of it by `make test-all`."""

import os
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
ALL = PROFILE == "all"
ORDINARY = 30  # examples of a test that says nothing of its own


def examples(count: int) -> int:
    """The number for a test that says one of its own: a third of `count` by `make test`, ten times it otherwise."""
    return count * 10 if ALL else max(2, count // 3)


def step(every: int) -> int:
    """How far it is from one round of a kind to the next that is tried: 1 by `make test-all`."""
    return 1 if ALL else every


def alike(values: Iterable[Any], *quick: Any) -> list[Any]:
    """Values of a parameter, or tuples of several, that are rounds of one kind.

    `make test` takes those that are `quick`, by default the first, and `make test-all` takes all.
    """
    found = list(values)
    chosen = quick or found[:1]
    assert all(one in found for one in chosen), chosen
    return [one if one in chosen else _slow(one) for one in found]


def _slow(value: Any) -> Any:
    return pytest.param(*(value if isinstance(value, tuple) else (value,)), marks=pytest.mark.slow)


def load() -> None:
    """Choose the profile that the environment asks for: the same examples at each `make test`, others at each other."""
    settings.register_profile("ci", derandomize=True, deadline=None, database=None, max_examples=examples(ORDINARY))
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    settings.register_profile("all", deadline=None, max_examples=examples(ORDINARY), suppress_health_check=slow)
    settings.load_profile(PROFILE)
