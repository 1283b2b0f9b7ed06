"""Which buildings are homes, and how much floor they have."""

import re
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

# building=* that is homes by itself.
HOMES = frozenset((
    "apartments", "residential", "house", "detached", "semidetached_house", "semi", "terrace",
    "terraced_house", "dormitory", "bungalow", "farm", "villa", "cabin", "houseboat",
    "static_caravan", "ger", "tree_house", "trullo", "stilt_house", "hut", "mixed_use", "mixed",
    "retirement_home", "nursing_home", "palace", "manor", "chalet", "duplex", "townhouse",
))  # fmt: skip

# Own tags that make a building=yes something else than homes; * is any value.
_OTHER_USE: Mapping[str, frozenset[str]] = {
    "*": frozenset((
        "amenity", "shop", "office", "tourism", "leisure", "man_made", "healthcare", "military",
        "aeroway", "railway", "public_transport", "power", "craft", "industrial", "emergency",
        "club", "telecom", "religion", "waterway", "aerialway", "ruins", "abandoned", "disused",
        "demolished", "construction", "barrier", "golf",
    )),
    "historic": frozenset((
        "castle", "church", "monument", "memorial", "ruins", "fort", "chapel", "tower",
        "monastery", "city_gate", "citywalls", "tomb", "archaeological_site", "ship",
    )),
}  # fmt: skip

# A use of the ground floor only, in a house of enough floors: homes above the shop (judgement).
_GROUND_FLOOR = frozenset(("shop", "craft"))
_GROUND_FLOOR_AMENITIES = frozenset((
    "restaurant", "cafe", "bar", "pub", "fast_food", "ice_cream", "bank", "pharmacy", "dentist",
    "doctors", "post_office",
))  # fmt: skip
_FLOORS_WITH_HOMES_ABOVE = 3

# Grounds on which a building=yes is not a home, unless a smaller residential ground holds it.
# Car parks are not among them: many lie under homes.
NOT_RESIDENTIAL: Mapping[str, frozenset[str]] = {
    "landuse": frozenset((
        "industrial", "commercial", "retail", "railway", "military", "construction", "quarry",
        "landfill", "brownfield", "greenfield", "garages", "depot", "port", "cemetery",
        "religious", "education", "institutional", "recreation_ground", "allotments",
        "greenhouse_horticulture", "plant_nursery", "farmland", "meadow", "forest", "reservoir",
        "basin", "winter_sports", "fairground",
    )),
    "amenity": frozenset((
        "school", "university", "college", "hospital", "kindergarten", "prison", "police",
        "fire_station", "place_of_worship", "grave_yard", "fuel", "marketplace", "bus_station",
        "ferry_terminal", "clinic", "townhall", "courthouse", "research_institute", "monastery",
        "exhibition_centre", "conference_centre", "casino", "theatre", "recycling",
    )),
    "leisure": frozenset((
        "park", "pitch", "sports_centre", "stadium", "track", "golf_course", "playground",
        "marina", "water_park", "horse_riding", "swimming_area", "nature_reserve", "ice_rink",
        "sports_hall", "fitness_station", "dog_park",
    )),
    "tourism": frozenset((
        "zoo", "theme_park", "camp_site", "caravan_site", "hotel", "museum", "aquarium", "motel",
        "resort", "hostel",
    )),
    "aeroway": frozenset(("aerodrome", "terminal", "apron", "hangar", "heliport")),
    "man_made": frozenset((
        "wastewater_plant", "water_works", "works", "pumping_station", "pier", "breakwater",
    )),
    "power": frozenset(("plant", "substation", "generator")),
    "natural": frozenset(("water", "beach", "wood", "scrub", "wetland")),
    "railway": frozenset(("station", "depot", "yard")),
    "shop": frozenset(("mall", "garden_centre", "wholesale", "doityourself", "car")),
    "military": frozenset(("base", "barracks", "danger_area", "naval_base", "airfield")),
}  # fmt: skip

