"""Mappings as text, and what is refused in one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapkit.errors import AtlasError
from mapkit.importing.mapping.table_map import DATES, FIELDS, MANY, WIDTHS, TableMap
from mapkit.records import STANCES

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
TABLES = st.dictionaries(TEXTS, TEXTS, max_size=3)
COLUMNS = st.dictionaries(st.sampled_from(FIELDS), TEXTS.map(lambda name: (name,)), max_size=5)


@given(
    st.builds(
        TableMap,
        title=TEXTS,
        dataset=TEXTS,
        header=st.lists(TEXTS, max_size=3).map(tuple),
        columns=COLUMNS,
        joints=TABLES,
        kinds=TABLES,
        parties=TABLES,
        stances=st.dictionaries(TEXTS, st.sampled_from(STANCES), max_size=3),
        same_id=st.sampled_from(["", "claims"]),
        places=TABLES,
        day_order=st.sampled_from(["", "dmy", "mdy", "ymd"]),
        century=st.sampled_from(["", "1900", "2000"]),
        zone=st.sampled_from(["", "written", "+04:00", "Asia/Baku"]),
        dates=st.sampled_from(["", *DATES]),
        swap=st.sampled_from([None, True, False]),
        zero=st.sampled_from(["", "place", "unknown"]),
        precision=st.dictionaries(TEXTS, st.integers(0, 10**6) | st.floats(0, 10**6), max_size=3),
        width=st.dictionaries(TEXTS, st.sampled_from(WIDTHS), max_size=3),
    )
)
def test_a_mapping_is_its_text(mapping: TableMap) -> None:
    """The text of a mapping reads back to the mapping."""
    assert TableMap.parse(str(mapping)) == mapping


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("= 3", "not TOML"),
        ('colour = "red"', "'colour' is no part of a mapping"),
        ("title = 3", "title is 3: write a str"),
        ('day_order = "dym"', "day_order is 'dym': write 'dmy' or 'mdy' or 'ymd'"),
        ('dates = "maybe"', "dates is 'maybe': write 'lasted' or 'one-of' or 'within'"),
        ('[columns]\nweather = "w"', "'weather' is nothing that an incident has"),
        ("[columns]\nid = []", "columns of id are []"),
        ('[columns]\nid = ["a", "b"]', "id has 2 columns"),
        ('[precision]\n1 = "near"', "precision of '1' is 'near': write metres"),
        ('[width]\n1 = "decade"', "width of '1' is 'decade': write day, week, month, year"),
        ('same_id = "rows"', "same_id is 'rows': write 'claims'"),
        ('[stances]\nno = "no"', "stance of 'no' is 'no': write reports, confirms, disputes, denies, withdraws"),
        ("[kinds]\n1 = 2", "kinds of '1' is 2: write a text"),
    ],
)
def test_a_broken_mapping_is_refused(text: str, words: str) -> None:
    """What is wrong in a mapping is named, with what to write instead."""
    with pytest.raises(AtlasError) as caught:
        TableMap.parse(text)
    assert words in str(caught.value)


def test_all_problems_come_at_once() -> None:
    """A mapping with two things wrong has both in its error."""
    with pytest.raises(AtlasError) as caught:
        TableMap.parse('zero = "never"\n[columns]\nweather = "w"')
    assert len(caught.value.problems) == 2


def test_several_columns_make_texts_only() -> None:
    """Fields that several columns can make are fields."""
    assert set(MANY) <= set(FIELDS)


@pytest.mark.parametrize(
    ("told", "code"), [({"century": "20"}, "century-unknown"), ({"zone": "Mars/Olympus"}, "zone-unknown"), ({}, "")]
)
def test_what_is_told_of_dates_must_mean_something(told: dict[str, str], code: str) -> None:
    """A century or a zone that there is not is said before anything is read."""
    mapping = TableMap(columns={"when": ("date",)}, **told)  # type: ignore[arg-type]
    assert next(mapping.misfits(["date"]), ("", ""))[0] == code
