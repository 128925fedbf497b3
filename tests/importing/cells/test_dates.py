import re
from datetime import date, datetime, timedelta, timezone
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.edtf import as_one_of, read
from mapkit.errors import ParseError
from mapkit.importing.cells.date_figures import SERIAL_BASES
from mapkit.importing.cells.date_readings import PLAUSIBLE, Reading
from mapkit.importing.cells.dates import ORDERS, read_days
from mapkit.importing.cells.vocabulary import MISSING, MONTH_WORDS
from mapkit.names import fold
from support.strategies import dates

days = st.dates(date(1000, 1, 1), date(9998, 12, 31))
modern = st.dates(*PLAUSIBLE)
separators = st.sampled_from("./- ")

# How a day, and a month, are written with words. {m} is any form of the month, for `words` of the language.
DAY_FORMS = {
    "en": ("{d} {m} {y}", "{m} {d}, {y}", "{d}-{m}-{y}", "{d}{th} of {m} {y}", "{m}. {d} {y}", "{y} {m} {d}"),
    "ru": ("{d} {m} {y}", "{d} {m} {y} г.", "{d} {m} {y} года", "{d}-го {m} {y}г."),
    "az": ("{d} {m} {y}", "{d} {m} {y}-ci il", "{y}-cü il {d} {m}", "{y}-ci ilin {m} {d}"),
    "hy": ("{d} {m} {y}", "{y} թ. {m} {d}", "{y} թ․ {m} {d}-ին", "{y} թվականի {m} {d}-ին", "{m} {d}, {y}"),
    "tr": ("{d} {m} {y}", "{d} {m}, {y}", "{d}.{m}.{y}"),
    "fr": ("{d} {m} {y}", "le {d} {m} {y}", "{d}{er} {m} {y}"),
}
MONTH_FORMS = {
    "en": ("{m} {y}", "{m}-{y}", "{m}, {y}", "{y} {m}"),
    "ru": ("{m} {y}", "{m} {y} года", "в {m} {y} г."),
    "az": ("{m} {y}", "{m} {y}-ci il", "{y}-ci ilin {m}"),
    "hy": ("{m} {y}", "{y} թ. {m}", "{y} թվականի {m}"),
    "tr": ("{m} {y}", "{y} {m}"),
    "fr": ("{m} {y}", "{m}. {y}"),
}
CASES = (str, str.title, str.upper)
AROUND = st.text("\u00a0 \t\u200b\u200e\u200f\u202a\u202c\u2066\u2069\ufeff", max_size=3)
UPPER_TURKISH = str.maketrans({"i": "İ", "ı": "I"})


def one(cell: str, **told: str) -> Reading:
    """The reading of a cell that stands alone in its column."""
    return read_days([cell], **told)[0][0]  # type: ignore[arg-type]


def text_of(reading: Reading) -> str | None:
    """The EDTF text that was read."""
    return reading.when.text if reading.when else None


@st.composite
def spoken(draw: st.DrawFn, forms: dict[str, tuple[str, ...]], day: date) -> str:
    """A day or a month in words, in some language, form and case."""
    language = draw(st.sampled_from(sorted(forms)))
    month = draw(st.sampled_from(MONTH_WORDS[language][day.month - 1].split()))
    form = draw(st.sampled_from(forms[language]))
    if language in ("tr", "az") and draw(st.booleans()):
        month = month.translate(UPPER_TURKISH).upper()
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    text = form.format(d=day.day, m=month, y=f"{day.year:04}", th=th, er="er" if day.day == 1 else "")
    return draw(st.sampled_from(CASES))(text)


def in_figures(day: date, order: str, separator: str, pad: bool = True) -> str:
    """A day in figures, in an order of day, month and year."""
    parts = {"d": f"{day.day:02}" if pad else str(day.day), "m": f"{day.month:02}" if pad else str(day.month)}
    return separator.join({**parts, "y": f"{day.year:04}"}[part] for part in order)


def test_a_month_word_has_one_month() -> None:
    """No month word means two months, in whatever languages."""
    pairs = {
        (fold(word), number)
        for names in MONTH_WORDS.values()
        for number, forms in enumerate(names)
        for word in forms.split()
    }
    assert len(pairs) == len({word for word, _ in pairs})
    assert {len(names) for names in MONTH_WORDS.values()} == {12}


