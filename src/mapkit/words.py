"""What is seen, in words: dates, windows, precisions, tolls, and the view as one sentence.

The same words stand in the caption, the alt text, the screen reader's text and every export. Plain text, never markup.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from mapkit import edtf
from mapkit.atlas import Atlas
from mapkit.filter_words import distance_words, filter_words, known_words, verdict_words
from mapkit.incident_columns import names
from mapkit.naming import name_of
from mapkit.records import STANCES, WITHIN
from mapkit.regions import on_regions
from mapkit.silence import silence_words
from mapkit.when import ALWAYS, MONTHS, OPEN_END, OPEN_START, Window

UNDATED = "undated"
KNOWN_DATES = 10_000  # that are kept in words: many incidents have the same
ONE_OF = "some time from "
DECADE = 10  # years
ROUGH_M = 10_000  # from here on a place is a district or a country, not a point
BASIS_WORDS = {
    "stated": "date stated by the source",
    "year-inferred": "day and month stated, year inferred",
    "relative": "date relative to another event",
    "external": "date from another source",
    "inferred": "date inferred",
    WITHIN: "within these days; on which of them, or on how many, is not known",
    "unknown": "how the date was established is not known",
}
# Columns of an atlas's own that say how something is known, by what they are about.
NOTES = {"when_note": "The date", "place_note": "The place", "toll_note": "The toll"}
_PLACED = frozenset(names(lambda one: one.origin != "told" and not one.listed))  # have a place of their own
STANCE_WORDS = {stance: stance for stance in STANCES}


def day_words(day: date) -> str:
    """8 December 2020."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def window_words(window: Window) -> str:
    """A window in words, both ends included: "December 2020", "12 December 2022 to 19 September 2023", "all dates".

    >>> window_words(Window.parse("2020-12-01/2020-12-15"))
    '1-15 December 2020'
    """
    if window == ALWAYS:
        return "all dates"
    if window.empty:
        return "no date at all"
    if window.start == OPEN_START or window.end == OPEN_END:
        until = window.start == OPEN_START
        return f"until {day_words(window.last)}" if until else f"from {day_words(window.start)}"
    return _closed(window)


def _closed(window: Window) -> str:
    text, first, last = str(window), window.start, window.last
    if text == first.isoformat()[:4]:
        return str(first.year)
    if text == first.isoformat()[:7]:
        return f"{MONTHS[first.month - 1]} {first.year}"
    if text == first.isoformat():
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}-{last.day} {MONTHS[first.month - 1]} {first.year}"
    return f"{day_words(first)} to {day_words(last)}"


@lru_cache(KNOWN_DATES)
def when_words(text: str) -> str:
    """A date as written, in words, no more precise than it is; "undated" for none. Raises ParseError.

    >>> when_words("2021-01~"), when_words("2022-12-12/..")
    ('about January 2021', 'from 12 December 2022, still going on')
    >>> when_words("[2020-12-09..2020-12-12]"), when_words("2020-12-09/2020-12-12")
    ('some time from 9 to 12 December 2020', '9 to 12 December 2020')
    """
    if not text:
        return UNDATED
    read = edtf.read(text)
    if text.startswith("["):
        words = _one_of(read)
    else:
        first, slash, second = text.partition("/")
        words = _interval(first, second) if slash else _one(first)
    marked = any(mark in text for mark in "?%")
    return f"{words} (uncertain)" if marked else words


def date_words(row: Mapping[Any, Any]) -> str:
    """The date of an incident: "within 9 to 12 December 2020" where it may be spread over the days of a set."""
    is_within = row["when_basis"] == WITHIN and edtf.is_closed_set(row["when"])
    return when_words(row["when"]).replace(ONE_OF, "within ", 1) if is_within else when_words(row["when"])


def _one_of(read: edtf.When) -> str:
    """One day of several: "some time from 9 to 12 December 2020"."""
    about = "about " if read.approximate else ""
    if read.window.start == OPEN_START:
        return f"some time up to {about}{day_words(read.window.last)}"
    if read.window.end == OPEN_END:
        return f"{ONE_OF}{about}{day_words(read.window.start)} on"
    return f"{ONE_OF}{about}{_from_to(read.window)}"


