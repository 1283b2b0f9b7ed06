"""Write facility_types.toml from the table of facility types (a CSV with one row per type).

    python scripts/make_facility_types.py ../shared/standards/facility_types.csv

Long word lists of the table become named lists that stand once, and runs of conditions that
many filters share become named filters. Everything else is carried over word by word.
"""

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

TARGET = Path(__file__).parents[1] / "accessibility" / "standards" / "facility_types.toml"
FILTERS = ("osm_sure", "osm_possible", "amap_sure", "amap_possible")

# name of the list: the type that has it, its first and last word there
LISTS = {
    "kindergarten_names": ("kindergarten", "幼儿园", "_meithrin"),
    "nursery_names": ("kindergarten", "托育", "day care"),
    "after_school_names": ("nursery", "课后", "periscolaire"),
    "special_school_kinds": ("school_any", "art", "kindergarten"),
    "special_school_names_zh": ("school_any", "职业", "托管"),
    "special_school_names_latin": ("school_any", "driving", "kunstschule"),
    "primary_names": ("primary_school", "小学", "all through school"),
    "junior_names": ("junior_middle_school", "初中", "_secondaire"),
    "senior_names": ("middle_school", "高级中学", "oberstufenzentrum"),
    "some_middle_school_names": ("primary_school", "初中", "escola secundaria"),
    "not_junior_names": ("junior_middle_school", "高级中学", "oberstufen"),
    "specialist_kinds": ("community_health_center", "dentist", "psychotherapist"),
    "specialities": ("community_health_center", "dentist", "blood_check"),
    "specialist_names": ("community_health_center", "口腔", "apotheke"),
    "health_center_names": ("community_health_center", "社区卫生服务中心", "terveysasema"),
    "some_practice_names": ("community_health_center", "medical centre", "ambulatorio"),
    "health_station_names": ("community_health_station", "卫生服务站", "ambulatorio medico"),
    "general_hospital_names": ("hospital", "人民医院", "keskussairaala"),
    "nursing_home_names": ("nursing_home", "养老院", "gerontologie"),
    "not_elderly_names": ("nursing_home", "儿童", "disab"),
    "elderly_day_care_names": ("elderly_day_care", "日间照料", "centro sociale anziani"),
    "elderly_names": ("elderly_day_care", "senior", "elders"),
    "cultural_center_names": ("cultural_center", "文化活动中心", "kulttuuri"),
    "cultural_station_names": ("cultural_station", "文化活动站", "canolfan gymun"),
    "parish_names": ("cultural_center", "church hall", "royal british legion"),
    "community_service_center_names": ("community_service_center", "街道社区服务中心", "_urp_"),
    "community_service_station_names": ("community_service_station", "居委会", "家门口服务"),
    "subdistrict_office_names": ("subdistrict_office", "街道办事处", "municipalidad"),
    "police_station_names": ("police_station", "派出所", "poliisi"),
    "other_police_names": ("police_station", "公安局", "_pound_"),
    "employment_names": ("employment_service", "就业", "service de l emploi"),
    "neighbourhood_center_names": ("neighbourhood_center", "邻里中心", "社区会客厅"),
    "shopping_center_names": ("shopping_center", "购物中心", "arcade"),
    "fresh_market_names": ("fresh_market", "菜市", "kauppahalli"),
    "other_market_names": ("fresh_market", "花卉", "krampus"),
    "telecom_names": ("telecom_outlet", "移动", "1 1"),
    "not_sports_center_names": ("sports_center", "hotel", "club house"),
    "sports_center_names": ("sports_center", "体育馆", "liikunta"),
    "public_pool_names": ("sports_center", "piscine municipale", "swimming centre"),
    "not_park_names": ("park", "停车", "hospital"),
    "country_park_names": ("country_park", "郊野公园", "parque florestal"),
    "greenway_names": ("greenway", "绿道", "promenade plantee"),
    "shelter_names": ("emergency_shelter", "应急避难", "notfalltreffpunkt"),
    "grocery_shops": ("nexi_shops", "alcohol", "supermarket"),
}