@given(st.data(), days)
def test_a_day_in_words_reads_to_itself(data: st.DataObject, day: date) -> None:
    """A day written in any form, language and case is read back as that day."""
    assert text_of(one(data.draw(spoken(DAY_FORMS, day)))) == day.isoformat()


@given(st.data(), days)
def test_a_month_in_words_is_as_wide_as_its_month(data: st.DataObject, day: date) -> None:
    """A month in any form, language and case has the window of the month, never of a day in it."""
    found = one(data.draw(spoken(MONTH_FORMS, day))).when
    assert found is not None
    assert found.window == read(day.isoformat()[:7]).window


@given(days, st.sampled_from(("dmy", "mdy")), separators, st.booleans())
def test_a_day_in_figures_reads_under_its_order(day: date, order: str, separator: str, pad: bool) -> None:
    """A day in figures is read back under the order that it was written in."""
    assert text_of(one(in_figures(day, order, separator, pad), order=order)) == day.isoformat()


@given(days, st.sampled_from(ORDERS), separators, st.booleans())
def test_a_year_first_is_year_month_day(day: date, order: str, separator: str, pad: bool) -> None:
    """A day with its year first is year, month, day, whatever was told: it contradicts no order of day and month."""
    assert text_of(one(in_figures(day, "ymd", separator, pad), order=order)) == day.isoformat()


@given(
    days,
    AROUND,
    AROUND,
    st.sampled_from(("{}", "{}T12:00:00+04:00", "{} 23:59", "{}t00:00Z", "{}, 9:05 pm", "{} 12:00:00.123456 UTC")),
)
def test_a_day_keeps_its_day_whatever_the_clock(day: date, before: str, after: str, form: str) -> None:
    """A time and a zone are left off, never moved into UTC, and what nobody sees around a cell does not matter."""
    assert text_of(one(before + form.format(day) + after)) == day.isoformat()


@given(st.lists(days, min_size=1, max_size=20), st.sampled_from(("dmy", "mdy")), separators)
def test_a_settled_column_reads_all_of_it(column: list[date], order: str, separator: str) -> None:
    """Where one cell settles the order of a column, every cell is read as it was written, and the cell is named."""
    settling = date(2021, 1, 30)
    cells = [in_figures(day, order, separator) for day in (*column, settling)]
    readings, found = read_days(cells)
    assert [text_of(one) for one in readings] == [day.isoformat() for day in (*column, settling)]
    assert found.of(separator) == order
    assert {one.order for one in found.evidence} == {order}
    assert found.evidence[0].cell == cells[found.evidence[0].index]
    assert found.evidence[0].count == sum(day.day > 12 for day in (*column, settling))


@given(st.lists(st.tuples(days, separators), min_size=1, max_size=20))
def test_an_open_column_gives_no_day(column: list[tuple[date, str]]) -> None:
    """A day with two readings never becomes one while nothing settles its column; both readings are named."""
    column = [(day.replace(day=(day.day - 1) % 12 + 1), separator) for day, separator in column]
    readings, order = read_days([in_figures(day, "dmy", separator) for day, separator in column])
    assert order.evidence == ()
    for (day, _), reading in zip(column, readings, strict=True):
        if day.day == day.month:
            assert text_of(reading) == day.isoformat()
        else:
            assert (reading.when, reading.code) == (None, "when-ambiguous")
            assert day.isoformat() in reading.text
            assert date(day.year, day.day, day.month).isoformat() in reading.text


def test_an_ambiguous_cell_says_what_to_write() -> None:
    """The problem of an ambiguous cell names both readings and both ways to write them."""
    assert one("10/11/2020").text == (
        "10/11/2020 is 10 November or 11 October 2020: write 2020-11-10 or 2020-10-11, or set the order"
    )


def test_an_end_of_a_range_is_as_ambiguous() -> None:
    """A range of ambiguous days is refused, the end named; a clear end settles the other."""
    assert "10/11/2020 in '10/11/2020 - 12/11/2020' is 10 November or" in one("10/11/2020 - 12/11/2020").text
    assert text_of(one("10/11/2020 - 13/11/2020")) == "[2020-11-10..2020-11-13]"


def test_evidence_is_for_its_separator() -> None:
    """Slashes say nothing of dots: a column may come from two hands."""
    cells = ["10/11/2020", "10.11.2020", "30/01/2021", "2020-11-10", "11.11.2020"]
    readings, order = read_days(cells)
    assert [text_of(one) for one in readings] == ["2020-11-10", None, "2021-01-30", "2020-11-10", "2020-11-11"]
    assert (order.of("/"), order.of(".")) == ("dmy", "")
    assert readings[0].basis == "the day first, as '30/01/2021' shows"


