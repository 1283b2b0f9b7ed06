"""A drawn town of three communities in two streets, with blocks where homes are fenced.

street   s1: 100 people              s2: 100
community  a: 40        b: 60          d: 100
block    a1: 10 a2: 30  b1: 60        d1: 50   (none: 50)
cell     c0     c1      c2: 20 c3: 40  c4: 50   c5: 50
"""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.scoring.checklist import checklist
from accessibility.scoring.levels import DISTRICT, district, scores
from accessibility.scoring.rollup import judged_on, on_units, part_for, unit_checklists, unit_scores
from accessibility.scoring.rules import Rules
from tests.scoring.town import cells, facilities, item, law, nearest, standard

PARK, SCHOOL, NURSERY = item("park", "15"), item("primary_school", "10"), item("kindergarten", "5")
TYPES = ("park", "primary_school", "kindergarten", "bus_stop")
FOUND = facilities(*((f"f{n}", name, "sure") for n, name in enumerate(TYPES)))

PEOPLE = [10, 30, 20, 40, 50, 50]
COMMUNITY = ["a", "a", "b", "b", "d", "d"]
STREET = {"a": "s1", "b": "s1", "d": "s2"}
BLOCK = ["a1", "a2", "b1", "b1", "d1", None]
WAYS = {
    "park": [900, 900, 900, 2000, 2000, 900],  # of 1000 m: 60 in s1, 50 in s2
    "primary_school": [400, 400, 900, 400, 900, 900],  # of 500 m: all of a, 40 in b, none in d
    "kindergarten": [200, 900, 200, 900, 200, 900],  # of 300 m: a1, c2 of b1, d1
}


def town(people=PEOPLE, community=COMMUNITY, street=STREET, block=BLOCK) -> pd.DataFrame:
    table = cells(people, community)
    table["street_id"] = table["community_id"].map(street).astype("str")
    return table.assign(block_id=pd.Series(block, table.index, dtype="str"))


def frame(table: pd.DataFrame, sort: str, parents: dict) -> pd.DataFrame:
    """Units of one sort, with their people."""
    people = table.groupby(f"{sort}_id")["people"].sum()
    return pd.DataFrame(
        {
            "name": people.index.str.upper(),
            "unit": sort,
            "parent_id": pd.Series(people.index.map(parents), people.index, dtype="str"),
            "population": people,
        }
    )


