"""The options of a view: one for each field of View, made from the fields, and the whole view as a text."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import Field, fields, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

import mapkit as mk
from mapkit.errors import ParseError
from mapkit.link import Link
from mapkit.records import TOLLS
from mapkit.view import IDS, View

if TYPE_CHECKING:
    from mapkit.atlas import Atlas

LINK = "mapkit.link"  # and how it is shown, as far as --view says
KEPT = "mapkit.view"  # where the context of a command keeps the view that its options ask
HELP = {
    "when": "A date or an interval, such as 2020-12 or 2022-12-12/.. (EDTF).",
    "where": "A box in degrees: west,south,east,north.",
    "kind": "Kinds of incidents, by id.",
    "site": "Sites, or groups of sites, by id.",
    "source": "Sources that say something of the incident, by id.",
    "party": "Parties whose sources say something of the incident, by id.",
    "layer": "Layers of sites, by id.",
    "stance": "What some source says of the incident: denies; or what one of a party does: denies:north.",
    "own": "Texts in columns of the atlas's own: side_a:North; write a comma as %2C.",
    "text": "Words, all of which must be found.",
    "killed": "How many people were killed, as far as it is stated: 5.., ..10, 5..10 or 5.",
    "injured": "How many people were injured, in the same way.",
    "precision": "How well the place is known, in metres, in the same way: ..500.",
    "disputed": "Only what some source disputes or denies.",
    "origins": "Only what so many independent voices speak of, at least: 2.",
    "according": "The map as a party has it: its id, 2-origins (reported by so many voices) or any-undenied.",
    "known": "The map as it was known on a day: 2021-01-03.",
    "certain": "Leave out what only may lie in the window.",
}
METAVARS = {
    "when": "DATE",
    "where": "BOX",
    **dict.fromkeys(IDS, "ID[,ID]"),
    "stance": "STANCE[:PARTY][,...]",
    "own": "COLUMN:TEXT[,COLUMN:TEXT]",
    "text": "WORDS",
    **dict.fromkeys((*TOLLS, "precision"), "RANGE"),
    "origins": "NUMBER",
    "according": "PARTY",
    "known": "DATE",
}


def view_options(view: Any = View) -> list[click.Parameter]:
    """An option for each field of `view`, which is View, and --view for a whole view.

    An option that is given twice narrows twice, as `View.__and__` does.
    """
    whole = click.Option(
        ["--view"],
        metavar="VIEW",
        multiple=True,
        expose_value=False,
        callback=_keep_link,
        help="A whole view, as a receipt or the address of the page has it: 'when=2020-12&kind=attack&labels=en'.",
    )
    return [*(_option(field, view) for field in fields(view)), whole]


def seen(path: str, ctx: click.Context) -> "Atlas":
    """The atlas at `path` through the view of the options.

    Raises AtlasError, and BadParameter for ids and columns that the atlas does not have.
    """
    return narrowed(mk.read(path), ctx.meta.get(KEPT, View()))


def narrowed(atlas: "Atlas", view: View) -> "Atlas":
    """The atlas through a narrower view. Raises BadParameter for ids and columns that it does not have."""
    from mapkit.store.incident_table import asked_name  # noqa: PLC0415 - slow to load, and the help does without

    atlas = atlas.filter(view)
    known_ids = _known_ids(atlas)
    for name, known in known_ids.items():
        _refuse_unknown(name, frozenset().union(*getattr(view, name)) - known, known, f"no {name} of this atlas")
    parties = frozenset(party for pairs in view.stance for _, party in pairs if party)
    _refuse_unknown("stance", parties - known_ids["party"], known_ids["party"], "no party of this atlas")
    columns, own = (
        frozenset(atlas.store.own),
        frozenset(asked_name(column) for pairs in view.own for column, _ in pairs),
    )
    _refuse_unknown("own", own - columns, columns, "no column of this atlas's own")
    return atlas


def _refuse_unknown(name: str, unknown: Iterable[str], known: Collection[str], words: str) -> None:
    for one in sorted(unknown):
        near = get_close_matches(one, known) or sorted(known)
        listed = ", ".join(map(repr, near[:8])) or "none: the atlas has none"
        raise click.BadParameter(f"{one!r} is {words}: use {listed}", param_hint=f"--{name}")


def _known_ids(atlas: "Atlas") -> Mapping[str, frozenset[str]]:
    groups = {site.part_of for site in atlas.places.values()} - {""}
    return {
        "kind": _ids(atlas.meta.kinds),
        "site": _ids(atlas.places.values()) | groups,
        "source": _ids(atlas.source_list),
        "party": _ids(atlas.meta.parties),
        "layer": _ids(atlas.meta.layers),
    }


def _ids(records: Iterable[Any]) -> frozenset[str]:
    return frozenset(record.id for record in records)


def _option(field: "Field[Any]", view: Any) -> click.Option:
    name = field.name
    flag = [f"--{name.replace('_', '-')}", name]
    words = HELP.get(name, f"The part {name} of the view.")
    keep = _kept(lambda value: view.of(**{name: value}))
    if field.type is bool:
        return click.Option(flag, is_flag=True, expose_value=False, callback=keep, help=words)
    metavar = METAVARS.get(name, name.upper())
    return click.Option(flag, metavar=metavar, multiple=True, expose_value=False, callback=keep, help=words)


def link_of(ctx: click.Context) -> Link:
    """What all options ask, and how --view says that it is shown."""
    found: Link = ctx.meta.get(LINK, Link())
    return replace(found, view=ctx.meta.get(KEPT, View()))


def _keep_link(ctx: click.Context, param: click.Parameter, given: Iterable[str]) -> None:
    """Keep what a whole view asks, and how it is shown."""
    for text in given or ():
        try:
            link = Link.parse(text)
        except ParseError as error:
            raise click.BadParameter(str(error), ctx, param) from None
        _add(ctx, link.view)
        ctx.meta[LINK] = link


def _add(ctx: click.Context, asked: Any) -> None:
    ctx.meta[KEPT] = ctx.meta[KEPT] & asked if KEPT in ctx.meta else asked


def _kept(read: Callable[[Any], Any]) -> Callable[[click.Context, click.Parameter, Any], None]:
    """A callback that adds what was asked to the view of the context."""

    def keep(ctx: click.Context, param: click.Parameter, given: Any) -> None:
        for value in (given,) if given is True else given or ():
            try:
                _add(ctx, read(value))
            except ParseError as error:
                raise click.BadParameter(str(error), ctx, param) from None

    return keep
