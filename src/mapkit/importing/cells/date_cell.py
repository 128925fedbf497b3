"""One cell of dates on its own: what its figures and words say before the column is asked about day and month."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mapkit import edtf
from mapkit.errors import ParseError
from mapkit.importing.cells.date_figures import Count, Numbers, YearPair, full_year, iso_day
from mapkit.importing.cells.date_phrases import is_about, read_phrase
from mapkit.importing.cells.moments import Moment, parted, without_weekday
from mapkit.importing.cells.vocabulary import folded, read_spoken, without_year_word

LONGEST = 200  # characters of a cell that may be a date
HINT = "write 2020-11-10, 2020-11, 2020 or 2020-11-10/2020-11-12"

_NUMBERS = re.compile(r"(\d{1,2})\s*([./-]|\s)\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([./-]|\s)\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[./-]\s*(\d\d)", re.ASCII)  # 2020.1 may be 2020.10 that a spreadsheet cut
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"(\d{1,2})\s*([./-]|\s)\s*(\d{1,2})\s*\2\s*'?(\d\d)", re.ASCII)
_SHORTER = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}", re.ASCII)
_EDTF = re.compile(r"[\dX.?~%/,\[\]{}-]+", re.ASCII)
_EDTF_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?[?~%]?", re.ASCII)
_PAIR = re.compile(r"(\d{4})\s*[-/\u2010-\u2015\u2212]\s*(\d\d)", re.ASCII)
_OPEN = re.compile(r"(?:\.{2,}|…)\s*\d.*|.*\d\s*-?\s*(?:\.{2,}|…)", re.DOTALL)
_NO_DAY = re.compile(r"(\d{4})-(\d\d)-00", re.ASCII)
_BEFORE_CHRIST = re.compile(
    r".*\d\s*(?:г\w*\.?\s*)?(?:b\.?\s?c\.?(?:\s?e\.?)?|до\s+н\.?\s?э\.?|av\.?\s?j\.?-?c\.?|e\.?e\.?)|-0*[1-9]\d*",
    re.ASCII,
)
_SPLIT = re.compile(r"\s+(?:to|through|au|по)\s+|\s*[-/]\s*")
_MAX_SPLITS = 8
_DAY_WIDTH = len("2020-11-10")
_OPENER = re.compile(r"(?:from|du|с)\s+")
_COUNTS = {"serial": r"\d{5,7}(?:[.,]\d*)?", "seconds": r"\d{10}(?:\.\d*)?", "milliseconds": r"\d{13}(?:\.\d*)?"}
_COUNT = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in _COUNTS.items()), re.ASCII)


End = str | Numbers | YearPair
Ends = tuple[End, ...]


@dataclass(frozen=True)
class Said:
    """What a cell says: a Count; or one end (a date) or two (a range), each an EDTF text or figures.

    `basis` is how it was read where that is not plain; `mark` is what EDTF writes behind a date that is roughly known;
    `weekday` (Monday is 0) and `moment` are what it tells beside the day.
    """

    found: Count | Ends
    basis: str = ""
    mark: str = ""
    weekday: int | None = None
    moment: Moment | None = None


def read_cell(text: str, century: str = "") -> Said:
    """What a trimmed cell that is not empty says; years of two digits are in the hundred from `century` on.

    Raises ParseError: when-unreadable, when-digits, when-season, when-no-such-day, when-reversed, when-short-year,
    when-no-year, when-two-readings, when-open, when-early.
    """
    if len(text) > LONGEST:
        raise ParseError("when-unreadable", f"{text[:40]!r}... is too long for a date: {HINT}")
    if not text.isascii() and any(character.isnumeric() and not character.isascii() for character in text):
        raise ParseError("when-digits", f"{text!r} has figures that are not 0 to 9: write {_in_ascii(text)}")
    if found := _COUNT.fullmatch(text):
        return Said(Count(found.lastgroup or "", float(found.group().replace(",", "."))))
    if found := _COMPACT.fullmatch(text):
        return Said(_compact(text, *map(int, found.groups())), "year, month and day without separators")
    if _EDTF.fullmatch(text) and (ends := _edtf(text)):
        return Said(ends)
    _refuse(text)
    if found := _PAIR.fullmatch(text):  # with more than a hyphen between, or it were EDTF
        return Said((YearPair(*map(int, found.groups())),))
    return _people(text, century)


def _refuse(text: str) -> None:
    """Raise ParseError for what must not be read as less, or as more, than it says."""
    if _OPEN.fullmatch(text):
        year = text.strip(".… -")
        both = f"../{year} or {year}/.. for what lasted, [..{year}] or [{year}..] for one day of these"
        raise ParseError("when-open", f"{text!r} seems open at one end: write {both}, or {year} alone")
    if _BEFORE_CHRIST.fullmatch(folded(text)):
        raise ParseError("when-early", f"{text!r} lies before the year 1: an atlas begins with 0001")


def _in_ascii(text: str) -> str:
    plain = "".join(str(int(character)) if character.isdecimal() else character for character in text)
    return repr(plain) if plain.isascii() else "2020-11-10"


def _compact(text: str, year: int, month: int, day: int) -> Ends:
    if found := iso_day(year, month, day):
        return (found,)
    hint = "write it like 20201110 or 2020-11-10"
    raise ParseError("when-no-such-day", f"{text!r} is no day as year, month, day: {hint}")


def _edtf(text: str) -> Ends | None:
    """An EDTF text as it stands; None if it is none."""
    try:
        edtf.read(text)
    except ParseError as error:
        if found := _NO_DAY.fullmatch(text):
            known = found[1] if found[2] == "00" else f"{found[1]}-{found[2]}"
            raise ParseError(
                error.code, f"{text!r} has no day 00: write {known}, which says that it is not known"
            ) from None
        if error.code in ("when-season", "when-reversed", "when-set") or _EDTF_DATE.fullmatch(text):
            raise
        return None
    return (text,)


def _people(text: str, century: str) -> Said:
    try:
        return _told(folded(text), century)
    except ParseError as error:
        hint = f": {HINT}" if error.code == "when-unreadable" else ""
        raise ParseError(error.code, f"{text!r} {error}{hint}") from None


def _told(text: str, century: str) -> Said:
    """A date in the words of people: what is told beside it first, then the date. Raises ParseError."""
    if rest := is_about(text):
        _refuse_pair(rest)
        said = _told(rest, century)
        if isinstance(said.found, Count) or len(said.found) > 1 or said.mark:
            raise ParseError("when-unreadable", "is roughly told, but no single date")
        return replace(said, mark="~", basis="; ".join(filter(None, (said.basis, "roughly known, as it says"))))
    plain, weekday = without_weekday(text)
    bare, moment = parted(plain)
    bare, weekday = (bare, weekday) if weekday is not None else without_weekday(bare)
    if moment is None or not list(_splits(plain)):
        said = _day(bare, timed=moment is not None, century=century)
        basis = "the day as written, its time of day left off" if moment else said.basis
        return replace(said, basis=basis, weekday=weekday, moment=moment)
    return replace(_day(plain, timed=False, century=century), basis="the days as written, their times of day left off")


def _day(text: str, *, timed: bool, century: str) -> Said:
    """A date without what is told beside it. Raises ParseError."""
    one = _single(text, century)
    if one is not None and not (timed and not (isinstance(one, Numbers) or _is_day(one))):
        return Said((one,))
    found = list(_splits(text))
    if len(found) == 1 and not timed:
        return Said(found[0])
    if not timed and (phrase := read_phrase(text, _unit)):
        return Said((phrase[0],), phrase[1])
    return Said(_spoken(text, timed=timed, century=century))


def _unit(text: str) -> str:
    """A month, a year, a decade or a day as EDTF. Raises ParseError."""
    _refuse_pair(text)
    found = _day(text, timed=False, century="").found
    if isinstance(found, tuple) and len(found) == 1 and isinstance(found[0], str):
        return found[0]
    raise ParseError("when-unreadable", "is not a date mapkit reads")


def _refuse_pair(text: str) -> None:
    """Raise ParseError for 1904-05 beside other words: a dash of any length is a hyphen here."""
    if _PAIR.fullmatch(text):
        raise ParseError("when-two-readings", "may be a month or two years: write it like 1904-05~, or 1904/1905")


def _is_day(end: End) -> bool:
    return isinstance(end, str) and len(end) == _DAY_WIDTH


def _single(text: str, century: str = "") -> str | Numbers | None:
    """A date in figures; None if it is none."""
    plain = without_year_word(text)
    for pattern, make in _FORMS:
        if found := pattern.fullmatch(plain):
            return make(*found.groups())
    if found := _SHORT_YEAR.fullmatch(text):
        first, separator, second, year = found.groups()
        if not century:
            raise ParseError("when-short-year", _two_digits(int(year)))
        numbers = _dmy_or_mdy(first, separator, second, str(full_year(int(year), century)))
        return replace(numbers, century=century)
    return None


def _two_digits(year: int) -> str:
    return f"has a year of two digits, {1900 + year} or {2000 + year}: say in which century, or write all four"


def _ymd(year: str, _: str, month: str, day: str) -> str:
    return f"{year}-{int(month):02}-{int(day):02}"


def _dmy_or_mdy(first: str, separator: str, second: str, year: str) -> Numbers:
    return Numbers(int(first), int(second), int(year), separator if separator in "./-" else " ")


_FORMS: tuple[tuple[re.Pattern[str], Callable[..., str | Numbers]], ...] = (
    (_NUMBERS, _dmy_or_mdy),
    (_YEAR_FIRST, _ymd),
    (_MONTH_YEAR, lambda month, year: f"{year}-{int(month):02}"),
    (_YEAR_MONTH, lambda year, month: f"{year}-{month}"),
    (_COMPACT, lambda year, month, day: f"{year}-{month}-{day}"),
    (_YEAR, str),
)


def _splits(text: str) -> Iterator[Ends]:
    """Every way in which a text is two dates in figures, each with its time of day or without."""
    opener = _OPENER.match(text)
    start = opener.end() if opener else 0
    for count, found in enumerate(_SPLIT.finditer(text, start)):
        if count >= _MAX_SPLITS:
            return
        left, right = _timed(text[start : found.start()]), _timed(text[found.end() :])
        if left is not None and right is not None:
            yield left, right


def _timed(text: str) -> str | Numbers | None:
    """A date in figures at an end of a range."""
    bare, moment = parted(text)
    try:
        end = _single(bare)
    except ParseError:
        return None
    return None if moment and isinstance(end, str) and not _is_day(end) else end


def _spoken(text: str, *, timed: bool, century: str) -> Ends:
    """A date or a range in words; a problem that names what is missing, if it is in figures without a full year."""
    if _SHORTER.fullmatch(text):
        raise ParseError("when-no-year", "has no year of four digits: write it, as in 2020-11-10 or 2020-11")
    ends = read_spoken(text, century)
    if timed and (len(ends) > 1 or len(ends[0]) != _DAY_WIDTH):
        raise ParseError("when-unreadable", "has a time of day, but no day")
    return ends
