"""What the map carries: packing, base map, findings. Numbers are worked out in comments."""

import dataclasses
import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from accessibility.outputs.maps.basemap import base_layers, panning_limit, street_lines
from accessibility.outputs.maps.findings import beyond, lacked, strip
from accessibility.outputs.maps.inline import script_json
from accessibility.outputs.maps.packing import pack, pack_paths, pack_points, runs, steps
from accessibility.outputs.maps.payload import anchors, outlines, payload, square_side_m
from accessibility.outputs.maps.sea import sea_to_limit
from tests.outputs import fixtures
from tests.outputs.fixtures import METRIC, X0, Y0

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def unpack(text: str) -> list[int]:
    """The reader, written here from the format's description and not from its writer."""
    numbers, value, shift = [], 0, 0
    for sign in text:
        digit = DIGITS.index(sign)
        value += (digit % 32) << shift
        shift += 5
        if digit < 32:
            numbers.append(-(value + 1) // 2 if value % 2 else value // 2)
            value = shift = 0
    return numbers


def unstep(text: str) -> list[int]:
    return list(np.cumsum(unpack(text))) if text else []


def unrun(text: str) -> list[int]:
    on, at = [], 0
    for turn, length in enumerate(unpack(text)):
        on += range(at, at + length) if turn % 2 else []
        at += length
    return on


def paths_of(packed: dict[str, str]) -> list[np.ndarray]:
    """Paths in degrees."""
    steps_xy = np.array(unpack(packed["xy"])).reshape(-1, 2).cumsum(axis=0) * 1e-5
    return np.split(steps_xy, np.cumsum(unpack(packed["n"]))[:-1]) if packed["n"] else []


@given(st.lists(st.integers(-(2**30), 2**30)))
def test_packed_numbers_are_read_back(numbers):
    assert unpack(pack(numbers)) == numbers
    assert unstep(steps(numbers)) == numbers


def test_small_numbers_take_one_character():
    # folded: 0, -1, 1, 15, -16 are 0, 1, 2, 30, 31; 16 is 32 = 0 + a further group of 1
    assert pack([0, -1, 1, 15, -16]) == "ABCef"
    assert pack([16]) == "gB"
    assert pack([]) == ""


@given(st.lists(st.booleans()))
def test_runs_name_exactly_the_rows_that_are_on(flags):
    assert unrun(runs(np.array(flags, bool))) == [i for i, flag in enumerate(flags) if flag]


def test_long_runs_are_short():
    flags = np.zeros(20_000, bool)
    flags[5_000:15_000] = True
    assert len(runs(flags)) <= 9  # three lengths of up to three characters


def test_points_keep_five_decimals_and_their_order():
    points = gpd.GeoSeries(
        [shapely.Point(7.123456, 43.7), shapely.Point(-7.1, -43.70001)], crs=4326
    )
    lon_lat = np.array(unpack(pack_points(points))).reshape(-1, 2).cumsum(axis=0)
    assert lon_lat.tolist() == [[712346, 4370000], [-710000, -4370001]]


def test_rings_lose_their_closing_vertex_and_turn_by_kind():
    # an exterior drawn clockwise with a hole drawn the same way: out counter-clockwise, hole back
    hole = [(0.4, 0.4), (0.4, 0.6), (0.6, 0.6), (0.6, 0.4)]
    square = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)], [hole])
    line = shapely.LineString([(2, 2), (3, 3), (3, 3), (3, 4)])
    packed = pack_paths(gpd.GeoSeries([square, line], crs=4326))
    assert unpack(packed["n"]) == [4, 4, 3]  # the doubled vertex of the line is gone
    assert unstep(packed["of"]) == [0, 0, 1]
    outer, inner, _ = paths_of(packed)
    assert shapely.LinearRing(outer).is_ccw
    assert not shapely.LinearRing(inner).is_ccw


def test_shapes_that_vanish_at_a_metre_are_left_out():
    speck = shapely.box(0, 0, 1e-6, 1e-6)
    packed = pack_paths(gpd.GeoSeries([speck, shapely.box(0, 0, 1, 1)], crs=4326))
    assert unpack(packed["n"]) == [4]
    assert unstep(packed["of"]) == [1]


def test_nothing_to_draw_packs_to_nothing():
    assert pack_paths(gpd.GeoSeries([], crs=METRIC)) == {"n": "", "xy": "", "of": ""}


def test_streets_are_sorted_into_classes_and_tunnels_left_out():
    # 34 ways, kinds in turn: ways 0, 4, ... are primary, of which way 0 is a tunnel
    lines = street_lines(fixtures.network())
    assert 0 not in lines.index
    assert lines["class"].value_counts().to_dict() == {
        "main": 9, "minor": 8, "path": 8, "major": 8,
    }  # fmt: skip
    assert lines.geometry.iloc[0].length == 1000


