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
    cells,
    communities,
    facilities,
    item,
    judged,
    law,
    nearest,
    only,
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
    assert "no primary school of 10,000 m² or more" in row["reason"]  # as the town names items


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
    for row in table.reset_index().itertuples():
        if pd.isna(row.facility_id):
            assert not np.isfinite(row.nearest_m)
        else:
            cell = ids.index(row.facility_id)
            assert (metres[cell], community[cell]) == (row.nearest_m, row.community_id)
