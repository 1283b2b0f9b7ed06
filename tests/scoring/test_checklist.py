"""Verdicts in towns small enough to count on one's fingers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.scoring.checklist import Rules, checklist
from accessibility.scoring.levels import scores
from accessibility.tables import CHECKLIST, VERDICTS
from tests.scoring.town import (
    SCHOOL,
    assessed,
    cells,
    communities,
    facilities,
    item,
    judged,
    law,
    nearest,
    only,
    row,
    standard,
)

# Coverage and verdict. The limit of the school is 500 m, the pass share 0.9.


def test_an_item_is_met_at_exactly_the_limit_and_exactly_the_pass_share():
    # nine of ten people live at exactly 500 m; in floats 9 x 0.1 is less than 0.9
    row = only(judged([0.1] * 10, [500.0] * 9 + [500.001]))
    assert row["verdict"] == "met"
    assert row["coverage_people"] == pytest.approx(0.9)
    assert row["people_uncovered"] == pytest.approx(0.1)


def test_an_item_is_partly_met_only_above_half_of_the_pass_share():
    on_foot = {"profile_bicycle": None}
    assert only(judged([45, 55], [500, 501], **on_foot))["verdict"] == "not_met"
    assert only(judged([45.1, 54.9], [500, 501], **on_foot))["verdict"] == "partly"
    assert only(judged([89.9, 10.1], [500, 501], **on_foot))["verdict"] == "partly"


def test_the_pass_share_is_a_setting():
    assert only(judged([60, 40], [500, 501], pass_share=0.6))["verdict"] == "met"


def test_who_reaches_it_by_bicycle_in_time_still_fails_on_foot():
    # 10 minutes at 200 m a minute are 2,000 m: 90 people within, 10 beyond
    row = only(
        judged([60, 30, 10], [400, 900, 2500], bicycle={"primary_school": [400, 2000, 2001]})
    )
    assert row["verdict"] == "by_bicycle"
    assert row["coverage_bicycle"] == pytest.approx(0.9)
    assert row["coverage_people"] == pytest.approx(0.6)


def test_who_has_a_bicycle_may_leave_it():
    # c0 walks 600 m in 7.5 of the 10 minutes and has no way to ride; c1 rides 1,600 m in 8
    row = only(judged([50, 50], [600, 1600], bicycle={"primary_school": [np.inf, 1600]}))
    assert row["coverage_bicycle"] == 1
    assert row["verdict"] == "by_bicycle"


def test_a_circle_has_no_minutes_to_walk():
    row = only(
        judged([50, 50], [100, 100], bicycle={"primary_school": [100, 9000]}, rule="straight_line")
    )
    assert row["coverage_bicycle"] == 0.5


def test_what_cannot_be_told_on_foot_is_not_told_by_bicycle():
    # not met by the sure school, partly by the possible one; all could ride to the sure one
    doubtful = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "possible"))
    row = only(
        judged(
            [40, 60],
            [100, 900],
            possible={"primary_school": [100, 900 - 400]},
            bicycle={"primary_school": [100, 900]},
            found=doubtful,
            pass_share=1.0,
        )
    )
    assert row["coverage_bicycle"] == 1
    assert (row["verdict"], row["cause"]) == ("cannot_tell", "possible")


def test_a_bicycle_that_reaches_too_few_changes_nothing():
    row = only(
        judged([60, 29, 11], [400, 900, 2500], bicycle={"primary_school": [400, 2000, 2001]})
    )
    assert row["verdict"] == "partly"


def test_without_bicycles_nobody_asks_for_them():
    row = only(
        judged([60, 40], [400, 900], bicycle={"primary_school": [1, 1]}, profile_bicycle=None)
    )
    assert row["verdict"] == "partly"
    assert np.isnan(row["coverage_bicycle"])


def test_the_radius_of_the_item_goes_before_the_distance_of_the_level():
    far = standard(item(radius_m=1000))
    assert only(judged([1], [999], of=far))["verdict"] == "met"
    assert only(judged([1], [999]))["verdict"] == "not_met"


def test_residential_land_is_covered_apart_from_people():
    # half of the people on a quarter of the land
    row = only(judged([50, 50], [400, 600], land_m2=[100, 300]))
    assert row["coverage_people"] == 0.5
    assert row["coverage_residents_land"] == 0.25


def test_cells_that_could_not_join_count_as_out_of_reach_and_are_named():
    row = only(judged([80, 20], [100, np.nan]))
    assert row["verdict"] == "partly"
    assert row["people_uncovered"] == 20
    assert "20 residents could not be joined to the street network" in row["reason"]


def test_cells_that_were_never_routed_count_like_those_that_could_not_join():
    whole = judged([80, 20], {"primary_school": [100, np.nan]})
    assert whole["coverage_people"].iloc[0] == 0.8


def test_only_cells_of_known_communities_count():
    table = judged([10, 90, 500], [100, 100, 9000], community=["north", "north", None])
    assert only(table)["people"] == 100
    assert only(table)["verdict"] == "met"


def test_the_nearest_facility_is_the_one_at_the_distance_of_the_median_resident():
    # the 50th of 100 people lives 171 m from f2; most have f1 nearest, at 60 m or 400 m
    schools = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "sure"),
                         name=["一小", "二小"])  # fmt: skip
    ids = {"primary_school": ["f1", "f2", "f1"]}
    row = only(judged([40, 20, 40], [60, 171, 400], ids=ids, found=schools))
    assert (row["nearest_m"], row["facility_id"]) == (171, "f2")
    assert row["reason"].startswith("The nearest primary school is 二小, 171 m away")


def test_the_median_resident_who_reaches_none_names_none():
    # 60 of 100 reach nothing, though 40 have f1 near
    row = only(judged([40, 60], [100, np.inf]))
    assert row["nearest_m"] == np.inf
    assert pd.isna(row["facility_id"])


# What cannot be told


def test_a_type_that_the_data_nowhere_hold_cannot_be_told():
    row = only(judged([100], {}, found=facilities(("f9", "park", "sure"))))
    assert (row["verdict"], row["cause"]) == ("cannot_tell", "none found")
    assert row["coverage_people"] == 0
    assert pd.isna(row["facility_id"])


def test_a_type_that_is_found_but_out_of_everybodys_reach_fails():
    row = only(judged([100], [np.inf]))
    assert row["verdict"] == "not_met"
    assert row["nearest_m"] == np.inf


def test_a_group_without_a_column_is_out_of_reach_where_some_are_found():
    assert only(judged([100], {}))["verdict"] == "not_met"


def test_only_what_is_large_enough_is_evidence():
    # 1,000 people at 500 a park: 2 expected. Two parks are known, one of 1 ha, one too small
    both = standard(item("park", level="5"), item("park", min_site_m2=10_000), served=500)
    parks = facilities(("f1", "park", "sure"), ("f2", "park", "sure"), area_m2=[10_000, 500.0])
    table = judged([1000], {"park": [100], "park@10000": [900]}, of=both, found=parks)
    assert table["found"].tolist() == [2, 1]
    assert table["expected"].tolist() == [2, 2]
    assert table["confidence"].tolist() == ["ample", "thin"]
    assert table["found_share"].tolist() == [1, 0.5]
    assert "The data hold 1 of some 2 expected" in table["reason"].iloc[1]


def test_a_park_that_is_too_small_shows_that_parks_are_mapped_and_so_a_failure_stands():
    # the only park is too small for the item, and its size is known
    large = standard(item("park", min_site_m2=10_000))
    small = facilities(("f1", "park", "sure"), area_m2=[500.0])
    row = only(judged([100], {}, of=large, found=small))
    assert (row["verdict"], row["cause"]) == ("not_met", "")
    # as the town names items
    end = "of 10,000 m² or more within 500 m; the data hold none of that size."
    assert row["reason"].endswith(end)
    chinese = only(judged([100], {}, of=large, found=small, lang="zh"))["reason"]
    assert "没有小学（不小于10,000平方米）；数据中没有达到该规模的此类设施。" in chinese


def test_what_is_only_possible_leaves_the_verdict_open_where_it_would_change_it():
    doubtful = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "possible"))
    row = only(
        judged([50, 50], [100, 900], possible={"primary_school": [100, 200]}, found=doubtful)
    )
    assert (row["verdict"], row["cause"]) == ("cannot_tell", "possible")
    assert (row["coverage_people"], row["coverage_possible"]) == (0.5, 1.0)
    assert "1 possible one" in row["reason"]


def test_what_is_only_possible_changes_nothing_where_the_verdict_stays():
    doubtful = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "possible"))
    row = only(
        judged(
            [50, 10, 40],
            [100, 900, 900],
            possible={"primary_school": [100, 1, 900]},
            found=doubtful,
        )
    )
    assert row["verdict"] == "partly"
    assert row["coverage_possible"] == pytest.approx(0.6)


def test_what_is_sure_is_possible_too_whatever_the_possible_ways_say():
    # c0 has a sure school, c1 perhaps one; by the possible ways c0 would have none
    perhaps = facilities(("f1", "primary_school", "sure"), ("f2", "primary_school", "possible"))
    row = only(judged([50, 50], [100, 900], possible={"primary_school": [900, 100]}, found=perhaps))
    assert (row["coverage_possible"], row["cause"]) == (1, "possible")


def test_a_met_item_stands_whatever_else_is_possible():
    row = only(judged([100], [100], possible={"primary_school": [1]}))
    assert row["verdict"] == "met"


def test_very_thin_data_can_fail_nobody():
    # 1,000 people at 100 a school: 10 expected, 1 found
    thin = standard(served=100)
    failing = only(judged([400, 600], [100, 900], of=thin))
    assert (failing["verdict"], failing["cause"]) == ("cannot_tell", "sparse")
    assert (failing["found"], failing["expected"], failing["found_share"]) == (1, 10, 0.1)
    assert only(judged([950, 50], [100, 900], of=thin))["verdict"] == "met"


def test_nobody_fails_where_nothing_certain_was_found_at_all():
    maybe = facilities(("f2", "primary_school", "possible"))
    far = only(judged([100], {}, possible={"primary_school": [900]}, found=maybe))
    assert (far["verdict"], far["cause"]) == ("cannot_tell", "sparse")
    near = only(judged([100], {}, possible={"primary_school": [100]}, found=maybe))
    assert (near["verdict"], near["cause"]) == ("cannot_tell", "possible")


def test_thin_data_fail_and_say_so():
    # 1,000 people at 400 a school: 2.5 expected, 1 found
    row = only(judged([400, 600], [100, 900], of=standard(served=400)))
    assert (row["verdict"], row["confidence"]) == ("not_met", "thin")
    assert "The data hold 1 of some 2 expected" in row["reason"]


def test_a_type_that_maps_show_in_part_fails_with_a_warning():
    nursery = standard(item("nursery", name_en="Nursery (0-3)"))
    some = facilities(("f1", "nursery", "sure"))
    row = only(judged([100], {"nursery": [900]}, of=nursery, found=some))
    assert row["verdict"] == "not_met"
    assert row["reason"].endswith("Maps show this type only in part.")


def test_an_item_without_a_limit_cannot_be_told_but_its_distance_can():
    block = standard(item(level="block"))
    row = only(judged([100], [250], of=block))
    assert (row["verdict"], row["cause"], row["rule"]) == ("cannot_tell", "no limit", "none")
    assert np.isnan(row["limit"])
    assert np.isnan(row["coverage_people"])
    assert row["nearest_m"] == 250


def test_a_community_where_nobody_lives_cannot_be_told():
    row = only(judged([0, 0], [100, 100]))
    assert (row["verdict"], row["cause"]) == ("cannot_tell", "nobody")
    assert np.isnan(row["coverage_people"])


# The edge of the data


def test_a_failure_that_a_facility_beyond_the_edge_could_mend_stands_and_is_marked():
    # with the 15 people at the edge, 95 of 100 could be covered
    row = only(judged([80, 15, 5], [100, 900, 900], edge_m=[9e4, 499, 9e4]))
    assert (row["verdict"], row["cause"]) == ("partly", "")
    assert row["people_near_edge"] == 15
    assert "15 of those left out live nearer" in row["reason"]


def test_a_failure_that_the_edge_could_not_mend_stands_and_says_who_is_near():
    row = only(judged([80, 5, 15], [100, 900, 900], edge_m=[9e4, 499, 9e4]))
    assert row["verdict"] == "partly"
    assert "5 of those left out live nearer than the limit to the edge" in row["reason"]


def test_as_far_from_the_edge_as_the_limit_is_far_enough():
    row = only(judged([80, 20], [100, 900], edge_m=[9e4, 500]))
    assert row["verdict"] == "partly"
    assert "edge" not in row["reason"]


def test_under_time_the_edge_is_as_near_as_one_walks_in_the_time():
    # 10 minutes at 4.8 km/h are 800 m
    near = only(judged([80, 20], [100, 900], edge_m=[9e4, 799], rule="time"))
    far = only(judged([80, 20], [100, 900], edge_m=[9e4, 800], rule="time"))
    assert near["people_near_edge"] == 20
    assert far["people_near_edge"] == 0


def test_where_one_may_ride_the_edge_is_as_near_as_one_rides_in_the_time():
    # 10 minutes at 12 km/h are 2,000 m
    of = standard(item(rule="time", travel="cycle"))
    ways = {"walk": {}, "bike": {"primary_school": [9e3, 9e3]}}
    town = assessed(of, [10, 30], ways, of_cells={"edge_m": [1999, 2000]})
    assert only(town.checklist)["people_near_edge"] == 10


def test_an_unknown_distance_to_the_edge_is_no_reason_to_doubt():
    assert only(judged([80, 20], [100, 900], edge_m=[np.nan, np.nan]))["verdict"] == "partly"


# Rules


def test_under_time_the_minutes_of_the_level_are_the_limit():
    # 800 m take exactly 10 minutes on foot, 801 m three quarters of a second more
    row = only(judged([90, 10], [800, 801], rule="time"))
    assert (row["verdict"], row["rule"], row["limit"]) == ("met", "time", 10)
    assert only(judged([89, 11], [800, 801], rule="time"))["verdict"] == "partly"


def test_under_straight_line_the_straight_frames_are_judged():
    row = only(judged([90, 10], [500, 501], rule="straight_line"))
    assert (row["verdict"], row["rule"], row["limit"]) == ("met", "straight_line", 500)
    assert "in a straight line" in row["reason"]


@pytest.mark.parametrize(
    "wrong",
    [{"rule": "distances"}, {"pass_share": 0.0}, {"pass_share": 90}, {"grades": (1, 2, 3, 4)}],
)
def test_impossible_rules_are_refused(wrong: dict):
    with pytest.raises(InputError):
        Rules(**wrong)


# The table


def test_the_table_keeps_its_contract():
    two = standard(
        item("park", level="15", min_site_m2=50_000),
        item(),
        item("gas_supply", locatable=False),
        item(level="block", id="another"),
    )
    table = judged([5, 5], [100, 900], of=two, community=["south", "north"])
    CHECKLIST.require(table)
    assert table.index.names == list(CHECKLIST.index)
    assert set(table["verdict"]) <= set(VERDICTS)
    # sorted by community; items in the order of the standard, without what cannot be located
    assert [key[1:] for key in table.index] == [
        ("north", "15", "park"),
        ("north", "10", "primary_school"),
        ("north", "block", "another"),
        ("south", "15", "park"),
        ("south", "10", "primary_school"),
        ("south", "block", "another"),
    ]
    assert table.loc[("test", "south", "10", "primary_school"), "verdict"] == "met"
    assert table.loc[("test", "north", "10", "primary_school"), "verdict"] == "not_met"


def test_levels_are_judged_apart():
    # 450 m: near enough at 10 minutes (500 m), not at 5 (300 m, nor 400 m in 5 minutes)
    both = standard(item(), item(level="5"))
    table = judged([100], [450], of=both)
    assert table["verdict"].tolist() == ["met", "not_met"]


def test_a_town_without_any_facility_is_told_of_nothing():
    table = judged([100], {}, found=facilities())
    assert table["verdict"].tolist() == ["cannot_tell"]


# Laws

ways = st.lists(
    st.tuples(
        st.one_of(st.integers(0, 1200), st.just(np.inf), st.just(np.nan)),
        st.integers(0, 40),
        st.sampled_from(["north", "south"]),
    ),
    min_size=1,
    max_size=8,
)


@law
@given(ways, st.randoms())
def test_the_order_of_cells_changes_nothing(town, random):
    metres, people, community = map(list, zip(*town, strict=True))
    straight = judged(people, metres, community=community, profile_bicycle=None)
    order = list(range(len(town)))
    random.shuffle(order)
    mixed = _mixed(people, metres, community, order)
    pd.testing.assert_frame_equal(straight, mixed)


def _mixed(people, metres, community, order) -> pd.DataFrame:
    table = cells(people, community)
    return checklist(
        standard(),
        communities=communities(table).iloc[::-1],
        cells=table.iloc[order],
        facilities=SCHOOL,
        nearest=nearest(table, {"primary_school": metres}),
        rules=Rules(profile_bicycle=None),
    )


@law
@given(ways, st.integers(0, 300))
def test_a_nearer_facility_never_worsens_a_verdict(town, nearer: int):
    metres, people, community = map(list, zip(*town, strict=True))
    before = judged(people, metres, community=community)
    after = judged(people, [max(m - nearer, 0) for m in metres], community=community)
    rank = {"met": 0, "by_bicycle": 1, "partly": 2, "not_met": 3, "cannot_tell": 4}
    assert (after["verdict"].map(rank) <= before["verdict"].map(rank)).all()
    assert (after["coverage_people"].dropna() >= before["coverage_people"].dropna()).all()


@law
@given(ways)
def test_a_higher_pass_share_never_passes_more(town):
    metres, people, community = map(list, zip(*town, strict=True))
    easy = judged(people, metres, community=community, pass_share=0.5)["verdict"] == "met"
    hard = judged(people, metres, community=community, pass_share=0.9)["verdict"] == "met"
    assert (hard <= easy).all()


@law
@given(ways, st.integers(0, 500))
def test_possible_facilities_never_lower_what_is_covered(town, nearer: int):
    metres, people, community = map(list, zip(*town, strict=True))
    both = {"primary_school": [max(m - nearer, 0) for m in metres]}
    table = judged(people, metres, possible=both, community=community).dropna(
        subset=["coverage_people"]
    )
    assert (table["coverage_possible"] >= table["coverage_people"]).all()
    met = table[table["coverage_people"] >= 0.9]
    assert (met["verdict"] == "met").all()


riders = st.lists(
    st.tuples(
        *(st.one_of(st.integers(0, 2500), st.just(np.inf), st.just(np.nan)) for _ in range(3)),
        st.integers(0, 40),
        st.sampled_from(["north", "south"]),
    ),
    min_size=1,
    max_size=8,
)


@law
@given(riders)
def test_bicycles_change_no_score_and_nothing_that_can_be_told(town):
    metres, nearer, riding, people, community = map(list, zip(*town, strict=True))
    both = {"primary_school": np.fmin(metres, nearer)}
    args = {"possible": both, "bicycle": {"primary_school": riding}, "community": community}
    ridden = judged(people, metres, **args)
    walked = judged(people, metres, **args, profile_bicycle=None)
    same = ["coverage_people", "coverage_possible", "people_uncovered", "cause", "confidence"]
    pd.testing.assert_frame_equal(ridden[same], walked[same])
    by_bicycle = ridden["verdict"] == "by_bicycle"
    pd.testing.assert_series_equal(ridden["verdict"][~by_bicycle], walked["verdict"][~by_bicycle])
    assert walked["verdict"][by_bicycle].isin(["partly", "not_met"]).all()
    names = communities(cells(people, community))
    one = {"test": standard()}
    pd.testing.assert_frame_equal(
        scores(ridden, one, names, Rules()), scores(walked, one, names, Rules(profile_bicycle=None))
    )


@law
@given(riders, st.sampled_from(["distance", "time"]), st.sampled_from(["15", "10", "5"]))
def test_no_fewer_come_in_time_with_a_bicycle_than_without(town, rule: str, level: str):
    # 1,000, 500 and 300 m take 12.5, 6.25 and 3.75 of the 15, 10 and 5 minutes
    metres, _, riding, people, community = map(list, zip(*town, strict=True))
    table = judged(
        people,
        metres,
        bicycle={"primary_school": riding},
        of=standard(item(level=level)),
        community=community,
        rule=rule,
    ).dropna(subset=["coverage_people"])
    assert (table["coverage_bicycle"] >= table["coverage_people"] - 1e-12).all()


@law
@given(riders)
def test_the_facility_named_is_at_the_distance_said(town):
    metres, _, _, people, community = map(list, zip(*town, strict=True))
    ids = [f"f{number}" for number in range(len(town))]  # each cell has its own
    table = judged(people, metres, ids={"primary_school": ids}, community=community)
    for one in table.reset_index().itertuples():
        if pd.isna(one.facility_id):
            assert not np.isfinite(one.nearest_m)
        else:
            cell = ids.index(one.facility_id)
            assert (metres[cell], community[cell]) == (one.nearest_m, one.community_id)


# Side by side: the same people by every way of counting

#   c0 -400- S -450- c1 ----------- c2: by streets 900, but 500 as the crow flies
#   to S on foot [m] and [min]: c0 400 (5), c1 450 (5.6), c2 900 (11.25)
SIDE_BY_SIDE = {
    "walk": {"primary_school": [400, 450, 900]},
    "straight_line": {"primary_school": [400, 450, 500]},
}


def side_by_side(rule: str, one=None, ways=SIDE_BY_SIDE, people=(50, 30, 20)):
    town = assessed(standard(one or item(radius_m=420)), people, ways, rule=rule)
    return row(town.checklist, "north", "primary_school")


def test_each_way_of_counting_has_its_column():
    # 420 m by streets or in a straight line: c0. 10 minutes: c0 and c1
    told = side_by_side("distance")
    assert told["coverage_by_distance"] == 0.5
    assert told["coverage_by_time"] == pytest.approx(0.8)
    assert told["coverage_by_straight_line"] == 0.5
    assert told["straight_line_gap"] == 0
    wide = side_by_side("distance", item())  # 500 m: c2 is within only as the crow flies
    assert wide["coverage_by_distance"] == pytest.approx(0.8)
    assert wide["coverage_by_straight_line"] == 1
    assert wide["straight_line_gap"] == pytest.approx(0.2)


def test_the_columns_are_the_same_whichever_rule_decides():
    columns = ["coverage_by_distance", "coverage_by_time", "coverage_by_straight_line",
               "straight_line_gap"]  # fmt: skip
    one, two, three = (
        side_by_side(rule)[columns].tolist() for rule in ("distance", "time", "straight_line")
    )
    assert one == two == three


def test_a_way_of_counting_without_a_figure_has_no_column():
    timed = side_by_side("time", item(level="block", minutes=5))
    assert timed["coverage_by_time"] == 0.5
    assert np.isnan(timed["coverage_by_distance"])
    assert np.isnan(timed["straight_line_gap"])
    block = side_by_side("distance", item(level="block", radius_m=450))
    assert block["coverage_by_distance"] == pytest.approx(0.8)
    assert np.isnan(block["coverage_by_time"])


def test_what_a_unit_holds_is_not_counted_by_the_way():
    told = side_by_side("distance", item(rule="presence"))
    columns = ["coverage_by_distance", "coverage_by_time", "coverage_by_straight_line",
               "straight_line_gap", "coverage_bicycle", "people_near_edge"]  # fmt: skip
    assert told[columns[:-1]].isna().all()
    assert told["people_near_edge"] == 0


def test_facilities_inside_a_community_are_counted_whoever_is_near():
    # two schools in the north, one of them only possible, one in no community
    found = facilities(
        ("f1", "primary_school", "sure"),
        ("f2", "primary_school", "possible"),
        ("f3", "primary_school", "sure"),
    ).assign(community_id=["north", "north", None])
    ways = {"walk": {"primary_school": [100, 9e3, 100]}}
    names = ["north", "south", "west"]
    town = assessed(standard(), [1, 1, 1], ways, community=names, found=found)
    assert town.checklist["facilities_in_unit"].tolist() == [1, 0, 0]
    whole = only(town.district)
    assert whole["facilities_in_unit"] == 1  # the third is in no community
    assert whole["communities_holding"] == pytest.approx(1 / 3)
    assert "communities_holding" not in town.checklist.columns


def test_where_facilities_are_is_not_told_where_it_is_not_known():
    town = assessed(standard(), [1], {"walk": {"primary_school": [1]}})
    assert np.isnan(only(town.checklist)["facilities_in_unit"])
    assert np.isnan(only(town.district)["communities_holding"])


# Kinds of community

KINDS = {"east": "urban", "north": "rural", "west": "industrial"}
OF_KINDS = standard(
    item(),
    item(id="rural", kinds=("rural",)),
    item(id="town", kinds=("urban", "industrial")),
)
TO_SCHOOL = {"walk": {"primary_school": [400, 900, 100]}}


def of_kinds(people=(10, 20, 70), empty=(), of=OF_KINDS, kind=KINDS, **changes):
    names = ["east", "north", "west"]
    return assessed(of, people, TO_SCHOOL, community=names, kind=kind, empty=empty, **changes)


def items_of(table: pd.DataFrame, community: str) -> list[str]:
    return table.xs(community, level="community_id").index.get_level_values("item").tolist()


def test_an_item_has_a_row_only_where_it_holds():
    table = of_kinds().checklist
    assert items_of(table, "east") == ["primary_school", "town"]
    assert items_of(table, "north") == ["primary_school", "rural"]
    assert items_of(table, "west") == ["primary_school", "town"]
    assert row(table, "north", "rural")["verdict"] == "not_met"


def test_verdicts_alone_are_those_of_the_tables():
    laid = of_kinds()
    both = pd.concat([laid.checklist, laid.district])["verdict"]
    pd.testing.assert_series_equal(laid.told, both)
    # rows of tables.VERDICTS, items by communities, whether an item holds there or not
    assert laid.verdicts().shape == (3, 3)
    told = [VERDICTS[code] for code in laid.verdicts()[0]]
    assert told == laid.checklist.xs("primary_school", level="item")["verdict"].tolist()


def test_the_district_counts_only_the_people_whom_an_item_concerns():
    table = of_kinds().district
    told = table.droplevel(["standard", "community_id", "level"])
    assert told["people"].to_dict() == {"primary_school": 100, "rural": 20, "town": 80}
    assert told["coverage"].to_dict() == {"primary_school": 0.8, "rural": 0, "town": 1}
    assert told["people_uncovered"].to_dict() == {"primary_school": 20, "rural": 20, "town": 0}


def test_the_communities_that_hold_one_are_among_those_it_concerns():
    found = facilities(("f1", "primary_school", "sure")).assign(community_id=["north"])
    told = of_kinds(found=found).district["communities_holding"]
    assert told.droplevel([0, 1, 2]).to_dict() == {
        "primary_school": pytest.approx(1 / 3), "rural": 1, "town": 0,
    }  # fmt: skip


def test_a_community_without_a_cell_has_the_rows_of_its_kind():
    table = of_kinds(empty=("south",), kind=KINDS | {"south": "urban"}).checklist
    assert items_of(table, "south") == ["primary_school", "town"]
    south = table.xs("south", level="community_id")
    assert south["cause"].tolist() == ["nobody", "nobody"]
    assert south["people"].tolist() == [0, 0]
    assert south["coverage"].isna().all()


def test_an_item_for_a_kind_that_no_community_is_has_no_row_at_all():
    of = standard(item(), item(id="rural", kinds=("rural",)))
    laid = of_kinds(of=of, kind=dict.fromkeys(KINDS, "urban"))
    for table in (laid.checklist, laid.district):
        assert set(table.index.get_level_values("item")) == {"primary_school"}
    unnamed = assessed(of, [1], {"walk": {"primary_school": [1]}})  # without kinds: urban
    assert unnamed.checklist.index.get_level_values("item").tolist() == ["primary_school"]


# Rules of supply in the checklist


def shops(*in_communities: str | None, **changes) -> pd.DataFrame:
    """A park of 100 m2 in each, and the town's checklist of what units hold."""
    found = facilities(
        *((f"p{n}", "park", "sure") for n in range(len(in_communities))),
        area_m2=[100] * len(in_communities),
    ).assign(community_id=pd.array(in_communities, dtype="str"))
    of = standard(item("park", **changes))
    names = ["north", "south"]
    return assessed(of, [100, 300], {}, community=names, found=found)