# A name that makes a building=yes a home even on a campus or a works' ground.
_HOME_NAMES = re.compile(
    r"公寓|宿舍|住宅|家属|小区|家园|花园|嘉园|新村|"
    r"residence hall|halls? of residence|dormitor|résidence|wohnheim",
    re.IGNORECASE,
)

# A name that makes it none. Nothing that homes are named after: 大厦, Hall, Villa, Palais.
_OTHER_NAMES = re.compile(
    r"小学|中学|学校|幼儿园|大学|学院(?!路)|教学楼|实验楼|实验室|办公|写字楼|图书馆|体育馆|食堂|餐厅|医院|门诊|卫生|"
    r"商场|超市|市场|酒店|宾馆|饭店|银行|派出所|政府|厂房|车库|仓库|车站|博物馆|礼堂|剧院|影院|教堂|寺|"
    r"\b(?:schools?|college|university|church|chapel|cathedral|mosque|temple|museum|library|hotel|"
    r"hospital|clinic|surgery|station|stadium|theatre|cinema|garage|warehouse|depot|works|factory|"
    r"nursery|supermarket|offices?|pavilion|club|"
    r"(?:leisure|sports?|community|shopping|medical|health|business|conference) cent(?:re|er)|"
    r"auditorium|forum|gymnas\w+|école|lycée|collège|église|chapelle|musée|hôtel|théâtre|stade|parking|"
    r"gare|marché|caserne|clinique|hôpital|mairie|schule|kirche|krankenhaus|rathaus|bahnhof|"
    r"escuela|colegio|iglesia|museo|mercado|escola|igreja|museu|scuola|chiesa|ospedale|stazione)\b",
    re.IGNORECASE,
)

_SHED_M2 = 20.0  # a building=yes smaller than this is taken for a shed (judgement)
_FLOOR_HEIGHT_M = 3.0  # floor to floor of a dwelling, where only a height is known (judgement)
_MOST_LEVELS = 150  # more is a typing error, as a year written into the wrong field
_ENOUGH_TAGGED = 10  # buildings of one value whose levels make a median to trust (judgement)


