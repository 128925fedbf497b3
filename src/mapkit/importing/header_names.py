"""The names that people give to columns, by what they hold: English, Russian, Azerbaijani, Armenian, Turkish, French.

Names are compared folded, with spaces for "_", "-" and "."; an earlier name is the better one.
"""

from collections.abc import Mapping

from mapkit.importing.mapping.table_map import FIELDS, TEXTS

_KNOWN: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "event id", "incident id", "ид", "код", "identifiant", "no", "№", "kod"),
    "when": (
        "when",
        "date",
        "event date",
        "incident date",
        "дата",
        "tarix",
        "ամսաթիվ",
        "tarih",
        "day",
        "jour",
        "datum",
    ),
    "start": (
        "start",
        "date start",
        "start date",
        "from",
        "date debut",
        "дата начала",
        "başlanğıc",
        "baslangic tarihi",
    ),
    "end": ("end", "date end", "end date", "to", "until", "date fin", "дата окончания", "son", "bitiş tarihi"),
    "lat": ("lat", "latitude", "y", "широта", "enlik", "լայնություն", "enlem"),
    "lon": ("lon", "lng", "long", "longitude", "x", "долгота", "uzunluq", "երկայնություն", "boylam"),
    "point": (
        "point",
        "coordinates",
        "coords",
        "latlon",
        "lat lon",
        "geom",
        "geometry",
        "wkt",
        "geom wkt",
        "location wkt",
        "координаты",
        "koordinatlar",
        "կոորդինատներ",
        "coordonnées",
    ),
    "precision_m": ("precision m", "accuracy m", "uncertainty m"),
    "place": ("place", "site", "location", "locality", "место", "населенный пункт", "yer", "վայր", "lieu", "konum"),
    "kind": ("kind", "type", "event type", "category", "тип", "вид", "növ", "տեսակ", "tür", "catégorie"),
    "title": ("title", "headline", "name", "event", "заголовок", "название", "başlıq", "վերնագիր", "başlık", "titre"),
    "text": ("text", "description", "notes", "summary", "details", "описание", "təsvir", "նկարագրություն", "açıklama"),
    "quote": ("quote", "цитата", "citation"),
    "killed_best": (
        "killed",
        "killed best",
        "deaths",
        "fatalities",
        "dead",
        "best",
        "убито",
        "погибло",
        "öldürülən",
        "զոհված",
        "ölü",
        "tués",
        "morts",
    ),
    "killed_low": ("killed low", "low", "deaths low"),
    "killed_high": ("killed high", "high", "deaths high"),
    "injured_best": ("injured", "wounded", "injured best", "ранено", "yaralanan", "վիրավոր", "yaralı", "blessés"),
    "injured_low": ("injured low",),
    "injured_high": ("injured high",),
    "source": ("source", "sources", "claimed by", "источник", "mənbə", "աղբյուր", "kaynak"),
    "source_url": ("source url", "url", "link", "ссылка", "lien"),
    "source_date": ("source date", "published"),
}
# A field that nobody gave names yet is known by its own.
NAMES = {**_KNOWN, **{name: (name.replace("_", " "),) for name in FIELDS if name not in _KNOWN}}
ONLY_BY_NAME = frozenset({"id", "place", "kind", *TEXTS, "source", "source_url", "source_date"})