def test_a_count_is_met_in_full_partly_above_half_and_else_not():
    # four asked: north has 3 of 4, south 2 of 4, which is not more than half
    laid = shops(*["north"] * 3, *["south"] * 2, rule="count", least=4)
    north, south = (row(laid.checklist, name, "park") for name in ("north", "south"))
    assert (north["coverage"], north["value"], north["verdict"]) == (0.75, 3, "partly")
    assert (south["coverage"], south["value"], south["verdict"]) == (0.5, 2, "not_met")
    assert (north["limit"], north["limit_unit"], north["rule"]) == (4, "facilities", "count")
    assert north["people_uncovered"] == 25
    full = shops(*["north"] * 4, rule="count", least=4)
    assert row(full.checklist, "north", "park")["verdict"] == "met"


def test_nine_of_ten_do_not_meet_a_count():
    # the pass share is of people near enough, not of facilities
    laid = shops(*["north"] * 9, rule="count", least=10)
    assert row(laid.checklist, "north", "park")["verdict"] == "partly"


def test_the_district_adds_up_what_units_leave_their_people_without():
    # by communities: 100 of 400 have a park; the district as a unit holds one
    laid = shops("north", rule="presence")
    whole = only(laid.district)
    assert (whole["coverage"], whole["verdict"]) == (0.25, "not_met")
    assert (whole["value"], whole["facilities_in_unit"]) == (0.25, 1)
    assert whole["communities_holding"] == 0.5
    all_one = only(shops("north", rule="presence", unit="district").district)
    assert (all_one["coverage"], all_one["verdict"]) == (1, "met")


