"""Which of very many texts stand inside a long one, without looking for each of them through all of it.

A text can stand in another only if every run of WINDOW characters in it stands there too. Runs are compared as
numbers, all at once; the few texts that pass are then looked for exactly.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

WINDOW = 8  # characters; shorter texts are not searched for
CHUNK = 4_000_000  # characters of the long text that are taken at a time
MAX_WORK = 10**11  # texts that are left times characters to look through
_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no character is lost in the product

Runs = NDArray[np.uint64]


def contained(texts: Sequence[str], whole: str) -> list[str]:
    """Those of the texts of WINDOW characters and more in `whole`. Raises ValueError if it takes too long."""
    long = [text for text in texts if len(text) >= WINDOW]
    left = [text for text, passes in zip(long, _pass(long, whole), strict=True) if passes]
    if len(left) * len(whole) > MAX_WORK:
        raise ValueError("this is too much to search through")
    return [text for text in left if text in whole]


def _pass(texts: Sequence[str], whole: str) -> NDArray[np.bool_]:
    """Whether every run of each text stands in `whole`."""
    runs = _runs("".join(texts))
    found = np.zeros(len(runs), bool)
    for start in range(0, len(whole), CHUNK):
        known = np.unique(_runs(whole[start : start + CHUNK + WINDOW - 1]))
        if len(known):
            places = np.minimum(np.searchsorted(known, runs), len(known) - 1)
            found |= known[places] == runs
    missing = np.concatenate([[0], np.cumsum(~found)])
    lengths = np.array([len(text) for text in texts], np.int64)
    ends = np.cumsum(lengths)
    passes: NDArray[np.bool_] = missing[ends - WINDOW + 1] == missing[ends - lengths]
    return passes


def _runs(text: str) -> Runs:
    """Each run of WINDOW characters as a number; two runs with one number are possible, and found out afterwards."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64)
    count = max(0, len(characters) - WINDOW + 1)
    made = np.zeros(count, np.uint64)
    for place in range(WINDOW):
        made = made * _FACTOR + characters[place : place + count]
    return made
