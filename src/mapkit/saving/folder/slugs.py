"""Ids that a person can read, for incidents that come without one."""

import re
from collections.abc import Collection
from itertools import count

from mapkit.names import fold

MAX_CHARACTERS = 48
_DATE = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_NO_WORD = re.compile(r"[\W_]+")


def slug(title: str, when: str, taken: Collection[str]) -> str:
    """An id that nobody has: the title's words, folded, of any script, and the first date of `when` (EDTF).

    All joined by hyphens; of the title as many whole words as fit in 48 characters, "incident" if it has none. If the
    id is taken, a number from 2 on follows.

    >>> slug("Attack near Hadrut!", "2020-12-08/2020-12-09", {"attack-near-hadrut-2020-12-08"})
    'attack-near-hadrut-2020-12-08-2'
    """
    words = _NO_WORD.sub("-", fold(title)).strip("-")
    if len(words) > MAX_CHARACTERS:
        words = words[: MAX_CHARACTERS + 1].rpartition("-")[0] or words[:MAX_CHARACTERS]
    date = _DATE.search(when)
    plain = "-".join(part for part in (words or "incident", date.group() if date else "") if part)
    numbered = (f"{plain}-{number}" for number in count(2))
    return plain if plain not in taken else next(name for name in numbered if name not in taken)