def test_where_nobody_lives_a_unit_still_has_its_value_but_the_district_has_its_peoples():
    # north: nobody, one park. south: 300 people, none
    found = facilities(("p", "park", "sure")).assign(community_id=["north"])
    of = standard(item("park", rule="presence"))
    laid = assessed(of, [0, 300], {}, community=["north", "south"], found=found)
    assert laid.checklist["value"].tolist() == [1, 0]
    assert laid.checklist["cause"].tolist() == ["nobody", ""]
    assert only(laid.district)["value"] == 0


def test_an_amount_is_shared_among_the_people_of_the_unit():
    # 100 m2 among 100, and among 300 people; one square metre asked of each
    laid = shops("north", "south", rule="amount", least=1, per="person")
    north, south = (row(laid.checklist, name, "park") for name in ("north", "south"))
    assert (north["value"], north["limit"], north["limit_unit"]) == (1, 1, "m2/person")
    assert (north["verdict"], south["verdict"]) == ("met", "not_met")
    assert south["coverage"] == south["value"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"rule": "presence", "unit": "subdistrict"}, "lacking units"),
        ({"rule": "amount", "least": 1, "per": "100_households"}, "lacking households"),
        ({"rule": "time", "travel": "usual"}, "lacking travel"),
    ],
)
def test_a_rule_whose_table_is_not_there_cannot_be_told(changes: dict, cause: str):
    one = row(shops("north", **changes).checklist, "north", "park")
    assert (one["verdict"], one["cause"]) == ("cannot_tell", cause)
    assert np.isfinite(one["limit"])


