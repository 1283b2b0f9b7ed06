"""Who walks, up what, and waiting where."""

from dataclasses import replace

import numpy as np
import pytest

from accessibility.network import Network, Slopes
from accessibility.routing.delays import Delays
from accessibility.routing.graph import travel_graph
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.travel import nearest
from tests.gallery.reach import reach, tagged
from tests.routing.towns import points, shops, town, way

HOME = points({"home": (0, 0)})
ROAD = {"w": (-900, 0), "e": (900, 0)}


# km/h * 5 min: 3.06, 3.96, 4.0, 4.8 and 12 km/h
FIVE_MINUTES = {"elderly": 255, "child": 330, "walk_gb": 333.333, "walk": 400, "bike": 1000}


def test_five_minutes_are_as_long_as_the_traveller_is_fast(picture):
    """PEERS D31: elders and children, asked for by an administration."""
    rows = {name: -150 * row for row, name in enumerate(FIVE_MINUTES)}
    ends = {f"{side}{name}": (x, y) for name, y in rows.items()
            for side, x in (("w", -1200), ("e", 1200))}  # fmt: skip
    lanes = town(ends, *(way(f"w{name} e{name}") for name in rows))
    see = picture("five_minutes", "5 min as an elder 255 m each way, as a child 330, at the "
                  "national 4 km/h 333, on foot 400, by bicycle 1,000 m", lanes)  # fmt: skip
    for name, y in rows.items():
        see.label(name, (-1180, y))
        found = reach(see, points({name: (0, y)}), graph=travel_graph(lanes, name), minutes=5)
        # a rider's last whole millisecond ends up to 3.3 mm on, at either end
        assert found.metres() == pytest.approx(2 * FIVE_MINUTES[name], abs=0.007)


# a flight of steps, a paved ramp around it, and a path of which nothing is known
STAIRS = {"a": (0, 0), "b": (100, 0), "c": (100, 40), "e": (100, 240), "d": (200, 0),
          "u": (200, 40), "f": (350, 0)}  # fmt: skip
SMOOTH = {"surface": "asphalt", "smoothness": "good"}
UPHILL = town(STAIRS, way("a b", **SMOOTH), way("b c", highway="steps"),
              way("b d u c", highway="footway", surface="asphalt", width="2"),
              way("c e", **SMOOTH), way("d f", highway="footway"))  # fmt: skip
SHOPS = shops({"above": STAIRS["e"], "beyond": STAIRS["f"]})
GROUPS = {"above": ["above"], "beyond": ["beyond"]}


@pytest.mark.parametrize(
    ("profile", "above", "beyond"),
    # by the steps 100 + 40 + 200; by the ramp 100 + 240 + 200; the path is 100 + 100 + 150
    [("walk", 340, 350), ("wheelchair", 540, np.inf), ("wheelchair_possible", 540, 350),
     ("carer", 540, 350)],
)  # fmt: skip
def test_a_wheelchair_takes_the_ramp_and_what_is_known(picture, profile, above, beyond):
    """PEERS D32: known-passable and possibly-passable are two answers; no stairs."""
    far = f"{beyond} m" if np.isfinite(beyond) else "no way"
    see = picture(f"steps_and_ramp_{profile}", f"{profile}: {above} m to the shop above (steps "
                  f"40 m, ramp 240 m), {far} to the one beyond the untagged path", UPHILL,
                  profile=profile)  # fmt: skip
    see.marks(SHOPS)
    reach(see, HOME, metres=350, buffer_m=8)
    told = nearest(UPHILL, HOME, SHOPS, groups=GROUPS, profile=profile).metres.loc["home"]
    assert told.to_dict() == {"above": above, "beyond": beyond}


def test_waiting_at_a_signal_is_walking_time(picture):
    """PEERS D30: R5 744, graphhopper 1005."""
    places = {"a": (0, 0), "x": (200, 0), "b": (500, 0), "s": (200, -600), "n": (200, 600)}
    streets = town(places, way("a x b"), way("s x n", highway="primary", sidewalk="both"))
    streets = tagged(streets, places, x={"highway": "traffic_signals"})
    graph = travel_graph(streets, "walk", delays=Delays(signal_s=30))
    see = picture("signal", "30 s at the signal x: 5 min end 168.75 m beyond it, where they would "
                  "end 200 m beyond without", streets, view=(-90, -260, 590, 260))  # fmt: skip
    see.label("x", places["x"])
    found = reach(see, HOME, graph=graph, minutes=5)
    # half of the wait lies on either side: 150 + 15 s to x; 135 s are left of the 225 + 15 s to b,
    # and of the 450 s to either end of the main road, which one does not cross
    # cut where the whole millisecond ends, 1.3 mm on at most
    assert found.ways() == pytest.approx({100: 200 + 168.75, 101: 2 * 180}, abs=0.003)
    there = nearest(graph, HOME, shops({"shop": places["b"]})).minutes
    assert there.loc["home", "shop"] == (150 + 225 + 30) / 60
    free = reached_streets(streets, HOME, minutes=5).groupby("osm_id")["length_m"].sum()
    assert free.to_dict() == {100: 400, 101: 400}


def sloped(network: Network, grade: float) -> Network:
    """Every edge rises evenly from tail to head."""
    rows = np.arange(network.n_edges + 1, dtype=np.int32)
    steps = Slopes(first=rows, run_m=network.edge_mm / 1000,
                   grade=np.full(network.n_edges, grade), source="drawn")  # fmt: skip
    return replace(network, slopes=steps)


def test_uphill_is_slower_than_downhill(picture):
    """PEERS D33: R5 47, valhalla 4302; directional."""
    hill = sloped(town(ROAD, way("w e")), 0.05)
    see = picture("slope", "5 % up to the right: Tobler gives 0.839 of the speed up and 1.191 "
                  "down, 335.8 m and 476.5 m in 5 min", hill)  # fmt: skip
    found = reach(see, HOME, minutes=5)
    # exp(-3.5 (|S + 0.05| - 0.05)): exp(-0.175) up, exp(+0.175) down
    west, _, east, _ = found.streets.total_bounds
    assert east == pytest.approx(400 * np.exp(-0.175), abs=0.01)
    assert -west == pytest.approx(400 * np.exp(0.175), abs=0.01)
    # and the other way round for those who come here
    back = reached_streets(hill, HOME, minutes=5, reverse=True).total_bounds
    assert (-back[0], back[2]) == pytest.approx((east, -west), abs=0.01)


def test_a_pushed_bicycle_is_a_walker(picture):
    """PEERS D25: a footway between two streets is pushed along, not ridden round."""
    places = {"a": (-600, 0), "b": (0, 0), "c": (160, 0), "d": (760, 0)}
    mixed = town(places, way("a b"), way("b c", highway="footway"), way("c d"))
    see = picture("pushing_a_bicycle", "4 min: 1 min of riding to b (200 m), 2 min of pushing (160 "
                  "m), 1 min of riding beyond (200 m)", mixed, profile="bike")  # fmt: skip
    found = reach(see, points({"home": (-200, 0)}), minutes=4)
    # ahead 200 + 160 + 200 m; behind 400 m to the end a, which 800 m of riding would pass
    assert found.ways() == pytest.approx({100: 600, 101: 160, 102: 200}, abs=0.004)