def test_contradicting_cells_settle_nothing() -> None:
    """Where cells contradict each other each ambiguous one is a problem that names both; the clear ones are read."""
    readings, order = read_days(["10/11/2020", "13/01/2021", "01/14/2021"])
    assert [text_of(one) for one in readings] == [None, "2021-01-13", "2021-01-14"]
    assert order.of("/") == ""
    assert "'13/01/2021' has the day first but '01/14/2021' has the month first" in readings[0].text


def test_a_told_order_wins() -> None:
    """A told order reads every cell, and a cell that contradicts it is a problem that says what it would be."""
    readings, order = read_days(["10/11/2020", "13/02/2021", "13/02/2021"], order="mdy")
    assert text_of(readings[0]) == "2020-10-11"
    assert readings[1] == readings[2]
    assert readings[1].code == "when-order"
    assert "13 as a month in the order mdy: write 2021-02-13" in readings[1].text
    assert order.told == "mdy"
    assert one("10/11/2020", order="ymd").code == "when-order"


@given(days, days)
def test_a_range_is_its_two_ends(first: date, last: date) -> None:
    """A range has its first day and its last; the same day twice is that day; backwards is a problem."""
    for form in ("{} to {}", "{} - {}", "{}\u2013{}", "{}/{}", "from {} through {}", "{}T10:00/{}T11:00"):
        found = one(form.format(first, last))
        if first == last:
            assert text_of(found) == first.isoformat()
        elif first < last:
            assert text_of(found) == f"[{first}..{last}]"
        else:
            assert found.code == "when-reversed"


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("10-12 November 2020", "[2020-11-10..2020-11-12]"),
        ("10\u201312 novembre 2020", "[2020-11-10..2020-11-12]"),
        ("November 10-12, 2020", "[2020-11-10..2020-11-12]"),
        ("с 10 по 12 ноября 2020 г.", "[2020-11-10..2020-11-12]"),
        ("du 10 au 12 novembre 2020", "[2020-11-10..2020-11-12]"),
        ("2020 թ. նոյեմբերի 10-12", "[2020-11-10..2020-11-12]"),
        ("2020-ci il 10-12 noyabr", "[2020-11-10..2020-11-12]"),
        ("28 Kasım - 2 Aralık 2020", "[2020-11-28..2020-12-02]"),
        ("28 November 2020 \u2014 3 January 2021", "[2020-11-28..2021-01-03]"),
        ("May-June 2021", "[2021-05..2021-06]"),
        ("09/2023 - 10/2023", "[2023-09..2023-10]"),
        ("2020-2021", "[2020..2021]"),
        ("2020 г. - 2021 г.", "[2020..2021]"),
        ("2020-11-10 - 2020-12", "[2020-11-10..2020-12]"),
    ],
)
def test_ranges_share_what_one_end_leaves_out(cell: str, edtf: str) -> None:
    """A range in words or figures is read, month and year taken from the end that has them."""
    assert text_of(one(cell)) == edtf


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("09/2023", "2023-09"),
        ("11.2020", "2020-11"),
        ("9-2023", "2023-09"),
        ("2020.10", "2020-10"),
        ("2020", "2020"),
        ("2020 г.", "2020"),
        ("2020-ci il", "2020"),
        ("20201110", "2020-11-10"),
        ("10.Nov.2020", "2020-11-10"),
        ("2021-01~", "2021-01~"),
        ("2022-12-12/..", "[2022-12-12..]"),
        ("202X", "202X"),
        ("13.11.2020 г.", "2020-11-13"),
        ("13/11/2020 14:30", "2020-11-13"),
        ("11/13/2020 2:30 PM", "2020-11-13"),
        ("10 November 2020 9:00", "2020-11-10"),
        ("10 November 2020, 9:00", "2020-11-10"),
        ("20201110-20201112", "[2020-11-10..2020-11-12]"),
        ("2020-11-10/2020-11-10", "2020-11-10"),
        ("1. 13. 2020", "2020-01-13"),
    ],
)
def test_other_forms(cell: str, edtf: str) -> None:
    """EDTF, month and year, a year alone, compact days and days with a time are read as no more than they say."""
    assert text_of(one(cell)) == edtf


