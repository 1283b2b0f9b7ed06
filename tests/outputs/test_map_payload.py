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
from accessibility.outputs.maps.findings import REASONS, lacked, strip
from accessibility.outputs.maps.inline import script_json
from accessibility.outputs.maps.items import columns_block, levels_block, rule_block
from accessibility.outputs.maps.outside import beyond
from accessibility.outputs.maps.packing import pack, pack_paths, pack_points, runs, steps
from accessibility.outputs.maps.payload import anchors, outlines, payload, square_side_m
from accessibility.outputs.maps.sea import sea_to_limit
from accessibility.scoring.verdicts import CAUSES, SETTLED
from accessibility.standards import Part
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
    reach = np.array([300.0, 300.001, np.inf, np.nan])
    assert beyond(reach, 300).tolist() == [False, True, True, True]


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
        checklist.loc[first, "coverage"] = share
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


def test_whatever_rule_decides_the_cells_drawn_are_those_the_verdict_counts(results):
    # half of the first cell is served, and the others wholly: only it is drawn, since nobody
    # lives in the east
    own = fixtures.standard()
    served = results.served[own.id].copy()
    served["10", "market"] = 1.0
    served.loc["c00", ("10", "market")] = 0.5
    changed = dataclasses.replace(results, served={own.id: served})
    block = payload(changed)["standards"][0]
    row = [item["id"] for item in block["items"]].index("market")
    cells = payload(changed)["cells"]
    [drawn] = unrun(block["outside"]["walk"][row])
    assert unstep(cells["community"])[drawn] == 0


def with_items(results, *items):
    """The small town by a standard of these items alone, in the plainest judgement."""
    own = dataclasses.replace(fixtures.standard(), items=items)
    checklist = fixtures.checklist_table(own, results.town.cells, dict(results.nearest))
    return dataclasses.replace(
        results,
        standards={own.id: own},
        checklist=checklist,
        district_checklist=fixtures.district_checklist_table(checklist),
        served={own.id: fixtures.served_table(own, results.town.cells, dict(results.nearest))},
    )


def test_by_bicycle_any_part_will_do_or_all_are_needed(results):
    # by bicycle 200 m a minute: market and primary are both within 10 minutes of everybody;
    # day care is nowhere, so that all of market and day care cannot be told cell by cell
    market = fixtures.ITEMS[3]
    parts = {"primary": (Part(type="primary", radius_m=500.0),),
             "daycare": (Part(type="daycare", radius_m=500.0),)}  # fmt: skip
    drawn = {}
    for combine in ("any", "all"):
        for name, more in parts.items():
            item = dataclasses.replace(market, combine=combine, more=more)
            block = payload(with_items(results, item))["standards"][0]
            drawn[combine, name] = block["outside"]["bike"][0]
    assert unrun(drawn["any", "primary"]) == unrun(drawn["all", "primary"]) == []
    assert unrun(drawn["any", "daycare"]) == []
    assert drawn["all", "daycare"] is None


def test_a_rule_of_supply_is_told_with_its_unit_and_no_way_by_bicycle(results):
    market = dataclasses.replace(
        fixtures.ITEMS[3], rule="amount", least=2.0, per="person", radius_m=None, weight="land",
        certainty="general_low",
    )  # fmt: skip
    changed = with_items(results, market)
    supplied = changed.checklist.assign(limit=2.0, limit_unit="m2/person", value=1.25)
    block = payload(dataclasses.replace(changed, checklist=supplied))["standards"][0]
    [item] = block["items"]
    assert item["told"]["en"] == ">= 2 m2 a person in each community"
    assert item["told"]["zh"] == "每社区人均不少于2平方米"
    assert (item["supply"], item["land"], item["recalled"]) == (True, True, "low")
    assert (block["limits"], block["units"]) == ([2.0], ["m2/person"])
    assert unpack(block["check"]["value"]) == [125, 125, 125]
    assert block["outside"]["bike"] == [None]


