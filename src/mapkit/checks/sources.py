"""Rules about sources and what they say."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from mapkit.checks.whole import Findings, Whole, claim_place, incident_place
from mapkit.origins import likely_one, voices
from mapkit.records import AGAINST, Claim, Source

SCHEMES = ("http", "https")
KEPT = ("archive_url", "captured", "captured_by", "sha256", "file")  # what tells of a copy
MIN_VOICES = 2  # who confirms alone has nobody to confirm


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
            yield claim_place(claim), words


def confirms_itself(whole: Whole) -> Findings:
    """A source confirms what nobody but its own publisher, its own party or whom it repeats reports."""
    by_id = {source.id: source for source in whole.atlas.source_list}
    for claims in whole.atlas.claims_by_incident.values():
        speaking = [claim for claim in claims if claim.stance in ("reports", "confirms")]
        if len(speaking) < MIN_VOICES or all(claim.stance == "reports" for claim in speaking):
            continue
        voice = voices(speaking, by_id, by_party=True)
        for claim in speaking:
            others = [other for other in speaking if other is not claim]
            if claim.stance == "confirms" and all(_is_one_side(claim, other, voice) for other in others):
                words = f"all that report it are of its own side ({_side(claim.source)}): write reports"
                yield claim_place(claim), words


def likely_one_origin(whole: Whole) -> Findings:
    """Two sources say nearly the same words of an incident, and nothing says that one repeats the other."""
    by_id = {source.id: source for source in whole.atlas.source_list}
    for incident, claims in whole.atlas.claims_by_incident.items():
        alike = dict.fromkeys(likely_one(claims))
        voice = voices(claims, by_id) if alike else {}
        for one, other in alike:
            if voice[one] != voice[other]:
                advice = "name the one in via or origin of the other, or tell them apart in says"
                yield f"claims.csv {incident} {other}", f"its words are nearly those of {one!r}: {advice}"


def source_vague(whole: Whole) -> Findings:
    """A source has no publisher and no address, so nobody can look it up."""
    for source in whole.atlas.source_list:
        if not any(text.strip() for text in (source.publisher, source.url, source.archive_url)):
            yield f"sources.csv {source.id}", "publisher, url and archive_url are empty: write one of them"


def source_unused(whole: Whole) -> Findings:
    """No claim, no state and no line of reporting.csv names a source, and no other source repeats it."""
    atlas = whole.atlas
    cited = {id_ for claim in atlas.claim_list for id_ in (claim.source.id, claim.via)}
    cited |= {state.source.id for state in atlas.state_list if state.source}
    cited |= {one.source.id for one in atlas.reporting_list} | {source.origin for source in atlas.source_list}
    for source in atlas.source_list:
        if source.id not in cited:
            yield f"sources.csv {source.id}", "nothing names it, and nobody repeats it: cite it, or take it out"


def source_unpreserved(whole: Whole) -> Findings:
    """A source has an address, and nobody says who kept a copy; told once of an atlas that keeps none."""
    of_the_web = [source for source in whole.atlas.source_list if _is_link(source.url)]
    lost = [source for source in of_the_web if not any(getattr(source, name) for name in KEPT)]
    advice = "write archive_url, or captured and sha256 of a copy, for addresses die"
    if len(lost) == len(of_the_web) > 1:
        yield "sources.csv", f"of {len(lost)} sources with an address none has a copy: {advice}"
        return
    for source in lost:
        yield f"sources.csv {source.id}", f"nobody says who kept a copy of {source.url}: {advice}"


def url_odd(whole: Whole) -> Findings:
    """The address of a source starts with neither http nor https, so it is shown but no link."""
    for source in whole.atlas.source_list:
        for name in ("url", "archive_url"):
            text = getattr(source, name)
            if text and not _is_link(text):
                words = f"{name} {text!r} starts with neither http:// nor https://: write the whole address"
                yield f"sources.csv {source.id}", words


def _is_one_side(one: Claim, other: Claim, voice: Mapping[str, str]) -> bool:
    """Whether the sources of two claims are one voice: one repeats the other, or one publisher or party speaks."""
    return voice[one.source.id] == voice[other.source.id]


def _side(source: Source) -> str:
    return source.party or source.publisher or source.id


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc)
