"""Pairs within a limit: against networkx, from either side, with any threads and order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.routing import many
from accessibility.routing.graph import travel_graph
from accessibility.routing.limits import OneLimit
from accessibility.routing.many import pairs_within, travel_table
from accessibility.routing.travel import nearest
from tests.routing.sides import examples, random_towns
from tests.routing.test_several import HOME, ROW, monaco, table
from tests.routing.towns import points, shops, town, way


def test_everything_within_the_limit_is_there_and_nothing_else():
    # home is 10 m off the street at 100 m; r at 0, s 20 m off at 600 m, t at 1200 m
    network = town(ROW, way("a b c"))
    facilities = shops({"s": (600, 20), "r": (0, 0), "t": (1200, 0)})
    homes = points({"h": (100, 10), "g": (1150, 0)})
    assert table(travel_table(network, homes, facilities, limit_m=570)) == [
        ("h", "r", 110.0),
        ("h", "s", 530.0),
        ("g", "s", 570.0),
        ("g", "t", 50.0),
    ]
    # 80 m a minute
    found = travel_table(network, homes, facilities, limit_min=6.625)
    assert table(found) == [("h", "r", 1.375), ("h", "s", 6.625), ("g", "t", 0.625)]


def test_a_facility_has_one_row_by_its_nearest_door():
    doors = points({"x": (0, 0), "y": (200, 0), "z": (600, 0)}).assign(facility_id="park")
    found = travel_table(
        town(ROW, way("a b c")), points(HOME), shops({"park": (300, 50)}),
        access_points=doors, limit_m=2000,
    )  # fmt: skip
    assert table(found) == [("home", "park", 110.0)]


def test_time_by_bicycle_follows_the_one_ways_and_distance_likewise():
    # against the one-way street the shop is 200 m off round the triangle, with it 100 m
    ring = town({"a": (0, 0), "b": (100, 0), "c": (50, 86.6025)}, way("a b c a", oneway="yes"))
    homes, shop = points({"a": (0, 0), "c": (50, 86.6025)}), shops({"s": (100, 0)})
    found = travel_table(ring, homes, shop, profile="bike", limit_m=1000)
    assert found["metres"].tolist() == pytest.approx([100, 200], abs=0.01)
    found = travel_table(ring, homes, shop, profile="bike", limit_min=15)
    assert found["minutes"].iloc[1] == pytest.approx(2 * found["minutes"].iloc[0], abs=1e-3)


def test_nobody_and_nothing_give_an_empty_table_with_its_types():
    network, facilities = town(ROW, way("a b c")), shops({"s": (600, 0)})
    homes = points(HOME).set_index(pd.Index([4]))
    far = travel_table(network, homes.translate(9000), facilities, limit_min=15)
    none = travel_table(network, homes, facilities.iloc[:0], limit_min=15)
    nobody = travel_table(network, homes.iloc[:0], facilities, limit_min=15)
    for found in (far, none, nobody):
        assert list(found) == ["cell_id", "facility_id", "minutes"]
        assert len(found) == 0
        assert found["cell_id"].dtype == np.int64
        assert found["minutes"].dtype == np.float64


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, "Give limit_m or limit_min"),
        ({"limit_m": 100, "limit_min": 5}, "both metres and minutes"),
        ({"limit_m": 0}, "above 0"),
        ({"limit_min": np.inf}, "up to"),
        ({"limit_m": 100, "profile": "bikes"}, "Did you mean 'bike'"),
    ],
)
def test_arguments_that_cannot_be_meant_are_told(options, told):
    with pytest.raises(InputError, match=told):
        travel_table(town(ROW, way("a b c")), points(HOME), shops({"s": (0, 0)}), **options)


def asked(own, limit):
    from fractions import Fraction

    return OneLimit(own.costs, limit, Fraction(1), "metres", 1000)


def as_dict(found):
    return {(int(c), int(r)): int(cost) for c, r, cost in zip(*found, strict=True)}


@settings(max_examples=examples(60))
@given(st.data(), st.sampled_from(["walk", "bike"]), st.integers(0, 2500))
def test_pairs_are_those_of_networkx_from_whichever_side_in_any_order(data, profile, limit):
    for sizes in ((6, 5, 2), (2, 7, 5)):  # fewer facilities, and fewer cells
        own = data.draw(random_towns(profile, *sizes))
        found = pairs_within(own.graph, asked(own, limit), own.sides, 1)
        assert as_dict(found) == own.within(limit)
        rows = list(zip(found[0].tolist(), found[1].tolist(), strict=True))
        assert rows == sorted(set(rows))
        for threads in (2, 5):
            again = pairs_within(own.graph, asked(own, limit), own.sides, threads)
            assert [a.tobytes() for a in again] == [a.tobytes() for a in found]
        order = data.draw(st.permutations(range(sizes[0])))
        changed = own.changed(order, data.draw(st.permutations(range(sizes[1]))))
        again = as_dict(pairs_within(own.graph, asked(own, limit), changed, 2))
        assert {(order[c], r): cost for (c, r), cost in again.items()} == as_dict(found)


def test_a_full_buffer_is_handed_over_and_the_search_goes_on(monkeypatch):
    # 9 cells and 7 shops on one street: room for 9 pairs at a time, no more
    places = {"a": (0, 0), "b": (1000, 0)}
    homes = points({f"h{i}": (100 * i, 5) for i in range(9)})
    facilities = shops({f"s{i}": (120 * i, 5) for i in range(7)})
    network = town(places, way("a b"))
    whole = travel_table(network, homes, facilities, limit_m=400)
    monkeypatch.setattr(many, "ROOM", 1)
    pd.testing.assert_frame_equal(travel_table(network, homes, facilities, limit_m=400), whole)
    monkeypatch.setattr(many, "SPAN", 2)
    pd.testing.assert_frame_equal(travel_table(network, homes, facilities, limit_m=400), whole)
    # 5 m to the street and from it: those up to 390 m apart along it
    near = [abs(100 * h - 120 * s) <= 390 for h in range(9) for s in range(7)]
    assert len(whole) == sum(near)


def test_the_least_of_every_cell_is_what_nearest_says(monaco_pbf):
    network, cells, facilities = monaco(monaco_pbf)
    graph = travel_graph(network, "walk")
    found = travel_table(graph, cells, facilities, limit_min=15)
    facilities_ = found["facility_id"].map(facilities["type"])
    least = found.groupby([found["cell_id"], facilities_.rename("group")])["minutes"].min()
    wide = nearest(graph, cells, facilities, limit_min=15).minutes.stack()  # noqa: PD013
    wide = wide[np.isfinite(wide)].rename("minutes")
    assert least.sort_index().tolist() == wide.sort_index().tolist()
    few = travel_table(graph, cells.iloc[:9], facilities, limit_min=15)
    pd.testing.assert_frame_equal(few, found[found["cell_id"] < "h009"].reset_index(drop=True))


def test_pairs_are_those_of_scipy_on_a_real_network(monaco_pbf):
    # points and doors on nodes: dijkstra on the streets alone
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    from accessibility.routing.joined import Sides

    network, *_ = monaco(monaco_pbf)
    graph = travel_graph(network, "walk")
    on = np.flatnonzero(graph.open)
    cells, doors = on[::5], on[2::17]
    sides = Sides(
        None, at_tails(cells), at_tails(doors),
        pd.Index(np.arange(len(doors)), dtype=object), np.arange(len(doors), dtype=np.int32),
    )  # fmt: skip
    first, to = graph.arcs_from["mm"].arcs
    start = np.repeat(np.arange(graph.n_nodes), np.diff(first))
    arcs = pd.DataFrame({"a": start, "b": to[:, 0], "mm": to[:, 1]})
    least = arcs.groupby(["a", "b"], as_index=False)["mm"].min()  # scipy adds parallel arcs up
    matrix = csr_matrix((np.maximum(least["mm"], 1e-6), (least["a"], least["b"])))
    matrix.resize((graph.n_nodes, graph.n_nodes))
    far = dijkstra(matrix, indices=graph.tail[cells])[:, graph.tail[doors]]
    from fractions import Fraction

    for limit in (100_000, 300_000, 1_200_000):
        one = OneLimit(graph.mm, limit, Fraction(1), "metres", 1000)
        cell, rank, cost = pairs_within(graph, one, sides, 2)
        assert len(cost) > 100
        np.testing.assert_allclose(cost, far[cell, rank], atol=0.01)
        assert len(cost) == (far <= limit + 0.01).sum()


def at_tails(edges):
    """Joins at the tails of edges, without a way to them."""
    return pd.DataFrame(
        {"edge": edges.astype(np.int32), "offset_mm": np.int32(0), "join_mm": np.int32(0)}
    )
