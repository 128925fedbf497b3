"""The words that people write in cells: months in six languages, year words, and the words that mean "nothing here".

Month words are the names of the calendar in Unicode CLDR, in the forms that stand beside a day or a year (nominative,
genitive, and what "in November" takes), and their usual abbreviations. They are compared folded (`mapkit.names.fold`):
case, accents, the Turkish dot and a full stop after an abbreviation make no difference.
"""

import re
from collections.abc import Mapping, Sequence

from mapkit.errors import ParseError
from mapkit.importing.cells.date_figures import full_year
from mapkit.importing.cells.moments import is_weekday
from mapkit.names import fold

MISSING = frozenset({"n/a", "na", "#n/a", "null", "none", "-", "--", "\u2013", "\u2014"})  # compared without case
# What people write for a date, a place or a number that nobody knows: in a text it is a text like any other.
UNKNOWN = (
    "unknown", "not known", "unk", "undated", "no date", "n.d.", "nd", "not available", "not stated", "not reported",
    "unspecified", "not specified", "unclear", "undetermined", "tbd", "tbc", "?", "??", "???", "nan", "nil", ".",
    "неизвестно", "неизвестна", "неизвестен", "не известно", "нет данных", "не указано", "не указана", "н/д", "б/д",
    "naməlum", "məlum deyil", "bilinmir", "göstərilməyib", "անհայտ", "հայտնի չէ", "չկա", "նշված չէ",
    "bilinmiyor", "bilinmeyen", "belirsiz", "belirtilmemiş", "inconnu", "inconnue", "non connu", "non connue", "nc",
    "non précisé", "non précisée", "non renseigné", "s.d.", "sans date",
)  # fmt: skip

# Twelve entries a language, January first; an entry holds every form of its month.
MONTH_WORDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "january jan",
        "february feb",
        "march mar",
        "april apr",
        "may",
        "june jun",
        "july jul",
        "august aug",
        "september sep sept",
        "october oct",
        "november nov",
        "december dec",
    ),
    "ru": (
        "январь января январе янв",
        "февраль февраля феврале фев февр",
        "март марта марте мар",
        "апрель апреля апреле апр",
        "май мая мае",
        "июнь июня июне июн",
        "июль июля июле июл",
        "август августа августе авг",
        "сентябрь сентября сентябре сен сент",
        "октябрь октября октябре окт",
        "ноябрь ноября ноябре ноя нояб",
        "декабрь декабря декабре дек",
    ),
    "az": (
        "yanvar yanvarın yanvarı yan",
        "fevral fevralın fevralı fev",
        "mart martın martı mar",
        "aprel aprelin apreli apr",
        "may mayın mayı",
        "iyun iyunun iyunu iyn",
        "iyul iyulun iyulu iyl",
        "avqust avqustun avqustu avq",
        "sentyabr sentyabrın sentyabrı sen",
        "oktyabr oktyabrın oktyabrı okt",
        "noyabr noyabrın noyabrı noy",
        "dekabr dekabrın dekabrı dek",
    ),
    "hy": (
        "հունվար հունվարի հունվարին հնվ",
        "փետրվար փետրվարի փետրվարին փտվ",
        "մարտ մարտի մարտին մրտ",
        "ապրիլ ապրիլի ապրիլին ապր",
        "մայիս մայիսի մայիսին մյս",
        "հունիս հունիսի հունիսին հնս",
        "հուլիս հուլիսի հուլիսին հլս",
        "օգոստոս օգոստոսի օգոստոսին օգս",
        "սեպտեմբեր սեպտեմբերի սեպտեմբերին սեպ",
        "հոկտեմբեր հոկտեմբերի հոկտեմբերին հոկ",
        "նոյեմբեր նոյեմբերի նոյեմբերին նոյ",
        "դեկտեմբեր դեկտեմբերի դեկտեմբերին դեկ",
    ),
    "tr": (
        "ocak oca",
        "şubat şub",
        "mart mar",
        "nisan nis",
        "mayıs may",
        "haziran haz",
        "temmuz tem",
        "ağustos ağu",
        "eylül eyl",
        "ekim eki",
        "kasım kas",
        "aralık ara",
    ),
    "fr": (
        "janvier janv",
        "février févr fév",
        "mars",
        "avril avr",
        "mai",
        "juin",
        "juillet juil",
        "août",
        "septembre sept",
        "octobre oct",
        "novembre nov",
        "décembre déc",
    ),
}
YEAR_WORDS = ("г", "год", "года", "году", "il", "ili", "ilin", "ildə", "թ", "թվական", "թվականի", "թվականին", "yılı")
YEAR_ENDINGS = ("ci", "cı", "cü", "cu", "г", "թ")  # 2020-ci, 2020г
DAY_ENDINGS = ("st", "nd", "rd", "th", "er", "го", "е", "ին", "ը", "ն", "da", "də")  # 1st, 1er, 10-го, 10-ին
RANGE_WORDS = frozenset({"to", "through", "au", "по"})  # all of them mean that the last day belongs to the range
OPENERS = frozenset({"from", "du", "с"})
FILLERS = frozenset({"of", "the", "le", "в", "on"})