@given(dates())
def test_edtf_is_read_as_everywhere(text: str) -> None:
    """A cell in EDTF is what mapkit reads it as, an interval one of its days."""
    assert one(text).when == read(as_one_of(text))


@given(dates())
def test_edtf_that_lasted_is_read_as_everywhere(text: str) -> None:
    """Where that is told, an interval in a cell lasted, and square brackets are one of these days all the same."""
    (reading,), _ = read_days([text], dates="lasted")
    (same,), _ = read_days([text], dates="one-of")
    first, slash, last = text.partition("/")
    is_day = slash and first == last and re.fullmatch(r"\d{4}-\d\d-\d\d", first)
    assert reading.when == read(first if is_day else text)
    assert same.when == read(as_one_of(text))
    assert reading.spans == (bool(slash) and first != last)


@pytest.mark.parametrize(
    ("cell", "lasted"),
    [("10-12 November 2020", "2020-11-10/2020-11-12"), ("from 10.11.2020 to 30.11.2020", "2020-11-10/2020-11-30")],
)
def test_a_range_in_words_lasted_if_that_is_told(cell: str, lasted: str) -> None:
    """A range as people write it is one of its days until somebody says that it lasted; either way it is asked."""
    (told,), _ = read_days([cell], dates="lasted")
    assert (text_of(told), told.spans) == (lasted, True)
    assert text_of(one(cell)) == as_one_of(lasted)


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        ("30 February 2021", "when-no-such-day", "'30 February 2021'"),
        ("31/11/2020", "when-no-such-day", "calendar"),
        ("10112020", "when-no-such-day", "20201110"),
        ("00/00/0000", "when-no-such-day", "write"),
        ("2020-13", "when-no-such-day", "write"),
        ("13/2020", "when-no-such-day", "'13/2020'"),
        ("10/11/20", "when-short-year", "1920 or 2020"),
        ("10 Nov 99", "when-short-year", "1999 or 2099"),
        ("10-Nov-20", "when-short-year", "1920 or 2020"),
        ("Nov-20", "when-no-year", "write it"),
        ("11/20", "when-no-year", "four digits"),
        ("10 November", "when-no-year", "four digits"),
        ("2020-21", "when-season", "2020-21"),
        ("2020/21", "when-two-years", "write 2020/2021"),
        ("28 December - 3 January 2021", "when-reversed", "each with its year"),
        ("2021-2020", "when-reversed", "2021"),
        ("2021~/2020~", "when-reversed", "earlier date first"),
        ("yesterday", "when-unreadable", "'yesterday' is not a date"),
        ("2020.1", "when-unreadable", "write"),
        ("2020-11-10T24:01", "when-unreadable", "write"),
        ("2020-11 10:00", "when-unreadable", "write"),
        ("May 2020 10:00", "when-unreadable", "no day"),
        ("123", "when-unreadable", "write"),
        ("10 11 12 13", "when-unreadable", "write"),
        ("2020-2021-2022", "when-unreadable", "write"),
        ("٢٠٢٠-١١-١٠", "when-digits", "write '2020-11-10'"),
        ("二〇二〇", "when-digits", "2020-11-10"),
        ("x" * 1000, "when-unreadable", "too long"),
        ("{{ 7 * 7 }}", "when-unreadable", "write"),
    ],
)
def test_what_is_refused_says_why(cell: str, code: str, words: str) -> None:
    """A cell that cannot be read is a problem with its code, its value and what to write."""
    found = one(cell)
    assert (found.when, found.code) == (None, code)
    assert words in found.text


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0\u200b", *sorted(MISSING), "N/A", "NULL"])
def test_an_empty_cell_is_undated(cell: str) -> None:
    """An empty cell, and a word that means so, has neither a date nor a problem."""
    assert (one(cell).when, one(cell).code) == (None, "")


@given(modern, st.sampled_from(sorted(SERIAL_BASES)), st.sampled_from(("", ".0", ".75", ",5")))
def test_a_told_serial_day_is_its_day(day: date, epoch: str, rest: str) -> None:
    """A serial number is a day of the date system that was told, its part of a day left off."""
    cell = f"{(day - SERIAL_BASES[epoch]).days}{rest}"
    found = one(cell, epoch=epoch)
    assert text_of(found) == day.isoformat()
    assert epoch in found.basis


