"""How the columns of a table become incidents: a plain value that is printed, saved beside the file, and used again.

The text of a mapping is TOML; `TableMap.parse(str(mapping)) == mapping`. The dialects of providers are such texts too.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from mapkit.errors import AtlasError, ParseError, Problem
from mapkit.files.serialise import toml_value
from mapkit.importing.mapping.clock_zone import zone_of
from mapkit.incident_columns import names
from mapkit.records import LASTED, STANCES, TOLL_COLUMNS, WITHIN

TEXTS = names(lambda one: one.free and one.imported and one.name != "id")  # are taken as they stand
# What a column can hold; `start` and `end` are the two ends of one date, as are `year`, `month`, `day` and those of the
# end; `point` both coordinates, `place` a name of a place that is looked up, `source` names of sources.
DATE_PARTS = ("year", "month", "day", "end_year", "end_month", "end_day")
OF_SOURCES = ("source_url", "source_date", "source_says", "source_via", "source_party", "stance")
FIELDS = (
    *("id", "when", "start", "end", *DATE_PARTS, "lat", "lon", "point", "precision_m", "place", "kind"),
    *TEXTS,
    *TOLL_COLUMNS,
    *("source", *OF_SOURCES),
)
MANY = ("title", "text", "source")  # fields that several columns can make
ZEROS = ("place", "unknown")
WIDTHS = ("day", "week", "month", "year")
CLAIMS = "claims"  # what rows with the id of an earlier one are
ONE_OF = "one-of"
DATES = (LASTED, ONE_OF, WITHIN)  # what two days mean that one incident names

Texts = Mapping[str, str]


@dataclass(frozen=True)
class TableMap:
    """How a table is read.

    `columns` names the columns of each field, in order. `joints` stand between the columns of a title or a text.
    `dates` says what two days mean, of two columns or of one cell: "lasted" from the one to the other, or "one-of"
    these days, or "within" them, on however many, which counts as one of them; "" leaves it open, and then nothing
    lasted. `century` is the first year of the hundred that years of two
    digits are in, such as "2000" or "1930"; `zone` the zone of the clock in which the days of stamps with a zone and of
    epoch seconds are: "+04:00", a name such as "Asia/Baku", or "written" for the day that stands there. `day_order` is
    "dmy", "mdy" or "ymd"; `epoch` "1900" or "1904" for serial days; `decimal` "." or ","; `pair_order` "lat lon" or
    "lon lat"; `swap` whether latitude and longitude are the other way round; `zero` whether 0, 0 is a "place" or means
    "unknown". `precision` gives metres for the codes of the column `precision_code`; `width` one of WIDTHS for the
    codes of `width_code`; `kinds` labels for the cells of the column of kinds. `split` stands between sources in one
    cell. `same_id` says what a row with the id of an earlier one is: "claims" of more sources on the same incident;
    else it is reported. `stances` gives one of `records.STANCES` for the cells of the column of stances, `parties`
    labels for those of parties. `places` gives, for names in the column of places, the id of a site, or "lon,lat" or
    "lon,lat,precision_m": what a person has confirmed. `dataset` is the title of a source that reports every row;
    `header` names the columns of a file without a header.
    """

    dialect: str = ""
    title: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    codebook: str = ""
    dataset: str = ""
    header: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    joints: Texts = field(default_factory=dict)
    dates: str = ""
    century: str = ""
    zone: str = ""
    day_order: str = ""
    epoch: str = ""
    decimal: str = ""
    pair_order: str = ""
    swap: bool | None = None
    zero: str = ""
    precision_code: str = ""
    precision: Mapping[str, float] = field(default_factory=dict)
    width_code: str = ""
    width: Texts = field(default_factory=dict)
    kinds: Texts = field(default_factory=dict)
    split: str = ""
    same_id: str = ""
    stances: Texts = field(default_factory=dict)
    parties: Texts = field(default_factory=dict)
    places: Texts = field(default_factory=dict)

    def column(self, name: str) -> str:
        """The first column of a field; "" if it has none."""
        return next(iter(self.columns.get(name, ())), "")

    @property
    def used(self) -> set[str]:
        """The names of all columns that the mapping reads."""
        named = {column for columns in self.columns.values() for column in columns}
        return named | {code for code in (self.precision_code, self.width_code) if code}

    def misfits(self, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Why a table of these columns cannot be read so: code and words of each column that it lacks, else of none."""
        known = ", ".join(map(repr, columns[:20]))
        lacking = sorted(self.used - set(columns))
        for column in lacking:
            yield "column-missing", f"no column {column!r}: the table has {known}"
        yield from self._untold()
        if not self.column("year") and (parts := sorted({*DATE_PARTS} & set(self.columns))):
            yield "year-missing", f"a column is the {parts[0]} of a date, but none its year: say which one is"
        elif not lacking and not {"when", "start", "year", "lat", "point", "place"} & set(self.columns):
            yield "columns-unknown", f"no column is a date or a place: say which of {known} it is in a mapping"

    def _untold(self) -> Iterator[tuple[str, str]]:
        """What it tells of dates that nothing can be read by."""
        if self.century and not (self.century.isdecimal() and len(self.century) == len("2000")):
            yield "century-unknown", f"{self.century!r} is no year: write the first of a hundred, such as 2000"
        try:
            zone_of(self.zone)
        except ParseError as error:
            yield error.code, str(error)

    def __str__(self) -> str:
        plain, tables = [], []
        for one in fields(self):
            value = getattr(self, one.name)
            if value in (None, "", (), False) and not (one.name == "swap" and value is False):
                continue
            if isinstance(value, Mapping):
                rows = [f"{toml_value(key)} = {toml_value(item)}" for key, item in value.items()]
                tables += ["", f"[{one.name}]", *rows] if rows else []
            else:
                plain.append(f"{one.name} = {toml_value(value)}")
        return "\n".join([*plain, *tables]) + "\n"

    @classmethod
    def parse(cls, text: str, name: str = "mapping") -> "TableMap":
        """A mapping from its text. Raises AtlasError with everything wrong in it."""
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise AtlasError([Problem(name, "mapping-unreadable", f"not TOML: {error}")]) from None
        problems = [Problem(name, code, words) for code, words in _problems(document)]
        if problems:
            raise AtlasError(problems)
        return cls(**{key: _value(key, value) for key, value in document.items()})


