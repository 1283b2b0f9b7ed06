"""Frames of a drawn town, in metres, as the OSM reader would give them."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import Geometry, box

UTM = CRS.from_epsg(32632)

Tags = Mapping[str, str]


def objects(*pairs: tuple[Geometry, Tags]) -> gpd.GeoDataFrame:
    """Map objects, each a shape and its tags."""
    return gpd.GeoDataFrame(
        {
            "osm_id": pd.Series([f"w{900 + row}" for row in range(len(pairs))], dtype="str"),
            "tags": pd.Series([dict(tags) for _, tags in pairs], dtype=object),
        },
        geometry=[shape for shape, _ in pairs],
        crs=UTM,
    )


def buildings(rows: Mapping[str, tuple[Any, ...]]) -> gpd.GeoDataFrame:
    """Buildings as {id: (shape, value, levels, height, tags)}; what is left out is not known."""
    filled = [(*row, *(np.nan, np.nan, {})[len(row) - 2 :]) for row in rows.values()]
    return gpd.GeoDataFrame(
        {
            "osm_id": pd.Series(list(rows), dtype="str"),
            "building": pd.Series([row[1] for row in filled], dtype="str"),
            "levels": np.array([row[2] for row in filled], dtype=float),
            "height": np.array([row[3] for row in filled], dtype=float),
            "tags": pd.Series([dict(row[4]) for row in filled], dtype=object),
        },
        geometry=[row[0] for row in filled],
        crs=UTM,
    )


def communities(shapes: Mapping[str, Geometry]) -> gpd.GeoDataFrame:
    """Communities as {id: shape}, each named after its id."""
    frame = gpd.GeoDataFrame(
        {"name": [f"{key}-town" for key in shapes]},
        geometry=list(shapes.values()),
        index=pd.Index(list(shapes), name="community_id"),
        crs=UTM,
    )
    return frame.assign(area_m2=frame.area)


def boundaries(rows: Sequence[tuple[str, int, str | None, Geometry]]) -> gpd.GeoDataFrame:
    """Administrative areas as (osm_id, level, name, shape)."""
    return gpd.GeoDataFrame(
        {
            "osm_id": pd.Series([row[0] for row in rows], dtype="str"),
            "admin_level": np.array([row[1] for row in rows], dtype=np.int64),
            "name": pd.Series([row[2] for row in rows], dtype="str"),
            "name_zh": pd.Series([np.nan for _ in rows], dtype="str"),
            "name_en": pd.Series([np.nan for _ in rows], dtype="str"),
        },
        geometry=[row[3] for row in rows],
        crs=UTM,
    )


def square(x: float, y: float, side: float = 10.0) -> Geometry:
    """A square whose lower left corner is x, y."""
    return box(x, y, x + side, y + side)
