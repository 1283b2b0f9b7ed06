import numpy as np
import pytest
from shapely import LineString, Point, box

from accessibility.inputs.buildings import residential_buildings
from tests.inputs.plots import buildings, objects, square

NOTHING = objects()


def homes(rows, around=NOTHING) -> list[str]:
    return list(residential_buildings(buildings(rows), around).index)


@pytest.mark.parametrize(
    "value", ["apartments", "residential", "house", "terrace", "dormitory", "bungalow", "farm"]
)
def test_buildings_that_say_they_are_homes_are(value):
    assert homes({"w1": (square(0, 0), value)}) == ["w1"]


@pytest.mark.parametrize(
    "value",
    ["garage", "garages", "shed", "industrial", "retail", "church", "school", "roof", "office",
     "commercial", "construction", "hotel"],
)  # fmt: skip
def test_buildings_that_say_they_are_something_else_are_no_homes(value):
    assert homes({"w1": (square(0, 0), value)}) == []


def test_a_home_by_name_of_its_kind_is_one_on_any_ground():
    works = objects((box(-50, -50, 50, 50), {"landuse": "industrial"}))
    assert homes({"w1": (square(0, 0), "apartments")}, works) == ["w1"]


def test_an_unspecified_building_is_a_home_when_nothing_speaks_against_it():
    assert homes({"w1": (square(0, 0), "yes")}) == ["w1"]


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "school"},
        {"amenity": "place_of_worship", "religion": "christian"},
        {"shop": "supermarket"},
        {"office": "government"},
        {"tourism": "hotel"},
        {"leisure": "sports_centre"},
        {"man_made": "storage_tank"},
        {"healthcare": "hospital"},
        {"power": "substation"},
        {"railway": "station"},
        {"historic": "castle"},
        {"ruins": "yes"},
    ],
)
def test_an_unspecified_building_with_another_use_is_no_home(tags):
    assert homes({"w1": (square(0, 0), "yes", 2.0, np.nan, tags)}) == []


@pytest.mark.parametrize(
    "tags", [{"name": "Villa Aurore"}, {"ruins": "no"}, {"historic": "yes"}, {"layer": "1"}]
)
def test_tags_that_say_nothing_of_the_use_do_no_harm(tags):
    assert homes({"w1": (square(0, 0), "yes", np.nan, np.nan, tags)}) == ["w1"]


@pytest.mark.parametrize(
    ("tags", "levels", "home"),
    [
        ({"shop": "bakery"}, 5.0, True),
        ({"shop": "bakery"}, 2.0, False),
        ({"shop": "bakery"}, np.nan, False),
        ({"amenity": "restaurant"}, 3.0, True),
        ({"amenity": "pharmacy", "healthcare": "pharmacy"}, 6.0, True),
        ({"amenity": "school"}, 6.0, False),
        ({"shop": "bakery", "office": "company"}, 6.0, False),
        ({"shop": "mall", "building:flats": "40"}, np.nan, True),
    ],
)
def test_there_are_homes_above_a_shop_in_a_house_of_enough_floors(tags, levels, home):
    assert homes({"w1": (square(0, 0), "yes", levels, np.nan, tags)}) == (["w1"] if home else [])


@pytest.mark.parametrize(
    ("name", "home"),
    [
        ("学生公寓3号楼", True),
        ("职工宿舍", True),
        ("Résidence du Parc", True),
        ("白塔寺小区3号楼", True),
        ("学院路11号院", True),
        ("第一教学楼", False),
        ("地质学院", False),
        ("Grimaldi Forum", False),
        ("Auditorium Rainier III", False),
        ("Newport Leisure Centre", False),
        ("Musée océanographique", False),
        ("Alte Schule am Markt", False),
        ("Palais Heracles", True),
        ("Schoolcroft", True),  # a word within a word is none
        ("金茂大厦", True),  # offices and homes alike are called 大厦
    ],
)
def test_names_of_homes_and_of_other_things_are_known(name, home):
    rows = {"w1": (square(0, 0), "yes", np.nan, np.nan, {"name": name})}
    assert homes(rows) == (["w1"] if home else [])


@pytest.mark.parametrize(
    "tags",
    [
        {"landuse": "industrial"},
        {"landuse": "retail"},
        {"landuse": "railway"},
        {"amenity": "university"},
        {"amenity": "hospital"},
        {"leisure": "park"},
        {"aeroway": "aerodrome"},
        {"tourism": "zoo"},
    ],
)
def test_on_ground_with_another_use_an_unspecified_building_is_no_home(tags):
    ground = objects((box(-50, -50, 50, 50), tags))
    rows = {"w1": (square(0, 0), "yes"), "w2": (square(100, 0), "yes")}
    assert homes(rows, ground) == ["w2"]


