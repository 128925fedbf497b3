"""What to look at in an atlas that can be read: small rules, each a generator of places and words; none is an error.

The code of a rule is its name; the first line of its docstring is its documentation, and stands in docs/checks.md.
"""

from collections.abc import Sequence
from datetime import date

from mapkit.atlas import Atlas
from mapkit.checks.hidden import hidden_sign
from mapkit.checks.likeness import claim_double, id_alike, likely_double, look_alike
from mapkit.checks.places import far_away, in_the_sea, name_missing, precision_finer, precision_missing
from mapkit.checks.sources import (
    confirms_itself,
    denial_bare,
    likely_one_origin,
    no_source,
    only_against,
    source_unpreserved,
    source_unused,
    source_vague,
    url_odd,
)
from mapkit.checks.times import (
    date_future,
    lasts_or_doubt,
    outside_validity,
    said_before_event,
    slash_unsaid,
    source_early,
    state_overlap,
    state_unattested,
    window_long,
)
from mapkit.checks.whole import Rule, Whole
from mapkit.errors import MapkitError, Problem
from mapkit.store.stored_claims import StoredClaims
from mapkit.view import View

CHECKS: tuple[Rule, ...] = (
    no_source,
    only_against,
    denial_bare,
    confirms_itself,
    likely_one_origin,
    likely_double,
    claim_double,
    id_alike,
    window_long,
    lasts_or_doubt,
    slash_unsaid,
    date_future,
    source_early,
    said_before_event,
    outside_validity,
    state_overlap,
    state_unattested,
    precision_missing,
    precision_finer,
    far_away,
    in_the_sea,
    source_vague,
    source_unused,
    source_unpreserved,
    url_odd,
    name_missing,
    look_alike,
    hidden_sign,
)

MAX_INCIDENTS = 500_000


def check(atlas: Atlas, today: date | None = None, rules: Sequence[Rule] = CHECKS) -> list[Problem]:
    """Everything that is worth a second look in the whole atlas, whatever its view asks; in the order of `rules`.

    `today` is the day after which a date lies in the future; by default the reader's own. Raises MapkitError for a
    large atlas of more incidents than can be held beside each other.
    """
    all_of_it = atlas.through(View())
    if refusal := too_many(all_of_it):
        raise MapkitError(refusal)
    incidents = all_of_it.rows(status=None).sort_values("row").to_dict("records")
    whole = Whole(all_of_it, tuple(incidents), today or date.today())  # noqa: DTZ011 - the reader's own calendar day
    return [Problem(place, code(rule), text) for rule in rules for place, text in rule(whole)]


def too_many(atlas: Atlas) -> str:
    """Why a large atlas has too many incidents for the rules, which hold all of them beside each other; "" if not."""
    if not isinstance(atlas.claim_list, StoredClaims) or (count := atlas.counts.all) <= MAX_INCIDENTS:
        return ""
    text = f"{count:,} incidents: the checks look at {MAX_INCIDENTS:,} at most"
    return f"{text}: write a part of them as an atlas of its own, and check that"


def code(rule: Rule) -> str:
    """The code of a rule's problems: its name with hyphens."""
    return rule.__name__.replace("_", "-")


__all__ = ["CHECKS", "Rule", "check", "code", "too_many"]