_DASHES = str.maketrans(dict.fromkeys("\u2011\u2012\u2013\u2014\u2015\u2212", "-"))
_UNSEEN = "".join(map(chr, (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)))
_AROUND = re.compile(rf"^[\s{_UNSEEN}]+|[\s{_UNSEEN}]+\Z")


_LONGEST_UNKNOWN = 30


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(sorted(map(fold, words), key=len, reverse=True))


_MONTHS = {
    fold(word): number
    for names in MONTH_WORDS.values()
    for number, forms in enumerate(names, 1)
    for word in forms.split()
}
_UNKNOWN = frozenset(map(fold, UNKNOWN))
_YEAR_WORDS = frozenset(map(fold, YEAR_WORDS))
_FILLERS, _OPENERS, _RANGE_WORDS = (frozenset(map(fold, words)) for words in (FILLERS, OPENERS, RANGE_WORDS))
_AFTER_YEAR = re.compile(
    rf"(?<=\d{{4}})(?:-?(?:{_alternatives(YEAR_ENDINGS)})(?![^\W\d_])\.?)?\s*(?:(?:{_alternatives(YEAR_WORDS)})\.?|\.)?$"
)
_TOKEN = re.compile(
    rf"(?P<Y>\d{{4}})(?!\d)(?:-?(?:{_alternatives(YEAR_ENDINGS)})(?![^\W\d_]))?"
    rf"|(?P<D>\d{{1,2}})(?!\d)(?:-?(?:{_alternatives(DAY_ENDINGS)})(?![^\W\d_]))?"
    r"|(?P<word>[^\W\d_]+)|(?P<dash>-)|(?P<noise>[\s.,/]+)|(?P<other>.)",
    re.DOTALL,
)

# Y year, M month in words, D a number of one or two digits, in the order in which they stand.
_SINGLE = frozenset(("DMY", "MDY", "YMD", "YDM", "MY", "YM", "Y", "D-M-Y", "M-D-Y", "Y-M-D", "M-Y", "Y-M"))
_RANGES = frozenset(
    (
        "D-DMY",
        "MD-DY",
        "YMD-D",
        "YD-DM",
        "DM-DMY",
        "MD-MDY",
        "YMD-MD",
        "YDM-DM",
        "M-MY",
        "YM-M",
        "DMY-DMY",
        "MDY-MDY",
        "YMD-YMD",
        "YDM-YDM",
        "MY-MY",
        "YM-YM",
        "Y-Y",
    )
)
_SHORT_YEAR = frozenset(("DMD", "D-M-D", "MDD"))
_NO_YEAR = frozenset(("DM", "MD", "M", "D-M", "M-D", "D-DM", "MD-D", "DM-DM", "MD-MD", "M-M"))


def trimmed(cell: str) -> str:
    """A cell without white space, zero-width characters and direction marks around it; what is inside stays.

    >>> trimmed("\\u200f 2020-11-10\\u00a0")
    '2020-11-10'
    """
    return _AROUND.sub("", cell)


def missing(cell: str) -> bool:
    """Whether a trimmed cell is one of MISSING, the words that tables write for "no value"."""
    return cell.casefold() in MISSING


