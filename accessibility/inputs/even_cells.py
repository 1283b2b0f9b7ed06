"""Cells for places whose homes are not mapped: people spread over the land they may live on."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.inputs.buildings import tag_values
from accessibility.inputs.grids import grid_squares

SQUARE_M = 100.0  # side of the grid

# Land on which no even cell is laid.
_UNBUILT: dict[str, frozenset[str]] = {
    "natural": frozenset(("water", "wood", "scrub", "wetland", "beach", "heath", "bare_rock")),
    "landuse": frozenset((
        "industrial", "commercial", "retail", "railway", "military", "quarry", "landfill",
        "cemetery", "reservoir", "basin", "forest", "grass", "meadow", "farmland", "orchard",
        "recreation_ground", "allotments", "village_green", "brownfield", "greenfield",
        "construction", "vineyard", "salt_pond", "aquaculture",
    )),
    "leisure": frozenset((
        "park", "golf_course", "nature_reserve", "pitch", "stadium", "sports_centre", "marina",
        "garden",
    )),
    "waterway": frozenset(("riverbank", "dock")),
    "aeroway": frozenset(("aerodrome",)),
    "amenity": frozenset(("grave_yard",)),
}  # fmt: skip


def cells_even(
    communities: gpd.GeoDataFrame,
    objects: gpd.GeoDataFrame,
    *,
    totals: pd.Series,
    density: float | None = None,
    everywhere: bool = True,
) -> gpd.GeoDataFrame:
    """Cells on a grid of SQUARE_M over the land people may live on.

    That is a community's residential land; where none is mapped, and a total is known or
    `everywhere` is set, the community without water, green and industry. A known total is
    spread by land. Else a cell has `density` [persons/m2] of its land, or, without it, one
    person a full square: a weight, no number of people.

    Returns
    -------
    GeoDataFrame of CELLS indexed by cell_id (`<community_id>/<square>`), without edge_m
    """
    known = totals.reindex(communities.index)
    land = _land_to_live_on(communities, objects, everywhere=known.notna() | everywhere)
    squares = grid_squares(land)
    community = squares["row"].astype("str")
    estimate = squares["land_m2"] * (1 / SQUARE_M**2 if density is None else density)
    share = squares["land_m2"] / squares.groupby("row")["land_m2"].transform("sum")
    cells = gpd.GeoDataFrame(
        {
            "community_id": community,
            "people": (share * known.reindex(community).to_numpy()).fillna(estimate),
            "land_m2": squares["land_m2"],
            "source": "even",
        },
        geometry=squares.geometry,
        crs=communities.crs,
    )
    return cells.set_index(
        pd.Index(community + "/" + squares["square"].astype("str"), name="cell_id")
    )


def _land_to_live_on(
    communities: gpd.GeoDataFrame, objects: gpd.GeoDataFrame, *, everywhere: pd.Series
) -> gpd.GeoDataFrame:
    """Residential land by community; all unbuilt-over land where none is and `everywhere`."""
    areas = objects[shapely.get_dimensions(objects.geometry.values) == 2]
    residential = areas.geometry[tag_values(areas["tags"], "landuse") == "residential"]
    mapped = _inside(communities.geometry, residential)
    land = mapped.fillna(communities.geometry.where(everywhere))
    land = land[land.notna()]
    unbuilt = _inside(land, areas.geometry[_is_unbuilt(areas["tags"])])
    left = shapely.difference(land.values, shapely.buffer(unbuilt.values, 0))
    some = (shapely.area(left) > 0) & unbuilt.notna().to_numpy()
    return gpd.GeoDataFrame(geometry=land.where(~some, left), crs=communities.crs)


def _inside(hosts: gpd.GeoSeries, areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """What the areas cover of each host, None where nothing."""
    which, area = shapely.STRtree(areas.values).query(hosts.values, predicate="intersects")
    parts = shapely.intersection(hosts.values[which], areas.values[area])
    real = shapely.area(parts) > 0
    found = pd.Series(parts[real]).groupby(which[real]).agg(shapely.union_all)
    shapes = np.full(len(hosts), None, dtype=object)
    shapes[found.index] = found.to_numpy()
    return gpd.GeoSeries(shapes, index=hosts.index, crs=hosts.crs)


def _is_unbuilt(tags: pd.Series) -> NDArray[np.bool_]:
    found = np.zeros(len(tags), dtype=np.bool_)
    for key, values in _UNBUILT.items():
        found |= np.isin(tag_values(tags, key), list(values))
    return found
