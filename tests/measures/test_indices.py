"""Proximity time, F15 and NEXI: worked out by hand, and what holds in any town."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.measures.indices import (
    f15,
    mean_of_nearest,
    mean_of_people,
    nexi_max,
    nexi_mean,
    proximity_time,
    share_reached,
)

CELLS = pd.Index(["a", "b", "c"], name="cell_id")
PEOPLE = pd.Series([30.0, 10.0, 5.0], CELLS)
COMMUNITY = pd.Series(["north", "north", "south"], CELLS)
EATING, HEALTH = "bruno_eating", "bruno_health"

times = st.lists(
    st.one_of(st.floats(0, 90), st.just(np.inf), st.just(np.nan)), min_size=3, max_size=3
)


def several(*rows: tuple[str, str, int, float]) -> pd.DataFrame:
    """A table as `nearest_several` gives: cell, group, place, minutes."""
    return pd.DataFrame(rows, columns=["cell_id", "group", "place", "minutes"])


def walks(ways: dict[str, list[float]], group: str = EATING) -> pd.DataFrame:
    """The same, of one category, from the minutes of every cell."""
    return several(
        *(
            (cell, group, place, minutes)
            for cell, own in ways.items()
            for place, minutes in enumerate(sorted(own), start=1)
        )
    )


def test_the_time_of_a_category_is_the_mean_over_its_nearest():
    found = walks({"a": [2, 4, 9], "b": [6, 6, 6], "c": [0, 1, 5]})
    means = mean_of_nearest(found, CELLS, [EATING])
    assert means[EATING].tolist() == [5.0, 6.0, 2.0]


def test_only_the_nearest_count_when_fewer_are_asked_for():
    # of two: (2 + 4) / 2, (6 + 6) / 2, (0 + 1) / 2
    found = walks({"a": [2, 4, 9], "b": [6, 6, 6], "c": [0, 1, 5]})
    assert mean_of_nearest(found, CELLS, [EATING], most=2)[EATING].tolist() == [3.0, 6.0, 0.5]


def test_where_the_data_hold_fewer_than_asked_for_all_of_them_count():
    # three health facilities in all the town: the mean is over three, not twenty
    found = walks({"a": [3, 6, 9], "b": [1, 1, 1], "c": [2, 4, 6]}, HEALTH)
    assert mean_of_nearest(found, CELLS, [HEALTH], most=20)[HEALTH].tolist() == [6.0, 1.0, 4.0]


def test_whoever_reaches_fewer_than_others_do_has_not_reached_them_all():
    # c sits on an island with one of three shops
    found = walks({"a": [3, 6, 9], "b": [1, 1, 1], "c": [2]})
    assert mean_of_nearest(found, CELLS, [EATING])[EATING].tolist() == [6.0, 1.0, np.inf]


def test_a_category_that_nobody_reaches_is_infinitely_far():
    found = walks({"a": [3], "b": [1], "c": [2]})
    means = mean_of_nearest(found, CELLS, [HEALTH, EATING])
    assert means[HEALTH].tolist() == [np.inf] * 3
    assert means[EATING].tolist() == [3.0, 1.0, 2.0]
    assert list(means.columns) == [HEALTH, EATING]


def test_nothing_found_at_all_is_no_error():
    nothing = several().astype({"place": int, "minutes": float})
    assert (mean_of_nearest(nothing, CELLS, [EATING]) == np.inf).all(axis=None)
    assert mean_of_nearest(nothing, CELLS[:0], [EATING]).empty


def test_rows_of_other_cells_and_categories_do_not_count():
    found = pd.concat([walks({"a": [3], "b": [1], "c": [2], "x": [8]}), walks({"a": [50]}, "toys")])
    assert mean_of_nearest(found, CELLS, [EATING])[EATING].tolist() == [3.0, 1.0, 2.0]


def test_proximity_time_of_a_town_worked_by_hand():
    # a: eating (2 + 4) / 2 = 3, health (10 + 20) / 2 = 15 -> (3 + 15) / 2 = 9
    # b: eating (9 + 11) / 2 = 10, health (30 + 14) / 2 = 22 -> 16
    # c: eating 0, health 30 -> 15, which is within 15 minutes
    found = pd.concat(
        [
            walks({"a": [2, 4], "b": [9, 11], "c": [0, 0]}),
            walks({"a": [10, 20], "b": [30, 14], "c": [30, 30]}, HEALTH),
        ]
    )
    time = proximity_time(mean_of_nearest(found, CELLS, [EATING, HEALTH]))
    assert time.tolist() == [9.0, 16.0, 15.0]
    # north: 30 of 40 people; south: all
    assert f15(time, PEOPLE, COMMUNITY).to_dict() == {"north": 0.75, "south": 1.0}
    # north: (30 x 9 + 10 x 16) / 40 = 430 / 40
    assert mean_of_people(time, PEOPLE, COMMUNITY).to_dict() == {"north": 10.75, "south": 15.0}


def test_each_of_nine_categories_counts_a_ninth():
    minutes = pd.DataFrame([[9.0] + [0.0] * 8], pd.Index(["a"]))
    assert proximity_time(minutes).tolist() == [1.0]


def test_what_is_not_reached_is_infinite_and_what_is_not_known_stays_so():
    minutes = pd.DataFrame({EATING: [1.0, np.inf, np.nan], HEALTH: [3.0, 2.0, np.inf]}, index=CELLS)
    for index in (proximity_time, nexi_mean, nexi_max):
        found = index(minutes)
        assert np.isfinite(found["a"])
        assert found["b"] == np.inf
        assert np.isnan(found["c"])


def test_whoever_is_not_known_counts_as_beyond_fifteen_minutes():
    time = pd.Series([np.nan, 3.0, np.inf], CELLS)
    assert f15(time, PEOPLE, COMMUNITY).to_dict() == {"north": 0.25, "south": 0.0}


def test_nexi_mean_and_maximum():
    minutes = pd.DataFrame({"shops": [3.0, 15.0], "parks": [6.0, 0.0]}, ["a", "b"])
    assert nexi_mean(minutes).tolist() == [4.5, 7.5]
    assert nexi_max(minutes).tolist() == [6.0, 15.0]


def test_the_mean_of_people_leaves_out_whoever_has_no_finite_value():
    # north: b alone, who are 10 of 40; south: nobody
    time = pd.Series([np.inf, 8.0, np.nan], CELLS)
    found = mean_of_people(time, PEOPLE, COMMUNITY)
    assert found["north"] == 8.0
    assert np.isnan(found["south"])
    assert share_reached(time, PEOPLE, COMMUNITY).to_dict() == {"north": 0.25, "south": 0.0}


def test_a_place_without_people_has_no_mean_and_no_share():
    nobody = pd.Series([30.0, 10.0, 0.0], CELLS)
    time = pd.Series([1.0, 1.0, 1.0], CELLS)
    for measure in (mean_of_people, share_reached, f15):
        assert np.isnan(measure(time, nobody, COMMUNITY)["south"])


def test_cells_of_no_community_are_left_out():
    own = pd.Series(["north", np.nan, "south"], CELLS)
    time = pd.Series([4.0, 99.0, 6.0], CELLS)
    assert mean_of_people(time, PEOPLE, own).to_dict() == {"north": 4.0, "south": 6.0}


@given(times, st.floats(0.1, 60), st.floats(0, 60))
def test_f15_is_a_share_and_grows_with_the_limit(values, limit, extra):
    time = pd.Series(values, CELLS)
    near = f15(time, PEOPLE, COMMUNITY, limit=limit)
    far = f15(time, PEOPLE, COMMUNITY, limit=limit + extra)
    assert ((near >= 0) & (near <= far) & (far <= 1)).all()


@given(st.lists(st.lists(st.floats(0, 90), min_size=2, max_size=2), min_size=3, max_size=3))
def test_the_mean_is_between_the_nearest_and_the_farthest_category(rows):
    minutes = pd.DataFrame(rows, CELLS, [EATING, HEALTH])
    mean, most = nexi_mean(minutes), nexi_max(minutes)
    assert (mean <= most + 1e-9).all()
    assert (mean >= minutes.min(axis=1) - 1e-9).all()


@given(
    st.lists(st.integers(0, 60), min_size=20, max_size=30),
    st.integers(0, 60),
)
def test_a_new_facility_never_lengthens_the_time_where_twenty_are_there(ways, another):
    # it may where there are fewer than twenty: then one more is one farther off to be reached
    before, after = ({"a": own, "b": own, "c": own} for own in (ways, [*ways, another]))
    times = [mean_of_nearest(walks(town), CELLS, [EATING], most=20) for town in (before, after)]
    assert (times[1] <= times[0] + 1e-12).all(axis=None)
    twenty = [Fraction(minutes) for minutes in sorted(ways)[:20]]
    assert times[0][EATING].iloc[0] == pytest.approx(float(sum(twenty) / 20))


@given(st.permutations(range(9)), times)
def test_the_order_of_rows_does_not_matter(order, values):
    found = walks({"a": [2, 4, 9], "b": [6, 6, 7], "c": [0, 1, 5]})
    expected = mean_of_nearest(found, CELLS, [EATING])
    pd.testing.assert_frame_equal(
        mean_of_nearest(found.iloc[list(order)], CELLS, [EATING]), expected
    )
    time = pd.Series(values, CELLS)
    turned = [2, 0, 1]
    pd.testing.assert_series_equal(
        mean_of_people(time, PEOPLE, COMMUNITY),
        mean_of_people(time.iloc[turned], PEOPLE.iloc[turned], COMMUNITY.iloc[turned]),
    )


@given(st.lists(st.tuples(st.floats(0, 90), st.floats(0.1, 1e4)), min_size=1, max_size=8))
def test_merging_communities_weighs_their_means_by_people(rows):
    cells = pd.RangeIndex(len(rows))
    values, people = (pd.Series(column, cells) for column in zip(*rows, strict=True))
    halves = pd.Series(np.where(cells % 2 == 0, "even", "odd"), cells)
    parts = mean_of_people(values, people, halves)
    weights = people.groupby(halves).sum()
    whole = mean_of_people(values, people, pd.Series("all", cells))["all"]
    assert whole == pytest.approx((parts * weights).sum() / weights.sum())