@given(st.lists(modern, min_size=1, max_size=10))
def test_plausible_serial_days_are_recognised(column: list[date]) -> None:
    """Numbers of five digits that all are plausible days are serial days of the 1900 system, which the basis says."""
    cells = [str((day - date(1899, 12, 30)).days) for day in column]
    readings, _ = read_days([*cells, "2023-09", "2020"])
    assert [text_of(one) for one in readings] == [*(day.isoformat() for day in column), "2023-09", "2020"]
    assert all("1900" in one.basis for one in readings[:-2])


def test_known_serial_days() -> None:
    """44145 is 10 November 2020 in the 1900 system, and four years and a day later in that of 1904."""
    assert text_of(one("44145")) == "2020-11-10"
    assert text_of(one("44145", epoch="1904")) == "2024-11-11"


def test_one_odd_number_leaves_all_unread() -> None:
    """A number that is no plausible day makes serial days of the column a question for the user, not a guess."""
    readings, _ = read_days(["44145", "12345", "2020-11-10"])
    assert [one.code for one in readings] == ["when-serial", "when-serial", ""]
    assert "'12345' in the same column" in readings[0].text


@given(st.integers(1, 9998))
def test_four_digits_are_never_a_serial_day(year: int) -> None:
    """A number of four digits is a year; in a column of told serial days it is refused with both readings."""
    cell = f"{year:04}"
    assert text_of(one(cell)) == cell
    for epoch in SERIAL_BASES:
        found = one(cell, epoch=epoch)
        assert (found.when, found.code) == (None, "when-serial")
        assert str(SERIAL_BASES[epoch] + timedelta(year)) in found.text


@given(st.integers(1_000_100_000, 4_102_300_000), st.integers(-12, 14), st.sampled_from((1, 1000)))
def test_an_epoch_is_the_day_at_its_offset(seconds: int, hours: int, scale: int) -> None:
    """Epoch seconds and milliseconds are the day at the told offset from UTC, which the basis names."""
    reading = read_days([str(seconds * scale)], zone=timezone(timedelta(hours=hours)))[0][0]
    moment = datetime.fromtimestamp(seconds, timezone(timedelta(hours=hours)))
    assert text_of(reading) == moment.date().isoformat()
    assert f"the day in {timezone(timedelta(hours=hours))}" in reading.basis
    assert reading.instant == moment


def test_an_implausible_epoch_is_refused() -> None:
    """A number of ten or thirteen digits beyond the plausible years is no date."""
    assert one("9999999999").code == one("9999999999999").code == "when-unreadable"


@given(st.lists(st.text("0123456789.-/ XT:~?,гnovmay", max_size=14), max_size=5))
def test_every_cell_has_one_answer(cells: list[str]) -> None:
    """Whatever the cells, each has a reading: a date that is read back from its text, a problem, or nothing."""
    readings, _ = read_days(cells)
    assert len(readings) == len(cells)
    for reading in readings:
        assert bool(reading.code) == bool(reading.text)
        assert not (reading.code and reading.when)
        if reading.when:
            assert read(reading.when.text) == reading.when


@given(st.permutations(["10/11/2020", "30/01/2021", "2020", "n/a", "x", "44145", "11.2020"]))
def test_the_order_of_rows_does_not_matter(cells: list[str]) -> None:
    """A cell is read alike wherever it stands in its column."""
    sorted_readings = dict(zip(sorted(cells), read_days(sorted(cells))[0], strict=True))
    assert dict(zip(cells, read_days(cells)[0], strict=True)) == sorted_readings


def test_unknown_choices_are_refused() -> None:
    """An order or a date system that there is not is refused with those that there are."""
    with pytest.raises(ParseError, match="write dmy, mdy, ymd"):
        read_days([], order="dym")
    with pytest.raises(ParseError, match="write 1900 or 1904"):
        read_days([], epoch="1970")


@pytest.mark.parametrize("cell", ["1 " * 99, "1-" * 99, "(" * 199, "2020-11-10" + " " * 150 + "x", "x\u00a0" * 99])
def test_odd_cells_are_answered_at_once(cell: str) -> None:
    """A cell made to be slow is refused without trying long."""
    started = perf_counter()
    assert one(cell).code == "when-unreadable"
    assert perf_counter() - started < 1


