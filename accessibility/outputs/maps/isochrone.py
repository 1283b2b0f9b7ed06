"""The map of what is reached from one or more places: nested rings and the streets reached."""

from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import shapely

from accessibility.outputs.maps.basemap import base_layers, degrees, panning_limit
from accessibility.outputs.maps.inline import Overlay, asset_words, self_contained
from accessibility.outputs.maps.packing import pack_paths, pack_points
from accessibility.outputs.maps.page import LEAFLET
from accessibility.results import Reach, Traveller

STYLES = ("base.css", "map.css", "reach.css", "small.css")
SCRIPTS = ("data.js", "words.js", "signs.js", "ground.js", "scale.js", "reach.js")

_RING_SIMPLIFY_M = 3.0


def isochrone_map(reach: Reach, *, lang: str | None = None) -> folium.Map:
    """What is reached, as a folium map to which a researcher may still add layers."""
    data = reach_payload(reach, lang=lang or reach.lang)
    west, south, east, north = data["box"]
    chart = folium.Map(location=[(south + north) / 2, (west + east) / 2], zoom_start=14, **LEAFLET)
    chart.add_child(Overlay(data, styles=STYLES, scripts=SCRIPTS, start="drawReach"))
    return chart


def isochrone_html(reach: Reach, *, lang: str | None = None) -> str:
    """The map of what is reached as one HTML document that requests nothing."""
    lang = lang or reach.lang
    title = asset_words(lang)["reach_title"]
    return self_contained(isochrone_map(reach, lang=lang), lang=lang, title=title)


def reach_payload(reach: Reach, *, lang: str) -> dict[str, Any]:
    """All that the page needs, in types that JSON has."""
    crs = reach.network.crs
    shown = pd.concat([reach.rings.geometry, reach.origins.geometry])
    district = shapely.box(*shown[~shown.is_empty].total_bounds)
    limit = panning_limit(district)
    return {
        "lang": lang,
        "areas": reach.areas,
        "towards": reach.towards,
        "facilities": None if reach.facilities is None else dict(reach.facilities),
        "possible": reach.possible,
        "elevation": reach.elevation,
        "unknown_slope": round(reach.unknown_slope, 3),
        "waiting": reach.waiting,
        "at_edge": reach.at_edge,
        "date": reach.source.date[:10] if reach.source.date else None,
        "attribution": [reach.source.attribution] if reach.source.attribution else [],
        "crs": ":".join(crs.to_authority() or ("", "")),
        "box": degrees(district, crs),
        "limit": degrees(limit, crs),
        "base": base_layers(reach.network, reach.landscape, district, reach.box),
        "travellers": [_traveller(one, reach) for one in reach.travellers],
        "origins": pack_points(reach.origins.geometry),
        "names": place_names(reach.origins).tolist(),
    }


def place_names(origins: gpd.GeoDataFrame) -> pd.Series:
    """What every place is called: its name, or what it goes by in the index."""
    index = pd.Series(origins.index.astype(str), origins.index, dtype="str")
    return origins["name"].astype("str").fillna(index) if "name" in origins else index


def _traveller(one: Traveller, reach: Reach) -> dict[str, Any]:
    """Who it is, and what this one reaches."""
    streets = reach.streets[reach.streets["profile"] == one.name]
    farthest = streets[streets["limit"] == streets["limit"].max()]  # holds what is nearer
    once = ~pd.Index(farthest.geometry.to_wkb()).duplicated()  # reached from several places
    return {
        "name": one.name,
        "name_zh": one.name_zh,
        "kmh": one.speed_kmh,
        "unknown": None if one.unknown_share is None else round(one.unknown_share, 3),
        "rings": _rings(reach.rings[reach.rings["profile"] == one.name], reach.areas),
        "streets": pack_paths(farthest.geometry[once]),
    }


def _rings(rings: gpd.GeoDataFrame, areas: str) -> list[dict[str, Any]]:
    """One entry a limit, the longest first; areas of places that share a limit are one.

    Those that the nearest place divides stay apart: their borders are what is asked for.
    """
    limits = rings[["limit", "unit"]].drop_duplicates().sort_values("limit", ascending=False)
    entries = []
    for limit, unit in limits.itertuples(index=False):
        shapes = rings.geometry[rings["limit"] == limit]
        if areas != "divided":
            shapes = gpd.GeoSeries([shapes.union_all()], crs=rings.crs)
        smooth = shapes.simplify(_RING_SIMPLIFY_M)
        entries.append({"limit": float(limit), "unit": str(unit), "shape": pack_paths(smooth)})
    return entries
