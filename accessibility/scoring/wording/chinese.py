"""The sentences of the checklist in Chinese, key by key those of the English ones."""

from collections.abc import Mapping

_VERDICTS = {
    "met": "{passing}。",
    "met by few": "{reached}。",
    "not_met": "{failing}{nearest_beyond}。",
    "by_bicycle": "步行不达标，{reached}；骑行{minutes}分钟内可达的{who}占{bicycle_share}。",
}

_KINDS = {
    "passing near": "最近的{item}{name}，{away}（居民中位数），{share}的{who}在{within}",
    "reached near": "{share}的{who}在{within}有{item}",
    "failing near": "{whom}在{within}没有{item}",
    "passing some": "{share}的{who}在{within}有{item}",
    "reached some": "{share}的{who}在{within}有{item}",
    "failing some": "{whom}在{within}没有{item}",
    "passing any": "{share}的{who}{ways}",
    "reached any": "{share}的{who}{ways}",
    "failing any": "{whom}{no_ways}",
    "passing all": "{share}的{who}同时满足{ways}",
    "reached all": "{share}的{who}同时满足{ways}",
    "failing all": "{whom}不能同时满足{ways}",
    "passing room": "{share}的{who}在{within}有容量充足的{item}",
    "reached room": "{share}的{who}在{within}有容量充足的{item}",
    "failing room": "{whom}在{within}没有容量充足的{item}",
    "passing engine": "接到出动指令后{limit}分钟内{turnout}，消防车可覆盖{share}的{who}",
    "reached engine": "接到出动指令后{limit}分钟内{turnout}，消防车可覆盖{share}的{who}",
    "failing engine": "接到出动指令后{limit}分钟内{turnout}，消防车仅能覆盖{share}的{who}，"
    "未覆盖{whom}",
    "passing held": "该{unit}现有{item}{value}处，达到{each}不少于{limit}处的要求",
    "reached held": "该{unit}现有的{item}可满足{share}的{who}",
    "failing held": "该{unit}现有{item}{value}处，未达到{each}不少于{limit}处的要求",
    "passing amount": "该{unit}{per}{item}面积{value}平方米，达到不低于{limit}平方米的要求",
    "reached amount": "该{unit}现有的{item}可满足{share}的{who}",
    "failing amount": "该{unit}{per}{item}面积{value}平方米，未达到不低于{limit}平方米的要求，"
    "仅可满足{share}的{who}",
    "passing held by unit": "按{unit}分别统计，{item}可满足{share}的{who}"
    "（每个{unit}应不少于{limit}处）",
    "reached held by unit": "按{unit}分别统计，{item}可满足{share}的{who}",
    "failing held by unit": "按{unit}分别统计，{item}仅可满足{share}的{who}"
    "（每个{unit}应不少于{limit}处）",
    "passing amount by unit": "按{unit}分别核算，{item}可满足{share}的{who}"
    "（{per}面积应不低于{limit}平方米）",
    "reached amount by unit": "按{unit}分别核算，{item}可满足{share}的{who}",
    "failing amount by unit": "按{unit}分别核算，{item}仅可满足{share}的{who}"
    "（{per}面积应不低于{limit}平方米）",
}

_CANNOT_TELL = {
    "nobody": "数据中该处没有居住人口，无法判定。",
    "nobody of them": "数据中该处没有{who}居住，无法判定。",
    "no limit": "标准未规定该层级{item}的服务半径，无法按距离判定。",
    "none found": "数据中未见任何“{item}”，且该数据源未声明完整，无法判定。",
    "possible": "仅计确定的设施，{reached}；计入{possible}后为{possible_share}。"
    "需核实其{settles}方可判定。",
    "sparse": "{failing}，但数据中仅有{found}处（按标准人口规模至少应有约{expected}处），"
    "数据缺失，无法判定。",
    "none certain": "{failing}，但数据中没有确定的此类设施（有{possible}），数据缺失，无法判定。",
    "lacking outline": "各社区范围内的{item}不足，社区范围以外的设施是否属于本区未知，数据不足："
    "请在研究文件的{layer}中给出本区边界。",
    "lacking units": "此处居民所属{units}未知，无法统计{item}，数据不足："
    "请在研究文件的{layer}中给出覆盖此处的{units}边界。",
    "lacking households": "此处户数未知，无法按户数核算{item}，数据不足："
    "请在研究文件的[inputs.communities]中用households指明户数所在的列。",
    "lacking sizes": "部分{item}的占地面积未知，无法判定是否足够，数据不足：请补充其边界或面积。",
    "lacking tiers": "部分{item}的级别（区级、镇街级或村社区级）未知，数据不足："
    "请在设施数据中补充级别。",
    "lacking people": "此处人口数未知（仅有分布权重），无法核算{item}，数据不足："
    "请在研究文件的[inputs.population]中用table给出人口数。",
    "lacking travel": "未计算{traveller}的路径，无法判定{item}，数据不足："
    "请在研究文件的modes中加入{mode}。",
}