def _value(key: str, value: Any) -> Any:
    if key == "columns":
        return {name: (one,) if isinstance(one, str) else tuple(one) for name, one in value.items()}
    return tuple(value) if isinstance(value, list) else value


_KNOWN = {
    "columns": dict,
    "joints": dict,
    "precision": dict,
    "width": dict,
    "kinds": dict,
    "stances": dict,
    "parties": dict,
    "places": dict,
    "header": list,
    "swap": bool,
}
_ONE_OF = {
    "dates": DATES,
    "day_order": ("dmy", "mdy", "ymd"),
    "epoch": ("1900", "1904"),
    "decimal": (".", ","),
    "pair_order": ("lat lon", "lon lat"),
    "zero": ZEROS,
    "same_id": (CLAIMS,),
}


def _problems(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = [one.name for one in fields(TableMap)]
    found = []
    for key, value in document.items():
        if key not in names:
            found.append(("mapping-key", f"{key!r} is no part of a mapping: write one of {', '.join(names)}"))
        elif not isinstance(value, _KNOWN.get(key, str)):
            found.append(("mapping-value", f"{key} is {value!r}: write a {_KNOWN.get(key, str).__name__}"))
        elif key in _ONE_OF and value not in _ONE_OF[key]:
            found.append(("mapping-value", f"{key} is {value!r}: write {' or '.join(map(repr, _ONE_OF[key]))}"))
        else:
            found += _table_problems(key, value)
    return found


def _table_problems(key: str, value: Any) -> list[tuple[str, str]]:
    if key == "columns":
        return [one for name, given in value.items() for one in _column_problems(name, given)]
    if key == "precision":
        odd = [name for name, metres in value.items() if type(metres) not in (int, float)]
        return [("mapping-value", f"precision of {name!r} is {value[name]!r}: write metres") for name in odd]
    if key == "stances":
        odd = [name for name, stance in value.items() if stance not in STANCES]
        return [("mapping-value", f"stance of {name!r} is {value[name]!r}: write {', '.join(STANCES)}") for name in odd]
    if key == "width":
        odd = [name for name, width in value.items() if width not in WIDTHS]
        return [("mapping-value", f"width of {name!r} is {value[name]!r}: write {', '.join(WIDTHS)}") for name in odd]
    if isinstance(value, dict):
        odd = [name for name, text in value.items() if not isinstance(text, str)]
        return [("mapping-value", f"{key} of {name!r} is {value[name]!r}: write a text") for name in odd]
    return []


def _column_problems(name: str, given: Any) -> list[tuple[str, str]]:
    columns = given if isinstance(given, list) else [given]
    if name not in FIELDS:
        return [("mapping-field", f"{name!r} is nothing that an incident has: write one of {', '.join(FIELDS)}")]
    if not columns or not all(isinstance(column, str) and column for column in columns):
        return [("mapping-value", f"columns of {name} are {given!r}: write the name of a column, or a list of names")]
    if len(columns) > 1 and name not in MANY:
        return [("mapping-value", f"{name} has {len(columns)} columns: write one; only {', '.join(MANY)} take several")]
    return []