# Conditions that many filters share: written once, referred to as @name.
SHARED = {
    "ordinary_school": "amenity=school & school!=@special_school_kinds"
    " & !name~@special_school_names_zh|@special_school_names_latin",
    "level_untagged": "isced:level!=* & grades!=* & max_age!=*",
    "medical_place": "amenity=clinic|hospital|doctors|health_post"
    " & healthcare!=@specialist_kinds|podiatrist|midwife|vaccination_centre|sample_collection"
    "|blood_donation",
    "medical_practice": "healthcare=clinic|centre|center|doctor|hospital"
    "|community_health_centre|yes"
    " & amenity!=dentist|veterinary|pharmacy|social_facility|nursing_home|school",
    "no_specialist": "healthcare:speciality!=@specialities & !name~@specialist_names",
}

HEAD = """\
# What a facility is in OpenStreetMap tags, type by type. Explained in docs/method.md; the filters
# are read by accessibility/inputs/filters.py.
#
# sure, possible   a filter each: the lines are alternatives, conditions are joined by `&`
# k=v|w            an item of the value (split at `;`) is v or w; k!=v none; k=* present, k!=* not
# k|l=v, k|l!=v    for any of the keys, for none of them; a key `disused:*` is any that begins so
# k~t|u            the value contains t or u; !k~t contains none; `_` is an end or start of a word
# name~t           reads every current name of the object, main_name~t the tag `name` alone
# k[a..b]          a number, range or list that meets a..b; k<=n, k>=n numbers
# geom=point|area  the geometry; type=t of another type; inside=t, outside=t in an area of one
# @list            a list of [words] among the words; @filter a filter of [filters]
# amap_*           the same for the map vendor's table: code and text of its categories
# parts            objects that belong to the nearest of the type within parts_within_m
# neighbours_m     areas nearer to each other than this are one site

# No object that matches this is a facility of any type.
dead = [
  "disused|abandoned|demolished|closed|razed|vacant|construction|proposed|planned=yes",
  "operational_status=closed|disused|abandoned|under_construction",
  "opening_hours=closed|off",
  "main_name~@closed_names",
]
"""

PREMISES = """
# A named place that is no stop, street, parking, shop, restaurant, company or artwork: what makes a
# rule by name alone safe (a bus stop called 养老院).
premises = [
  '''name=* & geom=point|area & shop!=* & @public_office & @built_up & amenity!=@not_premises &
    tourism!=information|artwork|viewpoint|hotel & aeroway|barrier|boundary|bridge|cemetery|
    entrance|highway|historic|man_made|memorial|natural|parking|place|power|public_transport|
    railway|route|traffic_sign|tunnel|waterway!=* & type!=boundary|route|site &
    disused:*|abandoned:*|demolished:*|closed:*|razed:*|removed:*|destroyed:*|was:*|ruins:*|
    vacant:*|construction:*|proposed:*|planned:*!=*''',
]
public_office = [
  "office!=*",
  "office=government|administrative|public_service|association|community|yes",
]
built_up = ["landuse!=*", "landuse=residential|institutional|education|retail|commercial"]
"""

NOT_PREMISES = """atm bar bench bicycle_parking bicycle_rental cafe charging_station drinking_water
    fast_food fountain fuel motorcycle_parking parking parking_entrance parking_space pharmacy
    post_box pub recycling restaurant shelter taxi telephone toilets vending_machine veterinary
    waste_basket"""
CLOSED_NAMES = """停业 在建 已停业 已停用 已关闭 已拆 已搬 建設中 建设中 拆迁 拟建 旧址
    暂停开放 暂停营业 筹建 舊址 装修中 遗址 遺址
    _former_ _closed_ _ehem_ _ehemalige_ _stillgelegt_ _ex-scuola_"""

# How the duplicates of a type are found beyond the rules for all (FACILITY_TYPES.md section 4).
MERGING: dict[str, dict[str, object]] = {
    "metro_station": {
        "parts": [
            "railway=subway_entrance|train_station_entrance|stop",
            "public_transport=stop_position",
        ],
        "parts_within_m": 300,
    },
    "playground": {"parts": ["playground=* & leisure!=*"], "parts_within_m": 20},
    "bus_stop": {
        "parts": [
            "name!=* & public_transport=stop_position|platform",
            "name!=* & highway=platform",
        ],
        "parts_within_m": 20,
    },
    "car_parking": {"parts": ["amenity=parking_entrance"], "parts_within_m": 60},
    "large_sports_ground": {"neighbours_m": 20},
    "medium_sports_ground": {"neighbours_m": 20},
    "small_sports_ground": {"neighbours_m": 20},
}


