"""One cell of dates on its own: what its figures and words say before the column is asked about day and month."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mapkit import edtf
from mapkit.errors import ParseError
from mapkit.importing.cells.vocabulary import folded, read_spoken, without_year_word
from mapkit.when import EPOCH

# Day 0 of the two date systems of spreadsheets (ECMA-376-1:2016, 18.17.4.1), right from 1 March 1900 on: the 1900
# system counts a 29 February 1900 that never was.
SERIAL_BASES = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
LONGEST = 200  # characters of a cell that may be a date
HINT = "write 2020-11-10, 2020-11, 2020 or 2020-11-10/2020-11-12"

_NUMBERS = re.compile(r"(\d{1,2})\s*([./-]|\s)\s*(\d{1,2})\s*\2\s*(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([./-]|\s)\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)
_YEAR_MONTH = re.compile(r"(\d{4})\s*[./-]\s*(\d\d)", re.ASCII)  # 2020.1 may be 2020.10 that a spreadsheet cut
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_YEAR = re.compile(r"(\d{4})", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*([./-]|\s)\s*\d{1,2}\s*\1\s*'?(\d\d)", re.ASCII)
_SHORTER = re.compile(r"\d{1,2}\s*[./-]\s*\d{1,2}", re.ASCII)
_EDTF = re.compile(r"[\dX.?~%/,\[\]{}-]+", re.ASCII)
_EDTF_DATE = re.compile(r"\d{4}-\d\d(-\d\d)?[?~%]?", re.ASCII)
_ZONE = r"(?:z|(?:utc|gmt)?\s*[+-]\d\d?(?::?\d\d)?|utc|gmt)"
_TIME = re.compile(
    rf"(.*[^\s,])(?:(?<=\d)t|,?\s+)(\d{{1,2}}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*{_ZONE}?", re.ASCII
)
_TIME_LIMITS = (23, 59, 60)  # 60: the leap second
_SPLIT = re.compile(r"\s+(?:to|through|au|по)\s+|\s*[-/]\s*")
_MAX_SPLITS = 8
_DAY_WIDTH = len("2020-11-10")
_OPENER = re.compile(r"(?:from|du|с)\s+")
_COUNTS = {"serial": r"\d{5,7}(?:[.,]\d*)?", "seconds": r"\d{10}(?:\.\d*)?", "milliseconds": r"\d{13}(?:\.\d*)?"}
_COUNT = re.compile("|".join(f"(?P<{sort}>{pattern})" for sort, pattern in _COUNTS.items()), re.ASCII)


@dataclass(frozen=True)
class Numbers:
    """Day and month in an order that is not yet known, a separator between them, and a year."""

    first: int
    second: int
    year: int
    separator: str

    @property
    def only_order(self) -> str:
        """The order "dmy" or "mdy" if the calendar has this day in one of them alone, else ""."""
        found = self.readings()
        return next(iter(found)) if len(found) == 1 else ""

    def readings(self) -> dict[str, str]:
        """The days it can be as ISO texts, by order."""
        orders = {"dmy": (self.second, self.first), "mdy": (self.first, self.second)}
        return {order: text for order, (month, day) in orders.items() if (text := _iso(self.year, month, day))}


@dataclass(frozen=True)
class Count:
    """A number of days ("serial"), "seconds" or "milliseconds" since a beginning."""

    sort: str
    value: float

    def day(self, base: str, offset: timedelta) -> date | None:
        """Its day: in the date system `base` ("1900" or "1904"), or at an offset from UTC; None past the calendar."""
        try:
            if self.sort == "serial":
                return SERIAL_BASES[base] + timedelta(int(self.value))
            seconds = self.value / (1000 if self.sort == "milliseconds" else 1)
            return EPOCH + timedelta((timedelta(seconds=seconds) + offset).days)
        except OverflowError:
            return None


Ends = tuple[str | Numbers, ...]


def read_cell(text: str) -> tuple[Count | Ends, str]:
    """What a trimmed cell that is not empty says, and how it was read where that is not plain.

    A Count; or one end (a date) or two (a range), each an EDTF text or Numbers. Raises ParseError: when-unreadable,
    when-digits, when-season, when-no-such-day, when-reversed, when-short-year, when-no-year.
    """
    if len(text) > LONGEST:
        raise ParseError("when-unreadable", f"{text[:40]!r}... is too long for a date: {HINT}")
    if not text.isascii() and any(character.isnumeric() and not character.isascii() for character in text):
        raise ParseError("when-digits", f"{text!r} has figures that are not 0 to 9: write {_in_ascii(text)}")
    if found := _COUNT.fullmatch(text):
        return Count(found.lastgroup or "", float(found.group().replace(",", "."))), ""
    if found := _COMPACT.fullmatch(text):
        return _compact(text, *map(int, found.groups())), "year, month and day without separators"
    if _EDTF.fullmatch(text) and (ends := _edtf(text)):
        return ends, ""
    return _people(text)


def _in_ascii(text: str) -> str:
    plain = "".join(str(int(character)) if character.isdecimal() else character for character in text)
    return repr(plain) if plain.isascii() else "2020-11-10"


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _compact(text: str, year: int, month: int, day: int) -> Ends:
    if found := _iso(year, month, day):
        return (found,)
    hint = "write it like 20201110 or 2020-11-10"
    raise ParseError("when-no-such-day", f"{text!r} is no day as year, month, day: {hint}")


def _edtf(text: str) -> Ends | None:
    """An EDTF text as it stands; None if it is none."""
    try:
        edtf.read(text)
    except ParseError as error:
        if error.code in ("when-season", "when-reversed", "when-set") or _EDTF_DATE.fullmatch(text):
            raise
        return None
    return (text,)


def _people(text: str) -> tuple[Ends, str]:
    plain = folded(text)
    if (one := _single(plain)) is not None:
        return (one,), _basis(plain)
    found = list(_splits(plain))
    if len(found) == 1:
        return found[0], _basis(plain)
    bare = _clock(plain)
    try:
        return _spoken(bare, timed=bare != plain), _basis(plain)
    except ParseError as error:
        hint = f": {HINT}" if error.code == "when-unreadable" else ""
        raise ParseError(error.code, f"{text!r} {error}{hint}") from None


def _basis(text: str) -> str:
    return "the day as written, its time of day left off" if ":" in text else ""


def _single(text: str) -> str | Numbers | None:
    """A date in figures; None if it is none. With a time of day it must be a day."""
    bare = _clock(text)
    plain = without_year_word(bare)
    for pattern, make in _FORMS:
        if found := pattern.fullmatch(plain):
            end = make(*found.groups())
            return None if bare != text and isinstance(end, str) and len(end) != _DAY_WIDTH else end
    return None


def _clock(text: str) -> str:
    """A text without the time of day at its end, if that is one."""
    found = _TIME.fullmatch(text)
    if found is None:
        return text
    hour, minute, second = (int(part or 0) for part in found.group(2, 3, 4))
    limits = (12 if found.group(5) else _TIME_LIMITS[0], *_TIME_LIMITS[1:])
    fits = all(part <= limit for part, limit in zip((hour, minute, second), limits, strict=True))
    return found.group(1) if fits else text


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
    """Every way in which a text is two dates in figures."""
    opener = _OPENER.match(text)
    start = opener.end() if opener else 0
    for count, found in enumerate(_SPLIT.finditer(text, start)):
        if count >= _MAX_SPLITS:
            return
        left, right = _single(text[start : found.start()]), _single(text[found.end() :])
        if left is not None and right is not None:
            yield left, right


def _spoken(text: str, *, timed: bool) -> Ends:
    """A date or a range in words; a problem that names what is missing, if it is in figures without a full year."""
    if found := _SHORT_YEAR.fullmatch(text):
        year = int(found.group(2))
        raise ParseError("when-short-year", f"has a year of two digits, {1900 + year} or {2000 + year}: write all four")
    if _SHORTER.fullmatch(text):
        raise ParseError("when-no-year", "has no year of four digits: write it, as in 2020-11-10 or 2020-11")
    ends = read_spoken(text)
    if timed and (len(ends) > 1 or len(ends[0]) != _DAY_WIDTH):
        raise ParseError("when-unreadable", "has a time of day, but no day")
    return ends