@pytest.mark.parametrize("dash", ["\u2013", "\u2014", " - ", " \u2013 ", "/"])
@pytest.mark.parametrize("year", ["1904", "1911", "1998"])
def test_a_year_and_two_digits_has_two_readings(dash: str, year: str) -> None:
    """1904 to 1905 never becomes May 1904: both readings are told, and what to write for each."""
    second = f"{(int(year) + 1) % 100:02}" if year != "1998" else "05"
    found = one(f"{year}{dash}{second}")
    assert (found.when, found.code) == (None, "when-two-readings")
    assert (
        f"write {year}-{second} or {year}/{1905 if year == '1904' else 1912 if year == '1911' else 2005}" in found.text
    )


def test_a_hyphen_is_a_month_unless_another_cell_is_none() -> None:
    """2008-09 is September by ISO 8601; beside 2013-14 it may be two years, and is refused with both."""
    assert text_of(one("2008-09")) == "2008-09"
    readings, _ = read_days(["2008-09", "2013-14", "2020-11"])
    assert [text_of(reading) for reading in readings] == [None, None, "2020-11"]
    assert readings[0].code == "when-two-readings"
    readings, _ = read_days(["2008-09", "2020-13"])  # which is no later year either
    assert text_of(readings[0]) == "2008-09"


def test_slashes_are_months_where_all_cells_may_be() -> None:
    """2001/12 alone may be two years; beside 2020/11, which cannot be, it is a month."""
    assert one("2001/12").code == "when-two-readings"
    readings, _ = read_days(["2001/12", "2020/11"])
    assert [text_of(reading) for reading in readings] == ["2001-12", "2020-11"]
    readings, _ = read_days(["2001/12", "2020/11", "2013/14"])
    assert [reading.code for reading in readings] == ["when-two-readings", "", "when-two-years"]


@pytest.mark.parametrize("cell", ["..2020", "2020..", "2020...", "2020\u2026", "2020 - ...", "..2020-11-10"])
def test_an_open_end_is_never_closed(cell: str) -> None:
    """Dots beside a date may mean that it is open: what to write for each meaning is told."""
    assert one(cell).code == "when-open"


@pytest.mark.parametrize("cell", ["427 BC", "427 BCE", "427 B.C.", "427 г. до н. э.", "-0427"])
def test_what_is_before_the_year_1_says_so(cell: str) -> None:
    """The reason is the calendar of an atlas, and no other way to write the date is proposed."""
    assert (one(cell).code, "before the year 1" in one(cell).text) == ("when-early", True)


def test_a_day_00_says_what_to_write() -> None:
    """Day 00 means that it is not known, which EDTF writes by leaving it out."""
    assert "write 2020-09, which says" in one("2020-09-00").text
    assert "write 2020, which says" in one("2020-00-00").text


@given(st.lists(st.dates(date(2001, 1, 1), date(2002, 12, 31)), min_size=9, max_size=30, unique_by=lambda day: day.day))
def test_a_told_century_makes_years_whole(column: list[date]) -> None:
    """Years of two digits are reported with both years; told the century once, every cell is its own day."""
    cells = [f"{day:%d/%m/%y}" for day in column]
    assert {reading.code for reading in read_days(cells)[0]} == {"when-short-year"}
    readings, _ = read_days(cells, century="2000", order="dmy")
    assert [text_of(reading) for reading in readings] == [str(day) for day in column]
    readings, _ = read_days([f"{day:%y/%m/%d}" for day in column], century="2000", order="ymd")
    assert [text_of(reading) for reading in readings] == [str(day) for day in column]
    readings, _ = read_days(cells, century="2000")
    assert {text_of(reading) for reading in readings} <= {*map(str, column), None}
    readings, _ = read_days([f"{day:%y/%m/%d}" for day in column], century="2000")
    assert {text_of(reading) for reading in readings} == {None}


def test_a_century_is_a_hundred_from_its_year() -> None:
    """The hundred may begin anywhere, as spreadsheets have it; words tell the day by themselves."""
    assert text_of(one("13-Jan-20", century="2000")) == "2020-01-13"
    assert text_of(one("13 Jan 97", century="1930")) == "1997-01-13"
    assert text_of(one("Jan 13, 29", century="1930")) == "2029-01-13"
    assert text_of(one("27.09.31", century="1930", order="dmy")) == "1931-09-27"
    with pytest.raises(ParseError, match="such as 2000"):
        read_days([], century="20")


def test_a_year_that_may_stand_first_is_asked() -> None:
    """Of 20/09/27 the year may stand first or last: told the century alone, both days are named."""
    found = one("20/09/27", century="2000")
    assert (found.code, "2027-09-20 or 2020-09-27" in found.text) == ("when-ambiguous", True)