_REMARKS = {
    "unjoined": "有{unjoined}未接入路网，按不可达计。",
    "at_edge": "未覆盖居民中有{near_edge}距数据边界小于限值，边界外的设施可能为其服务，"
    "需补充数据复核。",
    "thin": "数据中仅有{found}处（按标准人口规模至少应有约{expected}处），建议实地核实。",
    "in_part": "地图数据对此类设施收录不全。",
    "audience": "{group}人数未知，按全体居民计算。",
    "recalled": "该限值凭记忆整理，需对照标准原文核实。",
    "joint": "",
}

_WHO = {
    "who all": "居民",
    "who children": "儿童",
    "who elderly": "老年人",
    "who wheelchair": "轮椅使用者",
    "who land": "居住用地",
    "counted all": "人",
    "counted children": "名儿童",
    "counted elderly": "名老年人",
    "counted wheelchair": "名轮椅使用者",
    "one all": "人",
    "one children": "名儿童",
    "one elderly": "名老年人",
    "one wheelchair": "名轮椅使用者",
    "whom": "{people}{counted}（占{left_share}）",
    "whom_one": "1{one}（占{left_share}）",
    "whom_share": "{left_share}的{who_have}",
    "who_have": "{who}",
    "who_have land": "{who}",
    "being": "{who}",
    "being land": "{who}",
    "having": "有",
    "having land": "有",
    "them": "居民",
    "them land": "用地",
    "near_edge": "{number}人",
    "residents": "{number}人",
    "people_share": "{number}的居民",
}

_WAYS = {
    "within m": "{way}{limit}米以内",
    "within min": "{way}{limit}分钟以内",
    "way none": "",
    "way foot": "步行",
    "way line": "直线距离",
    "way cycle": "骑行",
    "way walk_or_cycle": "步行或骑行",
    "way usual": "常用出行方式",
    "way child": "儿童步行",
    "way elderly": "老年人步行",
    "way wheelchair": "轮椅通行",
    "way other": "以“{profile}”出行",
    "part any": "在{within}有{item}",
    "part none": "在{within}没有{item}",
    "part all": "{within}有{item}",
    "joint any": "，或",
    "joint none": "，且",
    "joint all": "、",
    "away": "步行路网距离{nearest}米",
    "away_line": "直线距离{nearest}米",
    "beyond": "；这些{who}距最近一处{beyond}米（中位数）",
    "beyond_none": "；其中多数人在检索范围内无此类设施可达",
    "beyond_small": "；数据中没有达到该规模的此类设施",
    "traveller fire_engine": "消防车",
    "traveller walk": "步行",
    "traveller bike": "骑行",
    "traveller wheelchair": "轮椅",
    "traveller child": "儿童步行",
    "traveller elderly": "老年人步行",
    "traveller usual": "常用出行方式",
    "traveller other": "“{profile}”",
}

_THINGS = {
    "sized": "{item}（不小于{area}平方米）",
    "again": "{item}",
    "each": "各",
    "list": "、",
    "last any": "或",
    "last all": "及",
    "a": "{item}",
    "an": "{item}",
    "named": "为“{facility}”",
    "unnamed": "为一处未命名设施",
    "some_possible": "可能的设施",
    "possible_ones": "{count}处可能的设施",
    "one_possible": "1处可能的设施",
    "possible_ways": "无障碍通行情况未知的道路{ones}",
    "joint ways": "及",
    "settles_ways": "沿途台阶、坡道等无障碍通行条件及设施类别",
    "settles_name": "名称或类别",
    "settles_area": "类别与占地面积",
    "turnout": "（含出动准备{minutes}分钟）",
    "unit community": "社区",
    "unit subdistrict": "街道",
    "unit district": "区",
    "units community": "社区",
    "units subdistrict": "街道",
    "units district": "区",
    "per person": "人均",
    "per 100_households": "每百户",
}

_WALLS = {
    "walls": "{people}名居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
    "结论为：{verdict}。核实出入口后可判定。",
    "walls share": "部分居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
    "结论为：{verdict}。核实出入口后可判定。",
    "verdict met": "达标",
    "verdict partly": "部分达标",
    "verdict not_met": "未达标",
    "verdict by_bicycle": "仅骑行达标",
    "verdict cannot_tell": "数据不足",
}

CHINESE: Mapping[str, str] = (
    _VERDICTS | _KINDS | _CANNOT_TELL | _REMARKS | _WHO | _WAYS | _THINGS | _WALLS
)