def frames(table: pd.DataFrame, *sorts: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The units named, and the communities."""
    above = {
        "street": {},
        "community": dict(zip(table["community_id"], table["street_id"], strict=True)),
        "block": dict(zip(table["block_id"], table["community_id"], strict=True)),
    }
    if "street" not in sorts:
        above["community"] = {}
    every = {sort: frame(table, sort, parents) for sort, parents in above.items()}
    none = every["street"].iloc[:0]
    return pd.concat([none, *(every[sort] for sort in sorts)]), every["community"]


def judged(table, ways, of, units=None) -> pd.DataFrame:
    """The checklist of the whole standard, of communities or of one sort of unit."""
    sort = "community" if units is None else units["unit"].iloc[0]
    return checklist(
        of,
        communities=frame(table, sort, {}),
        cells=on_units(table, sort),
        facilities=FOUND,
        nearest=nearest(table, ways),
        rules=Rules(),
    )


def rolled(*sorts: str, of=None, table=None, ways=WAYS) -> pd.DataFrame:
    """The scores of all units where streets, blocks or both are named."""
    of = standard(PARK, SCHOOL, NURSERY) if of is None else of
    table = town() if table is None else table
    units, communities = frames(table, *sorts)
    own = unit_checklists(
        {of.id: of},
        units=units,
        cells=table,
        facilities=FOUND.assign(street_id=None, block_id=None),
        nearest=nearest(table, ways),
        rules=Rules(),
    )
    checklists = {"community": judged(table, ways, of), **own}
    return unit_scores(checklists, {of.id: of}, units, communities, Rules()).loc[of.id]


@pytest.mark.parametrize(
    ("level", "named", "sort"),
    [
        ("15", ("street", "block"), "street"),
        ("15", ("block",), "community"),
        ("15", (), "community"),
        ("10", ("street", "block"), "community"),
        ("5-10", ("street", "block"), "community"),
        ("5", ("street", "block"), "block"),
        ("5", ("street",), "community"),
        ("block", ("block",), "block"),
        ("block", (), "community"),
        ("subdistrict", ("street",), "street"),
        ("subdistrict", (), "community"),
        ("rural_town", ("street",), "street"),
        ("rural_village", ("street", "block"), "community"),
        ("30", ("street", "block"), "community"),
        ("district", ("street",), "district"),
        ("city", (), "district"),
    ],
)
def test_a_level_is_judged_on_the_unit_it_is_for_if_the_study_has_it(level, named, sort):
    assert judged_on(level, named) == sort


def test_every_item_is_judged_on_one_sort_of_unit():
    of = standard(PARK, SCHOOL, NURSERY)
    for named in ((), ("street",), ("block",), ("street", "block")):
        parts = [part_for(of, sort, named) for sort in ("block", "community", "street", "district")]
        assert sorted(i.id for part in parts for i in part.items) == sorted(TYPES[:3])


def test_each_level_stands_on_its_own_units_and_goes_up_by_people():
    table = rolled("street", "block")
    # 15 is judged on streets: 10 + 30 + 20 of 100, and 50 of 100
    assert table.loc["street", "level_15"].to_dict() == pytest.approx({"s1": 60, "s2": 50})
    assert table["level_15"]["community"].isna().all()
    assert table["level_15"]["block"].isna().all()
    # 10 on communities: all of a, 40 of 60 in b, none of d; s1 has 40 + 40 of 100
    assert table.loc["community", "level_10"].to_dict() == pytest.approx(
        {"a": 100, "b": 200 / 3, "d": 0}
    )
    assert table.loc["street", "level_10"].to_dict() == pytest.approx({"s1": 80, "s2": 0})
    # 5 on blocks: b1 has 20 of 60; so a has 10 of 40; of d the 50 in its block are judged
    assert table.loc["block", "level_5"].to_dict() == pytest.approx(
        {"a1": 100, "a2": 0, "b1": 100 / 3, "d1": 100}
    )
    assert table.loc["community", "level_5"].to_dict() == pytest.approx(
        {"a": 25, "b": 100 / 3, "d": 100}
    )
    assert table.loc["street", "level_5"].to_dict() == pytest.approx({"s1": 30, "s2": 100})


def test_the_district_is_of_all_that_were_judged():
    whole = rolled("street", "block").loc[("district", DISTRICT)]
    assert whole["population"] == 200
    assert whole["level_15"] == pytest.approx(55)  # 60 + 50 of 200
    assert whole["level_10"] == pytest.approx(40)  # 80 of 200
    # 10 + 20 + 50 of the 150 in blocks: s2 counts with its 50 judged, not with its 100
    assert whole["level_5"] == pytest.approx(80 / 1.5)
    assert whole["score"] == pytest.approx((55 + 40 + 80 / 1.5) / 3)
    assert whole["grade"] == "D"  # of 40 to 60
    assert pd.isna(whole["name"])
    assert pd.isna(whole["parent_id"])


def test_a_score_is_the_mean_of_the_levels_a_unit_has():
    table = rolled("street", "block")
    assert table.loc[("block", "a1"), "score"] == pytest.approx(100)
    assert table.loc[("community", "a"), "score"] == pytest.approx((100 + 25) / 2)
    assert table.loc[("street", "s1"), "score"] == pytest.approx((60 + 80 + 30) / 3)


def test_units_come_from_block_to_district_with_what_they_belong_to():
    table = rolled("street", "block")
    assert list(table.index) == [
        *(("block", one) for one in ("a1", "a2", "b1", "d1")),
        *(("community", one) for one in ("a", "b", "d")),
        *(("street", one) for one in ("s1", "s2")),
        ("district", "district"),
    ]
    assert table.loc[("block", "a2"), "parent_id"] == "a"
    assert table.loc[("community", "d"), "parent_id"] == "s2"
    assert list(table.columns) == [
        *("name", "parent_id", "population"),
        *("level_15", "level_10", "level_5", "level_other", "people_told", "score", "grade"),
    ]


def test_without_further_units_communities_score_as_they_do_alone():
    of, table = standard(PARK, SCHOOL, NURSERY), town()
    units, communities = frames(table)
    verdicts = judged(table, WAYS, of)
    found = unit_scores({"community": verdicts}, {of.id: of}, units, communities, Rules())
    alone = scores(verdicts, {of.id: of}, communities, Rules())
    columns = ["level_15", "level_10", "level_5", "score", "grade"]
    pd.testing.assert_frame_equal(found.xs("community", level="unit")[columns], alone[columns],
                                  check_names=False)  # fmt: skip
    # and the district is theirs rolled up, as it is without units
    whole = district(verdicts.iloc[:0], alone, {of.id: of}, Rules()).iloc[0]
    row = found.loc[(of.id, "district", DISTRICT)]
    assert row[columns].to_list() == pytest.approx(whole[columns].to_list())


def test_a_community_outside_of_all_streets_counts_in_the_district():
    table = town(street={"a": "s1", "b": "s1"})
    found = rolled("street", table=table)
    # level 10: 80 of s1 and none of d, 200 people in all; level 15 is of the 100 in streets
    assert found.loc[("district", DISTRICT), "level_10"] == pytest.approx(40)
    assert found.loc[("district", DISTRICT), "level_15"] == pytest.approx(60)


def test_what_cannot_be_told_of_a_unit_does_not_weigh():
    # no bus stop is in the data, so its item is told of nobody: the park alone makes the level
    of = standard(PARK, item("metro_station", "15", requirement="required"))
    found = rolled("street", of=of)
    assert found.loc[("street", "s1"), "level_15"] == pytest.approx(60)
    assert found["level_10"].isna().all()


def test_units_are_judged_by_their_own_items_only():
    table = town()
    units, _ = frames(table, "street", "block")
    ground = {
        "cells": table,
        "facilities": FOUND.assign(street_id=None, block_id=None),
        "nearest": nearest(table, WAYS),
        "rules": Rules(),
    }
    of = standard(PARK, SCHOOL, NURSERY)
    found = unit_checklists({of.id: of}, units=units, **ground)
    assert list(found["street"].index) == [("test", s, "15", "park") for s in ("s1", "s2")]
    assert set(found["block"].index.get_level_values("item")) == {"kindergarten"}
    # of a sort that no item is judged on there is no checklist
    of = standard(SCHOOL)
    assert unit_checklists({of.id: of}, units=units, **ground) == {}
    assert unit_checklists({of.id: of}, units=units.iloc[:0], **ground) == {}


def test_rows_of_other_levels_in_a_checklist_do_not_count():
    of, table = standard(PARK, SCHOOL, NURSERY), town()
    units, communities = frames(table, "street")
    whole = {"community": judged(table, WAYS, of), "street": judged(table, WAYS, of, units)}
    found = unit_scores(whole, {of.id: of}, units, communities, Rules()).loc[of.id]
    pd.testing.assert_frame_equal(found, rolled("street"))


def test_a_column_of_levels_on_two_sorts_is_their_mean_by_items():
    # level_other: two items on streets, one on communities; s1 has 60, 60 and 80 of 100
    three = (
        item("park", "subdistrict", radius_m=1000),
        item("park", "subdistrict", radius_m=1000, id="again"),
        item("primary_school", "community", radius_m=500),
    )
    of = standard(*three)
    level = of.levels["15"]
    of = type(of)(**{**vars(of), "levels": dict.fromkeys(("subdistrict", "community"), level)})
    found = rolled("street", of=of)["level_other"]
    assert found["street", "s1"] == pytest.approx((60 + 60 + 80) / 3)
    assert found["community"].to_dict() == pytest.approx({"a": 100, "b": 200 / 3, "d": 0})
    # s2: 50, 50 and 0; the district (120 + 100 of 2 x 200) and 80 of 200
    assert found["district", DISTRICT] == pytest.approx((2 * 55 + 40) / 3)


def test_two_standards_stand_one_after_the_other():
    one = standard(PARK)
    two = type(one)(**{**vars(one), "id": "other", "items": (SCHOOL,)})
    table = town()
    units, communities = frames(table)
    verdicts = pd.concat(judged(table, WAYS, of) for of in (one, two))
    both = {of.id: of for of in (one, two)}
    found = unit_scores({"community": verdicts}, both, units, communities, Rules())
    assert list(found.index.unique("standard")) == ["test", "other"]
    assert found.loc["test"]["level_10"].isna().all()
    assert found.loc[("other", "district", DISTRICT), "level_10"] == pytest.approx(40)


def test_cells_and_facilities_take_their_unit_for_their_community():
    table = town()
    assert list(on_units(table, "street")["community_id"]) == ["s1"] * 4 + ["s2"] * 2
    assert list(table["community_id"]) == COMMUNITY  # which is left as it was


few = settings(law, max_examples=7)  # many checklists each time

# A tree of any form: every cell in a block, every block in a community, and so on.
SIZES = st.integers(1, 4)


@st.composite
def trees(draw) -> tuple[pd.DataFrame, dict]:
    communities = draw(st.lists(st.integers(0, 2), min_size=1, max_size=5))  # street of each
    blocks = draw(st.lists(st.integers(0, len(communities) - 1), min_size=1, max_size=8))
    homes = draw(st.lists(st.integers(0, len(blocks) - 1), min_size=1, max_size=20))
    people = draw(st.lists(st.integers(1, 1000), min_size=len(homes), max_size=len(homes)))
    way = st.sampled_from([100.0, 400.0, 700.0, 3000.0, np.inf])
    ways = {
        kind: draw(st.lists(way, min_size=len(homes), max_size=len(homes))) for kind in TYPES[:3]
    }
    for one in ways.values():
        one[0] = 100.0  # somebody reaches one, so that nothing is unknown
    table = town(
        people=people,
        community=[f"c{blocks[home]}" for home in homes],
        street={f"c{n}": f"s{one}" for n, one in enumerate(communities)},
        block=[f"b{home}" for home in homes],
    )
    return table, ways


@few
@given(trees())
def test_rolling_up_is_judging_directly_where_everything_is_assessed(tree):
    table, ways = tree
    found = rolled("street", "block", table=table, ways=ways)
    of = standard(SCHOOL, NURSERY)
    for sort in ("community", "street"):
        units = frame(table, sort, {})
        direct = judged(table, ways, of, units)
        alone = scores(direct, {of.id: of}, units, Rules()).loc[of.id]
        for level in ("level_10", "level_5"):
            assert found.loc[sort, level].to_list() == pytest.approx(alone[level].to_list())


@few
@given(trees())
def test_people_are_conserved_from_sort_to_sort(tree):
    table, ways = tree
    found = rolled("street", "block", table=table, ways=ways)
    people = found.groupby("unit")["population"].sum()
    assert set(people) == {table["people"].sum()}


@few
@given(trees())
def test_a_mean_lies_between_what_it_is_made_of(tree):
    table, ways = tree
    found = rolled("street", "block", table=table, ways=ways)
    for level, sort in (("level_15", "street"), ("level_10", "community"), ("level_5", "block")):
        below = found.loc[sort, level]
        whole = found.loc[("district", DISTRICT), level]
        assert below.min() - 1e-9 <= whole <= below.max() + 1e-9


@few
@given(st.lists(st.sampled_from([100.0, 400.0, 3000.0]), min_size=1, max_size=6))
def test_the_only_child_is_its_parent(way):
    table = town(
        people=[7.0] * len(way),
        community=["a"] * len(way),
        street={"a": "s"},
        block=["b"] * len(way),
    )
    found = rolled("street", "block", table=table, ways=dict.fromkeys(TYPES[:3], way))
    for level in ("level_10", "level_5"):
        values = found[level].dropna()
        assert values.to_list() == pytest.approx([values.iloc[0]] * len(values))
    assert found.loc["street", "score"].to_list() == pytest.approx(
        found.loc["district", "score"].to_list()
    )
