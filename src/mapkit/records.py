"""The small records of an atlas: what it says of itself, its sites, sources, claims and states. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from mapkit.edtf import When
from mapkit.when import Window
from mapkit.where import BBox

SHAPES = (
    "circle",
    "square",
    "triangle",
    "triangle-down",
    "diamond",
    "cross",
    "plus",
    "star",
    "hexagon",
    "pentagon",
)
# In the order in which states get them.
PATTERNS = ("pale", "hatched", "barred", "outlined", "solid", "dotted", "framed")
DASHES = ("solid", "dashed", "dotted")  # what older atlases name in place of a pattern
STANCES = ("reports", "confirms", "disputes", "denies", "withdraws")
LASTED, WITHIN = "lasted", "within"
WATCHING = ("watching", "partial", "absent", "barred")  # whether a source was looking at all
AGAINST = ("disputes", "denies")
BASES = ("stated", "year-inferred", "relative", "external", "inferred", "within", "unknown")
TOLLS = ("killed", "injured")
BOUNDS = ("low", "best", "high")
LATE = {"since": 2}  # of a field that a later version of the format brought: empty, it counts in no digest
UNCOUNTED = {**LATE, "uncounted": True}  # and that counts in no digest: the rest says it already, but not aloud
INWARD = {**LATE, "inward": True}  # and that tells of the house, not of what was said: it does not leave with a file
TOLL_COLUMNS = tuple(f"{toll}_{bound}" for toll in TOLLS for bound in BOUNDS)


@dataclass(frozen=True)
class Kind:
    """A kind of incident and how its mark looks; `colour` is #rrggbb, `shape` one of SHAPES."""

    id: str
    label: str
    colour: str
    shape: str


@dataclass(frozen=True)
class StateKind:
    """A state a site can be in and how it is drawn: `pattern` is one of PATTERNS, or empty (see `drawing.patterns`).

    `colour` is #rrggbb, or empty for slate; `dash` is one of DASHES, or empty.
    """

    id: str
    label: str
    colour: str = ""
    dash: str = ""
    pattern: str = field(default="", metadata=LATE)


@dataclass(frozen=True)
class Party:
    """A side that sources speak for."""

    id: str
    label: str


@dataclass(frozen=True)
class Layer:
    """A group of sites, kept in the file `<id>.geojson`."""

    id: str
    label: str


@dataclass(frozen=True)
class Chapter:
    """A named window, with the box to show it in and what happened in it, as plain text."""

    label: str
    when: Window
    box: BBox | None = None
    text: str = field(default="", metadata=LATE)


@dataclass(frozen=True)
class Meta:
    """What an atlas says of itself: `home` is the box it opens with, `labels` the languages of those who live there.

    Names in `labels` stand beside the name in the reader's language; with `labels_fixed` they are the names. `as_of` is
    the day up to which it knows of what still goes on. `slash` is "lasted" where somebody says so of dates with one.
    """

    title: str
    description: str = ""
    calendar: str = ""
    licence: str = ""
    home: BBox | None = None
    window: Window | None = None
    labels: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    kinds: tuple[Kind, ...] = ()
    parties: tuple[Party, ...] = ()
    states: tuple[StateKind, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    as_of: date | None = field(default=None, metadata=LATE)
    labels_fixed: bool = field(default=False, metadata=LATE)
    slash: str = field(default="", metadata=UNCOUNTED)


@dataclass(frozen=True)
class Site:
    """A named place. `geometry` is GeoJSON or None; lon and lat are a point on it in degrees; precision in metres."""

    id: str
    layer: str
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    precision_m: float | None = None
    coordinate_source: str = ""
    valid: When | None = None
    part_of: str = ""
    rivals: tuple[Mapping[str, Any], ...] = ()
    note: str = ""
    geometry: Mapping[str, Any] | None = None
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Source:
    """Where a claim was read; dates are the text of the file."""

    id: str
    title: str
    publisher: str = ""
    party: str = ""
    url: str = ""
    archive_url: str = ""
    published: str = ""
    accessed: str = ""
    origin: str = field(default="", metadata=LATE)  # the id of the source that it repeats or derives from
    captured: str = field(default="", metadata=LATE)  # when a copy was kept, and by whom
    captured_by: str = field(default="", metadata=INWARD)
    sha256: str = field(default="", metadata=LATE)  # of the copy, and where it lies
    file: str = field(default="", metadata=INWARD)

    @property
    def identity(self) -> tuple[str, ...]:
        """What two sources have in common that are one, whatever their ids are."""
        return self.title, self.url, self.published, self.publisher


@dataclass(frozen=True)
class Claim:
    """What one source says of an incident; `stance` is one of STANCES, `locator` a place in the source.

    All else is text as the file has it. `said` is the day on which it said so, EDTF; empty is the day on which the
    source was published. `via` is the id of the source that it repeats. The columns of an incident are what this source
    says of them: when it was, where, of what kind, how many; empty is "as the incident says".
    """

    incident: str
    source: Source
    stance: str
    says: str = ""
    locator: str = ""
    said: str = field(default="", metadata=LATE)
    via: str = field(default="", metadata=LATE)
    when: str = field(default="", metadata=LATE)
    site: str = field(default="", metadata=LATE)
    lon: str = field(default="", metadata=LATE)
    lat: str = field(default="", metadata=LATE)
    precision_m: str = field(default="", metadata=LATE)
    kind: str = field(default="", metadata=LATE)
    killed_low: str = field(default="", metadata=LATE)
    killed_best: str = field(default="", metadata=LATE)
    killed_high: str = field(default="", metadata=LATE)
    injured_low: str = field(default="", metadata=LATE)
    injured_best: str = field(default="", metadata=LATE)
    injured_high: str = field(default="", metadata=LATE)

    @property
    def day(self) -> str:
        """When it was said, EDTF; empty if nobody knows."""
        return self.said or self.source.published


CLAIM_COLUMNS = tuple(one.name for one in fields(Claim))
CLAIM_TEXTS = tuple(name for name in CLAIM_COLUMNS if name not in ("incident", "source"))
CLAIM_LATE = tuple(one.name for one in fields(Claim) if one.metadata)  # older files have none of these
CLAIM_PLACE = ("site", "lon", "lat", "precision_m")
CLAIM_STATES = ("when", *CLAIM_PLACE, "kind", *TOLL_COLUMNS)  # what it says of the incident's own columns
SOURCE_LATE = tuple(one.name for one in fields(Source) if one.metadata)
SOURCE_INWARD = tuple(one.name for one in fields(Source) if one.metadata.get("inward"))
SOURCE_MORE = tuple(name for name in SOURCE_LATE if name not in SOURCE_INWARD)  # what leaves of these


@dataclass(frozen=True)
class State:
    """What a site was during a window; `state` is the id of a StateKind."""

    site: str
    when: When
    state: str
    source: Source | None = None
    note: str = ""


@dataclass(frozen=True)
class Reporting:
    """When a source was watching: `status` is one of WATCHING, at a site or at the places of a layer, or anywhere."""

    source: Source
    when: When
    status: str
    site: str = ""
    layer: str = ""
    note: str = ""


REPORTING_COLUMNS = ("source", "site", "layer", "when", "status", "note")
STATE_COLUMNS = tuple(one.name for one in fields(State))