def of_item(results, **changes):
    """The market as the page carries it, after changes to what it asks."""
    item = dataclasses.replace(fixtures.ITEMS[3], **changes)
    return payload(with_items(results, item))["standards"][0]["items"][0]


def test_the_page_knows_what_a_limit_is_a_limit_of(results):
    marks = {"room", "vehicle", "travel", "several", "supply"}
    assert not marks & of_item(results).keys()
    assert of_item(results, rule="capacity")["room"] is True
    assert of_item(results, rule="vehicle")["vehicle"] == "fire_engine"
    assert of_item(results, rule="vehicle", profile="fire_engine")["vehicle"] == "fire_engine"
    assert of_item(results, rule="vehicle", profile="ambulance")["vehicle"] == "vehicle"
    assert of_item(results, travel="walk_or_cycle")["travel"] == "walk_or_cycle"
    near, far = (Part(type="primary", radius_m=metres) for metres in (500.0, 800.0))
    assert "several" not in of_item(results, more=(near,))
    assert of_item(results, more=(far,))["several"] is True


def test_settings_that_change_the_score_go_onto_the_page(results):
    assert payload(results)["settings"] == {"en": [], "zh": []}
    told = payload(fixtures.results(weight="land"))["settings"]
    assert told["en"] == [
        "where the standard leaves it open: share of residential land, not of people"
    ]
    assert told["zh"] == ["标准未规定时按居住用地而非人口计算比例"]


def test_columns_of_the_score_name_the_levels_behind_them(results):
    # recommended and unlocated items make no score; the levels are all of one column each
    block = payload(results)["standards"][0]
    assert block["columns"] == [{"id": name, "levels": [name]} for name in ("15", "10", "5")]
    assert [level["column"] for level in block["levels"]] == ["15", "10", "5"]
    assert "recalled" not in block["items"][0]


def test_levels_of_a_district_are_a_column_of_their_own(results):
    own = fixtures.standard()
    tier = dataclasses.replace(own.levels["15"], id="district", minutes=None)
    items = tuple(
        dataclasses.replace(one, level="district", rule="presence", radius_m=None)
        for one in fixtures.ITEMS[:2]
    )
    standard = dataclasses.replace(own, levels={"district": tier}, items=items)
    assert columns_block(items) == [{"id": "other", "levels": ["district"]}]
    assert levels_block(standard, items)[0]["column"] == "other"


def test_the_rule_of_a_standard_is_named_where_nearly_all_items_share_it():
    def block(*rules):
        return [{"rule": rule} for rule in rules]

    study = fixtures.results().study
    assert rule_block(block("time", "time", "time", "time", "count"), study) == "time"
    assert rule_block(block("time", "time", "time", "count"), study) == "mixed"
    assert rule_block(block("presence", "presence"), study) == "mixed"
    # a standard's own straight lines are no comparison, those that a study asks for are
    assert rule_block(block("straight_line"), study) == "line"
    straight = dataclasses.replace(study, rule="straight_line")
    assert rule_block(block("straight_line"), straight) == "straight_line"


def test_ways_of_counting_stand_side_by_side(results):
    # fixtures: distance 1.0 for clinics of the west; no time nor straight line; 2 of 3 hold it
    block = payload(results)["standards"][0]
    assert block["ways"][0] == [1.0, None, None, 1.0, 1.0, 0.6667]
    # nothing is known of day care: no share is told, not even one of nought
    row = [item["id"] for item in block["items"]].index("daycare")
    assert block["ways"][row] == [None] * 6


def test_what_a_table_lacks_is_a_reason_of_its_own(results):
    checklist = results.checklist.assign(verdict="cannot_tell", cause="lacking households")
    block = payload(dataclasses.replace(results, checklist=checklist))["standards"][0]
    assert {block["reasons"][code] for code in unpack(block["check"]["reason"])} == {
        "lacking households"
    }


def test_every_cause_of_the_scoring_is_known_to_the_page():
    assert set(CAUSES) - {SETTLED} == set(REASONS)


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
