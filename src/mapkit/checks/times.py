"""Rules about time: windows of incidents, of sources, of sites and of their states."""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from mapkit.checks.whole import Findings, Whole, claim_place, incident_place, state_place
from mapkit.edtf import When, as_one_of, meant_otherwise, read
from mapkit.incident_columns import FORMAT
from mapkit.records import LASTED, Claim, State
from mapkit.store.stored_claims import StoredClaims
from mapkit.verdicts import STATED
from mapkit.when import OPEN_END, OPEN_START, Window, day_number, day_of

YEAR = 366  # days
DAY_DASHES = 2  # of a date that names a day
HANDOVER = 1  # days that a state and the one after it may share


def window_long(whole: Whole) -> Findings:
    """The first or the last day of an incident may be any of more than a year, or is open; what goes on may do so."""
    for row in whole.incidents:
        if pd.isna(row["start"]):
            continue
        goes_on = row["when"].endswith("/..")
        days = max(row["sure_start"] + 1 - row["start"], 0 if goes_on else row["end"] + 1 - row["sure_end"])
        if days > YEAR:
            ends = row["start"] == day_number(OPEN_START) or (row["end"] == day_number(OPEN_END) and not goes_on)
            why = "is open" if ends else f"leaves {days:,} days to one of its ends"
            yield incident_place(row), f"its date {row['when']} {why}: narrow it if a source allows"


def slash_unsaid(whole: Whole) -> Findings:
    """Dates with a slash are read as lasting, and nobody has written down that they did."""
    if whole.atlas.meta.slash or isinstance(whole.atlas.claim_list, StoredClaims):
        return  # the manifest of a large atlas says its format, and no hand writes that
    dates = [row["when"] for row in whole.incidents if row["when"] and meant_otherwise(read(row["when"]))]
    if dates:
        many = f"{len(dates)} dates such as {dates[0]} are" if len(dates) > 1 else f"the date {dates[0]} is"
        way = f'if so, write slash = "{LASTED}" there; if format = {FORMAT} came by hand, take it out and run'
        yield "atlas.toml", f"{many} read as lasting from one day to the other: {way} mapkit migrate"


def date_future(whole: Whole) -> Findings:
    """An incident starts, a source was published or read, or something was said, after today."""
    last = day_number(whole.today)
    for row in whole.incidents:
        if not pd.isna(row["start"]) and row["start"] > last:
            yield incident_place(row), f"its date {row['when']} is after {whole.today}: look at the year"
    for source in whole.atlas.source_list:
        for name in ("published", "accessed"):
            text = getattr(source, name)
            if text and read(text).window.start > whole.today:
                yield f"sources.csv {source.id}", f"{name} {text} is after {whole.today}: look at the year"
    for claim in whole.atlas.claim_list:
        if claim.said and read(claim.said).window.start > whole.today:
            yield claim_place(claim), f"said {claim.said} is after {whole.today}: look at the year"


def source_early(whole: Whole) -> Findings:
    """A source that reports or confirms an incident was published before it started, and announces no day."""
    for claim in _before(whole):
        if not claim.said:
            words = f"{claim.source.id!r} was published {claim.day}, before it started: look at both dates"
            yield f"incidents.csv {claim.incident}", words


def said_before_event(whole: Whole) -> Findings:
    """A claim that reports or confirms an incident was made before it started, and announces no day."""
    for claim in _before(whole):
        if claim.said:
            words = (
                f"said {claim.said}, before it started: look at both dates; if it was announced, write its day in when"
            )
            yield claim_place(claim), words


def _before(whole: Whole) -> Iterator[Claim]:
    """Claims of what had not started yet; one that names a day of its own is left alone: it may announce."""
    starts = {row["id"]: row["start"] for row in whole.incidents if not pd.isna(row["start"])}
    for claim in whole.atlas.claim_list:
        tells = claim.day and not claim.when and claim.stance in ("reports", "confirms")
        if tells and claim.incident in starts and day_number(read(claim.day).window.end) <= starts[claim.incident]:
            yield claim


def lasts_or_doubt(whole: Whole) -> Findings:
    """A date says that something lasted, or was on one of several days, and may mean the other."""
    for row in whole.incidents:
        if not row["when"]:
            continue
        when = read(row["when"])
        claims = [claim for claim in whole.atlas.claims_by_incident.get(row["id"], ()) if claim.stance in STATED]
        told = [read(claim.when) for claim in claims if claim.when]
        if when.lasting and (unit := _whole_unit(when)):
            words = f"lasted through all of {unit}: write {unit} if it was on one day of it"
            yield incident_place(row), f"its date {when.text} says that it {words}"
        elif when.lasting and told and len(told) == len(claims) and not any(one.lasting for one in told):
            words = (
                f"lasted, and all that speak of it name one day: write {as_one_of(when.text)} if it was one of these"
            )
            yield incident_place(row), f"its date {when.text} says that it {words}"
        elif not when.lasting and when.window.days > 1 and (lasting := [one.text for one in told if one.lasting]):
            words = f"was one day of several, and a claim that it lasted ({lasting[0]}): look at both"
            yield incident_place(row), f"its date {when.text} says that it {words}"


def _whole_unit(when: When) -> str:
    """The month or the year that a date of two days spans to the day, as tables write one day of it; "" if none."""
    first, _, last = when.text.partition("/")
    if not all(end.count("-") == DAY_DASHES for end in (first, last)):
        return ""
    return next((unit for unit in (first[:4], first[:7]) if Window.parse(unit) == when.window), "")


def outside_validity(whole: Whole) -> Findings:
    """An incident or a state lies wholly outside the time in which its site existed."""
    valid = {site.id: site.valid for site in whole.atlas.places.values() if site.valid}
    for row in whole.incidents:
        when = valid.get(row["site"])
        if when and not pd.isna(row["start"]):
            window = Window(day_of(int(row["start"])), day_of(int(row["end"])))
            if not window.overlaps(when.window):
                words = f"{row['when']} lies outside {when.text}, the time of its site {row['site']!r}: look at both"
                yield incident_place(row), words
    for state in whole.atlas.state_list:
        when = valid.get(state.site)
        if when and not state.when.window.overlaps(when.window):
            yield state_place(state), f"it lies outside {when.text}, the time of its site: look at both"


def state_overlap(whole: Whole) -> Findings:
    """Two different states of a site share more than the day on which one ends and the other begins."""
    by_site: dict[str, list[State]] = defaultdict(list)
    for state in whole.atlas.state_list:
        by_site[state.site].append(state)
    for states in by_site.values():
        longest: dict[str, State] = {}  # of each state the one that ends last, of those that began so far
        for state in sorted(states, key=lambda one: one.when.window.start):
            for earlier in longest.values():
                shared = state.when.window & earlier.when.window
                if state.state != earlier.state and shared.days > HANDOVER:
                    words = f"{state.state!r} shares {shared} with {earlier.state!r}: end one where the other begins"
                    yield state_place(state), words
            last = longest.setdefault(state.state, state)
            longest[state.state] = max(last, state, key=lambda one: one.when.window.end)


def state_unattested(whole: Whole) -> Findings:
    """A state ends on a day after its source was published, and no other state of its site begins there."""
    begins = {(state.site, state.when.window.start) for state in whole.atlas.state_list}
    for state in whole.atlas.state_list:
        end = state.when.window.end
        published = state.source.published if state.source else ""
        if not published or end == OPEN_END or (state.site, end) in begins:
            continue
        if read(published).window.end < end:
            words = (
                f"it ends on {state.when.window.last}, its source was published {published}: name a source of its end"
            )
            yield state_place(state), words