def residential_buildings(
    buildings: gpd.GeoDataFrame, objects: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """The buildings that hold homes, and their floor area.

    By their own building=* where it says; a building=yes is a home unless its other tags,
    the ground it stands on or its size say otherwise.

    Returns
    -------
    GeoDataFrame indexed by osm_id, sorted, of
        building, footprint_m2, levels, levels_known (tagged, or from the tagged height),
        floor_m2 (footprint x levels), geometry
    """
    area = buildings.geometry.area.to_numpy()
    value = buildings["building"].to_numpy()
    says_home = np.isin(value, list(HOMES))
    open_question = np.flatnonzero((value == "yes") & (area >= _SHED_M2))
    homes = says_home.copy()
    homes[open_question] = _unspecified_homes(buildings.iloc[open_question], objects)
    chosen = buildings.loc[homes, ["osm_id", "building", "geometry"]].copy()
    chosen["footprint_m2"] = area[homes]
    known = _known_levels(buildings[homes])
    chosen["levels"] = _levels(known, chosen["building"])
    chosen["levels_known"] = known.notna()
    chosen["floor_m2"] = chosen["footprint_m2"] * chosen["levels"]
    chosen = chosen.drop_duplicates("osm_id").set_index("osm_id").sort_index()
    return _not_drawn_twice(chosen)


def tag_values(tags: pd.Series, key: str) -> NDArray[np.object_]:
    """One tag of every object, None where it has none."""
    values = np.empty(len(tags), dtype=object)
    values[:] = [each.get(key) for each in tags.tolist()]
    return values


def _unspecified_homes(buildings: gpd.GeoDataFrame, objects: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which building=yes are homes, by their other tags and their ground."""
    tags = buildings["tags"]
    levels = buildings["levels"]
    other = np.fromiter(map(_other_use, tags, levels), np.bool_, len(tags))
    names = tag_values(tags, "name")
    home, not_home = _named(names, _HOME_NAMES), _named(names, _OTHER_NAMES)
    return ~other & (home | ~(not_home | _on_other_ground(buildings, objects)))


def _named(names: NDArray[np.object_], pattern: re.Pattern[str]) -> NDArray[np.bool_]:
    """Which names hold the pattern, in any case."""
    found = np.zeros(len(names), dtype=np.bool_)
    given = np.flatnonzero(names.astype(np.bool_))
    found[given] = [pattern.search(name) is not None for name in names[given]]
    return found


def _other_use(tags: Mapping[str, str], levels: float) -> bool:
    """Whether a building's own tags say that it is not homes, or only below them."""
    if not tags:
        return False
    if "building:flats" in tags or "addr:flats" in tags or "residential" in tags:
        return False
    uses = {key for key in _OTHER_USE["*"] & tags.keys() if tags[key] != "no"}
    below = uses <= _GROUND_FLOOR | {"amenity", "healthcare"} and (
        tags.get("amenity") is None or tags["amenity"] in _GROUND_FLOOR_AMENITIES
    )
    if uses and below:
        return not levels >= _FLOORS_WITH_HOMES_ABOVE  # NaN is not enough
    return bool(uses) or tags.get("historic") in _OTHER_USE["historic"]


def _on_other_ground(buildings: gpd.GeoDataFrame, objects: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Whether the smallest ground with a use that holds a building is not residential."""
    grounds, residential = _grounds(objects)
    found = np.zeros(len(buildings), dtype=np.bool_)
    points = buildings.geometry.representative_point().values
    which, ground = shapely.STRtree(grounds).query(points, predicate="intersects")
    pairs = pd.DataFrame(
        {"building": which, "ground": ground, "m2": shapely.area(grounds)[ground]}
    ).sort_values(["m2", "ground"])
    smallest = pairs.drop_duplicates("building")
    found[smallest["building"]] = ~residential[smallest["ground"]]
    return found


def _grounds(objects: gpd.GeoDataFrame) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Areas with a use, and whether it is residential."""
    areas = objects[shapely.get_dimensions(objects.geometry.values) == 2]
    residential = tag_values(areas["tags"], "landuse") == "residential"
    other = np.zeros(len(areas), dtype=np.bool_)
    for key, values in NOT_RESIDENTIAL.items():
        other |= np.isin(tag_values(areas["tags"], key), list(values))
    used = residential | other
    shapes: NDArray[np.object_] = areas.geometry.values[used]
    return np.asarray(shapes), (residential & ~other)[used]


def _known_levels(buildings: gpd.GeoDataFrame) -> pd.Series:
    """Levels as tagged, else from the tagged height; NaN where neither makes sense."""
    levels = buildings["levels"].where(buildings["levels"].between(1, _MOST_LEVELS))
    floors = (buildings["height"] / _FLOOR_HEIGHT_M).round()
    known: pd.Series = levels.fillna(floors.where(floors.between(1, _MOST_LEVELS)))
    return known


def _levels(known: pd.Series, value: pd.Series) -> pd.Series:
    """Known levels, else the median of enough buildings of the same value, else of all, else 1."""
    by_value = known.groupby(value).agg(["count", "median"])
    trusted = by_value.loc[by_value["count"] >= _ENOUGH_TAGGED, "median"]
    overall = float(known.median()) if known.notna().any() else 1.0
    filled: pd.Series = known.fillna(value.map(trusted)).fillna(overall)
    return filled


def _not_drawn_twice(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Without buildings whose middle lies in a larger home: an outline and its parts."""
    points = homes.geometry.representative_point().values
    inner, outer = homes.sindex.query(points, predicate="intersects")
    size = homes["footprint_m2"].to_numpy()
    same = size[inner] == size[outer]
    twice = (inner != outer) & ((size[inner] < size[outer]) | (same & (inner > outer)))
    return homes.drop(index=homes.index[np.unique(inner[twice])])
