"""The time of day in a cell of dates, with its zone, and the day of the week: what a date is told beside."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from mapkit.names import fold

_NAMED = (
    "est edt cst cdt mst mdt pst pdt bst ist wet west cet cest mez mesz eet eest msk msd trt azt azst amt amst get gst "
    "irst irdt ast akst hst aest aedt jst kst wib wat cat eat sast pkt npt uzt"
)
_ZONE = (
    r"(?P<zone>z|(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d\d?)(?::?(?P<minutes>\d\d))?|utc|gmt"
    rf"|(?P<named>\(?(?:{'|'.join(_NAMED.split())}|local(?:\s+time)?|[a-z]+/[a-z_]+)\)?))"
)
_AT = "|".join(map(fold, ("at", "à", "в", "saat", "ժամը", "um")))
_CLOCK = (
    r"(?P<hour>\d{1,2})(?:\s*:\s*(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"|\s*[hч]\.?\s*(?P<after>\d\d)?)\s*(?P<half>[ap]\.?\s?m\.?)?"
)
_BEHIND = re.compile(
    rf"(?P<rest>.*?[^\s,])(?:(?<=\d)t|,?\s+)(?:(?:{_AT})\s+)?{_CLOCK}\s*(?:\(?{_ZONE}\)?)?(?:\[[a-z]+/[a-z_/]+\])?"
)
_MIDDLE = re.compile(rf"(?P<left>.*\d)\s+{_CLOCK}\s*(?:\(?{_ZONE}\)?)?\s+(?P<right>\d{{4}})")  # as programs write it
_BEFORE = re.compile(rf"(?:(?:{_AT})\s+)?{_CLOCK}\s*(?:\(?{_ZONE}\)?)?,?\s+(?P<rest>\S.*)")
_HOURS, _MINUTES, _SECONDS, _HALF_DAY = 24, 59, 60, 12  # 24:00 ends a day; 60 is the leap second

_DAYS = (
    "monday mon понедельник пн bazar_ertəsi երկուշաբթի pazartesi lundi",
    "tuesday tue tues вторник вт çərşənbə_axşamı երեքշաբթի salı mardi",
    "wednesday wed среда среду ср çərşənbə չորեքշաբթի çarşamba mercredi",
    "thursday thu thur thurs четверг чт cümə_axşamı հինգշաբթի perşembe jeudi",
    "friday fri пятница пятницу пт cümə ուրբաթ cuma vendredi",
    "saturday sat суббота субботу сб şənbə շաբաթ cumartesi samedi",
    "sunday sun воскресенье вс bazar կիրակի pazar dimanche",
)
NAMES_OF_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = {fold(word.replace("_", " ")): at for at, words in enumerate(_DAYS) for word in words.split()}
_ANY_DAY = "|".join(sorted(map(re.escape, _WEEKDAYS), key=len, reverse=True))
_DAY_BEFORE = re.compile(rf"(?:on\s+|в\s+)?(?P<day>{_ANY_DAY})(?![^\W\d_])[.,]*\s*(?P<rest>.*\d.*)", re.DOTALL)
_DAY_BEHIND = re.compile(rf"(?P<rest>.*\d.*?)[\s,]*[(\[]?(?<![^\W\d_])(?P<day>{_ANY_DAY})\.?[)\]]?", re.DOTALL)


@dataclass(frozen=True)
class Moment:
    """A time of day; `zone` is its offset from UTC where figures say it, `has_zone` also where letters do."""

    hour: int
    minute: int
    second: int = 0
    zone: timedelta | None = None
    has_zone: bool = False

    def instant(self, day: date) -> datetime | None:
        """The moment on a day, in UTC; None where its offset is not known, or past the calendar."""
        if self.zone is None:
            return None
        try:
            start = datetime(day.year, day.month, day.day, tzinfo=timezone(self.zone))
            return (start + timedelta(hours=self.hour, minutes=self.minute)).astimezone(UTC)
        except (OverflowError, ValueError):
            return None


def parted(text: str) -> tuple[str, Moment | None]:
    """A folded text without the time of day at its beginning or end, and that time; as it was where there is none.

    >>> parted("2020-09-27t14:40:00+04:00")[0], parted("27.09.2020 at 14h40")[1]
    ('2020-09-27', Moment(hour=14, minute=40, second=0, zone=None, has_zone=False))
    """
    for form in (_BEHIND, _BEFORE, _MIDDLE):
        found = form.fullmatch(text)
        if found and (moment := _moment(found)):
            return found.expand(r"\g<left> \g<right>" if form is _MIDDLE else r"\g<rest>"), moment
    return text, None


def _moment(found: re.Match[str]) -> Moment | None:
    hour, minute = int(found["hour"]), int(found["minute"] or found["after"] or 0)
    second, half = int(found["second"] or 0), found["half"]
    if minute > _MINUTES or second > _SECONDS or hour > (_HALF_DAY if half else _HOURS):
        return None
    if hour == _HOURS and (minute or second):
        return None
    if half:
        hour = hour % _HALF_DAY + _HALF_DAY * half.startswith("p")
    return Moment(hour, minute, second, _offset(found), found["zone"] is not None)


def _offset(found: re.Match[str]) -> timedelta | None:
    if found["zone"] is None or found["named"]:
        return None
    ahead = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
    return -ahead if found["sign"] == "-" else ahead


def without_weekday(text: str) -> tuple[str, int | None]:
    """A folded text without the day of the week before or behind it, and that day, Monday is 0.

    >>> without_weekday("sunday, 27 september 2020"), without_weekday("27.09.2020 (sun)")[1]
    (('27 september 2020', 6), 6)
    """
    for form in (_DAY_BEFORE, _DAY_BEHIND):
        if found := form.fullmatch(text):
            return found["rest"].strip(" ,"), _WEEKDAYS[found["day"]]
    return text, None


def is_weekday(word: str) -> bool:
    """Whether a folded word is a day of the week."""
    return word in _WEEKDAYS
