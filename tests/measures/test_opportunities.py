"""Cumulative opportunities and gravity: by hand, by law, and against the compiled sums."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import MissingColumnError
from accessibility.measures.coverage import MM_PER_M
from accessibility.measures.opportunities import cumulative_opportunities, decayed, gravity
from accessibility.routing.decay import Decay
from accessibility.routing.many import travel_table
from accessibility.routing.sums import reach_sum
from tests.routing.towns import points, shops, town, way

CELLS = pd.Index(["h", "g", "far"])
# h: r 2 min, s 10 min, t 15 min; g: t 1 min, s 10 min
TRAVEL = pd.DataFrame(
    [("h", "r", 2.0), ("h", "s", 10.0), ("h", "t", 15.0), ("g", "s", 10.0), ("g", "t", 1.0)],
    columns=["cell_id", "facility_id", "minutes"],
)
BEDS = pd.Series({"r": 4.0, "s": 3.0, "t": 5.0})

DECAYS = [
    Decay(),
    Decay("linear", 1000),
    Decay("linear", 300),
    Decay("exponential", 400),
    Decay("gaussian", 400),
    Decay("power", 100, power=2),
    Decay("power", 200, power=1.5),
    Decay("steps", steps=((110, 1), (529.999, 0.7), (530, 0.2))),
]


def test_facilities_within_the_limit_are_counted():
    assert cumulative_opportunities(TRAVEL, CELLS, limit=15).tolist() == [3, 2, 0]
    assert cumulative_opportunities(TRAVEL, CELLS, limit=14.999).tolist() == [2, 2, 0]
    assert cumulative_opportunities(TRAVEL, CELLS, limit=1).tolist() == [0, 1, 0]


def test_capacities_are_added_up():
    # h: 4 + 3, g: 3 + 5
    assert cumulative_opportunities(TRAVEL, CELLS, limit=10, capacity=BEDS).tolist() == [7, 8, 0]


def test_hansens_gravity_by_hand():
    # beds over distance: h 4 / 2 + 3 / 10 + 5 / 15, g 3 / 10 + 5 / 1
    found = gravity(TRAVEL, CELLS, Decay("power", 1), capacity=BEDS)
    assert found.tolist() == pytest.approx([2 + 0.3 + 1 / 3, 5.3, 0])


def test_the_steps_of_luo_and_qi():
    steps = Decay("steps", steps=((5, 1.0), (10, 0.68), (15, 0.22)))
    # h: 1 + 0.68 + 0.22, g: 0.68 + 1
    assert gravity(TRAVEL, CELLS, steps).tolist() == pytest.approx([1.9, 1.68, 0])


def test_weights_at_distances_worked_by_hand():
    at = np.array([0.0, 100.0, 200.0, np.inf])
    worth = {
        "linear": [1, 0.5, 0, 0],
        "exponential": [1, np.exp(-0.5), np.exp(-1), 0],
        "gaussian": [1, np.exp(-0.125), np.exp(-0.5), 0],
        "power": [1, 1, 1, 0],
    }
    for kind, expected in worth.items():
        assert decayed(at, Decay(kind, 200)).tolist() == pytest.approx(expected), kind
    assert decayed(at, Decay("power", 50, power=2)).tolist() == pytest.approx([1, 1 / 4, 1 / 16, 0])
    assert decayed(at, Decay()).tolist() == [1, 1, 1, 1]


def test_the_end_of_a_step_is_within_it():
    steps = Decay("steps", steps=((5, 1.0), (10, 0.5)))
    at = np.array([5.0, 5.000005, 5.001, 10.0, 10.001])
    assert decayed(at, steps).tolist() == [1, 1, 0.5, 0.5, 0]  # whole milliseconds
    assert decayed(at, steps, unit=MM_PER_M).tolist() == [1, 1, 0.5, 0.5, 0]


@pytest.mark.parametrize("decay", DECAYS, ids=lambda decay: f"{decay.kind}-{decay.scale}")
@pytest.mark.parametrize("capacity", [None, "capacity"])
def test_a_table_of_travel_gives_the_same_as_the_compiled_sums(decay: Decay, capacity: str | None):
    network = town({"a": (0, 0), "b": (600, 0), "c": (1200, 0)}, way("a b c"))
    places = shops({"s": (600, 20), "r": (0, 0), "t": (1200, 0)}, capacity=[3.0, 4.0, 5.0])
    homes = points({"h": (100, 10), "g": (1150, 0)})
    travel = travel_table(network, homes, places, limit_m=1150)
    beds = None if capacity is None else places[capacity]
    found = gravity(travel, homes.index, decay, capacity=beds)
    expected = reach_sum(network, homes, places, capacity=capacity, decay=decay, limit_m=1150)
    assert found.tolist() == pytest.approx(expected.tolist())


def test_without_a_limit_shorter_than_the_table_both_count_alike():
    network = town({"a": (0, 0), "b": (600, 0)}, way("a b"))
    places, homes = shops({"s": (600, 20), "r": (0, 0)}), points({"h": (100, 10)})
    travel = travel_table(network, homes, places, limit_m=600)
    for limit in (110, 530, 529.999):
        found = cumulative_opportunities(travel, homes.index, limit=limit)
        assert found.tolist() == reach_sum(network, homes, places, limit_m=limit).tolist()


def test_cells_that_were_not_asked_for_do_not_count():
    assert cumulative_opportunities(TRAVEL, CELLS[:1], limit=15).to_dict() == {"h": 3}
    assert cumulative_opportunities(TRAVEL.iloc[:0], CELLS, limit=15).tolist() == [0, 0, 0]


def test_a_table_without_distances_is_refused():
    with pytest.raises(MissingColumnError, match="no column 'minutes'"):
        cumulative_opportunities(TRAVEL[["cell_id", "facility_id"]], CELLS, limit=15)


@given(st.sampled_from(DECAYS), st.floats(0, 5000), st.floats(0, 5000))
def test_no_facility_counts_more_the_farther_off_it_is(decay, near, more):
    worth = decayed(np.array([near, near + more]), decay, unit=MM_PER_M)
    assert 0 <= worth[1] <= worth[0] <= 1


@given(st.lists(st.floats(0, 60), max_size=10), st.floats(0.1, 60), st.floats(0, 30))
def test_a_longer_limit_never_reaches_less(ways, limit, extra):
    travel = pd.DataFrame({"cell_id": "h", "facility_id": range(len(ways)), "minutes": ways})
    sums = [
        cumulative_opportunities(travel, CELLS, limit=most)["h"] for most in (limit, limit + extra)
    ]
    assert sums[0] <= sums[1] <= len(ways)


@given(st.lists(st.floats(0, 60), max_size=10), st.sampled_from(DECAYS))
def test_gravity_is_at_most_the_number_of_facilities(ways, decay):
    travel = pd.DataFrame({"cell_id": "h", "facility_id": range(len(ways)), "minutes": ways})
    assert 0 <= gravity(travel, CELLS, decay)["h"] <= len(ways) + 1e-9
