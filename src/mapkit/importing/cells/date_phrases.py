"""Dates that are wider than a month, or only roughly told: circa, decades, quarters, weeks, early, mid and late.

Nothing sharper is made up: what is early in a month is read as the month, and the word stays in the cell beside it.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from mapkit.errors import ParseError
from mapkit.names import fold

ReadUnit = Callable[[str], str]  # what a folded text without such words says, as EDTF; raises ParseError
_MONTHS_OF = {"q": 3, "h": 6}
_DAY_WIDTH = len("2020-11-10")


def _any(*phrases: str) -> str:
    return "|".join(sorted((re.escape(fold(phrase)) for phrase in phrases), key=len, reverse=True))


_ABOUT = _any(
    *(
        "c.",
        "c",
        "ca.",
        "ca",
        "circa",
        "about",
        "around",
        "approx.",
        "approx",
        "approximately",
        "~",
        "≈",
        "около",
        "ок.",
    ),
    *("примерно", "приблизительно", "təxminən", "yaklaşık", "մոտ", "մոտավորապես", "vers", "environ"),
)
_PART_BEFORE = _any(
    *("early in", "early", "mid", "middle of", "late in", "late", "beginning of", "start of", "end of"),
    *("first half of", "second half of", "в начале", "начало", "в середине", "середина", "в конце", "конец"),
    *("début", "au début de", "mi", "fin", "à la fin de"),
)
_PART_BEHIND = _any(
    *("əvvəli", "əvvəlləri", "əvvəllərində", "ortası", "ortaları", "ortalarında", "sonu", "sonları", "sonlarında"),
    *("başı", "başında", "başları", "ortasında", "sonunda", "սկզբին", "սկիզբ", "կեսին", "կեսերին", "վերջին", "վերջ"),
)
_PART = (
    re.compile(rf"(?P<word>{_PART_BEFORE})[\s.-]+(?:the\s+)?(?P<rest>.*\d.*)"),
    re.compile(rf"(?P<rest>.*\d.*?)[\s.-]+(?P<word>{_PART_BEHIND})"),
)
_CIRCA = re.compile(rf"\(?(?:{_ABOUT})\)?\s*(?:в\s+)?(?P<rest>\S.*)")
_DECADE = re.compile(
    r"(?:the\s+|annees\s+)?(?P<tens>\d{3})0(?:\s*'?s|\s*-?\s*(?:е|ые|х|ых)(?:\s+(?:годы|годов|годах|гг)\.?)?"
    r"|-?\s*(?:ci|cu)\s+ill?er\w*|\s*'?(?:lar|ler)\w*(?:\s+yillar\w*)?|-ական\w*(?:\s+թվական\w*)?)"
)
_DECADE_IN_FRENCH = re.compile(r"annees\s+(?P<tens>\d{3})0")
_QUARTER_WORD = r"(?:quarter|kvartal|квартал[а-я]*|кв\.?|trimestre|ceyrek|rub|եռամսյակ\w*)"
_HALVES = (
    re.compile(r"(?P<sort>[qth])(?P<number>[1-4])[\s,/'-]*(?:of\s+)?(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[\s,/-]*(?P<sort>[qth])(?P<number>[1-4])"),
    re.compile(
        rf"(?P<number>[1-4]|iv|i{{1,3}})(?:st|nd|rd|th|er|e|-?и|-?ci|-?cu|\.)?\s*(?P<sort>{_QUARTER_WORD})"
        r",?\s*(?:of\s+|de\s+)?(?P<year>\d{4})(?:\s*(?:г\.?|года))?"
    ),
)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ISO_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)(?:-?(?P<day>[1-7]))?")
_WEEK_WORD = r"(?:week|wk\.?|w|недел[а-я]*|semaine|hafta\w*|hefte\w*|շաբաթ\w*)"
_WEEKS = (
    re.compile(rf"{_WEEK_WORD}\s*(?P<week>\d{{1,2}})[\s,/]*(?:of\s+|de\s+)?(?P<year>\d{{4}})"),
    re.compile(rf"(?P<year>\d{{4}})[\s,/-]*{_WEEK_WORD}\s*(?P<week>\d{{1,2}})"),
    re.compile(rf"(?P<week>\d{{1,2}})(?:st|nd|rd|th|-?я|\.)?\s*{_WEEK_WORD}[\s,]*(?:of\s+|de\s+)?(?P<year>\d{{4}})"),
)
_WEEK_AT = re.compile(
    r"(?:the\s+)?(?:week\s+(?P<edge>of|beginning|commencing|starting|ending)|w/(?P<short>[ce]))\s+(?P<rest>.+)"
)
_BEGIN, _END = {"beginning", "commencing", "starting", "c"}, {"ending", "e"}


def read_phrase(text: str, read_unit: ReadUnit) -> tuple[str, str] | None:
    """The EDTF text of a folded phrase, and how it was read; None for a text that is none of these.

    Raises ParseError: when-two-readings for "1900s" and "2000s", when-no-such-day for a week that there is not.

    >>> read_phrase("1830's", str), read_phrase("q3 2020", str)[0]
    (('183X', 'the whole decade'), '[2020-07..2020-09]')
    """
    for read in (_decade, _months, _iso_week, _week):
        if (found := read(text)) is not None:
            return found
    return _of_a_unit(text, read_unit)


def is_about(text: str) -> str:
    """What follows a word such as "circa" in a folded text; "" where there is none."""
    found = _CIRCA.fullmatch(text)
    return found["rest"] if found else ""


def _decade(text: str) -> tuple[str, str] | None:
    found = _DECADE.fullmatch(text) or _DECADE_IN_FRENCH.fullmatch(text)
    if found is None:
        return None
    tens = found["tens"]
    if tens.endswith("0"):
        both = f"{tens}X for the ten years, {tens[:2]}XX for the hundred"
        raise ParseError("when-two-readings", f"may be ten years or a hundred: write {both}")
    return f"{tens}X", "the whole decade"


def _months(text: str) -> tuple[str, str] | None:
    """A quarter or a half of a year, as its months."""
    found = next((one for form in _HALVES if (one := form.fullmatch(text))), None)
    if found is None:
        return None
    number = _ROMAN.get(found["number"]) or int(found["number"])
    wide = _MONTHS_OF["h" if found["sort"] == "h" else "q"]
    if number * wide > 12:  # noqa: PLR2004 - months of a year
        return None
    first, last = (f"{found['year']}-{month:02}" for month in (number * wide - wide + 1, number * wide))
    return f"[{first}..{last}]", f"{wide} months of the calendar's year"


def _iso_week(text: str) -> tuple[str, str] | None:
    found = _ISO_WEEK.fullmatch(text)
    if found is None:
        return None
    first = _monday(int(found["year"]), int(found["week"]), text)
    if found["day"]:
        return str(first + timedelta(int(found["day"]) - 1)), "a day of a week as ISO 8601 counts them"
    return f"[{first}..{first + timedelta(6)}]", "a week as ISO 8601 counts them, from Monday to Sunday"


def _week(text: str) -> tuple[str, str] | None:
    """A numbered week: by ISO 8601 from its Monday, or as the United States count, from the Sunday before or after."""
    found = next((one for form in _WEEKS if (one := form.fullmatch(text))), None)
    if found is None:
        return None
    year, number = int(found["year"]), int(found["week"])
    ours = _monday(year, number, text)
    january = date(year, 1, 1)
    sunday = january - timedelta((january.weekday() + 1) % 7)  # that begins the week of 1 January
    theirs = [sunday + timedelta(7 * (number - 1)), _epidemic(year) + timedelta(7 * (number - 1))]
    first, last = min(ours, *theirs), max(ours, *theirs) + timedelta(6)
    return f"[{first}..{last}]", "a numbered week, as ISO 8601 or the United States may count it"


def _epidemic(year: int) -> date:
    """The Sunday that begins the first week with four days of the year."""
    fourth = date(year, 1, 4)
    return fourth - timedelta((fourth.weekday() + 1) % 7)


def _monday(year: int, week: int, text: str) -> date:
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        raise ParseError("when-no-such-day", f"{text!r} is a week that the year {year} does not have") from None


def _of_a_unit(text: str, read_unit: ReadUnit) -> tuple[str, str] | None:
    if found := _WEEK_AT.fullmatch(text):
        return _around(found["edge"] or found["short"], read_unit(found["rest"]))
    found = next((one for form in _PART if (one := form.fullmatch(text))), None)
    if found is None:
        return None
    unit = read_unit(found["rest"])
    if len(unit) >= _DAY_WIDTH:
        return None
    return unit, f"the whole of what it says {found['word']!r} of"


def _around(edge: str, day: str) -> tuple[str, str] | None:
    """The days of a week that begins on a day, ends on it, or has it."""
    try:
        middle = date.fromisoformat(day)
        first, last = (middle - timedelta(6 * (edge not in _BEGIN)), middle + timedelta(6 * (edge not in _END)))
    except (ValueError, OverflowError):
        return None
    return f"[{first}..{last}]", "a week by one of its days"