@pytest.mark.parametrize(
    "tags", [{"landuse": "residential"}, {"amenity": "parking"}, {"place": "suburb"}]
)
def test_other_grounds_leave_it_a_home(tags):
    assert homes({"w1": (square(0, 0), "yes")}, objects((box(-50, -50, 50, 50), tags))) == ["w1"]


def test_a_dormitory_by_its_name_is_a_home_on_a_campus():
    campus = objects((box(-50, -50, 150, 150), {"amenity": "university"}))
    rows = {
        "w1": (square(0, 0), "yes", np.nan, np.nan, {"name": "研究生宿舍"}),
        "w2": (square(100, 0), "yes", np.nan, np.nan, {"name": "理学楼"}),
    }
    assert homes(rows, campus) == ["w1"]


def test_the_smallest_ground_decides():
    # staff housing inside a campus, and a kindergarten inside the housing
    grounds = objects(
        (box(0, 0, 1000, 1000), {"amenity": "university"}),
        (box(0, 0, 500, 500), {"landuse": "residential"}),
        (box(0, 0, 100, 100), {"amenity": "kindergarten"}),
    )
    rows = {
        "w1": (square(800, 800), "yes"),
        "w2": (square(300, 300), "yes"),
        "w3": (square(50, 50), "yes"),
    }
    assert homes(rows, grounds) == ["w2"]


def test_points_and_lines_are_no_ground():
    around = objects(
        (Point(5, 5), {"amenity": "school"}), (LineString([(0, 5), (9, 5)]), {"landuse": "retail"})
    )
    assert homes({"w1": (square(0, 0), "yes")}, around) == ["w1"]


def test_an_unspecified_hut_is_taken_for_a_shed_and_a_small_house_is_not():
    # 4 m x 4 m = 16 m2 is below 20 m2
    rows = {"w1": (square(0, 0, 4), "yes"), "w2": (square(50, 0, 4), "house")}
    assert homes(rows) == ["w2"]


def floors(rows):
    return residential_buildings(buildings(rows), NOTHING)


def test_floor_area_is_footprint_times_levels():
    found = floors({"w1": (square(0, 0), "apartments", 5.0)})
    assert found.loc["w1", "footprint_m2"] == 100
    assert found.loc["w1", "levels"] == 5
    assert found.loc["w1", "floor_m2"] == 500
    assert found.loc["w1", "levels_known"]


def test_a_height_counts_three_metres_a_level():
    rows = {
        "w1": (square(0, 0), "house", np.nan, 14.0),  # 4.67 levels
        "w2": (square(50, 0), "house", 2.0, 14.0),  # levels come first
    }
    found = floors(rows)
    assert list(found["levels"]) == [5, 2]
    assert found["levels_known"].all()


@pytest.mark.parametrize(("levels", "height"), [(0.0, 0.5), (1998.0, 5000.0), (-1.0, -3.0)])
def test_levels_that_cannot_be_are_not_known(levels, height):
    found = floors({"w1": (square(0, 0), "house", levels, height)})
    assert not found.loc["w1", "levels_known"]
    assert found.loc["w1", "levels"] == 1  # nothing is known of any


def test_unknown_levels_take_the_median_of_ten_of_their_kind():
    rows = {f"w{k:02d}": (square(50 * k, 0), "apartments", 8.0) for k in range(10)}
    rows |= {"w20": (square(0, 100), "apartments"), "w21": (square(100, 100), "house", 2.0)}
    rows |= {"w22": (square(200, 100), "house")}
    found = floors(rows)
    assert found.loc["w20", "levels"] == 8
    # one house is too few to go by: the median of all eleven known is 8
    assert found.loc["w22", "levels"] == 8
    assert not found.loc["w20", "levels_known"]


def test_the_outline_and_its_part_are_one_home():
    rows = {
        "w1": (square(0, 0, 20), "apartments", 4.0),
        "w2": (square(5, 5, 10), "apartments", 4.0),  # inside the first
        "w3": (square(100, 0), "house"),
        "w4": (square(100, 0), "house"),  # drawn twice
    }
    assert homes(rows) == ["w1", "w3"]


def test_no_buildings_are_no_homes():
    assert homes({}) == []


def test_the_order_of_the_file_does_not_matter():
    rows = {
        "w2": (square(0, 0), "house"),
        "w1": (square(50, 0), "yes"),
        "w3": (square(9, 90), "yes"),
    }
    one = residential_buildings(buildings(rows), NOTHING)
    two = residential_buildings(buildings(dict(reversed(rows.items()))), NOTHING)
    assert one.equals(two)
