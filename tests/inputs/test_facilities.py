"""Facilities from map objects: labelled cases, real extracts, and the laws of merging."""

import csv
import time
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from accessibility.crs import metric_crs
from accessibility.errors import UnknownNameError
from accessibility.inputs.facilities import classify, find_facilities
from accessibility.inputs.filters import standard_filters
from accessibility.inputs.names import stems
from accessibility.inputs.osm import read_osm
from accessibility.standards.types import facility_types, type_table
from accessibility.tables import FACILITIES
from tests.inputs.filter_oracle import meets
from tests.inputs.map_objects import objects_of, point, square

CLASSES = {"none": 0, "possible": 1, "sure": 2}

with (Path(__file__).parent / "facility_type_cases.csv").open(encoding="utf-8") as file:
    CASES = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def monaco(monaco_pbf: Path) -> gpd.GeoDataFrame:
    objects = read_osm(monaco_pbf).objects
    return objects.to_crs(metric_crs(*objects.total_bounds))


@pytest.fixture(scope="module")
def monaco_facilities(monaco: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return find_facilities(monaco, source="monaco")


def test_there_are_60_labelled_cases():
    assert len(CASES) == 60


@pytest.mark.parametrize(("tags", "key", "expected"), CASES)
@pytest.mark.parametrize("geometry", [point(0, 0), square(0, 0, 50)], ids=["point", "area"])
def test_a_labelled_case_is_classed_as_labelled(tags, key, expected, geometry):
    classes = classify(objects_of([("w1", tags, geometry)]), [key])
    assert classes[key].tolist() == [CLASSES[expected]]


def test_classes_keep_the_index_and_the_order_of_the_objects():
    rows = [("n9", "shop=kiosk", point(0, 0)), ("n1", "leisure=park", point(9, 9))]
    objects = objects_of(rows).set_index(pd.Index(["b", "a"]))
    classes = classify(objects, ["park", "convenience_store"])
    assert classes.index.tolist() == ["b", "a"]
    assert classes["park"].tolist() == [0, 2]
    assert classes["convenience_store"].tolist() == [1, 0]


@pytest.mark.parametrize("ask", [classify, lambda o, t: find_facilities(o, t, source="x")])
def test_an_unknown_type_is_refused_with_a_hint(ask):
    with pytest.raises(UnknownNameError, match="Did you mean 'primary_school'"):
        ask(objects_of([("n1", "shop=kiosk", point(0, 0))]), ["primary_scool"])


@pytest.mark.parametrize(
    ("key", "sure", "possible"),
    [
        # counted by another program, with another reader (sure / possible before merging)
        ("kindergarten", 1, 1),
        ("nursery", 1, 1),
        ("primary_school", 0, 7),
        ("junior_middle_school", 0, 7),
        ("school_any", 7, 5),
        ("hospital", 2, 4),
        ("pharmacy", 13, 0),
        ("health_any", 22, 0),
        ("library", 4, 0),
        ("police_station", 8, 1),
        ("supermarket", 8, 1),
        ("convenience_store", 8, 17),
        ("restaurant", 150, 26),
        ("bank", 17, 0),
        ("atm", 17, 15),
        ("post_office", 6, 0),
        ("sports_center", 6, 8),  # the other took a pétanque club for a hall
        ("small_sports_ground", 14, 0),
        ("park", 23, 3),
        ("outdoor_fitness_ground", 6, 47),
        ("metro_station", 1, 3),
        ("bike_share", 12, 0),
        ("car_parking", 62, 54),
        ("public_toilet", 26, 2),
        ("recycling_point", 16, 0),
        ("fire_station", 2, 0),
    ],
)
def test_monaco_holds_as_many_objects_of_a_type_as_counted_before(monaco, key, sure, possible):
    classes = classify(monaco, [key])[key]
    assert ((classes == 2).sum(), (classes == 1).sum()) == (sure, possible)


@pytest.mark.parametrize(
    ("tags", "key"),
    [
        # found while the rows of one quarter of Monaco were read against the map
        ("leisure=sports_centre;sport=boules;name=Club Bouliste du Rocher", "sports_center"),
        ("amenity=hospital;name=Centre de Gérontologie Clinique Rainier III", "nursing_home"),
        ("amenity=parking_space;parking_space=charging", "ev_charging"),
    ],
)
def test_what_only_looks_like_it_is_possible(tags, key):
    assert classify(objects_of([("n1", tags, point(0, 0))]), [key])[key].tolist() == [1]


def test_every_object_of_monaco_is_classed_as_reading_it_alone_would(monaco):
    # every eighth object, every type that asks for no other type
    table, objects = type_table(), monaco.iloc[::8]
    dead = [
        any(meets(tags, "point", line, table) for line in table.dead) for tags in objects["tags"]
    ]
    classes = classify(objects)
    shapes = objects.geom_type.str.replace("Multi", "").map(
        {"Point": "point", "LineString": "line", "Polygon": "area"}
    )
    for key, kind in facility_types().items():
        lines = kind.sure + kind.possible
        if any(word in line for line in lines for word in ("type=", "side=")):
            continue
        for tags, shape, gone, found in zip(
            objects["tags"], shapes, dead, classes[key], strict=True
        ):
            sure = any(meets(tags, shape, line, table) for line in kind.sure)
            possible = sure or any(meets(tags, shape, line, table) for line in kind.possible)
            assert found == (0 if gone else int(sure) + int(possible)), (key, tags)


def test_the_facilities_are_the_table_that_the_stages_agreed_on(monaco_facilities):
    FACILITIES.require(monaco_facilities)
    assert monaco_facilities.index.name == "facility_id"
    assert monaco_facilities.index.is_unique
    expected = monaco_facilities["type"] + "/" + monaco_facilities["source_id"]
    assert monaco_facilities.index.tolist() == expected.tolist()
    assert set(monaco_facilities["certainty"]) == {"sure", "possible"}
    assert set(monaco_facilities["source"]) == {"monaco"}
    assert monaco_facilities.crs.is_projected
    assert monaco_facilities["access"].isna().all()


def test_every_member_of_a_type_is_in_one_facility_or_in_a_place_of_its_family(
    monaco, monaco_facilities
):
    families = {key: kind.family for key, kind in facility_types().items()}
    members = monaco_facilities.assign(
        id=monaco_facilities["members"].str.split(" "),
        family=monaco_facilities["type"].map(families),
    ).explode("id")
    assert not members.duplicated(["type", "id"]).any()
    classes = classify(monaco).set_axis(monaco["osm_id"])
    found = set(zip(members["type"], members["id"], strict=True))
    in_family = set(zip(members["family"], members["id"], strict=True))
    named = monaco.set_index("osm_id")["tags"].map(lambda tags: "name" in tags)
    for key in classes:
        for osm_id in classes.index[classes[key] > 0]:
            if (key, osm_id) not in found:
                assert (families[key], osm_id) in in_family
                assert not named[osm_id]
    assert len(found) <= int((classes > 0).to_numpy().sum())


def test_no_name_is_lost(monaco, monaco_facilities):
    tags = monaco.set_index("osm_id")["tags"]
    classes = classify(monaco).set_axis(monaco["osm_id"])
    for key in classes:
        names = [tags[i]["name"] for i in classes.index[classes[key] > 0] if "name" in tags[i]]
        assert (monaco_facilities["type"] == key).sum() >= len(set(stems(names)))


def test_an_area_is_the_ground_of_all_its_members(monaco, monaco_facilities):
    shapes = monaco.set_index("osm_id").geometry
    areas = monaco_facilities[monaco_facilities["area_m2"].notna()]
    areas = areas[areas["members"].str.contains(" ")]
    assert len(areas) > 20
    for row in areas.itertuples():
        parts = shapes[row.members.split(" ")]
        ground = shapely.union_all(parts[parts.geom_type.isin(["Polygon", "MultiPolygon"])])
        assert row.area_m2 == pytest.approx(ground.area)
        assert row.geometry.area == pytest.approx(row.area_m2)


@pytest.mark.parametrize("key", ["primary_school", "park", "bus_stop", "nexi_parks", "nursery"])
def test_one_type_asked_alone_is_as_among_all(monaco, monaco_facilities, key):
    alone = find_facilities(monaco, [key], source="monaco")
    among_all = monaco_facilities[monaco_facilities["type"] == key]
    pd.testing.assert_frame_equal(pd.DataFrame(alone), pd.DataFrame(among_all))


def test_the_order_of_the_objects_does_not_matter(monaco, monaco_facilities):
    mixed = monaco.sample(frac=1, random_state=3)
    again = find_facilities(mixed, source="monaco")
    pd.testing.assert_frame_equal(pd.DataFrame(again), pd.DataFrame(monaco_facilities))


def test_merging_what_was_merged_changes_no_named_place(monaco, monaco_facilities):
    keys = ["primary_school", "library", "bus_stop", "pharmacy", "restaurant", "police_station"]
    once = monaco_facilities[monaco_facilities["type"].isin(keys)]
    once = once[once["name"].notna()].drop_duplicates("source_id")
    tags = monaco.set_index("osm_id")["tags"][once["source_id"]]
    objects = gpd.GeoDataFrame(
        {
            "osm_id": once["source_id"].to_numpy(),
            "tags": [tag | {"name": name} for tag, name in zip(tags, once["name"], strict=True)],
        },
        geometry=once.geometry.to_numpy(),
        crs=once.crs,
    ).astype({"osm_id": "str"})
    twice = find_facilities(objects, keys, source="monaco")
    assert (twice["members"] == twice["source_id"]).all()


def test_no_objects_give_an_empty_table(monaco):
    empty = find_facilities(monaco.iloc[:0], source="nothing")
    assert len(empty) == 0
    FACILITIES.require(empty)
    assert empty.crs == monaco.crs
    assert len(find_facilities(monaco, [], source="nothing asked")) == 0


def test_a_facility_keeps_its_names_and_its_capacity():
    tags = "amenity=kindergarten;capacity=90;name=光明幼儿园;name:en=Guangming;name:zh=光明"
    found = find_facilities(
        objects_of([("w7", tags, square(0, 0, 30))]), ["kindergarten"], source="x"
    )
    assert found.index.tolist() == ["kindergarten/w7"]
    row = found.iloc[0]
    assert (row["name"], row["name_en"], row["name_zh"]) == (
        "光明幼儿园",
        "Guangming",
        "光明",
    )
    assert row["capacity"] == 90
    assert row["area_m2"] == 900
    assert row["certainty"] == "sure"


def test_what_is_not_tagged_is_not_known():
    tags = "amenity=toilets;capacity=many"
    row = find_facilities(
        objects_of([("n7", tags, point(0, 0))]), ["public_toilet"], source="x"
    ).iloc[0]
    assert pd.isna(row["name"])
    assert pd.isna(row["name_en"])
    assert pd.isna(row["capacity"])
    assert pd.isna(row["area_m2"])


def test_an_object_of_two_types_is_two_facilities():
    rows = [("n1", "amenity=school;name=某某九年一贯制学校", point(0, 0))]
    found = find_facilities(
        objects_of(rows), ["primary_school", "junior_middle_school"], source="x"
    )
    assert found.index.tolist() == ["primary_school/n1", "junior_middle_school/n1"]


def test_facilities_are_ordered_by_type_and_then_by_kind_and_number_of_the_id():
    rows = [
        (i, "amenity=toilets", point(500 * n, 0)) for n, i in enumerate(["w2", "n10", "r1", "n9"])
    ]
    found = find_facilities(objects_of(rows), ["public_toilet"], source="x")
    assert found["source_id"].tolist() == ["n9", "n10", "r1", "w2"]


@pytest.mark.shared_data
def test_newport_is_classed_quickly_and_as_counted_before(shared):
    objects = read_osm(shared / "newport" / "newport-2023-06-13.osm.pbf").objects
    objects = objects.to_crs(metric_crs(*objects.total_bounds))
    standard_filters()
    start = time.process_time()
    classes = classify(objects)
    seconds = time.process_time() - start
    for key, sure, possible in [
        ("primary_school", 27, 18),
        ("community_health_center", 1, 10),
        ("supermarket", 23, 7),
        ("park", 33, 45),
        ("bus_stop", 398, 0),
        ("cultural_station", 18, 8),
        ("public_toilet", 21, 32),
    ]:
        assert ((classes[key] == 2).sum(), (classes[key] == 1).sum()) == (sure, possible), key
    assert seconds < 1.0  # all 111 types; 0.1 s on an idle machine
    schools = find_facilities(objects, ["school_any"], source="newport")
    unnamed = schools["name"].isna() & (schools["certainty"] == "sure")
    assert unnamed.sum() == 0  # the 15 unnamed school areas lie in named ones


@pytest.mark.shared_data
def test_haidian_has_one_metro_station_with_its_entrances(shared):
    objects = read_osm(shared / "beijing_haidian" / "map.osm").objects.to_crs(32650)
    found = find_facilities(objects, ["metro_station", "kindergarten"], source="haidian")
    sure = found[(found["type"] == "metro_station") & (found["certainty"] == "sure")]
    assert sure["name"].tolist() == ["六道口"]
    assert len(sure["members"].iloc[0].split()) == 1 + 4 + 9  # station, stops, entrances
    assert found.loc[found["type"] == "kindergarten", "name"].tolist() == [
        "中国农业大学东校区幼儿园",
        "未来之星实验幼儿园",
    ]


def test_both_kerbs_of_a_stop_are_one_facility_with_two_places():
    tags = "highway=bus_stop;name=Market"
    stops = objects_of([("n1", tags, point(0, 0)), ("n2", tags, point(30, 12))])
    [stop] = find_facilities(stops, ["bus_stop"], source="x").itertuples()
    assert stop.geometry == shapely.MultiPoint([(0, 0), (30, 12)])
    assert stop.members == "n1 n2"


def test_a_point_in_an_area_of_the_same_place_adds_no_place():
    tags = "amenity=kindergarten;name=Les Carmes"
    both = objects_of([("w1", tags, square(0, 0, 50)), ("n2", tags, point(10, 10))])
    [found] = find_facilities(both, ["kindergarten"], source="x").itertuples()
    assert found.geometry.geom_type == "Polygon"
