"""Names are compared without case, accents and punctuation; parts share a stem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.inputs.names import normalised, stems


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("École Saint-Charles", " ecole saint charles "),
        ("Grundschule Straße", " grundschule strasse "),
        ("Smørrebrød", " smorrebrod "),
        ("AT&T", " at t "),
        ("1&1", " 1 1 "),
        ("C.E.I.P.  Miguel   Hernández", " c e i p miguel hernandez "),
        ("幼儿园(东区)", " 幼儿园 东区 "),
        ("ＡＢＣ小学", " abc小学 "),  # full-width letters
        ("snake_case", " snake case "),
        ("", "  "),
        ("--", "  "),
    ],
)
def test_a_name_is_made_plain(name, plain):
    assert normalised([name]) == [plain]


def test_chinese_words_stay_whole():
    assert normalised(["北京石油学院附属中学"]) == [" 北京石油学院附属中学 "]


def test_a_line_break_inside_a_name_is_a_space():
    assert normalised(["Town\nHall", "Park"]) == [" town hall ", " park "]


def test_every_name_gives_one_line():
    assert normalised([]) == []
    assert len(normalised(["a", "", "b"])) == 3


@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_names_made_plain_together_are_as_each_alone(names):
    assert normalised(names) == [normalised([name])[0] for name in names]


@given(st.text(max_size=20))
def test_a_plain_name_stays_as_it_is(name):
    once = normalised([name])
    assert normalised(once) == once


@given(st.text(max_size=20))
def test_plain_names_have_single_spaces_and_one_at_each_end(name):
    plain = normalised([name])[0]
    assert plain.startswith(" ")
    assert plain.endswith(" ")
    assert "  " not in plain.strip()
    assert "\n" not in plain


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("中国农业大学", "中国农业大学(东校区)"),
        ("中国农业大学", "中国农业大学东校区"),
        ("中国农业大学", "中国农业大学 - 东区"),
        ("中国农业大学", "中国农业大学·图书馆"),
        ("人民医院", "人民医院2号楼"),
        ("人民医院", "人民医院门诊部"),
        ("人民医院", "人民医院（北院）"),
        ("光明小学", "光明小学北门"),
        ("St Mary's School", "St Mary’s School (Upper Site)"),
        ("Castle (NW-bound)", "Castle (SE-bound)"),
        ("Carcraft, NW-bound", "Carcraft, E-bound"),
        ("Central Library", "Central Library - Children's Room"),
        ("Café Müller", "cafe muller"),
    ],
)
def test_a_part_has_the_stem_of_the_whole(name, part):
    first, second = stems([name, part])
    assert first == second


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("École Saint-Charles", "École Saint-Maur"),
        ("第一小学", "第二小学"),
        ("中国农业大学", "中国农业大学幼儿园"),
        ("Pestalozzi-Schule", "Pestalozzi-Kindergarten"),
        ("高境镇社区卫生服务中心", "高境镇社区卫生服务中心第二社区卫生服务站"),
    ],
)
def test_two_places_keep_two_stems(name, other):
    first, second = stems([name, other])
    assert first != second


@pytest.mark.parametrize("name", ["(东区)", "门诊", "北门", "- A -"])
def test_a_name_that_is_only_a_part_is_its_own_stem(name):
    assert stems([name]) == normalised([name])
