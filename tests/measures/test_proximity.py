"""How far it is for the median resident, and to which facility."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.measures.proximity import (
    by_value,
    median_cells,
    median_distance,
    travel_to,
    weighted_medians,
)

CELLS = pd.Index(["a", "b", "c", "d"])


def test_the_median_is_the_residents_not_the_cells():
    # north: 10 people at 100 m, 30 at 400 m: the 20th of 40 lives at 400 m
    distance = pd.Series([100.0, 400.0, 50.0, 70.0], CELLS)
    people = pd.Series([10.0, 30.0, 5.0, 5.0], CELLS)
    place = pd.Series(["north", "north", "south", "south"], CELLS)
    # south: half of the 10 people are at 50 m, and 50 is a distance that somebody has
    assert median_distance(distance, people, place).to_dict() == {"north": 400.0, "south": 50.0}


def test_the_median_is_infinite_where_most_reach_nothing():
    distance = pd.Series([100.0, np.inf], CELLS[:2])
    place = pd.Series(["north", "north"], CELLS[:2])
    assert median_distance(distance, pd.Series([1.0, 2.0], CELLS[:2]), place)["north"] == np.inf


def test_whoever_is_not_known_or_does_not_exist_is_left_out():
    # known people: 4 at 300 m; the 90 with an unknown way and the empty cell do not count
    distance = pd.Series([np.nan, 300.0, 1.0, np.nan], CELLS)
    people = pd.Series([90.0, 4.0, 0.0, 3.0], CELLS)
    place = pd.Series(["north", "north", "north", "south"], CELLS)
    median = median_distance(distance, people, place)
    assert median["north"] == 300.0
    assert np.isnan(median["south"])


def test_cells_without_a_community_count_nowhere():
    place = pd.Series(["north", None, None, "north"], CELLS)
    distance = pd.Series([5.0, 1.0, 1.0, 9.0], CELLS)
    people = pd.Series([1.0, 100.0, 100.0, 3.0], CELLS)
    assert median_distance(distance, people, place).to_dict() == {"north": 9.0}


def test_a_group_without_a_column_is_out_of_reach_of_all():
    frame = pd.DataFrame({"park": [1.0, np.nan]}, index=CELLS[:2])
    assert np.array_equal(travel_to(frame, "park"), [1.0, np.nan], equal_nan=True)
    assert travel_to(frame, "park@10000").tolist() == [np.inf, np.inf]


values = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=20
)


@given(values)
def test_medians_agree_with_counting_every_resident(cells: list[tuple[int, int, int]]):
    distance, people, place = (np.array(column) for column in zip(*cells, strict=True))
    found = weighted_medians(distance.astype(float), people.astype(float), place, 3)
    for number in range(3):
        here = place == number
        each = np.sort(np.repeat(distance[here], people[here]))
        if each.size:
            assert found[number] == each[(each.size - 1) // 2]  # the lower of two middle ones
        else:
            assert np.isnan(found[number])


@given(values, st.randoms())
def test_the_order_of_cells_changes_no_median(cells, random):
    mixed = cells.copy()
    random.shuffle(mixed)
    first, second = (
        weighted_medians(*(np.array(c, float) for c in (d, p)), np.array(n), 3)
        for d, p, n in (zip(*rows, strict=True) for rows in (cells, mixed))
    )
    assert np.array_equal(first, second, equal_nan=True)


def test_the_median_cell_is_the_one_in_which_the_median_resident_lives():
    # place 0: 5 people at 100 m, 3 at 200 m, 4 at 300 m: the 6th of 12 lives at 200 m.
    # place 1: only a cell whose way is not known; place 2: no cell at all
    metres = np.array([300.0, 200.0, np.nan, 100.0])
    people = np.array([4.0, 3.0, 9.0, 5.0])
    assert median_cells(metres, people, np.array([0, 0, 1, 0]), 3).tolist() == [1, -1, -1]


def test_of_equally_far_cells_the_earlier_holds_the_median_resident():
    # each has half of the people; in floats 0.1 + 0.2 is not 0.3
    metres, people = np.full(3, 70.0), np.array([0.3, 0.1, 0.2])
    assert median_cells(metres, people, np.zeros(3, int), 1).tolist() == [0]
    assert median_cells(metres, people[::-1].copy(), np.zeros(3, int), 1).tolist() == [1]


def test_nobody_lives_in_an_empty_median_cell():
    assert median_cells(np.array([1.0]), np.array([0.0]), np.zeros(1, int), 1).tolist() == [-1]


def test_cells_are_ordered_by_place_and_value_and_unknown_ways_left_out():
    # place 0: cells 3 (100 m), 1 and 4 (200 m each, the earlier first), 0 (300 m); place 1: cell 5
    metres = np.array([300.0, 200.0, np.nan, 100.0, 200.0, 50.0])
    assert by_value(metres, np.array([0, 0, 1, 0, 0, 1]), 2).tolist() == [3, 1, 4, 0, 5]


@given(values, st.lists(st.floats(0, 9), min_size=60, max_size=60))
def test_one_order_serves_for_any_weight(cells, weights):
    # as if the cells that weigh nothing had never been there
    distance, _, place = (np.array(column) for column in zip(*cells, strict=True))
    metres, people = distance.astype(float), np.resize(weights, len(cells))
    found = median_cells(metres, people, place, 3, order=by_value(metres, place, 3))
    some = np.flatnonzero(people > 0)
    alone = median_cells(metres[some], people[some], place[some], 3)
    assert found.tolist() == [some[cell] if cell >= 0 else -1 for cell in alone]


@given(values)
def test_the_median_cell_has_the_median_and_lies_in_its_place(cells):
    distance, people, place = (np.array(column) for column in zip(*cells, strict=True))
    found = median_cells(distance.astype(float), people.astype(float), place, 3)
    medians = weighted_medians(distance.astype(float), people.astype(float), place, 3)
    for number, cell in enumerate(found):
        if cell < 0:
            assert people[place == number].sum() == 0
        else:
            assert place[cell] == number
            assert people[cell] > 0
            assert distance[cell] == medians[number]


@pytest.mark.parametrize("places", [3, 40_000])
def test_many_places_are_told_apart(places: int):
    number = np.arange(places)
    found = weighted_medians(number.astype(float), np.ones(places), number, places)
    assert np.array_equal(found, number)
