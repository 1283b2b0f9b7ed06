"""The standards that come with the package say what their sources were read to say.

figures.csv holds the figures as they were compiled, a line for each item of each text.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from accessibility.standards import Item, Part, Standard, audience_items, list_standards, standard
from accessibility.standards.checks import ITEM_KEYS
from accessibility.standards.schema import AUDIENCES, CERTAINTIES, LEVELS, RULES, SUPPLY_RULES
from accessibility.standards.types import facility_types

FIGURES = Path(__file__).with_name("figures.csv")
FOLDER = Path(__file__).parents[2] / "accessibility" / "standards"

STANDARDS = {one.id: one for one in list_standards()}
PANELS = audience_items()
ALL = [*STANDARDS.values(), PANELS]

HALF_WIDTH = str.maketrans("（），", "(),")

Row = dict[str, str]
Key = tuple[str, str, str]  # standard, level, Chinese name


@dataclass(frozen=True)
class Departure:
    """Where a file departs from the table, on purpose."""

    why: str
    says: dict[str, object] = field(default_factory=dict)  # what the file says instead
    item: str = ""  # id of the item that the line is a part of


DERIVED = "the zone was seen, the radius only follows from it: it cannot fail a station"
TO_SCALE = {"requirement": "recommended", "minutes": None}

DEPARTURES: dict[Key, Departure] = {
    ("chengdu-policy", "15", "儿童15分钟公共空间体验网络"): Departure(
        "the text names city and community parks; the type child_space takes kindergartens in",
        {"type": "park"},
    ),
    ("chengshi-tijian", "city", "公园绿地服务半径覆盖率(2021) 小型"): Departure(
        "one indicator with two sizes of park, either of which will do", item="park_coverage"
    ),
    ("chengshi-tijian", "city", "城市标准消防站及小型普通消防站覆盖率"): Departure(
        "the table has an area of zones and no radius; 1,870 m follows from 7 km2",
        {"radius_m": 1870.0},
    ),
    ("fire", "city", "一级普通消防站"): Departure(DERIVED, TO_SCALE),
    ("fire", "city", "二级普通消防站"): Departure(DERIVED, TO_SCALE),
    ("fire", "city", "小型消防站"): Departure(DERIVED, TO_SCALE),
    ("itdp-pedestrians-first", "15", "教育设施"): Departure(
        "one indicator that asks for both", item="services"
    ),
    ("itdp-pedestrians-first", "15", "医疗设施"): Departure(
        "one indicator that asks for both", item="services"
    ),
}
SIX_FUNCTIONS = ("moreno", "15", "六项功能")  # one line of the table, six items of the file


def rows() -> list[Row]:
    with FIGURES.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


def key(row: Row) -> Key:
    return row["standard"], row["level"], row["name_zh"]


def number(text: str) -> float | None:
    return float(text) if text else None


def found(row: Row) -> tuple[Item, Part]:
    """The item of a line, and the part of it that the line speaks of."""
    one, departure = STANDARDS[row["standard"]], DEPARTURES.get(key(row))
    items = [
        item
        for item in one.items
        if item.level == row["level"]
        and (
            item.id == departure.item
            if departure and departure.item
            else item.name_zh.translate(HALF_WIDTH) == row["name_zh"]
        )
    ]
    assert len(items) == 1, f"{key(row)}: {len(items)} items"
    parts = items[0].parts
    size = number(row["site_m2"])
    same = [p for p in parts if p.type == row["type"] and p.min_site_m2 in (size, None)]
    return items[0], same[0] if same else parts[0]


def told(row: Row) -> dict[str, object]:
    """What the file says of a line."""
    item, part = found(row)
    one = STANDARDS[row["standard"]]
    people = item.people_per_facility
    return {
        "type": part.type,
        "requirement": item.requirement,
        "radius_m": part.radius_m,
        "minutes": one.limit_min(item) if row["minutes"] else item.minutes,
        "building_m2": item.min_building_m2,
        "site_m2": part.min_site_m2 or item.site_m2,
        "people": one.levels[item.level].people
        if people == (None, None) and row["people_max"]
        else people,
        "certainty": item.certainty,
    }


def asked(row: Row) -> dict[str, object]:
    """What the table says of it, but for the departures."""
    said: dict[str, object] = {
        "type": row["type"],
        "requirement": row["requirement"],
        **{name: number(row[name]) for name in ("radius_m", "minutes", "building_m2", "site_m2")},
        "people": (number(row["people_min"]), number(row["people_max"])),
        "certainty": row["certainty"],
    }
    departure = DEPARTURES.get(key(row))
    return said | (departure.says if departure else {})


# The table of sources


@pytest.mark.parametrize("name", sorted({row["standard"] for row in rows()}))
def test_every_line_of_the_sources_stands_in_its_file_with_the_same_figures(name: str):
    lines = [row for row in rows() if row["standard"] == name and key(row) != SIX_FUNCTIONS]
    assert {key(row): told(row) for row in lines} == {key(row): asked(row) for row in lines}


def test_all_lines_are_there_and_no_departure_is_idle():
    lines = rows()
    assert len(lines) == 215
    assert {row["standard"] for row in lines} == set(STANDARDS)
    assert set(DEPARTURES) <= {key(row) for row in lines}
    for row in lines:
        departure = DEPARTURES.get(key(row))
        if departure and departure.says:
            plain = asked(row | {"standard": "", "level": ""})
            assert plain != told(row), f"{key(row)} departs no more"


@pytest.mark.shared_data
def test_the_figures_are_those_that_were_compiled(shared: Path):
    with (shared.parent / "standards" / "facilities.csv").open(encoding="utf-8") as table:
        compiled = list(csv.DictReader(table))
    names = {
        "type": "key",
        "name_zh": "name_zh",
        "requirement": "requirement",
        "radius_m": "service_radius_m",
        "minutes": "max_minutes",
        "building_m2": "min_building_m2",
        "site_m2": "min_site_m2",
        "people_min": "population_per_facility_min",
        "people_max": "population_per_facility_max",
        "certainty": "certainty",
    }
    assert [{ours: row[theirs] for ours, theirs in names.items()} for row in compiled] == [
        {ours: row[ours] for ours in names} for row in rows()
    ]
    assert [row["level"].replace("neighbourhood", "block") for row in compiled] == [
        row["level"] for row in rows()
    ]


def test_the_six_functions_are_six_items_that_walking_or_cycling_may_meet():
    six = STANDARDS["moreno"].items
    assert [one.id for one in six] == [
        "living", "working", "supplying", "caring", "learning", "enjoying",
    ]  # fmt: skip
    assert {(one.travel, one.rule, one.certainty) for one in six} == {
        ("walk_or_cycle", "time", "seen")
    }


# One figure of every standard, checked by hand against SOURCES.md (section in the comment)


@pytest.mark.parametrize(
    ("name", "level", "item", "figures"),
    [
        # 2.3, trap 4 of section 11: a 5-minute item with a radius of 500 m
        ("gb50180-2018", "5", "cultural_station", {"radius_m": 500, "minutes": 10}),
        # 2.5: public green at the 15-minute level, 2.0 m2 a person
        ("gb50180-2018", "15", "public_green_area", {"least": 2.0, "per": "person"}),
        # 3: rural villages by the usual local mode
        ("tdt1062-2021", "rural_village", "village_clinic", {"travel": "usual"}),
        # 4: community station about 800 m2
        ("wanzheng-2020", "5-10", "community_service_station", {"min_building_m2": 800}),
        # 1: premises of 30 m2 for every 100 households
        (
            "chengdu-policy",
            "community",
            "community_service_station",
            {"rule": "amount", "least": 30, "per": "100_households"},
        ),
        # 1: 2 m2 of shelter a person
        ("chengdu-policy", "city", "emergency_shelter", {"least": 2, "per": "person"}),
        # 1: at least one complex for the elderly in every sub-district
        (
            "chengdu-policy",
            "subdistrict",
            "elderly_service_complex",
            {"rule": "count", "least": 1, "counted_in": "subdistrict"},
        ),
        # 1: three tiers, 镇（街道） is the middle one
        (
            "chongqing-policy",
            "subdistrict",
            "emergency_shelter",
            {"tier": "town", "counted_in": "subdistrict", "group": "emergency_shelter#town"},
        ),
        # 5: childcare within 10 minutes, about 500 m
        ("shanghai-2016", "10", "nursery", {"radius_m": 500}),
        # 5: 300 m to a bus stop inside the inner ring
        ("shanghai-2024-draft", "5", "bus_stop", {"radius_m": 300}),
        # 5: gyms are businesses of quality
        ("yikezhong-2021", "15", "gym", {"requirement": "recommended", "rule": "time"}),
        # 7: 5 minutes after dispatch, 1 of them turnout; zones stop at motorways, rail, rivers
        (
            "fire",
            "city",
            "fire_arrival",
            {
                "minutes": 5,
                "turnout_min": 1,
                "vehicle_group": "fire_station|motorway+rail+river",
            },
        ),
        # 7: 500 m for immediate shelters
        ("shelter", "5-10", "emergency_shelter", {"radius_m": 500, "rule": "distance"}),
        # the table: community parks of 5-10 ha, 800 m
        ("gbt51346-2019", "city", "community_park_5ha", {"radius_m": 800, "min_site_m2": 50_000}),
        # 6: 1 km from a greenway, of residential land
        ("chengshi-tijian", "city", "greenway", {"radius_m": 1000, "weight": "land"}),
        # 6: shelter area a resident, floor about 1.5 m2
        ("chengshi-tijian", "city", "emergency_shelter", {"least": 1.5}),
        # 8: on foot or by bicycle
        ("moreno", "15", "learning", {"travel": "walk_or_cycle"}),
        # 8: 300 m in a straight line, 0.5 ha and above
        ("who-green", "5", "park", {"rule": "straight_line", "min_site_m2": 5000}),
        # 8: 100 m from a car-free place
        ("itdp-pedestrians-first", "5", "open_space_any", {"radius_m": 100}),
        # 8: half a mile is 804.67 m
        ("parkserve", "10", "park", {"radius_m": 805, "min_site_m2": None}),
        # 8: 400 m to open space
        ("sdg-11", "5", "open_space_any", {"radius_m": 400}),
    ],
)
def test_a_figure_is_what_the_source_says(
    name: str, level: str, item: str, figures: dict[str, object]
):
    one = entry(STANDARDS[name], level, item)
    assert {figure: getattr(one, figure) for figure in figures} == figures


def entry(one: Standard, level: str, name: str) -> Item:
    return next(item for item in one.items if (item.level, item.id) == (level, name))


def test_parks_of_the_check_up_are_near_by_either_size():
    park = entry(STANDARDS["chengshi-tijian"], "city", "park_coverage")
    assert park.combine == "any"
    assert [(part.min_site_m2, part.radius_m) for part in park.parts] == [(5000, 500), (2000, 300)]


def test_services_need_education_and_healthcare_both():
    services = entry(STANDARDS["itdp-pedestrians-first"], "15", "services")
    assert services.combine == "all"
    assert [part.type for part in services.parts] == ["school_any", "health_any"]


def test_rail_is_near_enough_at_twice_the_distance_of_a_bus():
    # SOURCES 8: SDG 11.2.1, 500 m bus or tram, 1 km rail
    stops = entry(STANDARDS["sdg-11"], "10", "public_transport")
    assert {part.type: part.radius_m for part in stops.parts} == {
        "bus_stop": 500,
        "metro_station": 1000,
        "rail_station": 1000,
    }


def test_radii_of_fire_zones_follow_from_their_areas():
    # A = 2 P²: P of 7, 4 and 2 km2 is √3.5 = 1.871, √2 = 1.414 and 1 km
    zones = [one for one in STANDARDS["fire"].items if one.rule == "straight_line"]
    assert [one.radius_m for one in zones] == [
        pytest.approx(1000 * (area / 2) ** 0.5, abs=5) for area in (7, 4, 2)
    ]
    assert all("derived" in one.note and not one.required for one in zones)


def test_towns_of_the_country_have_a_facility_and_villages_a_way_to_it():
    items = STANDARDS["tdt1062-2021"].items
    assert {(one.level, one.rule, one.travel, one.kinds) for one in items if one.locatable} == {
        ("15", "time", "walk", ("urban", "industrial")),
        ("5-10", "time", "walk", ("urban", "industrial")),
        ("rural_town", "presence", "walk", ("rural",)),
        ("rural_village", "time", "usual", ("rural",)),
    }


# The panels of audiences


def test_every_audience_but_all_has_a_panel_with_its_own_walker():
    who = {one.audience: one.profile for one in PANELS.items}
    assert who == {"children": "child", "elderly": "elderly", "wheelchair": "wheelchair"}
    assert set(who) == set(AUDIENCES) - {"all"}
    assert all(one.required for one in PANELS.items)


def test_what_no_text_says_of_wheelchairs_is_the_least_certain():
    chairs = [one for one in PANELS.items if one.audience == "wheelchair"]
    assert {one.certainty for one in chairs} == {"general_low"}
    assert {PANELS.limit_min(one) for one in chairs} == {15}


def test_minutes_of_the_panels_are_those_of_their_sources():
    # SOURCES 1: children 5, 15 and 30 min; SOURCES 5: day care 5 min, health points 10 (table)
    minutes = {one.id: PANELS.limit_min(one) for one in PANELS.items}
    assert minutes["child_space"] == 5
    assert minutes["child_public_space"] == 15
    assert minutes["country_park"] == 30
    assert minutes["elderly_day_care"] == 5
    assert minutes["community_health_station"] == 10


def test_panels_are_no_standard():
    assert "audiences" not in STANDARDS
    assert len({one.id for one in PANELS.items}) == len(PANELS.items)


# Every file


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_a_file_is_whole(one: Standard):
    parts = [part for item in one.items for part in item.parts]
    assert {part.type for part in parts} <= set(facility_types())
    ids = [(item.level, item.id) for item in one.items]
    assert len(ids) == len(set(ids))
    assert {item.level for item in one.items} == set(one.levels) <= set(LEVELS)
    assert {item.certainty for item in one.items} <= set(CERTAINTIES)
    radii = [part.radius_m for part in parts] + [level.distance_m for level in one.levels.values()]
    assert all(30 <= radius <= 10_000 for radius in radii if radius is not None)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_names_stand_in_both_languages(one: Standard):
    table = tomllib.loads((FOLDER / f"{one.id}.toml").read_text(encoding="utf-8"))
    assert table["id"] == one.id
    for named in (table, *table["levels"].values(), *table["items"]):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in named["name_zh"])
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in named["name_en"])
        assert any(sign.isalpha() for sign in named["name_en"])


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_an_item_that_leaves_the_rule_to_the_study_has_metres_and_minutes(one: Standard):
    open_ = [item for item in one.located if item.rule is None and item.level != "block"]
    assert all(one.limit_m(item) is not None for item in open_)
    assert all(one.limit_min(item) is not None for item in open_)


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_supply_is_counted_in_the_unit_of_its_level(one: Standard):
    tiers = {"community", "subdistrict", "district"}
    for item in one.items:
        if item.rule in SUPPLY_RULES and item.level in tiers:
            assert item.counted_in == item.level


def test_ground_is_asked_only_where_size_tells_items_apart():
    sized = {part.type for one in ALL for part in one.parts if part.min_site_m2 is not None}
    assert sized == {
        "park",
        "large_sports_ground",
        "medium_sports_ground",
        "small_sports_ground",
        "emergency_shelter",
    }
    assert all(facility_types()[name].needs_area for name in sized)


def test_what_is_no_matter_of_access_is_not_judged():
    apart = {(one.id, item.id) for one in ALL for item in one.items if not item.locatable}
    assert {pair for pair in apart if pair[0] != "gb50180-2018"} == {
        ("tdt1062-2021", "fire_station"),  # judged by the time of an engine: fire.toml
        ("wanzheng-2020", "walking_network"),  # a network, no facility
    }


def test_the_bundled_standards_are_these():
    assert set(STANDARDS) == {
        "chengdu-policy",
        "chengshi-tijian",
        "chongqing-policy",
        "fire",
        "gb50180-2018",
        "gbt51346-2019",
        "itdp-pedestrians-first",
        "moreno",
        "parkserve",
        "sdg-11",
        "shanghai-2016",
        "shanghai-2024-draft",
        "shelter",
        "tdt1062-2021",
        "wanzheng-2020",
        "who-green",
        "yikezhong-2021",
    }
    assert standard("fire").name_zh == "城市消防站建设标准 建标152-2017"


# What docs/standards.md says of them


DOCS = Path(__file__).parents[2] / "docs" / "standards.md"


def test_the_example_of_the_docs_is_a_standard(tmp_path: Path):
    text = DOCS.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    path = tmp_path / "our-town.toml"
    path.write_text(text, encoding="utf-8")
    ours = standard(path)
    school, food, health, canteen, green = ours.items
    assert (ours.limit_m(school), ours.limit_min(school)) == (500, 10)
    assert (food.minutes, food.travel, [p.type for p in food.parts]) == (
        8,
        "walk_or_cycle",
        ["fresh_market", "supermarket"],
    )
    assert (ours.limit_m(health), ours.served(health)) == (1000, 30_000)
    assert (canteen.rule, canteen.counted_in) == ("presence", "community")
    assert (green.least, green.per) == (1.5, "person")


def test_the_docs_count_the_items_of_every_certainty():
    lines = [line.split("|") for line in DOCS.read_text(encoding="utf-8").splitlines()]
    counted = {
        cells[1].strip(" `"): [int(cell) for cell in cells[3:8]]
        for cells in lines
        if len(cells) == 9 and cells[3].strip().isdigit()
    }
    assert counted == {
        one.id: [len(one.items), *(_how_many(one, certainty) for certainty in CERTAINTIES)]
        for one in ALL
    }


def _how_many(one: Standard, certainty: str) -> int:
    return sum(item.certainty == certainty for item in one.items)


def test_the_docs_explain_every_key_and_every_rule():
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in (*ITEM_KEYS, *RULES) if f"`{name}`" not in text] == []
    assert [name for name in STANDARDS if f"**{name}**" not in text] == []
