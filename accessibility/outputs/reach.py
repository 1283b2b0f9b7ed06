"""Isochrones as files: streets and areas for GIS, or a map that opens anywhere."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from accessibility.outputs.folder import new_file
from accessibility.outputs.maps.isochrone import isochrone_html
from accessibility.outputs.tables import write_features
from accessibility.results import Reach

_MOST_LINES = 12  # of the summary, for one traveller

_WORDS = {
    "en": {
        "traveller": "{name}, {kmh:g} km/h on the flat:",
        "limit": "{limit:g} {unit}: {km:.1f} km of street, {km2:.2f} km2",
        "min": "min", "m": "m", "joint": ", ", "all": "all together",
        "place": "  {place}: {limits}",
        "named": "{name} ({place})",
        "more": "  ... and {n:,} more places",
        "towards": "to reach the places", "from": "from the places",
        "metres": "distances: slope and waiting do not count",
        "flat": "slope not considered",
        "slope": "slope from {file}",
        "no height": "no height for {share:.1%} of street length: taken as flat",
        "possible": "none is surely of this type: those that may be are taken",
        "waiting": "with waiting at signals and crossings",
        "edge": "the data end within these areas: what lies beyond is not seen",
        "unknown": "{name}: not told for {share:.0%} of street length whether it is passable",
    },
    "zh": {
        "traveller": "{name}，平路速度{kmh:g}公里/小时：",
        "limit": "{limit:g}{unit}：道路{km:.1f}公里，面积{km2:.2f}平方公里",
        "min": "分钟", "m": "米", "joint": "；", "all": "合计",
        "place": "  {place}：{limits}",
        "named": "{name}（{place}）",
        "more": "  ……另有{n:,}处",
        "towards": "到达各地点", "from": "从各地点出发",
        "metres": "按距离计，不受坡度与等候影响",
        "flat": "未计坡度",
        "slope": "已计坡度（{file}）",
        "no height": "{share:.1%}的道路长度无高程数据，按平路计",
        "possible": "无确定属于该类的设施，所示为可能属于该类者",
        "waiting": "已计信号灯及过街等候时间",
        "edge": "范围已到达数据边缘，边缘以外情况未知",
        "unknown": "{name}：{share:.0%}的道路长度无障碍通行信息缺失",
    },
}  # fmt: skip


def write_reach(reach: Reach, path: Path) -> None:
    """Write what is reached as .gpkg (two layers), .geojson (one of both) or .html."""
    with new_file(path) as draft:
        if path.suffix.lower() == ".html":
            draft.write_text(isochrone_html(reach), encoding="utf-8")
        elif path.suffix.lower() == ".gpkg":
            write_features(reach.rings, draft, layer="rings")
            write_features(reach.streets, draft, layer="streets")
        else:
            write_features(both(reach), draft, layer="reach")


def both(reach: Reach) -> gpd.GeoDataFrame:
    """Rings and reached streets in one frame, told apart by `part`."""
    frames = [reach.rings.assign(part="ring"), reach.streets.assign(part="street")]
    return pd.concat([frame.rename_axis("origin").reset_index() for frame in frames])


def summary(reach: Reach) -> str:
    """A line a traveller, place and limit: area reached and length of street."""
    words, told, names = _WORDS[reach.lang], [], _names(reach)
    for who in reach.travellers:
        rings = reach.rings[reach.rings["profile"] == who.name].sort_values("limit", kind="stable")
        lines = [
            words["place"].format(place=names.get(place, str(place)), limits=_limits(ring, words))
            for place, ring in rings.groupby(level=0, sort=False)
        ]
        more = len(lines) - _MOST_LINES
        if more > 0:
            lines = [*lines[:_MOST_LINES], words["more"].format(n=more)]
        name = who.name_zh if reach.lang == "zh" else who.name
        told += [words["traveller"].format(name=name, kmh=who.speed_kmh), *lines]
    return "\n".join((*told, words["joint"].join(_rests_on(reach, words))))


def _names(reach: Reach) -> dict[object, str]:
    """Facilities by id, with the name that the map has for them; and all places together."""
    words = _WORDS[reach.lang]
    named: dict[object, str] = {"all": words["all"]} if reach.areas == "merged" else {}
    if "facility_id" in reach.origins:
        once = reach.origins.drop_duplicates("facility_id").set_index("facility_id")["name"]
        told = once.dropna().items()
        named |= {place: words["named"].format(name=name, place=place) for place, name in told}
    return named


def _limits(ring: gpd.GeoDataFrame, words: Mapping[str, str]) -> str:
    return words["joint"].join(
        words["limit"].format(
            limit=row.limit, unit=words[str(row.unit)], km=row.streets_km,
            km2=row.geometry.area / 1e6,
        )
        for row in ring.itertuples()
    )  # fmt: skip


def _rests_on(reach: Reach, words: Mapping[str, str]) -> Iterator[str]:
    """What the figures rest on: direction, slope, waiting, and what is not known."""
    yield words["towards" if reach.towards else "from"]
    if (reach.rings["unit"] == "m").all():
        yield words["metres"]
    elif reach.elevation is None:
        yield words["flat"]
    else:
        yield words["slope"].format(file=reach.elevation)
        if reach.unknown_slope > 0:
            yield words["no height"].format(share=reach.unknown_slope)
    for key, true in (("possible", reach.possible), ("edge", reach.at_edge)):
        if true:
            yield words[key]
    if reach.waiting and (reach.rings["unit"] == "min").all():
        yield words["waiting"]
    for who in reach.travellers:
        if who.unknown_share is not None:
            name = who.name_zh if reach.lang == "zh" else who.name
            yield words["unknown"].format(name=name, share=who.unknown_share)