def test_facilities_without_a_community_cannot_be_counted_by_unit():
    of = standard(item(rule="presence"))
    one = only(assessed(of, [1], {"walk": {"primary_school": [1]}}).checklist)
    assert (one["verdict"], one["cause"]) == ("cannot_tell", "lacking units")


def test_a_standard_of_nothing_to_judge_has_empty_tables():
    laid = assessed(standard(item(locatable=False)), [1, 2], {"walk": {}})
    CHECKLIST.require(laid.checklist)
    assert laid.checklist.empty
    assert laid.district.empty
    assert laid.served_frame.shape == (2, 0)


# Laws


@law
@given(riders, st.sampled_from(["distance", "time", "straight_line"]), st.sampled_from("ab"))
def test_the_column_of_the_rule_that_decides_is_what_is_covered(town, rule: str, which: str):
    metres, nearer, _, people, community = map(list, zip(*town, strict=True))
    roles = {
        "walk": {"primary_school": metres},
        "straight_line": {"primary_school": np.fmin(metres, nearer)},
    }
    own = {"a": {}, "b": {"rule": rule}}[which]  # the study's, or the item's own
    study = {"a": rule, "b": "distance"}[which]
    laid = assessed(standard(item(**own)), people, roles, community=community, rule=study)
    for table in (laid.checklist, laid.district):
        decided = table[f"coverage_by_{rule}"]
        pd.testing.assert_series_equal(decided, table["coverage_people"], check_names=False)
        assert (table["rule"] == rule).all()


@law
@given(riders, st.permutations(["urban", "rural"]))
def test_each_persons_row_is_the_same_whatever_kinds_there_are(town, kinds: list):
    metres, *_, people, community = map(list, zip(*town, strict=True))
    of = standard(item(), item(id="rural", kinds=("rural",)))
    kind = dict(zip(("north", "south"), kinds, strict=True))
    kind = {name: kind[name] for name in set(community)}
    table = assessed(of, people, {"walk": {"primary_school": metres}}, community=community,
                     kind=kind).checklist  # fmt: skip
    for name in set(community):
        whole = row(table, name, "primary_school")
        assert ("rural" in items_of(table, name)) == (kind[name] == "rural")
        if kind[name] == "rural":
            own = row(table, name, "rural")
            assert own["verdict"] == whole["verdict"]
            assert own["people"] == whole["people"]
