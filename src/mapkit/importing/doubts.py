"""What an import leaves to a person: what two days of a row mean, likely doubles, and the places that a name may be."""

from collections import Counter
from collections.abc import Iterator, Mapping

from mapkit.atlas import Atlas
from mapkit.checks import check
from mapkit.checks.likeness import likely_double
from mapkit.errors import Problem
from mapkit.importing.formats.sheet import counted
from mapkit.importing.gazetteer import MAX_RIVALS, Gazetteer
from mapkit.importing.site_names import Match, matches
from mapkit.records import Site

MAX_NAMES = 200
CODE = "place-proposed"


def two_days(name: str, count: int, dates: str) -> Iterator[Problem]:
    """What the two days mean that so many rows of a table name, if nobody has said it."""
    if count and not dates:
        until = f"two days in {counted(count, 'row')} are read as one day of these until then"
        yield Problem(name, "dates-open", f"tell whether it lasted, or was on one of them: {until}")


def proposals(
    atlas: Atlas, column: str, names: Counter[str], places: Mapping[str, Site], gazetteer: Gazetteer | None = None
) -> Iterator[Problem]:
    """Everything to decide: nothing of it was done.

    `names` counts the names of a column, of the rows without a place; they are looked for among the sites first. The
    place of a proposal on a name is the column and the name.
    """
    yield from check(atlas, rules=(likely_double,))
    if not (places or gazetteer):
        return
    for name, count in names.most_common(MAX_NAMES):
        words = _words(name, matches(name, places), gazetteer)
        yield Problem(f"{column} {name!r}", CODE, f"in {counted(count, 'row')}: {words}")
    if len(names) > MAX_NAMES:
        yield Problem(column, CODE, f"{counted(len(names) - MAX_NAMES, 'more name')}: decide on these first")


def _words(name: str, found: list[Match], gazetteer: Gazetteer | None) -> str:
    if found:
        ways = " or ".join(f"{match.site!r} ({match.why})" for match in found)
        return f"may be {ways}; say which"
    if gazetteer is None:
        return "no site has this name; write coordinates, or a site with this name"
    return f"no site has this name; {_from(gazetteer, name)}"


def _from(gazetteer: Gazetteer, name: str) -> str:
    """What the gazetteer has for a name, all rivals counted."""
    found, coarse = gazetteer.find(name), gazetteer.coarse(name)
    if not found:
        return coarse or "the gazetteer has none within the limits; write coordinates, or a site with this name"
    ways = " or ".join(map(str, found[:MAX_RIVALS]))
    more = f" or {len(found) - MAX_RIVALS:,} more" if len(found) > MAX_RIVALS else ""
    hint = f"write lon,lat or lon,lat,precision_m for {name!r} in [places] of the mapping"
    return f"{f'{coarse}; but it ' if coarse else ''}may be {ways}{more}; {hint}, or leave it unplaced"
