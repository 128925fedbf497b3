"""The names that people give to columns, by what they hold: English, Russian, Azerbaijani, Armenian, Turkish, French.

`NAMES` are whole names, an earlier one the better; `WORDS` are words in longer ones, which only together with the other
words of a name tell what a column holds. All are compared as `column_names.words_of` parts them.
"""

from collections.abc import Mapping

from mapkit.importing.mapping.table_map import DATE_PARTS, FIELDS, OF_SOURCES, TEXTS

_KNOWN: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "event id", "eventid", "incident id", "ид", "код", "identifiant", "no", "№", "kod"),
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
        "begin",
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
ONLY_BY_NAME = frozenset({"id", "place", "kind", *TEXTS, "source", *OF_SOURCES})
# Whole names that mean other things too: the cells have to agree.
LOOSE = frozenset({"day", "jour", "time", "timestamp", "start", "end", "from", "to", "until", "son", "x", "y", "low"})
LOOSE |= frozenset({"high", "best", "point", "no", "№", "kod", "код", "başlanğıc", "data", "long", *DATE_PARTS})

WORDS: Mapping[str, str] = {
    "when": "date dates datetime dated datum дата даты tarix tarixi tarih tarihi ամսաթիվ ամսաթիվը fecha timestamp time "
    "التاريخ تاريخ تاریخ",
    "year": "year iyear год il ili yıl yılı yili տարի տարեթիվ annee ano jahr",
    "month": "month imonth месяц ay ayı ամիս mois mes monat",
    "day": "day iday число день gun günü օր jour dia tag",
    "lat": "lat latitude широта enlik enlem լայնություն latitud",
    "lon": "lon lng longitude долгота uzunluq boylam երկայնություն longitud",
    "point": "coordinates coordinate coords gps geopoint latlon latlng latlong geom geometry wkt координаты "
    "koordinatlar koordinat կոորդինատներ coordonnees",
    "place": "place site location locality city town village settlement municipality место город село пункт yer seher "
    "kend վայր քաղաք գյուղ lieu ville commune konum sehir koy",
    "kind": "kind type category тип вид категория nov novu տեսակ tur turu categorie kateqoriya kategori",
    "title": "title headline name label заголовок название basliq վերնագիր baslik titre nom ad",
    "text": "text description notes note summary details narrative remarks описание tesvir նկարագրություն aciklama",
    "killed": "killed nkill dead deaths death fatalities kill убито погибло погибших убитых oldurulen olen "
    "զոհված զոհեր olu tues morts deces",
    "injured": "injured nwound nwounded wounded injuries wound ранено раненых yaralanan yarali վիրավոր blesses",
    "source": "source sources источник источники menbe աղբյուր kaynak",
}
# Words beside them that change nothing, by what the column holds; the first of all of them.
FILLERS = "the of de du des le la les l d in for total number num n nb nombre no count column field value txt c col "
FILLERS += "число количество sayi say թիվ wgs84 wgs 84 epsg 4326 dd deg degrees decimal gps geo"
_BESIDE: Mapping[str, str] = {
    "when": "event incident occurrence occurred attack strike acq acquisition flight observation observed happened "
    "события инцидента происшествия hadise hadisenin olay olayin դեպքի միջադեպի evenement incident utc local day iso",
    "kind": "event incident attack события инцидента hadise olay olayin դեպքի evenement",
    "title": "event incident item события инцидента hadise olay դեպքի evenement",
    "text": "event incident full long события инцидента hadise olay դեպքի evenement",
    "place": "event incident where name nom события название adi անունը",
    "source": "name names information",
    "killed": "people persons victims minimum maximum min max low high best least most человек insan մարդ personnes",
}
_EVENT = "event incident occurrence attack date события инцидента hadise hadisenin olay olayin դեպքի evenement"
BESIDE: Mapping[str, str] = {**_BESIDE, "injured": _BESIDE["killed"], **dict.fromkeys(("year", "month", "day"), _EVENT)}
CLOCKS = "time timestamp"  # may be a time of day
BOUND_WORDS = {"low": "min minimum low least", "high": "max maximum high most"}
START_WORDS = "start starts begin begins beginning from since debut начала начало baslangic baslama սկիզբ"
END_WORDS = "end ends until to finish fin окончания конец son bitis վերջ"
# Tags of HXL with the attributes that they need, the more special ones first.
TAGS: Mapping[tuple[str, ...], str] = {
    ("date", "start"): "start",
    ("date", "end"): "end",
    ("date", "year"): "year",
    ("date",): "when",
    ("geo", "lat"): "lat",
    ("geo", "lon"): "lon",
    ("geo", "coord"): "point",
    ("geo", "precision"): "",
    ("loc", "code"): "",
    ("loc",): "place",
    ("event", "id"): "id",
    ("event", "code"): "id",
    ("event", "type"): "kind",
    ("event", "name"): "title",
    ("event",): "kind",
    ("cause",): "kind",
    ("affected", "killed", "min"): "killed_low",
    ("affected", "killed", "max"): "killed_high",
    ("affected", "killed"): "killed_best",
    ("affected", "injured"): "injured_best",
    ("description",): "text",
    ("meta", "source"): "source",
    ("meta", "url"): "source_url",
    ("meta", "id"): "id",
}
# What speaks of the row and not of what happened; and what speaks of somebody who tells it.
RECORDED = (
    "update updated modified modification modify submitted submission created creation create entered entry added "
    "edited edit upload uploaded received retrieved accessed downloaded verified processed ingested expires expiry "
    "birth born changed inserted synced saved deleted export exported import imported обновлено обновления изменено "
    "изменения создано создания добавлено внесения рождения guncelleme guncellenme olusturma kayit dogum "
    "yenilenme elave daxil թարմացված ստեղծված ծննդյան maj modifie ajout saisie creation naissance"
)
TOLD = "report reported reporting source published publication release posted опубликовано публикации"
NUMBERED = (
    "id ids code codes zip postal postcode phone telephone tel fax mobile number index key no nr isbn ref reference "
    "version population altitude elevation price amount cost hour clock"
)
