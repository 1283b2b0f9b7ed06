"""Where facilities are entered."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from accessibility.errors import InputError
from accessibility.routing.access import access_points
from accessibility.tables import ACCESS_KINDS, ACCESS_POINTS
from tests.routing.towns import CRS_M, points, town, way

# a park of 200 m by 200 m, 20 m north of a street that runs east
PARK = shapely.box(0, 20, 200, 220)
STREET = {"w": (-100, 0), "e": (300, 0)}


def areas(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes.values()), index=list(shapes), crs=CRS_M)


def doors(kind: str, *xy: tuple[float, float]) -> gpd.GeoDataFrame:
    frame = points(dict(enumerate(xy)))
    return frame.assign(kind=kind)


def found(facilities, network, entrances=None) -> list[tuple[str, str, tuple[float, float]]]:
    """Facility, kind and place, rounded to a decimetre."""
    table = access_points(facilities, entrances, network)
    ACCESS_POINTS.require(table)
    assert table["kind"].isin(ACCESS_KINDS).all()
    assert table.index.is_unique
    return [
        (row.facility_id, row.kind, (round(row.geometry.x, 1), round(row.geometry.y, 1)))
        for row in table.itertuples()
    ]


def test_a_point_is_its_own_door():
    network = town(STREET, way("w e"))
    assert found(areas(shop=shapely.Point(5, 50)), network) == [("shop", "point", (5, 50))]


def test_surveyed_entrances_come_before_gates_and_paths():
    network = town({**STREET, "n": (100, 300)}, way("w e"), way(["e", (100, 0), "n"]))
    both = pd.concat([doors("gate", (0, 100)), doors("surveyed", (50, 20), (200, 21.5))])
    assert found(areas(park=PARK), network, both) == [
        ("park", "surveyed", (50, 20)),
        ("park", "surveyed", (200, 21.5)),
    ]
    assert found(areas(park=PARK), network, both[both["kind"] == "gate"]) == [
        ("park", "gate", (0, 100))
    ]


def test_an_entrance_of_a_building_inside_is_none_of_the_compound():
    network = town(STREET, way("w e"))
    inside = doors("surveyed", (100, 100), (100, 22.5))
    assert [kind for _, kind, _ in found(areas(school=PARK), network, inside)] == [
        "street side"
    ] * len(found(areas(school=PARK), network, inside))


def test_a_park_with_five_gates_has_five_doors():
    # four on the sides and one at a corner, none of which is another's
    gates = doors("gate", (100, 20), (200, 120), (100, 220), (0, 120), (0, 20))
    assert len(found(areas(park=PARK), town(STREET, way("w e")), gates)) == 5


def test_paths_that_lead_in_are_doors_where_they_cross_the_outline():
    # one crosses the south side into the park; one ends on the outline from inside
    network = town(
        {**STREET, "s": (60, 0), "in": (60, 120), "rim": (200, 120)},
        way("w s e"),
        way("s in", highway="footway"),
        way("in rim", highway="footway"),
    )
    assert found(areas(park=PARK), network) == [
        ("park", "path", (60, 20)),
        ("park", "path", (200, 120)),
    ]


@pytest.mark.parametrize("tags", [{"bridge": "yes"}, {"tunnel": "yes"}])
def test_a_bridge_over_a_park_and_a_tunnel_under_it_do_not_lead_into_it(tags):
    network = town({**STREET, "n": (60, 300), "s": (60, -300)}, way("w e"), way("s n", **tags))
    assert {kind for _, kind, _ in found(areas(park=PARK), network)} == {"street side"}


def test_a_closed_way_leads_nowhere():
    network = town(
        {**STREET, "n": (60, 300), "s": (60, -300)}, way("w e"), way("s n", access="private")
    )
    assert {kind for _, kind, _ in found(areas(park=PARK), network)} == {"street side"}


def test_a_way_along_the_outline_is_not_one_that_leads_in():
    network = town({"a": (0, 20), "b": (200, 20)}, way("a b"))
    kinds = {kind for _, kind, _ in found(areas(park=PARK), network)}
    assert kinds == {"street side"}


def test_crossings_within_ten_metres_are_one_door():
    # two lanes 6 m apart, and a third 40 m on
    network = town(
        {"a": (50, 0), "b": (50, 60), "c": (56, 0), "d": (56, 60), "e": (96, 0), "f": (96, 60)},
        way("a b"), way("c d"), way("e f"),
    )  # fmt: skip
    assert found(areas(park=PARK), network) == [
        ("park", "path", (50, 20)),
        ("park", "path", (96, 20)),
    ]


def test_an_outline_along_streets_has_a_door_on_every_side():
    # streets 10 m off the south and the east side: nearest points (0..200, 20), (200, 20..220)
    network = town({"w": (0, 10), "c": (210, 10), "n": (210, 220)}, way("w c"), way("c n"))
    sides = found(areas(park=PARK), network)
    assert [kind for _, kind, _ in sides] == ["street side"] * 2
    # the corner would be a second door of the nearer street within 50 m: it is not
    gap = shapely.Point(sides[0][2]).distance(shapely.Point(sides[1][2]))
    assert gap >= 50


def test_an_outline_far_from_streets_takes_the_nearest_within_reach():
    # 80 m south: beyond 30 m, within 100 m
    network = town({"w": (50, -60), "e": (150, -60)}, way("w e"))
    assert [kind for _, kind, _ in found(areas(park=PARK), network)] == ["street side"]


def test_without_a_street_in_reach_there_is_a_point_inside():
    network = town({"w": (0, -500), "e": (200, -500)}, way("w e"))
    ((_, kind, place),) = found(areas(park=PARK), network)
    assert kind == "centroid"
    assert PARK.contains(shapely.Point(place))


def test_a_hole_has_no_outline_to_enter_by():
    # a path round a pond inside, which touches the pond and never the outer ring
    ring = shapely.Polygon(PARK.exterior.coords, [shapely.box(80, 100, 120, 140).exterior.coords])
    network = town({**STREET, "a": (70, 120), "b": (130, 120)}, way("w e"), way("a b"))
    assert {kind for _, kind, _ in found(areas(park=ring), network)} == {"street side"}


def test_both_parts_of_a_campus_have_doors():
    campus = shapely.MultiPolygon([shapely.box(0, 20, 40, 60), shapely.box(200, 20, 240, 60)])
    gates = doors("gate", (20, 20), (220, 20))
    assert len(found(areas(campus=campus), town(STREET, way("w e")), gates)) == 2


def test_a_greenway_is_entered_at_its_ends_and_where_ways_meet_it():
    # from (0, 0) to (400, 0); a street crosses at 150, another runs along it from 300 to 350
    network = town(
        {"s": (150, -50), "n": (150, 50), "u": (300, 0), "v": (350, 0)}, way("s n"), way("u v")
    )
    line = shapely.LineString([(0, 0), (400, 0)])
    places = sorted(place for *_, place in found(areas(greenway=line), network))
    assert places == [(0, 0), (150, 0), (300, 0), (350, 0), (400, 0)]


def test_a_closed_greenway_that_nothing_meets_has_a_door_too():
    ring = shapely.LinearRing([(0, 0), (50, 0), (50, 50)])
    network = town({"a": (900, 900), "b": (999, 900)}, way("a b"))
    assert len(found(areas(ring=shapely.LineString(ring)), network)) == 1


def test_every_facility_has_a_door_named_after_it_in_the_order_given():
    network = town({**STREET, "s": (60, 0), "in": (60, 120)}, way("w s e"), way("s in"))
    facilities = areas(z=shapely.Point(0, 0), park=PARK, a=shapely.Point(9, 9))
    table = access_points(facilities, doors("gate", (0, 100), (200, 100)), network)
    assert table.index.tolist() == ["z#1", "park#1", "park#2", "a#1"]
    assert table["facility_id"].tolist() == ["z", "park", "park", "a"]


def test_facilities_in_degrees_are_entered_in_metres():
    origin = (500_000, 4_000_000)
    park = shapely.transform(PARK, lambda xy: xy + origin)
    network = town({"w": origin, "e": (origin[0] + 300, origin[1])}, way("w e"))
    metric = access_points(areas(park=park), None, network)
    degrees = access_points(areas(park=park).to_crs(4326), None, network)
    assert degrees.crs == CRS_M
    assert shapely.distance(metric.geometry.iloc[0], degrees.geometry.iloc[0]) < 0.01


def test_facilities_without_crs_are_refused():
    bare = gpd.GeoDataFrame(geometry=[PARK], index=["park"])
    with pytest.raises(InputError, match="facilities: no coordinate system"):
        access_points(bare, None, town(STREET, way("w e")))


def test_no_facility_has_no_door():
    table = access_points(areas(), None, town(STREET, way("w e")))
    assert table.empty
    ACCESS_POINTS.require(table)


def test_without_any_street_an_area_still_has_a_point():
    closed = town(STREET, way("w e", highway="motorway"))
    assert [kind for _, kind, _ in found(areas(park=PARK), closed)] == ["centroid"]


def test_every_place_of_a_facility_with_several_is_a_door():
    network = town(STREET, way("w e"))
    stop = areas(stop=shapely.MultiPoint([(0, 5), (40, -5)]))
    assert found(stop, network) == [("stop", "point", (0.0, 5.0)), ("stop", "point", (40.0, -5.0))]


@pytest.mark.parametrize("shape", [None, shapely.Point(), shapely.Polygon()])
def test_a_facility_without_a_place_is_named(shape: object):
    network = town({"a": (0, 0), "b": (100, 0)}, way("a b"))
    nowhere = gpd.GeoDataFrame(geometry=[shapely.Point(5, 5), shape], index=["x", "y"], crs=CRS_M)
    with pytest.raises(InputError, match="'y' has no place"):
        access_points(nowhere, None, network)
