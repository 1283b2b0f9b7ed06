"""No straight way between a place and its street crosses a wall, water or rails."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.routing.access import access_points
from accessibility.routing.graph import travel_graph
from accessibility.routing.obstacles import compound_areas, obstacle_grid
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.routing.travel import nearest, stranded
from tests.routing.towns import arrays, points, ring, shops, town, way, with_obstacles

# Street 0 runs 30 m north of the home at (50, 0), street 1 runs 60 m south of it.
TWO = town({"a": (0, 30), "b": (3000, 30), "c": (0, -60), "d": (3000, -60)}, way("a b"), way("c d"))
ONE = town({"a": (0, 30), "b": (3000, 30)}, way("a b"))
ALONG = [(-500, 20), (500, 20)]  # a line between the home and street 0


def home(network, x: float = 50, y: float = 0, **options) -> pd.Series:
    return join(network, points({"home": (x, y)}), **options).iloc[0]


@pytest.mark.parametrize("kind", ["wall", "water", "rail"])
def test_what_lies_between_is_not_crossed_while_another_street_is_in_reach(kind):
    assert home(TWO)["edge"] == 0
    joined = home(with_obstacles(TWO, (kind, ALONG)))
    assert joined[["edge", "join_mm"]].tolist() == [1, 60_000]
    assert pd.isna(joined["obstacle"])


@pytest.mark.parametrize(("kind", "reason"), [("water", "across water"), ("rail", "across rails")])
def test_a_far_bank_is_never_joined(kind, reason):
    # pandana #170: everything on the far bank snapped to the cape, at distance zero
    bank = with_obstacles(ONE, (kind, ALONG))
    assert home(bank)[["edge", "obstacle"]].tolist() == [-1, kind]
    assert home(bank, through_walls=True)["edge"] == -1
    told = stranded(bank, points({"home": (50, 0)}))
    assert told.to_dict("index") == {"home": {"reason": reason, "nearest_street_m": 30.0}}
    here = nearest(bank, points({"home": (50, 0)}), shops({"shop": (90, 32)}))
    assert np.isnan(here.metres.loc["home", "shop"])


def test_far_banks_are_told_from_far_streets():
    bank = with_obstacles(ONE, ("water", ALONG))
    told = stranded(bank, points({"far": (50, -300), "bank": (50, 0), "near": (50, 40)}))
    assert told["reason"].to_dict() == {"far": "too far from a street", "bank": "across water"}


def test_the_bridge_is_walked_to_the_other_bank():
    # the river at y = 50; home joins its own bank (5 m), walks 100 m to the bridge at x = 200,
    # 100 m across, and 100 m back to the shop that lies 5 m off the other bank's street
    places = {"a": (0, 0), "b": (200, 0), "c": (200, 100), "d": (0, 100)}
    river = town(places, way("a b"), way("b c", bridge="yes"), way("c d"))
    river = with_obstacles(river, ("water", [(-500, 50), (500, 50)]))
    metres = nearest(river, points({"home": (100, 5)}), shops({"shop": (100, 95)})).metres
    assert metres.loc["home", "shop"] == 5 + 100 + 100 + 100 + 5


def test_a_street_that_passes_through_a_wall_is_the_streets_business():
    through = town({"a": (0, 0), "b": (300, 0)}, way("a b"))
    through = with_obstacles(through, ("wall", [(150, -50), (150, 50)]))
    metres = nearest(through, points({"home": (100, 0)}), shops({"shop": (200, 0)})).metres
    assert metres.loc["home", "shop"] == 100


@pytest.mark.parametrize(("y", "edge"), [(19.1, 0), (20.9, 0), (18.9, 1)])
def test_a_place_on_its_wall_is_on_both_sides_of_it(y, edge):
    # the wall at y = 20 counts where it is more than a metre away; a street lies on either side
    assert home(with_obstacles(TWO, ("wall", ALONG)), y=y)["edge"] == edge


def test_a_street_on_a_wall_is_joined_from_either_side():
    beside = with_obstacles(TWO, ("wall", [(-500, 29.9), (500, 29.9)]))
    assert home(beside)["edge"] == 0  # 10 cm before the street
    before = with_obstacles(TWO, ("wall", [(-500, 29.7), (500, 29.7)]))
    assert home(before)["edge"] == 1


def test_no_way_slips_between_two_pieces_that_meet():
    bent = with_obstacles(TWO, ("wall", [(-500, 20), (50, 20), (500, 25)]))
    assert home(bent)["edge"] == 1
    beside = with_obstacles(TWO, ("wall", [(-500, 20), (49, 20)]))
    assert home(beside)["edge"] == 0


def test_a_garden_wall_is_passed_where_there_is_no_other_street():
    # a house in a garden of 40 m by 40 m; its wall shows no gate
    garden = with_obstacles(ONE, ("wall", ring(30, -20, 70, 20)))
    assert home(garden)[["edge", "join_mm", "obstacle"]].tolist() == [0, 30_000, "wall"]
    assert stranded(garden, points({"home": (50, 0)})).empty


def test_a_wall_that_encloses_nothing_is_passed_where_there_is_no_other_street():
    assert home(with_obstacles(ONE, ("wall", ALONG)))["edge"] == 0
    assert home(with_obstacles(TWO, ("wall", ALONG)))["edge"] == 1


def test_a_garden_by_the_river_does_not_reach_across_it():
    garden = with_obstacles(ONE, ("wall", ring(30, -20, 70, 15)), ("water", ALONG))
    assert home(garden)[["edge", "obstacle"]].tolist() == [-1, "water"]


COMPOUND = with_obstacles(ONE, ("wall", ring(-50, -180, 150, 20)))  # 4 ha


def test_the_wall_of_a_compound_is_not_passed_unless_asked():
    assert home(COMPOUND)[["edge", "obstacle"]].tolist() == [-1, "wall"]
    told = stranded(COMPOUND, points({"home": (50, 0)}))
    assert told["reason"].tolist() == ["behind a wall"]
    opened = home(COMPOUND, through_walls=True)
    assert opened[["edge", "join_mm", "obstacle"]].tolist() == [0, 30_000, "wall"]


def test_from_outside_a_compound_its_inner_streets_are_not_joined():
    inner = town({"a": (0, 0), "b": (3000, 0)}, way("a b"))
    closed = with_obstacles(inner, ("wall", ring(-100, -150, 3100, 20)))
    assert home(closed, y=50)[["edge", "obstacle"]].tolist() == [-1, "wall"]


@pytest.mark.parametrize(("side", "edge"), [(100, 0), (100.1, -1)])
def test_a_compound_encloses_more_than_a_hectare(side, edge):
    closed = with_obstacles(ONE, ("wall", ring(0, 20 - side, side, 20)))
    assert home(closed)["edge"] == edge


def test_a_garden_within_a_compound_does_not_open_the_compound():
    both = with_obstacles(ONE, ("wall", ring(-50, -180, 150, 20)), ("wall", ring(40, -10, 60, 10)))
    assert home(both)["edge"] == -1


def test_gardens_side_by_side_make_no_compound():
    plots = [("wall", ring(x, -30, x + 50, 20)) for x in range(0, 500, 50)]  # 2.5 ha in all
    assert home(with_obstacles(ONE, *plots), x=60)["obstacle"] == "wall"


def test_a_compound_may_be_closed_off_by_water():
    u = [(-50, 20), (-50, -180), (150, -180), (150, 20)]
    closed = with_obstacles(ONE, ("water", u), ("wall", [(-50, 20), (150, 20)]))
    assert len(compound_areas(closed.obstacles)) == 1
    assert home(closed)["edge"] == -1


def test_streets_inside_a_compound_are_joined_and_lead_out_by_its_gate():
    # the inner street passes the wall at (50, 20); the home joins it 5 m off, walks 20 m to
    # the wall and 10 m to the town's street, and 40 m along that
    inner = town(
        {"a": (0, 30), "b": (50, 30), "c": (3000, 30), "d": (50, -100)}, way("a b c"), way("b d")
    )
    inner = with_obstacles(inner, ("wall", ring(-50, -180, 150, 20)))
    metres = nearest(inner, points({"home": (55, 0)}), shops({"shop": (90, 30)})).metres
    assert metres.loc["home", "shop"] == 5 + 20 + 10 + 40


def test_the_main_street_is_not_preferred_across_a_river():
    # a scrap of street on the home's own bank, the town's street 40 m off on the other
    scrap = town({"a": (0, 0), "b": (3000, 0), "c": (0, 50), "d": (30, 50)}, way("a b"), way("c d"))
    assert not home(scrap, x=20, y=40)["island"]
    bank = with_obstacles(scrap, ("water", [(-100, 20), (500, 20)]))
    assert home(bank, x=20, y=40)[["edge", "island"]].tolist() == [1, True]


def test_a_bridge_deck_is_not_joined_by_who_lives_behind_a_garden_wall():
    deck = town(
        {"a": (0, 30), "b": (3000, 30), "c": (0, -5), "d": (100, -5)},
        way("a b"), way("c d", bridge="yes"),
    )  # fmt: skip
    garden = with_obstacles(deck, ("wall", ring(30, -20, 70, 20)))
    assert home(garden)["edge"] == 0


def test_facilities_of_a_compound_are_entered_through_its_wall():
    # a facility open to the public has a way in: 10 m along the street, and 30 m to the shop
    found = nearest(COMPOUND, points({"home": (60, 30)}), shops({"shop": (50, 0)}))
    assert found.metres.loc["home", "shop"] == 40


def test_a_park_is_entered_from_its_own_bank():
    # the street across the river runs 15 m past the park, that on its own bank 25 m
    park = shops({"park": (0, 0)}).set_geometry([shapely.box(100, -50, 200, 15)])
    doors = {}
    for name, town_ in (("free", TWO), ("river", with_obstacles(TWO, ("water", ALONG)))):
        doors[name] = access_points(park, None, travel_graph(town_, "walk")).geometry.y.tolist()
    assert 15.0 in doors["free"]
    assert set(doors["river"]) == {-50.0}


def test_a_walled_park_has_its_sides_on_the_street():
    park = shops({"park": (0, 0)}).set_geometry([shapely.box(100, -30, 200, 15)])
    walled = with_obstacles(ONE, ("wall", ring(98, -32, 202, 17)))
    doors = access_points(park, None, travel_graph(walled, "walk"))
    assert set(doors["kind"]) == {"street side"}
    assert set(doors.geometry.y) == {15.0}


def test_a_park_behind_a_river_has_no_side_on_the_street():
    park = shops({"park": (0, 0)}).set_geometry([shapely.box(100, -30, 200, 15)])
    bank = with_obstacles(ONE, ("water", ALONG))
    assert access_points(park, None, travel_graph(bank, "walk"))["kind"].tolist() == ["centroid"]


def test_nothing_in_the_way_is_an_empty_grid():
    assert len(obstacle_grid(ONE.obstacles).edge) == 0
    assert len(compound_areas(ONE.obstacles)) == 0


spot = st.tuples(st.integers(-120, 120), st.integers(-120, 120))
lines = st.lists(spot, min_size=2, max_size=4, unique=True)


def free_line(xy, foot, pieces) -> bool:
    """By shapely: the way, but for 1 m at the place and 20 cm at the street, meets no piece."""
    whole = np.hypot(*np.subtract(foot, xy))
    if whole <= 1.2:
        return True
    line = shapely.LineString([xy, foot])
    cut = [line.interpolate(1), line.interpolate(whole - 0.2)]
    meets = shapely.intersection(shapely.LineString(cut), pieces)
    return not (~shapely.is_empty(meets) & (shapely.get_dimensions(meets) == 0)).any()


@settings(deadline=None, max_examples=80)
@given(
    st.lists(lines, min_size=1, max_size=4),
    st.lists(lines, min_size=0, max_size=5),
    st.lists(st.tuples(st.floats(-130, 130), st.floats(-130, 130)), min_size=1, max_size=5),
    st.sampled_from(["water", "rail"]),
)
def test_joins_are_the_nearest_that_cross_nothing_by_brute_force(streets, bars, spots, kind):
    nodes = [xy for line in streets for xy in (line[0], line[-1])]
    edges = [(2 * i, 2 * i + 1, 0, line) for i, line in enumerate(streets)]
    network = with_obstacles(
        arrays(nodes, edges, [{"highway": "residential"}]), *((kind, bar) for bar in bars)
    )
    graph = travel_graph(network, "walk")
    graph.island[:] = False  # this law is about what is between, not about islands
    joined = join(graph, points(dict(enumerate(spots))))
    pieces = shapely.linestrings(network.obstacles.ends.reshape(-1, 2, 2))
    segments = shapely.linestrings(graph.grid.ends.reshape(-1, 2, 2))
    for (edge, _, away, *_), xy in zip(
        joined.itertuples(index=False, name=None), spots, strict=True
    ):
        point = shapely.Point(xy)
        across = shapely.shortest_line(point, segments)
        feet = shapely.get_coordinates(shapely.get_point(across, 1))
        far = np.array([np.hypot(*(foot - xy)) for foot in feet])
        free = np.array([free_line(xy, foot, pieces) for foot in feet])
        least = far[free].min(initial=np.inf)
        if edge < 0:
            assert least > JOIN_LIMIT_M - 1e-6
        else:
            assert abs(away / 1000 - least) <= 0.001


@settings(deadline=None, max_examples=60)
@given(
    st.lists(spot, min_size=2, max_size=6, unique=True),
    st.lists(lines, min_size=0, max_size=3),
    lines,
    st.sampled_from(["wall", "water", "rail"]),
    st.lists(st.tuples(st.floats(-130, 130), st.floats(-130, 130)), min_size=1, max_size=5),
)
def test_one_more_obstacle_never_shortens_a_join(street, bars, more, kind, spots):
    edges = [(0, 1, 0, street)]
    bare = arrays([street[0], street[-1]], edges, [{"highway": "residential"}])
    fewer = [(kind, bar) for bar in bars]
    before, after = (
        join(with_obstacles(bare, *scene), points(dict(enumerate(spots))))
        for scene in (fewer, [*fewer, (kind, more)])
    )
    still = (after["edge"] >= 0) & (after["obstacle"] != "wall")
    assert (before["edge"][still] >= 0).all()
    assert (after["join_mm"][still] >= before["join_mm"][still]).all()