def test_base_layers_hold_every_class_and_join_lines_end_to_end():
    town = fixtures.results().town
    district = shapely.box(*town.communities.total_bounds)
    layers = base_layers(town.network, town.landscape, district, town.box)
    kinds = {"water", "green", "built", "rail", "sea", "major", "main", "minor", "path"}
    assert set(layers) == kinds
    assert unpack(layers["rail"]["n"]) == [2]
    assert unpack(layers["built"]["n"]) == [4]


def test_paths_are_drawn_near_the_district_only():
    # footways run to 200 m south of it, and from 500 m west of it: cut at 300 m
    town = fixtures.results().town
    district = shapely.box(*town.communities.total_bounds)
    layers = base_layers(town.network, town.landscape, district, town.box)
    west = gpd.GeoSeries([shapely.Point(X0 - 300, Y0)], crs=METRIC).to_crs(4326).iloc[0].x
    drawn = np.concatenate(paths_of(layers["path"]))
    assert drawn[:, 0].min() == pytest.approx(west, abs=1e-4)  # the grid is turned a little


def test_sea_goes_on_to_the_limit_and_land_does_not_drown():
    loaded = shapely.box(0, 0, 1000, 1000)
    limit = shapely.box(-4000, -4000, 5000, 5000)
    sea = gpd.GeoSeries([shapely.box(600, 0, 1000, 1000)], crs=METRIC)
    drawn = sea_to_limit(sea, loaded, limit).iloc[0]
    # the coast at 600 runs straight north and south, so the sea is all east of it
    assert drawn.area == pytest.approx(4400 * 9000, rel=0.001)
    assert drawn.covers(shapely.Point(4900, -3900))
    assert not drawn.intersects(shapely.Point(0, 3000))


def test_a_slanting_coast_goes_on_as_it_ran():
    # sea below the diagonal of the box: its coast leads on to the corners of the limit
    loaded = shapely.box(0, 0, 1000, 1000)
    sea = gpd.GeoSeries([shapely.Polygon([(0, 0), (1000, 0), (1000, 1000)])], crs=METRIC)
    drawn = sea_to_limit(sea, loaded, shapely.box(-3000, -3000, 4000, 4000)).iloc[0]
    assert drawn.covers(shapely.Point(3000, 2800))
    assert not drawn.intersects(shapely.Point(2800, 3000))


def test_a_town_without_a_sea_gets_none():
    square = shapely.box(0, 0, 1000, 1000)
    assert sea_to_limit(gpd.GeoSeries([], crs=METRIC), square, square).empty


def test_small_islands_and_holes_of_outlines_are_dropped_but_never_all():
    # 60 x 60 m = 0.36 ha is clutter beside 1 km2, but stays where it is all there is
    island = shapely.box(2000, 0, 2060, 60)
    pierced = shapely.box(0, 0, 1000, 1000) - shapely.box(500, 500, 560, 560)
    shapes = gpd.GeoSeries([shapely.MultiPolygon([pierced, island]), island], crs=METRIC)
    drawn = outlines(shapes)
    assert drawn.area.tolist() == [1_000_000, 3600]


def test_labels_stand_in_the_widest_part():
    # a broad square with a long thin tail: the middle of the whole would be in the tail
    tail = shapely.union(shapely.box(0, 0, 400, 400), shapely.box(400, 190, 5000, 210))
    at = anchors(gpd.GeoSeries([tail], crs=METRIC)).iloc[0]
    assert at.distance(shapely.Point(200, 200)) < 25


def test_squares_are_as_wide_as_cells_stand_apart():
    grid = np.array([(x, y) for x in range(0, 500, 100) for y in range(0, 500, 100)], float)
    assert square_side_m(grid) == 100.0
    assert square_side_m(grid / 100) == 15.0  # never below what can be seen
    assert square_side_m(grid[:1]) == 250.0


def test_strip_counts_people_by_circles_missed():
    missed = np.array([0, 1, 2, 3, 5, 6, 20, np.nan])
    people = np.array([1, 10, 20, 100, 200, 1000, 2000, 7777.0])
    assert strip(missed, people) == [1, 30, 300, 3000]


def test_limits_are_inclusive_and_the_unknown_is_beyond():
    reach = np.array([300.0, 300.001, np.inf, np.nan, np.inf])
    people = np.array([1.0, 1, 1, 1, 0])
    assert beyond(reach, people, 300).tolist() == [False, True, True, True, False]


def test_most_lacked_types_leave_out_what_cannot_be_judged_and_what_is_recommended(results):
    # people beyond: kindergarten 120 + 200, primary 180 + 60, market 180, park 100, school 20;
    # day care cannot be judged and toilets are recommended only
    block = payload(results)["standards"][0]
    named = [(block["items"][row]["id"], people) for row, people in block["lack"]]
    assert named == [
        ("kindergarten", 320), ("primary", 240), ("market", 180), ("park", 100), ("school", 20),
    ]  # fmt: skip


def test_a_type_asked_for_by_two_levels_is_lacked_once(results):
    twice = [
        dataclasses.replace(fixtures.ITEMS[3], level="15"),
        dataclasses.replace(fixtures.ITEMS[3], level="10"),
    ]
    index = pd.MultiIndex.from_tuples(
        [("west", "15", "market"), ("west", "10", "market")],
        names=["community_id", "level", "item"],
    )
    rows = pd.DataFrame({"verdict": "not_met", "people_uncovered": [70.0, 70.0]}, index=index)
    assert lacked(rows, twice) == [[0, 70.0]]


