"""`mapkit compare`: two views of an atlas beside each other: what both show, what one alone, and what differs."""

from typing import TYPE_CHECKING, Any

import click

import mapkit as mk
from mapkit.cli.arguments import json_option, path_argument
from mapkit.cli.terminal import json_line, plain, say, table
from mapkit.cli.view_options import narrowed, seen, view_options
from mapkit.errors import ParseError
from mapkit.view import View

if TYPE_CHECKING:
    from mapkit.atlas import Atlas
    from mapkit.comparing import Table


def _view(ctx: click.Context, param: click.Parameter, given: str) -> View:
    """The text of one side's view. Raises BadParameter."""
    try:
        return View.parse(given)
    except ParseError as error:
        raise click.BadParameter(str(error), ctx, param) from None


@click.command(params=view_options())
@path_argument
@click.option("--left", metavar="VIEW", default="", callback=_view, help="What the first asks more: according=north.")
@click.option("--right", metavar="VIEW", default="", callback=_view, help="What the second asks more.")
@click.option("--other", metavar="PATH", type=click.Path(), help="The atlas of the second; without it, the same.")
@click.option("--out", metavar="FILE", type=click.Path(), help="Write the lists as CSV, with one receipt of both.")
@json_option
@click.pass_context
def compare(ctx: click.Context, /, path: str, as_json: bool, **given: Any) -> None:
    """Compare two views of the atlas at PATH.

    How many incidents are in both, how many in one alone, and of those in both which have another verdict, day, place,
    kind or toll. The options of a view hold for both sides, --left and --right for one each.
    """
    from mapkit.comparing import compared_words  # noqa: PLC0415 - slow to load, and other commands do without

    first = seen(path, ctx)
    one = narrowed(first, given["left"])
    two = narrowed(seen(given["other"], ctx) if given["other"] else first, given["right"])
    out: str | None = given["out"]
    found = mk.compare(one, two)
    words = compared_words(one, two, found)
    if out:
        from mapkit.exporting.compared import write_compared  # noqa: PLC0415 - as above

        write_compared(one, two, found, out)
    say(json_line(_values(one, two, found, words, out)) if as_json else _text(found, words, out))


def _text(found: "Table", words: str, out: str | None) -> str:
    """The sentence and, under it, a line for each incident that is not in both alike."""
    rows = found[(found["side"] != "both") | (found["differs"] != "")]
    lines = rows[["side", "differs", "id"]].to_numpy().tolist()
    told = table(lines, ["side", "differs", "id"]) if lines else ""
    return "\n".join(filter(None, [plain(words), told, plain(f"Written to {out}, with its receipt.") if out else ""]))


def _values(one: "Atlas", two: "Atlas", found: "Table", words: str, out: str | None) -> dict[str, Any]:
    """Everything that is told, as plain JSON values; its keys are in docs/commands.md."""
    from mapkit.comparing import SIDES, numbers  # noqa: PLC0415 - as above

    differing = found[(found["side"] == "both") & (found["differs"] != "")]
    return {
        "sentence": words,
        "views": [str(one.view), str(two.view)],
        "digests": [f"sha256:{atlas.digest}" for atlas in (one, two)],
        "counts": vars(numbers(found)),
        **{side: found.loc[found["side"] == side, "id"].tolist() for side in SIDES},
        "differ": dict(zip(differing["id"].tolist(), differing["differs"].str.split().tolist(), strict=True)),
        "out": out,
    }


COMMANDS = (compare,)
