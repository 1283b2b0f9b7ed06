"""What the audit map carries: results as a compact dictionary of packed columns."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from accessibility.outputs.maps.basemap import base_layers, degrees, panning_limit
from accessibility.outputs.maps.findings import standard_block
from accessibility.outputs.maps.outside import homes, shown_roles
from accessibility.outputs.maps.packing import pack, pack_paths, pack_points, steps
from accessibility.outputs.standards import settings_words
from accessibility.results import Results
from accessibility.study import LANGUAGES

_OUTLINE_LEAST_M2 = 4000.0  # smaller islands and holes of an outline are only clutter
_OUTLINE_SIMPLIFY_M = 2.0
_SQUARE_M = (15.0, 250.0)  # sides of the square that stands for a full cell


def payload(results: Results, *, lang: str | None = None) -> dict[str, Any]:
    """All that the page needs, in types that JSON has; equal results give equal text."""
    town = results.town
    district = shapely.box(*town.communities.total_bounds)
    facilities, cells = shown_facilities(results), cells_along_curve(town.cells)
    lived_in = homes(results, cells.index)
    return {
        "lang": lang if lang in LANGUAGES else results.study.lang,
        **_facts(results),
        "box": degrees(district, town.communities.crs),
        "limit": degrees(panning_limit(district), town.communities.crs),
        "base": base_layers(town.network, town.landscape, district, town.box),
        "communities": _communities(town.communities),
        "cells": _cells(cells, town.communities.index),
        "facilities": _facilities(facilities),
        "standards": [
            standard_block(results, standard, homes=lived_in, facilities=facilities.index)
            for standard in results.standards.values()
        ],
    }


def shown_facilities(results: Results) -> gpd.GeoDataFrame:
    """Facilities of a type that one of the standards names, in the order of the table."""
    asked = {part.type for standard in results.standards.values() for part in standard.parts}
    return results.town.facilities[results.town.facilities["type"].isin(asked)]


def _facts(results: Results) -> dict[str, Any]:
    """Title, date, source and the settings that a reader must know."""
    study, sources = results.study, results.town.sources
    dates = [source.date for source in sources if source.role == "osm" and source.date]
    return {
        "title": {"en": study.name, "zh": study.name_zh or study.name},
        "date": dates[0][:10] if dates else None,
        "attribution": list(dict.fromkeys(s.attribution for s in sources if s.attribution)),
        "crs": ":".join(results.town.network.crs.to_authority() or ("", "")),
        "rule": study.rule,
        "settings": {lang: settings_words(study, lang) for lang in LANGUAGES},
        "elevation": results.town.network.slopes.source if results.town.network.slopes else None,
        "pass": study.pass_share,
        "grades": list(study.grades),
        "modes": shown_roles(results),
        "basis": results.town.people_basis,
        "people": round(float(results.town.cells["people"].sum()), 1),
        "stranded": round(_stranded_people(results), 1),
        "grid": _is_grid(results),
    }


def _stranded_people(results: Results) -> float:
    """People whose home cannot join the streets, or sits on an island of them."""
    stranded = results.stranded
    return float(stranded["people"].sum()) if "people" in stranded else 0.0


def _is_grid(results: Results) -> bool:
    """Whether hexagons stand in for communities."""
    named = results.town.communities.index.astype(str)
    return results.study.communities.path is None and bool(named.str.match(r"h\d+-\d+$").all())


def _communities(communities: gpd.GeoDataFrame) -> dict[str, Any]:
    """Names, people, outlines and the anchor of each label."""
    return {
        "id": [str(name) for name in communities.index],
        "name": texts(communities["name"]),
        "zh": texts(communities["name_zh"]),
        "people": [round(float(people), 2) for people in communities["population"].fillna(0)],
        "shape": pack_paths(outlines(communities.geometry)),
        "anchor": pack_points(anchors(communities.geometry)),
    }


def outlines(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Outlines to draw: small islands and holes left out, never the last part of a shape."""
    return gpd.GeoSeries([_outline(shape) for shape in shapes], index=shapes.index, crs=shapes.crs)


def _outline(shape: Polygon) -> Polygon:
    """One outline, simplified; its greatest part stays whatever its size."""
    parts = shapely.get_parts(shape)
    area = shapely.area(parts)
    kept = parts[(area >= _OUTLINE_LEAST_M2) | (area == area.max())]
    solid = [
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area >= _OUTLINE_LEAST_M2],
        )
        for part in kept
    ]
    return shapely.simplify(shapely.multipolygons(solid), _OUTLINE_SIMPLIFY_M)


def anchors(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """The middle of the greatest circle inside the greatest part of each shape."""
    parts, owner = shapely.get_parts(shapes.to_numpy(), return_index=True)
    table = pd.DataFrame({"owner": owner, "area": shapely.area(parts)})
    greatest = parts[table.groupby("owner")["area"].idxmax().to_numpy()]
    tolerance = np.sqrt(shapely.area(greatest)) / 50
    circles = shapely.maximum_inscribed_circle(greatest, tolerance)
    return gpd.GeoSeries(shapely.get_point(circles, 0), index=shapes.index, crs=shapes.crs)


def cells_along_curve(cells: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells in the order of a space-filling curve: neighbours share a fate, so runs are long."""
    place = cells.geometry.hilbert_distance().to_numpy()
    return cells.iloc[np.argsort(place, kind="stable")]


def _cells(cells: gpd.GeoDataFrame, communities: pd.Index) -> dict[str, Any]:
    """Where people live: place, tenths of a person, community, and the side of a full square."""
    return {
        "xy": pack_points(cells.geometry),
        "people": pack(np.rint(cells["people"].fillna(0).to_numpy() * 10)),
        "community": steps(communities.get_indexer(cells["community_id"])),
        "side_m": square_side_m(shapely.get_coordinates(cells.geometry.array)),
    }


def square_side_m(xy: NDArray[np.float64]) -> float:
    """Usual distance between neighbouring cells [m]: their squares then just do not touch."""
    if len(xy) < 2:
        return _SQUARE_M[1]
    points = shapely.points(xy)
    _, distance = shapely.STRtree(points).query_nearest(
        points, exclusive=True, return_distance=True, all_matches=False
    )
    return round(float(np.clip(np.median(distance), *_SQUARE_M)), 1)


def _facilities(facilities: gpd.GeoDataFrame) -> dict[str, Any]:
    """Type, name, place, certainty and area of every facility that can be shown."""
    types, kinds = pd.factorize(facilities["type"], sort=True)
    area = facilities["area_m2"].fillna(0).to_numpy()
    return {
        "kinds": [str(kind) for kind in kinds],
        "type": pack(types),
        "name": texts(facilities["name"]),
        "xy": pack_points(facilities.geometry.representative_point()),
        "sure": pack((facilities["certainty"] == "sure").to_numpy()),
        "area": pack(np.floor(area)),
    }


def texts(column: pd.Series) -> list[str | None]:
    """Names as JSON strings, null where there is none."""
    return [str(text) if pd.notna(text) and str(text).strip() else None for text in column]
