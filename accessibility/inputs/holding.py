"""In which unit a point lies."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


def unit_at(points: gpd.GeoSeries, units: gpd.GeoDataFrame) -> pd.Series:
    """The first unit by id that holds each point, its border included; NaN for none.

    Returns
    -------
    Series of str, with the points' index
    """
    ordered = units.sort_index()
    # the tree is of points, so that the polygons, with many corners, are made ready for asking
    row, point = shapely.STRtree(points.values).query(
        ordered.geometry.values, predicate="intersects"
    )
    first = np.full(len(points), len(ordered))
    np.minimum.at(first, point, row)
    ids = np.append(ordered.index.to_numpy(dtype=object), np.nan)
    return pd.Series(ids[first], points.index, dtype="str")
