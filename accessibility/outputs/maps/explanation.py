"""The map of one explanation: who is served, by which facilities, and the way itself."""

import re
from pathlib import Path
from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Polygon

from accessibility.evidence import NOT_SERVED, POSSIBLY, SURE, UNTOLD, Evidence, Explanation
from accessibility.outputs.explanation_telling import Telling, rule_text, title
from accessibility.outputs.folder import new_file
from accessibility.outputs.maps.basemap import base_layers, degrees, grown_box, panning_limit
from accessibility.outputs.maps.inline import Overlay, self_contained
from accessibility.outputs.maps.packing import pack, pack_paths, pack_points
from accessibility.outputs.maps.page import LEAFLET

STYLES = ("base.css", "map.css", "explain.css", "small.css")
SCRIPTS = ("data.js", "words.js", "signs.js", "ground.js", "scale.js", "explain.js")

_CLASSES = (SURE, POSSIBLY, NOT_SERVED, UNTOLD)
_AROUND_M = 1500.0  # facilities so far beyond the community and the ways are shown
_WORDS = {
    "en": {
        "head": "Why this verdict",
        SURE: "served", POSSIBLY: "possibly served",
        NOT_SERVED: "not served", UNTOLD: "not told",
        "cells": "Homes in the community", "home": "{people} people: {served}",
        "home_weight": "a home: {served}",
        "sure_one": "Certain facility", "possible_one": "Possible facility",
        "concerned": "Facility concerned: {name}",
        "median": "Way of the median resident: {way}",
        "far": "Way of the farthest left out that was found: {way}",
        "way": "{metres} m, {minutes} min",
    },
    "zh": {
        "head": "判定依据",
        SURE: "已覆盖", POSSIBLY: "可能已覆盖",
        NOT_SERVED: "未覆盖", UNTOLD: "未知",
        "cells": "社区内的人口点", "home": "{people}人：{served}",
        "home_weight": "人口点：{served}",
        "sure_one": "确定的设施", "possible_one": "可能的设施",
        "concerned": "所涉设施：{name}",
        "median": "居民中位数的路径：{way}",
        "far": "检索范围内可达的未覆盖居民中最远者的路径：{way}",
        "way": "{metres}米，{minutes}分钟",
    },
}  # fmt: skip


def explanation_file(evidence: Evidence) -> str:
    """What the map is called where nobody says."""
    row = evidence.row
    told = "-".join((evidence.community_id, str(row["level"]), str(row["item"])))
    return "explain-" + re.sub(r"[^\w.-]", "_", told) + ".html"


def write_explanation(told: Explanation, path: Path, lang: str) -> None:
    """Write the map, whole or not at all."""
    html = explanation_html(told, lang)
    with new_file(path) as draft:
        draft.write_text(html, encoding="utf-8")


def explanation_html(told: Explanation, lang: str) -> str:
    """The map as one HTML document that requests nothing."""
    say = Telling(told, lang)
    data = explanation_payload(say)
    west, south, east, north = data["box"]
    chart = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=15, **LEAFLET)
    chart.add_child(Overlay(data, styles=STYLES, scripts=SCRIPTS, start="drawExplanation"))
    return self_contained(chart, lang=lang, title=title(say))


def explanation_payload(say: Telling) -> dict[str, Any]:
    """All that the page needs, in types that JSON has."""
    told = say.told
    evidence, crs = told.evidence, told.evidence.communities.crs
    district = _shown(told)
    ground, words = told.surroundings, _WORDS[say.lang]
    sources = [one["attribution"] for one in evidence.run["inputs"] if one.get("attribution")]
    return {
        "lang": say.lang,
        "title": title(say),
        "eyebrow": words["head"],
        "place": say.name(evidence.community),
        "item": say.of(evidence.item),
        "lines": _lines(say),
        "verdict": evidence.row["verdict"],
        "verdict_words": say(evidence.row["verdict"]),
        "reason": str(evidence.row["reason"]),
        "labels": words,
        "attribution": list(dict.fromkeys(sources)),
        "crs": ":".join(crs.to_authority() or ("", "")),
        "box": degrees(district, crs),
        "limit": degrees(panning_limit(district), crs),
        "base": ground and base_layers(ground.network, ground.landscape, district, ground.box),
        "outline": pack_paths(gpd.GeoSeries([evidence.community.geometry], crs=crs)),
        "cells": _cells(told),
        "facilities": _facilities(say, district),
        "trips": _trips(told, words),
    }


def _shown(told: Explanation) -> Polygon:
    """What the map shows first: the community and the ways, where these are not far off."""
    shapes = [told.evidence.community.geometry, *told.trips.geometry]
    return shapely.box(*shapely.total_bounds(shapes))


def _lines(say: Telling) -> list[str]:
    """Standard, clause, and what it asks."""
    evidence = say.told.evidence
    standard = say("standard", standard=say.of(evidence.standard), clause=say.clause)
    level = say.of(evidence.standard.levels[evidence.item.level])
    return [level, f"{say(evidence.item.requirement)}{_colon(say)}{rule_text(say)}", standard]


def _colon(say: Telling) -> str:
    return ": " if say.lang == "en" else "："


def _cells(told: Explanation) -> dict[str, Any]:
    """Homes: place, tenths of a person, and by what they are served."""
    here = told.evidence.here
    people = np.rint(here["people"].fillna(0).to_numpy(np.float64) * 10)
    return {
        "xy": pack_points(here.geometry),
        "people": pack(people),
        "counts": told.evidence.run["people"]["basis"] != "even",
        "served": pack([_CLASSES.index(one) for one in told.served]),
        "classes": list(_CLASSES),
    }


def _facilities(say: Telling, district: Polygon) -> dict[str, Any]:
    """The facilities that count, around what is shown, and the one concerned."""
    told = say.told
    every = told.evidence.facilities
    around = every.intersects(grown_box(district, _AROUND_M))
    shown = every[every.index.isin(told.members[POSSIBLY]) & around]
    return {
        "xy": pack_points(shown.representative_point()),
        "shape": pack_paths(shown.geometry[shown.geom_type.isin(("Polygon", "MultiPolygon"))]),
        "sure": pack(shown.index.isin(told.members[SURE])),
        "name": [say.with_id(one) for _, one in shown.iterrows()],
        "concerned": pack(shown.index == told.evidence.row["facility_id"]),
    }


def _trips(told: Explanation, words: dict[str, str]) -> list[dict[str, Any]]:
    """Ways with their length, the one of the median resident first."""
    rows: pd.DataFrame = told.trips.drop(columns="geometry")
    return [
        {
            "what": row.what,
            "told": words["way"].format(metres=f"{row.metres:,.0f}", minutes=f"{row.minutes:.1f}"),
            "path": pack_paths(told.trips.geometry.iloc[[place]]),
        }
        for place, row in enumerate(rows.itertuples())
    ]
