"""An import put into an atlas that is there: nothing of the atlas changes but that rows come after its own.

What does not fit is refused, all of it at once: ids that are taken, kinds, parties, sites and states that the atlas
does not have. Sources get another id where theirs is taken, and are the atlas's own where it has the same one.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

from mapkit.atlas import Atlas
from mapkit.contents import Contents, contents
from mapkit.errors import AtlasError, Problem
from mapkit.files.atlas_tables import CLAIMS, INCIDENTS, SOURCES, STATES
from mapkit.files.settings import NAME
from mapkit.files.tables import read_table
from mapkit.importing.formats.sheet import counted
from mapkit.names import fold
from mapkit.records import CLAIM_COLUMNS, Claim, Kind, Source

_HELD = {SOURCES: [one.name for one in fields(Source)], CLAIMS: CLAIM_COLUMNS}


def joined(base: Atlas, new: Atlas, notes: list[str] | None = None) -> Contents:
    """The records of `base` with those of `new` after them, as files are written in.

    A kind of `new` is the kind of `base` with its id, else the one with its label. A source of `new` is the source of
    `base` with its title, address, date and publisher; another gets a free id if its own is taken. Columns of either
    stay, empty for the incidents of the other. Sites, layers, states, settings and the map of `base` stay as they are.
    What was done and what was left undone for a person is added to `notes`. Raises AtlasError with every problem.
    """
    old, add = contents(base), contents(new)
    found = [] if notes is None else notes
    kinds = _kinds(old, add)
    problems = list(_problems(old, add, kinds))
    if problems:
        raise AtlasError(problems)
    sources = dict(_sources(old, add, found))
    found += _left(old, add)
    own = (*old.own, *(column for column in add.own if column not in old.own))
    records = [*old.records, *({**one, "kind": kinds[one["kind"]]} for one in add.records)]
    known = {source.id for source in old.sources}
    return replace(
        old,
        own=own,
        records=tuple({**dict.fromkeys(own, ""), **one} for one in records),
        sources=(*old.sources, *(_deriving(source, sources) for source in sources.values() if source.id not in known)),
        claims=(*old.claims, *(_cited(claim, sources, kinds) for claim in add.claims)),
    )


def refuse_loss(folder: Path) -> None:
    """Raise AtlasError for each column of the sources and claims in a folder that writing them anew would lose."""
    found = [
        Problem(f"{name}:1", "column-lost", f"the column {column!r} is none of an atlas and would be lost: take it out")
        for name, held in _HELD.items()
        for column in read_table(folder / name, ()).columns
        if column not in held
    ]
    if found:
        raise AtlasError(found)


def _cited(claim: Claim, sources: Mapping[str, Source], kinds: Mapping[str, str]) -> Claim:
    """A claim whose sources and kind are those of the atlas."""
    via = sources[claim.via].id if claim.via else ""
    source = _deriving(sources[claim.source.id], sources)
    return replace(claim, source=source, via=via, kind=kinds[claim.kind] if claim.kind else "")


def _deriving(source: Source, sources: Mapping[str, Source]) -> Source:
    """A source whose origin, if it is one of the import's, is that of the atlas."""
    return replace(source, origin=sources[source.origin].id) if source.origin in sources else source


def _kinds(old: Contents, add: Contents) -> dict[str, str]:
    """The kind of the atlas for each kind of the import that it has: by id, else by label."""
    ids = {kind.id: kind.id for kind in old.meta.kinds}
    labels = {fold(kind.label): kind.id for kind in old.meta.kinds}
    pairs = ((kind.id, ids.get(kind.id) or labels.get(fold(kind.label))) for kind in add.meta.kinds)
    return {id_: known for id_, known in pairs if known}


def _problems(old: Contents, add: Contents, kinds: Mapping[str, str]) -> Iterator[Problem]:
    yield from _unknown_kinds(old, add, kinds)
    yield from _unknown_parties(old, add)
    yield from _unknown_sites(old, add)
    taken = {record["id"] for record in old.records}
    for record in add.records:
        if record["id"] in taken:
            text = f"has an id {record['id']!r} already: give the row another in the file, or take it out"
            yield Problem(INCIDENTS, "id-taken", text)
    known = {*old.states}
    if states := [state for state in add.states if state not in known]:
        text = f"the import has {len(states):,} states of sites that are not here: add them by hand"
        yield Problem(STATES, "states-left", text)
    spelled = {column.casefold(): column for column in old.own}
    for column in add.own:
        if (other := spelled.get(column.casefold(), column)) != column:
            text = f"the column {column!r} of the import is {other!r} here: write both alike"
            yield Problem(INCIDENTS, "column-spelled", text)


def _unknown_kinds(old: Contents, add: Contents, kinds: Mapping[str, str]) -> Iterator[Problem]:
    used = [record["kind"] for record in add.records] + [claim.kind for claim in add.claims if claim.kind]
    for kind in add.meta.kinds:
        if kind.id in used and kind.id not in kinds:
            hint = f"add it, or give one of {_listed(old.meta.kinds)} for it in [kinds] of the mapping"
            text = f"has no kind {kind.id!r} ({kind.label!r}, in {counted(used.count(kind.id), 'row')}): {hint}"
            yield Problem(NAME, "kind-unknown", text)


def _listed(kinds: Collection[Kind]) -> str:
    return ", ".join(repr(kind.label) for kind in kinds) or "the kinds it then has"


def _unknown_parties(old: Contents, add: Contents) -> Iterator[Problem]:
    known = {party.id for party in old.meta.parties}
    for party in dict.fromkeys(source.party for source in add.sources):
        if party and party not in known:
            yield Problem(NAME, "party-unknown", f"has no party {party!r}: add it, or leave it out of the import")


def _unknown_sites(old: Contents, add: Contents) -> Iterator[Problem]:
    known = {site.id for site in old.sites}
    named = [*(record["site"] for record in add.records), *(claim.site for claim in add.claims)]
    for site in dict.fromkeys(named):
        if site and site not in known:
            yield Problem(INCIDENTS, "site-unknown", f"no layer has a site {site!r}: add it to one of them first")


def _sources(old: Contents, add: Contents, notes: list[str]) -> Iterator[tuple[str, Source]]:
    """For each id of a source of the import, the source that it is in the atlas."""
    known = {source.identity: source for source in old.sources}
    taken = {source.id for source in (*old.sources, *add.sources)}
    ids = {source.id for source in old.sources}
    for source in add.sources:
        same = known.get(source.identity)
        if same:
            notes.append(f"{SOURCES}: {source.title!r} is the source {same.id!r} that is there")
        elif source.id in ids:
            free = next(id_ for number in count(2) if (id_ := f"{source.id}-{number}") not in taken)
            taken.add(free)
            notes.append(f"{SOURCES}: {source.title!r} is {free!r}, for another source has the id {source.id!r}")
            yield source.id, replace(source, id=free)
            continue
        yield source.id, same or source


def _left(old: Contents, add: Contents) -> Iterator[str]:
    """What a person should look at in the settings, which stay as somebody wrote them."""
    if add.meta.licence and add.meta.licence != old.meta.licence:
        yield f"{NAME}: the licence stays {old.meta.licence!r}; that of the import is {add.meta.licence!r}"
    for credit in add.meta.credits:
        if credit not in old.meta.credits:
            yield f"{NAME}: credits do not name {credit!r}: add it"
