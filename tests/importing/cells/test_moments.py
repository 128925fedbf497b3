"""Times of day, zones and days of the week beside a date."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.importing.cells.dates import read_days
from mapkit.importing.cells.moments import Moment, parted
from mapkit.importing.cells.vocabulary import folded

DAYS_OF_THE_WEEK = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ru": ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"),
    "az": ("bazar ertəsi", "çərşənbə axşamı", "çərşənbə", "cümə axşamı", "cümə", "şənbə", "bazar"),
    "hy": ("երկուշաբթի", "երեքշաբթի", "չորեքշաբթի", "հինգշաբթի", "ուրբաթ", "շաբաթ", "կիրակի"),
    "tr": ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
days = st.dates(date(1000, 1, 1), date(9000, 12, 31))


@pytest.mark.parametrize(
    ("text", "rest", "hour", "minute", "zone"),
    [
        ("27.09.2020 at 14h40", "27.09.2020", 14, 40, None),
        ("27.09.2020 à 14 h 40", "27.09.2020", 14, 40, None),
        ("27.09.2020 в 14:40", "27.09.2020", 14, 40, None),
        ("14:40, 27.09.2020", "27.09.2020", 14, 40, None),
        ("2020-09-27T14:40:00+04:00", "2020-09-27", 14, 40, 4),
        ("2020-09-27 14:40 UTC-3", "2020-09-27", 14, 40, -3),
        ("2020-09-27 14:40 (GMT)", "2020-09-27", 14, 40, 0),
        ("2020-09-27T24:00Z", "2020-09-27", 24, 0, 0),
        ("9/27/2020 2:40 PM", "9/27/2020", 14, 40, None),
        ("9/27/2020 12:05 am", "9/27/2020", 0, 5, None),
        ("sep 27 14:40:00 +0400 2020", "sep 27 2020", 14, 40, 4),
    ],
)
def test_a_time_of_day_is_parted_from_its_day(text: str, rest: str, hour: int, minute: int, zone: int | None) -> None:
    """Before, behind or in the middle of a date, with a zone or without one, a time is told apart from its day."""
    found, moment = parted(folded(text))
    assert found == folded(rest)
    assert moment
    assert (moment.hour, moment.minute) == (hour, minute)
    assert moment.zone == (None if zone is None else timedelta(hours=zone))


@pytest.mark.parametrize("text", ["2020-09-27 25:00", "2020-09-27 24:30", "27.09.2020 13:00 pm", "10-12 november 2020"])
def test_what_is_no_time_stays(text: str) -> None:
    """Hours that no clock has are no time of day, and nothing is left off for them."""
    assert parted(text) == (text, None)


def test_a_zone_of_letters_moves_nothing() -> None:
    """EST and its kin mean several zones, so the moment is not known."""
    _, moment = parted("2020-09-27 23:40 est")
    assert moment == Moment(23, 40, 0, None, has_zone=True)
    assert moment.instant(date(2020, 9, 27)) is None


@given(days, st.sampled_from(sorted(DAYS_OF_THE_WEEK)), st.sampled_from(["{} {}", "{}, {}", "{1}, {0}", "{1} ({0})"]))
def test_a_day_of_the_week_changes_nothing(day: date, language: str, form: str) -> None:
    """A date with its day of the week, before or behind it, is the date."""
    word = DAYS_OF_THE_WEEK[language][day.weekday()]
    (found,), _ = read_days([form.format(word, f"{day:%d.%m.}{day.year:04}")], order="dmy")
    assert found.when
    assert found.when.text == day.isoformat()


@given(days, st.integers(1, 6))
def test_a_wrong_day_of_the_week_is_reported(day: date, off: int) -> None:
    """A date that is told with the day of the week of another is refused: which of the two is meant, nobody knows."""
    word = DAYS_OF_THE_WEEK["en"][(day.weekday() + off) % 7]
    (found,), _ = read_days([f"{word}, {day.isoformat()}"])
    assert (found.when, found.code) == (None, "when-weekday")


@given(days, st.times(), st.integers(-11, 14), st.integers(-11, 14))
def test_a_stamp_is_moved_only_into_a_told_zone(day: date, clock: object, theirs: int, ours: int) -> None:
    """Untold, a stamp keeps its written day; told a zone, it has the day there, and says whether that is another."""
    stamp = f"{day}T{clock:%H:%M:00}{theirs:+03}:00"
    (written,), _ = read_days([stamp])
    (told,), _ = read_days([stamp], zone=timezone(timedelta(hours=ours)))
    here = datetime.fromisoformat(stamp).astimezone(timezone(timedelta(hours=ours))).date()
    assert written.when
    assert told.when
    assert (written.when.text, written.moved) == (day.isoformat(), False)
    assert (told.when.text, told.moved) == (here.isoformat(), here != day)
    assert written.instant == told.instant == datetime.fromisoformat(stamp)
