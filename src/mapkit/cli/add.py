"""`mapkit add` and `mapkit undo`: one incident more with who says so, and the last change taken back."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapkit.cli.arguments import json_option
from mapkit.cli.terminal import json_line, plain, say
from mapkit.incident_columns import columns
from mapkit.records import CLAIM_STATES, CLAIM_TEXTS, STANCES, TOLL_COLUMNS

if TYPE_CHECKING:
    from mapkit.atlas import Atlas

OF_CLAIM = "claim_"  # before a column that the incident has too
INCIDENT = {
    "id": ("ID", "The incident's id; without it, one is made of the title and the date."),
    "when": ("DATE", "EDTF: 2020-12-08, 2020-12, 2020-12-08/2021-01-10; '' is undated."),
    "when_basis": ("BASIS", "stated, year-inferred, relative, external, inferred, within or unknown."),
    "kind": ("ID", "What happened, as a kind of the atlas."),
    "title": ("TEXT", "What is reported, in a few words."),
    "site": ("ID", "Where: a site of the atlas."),
    "lon": ("DEGREES", "Where: the longitude; with --lat and --precision-m."),
    "lat": ("DEGREES", "Where: the latitude."),
    "precision_m": ("METRES", "How well the place is known."),
    "text": ("TEXT", "More on it."),
    "quote": ("TEXT", "Words of the source on it."),
    **{name: ("NUMBER", f"{name.replace('_', ', ')} number of people.") for name in TOLL_COLUMNS},
    **{one.name: ((one.unit or "text").upper(), f"{one.words}.") for one in columns(lambda one: one.listed)},
}
CLAIM = {
    "source": ("ID", "Who says so: a source of the atlas."),
    "says": ("TEXT", "What the source says."),
    "locator": ("TEXT", "Where in the source."),
    "said": ("DATE", "When it said so (EDTF); without it, when the source was published."),
    "via": ("ID", "The source that it repeats."),
    **{
        f"{OF_CLAIM}{name}": (INCIDENT[name][0], f"What this source says, if not as the incident: {name}.")
        for name in CLAIM_STATES
    },
}
SOURCE = {
    "source_title": ("TEXT", "Who says so: a new source."),
    "publisher": ("TEXT", "Of the new source."),
    "party": ("ID", "The side that the new source speaks for."),
    "url": ("URL", "Of the new source."),
    "archive_url": ("URL", "A copy of it."),
    "published": ("DATE", "Of the new source (EDTF)."),
    "accessed": ("DATE", "When it was read (EDTF)."),
    "origin": ("ID", "The source that the new one repeats or derives from."),
    "captured": ("DATE", "When a copy of it was kept (EDTF)."),
    "captured_by": ("NAME", "Who kept it."),
    "sha256": ("DIGITS", "Of the copy."),
    "file": ("PATH", "Where the copy lies."),
}
POINT = ("lon", "lat", "precision_m")
NEEDED = ("when", "kind", "title", "says")
FOLDER = click.Path(path_type=Path)


def _options() -> list[click.Parameter]:
    """An option for each column of an incident, its claim and a new source."""
    made: list[click.Parameter] = [
        click.Option([flag(name)], metavar=metavar, help=words, required=name in NEEDED)
        for name, (metavar, words) in {**INCIDENT, **CLAIM, **SOURCE}.items()
    ]
    stance = click.Option(
        ["--stance"],
        type=click.Choice(STANCES),
        required=True,
        help="Whether the source reports, confirms, disputes, denies or withdraws it.",
    )
    unplaced = click.Option(["--unplaced"], is_flag=True, help="Nobody says where.")
    return [*made, stance, unplaced]


def flag(name: str) -> str:
    """The option for a column."""
    return f"--{name.replace('_', '-')}"


who_option = click.option("--who", metavar="NAME", required=True, help="Who makes the change, for changes.csv.")


@click.command(params=_options())
@click.argument("folder", type=FOLDER)
@who_option
@json_option
@click.pass_context
def add(ctx: click.Context, /, folder: Path, who: str, as_json: bool, **given: Any) -> None:
    """Add an incident to the atlas in FOLDER, with what a source says of it.

    What is new is checked as any atlas is read, and written only if all of it is sound. A line in changes.csv tells who
    did it; mapkit undo takes it back. A large atlas has no such list, and nothing in it is undone.
    """
    from mapkit import saving  # noqa: PLC0415 - slow to load, and other commands do without
    from mapkit.files import read  # noqa: PLC0415 - as above
    from mapkit.files.large_manifest import is_large  # noqa: PLC0415 - as above
    from mapkit.saving.large.add import add_large  # noqa: PLC0415 - as above
    from mapkit.view import View  # noqa: PLC0415 - as above

    _refuse_halves(ctx, given)
    before = read(folder)
    source, sources = new_source(ctx, before, given)
    incident = {name: given[name] for name in INCIDENT if given[name] is not None}
    claim = {"source": source, **said_of(given)}
    large = is_large(folder)
    put = add_large if large else saving.add
    after = put(folder, incident, [claim], sources, who=who, expect=before.digest)
    id_ = str(after.store.at([before.store.counts(View()).all])["id"].iloc[0])  # the last of the file
    values = {"id": id_, "source": source, "path": str(folder), "digest": f"sha256:{after.digest}"}
    words = f"{folder} has the incident {id_!r} now" + ("" if large else ": mapkit undo takes it back")
    say(json_line(values) if as_json else plain(words))


@click.command()
@click.argument("folder", type=FOLDER)
@who_option
@json_option
def undo(folder: Path, who: str, as_json: bool) -> None:
    """Take back the last change of the atlas in FOLDER.

    The last one that changes.csv tells of and that was not taken back yet. Taking it back is a change too.
    """
    from mapkit import saving  # noqa: PLC0415 - slow to load, and other commands do without
    from mapkit.files import read  # noqa: PLC0415 - as above
    from mapkit.saving.folder.draft import refuse_large  # noqa: PLC0415 - as above
    from mapkit.saving.folder.journal import last  # noqa: PLC0415 - as above

    refuse_large(folder)
    before = read(folder)
    change = last(folder)
    after = saving.undo(folder, who=who, expect=before.digest)
    values = {"what": change.what, "id": change.id, "path": str(folder), "digest": f"sha256:{after.digest}"}
    say(json_line(values) if as_json else plain(f"{folder}: {change.what} of {change.id!r} is undone"))


def said_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The cells of a claim that are given."""
    options = {name: f"{OF_CLAIM}{name}" if name in CLAIM_STATES else name for name in CLAIM_TEXTS}
    return {name: given[option] for name, option in options.items() if given[option] is not None}


