"""The options of looks, made from the fields of Look and FilmLook, and those of what is kept back for publishing."""

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import TYPE_CHECKING, Any

import click

import mapkit as mk
from mapkit.drawing.looks import FIT, MODES, PACES, PROJECTIONS, SIZES, STEPS, FilmLook, Look, languages
from mapkit.drawing.shown import look_of_link
from mapkit.errors import ParseError
from mapkit.link import Link
from mapkit.when import Window

if TYPE_CHECKING:
    from datetime import date

    from mapkit.publishing.publish import Publish

# Where the context of a command keeps the options that are given, of looks and of what is kept back.
KEPT, PUBLISH = "mapkit.look", "mapkit.publish"
LOOKS: tuple[Any, ...] = (Look, FilmLook)
HELP = {
    "size": f"{', '.join(SIZES)}, or WIDTHxHEIGHT in pixels.",
    "dpi": "Dots an inch.",
    "box": f"What the map shows: west,south,east,north in degrees, or {FIT} for what is shown.",
    "projection": f"{' or '.join(PROJECTIONS)}.",
    "labels": "Languages of names, such as en or hy,az; of every format but an atlas in a ZIP.",
    "over": "What has ended before the window stays, paler.",
    "graticule": "Parallels and meridians.",
    "inset": "A small map that says where this one lies.",
    "dossier": "After the picture of a PDF, every incident with its claims and sources.",
    "mode": f"Of a film: {', '.join(MODES)}.",
    "step": f"Of a film, from frame to frame: {', '.join(STEPS)}.",
    "width": "Of a film: how many steps the window is wide.",
    "pace": f"Of a film: {' or '.join(PACES)}.",
    "rate": "Of a film: frames a second.",
    "seconds": "Of a film: its length, instead of a rate.",
}


def look_options() -> list[click.Parameter]:
    """An option for each field of Look and of FilmLook."""
    known = {field.name: field for look in LOOKS for field in fields(look)}
    return [_option(field) for field in known.values()]


def look_of(ctx: click.Context, look: Any, link: Link) -> Look | FilmLook | None:
    """How a look of this class shows what a link does, with what was asked of it; None for none. Raises UsageError."""
    try:
        made: Look | FilmLook | None = look_of_link(look, link, _given(ctx)) if look else None
    except ParseError as error:
        raise click.UsageError(str(error), ctx) from None
    return made


def labels_of(ctx: click.Context) -> tuple[str, ...]:
    """The languages of names that were asked for, if any. Raises UsageError."""
    try:
        return languages(_given(ctx).get("labels", ""))
    except ParseError as error:
        raise click.UsageError(str(error), ctx) from None


def refuse_idle(ctx: click.Context, looks: list[Any], *, named: bool) -> None:
    """Raise UsageError for an option that none of these classes of looks has; `named` if some file has labels."""
    known = {field.name for look in looks if look for field in fields(look)} | ({"labels"} if named else set())
    if idle := [f"--{name}" for name in _given(ctx) if name not in known]:
        raise click.UsageError(f"{', '.join(idle)}: none of these formats takes it: leave it out", ctx)


def publish_options() -> list[click.Parameter]:
    """The options of `mapkit.Publish`, by the names of its fields."""
    return [
        _kept("--grid-m", type=float, metavar="METRES", help="Coarsen places to a grid of so many metres."),
        _kept("--delay-days", type=int, metavar="DAYS", help="Leave out what ended less than so many days ago."),
        _kept("--today", metavar="DATE", help="The day to count --delay-days from; without it, the real one."),
        _kept("--drop", metavar="COLUMN", multiple=True, help="Empty a column; may be given again."),
        _kept(
            "--keep", metavar="COLUMN", multiple=True, help="Keep captured_by or file of sources, or they are left out."
        ),
    ]


def publish_of(ctx: click.Context) -> "Publish | None":
    """What is to be kept back; None if nothing is. Raises UsageError, ExportError."""
    given = dict(ctx.meta.get(PUBLISH, {}))
    if "today" in given and "delay_days" not in given:
        raise click.UsageError("--today is the day to count --delay-days from: give both", ctx)
    return mk.Publish(**given) if given else None


def one_day(ctx: click.Context, param: click.Parameter, given: str | None) -> "date | None":
    """The value of an option that is one calendar day. Raises BadParameter."""
    if given is None:
        return None
    try:
        window = Window.parse(given)
    except ParseError as error:
        raise click.BadParameter(str(error), ctx, param) from None
    if window.days != 1:
        raise click.BadParameter(f"{given!r} is no one day: write it like 2024-01-31", ctx, param)
    return window.start


def _given(ctx: click.Context) -> Mapping[str, Any]:
    return dict(ctx.meta.get(KEPT, {}))


def _option(field: "Field[Any]") -> click.Option:
    flag = f"--{field.name}/--no-{field.name}" if field.type is bool else f"--{field.name}"
    more: dict[str, Any] = {} if field.type is bool else {"metavar": field.name.upper()}
    words = HELP.get(field.name, f"The part {field.name} of a look.")
    return click.Option([flag], default=None, expose_value=False, callback=_keep_look, help=words, **more)


def _kept(flag: str, **more: Any) -> click.Option:
    return click.Option([flag], expose_value=False, callback=_keep_publish, **more)


def _keep_look(ctx: click.Context, param: click.Parameter, given: Any) -> None:
    if given is not None:
        ctx.meta.setdefault(KEPT, {})[param.name] = given


def _keep_publish(ctx: click.Context, param: click.Parameter, given: Any) -> None:
    if given is not None and given != ():
        value = one_day(ctx, param, given) if param.name == "today" else given
        ctx.meta.setdefault(PUBLISH, {})[param.name] = value
