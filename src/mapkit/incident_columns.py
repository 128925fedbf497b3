"""The columns of an incident, once: what each holds, how it comes about, and where it is told or kept back.

The store's table, the files, the codebook, every export, the checks and the forms derive from COLUMNS. What a module
does with one column alone (a title is a heading, a date is read) it still does by name.

>>> names(lambda one: one.long)
('title', 'text', 'quote', 'haystack')
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from mapkit.records import BOUNDS, TOLLS

Type = Literal["string", "bool", "date32", "int32", "int64", "uint32", "float64"]  # as Arrow calls it
# Written in incidents.csv; made of that when an atlas is, for the store; asked: depends on the view; told: words that
# the tables of what is shown have beside it.
Origin = Literal["written", "made", "asked", "told"]


FIRST, FORMAT = 1, 2  # versions of the format; since the second, a date with a slash says that it lasted


@dataclass(frozen=True)
class Column:
    """One column: its name, its type, and its words in the codebook.

    A text is free (in somebody's own words) unless it is `coded`: a date, an id, a word of a list. `long` ones are of
    no use for finding rows. `droppable` may be left out in publishing, `imported` stand in tables of others. `inner`
    ones nobody but the store sees. What is not `laid_out` in cards, dossiers and forms by hand is listed there under
    its name. `since` is the version of the format that brought it: what came later than the first counts in digests
    and fingerprints only where something is written.
    """

    name: str
    type: Type
    words: str
    origin: Origin = "written"
    unit: str = ""
    tabled: bool = True
    coded: bool = False
    long: bool = False
    droppable: bool = False
    imported: bool = False
    inner: bool = False
    laid_out: bool = False
    since: int = FIRST

    @property
    def written(self) -> bool:
        """Whether somebody writes it."""
        return self.origin == "written"

    @property
    def stored(self) -> bool:
        """Whether the store's table has it."""
        return self.origin in ("written", "made")

    @property
    def free(self) -> bool:
        """Whether it is a text in somebody's own words."""
        return self.written and self.type == "string" and not self.coded

    @property
    def listed(self) -> bool:
        """Whether people read and write it under its name, with no place of its own."""
        return self.written and not self.laid_out

    @property
    def late(self) -> bool:
        """Whether it came later than the first atlases, whose digests know nothing of it."""
        return self.written and self.since > FIRST

    @property
    def reserved(self) -> bool:
        """Whether no column of a user's own may have its name: what is derived, and was so from the first."""
        return self.origin not in ("written", "told") and self.since == FIRST

    @property
    def label(self) -> str:
        """Its name for people."""
        return self.name.replace("_", " ").capitalize()

    @property
    def empty(self) -> str | None:
        """Its value where nothing is written."""
        return "" if self.type == "string" else None


def _toll(toll: str, bound: str) -> Column:
    number = {"low": "lowest", "best": "best", "high": "highest"}[bound]
    words = f"the {number} number of people {toll} that is stated, a whole number"
    name = f"{toll}_{bound}"
    return Column(name, "int64", words, unit="people", imported=True, laid_out=True)


# In the order of the store's table, of incidents.csv and of the tables of what is shown.
COLUMNS: tuple[Column, ...] = (
    Column("row", "int32", "the number of the incident in the order of the file, from 0", "made", tabled=False),
    Column("id", "string", "the incident's own name in this atlas, which no other has", imported=True, laid_out=True),
    Column(
        "when",
        "string",
        "the date as written, EDTF (ISO 8601-2): a/b lasted, [a..b] and a month are one of its days; empty is undated",
        coded=True,
        imported=True,
        laid_out=True,
    ),
    Column("when_words", "string", "the date in words, no more precise than it is", "told"),
    Column("first_day", "date32", "its first day at the earliest; empty: undated, or the first day is open", "told"),
    Column("last_day", "date32", "its last day at the latest; empty: undated, or the last day is open", "told"),
    Column("start", "int32", "its first day, counted from 1970-01-01", "made", unit="days", tabled=False),
    *(
        Column(name, "int32", f"{words}, counted from 1970-01-01", "made", "days", tabled=False, since=2)
        for name, words in (
            ("sure_start", "the latest day that its first day may be"),
            ("sure_end", "the day after the earliest that its last day may be"),
        )
    ),
    Column("end", "int32", "the day after its last, counted from 1970-01-01", "made", unit="days", tabled=False),
    Column(
        "when_basis",
        "string",
        "how the date was established, see below",
        coded=True,
        droppable=True,
        laid_out=True,
    ),
    Column(
        "certain",
        "bool",
        "whether it was in the window of the view for certain, whatever its dates leave open",
        "asked",
    ),
    Column(
        "site",
        "string",
        "the id of the site where it is placed; empty with coordinates of its own",
        coded=True,
        laid_out=True,
    ),
    Column("place", "string", "the site's name in the languages that label the map", "told"),
    Column("layer", "string", "the layer of its site", "made", tabled=False, coded=True),
    Column("part_of", "string", "the group that its site is part of", "made", tabled=False, coded=True),
    Column("lon", "float64", "longitude in degrees, WGS 84", unit="degrees", imported=True, laid_out=True),
    Column("lat", "float64", "latitude in degrees, WGS 84", unit="degrees", imported=True, laid_out=True),
    Column(
        "precision_m",
        "float64",
        "how well the place is known, in metres; empty: nobody says",
        unit="metres",
        imported=True,
        laid_out=True,
    ),
    Column(
        "kind",
        "string",
        "what sort of incident it is: its id in an atlas folder, its label in other files",
        coded=True,
        imported=True,
        laid_out=True,
    ),
    Column("kind_id", "string", "the id of the kind", "told"),
    Column("title", "string", "a few words that say what is reported", long=True, imported=True, laid_out=True),
    Column(
        "text",
        "string",
        "what is reported, in the atlas's own words",
        long=True,
        droppable=True,
        imported=True,
        laid_out=True,
    ),
    *(_toll(toll, bound) for toll in TOLLS for bound in BOUNDS),
    Column(
        "quote",
        "string",
        "a few words of a source",
        long=True,
        droppable=True,
        imported=True,
        laid_out=True,
    ),
    Column("tolls", "string", "the dead and injured in words, or as numbers low, best and high", "told"),
    Column("disputed", "bool", "whether a source disputes or denies it", "made"),
    Column("sources", "string", "who says something of it", "told"),
    Column("claims", "string", "what each source says: reports, confirms, disputes or denies, and its words", "told"),
    Column("haystack", "string", "its words, folded, for the search", "made", tabled=False, long=True, inner=True),
    Column("spot", "string", "the site whose point it has", "made", tabled=False, coded=True, inner=True),
    Column("cell_x", "uint32", "column of its cell in the mercator grid of zoom 24", "made", tabled=False, inner=True),
    Column("cell_y", "uint32", "row of its cell in the mercator grid of zoom 24", "made", tabled=False, inner=True),
    Column("verdict", "string", "what those say of it whom the view asks", "asked", tabled=False, coded=True, since=2),
    Column("origins", "int32", "how many independent voices speak of it, at least", "asked", tabled=False, since=2),
    Column(
        "heard",
        "string",
        "why nobody knew of it on the view's day",
        "asked",
        tabled=False,
        coded=True,
        inner=True,
        since=2,
    ),
    Column("status", "string", "whether the view shows it, and if not, why", "asked", tabled=False, coded=True),
)


def columns(of: Callable[[Column], bool]) -> tuple[Column, ...]:
    """The columns of which something is true, in order."""
    return tuple(one for one in COLUMNS if of(one))


def names(of: Callable[[Column], bool]) -> tuple[str, ...]:
    """Their names."""
    return tuple(one.name for one in columns(of))