def _from_to(window: Window) -> str:
    """ "9 to 12 December 2020", "30 December 2020 to 2 January 2021"."""
    first, last = window.start, window.last
    if first == last:
        return day_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_words(last)}"
    return f"{day_words(first)} to {day_words(last)}"


def _one(text: str) -> str:
    read = edtf.read(text)
    words = _years(read.window) if "X" in text[:4] else window_words(read.window)
    return f"about {words}" if read.approximate else words


def _years(window: Window) -> str:
    """ "2020s"; a century is no decade, so it is told by its years."""
    first, last = window.start.year, window.last.year
    return f"{first}s" if last - first < DECADE else f"{first} to {last}"


def _interval(first: str, second: str) -> str:
    if first == second == "..":
        return "no start and no end given"
    if first in ("", ".."):
        return f"until {_one(second)}, start not known" if first == "" else f"until {_one(second)}, no start given"
    if second in ("", ".."):
        return f"from {_one(first)}, end not known" if second == "" else f"from {_one(first)}, still going on"
    if len(first) == len(second) == len("2020-12-08"):  # two plain days
        return _from_to(Window.parse(f"{first}/{second}"))
    return f"{_one(first)} to {_one(second)}"


@lru_cache(KNOWN_DATES)
def said_words(text: str) -> str:
    """When something was said, a date as written.

    >>> said_words("2022-12-14"), said_words("2022-12"), said_words("2022-12~")
    ('said on 14 December 2022', 'said in December 2022', 'said about December 2022')
    """
    is_plain = text.replace("-", "").isdecimal()
    before = ("on " if edtf.read(text).window.days == 1 else "in ") if is_plain else ""
    return f"said {before}{when_words(text)}"


@lru_cache(KNOWN_DATES)
def claimed_words(said: str, published: str) -> str:
    """When a claim was made, in few words: when it was said, else published; "" where nobody knows.

    >>> claimed_words("2023-03-25", "2023-03-27"), claimed_words("", "2023-03"), claimed_words("", "")
    ('said 25 Mar 2023', 'published Mar 2023', '')
    """
    if not (said or published):
        return ""
    words = when_words(said or published)
    for month in MONTHS:
        words = words.replace(month, month[:3])
    return f"{'said' if said else 'published'} {words}"


def until_words(text: str) -> str:
    """The last day of what lasts for a date as written, no more precise than it is; "" where no end is given.

    >>> until_words("2020-11-10/2020-12-11"), until_words("2020-11-10/2020-12"), until_words("2020-12")
    ('11 December 2020', 'December 2020', '31 December 2020')
    """
    _, slash, second = text.partition("/")
    if slash and second in ("", ".."):
        return ""
    last = edtf.read(second if slash else text)
    words = _one(last.text) if slash or last.approximate or last.uncertain else day_words(last.window.last)
    return f"{words} (uncertain)" if last.uncertain else words


def precision_words(metres: float | None) -> str:
    """How well a place is known: "within 600 m", "within 6 km", or that nobody says."""
    if metres is None or pd.isna(metres):
        return "precision not stated"
    return f"within {distance_words(metres)}"


def toll_words(row: Mapping[Any, Any], toll: str) -> str:
    """ "1 killed", "2 to 5 injured", "at least 3 killed"; "" where nothing is stated."""
    low, best, high = (
        None if value is None or pd.isna(value) else int(value)
        for value in (row[f"{toll}_{bound}"] for bound in ("low", "best", "high"))
    )
    if best is not None:
        spread = f" ({low if low is not None else '?'} to {high if high is not None else '?'})"
        return f"{best} {toll}" + (spread if {low, high} - {best, None} else "")
    if low is not None and high is not None:
        return f"{low} to {high} {toll}" if low != high else f"{low} {toll}"
    if low is not None:
        return f"at least {low} {toll}"
    return f"at most {high} {toll}" if high is not None else ""


