"""Standards on a terminal: columns meet whatever signs they hold, and nothing is lost."""

import dataclasses
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.outputs.standard_text import (
    aligned,
    display_width,
    padded,
    standard_text,
    standards_list,
    wrapped,
)
from accessibility.standards import at_least, list_standards, standard

GB = standard("gb50180-2018")
SIGNS = st.text(st.sampled_from("ab 1,.()（）米校设≥?*"), max_size=60)


def test_chinese_signs_take_two_columns_and_accents_none():
    assert display_width("a幼儿园") == 7
    assert display_width("e\N{COMBINING ACUTE ACCENT}") == 1
    assert display_width("（5㎡）") == 7
    assert padded("学", 4) == "学  "


@given(SIGNS, st.integers(4, 30))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int):
    lines = wrapped(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_number_stays_with_its_unit_and_a_bracket_with_what_it_holds():
    assert wrapped("within 500 m", 10) == ["within", "500 m"]
    assert wrapped("服务中心（街道）", 10) == ["服务中心", "（街道）"]
    assert wrapped("甲乙丙，丁", 6) == ["甲乙", "丙，丁"]
    assert wrapped("", 6) == [""]


def test_a_word_longer_than_a_line_is_broken():
    assert wrapped("abcdefghij k", 4) == ["abcd", "efgh", "ij k"]


def columns_of(table: str) -> list[int]:
    """Where the columns of a table begin, by the line under its head."""
    ruler = next(line for line in table.splitlines() if set(line) <= {"-", " "} and "-" in line)
    return [found.start() for found in re.finditer("-+", ruler)]


@given(st.lists(st.tuples(SIGNS, SIGNS, SIGNS), min_size=1, max_size=5))
def test_columns_begin_at_the_same_place_in_every_line(rows: list[tuple[str, str, str]]):
    table = aligned(["one", "two", "three"], rows, width=60)
    starts = columns_of(table)
    for line in table.splitlines():
        at, ends = 0, set()
        for sign in line:
            ends |= {at}
            at += display_width(sign)
        # no wide sign lies across the beginning of a column
        assert all(start >= at or start in ends for start in starts)


def test_columns_that_are_empty_throughout_are_left_out():
    table = aligned(["a", "b", "c"], [["1", "", "2"], ["3", "", "4"]], width=80)
    assert table.splitlines() == ["a  c", "-  -", "1  2", "3  4"]


def test_the_widest_columns_give_way_and_firm_ones_do_not():
    long = "many words that need not stand in one line"
    table = aligned(["a", "b"], [[long, long]], width=70, firm={1})
    widths = [len(part) for part in table.splitlines()[1].split("  ")]
    assert widths == [70 - 2 - len(long), len(long)]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100, 160])
def test_every_bundled_standard_fits_the_terminal(lang: str, width: int):
    for one in list_standards():
        lines = standard_text(one, lang, width=width).splitlines()
        table = [line for line in lines if not line.startswith(("==", "来源", "Source"))]
        assert max(map(display_width, table[2:])) <= width, one.id


def test_a_standard_names_every_item_its_clause_and_its_certainty():
    levels = {level: standard_text(GB, "zh", width=400, level=level) for level in GB.levels}
    for item in GB.items:
        text = levels[item.level]
        line = next(line for line in text.splitlines() if line.startswith(f"{item.name_zh} "))
        assert line.endswith(f" {item.id}")
        assert item.clause in line
        assert ("凭记忆?" in line) == (item.certainty == "general_medium")
    assert GB.source in text
    assert "“?”为把握一般" in text.splitlines()[-2]
    # the English one begins with the English name
    assert standard_text(GB, "en", width=400).startswith(GB.name_en)


def test_one_level_is_shown_alone_and_what_is_left_out_is_told():
    sure = at_least(GB, "seen")
    text = standard_text(sure, "en", width=160, level="block", left_out=9)
    assert text.count("== ") == 1
    assert "9 items of lower certainty are left out" in text
    assert "No item is left" in text


def test_the_list_counts_items_by_requirement_and_certainty():
    only = dataclasses.replace(GB, items=GB.items[:3])
    row = standards_list([only], "en", width=200).splitlines()[2]
    # the first three items of the national standard: two required, all recalled with high certainty
    assert row.split()[0] == "gb50180-2018"
    assert row.split()[-6:] == ["2", "1", "-", "3", "-", "-"]


def test_one_item_left_out_is_told_as_one():
    one = standard("fire")
    assert "1 item of lower certainty is left out." in standard_text(
        one, "en", width=160, left_out=1
    )