def main(table: Path) -> None:
    """Write the file."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lists = {name: _words(rows, *place) for name, place in LISTS.items()}
    shared = {name: text.split(" & ") for name, text in SHARED.items()}
    TARGET.write_text("\n".join(_document(rows, lists, shared)) + "\n", encoding="utf-8")


def _words(rows: list[dict[str, str]], key: str, first: str, last: str) -> list[str]:
    """The longest run of words from `first` to `last` in one alternation of a type."""
    row = next(row for row in rows if row["key"] == key)
    longest: list[str] = []
    for _, _, words in _conditions(row):
        if first in words and last in words[words.index(first) :]:
            start = words.index(first)
            longest = max(longest, words[start : words.index(last, start) + 1], key=len)
    return list(dict.fromkeys(longest))


def _conditions(row: dict[str, str]) -> Iterator[tuple[str, str, list[str]]]:
    for column in FILTERS:
        for condition in re.split("[;&]", row[column]):
            yield (column, *_split(condition))


def _split(condition: str) -> tuple[str, list[str]]:
    """`name~a|b` as its test and its words, each written with `_` for an outer space."""
    found = re.match(r"([^=~\[<>]*(?:[<>!]?=|~))(.*)", condition)
    if found is None:
        return condition, []
    test, words = found.groups()
    if test.endswith("~"):
        return test, [re.sub(r"^ | $", "_", word) for word in words.split("|")]
    return test, words.split("|")


def _alternatives(
    text: str, lists: dict[str, list[str]], shared: dict[str, list[str]]
) -> list[str]:
    found = []
    for alternative in filter(None, text.split(";")):
        conditions = [_condition(condition, lists) for condition in alternative.split("&")]
        found.append(" & ".join(_share(conditions, shared)))
    return found


def _condition(condition: str, lists: dict[str, list[str]]) -> str:
    test, words = _split(condition)
    given = frozenset(words)
    words = list(dict.fromkeys(words))
    for name, listed in sorted(lists.items(), key=lambda item: -len(item[1])):
        if given.issuperset(listed):
            at = min(words.index(word) for word in listed if word in words)
            words.insert(at, f"@{name}")
            words = [word for word in words if word not in listed]
    return test + "|".join(words)


def _share(conditions: list[str], shared: dict[str, list[str]]) -> list[str]:
    for name, wanted in shared.items():
        if all(condition in conditions for condition in wanted):
            at = conditions.index(wanted[0])
            conditions = [condition for condition in conditions if condition not in wanted]
            conditions.insert(at, f"@{name}")
    return conditions


def _document(
    rows: list[dict[str, str]], lists: dict[str, list[str]], shared: dict[str, list[str]]
) -> Iterator[str]:
    yield HEAD
    yield "[words]"
    closed = [name.replace("-", " ") for name in CLOSED_NAMES.split()]
    own = {"closed_names": closed, "not_premises": NOT_PREMISES.split()}
    for name, words in (own | lists).items():
        yield f"{name} = {_array(words)}"
    yield "\n[filters]"
    for name, conditions in shared.items():
        yield f"{name} = {_lines([' & '.join(conditions)])}"
    yield PREMISES
    for row in rows:
        yield from _type(row, lists, shared)


def _type(
    row: dict[str, str], lists: dict[str, list[str]], shared: dict[str, list[str]]
) -> Iterator[str]:
    yield f"\n[types.{row['key']}]"
    for column in ("name_zh", "name_en", "family", "geometry", "locatable"):
        yield f"{column} = {_quote(row[column])}"
    yield f"needs_area = {'true' if row['needs_area'] == 'yes' else 'false'}"
    yield f"access_points = {_quote(row['access_points'])}"
    yield f"merges_with = {_array(filter(None, row['merges_with'].split(';')))}"
    for setting, value in MERGING.get(row["key"], {}).items():
        yield f"{setting} = {_lines(value) if isinstance(value, list) else value}"
    for column in FILTERS:
        yield f"{column.removeprefix('osm_')} = {_lines(_alternatives(row[column], lists, shared))}"
    if row["note"]:
        yield f"note = {_quote(row['note'])}"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _array(words: Iterable[str]) -> str:
    lines = [""]
    for word in map(_quote, words):
        if len(lines[-1]) + len(word) > 94:
            lines.append("")
        lines[-1] += f" {word},"
    if len(lines) == 1:
        return f"[{lines[0].strip(' ,')}]"
    return "[\n" + "".join(f" {line}\n" for line in lines) + "]"


def _lines(texts: list[str]) -> str:
    if not texts:
        return "[]"
    return "[\n" + "".join(f"  {_quote(text)},\n" for text in texts) + "]"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