def listed_words(row: Mapping[Any, Any]) -> dict[str, str]:
    """What is told under the name of its column, where something is: what has no place of its own, the user's own last.

    Names are those of the columns as people write words; as they stand where two would be alike. What says how
    something is known is told apart (`note_words`).
    """
    named = {words: row[name] for name, words in spoken_names(map(str, row)).items()}
    return {words: str(value) for words, value in named.items() if not pd.isna(value) and value != ""}


def spoken_names(columns: Iterable[str]) -> dict[str, str]:
    """Under which words `listed_words` tells a column, by the columns that it tells of these."""
    found = [name for name in columns if name not in _PLACED and name not in NOTES]
    plain = Counter(map(_spoken, found))
    return {name: _spoken(name) if plain[_spoken(name)] == 1 else name for name in found}


def note_words(row: Mapping[Any, Any]) -> dict[str, str]:
    """How the date, the place and the toll are known, in the atlas's own words, where it says so."""
    found = {words: row.get(name) for name, words in NOTES.items()}
    return {words: str(value) for words, value in found.items() if not pd.isna(value) and value != ""}


def _spoken(name: str) -> str:
    """ "Actor side" for a column `actor_side`; what is no plain name in small letters stays."""
    plain = name.isascii() and name.replace("_", "").isalnum() and name == name.lower().strip("_")
    return name.replace("_", " ").capitalize() if plain else name


def place_words(atlas: Atlas, site: str) -> str:
    """The name of a site in the languages of names; "" for a site that the atlas does not have."""
    return name_of(atlas, atlas.places[site].names, site) if site in atlas.places else ""


def number_words(number: int, one: str, many: str | None = None) -> str:
    """ "1 incident", "2 incidents"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def scope_words(atlas: Atlas) -> str:
    """What is asked for, in words: the window and every filter; "all dates" only where nothing else narrows."""
    found, when = filter_words(atlas), atlas.view.when
    return "; ".join(["any date" if found and when == ALWAYS else window_words(when), *found])


def sentence(atlas: Atlas) -> str:
    """The view in a sentence: what is asked, what is shown and where most, what is disputed and what is not on the map.

    Where too many are shown to be told apart, and where the time index of a large atlas counts, places are not told:
    to count them would mean to read all of its tables.
    """
    counts, many = atlas.counts, atlas.large_view or atlas.indexed
    parts = [f"{scope_words(atlas)}: {number_words(counts.shown, 'incident')}"]
    if counts.shown and not many:
        whole = on_regions(atlas)
        parts[0] += _at(atlas, whole)
        parts += _most(atlas, whole)
    text = ", ".join([*parts, *verdict_words(atlas)])
    if not atlas.view.according and (disputed := atlas.disputed):
        text += f"; {disputed:,} disputed"
    if not atlas.view.certain and counts.certain < counts.shown:
        text += f"; {counts.shown - counts.certain:,} may have been at another time"
    if silence := "" if many else silence_words(atlas):
        text += f"; {silence}"
    apart = [f"{counts.undated:,} undated", f"{counts.unplaced:,} unplaced", *known_words(atlas)]
    return f"{text[0].upper()}{text[1:]}. {', '.join(apart)}."


def _at(atlas: Atlas, whole: Collection[str]) -> str:
    """At how many places, and on which regions as a whole: " at 12 places and on the whole region (Karabakh)"."""
    names = "; ".join(place_words(atlas, site) for site in whole)
    region = f"on {'the whole region' if len(whole) == 1 else 'whole regions'} ({names})"
    places = atlas.summary.places - len(whole)
    at = [f"at {number_words(places, 'place')}"] if places or not whole else []
    return f" {' and '.join([*at, *([region] if whole else [])])}"


def _most(atlas: Atlas, whole: Collection[str]) -> list[str]:
    """Where most are, if one named place has more than half of them and no place was asked for."""
    shown = atlas.counts.shown
    if atlas.view.site or atlas.summary.busiest is None or 2 * atlas.summary.busiest[1] <= shown:
        return []
    site, count = atlas.summary.busiest
    if site in whole:
        return [] if count == shown else ["most on the whole region"]
    where = place_words(atlas, site)
    return [f"all at {where}" if count == shown else f"most at {where}"]