def not_known(cell: str) -> bool:
    """Whether a trimmed cell says that there is no value, or that nobody knows it, in any of six languages.

    >>> not_known("Unknown"), not_known("inconnue"), not_known("unknown soldier")
    (True, True, False)
    """
    return missing(cell) or (len(cell) <= _LONGEST_UNKNOWN and fold(cell).strip("()[] ") in _UNKNOWN)


def folded(cell: str) -> str:
    """A cell for comparing: folded as names are, every dash a hyphen."""
    if cell.isascii():  # the same, and five times as fast
        return " ".join(cell.lower().split())
    return fold(cell.translate(_DASHES))


def month_number(text: str) -> int:
    """The month from 1 that a folded text names, 0 if it names none."""
    return _MONTHS.get(text.rstrip("."), 0)


def without_year_word(text: str) -> str:
    """A folded text that ends in a year without the year word after it: "10.11.2020 г." is "10.11.2020".

    A trailing full stop goes too.
    """
    return _AFTER_YEAR.sub("", text)


def read_spoken(text: str, century: str = "") -> tuple[str, ...]:
    """EDTF texts of the date (one) or the ends of the range (two) that a folded text holds in words.

    What one end of a range leaves out is the other's: "10-12 november 2020", "november 10 - december 2, 2020". Raises
    ParseError: when-short-year, when-no-year, when-unreadable. A year of two digits is in the hundred from `century`
    on; it stands last. Whether the day is in the calendar is not asked.

    >>> read_spoken("10-12 november 2020")
    ('2020-11-10', '2020-11-12')
    """
    kinds, values = _tokens(text)
    if kinds in _SINGLE:
        return (_edtf(dict(zip(kinds.replace("-", ""), values, strict=True))),)
    if kinds in _RANGES:
        first, _, second = kinds.partition("-")
        left = dict(zip(first, values[: len(first)], strict=True))
        right = dict(zip(second, values[len(first) :], strict=True))
        shared = {**right, **left}
        return _edtf({**_shared(shared, left), **left}), _edtf({**_shared({**left, **right}, right), **right})
    if kinds in _SHORT_YEAR:
        return (_short(kinds.replace("-", ""), values, century),)
    if kinds in _NO_YEAR:
        raise ParseError("when-no-year", "has no year of four digits: write it, as in 2020-11-10 or 2020-11")
    raise ParseError("when-unreadable", "is not a date mapkit reads")


def _short(kinds: str, values: Sequence[int], century: str) -> str:
    year = values[-1]
    if not century:
        words = f"has a year of two digits, {1900 + year} or {2000 + year}: say in which century, or write all four"
        raise ParseError("when-short-year", words)
    return _edtf({**dict(zip(kinds[:-1], values, strict=False)), "Y": full_year(year, century)})


def _shared(both: Mapping[str, int], end: Mapping[str, int]) -> dict[str, int]:
    """Month and year for an end that leaves them out."""
    return {kind: both[kind] for kind in "MY" if kind in both and kind not in end}


def _edtf(parts: Mapping[str, int]) -> str:
    widths = {"Y": 4, "M": 2, "D": 2}
    return "-".join(f"{parts[kind]:0{width}}" for kind, width in widths.items() if kind in parts)


def _tokens(text: str) -> tuple[str, list[int]]:
    """The kinds of what stands in a text, and the numbers of all but the dashes; a "?" among the kinds is not known."""
    kinds, values = "", []
    for match in _TOKEN.finditer(text):
        kind, value = _token(match, kinds)
        kinds += kind
        if kind in ("Y", "M", "D"):
            values.append(value)
    if kinds.startswith("<") and "-" in kinds:
        kinds = kinds[1:]
    return kinds, values


def _token(match: re.Match[str], before: str) -> tuple[str, int]:
    sort, found = match.lastgroup or "", match.group()
    if sort in ("Y", "D"):
        return sort, int(match.group(sort))
    if sort == "word":
        return _word(found, before)
    return {"dash": "-", "noise": ""}.get(sort, "?"), 0


def _word(word: str, before: str) -> tuple[str, int]:
    if word in _MONTHS:
        return "M", _MONTHS[word]
    if word in _FILLERS or is_weekday(word) or (word in _YEAR_WORDS and before.endswith("Y")):
        return "", 0
    if word in _RANGE_WORDS:
        return "-", 0
    return ("<" if word in _OPENERS and not before else "?"), 0
