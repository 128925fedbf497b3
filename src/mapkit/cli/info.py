"""`mapkit info` and `mapkit count`: what an atlas holds, and what a view shows of it, in numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

import mapkit as mk
from mapkit import __version__
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.snapshot import ProgressLine
from mapkit.cli.terminal import json_line, say, table
from mapkit.cli.view_options import link_of, narrowed, seen, view_options
from mapkit.view import View
from mapkit.when import Window, day_of

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.store.store import Counts

LENS = ("according", "known", "origins")  # parts of a view that change the table which answers
CITED = ("source", "party")  # an incident has as many of them as it likes, so the store has no column of it
DATE_LENGTHS = {"year": 4, "month": 7, "day": 10}  # of an ISO date
COUNT = "count"
WIDER, NONE = "(wider)", "(none)"
Key = Any
Line = tuple[tuple[Key, ...], int]


@click.command(params=view_options())
@path_argument
@json_option
@click.pass_context
def info(ctx: click.Context, path: str, as_json: bool) -> None:
    """Tell what the atlas at PATH is and shows.

    Incidents, dates and extent are those of the view; sites, sources, claims and states are all there are.
    """
    found = _facts(seen(path, ctx))
    say(json_line(found) if as_json else table(list(_lines(found))))


@click.command(params=view_options())
@path_argument
@click.option("--by", metavar="COLUMN", multiple=True, help="What to count by; may be given again.")
@json_option
@click.pass_context
def count(ctx: click.Context, path: str, by: tuple[str, ...], as_json: bool) -> None:
    """Count what the atlas at PATH shows.

    With --by, by a column (kind, site, layer, ... or one of your own), year, month, day, cell:0 to cell:24, source or
    party. Without --by, tell where every incident stands: shown, outside, undated, unplaced.
    """
    from mapkit.lens_blocks import needs_blocks  # noqa: PLC0415 - slow to load, and other commands do without

    atlas, view = mk.read(path), link_of(ctx).view
    blocks = needs_blocks(atlas, view)
    atlas = narrowed(atlas, view.without(*LENS) if blocks else view)
    if not by:
        found = asdict(_counts_through(atlas, view) if blocks else atlas.counts)
        say(json_line(found) if as_json else table(list(found.items())))
        return
    lines = _counted(atlas, by, view if blocks else None)
    if as_json:
        say("\n".join(json_line(_values(by, keys, number)) for keys, number in lines))
    else:
        words = [[*map(_words, by, keys), number] for keys, number in lines]
        say(table(words, [*by, COUNT]))


def _facts(atlas: "Atlas") -> dict[str, Any]:
    """Everything that `info` tells, as plain JSON values; its keys are in docs/commands.md."""
    from mapkit.words import sentence  # noqa: PLC0415 - slow to load, and other commands do without

    meta, extent = atlas.meta, atlas.extent
    return {
        "title": meta.title,
        "description": meta.description,
        "licence": meta.licence,
        "calendar": meta.calendar,
        "labels": list(meta.labels),
        "labels_fixed": meta.labels_fixed,
        "languages": sorted({language for site in atlas.places.values() for language in site.names}),
        "view": str(atlas.view),
        "sentence": sentence(atlas),
        **asdict(atlas.counts),
        "sites": len(atlas.places),
        "sources": len(atlas.source_list),
        "claims": len(atlas.claim_list),
        "states": len(atlas.state_list),
        "window": str(meta.window or ""),
        "dates": _dates(atlas),
        "extent": [extent.west, extent.south, extent.east, extent.north] if extent else None,
        "digest": f"sha256:{atlas.digest}",
        "version": __version__,
    }


def _dates(atlas: "Atlas") -> str:
    """The window from the first start to the last end of what is shown; "" if nothing is."""
    rows = atlas.rows()
    if rows.empty:
        return ""
    return str(Window(day_of(int(rows["start"].min())), day_of(int(rows["end"].max()))))


def _lines(found: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Facts for people; what is empty is left out, but no number is."""
    for name, value in found.items():
        words = ", ".join(map(str, value)) if isinstance(value, list) else value
        if words not in ("", None):
            yield name, f"{words:,}" if isinstance(words, int) else words


def _counts_through(atlas: "Atlas", view: View) -> "Counts":
    """The counts of a large atlas through a lens, with a bar on stderr."""
    from mapkit.lens_blocks import counts_through  # noqa: PLC0415 - as above

    with closing(ProgressLine("Looking through")) as progress:
        return counts_through(atlas, view, progress)


def _counted(atlas: "Atlas", by: Sequence[str], through: View | None) -> list[Line]:
    """Keys and number of each line; of a large atlas `through` a lens, if one is given."""
    if COUNT in by:  # a column of the user's own, and the name of the numbers
        raise click.BadParameter(f"the numbers are called {COUNT!r}: rename the column", param_hint="--by")
    if set(by) & {*CITED} and through:
        words = "is not counted through a lens of a large atlas: write a .zip of a view, and ask that"
        raise click.BadParameter(f"{by[0]!r} {words}", param_hint="--by")
    if set(by) & {*CITED}:
        return _cited(atlas, by)
    numbers = _count_through(atlas, through, by) if through else atlas.count(*by)
    assert not isinstance(numbers, int)  # noqa: S101 - it counts by something, so there is a number for each
    return [(_keys(key, len(by)), int(number)) for key, number in numbers.items()]


def _count_through(atlas: "Atlas", view: View, by: Sequence[str]) -> Any:
    """The numbers of a large atlas through a lens, with a bar on stderr."""
    from mapkit.lens_blocks import count_through  # noqa: PLC0415 - as above

    with closing(ProgressLine("Looking through")) as progress:
        return count_through(atlas, view, by, progress)


def _keys(key: Key, columns: int) -> tuple[Key, ...]:
    """The keys of a line as plain values; what is missing is None, also where pandas made a NaN of it."""
    return tuple(map(_key, (key,) if columns == 1 else tuple(key)))


def _key(value: Any) -> Key:
    value = value.item() if hasattr(value, "item") else value
    if value is None or value == "" or value != value:  # noqa: PLR0124 - a NaN is not itself
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _cited(atlas: "Atlas", by: Sequence[str]) -> list[Line]:
    """Incidents by source or by its party; one that several name counts for each of them."""
    if len(by) > 1:
        raise click.BadParameter("source and party can only be counted alone", param_hint="--by")
    tally: Counter[str] = Counter()
    for one in atlas.rows()["id"]:
        sources = [claim.source for claim in atlas.claims_by_incident.get(one, ())]
        tally.update({source.id if by[0] == "source" else source.party for source in sources} or {""})
    return [((name or None,), number) for name, number in sorted(tally.items())]


def _values(by: Sequence[str], keys: Sequence[Key], number: int) -> dict[str, Any]:
    """A line as plain JSON values; a date is as long as its unit, a cell is its column and row."""
    dated = [
        None if key is None else str(key)[: DATE_LENGTHS[name]] if name in DATE_LENGTHS else key
        for name, key in zip(by, keys, strict=True)
    ]
    return {**dict(zip(by, dated, strict=True)), COUNT: number}


def _words(name: str, key: Key) -> str:
    if key is None:
        return WIDER if name in DATE_LENGTHS else NONE
    if name in DATE_LENGTHS:
        return str(key)[: DATE_LENGTHS[name]]
    return ",".join(map(str, key)) if isinstance(key, tuple) else str(key)


COMMANDS = (info, count)
