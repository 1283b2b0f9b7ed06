"""The questions asked of tags, against the mapping of facility types."""

import csv
import re

import pytest

from accessibility.inputs.osm_tags import (
    BUILDING_FACILITIES,
    OBJECT_KEYS,
    TRIFLES,
    entrance_kind,
    has_object_key,
    is_administrative,
    is_area,
    is_area_object,
    is_line_object,
    is_plaza,
    is_point_object,
    is_street,
)

HOMES = {
    "apartments", "bungalow", "detached", "dormitory", "house", "residential",
    "semidetached_house", "terrace", "yes",
}  # fmt: skip
# Asked of streets and routes, which the network and the map have, not the facilities
STREET_TYPES = {"walking_network", "greenway"}


def alternatives(shared):
    """Every alternative of every OSM filter: (type, {key: values})."""
    path = shared.parent / "standards" / "facility_types.csv"
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for text in ";".join((row["osm_sure"], row["osm_possible"])).split(";"):
                terms = dict(
                    match.groups()
                    for term in text.split("&")
                    if (match := re.match(r"^([A-Za-z_:]+)(?:=|\[|<=|>=|~)(.*)$", term.strip()))
                )
                yield row["key"], terms


@pytest.mark.shared_data
def test_no_facility_type_asks_for_an_object_that_is_left_out(shared):
    lost = []
    for key, terms in alternatives(shared):
        found = (
            OBJECT_KEYS & terms.keys()
            or {"name", "boundary", "type"} & terms.keys()
            or terms.get("highway") in ("bus_stop", "platform", "pedestrian")
            or set(terms.get("building", "").split("|")) - {""} <= BUILDING_FACILITIES | HOMES
        )
        if terms and not found and key not in STREET_TYPES:
            lost.append((key, terms))
    assert lost == []


@pytest.mark.shared_data
def test_no_facility_type_asks_for_a_trifle(shared):
    asked = {
        (key, value)
        for _, terms in alternatives(shared)
        for key, values in terms.items()
        for value in values.split("|")
    }
    trifles = {(key, value) for key, values in TRIFLES.items() for value in values}
    assert asked & trifles == set()


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"leisure": "park"}, True),
        ({"building": "yes", "barrier": "wall"}, True),
        ({"barrier": "wall"}, False),
        ({"barrier": "wall", "area": "yes"}, True),
        ({"historic": "citywalls", "barrier": "city_wall"}, False),
        ({"highway": "footway"}, False),
        ({"highway": "footway", "area": "yes"}, True),
        ({"highway": "services"}, True),
        ({"natural": "water", "area": "no"}, False),
        ({"natural": "wood", "waterway": "stream"}, False),
        ({"man_made": "pier"}, True),
        ({"man_made": "embankment"}, False),
        ({"area": "maybe", "leisure": "park"}, True),
    ],
)
def test_closed_ways_that_are_ground(tags, expected):
    assert is_area(tags) == expected


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"natural": "tree", "shop": "florist"}, True),
        ({"natural": "tree", "power": "pole"}, False),
        ({"emergency": "fire_hydrant"}, False),
        ({"emergency": "assembly_point"}, True),
        ({"railway": "switch"}, False),
        ({"railway": "stop"}, True),
        ({"name": "Only a name"}, False),
        ({}, False),
    ],
)
def test_one_tag_that_matters_is_enough(tags, expected):
    assert has_object_key(tags) == expected


@pytest.mark.parametrize(
    ("tags", "point", "area", "line"),
    [
        ({"name": "中山公园"}, True, True, False),
        ({"name": "G6", "highway": "motorway_junction"}, False, True, False),
        ({"boundary": "administrative", "name": "Ward"}, True, False, False),
        ({"boundary": "protected_area"}, False, True, False),
        ({"highway": "platform"}, True, True, True),
        ({"highway": "residential"}, False, False, False),
        ({"building": "house"}, True, False, False),
        ({"building": "kindergarten"}, True, True, False),
        ({"waterway": "river", "boundary": "administrative"}, True, False, False),
        ({"waterway": "river", "name": "Thames"}, True, True, True),
    ],
)
def test_what_could_be_a_facility_or_is_drawn(tags, point, area, line):
    assert is_point_object(tags) == point
    assert is_area_object(tags) == area
    assert is_line_object(tags) == line


@pytest.mark.parametrize("value", ["construction", "proposed", "razed", "no", "services"])
def test_what_is_not_there_is_no_street(value):
    assert not is_street({"highway": value})
    assert not is_plaza({"highway": value})


def test_a_platform_is_a_street_but_no_plaza():
    platform = {"public_transport": "platform"}
    assert is_street(platform)
    assert not is_plaza(platform)


@pytest.mark.parametrize("level", ["10", "2"])
def test_an_administrative_area_has_a_level(level):
    assert is_administrative({"boundary": "administrative", "admin_level": level})


@pytest.mark.parametrize("level", ["", "ten", "4;5", "-1"])
def test_without_a_whole_level_it_is_none(level):
    assert not is_administrative({"boundary": "administrative", "admin_level": level})


def test_a_bus_stop_is_no_way_in():
    assert entrance_kind({"highway": "bus_stop"}) is None
