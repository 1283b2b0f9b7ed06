"""Towns small enough to draw: which objects are one place, and which are two."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.names import stems
from tests.inputs.map_objects import objects_of, point, square

PRIMARY = "amenity=school;isced:level=1"


def places(rows, key):
    """The members of every facility of a type."""
    return find_facilities(objects_of(rows), [key], source="x")["members"].tolist()


def test_node_building_and_area_of_one_name_are_one_school():
    rows = [
        ("n1", f"{PRIMARY};name=Oak School", point(50, 50)),
        ("w2", f"{PRIMARY};name=Oak School", square(0, 0, 100)),
        ("w3", "building=school;name=Oak School (main building)", square(40, 40, 20)),
    ]
    found = find_facilities(objects_of(rows), ["primary_school", "school_any"], source="x")
    assert found["members"].tolist() == ["n1 w2", "n1 w2 w3"]
    assert found["source_id"].tolist() == ["w2", "w2"]
    assert found["area_m2"].tolist() == [10_000, 10_000]


@pytest.mark.parametrize(("apart", "count"), [(99.9, 1), (100.0, 1), (100.1, 2)])
def test_one_name_is_one_place_up_to_100_metres(apart, count):
    rows = [
        ("n1", "amenity=pharmacy;name=Apo", point(0, 0)),
        ("n2", "amenity=pharmacy;name=Apo", point(apart, 0)),
    ]
    assert len(places(rows, "pharmacy")) == count


def test_campuses_farther_than_100_metres_are_two_schools():
    rows = [
        ("w1", "amenity=school;name=光明小学(东校区)", square(0, 0, 80)),
        ("w2", "amenity=school;name=光明小学(西校区)", square(300, 0, 80)),
    ]
    assert places(rows, "primary_school") == ["w1", "w2"]


def test_the_two_kerbs_of_a_stop_are_one_stop():
    rows = [
        ("n1", "highway=bus_stop;name=Castle (NW-bound)", point(0, 0)),
        ("n2", "highway=bus_stop;name=Castle (SE-bound)", point(70, 0)),
        ("n3", "public_transport=stop_position;bus=yes", point(5, 4)),
        ("n4", "highway=bus_stop;name=Library", point(30, 0)),
    ]
    # the nameless stopping place is beside n1 and 26 m from n4
    assert places(rows, "bus_stop") == ["n1 n2 n3", "n4"]


def test_different_names_are_never_one_place():
    rows = [
        ("w1", "amenity=school;name=Oak Primary School", square(0, 0, 100)),
        ("n2", "amenity=school;name=Elm Primary School", point(50, 50)),
    ]
    assert places(rows, "primary_school") == ["n2", "w1"]


def test_an_unnamed_area_in_or_beside_a_named_one_is_a_part():
    rows = [
        ("w1", f"{PRIMARY};name=Oak", square(0, 0, 100)),
        ("w2", PRIMARY, square(20, 20, 30)),  # inside
        ("w3", PRIMARY, square(155, 0, 50)),  # 55 m away
        ("w4", PRIMARY, square(0, 165, 50)),  # 65 m away
    ]
    found = find_facilities(objects_of(rows), ["primary_school"], source="x")
    assert found["members"].tolist() == ["w1 w2 w3", "w4"]
    assert found["area_m2"].tolist() == [100 * 100 + 50 * 50, 50 * 50]


def test_an_unnamed_area_between_two_schools_belongs_to_the_nearer():
    rows = [
        ("w1", f"{PRIMARY};name=Oak", square(0, 0, 100)),
        ("w2", PRIMARY, square(130, 0, 50)),  # 30 m from Oak, 20 m from Elm
        ("w3", f"{PRIMARY};name=Elm", square(200, 0, 100)),
    ]
    assert places(rows, "primary_school") == ["w1", "w2 w3"]


def test_an_unnamed_part_of_a_high_school_is_no_primary_school():
    rows = [
        ("w1", "amenity=school;name=Elm High School", square(0, 0, 100)),
        ("w2", "amenity=school", square(20, 20, 30)),
        ("w3", "amenity=school", square(500, 0, 30)),
    ]
    # both w2 and w3 may be primary schools by their tags; w2 is a part of one that is not
    assert places(rows, "primary_school") == ["w3"]
    assert places(rows, "junior_middle_school") == ["w1 w2", "w3"]
    assert places(rows, "school_any") == ["w1 w2", "w3"]


def test_a_sports_centre_does_not_swallow_its_pitches():
    rows = [
        ("w1", "leisure=sports_centre;name=Arena", square(0, 0, 200)),
        ("w2", "leisure=pitch", square(20, 20, 30)),
        ("w3", "leisure=pitch", square(120, 120, 30)),
    ]
    assert places(rows, "small_sports_ground") == ["w2", "w3"]
    assert places(rows, "sports_center") == ["w1"]


def test_courts_side_by_side_add_up_to_one_ground():
    rows = [
        ("w1", "leisure=pitch", square(0, 0, 20)),
        ("w2", "leisure=pitch", square(35, 0, 20)),  # 15 m on
        ("w3", "leisure=pitch", square(75, 0, 20)),  # 20 m on
        ("w4", "leisure=pitch", square(116, 0, 20)),  # 21 m on
    ]
    found = find_facilities(objects_of(rows), ["small_sports_ground"], source="x")
    assert found["members"].tolist() == ["w1 w2 w3", "w4"]
    assert found["area_m2"].tolist() == [1200, 400]


def test_an_unnamed_node_by_an_area_of_its_kind_is_the_same_place():
    rows = [
        ("w1", "leisure=playground", square(0, 0, 30)),
        ("n2", "leisure=playground", point(10, 10)),
        ("n3", "leisure=playground", point(45, 10)),  # 15 m outside
        ("n4", "leisure=playground", point(55, 10)),  # 25 m outside
    ]
    found = find_facilities(objects_of(rows), ["playground"], source="x")
    assert sorted(found["members"]) == ["n2 n3 w1", "n4"]
    assert found["source_id"].tolist() == ["n4", "w1"]


def test_next_door_to_a_shop_is_another_shop():
    rows = [
        ("w1", "amenity=fast_food;name=Ana", square(0, 0, 10)),
        ("n2", "amenity=fast_food", point(15, 5)),
        ("n3", "amenity=fast_food", point(5, 5)),  # inside: the same shop
        ("w4", "amenity=fast_food", square(10, 0, 10)),  # shares a wall
    ]
    assert sorted(places(rows, "restaurant")) == ["n2 w4", "n3 w1"]


def test_a_building_takes_the_name_of_the_one_node_inside():
    rows = [
        ("w1", "amenity=library;building=yes", square(0, 0, 40)),
        ("n2", "amenity=library;name=Town Library", point(20, 20)),
    ]
    found = find_facilities(objects_of(rows), ["library"], source="x")
    assert found["members"].tolist() == ["n2 w1"]
    assert found["name"].tolist() == ["Town Library"]
    assert found["area_m2"].tolist() == [1600]


def test_a_building_with_two_names_inside_is_neither():
    rows = [
        ("w1", "amenity=library;building=yes", square(0, 0, 40)),
        ("n2", "amenity=library;name=Town Library", point(20, 20)),
        ("n3", "amenity=library;name=Music Library", point(10, 20)),
    ]
    assert sorted(places(rows, "library")) == ["n2", "n3", "w1"]


def test_a_kiosk_in_a_supermarket_is_not_the_supermarket():
    rows = [
        ("w1", "shop=supermarket;name=Coop", square(0, 0, 40)),
        ("n2", "shop=kiosk", point(20, 20)),
    ]
    # both count among the neighbourhood's shops, and both may serve as a convenience store
    assert sorted(places(rows, "convenience_store")) == ["n2", "w1"]


def test_entrances_belong_to_their_station():
    rows = [
        ("n1", "railway=station;station=subway;name=六道口", point(0, 0)),
        ("n2", "railway=subway_entrance;name=A", point(150, 0)),
        ("n3", "railway=subway_entrance", point(0, 299)),
        ("n4", "railway=stop;subway=yes;public_transport=stop_position;name=六道口", point(9, 9)),
    ]
    found = find_facilities(objects_of(rows), ["metro_station"], source="x")
    assert found["members"].tolist() == ["n1 n2 n3 n4"]
    assert found["name"].tolist() == ["六道口"]
    assert found["source_id"].tolist() == ["n1"]


def test_entrances_without_a_station_make_one():
    rows = [
        ("n1", "railway=subway_entrance;name=A", point(0, 0)),
        ("n2", "railway=subway_entrance;name=B", point(250, 0)),
        ("n3", "railway=subway_entrance;name=C", point(500, 0)),
        ("n4", "railway=subway_entrance;name=A", point(900, 0)),
    ]
    assert places(rows, "metro_station") == ["n1 n2 n3", "n4"]


def test_an_entrance_between_two_stations_goes_to_the_nearer_and_joins_them_not():
    rows = [
        ("n1", "railway=station;station=subway;name=North", point(0, 0)),
        ("n2", "railway=station;station=subway;name=South", point(400, 0)),
        ("n3", "railway=subway_entrance;name=A", point(190, 0)),
        ("n4", "railway=subway_entrance;name=A", point(250, 0)),
    ]
    assert places(rows, "metro_station") == ["n1 n3", "n2 n4"]


def test_an_entrance_named_after_a_station_goes_there():
    rows = [
        ("n1", "railway=station;station=subway;name=North", point(0, 0)),
        ("n2", "railway=station;station=subway;name=South", point(300, 0)),
        ("n3", "railway=subway_entrance;name=North", point(200, 0)),
    ]
    assert places(rows, "metro_station") == ["n1 n3", "n2"]


def test_garage_entrances_belong_to_their_garage():
    rows = [
        ("w1", "amenity=parking;name=Centre", square(0, 0, 50)),
        ("n2", "amenity=parking_entrance;name=North ramp", point(60, 25)),
        ("n3", "amenity=parking_entrance", point(300, 25)),
    ]
    assert sorted(places(rows, "car_parking")) == ["n2 w1", "n3"]


def test_sure_beats_possible_and_the_largest_area_stays():
    rows = [
        ("n1", "leisure=park;name=Green", point(50, 50)),
        ("w2", "landuse=village_green;name=Green", square(0, 0, 100)),
    ]
    found = find_facilities(objects_of(rows), ["park"], source="x")
    assert found["certainty"].tolist() == ["sure"]
    assert found["source_id"].tolist() == ["w2"]


def test_a_capacity_is_found_on_any_member():
    rows = [
        ("n1", f"{PRIMARY};name=Oak;capacity=120", point(50, 50)),
        ("w2", f"{PRIMARY};name=Oak", square(0, 0, 100)),
    ]
    found = find_facilities(objects_of(rows), ["primary_school"], source="x")
    assert found["capacity"].tolist() == [120]


def test_a_station_with_a_platform_area_stays_a_point():
    rows = [
        ("n1", "highway=bus_stop;name=Oak", point(0, 0)),
        ("w2", "public_transport=platform;bus=yes", square(3, 0, 4)),
    ]
    found = find_facilities(objects_of(rows), ["bus_stop"], source="x")
    assert found["members"].tolist() == ["n1 w2"]
    assert found.geom_type.tolist() == ["Point"]
    assert found["area_m2"].isna().all()


def test_a_greenway_stays_a_line():
    line = "highway=cycleway;name=River Greenway"
    shapes = [square(100 * i, 0, 100).exterior for i in range(2)]
    rows = [(f"w{i}", line, shape) for i, shape in enumerate(shapes, 1)]
    found = find_facilities(objects_of(rows), ["greenway"], source="x")
    assert found["members"].tolist() == ["w1 w2"]
    assert found["area_m2"].isna().all()


NAMES = st.sampled_from(["", ";name=Oak", ";name=Elm", ";name=Oak (east)", ";name=Oak - Hall"])
KINDS = st.sampled_from([
    PRIMARY, "amenity=school", "building=school", "amenity=kindergarten", "leisure=pitch",
    "leisure=park", "railway=subway_entrance", "railway=station;station=subway",
    "amenity=parking", "amenity=parking_entrance", "highway=bus_stop",
])  # fmt: skip
SPOTS = st.integers(0, 40).map(lambda step: 12.5 * step)


@st.composite
def towns(draw):
    rows = []
    for number in range(draw(st.integers(1, 14))):
        x, y, side = draw(SPOTS), draw(SPOTS), draw(st.sampled_from([0, 0, 10, 40, 150]))
        shape = square(x, y, side) if side else point(x, y)
        rows.append((f"{'w' if side else 'n'}{number}", draw(KINDS) + draw(NAMES), shape))
    return rows


TYPES = [
    "primary_school", "junior_middle_school", "school_any", "kindergarten", "small_sports_ground",
    "park", "metro_station", "car_parking", "bus_stop", "open_space_any", "nexi_education",
]  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_a_town_does_not_matter(rows, random):
    first = find_facilities(objects_of(rows), TYPES, source="x")
    random.shuffle(rows)
    again = find_facilities(objects_of(rows), TYPES, source="x")
    assert first.drop(columns="geometry").equals(again.drop(columns="geometry"))
    assert first.geometry.geom_equals(again.geometry).all()


@settings(max_examples=30, deadline=None)
@given(towns())
def test_no_object_is_in_two_facilities_of_a_type_and_no_two_names_are_joined(rows):
    found = find_facilities(objects_of(rows), TYPES, source="x")
    names = {row[0]: row[1].rpartition(";name=")[2] for row in rows if ";name=" in row[1]}
    entrances = {row[0] for row in rows if "entrance" in row[1]}
    for _, group in found.groupby("type"):
        members = [member for line in group["members"] for member in line.split()]
        assert len(members) == len(set(members))
        for line in group["members"]:
            known = [names[m] for m in line.split() if m in names and m not in entrances]
            assert len(set(stems(known))) <= 1


@settings(max_examples=30, deadline=None)
@given(towns())
def test_every_name_of_a_type_is_still_a_facility(rows):
    found = find_facilities(objects_of(rows), TYPES, source="x")
    for key in ("school_any", "park", "bus_stop"):
        asked = {"school_any": "amenity=school", "park": "leisure=park", "bus_stop": "bus_stop"}[
            key
        ]
        named = [
            row[1].rpartition(";name=")[2] for row in rows if asked in row[1] and ";name=" in row[1]
        ]
        kept = found.loc[found["type"] == key, "name"].dropna().tolist()
        assert set(stems(named)) <= set(stems(kept))


@settings(max_examples=30, deadline=None)
@given(towns(), st.sampled_from(TYPES))
def test_a_type_asked_alone_is_as_among_others(rows, key):
    among = find_facilities(objects_of(rows), TYPES, source="x")
    alone = find_facilities(objects_of(rows), [key], source="x")
    assert alone["members"].tolist() == among.loc[among["type"] == key, "members"].tolist()


@settings(max_examples=30, deadline=None)
@given(towns())
def test_areas_never_grow_beyond_the_sum_of_their_members(rows):
    found = find_facilities(objects_of(rows), TYPES, source="x")
    size = {row[0]: row[2].area for row in rows}
    for line, area in zip(found["members"], found["area_m2"].fillna(0), strict=True):
        members = [size[member] for member in line.split()]
        assert area <= sum(members) + 1e-6
        assert np.isclose(area, max(members)) or area > max(members) or area == 0


def test_a_long_row_of_one_name_is_one_place():
    rows = [(f"n{i}", "amenity=pharmacy;name=Apo", point(90 * i, 0)) for i in range(1, 6)]
    steps = [b[2].x - a[2].x for a, b in pairwise(rows)]
    assert max(steps) <= 100  # each is within reach of the next
    assert places(rows, "pharmacy") == ["n1 n2 n3 n4 n5"]


def test_a_named_building_of_which_little_is_known_swallows_no_school_inside():
    # building=school alone may be any school: it cannot show what the point in it is not
    rows = [
        ("w1", "building=school;name=Ecole des Carmes", square(0, 0, 60)),
        ("n2", "amenity=school", point(30, 30)),
    ]
    found = find_facilities(objects_of(rows), ["primary_school", "school_any"], source="x")
    primary = found[found["type"] == "primary_school"]
    assert primary["members"].str.contains("n2").tolist() == [True]
    assert primary["certainty"].tolist() == ["possible"]