def test_payload_follows_the_checklist_row_by_row(results):
    block = payload(results)["standards"][0]
    items = [item["id"] for item in block["items"]]
    verdicts = [block["verdicts"][code] for code in unpack(block["check"]["verdict"])]
    assert "substation" not in items  # set by specialist plans, not by access
    assert len(verdicts) == 3 * len(items)
    assert verdicts[items.index("market")] == "by_bicycle"
    assert verdicts[8 + items.index("kindergarten")] == "not_met"
    reasons = unpack(block["check"]["reason"])
    assert block["reasons"][reasons[items.index("daycare")]] == "none found"
    assert block["reasons"][reasons[16]] == "nobody"  # the east


def test_shares_are_never_rounded_up(results):
    checklist = results.checklist.copy()
    first = checklist.index[0]
    for share, carried in [(0.89999, 8999), (0.9, 9000), (1e-9, 1), (0.0, 0), (np.nan, -1)]:
        checklist.loc[first, "coverage_people"] = share
        changed = dataclasses.replace(results, checklist=checklist)
        block = payload(changed)["standards"][0]
        assert unpack(block["check"]["coverage"])[0] == carried


def test_cells_outside_are_those_the_standard_fails(results):
    # market stands at 900, 300: within 500 m by streets of all 20 cells of the middle and of
    # two of the west, so that 18 of the west are outside; nobody lives in the east
    data = payload(results)
    block = data["standards"][0]
    row = [item["id"] for item in block["items"]].index("market")
    outside = unrun(block["outside"]["walk"][row])
    community = unstep(data["cells"]["community"])
    assert len(outside) == 18
    assert {community[cell] for cell in outside} == {0}


def test_the_bicycle_is_judged_by_the_minutes_of_the_level(results):
    # 10 minutes at 200 m a minute reach 2000 m: nobody is outside
    block = payload(results)["standards"][0]
    row = [item["id"] for item in block["items"]].index("market")
    assert unrun(block["outside"]["bike"][row]) == []


def test_under_the_straight_line_rule_people_beyond_are_counted_so(results):
    # frames in which every distance is halved
    walk = results.nearest["walk", "sure"]
    halved = dataclasses.replace(walk, profile="straight_line", metres=walk.metres / 2)
    straight = dataclasses.replace(
        results,
        study=dataclasses.replace(results.study, rule="straight_line"),
        nearest={**results.nearest, ("straight_line", "sure"): halved},
    )
    block = payload(straight)["standards"][0]
    row = [item["id"] for item in block["items"]].index("market")
    # half of |dx| + |dy| is above 500 m at the two western corners only: (840 + 225) / 2
    assert len(unrun(block["outside"]["walk"][row])) == 2


def test_items_without_any_facility_have_no_cells_to_show(results):
    block = payload(results)["standards"][0]
    row = [item["id"] for item in block["items"]].index("daycare")
    assert block["outside"]["walk"][row] is None


def test_empty_names_are_null_and_others_are_kept_as_they_are(results):
    names = payload(results)["facilities"]["name"]
    assert names[2] is None  # ""
    assert names[7] is None  # NaN
    assert names[8] is None  # blanks
    assert names[1] == fixtures.SCRIPT


def test_payload_is_json_without_anything_that_ends_a_script(results):
    text = script_json(payload(results))
    assert "<" not in text
    assert "&" not in text
    assert json.loads(text)["communities"]["name"][0] == fixtures.SCRIPT


def test_date_and_attribution_are_those_of_the_sources(results):
    data = payload(results)
    assert data["date"] == "2023-06-13"
    assert data["attribution"] == [fixtures.ATTRIBUTION]
    assert data["crs"] == "EPSG:32650"


def test_language_falls_back_to_the_study(results):
    assert payload(results)["lang"] == "en"
    assert payload(results, lang="zh")["lang"] == "zh"
    assert payload(fixtures.results(lang="zh"))["lang"] == "zh"


def test_equal_results_give_equal_payloads():
    assert payload(fixtures.results()) == payload(fixtures.results())


def test_rows_in_another_order_change_nothing(results):
    town = results.town
    mixed = dataclasses.replace(
        results,
        checklist=results.checklist.sample(frac=1, random_state=1),
        scores=results.scores.sample(frac=1, random_state=2),
        missed=results.missed.sample(frac=1, random_state=3),
        town=dataclasses.replace(town, cells=town.cells.sample(frac=1, random_state=4)),
    )
    assert payload(mixed) == payload(results)


def test_panning_ends_well_beyond_the_district():
    near = panning_limit(shapely.box(0, 0, 100, 100))
    assert near.bounds == (-5000, -5000, 5100, 5100)
    far = panning_limit(shapely.box(0, 0, 4000, 1000))
    assert far.bounds == (-12000, -12000, 16000, 13000)
