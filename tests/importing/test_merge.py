"""An import put into an atlas that is there."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mapkit as mk
from mapkit.contents import contents
from mapkit.edtf import read as read_when
from mapkit.errors import AtlasError
from mapkit.importing.mapping.table_map import TableMap
from mapkit.importing.merge import joined, refuse_loss
from mapkit.importing.read import read
from mapkit.records import Source, State
from mapkit.saving import write
from support.examples import examples
from support.made import CLAIMS, SOURCES

HEADER = "id,date,lat,lon,title,type,place,source,weather,colour\n"
COLUMNS = {
    "id": ("id",),
    "when": ("date",),
    "lat": ("lat",),
    "lon": ("lon",),
    "title": ("title",),
    "kind": ("type",),
    "place": ("place",),
    "source": ("source",),
}


def imported(path: Path, *rows: str, like: mk.Atlas | None = None, **parts: object) -> mk.Atlas:
    """The atlas of a table with these rows."""
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), "utf-8")
    return read(path, mapping=replace(TableMap(columns=COLUMNS), **parts), like=like)  # type: ignore[arg-type]


def refused(base: mk.Atlas, new: mk.Atlas) -> list[str]:
    """What joining is refused for."""
    with pytest.raises(AtlasError) as caught:
        joined(base, new)
    return [str(problem) for problem in caught.value.problems]


def test_claims_come_with_those_whom_they_repeat(made: mk.Atlas, tmp_path: Path) -> None:
    """Whom a claim repeats and the kind that it names are the atlas's own, under the ids that they have there."""
    rows = ("n1,2021-05,39.9,46.8,One,Attack,,Wire,,", "n1,2021-05,39.9,46.8,One,Meeting,,The Herald,,")
    new = imported(tmp_path / "x.csv", *rows, same_id="claims")
    parts = contents(new)
    wire, herald = parts.sources
    herald = replace(herald, publisher="Herald House", url="https://example.org/herald", published="2024-01-02")
    sources = (wire, replace(herald, id="other"))
    claims = tuple(
        replace(one, source=sources[place], via="other" if place == 0 else "") for place, one in enumerate(parts.claims)
    )
    kinds = tuple(replace(kind, id=f"my-{kind.id}") for kind in parts.meta.kinds)
    records = tuple({**one, "kind": "my-attack"} for one in parts.records)
    claims = tuple(replace(one, kind=one.kind and f"my-{one.kind}") for one in claims)
    whole = replace(parts, meta=replace(parts.meta, kinds=kinds), records=records, sources=sources, claims=claims)
    first, second = joined(made, whole.atlas()).claims[-2:]
    assert (first.via, second.source.id, second.kind) == ("herald", "herald", "meeting")


def test_rows_come_after_those_that_are_there(made: mk.Atlas, tmp_path: Path) -> None:
    """The atlas keeps everything it had, in its order, and gets the new incidents with their claims at the end."""
    new = imported(
        tmp_path / "x.csv",
        "n1,2021-05,39.9,46.8,One,Attack,,TASS,rain,red",
        "n2,2021-06,,,Two,Meeting,Dale,,,",
        like=made,
        places={"Dale": "dale"},
    )
    old, parts = contents(made), joined(made, new)
    count = len(old.records)
    assert [{name: new[name] for name in one} for one, new in zip(old.records, parts.records, strict=False)] == list(
        old.records
    )
    assert {parts.records[0][name] for name in ("date", "place", "source", "colour")} == {""}
    assert parts.claims[: len(old.claims)] == old.claims
    assert (parts.sites, parts.states, parts.meta, parts.context) == (old.sites, old.states, old.meta, old.context)
    added = parts.records[count:]
    assert [(one["id"], one["kind"], one["site"]) for one in added] == [("n1", "attack", ""), ("n2", "meeting", "dale")]
    assert [claim.source.title for claim in parts.claims[len(old.claims) :]] == ["TASS", "The file x.csv"]
    assert parts.own == (*old.own, *(name for name in contents(new).own if name not in old.own))
    assert (added[0]["weather"], added[0]["colour"]) == ("rain", "red")


def test_what_is_joined_can_be_written_and_read(made: mk.Atlas, tmp_path: Path) -> None:
    """The joined records are an atlas that is written over the old one and read back the same."""
    folder = write(made, tmp_path / "atlas")
    base = mk.read(folder)
    new = imported(tmp_path / "x.csv", "n1,2021-05,39.9,46.8,One,Attack,,TASS,,")
    write(joined(base, new).atlas(), folder, expect=base.digest)
    again = mk.read(folder)
    assert again.counts.all == base.counts.all + 1
    assert again["n1"].claims[0].locator == "x.csv:2"


