"""The k nearest: against networkx, by hand, ties, doors, and in any order."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import GroupError, InputError
from accessibility.routing.graph import travel_graph
from accessibility.routing.kernels import NOT_WAITING, UNREACHED, ring_size, slots_for
from accessibility.routing.kernels.several import settle_several
from accessibility.routing.search import ends, starts
from accessibility.routing.several import nearest_several, several_places
from accessibility.routing.travel import nearest
from tests.routing.sides import examples, random_towns
from tests.routing.test_kernels import arcs_of
from tests.routing.towns import points, shops, town, way

# a -- 600 m -- b -- 600 m -- c in a row
ROW = {"a": (0, 0), "b": (600, 0), "c": (1200, 0)}
HOME = {"home": (100, 10)}


def table(found: pd.DataFrame) -> list[tuple]:
    return list(found.itertuples(index=False, name=None))


def test_the_nearest_come_first_with_the_ways_to_and_from_the_street():
    # 10 + 100 = 110 m to r, 10 + 500 + 20 = 530 m to s, 10 + 1100 = 1110 m to t
    facilities = shops({"s": (600, 20), "r": (0, 0), "t": (1200, 0)})
    network = town(ROW, way("a b c"))
    found = nearest_several(network, points(HOME), facilities, k=2, limit_m=1200)
    assert table(found) == [("home", "shop", 1, "r", 110.0), ("home", "shop", 2, "s", 530.0)]
    found = nearest_several(network, points(HOME), facilities, k=20)
    assert found["facility_id"].tolist() == ["r", "s", "t"]
    assert found["minutes"].tolist() == [1.375, 6.625, 13.875]


def test_the_limit_itself_is_within():
    facilities = shops({"s": (600, 20), "r": (0, 0)})
    for limit, rows in ((529.999, 1), (530, 2), (530.001, 2)):
        found = nearest_several(town(ROW, way("a b c")), points(HOME), facilities, limit_m=limit)
        assert len(found) == rows


def test_a_facility_with_several_doors_counts_once_at_the_nearest():
    facilities = shops({"park": (300, 50), "r": (1200, 0)})
    doors = points({"x": (0, 0), "y": (200, 0), "z": (600, 0), "r": (1200, 0)})
    doors["facility_id"] = ["park", "park", "park", "r"]
    found = nearest_several(
        town(ROW, way("a b c")), points(HOME), facilities, access_points=doors, k=3, limit_m=5000
    )
    assert table(found) == [("home", "shop", 1, "park", 110.0), ("home", "shop", 2, "r", 1110.0)]


def test_equally_near_facilities_come_by_their_ids_and_the_lowest_are_taken():
    # all four stand at b
    facilities = shops({"d": (600, 0), "b": (600, 0), "c": (600, 0), "a": (600, 0)})
    found = nearest_several(town(ROW, way("a b c")), points(HOME), facilities, k=3)
    assert found["facility_id"].tolist() == ["a", "b", "c"]


def test_one_way_streets_are_ridden_their_way():
    # a ring a > b > c > a of 100 m each: from a, the shop at c is two streets away
    ring = town({"a": (0, 0), "b": (100, 0), "c": (50, 86.6025)}, way("a b c a", oneway="yes"))
    home, facilities = points({"a": (0, 0)}), shops({"b": (100, 0), "c": (50, 86.6025)})
    found = nearest_several(ring, home, facilities, profile="bike", limit_m=1000)
    assert found["facility_id"].tolist() == ["b", "c"]
    assert found["metres"].tolist() == pytest.approx([100, 200], abs=0.01)


def test_groups_have_their_own_places_and_an_empty_one_has_none():
    facilities = shops({"s": (600, 20), "r": (0, 0)}, type=["school", "shop"])
    network, home = town(ROW, way("a b c")), points(HOME)
    assert table(nearest_several(network, home, facilities, limit_m=2000)) == [
        ("home", "school", 1, "s", 530.0),
        ("home", "shop", 1, "r", 110.0),
    ]
    groups = {"all": ["s", "r"], "none": [], "strange": ["x"], "one": ["s"]}
    found = nearest_several(network, home, facilities, groups=groups, limit_m=2000)
    assert table(found) == [
        ("home", "all", 1, "r", 110.0),
        ("home", "all", 2, "s", 530.0),
        ("home", "one", 1, "s", 530.0),
    ]


def test_ids_keep_their_kind_and_cells_their_order():
    network = town(ROW, way("a b c"))
    homes = points({"h": (100, 0), "g": (1100, 0)}).set_index(pd.Index([7, 3]))
    facilities = shops({"s": (600, 0), "r": (0, 0)}).set_index(pd.Index([20, 10]))
    found = nearest_several(network, homes, facilities, k=1)
    assert found["cell_id"].tolist() == [7, 3]
    assert found["facility_id"].tolist() == [10, 20]
    assert found["cell_id"].dtype == found["facility_id"].dtype == np.int64
    pairs = homes.set_index(pd.MultiIndex.from_tuples([("x", 1), ("x", 2)]))
    assert nearest_several(network, pairs, facilities, k=1)["cell_id"].tolist() == [
        ("x", 1),
        ("x", 2),
    ]


def test_nobody_and_nothing_give_an_empty_table_with_its_types():
    network, facilities = town(ROW, way("a b c")), shops({"s": (600, 0)})
    far = nearest_several(network, points({"home": (9000, 9000)}), facilities, limit_min=15)
    none = nearest_several(network, points(HOME), facilities.iloc[:0], limit_min=15)
    for found in (far, none):
        assert list(found) == ["cell_id", "group", "place", "facility_id", "minutes"]
        assert len(found) == 0
        assert found["minutes"].dtype == np.float64
        assert found["place"].dtype == np.int64


@pytest.mark.parametrize("k", [0, 21, -1, 2.5, "3", None, True, np.nan])
def test_how_many_is_a_whole_number_from_1_to_20(k):
    with pytest.raises(InputError, match="from 1 to 20"):
        nearest_several(town(ROW, way("a b c")), points(HOME), shops({"s": (0, 0)}), k=k)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"limit_m": 100, "limit_min": 5}, "both metres and minutes"),
        ({"limit_m": -1}, "above 0"),
        ({"limit_m": np.nan}, "above 0"),
        ({"profile": "walk_bg"}, "Did you mean"),
        ({"certainty": "maybe"}, "certainty"),
    ],
)
def test_arguments_that_cannot_be_meant_are_told(options, told):
    with pytest.raises(InputError, match=told):
        nearest_several(town(ROW, way("a b c")), points(HOME), shops({"s": (0, 0)}), **options)


def test_a_group_that_is_a_text_is_told():
    with pytest.raises(GroupError):
        nearest_several(
            town(ROW, way("a b c")), points(HOME), shops({"s": (0, 0)}), groups={"g": "s"}
        )


@settings(max_examples=examples(60))
@given(random_towns(), st.sampled_from([1, 2, 3, 20]), st.integers(0, 2500))
def test_the_k_nearest_are_those_of_networkx_on_a_graph_cut_at_every_position(own, k, limit):
    check_against_networkx(own, k, limit)


@settings(max_examples=examples(60))
@given(random_towns(profile="bike"), st.sampled_from([1, 2, 3, 20]), st.integers(0, 900))
def test_so_they_are_by_bicycle_with_its_one_ways(own, k, limit):
    check_against_networkx(own, k, limit)


def check_against_networkx(own, k, limit):
    doors = own.sides.doors_by_owner()
    groups = [np.concatenate(doors), doors[1], np.zeros(0, np.int64)]
    here = starts(own.graph, own.costs, own.sides.cells)
    there = ends(own.graph, own.costs, own.sides.doors)

    def answer(threads):
        return several_places(
            own.graph, own.costs, here, there, own.sides.owner,
            groups=groups, k=k, limit=limit, threads=threads,
        )  # fmt: skip

    cost, rank = answer(1)
    for g, ranks in enumerate(({0, 1, 2}, {1}, set())):
        near = own.within(limit, ranks)
        for i in range(len(own.sides.cells)):
            ways = sorted((far, r) for (cell, r), far in near.items() if cell == i)[:k]
            expected = ways + [(-1, -1)] * (k - len(ways))
            assert list(zip(cost[g, i].tolist(), rank[g, i].tolist(), strict=True)) == expected
    for again in (answer(2), answer(5)):
        assert again[0].tobytes() == cost.tobytes()
        assert again[1].tobytes() == rank.tobytes()


@settings(max_examples=examples(200))
@given(st.data())
def test_labels_of_nodes_are_right_with_any_buckets_and_the_space_is_left_as_it_was(data):
    n, k = data.draw(st.integers(1, 7)), data.draw(st.integers(1, 4))
    node = st.integers(0, n - 1)
    arcs = data.draw(st.lists(st.tuples(node, node, st.integers(0, 30)), max_size=20))
    seeds = data.draw(st.lists(st.tuples(node, st.integers(0, 60), st.integers(0, 5)), max_size=8))
    limit = data.draw(st.integers(0, 120))
    least = {(v, rank): cost for v, cost, rank in sorted(seeds, key=lambda s: -s[1])}
    for _ in range(n):  # Bellman and Ford
        for a, b, cost in arcs:
            for (v, rank), far in list(least.items()):
                if v == a:
                    least[b, rank] = min(least.get((b, rank), far + cost), far + cost)
    for shift in (0, 3, 8):
        largest = max([c for *_, c in arcs] + [c for _, c, _ in seeds], default=0)
        space = slots_for(n, k, ring_size(largest, shift))
        cut, count = len(seeds) // 2, 0
        for some in (seeds[:cut], seeds[cut:]):  # in parts, as in a large network
            count = settle_several(
                arcs_of(n, arcs),
                np.array([v for v, *_ in some], np.int32),
                np.array([(cost << 32) | rank for _, cost, rank in some], np.int64),
                limit, shift, space, count,
            )  # fmt: skip
        for v in range(n):
            own = sorted((far, r) for (at, r), far in least.items() if at == v and far <= limit)
            labels = [(int(x) >> 32, int(x) & 0xFFFFFFFF) for x in space.label[v] if x != UNREACHED]
            assert labels == own[:k]
        reached = np.flatnonzero(space.label[:, 0] != UNREACHED)
        assert sorted(space.touched[:count]) == reached.tolist()
        assert (space.bucket == -1).all()
        assert not space.link[:, 2].any()
        assert (space.link[:, 0] == NOT_WAITING).all()


def test_the_first_place_is_what_nearest_says(monaco_pbf):
    network, cells, facilities = monaco(monaco_pbf)
    graph = travel_graph(network, "walk")
    single = nearest(graph, cells, facilities, limit_min=15)
    found = nearest_several(graph, cells, facilities, k=4, limit_min=15)
    first = found[found["place"] == 1].set_index(["cell_id", "group"])
    wide = single.minutes.stack()  # noqa: PD013
    wide = wide[np.isfinite(wide)]
    assert len(first) == len(wide) > 300
    assert first["minutes"].reindex(wide.index).tolist() == wide.tolist()
    ids = single.facility_id.stack().reindex(wide.index)  # noqa: PD013
    assert first["facility_id"].reindex(wide.index).tolist() == ids.tolist()
    step = found.groupby(["cell_id", "group"])["minutes"].diff().dropna()
    assert (step >= 0).all()
    assert not found.duplicated(["cell_id", "group", "facility_id"]).any()
    again = nearest_several(
        graph, cells.iloc[::-1], facilities.sample(frac=1, random_state=1), k=4, limit_min=15,
        threads=2,
    )  # fmt: skip
    order = ["cell_id", "group", "place"]
    pd.testing.assert_frame_equal(
        again.sort_values(order, ignore_index=True), found.sort_values(order, ignore_index=True)
    )


def monaco(pbf):
    """Streets of Monaco, and cells and facilities of three types at random on its map."""
    from accessibility.crs import metric_crs
    from accessibility.inputs.osm import read_osm
    from accessibility.inputs.streets import street_network

    extract = read_osm(pbf)
    network = street_network(extract.streets, metric_crs(*extract.bounds))
    rng = np.random.default_rng(3)
    spots = network.node_xy[rng.choice(network.n_nodes, 190, replace=False)]
    spots = spots + rng.normal(0, 8, spots.shape)
    homes = points({f"h{i:03}": xy for i, xy in enumerate(spots[:130])}).set_crs(
        network.crs, allow_override=True
    )
    offered = shops(
        {f"f{i:03}": xy for i, xy in enumerate(spots[130:])},
        type=np.repeat(["school", "shop", "clinic"], 20),
        capacity=rng.integers(1, 50, 60),
    ).set_crs(network.crs, allow_override=True)
    return network, homes.assign(people=rng.integers(0, 90, 130)), offered
