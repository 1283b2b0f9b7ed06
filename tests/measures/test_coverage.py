"""Shares of people within reach, worked out by hand and by law."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.measures.coverage import (
    MM_PER_M,
    MS_PER_MIN,
    coverage_share,
    exceeds_share,
    reaches_share,
    weight_by_place,
    within,
)

CELLS = pd.Index(["a", "b", "c"])
PEOPLE = pd.Series([30.0, 10.0, 0.0], CELLS)
COMMUNITY = pd.Series(["north", "north", "south"], CELLS)

minutes = st.lists(
    st.one_of(st.floats(0, 90), st.just(np.inf), st.just(np.nan)), min_size=3, max_size=3
)


def test_share_counts_people_and_includes_the_limit():
    # north: 30 of 40 people are exactly at the limit; south is empty
    walk = pd.Series([15.0, 15.1, 2.0], CELLS)
    share = coverage_share(walk, PEOPLE, COMMUNITY, limit=15)
    assert share["north"] == 0.75
    assert pd.isna(share["south"])


def test_share_may_be_weighed_by_land():
    # north: 200 of 800 m2 within 300 m; south: all of its 50 m2, though nobody lives there
    walk = pd.Series([300.0, 300.001, 299.0], CELLS)
    land = pd.Series([200.0, 600.0, 50.0], CELLS)
    share = coverage_share(walk, land, COMMUNITY, limit=300, steps=MM_PER_M)
    assert share.to_dict() == {"north": 0.25, "south": 1.0}


def test_not_reached_and_not_known_are_out_of_reach():
    walk = pd.Series([np.inf, np.nan, 1.0], CELLS)
    assert coverage_share(walk, PEOPLE, COMMUNITY, limit=1e9)["north"] == 0.0


def test_the_limit_is_inclusive_to_the_millimetre():
    ways = np.array([299.999, 300.0, 300.0 + 1e-9, 300.001, np.inf, np.nan])
    near = within(ways, 300, steps=MM_PER_M)
    assert near.tolist() == [True, True, True, False, False, False]


def test_the_limit_is_inclusive_to_the_millisecond():
    # 5 min are 300,000 ms; one more is too many
    ways = np.array([300_000, 300_001]) / MS_PER_MIN
    assert within(ways, 5).tolist() == [True, False]


@given(st.integers(1, 5_000_000))
def test_a_way_of_exactly_the_limit_passes_whatever_the_limit(millimetres: int):
    metres = np.array([millimetres, millimetres + 1]) / MM_PER_M
    assert within(metres, millimetres / MM_PER_M, steps=MM_PER_M).tolist() == [True, False]


@given(minutes, st.floats(1, 30), st.floats(0, 30))
def test_longer_walks_never_cover_fewer(walk: list[float], limit: float, extra: float):
    ways = pd.Series(walk, CELLS)
    near = coverage_share(ways, PEOPLE, COMMUNITY, limit=limit)
    far = coverage_share(ways, PEOPLE, COMMUNITY, limit=limit + extra)
    assert (near.dropna() <= far.dropna()).all()


@given(minutes, st.floats(1, 30), st.floats(1, 3))
def test_a_slower_walker_never_covers_more(walk: list[float], limit: float, slower: float):
    ways = pd.Series(walk, CELLS)
    quick = coverage_share(ways, PEOPLE, COMMUNITY, limit=limit)
    slow = coverage_share(ways * slower, PEOPLE, COMMUNITY, limit=limit)
    assert (slow.dropna() <= quick.dropna()).all()


@given(minutes, st.permutations(range(3)))
def test_the_order_of_rows_changes_nothing(walk: list[float], order: list[int]):
    ways = pd.Series(walk, CELLS)
    straight = coverage_share(ways, PEOPLE, COMMUNITY, limit=15)
    mixed = coverage_share(ways.iloc[order], PEOPLE.iloc[order], COMMUNITY.iloc[order], limit=15)
    pd.testing.assert_series_equal(straight, mixed)


@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.integers(1, 500), st.booleans()), min_size=1, max_size=9
    )
)
def test_splitting_a_community_keeps_the_share_of_its_people(cells: list[tuple[float, int, bool]]):
    ways, people, side = (pd.Series(column) for column in zip(*cells, strict=True))
    whole = coverage_share(ways, people, pd.Series("all", ways.index), limit=20)["all"]
    parts = coverage_share(ways, people, side, limit=20)
    residents = people.groupby(side).sum()
    assert (parts * residents).sum() / residents.sum() == pytest.approx(whole)


def test_arguments_are_left_as_they_were():
    walk = pd.Series([1.0, 2.0, 3.0], CELLS)
    before = walk.copy(), PEOPLE.copy(), COMMUNITY.copy()
    coverage_share(walk, PEOPLE, COMMUNITY, limit=2)
    for now, then in zip((walk, PEOPLE, COMMUNITY), before, strict=True):
        pd.testing.assert_series_equal(now, then)


def test_weights_are_added_place_by_place():
    added = weight_by_place(np.array([1.0, 2.0, 4.0]), np.array([2, 0, 2]), 4)
    assert added.tolist() == [2.0, 0.0, 5.0, 0.0]


def test_nine_tenths_of_ten_tenths_reach_the_share_though_floats_say_less():
    covered = np.array([sum([0.1] * 9), 0.9 - 1e-6])
    total = np.array([sum([0.1] * 10), 1.0])
    assert sum([0.1] * 9) / 1.0 < 0.9  # what a plain comparison would see
    assert reaches_share(covered, total, 0.9).tolist() == [True, False]


def test_exactly_half_is_not_above_half():
    covered = np.array([0.1 + 0.2 + 0.15, 0.46])
    assert exceeds_share(covered, np.ones(2), 0.45).tolist() == [False, True]


@given(st.floats(0, 1e6), st.floats(0.01, 1))
def test_what_exceeds_a_share_also_reaches_it(covered: float, share: float):
    total = np.array([1e6])
    above = exceeds_share(np.array([covered]), total, share)
    assert not above[0] or reaches_share(np.array([covered]), total, share)[0]