def test_what_does_not_fit_is_refused_at_once(made: mk.Atlas, tmp_path: Path) -> None:
    """Taken ids and kinds that the atlas lacks are all told, each with what to do."""
    new = imported(tmp_path / "x.csv", "a,2021-05,39.9,46.8,One,Attack,,,,", "c,2021-05,39.9,46.8,One,Flood,,,,")
    assert refused(made, new) == [
        "atlas.toml kind-unknown has no kind 'flood' ('Flood', in 1 row): add it, or give one of 'Attack', 'Meeting' "
        "for it in [kinds] of the mapping",
        "incidents.csv id-taken has an id 'a' already: give the row another in the file, or take it out",
        "incidents.csv id-taken has an id 'c' already: give the row another in the file, or take it out",
    ]


def test_a_label_of_the_atlas_is_its_kind(made: mk.Atlas, tmp_path: Path) -> None:
    """What [kinds] of the mapping calls by the label or the id of a kind of the atlas is of that kind."""
    new = imported(
        tmp_path / "x.csv",
        "n1,2021,,,One,shots,,,,",
        "n2,2021,,,Two,talks,,,,",
        kinds={"shots": "ATTACK", "talks": "meeting"},
    )
    assert [one["kind"] for one in joined(made, new).records[-2:]] == ["attack", "meeting"]


def test_sources_keep_their_ids_or_say_why_not(made: mk.Atlas, tmp_path: Path) -> None:
    """The same source is the atlas's own; another whose id is taken gets a free one, and the notes say so."""
    new = imported(tmp_path / "x.csv", "n1,2021,,,One,Attack,,TASS,,")
    base = joined(made, new).atlas()
    later = imported(tmp_path / "x.csv", "n2,2022,,,Two,Attack,,TASS,,", "n3,2022,,,Three,Attack,,Azertac,,")
    same, other = contents(later).sources
    notes: list[str] = []
    parts = joined(base, replace(later, source_list=(same, other), claim_list=later.claim_list), notes)
    assert [claim.source.id for claim in parts.claims[-2:]] == ["source-1", "source-2"]
    assert notes == ["sources.csv: 'TASS' is the source 'source-1' that is there"]
    clash = imported(tmp_path / "x.csv", "n4,2022,,,Four,Attack,,Azertac,,")
    notes.clear()
    assert joined(base, clash, notes).claims[-1].source == Source("source-1-2", "Azertac")
    assert notes == ["sources.csv: 'Azertac' is 'source-1-2', for another source has the id 'source-1'"]


def test_parties_sites_and_states_are_not_made_up(made: mk.Atlas, tmp_path: Path) -> None:
    """Parties and sites that the atlas lacks are refused; so are states, and columns that differ in capitals alone."""
    new = contents(imported(tmp_path / "x.csv", "n1,2021,,,One,Attack,,TASS,,"))
    odd = replace(
        new,
        sources=(replace(new.sources[0], party="east"),),
        records=({**new.records[0], "site": "far"},),
        states=(State("far", read_when("2021"), "open"),),
        own=("Weather",),
    )
    odd = replace(odd, records=({**odd.records[0], "Weather": "fog"},))
    codes = [line.split()[1] for line in refused(made, odd.atlas())]
    assert codes == ["party-unknown", "site-unknown", "states-left", "column-spelled"]


def test_settings_stay_and_are_spoken_of(made: mk.Atlas, tmp_path: Path) -> None:
    """The settings of the atlas are not written over; another licence and a credit that is missing are notes."""
    new = imported(tmp_path / "x.csv", "n1,2021,,,One,Attack,,,,", licence="CC BY 4.0", dataset="A data set")
    notes: list[str] = []
    assert joined(made, new, notes).meta == made.meta
    assert [note for note in notes if note.startswith("atlas.toml")] == [
        "atlas.toml: the licence stays 'CC0'; that of the import is 'CC BY 4.0'",
        "atlas.toml: credits do not name 'A data set': add it",
    ]


def test_columns_that_would_be_lost_are_refused(folder: Callable[..., Path]) -> None:
    """A column of sources or claims that no atlas holds is named before the files are written anew."""
    refuse_loss(folder())
    path = folder(sources=[{**one, "mood": "calm"} for one in SOURCES], claims=[{**one, "mine": "1"} for one in CLAIMS])
    with pytest.raises(AtlasError) as caught:
        refuse_loss(path)
    assert [(one.place, one.code) for one in caught.value.problems] == [
        ("sources.csv:1", "column-lost"),
        ("claims.csv:1", "column-lost"),
    ]


@settings(max_examples=examples(8))
@given(st.lists(st.sampled_from("abcnxyz"), unique=True, min_size=1))
def test_a_join_adds_all_or_nothing(made: mk.Atlas, ids: list[str]) -> None:
    """Either every id is free and every row comes in, or each taken id is a problem of its own."""
    record = contents(made).records[0]
    new = replace(contents(made), records=tuple({**record, "id": id_} for id_ in ids), claims=(), states=())
    taken = {one["id"] for one in contents(made).records} & set(ids)
    if taken:
        assert len(refused(made, new.atlas())) == len(taken)
    else:
        assert len(joined(made, new.atlas()).records) == len(contents(made).records) + len(ids)
