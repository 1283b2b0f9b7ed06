"""The sentences of the checklist, in each language; what stands in braces is filled in."""

from collections.abc import Mapping

_EN = {
    "met": "The nearest {item}{name} {away} for the median resident; "
    "{share} of residents are {within}.",
    "met by few": "{share} of residents have the nearest {item} {within}.",
    "not_met": "{whom} no {item} {within}{nearest_beyond}.",
    "by_bicycle": "Not met on foot: {share} of residents have the nearest {item} "
    "{within}; by bicycle {bicycle_share} have it within {minutes} min.",
    "nobody": "By the data nobody lives here, so there is nobody to reach anything.",
    "no limit": "The standard gives no limit for {item} at this level, so how near it must be "
    "cannot be judged.",
    "none found": "The data hold no {item} anywhere in the area and their source does not claim "
    "to be complete.",
    "possible": "Counting certain ones only, {share} of residents have the nearest {item} "
    "{within}; with {possible}, {possible_share}. {settles} would settle it.",
    "sparse": "{whom} no {item} {within}, but the data hold only {found} of some {expected} "
    "expected: too few for absence to be evidence.",
    "none certain": "{whom} no {item} {within}, but the data hold none for certain anywhere in the "
    "area ({possible}): absence is no evidence.",
    "sized": "{item} of {area} m² or more",
    "named": " is {name},",
    "unnamed": " (unnamed) is",
    "whom": "{people} residents ({share}) have",
    "whom_one": "1 resident ({share}) has",
    "whom_share": "{share} of residents have",
    "near_edge": "{people} of those left out",
    "residents": "{people} residents",
    "people_share": "{share} of residents",
    "within_distance": "within {limit} m",
    "within_time": "within {limit} min on foot",
    "within_straight_line": "within {limit} m in a straight line",
    "away": "{metres} m away by the street network",
    "away_straight_line": "{metres} m away in a straight line",
    "beyond": "; for them the nearest is {metres} m away (median)",
    "beyond_none": "; the search reached none for most of them",
    "possible_ones": "{count} possible ones",
    "one_possible": "1 possible one",
    "settles_name": "Their names or kind",
    "settles_area": "Their kind and ground area",
    "unjoined": "{unjoined} could not be joined to the street network and count as out of reach.",
    "at_edge": "{near_edge} live nearer than the limit to the edge of the data: "
    "one beyond it could serve them.",
    "thin": "The data hold {found} of some {expected} expected: check on the ground.",
    "in_part": "Maps show this type only in part.",
    "joint": " ",
}

_ZH = {
    "met": "最近的{item}{name}，{away}（居民中位数），{share}的居民在{within}。",
    "met by few": "{share}的居民在{within}有{item}。",
    "not_met": "{whom}在{within}没有{item}{nearest_beyond}。",
    "by_bicycle": "步行不达标，{share}的居民在{within}有{item}；"
    "骑行{minutes}分钟内可达的居民占{bicycle_share}。",
    "nobody": "数据中该处没有居住人口，无法判定。",
    "no limit": "标准未规定该层级{item}的服务半径，无法按距离判定。",
    "none found": "数据中未见任何“{item}”，且该数据源未声明完整，无法判定。",
    "possible": "仅计确定的设施，{share}的居民在{within}有{item}；计入{possible}后为"
    "{possible_share}。需核实其{settles}方可判定。",
    "sparse": "{whom}在{within}没有{item}，但数据中仅有{found}处（按标准人口规模至少应有约"
    "{expected}处），数据缺失，无法判定。",
    "none certain": "{whom}在{within}没有{item}，但数据中没有确定的此类设施（有{possible}），"
    "数据缺失，无法判定。",
    "sized": "{item}（不小于{area}平方米）",
    "named": "为“{name}”",
    "unnamed": "为一处未命名设施",
    "whom": "{people}人（占{share}）",
    "whom_one": "1人（占{share}）",
    "whom_share": "{share}的居民",
    "near_edge": "{people}人",
    "residents": "{people}人",
    "people_share": "{share}的居民",
    "within_distance": "{limit}米以内",
    "within_time": "步行{limit}分钟以内",
    "within_straight_line": "直线距离{limit}米以内",
    "away": "步行路网距离{metres}米",
    "away_straight_line": "直线距离{metres}米",
    "beyond": "；这些居民距最近一处{metres}米（中位数）",
    "beyond_none": "；其中多数人在检索范围内无此类设施可达",
    "possible_ones": "{count}处可能的设施",
    "one_possible": "1处可能的设施",
    "settles_name": "名称或类别",
    "settles_area": "类别与占地面积",
    "unjoined": "有{unjoined}未接入路网，按不可达计。",
    "at_edge": "未覆盖居民中有{near_edge}距数据边界小于限值，边界外的设施可能为其服务，"
    "需补充数据复核。",
    "thin": "数据中仅有{found}处（按标准人口规模至少应有约{expected}处），建议实地核实。",
    "in_part": "地图数据对此类设施收录不全。",
    "joint": "",
}

SENTENCES: Mapping[str, Mapping[str, str]] = {"en": _EN, "zh": _ZH}