def _refuse_halves(ctx: click.Context, given: Mapping[str, Any]) -> None:
    """Raise UsageError unless it is said where it was, in one way, and who says so, in one way."""
    point = [name for name in POINT if given[name] is not None]
    ways = [given["site"] is not None, bool(point), given["unplaced"]]
    if sum(ways) != 1 or (point and len(point) < len(POINT)):
        words = "say where it was in one way: --site, or --lon, --lat and --precision-m, or --unplaced"
        raise click.UsageError(words, ctx)
    refuse_two_sources(ctx, given)


def refuse_two_sources(ctx: click.Context, given: Mapping[str, Any]) -> None:
    """Raise UsageError unless it is said who says so, in one way."""
    new = [flag(name) for name in SOURCE if given[name] is not None]
    if given["source"] is not None and new:
        raise click.UsageError(f"--source is a source of the atlas: leave out {', '.join(new)}", ctx)
    if given["source"] is None and given["source_title"] is None:
        raise click.UsageError("say who says so: --source with an id, or --source-title", ctx)


def new_source(ctx: click.Context, atlas: "Atlas", given: Mapping[str, Any]) -> tuple[str, list[dict[str, str]]]:
    """The id of the source, and the new source if it is one. Raises UsageError for a title that a source has."""
    from mapkit.saving.folder.slugs import slug  # noqa: PLC0415 - as above

    if given["source"] is not None:
        return given["source"], []
    title = given["source_title"]
    values = {name: given[name] for name in SOURCE if name != "source_title" and given[name]}
    same = [one.id for one in atlas.source_list if (one.title, one.url) == (title, values.get("url", ""))]
    if same:
        raise click.UsageError(f"{title!r} is the source {same[0]!r} already: give --source {same[0]}", ctx)
    id_ = slug(title, "", {one.id for one in atlas.source_list})
    return id_, [{"id": id_, "title": title, **values}]


COMMANDS = (add, undo)
