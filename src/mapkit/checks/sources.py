"""Rules about sources and what they say."""

from urllib.parse import urlsplit

from mapkit.checks.whole import Findings, Whole, incident_place
from mapkit.records import AGAINST, Source

SCHEMES = ("http", "https")


def no_source(whole: Whole) -> Findings:
    """No source says anything of an incident."""
    for row in whole.incidents:
        if row["id"] not in whole.atlas.claims_by_incident:
            yield incident_place(row), "no source says anything of it: add a row to claims.csv"


def only_against(whole: Whole) -> Findings:
    """Sources only dispute or deny an incident; none reports or confirms it."""
    for row in whole.incidents:
        claims = whole.atlas.claims_by_incident.get(row["id"], ())
        if claims and all(claim.stance in AGAINST for claim in claims):
            yield incident_place(row), "all its sources dispute or deny it: add the source that reports it"


def denial_bare(whole: Whole) -> Findings:
    """A source disputes or denies an incident, but neither its words nor a place in it is given."""
    for claim in whole.atlas.claim_list:
        if claim.stance in AGAINST and not claim.says.strip() and not claim.locator.strip():
            words = f"{claim.source.id!r} {claim.stance} it, but says is empty: write what it says"
            yield f"claims.csv {claim.incident} {claim.source.id}", words


def confirms_itself(whole: Whole) -> Findings:
    """A source confirms what nobody but its own publisher or its own party reports."""
    for incident, claims in whole.atlas.claims_by_incident.items():
        speaking = [claim for claim in claims if claim.stance not in AGAINST]
        for claim in speaking:
            others = [other.source for other in speaking if other is not claim]
            if claim.stance == "confirms" and others and all(_is_one_side(claim.source, one) for one in others):
                words = f"all that report it are of its own side ({_side(claim.source)}): write reports"
                yield f"claims.csv {incident} {claim.source.id}", words


def source_vague(whole: Whole) -> Findings:
    """A source has no publisher and no address, so nobody can look it up."""
    for source in whole.atlas.source_list:
        if not any(text.strip() for text in (source.publisher, source.url, source.archive_url)):
            yield f"sources.csv {source.id}", "publisher, url and archive_url are empty: write one of them"


def source_unused(whole: Whole) -> Findings:
    """No claim and no state names a source."""
    cited = {claim.source.id for claim in whole.atlas.claim_list}
    cited |= {state.source.id for state in whole.atlas.state_list if state.source}
    for source in whole.atlas.source_list:
        if source.id not in cited:
            yield f"sources.csv {source.id}", "no claim and no state names it: cite it, or take it out"


def url_odd(whole: Whole) -> Findings:
    """The address of a source starts with neither http nor https, so it is shown but no link."""
    for source in whole.atlas.source_list:
        for name in ("url", "archive_url"):
            text = getattr(source, name)
            if text and not _is_link(text):
                words = f"{name} {text!r} starts with neither http:// nor https://: write the whole address"
                yield f"sources.csv {source.id}", words


def _is_one_side(one: Source, two: Source) -> bool:
    """Whether two sources are one, or speak for one publisher or one party."""
    return (
        one.id == two.id
        or (bool(one.publisher) and one.publisher == two.publisher)
        or (bool(one.party) and one.party == two.party)
    )


def _side(source: Source) -> str:
    return source.party or source.publisher or source.id


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc)
