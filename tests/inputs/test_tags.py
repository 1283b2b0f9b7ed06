"""Tags as columns: which objects have a key, and with which value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.inputs.filters import Test
from accessibility.inputs.tags import NO_ROWS, TagTable, among, union

TAGS = [
    {"shop": "kiosk", "name": "Ana"},
    {},
    {"shop": "bakery;kiosk", "name:fr": "Chez Ana", "name": "Anita"},
    {"name": "Ben", "disused:shop": "kiosk", "disused:amenity": "bank"},
]

sets = st.lists(st.integers(0, 20), unique=True).map(lambda rows: np.array(sorted(rows), np.int64))


def test_a_column_holds_the_objects_with_the_key():
    column = TagTable(TAGS).column("shop")
    assert column.rows.tolist() == [0, 2]
    assert [column.values[code] for code in column.codes] == ["kiosk", "bakery;kiosk"]


def test_a_key_that_nobody_has_is_an_empty_column():
    column = TagTable(TAGS).column("amenity")
    assert column.rows.tolist() == []
    assert column.of_rows(np.array([0, 1])).tolist() == [None, None]


def test_a_value_holds_the_items_between_its_semicolons():
    assert TagTable([{"sport": "a; b ;c;a"}]).column("sport").items == {
        "a": [0],
        "b": [0],
        "c": [0],
    }


def test_values_are_given_row_by_row():
    column = TagTable(TAGS).column("name")
    assert column.of_rows(np.array([1, 3, 0])).tolist() == [None, "Ben", "Ana"]


def test_a_key_with_a_star_is_any_that_begins_so():
    table = TagTable(TAGS)
    assert table.meeting(Test("has", ("disused:*",))).tolist() == [3]
    assert table.meeting(Test("is", ("disused:*",), ("bank",))).tolist() == [3]
    assert table.meeting(Test("has", ("removed:*",))).tolist() == []


def test_several_keys_are_asked_together():
    assert TagTable(TAGS).meeting(Test("has", ("shop", "disused:shop"))).tolist() == [0, 2, 3]


def test_every_name_of_an_object_is_read():
    lines = TagTable(TAGS).names
    rows = np.arange(4)
    assert lines.containing(rows, [" ana "]).tolist() == [True, False, True, False]
    assert lines.containing(rows, ["chez", "ben"]).tolist() == [False, False, True, True]
    assert lines.containing(np.array([2, 3]), ["anita"]).tolist() == [True, False]
    assert lines.containing(rows, []).tolist() == [False] * 4


def test_the_main_name_is_read_alone():
    lines = TagTable(TAGS).main_names
    assert lines.containing(np.arange(4), [" ana "]).tolist() == [True, False, False, False]


def test_no_objects_make_an_empty_table():
    table = TagTable([])
    assert table.size == 0
    assert table.meeting(Test("has", ("shop",))).tolist() == []
    assert table.names.containing(NO_ROWS, ["a"]).tolist() == []


@pytest.mark.parametrize("value", ["", ";", "  ", "a;;b"])
def test_odd_values_are_read_without_a_fault(value):
    table = TagTable([{"shop": value, "name": value}])
    assert table.meeting(Test("has", ("shop",))).tolist() == [0]
    assert table.meeting(Test("number", ("shop",), low=1, high=2)).tolist() == []


@given(sets, sets)
def test_among_is_membership(rows, others):
    assert among(rows, others).tolist() == [row in set(others.tolist()) for row in rows.tolist()]


@given(st.lists(sets, max_size=4))
def test_union_is_the_union(parts):
    expected = sorted(set().union(*(part.tolist() for part in parts)))
    assert union(parts).tolist() == expected


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=8))
def test_columns_hold_the_tags_again(tags):
    table = TagTable(tags)
    columns = {key: table.column(key).of_rows(np.arange(len(tags))) for key in "abc"}
    again = [
        {key: columns[key][row] for key in "abc" if columns[key][row] is not None}
        for row in range(len(tags))
    ]
    assert again == tags
