"""The options of reading a table: how its file is read, and how its columns are, over what was recognised."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mapkit.errors import AtlasError, ParseError, Problem

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.importing.gazetteer import Gazetteer
    from mapkit.importing.mapping.table_map import TableMap

MAX_BYTES = 1_000_000  # of a mapping
DATES = ("lasted", "one-of", "within")  # as table_map.DATES, which is slow to load
DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
HOME = "home"
TOLD = ("day_order", "dates", "same_id", "century", "zone", "swap", "zero")  # options that are parts of a mapping


def reading_options() -> list[click.Parameter]:
    """How a table is read."""
    return [
        click.Option(["--dialect"], metavar="NAME", help="A provider's tables: ucdp, acled, gdelt, ...; or plain."),
        click.Option(["--mapping"], metavar="FILE", type=click.Path(path_type=Path), help="How the columns are read."),
        click.Option(["--encoding"], metavar="E", help="Of a text table, such as cp1251."),
        click.Option(
            ["--delimiter"],
            metavar="D",
            help="Of a text table: the character, or tab, comma, semicolon, pipe.",
            callback=lambda _, __, given: DELIMITERS.get(given, given),
        ),
        click.Option(
            ["--header-row"], metavar="N", type=click.IntRange(1), help="The line or row that names the columns."
        ),
        click.Option(["--sheet"], metavar="S", help="Of a workbook; of a GeoPackage, the layer."),
        click.Option(["--day-order"], type=click.Choice(("dmy", "mdy", "ymd")), help="What 10/11/2020 means."),
        click.Option(["--dates"], type=click.Choice(DATES), help="What two days of one row mean; one-of until told."),
        click.Option(
            ["--same-id"], type=click.Choice(("claims",)), help="What rows with the id of an earlier one are."
        ),
        click.Option(["--century"], metavar="YEAR", help="The first of the hundred that two-digit years are in: 2000."),
        click.Option(
            ["--zone"], metavar="ZONE", help="Whose days stamps with a zone have: +04:00, Asia/Baku, written."
        ),
        click.Option(["--swap/--no-swap"], default=None, help="Whether latitude and longitude are exchanged."),
        click.Option(["--zero"], type=click.Choice(("place", "unknown")), help="What 0, 0 means."),
        click.Option(
            ["--gazetteer"],
            metavar="LIMITS",
            help="Propose places for names within a box, countries (AZ,AM) or the home of the atlas (home).",
        ),
    ]


def chosen(ctx: click.Context, options: Mapping[str, Any]) -> "TableMap | None":
    """The mapping that was given, as a file or a dialect; None if it is to be recognised. Raises UsageError."""
    from mapkit.importing.read import known  # noqa: PLC0415 - slow to load, and other commands do without

    if options["mapping"] and options["dialect"]:
        raise click.UsageError("--mapping and --dialect both say how the table is read: give one", ctx)
    if options["mapping"]:
        return _mapping(options["mapping"])
    try:
        return known(options["dialect"] or "")
    except ParseError as error:
        raise click.BadParameter(str(error), ctx, param_hint="--dialect") from None


def overridden(mapping: "TableMap", options: Mapping[str, Any]) -> "TableMap":
    """The mapping with what single options say of it."""
    given = {name: options[name] for name in TOLD if options[name] is not None}
    return replace(mapping, **given)


def limits(text: str | None, base: "Atlas | None") -> "Gazetteer | None":
    """The gazetteer within the limits that were asked for. Raises BadParameter, MissingExtra."""
    if text is None:
        return None
    from mapkit.importing.gazetteer import Gazetteer  # noqa: PLC0415 - as above

    try:
        if text != HOME:
            return Gazetteer.parse(text)
        return Gazetteer(base.meta.home if base else None)
    except ParseError as error:
        raise click.BadParameter(str(error), param_hint="--gazetteer") from None


def _mapping(path: Path) -> "TableMap":
    """The mapping in a file. Raises AtlasError."""
    from mapkit.importing.formats.regular_file import open_regular, shown_name  # noqa: PLC0415 - as above
    from mapkit.importing.mapping.table_map import TableMap  # noqa: PLC0415 - as above

    with open_regular(path, MAX_BYTES) as file:
        data = file.read()
    name = shown_name(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(name, "file-encoding", f"byte {error.start} is not UTF-8: save the file as UTF-8")
        raise AtlasError([problem]) from None
    return TableMap.parse(text, name)
