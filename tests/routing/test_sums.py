"""Sums within reach and 2SFCA: against the formula on a sparse matrix, and their laws."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from accessibility.errors import InputError, MissingColumnError
from accessibility.routing.decay import Decay
from accessibility.routing.graph import travel_graph
from accessibility.routing.joined import Sides
from accessibility.routing.limits import OneLimit
from accessibility.routing.many import travel_table
from accessibility.routing.sums import _Sum, _summed, reach_sum, two_step
from tests.routing.sides import examples, random_towns
from tests.routing.test_several import HOME, ROW, monaco
from tests.routing.towns import points, shops, town, way

NETWORK = town(ROW, way("a b c"))
SHOPS = shops({"s": (600, 20), "r": (0, 0), "t": (1200, 0)}, capacity=[3, 4, 5])
HOMES = points({"h": (100, 10), "g": (1150, 0), "far": (5000, 5000)}).assign(people=[10, 20, 7])
# h: r 110 m, s 530 m, t 1110 m; g: t 50 m, s 570 m, r 1150 m


def test_without_a_capacity_facilities_are_counted():
    found = reach_sum(NETWORK, HOMES, SHOPS, limit_m=570)
    assert found[["h", "g"]].tolist() == [2.0, 2.0]
    assert np.isnan(found["far"])
    assert reach_sum(NETWORK, HOMES, SHOPS, limit_m=569.999)[["h", "g"]].tolist() == [2.0, 1.0]
    assert reach_sum(NETWORK, HOMES, SHOPS, limit_m=40)[["h", "g"]].tolist() == [0.0, 0.0]


def test_capacities_are_added_up():
    found = reach_sum(NETWORK, HOMES, SHOPS, capacity="capacity", limit_min=15)
    assert found[["h", "g"]].tolist() == [12.0, 12.0]


def test_supply_is_shared_by_all_who_reach_it():
    # 600 m: s by both, 3 / 30; r by h alone, 4 / 10; t by g alone, 5 / 20
    found = two_step(NETWORK, HOMES, SHOPS, limit_m=600)
    assert found[["h", "g"]].tolist() == [3 / 30 + 4 / 10, 3 / 30 + 5 / 20]
    assert np.isnan(found["far"])


@pytest.mark.parametrize(
    ("decay", "worth"),
    [
        (Decay("linear", 1000), lambda d: 1 - d / 1000),
        (Decay("linear", 300), lambda d: max(0, 1 - d / 300)),
        (Decay("exponential", 400), lambda d: np.exp(-d / 400)),
        (Decay("gaussian", 400), lambda d: np.exp(-((d / 400) ** 2) / 2)),
        (Decay("power", 100, power=2), lambda d: (d / 100) ** -2),
        (Decay("power", 200, power=1.5), lambda d: 1 if d <= 200 else (d / 200) ** -1.5),
        (Decay("steps", steps=((110, 1), (529.999, 0.7), (530, 0.2))), {110: 1, 530: 0.2}.get),
    ],
)
def test_a_decay_is_taken_at_every_facilitys_own_distance(decay, worth):
    found = reach_sum(NETWORK, HOMES, SHOPS, capacity="capacity", limit_m=600, decay=decay)
    assert found["h"] == pytest.approx(4 * worth(110) + 3 * worth(530), rel=1e-14)


def test_under_a_limit_of_time_decay_is_by_minutes():
    # r is 1.375 min off, s 6.625
    found = reach_sum(NETWORK, HOMES, SHOPS, limit_min=7, decay=Decay("exponential", 5))
    assert found["h"] == pytest.approx(np.exp(-1.375 / 5) + np.exp(-6.625 / 5), rel=1e-14)
    steps = Decay("steps", steps=((1.375, 1.0), (6.624, 0.5), (15, 0.25)))
    assert reach_sum(NETWORK, HOMES, SHOPS, limit_min=7, decay=steps)["h"] == 1.25


def test_weighted_steps_are_those_of_the_enhanced_method():
    # E2SFCA by hand, weights 1 to 200 m, 0.5 to 600 m:
    # s: 3 / (10 * 0.5 + 20 * 0.5) = 0.2; r: 4 / 10; t: 5 / 20
    steps = Decay("steps", steps=((200, 1.0), (600, 0.5)))
    found = two_step(NETWORK, HOMES, SHOPS, limit_m=600, decay=steps)
    assert found["h"] == pytest.approx(0.5 * 0.2 + 0.4, rel=1e-14)
    assert found["g"] == pytest.approx(0.5 * 0.2 + 0.25, rel=1e-14)


def test_where_nobody_lives_in_reach_nothing_is_shared_and_a_visitor_sees_the_rest():
    homes = HOMES.assign(people=[0, 20, 7])
    found = two_step(NETWORK, homes, SHOPS, limit_m=600)
    assert found["h"] == 3 / 20  # of s, which those in g share; r is in nobody's reach
    assert found["g"] == 3 / 20 + 5 / 20
    assert (two_step(NETWORK, HOMES.assign(people=0), SHOPS, limit_m=600)[:2] == 0).all()


def test_nothing_to_reach_is_zero_and_no_cells_are_no_rows():
    for capacity in (None, "capacity"):
        found = reach_sum(NETWORK, HOMES, SHOPS.iloc[:0], capacity=capacity, limit_m=600)
        assert found[["h", "g"]].tolist() == [0.0, 0.0]
        assert found.dtype == np.float64
    found = two_step(NETWORK, HOMES.iloc[:0], SHOPS, limit_m=600)
    assert len(found) == 0
    assert found.dtype == np.float64


@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, None, "many"])
def test_amounts_that_cannot_be_added_up_are_told_by_row(wrong):
    capacity = pd.Series([3, wrong, 5], SHOPS.index, dtype=object)
    for call in (reach_sum, two_step):
        with pytest.raises(InputError, match="facilities: capacity of 'r'"):
            call(NETWORK, HOMES, SHOPS.assign(capacity=capacity), capacity="capacity", limit_m=600)
    people = pd.Series([3, wrong, 5], HOMES.index, dtype=object)
    with pytest.raises(InputError, match="cells: people of 'g'"):
        two_step(NETWORK, HOMES.assign(people=people), SHOPS, limit_m=600)


def test_a_column_that_is_not_there_is_told():
    with pytest.raises(MissingColumnError, match="beds"):
        reach_sum(NETWORK, HOMES, SHOPS, capacity="beds", limit_m=600)
    with pytest.raises(MissingColumnError, match="people"):
        two_step(NETWORK, points(HOME), SHOPS, limit_m=600)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"kind": "gauss"}, "gaussian"),
        ({"kind": "gaussian"}, "scale"),
        ({"kind": "linear", "scale": 0}, "scale"),
        ({"kind": "exponential", "scale": -5}, "scale"),
        ({"kind": "linear", "scale": np.nan}, "scale"),
        ({"kind": "power", "scale": 5, "power": 0}, "power"),
        ({"kind": "steps"}, "ascending"),
        ({"kind": "steps", "steps": ((5, 1), (5, 0.5))}, "ascending"),
        ({"kind": "steps", "steps": ((5, 1.5),)}, "from 0 to 1"),
    ],
)
def test_decays_that_make_no_sense_are_told(options, told):
    with pytest.raises(InputError, match=told):
        Decay(**options)


@pytest.mark.parametrize("call", [reach_sum, two_step])
def test_a_limit_is_needed_and_one_only(call):
    with pytest.raises(InputError, match="Give limit_m or limit_min"):
        call(NETWORK, HOMES, SHOPS)
    with pytest.raises(InputError, match="both"):
        call(NETWORK, HOMES, SHOPS, limit_m=5, limit_min=5)


DECAYS = st.sampled_from(
    [
        Decay(),
        Decay("gaussian", 0.3),
        Decay("linear", 1),
        Decay("steps", steps=((0.5, 1), (1, 0.4))),
    ]
)


@settings(max_examples=examples(60))
@given(st.data(), DECAYS, st.sampled_from(["walk", "bike"]), st.integers(0, 1500))
def test_sums_are_those_over_the_ways_of_networkx(data, decay, profile, limit):
    cells, doors, facilities = 6, 5, 3
    own = data.draw(random_towns(profile, cells, doors, facilities))
    supply = np.array(data.draw(st.lists(st.integers(0, 9), min_size=3, max_size=3)), float)
    people = np.array(data.draw(st.lists(st.integers(0, 9), min_size=6, max_size=6)), float)
    people[own.sides.unknown] = 0
    worth = np.zeros((cells, facilities))
    for (cell, rank), cost in own.within(limit).items():
        worth[cell, rank] = value(decay, cost / 1000)
    one = OneLimit(own.costs, limit, Fraction(1), "metres", 1000)

    def answer(sides: Sides, demand, threads=1):
        return _summed(own.graph, one, sides, _Sum(supply, decay, demand), threads).to_numpy()

    known = ~own.sides.unknown
    plain = answer(own.sides, None)
    np.testing.assert_allclose(plain[known], (worth @ supply)[known], rtol=1e-13)
    assert np.isnan(plain[~known]).all()
    demand = people @ worth
    a_head = np.divide(supply, demand, out=np.zeros(3), where=demand > 1e-12)
    shared = answer(own.sides, people)
    np.testing.assert_allclose(shared[known], (worth @ a_head)[known], rtol=1e-12)
    for threads in (2, 5):
        assert answer(own.sides, people, threads).tobytes() == shared.tobytes()
    order = data.draw(st.permutations(range(cells)))
    changed = own.changed(order, data.draw(st.permutations(range(doors))))
    assert answer(changed, people[order], 2).tobytes() == shared[order].tobytes()


def value(decay, d):
    if decay.kind == "gaussian":
        return np.exp(-((d / decay.scale) ** 2) / 2)
    if decay.kind == "linear":
        return max(0.0, 1 - d / decay.scale)
    if decay.kind == "steps":
        return next((w for end, w in decay.steps if d <= end), 0.0)
    return 1.0


@pytest.fixture(scope="module")
def place(monaco_pbf):
    network, cells, facilities = monaco(monaco_pbf)
    graph = travel_graph(network, "walk")
    found = travel_table(graph, cells, facilities, limit_min=10)
    rows, columns = (
        cells.index.get_indexer(found["cell_id"]),
        facilities.index.get_indexer(found["facility_id"]),
    )
    shape = (len(cells), len(facilities))
    return graph, cells, facilities, csr_matrix((found["minutes"], (rows, columns)), shape)


@pytest.mark.parametrize("decay", [Decay(), Decay("gaussian", 4)])
def test_two_steps_are_the_formula_on_the_sparse_matrix(place, decay):
    graph, cells, facilities, minutes = place
    worth = minutes.copy()
    worth.data = np.array([value(decay, d) for d in minutes.data])
    demand = worth.T @ cells["people"].to_numpy()
    a_head = np.divide(facilities["capacity"], demand, where=demand > 0, out=np.zeros(60))
    found = two_step(graph, cells, facilities, limit_min=10, decay=decay)
    known = found.notna().to_numpy()
    assert known.sum() > 120
    np.testing.assert_allclose(found[known], (worth @ a_head)[known], rtol=1e-12)


def test_supply_handed_out_is_supply_offered_where_someone_is_reached(place):
    graph, cells, facilities, minutes = place
    for decay in (Decay(), Decay("exponential", 3), Decay("power", 2)):
        found = two_step(graph, cells, facilities, limit_min=10, decay=decay)
        handed = (found.fillna(0) * cells["people"]).sum()
        somebody = (minutes > 0).T @ (cells["people"].to_numpy() > 0)
        assert 50 < somebody.sum() < 60
        assert handed == pytest.approx(facilities["capacity"][somebody].sum(), rel=1e-12)


def test_neither_order_nor_threads_change_a_byte(place):
    graph, cells, facilities, _ = place
    cells = cells.assign(people=cells["people"] / 7)  # no whole numbers
    odd = facilities.assign(capacity=facilities["capacity"] / 3)
    whole = two_step(graph, cells, odd, limit_min=10, decay=Decay("gaussian", 4), threads=1)
    again = two_step(
        graph, cells.sample(frac=1, random_state=5), odd.sample(frac=1, random_state=6),
        limit_min=10, decay=Decay("gaussian", 4), threads=3,
    )  # fmt: skip
    assert again.reindex(whole.index).to_numpy().tobytes() == whole.to_numpy().tobytes()
    one = reach_sum(graph, cells, odd, capacity="capacity", limit_min=10, threads=1)
    many = reach_sum(graph, cells, odd.iloc[::-1], capacity="capacity", limit_min=10, threads=4)
    assert one.to_numpy().tobytes() == many.to_numpy().tobytes()


def test_few_people_among_very_many_are_counted_well():
    # 1 person in h, 10 million in a cell that reaches nothing but t
    homes = HOMES.assign(people=[1 / 3, 1e7, 0])
    found = two_step(NETWORK, homes, SHOPS, limit_m=500)
    assert found["h"] == pytest.approx(4 * 3, rel=1e-9)
