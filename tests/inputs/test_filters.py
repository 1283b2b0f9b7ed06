"""The filter grammar: what a condition means, and what is said of one that means nothing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import FilterCycleError, FilterError, InputError, UnknownNameError
from accessibility.inputs.filters import compile_filters, parse, standard_filters
from accessibility.inputs.matching import Matcher
from accessibility.standards.types import FacilityType, TypeTable, facility_types, type_table
from tests.inputs.filter_oracle import meets
from tests.inputs.map_objects import objects_of, point, square

WORDS = {"school_words": ("schule", "_ecole_"), "shops": ("supermarket", "kiosk")}
NAMED = {"open": ("access!=private|no",), "either": ("shop=kiosk", "amenity=bank")}


def a_type(key: str, sure: tuple[str, ...] = (), possible: tuple[str, ...] = ()) -> FacilityType:
    return FacilityType(
        key=key,
        name_zh=key,
        name_en=key,
        family="test",
        geometry="area",
        locatable="yes",
        sure=sure,
        possible=possible,
        amap_sure=(),
        amap_possible=(),
        needs_area=False,
        merges_with=(),
        access_points="point",
    )


def a_table(*types: FacilityType, dead: tuple[str, ...] = (), filters=NAMED) -> TypeTable:
    return TypeTable(
        types={kind.key: kind for kind in types}, words=WORDS, filters=filters, dead=dead
    )


def passes(condition: str, tags: str, geometry=None) -> bool:
    """Whether one object meets one filter."""
    table = a_table(a_type("asked", (condition,)))
    matcher = Matcher(objects_of([("n1", tags, geometry or point(0, 0))]), compile_filters(table))
    matcher.find(["asked"])
    return len(matcher.types["asked"].sure) == 1


@pytest.mark.parametrize(
    ("condition", "tags", "met"),
    [
        # k=v: an item of the value
        ("shop=kiosk", "shop=kiosk", True),
        ("shop=kiosk", "shop=kiosks", False),
        ("shop=kiosk", "amenity=kiosk", False),
        ("shop=bakery|kiosk", "shop=kiosk", True),
        ("shop=kiosk", "shop=bakery;kiosk", True),
        ("shop=kiosk", "shop=bakery; kiosk", True),
        ("shop=@shops", "shop=supermarket", True),
        ("shop=bakery|@shops", "shop=bakery", True),
        # presence
        ("shop=*", "shop=anything", True),
        ("shop=*", "amenity=bank", False),
        ("shop!=*", "shop=anything", False),
        ("shop!=*", "amenity=bank", True),
        # k!=v: none of them, absent passes
        ("access!=private|no", "access=private", False),
        ("access!=private|no", "access=yes", True),
        ("access!=private|no", "leisure=park", True),
        ("access!=private|no", "access=yes;no", False),
        # several keys
        ("disused|abandoned=yes", "abandoned=yes", True),
        ("disused|abandoned=yes", "abandoned=no", False),
        ("disused|abandoned!=*", "abandoned=no", False),
        ("disused|abandoned!=*", "shop=kiosk", True),
        ("disused:*!=*", "disused:shop=kiosk", False),
        ("disused:*=*", "disused:shop=kiosk", True),
        ("disused:*!=*", "disused=yes", True),
        # numbers
        ("grades[2..4]", "grades=1-3", True),
        ("grades[2..4]", "grades=6-12", False),
        ("grades[2..4]", "grades=4", True),
        ("grades[2..4]", "grades=5", False),
        ("grades[2..4]", "grades=1;5", False),
        ("grades[2..4]", "grades=1;3", True),
        ("grades[2..4]", "grades=1,4", True),
        ("isced:level[0..0]", "isced:level=0;1", True),
        ("isced:level[2..2]", "isced:level=1-3", True),
        ("grades[2..4]", "grades=K-5", False),
        ("beds>=100", "beds=100", True),
        ("beds>=100", "beds=99.5", False),
        ("beds>=100", "amenity=hospital", False),
        ("beds>=100", "beds=many", False),
        ("max_age<=4", "max_age=4", True),
        ("max_age<=4", "max_age=5", False),
        # contains
        ("operator~telekom", "operator=Deutsche Telekom AG", True),
        ("operator~_o2_", "operator=o2", True),
        ("operator~_o2_", "operator=co2", False),
        ("!operator~telekom", "operator=Deutsche Telekom", False),
        ("!operator~telekom", "shop=mobile_phone", True),
        # names
        ("name~小学", "name=光明小学", True),
        ("name~小学_", "name=光明小学", True),
        ("name~小学_", "name=光明小学校", False),
        ("name~@school_words", "name=Grundschule", True),
        ("name~@school_words", "name=École Pie", True),
        ("name~@school_words", "name=Écoles", False),
        ("name~park", "name:en=The Park", True),
        ("name~park", "alt_name=The Park", True),
        ("name~park", "old_name=The Park", False),
        ("name~park", "operator=The Park", False),
        ("!name~park", "name=Green;name:en=Green Park", False),
        ("!name~park", "leisure=park", True),
        ("main_name~park", "name:en=The Park", False),
        ("main_name~park", "name=The Park", True),
        ("name~a b", "name=x a;name:en=b y", False),  # never across two names
        # geometry
        ("geom=point", "shop=kiosk", True),
        ("geom=area|line", "shop=kiosk", False),
        # and, or, named filters
        ("shop=kiosk & access!=no", "shop=kiosk", True),
        ("shop=kiosk & access=yes", "shop=kiosk", False),
        ("shop=kiosk; amenity=bank", "amenity=bank", True),
        ("@open & shop=kiosk", "shop=kiosk;access=no", False),
        ("@open & shop=kiosk", "shop=kiosk", True),
        ("@either", "amenity=bank", True),
        ("@either & access=yes", "amenity=bank", False),
        ("shop=bakery |\n  kiosk", "shop=kiosk", True),
    ],
)
def test_a_condition_means_what_the_grammar_says(condition, tags, met):
    assert passes(condition, tags) is met


def test_the_geometry_of_an_area_is_an_area():
    assert passes("geom=area", "shop=kiosk", square(0, 0, 5))
    assert not passes("geom=point", "shop=kiosk", square(0, 0, 5))


def test_a_type_asks_for_sure_objects_among_sure_and_for_all_among_possible():
    inner = a_type("inner", ("shop=kiosk",), ("shop=bakery",))
    outer = a_type("outer", ("type=inner",), ("type=inner",))
    rows = [("n1", "shop=kiosk", point(0, 0)), ("n2", "shop=bakery", point(9, 0))]
    matcher = Matcher(objects_of(rows), compile_filters(a_table(outer, inner)))
    matcher.find(["outer"])
    assert matcher.types["outer"].sure.tolist() == [0]
    assert matcher.types["outer"].possible.tolist() == [1]


def test_sure_wins_over_possible():
    both = a_type("both", ("shop=kiosk",), ("shop=*",))
    rows = [("n1", "shop=kiosk", point(0, 0)), ("n2", "shop=toys", point(9, 0))]
    matcher = Matcher(objects_of(rows), compile_filters(a_table(both)))
    matcher.find(["both"])
    assert matcher.types["both"].sure.tolist() == [0]
    assert matcher.types["both"].possible.tolist() == [1]


def test_inside_and_outside_ask_where_the_middle_lies():
    school = a_type("school", ("amenity=school",), ("building=school",))
    within = a_type("within", ("leisure=pitch & inside=school",))
    beyond = a_type("beyond", ("leisure=pitch & outside=school",))
    rows = [
        ("w1", "amenity=school", square(0, 0, 100)),
        ("w2", "leisure=pitch", square(10, 10, 20)),
        ("w3", "leisure=pitch", square(95, 40, 20)),  # its middle is at 105
        ("w4", "building=school", square(200, 0, 50)),
        ("n5", "leisure=pitch", point(220, 20)),  # a possible school is a school too
    ]
    matcher = Matcher(objects_of(rows), compile_filters(a_table(within, beyond, school)))
    matcher.find(["within", "beyond"])
    assert matcher.types["within"].sure.tolist() == [1, 4]
    assert matcher.types["beyond"].sure.tolist() == [2]


def test_an_area_does_not_lie_inside_itself():
    school = a_type("school", ("amenity=school",))
    lone = a_type("lone", ("amenity=school & outside=school",))
    rows = [("w1", "amenity=school", square(0, 0, 100)), ("w2", "amenity=school", square(9, 9, 9))]
    matcher = Matcher(objects_of(rows), compile_filters(a_table(lone, school)))
    matcher.find(["lone"])
    assert matcher.types["lone"].sure.tolist() == [0]


def test_outside_holds_everywhere_where_there_is_no_such_area():
    school = a_type("school", ("amenity=school",))
    lone = a_type("lone", ("shop=kiosk & outside=school",))
    matcher = Matcher(
        objects_of([("n1", "shop=kiosk", point(0, 0))]), compile_filters(a_table(lone, school))
    )
    matcher.find(["lone"])
    assert matcher.types["lone"].sure.tolist() == [0]


def test_what_is_dead_is_nothing():
    table = a_table(a_type("shop", ("shop=*",), ("name=*",)), dead=("disused=yes",))
    rows = [("n1", "shop=kiosk", point(0, 0)), ("n2", "shop=kiosk;disused=yes;name=X", point(1, 0))]
    matcher = Matcher(objects_of(rows), compile_filters(table))
    matcher.find(["shop"])
    assert matcher.types["shop"].sure.tolist() == [0]
    assert matcher.types["shop"].possible.tolist() == []


def test_only_what_is_asked_for_is_looked_for():
    filters = standard_filters()
    assert filters.needed(["park"]) == ["park"]
    assert set(filters.needed(["large_sports_ground"])) == {
        "large_sports_ground",
        "school_any",
        "university",
        "kindergarten",
    }
    assert filters.needed([]) == []


def test_types_come_after_those_they_ask_for():
    order = list(standard_filters().types)
    assert sorted(order) == sorted(facility_types())
    assert order.index("junior_middle_school") < order.index("middle_school")
    assert (
        order.index("park") < order.index("open_space_any") < order.index("public_activity_space")
    )


@pytest.mark.parametrize(
    ("condition", "finding", "place"),
    [
        ("shop", "'shop' is no condition", 1),
        ("shop=kiosk & bank", "'bank' is no condition", 14),
        ("shop=kiosk && name=*", "nothing stands beside '&'", 13),
        ("shop=kiosk;", "nothing stands beside ';'", 12),
        ("!shop=kiosk", "`!` stands before a key only with `~`", 1),
        ("grades[1-3]", "a range is written [a..b]", 8),
        ("shop=kiosk & beds>=many", "could not convert", 20),
        ("shop=a||b", "a word is missing", 6),
        ("name~École", "is never found", 6),
        ("name~St.", "is never found", 6),
    ],
)
def test_a_filter_that_does_not_parse_names_type_filter_and_place(condition, finding, place):
    with pytest.raises(FilterError) as error:
        compile_filters(a_table(a_type("kiosk", (), (condition,))))
    message = str(error.value)
    assert "kiosk.possible" in message
    assert finding in message
    assert f"at character {place} of" in message


@pytest.mark.parametrize(
    ("condition", "finding"),
    [
        ("name~@school_word", "'school_word' is not known. Did you mean 'school_words'?"),
        ("@opne", "'opne' is not known. Did you mean 'open'?"),
        ("type=kiosc", "'kiosc' is not known. Did you mean 'kiosk'?"),
        ("outside=school", "'school' is not known"),
        ("geom=polygon", "'polygon' is not known"),
    ],
)
def test_an_unknown_reference_is_named(condition, finding):
    with pytest.raises(UnknownNameError, match=re.escape(finding)) as error:
        compile_filters(a_table(a_type("kiosk", (condition,))))
    assert "kiosk.sure" in str(error.value)


def test_types_that_ask_for_one_another_are_refused():
    first = a_type("first", ("type=second",))
    second = a_type("second", ("shop=kiosk",), ("amenity=bank & outside=third",))
    third = a_type("third", ("type=first",))
    with pytest.raises(FilterCycleError) as error:
        compile_filters(a_table(first, second, third))
    for key in ("first", "second", "third"):
        assert key in str(error.value)


def test_named_filters_that_refer_to_one_another_are_refused():
    circle = {"a": ("@b",), "b": ("shop=kiosk & @a",)}
    with pytest.raises(FilterCycleError, match="circle"):
        compile_filters(a_table(filters=circle))


@given(st.text(alphabet="ab=!~&;|@<>[]. *_", max_size=15))
def test_any_text_parses_or_is_refused_by_name(text):
    message = "x.sure"
    try:
        parse("x.sure", (text,), a_table())
    except InputError as error:
        message = str(error)
    assert "x.sure" in message


KEYS = st.sampled_from(["amenity", "shop", "access", "name", "name:en", "disused:shop", "grades"])
VALUES = st.sampled_from(
    [
        "school",
        "kiosk",
        "private",
        "École de l'Est",
        "光明小学",
        "a;b",
        "1-3",
        "4;7",
        "yes",
        "b; kiosk",
    ]
)
CONDITIONS = st.sampled_from([
    "amenity=school", "amenity=school|kiosk", "shop=*", "shop!=*", "access!=private|yes",
    "name~小学_", "!name~_ecole_|小学", "main_name~ecole", "grades[2..4]", "grades>=4", "@either",
    "disused:*!=*", "@open", "shop|amenity=b", "shop|access!=b", "geom=point", "geom=area",
    "access~_a_", "shop=@shops",
])  # fmt: skip


@given(
    st.lists(st.dictionaries(KEYS, VALUES, max_size=5), min_size=1, max_size=6),
    st.lists(st.lists(CONDITIONS, min_size=1, max_size=4), min_size=1, max_size=3),
)
def test_columns_and_a_reading_object_by_object_agree(tags, clauses):
    lines = tuple(" & ".join(clause) for clause in clauses)
    table = a_table(a_type("asked", lines))
    objects = objects_of((f"n{i}", "", point(i, 0)) for i in range(len(tags)))
    objects["tags"] = tags
    matcher = Matcher(objects, compile_filters(table))
    matcher.find(["asked"])
    expected = [
        row
        for row, found in enumerate(tags)
        if any(meets(found, "point", line, table) for line in lines)
    ]
    assert matcher.types["asked"].sure.tolist() == expected


def test_the_package_filters_name_every_type():
    assert set(standard_filters().types) == set(type_table().types)
