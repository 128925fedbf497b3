"""What an import leaves to a person: what two days of a row mean, likely doubles, and the places that a name may be."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from mapkit.atlas import Atlas
from mapkit.checks import check
from mapkit.checks.likeness import likely_double
from mapkit.errors import Problem
from mapkit.importing.cells.zones import Zones
from mapkit.importing.formats.sheet import counted
from mapkit.importing.gazetteer import MAX_RIVALS, Gazetteer
from mapkit.importing.site_names import Match, matches
from mapkit.records import Site

_CALENDARS = (
    (1300, 1450, "the Hijri calendar, of the sun or of the moon"),
    (2400, 2650, "the Buddhist calendar"),
    (5600, 5900, "the Hebrew calendar"),
)
MAX_NAMES = 200
CODE = "place-proposed"


def two_days(name: str, count: int, dates: str) -> Iterator[Problem]:
    """What the two days mean that so many rows of a table name, if nobody has said it."""
    if count and not dates:
        until = f"two days in {counted(count, 'row')} are read as one day of these until then"
        yield Problem(name, "dates-open", f"tell whether it lasted, or was on one of them: {until}")


def zones(name: str, found: Zones, zone: str) -> Iterator[Problem]:
    """Whose calendar the days of stamps are in, if nobody has said it."""
    if found.stamped and not zone:
        rows = counted(found.stamped, "row")
        kept = f"{rows} tell the hour with its zone; their days are as written, those of epoch seconds in UTC"
        moving = f"by the sun at their places {found.moving:,} of them would be another day"
        yield Problem(name, "zone-open", f"tell the zone of the clock, or that it stays as written: {kept}; {moving}")


def calendars(name: str, years: Collection[int]) -> Iterator[Problem]:
    """Years that are those of another calendar as easily: nothing is converted."""
    for first, last, calendar in _CALENDARS:
        if found := [year for year in years if first <= year <= last]:
            years_of = f"years {min(found)} to {max(found)}" if min(found) < max(found) else f"year {found[0]}"
            words = f"{counted(len(found), 'row')} in the {years_of}, as written: if that is {calendar}"
            yield Problem(name, "calendar-asked", f"{words}, write the years of the common calendar")


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
